//! The page of a course around figures: the example of `docs/embed.md`, and the script that makes links into figures.

use anyhow::{Result, ensure};
use e2e::{Page, Setup, course};
use serde_json::json;

const TEXT: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

/// The example of `docs/embed.md`.
const EXAMPLE: &str = include_str!("../../docs/embed-example.html");

#[tokio::test]
async fn the_example_page_steers_two_figures_in_sandboxes() -> Result<()> {
    let page = Setup::default().open_host(EXAMPLE).await?;
    page.until("document.querySelector('#said').textContent.startsWith('Ready')")
        .await?;
    // Asked before the second figure is ready: it is below the window.
    page.js(
        "window.ready = {}; addEventListener('p2p-lab:ready', (event) => { ready[event.detail.figure] = event.detail.scenario }); \
         document.querySelector('#scenario').selectedIndex = 1; \
         document.querySelector('#scenario').dispatchEvent(new Event('change'))",
    )
    .await?;
    page.until("ready.swarm?.includes('24x1Mbps')").await?;
    page.js("document.querySelector('#bounds').scrollIntoView()")
        .await?;
    page.until("ready.bounds?.includes('24x1Mbps')").await?;

    page.js("document.querySelector('#middle').click()").await?;
    page.until("/at rest/.test(said.textContent) && parseFloat(said.textContent) > 1")
        .await?;
    page.js("document.querySelector('#swarm').scrollIntoView(); document.querySelector('#play').click()")
        .await?;
    page.until("/playing/.test(said.textContent)").await?;
    page.js("document.querySelector('#pause').click()").await?;
    page.until("/at rest/.test(said.textContent)").await?;
    page.js("P2PLab.figure(document.querySelector('#swarm')).seek(1e9)")
        .await?;
    page.until("(([at, end]) => at == end)(said.textContent.match(/[0-9.]+/g))")
        .await?;
    page.js("P2PLab.figure(document.querySelector('#swarm')).seek(end - 0.5); document.querySelector('#play').click()")
        .await?;
    page.until("/^Everyone/.test(said.textContent)").await?;
    // What is to be played may still have to be run.
    page.js("document.querySelector('#scenario').selectedIndex = 0; \
         document.querySelector('#scenario').dispatchEvent(new Event('change')); \
         document.querySelector('#play').click()")
        .await?;
    page.until("ready.swarm.includes('12x1Mbps') && /playing/.test(said.textContent)")
        .await?;

    for (index, figure) in [(0_u16, "swarm"), (1, "bounds")] {
        page.client.enter_frame(index).await?;
        page.find(&format!("[data-embed={figure}]")).await?;
        ensure!(
            page.js("return origin").await? == "null",
            "it is no sandbox"
        );
        page.until("document.documentElement.scrollHeight <= innerHeight")
            .await?;
        page.client.enter_parent_frame().await?;
    }
    page.assert_quiet().await
}

#[tokio::test]
async fn in_a_sandbox_without_windows_lab_opens_in_the_frame() -> Result<()> {
    let page = Setup::default().open_host(EXAMPLE).await?;
    page.until("document.querySelector('#said').textContent.startsWith('Ready')")
        .await?;
    page.client.enter_frame(0).await?;
    page.js("document.querySelector('.embed-foot a').click()")
        .await?;
    page.find(".masthead").await?;
    ensure!(page.value("#server").await? == "4Mbps");
    // Storage is refused here, and nothing is amiss.
    page.click(".masthead-tools [aria-label=Theme] button:nth-child(3)")
        .await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await
}

/// A page with the script, a frame of the site, and a frame of somebody else.
fn host_with_script() -> String {
    course(
        "<iframe title=Figure src='p2p-lab/' style='width: 320px; height: 100px; border: 2px solid'></iframe>\
         <iframe title=Other src='about:blank' style='height: 100px'></iframe>\
         <script src='p2p-lab/embed.js'></script>",
    )
}

/// Says something in the name of a frame, whatever the figure itself says.
async fn say(page: &Page, frame: u16, message: &str) -> Result<()> {
    page.find("iframe").await?;
    page.client.enter_frame(frame).await?;
    page.js(&format!("parent.postMessage({message}, '*')"))
        .await?;
    page.client.enter_parent_frame().await?;
    Ok(())
}

