//! Links that someone made to break the page: it is never blank, nothing of theirs gets into it, what is
//! wrong is named, and what is right in the same link is kept.

use anyhow::{Context, Result, ensure};
use e2e::{Page, open};
use p2p_model::scenario::KEYS;

/// A link in which every key has the same value, but for `server`, which is right in all of them.
fn all(value: &str) -> String {
    let keys = KEYS.iter().map(|key| key.name);
    keys.filter(|key| *key != "server")
        .chain(["t", "select", "show"])
        .map(|key| format!("{key}={value}&"))
        .collect()
}

/// Opens a link with a right value in it, and checks all that must hold on whatever page it gives.
async fn check(page: &Page, link: &str, named: &[&str]) -> Result<()> {
    let start: String = link.chars().take(80).collect();
    let at = |what: &str| format!("{start} …: {what}");
    let mark = if link.contains('?') { '&' } else { '?' };
    page.goto(&format!("{link}{mark}server=3Mbps"))
        .await
        .with_context(|| at("does not start"))?;
    page.until("document.querySelector('main')?.innerText.length > 200")
        .await
        .with_context(|| at("a blank page"))?;
    let server = page.value("#server").await?;
    ensure!(
        server == "3Mbps",
        "{}",
        at(&format!("the server is {server}"))
    );
    let foreign = page
        .js("return window.injected || document.querySelectorAll( \
               '#app :is(script, style, img, iframe, object, embed, base, form[action], [onerror], [onload])').length \
             || [...document.querySelectorAll('#app a')].filter((a) => !/^#\\//.test(a.getAttribute('href')) && !['#main', 'p2p-lab.html'].includes(a.getAttribute('href'))).length")
        .await?;
    ensure!(foreign == 0, "{}", at(&format!("injected: {foreign}")));
    page.js("const more = document.querySelector('.notice details'); if (more) more.open = true")
        .await?;
    for name in named {
        let notice = page
            .text(".notice")
            .await
            .with_context(|| at("no notice"))?;
        ensure!(
            notice.contains(name),
            "{}",
            at(&format!("no {name} in {notice}"))
        );
    }
    page.assert_fits().await.with_context(|| at("too wide"))?;
    page.assert_quiet().await.with_context(|| at("not quiet"))
}

#[tokio::test]
async fn markup_and_scripts_in_a_link_are_only_text() -> Result<()> {
    let page = open("#/lab").await?;
    for value in [
        "<script>window.injected=1</script>",
        "<img src=x onerror=\"window.injected=1\">",
        "\"><svg onload=window.injected=1>",
        "javascript:window.injected=1",
        "{{window.injected=1}}",
        "%3Cimg%20src%3Dx%20onerror%3Dwindow.injected%3D1%3E",
    ] {
        check(
            &page,
            &format!("#/lab?{}", all(value)),
            &["file", "slots", "at, act 1"],
        )
        .await?;
    }
    check(
        &page,
        "#/lab?<img src=x onerror=window.injected=1>=1&__proto__=1&constructor=2&toString=3",
        &["<img", "__proto__", "constructor"],
    )
    .await
}

#[tokio::test]
async fn right_but_enormous_scenarios_leave_the_page_at_work() -> Result<()> {
    let page = open("#/lab").await?;
    for link in [
        "peers=10000000x1Mbps/8Mbps",
        "file=1000TB",
        "chunk=1b",
        "file=1b&peers=5000x0/1kbps",
        "slots=1000&peers=300x1Mbps/8Mbps",
        "file=1GiB&rechoke=0.1s&optimistic=0.1s&have=0.1s&peers=50x1Mbps/8Mbps",
        "t=1000000000s&select=server&show=both",
        "arrive=1000000000s&peers=3x1Mbps/8Mbps",
        "peers=64x1bps/1bps&file=1GiB",
    ] {
        check(&page, &format!("#/lab?{link}"), &[]).await?;
        // It still answers, and can be led back.
        page.js("document.querySelector('#preset').value = 'small'; \
                 document.querySelector('#preset').dispatchEvent(new Event('change', { bubbles: true }))")
            .await?;
        page.until("document.querySelector('#server').value == '4Mbps' && document.querySelector('[data-figure=swarm]').dataset.traceHash")
            .await
            .with_context(|| format!("{link}: the page is stuck"))?;
        page.assert_quiet().await?;
    }
    Ok(())
}

/// How much there is to see, and how long the page was busy at a time, in milliseconds.
async fn size(page: &Page) -> Result<(f64, f64, f64)> {
    let size = page
        .js("return [document.querySelectorAll('*').length, document.documentElement.scrollHeight, window.longest]")
        .await?;
    let number = |place: usize| size[place].as_f64().unwrap_or(f64::MAX);
    Ok((number(0), number(1), number(2)))
}

#[tokio::test]
async fn what_a_link_makes_the_page_say_has_limits() -> Result<()> {
    let page = open("#/lab").await?;
    page.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        serde_json::json!({ "source": "window.longest = 0; new PerformanceObserver((list) => { \
            for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration) \
          }).observe({ type: 'longtask', buffered: true })" }),
    )
    .await?;
    page.goto("#/lab").await?;
    page.until("document.querySelector('[data-figure=swarm]').dataset.traceHash")
        .await?;
    let (usual_nodes, ..) = size(&page).await?;
    let long = "x".repeat(1_000_000);
    for (link, says) in [
        (
            format!("#/lab?{}", "t=x&".repeat(250_000)),
            "And 249992 more",
        ),
        (
            format!("#/lab?{}", "select=nobody&show=nothing&".repeat(50_000)),
            "And 99992 more",
        ),
        (format!("#/lab?t={long}"), "xxx…"),
        (format!("#/lab?select={long}"), "xxx…"),
        (format!("#/lab?if=pick:{long}"), "bytes long"),
        (format!("#/lab?{long}=1"), "bytes long"),
        (format!("#/{long}"), "xxx…"),
        (format!("#/learn/{long}"), "xxx…"),
        (format!("#/teach?theme={long}"), "xxx…"),
        (format!("#/embed/{long}"), "xxx…"),
        (
            format!("#/practice?{}", "at=x&".repeat(200_000)),
            "And 199992 more",
        ),
        (format!("#/practice?kinds={long}"), "write at most"),
    ] {
        let start: String = link.chars().take(30).collect();
        page.goto(&link).await.with_context(|| start.clone())?;
        page.until("document.querySelector('.notice')").await?;
        let notice = page.text(".notice").await?;
        ensure!(
            notice.contains(says) && notice.len() < 5000,
            "{start}: {notice:.300}"
        );
        let (nodes, height, longest) = size(&page).await?;
        ensure!(nodes < usual_nodes + 1000.0, "{start}: {nodes} nodes");
        ensure!(height < 15_000.0, "{start}: {height} px high");
        ensure!(longest < 1500.0, "{start}: blocked for {longest} ms");
        // On paper too, where the page's address stands above it.
        let printed = page
            .js("return document.querySelector('.on-paper')?.textContent.length ?? 0")
            .await?;
        ensure!(
            printed.as_f64().unwrap_or(f64::MAX) < 2000.0,
            "{start}: {printed} letters on paper"
        );
    }
    page.assert_quiet().await
}
