//! A figure in a frame of a course's page.

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, open};

const HOST: &str = r#"<!doctype html><html lang="en"><title>Course</title>
<link rel="icon" href="data:,">
<iframe src="p2p-lab/" title="P2P Lab" style="width: 320px; height: 100px; border: 2px solid"></iframe>
<script src="p2p-lab/embed.js"></script>"#;

const TEXT: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

/// A course's page with one figure in a frame, which notes what the frame says.
async fn course(figure: &str, width: u32) -> Result<Page> {
    let html = format!(
        "<!doctype html><html lang=en><meta name=viewport content='width=device-width'>\
         <link rel=icon href=data:,><title>A course</title><h1>A course</h1>\
         <script>window.said = []; addEventListener('message', (event) => said.push(event.data))</script>\
         <iframe title='A figure' width={width} height=200 src='p2p-lab/#/embed/{figure}?{TEXT}'></iframe>"
    );
    let page = Setup::default().open_host(&html).await?;
    page.until("said.some((data) => data.type == 'p2p-lab:height')")
        .await?;
    Ok(page)
}

/// Waits until the height last told is that of the figure.
async fn assert_height_is_told(page: &Page, figure: &str) -> Result<f64> {
    page.until(&format!(
        "(() => {{ const inside = document.querySelector('iframe').contentDocument.querySelector('main.embed'); \
         const last = said.at(-1); \
         return last.figure == '{figure}' && Math.abs(last.height - inside.getBoundingClientRect().height) <= 1 }})()"
    ))
    .await?;
    let height = page.js("return said.at(-1).height").await?;
    height.as_f64().context("the height is no number")
}

#[tokio::test]
async fn a_frame_is_told_how_high_its_figure_is() -> Result<()> {
    for figure in ["bounds", "swarm"] {
        let page = course(figure, 700).await?;
        let wide = assert_height_is_told(&page, figure).await?;
        ensure!(wide > 200.0, "{figure}: {wide} px");
        // The figure grows as its frame gets narrower, and says so.
        page.js("document.querySelector('iframe').width = 320")
            .await?;
        page.until(&format!("said.at(-1).height != {wide}")).await?;
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
async fn an_embedded_figure_stands_alone_and_leads_to_lab() -> Result<()> {
    for figure in ["bounds", "swarm"] {
        let page = open(&format!("#/embed/{figure}?{TEXT}")).await?;
        page.find(&format!("[data-figure={figure}]")).await?;
        ensure!(
            page.js("return document.querySelectorAll('[data-figure], header, footer').length")
                .await?
                == 1,
            "there is a page around {figure}"
        );
        let link = page.find(".embed-foot a").await?;
        let target = link.attr("href").await?.unwrap_or_default();
        ensure!(
            target.starts_with("#/lab?") || target == "#/lab",
            "{target}"
        );
        ensure!(link.attr("target").await?.as_deref() == Some("_blank"));
        ensure!(link.attr("rel").await?.as_deref() == Some("noopener"));
        page.assert_accessible().await?;
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
async fn an_embedded_swarm_plays() -> Result<()> {
    let page = open(&format!("#/embed/swarm?{TEXT}")).await?;
    page.until("document.querySelector('[data-figure=swarm]').dataset.traceHash")
        .await?;
    page.click(".play").await?;
    page.until("Number(document.querySelector('[data-figure=swarm]').dataset.time) > 1")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn embeds_fit_at_320_px() -> Result<()> {
    for figure in ["bounds", "swarm"] {
        let setup = Setup {
            width: 320,
            phone: true,
            ..Setup::default()
        };
        let page = setup.open(&format!("#/embed/{figure}?{TEXT}")).await?;
        page.find("[data-figure]").await?;
        page.js("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
            .await?;
        page.assert_fits().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_embed_script_gives_a_frame_the_height_of_its_figure() -> Result<()> {
    let page = Setup::default().open_host(HOST).await?;
    // In the frame's name, whatever the figure itself says.
    tell(&page, r#"{ type: "p2p-lab:height", height: 543.2 }"#).await?;
    page.until("document.querySelector('iframe').clientHeight == 544")
        .await?;
    for wrong in [
        "null",
        r#"{ type: "other", height: 50 }"#,
        r#"{ type: "p2p-lab:height", height: "tall" }"#,
        r#"{ type: "p2p-lab:height", height: -1 }"#,
    ] {
        tell(&page, wrong).await?;
    }
    tell(&page, r#"{ type: "p2p-lab:height", height: 400 }"#).await?;
    page.until("document.querySelector('iframe').clientHeight == 400")
        .await?;
    page.assert_quiet().await
}

async fn tell(page: &Page, message: &str) -> Result<()> {
    page.find("iframe").await?;
    page.client.enter_frame(0).await?;
    page.js(&format!("parent.postMessage({message}, '*')"))
        .await?;
    page.client.enter_parent_frame().await?;
    let height = page
        .js("return document.querySelector('iframe').clientHeight")
        .await?;
    ensure!(height.is_u64(), "the frame has no height");
    Ok(())
}
