//! The site: served while one works on it, and built into `dist/`.
//!
//! Trunk compiles the app and lays the files out. What it does not do is here:
//! the content security policy, the whole app in one file, and the budget.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use crate::html::{Tag, replace, tags};
use crate::process::{become_program, root, run};
use crate::{tools, wasm};

/// Where the release site is.
pub(crate) const DIST: &str = "dist";

/// The app in one file, beside the site.
const ONE_FILE: &str = "p2p-lab.html";

/// What a reader of the site downloads: wasm, JS, CSS and HTML, in brotli. A
/// phone on a slow connection (1.5 Mb/s) has this in two and a half seconds.
const SITE_BUDGET: usize = 460_000;

/// Small enough to go round by mail.
const ONE_FILE_BUDGET: usize = 900_000;

/// Serves the app with reload on change, until interrupted.
pub(crate) fn serve(port: u16) -> Result<()> {
    let mut trunk = tools::trunk()?;
    // Not dist/: that is the release site, and tests read it.
    let folder = "target/serve";
    fs::create_dir_all(folder)?;
    println!("Serving on http://localhost:{port}/ (Ctrl-C ends it)");
    become_program(
        trunk
            .args(["serve", "--dist", folder, "--port"])
            .arg(port.to_string()),
    )
}

/// Builds the release site.
pub(crate) fn build() -> Result<()> {
    let mut trunk = tools::trunk()?;
    let start = Instant::now();
    // Beside dist/ and moved there when whole: a build that fails, or runs while
    // someone looks at the last one, takes nothing away.
    let site = Path::new("target/site");
    remove(site)?;
    let flags = compiler_flags(env::var_os("RUSTFLAGS"), &machine_paths()?);
    run(trunk
        .args(["build", "--release", "--dist"])
        .arg(site)
        .env("CARGO_ENCODED_RUSTFLAGS", flags))?;
    finish(site)?;
    check_paths(site)?;
    remove(Path::new(DIST))?;
    fs::rename(site, DIST).context("moving the site to dist/")?;

    println!("Built dist/ in {:.0} s", start.elapsed().as_secs_f64());
    check_sizes(Path::new(DIST))
}

/// A folder of this machine, and what stands for it in what is shipped.
type MachinePath = (PathBuf, &'static str);

/// Where the sources of the app are on this machine, the more special folders last.
///
/// A panic names the file it is in, with the whole path for a dependency, and that is nobody else's
/// business: it says who built the site, and makes every build another one.
fn machine_paths() -> Result<Vec<MachinePath>> {
    let home = env::home_dir();
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| home.as_ref().map(|home| home.join(".cargo")));
    let mut paths = Vec::new();
    paths.extend(home.map(|home| (home, "home")));
    if let Some(cargo) = cargo {
        // A folder for each registry, named after its host.
        let registries = fs::read_dir(cargo.join("registry/src"));
        let registries = registries.into_iter().flatten();
        paths.push((cargo, "cargo"));
        for registry in registries {
            paths.push((registry?.path(), "crates"));
        }
    }
    paths.push((root().to_owned(), "p2p-lab"));
    // The root of a container has no name to hide, and is the beginning of every path.
    paths.retain(|(path, _)| path.components().count() > 1);
    Ok(paths)
}

/// The compiler's flags that replace these paths, after those that were given to it anyway. Only the
/// release site is built with them: `serve` builds another profile, and keeps what it has built.
fn compiler_flags(given: Option<OsString>, paths: &[MachinePath]) -> OsString {
    let given = given.unwrap_or_default();
    let mut flags: Vec<OsString> = given
        .to_string_lossy()
        .split_whitespace()
        .map(OsString::from)
        .collect();
    for (path, name) in paths {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(path);
        flag.push("=");
        flag.push(name);
        flags.push(flag);
    }
    // Cargo's encoding, in which a flag may have a space.
    flags.join("\u{1f}".as_ref())
}

