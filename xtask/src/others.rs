//! What the tests in other browsers need: Firefox with geckodriver, WebKitGTK with its driver and a display.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::browser::{apt_install, named};
use crate::process::{command, on_path, root};
use crate::{site, tools};

/// A browser beside Chromium.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Other {
    Firefox,
    WebKit,
}

/// What has to live as long as the tests: the display, where they need one of their own.
pub(crate) struct Prepared {
    display: Option<Child>,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if let Some(display) = &mut self.display {
            // Errors mean that it is gone already.
            let _ = display.kill();
            let _ = display.wait();
        }
    }
}

impl Other {
    pub(crate) const ALL: [Self; 2] = [Self::Firefox, Self::WebKit];

    /// The name in the tests' names.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Gets what is missing, and tells the tests about it through `e2e`'s environment. `None` where this system has
    /// no such browser, and no apt to get it.
    pub(crate) fn prepare(self, e2e: &mut Command) -> Result<Option<Prepared>> {
        if !self.is_here() {
            if on_path("apt-get").is_none() {
                println!("skipped: {}", self.advice());
                return Ok(None);
            }
            apt_install(self.packages()).with_context(|| self.advice())?;
        }
        e2e.env("P2P_LAB_DIST", root().join(site::DIST))
            .env("RUST_LIB_BACKTRACE", "0");
        match self {
            Self::Firefox => {
                e2e.env("FIREFOX", firefox().context("there is no Firefox")?)
                    .env("GECKODRIVER", tools::geckodriver()?);
                Ok(Some(Prepared { display: None }))
            }
            Self::WebKit => {
                e2e.env("MINIBROWSER", mini_browser().context("no MiniBrowser")?)
                    .env("WEBKITDRIVER", webkit_driver().context("no driver")?);
                let display = display(e2e)?;
                Ok(Some(Prepared { display }))
            }
        }
    }

    fn is_here(self) -> bool {
        match self {
            Self::Firefox => firefox().is_some(),
            Self::WebKit => {
                let display = named("DISPLAY").or_else(|| on_path("Xvfb"));
                mini_browser().is_some() && webkit_driver().is_some() && display.is_some()
            }
        }
    }

    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Firefox => {
                "the tests in Firefox need it: install it, or name it with FIREFOX where it is not on PATH"
            }
            Self::WebKit => {
                "the tests in WebKitGTK need its MiniBrowser and WebKitWebDriver (Debian's webkit2gtk-driver) and a \
                 display (Xvfb)"
            }
        }
    }
}

fn firefox() -> Option<PathBuf> {
    named("FIREFOX")
        .or_else(|| on_path("firefox-esr"))
        .or_else(|| on_path("firefox"))
}

fn webkit_driver() -> Option<PathBuf> {
    named("WEBKITDRIVER").or_else(|| on_path("WebKitWebDriver"))
}

/// It lies beside the library, in a folder named after the processor and another after the version.
fn mini_browser() -> Option<PathBuf> {
    named("MINIBROWSER").or_else(|| {
        let folders = |path: PathBuf| fs::read_dir(path).into_iter().flatten().flatten();
        folders("/usr/lib".into())
            .flat_map(|library| folders(library.path()))
            .map(|folder| folder.path().join("MiniBrowser"))
            .find(|program| program.is_file())
    })
}

/// A screen that nobody sees, where there is none.
fn display(e2e: &mut Command) -> Result<Option<Child>> {
    if named("DISPLAY").is_some() {
        return Ok(None);
    }
    let mut display = command("Xvfb")
        .args(["-screen", "0", "1440x1000x24", "-displayfd", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("could not start Xvfb")?;
    let mut number = String::new();
    if let Some(stdout) = display.stdout.take() {
        // It chooses a free number, and says which once it is ready.
        BufReader::new(stdout).read_line(&mut number)?;
    }
    if number.trim().is_empty() {
        bail!("Xvfb ended before it was ready");
    }
    e2e.env("DISPLAY", format!(":{}", number.trim()));
    Ok(Some(display))
}
