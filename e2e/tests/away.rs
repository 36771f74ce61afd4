//! What is taken away: pictures, numbers and a film of the swarm, slides for a room, pages on paper.

use anyhow::{Context, Result, ensure};
use e2e::{Key, Page, Setup};
use serde_json::json;
use std::env;

const SMALL: &str = "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7";

const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('progress')";

/// Notes what is saved: the name and the blob.
const LISTEN: &str = "window.saved = []; const create = URL.createObjectURL; \
    URL.createObjectURL = blob => { window.blob = blob; return create.call(URL, blob) }; \
    HTMLAnchorElement.prototype.click = function () { saved.push([this.download, blob]) }";

const SWARM: &str = ".figure-head .save";

async fn lab(setup: &Setup, view: &str) -> Result<Page> {
    let page = setup.open(&format!("#/lab?{SMALL}{view}")).await?;
    page.until(READY).await?;
    page.js(LISTEN).await?;
    page.click(&format!("{SWARM} > summary")).await?;
    page.find(&format!("{SWARM} [data-format=png]")).await?;
    Ok(page)
}

async fn set(page: &Page, field: &str, value: &str) -> Result<()> {
    let script = "const field = document.querySelector(arguments[0]); \
                  if (field.type == 'checkbox') field.checked = arguments[1] == 'on'; \
                  else field.value = arguments[1]; \
                  field.dispatchEvent(new Event('change', { bubbles: true }))";
    let field = format!("{SWARM} [name={field}]");
    page.js_with(script, vec![json!(field), json!(value)])
        .await?;
    Ok(())
}

