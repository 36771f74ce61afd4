//! Where a scenario comes from and goes to: the examples, files, drops, undo; and what is said of one that
//! cannot be.

use anyhow::{Context, Result, ensure};
use e2e::{Key, Page, Setup, open};

const READY: &str = "document.querySelector('[data-figure=swarm]')?.dataset.traceHash \
                     && !document.querySelector('progress')";

async fn lab(query: &str) -> Result<Page> {
    let page = open(&format!("#/lab?{query}")).await?;
    page.until(READY).await?;
    Ok(page)
}

/// The text of an element with ordinary spaces.
async fn words(page: &Page, selector: &str) -> Result<String> {
    let text = page.text(selector).await?;
    Ok(text.replace(['\u{a0}', '\u{202f}'], " "))
}

/// Chooses a file as a reader does.
async fn choose(page: &Page, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("p2p-lab-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    std::fs::write(&path, bytes)?;
    let path = path.to_str().context("a path in Unicode")?;
    Ok(page.find("#open-file").await?.send_keys(path).await?)
}

/// Drops a file, or a text where there is no name.
async fn drop_on(page: &Page, target: &str, name: Option<&str>, text: &str) -> Result<()> {
    let script = "const [target, name, text] = arguments; const data = new DataTransfer(); \
        if (name) data.items.add(new File([text], name)); else data.setData('text/plain', text); \
        const init = { dataTransfer: data, bubbles: true, cancelable: true }; \
        const on = document.querySelector(target); \
        on.dispatchEvent(new DragEvent('dragenter', init)); \
        on.dispatchEvent(new DragEvent('dragover', init)); \
        return new Promise((done) => setTimeout(() => { \
          const shown = Boolean(document.querySelector('.drop-zone')); \
          on.dispatchEvent(new DragEvent('drop', init)); done(shown); }, 100))";
    let arguments = vec![target.into(), name.into(), text.into()];
    let shown = page.js_with(script, arguments).await?;
    ensure!(shown == true, "nothing says that it can be dropped");
    page.until("!document.querySelector('.drop-zone')").await
}

/// Presses Ctrl and a letter, wherever the focus is.
async fn press_ctrl(page: &Page, letter: &str) -> Result<()> {
    let keys = format!(
        "{}{letter}{}",
        char::from(Key::Control),
        char::from(Key::Null)
    );
    Ok(page.client.active_element().await?.send_keys(&keys).await?)
}

/// Waits for the picture of every example, one after the other: together they take a while.
async fn drawn(page: &Page) -> Result<()> {
    page.until("document.querySelector('.thumb')").await?;
    let count = page
        .js("return document.querySelectorAll('.thumb').length")
        .await?;
    for card in 0..count.as_u64().context("no examples")? {
        page.until(&format!(
            "!document.querySelectorAll('.thumb')[{card}].ariaBusy"
        ))
        .await?;
    }
    Ok(())
}

const OPEN: &str = "document.querySelector('dialog.gallery').open";

#[tokio::test]
async fn an_example_is_chosen_by_keyboard() -> Result<()> {
    let page = lab("").await?;
    let finish = words(&page, "[data-architecture=p2p] .finish strong").await?;
    page.js("document.querySelector('#examples').focus()")
        .await?;
    page.press(Key::Enter).await?;
    page.until(OPEN).await?;
    // The model draws the pictures while one reads, and tells what the Lab tells.
    drawn(&page).await?;
    let small = words(&page, ".card.is-shown figcaption").await?;
    ensure!(
        small.contains(&format!("P2P: {finish}")),
        "{small}, not {finish}"
    );
    ensure!(words(&page, ".card [aria-current=true]").await? == "Small swarm");
    let curves = page
        .js("const thumbs = [...document.querySelectorAll('.thumb')].map((thumb) => thumb.innerHTML); \
             return new Set(thumbs).size == thumbs.length")
        .await?;
    ensure!(curves == true, "examples look the same");
    page.assert_accessible().await?;

    let mut reached = false;
    for _ in 0..60 {
        page.press(Key::Tab).await?;
        reached = page.js("return document.activeElement.textContent").await? == "Textbook";
        if reached {
            break;
        }
    }
    ensure!(reached, "the textbook cannot be reached");
    page.press(Key::Enter).await?;
    page.until(&format!(
        "!{OPEN} && document.querySelector('#server').value == '30Mbps'"
    ))
    .await?;
    ensure!(page.value("#preset").await? == "textbook");
    ensure!(page.js("return document.activeElement.id").await? == "examples");

    // Closed without a choice, nothing changes.
    page.press(Key::Enter).await?;
    page.until(OPEN).await?;
    page.press(Key::Escape).await?;
    page.until(&format!("!{OPEN}")).await?;
    ensure!(page.js("return document.activeElement.id").await? == "examples");
    ensure!(page.value("#server").await? == "30Mbps");
    page.assert_quiet().await
}

#[tokio::test]
async fn the_gallery_fits_and_is_accessible_at_every_width() -> Result<()> {
    for (width, dark) in [(320, true), (768, false)] {
        let setup = Setup {
            width,
            dark,
            phone: width < 400,
            ..Setup::default()
        };
        let page = setup.open("#/lab").await?;
        page.until(READY).await?;
        page.click("#examples").await?;
        page.until(OPEN).await?;
        drawn(&page).await?;
        let sideways = page
            .js("const d = document.querySelector('dialog.gallery'); return d.scrollWidth > d.clientWidth")
            .await?;
        ensure!(
            sideways == false,
            "the gallery scrolls sideways at {width} px"
        );
        page.assert_fits().await?;
        page.assert_accessible().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_saved_scenario_is_opened_again() -> Result<()> {
    let query =
        "file=3MiB&server=3Mbps&peers=5x1Mbps/8Mbps(slots=1),2x0/8Mbps&seed=9&at=9s:leave:2";
    let page = lab(query).await?;
    page.js("window.saved = []; \
             const make = URL.createObjectURL; \
             URL.createObjectURL = (blob) => { blob.text().then((text) => saved.push(text)); return make(blob); }; \
             HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }")
        .await?;
    page.click(".file-buttons button:first-child").await?;
    page.until("saved.length == 2").await?;
    let saved = page.js("return saved").await?;
    ensure!(saved[0] == "scenario.p2plab.txt", "{saved}");
    let text = saved[1].as_str().context("no text")?;
    let expected = format!("# P2P Lab scenario\n{}\n", query.replace('&', "\n"));
    ensure!(text == expected, "{text}");

    page.goto("#/lab?t=20s").await?;
    page.until(READY).await?;
    choose(&page, "mine.p2plab.txt", text.as_bytes()).await?;
    page.until(&format!("location.hash == '#/lab?{query}'"))
        .await?;
    ensure!(page.js("return !document.querySelector('.notice')").await? == true);
    // And back.
    page.until(READY).await?;
    press_ctrl(&page, "z").await?;
    page.until("document.querySelector('#server').value == '4Mbps'")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn a_wrong_file_is_explained_and_nothing_is_lost() -> Result<()> {
    let page = lab("seed=3").await?;
    page.js("document.querySelector('#server').focus()").await?;
    choose(
        &page,
        "some.txt",
        b"# mine\nserver=3Mbps\nfile=banana\nslot=2\n",
    )
    .await?;
    page.until("document.querySelector('#server').value == '3Mbps'")
        .await?;
    let notice = words(&page, "[role=status] .notice").await?;
    for part in [
        "some.txt",
        "Line 3: file",
        "Line 4:",
        "did you mean slots?",
        "Undo",
    ] {
        ensure!(notice.contains(part), "no {part} in {notice}");
    }
    ensure!(
        page.js("return document.activeElement.id").await? == "server",
        "the focus is gone"
    );
    page.assert_accessible().await?;
    page.click(".masthead .segments button:first-child").await?;
    page.until(
        "document.querySelector('#server').value == '4Mbps' && location.hash.includes('seed=3')",
    )
    .await?;

    for (name, bytes, part) in [
        (
            "photo.png",
            b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(),
            "plain text",
        ),
        ("letter.txt", b"Dear all,\nhello!".to_vec(), "file=8MiB"),
        ("long.txt", b"seed=1\n".repeat(20_000), "longer than 64 KiB"),
        ("empty.txt", Vec::new(), "file=8MiB"),
    ] {
        let before = page.fragment().await?;
        choose(&page, name, &bytes).await?;
        page.until(&format!(
            "document.querySelector('.notice')?.textContent.includes('{name}')"
        ))
        .await?;
        let notice = words(&page, ".notice").await?;
        ensure!(
            notice.contains("Nothing has changed") && notice.contains(part),
            "{notice}"
        );
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        ensure!(
            page.fragment().await? == before,
            "{name} changed the scenario"
        );
    }
    page.click(".notice .button").await?;
    page.until("!document.querySelector('.notice') && document.activeElement.id == 'main'")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn files_and_texts_are_dropped_on_the_page() -> Result<()> {
    let page = lab("").await?;
    drop_on(&page, "main", Some("mine.txt"), "server=5Mbps\nseed=4").await?;
    page.until("document.querySelector('#server').value == '5Mbps'")
        .await?;
    let link = "https://example.org/p2p/#/lab?server=6Mbps&peers=3x1Mbps%2F8Mbps&t=5s";
    drop_on(&page, "footer", None, link).await?;
    page.until("document.querySelector('#server').value == '6Mbps' && document.querySelector('#count-1').value == '3'")
        .await?;
    drop_on(
        &page,
        "h1",
        None,
        "<img src=x onerror='window.injected = 1'>",
    )
    .await?;
    let notice = words(&page, ".notice").await?;
    ensure!(notice.contains("Nothing has changed"), "{notice}");
    ensure!(page.js("return window.injected || 0").await? == 0);
    // A text held over a field is the field's.
    let taken = page
        .js("const data = new DataTransfer(); data.setData('text/plain', 'seed=1'); \
             const event = new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }); \
             document.querySelector('#file').dispatchEvent(event); return event.defaultPrevented")
        .await?;
    ensure!(taken == false);
    page.assert_quiet().await
}

#[tokio::test]
async fn changes_are_undone_and_redone_by_keys_where_nobody_types() -> Result<()> {
    let page = lab("").await?;
    page.js(
        "const select = document.querySelector('#preset'); select.value = 'textbook'; \
         select.dispatchEvent(new Event('change', { bubbles: true }))",
    )
    .await?;
    let example = "document.querySelector('#server').value == '30Mbps'";
    let first = "document.querySelector('#server').value == '4Mbps'";
    page.until(example).await?;
    // In a field the keys are the field's own.
    page.js("document.querySelector('#file').focus()").await?;
    press_ctrl(&page, "z").await?;
    ensure!(page.value("#server").await? == "30Mbps");
    page.js("document.querySelector('#main').focus()").await?;
    press_ctrl(&page, "z").await?;
    page.until(first).await?;
    press_ctrl(&page, "y").await?;
    page.until(example).await?;
    press_ctrl(&page, "z").await?;
    page.until(first).await?;
    let shift_z = format!("{}z", char::from(Key::Shift));
    press_ctrl(&page, &shift_z).await?;
    page.until(example).await?;
    let told = page
        .js("return [...document.querySelectorAll('.masthead [role=status]')].map((e) => e.textContent).join()")
        .await?;
    ensure!(
        told.as_str()
            .is_some_and(|told| told.contains("30\u{a0}Mb/s")),
        "{told}"
    );
    page.assert_quiet().await
}

#[tokio::test]
async fn first_sight_shows_a_handful_of_controls_and_the_folds_the_rest() -> Result<()> {
    let page = lab("").await?;
    let shown = "return [...document.querySelectorAll('.controls :is(input, select)')].filter( \
                   (e) => e.checkVisibility() && e.type != 'range').map((e) => e.id)";
    let first = page.js(shown).await?;
    ensure!(
        first == serde_json::json!(["preset", "file", "server", "count-1", "up-1", "down-1"]),
        "{first}"
    );
    page.click(".more summary").await?;
    page.click(".rules summary").await?;
    let all = page.js(shown).await?;
    ensure!(all.as_array().is_some_and(|all| all.len() > 25), "{all}");
    // Each rule with its sentence and its source.
    let bare = page
        .js("return [...document.querySelectorAll('.rules .quantity')].filter( \
               (e) => !/.\\. \\(.+\\.\\)$/s.test(e.querySelector('.hint')?.textContent.trim())).map((e) => e.textContent)")
        .await?;
    ensure!(bare == serde_json::json!([]), "{bare}");
    Ok(())
}

#[tokio::test]
async fn what_is_too_large_says_what_would_fit_and_one_press_makes_it_fit() -> Result<()> {
    let page = open("#/lab?peers=10000x1Mbps/8Mbps").await?;
    let remedies = words(&page, "[data-architecture=p2p] .remedies").await?;
    ensure!(remedies.contains("up to 6250 peers fit"), "{remedies}");
    page.assert_accessible().await?;
    page.js("[...document.querySelectorAll('.remedies button')].find((b) => b.textContent.startsWith('Use chunks')).focus()")
        .await?;
    page.press(Key::Enter).await?;
    page.until("location.hash.includes('chunk=512KiB') && !document.querySelector('.stage-error')")
        .await?;
    page.assert_quiet().await
}

#[tokio::test]
async fn nothing_is_kept_in_the_browser_but_the_theme() -> Result<()> {
    let page = lab("").await?;
    page.click("[aria-label=Theme] button:nth-child(2)").await?;
    choose(&page, "mine.txt", b"server=3Mbps").await?;
    page.until("document.querySelector('#server').value == '3Mbps'")
        .await?;
    page.click("#examples").await?;
    page.until(OPEN).await?;
    let kept = page
        .js("return indexedDB.databases().then((bases) => \
               [localStorage.length, sessionStorage.length, document.cookie, bases.length])")
        .await?;
    ensure!(kept == serde_json::json!([1, 0, "", 0]), "{kept}");
    Ok(())
}

#[tokio::test]
async fn a_link_that_came_by_mail_shows_what_was_sent() -> Result<()> {
    let page = open("").await?;
    for link in [
        "#/lab%3Ffile%3D16MiB%26server%3D3Mbps%26peers%3D5x1Mbps%2F8Mbps%26seed%3D9",
        "#/lab?file=16MiB&amp;server=3Mbps&amp;peers=5x1Mbps/8Mbps&amp;seed=9).",
        "#/lab?file=16+MiB&server=3%20Mbps&utm_source=news&peers=5x1Mbps/8Mbps&seed=9&fbclid=IwAR",
    ] {
        page.goto(link).await?;
        for (field, value) in [("#file", "16MiB"), ("#server", "3Mbps"), ("#count-1", "5")] {
            ensure!(page.value(field).await? == value, "{link}: {field}");
        }
        ensure!(
            page.js("return document.querySelector('.notice')")
                .await?
                .is_null(),
            "{link}"
        );
        page.until("document.querySelector('[data-trace-hash]')")
            .await?;
    }
    page.assert_quiet().await
}
