//! Experiments: sweeps on the page, by keys, with the numbers of the command line; and runs on the chart of the bounds.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use e2e::fantoccini::key::Key;
use e2e::{Page, Setup};

const SMALL: &str = "file=1MiB&chunk=128KiB&server=4Mbps&peers=6x1Mbps/8Mbps&seed=7";

const DONE: &str =
    "document.querySelector('.experiments .sweep-state')?.textContent.startsWith('Done')";

/// The Lab with its experiments open.
async fn experiments(setup: &Setup, text: &str) -> Result<Page> {
    let page = setup.open(&format!("#/lab?{text}")).await?;
    page.find("[data-trace-hash]").await?;
    page.click(".experiments > summary").await?;
    Ok(page)
}

/// Runs a sweep over these values.
async fn run(page: &Page, values: &str, seeds: &str) -> Result<()> {
    page.fill("#sweep-values", values).await?;
    page.fill("#sweep-runs", seeds).await?;
    page.click(".experiments .sweep-run .button").await
}

/// What the command line writes for the same.
fn command_line(text: &str, over: &str, runs: &str) -> Result<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--release",
            "-p",
            "p2p-cli",
            "--",
            "sweep",
        ])
        .args([text, "--over", over, "--runs", runs])
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "sweep: {said}");
    Ok(String::from_utf8(output.stdout)?)
}

