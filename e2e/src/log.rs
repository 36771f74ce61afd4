//! What the browser has logged: its console, and its requests.

use std::sync::Mutex;

use anyhow::{Context, Result};
use fantoccini::Client;
use serde_json::{Value, json};

use crate::{driver, server};

/// Everything logged so far. The driver hands each entry out once, so they are
/// kept here.
#[derive(Default)]
pub(crate) struct Log {
    kept: Mutex<Kept>,
}

#[derive(Clone, Default)]
struct Kept {
    console: Vec<String>,
    requests: Vec<String>,
}

impl Log {
    pub(crate) async fn complaints(&self, client: &Client) -> Result<Vec<String>> {
        let Kept { console, requests } = self.read(client).await?;
        let foreign = requests
            .into_iter()
            .filter(|url| !server::is_ours(url))
            .map(|url| format!("a request to another origin: {url}"));
        Ok(console.into_iter().chain(foreign).collect())
    }

    pub(crate) async fn requests(&self, client: &Client) -> Result<Vec<String>> {
        Ok(self.read(client).await?.requests)
    }

    async fn read(&self, client: &Client) -> Result<Kept> {
        let console = entries(client, "browser").await?;
        let events = entries(client, "performance").await?;

        let mut kept = self.kept.lock().expect("no reader of the log panics");
        for entry in console {
            let level = entry["level"].as_str().unwrap_or_default();
            if matches!(level, "WARNING" | "SEVERE") {
                kept.console.push(format!(
                    "{level}: {}",
                    entry["message"].as_str().unwrap_or_default()
                ));
            }
        }
        for event in events {
            let text = event["message"].as_str().unwrap_or_default();
            let event: Value = serde_json::from_str(text)?;
            let event = &event["message"];
            if event["method"] == "Network.requestWillBeSent"
                && let Some(url) = event["params"]["request"]["url"].as_str()
            {
                kept.requests.push(url.to_owned());
            }
        }
        Ok(kept.clone())
    }
}

async fn entries(client: &Client, kind: &str) -> Result<Vec<Value>> {
    let log = driver::post(client, "se/log", json!({ "type": kind })).await?;
    log.as_array()
        .cloned()
        .with_context(|| format!("the {kind} log is no list: {log}"))
}
