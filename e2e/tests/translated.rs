//! The page among translators and extensions, which change what it is made of while it runs.

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup};
use serde_json::json;

const LAB: &str = "#/lab?file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

/// What others do to every text of the page, as functions of a text node.
const OTHERS: [(&str, &str); 6] = [
    ("nothing", "() => {}"),
    (
        "a translator that wraps texts",
        "(text) => { const inner = wrap(text); text.replaceWith(inner[0]); inner[1].append(text) }",
    ),
    (
        "a translator that swaps texts",
        "(text) => { const inner = wrap(); inner[1].textContent = text.data; text.replaceWith(inner[0]) }",
    ),
    (
        "a translator that writes texts anew",
        "(text) => { if (text.parentNode.childElementCount === 0) text.parentNode.textContent = text.parentNode.textContent }",
    ),
    (
        "an extension that links digits",
        "(text) => { for (let found; (found = /\\d+/.exec(text.data)); ) { \
           const digits = text.splitText(found.index), rest = digits.splitText(found[0].length); \
           const link = document.createElement('a'); link.href = 'tel:' + digits.data; \
           digits.replaceWith(link); link.append(digits); text = rest } }",
    ),
    (
        "an extension that splits texts",
        "(text) => { if (text.length > 1) text.splitText(1) }",
    ),
];

/// Lets others at the texts of the page, once or, `live`, at every text that comes.
async fn let_at(page: &Page, others: &str, live: bool) -> Result<()> {
    page.js(&format!(
        "const wrap = () => {{ const outer = document.createElement('font'), inner = document.createElement('font'); \
           outer.append(inner); return [outer, inner] }}; \
         const treat = {others}; \
         window.treatAll = () => {{ \
           const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = []; \
           while (walker.nextNode()) texts.push(walker.currentNode); \
           texts.filter((text) => text.data.trim() && !text.parentNode.closest('script, style, textarea, font, a[href^=\"tel:\"]')) \
             .forEach((text) => text.isConnected && treat(text)) }}; \
         treatAll(); \
         if ({live}) new MutationObserver(treatAll).observe(document.body, {{ childList: true, subtree: true, characterData: true }})"
    ))
    .await?;
    Ok(())
}

/// The Lab, for a reader who prefers reduced motion: the figures of Learn stand still, so that what is said can be compared.
async fn still() -> Result<Page> {
    let setup = Setup {
        still: true,
        ..Setup::default()
    };
    setup.open(LAB).await
}

/// Everything that the page says, once its run is there.
async fn said(page: &Page) -> Result<String> {
    page.until("!document.querySelector('[data-figure=swarm]') || document.querySelector('[data-trace-hash]') && !document.querySelector('.play').disabled")
        .await?;
    // The copied link and what is read out once are not said for long.
    let said = page
        .js("return document.querySelector('#app').textContent.replace(/\\s+/g, ' ')")
        .await?;
    Ok(said.as_str().context("no text")?.to_owned())
}

/// What a reader does, one thing after the other.
async fn step(page: &Page, step: usize) -> Result<bool> {
    match step {
        0 => page.fill("#server", "8Mbps").await?,
        1 => page.fill("#count-1", "5").await?,
        2 => page.click("[aria-label^=Next]").await?,
        3 => page.click("[aria-label^=Next]").await?,
        4 => page
            .js("document.querySelector('.rules').open = true")
            .await
            .map(drop)?,
        5 => page.fill("#count-1", "30").await?,
        6 => page.js("location.hash = '#/learn'").await.map(drop)?,
        7 => page
            .js("location.hash = '#/practice?kinds=bounds&number=2&seed=7'")
            .await
            .map(drop)?,
        8 => page
            .js("location.hash = '#/practice?kinds=bounds&number=2&seed=7&at=2'")
            .await
            .map(drop)?,
        9 => page.js("location.hash = '#/teach'").await.map(drop)?,
        10 => page
            .js(&format!("location.hash = '{LAB}'"))
            .await
            .map(drop)?,
        _ => return Ok(false),
    }
    // The address follows a moment later, and so does a page that reads it.
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    Ok(true)
}

async fn whole_way(page: &Page, others: &str, live: bool) -> Result<Vec<String>> {
    page.goto(LAB).await?;
    let mut all = vec![said(page).await?];
    let_at(page, others, live).await?;
    for number in 0.. {
        if !step(page, number)
            .await
            .with_context(|| format!("step {number}"))?
        {
            break;
        }
        all.push(said(page).await?);
        page.js("treatAll()").await?;
    }
    Ok(all)
}

