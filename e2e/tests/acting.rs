//! The race, the timeline, acts in the middle of a run, and what if: all of it as a reader does it.

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Trace, compare, simulate};
use serde_json::{Value, json};

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

async fn lab(text: &str) -> Result<Page> {
    let page = e2e::open(&format!("#/lab?{text}")).await?;
    ready(&page).await?;
    Ok(page)
}

/// Waits for the runs of what the address says.
async fn ready(page: &Page) -> Result<()> {
    page.until(
        "document.querySelector('.play') && !document.querySelector('.play').disabled && \
         !document.querySelector('.busy progress')",
    )
    .await
}

async fn time(page: &Page) -> Result<f64> {
    let time = page.attribute("[data-figure=swarm]", "data-time").await?;
    Ok(time.context("no time")?.parse()?)
}

async fn hash(page: &Page) -> Result<String> {
    let hash = page
        .attribute("[data-figure=swarm]", "data-trace-hash")
        .await?;
    hash.context("no run")
}

async fn choose(page: &Page, selector: &str, value: &str) -> Result<()> {
    page.js_with(
        "const list = document.querySelector(arguments[0]); \
         if (![...list.options].some(o => o.value == arguments[1])) throw new Error('no such choice: ' + arguments[1]); \
         list.value = arguments[1]; \
         list.dispatchEvent(new Event('change', { bubbles: true }));",
        vec![json!(selector), json!(value)],
    )
    .await?;
    Ok(())
}

/// Presses the button of this name.
async fn press(page: &Page, name: &str) -> Result<()> {
    page.js_with(
        "const name = arguments[0]; \
         const button = [...document.querySelectorAll('button')] \
             .find(b => (b.getAttribute('aria-label') ?? b.textContent).trim() == name); \
         if (!button) throw new Error('no button ' + name); \
         button.click();",
        vec![json!(name)],
    )
    .await?;
    Ok(())
}

fn run(text: &str) -> Result<Trace> {
    let (scenario, faults) = Scenario::read(text);
    ensure!(faults.is_empty(), "{faults:?}");
    Ok(simulate(&scenario, Architecture::P2p)?)
}

#[tokio::test]
async fn one_press_adds_ten_peers_and_races_again() -> Result<()> {
    let page = lab(&format!("{SMALL}&t=30s")).await?;
    press(&page, "Add ten peers, race again").await?;
    page.until("location.hash.includes('peers=22x1Mbps/8Mbps')")
        .await?;
    page.until("document.querySelector('.play').textContent.trim() == 'Pause'")
        .await?;
    // Each clock stops at its finish, and its bar too.
    let end = page
        .js("return Number(document.querySelector('#time').max)")
        .await?;
    let end = end.as_f64().context("an end")?;
    page.js_with(
        "const line = document.querySelector('#time'); line.value = arguments[0]; \
         line.dispatchEvent(new Event('input', { bubbles: true }));",
        vec![json!(end)],
    )
    .await?;
    page.until("document.querySelectorAll('.own-clock.over').length == 2")
        .await?;
    let trace = run("file=8MiB&server=4Mbps&peers=22x1Mbps/8Mbps&seed=7")?;
    let finish = trace.outcome().finish_time().context("a finish")?.0;
    let clock = page.text("[data-architecture=p2p] .own-clock").await?;
    ensure!(clock == format!("{finish:.1} s"), "{clock}, {finish}");
    let bar = page
        .attribute(".lane.is-p2p .bar", "width")
        .await?
        .context("a bar")?;
    let part: f64 = bar.trim_end_matches('%').parse()?;
    ensure!((part / 100.0 - finish / end).abs() < 1e-4, "{bar}");
    page.assert_quiet().await
}

#[tokio::test]
async fn a_step_is_a_chunk_or_a_rechoke_of_the_selected_peer() -> Result<()> {
    let page = lab(&format!("{SMALL}&t=20s&select=3")).await?;
    choose(&page, "#step", "chunk").await?;
    press(&page, "Next chunk of peer 3").await?;
    let happened = page.text(".happened li").await?;
    ensure!(
        happened.contains("Peer 3") && happened.contains("chunk"),
        "{happened}"
    );
    press(&page, "Previous chunk of peer 3").await?;
    ensure!(time(&page).await? <= 20.0);
    // The same by keys.
    page.js("document.querySelector('#time').focus()").await?;
    let before = time(&page).await?;
    page.press('.').await?;
    ensure!(time(&page).await? > before);
    page.press(',').await?;
    ensure!((time(&page).await? - before).abs() < 1e-9);
    // A moment on, and a moment back.
    page.press(']').await?;
    ensure!(time(&page).await? > before);
    page.press('[').await?;
    ensure!(time(&page).await? <= before);
    Ok(())
}

