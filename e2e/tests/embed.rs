//! A course's page with the app in a frame.

use anyhow::{Result, ensure};
use e2e::{Page, Setup};

const HOST: &str = r#"<!doctype html><html lang="en"><title>Course</title>
<link rel="icon" href="data:,">
<iframe src="p2p-lab/" title="P2P Lab" style="width: 320px; height: 100px; border: 2px solid"></iframe>
<script src="p2p-lab/embed.js"></script>"#;

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
