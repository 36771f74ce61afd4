//! Lab, as a reader uses it: the numbers are right, every control does what it says, the address holds all
//! of it, and nothing needs a mouse.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use e2e::fantoccini::key::Key;
use e2e::{Page, Setup, open};

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

/// Waits until the swarm has been simulated.
const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('progress')";

/// A page of Lab with its swarm simulated.
async fn lab(text: &str) -> Result<Page> {
    let page = open(&format!("#/lab?{text}")).await?;
    page.until(READY).await?;
    Ok(page)
}

/// The text of an element with ordinary spaces.
async fn words(page: &Page, selector: &str) -> Result<String> {
    Ok(plain(&page.text(selector).await?))
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The instant that the swarm shows, in seconds.
async fn time(page: &Page) -> Result<f64> {
    let time = page.attribute("[data-figure=swarm]", "data-time").await?;
    Ok(time.context("no data-time")?.parse()?)
}

/// What the swarm's picture looks like, as one value to compare.
async fn picture(page: &Page) -> Result<String> {
    let script = "return document.querySelector('[data-architecture=p2p] canvas').toDataURL()";
    let url = page.js(script).await?;
    Ok(url.as_str().context("no picture")?.to_owned())
}

/// Sets a slider as a drag does.
async fn slide(page: &Page, selector: &str, value: f64) -> Result<()> {
    page.find(selector).await?;
    page.js(&format!(
        "const slider = document.querySelector('{selector}'); slider.value = {value}; \
         slider.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
    ))
    .await?;
    Ok(())
}

async fn choose(page: &Page, selector: &str, value: &str) -> Result<()> {
    page.find(selector).await?;
    page.js(&format!(
        "const select = document.querySelector('{selector}'); select.value = '{value}'; \
         select.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ))
    .await?;
    Ok(())
}

#[tokio::test]
async fn a_changed_value_changes_formula_chart_table_and_address() -> Result<()> {
    let page = lab(SMALL).await?;
    let chart = "return document.querySelector('.chart-canvas').toDataURL()";
    let before = page.js(chart).await?;
    ensure!(
        words(&page, ".read-off")
            .await?
            .starts_with("12 peers: client–server at least 201 s")
    );

    page.fill("#count-1", "24").await?;
    page.until("location.hash.includes('24x1Mbps')").await?;
    let verdict = words(&page, ".formula.is-cs .verdict").await?;
    ensure!(verdict == "at least 403 s", "{verdict}");
    ensure!(page.js(chart).await? != before, "the chart is the same");
    ensure!(words(&page, ".read-off").await?.starts_with("24 peers"));
    page.click(".bounds-figure .numbers:not(.scheme) summary")
        .await?;
    let now = words(&page, ".bounds-figure tr.present").await?;
    ensure!(now.contains("24") && now.contains("403 s"), "{now}");
    page.assert_quiet().await
}

#[tokio::test]
async fn a_slider_moves_by_the_arrow_keys_to_easy_values() -> Result<()> {
    let page = lab(SMALL).await?;
    page.js("document.querySelector('#server-slider').focus()")
        .await?;
    page.press(Key::Right).await?;
    page.until("document.querySelector('#server').value == '5Mbps'")
        .await?;
    page.until("location.hash.includes('server=5Mbps')").await?;
    let spoken = page.attribute("#server-slider", "aria-valuetext").await?;
    ensure!(plain(&spoken.unwrap_or_default()) == "5 Mb/s");
    Ok(())
}

#[tokio::test]
async fn a_wrong_value_is_explained_beside_its_field_and_the_picture_stays() -> Result<()> {
    let page = lab(SMALL).await?;
    let hash = page
        .attribute("[data-figure=swarm]", "data-trace-hash")
        .await?;
    page.fill("#file", "8 bananas").await?;
    let error = words(&page, "#file-error").await?;
    ensure!(error.contains("bananas"), "{error}");
    ensure!(page.attribute("#file", "aria-invalid").await?.as_deref() == Some("true"));
    ensure!(
        page.attribute("#file", "aria-describedby")
            .await?
            .as_deref()
            == Some("file-error")
    );
    ensure!(
        page.value("#file").await? == "8 bananas",
        "what was typed is gone"
    );
    ensure!(
        page.attribute("[data-figure=swarm]", "data-trace-hash")
            .await?
            == hash
    );
    ensure!(words(&page, ".formula.is-cs .verdict").await? == "at least 201 s");
    page.assert_accessible().await?;

    page.fill("#file", "16 MiB").await?;
    page.until("!document.querySelector('#file-error')").await?;
    page.until("location.hash.includes('file=16MiB')").await?;
    ensure!(page.value("#file").await? == "16MiB");
    Ok(())
}

#[tokio::test]
async fn a_wrong_address_is_explained_and_the_page_works() -> Result<()> {
    let page = lab("file=banana&server=4Mbps&t=soon&colour=red").await?;
    let notice = words(&page, ".notice").await?;
    for part in ["banana", "soon", "colour"] {
        ensure!(notice.contains(part), "no {part} in {notice}");
    }
    ensure!(page.value("#file").await? == "8MiB");
    page.assert_accessible().await?;
    page.click(".notice button").await?;
    page.until("!document.querySelector('.notice')").await?;

    page.goto("#/nowhere").await?;
    ensure!(words(&page, ".notice").await?.contains("/nowhere"));
    page.until(READY).await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_copied_address_gives_the_same_state_in_a_new_tab() -> Result<()> {
    let page = lab(SMALL).await?;
    page.click(".more summary").await?;
    page.fill("#seed", "11").await?;
    page.until("location.hash.includes('seed=11')").await?;
    page.until(READY).await?;
    slide(&page, "#time", 30.0).await?;
    choose(&page, "#select-host", "5").await?;
    page.until("location.hash.includes('t=30s') && location.hash.includes('select=5')")
        .await?;
    let state = async |page: &Page| -> Result<Vec<String>> {
        Ok(vec![
            page.attribute("[data-figure=swarm]", "data-trace-hash")
                .await?
                .unwrap_or_default(),
            time(page).await?.to_string(),
            words(page, ".sentence").await?,
            words(page, ".why").await?,
            words(page, ".formulas").await?,
            picture(page).await?,
        ])
    };
    let before = state(&page).await?;
    let copy = open(&page.fragment().await?).await?;
    copy.until(READY).await?;
    ensure!(state(&copy).await? == before, "another state");
    Ok(())
}

#[tokio::test]
async fn back_and_forward_undo_and_redo_a_change() -> Result<()> {
    let page = lab(SMALL).await?;
    page.fill("#file", "16MiB").await?;
    page.until("location.hash.includes('file=16MiB')").await?;
    page.fill("#server", "8Mbps").await?;
    page.until("location.hash.includes('server=8Mbps')").await?;
    page.client.back().await?;
    page.until("document.querySelector('#server').value == '4Mbps'")
        .await?;
    ensure!(page.value("#file").await? == "16MiB");
    page.client.back().await?;
    page.until("document.querySelector('#file').value == '8MiB'")
        .await?;
    page.client.forward().await?;
    page.until("document.querySelector('#file').value == '16MiB'")
        .await?;
    page.until(READY).await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn the_clock_plays_pauses_steps_and_scrubs_both_ways() -> Result<()> {
    let page = lab(SMALL).await?;
    let start = (picture(&page).await?, words(&page, ".sentence").await?);
    page.click(".play").await?;
    page.until("Number(document.querySelector('[data-figure=swarm]').dataset.time) > 1")
        .await?;
    page.click(".play").await?;
    let paused = time(&page).await?;
    ensure!((picture(&page).await?, words(&page, ".sentence").await?) != start);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    ensure!(time(&page).await? == paused, "it plays on");

    page.click("[aria-label='Next event']").await?;
    let next = time(&page).await?;
    ensure!(next > paused, "{next} after {paused}");
    page.click("[aria-label='Previous event']").await?;
    ensure!(time(&page).await? < next);

    slide(&page, "#time", 40.0).await?;
    ensure!((time(&page).await? - 40.0).abs() < 0.5);
    let there = (picture(&page).await?, words(&page, ".sentence").await?);
    slide(&page, "#time", 10.0).await?;
    ensure!(words(&page, ".sentence").await?.starts_with("At 10.0 s"));
    slide(&page, "#time", 40.0).await?;
    ensure!(
        (picture(&page).await?, words(&page, ".sentence").await?) == there,
        "another picture at the same instant"
    );
    page.click("[aria-label=Restart]").await?;
    ensure!(time(&page).await? == 0.0);
    page.assert_quiet().await
}

#[tokio::test]
async fn a_peer_is_selected_in_the_picture_and_says_why() -> Result<()> {
    let page = lab(&format!("{SMALL}&t=30s")).await?;
    // Peer 7 of 12 sits opposite the server, a little to the left of the bottom.
    page.js(
        "const canvas = document.querySelector('[data-architecture=p2p] canvas'); \
         const { left, top, width, height } = canvas.getBoundingClientRect(); \
         for (let y = height - 1; y > 0; y -= 4) { \
           canvas.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX: left + width * 0.45, clientY: top + y })); \
           await new Promise((done) => setTimeout(done, 20)); \
           if (document.querySelector('#select-host').value) break; \
         }",
    )
    .await?;
    ensure!(
        !page.value("#select-host").await?.is_empty(),
        "nobody was hit"
    );
    let why = words(&page, ".why").await?;
    for part in [
        "Uploads to",
        "Requests",
        "Neighbours, ranked by what they gave over the last 20 s",
        "Next rechoke in",
    ] {
        ensure!(why.contains(part), "no {part} in {why}");
    }
    page.until("location.hash.includes('select=')").await?;
    Ok(())
}

/// What the command line says of a run.
struct Run {
    finish: f64,
    ratio: f64,
    hash: String,
}

fn simulate(text: &str, options: &[&str]) -> Result<Run> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--release",
            "-p",
            "p2p-cli",
            "--",
            "simulate",
            text,
        ])
        .args(options)
        .output()?;
    let summary = String::from_utf8(output.stderr)?;
    ensure!(output.status.success(), "simulate: {summary}");
    let value = |key: &str| -> Result<String> {
        let found = summary
            .split_whitespace()
            .find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
        Ok(found
            .with_context(|| format!("no {key} in {summary}"))?
            .to_owned())
    };
    Ok(Run {
        finish: value("finish_s")?.parse()?,
        ratio: value("ratio")?.parse()?,
        hash: value("hash")?,
    })
}

#[tokio::test]
async fn the_page_and_the_command_line_play_the_same_run() -> Result<()> {
    for text in [
        SMALL,
        "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=3",
        "file=4MiB&server=2Mbps&peers=5x1Mbps/8Mbps&seed=1&finish=leave&arrive=3s&pick=random",
    ] {
        let run = simulate(text, &[])?;
        let page = lab(text).await?;
        let hash = page
            .attribute("[data-figure=swarm]", "data-trace-hash")
            .await?;
        ensure!(
            hash.as_deref() == Some(&run.hash),
            "{text}: {hash:?}, not {}",
            run.hash
        );
        let finish = page
            .attribute("[data-architecture=p2p]", "data-finish")
            .await?;
        let finish: f64 = finish.context("no finish time")?.parse()?;
        ensure!(
            (finish - run.finish).abs() < 1e-3,
            "{text}: {finish}, not {}",
            run.finish
        );
        let said = words(&page, "[data-architecture=p2p] .finish").await?;
        let ratio = format!("{:.2} × the bound", run.ratio);
        ensure!(said.contains(&ratio), "{text}: {said}, not {ratio}");
    }
    Ok(())
}

#[tokio::test]
async fn everything_can_be_done_with_the_keyboard_alone() -> Result<()> {
    let page = lab(SMALL).await?;
    // The first stop leads past the controls.
    page.press(Key::Tab).await?;
    ensure!(page.js("return document.activeElement.className").await? == "skip");
    page.press(Key::Enter).await?;
    ensure!(page.js("return document.activeElement.id").await? == "main");
    ensure!(
        page.fragment().await?.starts_with("#/lab"),
        "the link left the page"
    );

    // The space bar plays from anywhere that does not need it.
    page.press(' ').await?;
    page.until("document.querySelector('.play').textContent.trim() == 'Pause'")
        .await?;
    page.press(' ').await?;
    page.until("document.querySelector('.play').textContent.trim() == 'Play'")
        .await?;

    // Every control can be reached, and shows that it has been.
    page.js("document.querySelector('.more').open = true")
        .await?;
    let mut reached = Vec::new();
    for _ in 0..120 {
        page.press(Key::Tab).await?;
        let here = page
            .js(
                "const e = document.activeElement; if (e === document.body) return null; \
                 const s = getComputedStyle(e); \
                 return [e.id || e.className || e.tagName, s.outlineStyle !== 'none']",
            )
            .await?;
        let Some(name) = here[0].as_str() else { break };
        ensure!(
            here[1] == true || name == "skip",
            "{name} does not show its focus"
        );
        reached.push(name.to_owned());
    }
    for id in [
        "preset",
        "file",
        "file-slider",
        "server",
        "count-1",
        "seed",
        "time",
        "speed",
        "select-host",
    ] {
        ensure!(
            reached.iter().any(|name| name == id),
            "{id} cannot be reached: {reached:?}"
        );
    }
    for class in ["play", "segment", "chart-slider", "link"] {
        ensure!(
            reached.iter().any(|name| name.contains(class)),
            "no {class} in {reached:?}"
        );
    }

    // Scrubbing by arrow keys.
    page.js("document.querySelector('#time').focus()").await?;
    let before = time(&page).await?;
    page.press(Key::Right).await?;
    ensure!(time(&page).await? > before);
    Ok(())
}

#[tokio::test]
async fn a_term_lights_up_in_the_chart() -> Result<()> {
    let page = lab(SMALL).await?;
    let chart = "return document.querySelector('.chart-canvas').toDataURL()";
    let before = page.js(chart).await?;
    page.js("document.querySelector('.is-p2p .term button').focus()")
        .await?;
    page.until("document.querySelector('.is-p2p .term.is-lit')")
        .await?;
    ensure!(page.js(chart).await? != before);
    Ok(())
}

#[tokio::test]
async fn nothing_moves_by_itself_for_those_who_want_less_motion() -> Result<()> {
    let still = Setup {
        still: true,
        ..Setup::default()
    };
    let page = still.open(&format!("#/lab?{SMALL}&t=20s")).await?;
    page.until(READY).await?;
    page.click(".play").await?;
    // Within a step nothing changes, and then there is another picture.
    let before = time(&page).await?;
    page.until(&format!(
        "Number(document.querySelector('[data-figure=swarm]').dataset.time) > {before}"
    ))
    .await?;
    let mut seen = 0;
    for _ in 0..20 {
        let (at, one) = (time(&page).await?, picture(&page).await?);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let (other, then) = (picture(&page).await?, time(&page).await?);
        if then == at {
            ensure!(other == one, "dots move at {at}");
            seen += 1;
        }
    }
    ensure!(seen > 0, "no two looks within one step");
    Ok(())
}

#[tokio::test]
async fn the_chosen_theme_is_kept() -> Result<()> {
    let page = lab(SMALL).await?;
    let paper = "return getComputedStyle(document.documentElement).backgroundColor";
    let light = page.js(paper).await?;
    let picture_in_light = picture(&page).await?;
    page.click("[aria-label=Theme] button:nth-child(3)").await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await?;
    ensure!(page.js(paper).await? != light);
    ensure!(
        picture(&page).await? != picture_in_light,
        "the picture kept its colours"
    );
    page.goto(&format!("#/lab?{SMALL}")).await?;
    ensure!(
        page.js("return document.documentElement.dataset.theme")
            .await?
            == "dark"
    );
    page.until(READY).await?;
    page.assert_accessible().await
}

#[tokio::test]
async fn it_fits_and_is_accessible_at_every_width() -> Result<()> {
    for width in [320, 768, 1440] {
        for dark in [false, true] {
            let setup = Setup {
                width,
                dark,
                phone: width < 400,
                ..Setup::default()
            };
            for fragment in [
                format!("#/lab?{SMALL}&t=30s&select=7"),
                "#/lab?peers=8x1Mbps/8Mbps,4x0/8Mbps&t=20s".to_owned(),
            ] {
                let page = setup.open(&fragment).await?;
                page.until(READY).await?;
                page.js(
                    "document.querySelectorAll('details').forEach((fold) => { fold.open = true })",
                )
                .await?;
                let what = format!("{fragment} at {width} px, dark {dark}");
                page.assert_fits().await.context(what.clone())?;
                page.assert_accessible().await.context(what.clone())?;
                page.assert_quiet().await.context(what)?;
            }
        }
    }
    Ok(())
}
