//! P2P Lab in a real browser: the harness of the browser tests.
//!
//! `cargo xtask test` builds the site, brings the browser and runs the tests;
//! `cargo xtask test browser -- NAME` runs those of that name on the last build.
//! A test opens a [`Page`], which has a browser of its own, so tests run side by
//! side and leave nothing behind:
//!
//! ```no_run
//! # async fn test() -> anyhow::Result<()> {
//! let page = e2e::open("#/lab").await?;
//! page.click("#play").await?;
//! page.until("document.querySelector('#time').textContent != '0 s'").await?;
//! assert_eq!(page.text("h1").await?, "Lab");
//! page.assert_quiet().await // nothing in the console, no foreign request
//! # }
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | open the site, from the sub-folder it is served in | [`open`], [`Page::goto`] |
//! | open the one-file app from disk, offline | [`open_one_file`] |
//! | choose width, theme, scale or reduced motion | [`Setup`] |
//! | have a server that stops, or gets another build | [`OwnServer`], [`Build`], [`Setup::open_url`] |
//! | open a page that embeds the site in a frame | [`Setup::open_host`], [`Setup::open_site`] |
//! | act as a reader | [`Page::click`], [`Page::fill`], [`Page::press`] |
//! | wait | [`Page::find`] waits for an element, [`Page::until`] for any condition |
//! | ask the page anything | [`Page::js`] |
//! | look | [`Page::text`], [`Page::fragment`], [`Page::screenshot`] |
//! | check what must hold on every page | [`Page::assert_quiet`], [`Page::assert_accessible`], [`Page::assert_fits`] |
//!
//! Everything else of WebDriver is [`Page::client`]'s, a `fantoccini::Client`.

mod build;
mod driver;
mod log;
pub mod other;
mod server;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

pub use build::{Build, OwnServer};
use driver::Driver;
pub use fantoccini;
pub use fantoccini::key::Key;
use log::Log;

/// How long anything on the page may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the served site in a wide window, at a fragment such as `#/lab`.
pub async fn open(fragment: &str) -> Result<Page> {
    Setup::default().open(fragment).await
}

/// Opens the one-file app from disk, with the network off.
pub async fn open_one_file(fragment: &str) -> Result<Page> {
    Setup::default().open_one_file(fragment).await
}

/// A page that notes what its frames say, and has this in it.
pub fn course(body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta name=viewport content='width=device-width'>\
         <link rel=icon href=data:,><title>A course</title><h1>A course</h1>\
         <script>window.said = []; addEventListener('message', (event) => said.push(event.data))</script>{body}"
    )
}

/// The screen and the wishes of a reader.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Width of the viewport in CSS pixels, also where no window is that narrow.
    pub width: u32,
    /// Height of the viewport in CSS pixels.
    pub height: u32,
    /// Device pixels for each CSS pixel.
    pub scale: f64,
    /// Whether the reader prefers dark colours.
    pub dark: bool,
    /// Whether the reader prefers reduced motion.
    pub still: bool,
    /// Whether this is a phone: touch, and a mobile viewport.
    pub phone: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            width: 1440,
            height: 900,
            scale: 1.0,
            dark: false,
            still: false,
            phone: false,
        }
    }
}

impl Setup {
    /// Opens the served site and waits until the app runs.
    pub async fn open(&self, fragment: &str) -> Result<Page> {
        let page = self.start().await?;
        page.goto(fragment).await?;
        Ok(page)
    }

    /// Opens any address of the app and waits until it runs.
    pub async fn open_url(&self, url: &str) -> Result<Page> {
        let page = self.start().await?;
        page.goto_url(url).await?;
        Ok(page)
    }

    /// Opens the one-file app from disk, with the network off.
    pub async fn open_one_file(&self, fragment: &str) -> Result<Page> {
        let file = dist()?.join("p2p-lab.html");
        ensure!(file.exists(), "no {}: cargo xtask build", file.display());
        let page = self.start().await?;
        page.offline().await?;
        let mut url = server::file_url(&file);
        url.push_str(fragment);
        page.client.goto(&url).await?;
        page.started().await?;
        Ok(page)
    }

    /// Opens a page of the test's own, as a course's site would have it: `html`
    /// is served one folder above the site, so that `p2p-lab/#/embed/…` is the
    /// app. The app is in a frame there, so waiting for it is the test's business.
    pub async fn open_host(&self, html: &str) -> Result<Page> {
        let page = self.start().await?;
        page.client.goto(&server::host_page(html)?).await?;
        Ok(page)
    }

