//! What must hold on every page: axe-core finds nothing, every control has a name of its own, nothing that is seen
//! moves while the page loads or plays, and what is read out is little and to the point.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::{Key, Page, Setup};
use serde_json::json;

/// Every page, and each with what it can show besides.
const PAGES: [&str; 21] = [
    "",
    "#/learn/chunks",
    "#/lab",
    "#/lab?peers=8x1Mbps/8Mbps,4x0/8Mbps&t=20s&select=3",
    "#/lab?t=20s&show=both&if=pick:random",
    "#/lab?at=10s:leave:3,20s:fail:5&t=15s&select=server-2",
    "#/lab?slots=0&file=banana",
    "#/practice",
    "#/practice?kinds=bounds,chunks,choking,joining,scaling&number=5&seed=7&at=3",
    "#/practice?kinds=joining&number=2&mode=exam",
    "#/practice?number=2&mode=sheet",
    "#/teach",
    "#/embed/race",
    "#/embed/race?controls=all",
    "#/embed/swarm",
    "#/embed/bounds",
    "#/embed/distribution-time",
    "#/embed/completed",
    "#/embed/upload-finish",
    "#/embed/learn/chunks",
    "#/embed/practice?kinds=bounds&number=2&seed=7",
];

const READY: &str = "!document.querySelector('progress') && \
    (!document.querySelector('[data-figure=swarm]') || document.querySelector('[data-figure=swarm]').dataset.traceHash)";

/// Opens every fold, and what is folded in them.
async fn unfold(page: &Page) -> Result<()> {
    for _ in 0..3 {
        page.js(
            "for (const fold of document.querySelectorAll('details:not([open])')) fold.open = true",
        )
        .await?;
        // What is closed is not made; it is as soon as its fold has told that it is open.
        page.js_async(
            "await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50)))",
        )
        .await?;
    }
    page.until(READY).await
}

#[tokio::test]
async fn axe_finds_nothing_on_any_page_light_or_dark() -> Result<()> {
    for dark in [false, true] {
        let setup = Setup {
            dark,
            ..Setup::default()
        };
        let page = setup.open("").await?;
        for fragment in PAGES {
            page.goto(fragment).await?;
            page.until(READY).await?;
            let here = || format!("{fragment}, dark: {dark}");
            page.assert_accessible().await.with_context(here)?;
            unfold(&page).await?;
            page.assert_accessible().await.with_context(here)?;
        }
        page.assert_quiet().await?;
    }
    Ok(())
}

/// Notes from the start of every page what moves on it, and how much.
async fn watch_shifts(page: &Page) -> Result<()> {
    let script = "window.moved = []; \
        new PerformanceObserver((list) => { for (const shift of list.getEntries()) window.moved.push( \
          shift.value.toFixed(4) + ': ' + shift.sources.map(({ node, previousRect: from, currentRect: to }) => \
            `${node?.nodeName}.${node?.className} ${from.x},${from.y} to ${to.x},${to.y}`).join('; ')) \
        }).observe({ type: 'layout-shift', buffered: true })";
    page.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": script }),
    )
    .await?;
    Ok(())
}

#[tokio::test]
async fn nothing_that_is_seen_moves_while_a_page_loads_or_plays() -> Result<()> {
    for (width, height, dark) in [(360, 740, false), (800, 900, true), (1280, 900, false)] {
        let setup = Setup {
            width,
            height,
            dark,
            phone: width < 500,
            ..Setup::default()
        };
        let page = setup.open("").await?;
        watch_shifts(&page).await?;
        for fragment in PAGES {
            page.goto(fragment).await?;
            page.until(READY).await?;
            let plays = page
                .js("const play = document.querySelector('.play'); play?.click(); return Boolean(play)")
                .await?;
            // What is drawn or told after the run, and what moves while it plays.
            let watched = if plays == true { 1500 } else { 400 };
            tokio::time::sleep(Duration::from_millis(watched)).await;
            let moved = page.js("return window.moved").await?;
            ensure!(moved == json!([]), "{fragment} at {width} px: {moved}");
        }
    }
    Ok(())
}

/// Notes every change of what is read out.
const LISTEN: &str = "window.heard = []; \
    new MutationObserver((changes) => { for (const change of changes) { \
      const at = change.target.nodeType == 1 ? change.target : change.target.parentElement; \
      const live = at?.closest('[role=status], [role=alert], [role=log], [role=timer], [aria-live], output'); \
      if (live) window.heard.push(live.textContent.trim()) } }) \
    .observe(document.body, { subtree: true, childList: true, characterData: true })";

#[tokio::test]
async fn while_it_plays_hardly_anything_is_read_out() -> Result<()> {
    for fragment in [
        "#/lab?t=20s&select=3",
        "#/lab?show=both&if=pick:random&at=30s:leave:7",
        "#/embed/race",
        "#/embed/completed",
    ] {
        let page = Setup::default().open(fragment).await?;
        page.until(READY).await?;
        page.js(LISTEN).await?;
        // The focus on what changes with the clock.
        page.js("document.querySelector('#time').focus()").await?;
        page.click(".play").await?;
        let named = "return [...document.querySelectorAll('#time, canvas')].map((e) => \
                     e.getAttribute('aria-valuetext') ?? e.getAttribute('aria-label')).join()";
        tokio::time::sleep(Duration::from_millis(500)).await;
        let before = page.js(named).await?;
        tokio::time::sleep(Duration::from_secs(4)).await;
        ensure!(
            page.js(named).await? == before,
            "{fragment}: {before} has changed"
        );
        let heard = page.js("return window.heard").await?;
        ensure!(heard == json!(["Playing"]), "{fragment}: {heard}");
        page.click(".play").await?;
        page.until("window.heard.at(-1) == 'Paused'").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_step_by_hand_and_a_selection_are_each_read_out_once() -> Result<()> {
    let page = Setup::default().open("#/lab?t=20s&show=both").await?;
    page.until(READY).await?;
    page.js(LISTEN).await?;
    let heard = |count: usize| format!("window.heard.length == {count}");
    for step in 1..=6 {
        if step % 2 == 1 {
            page.click("[aria-label^='Next']").await?;
        } else {
            page.press('.').await?;
        }
        page.until(&heard(step)).await?;
    }
    let steps = page.js("return window.heard").await?;
    let steps = steps.as_array().context("nothing is heard")?;
    for (step, said) in steps.iter().enumerate() {
        let said = said.as_str().unwrap_or_default();
        ensure!(
            said.starts_with("At 2") && said.len() > 15,
            "step {step}: {said}"
        );
        ensure!(!steps[..step].contains(&json!(said)), "twice: {said}");
    }
    page.js("document.querySelector('[data-architecture=p2p] canvas').focus()")
        .await?;
    page.press(Key::Right).await?;
    page.until("location.hash.includes('select=')").await?;
    page.until(&heard(7)).await?;
    let last = page.js("return window.heard.at(-1)").await?;
    ensure!(last == "Server selected", "{last}");
    Ok(())
}
