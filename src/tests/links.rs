//! Links that are wrong, or made to break the page: what is wrong is named, what is right in the same link is kept, and
//! nothing of theirs gets into the page.

use super::{html::Element, page, rules};
use crate::address::figures::FIGURES;
use crate::browser::storage::{Key, set};
use crate::browser::theme::Theme;

/// Every key of a link but `server`, which is right in all of them.
const KEYS: [&str; 26] = [
    "prefix",
    "file",
    "chunk",
    "peers",
    "seed",
    "list",
    "connect",
    "accept",
    "few",
    "announce",
    "have",
    "pick",
    "choke",
    "serve",
    "slots",
    "rechoke",
    "optimistic",
    "snub",
    "endgame",
    "finish",
    "origin",
    "arrive",
    "at",
    "t",
    "select",
    "show",
];

/// A link to Lab in which every key has the same value.
fn all(value: &str) -> String {
    format!(
        "#/lab?{}",
        KEYS.map(|key| format!("{key}={value}&")).concat()
    )
}

fn notice(page: &Element) -> String {
    let notice = page.with("aria-label", "What is wrong");
    notice.map(Element::text).unwrap_or_default()
}

/// Opens a link with a right value in it, and checks all that must hold on whatever page it gives.
fn check(link: &str, named: &[&str]) {
    let mark = if link.contains('?') { '&' } else { '?' };
    let page = page(&format!("{link}{mark}server=3Mbps"));
    let start: String = link.chars().take(80).collect();
    assert!(page.text().len() > 200, "{start}: a blank page");
    let server = page
        .with("id", "server")
        .and_then(|field| field.get("value"));
    assert_eq!(server, Some("3Mbps"), "{start}");
    for name in [
        "script", "style", "img", "iframe", "object", "embed", "base",
    ] {
        assert!(page.named(name).is_empty(), "{start}: a {name}");
    }
    for element in page.all() {
        for attribute in ["onerror", "onload", "onclick", "srcdoc"] {
            assert_eq!(element.get(attribute), None, "{start}: {}", element.name);
        }
    }
    for link in page.named("a") {
        let href = link.get("href").unwrap_or_default();
        let own = href.starts_with("#/") || ["#main", "p2p-lab.html"].contains(&href);
        assert!(own, "{start}: a link to {href}");
    }
    for name in named {
        assert!(
            notice(&page).contains(name),
            "{start}: no {name} in {}",
            notice(&page)
        );
    }
    assert_eq!(rules::faults(&page), [] as [String; 0], "{start}");
}

#[test]
fn markup_and_scripts_are_only_text() {
    for value in [
        "<script>window.injected=1</script>",
        "<img src=x onerror=\"window.injected=1\">",
        "\"><svg onload=window.injected=1>",
        "javascript:window.injected=1",
        "%3Cimg%20src%3Dx%20onerror%3Dwindow.injected%3D1%3E",
    ] {
        check(&all(value), &["file", "slots", "at, act 1"]);
    }
}

#[test]
fn numbers_that_are_none_or_too_much_are_named() {
    for value in [
        "NaN",
        "inf",
        "-0",
        "-1",
        "1e999",
        "99999999999999999999999999999999999999999",
        "0x10",
        "%2B5",
        "1\u{202e}bM8",
        "",
    ] {
        check(&all(value), &["file", "slots"]);
    }
    // An Arabic 3 is a number, and no size.
    check("#/lab?slots=\u{663}&file=\u{663}", &["file"]);
    check("#/lab?file=16EiB", &["16EiB"]);
    check("#/lab?file=99999999TiB", &["file"]);
    check("#/lab?slots=1001&rechoke=0.01s", &["slots", "rechoke"]);
    check(
        "#/lab?at=1e400s:leave:1,1s:leave:99999999999",
        &["at, act 1"],
    );
}

#[test]
fn long_links_broken_codes_and_unknown_pages_are_named() {
    check(&format!("#/lab?peers={}", ",".repeat(16_000)), &["classes"]);
    let classes = vec!["1x1Mbps/8Mbps"; 1000].join(",");
    check(&format!("#/lab?peers={classes}"), &["1000 classes"]);
    check(
        "#/lab?file=%&chunk=%zz&seed=%ff&%=1&peers=%e2%80%aex",
        &["file", "%zz"],
    );
    check(
        "#/lab?file=\u{202e}BiM8\u{2066}&\u{202e}\u{200b}=x",
        &["file"],
    );
    for route in [
        "#/lab/../../secret",
        "#//elsewhere.example/",
        "#javascript:window.injected=1",
        "#/embed/<script>",
    ] {
        check(&format!("{route}?"), &["There is no "]);
    }
    // Past its limit a text is not read at all, and that is said.
    let long = page(&format!("#/lab?peers={}", ",".repeat(17_000)));
    assert!(notice(&long).contains("bytes long"), "{}", notice(&long));
}

