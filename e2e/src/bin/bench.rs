//! How much longer the model's runs take in a browser: `cargo xtask bench`.
//!
//! Takes the glue and the module that wasm-bindgen made of the crate `bench`. Each run is timed some times,
//! native and browser in turn, and the quickest of each counts: what is slower was disturbed.

use std::env;
use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use e2e::Setup;
use serde_json::{Value, json};

const TIMES: u32 = 5;

/// (what is kept, peers, chunks)
const RUNS: [(&str, u32, u32); 4] = [
    ("figures", 100, 400),
    ("figures", 1_000, 400),
    ("history", 20, 128),
    ("history", 200, 400),
];

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let mut file = || args.next().context("bench: which glue and which module?");
    let glue = fs::read_to_string(file()?)?;
    let module = BASE64_STANDARD.encode(fs::read(file()?)?);
    let page = Setup::default().open_host("<title>bench</title>").await?;
    let start = "const bytes = Uint8Array.from(atob(arguments[1]), c => c.charCodeAt(0));
        window.bench = new Function(arguments[0] + '; return wasm_bindgen;')();
        window.bench.initSync({ module: bytes });";
    page.js_with(start, vec![json!(glue), json!(module)])
        .await?;

    println!("| run | transfers | native, transfers/s | Chromium, transfers/s | times as long |");
    println!("| --- | --- | --- | --- | --- |");
    for (kept, peers, chunks) in RUNS {
        let text = format!(
            "file={}KiB&server=8Mbps&peers={peers}x1Mbps/16Mbps&seed=1",
            chunks * 256
        );
        let (mut native, mut browser) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..TIMES {
            let start = Instant::now();
            let hash = if kept == "figures" {
                bench::figures(&text)
            } else {
                bench::history(&text)
            };
            native = native.min(start.elapsed().as_secs_f64());
            let timed = "const start = performance.now();
                const hash = window.bench[arguments[0]](arguments[1]);
                return [performance.now() - start, hash.toString()];";
            let result = page.js_with(timed, vec![json!(kept), json!(text)]).await?;
            let took = result
                .get(0)
                .and_then(Value::as_f64)
                .context("no time came back")?;
            // JavaScript has the 64 bits signed.
            let same = result.get(1).and_then(Value::as_str)
                == Some(hash.cast_signed().to_string().as_str())
                || result.get(1).and_then(Value::as_str) == Some(hash.to_string().as_str());
            ensure!(
                same,
                "the browser played another run: {result} and not {hash}"
            );
            browser = browser.min(took / 1000.0);
        }
        let transfers = f64::from(peers * chunks);
        println!(
            "| {kept}, {peers} × {chunks} | {transfers} | {:.0} | {:.0} | {:.2} |",
            transfers / native,
            transfers / browser,
            browser / native
        );
    }
    Ok(())
}
