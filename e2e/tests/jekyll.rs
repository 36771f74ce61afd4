//! A course's site, made by Jekyll with kramdown and MathJax, with three figures in a lecture.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, copy, dist, required};

/// Where the site is on its server.
const BASE: &str = "/some/course";

const LECTURE: &str = "lectures/peer-to-peer.html";

/// Builds the site in `e2e/jekyll`, with P2P Lab in it as its author would put it there.
fn build() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("jekyll");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let source = folder.join("source");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("jekyll"),
        &source,
    )?;
    copy(&dist()?, &source.join("p2p-lab"))?;
    copy(&dist()?.join("_includes"), &source.join("_includes"))?;
    fs::create_dir_all(source.join("assets"))?;
    fs::copy(
        required("P2P_LAB_MATHJAX")?,
        source.join("assets/mathjax.js"),
    )?;
    let site = folder.join("site");
    let built = Command::new(required("P2P_LAB_JEKYLL")?)
        .args([
            "build",
            "--quiet",
            "--disable-disk-cache",
            "--baseurl",
            BASE,
            "--source",
        ])
        .arg(&source)
        .arg("--destination")
        .arg(&site)
        .output()
        .context("running Jekyll")?;
    ensure!(
        built.status.success(),
        "Jekyll: {}",
        String::from_utf8_lossy(&built.stderr)
    );
    Ok(site)
}

#[tokio::test]
async fn a_lecture_made_by_jekyll_has_three_figures_that_run() -> Result<()> {
    let site = build()?;
    let html = fs::read_to_string(site.join(LECTURE))?;
    ensure!(
        !html.contains("{%") && !html.contains("{{"),
        "Liquid is left in it"
    );
    // Without JavaScript: a picture and a link for each, and the script once.
    ensure!(html.matches("<a data-p2p-lab").count() == 3);
    ensure!(html.matches("/some/course/p2p-lab/poster.svg").count() == 3);
    ensure!(
        html.matches("embed.js").count() == 1,
        "the script is there more than once"
    );

    let page = Setup::default().open_site(BASE, &site, LECTURE).await?;
    page.until("document.querySelectorAll('iframe').length == 3")
        .await?;
    page.until("document.querySelectorAll('mjx-container').length > 5")
        .await?;
    page.js(
        "window.ready = new Set(); window.playing = new Set(); \
         addEventListener('p2p-lab:ready', (event) => ready.add(event.detail.figure)); \
         addEventListener('p2p-lab:time', (event) => { if (event.detail.playing) playing.add(event.target.title) })",
    )
    .await?;
    // Those that are out of sight come when they are looked at.
    for index in 0..3 {
        scroll_to(&page, index).await?;
        page.until(&format!(
            "document.querySelectorAll('iframe')[{index}].style.boxSizing == 'content-box'"
        ))
        .await?;
    }
    page.until("playing.has('A swarm of twelve peers')").await?;

    for (index, selector) in [
        (0, "[data-embed=distribution-time] .chart-canvas"),
        (1, "[data-embed=race] .embed-controls"),
        (2, "[data-embed=swarm] .swarm-canvas"),
    ] {
        scroll_to(&page, index).await?;
        page.client.enter_frame(u16::try_from(index)?).await?;
        page.started().await?;
        page.find(selector).await?;
        // The height of the frame is that of the figure, so nothing scrolls inside.
        page.until("document.documentElement.scrollHeight <= innerHeight")
            .await?;
        page.until("document.documentElement.clientWidth == innerWidth")
            .await?;
        page.until(
            "innerHeight - document.querySelector('main.embed').getBoundingClientRect().height < 2",
        )
        .await?;
        page.client.enter_parent_frame().await?;
    }
    // What a figure says in the light, and what the reader's system says in the dark.
    page.assert_fits().await?;
    page.assert_quiet().await
}

async fn scroll_to(page: &Page, index: usize) -> Result<()> {
    page.js(&format!(
        "document.querySelectorAll('iframe')[{index}].scrollIntoView()"
    ))
    .await?;
    Ok(())
}
