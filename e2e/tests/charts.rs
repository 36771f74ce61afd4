//! The charts of a run: four, linked, with their numbers and files, by mouse, keys and finger.

use anyhow::{Context, Result, ensure};
use e2e::fantoccini::key::Key;
use e2e::{Page, Setup, open_one_file};

const SMALL: &str = "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7";
const CHARTS: [&str; 4] = ["completed", "copies", "upload-finish", "upload-use"];

/// Waits until the swarm has been simulated.
const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('progress')";

/// All four have been read from the run.
const DRAWN: &str = "document.querySelectorAll('.chart-panel .plot-reading').length == 4";

async fn charts(setup: &Setup) -> Result<Page> {
    let page = setup.open(&format!("#/lab?{SMALL}")).await?;
    page.until(READY).await?;
    if page
        .js("return document.querySelector('.charts').open")
        .await?
        != true
    {
        page.click(".charts > summary").await?;
    }
    page.until(DRAWN).await?;
    Ok(page)
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn reading(page: &Page, chart: &str) -> Result<String> {
    Ok(plain(&page.text(&format!("[data-reading={chart}]")).await?))
}

/// What a canvas of a chart looks like, as one value to compare.
async fn pixels(page: &Page, chart: &str, canvas: &str) -> Result<String> {
    let script =
        format!("return document.querySelector('[data-chart={chart}] {canvas}').toDataURL()");
    let url = page.js(&script).await?;
    Ok(url.as_str().context("no picture")?.to_owned())
}

async fn focus(page: &Page, selector: &str) -> Result<()> {
    page.find(selector).await?;
    page.js(&format!("document.querySelector('{selector}').focus()"))
        .await?;
    Ok(())
}

/// Points at a part of a chart's width and height.
async fn point(page: &Page, chart: &str, x: f64, y: f64) -> Result<()> {
    page.js(&format!(
        "const canvas = document.querySelector('[data-chart={chart}] .plot-canvas'); \
         canvas.scrollIntoView({{ block: 'center' }}); const box = canvas.getBoundingClientRect(); \
         const at = {{ bubbles: true, pointerType: 'mouse', clientX: box.left + box.width * {x}, \
                       clientY: box.top + box.height * {y} }}; \
         canvas.dispatchEvent(new PointerEvent('pointermove', at))"
    ))
    .await?;
    Ok(())
}

#[tokio::test]
async fn four_charts_say_what_is_in_them() -> Result<()> {
    let page = charts(&Setup::default()).await?;
    for chart in CHARTS {
        let name = page.text(&format!("[data-chart={chart}] h3")).await?;
        let sentence = page
            .text(&format!("[data-chart={chart}] figcaption .hint"))
            .await?;
        ensure!(
            !name.is_empty() && sentence.ends_with('.'),
            "{name}: {sentence}"
        );
        let blank = page
            .js(&format!(
                "const canvas = document.querySelector('[data-chart={chart}] .plot-canvas'); \
                 const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; \
                 return new Set(new Uint32Array(bytes.buffer)).size < 5"
            ))
            .await?;
        ensure!(blank == false, "{chart} is blank");
    }
    // The last finish is that of the picture.
    let panel = plain(&page.text("[data-architecture=p2p]").await?);
    let finish = panel
        .split("finishes at ")
        .nth(1)
        .and_then(|rest| rest.split(" s").next());
    let sentence = plain(&page.text("[data-chart=completed] figcaption .hint").await?);
    let last = format!("the last at {} s", finish.context("no finish")?);
    ensure!(sentence.contains(&last), "no {last} in {sentence}");
    page.assert_accessible().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_time_read_off_by_keys_in_one_is_marked_in_all() -> Result<()> {
    let page = charts(&Setup::default()).await?;
    let mut before = Vec::new();
    for chart in CHARTS {
        before.push((
            pixels(&page, chart, ".plot-canvas").await?,
            pixels(&page, chart, ".plot-marks").await?,
        ));
    }
    let slider = "[data-chart=upload-use] input[data-along=time]";
    focus(&page, slider).await?;
    for _ in 0..5 {
        page.press(Key::Right).await?;
    }
    page.until(&format!("document.querySelector('{slider}').value == '5'"))
        .await?;
    let spoken = page
        .attribute(slider, "aria-valuetext")
        .await?
        .unwrap_or_default();
    ensure!(plain(&spoken) == reading(&page, "upload-use").await?);
    ensure!(plain(&spoken).starts_with("From "), "{spoken}");
    for (chart, (canvas, marks)) in CHARTS.into_iter().zip(before) {
        let has_time = chart != "upload-finish";
        ensure!(
            pixels(&page, chart, ".plot-canvas").await? == canvas,
            "{chart} was drawn again"
        );
        let moved = pixels(&page, chart, ".plot-marks").await? != marks;
        ensure!(moved == has_time, "the marks of {chart}");
        if has_time {
            let value = page
                .value(&format!("[data-chart={chart}] input[data-along=time]"))
                .await?;
            ensure!(value == "5", "{chart} is at {value}");
        }
    }
    // Enter takes the picture there.
    let time = "document.querySelector('[data-figure=swarm]').dataset.time";
    ensure!(page.js(&format!("return {time}")).await? == "0");
    page.press(Key::Enter).await?;
    page.until(&format!("{time} > 0")).await?;
    // And what was pointed at stays, since the page stands there now.
    page.press(Key::Tab).await?;
    let value = page
        .value("[data-chart=completed] input[data-along=time]")
        .await?;
    ensure!(value == "5", "{value}");
    page.assert_quiet().await
}

#[tokio::test]
async fn a_peer_chosen_in_a_chart_is_selected_everywhere_until_chosen_again() -> Result<()> {
    let page = charts(&Setup::default()).await?;
    let before = pixels(&page, "completed", ".plot-marks").await?;
    focus(&page, "[data-chart=upload-finish] input").await?;
    page.press(Key::Right).await?;
    page.until(
        "document.querySelector('[data-reading=upload-finish]').textContent.startsWith('Peer 2,')",
    )
    .await?;
    ensure!(
        pixels(&page, "completed", ".plot-marks").await? != before,
        "its finish is not marked"
    );
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.aside select').value == '2'")
        .await?;
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.aside select').value != '2'")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn pointing_at_the_heat_map_tells_the_copies_of_a_chunk() -> Result<()> {
    let page = charts(&Setup::default()).await?;
    let before = reading(&page, "copies").await?;
    ensure!(before.starts_with("At 0 s, chunk"), "{before}");
    point(&page, "copies", 0.5, 0.5).await?;
    page.until("document.querySelector('[data-reading=copies]').textContent.startsWith('Chunk ')")
        .await?;
    let text = reading(&page, "copies").await?;
    ensure!(text.contains(" cop") && text.contains(" s: "), "{text}");
    // The same time in another.
    let other = reading(&page, "completed").await?;
    ensure!(!other.starts_with("At 0 s"), "{other}");
    let leave = "document.querySelector('[data-chart=copies] .plot-canvas').dispatchEvent(\
                 new PointerEvent('pointerout', { bubbles: true, pointerType: 'mouse' }))";
    page.js(leave).await?;
    page.js(&leave.replace("pointerout", "pointerleave"))
        .await?;
    page.until("document.querySelector('[data-reading=copies]').textContent.startsWith('At ')")
        .await?;
    page.assert_quiet().await
}

/// Notes what is saved: the name, the kind and the blob.
const LISTEN: &str = "window.saved = []; const create = URL.createObjectURL; \
    URL.createObjectURL = blob => { window.blob = blob; return create.call(URL, blob) }; \
    HTMLAnchorElement.prototype.click = function () { saved.push([this.download, blob.type, blob]) }";

async fn save(page: &Page, chart: &str, format: &str) -> Result<()> {
    page.js("saved.length = 0").await?;
    page.js(&format!(
        "document.querySelector('[data-chart={chart}] .save').open = true"
    ))
    .await?;
    page.click(&format!("[data-chart={chart}] [data-format={format}]"))
        .await?;
    page.until("saved.length == 1").await?;
    let name = page.js("return saved[0][0]").await?;
    ensure!(name == format!("p2p-lab-{chart}.{format}"), "{name}");
    page.js("delete window.text; saved[0][2].text().then(text => window.text = text)")
        .await?;
    page.until("window.text").await
}

async fn saved_text(page: &Page) -> Result<String> {
    Ok(page
        .js("return window.text")
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

#[tokio::test]
async fn every_chart_is_saved_with_the_scenario_in_the_file() -> Result<()> {
    let page = charts(&Setup::default()).await?;
    page.js(LISTEN).await?;
    for chart in CHARTS {
        save(&page, chart, "csv").await?;
        let csv = saved_text(&page).await?;
        let mut lines = csv.lines();
        ensure!(lines.next() == Some(&format!("# P2P Lab {SMALL}")), "{csv}");
        let heads = lines.next().unwrap_or_default();
        ensure!(heads.contains("(s)"), "no unit in {heads}");
        let columns = heads.split(',').count();
        ensure!(lines.next().is_some(), "no rows in {csv}");
        ensure!(
            csv.lines()
                .skip(1)
                .all(|line| line.split(',').count() == columns),
            "{csv}"
        );

        save(&page, chart, "svg").await?;
        let description = page
            .js("const svg = new DOMParser().parseFromString(text, 'image/svg+xml'); \
                 return svg.querySelector('parsererror') ? 'no XML' : svg.querySelector('desc').textContent")
            .await?;
        ensure!(description == format!("P2P Lab {SMALL}"), "{description}");
        // Seen too, not only described.
        ensure!(
            saved_text(&page)
                .await?
                .matches("P2P Lab file=8MiB")
                .count()
                == 2
        );

        save(&page, chart, "png").await?;
        page.js("createImageBitmap(saved[0][2]).then(image => window.wide = image.width)")
            .await?;
        page.until("window.wide == 1920").await?;
    }
    save(&page, "upload-finish", "csv").await?;
    let csv = saved_text(&page).await?;
    ensure!(csv.lines().count() == 2 + 12, "{csv}");
    ensure!(
        csv.lines()
            .nth(2)
            .is_some_and(|line| line.starts_with("1,1,1000000,")),
        "{csv}"
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn a_chart_is_saved_from_the_file_on_disk_too() -> Result<()> {
    let page = open_one_file(&format!("#/lab?{SMALL}")).await?;
    page.until(READY).await?;
    page.until(DRAWN).await?;
    page.js(LISTEN).await?;
    save(&page, "copies", "csv").await?;
    ensure!(
        saved_text(&page)
            .await?
            .starts_with(&format!("# P2P Lab {SMALL}\n"))
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn on_a_phone_they_wait_in_a_fold_and_fit() -> Result<()> {
    let phone = Setup {
        width: 360,
        height: 740,
        scale: 2.0,
        phone: true,
        ..Setup::default()
    };
    let page = phone.open(&format!("#/lab?{SMALL}")).await?;
    page.until(READY).await?;
    ensure!(
        page.js("return document.querySelectorAll('.charts canvas').length")
            .await?
            == 0
    );
    page.click(".charts > summary").await?;
    page.until(DRAWN).await?;
    for chart in CHARTS {
        page.click(&format!("[data-chart={chart}] .numbers summary"))
            .await?;
        page.find(&format!("[data-chart={chart}] table")).await?;
    }
    let rows = page
        .js("return document.querySelectorAll('[data-chart=copies] tbody tr').length")
        .await?;
    ensure!(rows == 60, "{rows}");
    page.assert_fits().await?;
    page.assert_accessible().await?;
    page.assert_quiet().await
}
