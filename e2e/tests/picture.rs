//! The picture of the swarm: looked at from nearer, touched, and led by keys alone.

use anyhow::{Context as _, Result, ensure};
use e2e::fantoccini::key::Key;
use e2e::{Page, Setup, open};
use serde_json::json;

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7&t=20s";

const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('.busy progress')";

const CANVAS: &str = "document.querySelector('[data-architecture=p2p] canvas')";

async fn lab(text: &str) -> Result<Page> {
    let page = open(&format!("#/lab?{text}")).await?;
    page.until(READY).await?;
    Ok(page)
}

/// How much nearer than the whole picture the swarm is seen.
async fn zoom(page: &Page) -> Result<f64> {
    let zoom = page
        .js(&format!("return Number({CANVAS}.dataset.zoom ?? 1)"))
        .await?;
    zoom.as_f64().context("no zoom")
}

async fn picture(page: &Page) -> Result<String> {
    let url = page.js(&format!("return {CANVAS}.toDataURL()")).await?;
    Ok(url.as_str().context("no picture")?.to_owned())
}

async fn focus(page: &Page) -> Result<()> {
    page.js(&format!("{CANVAS}.focus()")).await?;
    Ok(())
}

/// Turns the wheel over the middle of the picture; whether the page was kept from scrolling.
async fn wheel(page: &Page, down: f64, ctrl: bool) -> Result<bool> {
    let kept = page
        .js(&format!(
            "const canvas = {CANVAS}, box = canvas.getBoundingClientRect(); \
             return !canvas.dispatchEvent(new WheelEvent('wheel', {{ bubbles: true, cancelable: true, \
               deltaY: {down}, ctrlKey: {ctrl}, clientX: box.left + box.width / 2, \
               clientY: box.top + box.height / 2 }}))"
        ))
        .await?;
    Ok(kept == true)
}

/// Lets fingers do something: each step is a kind of event, the finger, and where in the picture it is (0 to 1).
async fn fingers(page: &Page, steps: &[(&str, i32, f64, f64)]) -> Result<()> {
    for (kind, id, x, y) in steps {
        page.js(&format!(
            "const canvas = {CANVAS}, box = canvas.getBoundingClientRect(); \
             canvas.dispatchEvent(new {event}('{kind}', {{ bubbles: true, pointerId: {id}, buttons: 1, \
               clientX: box.left + box.width * {x}, clientY: box.top + box.height * {y} }}))",
            event = if *kind == "click" { "MouseEvent" } else { "PointerEvent" },
        ))
        .await?;
    }
    Ok(())
}

/// Clicks all over the picture until what is selected matches.
async fn click_until(page: &Page, pattern: &str) -> Result<()> {
    let found = page
        .client
        .execute_async(
            "const [pattern, done] = arguments, wanted = new RegExp(pattern); \
             const canvas = document.querySelector('[data-architecture=p2p] canvas'); \
             const box = canvas.getBoundingClientRect(); \
             (async () => { \
               for (let y = 9; y < box.height; y += 23) for (let x = 9; x < box.width; x += 23) { \
                 canvas.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX: box.left + x, clientY: box.top + y })); \
                 await new Promise((next) => setTimeout(next, 0)); \
                 const select = document.querySelector('[data-figure=swarm]').dataset.select; \
                 if (select && wanted.test(select)) return true; \
               } \
               return false; \
             })().then(done)",
            vec![json!(pattern)],
        )
        .await?;
    ensure!(found == true, "no click gave {pattern}");
    Ok(())
}

/// How many colours the swarm's canvas has.
async fn colours(page: &Page) -> Result<u64> {
    let count = page
        .js(&format!(
            "const canvas = {CANVAS}; \
             const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {{ willReadFrequently: true }}); \
             copy.drawImage(canvas, 0, 0); \
             const data = copy.getImageData(0, 0, canvas.width, canvas.height); \
             return new Set(new Uint32Array(data.data.buffer)).size"
        ))
        .await?;
    Ok(count.as_u64().unwrap_or(0))
}

