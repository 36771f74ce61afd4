//! Learn, through the page and with the keyboard alone: predict, see, check; sections have links; answers are kept.

use anyhow::{Context, Result, ensure};
use e2e::{Key, Page, Setup, open};
use serde_json::json;

const SECTIONS: [&str; 8] = [
    "race",
    "client-server",
    "p2p",
    "bittorrent",
    "chunks",
    "choking",
    "upload",
    "bound",
];

/// Something in a section, as a CSS selector.
fn within(section: &str, selector: &str) -> String {
    format!("[data-section={section}] {selector}")
}

/// Puts the focus on an element, as Tab would: it has to be one that the keyboard reaches.
async fn focus(page: &Page, selector: &str) -> Result<()> {
    let element = page.find(selector).await?;
    let reached = page
        .js_with(
            "arguments[0].focus(); return document.activeElement === arguments[0] && arguments[0].tabIndex >= 0",
            vec![json!(element)],
        )
        .await?;
    ensure!(reached == true, "the keyboard does not reach {selector}");
    Ok(())
}

async fn press(page: &Page, selector: &str, key: impl Into<char>) -> Result<()> {
    focus(page, selector).await?;
    page.press(key).await
}

/// Chooses an answer: 1 for the first.
async fn answer(page: &Page, section: &str, question: &str, place: usize) -> Result<()> {
    let answer = format!("label:nth-of-type({place}) input[name={section}-{question}]");
    press(page, &within(section, &answer), ' ').await
}

/// Predicts something, and asks for the figure.
async fn show(page: &Page, section: &str) -> Result<()> {
    if ["client-server", "p2p"].contains(&section) {
        let slider = within(section, ".sketch-place:last-child input");
        press(page, &slider, Key::Right).await?;
    } else {
        answer(page, section, "bet", 1).await?;
    }
    press(page, &within(section, ".show"), Key::Enter).await?;
    page.until(&format!(
        "document.querySelector('[data-section={section}] .live').children.length > 0"
    ))
    .await
}

/// Waits until what a section has to show is there.
async fn shown(page: &Page, section: &str) -> Result<()> {
    let there = match section {
        "race" | "client-server" | "bittorrent" => {
            "document.querySelector('[data-figure=swarm]').dataset.traceHash \
             || !document.querySelector('.play').disabled"
        }
        "p2p" => "document.querySelector('#ideal-title')",
        "chunks" => "document.querySelectorAll('.game tbody tr').length == 8",
        "choking" => "document.querySelector('[data-chart=upload-finish] canvas')",
        "upload" => "document.querySelector('#many-text').textContent.startsWith('10')",
        _ => {
            "document.querySelector('[data-chart=upload-use] canvas') && document.querySelector('.sweep-state').textContent.startsWith('Done')"
        }
    };
    // The runs of the last two take a while where many browsers share a processor.
    for _ in 0..5 {
        if page.until(there).await.is_ok() {
            return Ok(());
        }
    }
    page.until(there).await
}

#[tokio::test]
async fn every_section_shows_its_figure_after_a_prediction() -> Result<()> {
    let page = open("#/learn").await?;
    for section in SECTIONS {
        show(&page, section).await?;
        shown(&page, section).await?;
        let said = page.text(&within(section, ".said")).await?;
        ensure!(
            said.contains("You expected") || said.contains("Your sketch"),
            "{section}: {said}"
        );
    }
    // One at a time.
    let live = page
        .js("return [...document.querySelectorAll('.live')].filter((live) => live.children.length).length")
        .await?;
    ensure!(live == 1, "{live} figures are live");
    page.assert_quiet().await
}

