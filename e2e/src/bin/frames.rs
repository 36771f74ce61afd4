//! How quick the page is: `cargo xtask bench`, second table.
//!
//! Script time of a frame is what runs between the browser's call for a frame and the end of the work that it
//! set off, Yew's rendering included. The longest time that the page is held is what the browser itself
//! reports of long tasks, those of 50 ms or more.

use std::env;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup};
use serde_json::{Value, json};

/// How long each swarm is played for its frames.
const PLAYED: Duration = Duration::from_secs(12);

/// How often a control is changed.
const CHANGES: usize = 12;

#[tokio::main]
async fn main() -> Result<()> {
    let minutes = match env::args().nth(1) {
        Some(text) => text.parse().context("how many minutes of play?")?,
        None => 10,
    };
    println!("| the page in Chromium | measured | wanted |");
    println!("| --- | --- | --- |");
    for (peers, chunks, wanted) in [
        (50, 400, "median 3 ms, 99 % 8 ms"),
        (1000, 128, "median 10 ms"),
    ] {
        let page = lab(peers, chunks).await?;
        let frames = frames(&page).await?;
        ensure!(frames.len() > 100, "only {} frames", frames.len());
        println!(
            "| script in a frame, {peers} peers × {chunks} chunks, playing | median {:.1} ms, 99 % {:.1} ms, most {:.1} ms ({} frames) | {wanted} |",
            part(&frames, 50),
            part(&frames, 99),
            part(&frames, 100),
            frames.len()
        );
    }
    let changes = changes(&lab(50, 128).await?).await?;
    println!(
        "| from a control's change to the new picture, 50 peers × 128 chunks | median {:.0} ms, most {:.0} ms | 100 ms |",
        part(&changes, 50),
        part(&changes, 100)
    );
    let (longest, took) = sweep(&lab(50, 128).await?).await?;
    println!(
        "| longest hold of the page in a sweep of 20 points × 20 seeds, 50 peers ({took:.0} s) | {longest} | 50 ms |"
    );
    let grown = heap(&lab(50, 128).await?, minutes).await?;
    println!("| growth of the heap in {minutes} minutes of play | {grown:.2} MB | 2 MB |");
    Ok(())
}

async fn lab(peers: u32, chunks: u32) -> Result<Page> {
    let text = format!(
        "#/lab?file={}KiB&server=8Mbps&peers={peers}x1Mbps/16Mbps&seed=1",
        chunks * 256
    );
    let page = Setup::default().open(&text).await?;
    ready(&page).await?;
    Ok(page)
}

async fn ready(page: &Page) -> Result<()> {
    page.until(
        "!document.querySelector('.play').disabled && !document.querySelector('.busy progress')",
    )
    .await
}

/// Milliseconds of script in each frame while the swarm plays.
async fn frames(page: &Page) -> Result<Vec<f64>> {
    page.js(
        "window.frames_ = [];
         const call = window.requestAnimationFrame.bind(window);
         window.requestAnimationFrame = then => call(time => {
             const begun = performance.now();
             then(time);
             // What the frame set off runs as microtasks, some of which set off others.
             let depth = 30;
             const later = () => --depth ? queueMicrotask(later) : window.frames_.push(performance.now() - begun);
             queueMicrotask(later);
         });",
    )
    .await?;
    page.click(".play").await?;
    tokio::time::sleep(PLAYED).await;
    numbers(&page.js("return window.frames_").await?)
}

/// Milliseconds from the change of a control to the new picture.
async fn changes(page: &Page) -> Result<Vec<f64>> {
    let mut all = Vec::new();
    for change in 0..CHANGES {
        page.js_with(
            "const figure = document.querySelector('[data-figure=swarm]');
             const slider = document.querySelector('#up-1-slider');
             window.took_ = null;
             new MutationObserver((_, watch) => {
                 watch.disconnect();
                 requestAnimationFrame(() => { window.took_ = performance.now() - begun; });
             }).observe(figure, { attributes: true, attributeFilter: ['data-trace-hash'] });
             const begun = performance.now();
             slider.value = arguments[0];
             slider.dispatchEvent(new Event('input', { bubbles: true }));",
            vec![json!(3 + change % 4)],
        )
        .await?;
        page.until("window.took_ !== null").await?;
        all.extend(numbers(&page.js("return [window.took_]").await?)?);
        ready(page).await?;
    }
    all.sort_by(f64::total_cmp);
    Ok(all)
}

