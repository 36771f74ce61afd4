//! Practice: exercises asked, answered, marked, explained, examined and printed.

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use e2e::{Key, Page, Setup, open};
use p2p_course::exercise::{Attempt, Exercise, Set, Slip};
use serde_json::json;
use std::{env, fs, process};

const BOUNDS: &str = "kinds=bounds&level=1&number=2&seed=7";

fn exercises(query: &str) -> Vec<Exercise> {
    Set::read(query).0.exercises().collect()
}

/// Presses Tab until the focus is on what a selector names.
async fn tab_to(page: &Page, selector: &str) -> Result<()> {
    for _ in 0..80 {
        page.press(Key::Tab).await?;
        let there = format!("return document.activeElement.matches('{selector}')");
        if page.js(&there).await? == true {
            return Ok(());
        }
    }
    anyhow::bail!("Tab does not come to {selector}")
}

/// Types where the focus is, in place of what is there.
async fn type_over(page: &Page, text: &str) -> Result<()> {
    page.js("document.activeElement.select()").await?;
    for letter in text.chars() {
        page.press(letter).await?;
    }
    Ok(())
}

/// The text of the verdict on the first part, once there is one with these words.
async fn verdict(page: &Page, words: &str) -> Result<()> {
    // Indices are set low, without the line before them.
    let words = json!(words.replace('_', ""));
    page.until(&format!(
        "document.querySelector('.verdict')?.textContent.includes({words})"
    ))
    .await
}

