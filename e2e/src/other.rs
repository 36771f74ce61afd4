//! Browsers beside Chromium: Firefox and WebKitGTK, through plain WebDriver.
//!
//! What [`crate::Page`] asks of Chromium's own protocol (the console, the network, a window of any width) they do not
//! have, so here is only what every browser can be asked: whether the app runs in it, and runs the same.

use std::env;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::server;

/// How long a start or anything on the page may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser and its driver, as `cargo xtask test` names them to the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver; it needs a display.
    WebKit,
}

impl Browser {
    fn driver(self) -> (&'static str, &'static str) {
        match self {
            Self::Firefox => ("GECKODRIVER", "FIREFOX"),
            Self::WebKit => ("WEBKITDRIVER", "MINIBROWSER"),
        }
    }

    fn capabilities(self, binary: &str) -> Value {
        match self {
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": binary,
                    "args": ["-headless", "--width=1440", "--height=900"],
                }
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": binary, "args": ["--automation"] },
            }),
        }
    }

    /// Starts the browser with an empty window.
    pub async fn start(self) -> Result<Window> {
        let (driver, binary) = self.driver();
        let named =
            |name| env::var(name).with_context(|| format!("{name} is not set: cargo xtask test"));
        let (driver, binary) = (named(driver)?, named(binary)?);
        let port = free_port()?;
        let mut command = Command::new(&driver);
        command
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // The browser is the driver's child, and ends with its group.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command
            .spawn()
            .with_context(|| format!("could not start {driver}"))?;
        let child = Group(child);
        listening(port)?;
        let Value::Object(capabilities) = self.capabilities(&binary) else {
            unreachable!("it is written as an object above");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| format!("{driver} could not start {binary}"))?;
        Ok(Window {
            client,
            _driver: child,
        })
    }
}

/// A window of another browser; it ends when this is dropped.
pub struct Window {
    /// The WebDriver session.
    pub client: Client,
    _driver: Group,
}

impl Window {
    /// Goes to a fragment of the served site, by a full load, and waits until the app runs.
    pub async fn goto(&self, fragment: &str) -> Result<()> {
        let url = format!("{}{}{fragment}", server::origin()?, server::FOLDER);
        // A new fragment alone would load nothing.
        self.client.goto("about:blank").await?;
        self.client.goto(&url).await?;
        self.running().await
    }

    /// Opens the one-file app from disk.
    pub async fn goto_one_file(&self, fragment: &str) -> Result<()> {
        let file: PathBuf = crate::dist()?.join("p2p-lab.html");
        ensure!(file.exists(), "no {}: cargo xtask build", file.display());
        let url = format!("{}{fragment}", server::file_url(&file));
        self.client.goto(&url).await?;
        self.running().await
    }

    async fn running(&self) -> Result<()> {
        self.until("document.documentElement.dataset.app != 'starting'")
            .await?;
        let app = self
            .js("return document.documentElement.dataset.app + document.body.innerText.slice(0, 300)")
            .await?;
        ensure!(
            app.as_str().is_some_and(|app| app.starts_with("running")),
            "the app did not start: {app}"
        );
        Ok(())
    }

    /// Runs a script's body in the page.
    pub async fn js(&self, body: &str) -> Result<Value> {
        Ok(self.client.execute(body, vec![]).await?)
    }

    /// Waits until an expression is true. WebKit's driver may fail while a page is being replaced: it is asked again.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let start = Instant::now();
        let body = format!("return !!({expression})");
        loop {
            let said = self.js(&body).await;
            match said {
                Ok(value) if value == true => return Ok(()),
                _ if start.elapsed() < PATIENCE => {}
                said => bail!("still not: {expression}: {said:?}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// A process with all that it started.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // Errors here mean that there is nothing left to end.
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["--", &group]).status();
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that was free a moment ago: WebKit's driver cannot choose one itself.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

fn listening(port: u16) -> Result<()> {
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        ensure!(start.elapsed() < PATIENCE, "the driver does not listen");
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