#[tokio::test]
async fn whatever_others_do_to_its_texts_the_page_says_what_is_so() -> Result<()> {
    let page = still().await?;
    let mut expected = Vec::new();
    for (name, others) in OTHERS {
        let said = whole_way(&page, others, false)
            .await
            .with_context(|| name)?;
        if expected.is_empty() {
            expected = said;
            ensure!(expected[0] != expected[1], "nothing has changed");
            continue;
        }
        for (step, (expected, said)) in expected.iter().zip(&said).enumerate() {
            let same = expected
                .bytes()
                .zip(said.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let from = |text: &str| {
                text.chars()
                    .skip(same.saturating_sub(60))
                    .take(160)
                    .collect::<String>()
            };
            ensure!(
                expected == said,
                "{name}, step {step}:\n{}\nand not\n{}",
                from(said),
                from(expected)
            );
        }
        page.assert_quiet().await.with_context(|| name)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_translator_that_follows_every_change_and_the_page_get_on() -> Result<()> {
    let page = still().await?;
    let expected = whole_way(&page, OTHERS[0].1, false).await?;
    for (name, others) in &OTHERS[1..3] {
        let said = whole_way(&page, others, true)
            .await
            .with_context(|| *name)?;
        ensure!(said == expected, "{name}");
        // While it plays too: the clock moves, and the button says what it does.
        page.click(".play").await?;
        page.until("document.querySelector('.play').textContent.trim() === 'Pause'")
            .await?;
        page.until("parseFloat(document.querySelector('.clock strong').textContent) > 2")
            .await?;
        page.click(".play").await?;
        page.until("document.querySelector('.play').textContent.trim() === 'Play'")
            .await?;
        page.assert_quiet().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_others_put_into_the_page_stays_and_is_in_nobodys_way() -> Result<()> {
    let page = still().await?;
    let expected = whole_way(&page, OTHERS[0].1, false).await?;
    page.goto(LAB).await?;
    said(&page).await?;
    // Before, between and behind all that the page is made of.
    page.js(
        "const mark = () => { const mark = document.createElement('ins'); mark.className = 'foreign'; return mark }; \
         const all = [document.body, ...document.querySelectorAll('main, main :is(div, section, form, p, ul, li, button, span, label)')]; \
         for (const element of all) { element.prepend(mark()); element.append(mark()); \
           if (element.childElementCount > 3) element.insertBefore(mark(), element.children[2]) }",
    )
    .await?;
    for (number, expected) in expected.iter().enumerate().skip(1) {
        step(&page, number - 1).await?;
        let said = said(&page).await?;
        ensure!(said == *expected, "step {}", number - 1);
        let left = page
            .js("return document.querySelectorAll('#main > .foreign, body > .foreign').length")
            .await?;
        ensure!(left.as_u64() >= Some(2), "{left} are left");
    }
    page.assert_quiet().await
}

#[tokio::test]
async fn in_a_page_from_right_to_left_nothing_scrolls_sideways_and_numbers_stand_as_they_do()
-> Result<()> {
    for width in [1280, 360] {
        let page = Setup {
            width,
            ..Setup::default()
        }
        .open(LAB)
        .await?;
        for fragment in [
            LAB,
            "#/learn",
            "#/practice?kinds=bounds,chunks&seed=7",
            "#/teach",
            "#/embed/race?seed=7",
            "#/embed/bounds?seed=7",
            "#/embed/copies?seed=7",
        ] {
            page.goto(fragment).await?;
            page.js("document.documentElement.dir = 'rtl'; \
                     document.querySelectorAll('details').forEach((details) => details.open = true)").await?;
            said(&page).await?;
            page.assert_fits()
                .await
                .with_context(|| format!("{fragment} at {width} px"))?;
            let turned = page
                .js("return [...document.querySelectorAll('#app :is(math, canvas, input, textarea, code, output, .number, .lines, .stage, td:not(.words))')] \
                       .filter((element) => getComputedStyle(element).direction != 'ltr').map((element) => element.outerHTML.slice(0, 90)).slice(0, 5)")
                .await?;
            ensure!(turned == json!([]), "{fragment}: {turned}");
            // The words of a sentence go as their language does.
            let turned = page
                .js("return [...document.querySelectorAll('#app :is(p, h1, h2, h3, li, summary, label)')] \
                       .filter((element) => getComputedStyle(element).unicodeBidi != 'plaintext' && !element.matches('.number, .on-paper, .plot-scale')) \
                       .map((element) => element.outerHTML.slice(0, 90)).slice(0, 5)")
                .await?;
            ensure!(turned == json!([]), "{fragment}: {turned}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn canvases_are_drawn_anew_as_soon_as_the_screen_is_another() -> Result<()> {
    let page = still().await?;
    for fragment in [
        LAB,
        "#/learn/race",
        "#/practice?kinds=scaling&seed=7",
        "#/embed/copies?seed=7",
    ] {
        page.goto(fragment).await?;
        page.js("document.querySelectorAll('details').forEach((details) => details.open = true)")
            .await?;
        said(&page).await?;
        for scale in [2.0, 1.25, 1.0] {
            page.cdp(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": 1440, "height": 900, "deviceScaleFactor": scale, "mobile": false }),
            )
            .await?;
            let as_they_should = page
                .until(&format!(
                    "(window.stale = [...document.querySelectorAll('canvas')].filter((canvas) => {{ \
                       const {{ width }} = canvas.getBoundingClientRect(); \
                       const drawn = () => {{ if (canvas.matches('.plot-marks')) return true; \
                         const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {{ willReadFrequently: true }}); \
                         copy.drawImage(canvas, 0, 0); \
                         return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((byte) => byte > 0) }}; \
                       return width > 1 && !(Math.abs(canvas.width - width * {scale}) <= 1.5 && drawn()) }})).length === 0"
                ))
                .await;
            let stale = page
                .js("return [devicePixelRatio, stale.map((canvas) => [canvas.className, canvas.width, canvas.getBoundingClientRect().width])]")
                .await?;
            as_they_should.with_context(|| format!("{fragment} at {scale}: {stale}"))?;
        }
    }
    page.assert_quiet().await
}
