//! What P2P Lab keeps to itself: no request to others, no cookie, and nothing
//! stored but what it says.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, dist, open};
use serde_json::json;

/// The pages that links lead to, from the first one on.
async fn pages_linked(page: &Page) -> Result<Vec<String>> {
    let paths = page
        .js("return [...document.querySelectorAll('a[href^=\"#/\"]')].map((a) => a.getAttribute('href').split('?')[0])")
        .await?;
    let paths = paths.as_array().context("no list")?;
    Ok(paths
        .iter()
        .filter_map(|path| Some(path.as_str()?.to_owned()))
        .collect())
}

#[tokio::test]
async fn no_page_breaks_the_policy_sets_a_cookie_or_asks_anybody_else() -> Result<()> {
    let page = open("").await?;
    page.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "window.broken = []; document.addEventListener('securitypolicyviolation', \
                (event) => window.broken.push(`${event.violatedDirective}: ${event.blockedURI}`))" }),
    )
    .await?;
    let mut seen = BTreeSet::new();
    let mut next = vec![
        "#/lab".to_owned(),
        "#/embed/bounds".to_owned(),
        "#/embed/swarm".to_owned(),
    ];
    while let Some(path) = next.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        page.goto(&path).await?;
        page.find("main, .embed").await?;
        next.extend(pages_linked(&page).await?);
        let broken = page.js("return window.broken.join('\\n')").await?;
        ensure!(broken == "", "{path}: {broken}");
        let cookies = page.client.get_all_cookies().await?;
        ensure!(cookies.is_empty(), "{path}: {cookies:?}");
        page.assert_quiet().await.with_context(|| path.clone())?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_stored_is_named_and_can_be_cleared() -> Result<()> {
    let page = open("").await?;
    page.js_async("await navigator.serviceWorker.ready").await?;
    dark(&page).await?;
    let keys = page.js("return Object.keys(localStorage).join()").await?;
    ensure!(keys == "p2p-lab.theme /course/p2p-lab/", "{keys}");
    page.client.refresh().await?;
    page.started().await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await?;

    // Somebody else's, of the same origin.
    page.js("localStorage.setItem('another-site', 'x')").await?;
    page.click(".kept summary").await?;
    let told = page.text(".kept").await?;
    ensure!(told.contains("the theme you chose"), "{told}");
    page.assert_accessible().await?;
    page.click(".kept button").await?;
    page.until("/Nothing is kept/.test(document.querySelector('.kept [role=status]').innerText)")
        .await?;
    let keys = page.js("return Object.keys(localStorage).join()").await?;
    ensure!(keys == "another-site", "{keys}");
    page.until("!document.documentElement.dataset.theme")
        .await?;
    page.js(
        "window.left = 1; setInterval(async () => window.left = (await caches.keys()).length \
             + (await navigator.serviceWorker.getRegistrations()).length, 50)",
    )
    .await?;
    page.until("window.left == 0").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn storage_that_is_full_or_refused_is_no_error() -> Result<()> {
    let page = open("").await?;
    page.js("for (let size = 1 << 22; size >= 1;) { \
           try { localStorage.setItem(`full${size}${Math.random()}`, 'x'.repeat(size)) } \
           catch { size >>= 1 } \
         }")
        .await?;
    dark(&page).await?;
    ensure!(
        page.js("return localStorage.getItem('p2p-lab.theme /course/p2p-lab/')")
            .await?
            .is_null(),
        "the store was not full"
    );
    page.assert_quiet().await?;

    page.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "Object.defineProperty(window, 'localStorage', \
                { get() { throw new DOMException('refused', 'SecurityError') } })" }),
    )
    .await?;
    page.goto("#/lab").await?;
    dark(&page).await?;
    page.click(".kept summary").await?;
    page.click(".kept button").await?;
    page.until("!document.documentElement.dataset.theme")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn two_copies_on_one_origin_keep_and_clear_their_own_only() -> Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("copies");
    for copy in ["a", "b"] {
        e2e::copy(&dist()?, &folder.join(copy))?;
    }
    let page = Setup::default().open_site("/two", &folder, "a/").await?;
    let here = page.client.current_url().await?;
    let url = |copy: &str| {
        here.join(&format!("../{copy}/#/lab"))
            .map(|url| url.to_string())
    };
    // What an earlier version has kept goes to the first copy that starts, and is not left for others.
    page.js("localStorage.clear(); localStorage.setItem('p2p-lab.theme', 'Dark')")
        .await?;
    page.goto_url(&url("a")?).await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await?;
    page.js_async("await navigator.serviceWorker.ready").await?;
    page.goto_url(&url("b")?).await?;
    page.js_async("await navigator.serviceWorker.ready").await?;
    ensure!(
        page.js("return document.documentElement.dataset.theme ?? null")
            .await?
            .is_null(),
        "the theme of one copy is that of the other"
    );
    dark(&page).await?;
    let kept = "return Object.keys(localStorage).sort().join()";
    ensure!(page.js(kept).await? == "p2p-lab.theme /two/a/,p2p-lab.theme /two/b/");

    page.click(".kept summary").await?;
    page.click(".kept button").await?;
    page.until("/Nothing is kept/.test(document.querySelector('.kept [role=status]').innerText)")
        .await?;
    ensure!(page.js(kept).await? == "p2p-lab.theme /two/a/");
    page.js(
        "window.left = []; setInterval(async () => window.left = [await caches.keys(), \
             (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope)].flat(), 50)",
    )
    .await?;
    page.until("left.length == 2 && left.every((name) => name.includes('/two/a/'))")
        .await?;
    page.goto_url(&url("a")?).await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await?;
    page.assert_quiet().await
}

