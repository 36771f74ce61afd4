//! Other ways to look at a page: forced colours, zoomed in, on paper.

use anyhow::{Result, ensure};
use e2e::{Page, Setup};
use serde_json::json;

const LAB: &str = "#/lab?peers=8x1Mbps/8Mbps,4x0/8Mbps&t=20s&select=3";

const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('progress')";

/// 720 px of a screen at 200 %.
const ZOOMED: Setup = Setup {
    width: 360,
    height: 450,
    scale: 2.0,
    dark: false,
    still: false,
    phone: false,
};

async fn assert_operable(page: &Page) -> Result<()> {
    page.until(READY).await?;
    page.click(".play").await?;
    page.until("Number(document.querySelector('[data-figure=swarm]').dataset.time) > 20.5")
        .await?;
    page.click(".play").await?;
    page.click(".controls > summary").await?;
    page.click(".rules > summary").await?;
    page.fill("#rule-slots", "3").await?;
    page.until("location.hash.includes('slots=3')").await?;
    page.assert_fits().await?;
    page.assert_accessible().await?;
    page.assert_quiet().await
}

/// How many colours a canvas has.
async fn colours(page: &Page, canvas: &str) -> Result<u64> {
    let count = page
        .js(&format!(
            "const canvas = document.querySelector('{canvas}'); \
             const data = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer); \
             return new Set(data).size"
        ))
        .await?;
    Ok(count.as_u64().unwrap_or(0))
}

#[tokio::test]
async fn it_can_be_used_at_twice_the_size() -> Result<()> {
    let page = ZOOMED.open(LAB).await?;
    assert_operable(&page).await
}

#[tokio::test]
async fn it_can_be_used_in_forced_colours() -> Result<()> {
    for dark in [false, true] {
        let page = Setup { dark, ..ZOOMED }.open("#/lab").await?;
        let scheme = if dark { "dark" } else { "light" };
        page.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "forced-colors", "value": "active" },
                { "name": "prefers-color-scheme", "value": scheme },
            ]}),
        )
        .await?;
        page.goto(LAB).await?;
        page.until("matchMedia('(forced-colors: active)').matches")
            .await?;
        assert_operable(&page).await?;
        for canvas in ["[data-architecture=p2p] canvas", ".chart-canvas"] {
            let colours = colours(&page, canvas).await?;
            ensure!(colours > 4, "{canvas} has {colours} colours");
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_figure_is_cut_off_on_paper() -> Result<()> {
    // A4 less its margins, at 96 px an inch.
    let paper = Setup {
        width: 718,
        height: 1047,
        ..Setup::default()
    };
    let page = paper.open(LAB).await?;
    page.until(READY).await?;
    page.js("document.querySelectorAll('.figure details').forEach((fold) => { fold.open = true })")
        .await?;
    page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" }))
        .await?;
    page.until("matchMedia('print').matches").await?;
    page.assert_fits().await?;
    let cut = page
        .js("return [...document.querySelectorAll('.figure *')] \
               .filter((e) => { const box = e.getBoundingClientRect(); \
                 return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1 \
                   || (e.scrollHeight > e.clientHeight + 1 && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowY) && e.clientHeight > 1)) }) \
               .map((e) => e.tagName + '.' + e.className).slice(0, 5)")
        .await?;
    ensure!(cut == json!([]), "cut off: {cut}");
    // What only a screen can use is left out.
    ensure!(
        page.js("return document.querySelector('.play').checkVisibility()")
            .await?
            == false
    );
    page.assert_quiet().await
}
