//! A set of exercises in a learning management system, here a mock of what SCORM 1.2 asks of one.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use e2e::{Page, Setup, required};
use p2p_course::exercise::{Exercise, Set};
use serde_json::json;
use zip::ZipArchive;

/// One exercise of four parts.
const SET: &str = "kinds=bounds&level=1&number=1&seed=7";

/// A system that keeps what it is told and notes each call, with a package in a frame.
fn system(package: &str) -> String {
    format!(
        r#"<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>A system</title>
        <script>
          var calls = [], values = {{ "cmi.core.lesson_status": "not attempted" }};
          var note = (answer) => (name) => (...given) => {{ calls.push([name, ...given]); return answer(...given); }};
          var yes = note(() => "true");
          var API = {{
            LMSInitialize: yes("LMSInitialize"), LMSCommit: yes("LMSCommit"), LMSFinish: yes("LMSFinish"),
            LMSGetValue: note((element) => values[element] ?? "")("LMSGetValue"),
            LMSSetValue: note((element, value) => {{ values[element] = value; return "true"; }})("LMSSetValue"),
          }};
          var count = (name) => calls.filter((call) => call.includes(name)).length;
        </script>
        <iframe title="The package" width="1000" height="800" src="{package}/index.html"></iframe>"#
    )
}

/// Lays out what `cargo xtask scorm` writes as a system does.
fn unpack(set: &str, folder: &Path) -> Result<()> {
    let made = Command::new(required("P2P_LAB_XTASK")?)
        .args(["scorm", set])
        .output()?;
    ensure!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let said = String::from_utf8(made.stdout)?;
    let file = said.strip_prefix("Wrote ").and_then(|rest| {
        let (file, _) = rest.split_once(':')?;
        Some(file)
    });
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let bytes = fs::read(root.join(file.context("no file is named")?))?;
    Ok(ZipArchive::new(Cursor::new(bytes))?.extract(folder)?)
}

fn lay_out() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scorm");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (package, set) in [
        ("practice", SET.to_owned()),
        ("exam", format!("{SET}&mode=exam")),
    ] {
        unpack(&set, &folder.join(package))?;
        fs::write(folder.join(format!("{package}.html")), system(package))?;
    }
    Ok(folder)
}

/// Goes into the frame with the exercises, through so many frames.
async fn enter(page: &Page, frames: usize) -> Result<()> {
    for _ in 0..frames {
        page.find("iframe").await?;
        page.client.enter_frame(0).await?;
    }
    page.find(".answer").await?;
    Ok(())
}

/// Answers a part of the exercise, counted from 1: a time, or the letter of a choice.
async fn answer(page: &Page, part: usize, text: &str) -> Result<()> {
    let form = format!("form.part:nth-of-type({part})");
    let choices = page.js_with(
        "return document.querySelector(arguments[0] + ' input[type=radio]') !== null",
        vec![json!(form)],
    );
    if choices.await? == true {
        let choose = "document.querySelectorAll(arguments[0] + ' input')[arguments[1]].click()";
        let choice = text.as_bytes()[0] - b'A';
        page.js_with(choose, vec![json!(form), json!(choice)])
            .await?;
    } else {
        page.fill(&format!("{form} .answer"), text).await?;
    }
    page.js_with(
        "document.querySelector(arguments[0]).requestSubmit()",
        vec![json!(form)],
    )
    .await?;
    Ok(())
}

/// Waits until the system keeps this score and this status.
async fn kept(page: &Page, score: &str, status: &str) -> Result<()> {
    page.until(&format!(
        "top.values['cmi.core.score.raw'] === '{score}' && top.values['cmi.core.lesson_status'] === '{status}'"
    ))
    .await
}

