//! The page plays the runs that the model's own tests pin down, to the bit, in WebAssembly.

use anyhow::{Context, Result, ensure};
use e2e::open;

/// A scenario and the hash of its run a line, under a line with their names.
const GOLDEN: &str = include_str!("../../model/tests/golden.csv");

#[tokio::test]
async fn the_page_plays_the_runs_of_the_model_to_the_bit() -> Result<()> {
    let page = open("#/lab").await?;
    let mut played = 0;
    for line in GOLDEN.lines().skip(1) {
        let (text, hash) = line.rsplit_once(',').context("a line without a hash")?;
        page.goto(&format!("#/lab?{text}&show=p2p")).await?;
        page.until("document.querySelector('[data-figure=swarm]')?.dataset.traceHash")
            .await
            .context(text.to_owned())?;
        let on_page = page
            .attribute("[data-figure=swarm]", "data-trace-hash")
            .await?;
        ensure!(
            on_page.as_deref() == Some(hash),
            "{text}: {on_page:?}, not {hash}"
        );
        played += 1;
    }
    ensure!(played > 10, "only {played} runs");
    page.assert_quiet().await
}