/// The longest task while a sweep runs, in words, and the seconds that it took.
async fn sweep(page: &Page) -> Result<(String, f64)> {
    page.js("document.querySelector('details.experiments').open = true;")
        .await?;
    // 20 points around 50.
    let points: Vec<String> = (0..20).map(|point| (31 + 2 * point).to_string()).collect();
    page.fill("#sweep-values", &points.join(",")).await?;
    page.fill("#sweep-runs", "20").await?;
    let begun = std::time::Instant::now();
    let button = "document.querySelector('.experiments .sweep-run button')";
    let label = format!("{button}.textContent.trim()");
    // From here on: what WebDriver needs to type and to click holds the page longer than any sweep.
    page.js(&format!(
        "window.tasks_ = [];
         new PerformanceObserver(list => window.tasks_.push(...list.getEntries().map(e => e.duration)))
             .observe({{ type: 'longtask' }});
         {button}.click();"
    ))
    .await?;
    page.until(&format!("{label} == 'Cancel'")).await?;
    while page.js(&format!("return {label} == 'Cancel'")).await? == json!(true) {
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let took = begun.elapsed().as_secs_f64();
    let tasks = numbers(&page.js("return window.tasks_").await?)?;
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    let words = if longest > 0.0 {
        format!("{longest:.0} ms")
    } else {
        "none of 50 ms or more".to_owned()
    };
    Ok((words, took))
}

/// Megabytes more after so many minutes of play, over and over.
async fn heap(page: &Page, minutes: u64) -> Result<f64> {
    let mut first = None;
    let mut last = 0.0;
    // The first two rounds fill caches.
    for round in 0..=minutes * 2 {
        let play = "const play = document.querySelector('.play');
            if (play.textContent.includes('Play')) play.click();";
        for _ in 0..10 {
            page.js(play).await?;
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
        last = used(page).await?;
        if round == 1 {
            first = Some(last);
        }
    }
    Ok(last - first.unwrap_or(last))
}

/// What the page uses after a garbage collection, WebAssembly's memory included, in megabytes.
async fn used(page: &Page) -> Result<f64> {
    page.cdp("HeapProfiler.collectGarbage", json!({})).await?;
    let usage = page.cdp("Runtime.getHeapUsage", json!({})).await?;
    let bytes = |key: &str| usage.get(key).and_then(Value::as_f64).unwrap_or(0.0);
    let heap = bytes("usedSize") + bytes("backingStorageSize");
    Ok((heap + wasm_memory(page).await?) / 1e6)
}

/// The bytes of WebAssembly's memory, which the heap's usage leaves out.
async fn wasm_memory(page: &Page) -> Result<f64> {
    let kind = json!({ "expression": "WebAssembly.Memory.prototype" });
    let kind = page.cdp("Runtime.evaluate", kind).await?;
    let all = json!({ "prototypeObjectId": kind["result"]["objectId"] });
    let all = page.cdp("Runtime.queryObjects", all).await?;
    let sum = json!({
        "objectId": all["objects"]["objectId"],
        "functionDeclaration":
            "function() { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
        "returnByValue": true,
    });
    let sum = page.cdp("Runtime.callFunctionOn", sum).await?;
    sum["result"]["value"]
        .as_f64()
        .context("no WebAssembly memory")
}

fn numbers(value: &Value) -> Result<Vec<f64>> {
    let values = value.as_array().context("no list of numbers")?;
    let mut numbers: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
    numbers.sort_by(f64::total_cmp);
    Ok(numbers)
}

/// The number that so many percent of the sorted ones do not exceed.
fn part(sorted: &[f64], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or(f64::NAN)
}
