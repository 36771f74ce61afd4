//! The page around the app: it loads from anywhere, keeps to itself, and says
//! what is wrong when something is.

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, open, open_one_file};
use serde_json::json;

const NARROW: Setup = Setup {
    width: 320,
    height: 640,
    scale: 2.0,
    dark: false,
    still: false,
    phone: true,
};

#[tokio::test]
async fn the_site_loads_from_a_sub_folder_without_a_complaint() -> Result<()> {
    let page = open("#/lab").await?;
    ensure!(page.client.title().await?.contains("P2P Lab"));
    let requests = page.requests().await?;
    ensure!(
        requests.iter().any(|url| url.ends_with(".wasm")),
        "no wasm among {requests:?}"
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn the_site_loads_in_the_dark() -> Result<()> {
    let dark = Setup {
        dark: true,
        ..Setup::default()
    };
    let page = dark.open("#/lab").await?;
    page.assert_quiet().await?;
    page.assert_accessible().await
}

#[tokio::test]
async fn the_one_file_app_runs_from_disk_without_a_network() -> Result<()> {
    let page = open_one_file("").await?;
    ensure!(
        page.js("return location.protocol").await? == "file:",
        "it was not opened from disk"
    );
    page.find("#app h1").await?;
    let loaded = page.requests().await?;
    let others: Vec<_> = loaded
        .iter()
        .filter(|url| !url.contains("/p2p-lab.html") && !url.starts_with("data:"))
        .collect();
    ensure!(others.is_empty(), "it loaded {others:?}");
    page.assert_quiet().await
}

#[tokio::test]
async fn the_one_file_app_plays_the_models_run() -> Result<()> {
    // The first line under the names: the small swarm.
    let golden = include_str!("../../model/tests/golden.csv");
    let (text, hash) = golden
        .lines()
        .nth(1)
        .and_then(|line| line.rsplit_once(','))
        .context("no run in golden.csv")?;
    let page = open_one_file(&format!("#/lab?{text}")).await?;
    page.until("document.querySelector('[data-figure=swarm]').dataset.traceHash")
        .await?;
    let on_page = page
        .attribute("[data-figure=swarm]", "data-trace-hash")
        .await?;
    ensure!(on_page.as_deref() == Some(hash), "{on_page:?}, not {hash}");
    page.until("!document.querySelector('.play').disabled")
        .await?;
    page.click(".play").await?;
    page.until("Number(document.querySelector('[data-figure=swarm]').dataset.time) > 1")
        .await?;
    // The address follows from disk too.
    page.click(".play").await?;
    page.until("/[&]t=[0-9.]+s/.test(location.hash)").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn nothing_sticks_out_at_320_px() -> Result<()> {
    let page = NARROW.open("#/lab").await?;
    ensure!(
        page.js("return window.innerWidth").await? == 320,
        "the window is not 320 px wide"
    );
    page.assert_fits().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn axe_finds_nothing() -> Result<()> {
    let page = open("#/lab").await?;
    page.assert_accessible().await
}

#[tokio::test]
async fn the_policy_blocks_what_the_site_does_not_need() -> Result<()> {
    let page = open("#/lab").await?;
    for (what, script) in [
        ("eval", "eval('1')"),
        ("new Function", "new Function('')()"),
    ] {
        let blocked = format!(
            "try {{ {script}; return false }} catch (e) {{ return e instanceof EvalError }}"
        );
        // WebDriver's own scripts are exempt, so the page's own timer runs it.
        let in_page = format!(
            "const done = arguments[arguments.length - 1]; \
             setTimeout(() => done((() => {{ {blocked} }})()))"
        );
        let result = page.client.execute_async(&in_page, vec![]).await?;
        ensure!(result == true, "{what} is not blocked");
    }
    let elsewhere = "const done = arguments[arguments.length - 1]; \
         fetch('http://localhost:9/').then(() => done('answered'), (error) => done(error.name))";
    page.client.execute_async(elsewhere, vec![]).await?;
    let complaints = page.complaints().await?.join("\n");
    ensure!(
        complaints.contains("Content Security Policy") && complaints.contains("localhost:9"),
        "a request to another origin was not blocked: {complaints}"
    );
    Ok(())
}

#[tokio::test]
async fn a_panic_shows_what_happened_and_a_way_out() -> Result<()> {
    let page = open("#/lab?seed=7").await?;
    page.js("window.p2pLab.panic('the swarm is upside down')")
        .await?;
    assert_panic_box(&page, "the swarm is upside down").await?;

    // The first message is the cause: later ones do not replace it.
    page.js("window.p2pLab.panic('something else')").await?;
    assert_panic_box(&page, "the swarm is upside down").await?;
    page.assert_accessible().await?;

    page.click("[role=alert] a").await?;
    page.until("!document.querySelector('[role=alert]')")
        .await?;
    page.started().await?;
    let fragment = page.fragment().await?;
    ensure!(
        fragment.starts_with("#/lab") && !fragment.contains("seed=7"),
        "reset leads to {fragment}"
    );
    page.assert_quiet().await
}

/// The app's own panic, through its own hook: the browser refuses it an element once, which the framework
/// takes for impossible.
#[tokio::test]
async fn a_real_panic_of_the_app_shows_the_box_with_a_way_out() -> Result<()> {
    let page = open("#/lab?seed=7").await?;
    page.js(
        "const kept = [[Document.prototype, 'createElement'], [Document.prototype, 'createElementNS'], \
                       [Node.prototype, 'cloneNode']].map(([owner, name]) => [owner, name, owner[name]]); \
         for (const [owner, name] of kept) owner[name] = () => { \
           for (const [owner, name, real] of kept) owner[name] = real; \
           throw new Error('no more elements'); \
         }; \
         location.hash = '#/lab?seed=8&file=banana'",
    )
    .await?;
    page.find("[role=alert] a").await?;
    assert_panic_box(&page, "panicked at").await?;
    let text = page.text("[role=alert]").await?;
    ensure!(text.contains(".rs:"), "it does not say where: {text}");
    ensure!(
        page.js("return document.querySelector('#app').inert")
            .await?
            == true,
        "the broken app can still be touched"
    );
    page.click("[role=alert] a").await?;
    page.until("!document.querySelector('[role=alert]')")
        .await?;
    page.started().await?;
    page.until("document.querySelector('[data-figure=swarm]').dataset.traceHash")
        .await?;
    ensure!(page.value("#file").await? == "8MiB");
    Ok(())
}

#[tokio::test]
async fn a_wasm_trap_shows_the_panic_box_too() -> Result<()> {
    let page = open("#/lab").await?;
    // (module (func (export "f") unreachable)), run by the page itself.
    let trap = "const bytes = new Uint8Array(arguments[0]); \
         WebAssembly.instantiate(bytes).then(({ instance }) => setTimeout(instance.exports.f))";
    let module: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\
        \x07\x05\x01\x01f\0\0\x0a\x05\x01\x03\0\0\x0b";
    page.js_with(trap, vec![json!(module)]).await?;
    page.find("[role=alert]").await?;
    assert_panic_box(&page, "unreachable").await
}

#[tokio::test]
async fn the_panic_box_fits_320_px() -> Result<()> {
    let page = NARROW.open("#/lab").await?;
    let long = "assertion failed: ".to_owned() + &"a_very_long_name::".repeat(40);
    page.js_with("window.p2pLab.panic(arguments[0])", vec![json!(long)])
        .await?;
    page.find("[role=alert] a").await?;
    page.assert_fits().await
}

async fn assert_panic_box(page: &Page, message: &str) -> Result<()> {
    let text = page.text("[role=alert]").await?;
    ensure!(text.contains(message), "{message:?} is not in {text:?}");
    let link = page.value("[role=alert] input").await?;
    let here = page.client.current_url().await?;
    ensure!(link == here.as_str(), "the link is {link}, the page {here}");
    Ok(())
}

#[tokio::test]
async fn an_app_that_cannot_be_loaded_says_so() -> Result<()> {
    let page = open("#/lab").await?;
    // The same page, where the wasm is missing.
    let html = page
        .js("return fetch('').then((page) => page.text())")
        .await?;
    let html = html.as_str().unwrap_or_default();
    let host = html
        .replace("./", "p2p-lab/")
        .replace("_bg.wasm", "_missing.wasm");
    let page = Setup::default().open_host(&host).await?;
    page.until("document.documentElement.dataset.app == 'failed'")
        .await?;
    let text = page.text("[role=alert]").await?;
    ensure!(text.contains("could not start"), "{text:?}");
    Ok(())
}

#[tokio::test]
async fn a_browser_without_web_assembly_is_told_so() -> Result<()> {
    let page = open("#/lab").await?;
    page.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "delete window.WebAssembly" }),
    )
    .await?;
    page.client.refresh().await?;
    page.until("document.documentElement.dataset.app == 'failed'")
        .await?;
    let text = page.text("[role=alert]").await?;
    ensure!(text.contains("has no WebAssembly"), "{text:?}");
    Ok(())
}