#[tokio::test]
async fn keys_lead_from_host_to_host_and_zoom() -> Result<()> {
    let page = lab(SMALL).await?;
    focus(&page).await?;
    page.press(Key::Right).await?;
    page.until("/[&]select=server(&|$)/.test(location.hash)")
        .await?;
    page.press(Key::Right).await?;
    page.until("/[&]select=1(&|$)/.test(location.hash)").await?;
    let said = format!("{CANVAS}.parentElement.querySelector('[role=status]').textContent");
    page.until(&format!("{said} == 'Peer 1 selected'")).await?;
    page.press(Key::Escape).await?;
    page.until("!location.hash.includes('select=')").await?;

    let whole = picture(&page).await?;
    page.press('+').await?;
    ensure!((zoom(&page).await? - 1.4).abs() < 0.01);
    let near = picture(&page).await?;
    ensure!(near != whole, "the picture is as large as before");
    page.press(Key::Right).await?;
    ensure!(picture(&page).await? != near, "the picture did not move");
    ensure!(!page.fragment().await?.contains("select="));
    page.press('-').await?;
    page.press('-').await?;
    ensure!(zoom(&page).await? == 1.0);
    page.press('+').await?;
    page.press('0').await?;
    ensure!(zoom(&page).await? == 1.0);
    page.until(&format!("{CANVAS}.toDataURL() == '{whole}'"))
        .await?;

    // The space bar is the clock's here too.
    page.press(' ').await?;
    page.until("document.querySelector('.play').textContent.includes('Pause')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn buttons_zoom_and_the_focus_is_never_lost() -> Result<()> {
    let page = lab(SMALL).await?;
    let button = |name: &str| format!("[data-architecture=p2p] [aria-label='{name}']");
    page.click(&button("Zoom in")).await?;
    page.click(&button("Zoom in")).await?;
    ensure!((zoom(&page).await? - 1.96).abs() < 0.01);
    page.assert_accessible().await?;
    page.click(&button("Zoom out")).await?;
    ensure!((zoom(&page).await? - 1.4).abs() < 0.01);
    page.click(&button("Show all")).await?;
    page.until(&format!(
        "!document.querySelector(\"{}\")",
        button("Show all")
    ))
    .await?;
    ensure!(zoom(&page).await? == 1.0);
    page.until(&format!("document.activeElement === {CANVAS}"))
        .await?;
    // The other picture is its own.
    ensure!(
        page.js("return document.querySelector('[data-architecture=client-server] canvas').dataset.zoom ?? null")
            .await?
            .is_null()
    );
    Ok(())
}

#[tokio::test]
async fn the_wheel_scrolls_the_page_unless_it_is_meant_for_the_picture() -> Result<()> {
    let page = lab(SMALL).await?;
    ensure!(!wheel(&page, -100.0, false).await? && zoom(&page).await? == 1.0);
    ensure!(wheel(&page, -100.0, true).await?, "Ctrl was not enough");
    let near = zoom(&page).await?;
    ensure!(near > 1.2, "{near}");
    wheel(&page, 1000.0, true).await?;
    ensure!(zoom(&page).await? == 1.0);
    focus(&page).await?;
    ensure!(
        !wheel(&page, 100.0, false).await?,
        "with nothing more to see the page scrolls"
    );
    ensure!(wheel(&page, -100.0, false).await? && zoom(&page).await? > 1.1);
    for _ in 0..40 {
        wheel(&page, -100.0, true).await?;
    }
    ensure!(zoom(&page).await? == 12.0);
    Ok(())
}

#[tokio::test]
async fn fingers_move_and_pinch() -> Result<()> {
    let page = lab(SMALL).await?;
    let whole = picture(&page).await?;
    // One finger alone is the page's.
    fingers(
        &page,
        &[
            ("pointerdown", 1, 0.5, 0.5),
            ("pointermove", 1, 0.6, 0.6),
            ("pointerup", 1, 0.6, 0.6),
        ],
    )
    .await?;
    ensure!(picture(&page).await? == whole);
    // Twice as far apart is twice as large.
    fingers(
        &page,
        &[
            ("pointerdown", 1, 0.4, 0.5),
            ("pointerdown", 2, 0.6, 0.5),
            ("pointermove", 2, 0.8, 0.5),
            ("pointerup", 2, 0.8, 0.5),
            ("pointerup", 1, 0.4, 0.5),
        ],
    )
    .await?;
    let near = zoom(&page).await?;
    ensure!((near - 2.0).abs() < 0.05, "{near}");
    let before = picture(&page).await?;
    fingers(
        &page,
        &[
            ("pointerdown", 1, 0.5, 0.5),
            ("pointermove", 1, 0.4, 0.4),
            ("pointerup", 1, 0.4, 0.4),
            ("click", 1, 0.4, 0.4),
        ],
    )
    .await?;
    ensure!(picture(&page).await? != before, "the drag moved nothing");
    ensure!(
        !page.fragment().await?.contains("select="),
        "the drag was taken for a click"
    );
    Ok(())
}

#[tokio::test]
async fn hosts_transfers_and_chunks_are_selected_in_the_picture() -> Result<()> {
    // 8 chunks, whose ticks are long enough to be meant.
    let page = lab("file=2MiB&server=1Mbps&peers=8x1Mbps/8Mbps&seed=7&t=8s").await?;
    let plain = picture(&page).await?;
    for (pattern, sign) in [
        ("^[0-9]+$", "what is selected"),
        (
            "^([0-9]+|server)-([0-9]+|server)$",
            "two ends of the selected transfer",
        ),
        ("^chunk[0-7]$", "has the selected chunk"),
    ] {
        click_until(&page, pattern).await?;
        page.until(&format!(
            "document.querySelector('.legend').textContent.includes('{sign}')"
        ))
        .await?;
        ensure!(picture(&page).await? != plain, "{pattern} is not seen");
        page.assert_accessible().await?;
    }
    page.assert_quiet().await
}

#[tokio::test]
async fn the_legend_names_only_the_signs_that_can_be_there() -> Result<()> {
    let says =
        |sign: &str| format!("document.querySelector('.legend').textContent.includes('{sign}')");
    let check = async |text: &str, there: &[&str], not_there: &[&str]| -> Result<()> {
        let page = lab(text).await?;
        for sign in there {
            page.until(&says(sign)).await.context(text.to_owned())?;
        }
        for sign in not_there {
            page.until(&format!("!{}", says(sign)))
                .await
                .context(text.to_owned())?;
        }
        page.assert_quiet().await
    };
    check(
        SMALL,
        &["tracker", "optimistic unchoke"],
        &[
            "free rider",
            "failed",
            "ahead",
            "the selected",
            "has not joined",
        ],
    )
    .await?;
    check(
        "peers=6x1Mbps/8Mbps,2x0/8Mbps&optimistic=off&arrive=5s&at=9s:fail:1",
        &["free rider", "has failed", "has not joined", "class 2"],
        &["optimistic unchoke"],
    )
    .await?;
    check(
        &format!("{SMALL}&if=pick:random"),
        &["ahead of where it is"],
        &["the selected"],
    )
    .await
}

#[tokio::test]
async fn what_differs_in_the_other_run_is_marked() -> Result<()> {
    let page = lab("seed=7&if=pick:random&show=both&t=40s").await?;
    page.until("document.querySelector('[data-architecture=what-if][data-finish] canvas')")
        .await?;
    page.js(
        "window.written_ = {}; \
         const write = CanvasRenderingContext2D.prototype.fillText; \
         CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { \
           if (this.textAlign == 'left') (window.written_[this.canvas.dataset.track] ??= []).push(text); \
           return write.call(this, text, ...at); \
         }",
    )
    .await?;
    focus(&page).await?;
    page.press('+').await?;
    // The numbers of chunks ahead or behind are the only words that begin at their left.
    page.until("window.written_[2]?.length > 0").await?;
    let written = page.js("return window.written_").await?;
    let numbers = written["2"].as_array().context("no badges")?;
    for number in numbers {
        let number: u32 = number.as_str().context("no text")?.parse()?;
        ensure!((1..=32).contains(&number), "{number} chunks of 32");
    }
    ensure!(
        written["0"].is_null(),
        "the run itself is marked: {written}"
    );
    Ok(())
}

#[tokio::test]
async fn a_field_can_be_entered() -> Result<()> {
    let page = lab("file=4MiB&peers=200x1Mbps/8Mbps,100x500kbps/4Mbps&seed=1&t=20s").await?;
    ensure!(colours(&page).await? > 4);
    let legend = "document.querySelector('.legend').textContent";
    page.until(&format!("{legend}.includes('too many for a ring')"))
        .await?;
    focus(&page).await?;
    for _ in 0..12 {
        page.press('+').await?;
    }
    ensure!(zoom(&page).await? == 20.0);
    ensure!(colours(&page).await? > 4, "there is nothing to see");
    page.press('0').await?;
    page.press(Key::Down).await?;
    page.press(Key::Down).await?;
    page.until("/select=[0-9]+/.test(location.hash)").await?;
    page.assert_accessible().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_window_resized_or_hidden_in_the_middle_of_a_run_loses_nothing() -> Result<()> {
    let page = lab(SMALL).await?;
    let time = "Number(document.querySelector('[data-figure=swarm]').dataset.time)";
    page.click(".play").await?;
    page.until(&format!("{time} > 21")).await?;
    for width in [700, 360, 1440] {
        let before = page.js(&format!("return {time}")).await?;
        let before = before.as_f64().context("no time")?;
        page.set(&Setup {
            width,
            ..Setup::default()
        })
        .await?;
        page.until(&format!("{time} > {before}")).await?;
        page.until(&format!(
            "Math.abs({CANVAS}.width - {CANVAS}.getBoundingClientRect().width) < 2"
        ))
        .await?;
        ensure!(colours(&page).await? > 4, "blank at {width} px");
        page.assert_fits().await?;
    }
    page.js(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); \
         document.dispatchEvent(new Event('visibilitychange'))",
    )
    .await?;
    page.until("document.querySelector('.play').textContent.includes('Play')")
        .await?;
    let at = page.js(&format!("return {time}")).await?;
    page.js("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
        .await?;
    page.click(".play").await?;
    page.until(&format!("{time} > {at}")).await?;
    page.assert_quiet().await
}