#[test]
fn whatever_a_link_to_practice_says_there_is_a_set() {
    for (query, named) in [
        (
            "kinds=swarms&level=9&number=0&seed=-1&mode=party&at=99",
            "no kind",
        ),
        ("kinds=<img src=x onerror=window.injected=1>", "no kind"),
        ("colour=red", "no key"),
        ("at=%00&mode=", "mode"),
        ("seed=99999999999999999999999999", "seed"),
        ("number=1e9&seed=1&seed=2", "more than once"),
    ] {
        let page = page(&format!("#/practice?{query}"));
        assert!(notice(&page).contains(named), "{query}: {}", notice(&page));
        assert!(page.with("class", "part").is_some(), "{query}: no question");
        assert!(page.named("img").is_empty(), "{query}");
    }
}

#[test]
fn what_is_stored_is_data() {
    for junk in [
        "",
        "dark",
        "<img src=x onerror=window.injected=1>",
        "\0\u{202e}",
        "kinds=\t\n\u{1f600}\tover\t9<b>\n\t\t",
    ] {
        for key in Key::ALL {
            set(key, junk);
        }
        assert_eq!(Theme::remembered(), Theme::Auto, "{junk}");
        for fragment in ["#/learn", "#/practice"] {
            let page = page(fragment);
            assert_eq!(
                rules::faults(&page),
                [] as [String; 0],
                "{fragment}: {junk}"
            );
            assert!(page.named("img").is_empty() && page.text().len() > 500);
        }
    }
    for key in Key::ALL {
        set(key, "");
    }
}

#[test]
fn what_a_reader_of_a_frame_may_change_is_an_option() {
    for (controls, fields, rules) in [("none", 0, 0), ("some", 1, 0), ("all", 1, 1)] {
        for figure in ["race", "distribution-time"] {
            let page = page(&format!("#/embed/{figure}?seed=7&controls={controls}"));
            let servers = page
                .all()
                .iter()
                .filter(|field| field.get("id") == Some("server"))
                .count();
            assert_eq!(servers, fields, "{figure}, {controls}");
            let folds = page
                .all()
                .iter()
                .filter(|fold| fold.get("class") == Some("rules"))
                .count();
            assert_eq!(folds, rules, "{figure}, {controls}");
        }
    }
}

#[test]
fn wrong_options_of_a_frame_are_named() {
    let wrong = "controls=maybe&play=later&theme=red&host=course.example&t=soon";
    let wrong = page(&format!("#/embed/swarm?{wrong}"));
    for key in ["controls", "play", "theme", "host", "`t`"] {
        assert!(
            notice(&wrong).contains(key),
            "no {key} in {}",
            notice(&wrong)
        );
    }
    let unknown = page("#/embed/swarms?server=3Mbps");
    assert!(notice(&unknown).contains("swarms") && notice(&unknown).contains("upload-use"));
    assert!(unknown.with("data-embed", "race").is_some());
}

#[test]
fn a_figure_in_a_frame_stands_alone_and_leads_to_its_page() {
    for entry in FIGURES {
        let page = page(&format!("#/embed/{}", entry.name));
        assert!(
            page.with("data-embed", entry.name).is_some(),
            "{}",
            entry.name
        );
        let around = page.named("header").len() + page.named("footer").len();
        assert_eq!(around, 0, "there is a page around {}", entry.name);
        let links = page.named("a");
        let link = links.last().expect("a link");
        let target = link.get("href").unwrap_or_default();
        let expected = match entry.name {
            name if name.starts_with("learn/") => format!("#/{name}"),
            "practice" => "#/practice".to_owned(),
            _ => "#/lab".to_owned(),
        };
        assert!(target.starts_with(&expected), "{}: {target}", entry.name);
        assert_eq!(
            (link.get("target"), link.get("rel")),
            (Some("_blank"), Some("noopener"))
        );
    }
}