    /// Serves a whole site of the test's own, a folder of files, under a path such as `/some/course`, and opens
    /// one of its pages. In one test of each file.
    pub async fn open_site(&self, path: &'static str, folder: &Path, name: &str) -> Result<Page> {
        let page = self.start().await?;
        let site = server::host_site(path, folder.to_owned())?;
        page.client.goto(&format!("{site}{name}")).await?;
        Ok(page)
    }

    /// Opens a page of the test's own from disk.
    pub async fn open_file(&self, file: &Path) -> Result<Page> {
        let page = self.start().await?;
        page.client.goto(&server::file_url(file)).await?;
        Ok(page)
    }

    async fn start(&self) -> Result<Page> {
        server::origin()?;
        let driver = Driver::start()?;
        let client = driver.session().await?;
        let page = Page {
            client,
            log: Log::default(),
            _driver: driver,
        };
        page.set(self).await?;
        Ok(page)
    }
}

/// A browser with one window; it ends when this is dropped.
pub struct Page {
    /// The WebDriver session.
    pub client: Client,
    log: Log,
    _driver: Driver,
}

impl Page {
    /// Goes to a fragment of the served site, by a full load, and waits until the
    /// app runs.
    pub async fn goto(&self, fragment: &str) -> Result<()> {
        self.goto_url(&url(fragment)?).await
    }

    /// Goes to any address of the app, by a full load, and waits until it runs.
    pub async fn goto_url(&self, url: &str) -> Result<()> {
        // A change of the fragment alone would load nothing.
        self.client.goto("about:blank").await?;
        self.client.goto(url).await?;
        self.started().await
    }