/// Fails where a shipped file names a folder of this machine.
fn check_paths(site: &Path) -> Result<()> {
    let paths = machine_paths()?;
    for name in files(site)? {
        let bytes = fs::read(site.join(&name))?;
        if let Some(path) = named_path(&bytes, &paths) {
            bail!("{name} names {}, a folder of this machine", path.display());
        }
    }
    Ok(())
}

/// The first of these folders that the file names.
fn named_path<'a>(file: &[u8], paths: &'a [MachinePath]) -> Option<&'a Path> {
    let named = |path: &Path| {
        let path = path.to_string_lossy();
        // With what follows, so that `/work` is not found in `/workers`.
        [format!("{path}/"), format!("{path}\\")]
            .iter()
            .any(|path| file.windows(path.len()).any(|part| part == path.as_bytes()))
    };
    let mut paths = paths.iter().map(|(path, _)| path.as_path());
    paths.find(|path| named(path))
}

/// Does to what trunk wrote what trunk does not do.
fn finish(site: &Path) -> Result<()> {
    for name in files(site)? {
        if name.ends_with(".wasm") {
            let path = site.join(name);
            fs::write(&path, wasm::without_names(&fs::read(&path)?)?)?;
        }
    }
    let index = site.join("index.html");
    let page = fs::read_to_string(&index).context("reading index.html")?;
    let one_file = one_file(&page, |name| {
        fs::read(site.join(name)).with_context(|| format!("reading {name}"))
    })?;
    fs::write(site.join(ONE_FILE), one_file)?;
    Ok(fs::write(&index, with_policy(&page, &site_policy())?)?)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    Ok(())
}

/// What the pages of the site may load: this site, and nothing else.
///
/// `style-src-attr` is for plotters, which measures text with an element that
/// has a style attribute. No script and no style sheet is inline. Teach shows
/// the page in a frame of itself.
fn site_policy() -> String {
    policy("'self' 'wasm-unsafe-eval'", "'self'", "'self'")
}

fn policy(scripts: &str, styles: &str, origin: &str) -> String {
    format!(
        "default-src 'none'; script-src {scripts}; style-src {styles}; \
         style-src-attr 'unsafe-inline'; img-src {origin} data: blob:; \
         connect-src {origin}; frame-src 'self'; base-uri 'none'; form-action 'none'"
    )
}

/// The page with its policy filled in.
fn with_policy(page: &str, policy: &str) -> Result<String> {
    let meta = tags(page, "meta")
        .into_iter()
        .find(|meta| meta.get("http-equiv") == Some("Content-Security-Policy"))
        .context("index.html has no place for the content security policy")?;
    let filled = format!(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#);
    Ok(replace(page, vec![(meta.range, filled)]))
}

/// The whole app as one page that needs no server and no network: from `file://`
/// a browser refuses modules and fetches, so the glue is inline and the wasm is
/// in an element that is data and not a script. Gzip, which browsers can unpack
/// by themselves, and base64 make it half the size that base64 alone would.
fn one_file(page: &str, read: impl Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
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
            Some("preload") => String::new(),
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

    let module = format!(
        r#"{glue}
{{
  const text = document.getElementById("p2p-lab-wasm").textContent;
  const packed = new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]);
  const wasm = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  window.p2pLab.start(__wbg_init, new Response(wasm).arrayBuffer());
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
            BASE64_STANDARD.encode(gzip(&wasm)?)
        ),
    ));

    let scripts = format!("'wasm-unsafe-eval' {}", scripts.join(" "));
    // A file is not `'self'` to itself.
    let policy = policy(&scripts, &styles.join(" "), "")
        .replace("connect-src ;", "")
        .replace("frame-src 'self'", "frame-src 'self' file:");
    with_policy(&replace(page, parts), &policy)
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

