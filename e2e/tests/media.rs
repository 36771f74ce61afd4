//! Other ways to look at a page: forced colours, zoomed in, on paper.

use anyhow::{Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
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

/// How many of the pixels of an element are nearly as light as its lightest, and how many nearly as dark as its darkest.
const PIXELS: &str = "const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0)); \
    const done = arguments[arguments.length - 1]; \
    createImageBitmap(new Blob([bytes], { type: 'image/png' })).then((image) => { \
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d'); \
      canvas.drawImage(image, 0, 0); \
      const data = canvas.getImageData(4, 4, image.width - 8, image.height - 8).data; \
      const light = []; \
      for (let i = 0; i < data.length; i += 4) light.push(0.2 * data[i] + 0.7 * data[i + 1] + 0.1 * data[i + 2]); \
      const most = Math.max(...light), least = Math.min(...light); \
      done([most - least, light.filter((l) => l > most - 40).length, light.filter((l) => l < least + 40).length]) })";

#[tokio::test]
async fn the_labels_of_filled_controls_are_seen_in_forced_colours() -> Result<()> {
    for scheme in ["light", "dark"] {
        let page = Setup::default().open("#/lab").await?;
        page.cdp(
            "Emulation.setEmulatedMedia",
            json!({ "features": [
                { "name": "forced-colors", "value": "active" },
                { "name": "prefers-color-scheme", "value": scheme },
            ]}),
        )
        .await?;
        for (fragment, filled) in [
            (LAB, ".play"),
            ("#/practice?mode=exam", ".ending .primary"),
            ("#/practice?mode=sheet", ".print-button .primary"),
            ("#/lab", ".skip"),
        ] {
            page.goto(fragment).await?;
            if fragment.starts_with("#/lab") {
                page.until(READY).await?;
            }
            page.js(&format!("document.querySelector('{filled}').focus()"))
                .await?;
            let shot = page.find(filled).await?.screenshot().await?;
            let shot = BASE64_STANDARD.encode(shot);
            let seen = page.client.execute_async(PIXELS, vec![json!(shot)]).await?;
            let number = |place: usize| seen[place].as_f64().unwrap_or(0.0);
            ensure!(
                number(0) > 100.0 && number(1) > 30.0 && number(2) > 30.0,
                "{filled}, {scheme}: {seen}"
            );
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
