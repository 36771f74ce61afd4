//! What pages tell is what the model says.

use super::{html::Element, page};
use crate::address::names::Section;
use crate::browser::storage::{Key, set};
use crate::scenario::field::Field;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{What, moments, simulate};

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";
const TEXTBOOK: &str = "file=15Gb&server=30Mbps&peers=10x0/2Mbps";

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The formula of this class, and what it says in short.
fn formula(page: &Element, class: &str) -> (String, String) {
    let formulas = page.all();
    let formula = formulas
        .iter()
        .find(|formula| formula.get("class") == Some(class));
    let formula = formula.expect(class);
    let verdict = formula.with("class", "verdict").expect("a verdict");
    (plain(&formula.text()), plain(&verdict.text()))
}

#[test]
fn the_textbook_numbers_appear() {
    let page = page("#/lab?file=15Gb&server=30Mbps&peers=15x0/2Mbps");
    for (class, terms) in [
        ("formula is-cs", ["7 500 s", "7 500 s"].as_slice()),
        ("formula is-p2p", ["500 s", "7 500 s"].as_slice()),
    ] {
        let (text, verdict) = formula(&page, class);
        assert_eq!(verdict, "at least 7 500 s");
        for term in terms {
            assert!(text.contains(term), "no {term} in {text}");
        }
        assert!(text.contains("◀ limiting term"), "{text}");
    }
}

#[test]
fn the_other_convention_gives_the_books_other_numbers_and_keeps_the_amounts() {
    let (_, verdict) = formula(
        &page(&format!("#/lab?prefix=binary&{TEXTBOOK}")),
        "formula is-p2p",
    );
    assert_eq!(verdict, "at least 7 680 s");
    let (scenario, _) = Scenario::read(&format!("prefix=binary&{TEXTBOOK}"));
    let si = Field::Prefix.edit(&scenario, "si").expect("a prefix");
    let (_, verdict) = formula(&page(&format!("#/lab?{si}")), "formula is-p2p");
    assert_eq!(verdict, "at least 7 680 s");
}

#[test]
fn a_run_too_large_says_so_and_the_bounds_stay() {
    let page = page("#/lab?peers=1000000x1Mbps/8Mbps");
    let errors = page.all();
    let error = errors
        .iter()
        .find(|error| error.get("class") == Some("error") && !error.text().is_empty());
    assert!(error.expect("an error").text().contains("Too large"));
    assert!(formula(&page, "formula is-p2p").1.contains("67.1 s"));
}

#[test]
fn a_swarm_that_never_finishes_says_who_waits_for_what() {
    let page = page("#/lab?peers=200x1Mbps/8Mbps&at=15s:leave:server&seed=7&show=p2p");
    let stuck = page.with("class", "stuck").expect("who is stuck");
    assert!(
        (1..=4).contains(&stuck.named("li").len()),
        "{}",
        stuck.text()
    );
    assert!(stuck.text().contains("more wait for"), "{}", stuck.text());
}

#[test]
fn a_run_without_any_length_is_a_run() {
    for query in ["at=0s:leave:server", "file=1b&chunk=1b&peers=1x0/8Mbps"] {
        let text = page(&format!("#/lab?{query}")).text();
        assert!(
            !text.contains("NaN") && !text.contains("inf "),
            "{query}: {text}"
        );
    }
}

#[test]
fn every_reason_in_why_is_the_models() {
    let trace = simulate(&Scenario::read(SMALL).0, Architecture::P2p).expect("small");
    for time in [5, 20, 45] {
        for (select, least) in [("3", 3), ("server", 1), ("server-3", 1), ("3-7", 1)] {
            let page = page(&format!("#/lab?{SMALL}&t={time}s&select={select}"));
            let figure = page.with("data-figure", "swarm").expect("the figure");
            let hash = format!("{:016x}", trace.hash());
            assert_eq!(figure.get("data-trace-hash"), Some(hash.as_str()));
            let why = page.with("class", "why").expect("why");
            let all = why.all();
            let said = all
                .iter()
                .filter_map(|said| Some((said, said.get("data-event")?)));
            let mut count = 0;
            for (said, event) in said {
                let event: usize = event.parse().expect("a number");
                let what = &trace.events()[event].what;
                let expected = match what {
                    _ if said.get("class") != Some("reason") => what.to_string(),
                    What::Unchoked { why, .. } => why.to_string(),
                    What::Choked { why, .. } => why.to_string(),
                    What::Requested { why, .. } => why.to_string(),
                    What::Stopped { why, .. } => why.to_string(),
                    other => panic!("{other} has no reason"),
                };
                // An event begins with a capital, as sentences do.
                let same = plain(&said.text()).eq_ignore_ascii_case(&plain(&expected));
                assert!(same, "event {event}: {} instead of {expected}", said.text());
                count += 1;
            }
            assert!(count >= least, "{count} reasons of {select} at {time} s");
        }
    }
}