#[tokio::test]
async fn an_act_in_the_middle_is_part_of_the_link_and_can_be_moved_undone_and_redone() -> Result<()>
{
    let page = lab(&format!("{SMALL}&t=30s")).await?;
    let before = (hash(&page).await?, page.text(".sentence").await?);
    page.js("document.querySelector('.acts').open = true")
        .await?;
    choose(&page, "#act-host", "7").await?;
    press(&page, "Remove host").await?;
    page.until("location.hash.includes('at=30s:leave:7')")
        .await?;
    ready(&page).await?;
    let acted = hash(&page).await?;
    ensure!(acted != before.0, "the act changed nothing");
    ensure!(acted == format!("{:016x}", run(&format!("{SMALL}&at=30s:leave:7"))?.hash()));
    ensure!(time(&page).await? == 30.0);
    // It is marked on the timeline: a diamond among the triangles.
    let marks = page
        .js("return [...document.querySelectorAll('.marks path')].filter(p => p.getAttribute('d').startsWith('M0 0')).length")
        .await?;
    ensure!(marks == json!(1), "{marks}");

    // Moved.
    page.fill(".act-time", "40s").await?;
    page.until("location.hash.includes('at=40s:leave:7')")
        .await?;
    // A time that is none is explained, and nothing is lost.
    page.fill(".act-time", "soon").await?;
    page.until("document.querySelector('.acts .error').textContent.includes('soon')")
        .await?;
    ensure!(page.fragment().await?.contains("at=40s:leave:7"));

    press(&page, "Undo").await?;
    page.until("location.hash.includes('at=30s:leave:7')")
        .await?;
    press(&page, "Undo").await?;
    page.until("!location.hash.includes('at=')").await?;
    ready(&page).await?;
    ensure!(hash(&page).await? == before.0, "undo brought another run");
    press(&page, "Redo").await?;
    page.until("location.hash.includes('at=30s:leave:7')")
        .await?;
    press(&page, "Remove: peer 7 leaves").await?;
    page.until("!location.hash.includes('at=')").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn everything_that_can_be_done_to_a_swarm_has_a_button() -> Result<()> {
    let page = lab(&format!("{SMALL}&t=20s")).await?;
    page.js("document.querySelector('.acts').open = true")
        .await?;
    for (button, act) in [
        ("Crash host", "20s:fail:2"),
        ("Stop its upload", "20s:mute:2"),
        ("Change its rates", "20s:rates:2:1Mbps/8Mbps"),
        ("Add a peer", "20s:join:1"),
    ] {
        choose(&page, "#act-host", "2").await?;
        press(&page, button).await?;
        page.until(&format!("location.hash.includes('at={act}')"))
            .await?;
        ready(&page).await?;
        press(&page, "Undo").await?;
        page.until("!location.hash.includes('at=')").await?;
        ready(&page).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_if_runs_beside_the_scenario_and_says_what_differs() -> Result<()> {
    let page = lab(SMALL).await?;
    let offer = page
        .js("return [...document.querySelectorAll('#what-if option')].find(o => o.textContent.includes('in order')).value")
        .await?;
    choose(&page, "#what-if", offer.as_str().context("an offer")?).await?;
    page.until("location.hash.includes('if=pick:order')")
        .await?;
    ready(&page).await?;
    let (as_it_is, other) = (run(SMALL)?, run(&format!("{SMALL}&pick=order"))?);
    let said = page.text(".difference").await?;
    // What is read off a page has plain spaces.
    let expected = compare(&as_it_is, &other).sentence().replace('\u{a0}', " ");
    ensure!(said == expected, "{said}, not {expected}");
    let finish = page
        .attribute("[data-architecture=what-if]", "data-finish")
        .await?;
    let finish: f64 = finish.context("a finish")?.parse()?;
    ensure!(Some(finish) == other.outcome().finish_time().map(|at| at.0));
    let hidden = page
        .js("return document.querySelector('[data-architecture=client-server]').hidden")
        .await?;
    ensure!(hidden == Value::Bool(true));

    // The link brings it back.
    let link = page.fragment().await?;
    let again = e2e::open(&link).await?;
    ready(&again).await?;
    ensure!(again.text(".difference").await? == said);

    press(&page, "Keep this change").await?;
    page.until("location.hash.includes('pick=order') && !location.hash.includes('if=')")
        .await?;
    ready(&page).await?;
    ensure!(hash(&page).await? == format!("{:016x}", other.hash()));
    press(&page, "Undo").await?;
    page.until("!location.hash.includes('pick=order')").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_change_of_ones_own_is_typed_and_a_wrong_one_explained() -> Result<()> {
    let page = lab(SMALL).await?;
    choose(&page, "#what-if", "own").await?;
    page.fill(".what-if input", "slots=1").await?;
    page.until("location.hash.includes('if=slots:1')").await?;
    page.fill(".what-if input", "slots=none").await?;
    page.until("document.body.textContent.includes('none')")
        .await?;
    let wrong = lab(&format!("{SMALL}&if=pick:sideways")).await?;
    let notice = wrong.text(".notice").await?;
    ensure!(
        notice.contains("sideways") && notice.contains("random"),
        "{notice}"
    );
    Ok(())
}

#[tokio::test]
async fn acting_fits_and_is_accessible_at_every_width() -> Result<()> {
    for width in [320, 768, 1440] {
        let setup = Setup {
            width,
            ..Setup::default()
        };
        let page = setup
            .open(&format!(
                "#/lab?{SMALL}&at=20s:leave:7,30s:join:1&if=pick:order&t=25s&select=3"
            ))
            .await?;
        ready(&page).await?;
        page.js("document.querySelector('.acts').open = true")
            .await?;
        page.assert_fits().await?;
        page.assert_accessible().await?;
        page.assert_quiet().await?;
    }
    Ok(())
}