#[tokio::test]
async fn a_system_is_told_what_is_answered_and_without_one_the_page_says_so() -> Result<()> {
    let exercises: Vec<Exercise> = Set::read(SET).0.exercises().collect();
    let right: Vec<String> = exercises[0]
        .parts
        .iter()
        .map(|part| part.answer.text())
        .collect();
    ensure!(right.len() == 4);
    let folder = lay_out()?;
    let page = Setup::default()
        .open_site("/lms", &folder, "practice.html")
        .await?;
    let site = page.client.current_url().await?;

    // A session begins; what others say is no answer.
    page.until("values['cmi.core.lesson_status'] === 'incomplete'")
        .await?;
    ensure!(page.js("return count('LMSInitialize')").await? == 1);
    page.js(
        "frames[0].postMessage({ p2pLab: 1, type: 'answered', exercise: '1.2', right: true, parts: 4 }, '*')",
    )
    .await?;

    // A quarter of it is right, then all of it.
    enter(&page, 2).await?;
    answer(&page, 1, &right[0]).await?;
    kept(&page, "25", "incomplete").await?;
    ensure!(page.js("return top.count('cmi.core.score.raw')").await? == 1);
    for (part, text) in (1..).zip(&right).skip(1) {
        answer(&page, part, text).await?;
    }
    kept(&page, "100", "completed").await?;
    page.client.enter_parent_frame().await?;
    page.until(
        "document.querySelector('#record').textContent === 'Recorded: 4 of 4 parts are right.'",
    )
    .await?;
    page.assert_accessible().await?;

    // After every answer it is suspended and committed, so that a browser that ends without a word loses nothing.
    ensure!(
        page.js(
            "const last = (name) => top.calls.findLastIndex((call) => call.includes(name)); \
             return top.values['cmi.core.exit'] === 'suspend' && top.values['cmi.suspend_data'] === '1.1 1.2 1.3 1.4' \
               && last('LMSCommit') > last('cmi.core.exit') && last('LMSCommit') > last('cmi.suspend_data') \
               && top.count('LMSFinish') === 0"
        )
        .await?
            == true
    );

    // The browser keeps the page and comes back to it: answers are recorded as before.
    let gone = |event: &str, persisted: bool| {
        format!(
            "frames[0].dispatchEvent(new frames[0].PageTransitionEvent('{event}', {{ persisted: {persisted} }}))"
        )
    };
    page.client.enter_parent_frame().await?;
    for left in [true, false] {
        page.js(&gone("pagehide", left)).await?;
        page.js(&gone("pageshow", true)).await?;
        ensure!(page.js("return count('LMSFinish')").await? == i32::from(!left));
        enter(&page, 2).await?;
        answer(&page, 1, "1 s").await?;
        kept(&page, "75", "completed").await?;
        answer(&page, 1, &right[0]).await?;
        kept(&page, "100", "completed").await?;
        page.client.enter_parent_frame().await?;
        page.client.enter_parent_frame().await?;
    }
    // A system that begins no session anew: the page says so.
    page.js("window.begin = API.LMSInitialize; API.LMSInitialize = () => 'false'")
        .await?;
    page.js(&gone("pagehide", false)).await?;
    page.js(&gone("pageshow", true)).await?;
    page.until(
        "/nothing more is recorded/.test(frames[0].document.querySelector('#record').textContent)",
    )
    .await?;
    page.js("API.LMSInitialize = begin").await?;
    page.js(&gone("pageshow", true)).await?;
    page.js("calls.length = 0").await?;
    page.client.enter_frame(0).await?;

    // It ends once, with the time it took.
    page.client.enter_parent_frame().await?;
    page.js("document.querySelector('iframe').remove()").await?;
    page.until("count('LMSFinish') === 1").await?;
    ensure!(page.js("return calls.at(-1)").await? == json!(["LMSFinish", ""]));
    ensure!(
        page.js(
            "return /^\\d{4}:\\d\\d:\\d\\d\\.\\d\\d$/.test(values['cmi.core.session_time']) \
             && values['cmi.core.score.min'] === '0' && values['cmi.core.score.max'] === '100'"
        )
        .await?
            == true
    );

    // The next session knows what was right; what was completed stays so.
    page.js(
        "const frame = document.createElement('iframe'); \
         frame.title = 'Again'; frame.src = 'practice/index.html'; frame.width = 1000; frame.height = 800; \
         document.body.append(frame)",
    )
    .await?;
    page.until(
        "/^Resumed: 4 parts/.test(frames[0].document.querySelector('#record')?.textContent)",
    )
    .await?;
    enter(&page, 2).await?;
    answer(&page, 1, "1 s").await?;
    kept(&page, "75", "completed").await?;
    page.assert_quiet().await?;

    // An exam tells nothing until its end.
    page.client.goto(site.join("exam.html")?.as_str()).await?;
    enter(&page, 2).await?;
    answer(&page, 1, &right[0]).await?;
    page.until("document.querySelector('.ending')?.textContent.includes('1 of 4')")
        .await?;
    ensure!(page.js("return top.count('cmi.core.score.raw')").await? == 0);
    page.click(".ending button").await?;
    kept(&page, "25", "completed").await?;

    // Outside of a system.
    page.client
        .goto(site.join("practice/index.html")?.as_str())
        .await?;
    page.until(
        "document.querySelector('#record').textContent === \
         'This page is not in a learning management system; nothing is recorded.'",
    )
    .await?;
    page.assert_fits().await?;
    enter(&page, 1).await?;
    page.click(".to-others .quiet").await?;
    answer(&page, 1, &right[0]).await?;
    page.until("document.querySelector('.verdict.is-right')")
        .await?;
    page.assert_quiet().await
}