    /// Runs the body of an asynchronous JavaScript function in the page and
    /// returns its result.
    pub async fn js_async(&self, body: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             (async () => {{ {body} }})().then(done, (error) => done(String(error)))"
        );
        let result = self.client.execute_async(&script, vec![]).await;
        result.with_context(|| format!("running {body}"))
    }

    /// Waits until the app runs.
    pub async fn started(&self) -> Result<()> {
        let decided = "['running', 'failed'].includes(document.documentElement.dataset.app)";
        let waited = self.until(decided).await;
        if self
            .js("return document.documentElement.dataset.app")
            .await?
            != "running"
        {
            let text = self.text("body").await?;
            let complaints = self.complaints().await?.join("\n");
            bail!("the app did not start: {text}\n{complaints}");
        }
        waited
    }

    /// Changes the screen and the reader's wishes.
    pub async fn set(&self, setup: &Setup) -> Result<()> {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({
                "width": setup.width, "height": setup.height,
                "deviceScaleFactor": setup.scale, "mobile": setup.phone,
            }),
        )
        .await?;
        self.cdp(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": setup.phone }),
        )
        .await?;
        let feature =
            |name, yes, no, on| json!({ "name": name, "value": if on { yes } else { no } });
        self.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                feature("prefers-color-scheme", "dark", "light", setup.dark),
                feature("prefers-reduced-motion", "reduce", "no-preference", setup.still),
            ]}),
        )
        .await?;
        Ok(())
    }

    /// Takes the network away.
    pub async fn offline(&self) -> Result<()> {
        let conditions = json!({ "network_conditions": {
            "offline": true, "latency": 0, "download_throughput": 0, "upload_throughput": 0,
        }});
        driver::post(&self.client, "chromium/network_conditions", conditions).await?;
        Ok(())
    }

    /// Runs a command of the Chrome DevTools protocol.
    pub async fn cdp(&self, command: &str, params: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": params });
        driver::post(&self.client, "goog/cdp/execute", body)
            .await
            .context(command.to_owned())
    }

    /// Runs the body of a JavaScript function in the page and returns its result.
    pub async fn js(&self, body: &str) -> Result<Value> {
        self.js_with(body, vec![]).await
    }

    /// Like [`Page::js`], with `arguments`.
    pub async fn js_with(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.client
            .execute(body, arguments)
            .await
            .with_context(|| format!("running {body}"))
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let start = Instant::now();
        while self.js(&format!("return Boolean({expression})")).await? != true {
            ensure!(
                start.elapsed() < PATIENCE,
                "after {PATIENCE:?} still not: {expression}"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }

    /// Waits for the first element that a CSS selector names.
    pub async fn find(&self, selector: &str) -> Result<Element> {
        self.client
            .wait()
            .at_most(PATIENCE)
            .every(Duration::from_millis(25))
            .for_element(Locator::Css(selector))
            .await
            .with_context(|| format!("waiting for {selector}"))
    }

    /// The text of an element, as it is shown.
    pub async fn text(&self, selector: &str) -> Result<String> {
        Ok(self.find(selector).await?.text().await?)
    }

    /// An attribute of an element.
    pub async fn attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        Ok(self.find(selector).await?.attr(name).await?)
    }

    /// The value of a form field.
    pub async fn value(&self, selector: &str) -> Result<String> {
        let value = self.find(selector).await?.prop("value").await?;
        value.with_context(|| format!("{selector} has no value"))
    }

    /// Clicks an element, once it can be clicked.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.find(selector).await?;
        element
            .click()
            .await
            .with_context(|| format!("clicking {selector}"))
    }

    /// Replaces what is in a text field by typing, and leaves the field.
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.find(selector).await?;
        self.js_with("arguments[0].select()", vec![json!(field)])
            .await?;
        let typed = format!(
            "{}{text}{}",
            char::from(Key::Backspace),
            char::from(Key::Tab)
        );
        Ok(field.send_keys(&typed).await?)
    }

    /// Presses one key wherever the focus is: a [`Key`] or a character.
    pub async fn press(&self, key: impl Into<char>) -> Result<()> {
        let key = key.into().to_string();
        Ok(self.client.active_element().await?.send_keys(&key).await?)
    }

    /// The URL's fragment, `#` included.
    pub async fn fragment(&self) -> Result<String> {
        let hash = self.js("return location.hash").await?;
        Ok(hash.as_str().unwrap_or_default().to_owned())
    }

    /// Saves the whole page, not only what the window shows, as a PNG file.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let options = json!({ "captureBeyondViewport": true });
        let shot = self.cdp("Page.captureScreenshot", options).await?;
        let png = shot["data"].as_str().context("a screenshot without data")?;
        fs::write(file, BASE64_STANDARD.decode(png)?)
            .with_context(|| format!("writing {}", file.display()))
    }

    /// The page as it is printed, as a PDF file.
    pub async fn printed(&self) -> Result<Vec<u8>> {
        let options = json!({ "printBackground": true, "preferCSSPageSize": true });
        let pdf = self.cdp("Page.printToPDF", options).await?;
        let pdf = pdf["data"].as_str().context("a PDF without data")?;
        Ok(BASE64_STANDARD.decode(pdf)?)
    }

    /// What the browser complains about so far, one line each: warnings and
    /// errors in the console (blocked by the security policy included), and
    /// requests to another origin.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        self.log.complaints(&self.client).await
    }

    /// The addresses of all requests so far.
    pub async fn requests(&self) -> Result<Vec<String>> {
        self.log.requests(&self.client).await
    }

    /// Fails where the browser complains about anything.
    pub async fn assert_quiet(&self) -> Result<()> {
        let complaints = self.complaints().await?;
        ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
        Ok(())
    }

    /// Fails where the page is wider than the window, and names what sticks out.
    pub async fn assert_fits(&self) -> Result<()> {
        let wide = self.js(include_str!("wide.js")).await?;
        ensure!(wide.is_null(), "the page scrolls sideways: {wide}");
        Ok(())
    }

    /// Fails where axe-core finds an offence against WCAG 2.2 A or AA, or against good practice.
    pub async fn assert_accessible(&self) -> Result<()> {
        let axe = required("P2P_LAB_AXE")?;
        let axe = fs::read_to_string(&axe).with_context(|| format!("reading {axe}"))?;
        self.js(&axe).await?;
        let found = self
            .client
            .execute_async(include_str!("axe.js"), vec![])
            .await?;
        let found = found.as_array().context("axe-core returned no list")?;
        let lines: Vec<_> = found.iter().filter_map(Value::as_str).collect();
        ensure!(lines.is_empty(), "axe-core found:\n{}", lines.join("\n"));
        Ok(())
    }
}

/// The address of a fragment of the served site.
pub fn url(fragment: &str) -> Result<String> {
    Ok(format!("{}{}{fragment}", server::origin()?, server::FOLDER))
}

/// The folder of the release site.
pub fn dist() -> Result<PathBuf> {
    let dist = env::var_os("P2P_LAB_DIST").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist"),
        PathBuf::from,
    );
    ensure!(
        dist.join("index.html").exists(),
        "there is no site to test. `cargo xtask test` builds it and runs these tests"
    );
    Ok(dist.canonicalize()?)
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// What `cargo xtask` tells the tests through their environment.
pub fn required(variable: &str) -> Result<String> {
    env::var(variable).with_context(|| {
        format!("{variable} is not set. `cargo xtask test browser` prepares this test and runs it")
    })
}