#[tokio::test]
async fn the_embed_script_gives_a_frame_the_height_of_its_figure() -> Result<()> {
    let page = Setup::default().open_host(&host_with_script()).await?;
    page.js(
        "window.heard = []; for (const type of ['height', 'time', 'answered']) \
             addEventListener('p2p-lab:' + type, (event) => heard.push(event.detail))",
    )
    .await?;
    say(&page, 0, "{ p2pLab: 1, type: 'height', height: 543.2 }").await?;
    page.until("document.querySelector('iframe').clientHeight == 544")
        .await?;
    for wrong in [
        "null",
        "{ type: 'p2p-lab:height', height: 50 }",
        "{ p2pLab: 2, type: 'height', height: 50 }",
        "{ p2pLab: 1, type: 'constructor', height: 50 }",
        "{ p2pLab: 1, type: 'height', height: 'tall' }",
        "{ p2pLab: 1, type: 'height', height: -1 }",
        "{ p2pLab: 1, type: 'height', height: Infinity }",
        "{ p2pLab: 1, type: 'time', time: 1, end: 2, playing: 'yes' }",
        "{ p2pLab: 1, type: 'answered', exercise: 'bounds-1' }",
    ] {
        say(&page, 0, wrong).await?;
    }
    // A frame of somebody else says the right words.
    say(&page, 1, "{ p2pLab: 1, type: 'height', height: 300 }").await?;
    say(
        &page,
        0,
        "{ p2pLab: 1, type: 'answered', exercise: '3.2', right: true, parts: 9, more: 1 }",
    )
    .await?;
    say(&page, 0, "{ p2pLab: 1, type: 'height', height: 1e9 }").await?;
    page.until("document.querySelector('iframe').clientHeight == 20000")
        .await?;
    let heard = page.js("return heard").await?;
    ensure!(
        heard
            == json!([
                { "height": 543.2 },
                { "exercise": "3.2", "right": true, "parts": 9 },
                { "height": 1_000_000_000 },
            ]),
        "{heard}"
    );
    let other = "return document.querySelectorAll('iframe')[1].clientHeight";
    ensure!(page.js(other).await? == 100, "a stranger was obeyed");
    page.assert_quiet().await
}

#[tokio::test]
async fn only_links_into_its_own_folder_become_figures() -> Result<()> {
    let html = course(
        "<a data-p2p-lab id=one href='p2p-lab/p2p-lab.html#/embed/bounds'>The bounds</a>\
         <a data-p2p-lab href='https://else.example/p2p-lab.html#/embed/bounds'>Elsewhere</a>\
         <a data-p2p-lab href='javascript:window.hacked=1'>Script</a>\
         <script src='p2p-lab/embed.js'></script><script src='p2p-lab/embed.js'></script>",
    );
    let page = Setup::default().open_host(&html).await?;
    page.until("document.querySelectorAll('iframe').length == 1")
        .await?;
    let frame = page.find("iframe#one").await?;
    ensure!(frame.attr("title").await?.as_deref() == Some("The bounds"));
    ensure!(frame.attr("loading").await?.as_deref() == Some("lazy"));
    let sandbox = frame.attr("sandbox").await?.unwrap_or_default();
    ensure!(
        sandbox.contains("allow-scripts") && !sandbox.contains("same-origin"),
        "{sandbox}"
    );
    ensure!(
        page.js("return document.querySelectorAll('a').length")
            .await?
            == 2
    );
    page.assert_quiet().await
}

/// What is seen on paper: of the page, each frame and what stands in its place; of the first frame, the colour of its
/// picture's corner.
const LOOK_AT_PAPER: &str = "window.paper = []; \
    addEventListener('beforeprint', () => { \
      for (const frame of document.querySelectorAll('iframe')) { \
        const instead = frame.previousElementSibling?.matches('p') ? frame.previousElementSibling : null; \
        const picture = instead?.querySelector('a img'); \
        paper.push({ shown: frame.checkVisibility(), link: instead?.querySelector('a').href ?? null, \
          words: instead?.innerText ?? null, ground: instead && getComputedStyle(instead).backgroundColor, \
          picture: picture ? picture.complete && picture.naturalWidth > 0 : null }) } }); \
    const inside = document.querySelector('iframe').contentWindow; \
    inside.addEventListener('beforeprint', async () => { \
      for (let turn = 0; turn < 100; turn++) await null; \
      const canvas = inside.document.querySelector('[data-architecture=p2p] canvas'); \
      window.corner = [...canvas.getContext('2d').getImageData(2, 2, 1, 1).data]; \
      window.ground = inside.getComputedStyle(inside.document.documentElement).backgroundColor })";

