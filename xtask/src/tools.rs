//! The programs the build and the checks need: the wasm target, trunk,
//! wasm-bindgen and cargo-deny, in exactly the versions that belong to this checkout.
//!
//! They live outside the checkout, in a folder by version, so that a second
//! clone builds none of them again and two versions do not fight.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, command, on_path, output, run};

/// The newest trunk that the pinned compiler builds.
const TRUNK: &str = "0.21.14";

/// The newest cargo-deny.
const DENY: &str = "0.20.2";

/// Drives Firefox from 115 on.
const GECKODRIVER: &str = "0.37.1";

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// A command-line tool from the package registry.
struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    build_time: &'a str,
}

/// Trunk, with everything it calls in place and nothing left to download.
pub(crate) fn trunk() -> Result<Command> {
    wasm_target()?;

    let wasm_bindgen = wasm_bindgen_version()?;
    let tools = [
        wasm_bindgen_tool(&wasm_bindgen),
        Tool {
            package: "trunk",
            program: "trunk",
            version: TRUNK,
            build_time: "about 4 minutes on 2 cores",
        },
    ];
    let mut path = Vec::new();
    for tool in &tools {
        path.extend(tool.folder()?);
    }
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    let path = env::join_paths(path)?;

    // Trunk builds with `--offline`, so what the app depends on comes first.
    run(cargo().args(["fetch", "--quiet", "--target", WASM]))
        .context("fetching the crates that Cargo.lock names")?;

    let mut trunk = command(in_path("trunk", &path));
    trunk
        .env("PATH", path)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk reads this variable as a flag of its own and refuses "1".
        .env_remove("NO_COLOR")
        // Its own backtrace would hide the compiler's message above it.
        .env("RUST_BACKTRACE", "0");
    Ok(trunk)
}

/// wasm-bindgen's command, in the version of the crate.
pub(crate) fn wasm_bindgen() -> Result<Command> {
    wasm_target()?;
    let version = wasm_bindgen_version()?;
    wasm_bindgen_tool(&version).command()
}

/// cargo-deny, which checks the crates in Cargo.lock.
pub(crate) fn deny() -> Result<Command> {
    let tool = Tool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: DENY,
        build_time: "about 2 minutes on 2 cores",
    };
    let mut deny = tool.command()?;
    deny.args(["--locked", "--workspace"]);
    Ok(deny)
}

/// Firefox's driver.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    let tool = Tool {
        package: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER,
        build_time: "about 3 minutes on 2 cores",
    };
    Ok(tool.command()?.get_program().into())
}

fn wasm_bindgen_version() -> Result<String> {
    let lock = fs::read_to_string("Cargo.lock").context("reading Cargo.lock")?;
    locked_version(&lock, "wasm-bindgen")
}

fn wasm_bindgen_tool(version: &str) -> Tool<'_> {
    Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version,
        build_time: "about 2 minutes on 2 cores",
    }
}

/// Where pinned tools are kept.
pub(crate) fn cache() -> Result<PathBuf> {
    let cache =
        dirs::cache_dir().context("no folder for caches is known: set XDG_CACHE_HOME, or HOME")?;
    Ok(cache.join("p2p-lab").join("tools"))
}

/// Makes `folder` by `fill`ing another and moving that into place, so that what
/// was interrupted is never taken for finished.
pub(crate) fn install(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut partial = OsString::from(folder);
    partial.push(format!(".partial-{}", std::process::id()));
    let partial = PathBuf::from(partial);
    fs::create_dir_all(&partial).with_context(|| format!("creating {}", partial.display()))?;

    let filled = fill(&partial).and_then(|()| {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        Ok(fs::rename(&partial, folder)?)
    });
    if filled.is_err() {
        // Nothing depends on it; the error that matters is the first one.
        let _ = fs::remove_dir_all(&partial);
    }
    filled
}

impl Tool<'_> {
    fn command(&self) -> Result<Command> {
        Ok(match self.folder()? {
            Some(folder) => command(folder.join(self.program)),
            None => command(self.program),
        })
    }

    /// The folder to put on PATH, or none where PATH has the tool already.
    fn folder(&self) -> Result<Option<PathBuf>> {
        if on_path(self.program).is_some_and(|found| self.is(&found)) {
            return Ok(None);
        }
        let folder = cache()?.join(format!("{}-{}", self.package, self.version));
        let bin = folder.join("bin");
        let program = bin.join(format!("{}{}", self.program, env::consts::EXE_SUFFIX));
        if !self.is(&program) {
            install(&folder, |partial| self.build(partial))
                .with_context(|| format!("installing {} {}", self.package, self.version))?;
        }
        if !self.is(&program) {
            bail!(
                "{} is not {} {}",
                program.display(),
                self.program,
                self.version
            );
        }
        Ok(Some(bin))
    }

    fn is(&self, program: &Path) -> bool {
        output(command(program).arg("--version"))
            .is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
    }

    fn build(&self, root: &Path) -> Result<()> {
        let spec = format!("{}@{}", self.package, self.version);
        if output(cargo().args(["binstall", "-V"])).is_some() {
            println!("Fetching {spec} with cargo binstall, once");
            let mut binstall = cargo();
            binstall.args(["binstall", "--no-confirm", "--root"]);
            match run(binstall.arg(root).arg(&spec)) {
                Ok(()) => return Ok(()),
                Err(error) => println!("{error}; building it instead"),
            }
        }

        println!("Building {spec}, once: {}", self.build_time);
        let start = Instant::now();
        let mut install = cargo();
        install
            .args(["install", "--locked", "--quiet", "--root"])
            .arg(root)
            .arg(&spec)
            // The tool's own profile is for a fast tool; a quick build matters more.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        run(&mut install)?;
        println!("Built {spec} in {:.0} s", start.elapsed().as_secs_f64());
        Ok(())
    }
}

/// Makes sure that the compiler can build for the browser.
pub(crate) fn wasm_target() -> Result<()> {
    let installed = output(command("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .is_some_and(|folder| Path::new(&folder).is_dir());
    if installed {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        bail!(
            "the compiler lacks the target {WASM}. Install Rust by rustup, \
             which reads rust-toolchain.toml, or your system's package of that target"
        );
    }
    println!("Adding the target {WASM} to the toolchain");
    run(command("rustup").args(["target", "add", WASM]))
}

/// The version of a package in Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Result<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines
        .find(|line| *line == name)
        .and_then(|_| lines.next())
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock does not name {package}"))
}

fn in_path(program: &str, path: &std::ffi::OsStr) -> PathBuf {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| file.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wasm_bindgen_version_comes_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.129\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").unwrap(), "0.2.129");
        assert!(locked_version(lock, "trunk").is_err());
    }

    #[test]
    fn an_interrupted_install_leaves_nothing_that_looks_finished() {
        let folder = env::temp_dir().join(format!("p2p-lab-install-{}", std::process::id()));
        let failed = install(&folder, |partial| {
            fs::write(partial.join("half"), "")?;
            bail!("the power went")
        });
        assert_eq!(failed.unwrap_err().to_string(), "the power went");
        assert!(!folder.exists());

        install(&folder, |partial| Ok(fs::write(partial.join("whole"), "")?)).unwrap();
        assert!(folder.join("whole").exists());
        assert!(!folder.join("half").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
