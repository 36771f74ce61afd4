//! The app in Firefox and WebKitGTK: it starts, plays the model's runs to the bit, moves, and draws.

use anyhow::{Context, Result, ensure};
use e2e::other::{Browser, Window};

/// A scenario and the hash of its run a line, under a line with their names.
const GOLDEN: &str = include_str!("../../model/tests/golden.csv");

async fn plays_the_runs_of_the_model(window: &Window) -> Result<()> {
    for line in GOLDEN.lines().skip(1).take(6) {
        let (text, hash) = line.rsplit_once(',').context("a line without a hash")?;
        window.goto(&format!("#/lab?{text}&show=p2p")).await?;
        window
            .until("document.querySelector('[data-figure=swarm]')?.dataset.traceHash")
            .await
            .context(text.to_owned())?;
        let on_page = window
            .js("return document.querySelector('[data-figure=swarm]').dataset.traceHash")
            .await?;
        ensure!(on_page == hash, "{text}: {on_page}, not {hash}");
    }
    Ok(())
}

async fn moves_and_draws(window: &Window) -> Result<()> {
    const DRAWN: &str = "(() => {
        const canvas = [...document.querySelectorAll('.swarm-canvas')].find((c) => c.getBoundingClientRect().width);
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const colours = new Set();
        for (let at = 0; at < pixels.length; at += 4) colours.add(pixels.slice(at, at + 4).join());
        return colours.size > 10;
    })()";
    window.goto("#/lab?seed=7&show=p2p").await?;
    window
        .until("document.querySelector('.play') && !document.querySelector('.play').disabled")
        .await?;
    window.js("document.querySelector('.play').click()").await?;
    window
        .until("Number(document.querySelector('[data-figure=swarm]').dataset.time) > 3")
        .await?;
    window.js("document.querySelector('.play').click()").await?;
    window.until(DRAWN).await?;
    window.until("/[?&]t=[0-9.]+s/.test(location.hash)").await
}

async fn shows_every_page(window: &Window) -> Result<()> {
    for fragment in [
        "#/learn",
        "#/practice?kinds=bounds&number=2&seed=7",
        "#/teach",
        "#/embed/bounds?file=8MiB",
    ] {
        window.goto(fragment).await?;
        window
            .until("document.querySelector('h1')?.textContent")
            .await
            .context(fragment)?;
    }
    Ok(())
}

async fn runs_from_disk(window: &Window) -> Result<()> {
    window.goto_one_file("#/lab?seed=7&show=p2p").await?;
    window
        .until("document.querySelector('[data-figure=swarm]')?.dataset.traceHash")
        .await
}

async fn check(browser: Browser) -> Result<()> {
    let window = browser.start().await?;
    plays_the_runs_of_the_model(&window).await?;
    moves_and_draws(&window).await?;
    shows_every_page(&window).await?;
    runs_from_disk(&window).await?;
    Ok(window.client.clone().close().await?)
}

#[tokio::test]
async fn firefox_runs_the_app_like_chromium() -> Result<()> {
    check(Browser::Firefox).await
}

#[tokio::test]
async fn webkit_runs_the_app_like_chromium() -> Result<()> {
    check(Browser::WebKit).await
}