#[tokio::test]
async fn a_question_is_answered_with_the_keyboard_alone() -> Result<()> {
    let exercises = exercises(BOUNDS);
    let part = &exercises[0].parts[0];
    let page = open(&format!("#/practice?{BOUNDS}")).await?;
    page.find(".part").await?;

    // A mistake that can be told, with what was probably done.
    let mistake = &part.misconceptions[0];
    let Slip::Value(value) = mistake.slip else {
        anyhow::bail!("{mistake:?} is no value")
    };
    tab_to(&page, ".answer").await?;
    type_over(&page, &format!("{value}")).await?;
    page.press(Key::Enter).await?;
    verdict(&page, "Not quite").await?;
    verdict(&page, &mistake.says).await?;

    // What cannot be read is no mistake.
    type_over(&page, "soon").await?;
    page.press(Key::Enter).await?;
    verdict(&page, "cannot be read").await?;

    // Hints one by one, then the working.
    tab_to(&page, "button[type=button]").await?;
    for hint in &part.hints {
        page.press(Key::Enter).await?;
        let hint = json!(hint.replace('_', ""));
        page.until(&format!(
            "[...document.querySelectorAll('.help li')].at(-1)?.textContent == {hint}"
        ))
        .await?;
    }
    ensure!(
        page.js("return document.querySelector('.working')")
            .await?
            .is_null()
    );
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.working math mfrac')")
        .await?;
    ensure!(
        page.js("return document.querySelector('.working math').namespaceURI.endsWith('MathML')")
            .await?
            == true
    );

    // Right, in another spelling.
    let back = format!("{}{}", char::from(Key::Shift), char::from(Key::Tab));
    while page
        .js("return document.activeElement.matches('.answer')")
        .await?
        != true
    {
        page.client.active_element().await?.send_keys(&back).await?;
    }
    let text = part.answer.text().replace(['\u{a0}', '\u{202f}'], "");
    type_over(&page, &format!("D = {text}")).await?;
    page.press(Key::Enter).await?;
    verdict(&page, "Right").await?;

    // A choice by the arrow keys.
    let right = exercises[0].parts[1].answer.text();
    tab_to(&page, "input[type=radio]").await?;
    let place = u32::from(right.as_bytes()[0] - b'A');
    page.press(' ').await?;
    for _ in 0..place {
        page.press(Key::Down).await?;
    }
    page.press(Key::Enter).await?;
    page.until("document.querySelectorAll('.verdict.is-right').length == 2")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn answers_survive_moving_and_reloading_and_can_be_cleared() -> Result<()> {
    let page = open(&format!("#/practice?{BOUNDS}")).await?;
    page.fill(".answer", "7 500").await?;
    tab_to(&page, ".to-others a").await?;
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.exercise h2').textContent.startsWith('2.')")
        .await?;
    page.until("document.activeElement.id == 'exercise-2'")
        .await?;
    ensure!(page.value(".answer").await?.is_empty());
    ensure!(page.fragment().await? == format!("#/practice?{BOUNDS}&at=2"));
    page.client.back().await?;
    page.until("document.querySelector('.answer')?.value == '7 500'")
        .await?;
    page.client.refresh().await?;
    page.started().await?;
    page.until("document.querySelector('.answer')?.value == '7 500'")
        .await?;
    page.until("document.querySelector('.numbers-nav a').ariaLabel.includes('1 of 4 answered')")
        .await?;
    page.click(".to-others .quiet").await?;
    page.until("document.querySelector('.answer').value == ''")
        .await?;
    ensure!(
        page.js("return localStorage.getItem('p2p-lab.practice /course/p2p-lab/')")
            .await?
            == ""
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn the_lab_opens_once_there_is_nothing_left_to_find_out() -> Result<()> {
    let query = "kinds=choking&level=1&number=1&seed=7";
    let exercise = &exercises(query)[0];
    let page = open(&format!("#/practice?{query}")).await?;
    page.find(".part").await?;
    let link = "article a[href^='#/lab']";
    for (place, part) in exercise.parts.iter().enumerate() {
        ensure!(
            page.js(&format!("return document.querySelector(\"{link}\")"))
                .await?
                .is_null()
        );
        for item in part
            .answer
            .text()
            .split(|c: char| !c.is_ascii_digit())
            .filter(|item| !item.is_empty())
        {
            page.js(&format!(
                "document.querySelectorAll('.part')[{place}].querySelectorAll('input')[{item} - 1].click()"
            ))
            .await?;
        }
        page.js(&format!(
            "document.querySelectorAll('.part')[{place}].requestSubmit()"
        ))
        .await?;
        page.until(&format!(
            "document.querySelectorAll('.verdict.is-right').length == {}",
            place + 1
        ))
        .await?;
    }
    page.click(link).await?;
    page.until("location.hash.startsWith('#/lab?')").await?;
    page.until("document.querySelector('[data-figure=swarm]')?.dataset.traceHash")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn events_are_ordered_with_one_choice_for_each_place() -> Result<()> {
    let query = "kinds=joining&level=1&number=1&seed=7";
    let page = open(&format!("#/practice?{query}")).await?;
    let right = exercises(query)[0].parts[0].answer.text().replace(", ", "");
    for (place, letter) in right.chars().enumerate() {
        page.find(".order select").await?;
        page.js(&format!(
            "document.querySelectorAll('.order select')[{place}].focus()"
        ))
        .await?;
        page.press(letter).await?;
        page.until(&format!(
            "document.querySelectorAll('.order select')[{place}].value == '{letter}'"
        ))
        .await?;
    }
    page.js("document.querySelector('.part').requestSubmit()")
        .await?;
    verdict(&page, "Right").await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn an_exam_tells_nothing_until_its_end_and_gives_a_result_that_can_be_checked() -> Result<()>
{
    let query = "kinds=bounds,scaling&level=1&number=2&seed=3";
    let exercises = exercises(query);
    let page = open(&format!("#/practice?{query}&mode=exam")).await?;
    let text = exercises[0].parts[0].answer.text();
    page.fill(".answer", &text).await?;
    page.press(Key::Enter).await?;
    ensure!(
        page.js(
            "return document.querySelector('.verdict, .help, .working, article a[href^=\"#/lab\"]')"
        )
        .await?
        .is_null()
    );
    // Practice with the same set knows nothing of it.
    page.goto(&format!("#/practice?{query}")).await?;
    page.find(".answer").await?;
    ensure!(page.value(".answer").await?.is_empty());
    page.goto(&format!("#/practice?{query}&mode=exam")).await?;
    page.until("document.querySelector('.ending')?.textContent.includes('1 of 6')")
        .await?;
    tab_to(&page, ".ending button").await?;
    page.press(Key::Enter).await?;
    page.until("document.querySelector('.points')?.textContent == '1 of 6 points'")
        .await?;
    page.client.refresh().await?;
    page.started().await?;
    page.find(".points").await?;

    page.js(
        "window.saved = []; const make = URL.createObjectURL; \
         URL.createObjectURL = (blob) => { blob.text().then((text) => saved.push(text)); return make(blob); }; \
         HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }",
    )
    .await?;
    page.click(".work .part-buttons button").await?;
    page.until("saved.length == 2").await?;
    let saved = page
        .js("return saved.find((text) => text.includes('answered:'))")
        .await?;
    let report = saved.as_str().context("no report")?;
    ensure!(report.contains(&exercises[1].parts[0].question));
    let checked = Attempt::check(report)?;
    ensure!(
        checked.points == (1, 6) && checked.differs.is_none(),
        "{checked:?}"
    );

    // Whoever marks it opens the file, and sees whether it was changed.
    for (name, text, says) in [
        (
            "saved",
            report.to_owned(),
            "1 of 6 points. The file is as it was saved",
        ),
        (
            "changed",
            report.replacen("1 of 6", "6 of 6", 1),
            "line 3 was changed",
        ),
        ("letter", "A letter".to_owned(), "This is not a result"),
    ] {
        let file = env::temp_dir().join(format!("p2p-lab-{name}-{}.txt", process::id()));
        fs::write(&file, text)?;
        let path = file.to_str().context("no path")?;
        page.find("#result").await?.send_keys(path).await?;
        page.until(&format!(
            "document.querySelector('.check-result [role=status]').textContent.includes('{says}')"
        ))
        .await?;
        fs::remove_file(&file)?;
    }
    page.assert_quiet().await
}

/// How many pages there are on paper.
async fn pages(page: &Page, query: &str, paper: (f64, f64)) -> Result<usize> {
    page.goto(&format!("#/practice?{query}")).await?;
    page.find(".paper .exercise").await?;
    let options =
        json!({ "paperWidth": paper.0, "paperHeight": paper.1, "preferCSSPageSize": false });
    let pdf = page.cdp("Page.printToPDF", options).await?;
    let pdf = BASE64_STANDARD.decode(pdf["data"].as_str().context("no PDF")?)?;
    let pdf = String::from_utf8_lossy(&pdf);
    Ok(pdf.matches("/Type /Page\n").count())
}

#[tokio::test]
async fn a_worksheet_is_printed_with_its_key_on_pages_of_its_own() -> Result<()> {
    let query = "kinds=bounds,chunks,joining&level=2&number=3&seed=7";
    let page = open("#/practice").await?;
    for paper in [(8.27, 11.69), (8.5, 11.0)] {
        let sheet = pages(&page, &format!("{query}&mode=questions"), paper).await?;
        let key = pages(&page, &format!("{query}&mode=key"), paper).await?;
        let both = pages(&page, &format!("{query}&mode=sheet"), paper).await?;
        ensure!(
            sheet >= 2 && key >= 2 && both == sheet + key,
            "{sheet} and {key}, but {both} pages"
        );
    }
    page.goto(&format!("#/practice?{query}&mode=questions"))
        .await?;
    page.find(".sheet .writing-line").await?;
    ensure!(
        page.js("return document.querySelector('.key, .working')")
            .await?
            .is_null()
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn a_curve_is_drawn_and_its_scenario_is_not_told() -> Result<()> {
    let query = "kinds=scaling&level=3&number=1&seed=7";
    let page = open(&format!("#/practice?{query}")).await?;
    page.until("document.querySelector('.blocks canvas')?.toDataURL().length > 5000")
        .await?;
    let html = page
        .js("return document.querySelector('main').innerHTML")
        .await?;
    ensure!(
        !html.as_str().unwrap_or_default().contains("server="),
        "it tells the scenario"
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn the_controls_write_the_link_and_the_link_sets_the_controls() -> Result<()> {
    let page = open("#/practice").await?;
    page.until("document.querySelector('.choose').open").await?;
    page.fill("#seed", "42").await?;
    page.until("location.hash.includes('seed=42')").await?;
    page.fill("#number", "3").await?;
    page.until("location.hash.includes('number=3')").await?;
    page.until("document.querySelectorAll('.numbers-nav li').length == 3")
        .await?;
    page.click(".choose fieldset:nth-of-type(2) label:nth-of-type(2)")
        .await?;
    page.until("location.hash.includes('level=1,2')").await?;
    page.fill("#seed", "x").await?;
    page.until("document.querySelector('#seed').value == '42'")
        .await?;
    page.goto("#/practice?kinds=chunks&level=3&number=4&seed=9")
        .await?;
    page.find(".choose").await?;
    page.js("document.querySelector('.choose').open = true")
        .await?;
    ensure!(page.value("#seed").await? == "9" && page.value("#number").await? == "4");
    // The last kind cannot be taken away.
    ensure!(page.js("return [...document.querySelectorAll('.choose fieldset:first-of-type input')].map((i) => [i.checked, i.disabled].join()).join(' ')").await?
        == "false,false false,false true,true false,false false,false");
    page.assert_quiet().await
}

#[tokio::test]
async fn practice_exam_and_worksheet_are_accessible_and_fit_at_every_width() -> Result<()> {
    let page = open("#/practice").await?;
    for width in [320, 768, 1440] {
        page.set(&Setup {
            width,
            ..Setup::default()
        })
        .await?;
        for query in [
            "",
            "kinds=chunks&level=3&number=1",
            "kinds=choking&level=3&number=1&mode=exam",
            "level=3&number=5&mode=sheet",
        ] {
            page.goto(&format!("#/practice?{query}")).await?;
            page.find(".part").await?;
            page.assert_fits()
                .await
                .with_context(|| format!("{query} at {width}"))?;
            page.assert_accessible()
                .await
                .with_context(|| format!("{query} at {width}"))?;
        }
    }
    page.assert_quiet().await
}
