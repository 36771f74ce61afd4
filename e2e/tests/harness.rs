//! The harness notices what it is there to notice: a check that cannot fail
//! proves nothing.

use anyhow::{Context as _, Result, ensure};
use e2e::{Page, Setup};

async fn open(body: &str) -> Result<Page> {
    let html = format!(
        "<!doctype html><html lang=en><meta name=viewport content=\"width=device-width\">\
         <link rel=icon href=data:,><title>T</title>{body}"
    );
    Setup {
        width: 320,
        ..Setup::default()
    }
    .open_host(&html)
    .await
}

/// What a check says where it fails, as it must.
fn refused(result: Result<()>) -> Result<String> {
    let error = result.err().context("the check saw nothing")?;
    Ok(format!("{error:#}"))
}

#[tokio::test]
async fn a_good_page_passes() -> Result<()> {
    let page = open("<main><h1>Good</h1><img alt='' src=data:image/svg+xml,></main>").await?;
    page.assert_quiet().await?;
    page.assert_fits().await?;
    page.assert_accessible().await
}

#[tokio::test]
async fn console_errors_are_noticed() -> Result<()> {
    let page = open("<script>console.error('first')</script>").await?;
    ensure!(refused(page.assert_quiet().await)?.contains("first"));
    // And not forgotten once they have been read.
    ensure!(refused(page.assert_quiet().await)?.contains("first"));
    Ok(())
}

#[tokio::test]
async fn requests_to_another_origin_are_noticed() -> Result<()> {
    let page = open("<img alt='' src='http://localhost:9/pixel.png'>").await?;
    ensure!(refused(page.assert_quiet().await)?.contains("another origin: http://localhost:9/"));
    Ok(())
}

#[tokio::test]
async fn wide_content_is_noticed_and_named() -> Result<()> {
    let page = open("<p id=culprit style='width: 400px'>Wide</p>").await?;
    ensure!(refused(page.assert_fits().await)?.contains("culprit"));
    Ok(())
}

#[tokio::test]
async fn offences_against_accessibility_are_noticed() -> Result<()> {
    let page = open("<main><h1>T</h1><p style='color: #ccc'>Pale</p></main>").await?;
    ensure!(refused(page.assert_accessible().await)?.contains("color-contrast"));
    // What is against no criterion, and not good all the same.
    let page = open("<h1>T</h1><p>In no landmark</p>").await?;
    ensure!(refused(page.assert_accessible().await)?.contains("landmark-one-main"));
    Ok(())
}
