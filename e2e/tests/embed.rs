//! A figure in a frame of a course's page, and what the two tell each other.

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, course, open};
use serde_json::json;

const TEXT: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

const FIGURES: [&str; 8] = [
    "race",
    "swarm",
    "bounds",
    "distribution-time",
    "completed",
    "copies",
    "upload-finish",
    "upload-use",
];

/// A course's page with one figure in a frame without a sandbox, so that a test can look into it.
async fn one_figure(figure: &str, width: u32) -> Result<Page> {
    let html = course(&format!(
        "<iframe title='A figure' width={width} height=200 src='p2p-lab/#/embed/{figure}?{TEXT}'></iframe>"
    ));
    let page = Setup::default().open_host(&html).await?;
    page.until("said.some((data) => data.type == 'height')")
        .await?;
    Ok(page)
}

/// Waits until the height last told is that of the figure.
async fn assert_height_is_told(page: &Page, figure: &str) -> Result<f64> {
    page.until(&format!(
        "(() => {{ const inside = document.querySelector('iframe').contentDocument.querySelector('[data-embed={figure}]'); \
         const last = said.findLast((data) => data.type == 'height'); \
         return last.p2pLab == 1 && Math.abs(last.height - inside.getBoundingClientRect().height) <= 1 }})()"
    ))
    .await?;
    let height = page
        .js("return said.findLast((data) => data.type == 'height').height")
        .await?;
    height.as_f64().context("the height is no number")
}