async fn dark(page: &Page) -> Result<()> {
    page.js(
        "[...document.querySelectorAll('[aria-label=Theme] button')] \
             .find((button) => button.innerText == 'Dark').click()",
    )
    .await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await
}

#[tokio::test]
async fn a_frame_that_may_only_run_scripts_is_enough() -> Result<()> {
    let page = Setup::default()
        .open_host(
            "<!doctype html><title>A course</title><link rel='icon' href='data:,'><iframe title='P2P Lab' width='1200' height='900' \
             sandbox='allow-scripts' src='p2p-lab/p2p-lab.html#/lab?seed=7'></iframe>",
        )
        .await?;
    let frame = page.find("iframe").await?;
    frame.enter_frame().await?;
    page.started().await?;
    ensure!(
        page.js("try { localStorage; return false } catch { return true }")
            .await?
            == true,
        "this frame has a storage"
    );
    dark(&page).await?;
    page.assert_quiet().await
}

/// How many sections of Learn are begun, and what is kept of Practice.
const KEPT: &str = "((kept) => [kept('progress').split(';').filter((mark) => mark && mark != '..').length, \
                    kept('practice')].join(' ')) \
                    ((name) => Object.entries(localStorage).find(([key]) => key.includes(name))?.[1] ?? '')";

/// Types an answer to the first part of an exercise.
async fn type_answer(page: &Page, text: &str) -> Result<()> {
    page.find(".answer").await?;
    page.js_with(
        "const field = document.querySelector('.answer'); field.value = arguments[0]; \
         field.dispatchEvent(new Event('input', { bubbles: true }))",
        vec![json!(text)],
    )
    .await?;
    Ok(())
}

#[tokio::test]
async fn two_tabs_keep_what_is_done_in_either() -> Result<()> {
    let page = open("#/practice?kinds=bounds&number=1&seed=7&mode=exam").await?;
    let one = page.client.window().await?;
    page.find(".answer").await?;
    // The other tab is there before anything is answered, and knows of nothing.
    let two = page.client.new_window(true).await?.handle;
    page.client.switch_to_window(two.clone()).await?;
    page.goto("#/practice?kinds=bounds&number=1&seed=8").await?;
    page.find(".answer").await?;

    page.client.switch_to_window(one.clone()).await?;
    type_answer(&page, "11 s").await?;
    page.client.switch_to_window(two.clone()).await?;
    type_answer(&page, "22 s").await?;
    page.client.switch_to_window(one.clone()).await?;
    type_answer(&page, "33 s").await?;
    let kept = page.js(&format!("return {KEPT}")).await?;
    let kept = kept.as_str().unwrap_or_default();
    ensure!(kept.contains("33 s") && kept.contains("22 s"), "{kept}");

    // The same set in both: what is answered in one is seen in the other, and the parts add up.
    page.client.switch_to_window(two.clone()).await?;
    page.goto("#/practice?kinds=bounds&number=1&seed=7&mode=exam")
        .await?;
    page.until("document.querySelector('.answer')?.value == '33 s'")
        .await?;
    type_answer(&page, "44 s").await?;
    page.client.switch_to_window(one.clone()).await?;
    page.until("document.querySelector('.answer').value == '44 s'")
        .await?;

    // Learn, a section in each.
    page.goto("#/learn").await?;
    page.find("[name=chunks-check]").await?;
    page.client.switch_to_window(two.clone()).await?;
    page.goto("#/learn").await?;
    page.find("[name=chunks-check]").await?;
    page.js("document.querySelector('[name=chunks-check]').click()")
        .await?;
    page.client.switch_to_window(one.clone()).await?;
    page.js("document.querySelectorAll('.lesson')[0].querySelector('input[type=radio]').click()")
        .await?;
    page.until(&format!("{KEPT}.startsWith('2 ')")).await?;
    page.until("document.querySelector('[name=chunks-check]').checked")
        .await?;

    // What is forgotten in one is forgotten in the other, which does not write it again.
    page.click(".kept summary").await?;
    page.click(".kept button").await?;
    page.client.switch_to_window(two).await?;
    page.until("!document.querySelector('[name=chunks-check]').checked")
        .await?;
    page.js("document.querySelector('[name=chunks-check]').click()")
        .await?;
    page.until(&format!("{KEPT} == '1 '")).await?;

    // The theme too.
    page.js("[...document.querySelectorAll('[aria-label=Theme] button')].at(-1).click()")
        .await?;
    page.client.switch_to_window(one).await?;
    page.until("document.documentElement.dataset.theme == 'dark'")
        .await?;
    page.assert_quiet().await
}
