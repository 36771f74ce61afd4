//! Every page that the app's own tables know of.

use super::{page, page_like, rules::faults};
use crate::address::figures::FIGURES;
use crate::address::names::Section;
use crate::browser::Host;
use crate::browser::storage::{Key, set};
use p2p_course::exercise::{ExerciseKind, Level};
use p2p_model::scenario::PRESETS;

/// Renders the page, and adds what is wrong with it.
fn check(fragment: &str, wrong: &mut Vec<String>) {
    let page = page(fragment);
    assert!(page.text().len() > 200, "{fragment} shows hardly anything");
    wrong.extend(
        faults(&page)
            .iter()
            .map(|fault| format!("{fragment}: {fault}")),
    );
    if let Some(notice) = page.with("aria-label", "What is wrong") {
        wrong.push(format!("{fragment}: {}", notice.text()));
    }
}

/// Checks that nothing is wrong with any of these pages.
fn check_all(fragments: impl Iterator<Item = String>) {
    let mut wrong = Vec::new();
    fragments.for_each(|fragment| check(&fragment, &mut wrong));
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_page_renders_with_every_preset() {
    let pages = ["learn", "practice"]
        .map(|name| format!("#/{name}"))
        .into_iter();
    let with_presets = PRESETS
        .iter()
        .flat_map(|preset| ["lab", "teach"].map(|name| format!("#/{name}?{}", preset.text)));
    check_all(pages.chain(with_presets));
}

#[test]
fn every_figure_of_a_frame_renders_with_every_degree_of_control() {
    check_all(FIGURES.iter().flat_map(|entry| {
        ["none", "some", "all"]
            .map(|controls| format!("#/embed/{}?controls={controls}", entry.name))
    }));
}

#[test]
fn every_kind_of_exercise_renders_at_every_level_and_in_every_mode() {
    let sets = ExerciseKind::ALL
        .iter()
        .flat_map(|kind| Level::ALL.map(|level| (kind.key(), level.number())));
    check_all(sets.flat_map(|(kind, level)| {
        ["practice", "exam", "sheet", "questions", "key"].map(|mode| {
            format!("#/practice?kinds={kind}&level={level}&number=2&seed=7&mode={mode}")
        })
    }));
}

#[test]
fn whatever_is_looked_at_in_a_run_is_told() {
    let looks = [
        "t=0s",
        "t=20s&select=server",
        "t=20s&select=7",
        "t=20s&select=server-7",
        "t=20s&select=7-server",
        "t=20s&select=chunk17",
        "t=1000s&select=7&show=both",
        "t=20s&show=client-server",
        "t=20s&if=pick:random&show=other",
        "t=20s&if=pick:random&select=7&show=both",
        "at=10s:leave:3,12s:fail:4,14s:mute:server,15s:join:1&t=16s&select=4",
        "peers=400x1Mbps/8Mbps&file=1MiB&t=3s&select=400",
        "peers=1000000x1Mbps/8Mbps",
        "prefix=binary&peers=3x0/8Mbps,3x1Mbps/inf&origin=leave:1&t=9s",
    ];
    check_all(looks.into_iter().map(|look| format!("#/lab?{look}")));
    let page = page("#/lab?t=20s&select=7");
    let figure = page.with("data-figure", "swarm").expect("the figure");
    assert!(figure.get("data-trace-hash").is_some(), "no run");
    assert_eq!(figure.get("data-time"), Some("20"));
    assert_eq!(page.named("canvas").len(), 3 + 2 * 4 + 1);
    let hosts = page.with("class", "hosts").expect("the table of hosts");
    assert_eq!(hosts.named("tr").len(), 1 + 13);
}

#[test]
fn every_section_of_learn_renders_before_and_after_it_was_worked_through() {
    let sections = || Section::all().map(Section::slug);
    check_all(sections().map(|slug| format!("#/learn/{slug}")));
    set(
        Key::Progress,
        &["1.1.0.10-20-30-40-50-60"; Section::COUNT].join(";"),
    );
    check_all(sections().map(|slug| format!("#/learn/{slug}")));
    let page = page("#/learn");
    assert!(page.text().contains("You expected 1 s"), "{}", page.text());
    set(Key::Progress, "");
}

#[test]
fn what_was_answered_in_practice_is_marked_helped_and_summed_up() {
    let set_name = "kinds=bounds&level=1&number=2&seed=7";
    let given = "\t1193 h\t112\t0001 s";
    set(
        Key::Practice,
        &format!("{set_name}\t{given}\nexam {set_name}\tover{given}\n"),
    );
    check_all(
        ["", "&mode=exam"]
            .map(|mode| format!("#/practice?{set_name}{mode}"))
            .into_iter(),
    );
    let practice = page(&format!("#/practice?{set_name}"));
    assert!(practice.text().contains("Not quite"), "{}", practice.text());
    assert!(practice.text().contains("Working"));
    let exam = page(&format!("#/practice?{set_name}&mode=exam"));
    assert!(exam.text().contains("of 8 points"), "{}", exam.text());
    set(Key::Practice, "");
}

#[test]
fn in_a_sandbox_what_it_forbids_is_offered_elsewhere() {
    for fragment in [
        "#/lab",
        "#/embed/race?controls=all",
        "#/embed/practice?mode=sheet",
    ] {
        let page = page_like(Host {
            fragment: fragment.to_owned(),
            framed: true,
            sandboxed: true,
            open_folds: true,
        });
        assert_eq!(faults(&page), [] as [String; 0], "{fragment}");
        assert!(
            page.text().contains("A frame in a page may not"),
            "{fragment}"
        );
    }
}

#[test]
fn a_wrong_address_is_told_on_whatever_page_it_leads_to() {
    for fragment in [
        "#/labb",
        "#/lab?file=banana&t=soon",
        "#/embed/rac",
        "#/learn/nothing",
        "#/practice?mode=party",
    ] {
        let page = page(fragment);
        assert_eq!(faults(&page), [] as [String; 0], "{fragment}");
        let notice = page.with("aria-label", "What is wrong").expect(fragment);
        assert!(notice.text().contains(" is wrong"), "{}", notice.text());
    }
}

#[test]
fn some_pages_read_as_they_did() {
    for (name, fragment) in [
        ("race", "#/embed/race?controls=none&t=20s"),
        (
            "bounds",
            "#/embed/bounds?file=15Gb&server=30Mbps&peers=10x0/2Mbps&controls=some",
        ),
        ("section", "#/embed/learn/client-server"),
        (
            "exercise",
            "#/embed/practice?kinds=bounds&level=1&number=1&seed=7",
        ),
        (
            "sheet",
            "#/embed/practice?kinds=chunks,choking&level=2&number=2&seed=7&mode=sheet",
        ),
        ("teach", "#/teach?figure=upload-use"),
    ] {
        insta::assert_snapshot!(name, page(fragment).outline());
    }
    for (name, select) in [
        ("host", "7"),
        ("transfer", "server-7"),
        ("chunk", "chunk17"),
    ] {
        let page = page(&format!("#/lab?t=20s&select={select}"));
        let why = page.with("aria-labelledby", "why-title").expect("why");
        insta::assert_snapshot!(name, why.outline());
    }
}
