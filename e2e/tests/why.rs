//! Why: a host, a transfer and a chunk are chosen by keyboard alone, and what is said of each is what the model
//! says of the same event.

use anyhow::{Context, Result, ensure};
use e2e::fantoccini::key::Key;
use e2e::{Page, Setup};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{self, Trace};
use p2p_model::units::Seconds;

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('progress')";

async fn lab(setup: Setup, text: &str) -> Result<Page> {
    let page = setup.open(&format!("#/lab?{text}")).await?;
    page.until(READY).await?;
    Ok(page)
}

fn small() -> Result<Trace> {
    let (scenario, _) = Scenario::read(SMALL);
    Ok(swarm::simulate(&scenario, Architecture::P2p)?)
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn focus(page: &Page, selector: &str) -> Result<()> {
    page.find(selector).await?;
    page.js(&format!("document.querySelector('{selector}').focus()"))
        .await?;
    Ok(())
}

#[tokio::test]
async fn each_kind_is_chosen_by_keyboard_and_let_go() -> Result<()> {
    let page = lab(Setup::default(), &format!("{SMALL}&t=20s")).await?;
    focus(&page, "#select-host").await?;
    for select in ["server", "1", "2", "3"] {
        page.press(Key::Down).await?;
        page.until(&format!("location.hash.endsWith('&select={select}')"))
            .await?;
    }
    ensure!(plain(&page.text(".why").await?).contains("Next rechoke in"));

    page.press(Key::Tab).await?;
    page.press(Key::Down).await?;
    page.until("/&select=3-/.test(location.hash)").await?;
    ensure!(
        page.js("return document.activeElement.id").await? == "select-to",
        "the focus is lost"
    );
    ensure!(plain(&page.text(".why").await?).contains("Between the two"));

    page.press(Key::Tab).await?;
    page.press('1').await?;
    page.press('7').await?;
    page.press(Key::Tab).await?;
    page.until("location.hash.endsWith('&select=chunk17')")
        .await?;
    ensure!(plain(&page.text(".why").await?).contains("How it spread"));

    focus(&page, ".why-head .button").await?;
    page.press(Key::Enter).await?;
    page.until("!location.hash.includes('select')").await?;
    ensure!(page.value("#select-host").await?.is_empty());
    ensure!(page.value("#select-chunk").await?.is_empty());
    page.assert_quiet().await
}

#[tokio::test]
async fn a_chunk_shows_its_copies_and_how_it_spread_and_goes_to_its_times() -> Result<()> {
    let trace = small()?;
    let page = lab(Setup::default(), &format!("{SMALL}&t=20s&select=chunk5")).await?;
    let copies = trace.at(Seconds(20.0)).copies(5);
    let shown = page
        .js("return document.querySelectorAll('.holders .has-it').length")
        .await?;
    ensure!(
        shown == copies,
        "{shown} instead of {copies} hosts have the chunk"
    );
    let said = plain(&page.text(".why .who").await?);
    ensure!(said.contains(&format!("{copies} of 13 hosts")), "{said}");

    let deliveries = swarm::spread(&trace, 5);
    let rows = page
        .js("return document.querySelectorAll('.tree tbody tr').length")
        .await?;
    ensure!(rows == deliveries.len() + 1, "{rows} rows");
    let first = deliveries.first().context("nobody got it")?;
    let row = ".tree tbody tr:nth-child(2)";
    let who = page.text(&format!("{row} th .link")).await?;
    ensure!(plain(&who) == format!("Peer {}", first.peer.0), "{who}");
    page.click(&format!("{row} td:nth-child(4) .link")).await?;
    page.until(&format!(
        "Math.abs(document.querySelector('[data-figure=swarm]').dataset.time - {}) < 1e-9",
        first.whole.0
    ))
    .await?;
    // A name selects what it names.
    page.click(&format!("{row} th .link")).await?;
    page.until(&format!(
        "location.hash.endsWith('&select={}')",
        first.peer.0
    ))
    .await?;
    Ok(())
}

#[tokio::test]
async fn a_chunk_that_there_is_not_is_explained_and_nothing_is_lost() -> Result<()> {
    let page = lab(Setup::default(), &format!("{SMALL}&t=20s&select=3")).await?;
    page.fill("#select-chunk", "99").await?;
    let error = page.text("#select-chunk-error").await?;
    ensure!(
        plain(&error) == "The chunks have the numbers 0 to 31.",
        "{error}"
    );
    ensure!(
        page.attribute("#select-chunk", "aria-invalid")
            .await?
            .as_deref()
            == Some("true")
    );
    ensure!(
        page.value("#select-chunk").await? == "99",
        "what was typed is gone"
    );
    ensure!(page.fragment().await?.contains("select=3"));
    page.assert_accessible().await?;
    page.fill("#select-chunk", "9").await?;
    page.until("location.hash.endsWith('&select=chunk9')")
        .await?;
    page.until("!document.querySelector('#select-chunk-error')")
        .await
}

#[tokio::test]
async fn every_close_up_is_accessible_and_fits_a_small_screen() -> Result<()> {
    for (width, dark) in [(320, false), (1440, true)] {
        let setup = Setup {
            width,
            dark,
            ..Setup::default()
        };
        for select in ["3", "server-3", "3-7", "chunk5"] {
            let page = lab(setup.clone(), &format!("{SMALL}&t=20s&select={select}")).await?;
            page.js(
                "document.querySelectorAll('.why details').forEach((fold) => fold.open = true)",
            )
            .await?;
            page.until(
                "[...document.querySelectorAll('.why details')].every((fold) => fold.children.length > 1)",
            )
            .await?;
            page.assert_accessible().await?;
            page.assert_fits().await?;
            page.assert_quiet().await?;
        }
    }
    Ok(())
}