/// The source expression that allows one inline script or style.
fn hash(text: &str) -> String {
    format!(
        "'sha256-{}'",
        BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

/// Prints what every file weighs, and fails over budget.
fn check_sizes(dist: &Path) -> Result<()> {
    let (mut site, mut one_file) = (0, 0);
    println!("{:>9} {:>9}", "raw", "brotli");
    for name in &files(dist)? {
        let bytes = fs::read(dist.join(name))?;
        let packed = brotli_size(&bytes)?;
        println!("{:>9} {packed:>9}  {name}", bytes.len());
        if name == ONE_FILE {
            one_file = bytes.len();
        } else if [".wasm", ".js", ".css", ".html"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            site += packed;
        }
    }
    println!("{site} bytes in brotli for wasm, JS, CSS and HTML, of at most {SITE_BUDGET}");
    println!("{one_file} bytes for {ONE_FILE}, of at most {ONE_FILE_BUDGET}");
    ensure!(site <= SITE_BUDGET, "the site is over its budget");
    ensure!(one_file <= ONE_FILE_BUDGET, "{ONE_FILE} is over its budget");
    Ok(())
}

/// The names of all files in a folder, those of sub-folders with their path.
fn files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inner = files(&entry.path())?;
            names.extend(inner.iter().map(|file| format!("{name}/{file}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes)?;
    packer.finish()
}

fn brotli_size(bytes: &[u8]) -> io::Result<usize> {
    let mut packed = Vec::new();
    // Quality 11 and a 4 MiB window are what servers use for files packed once.
    let params = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)?;
    Ok(packed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<head><meta http-equiv="Content-Security-Policy" content="">
<link rel="icon" href="./i.svg"><link rel="stylesheet" href="./s.css">
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
    fn paths_of_the_machine_are_replaced_and_flags_of_the_environment_kept() {
        let paths = [
            (PathBuf::from("/home/a b"), "home"),
            (PathBuf::from("/home/a b/c"), "crates"),
        ];
        assert_eq!(
            compiler_flags(Some("-C debuginfo=0".into()), &paths),
            "-C\u{1f}debuginfo=0\u{1f}--remap-path-prefix=/home/a b=home\u{1f}--remap-path-prefix=/home/a b/c=crates"
        );
    }

    #[test]
    fn a_file_that_names_a_folder_of_the_machine_is_found() {
        let paths = [(PathBuf::from("/home/ann"), "home")];
        assert!(named_path(b"\0asm at /home/ann/lib.rs:3", &paths).is_some());
        assert!(named_path(b"/home/anna/lib.rs, home/lib.rs", &paths).is_none());
    }

    #[test]
    fn the_one_file_app_loads_nothing() {
        let page = one_file(PAGE, file).unwrap();
        for wanted in [
            "<style>p{}</style>",
            "<script>boot()</script>",
            // The magic number of gzip.
            ">H4sI",
            "data:image/svg+xml;base64,PHN2Zy8+",
        ] {
            assert!(page.contains(wanted), "{wanted} is missing in {page}");
        }
        for unwanted in ["./", "src=", "connect-src", "-src 'self';"] {
            assert!(!page.contains(unwanted), "{unwanted} is in {page}");
        }
    }

    #[test]
    fn the_policy_allows_exactly_the_scripts_that_are_inline() {
        let page = one_file(PAGE, file).unwrap();
        assert!(page.contains(&hash("boot()")));
        assert_eq!(page.matches("'sha256-").count(), 3);
    }

    #[test]
    fn an_inline_script_in_the_page_is_refused() {
        let page = PAGE.replace(" src=\"./boot.js\"", "");
        assert!(one_file(&page, file).is_err());
    }

    #[test]
    fn text_that_would_end_its_element_is_refused() {
        let read = |name: &str| match name {
            "./boot.js" => Ok(b"'</script>'".to_vec()),
            _ => file(name),
        };
        assert!(one_file(PAGE, read).is_err());
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
