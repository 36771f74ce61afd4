//! A figure in a frame of a course's page.

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, open};
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

/// The example of `docs/embed.md`.
const EXAMPLE: &str = include_str!("../../docs/embed-example.html");

/// A page that notes what its frames say, and has this in it.
fn course(body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta name=viewport content='width=device-width'>\
         <link rel=icon href=data:,><title>A course</title><h1>A course</h1>\
         <script>window.said = []; addEventListener('message', (event) => said.push(event.data))</script>{body}"
    )
}

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

/// The sandbox that Teach recommends.
const SANDBOX: &str = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

/// A figure in the frame that Teach recommends; the page is that of the frame.
async fn in_sandbox(figure: &str) -> Result<Page> {
    let html = course(&format!(
        "<iframe title='A figure' width=1000 height=1200 sandbox='{SANDBOX}' src='p2p-lab/p2p-lab.html#/embed/{figure}'></iframe>"
    ));
    let page = Setup::default().open_host(&html).await?;
    page.find("iframe").await?.enter_frame().await?;
    page.started().await?;
    Ok(page)
}

#[tokio::test]
async fn a_figure_in_a_sandbox_says_where_files_are_saved_and_pages_printed() -> Result<()> {
    for (figure, opens, instead_of) in [
        ("copies?seed=7", "details.save", ".save-fields"),
        (
            "swarm?seed=7&controls=all",
            ".controls, .file-buttons",
            "#save-nothing",
        ),
        (
            "practice?kinds=bounds&number=1&seed=7&mode=sheet",
            "details",
            ".print-button",
        ),
    ] {
        let page = in_sandbox(figure).await?;
        page.find("[data-embed] :is(canvas, .sheet)").await?;
        page.js(&format!(
            "document.querySelectorAll('details').forEach((one) => one.open = true); return document.querySelectorAll('{opens}').length"
        ))
        .await?;
        page.find(".elsewhere a").await?;
        let buttons = page
            .js(&format!(
                "return [...document.querySelectorAll('{instead_of}, button')] \
                   .filter((one) => one.matches('{instead_of}') || /^(Save|PNG|SVG|CSV|Film|Print)/.test(one.textContent.trim())).map((one) => one.textContent)"
            ))
            .await?;
        ensure!(buttons == json!([]), "{figure}: {buttons}");
        let link = page.find(".elsewhere a").await?;
        let here = page.js("return location.href").await?;
        ensure!(
            link.prop("href").await?.as_deref() == here.as_str(),
            "{here}"
        );
        link.click().await?;
        let windows = page.client.windows().await?;
        ensure!(windows.len() == 2, "{} windows", windows.len());
        page.client.switch_to_window(windows[1].clone()).await?;
        page.started().await?;
        // There it is no frame any more, and can do what it could not.
        page.js("document.querySelectorAll('details').forEach((one) => one.open = true)")
            .await?;
        page.find(":is(.save-fields, .file-buttons, .print-button) button")
            .await?;
        ensure!(
            page.js("return document.querySelector('.elsewhere')")
                .await?
                .is_null()
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_result_of_an_exam_in_a_sandbox_is_a_text_to_copy() -> Result<()> {
    let page = in_sandbox("practice?kinds=bounds&number=1&seed=7&mode=exam").await?;
    page.click(".ending button").await?;
    let result = page.value("#result-text").await?;
    ensure!(result.contains("kinds=bounds"), "{result}");
    let buttons = page
        .js("return [...document.querySelectorAll('button')].map((one) => one.textContent).join()")
        .await?;
    let buttons = buttons.as_str().unwrap_or_default();
    ensure!(
        !buttons.contains("Save") && !buttons.contains("Print"),
        "{buttons}"
    );
    // What is said to be copied is.
    page.click("[aria-label^='Copy: The result']").await?;
    page.until("document.querySelector('.line-to-copy .share-answer').textContent === 'Copied'")
        .await?;
    page.js("const field = document.createElement('textarea'); field.id = 'paste'; document.body.append(field); field.focus()")
        .await?;
    let paste = format!(
        "{}v{}",
        char::from(e2e::Key::Control),
        char::from(e2e::Key::Null)
    );
    page.client
        .active_element()
        .await?
        .send_keys(&paste)
        .await?;
    page.until(
        "document.querySelector('#paste').value === document.querySelector('#result-text').value",
    )
    .await
}

#[tokio::test]
async fn what_was_not_copied_is_selected_and_not_said_to_be() -> Result<()> {
    let page = open(&format!("#/lab?{TEXT}")).await?;
    page.js("document.execCommand = () => false").await?;
    page.click(".share button").await?;
    page.until("/^Not copied/.test(document.querySelector('.share-answer').textContent)")
        .await?;
    let selected = page
        .js("const field = document.querySelector('.share input'); \
             return [field.value.slice(field.selectionStart, field.selectionEnd), field.getBoundingClientRect().width > 100]")
        .await?;
    let link = page.js("return location.href").await?;
    ensure!(selected == json!([link, true]), "{selected}");
    page.assert_accessible().await?;
    // Another press, where the browser allows it.
    page.js("delete document.execCommand").await?;
    page.click(".share button").await?;
    page.until("document.querySelector('.share-answer').textContent === 'Copied'")
        .await?;
    page.goto("#/teach").await?;
    page.js("document.execCommand = () => false").await?;
    page.click("[aria-label='Copy: Link']").await?;
    page.until(
        "/^Not copied/.test(document.querySelector('.line-to-copy .share-answer').textContent)",
    )
    .await?;
    let selected = page
        .js("const field = document.querySelector('#link'); return field.selectionEnd - field.selectionStart === field.value.length")
        .await?;
    ensure!(selected == true, "it is not selected");
    page.assert_quiet().await
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

#[tokio::test]
async fn a_link_that_came_by_mail_shows_what_was_sent() -> Result<()> {
    let page = open("").await?;
    for link in [
        "#/lab%3Ffile%3D16MiB%26server%3D3Mbps%26peers%3D5x1Mbps%2F8Mbps%26seed%3D9",
        "#/lab?file=16MiB&amp;server=3Mbps&amp;peers=5x1Mbps/8Mbps&amp;seed=9).",
        "#/lab?file=16+MiB&server=3%20Mbps&utm_source=news&peers=5x1Mbps/8Mbps&seed=9&fbclid=IwAR",
    ] {
        page.goto(link).await?;
        for (field, value) in [("#file", "16MiB"), ("#server", "3Mbps"), ("#count-1", "5")] {
            ensure!(page.value(field).await? == value, "{link}: {field}");
        }
        ensure!(
            page.js("return document.querySelector('.notice')")
                .await?
                .is_null(),
            "{link}"
        );
        page.until("document.querySelector('[data-trace-hash]')")
            .await?;
    }
    page.assert_quiet().await
}
