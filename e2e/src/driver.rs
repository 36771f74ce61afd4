//! The browser's driver: a process that starts the browser and obeys WebDriver.

use std::env;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Keeps the browser alone: no window, no first-run pages, no calls home.
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    // Containers often have a shared memory too small for a browser.
    "--disable-dev-shm-usage",
    "--window-size=1440,900",
    // Tests that run side by side would wait for each other's windows.
    "--disable-backgrounding-occluded-windows",
];

/// A chromedriver of our own, on a port of its own, with a folder for what it
/// and its browser leave behind.
pub(crate) struct Driver {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Driver {
    /// Starts it. The port that it finds free can be taken before it has it; then it ends, and is started again.
    pub(crate) fn start() -> Result<Self> {
        const TRIES: usize = 4;
        let mut tries = (0..TRIES).map(|_| Self::try_start());
        let first = tries.next().context("no try")?;
        first.or_else(|fault| tries.find_map(Result::ok).ok_or(fault))
    }

    fn try_start() -> Result<Self> {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let folder = new_folder()?;
        let mut child = Command::new(&program)
            .arg("--port=0")
            .env("TMPDIR", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("could not start {program}. `cargo xtask test` brings what tests need")
            })?;

        // It chooses a free port and says which.
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let port = loop {
            let Some(line) = lines.next() else {
                bail!("{program} ended before it was ready");
            };
            if let Some((_, port)) = line?.rsplit_once("started successfully on port ") {
                break port.trim_end_matches('.').parse()?;
            }
        };
        // What it prints later must not fill the pipe and block it.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            child,
            port,
            folder,
        })
    }

    /// Starts a browser.
    pub(crate) async fn session(&self) -> Result<Client> {
        let mut flags = FLAGS.to_vec();
        // Chromium's sandbox refuses root, as whom containers and CI often run.
        if is_root() {
            flags.push("--no-sandbox");
        }
        let mut options = json!({ "args": flags });
        if let Ok(browser) = env::var("CHROME") {
            options["binary"] = browser.into();
        }
        let capabilities = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is written as an object above");
        };
        ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .context("could not start the browser")
    }

    /// Asks the driver to end its browser and itself.
    fn shut_down(&self) -> Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let request = "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes())?;
        // Reading to the end waits until it has done so; what it says is no matter.
        let _ = stream.read_to_end(&mut Vec::new());
        Ok(())
    }
}

/// Also when a test fails: no browser outlives its test.
impl Drop for Driver {
    fn drop(&mut self) {
        let asked = self.shut_down();
        let start = Instant::now();
        while asked.is_ok()
            && matches!(self.child.try_wait(), Ok(None))
            && start.elapsed() < Duration::from_secs(5)
        {
            thread::sleep(Duration::from_millis(10));
        }
        // Errors here mean that there is nothing left to end or to remove.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn new_folder() -> Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "p2p-lab-{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let folder = env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).context("making a folder for the browser")?;
    Ok(folder)
}

fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}

/// Sends a command that only this driver knows.
pub(crate) async fn post(client: &Client, path: &'static str, body: Value) -> Result<Value> {
    Ok(client.issue_cmd(Extension { path, body }).await?)
}

#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (hyper::Method, Option<String>) {
        (hyper::Method::POST, Some(self.body.to_string()))
    }
}
