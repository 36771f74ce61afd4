//! Without a network: the site after one visit, what a new build does to it, and
//! the app in one file.

use anyhow::{Context, Result, ensure};
use e2e::{Build, OwnServer, Page, Setup, open, open_one_file};

/// Opens the site and waits until it is kept.
async fn visit(server: &OwnServer, fragment: &str) -> Result<Page> {
    let page = Setup::default().open_url(&server.url(fragment)).await?;
    let kept = page
        .js_async("const { active } = await navigator.serviceWorker.ready; return active.scriptURL")
        .await?;
    ensure!(kept == server.url("worker.js"), "kept by {kept}");
    Ok(page)
}

/// The build that the page comes from.
async fn assert_build(page: &Page, expected: &str) -> Result<()> {
    let build = page
        .js("return document.documentElement.dataset.build ?? '1'")
        .await?;
    ensure!(build == expected, "this is build {build}");
    Ok(())
}

async fn caches(page: &Page) -> Result<usize> {
    let names = page.js_async("return await caches.keys()").await?;
    Ok(names.as_array().context("no list of caches")?.len())
}

#[tokio::test]
async fn after_one_visit_the_site_needs_no_server() -> Result<()> {
    let server = OwnServer::start(Build::last()?)?;
    let page = visit(&server, "#/lab?seed=7").await?;
    page.assert_quiet().await?;
    let (again, by_name) = (
        server.url("#/lab?seed=8"),
        server.url("index.html#/lab?seed=9"),
    );
    drop(server);
    page.goto_url(&again).await?;
    ensure!(page.value("#seed").await? == "8", "the link is forgotten");
    page.until("document.querySelector('[data-figure=swarm]').dataset.traceHash")
        .await?;
    page.client.refresh().await?;
    page.started().await?;
    page.goto_url(&by_name).await?;
    ensure!(page.value("#seed").await? == "9");
    Ok(())
}

#[tokio::test]
async fn all_that_the_site_is_made_of_is_kept_but_not_the_one_file() -> Result<()> {
    let build = Build::last()?;
    let server = OwnServer::start(build.clone())?;
    let page = visit(&server, "").await?;
    let kept = page
        .js_async(
            "const [name] = await caches.keys(); \
             const kept = await (await caches.open(name)).keys(); \
             const { scope } = await navigator.serviceWorker.ready; \
             return kept.map(({ url }) => url.slice(scope.length)).sort().join(' ')",
        )
        .await?;
    let wanted: Vec<_> = build
        .names()
        .filter(|name| !matches!(*name, "p2p-lab.html" | "worker.js"))
        // For a course to copy into its own site.
        .filter(|name| !name.starts_with("_includes/"))
        .collect();
    ensure!(kept == wanted.join(" "), "{kept}");
    Ok(())
}

#[tokio::test]
async fn a_new_build_offers_itself_and_takes_over_when_asked() -> Result<()> {
    let first = Build::last()?;
    let server = OwnServer::start(first.clone())?;
    let page = visit(&server, "#/lab?seed=7").await?;
    ensure!(
        page.js("return document.querySelector('.shell-update')")
            .await?
            .is_null(),
        "the first build offers itself"
    );

    server.replace(first.next()?)?;
    page.client.refresh().await?;
    page.started().await?;
    // Until it is asked for, the reader stays with the old one.
    assert_build(&page, "1").await?;
    let offer = page.text("[role=status] > button").await?;
    ensure!(offer.contains("new version"), "{offer}");
    page.assert_accessible().await?;
    page.click(".shell-update button").await?;
    page.until("document.documentElement.dataset.build == '2'")
        .await?;
    page.started().await?;
    ensure!(
        page.value("#seed").await? == "7",
        "the reader's place is lost"
    );
    ensure!(
        page.js("return document.querySelector('.shell-update')")
            .await?
            .is_null(),
        "it still offers itself"
    );
    ensure!(caches(&page).await? == 1, "the old build is still kept");

    // And it is kept whole.
    drop(server);
    page.client.refresh().await?;
    page.started().await?;
    assert_build(&page, "2").await
}

