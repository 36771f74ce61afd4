//! The whole app as one page that needs no server and no network.
//!
//! From `file://` a browser refuses modules and fetches, so the glue is inline
//! and the wasm is in an element that is data and not a script. It is packed
//! with LZMA, a quarter smaller than gzip, and unpacked by `static/unpack.js`.
//! In base64, since it goes through every mail program and text encoding; an
//! alphabet of 85 letters would save another 6 %, and is not worth a decoder.

use std::io::Write as _;

use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use lzma_rust2::{LzmaOptions, LzmaWriter};

use crate::comments;
use crate::html::{Tag, replace, tags};
use crate::policy::{self, hash};

/// The page made of our index.html as trunk leaves it, and of the files it names.
pub(crate) fn page(page: &str, read: impl Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let text = |name: &str| Ok::<_, anyhow::Error>(String::from_utf8(read(name)?)?);
    let mut parts = Vec::new();
    let (mut scripts, mut styles) = (Vec::new(), Vec::new());
    let mut app = None;

    for link in tags(page, "link") {
        let href = link.get("href").context("a link without href")?;
        let new = match link.get("rel") {
            _ if link.get("id") == Some("p2p-lab-app") => {
                let wasm = link.get("data-wasm").context("the app has no data-wasm")?;
                app = Some((text(href)?, read(wasm)?));
                String::new()
            }
            Some("preload" | "apple-touch-icon") => String::new(),
            Some("stylesheet") => {
                let style = text(href)?;
                check_inline(&style, "</style", href)?;
                ensure!(
                    !style.replace("url(\"data:", "").contains("url("),
                    "{href} loads a file, which the one-file app does not have"
                );
                styles.push(hash(&style));
                format!("<style>{style}</style>")
            }
            Some("icon") => format!(
                r#"<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,{}">"#,
                BASE64_STANDARD.encode(read(href)?)
            ),
            other => bail!("a link that the one-file app does not know: {other:?}"),
        };
        parts.push((link.range, new));
    }
    let (glue, wasm) = app.context("trunk did not name the app in the page")?;
    ensure!(
        glue.contains("__wbg_init as default"),
        "wasm-bindgen's glue has changed: its init function is not __wbg_init"
    );
    ensure!(
        !glue.contains("./snippets/"),
        "a crate brings a JavaScript snippet, which the one-file app cannot import"
    );

    for script in tags(page, "script") {
        let src = script_src(&script)?;
        let code = text(src)?;
        check_inline(&code, "</script", src)?;
        scripts.push(hash(&code));
        parts.push((script.range, format!("<script>{code}")));
    }

    let unpack = comments::out_of_script(include_str!("../../static/unpack.js"));
    let module = format!(
        r#"{glue}
{unpack}
{{
  const text = document.getElementById("p2p-lab-wasm").textContent;
  // Later, so that the page is shown meanwhile.
  const wasm = new Promise((resolve) => setTimeout(resolve)).then(() =>
    unpackLzma(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))
  );
  window.p2pLab.start(__wbg_init, wasm);
}}
"#
    );
    check_inline(&module, "</script", "the glue")?;
    scripts.push(hash(&module));
    let end = page.rfind("</body>").context("index.html has no </body>")?;
    parts.push((
        end..end,
        format!(
            "<script type=\"text/plain\" id=\"p2p-lab-wasm\">{}</script>\n\
             <script type=\"module\">{module}</script>\n",
            BASE64_STANDARD.encode(lzma(&wasm)?)
        ),
    ));
    policy::fill(&replace(page, parts), &policy::one_file(&scripts, &styles))
}

fn script_src<'a>(script: &Tag<'a>) -> Result<&'a str> {
    script
        .get("src")
        .context("an inline script in index.html: the security policy would block it")
}

fn check_inline(text: &str, end: &str, name: &str) -> Result<()> {
    for bad in [end, "<!--"] {
        ensure!(!text.contains(bad), "{name} contains {bad}");
    }
    Ok(())
}

/// Packs a WebAssembly module.
fn lzma(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut options = LzmaOptions::with_preset(9);
    // The most there is; and code of a variable length has no alignment to lean on.
    options.nice_len = LzmaOptions::NICE_LEN_MAX;
    options.depth_limit = 512;
    options.lc = 4;
    options.pb = 0;
    let size = u64::try_from(bytes.len())?;
    let mut packer = LzmaWriter::new_use_header(Vec::new(), &options, Some(size))?;
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><meta http-equiv="Content-Security-Policy" content="">
<link rel="icon" href="./i.svg"><link rel="apple-touch-icon" href="icons/192.png"><link rel="stylesheet" href="./s.css">
<link rel="preload" href="./a.wasm"><link id="p2p-lab-app" rel="modulepreload" href="./a.js" data-wasm="./a.wasm">
</head><body><script src="./boot.js"></script></body>"#;

    fn file(name: &str) -> Result<Vec<u8>> {
        Ok(match name {
            "./i.svg" => "<svg/>",
            "./s.css" => "p{}",
            "./a.wasm" => "\0asm",
            "./a.js" => "export { __wbg_init as default };",
            "./boot.js" => "boot()",
            _ => bail!("no file {name}"),
        }
        .into())
    }

    #[test]
    fn the_one_file_app_loads_nothing() {
        let page = page(PAGE, file).unwrap();
        for wanted in [
            "<style>p{}</style>",
            "<script>boot()</script>",
            "id=\"p2p-lab-wasm\">",
            "data:image/svg+xml;base64,PHN2Zy8+",
        ] {
            assert!(page.contains(wanted), "{wanted} is missing in {page}");
        }
        for unwanted in ["./", "src=", "connect-src", "-src 'self';", "icons/"] {
            assert!(!page.contains(unwanted), "{unwanted} is in {page}");
        }
    }

    #[test]
    fn the_policy_allows_exactly_the_scripts_that_are_inline() {
        let page = page(PAGE, file).unwrap();
        assert!(page.contains(&hash("boot()")));
        assert_eq!(page.matches("'sha256-").count(), 3);
    }

    #[test]
    fn an_inline_script_in_the_page_is_refused() {
        let inline = PAGE.replace(" src=\"./boot.js\"", "");
        assert!(page(&inline, file).is_err());
    }

    #[test]
    fn text_that_would_end_its_element_is_refused() {
        let read = |name: &str| match name {
            "./boot.js" => Ok(b"'</script>'".to_vec()),
            _ => file(name),
        };
        assert!(page(PAGE, read).is_err());
    }

    #[test]
    fn what_is_packed_has_the_header_that_the_page_reads() {
        let packed = lzma(b"\0asm and what follows it").unwrap();
        // lc 4, lp 0, pb 0; then the dictionary; then the size.
        assert_eq!(packed[0], 4);
        assert_eq!(packed[5..13], 24_u64.to_le_bytes());
    }
}
