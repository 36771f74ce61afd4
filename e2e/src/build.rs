//! A build of the site, as a server has it: for tests of what happens when the
//! server has another one, a broken one, or is gone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, RwLock};

use anyhow::{Context, Result, anyhow, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

use crate::server::{FOLDER, Server, or_index};

/// All files of a build, by name.
#[derive(Clone, Debug)]
pub struct Build(BTreeMap<String, Vec<u8>>);

impl Build {
    /// The site as it was built last.
    pub fn last() -> Result<Self> {
        let mut files = BTreeMap::new();
        add(&crate::dist()?, "", &mut files)?;
        Ok(Self(files))
    }

    /// The next build, as `cargo xtask build` would make it of another
    /// index.html: it says `data-build="2"`, and the service worker has its hash.
    pub fn next(&self) -> Result<Self> {
        let mut next = self.clone();
        let page = self.text("index.html")?;
        let changed = page.replacen("<html", "<html data-build=\"2\"", 1);
        ensure!(page != changed, "index.html has no <html>");
        let worker = self.text("worker.js")?;
        let listed = worker.replacen(&integrity(page), &integrity(&changed), 1);
        ensure!(worker != listed, "the worker does not list index.html");
        let (_, rest) = listed.split_once('\n').context("an empty worker")?;
        next.put("worker.js", format!("const VERSION = \"2\";\n{rest}"));
        next.put("index.html", changed);
        Ok(next)
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Loses a file, as when a copy to the server is cut off.
    pub fn remove(&mut self, name: &str) -> Result<()> {
        self.0.remove(name).with_context(|| format!("no {name}"))?;
        Ok(())
    }

    /// Has a file as another build has it.
    pub fn take(&mut self, name: &str, from: &Self) -> Result<()> {
        let text = from.text(name)?.to_owned();
        self.put(name, text);
        Ok(())
    }

    fn put(&mut self, name: &str, text: String) {
        self.0.insert(name.to_owned(), text.into_bytes());
    }

    fn text(&self, name: &str) -> Result<&str> {
        let bytes = self.0.get(name).with_context(|| format!("no {name}"))?;
        Ok(std::str::from_utf8(bytes)?)
    }
}

fn add(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            add(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn integrity(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", BASE64_STANDARD.encode(digest))
}

/// A server of one test's own. It stops when it is dropped.
pub struct OwnServer {
    server: Server,
    build: Arc<RwLock<Build>>,
}

impl OwnServer {
    /// Serves a build, in a folder among others.
    pub fn start(build: Build) -> Result<Self> {
        let build = Arc::new(RwLock::new(build));
        let present = build.clone();
        let server = Server::start(move |path| {
            let name = or_index(path.strip_prefix(FOLDER)?);
            present.read().ok()?.0.get(name).cloned()
        })?;
        Ok(Self { server, build })
    }

    /// Serves another build from now on.
    pub fn replace(&self, build: Build) -> Result<()> {
        let mut present = self.build.write().map_err(|_| anyhow!("a test panicked"))?;
        *present = build;
        Ok(())
    }

    /// The address of a fragment of the site.
    pub fn url(&self, fragment: &str) -> String {
        format!("{}{FOLDER}{fragment}", self.server.origin)
    }
}
