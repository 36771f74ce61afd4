//! Just enough of the WebAssembly format to leave a section out.

use anyhow::{Context, Result, ensure};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The module without the names of its functions: a third of its size, and
/// read by debuggers alone. (`strip` in the profile would take more with it.)
pub(crate) fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    let mut rest = module
        .strip_prefix(HEADER)
        .context("this is not a WebAssembly module")?;
    let mut kept = HEADER.to_vec();
    while let Some((&id, after_id)) = rest.split_first() {
        let (size, content) = number(after_id)?;
        ensure!(size <= content.len(), "a section is cut off");
        let (content, after) = content.split_at(size);
        if !(id == 0 && content.starts_with(b"\x04name")) {
            kept.extend_from_slice(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    Ok(kept)
}

/// Reads an unsigned LEB128 number, and returns what follows it.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut value = 0;
    for (i, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Ok((value, &bytes[i + 1..]));
        }
    }
    anyhow::bail!("a section without a size")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_are_left_out() {
        let code = b"\x0a\x02ab";
        // A size may be written in more bytes than it needs.
        let names = b"\x00\x87\x00\x04namexy";
        let features = b"\x00\x05\x04feat";
        let module = [HEADER, code, names, features].concat();
        assert_eq!(
            without_names(&module).unwrap(),
            [HEADER, code, features].concat()
        );
    }

    #[test]
    fn what_is_not_a_module_is_refused() {
        assert!(without_names(b"<!doctype html>").is_err());
        assert!(without_names(&[HEADER, b"\x0a\x09ab"].concat()).is_err());
    }
}
