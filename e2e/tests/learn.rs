//! Learn, through the page and with the keyboard alone: figures that run while they are seen, numbers that are changed
//! where they stand, checks; sections have links; answers are kept.

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

/// What a number or a value in a section says.
async fn said(page: &Page, section: &str, term: &str) -> Result<String> {
    page.text(&within(section, &format!("p [data-term={term}]")))
        .await
}

/// Which part of its loop a figure shows.
const PART: &str = "Number(document.querySelector('#race-figure .stage-picture').dataset.part)";

#[tokio::test]
async fn the_race_runs_without_a_press_and_stops_where_it_is_not_seen() -> Result<()> {
    let page = open("#/learn").await?;
    let before = page.js(&format!("return {PART}")).await?;
    page.until(&format!("{PART} != {before}")).await?;
    page.js("document.querySelector('#learn-bound').scrollIntoView()")
        .await?;
    page.until("document.querySelector('#race-figure').dataset.running == 'false'")
        .await?;
    page.until("document.querySelector('#gap-figure').dataset.running == 'true'")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn play_step_and_reset_by_keys() -> Result<()> {
    let page = open("#/learn").await?;
    let tool = |place: u32| within("race", &format!(".stage-tools button:nth-of-type({place})"));
    press(&page, &tool(3), Key::Enter).await?;
    page.until(&format!("{PART} == 0")).await?;
    press(&page, &tool(2), Key::Enter).await?;
    page.until(&format!("{PART} == 0.25")).await?;
    press(&page, &tool(1), Key::Enter).await?;
    page.until(&format!("{PART} > 0.25")).await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_number_in_a_sentence_is_stepped_and_typed_and_all_follow() -> Result<()> {
    let page = open("#/learn").await?;
    let number = within("client-server", "[role=slider][data-term=n]");
    ensure!(said(&page, "client-server", "D").await?.starts_with("54"));
    press(&page, &number, Key::Right).await?;
    page.until("document.querySelector('[data-section=client-server] p [data-term=D]').textContent == '60\u{a0}s'").await?;
    let formula = page.text(&within("client-server", ".bound-terms")).await?;
    ensure!(formula.contains("60"), "{formula}");
    let drawn = page.text(&within("client-server", "svg")).await?;
    ensure!(drawn.contains("N = 10"), "{drawn}");
    // Typed: nonsense is answered and loses nothing, then a good value.
    press(&page, &number, Key::Enter).await?;
    let field = within("client-server", ".typed input");
    page.find(&field).await?;
    for key in "500".chars() {
        page.press(key).await?;
    }
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.typed-fault').textContent.includes('From 1 to 40')")
        .await?;
    ensure!(said(&page, "client-server", "D").await?.starts_with("60"));
    page.press(Key::Escape).await?;
    page.find(&number).await?;
    press(&page, &number, '2').await?;
    page.find(&field).await?;
    page.press('0').await?;
    page.press(Key::Enter).await?;
    page.until("document.querySelector('[data-section=client-server] p [data-term=D]').textContent == '120\u{a0}s'").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn what_is_pointed_at_lights_up_everywhere() -> Result<()> {
    let page = open("#/learn").await?;
    focus(
        &page,
        &within("client-server", "[role=slider][data-term=copies]"),
    )
    .await?;
    page.until(
        "document.querySelectorAll('[data-section=client-server] [data-lit]').length >= 3 \
         && document.querySelector('[data-section=client-server] svg [data-lit]') \
         && document.querySelector('[data-section=client-server] li[data-lit]')",
    )
    .await?;
    focus(&page, &within("race", "[role=slider]")).await?;
    page.until("!document.querySelector('[data-section=client-server] [data-lit]')")
        .await
}

#[tokio::test]
async fn under_reduced_motion_figures_are_still_until_they_are_played() -> Result<()> {
    let setup = Setup {
        still: true,
        ..Setup::default()
    };
    let page = setup.open("#/learn").await?;
    let before = page.js(&format!("return {PART}")).await?;
    page.js("return new Promise((done) => setTimeout(done, 500))")
        .await?;
    ensure!(page.js(&format!("return {PART}")).await? == before);
    press(&page, &within("race", ".stage-play"), Key::Enter).await?;
    page.until(&format!("{PART} != {before}")).await
}

#[tokio::test]
async fn answers_are_kept_after_a_reload_and_can_be_cleared() -> Result<()> {
    let page = open("#/learn").await?;
    answer(&page, "chunks", "bet", 1).await?;
    answer(&page, "chunks", "check", 3).await?;
    page.until(
        "document.querySelector('.contents-state [role=status]').textContent.startsWith('1 of 8')",
    )
    .await?;
    page.goto("#/learn").await?;
    page.until(
        "document.querySelector('.contents-state [role=status]').textContent.startsWith('1 of 8')",
    )
    .await?;
    let said = page.text(&within("chunks", ".said")).await?;
    ensure!(said.contains("Three certain chunks"), "{said}");
    press(&page, ".contents-state .button", Key::Enter).await?;
    page.until(
        "document.querySelector('.contents-state [role=status]').textContent.startsWith('0 of 8')",
    )
    .await?;
    page.goto("#/learn").await?;
    page.find(&within("chunks", "[name=chunks-bet]")).await?;
    page.until(
        "document.querySelector('.contents-state [role=status]').textContent.startsWith('0 of 8')",
    )
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
    let tool = |place: u32| {
        within(
            "bittorrent",
            &format!(".stage-tools button:nth-of-type({place})"),
        )
    };
    press(&page, &tool(3), Key::Enter).await?;
    let told = within("bittorrent", ".stage-said");
    page.until(&format!(
        "document.querySelector('{told}').textContent.startsWith('1 of ')"
    ))
    .await?;
    let first = page.text(&told).await?;
    ensure!(first.contains("joins the torrent"), "{first}");
    let rest = first
        .strip_prefix("1 of ")
        .and_then(|rest| rest.split('.').next());
    let last: u32 = rest.context(first.clone())?.parse()?;
    let mut seen = vec![first];
    for step in 2..=last {
        press(&page, &tool(2), Key::Enter).await?;
        page.until(&format!(
            "document.querySelector('{told}').textContent.startsWith('{step} of')"
        ))
        .await?;
        seen.push(page.text(&told).await?);
    }
    let story = seen.join("\n");
    for part in [
        "The tracker names",
        "optimistic",
        "completes chunk",
        "has the whole file",
    ] {
        ensure!(story.contains(part), "{part} is not in {story}");
    }
    page.assert_quiet().await
}

#[tokio::test]
async fn the_reader_chooses_chunks_and_sees_what_it_costs() -> Result<()> {
    let page = open("#/learn/chunks").await?;
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
async fn the_reader_gives_slots_for_sixty_seconds() -> Result<()> {
    let page = open("#/learn/choking").await?;
    for number in [1, 2, 4, 5] {
        press(&page, &format!(".slots button:nth-of-type({number})"), ' ').await?;
    }
    ensure!(
        page.js("return document.querySelectorAll('.slots [aria-pressed=true]').length")
            .await?
            == 4
    );
    let pass = "#tit-for-tat-figure .stage-said + .stage-tools button:nth-of-type(1)";
    for round in 1..6 {
        press(&page, pass, Key::Enter).await?;
        page.until(&format!(
            "document.querySelector('#tit-for-tat-figure .stage-said').textContent.startsWith('After {round}0')"
        ))
        .await?;
    }
    press(&page, pass, Key::Enter).await?;
    page.until(
        "document.querySelector('#tit-for-tat-figure .stage-said').textContent.startsWith('Over')",
    )
    .await?;
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
            page.js(&format!(
                "document.querySelector('#learn-{section}').scrollIntoView()"
            ))
            .await?;
            page.assert_fits()
                .await
                .with_context(|| format!("{section} at {width} px"))?;
        }
        page.assert_quiet().await?;
    }
    Ok(())
}
