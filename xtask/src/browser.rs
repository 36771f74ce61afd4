//! What the browser tests need: Chromium, its driver, axe-core, and Jekyll with MathJax for a course's site.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::process::{cargo, command, on_path, output, root, run};
use crate::{site, tools};

/// The accessibility checker; its rules change with its version.
const AXE: &str = "4.14.1";

/// What sets the formulas of a course's pages.
const MATHJAX: &str = "3.2.2";

const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Gets what is missing, and tells the tests about it through `e2e`'s environment.
pub(crate) fn prepare(e2e: &mut Command) -> Result<()> {
    let pair = match find()? {
        Some(pair) => pair,
        None => {
            install()?;
            find()?.context("the browser was installed, but it is not on PATH")?
        }
    };
    println!("{}, {}", version(&pair.browser)?, version(&pair.driver)?);
    e2e.env("CHROME", &pair.browser)
        // An error says what was expected; where is not worth a page of frames.
        .env("RUST_LIB_BACKTRACE", "0")
        .env("CHROMEDRIVER", &pair.driver)
        .env("P2P_LAB_XTASK", env::current_exe()?)
        .env("P2P_LAB_AXE", from_npm("axe-core", AXE, "axe.min.js")?)
        .env("P2P_LAB_JEKYLL", jekyll()?)
        .env(
            "P2P_LAB_MATHJAX",
            from_npm("mathjax", MATHJAX, "es5/tex-svg.js")?,
        )
        .env("P2P_LAB_DIST", root().join(site::DIST));
    Ok(())
}

/// `cargo xtask shots`: screenshots of the site as it was built last.
pub(crate) fn shots(folder: &OsString, fragments: &[OsString]) -> Result<()> {
    built()?;
    let mut shots = cargo();
    prepare(&mut shots)?;
    run(shots
        .args(["run", "--quiet", "--package", "e2e", "--bin", "shots", "--"])
        .arg(folder)
        .args(fragments))
}

/// The harness serves the site; the last one built will do.
fn built() -> Result<()> {
    if !Path::new(site::DIST).join("index.html").exists() {
        site::build()?;
    }
    Ok(())
}

/// `cargo xtask bench`: the model's runs, natively and in the browser; then the page itself.
pub(crate) fn bench(minutes: u32) -> Result<()> {
    const FOLDER: &str = "target/bench";
    built()?;
    let target = tools::WASM;
    let mut bindgen = tools::wasm_bindgen()?;
    run(cargo().args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "bench",
        "--target",
        target,
    ]))?;
    let module = format!("target/{target}/release/bench.wasm");
    run(bindgen.args([
        "--target",
        "no-modules",
        "--no-typescript",
        "--out-dir",
        FOLDER,
        &module,
    ]))?;
    let measure = |bin: &str, args: &[String]| {
        let mut bench = cargo();
        prepare(&mut bench)?;
        run(bench
            .args(["run", "--quiet", "--release", "--package", "e2e", "--bin"])
            .args([bin, "--"])
            .args(args))
    };
    measure(
        "bench",
        &[
            format!("{FOLDER}/bench.js"),
            format!("{FOLDER}/bench_bg.wasm"),
        ],
    )?;
    println!();
    measure("frames", &[minutes.to_string()])
}

struct Pair {
    browser: PathBuf,
    driver: PathBuf,
}

/// The browser and its driver, where both are here.
fn find() -> Result<Option<Pair>> {
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"));
    let browser = named("CHROME").or_else(|| BROWSERS.iter().find_map(|name| on_path(name)));
    let (Some(browser), Some(driver)) = (browser, driver) else {
        return Ok(None);
    };
    let (ours, theirs) = (version(&browser)?, version(&driver)?);
    ensure!(
        major(&ours).is_some() && major(&ours) == major(&theirs),
        "the browser is {ours:?} and its driver {theirs:?}: they must be of one version. \
         CHROME and CHROMEDRIVER name the ones to use"
    );
    Ok(Some(Pair { browser, driver }))
}

pub(crate) fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
}

fn version(program: &Path) -> Result<String> {
    output(command(program).arg("--version"))
        .and_then(|text| text.lines().next().map(str::to_owned))
        .with_context(|| format!("{} does not tell its version", program.display()))
}

/// The first number of `Chromium 156.0.8078.79 built on Debian`.
fn major(version: &str) -> Option<&str> {
    version
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?
        .split('.')
        .next()
}

fn install() -> Result<()> {
    // Ubuntu's packages of the same programs have other names.
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let packages = if release.lines().any(|line| line == "ID=ubuntu") {
        ["chromium-browser", "chromium-chromedriver"]
    } else {
        ["chromium", "chromium-driver"]
    };
    apt_install(&packages).context(
        "the browser tests need Chromium or Chrome and the chromedriver of the same version: \
         install them, and name them with CHROME and CHROMEDRIVER where they are not on PATH",
    )
}

/// Installs packages on Debian and what comes from it.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    ensure!(
        on_path("apt-get").is_some(),
        "this is not a system with apt"
    );
    println!("Installing {} with apt-get", packages.join(" and "));
    let root = output(command("id").arg("-u")).as_deref() == Some("0");
    let apt_get = |args: &[&str]| {
        let mut apt_get = if root {
            command("apt-get")
        } else {
            let mut sudo = command("sudo");
            // Never waits for a password that nobody is there to type.
            sudo.args(["-n", "apt-get"]);
            sudo
        };
        apt_get.env("DEBIAN_FRONTEND", "noninteractive");
        run(apt_get.args(args))
    };
    apt_get(&["update", "-q"])?;
    apt_get(
        &[
            &["install", "-q", "-y", "--no-install-recommends"],
            packages,
        ]
        .concat(),
    )
}

/// The path of a file that npm brings, once.
fn from_npm(package: &str, version: &str, file: &str) -> Result<PathBuf> {
    let name = Path::new(file).file_name().context("a file has a name")?;
    let folder = tools::cache()?.join(format!("{package}-{version}"));
    let kept = folder.join(name);
    if kept.exists() {
        return Ok(kept);
    }
    if on_path("npm").is_none() {
        apt_install(&["npm"])
            .with_context(|| format!("{package} comes from npm: install Node.js with npm"))?;
    }
    println!("Fetching {package} {version} with npm, once");
    tools::install(&folder, |partial| {
        run(command("npm")
            .args(["install", "--no-save", "--no-audit", "--no-fund"])
            .args(["--ignore-scripts", "--loglevel=error", "--prefix"])
            .arg(partial)
            .arg(format!("{package}@{version}")))?;
        let modules = partial.join("node_modules");
        let fetched = modules.join(package).join(file);
        if !fetched.exists() {
            bail!("{package} {version} has no {file}");
        }
        fs::copy(fetched, partial.join(name))?;
        Ok(fs::remove_dir_all(modules)?)
    })?;
    Ok(kept)
}

/// Jekyll, which builds a course's site with figures in it.
fn jekyll() -> Result<PathBuf> {
    if let Some(found) = on_path("jekyll") {
        return Ok(found);
    }
    println!("Jekyll takes about half a minute to install, once");
    apt_install(&["jekyll"]).context("one of the browser tests needs Jekyll: install it")?;
    on_path("jekyll").context("Jekyll was installed, but it is not on PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_browsers_print() {
        for (text, expected) in [
            ("Chromium 156.0.8078.79 built on Debian", Some("156")),
            ("Google Chrome 155.0.1.2 ", Some("155")),
            ("ChromeDriver 156.0.8078.79 (abc-def)", Some("156")),
            ("no version", None),
        ] {
            assert_eq!(major(text), expected, "{text}");
        }
    }
}