#[tokio::test]
async fn a_course_page_is_printed_on_white_with_a_picture_and_a_link_for_what_is_not_loaded()
-> Result<()> {
    let html = course(&format!(
        "<iframe title='A swarm' width=700 height=900 src='p2p-lab/#/embed/swarm?{TEXT}'></iframe>\
         <p style='height: 20000px'>Much to read.</p>\
         <a data-p2p-lab href='p2p-lab/p2p-lab.html#/embed/race'>A race</a>\
         <script src='p2p-lab/embed.js'></script>"
    ));
    let dark = Setup {
        dark: true,
        ..Setup::default()
    };
    let page = dark.open_host(&html).await?;
    page.until("said.some((data) => data.type == 'ready')")
        .await?;
    page.js(LOOK_AT_PAPER).await?;
    let pdf = page.printed().await?;
    ensure!(pdf.starts_with(b"%PDF"), "no PDF");
    if let Ok(folder) = std::env::var("P2P_LAB_PRINTED") {
        std::fs::write(format!("{folder}/course.pdf"), pdf)?;
    }
    page.until("window.paper.length == 2 && window.corner")
        .await?;
    let paper = page.js("return window.paper").await?;
    ensure!(
        paper[0]["shown"] == true && paper[0]["link"].is_null(),
        "{paper}"
    );
    let late = &paper[1];
    ensure!(late["shown"] == false && late["picture"] == true, "{paper}");
    ensure!(
        late["words"]
            .as_str()
            .is_some_and(|words| words.contains("A race")),
        "{paper}"
    );
    ensure!(
        late["link"]
            .as_str()
            .is_some_and(|link| link.ends_with("#/embed/race")),
        "{paper}"
    );
    ensure!(late["ground"] == "rgb(255, 255, 255)", "{paper}");
    let (corner, ground) = (
        page.js("return corner").await?,
        page.js("return ground").await?,
    );
    ensure!(
        corner[0].as_u64() > Some(240) || corner[3] == 0,
        "the picture is on {corner}"
    );
    // The style sheet makes it white for the medium.
    ensure!(ground == "rgb(255, 254, 251)", "the figure is on {ground}");
    // Afterwards all is as it was.
    page.until(
        "document.querySelectorAll('iframe').length == 2 && !document.querySelector('p a img') && \
                document.querySelectorAll('iframe')[1].checkVisibility()",
    )
    .await?;
    Ok(())
}

#[tokio::test]
async fn figures_come_to_a_page_that_swaps_its_body_or_adds_them_later() -> Result<()> {
    let link = |figure: &str| {
        format!(
            "<a data-p2p-lab=300 href='p2p-lab/p2p-lab.html#/embed/{figure}?{TEXT}'>{figure}</a>"
        )
    };
    let script = "<script src='p2p-lab/embed.js'></script>";
    // Twice on the page.
    let html = course(&format!("{}{script}{script}", link("bounds")));
    let page = Setup::default().open_host(&html).await?;
    let fits = |count: usize| {
        format!(
            "(() => {{ const frames = [...document.querySelectorAll('iframe')]; \
               return frames.length === {count} && frames.every((frame) => parseFloat(frame.style.height) > 320) \
                 && !document.querySelector('a[data-p2p-lab]') }})()"
        )
    };
    page.until(&fits(1)).await?;
    // Each thing that a figure says comes once.
    page.js("window.heights = 0; window.told = said.filter((data) => data.type === 'height').length; \
             addEventListener('p2p-lab:height', () => heights++); document.querySelector('iframe').width = 500; \
             document.querySelector('iframe').style.width = '500px'")
        .await?;
    page.until(
        "heights > 0 && heights === said.filter((data) => data.type === 'height').length - told",
    )
    .await?;

    // As Turbo does: another body, with its scripts run anew.
    page.js(&format!(
        "const body = document.createElement('body'); body.innerHTML = `<h1>Next</h1>{}{}`; \
         const script = document.createElement('script'); script.src = 'p2p-lab/embed.js'; body.append(script); \
         document.documentElement.replaceChild(body, document.body)",
        link("bounds"),
        link("distribution-time"),
    ))
    .await?;
    page.until(&fits(2)).await?;
    // As pages do that are made bit by bit.
    page.js(&format!(
        "setTimeout(() => document.querySelector('h1').insertAdjacentHTML('afterend', `<div>{}</div>`))",
        link("bounds")
    ))
    .await?;
    page.until(&fits(3)).await?;
    // A frame that was moved is another window, and waits for what it is asked until it is ready again.
    page.js("const frame = document.querySelector('iframe'); document.body.append(frame); \
             frame.addEventListener('p2p-lab:ready', (event) => window.moved = event.detail.scenario); \
             P2PLab.figure(frame).scenario('file=1MiB&peers=2x1Mbps/8Mbps')")
        .await?;
    page.until("window.moved?.startsWith('file=1MiB&')").await?;
    // Where nobody looks unasked.
    page.js(&format!(
        "const host = document.createElement('div'); document.body.prepend(host); \
         const root = host.attachShadow({{ mode: 'open' }}); root.innerHTML = `{}`; P2PLab.unfold(root); window.root = root",
        link("bounds")
    ))
    .await?;
    page.until("parseFloat(root.querySelector('iframe')?.style.height) > 320")
        .await?;
    page.assert_quiet().await
}
