//! The service worker of the site, with the list of what this build is made of.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::comments;
use crate::policy::integrity;

/// Its file: what registers it is `static/update.js`.
pub(crate) const NAME: &str = "worker.js";

/// The worker that keeps these files of the site, each by its hash.
pub(crate) fn script(site: &Path, names: &[String]) -> Result<String> {
    let mut files = BTreeMap::new();
    for name in names {
        files.insert(name.as_str(), integrity(&fs::read(site.join(name))?));
    }
    Ok(with_list(&files))
}

fn with_list(files: &BTreeMap<&str, String>) -> String {
    let code = comments::out_of_script(include_str!("../../static/worker.js"));
    let files = json!(files).to_string();
    let digest = Sha256::digest([files.as_bytes(), code.as_bytes()].concat());
    let version: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("const VERSION = \"{version}\";\nconst FILES = {files};\n\n{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_has_another_version_when_any_file_is_another() {
        let version = |content: &[u8]| {
            let files = BTreeMap::from([("a.js", integrity(content)), ("b.js", integrity(b""))]);
            let script = with_list(&files);
            script.lines().next().unwrap().to_owned()
        };
        assert_eq!(version(b"one"), version(b"one"));
        assert_ne!(version(b"one"), version(b"two"));
    }
}