/// Saves the swarm; what is in a file of text.
async fn save(page: &Page, format: &str) -> Result<String> {
    page.js("saved.length = 0; delete window.text").await?;
    page.click(&format!("{SWARM} [data-format={format}]"))
        .await?;
    page.until("saved.length == 1").await?;
    let name = page.js("return saved[0][0]").await?;
    ensure!(name == format!("p2p-lab-swarm.{format}"), "{name}");
    page.js("saved[0][1].text().then(text => window.text = text)")
        .await?;
    page.until("window.text").await?;
    let text = page.js("return window.text").await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// The width, the height, and whether the upper left corner of the saved picture is dark.
async fn picture(page: &Page) -> Result<(u64, u64, bool)> {
    page.js(
        "delete window.found; createImageBitmap(saved[0][1]).then(image => { \
         const canvas = document.createElement('canvas'); canvas.width = image.width; \
         canvas.height = image.height; const context = canvas.getContext('2d'); \
         context.drawImage(image, 0, 0); const dark = context.getImageData(1, 1, 1, 1).data[0] < 128; \
         window.found = [image.width, image.height, dark] })",
    )
    .await?;
    page.until("window.found").await?;
    let found = page.js("return found").await?;
    let number = |at: usize| found[at].as_u64().context("no number");
    Ok((number(0)?, number(1)?, found[2] == true))
}

#[tokio::test]
async fn the_swarm_is_saved_at_a_chosen_size_with_and_without_its_caption() -> Result<()> {
    let page = lab(&Setup::default(), "&t=20s").await?;
    save(&page, "png").await?;
    ensure!(picture(&page).await? == (1920, 1080, false));

    let svg = save(&page, "svg").await?;
    let root = page
        .js("const svg = new DOMParser().parseFromString(text, 'image/svg+xml'); \
             return svg.querySelector('parsererror') ? 'no XML' : \
                    [svg.querySelector('desc').textContent, svg.documentElement.getAttribute('width')].join()")
        .await?;
    ensure!(root == format!("P2P Lab {SMALL},1920"), "{root}");
    let scenario = SMALL.replace('&', "&amp;");
    ensure!(
        svg.matches(&format!("P2P Lab {scenario}")).count() == 2,
        "not in the caption"
    );
    ensure!(
        svg.contains(">The swarm at 20.0\u{a0}s</text>"),
        "no time in the caption"
    );
    // Both pictures, each peer in each.
    ensure!(svg.contains(">tracker</text>") && svg.matches(">12</text>").count() == 2);

    set(&page, "size", "3").await?;
    set(&page, "dark", "on").await?;
    set(&page, "caption", "off").await?;
    page.until("document.querySelector('[name=width]').value == '1200'")
        .await?;
    save(&page, "png").await?;
    ensure!(picture(&page).await? == (1200, 1200, true));
    let svg = save(&page, "svg").await?;
    ensure!(svg.matches("P2P Lab file").count() == 1, "a caption");
    // The page itself has not become dark.
    let theme = page
        .js("return document.documentElement.dataset.theme ?? null")
        .await?;
    ensure!(theme.is_null(), "{theme}");

    set(&page, "width", "5000").await?;
    page.until("document.querySelector('.save [data-format=png]').disabled")
        .await?;
    let fault = page.text(&format!("{SWARM} .error")).await?;
    ensure!(
        fault == "Width and height are 320 to 4096 pixels.",
        "{fault}"
    );

    let csv = save(&page, "csv").await?;
    let lines: Vec<&str> = csv.lines().collect();
    ensure!(lines[0] == format!("# P2P Lab {SMALL}"), "{csv}");
    ensure!(lines[1] == "# The swarm at 20.0 s", "{csv}");
    // Client–server and P2P: a server and twelve peers each.
    ensure!(lines.len() == 3 + 2 * 13, "{csv}");
    page.assert_accessible().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_film_of_the_swarm_is_recorded_and_offered() -> Result<()> {
    let page = lab(&Setup::default(), "&t=100000s").await?;
    // The last instants of the run.
    page.js("document.querySelector('#time').focus()").await?;
    page.press(Key::Left).await?;
    set(&page, "width", "480").await?;
    set(&page, "height", "320").await?;
    page.click(".film .button").await?;
    let done = "document.querySelector('.film a[download]')";
    page.until(&format!(
        "document.querySelector('.film progress') || {done}"
    ))
    .await?;
    page.until(done).await?;
    let film = page
        .js(&format!(
            "return [{done}.download, blob.type, blob.size > 1000]"
        ))
        .await?;
    let name = film[0].as_str().unwrap_or_default();
    ensure!(
        name == "p2p-lab-swarm.webm" || name == "p2p-lab-swarm.mp4",
        "{film}"
    );
    ensure!(film[2] == true, "{film}");

    // A second one is given up.
    page.js("document.querySelector('#time').focus()").await?;
    page.press(Key::Home).await?;
    page.click(".film .button").await?;
    page.find(".film progress").await?;
    page.click(".film .button").await?;
    page.until(&format!(
        "!document.querySelector('.film progress') && !{done}"
    ))
    .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn without_a_recorder_the_page_says_so() -> Result<()> {
    let page = Setup::default().open(&format!("#/lab?{SMALL}")).await?;
    page.until(READY).await?;
    page.js("delete window.MediaRecorder").await?;
    page.click(&format!("{SWARM} > summary")).await?;
    let said = page.text(".film").await?;
    ensure!(said == "This browser cannot record a film.", "{said}");
    page.assert_quiet().await
}

const TIME: &str = "Number(document.querySelector('[data-figure=swarm]').dataset.time)";

async fn slides(page: &Page) -> Result<()> {
    page.click(".slides-switch").await?;
    // The whole screen where the browser gives it, which in a test is not as large as the window.
    page.until(
        "document.activeElement.matches('.slides') && \
         (document.fullscreenElement == document.activeElement || \
          document.activeElement.getBoundingClientRect().width == innerWidth && \
          document.activeElement.getBoundingClientRect().height == innerHeight)",
    )
    .await
}

#[tokio::test]
async fn slides_go_on_and_back_by_a_clicker() -> Result<()> {
    let page = Setup::default().open(&format!("#/lab?{SMALL}")).await?;
    page.until(READY).await?;
    page.js(
        "const step = document.querySelector('#step'); step.value = 'moment'; \
             step.dispatchEvent(new Event('change', { bubbles: true }))",
    )
    .await?;
    slides(&page).await?;
    let said = page
        .js("return document.querySelector('.slides > [role=status]').textContent")
        .await?;
    ensure!(
        said.as_str()
            .is_some_and(|said| said.starts_with("Slides. Page Down")),
        "{said}"
    );
    page.assert_fits().await?;
    page.assert_accessible().await?;
    // Nothing behind it can be reached.
    let hidden = "getComputedStyle(document.querySelector('.masthead a')).visibility == 'hidden'";
    page.until(hidden).await?;

    for (there, back) in [(Key::PageDown, Key::PageUp), (Key::Right, Key::Left)] {
        let start = page.js(&format!("return {TIME}")).await?;
        page.press(there).await?;
        page.until(&format!("{TIME} > {start}")).await?;
        let first = page.js(&format!("return {TIME}")).await?;
        page.press(there).await?;
        page.until(&format!("{TIME} > {first}")).await?;
        let second = page.js(&format!("return {TIME}")).await?;
        page.press(back).await?;
        page.until(&format!("{TIME} < {second}")).await?;
    }
    page.press('.').await?;
    page.until(&format!("{TIME} > 0")).await?;
    page.press(' ').await?;
    page.until("document.querySelector('.slides .play').textContent.includes('Pause')")
        .await?;
    page.press(' ').await?;
    page.until("document.querySelector('.slides .play').textContent.includes('Play')")
        .await?;
    page.press(Key::Escape).await?;
    page.until("!document.querySelector('.slides') && !document.fullscreenElement")
        .await?;
    page.until("document.activeElement.matches('.slides-switch')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn where_full_screen_is_refused_slides_fill_the_window_of_a_phone_too() -> Result<()> {
    let phone = Setup {
        width: 360,
        height: 740,
        scale: 2.0,
        phone: true,
        ..Setup::default()
    };
    let page = phone.open(&format!("#/lab?{SMALL}&t=20s")).await?;
    page.until(READY).await?;
    page.js("Object.defineProperty(document, 'fullscreenEnabled', { value: false })")
        .await?;
    slides(&page).await?;
    ensure!(
        page.js("return document.fullscreenElement")
            .await?
            .is_null()
    );
    page.assert_fits().await?;
    page.click(".slides .steps .button:last-of-type").await?;
    page.until(&format!("{TIME} > 20")).await?;
    page.click(".slides-switch").await?;
    page.until("!document.querySelector('.slides')").await?;
    page.assert_quiet().await
}

/// Keeps a printed page where a person wants to look at it.
fn keep(name: &str, pdf: &[u8]) -> Result<()> {
    ensure!(pdf.starts_with(b"%PDF"), "{name} is no PDF");
    if let Ok(folder) = env::var("P2P_LAB_PRINTED") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf)?;
    }
    Ok(())
}

/// The words that are on paper.
async fn on_paper(page: &Page) -> Result<String> {
    page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" }))
        .await?;
    let text = page.js("return document.body.innerText").await?;
    page.cdp("Emulation.setEmulatedMedia", json!({ "media": "" }))
        .await?;
    let text = text.as_str().context("no text")?;
    Ok(text.replace(['\n', '\u{a0}'], " "))
}

#[tokio::test]
async fn the_lab_is_printed_with_its_state_and_without_its_controls() -> Result<()> {
    let dark = Setup {
        dark: true,
        ..Setup::default()
    };
    let page = dark.open(&format!("#/lab?{SMALL}&t=20s&select=3")).await?;
    page.until(READY).await?;
    page.js("addEventListener('afterprint', () => window.printed = true)")
        .await?;
    let pdf = page.printed().await?;
    keep("lab", &pdf)?;
    // Afterwards the page is as it was.
    page.until("window.printed && getComputedStyle(document.documentElement).backgroundColor == 'rgb(20, 23, 26)'")
        .await?;
    let text = on_paper(&page).await?;
    for expected in ["#/lab?file=8MiB", "The swarm", "Lower bounds", "At 20.0 s"] {
        ensure!(text.contains(expected), "no {expected:?} in {text}");
    }
    for control in ["Play", "Step by", "Restart", "Add ten peers", "Share"] {
        ensure!(!text.contains(control), "{control:?} in {text}");
    }
    page.assert_quiet().await
}

#[tokio::test]
async fn learn_is_printed() -> Result<()> {
    let page = Setup::default().open("#/learn").await?;
    page.until("document.querySelector('main h1, main h2')")
        .await?;
    let pdf = page.printed().await?;
    keep("learn", &pdf)?;
    let text = on_paper(&page).await?;
    ensure!(
        text.contains("P2P Lab") && text.contains("#/learn"),
        "{text}"
    );
    page.assert_quiet().await
}
