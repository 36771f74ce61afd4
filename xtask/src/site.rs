//! The site: served while one works on it, and built into `dist/`.
//!
//! Trunk compiles the app and lays the files out. What it does not do is here
//! and in [`crate::policy`], [`crate::one_file`] and [`crate::worker`], and so is
//! the budget.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::process::{become_program, root, run};
use crate::{comments, one_file, policy, tools, wasm, worker};

/// Where the release site is.
pub(crate) const DIST: &str = "dist";

/// The app in one file, beside the site.
pub(crate) const ONE_FILE: &str = "p2p-lab.html";

/// What a reader of the site downloads, once: wasm, JS, CSS and HTML, in brotli.
/// A phone on a slow connection (1.5 Mb/s) has this in 3.2 s. The aim is half
/// of it: whoever adds a page should first look for what can go.
const SITE_BUDGET: usize = 640_000;

/// Small enough to go round by mail.
const ONE_FILE_BUDGET: usize = 940_000;

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
    // someone looks at the last one, takes nothing away. (Not target/site, where
    // cargo keeps what it has built for the profile of that name.)
    let site = Path::new("target/next-dist");
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
        let path = site.join(&name);
        let text = || fs::read_to_string(&path);
        let less = match name.rsplit_once('.') {
            Some((_, "wasm")) => wasm::without_names(&fs::read(&path)?)?,
            Some((_, "js")) => comments::out_of_script(&text()?).into(),
            Some((_, "css")) => comments::out_of_style(&text()?).into(),
            _ => continue,
        };
        fs::write(&path, less)?;
    }
    let index = site.join("index.html");
    let page = fs::read_to_string(&index).context("reading index.html")?;
    let one_file = one_file::page(&page, |name| {
        fs::read(site.join(name)).with_context(|| format!("reading {name}"))
    })?;
    let page = with_extras(&page, one_file.len())?;
    fs::write(&index, policy::fill(&page, &policy::site())?)?;

    // All there is so far, to be kept for use offline.
    let worker = worker::script(site, &own_files(site)?)?;
    fs::write(site.join(worker::NAME), worker)?;
    fs::write(site.join(ONE_FILE), one_file)?;
    policy::check(site, &own_files(site)?)
}

/// The files of the site itself, without those that a course copies into its own: Jekyll would leave their folder
/// out where it publishes the site.
fn own_files(site: &Path) -> io::Result<Vec<String>> {
    let mut names = files(site)?;
    names.retain(|name| !name.starts_with("_includes/"));
    Ok(names)
}

/// Names in the page what only the built site has: a manifest, which makes it
/// something to install, and the app in one file, with its size.
fn with_extras(page: &str, one_file: usize) -> Result<String> {
    let (head, rest) = page
        .split_once("</head>")
        .context("index.html has no </head>")?;
    let size = one_file.div_ceil(1000);
    Ok(format!(
        "{head}<link rel=\"manifest\" href=\"manifest.webmanifest\">\n\
         <meta name=\"p2p-lab-file\" content=\"{size} kB\">\n</head>{rest}"
    ))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    Ok(())
}

/// Prints what every file weighs, and fails over budget.
fn check_sizes(dist: &Path) -> Result<()> {
    let (mut site, mut one_file) = (0, 0);
    println!("{:>9} {:>9}", "raw", "brotli");
    for name in &own_files(dist)? {
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
pub(crate) fn files(folder: &Path) -> io::Result<Vec<String>> {
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
    fn the_page_of_the_site_names_its_manifest_and_the_size_of_the_one_file() {
        let page = with_extras("<head></head><body>", 612_001).unwrap();
        assert!(page.contains(r#"<link rel="manifest""#));
        assert!(page.contains(r#"content="613 kB""#));
    }
}
