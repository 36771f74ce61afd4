//! The content security policy: what a page may load and run.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

use crate::html::{Tag, replace, tags};

/// For the pages of the site: this site, and nothing else. No script and no
/// style sheet is inline. Teach shows the page in a frame of itself.
pub(crate) fn site() -> String {
    let own = policy("'self' 'wasm-unsafe-eval'", "'self'", "'self' ");
    format!("{own}; connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'self'")
}

/// For the one-file app: what is in the file, by its hash, and nothing else.
pub(crate) fn one_file(scripts: &[String], styles: &[String]) -> String {
    let scripts = format!("'wasm-unsafe-eval' {}", scripts.join(" "));
    let own = policy(&scripts, &styles.join(" "), "");
    // A file is not `'self'` to itself.
    format!("{own}; frame-src 'self' file:")
}

/// `style-src-attr` is for plotters, which measures text with an element that
/// has a style attribute.
fn policy(scripts: &str, styles: &str, own: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts}; style-src {styles}; \
         style-src-attr 'unsafe-inline'; img-src {own}data: blob:; \
         base-uri 'none'; form-action 'none'"
    )
}

/// The source expression that allows one inline script or style.
pub(crate) fn hash(text: &str) -> String {
    format!("'{}'", integrity(text.as_bytes()))
}

/// What a file must hash to.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// The page with its policy filled in.
pub(crate) fn fill(page: &str, policy: &str) -> Result<String> {
    let meta = meta(page).context("the page has no place for the content security policy")?;
    let filled = format!(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#);
    Ok(replace(page, vec![(meta.range, filled)]))
}

fn meta(page: &str) -> Option<Tag<'_>> {
    tags(page, "meta")
        .into_iter()
        .find(|meta| meta.get("http-equiv") == Some("Content-Security-Policy"))
}

/// Fails where one of these pages has no policy, or a weak one.
pub(crate) fn check(site: &Path, names: &[String]) -> Result<()> {
    for name in names.iter().filter(|name| name.ends_with(".html")) {
        let page = fs::read_to_string(site.join(name))?;
        strict(&page).with_context(|| format!("the content security policy of {name}"))?;
    }
    Ok(())
}

/// Fails where a page has no policy, or a weak one.
pub(crate) fn strict(page: &str) -> Result<()> {
    let meta = meta(page).context("there is none")?;
    let first = tags(page, "script").into_iter().chain(tags(page, "link"));
    for tag in first {
        ensure!(
            tag.range.start > meta.range.start,
            "something is loaded before it"
        );
    }
    let policy = meta.get("content").unwrap_or_default();
    let directive = |name: &str| {
        policy
            .split("; ")
            .find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '))
    };
    ensure!(
        directive("default-src") == Some("'none'"),
        "what it does not name is allowed"
    );
    for directive in ["script-src", "style-src"].map(directive) {
        let sources = directive.context("it names no scripts or styles")?;
        for source in sources.split(' ') {
            let kept_in = matches!(source, "'self'" | "'wasm-unsafe-eval'");
            if !kept_in && !source.starts_with("'sha256-") {
                bail!("it allows {source}");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(policy: &str) -> String {
        let place = r#"<meta http-equiv="Content-Security-Policy" content=""><script src="a.js">"#;
        fill(place, policy).unwrap()
    }

    #[test]
    fn the_policies_of_the_build_are_strict() {
        strict(&page(&site())).unwrap();
        let hashes = [hash("a"), hash("b")];
        strict(&page(&one_file(&hashes, &hashes))).unwrap();
    }

    #[test]
    fn the_site_may_install_and_the_one_file_has_nothing_to_load() {
        for wanted in [
            "worker-src 'self'",
            "manifest-src 'self'",
            "connect-src 'self'",
        ] {
            assert!(site().contains(wanted), "{wanted}");
        }
        let alone = one_file(&[], &[]);
        assert!(!alone.replace("frame-src 'self'", "").contains("'self'"));
    }

    #[test]
    fn weak_policies_are_found() {
        for (strong, weak) in [
            ("'wasm-unsafe-eval'", "'unsafe-eval'"),
            ("'wasm-unsafe-eval'", "'unsafe-inline'"),
            ("'wasm-unsafe-eval'", "https:"),
            ("style-src 'self'", "style-src 'unsafe-inline'"),
            ("default-src 'none'", "default-src 'self'"),
            ("script-src ", "img-src "),
        ] {
            let policy = site().replacen(strong, weak, 1);
            assert!(strict(&page(&policy)).is_err(), "{policy}");
        }
        assert!(strict("<html></html>").is_err());
        let late = page(&site()).replace("<meta", "<link rel=\"icon\" href=\"i.svg\"><meta");
        assert!(strict(&late).is_err());
    }

    #[test]
    fn the_hash_is_the_one_browsers_compute() {
        // From the content security policy specification, section 8.3.
        assert_eq!(
            hash("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }
}
