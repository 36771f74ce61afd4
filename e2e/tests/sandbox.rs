//! What a sandbox forbids, and what the app offers instead.

use anyhow::{Result, ensure};
use e2e::{Page, Setup, course, open};
use serde_json::json;

const TEXT: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

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