#[test]
fn the_moments_to_jump_to_are_the_models() {
    let trace = simulate(&Scenario::read(SMALL).0, Architecture::P2p).expect("small");
    let page = page(&format!("#/lab?{SMALL}"));
    let list = page.with("id", "moment").expect("the list");
    let listed: Vec<String> = list.named("option")[1..]
        .iter()
        .map(|option| plain(&option.text()))
        .collect();
    let moments = moments(&trace);
    assert_eq!(listed.len(), moments.len());
    for (shown, moment) in listed.iter().zip(&moments) {
        assert!(
            shown.ends_with(&plain(&moment.to_string())),
            "{shown}: {moment}"
        );
    }
}

#[test]
fn the_next_rechoke_is_the_selected_peers() {
    let page = page(&format!("#/lab?{SMALL}&t=20s&select=7"));
    let when = page.with("class", "rechoke-in number").expect("its place");
    assert!(
        when.text().starts_with("peer 7 rechokes in "),
        "{}",
        when.text()
    );
    assert!(page.text().contains("Just now around peer 7"));
}

#[test]
fn every_answer_to_a_check_question_is_explained_and_one_is_right() {
    for section in Section::all() {
        let Section(place) = section;
        let answers = page(&format!("#/embed/{}", section.figure()));
        let name = format!("{}-check", section.slug());
        let count = answers
            .all()
            .iter()
            .filter(|field| field.get("name") == Some(&name))
            .count();
        assert!(count > 1, "{name}");
        let mut said: Vec<String> = (0..count)
            .map(|answer| {
                set(Key::Progress, &format!("{}.0.{answer}.", ";".repeat(place)));
                let page = page(&format!("#/embed/{}", section.figure()));
                let all = page.all();
                let mut verdicts = all.iter().filter(|said| said.get("class") == Some("said"));
                verdicts.next_back().expect("a verdict").text()
            })
            .collect();
        set(Key::Progress, "");
        let right = said
            .iter()
            .filter(|verdict| verdict.starts_with('✓'))
            .count();
        said.sort();
        said.dedup();
        assert_eq!((right, said.len()), (1, count), "{name}: {said:?}");
    }
}

#[test]
fn the_lab_opens_with_the_scenario_of_each_section() {
    for section in Section::all() {
        let section = page(&format!("#/embed/{}", section.figure()));
        let links = section.named("a").into_iter().filter_map(|a| a.get("href"));
        let links: Vec<&str> = links.filter(|link| link.contains("file=")).collect();
        assert!(links.iter().any(|link| link.starts_with("#/lab")));
        for link in links.into_iter().filter(|link| link.starts_with("#/lab")) {
            let lab = page(link);
            assert!(lab.with("data-figure", "swarm").is_some(), "{link}");
            assert!(lab.with("aria-label", "What is wrong").is_none(), "{link}");
        }
    }
}

#[test]
fn every_number_bound_in_the_words_of_a_section_is_in_its_figure_or_formula_too() {
    for section in Section::all() {
        let section = page(&format!("#/embed/{}", section.figure()));
        let all = section.all();
        let terms = |is_shown: &dyn Fn(&Element) -> bool| -> Vec<&str> {
            let found = all.iter().filter(|element| is_shown(element));
            found
                .filter_map(|element| element.get("data-term"))
                .flat_map(|term| term.split(' '))
                .collect()
        };
        let drawn = terms(&|element| ["g", "li"].contains(&element.name.as_str()));
        let said = terms(&|element| element.name == "span");
        assert!(said.len() > 1, "{said:?}");
        for term in said.iter().filter(|term| **term != "guess") {
            assert!(
                drawn.contains(term),
                "{term} is said and not drawn: {drawn:?}"
            );
        }
    }
}

#[test]
fn numbers_symbols_and_code_are_not_to_be_translated_and_prose_is() {
    for fragment in [
        "#/lab?t=20s&select=7",
        "#/learn",
        "#/practice?kinds=bounds&seed=7",
        "#/teach",
    ] {
        let page = page(fragment);
        let mut wrong = Vec::new();
        walk(&page, false, &mut wrong);
        assert!(wrong.is_empty(), "{fragment}: {wrong:?}");
    }
}

/// What a translator would change and must not, and the other way round.
fn walk(element: &Element, kept: bool, wrong: &mut Vec<String>) {
    for child in element.elements() {
        let class = child.get("class").unwrap_or("");
        if class.contains("glossary") {
            continue;
        }
        let kept = kept || child.get("translate") == Some("no");
        let exact = match child.name.as_str() {
            "math" | "var" | "sub" | "code" | "output" => true,
            "td" => !class.contains("words") && !child.text().trim().is_empty(),
            _ => class.split(' ').any(|class| class == "clock"),
        };
        let prose = matches!(
            child.name.as_str(),
            "h1" | "h2" | "h3" | "label" | "summary"
        ) || class == "sentence";
        if (exact && !kept) || (prose && kept) {
            wrong.push(format!("{} {class}: {}", child.name, child.text()));
        }
        walk(child, kept, wrong);
    }
}
