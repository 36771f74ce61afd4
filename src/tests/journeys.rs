//! Ways through the app, on its state: what a reader does is an action, and what they see is the page of its fragment.

use super::page;
use crate::address::route::Address;
use crate::address::view::View;
use crate::browser::storage::{Key, set};
use crate::scenario::field::{Field, with_class};
use crate::scenario::file;
use crate::scenario::state::{Action, State};
use p2p_model::units::Seconds;
use std::rc::Rc;
use yew::Reducible;

fn open(fragment: &str) -> Rc<State> {
    Rc::new(State::read(Address::read(fragment)))
}

fn edit(state: &Rc<State>, field: Field, text: &str) -> Rc<State> {
    let scenario = field.edit(&state.scenario, text).expect(text);
    let state = state.clone();
    state.reduce(Action::Edit(field, Rc::new(scenario), 0.0))
}

/// What the page of this state says.
fn text(state: &State) -> String {
    page(&state.fragment()).text()
}

#[test]
fn a_value_is_edited_undone_and_redone_and_the_page_follows() {
    let first = open("#/lab?file=8MiB&seed=7");
    assert!(text(&first).contains("8 MiB, server 4 Mb/s"));
    let larger = edit(&first, Field::File, "16MiB");
    assert!(text(&larger).contains("16 MiB, server 4 Mb/s"));
    assert!(larger.fragment().contains("file=16MiB"));
    let back = larger.clone().reduce(Action::Undo);
    assert_eq!(text(&back), text(&first));
    assert_eq!(text(&back.reduce(Action::Redo)), text(&larger));
}

#[test]
fn a_class_that_is_added_has_controls_and_a_sign_of_its_own() {
    let state = open("#/lab");
    let two = with_class(&state.scenario).expect("room for two");
    let state = state.reduce(Action::Edit(Field::Classes, Rc::new(two), 0.0));
    let page = page(&state.fragment());
    assert!(page.with("id", "count-2").is_some());
    assert!(page.text().contains("Peers, class 2"));
    assert!(page.text().contains("Remove class 2"));
}

#[test]
fn a_look_is_in_the_link_and_an_edit_keeps_what_of_it_still_exists() {
    let state = open("#/lab?t=20s&select=12");
    let fewer = edit(&state, Field::Count(0), "3");
    assert!(fewer.fragment().contains("t=20s"));
    assert!(!fewer.fragment().contains("select"));
    assert!(text(&fewer).contains("Choose a host, a transfer or a chunk"));
}

#[test]
fn in_a_frame_a_look_keeps_the_options() {
    let state = open("#/embed/race?seed=7&controls=none&theme=dark");
    let look = View {
        time: Seconds(3.0),
        ..state.view.clone()
    };
    let looked = state.reduce(Action::SetView(look)).fragment();
    assert!(
        looked.contains("t=3s") && looked.contains("controls=none"),
        "{looked}"
    );
    assert!(looked.contains("theme=dark"), "{looked}");
}

#[test]
fn a_file_is_opened_with_its_faults_told_and_undone() {
    let first = open("#/lab?seed=7");
    let contents = Box::new(file::read("seed=9\nslots=0"));
    let opened = first
        .clone()
        .reduce(Action::Open("mine.txt".into(), contents));
    assert_eq!(opened.faults.len(), 1);
    assert!(opened.fragment().contains("seed=9"));
    assert_eq!(opened.reduce(Action::Undo).fragment(), first.fragment());
}

#[test]
fn what_if_is_run_beside_the_scenario_and_told() {
    let state = open("#/lab?t=1000s&if=pick:order&show=both");
    let said = page(&state.fragment());
    let difference = said.with("class", "difference").expect("the difference");
    assert!(!difference.text().is_empty());
    assert!(said.text().contains("What if, next chunk: in order"));
    // Kept, it is the scenario.
    let other = state.other.clone().expect("another scenario");
    let kept = state.reduce(Action::Edit(Field::Undo, other, 0.0));
    assert!(kept.fragment().contains("pick=order"));
}

#[test]
fn an_act_is_marked_on_the_line_and_can_be_taken_back() {
    let state = open("#/lab?t=12s");
    let acted = edit(&state, Field::Key("at"), "10s:leave:7");
    let page = page(&acted.fragment());
    assert!(page.with("aria-label", "Remove: peer 7 leaves").is_some());
    assert!(page.text().contains("peer 7 leaves"));
    assert_eq!(acted.reduce(Action::Undo).fragment(), state.fragment());
}

#[test]
fn an_exercise_is_answered_and_marked() {
    let fragment = "#/practice?kinds=bounds&level=1&number=1&seed=7";
    let key = page(&format!("{fragment}&mode=key"));
    let answers: Vec<String> = key
        .named("strong")
        .iter()
        .map(|strong| strong.text())
        .collect();
    assert!(answers.len() > 1, "{answers:?}");
    let typed: String = answers
        .iter()
        .map(|answer| format!("\t100{}", answer.split('.').next().unwrap_or_default()))
        .collect();
    set(
        Key::Practice,
        &format!("kinds=bounds&level=1&number=1&seed=7\t{typed}"),
    );
    let marked = page(fragment).text();
    set(Key::Practice, "");
    assert!(marked.contains("✓ Right"), "{marked}");
    assert_eq!(marked.matches("✗").count(), 0, "{answers:?} {marked}");
}