#[tokio::test]
async fn half_a_build_never_takes_the_place_of_a_whole_one() -> Result<()> {
    let first = Build::last()?;
    let next = first.next()?;
    let style = first.names().find(|name| name.ends_with(".css"));
    let mut missing = next.clone();
    missing.remove(style.context("no style sheet")?)?;
    let mut mixed = next;
    mixed.take("index.html", &first)?;

    let server = OwnServer::start(first)?;
    let page = visit(&server, "").await?;
    for (what, half) in [("a file is missing", missing), ("a file is old", mixed)] {
        server.replace(half)?;
        let end = page
            .js_async(
                "const kept = await navigator.serviceWorker.ready; \
                 const ended = new Promise((resolve) => \
                   kept.addEventListener('updatefound', () => { \
                     const next = kept.installing; \
                     next.addEventListener('statechange', () => resolve(next.state)); \
                   }, { once: true })); \
                 await kept.update().catch(() => {}); \
                 return ended",
            )
            .await?;
        ensure!(end == "redundant", "{what}: the new build is {end}");
        page.client.refresh().await?;
        page.started().await?;
        assert_build(&page, "1").await.context(what)?;
        ensure!(caches(&page).await? == 1, "{what}: a part of it is kept");
        ensure!(
            page.js("return document.querySelector('.shell-update')")
                .await?
                .is_null(),
            "{what}: and offered"
        );
    }
    drop(server);
    page.client.refresh().await?;
    page.started().await?;
    assert_build(&page, "1").await
}

#[tokio::test]
async fn a_browser_that_refuses_to_keep_the_site_still_runs_it() -> Result<()> {
    let page = open("").await?;
    for refusal in [
        "if (navigator.serviceWorker) navigator.serviceWorker.register = \
           () => Promise.reject(new DOMException('no', 'SecurityError'))",
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined })",
    ] {
        page.cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            serde_json::json!({ "source": refusal }),
        )
        .await?;
        page.goto("#/lab").await?;
        page.find("[data-figure=swarm]").await?;
        page.assert_quiet().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_site_can_be_installed() -> Result<()> {
    let page = open("").await?;
    let manifest = page
        .cdp("Page.getAppManifest", serde_json::json!({}))
        .await?;
    let errors = &manifest["errors"];
    ensure!(errors.as_array().is_some_and(Vec::is_empty), "{errors}");
    let icons = page
        .js_async(
            "const { href } = document.querySelector('link[rel=manifest]'); \
             const { icons, start_url, scope } = await (await fetch(href)).json(); \
             const sizes = await Promise.all(icons.map(async ({ src, sizes }) => { \
               const image = new Image(); image.src = new URL(src, href); await image.decode(); \
               return sizes == 'any' || sizes == `${image.naturalWidth}x${image.naturalHeight}`; \
             })); \
             return [start_url, scope, sizes.every(Boolean), icons.some((i) => i.purpose == 'maskable')].join(' ')",
        )
        .await?;
    ensure!(icons == "./ ./ true true", "{icons}");
    page.assert_quiet().await
}

#[tokio::test]
async fn the_site_offers_the_one_file_and_the_one_file_does_not() -> Result<()> {
    const LINK: &str = "a[href='p2p-lab.html'][download]";
    let page = open("").await?;
    let offer = page.js_with(
        "return document.querySelector(arguments[0]).parentElement.innerText",
        vec![LINK.into()],
    );
    let offer = offer.await?;
    let size = page
        .js_async("return (await (await fetch('p2p-lab.html')).blob()).size")
        .await?;
    let kilobytes = size.as_u64().context("no size")?.div_ceil(1000);
    let offer = offer.as_str().unwrap_or_default();
    ensure!(offer.contains(&format!("({kilobytes} kB)")), "{offer}");

    let page = open_one_file("#/lab?seed=7").await?;
    page.find("footer").await?;
    let there = page
        .js("return [...document.querySelectorAll('a[download], link[rel=manifest], .shell-update')].length")
        .await?;
    ensure!(there == 0, "the one file offers what it is itself");
    page.assert_quiet().await
}

#[tokio::test]
async fn links_work_in_the_one_file() -> Result<()> {
    let page = open_one_file("#/lab?seed=7&server=3Mbps").await?;
    ensure!(page.value("#server").await? == "3Mbps");
    page.js("location.hash = '#/lab?seed=7&server=5Mbps'")
        .await?;
    page.until("document.querySelector('#server').value == '5Mbps'")
        .await?;
    page.client.back().await?;
    page.until("document.querySelector('#server').value == '3Mbps'")
        .await?;
    page.js("location.hash = '#/embed/bounds?server=2Mbps'")
        .await?;
    page.find(".embed [data-figure=bounds], [data-figure=bounds]")
        .await?;
    page.client.refresh().await?;
    page.started().await?;
    page.find("[data-figure=bounds]").await?;
    page.assert_quiet().await
}
