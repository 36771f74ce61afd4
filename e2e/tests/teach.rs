//! Teach: a figure is chosen, set up, looked at and copied.

use anyhow::{Context, Result, ensure};
use e2e::{Key, Page, Setup, open, open_one_file};

const TEXT: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

/// Chooses from a list as a reader does.
async fn choose(page: &Page, id: &str, value: &str) -> Result<()> {
    page.find(&format!("#{id} option[value='{value}']"))
        .await?
        .click()
        .await?;
    page.until(&format!(
        "document.getElementById('{id}').value == '{value}'"
    ))
    .await
}

/// Waits until the preview shows this figure.
async fn previewed(page: &Page, selector: &str) -> Result<()> {
    page.client.enter_frame(0).await?;
    let found = page.find(selector).await.map(|_| ());
    page.client.enter_parent_frame().await?;
    found.with_context(|| format!("{selector} in the preview"))
}

#[tokio::test]
async fn a_figure_is_chosen_and_previewed_and_its_lines_follow() -> Result<()> {
    let page = open(&format!("#/teach?{TEXT}")).await?;
    previewed(&page, "[data-embed=race]").await?;
    let steps = page.js("return history.length").await?;
    choose(&page, "figure", "swarm").await?;
    choose(&page, "controls", "none").await?;
    choose(&page, "theme", "dark").await?;
    choose(&page, "play", "1").await?;
    page.fill("#start", "20s").await?;
    page.until("location.hash.includes('t=20s')").await?;
    previewed(&page, "[data-embed=swarm] p.embed-scenario").await?;

    let fragment = page.fragment().await?;
    for part in [
        "figure=swarm",
        "controls=none",
        "theme=dark",
        "play=1",
        TEXT,
    ] {
        ensure!(fragment.contains(part), "no {part} in {fragment}");
    }
    let query = format!("{TEXT}&t=20s&controls=none&play=1&theme=dark");
    let link = page.value("#link").await?;
    ensure!(
        link.ends_with(&format!("/course/p2p-lab/#/embed/swarm?{query}")),
        "{link}"
    );
    let html = page.value("#iframe").await?;
    ensure!(
        html.contains("/p2p-lab.html#/embed/swarm?") && html.contains("embed.js"),
        "{html}"
    );
    let jekyll = page.value("#jekyll").await?;
    ensure!(
        jekyll.starts_with(&format!(
            "{{% include p2p-lab.html figure=\"swarm\" scenario=\"{TEXT}&t=20s\" controls=\"none\" play=\"1\" theme=\"dark\" title=\"A BitTorrent swarm\" height="
        )),
        "{jekyll}"
    );
    let lms = page.value("#lms").await?;
    ensure!(
        lms.contains("<iframe") && lms.contains("<a href") && !lms.contains("<script"),
        "{lms}"
    );
    // The preview adds no steps of its own to those of the five choices.
    let now = page.js("return history.length").await?;
    ensure!(
        now.as_i64() == steps.as_i64().map(|steps| steps + 5),
        "{now} steps after {steps}"
    );
    page.client.back().await?;
    page.until("!location.hash.includes('t=20s')").await?;
    page.until("document.querySelector('#start').value == '0s'")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn the_line_for_html_works_in_a_page() -> Result<()> {
    let teach = open(&format!("#/teach?{TEXT}&figure=bounds&controls=none")).await?;
    let line = teach.value("#iframe").await?;
    let html = format!(
        "<!doctype html><html lang=en><title>Page</title><link rel=icon href=data:,>{line}"
    );
    let page = Setup::default().open_host(&html).await?;
    page.client.enter_frame(0).await?;
    page.find("[data-embed=bounds] .formulas").await?;
    ensure!(page.js("return origin").await? == "null");
    page.until("document.documentElement.scrollHeight <= innerHeight")
        .await?;
    page.until("document.documentElement.clientWidth == innerWidth")
        .await?;
    page.client.enter_parent_frame().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_line_is_copied_and_the_button_says_so() -> Result<()> {
    let page = open("#/teach").await?;
    for id in ["link", "iframe", "jekyll", "lms", "markdown"] {
        page.click(&format!(".line-to-copy:has(#{id}) button"))
            .await?;
        page.until(&format!(
            "document.querySelector('.line-to-copy:has(#{id}) [role=status]').textContent == 'Copied'"
        ))
        .await?;
    }
    // What was copied is what is pasted.
    let line = page.value("#markdown").await?;
    page.js("document.querySelector('#text').select()").await?;
    let field = page.find("#text").await?;
    field
        .send_keys(&format!("{}v", char::from(Key::Control)))
        .await?;
    page.until("document.querySelector('#text').value.startsWith('[')")
        .await?;
    ensure!(page.value("#text").await? == line);
    Ok(())
}

#[tokio::test]
async fn the_preview_follows_the_controls_of_lab_and_is_as_high_as_its_figure() -> Result<()> {
    let page = open(&format!("#/teach?{TEXT}&figure=bounds")).await?;
    page.click(".controls > summary").await?;
    page.fill("#server", "8Mbps").await?;
    page.client.enter_frame(0).await?;
    page.until("document.querySelector('#server')?.value == '8Mbps'")
        .await?;
    page.until("document.documentElement.scrollHeight <= innerHeight")
        .await?;
    page.client.enter_parent_frame().await?;
    page.until("document.querySelector('#text').value.includes('server=8Mbps')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn the_text_of_a_scenario_is_read_as_a_link_is() -> Result<()> {
    let page = open("#/teach?figure=race").await?;
    page.fill("#text", "server=lots&peers=3x1Mbps/8Mbps&select=2")
        .await?;
    page.until("location.hash.includes('3x1Mbps')").await?;
    let notice = page.text(".notice").await?;
    ensure!(notice.contains("lots"), "{notice}");
    page.until("document.querySelector('#text').value.includes('select=2')")
        .await?;
    // A site is only what the author types: no link sets it.
    page.fill("#site", "\"><script>").await?;
    page.until("document.querySelector('#iframe').value.includes('&quot;>&lt;script>')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn teach_is_accessible_and_fits_at_320_px() -> Result<()> {
    let page = open(&format!("#/teach?{TEXT}")).await?;
    previewed(&page, "[data-embed=race]").await?;
    page.assert_accessible().await?;
    page.set(&Setup {
        width: 320,
        phone: true,
        dark: true,
        ..Setup::default()
    })
    .await?;
    page.assert_accessible().await?;
    page.js("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        .await?;
    page.assert_fits().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn from_disk_the_preview_works_and_the_lines_name_no_disk() -> Result<()> {
    let page = open_one_file(&format!("#/teach?{TEXT}&figure=swarm")).await?;
    previewed(&page, "[data-embed=swarm] .swarm-canvas").await?;
    choose(&page, "figure", "copies").await?;
    previewed(&page, "[data-embed=copies] canvas").await?;
    let line = page.value("#iframe").await?;
    ensure!(!line.contains("file:"), "{line}");
    ensure!(line.contains("src=\"p2p-lab/p2p-lab.html#"), "{line}");
    page.assert_quiet().await
}