#[tokio::test]
async fn a_page_is_told_how_high_the_figure_in_its_frame_is() -> Result<()> {
    for figure in FIGURES {
        let page = one_figure(figure, 700).await?;
        // It grows when its run is there.
        page.until("said.some((data) => data.type == 'ready')")
            .await?;
        let wide = assert_height_is_told(&page, figure).await?;
        ensure!(wide > 200.0, "{figure}: {wide} px");
        // And as its frame gets narrower.
        page.js("document.querySelector('iframe').width = 320")
            .await?;
        page.until(&format!(
            "said.findLast((data) => data.type == 'height').height != {wide}"
        ))
        .await?;
        assert_height_is_told(&page, figure).await?;
        let sticks_out = "const page = document.querySelector('iframe').contentDocument.documentElement; \
                          return page.scrollWidth > page.clientWidth";
        ensure!(
            page.js(sticks_out).await? == false,
            "{figure} scrolls sideways at 320 px"
        );
        page.assert_quiet().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_embedded_value_can_be_changed() -> Result<()> {
    let page = open(&format!("#/embed/bounds?{TEXT}")).await?;
    let steps = page.js("return history.length").await?;
    page.fill("#count-1", "24").await?;
    page.until("document.querySelector('.is-cs .verdict').textContent.includes('403')")
        .await?;
    page.until("location.hash.includes('24x1Mbps')").await?;
    // The page around it must not have to go back through every value.
    ensure!(
        page.js("return history.length").await? == steps,
        "steps were added to the history"
    );
    Ok(())
}

#[tokio::test]
async fn an_embedded_swarm_plays_when_asked_to_and_by_itself() -> Result<()> {
    let moves = "Number(document.querySelector('[data-figure=swarm]').dataset.time) > 5.5";
    let page = open(&format!("#/embed/swarm?{TEXT}&t=5s")).await?;
    page.until("document.querySelector('[data-figure=swarm]').dataset.traceHash")
        .await?;
    ensure!(page.text(".play").await? == "Play");
    page.click(".play").await?;
    page.until(moves).await?;
    page.assert_quiet().await?;

    page.goto(&format!("#/embed/race?{TEXT}&t=5s&play=1"))
        .await?;
    page.until(moves).await?;
    page.assert_quiet().await?;

    let still = Setup {
        still: true,
        ..Setup::default()
    };
    page.set(&still).await?;
    page.goto(&format!("#/embed/race?{TEXT}&t=5s&play=1"))
        .await?;
    page.until("!document.querySelector('.play').disabled")
        .await?;
    ensure!(page.text(".play").await? == "Play", "it plays all the same");
    Ok(())
}

#[tokio::test]
async fn the_theme_of_a_frame_is_its_own() -> Result<()> {
    let page = open("#/lab").await?;
    page.click(".masthead-tools [aria-label=Theme] button:nth-child(3)")
        .await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await?;
    // What the reader chose for the site is not for a frame in another page.
    page.goto(&format!("#/embed/bounds?{TEXT}")).await?;
    page.until("!document.documentElement.dataset.theme")
        .await?;
    page.goto(&format!("#/embed/bounds?{TEXT}&theme=light"))
        .await?;
    page.until("document.documentElement.dataset.theme == 'light'")
        .await?;
    page.goto("#/lab").await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await
}

#[tokio::test]
async fn embeds_fit_at_320_px() -> Result<()> {
    let narrow = Setup {
        width: 320,
        phone: true,
        ..Setup::default()
    };
    let page = narrow.open("#/lab").await?;
    for figure in FIGURES {
        page.goto(&format!("#/embed/{figure}?{TEXT}&controls=all"))
            .await?;
        page.find("[data-embed] canvas").await?;
        page.js("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
            .await?;
        page.assert_fits().await.context(figure)?;
    }
    Ok(())
}

/// Sends a message to the first frame of the page.
async fn tell_figure(page: &Page, message: &str) -> Result<()> {
    page.js(&format!(
        "document.querySelector('iframe').contentWindow.postMessage({message}, '*')"
    ))
    .await?;
    Ok(())
}

const HOSTILE: [&str; 14] = [
    "null",
    "'play'",
    "[1, 'play']",
    "{ type: 'play' }",
    "{ p2pLab: 2, type: 'play' }",
    "{ p2pLab: '1', type: 'play' }",
    "{ p2pLab: 1, type: 'Play' }",
    "{ p2pLab: 1, type: { toString: 1 } }",
    "{ p2pLab: 1, type: 'seek', time: 'late' }",
    "{ p2pLab: 1, type: 'seek', time: -1 }",
    "{ p2pLab: 1, type: 'seek', time: NaN }",
    "{ p2pLab: 1, type: 'seek', time: { valueOf: 3 } }",
    "{ p2pLab: 1, type: 'scenario', scenario: ['file=1MiB'] }",
    "{ p2pLab: 1, type: 'scenario', scenario: 'file=1MiB&'.repeat(5000) }",
];

#[tokio::test]
async fn a_figure_lets_go_what_is_no_order() -> Result<()> {
    let page = one_figure("swarm", 700).await?;
    page.until("said.some((data) => data.type == 'ready')")
        .await?;
    let before = page.js("return said.length").await?;
    for message in HOSTILE {
        tell_figure(&page, message).await?;
    }
    // Its own window is not the page around it.
    page.client.enter_frame(0).await?;
    page.js("postMessage({ p2pLab: 1, type: 'seek', time: 9 }, '*')")
        .await?;
    page.client.enter_parent_frame().await?;
    // An order comes after all of these.
    tell_figure(&page, "{ p2pLab: 1, type: 'seek', time: 3.5 }").await?;
    page.until("said.some((data) => data.time == 3.5)").await?;
    let times = page
        .js(&format!(
            "return said.slice({before}).filter((data) => data.type != 'height').map((data) => data.time)"
        ))
        .await?;
    ensure!(times == json!([3.5]), "it obeyed: {times}");
    page.assert_quiet().await
}

#[tokio::test]
async fn a_scenario_from_the_page_is_read_as_a_link_is() -> Result<()> {
    let page = one_figure("swarm", 700).await?;
    page.until("said.some((data) => data.type == 'ready')")
        .await?;
    let text = "file=<img src=x onerror=parent.hacked=1>&peers=3x1Mbps/8Mbps&controls=all&theme=dark&host=https://else.example";
    tell_figure(
        &page,
        &format!("{{ p2pLab: 1, type: 'scenario', scenario: '{text}' }}"),
    )
    .await?;
    page.until("said.some((data) => data.scenario?.includes('3x1Mbps'))")
        .await?;
    page.client.enter_frame(0).await?;
    let notice = page.text(".notice").await?;
    ensure!(notice.contains("onerror"), "{notice}");
    ensure!(
        page.js("return !document.querySelector('img, .rules') && !document.documentElement.dataset.theme")
            .await?
            == true,
        "it is set up otherwise"
    );
    page.client.enter_parent_frame().await?;
    ensure!(page.js("return window.hacked === undefined").await? == true);
    page.assert_quiet().await
}

#[tokio::test]
async fn a_figure_with_a_host_hears_and_tells_no_other() -> Result<()> {
    let html = course(&format!(
        "<iframe title=Pinned height=200 src='p2p-lab/#/embed/swarm?{TEXT}&host=https://course.example'></iframe>\
         <iframe title=Ours height=200 src='about:blank'></iframe>"
    ));
    let page = Setup::default().open_host(&html).await?;
    page.js(&format!(
        "document.querySelectorAll('iframe')[1].src = 'p2p-lab/#/embed/swarm?{TEXT}&host=' + origin"
    ))
    .await?;
    page.until("said.some((data) => data.type == 'ready')")
        .await?;
    let first =
        "document.querySelector('iframe').contentDocument.querySelector('[data-figure=swarm]')";
    page.until(&format!("{first}?.dataset.traceHash")).await?;
    for index in [0, 1] {
        page.js(&format!(
            "document.querySelectorAll('iframe')[{index}].contentWindow.postMessage({{ p2pLab: 1, type: 'seek', time: 3.5 }}, '*')"
        ))
        .await?;
    }
    page.until("said.some((data) => data.time == 3.5)").await?;
    ensure!(page.js(&format!("return {first}.dataset.time")).await? == "0");
    Ok(())
}