/// Presses a button that saves a file, and returns the text of the file.
async fn saved(page: &Page, button: &str) -> Result<String> {
    page.js(
        "const make = URL.createObjectURL.bind(URL); \
         URL.createObjectURL = blob => { blob.text().then(text => window.savedText = text); return make(blob); }",
    )
    .await?;
    page.js("document.querySelectorAll('.save').forEach(fold => fold.open = true)")
        .await?;
    page.find(button).await?;
    page.js(&format!("document.querySelector('{button}').focus()"))
        .await?;
    page.press(Key::Enter).await?;
    page.until("window.savedText !== undefined").await?;
    let text = page.js("return window.savedText").await?;
    Ok(text.as_str().context("no text")?.to_owned())
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test]
async fn a_sweep_by_keys_gives_the_csv_of_the_command_line() -> Result<()> {
    let page = Setup::default().open(&format!("#/lab?{SMALL}")).await?;
    page.find("[data-trace-hash]").await?;
    page.js("document.querySelector('.experiments > summary').focus()")
        .await?;
    page.press(Key::Enter).await?;
    for expected in ["sweep-key", "sweep-values"] {
        page.press(Key::Tab).await?;
        let here = page.js("return document.activeElement.id").await?;
        ensure!(here == expected, "the focus is at {here}, not {expected}");
    }
    // What is in a field is selected when one tabs to it.
    for letter in "1..6".chars() {
        page.press(letter).await?;
    }
    page.press(Key::Tab).await?;
    page.press('3').await?;
    ensure!(page.value("#sweep-values").await? == "1..6");
    ensure!(page.text(".sweep-plan").await? == "6 × 3 = 18 runs of up to 6 peers.");
    page.press(Key::Enter).await?;
    page.until(DONE).await?;

    let csv = saved(&page, "[data-chart=sweep] [data-format=csv]").await?;
    let expected = command_line(SMALL, "peers=1..6", "3")?;
    ensure!(csv == expected, "{csv}is not{expected}");

    // Each row of the table says the same, and the reading follows its slider.
    let rows = page
        .js("return document.querySelectorAll('.sweep-results tbody tr').length")
        .await?;
    ensure!(rows == 6, "{rows} rows");
    page.js("document.querySelector('#sweep-slider').focus()")
        .await?;
    page.press(Key::Home).await?;
    page.until("document.querySelector('.sweep-results .read-off').textContent.startsWith('Number of peers 1:')")
        .await?;
    let median: f64 = expected
        .lines()
        .nth(1)
        .and_then(|line| line.split(',').nth(7))
        .context("no median")?
        .parse()?;
    let said = plain(&page.text(".sweep-results .read-off").await?);
    ensure!(
        said.contains(&format!("simulated {median:.2} s")),
        "{said}, not {median}"
    );

    let svg = saved(&page, "[data-chart=sweep] [data-format=svg]").await?;
    ensure!(
        svg.starts_with("<svg") && svg.contains("peers=6x1Mbps/8Mbps"),
        "{svg}"
    );
    page.assert_accessible().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_sweep_can_be_stopped_and_keeps_what_it_found() -> Result<()> {
    let page = experiments(&Setup::default(), "peers=12x1Mbps/8Mbps").await?;
    run(&page, "1..200", "100").await?;
    page.until("document.querySelectorAll('.sweep-results tbody tr').length > 1")
        .await?;
    let button = "document.querySelector('.experiments .sweep-run .button')";
    ensure!(page.js(&format!("return {button}.textContent")).await? == "Cancel");
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.experiments .sweep-state').textContent.startsWith('Stopped after')")
        .await?;
    ensure!(page.js(&format!("return {button}.textContent")).await? == "Run again");
    ensure!(
        page.js(&format!("return document.activeElement === {button}"))
            .await?
            == true
    );
    let csv = saved(&page, "[data-chart=sweep] [data-format=csv]").await?;
    let first = csv.lines().nth(1).context("no row")?;
    ensure!(first.starts_with("1,1,1,100,100,"), "{first}");
    page.assert_quiet().await
}

#[tokio::test]
async fn a_sweep_that_takes_long_asks_before() -> Result<()> {
    let page = experiments(
        &Setup::default(),
        "file=512MiB&chunk=256KiB&peers=12x1Mbps/8Mbps",
    )
    .await?;
    run(&page, "1000", "100").await?;
    let asked = "document.querySelector('.experiments .sweep-state').textContent.includes('would take about')";
    page.until(asked).await?;
    ensure!(page.text(".experiments .sweep-run .button").await? == "Stop here");
    page.click(".experiments .sweep-run .button + .button")
        .await?;
    page.until(&format!("!({asked})")).await?;
    // It goes on, and the button that stops it has the focus.
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.experiments .sweep-state').textContent.startsWith('Stopped after 0 of 100')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn wrong_values_are_explained_where_they_are() -> Result<()> {
    let page = experiments(&Setup::default(), SMALL).await?;
    page.fill("#sweep-values", "9..2").await?;
    let said = page.text("#sweep-values-error").await?;
    ensure!(said.contains("ends before it begins"), "{said}");
    ensure!(
        page.attribute("#sweep-values", "aria-invalid")
            .await?
            .as_deref()
            == Some("true")
    );
    page.assert_accessible().await?;
    // To run it anyway leads back to the field.
    page.click(".experiments .sweep-run .button").await?;
    page.until("document.activeElement.id == 'sweep-values'")
        .await?;
    page.fill("#sweep-values", "2,4").await?;
    page.until("!document.querySelector('#sweep-values-error')")
        .await?;
    page.fill("#sweep-runs", "1e9").await?;
    let said = page.text("#sweep-runs-error").await?;
    ensure!(said.contains("from 1 to 100"), "{said}");

    run(&page, "2,30000", "2").await?;
    page.until(DONE).await?;
    let table = page
        .js("return document.querySelector('.sweep-results tbody').textContent")
        .await?;
    let table = table.as_str().unwrap_or_default();
    ensure!(table.contains("at most 20000 are possible"), "{table}");
    page.assert_quiet().await
}

#[tokio::test]
async fn results_say_which_scenario_they_are_of() -> Result<()> {
    let page = experiments(&Setup::default(), SMALL).await?;
    run(&page, "2,4", "2").await?;
    page.until(DONE).await?;
    ensure!(
        page.js("return !document.querySelector('.sweep-stale')")
            .await?
            == true
    );
    page.fill("#server", "8Mbps").await?;
    page.until("document.querySelector('.sweep-stale')").await?;
    page.fill("#server", "4Mbps").await?;
    page.until("!document.querySelector('.sweep-stale')")
        .await?;
    // A value that was played can be looked at above.
    page.js("document.querySelector('#sweep-slider').focus()")
        .await?;
    page.press(Key::Home).await?;
    page.click(".sweep-tools .button").await?;
    page.until("location.hash.includes('peers=2x1Mbps/8Mbps')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn the_curve_of_the_bounds_is_simulated_on_the_same_axes() -> Result<()> {
    let page = Setup::default().open(&format!("#/lab?{SMALL}")).await?;
    page.click(".bounds-figure .sweep-run .button").await?;
    page.until(
        "document.querySelector('.bounds-figure .sweep-state').textContent.startsWith('Done')",
    )
    .await?;
    let said = page.text(".bounds-figure .read-off").await?;
    ensure!(
        said.starts_with("6 peers") && said.contains("simulated") && said.contains("of the ideal"),
        "{said}"
    );
    let heads = page
        .js("return document.querySelector('.bounds-figure .numbers:not(.scheme) thead').textContent")
        .await?;
    ensure!(heads == "Nclient–serverP2Psimulatedof the ideal", "{heads}");

    let csv = saved(&page, ".bounds-figure [data-format=csv]").await?;
    let field = |csv: &str, row: &str, column: usize| -> Result<f64> {
        let line = csv
            .lines()
            .find(|line| line.starts_with(row))
            .context("no row")?;
        Ok(line.split(',').nth(column).context("no column")?.parse()?)
    };
    let expected = command_line(SMALL, "peers=6", "5")?;
    for (here, there) in [(4, 5), (5, 7), (6, 9)] {
        let (here, there) = (field(&csv, "6,", here)?, field(&expected, "6,", there)?);
        ensure!(here == there, "{here}, not {there}");
    }

    // Another scenario has other runs.
    page.fill("#server", "8Mbps").await?;
    page.until("document.querySelector('.bounds-figure .sweep-run .button').textContent == 'Simulate the curve'")
        .await?;
    ensure!(
        !page
            .text(".bounds-figure .read-off")
            .await?
            .contains("simulated")
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn experiments_fit_a_phone() -> Result<()> {
    for (width, dark) in [(320, false), (360, true)] {
        let setup = Setup {
            width,
            height: 740,
            phone: true,
            dark,
            ..Setup::default()
        };
        let page = experiments(&setup, SMALL).await?;
        run(&page, "1..6", "2").await?;
        page.until(DONE).await?;
        page.click(".sweep-results .numbers > summary").await?;
        page.click(".sweep-tools input").await?;
        page.assert_fits().await?;
        page.assert_accessible().await?;
        page.assert_quiet().await?;
    }
    Ok(())
}