#[tokio::test]
async fn nothing_is_shown_before_something_is_expected() -> Result<()> {
    let page = open("#/learn").await?;
    press(&page, &within("race", ".show"), Key::Enter).await?;
    page.until(
        "document.querySelector('[data-section=race] .said').textContent.includes('First say')",
    )
    .await?;
    ensure!(page.text(&within("race", ".live")).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_sketch_is_drawn_by_dragging_and_kept_beside_the_curve() -> Result<()> {
    let page = open("#/learn/client-server").await?;
    let canvas = page.find(".sketch-canvas").await?;
    page.js_with(
        "const box = arguments[0].getBoundingClientRect(); \
         const at = (x, y, type) => arguments[0].dispatchEvent(new PointerEvent(type, { bubbles: true, buttons: 1, \
            clientX: box.left + box.width * x, clientY: box.top + box.height * y })); \
         at(0.5, 0.5, 'pointerdown'); at(0.99, 0.2, 'pointermove')",
        vec![json!(canvas)],
    )
    .await?;
    let last = within("client-server", ".sketch-place:last-child input");
    page.until(&format!("document.querySelector('{last}').value > 60"))
        .await?;
    press(&page, &within("client-server", ".show"), Key::Enter).await?;
    page.find("#bounds-title").await?;
    let said = page.text(&within("client-server", ".said")).await?;
    ensure!(said.contains("Your sketch"), "{said}");
    // Only client–server is told here; P2P is still to be sketched.
    let read = page.text(".read-off").await?;
    ensure!(
        read.contains("client–server") && !read.contains("P2P"),
        "{read}"
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn answers_are_kept_after_a_reload_and_can_be_cleared() -> Result<()> {
    let page = open("#/learn").await?;
    show(&page, "chunks").await?;
    answer(&page, "chunks", "check", 3).await?;
    page.until(
        "document.querySelector('.contents [role=status]').textContent.startsWith('1 of 8')",
    )
    .await?;
    page.goto("#/learn").await?;
    page.until(
        "document.querySelector('.contents [role=status]').textContent.startsWith('1 of 8')",
    )
    .await?;
    let said = page.text(&within("chunks", ".said")).await?;
    ensure!(said.contains("You expected"), "{said}");
    // Nothing runs until it is asked for.
    ensure!(page.text(&within("chunks", ".live")).await?.is_empty());
    press(&page, ".contents .button", Key::Enter).await?;
    page.until(
        "document.querySelector('.contents [role=status]').textContent.startsWith('0 of 8')",
    )
    .await?;
    page.goto("#/learn").await?;
    page.find(&within("chunks", "[name=chunks-bet]")).await?;
    page.until("document.querySelector('.contents [role=status]').textContent.startsWith('0 of 8')")
        .await
}

#[tokio::test]
async fn a_section_has_a_link_and_the_focus_goes_there() -> Result<()> {
    let page = open("#/learn/choking").await?;
    page.until("document.activeElement.id == 'learn-choking'")
        .await?;
    ensure!(page.client.title().await?.starts_with("Whom to unchoke"));
    page.until("document.activeElement.getBoundingClientRect().top < innerHeight / 2")
        .await?;
    press(&page, ".contents li:nth-child(3) a", Key::Enter).await?;
    page.until("document.activeElement.id == 'learn-p2p'")
        .await?;
    ensure!(page.fragment().await? == "#/learn/p2p");
    page.until("document.querySelector('nav [aria-current]').textContent == 'Learn'")
        .await?;

    let page = open("#/learn/chalk").await?;
    let notice = page.text(".notice").await?;
    ensure!(notice.contains("/learn/chalk"), "{notice}");
    page.find("#learn-race").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_newcomer_is_followed_step_by_step() -> Result<()> {
    let page = open("#/learn/bittorrent").await?;
    show(&page, "bittorrent").await?;
    let said = ".story-steps [role=status]";
    page.find(said).await?;
    ensure!(page.text(said).await?.contains("joins the torrent"));
    let time = "Number(document.querySelector('[data-figure=swarm]').dataset.time)";
    page.until(&format!("{time} == 20")).await?;
    let first = page.text(said).await?;
    let last: u32 = first
        .strip_prefix("1 of ")
        .and_then(|rest| rest.split('.').next())
        .context(first.clone())?
        .parse()?;
    let mut seen = vec![first];
    for step in 2..=last {
        press(&page, ".story-steps button:nth-of-type(2)", Key::Enter).await?;
        page.until(&format!(
            "document.querySelector('{said}').textContent.startsWith('{step} of')"
        ))
        .await?;
        seen.push(page.text(said).await?);
    }
    let story = seen.join("\n");
    for part in [
        "the tracker names",
        "optimistic",
        "the rarest",
        "endgame",
        "has the whole file",
    ] {
        ensure!(story.contains(part), "{part} is not in {story}");
    }
    // The figure has gone along.
    page.until(&format!("{time} > 60")).await?;
    press(&page, ".story-steps button:nth-of-type(1)", Key::Enter).await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn the_reader_chooses_chunks_and_sees_what_it_costs() -> Result<()> {
    let page = open("#/learn/chunks").await?;
    show(&page, "chunks").await?;
    for chunk in [0, 1, 2, 4] {
        press(
            &page,
            &format!(".game [aria-label='Take chunk {chunk}']"),
            Key::Enter,
        )
        .await?;
    }
    page.until("document.querySelector('.game ul')").await?;
    let text = page.text(".game").await?;
    ensure!(text.contains("Chunks 3, 5 and 7 are lost"), "{text}");
    ensure!(text.contains("1560 lose"), "{text}");
    press(&page, ".game > .button", Key::Enter).await?;
    for chunk in [3, 5, 7, 6] {
        press(
            &page,
            &format!(".game [aria-label='Take chunk {chunk}']"),
            Key::Enter,
        )
        .await?;
    }
    page.until("document.querySelector('.game > [role=status]').textContent.includes('All five')")
        .await?;
    page.assert_accessible().await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn the_reader_chokes_for_three_looks() -> Result<()> {
    let page = open("#/learn/choking").await?;
    show(&page, "choking").await?;
    for number in [1, 2, 4, 5] {
        press(
            &page,
            &format!(".game label:nth-of-type({number}) input"),
            ' ',
        )
        .await?;
    }
    for look in 1..=3 {
        page.until(
            "document.querySelector('.game > .button').textContent.startsWith('Unchoke') \
                    && !document.querySelector('.game > .button').ariaDisabled",
        )
        .await?;
        press(&page, ".game > .button", Key::Enter).await?;
        page.until(&format!(
            "document.querySelectorAll('.game > ol > li').length == {look}"
        ))
        .await?;
    }
    let text = page.text(".game").await?;
    ensure!(text.contains("Tit-for-tat chooses 1, 4, 5 and 8"), "{text}");
    ensure!(
        text.contains("With tit-for-tat it would have been"),
        "{text}"
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn it_fits_and_is_accessible_at_every_width() -> Result<()> {
    for (width, dark) in [(320, true), (768, false), (1440, true)] {
        let setup = Setup {
            width,
            dark,
            phone: width < 400,
            ..Setup::default()
        };
        let page = setup.open("#/learn").await?;
        page.assert_fits().await?;
        page.assert_accessible().await?;
        for section in SECTIONS {
            show(&page, section).await?;
            if section == "client-server" || section == "choking" {
                shown(&page, section).await?;
                page.assert_accessible().await?;
            }
            page.assert_fits()
                .await
                .with_context(|| format!("{section} at {width} px"))?;
        }
        page.assert_quiet().await?;
    }
    Ok(())
}
