//! The one state of the app: the scenario, and how it is looked at. Everything that edits it comes through here.

use super::field::{Field, checked};
use crate::address::faults::Faults;
use crate::address::figures::Query;
use crate::address::options::Options;
use crate::address::practice::PracticeQuery;
use crate::address::route::{Address, Page, with_options};
use crate::address::view::{Select, View, WhatIf};
use crate::scenario::file::Contents;
use p2p_model::scenario::Scenario;
use p2p_model::units::Seconds;
use std::rc::Rc;
use yew::prelude::*;

/// What is shown now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) page: Page,
    /// The query of Practice, which reads it; other pages keep it for the way back.
    pub(crate) query: Rc<str>,
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) view: View,
    /// How a figure in a frame is set up.
    pub(crate) options: Options,
    /// The scenario that `view.what_if` makes of this one.
    pub(crate) other: Option<Rc<Scenario>>,
    /// Scenarios that undo and redo bring back, the nearest last.
    pub(crate) undo: Vec<Rc<Scenario>>,
    pub(crate) redo: Vec<Rc<Scenario>>,
    /// What is wrong, until dismissed, and with what.
    pub(crate) faults: Faults,
    pub(crate) about: About,
    /// Counts the addresses read, so that the figures know a new view from their own.
    pub(crate) loads: u32,
    /// What the reader changed last; `None` while the address says it all.
    pub(crate) change: Option<Change>,
    /// When a value was last edited, in milliseconds.
    edited: f64,
}

/// What was changed: it decides what the browser's back button undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// A value of the scenario: back undoes it.
    Scenario(Field),
    /// Only how it is looked at.
    View,
}

/// What the faults are faults of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Address,
    /// A file of this name; some of it is used.
    File(Rc<str>),
    /// A file of this name that is no scenario, so nothing of it is used.
    NoFile(Rc<str>),
    /// What is compared with the scenario.
    WhatIf,
}

/// Something that changes the state.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// The address changed.
    Load(Box<Address>),
    /// A value was edited at this time in milliseconds, and the scenario is still valid.
    Edit(Field, Rc<Scenario>, f64),
    /// A file of this name was opened, or a text dropped.
    Open(Rc<str>, Box<Contents>),
    /// Another instant, host or architecture is looked at.
    SetView(View),
    /// The page gave its address another query.
    Ask(Rc<str>),
    /// The scenario as it was before the last edit.
    Undo,
    /// The scenario as it was before the last undo.
    Redo,
    /// The faults have been read.
    Dismiss,
}

impl State {
    /// The state an address stands for.
    pub(crate) fn read(address: Address) -> Self {
        let (text, query) = match address.page.query(&address.options) {
            Query::Scenario => (address.query.as_str(), ""),
            Query::Set => ("", address.query.as_str()),
            Query::Nothing => ("", ""),
        };
        let (scenario, errors) = Scenario::read(text);
        let mut faults = address.faults;
        faults.extend(errors.iter().map(ToString::to_string));
        let mut query = query.to_owned();
        if !query.is_empty() {
            let (read, wrong) = PracticeQuery::read(&query);
            if !wrong.is_empty() {
                // What cannot be read is not handed on.
                query = read.to_string();
                faults.append(wrong);
            }
        }
        let mut view = address.view;
        if view.select.is_some_and(|select| !exists(select, &scenario)) {
            faults.push(format!(
                "`select`: there are {} peers and {} chunks, so what was selected does not exist. Nothing is selected.",
                hosts(&scenario),
                scenario.chunk_count()
            ));
            view.select = None;
        }
        let mut other = None;
        if let Some(what_if) = &view.what_if {
            match otherwise(&scenario, what_if) {
                Ok((same_key, scenario)) => {
                    view.what_if = Some(same_key);
                    other = Some(Rc::new(scenario));
                }
                Err(reason) => {
                    faults.push(format!("`if`: {reason}. Nothing is compared."));
                    view.what_if = None;
                }
            }
        }
        Self {
            page: address.page,
            query: query.into(),
            scenario: Rc::new(scenario),
            view,
            options: address.options,
            other,
            undo: Vec::new(),
            redo: Vec::new(),
            faults,
            about: About::Address,
            loads: 0,
            change: None,
            edited: 0.0,
        }
    }

    /// The fragment that brings this state back.
    pub(crate) fn fragment(&self) -> String {
        self.fragment_of(self.page)
    }

    /// The fragment of a page that shows what is shown here, as far as it can.
    pub(crate) fn fragment_of(&self, page: Page) -> String {
        with_options(page, &self.query_of(page), &self.options)
    }

    /// The query of that fragment, without the options of a figure.
    pub(crate) fn query_of(&self, page: Page) -> String {
        match page.query(&self.options) {
            Query::Scenario => [self.scenario.to_string(), self.view.text()].concat(),
            Query::Set => self.query.to_string(),
            Query::Nothing => String::new(),
        }
    }

    /// The state of another address, with what that says nothing of as it is.
    fn load(&self, address: Address) -> Self {
        let mut next = Self::read(address);
        let query = next.page.query(&next.options);
        if query != Query::Scenario {
            next.scenario = self.scenario.clone();
            next.view = self.view.clone();
            next.other.clone_from(&self.other);
        }
        if !next.page.has_options() {
            next.options.clone_from(&self.options);
        }
        if query != Query::Set {
            next.query = self.query.clone();
        }
        next.loads = self.loads + 1;
        next
    }
}

/// Edits of the same value within so many milliseconds are one, for undo and for the back button.
pub(crate) const ONE_STEP: f64 = 3000.0;

/// How many edits can be undone.
const MOST_UNDONE: usize = 100;

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Load(address) => {
                next = self.load(*address);
                if next.scenario != self.scenario {
                    next.undo = remembered(&self.undo, &self.scenario);
                } else {
                    next.undo.clone_from(&self.undo);
                    next.redo.clone_from(&self.redo);
                }
            }
            Action::Edit(field, scenario, at) => {
                if *scenario == *self.scenario {
                    return self;
                }
                if field == Field::Preset {
                    next.begin();
                }
                // A value dragged or typed is one edit; acts and other stories are edits of their own.
                let same = self.change == Some(Change::Scenario(field))
                    && at - self.edited < ONE_STEP
                    && !matches!(field, Field::Preset | Field::Key("at"));
                next.edited = at;
                if !same {
                    next.undo = remembered(&self.undo, &self.scenario);
                }
                next.redo.clear();
                next.change = Some(Change::Scenario(field));
                next.replace(scenario);
            }
            Action::Open(name, contents) => match *contents {
                Ok((scenario, faults)) => {
                    let scenario = Rc::new(scenario);
                    if scenario != self.scenario {
                        next.undo = remembered(&self.undo, &self.scenario);
                        next.redo.clear();
                        next.change = Some(Change::Scenario(Field::Preset));
                        next.begin();
                    }
                    next.replace(scenario);
                    next.faults = faults;
                    next.about = About::File(name);
                }
                Err(reason) => {
                    next.faults = [reason].into_iter().collect();
                    next.about = About::NoFile(name);
                }
            },
            Action::Undo | Action::Redo => {
                let back = matches!(action, Action::Undo);
                let (from, to) = if back {
                    (&mut next.undo, &mut next.redo)
                } else {
                    (&mut next.redo, &mut next.undo)
                };
                let Some(scenario) = from.pop() else {
                    return self;
                };
                to.push(self.scenario.clone());
                next.change = Some(Change::Scenario(Field::Undo));
                next.replace(scenario);
            }
            Action::SetView(view) => {
                if view == self.view {
                    return self;
                }
                let compared = view.what_if != self.view.what_if;
                next.view = view;
                if compared {
                    next.compare();
                }
                // A value not yet written to the address keeps its place in the history.
                next.change = next.change.or(Some(Change::View));
            }
            Action::Ask(query) => {
                if query == self.query {
                    return self;
                }
                next.query = query;
                next.faults = Faults::default();
                next.change = Some(Change::View);
            }
            Action::Dismiss => next.faults = Faults::default(),
        }
        Rc::new(next)
    }
}

impl State {
    /// Another story: from its beginning.
    fn begin(&mut self) {
        self.view.time = Seconds(0.0);
        self.view.what_if = None;
        self.loads += 1;
    }

    /// Puts another scenario in the place of this one, and keeps of the view what still exists.
    fn replace(&mut self, scenario: Rc<Scenario>) {
        self.view.select = self.view.select.filter(|select| exists(*select, &scenario));
        self.scenario = scenario;
        self.faults = Faults::default();
        self.compare();
    }

    /// Makes the scenario beside this one anew; none where it is not possible, or no other.
    fn compare(&mut self) {
        let made = self
            .view
            .what_if
            .as_ref()
            .map(|what_if| otherwise(&self.scenario, what_if));
        match made {
            Some(Ok((what_if, scenario))) => {
                self.view.what_if = Some(what_if);
                self.other = Some(Rc::new(scenario));
            }
            Some(Err(reason)) => {
                self.faults = [reason].into_iter().collect();
                self.about = About::WhatIf;
                self.view.what_if = None;
                self.other = None;
            }
            None => self.other = None,
        }
    }
}

fn remembered(undo: &[Rc<Scenario>], scenario: &Rc<Scenario>) -> Vec<Rc<Scenario>> {
    let first = (undo.len() + 1).saturating_sub(MOST_UNDONE);
    undo[first..].iter().chain([scenario]).cloned().collect()
}

/// Whether this is there in a run of the scenario, those counted that join later.
fn exists(select: Select, scenario: &Scenario) -> bool {
    select.exists(hosts(scenario), scenario.chunk_count())
}

/// All peers that ever are, those counted that join by acts.
fn hosts(scenario: &Scenario) -> u64 {
    scenario.peer_count() + scenario.joining().count() as u64
}

/// The scenario with one value otherwise, and that value as the model writes it.
fn otherwise(scenario: &Scenario, what_if: &WhatIf) -> Result<(WhatIf, Scenario), String> {
    let other = checked(scenario.with(&what_if.key, &what_if.value))?;
    let value = other.value(&what_if.key);
    Ok((
        WhatIf {
            key: what_if.key.clone(),
            value,
        },
        other,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::scenario::PRESETS;

    #[test]
    fn a_state_comes_back_from_its_fragment() {
        let address = Address::read(
            "#/lab?file=15Gb&server=30Mbps&peers=10x0/2Mbps,3x1Mbps/8Mbps&seed=9&t=12.5s&select=11",
        );
        let state = State::read(address);
        assert_eq!(state.faults.len(), 0);
        let again = State::read(Address::read(&state.fragment()));
        assert_eq!(again, state);
    }

    #[test]
    fn a_selected_peer_that_does_not_exist_is_named() {
        let state = State::read(Address::read("#/lab?peers=3x1Mbps/8Mbps&select=4"));
        assert_eq!(state.view.select, None);
        assert_eq!(state.faults.len(), 1);
    }

    #[test]
    fn edits_are_undone_and_redone() {
        let edit = |state: Rc<State>, field: Field, text: &str| {
            let scenario = field.edit(&state.scenario, text).expect(text);
            state.reduce(Action::Edit(field, Rc::new(scenario), 0.0))
        };
        let first = Rc::new(State::read(Address::default()));
        let slots = edit(first.clone(), Field::Key("slots"), "2");
        // A value dragged along is one edit.
        let slots = edit(slots, Field::Key("slots"), "3");
        let act = edit(slots.clone(), Field::Key("at"), "30s:leave:7");
        let two = edit(act.clone(), Field::Key("at"), "30s:leave:7,40s:leave:8");
        let back = two.clone().reduce(Action::Undo);
        assert_eq!(back.scenario, act.scenario);
        let back = back.reduce(Action::Undo);
        assert_eq!(back.scenario, slots.scenario);
        let back = back.reduce(Action::Undo);
        assert_eq!(back.scenario, first.scenario);
        assert!(Rc::ptr_eq(&back.clone().reduce(Action::Undo), &back));
        let mut again = back.clone();
        for _ in 0..3 {
            again = again.reduce(Action::Redo);
        }
        assert_eq!(again.scenario, two.scenario);
        // A new edit is a new future.
        assert!(edit(back, Field::Key("slots"), "5").redo.is_empty());
    }

    #[test]
    fn a_file_takes_the_place_of_the_scenario_and_can_be_undone() {
        let open = |state: &Rc<State>, text: &str| {
            let contents = Box::new(crate::scenario::file::read(text));
            state.clone().reduce(Action::Open("mine".into(), contents))
        };
        let first = Rc::new(State::read(Address::read(
            "#/lab?t=9s&seed=2&if=pick:random",
        )));
        let opened = open(&first, "seed=5\nslots=0");
        assert_eq!(opened.scenario, Rc::new(Scenario::read("seed=5").0));
        assert_eq!(
            (opened.view.time, &opened.view.what_if),
            (Seconds(0.0), &None)
        );
        assert_eq!(
            (opened.faults.len(), &opened.about),
            (1, &About::File("mine".into()))
        );
        assert!(opened.fragment().contains("seed=5"));
        let back = opened.clone().reduce(Action::Undo);
        assert_eq!(back.scenario, first.scenario);
        assert_eq!(back.faults.len(), 0);

        // What is no scenario changes nothing but what is said.
        let refused = open(&opened, "Dear all");
        assert_eq!(refused.about, About::NoFile("mine".into()));
        let said = (refused.faults.clone(), refused.about.clone());
        let same = State {
            faults: said.0,
            about: said.1,
            ..(*opened).clone()
        };
        assert_eq!(*refused, same);

        // The same again is no edit.
        assert_eq!(open(&opened, "seed=5").undo, opened.undo);
    }

    #[test]
    fn a_page_without_a_scenario_keeps_the_one_there_was() {
        let lab = Rc::new(State::read(Address::read(
            "#/lab?seed=7&t=3s&if=pick:random",
        )));
        let go = |state: &Rc<State>, to: &str| {
            state
                .clone()
                .reduce(Action::Load(Box::new(Address::read(to))))
        };
        let practice = go(&lab, "#/practice?kinds=bounds");
        assert_eq!(practice.fragment(), "#/practice?kinds=bounds");
        let learn = go(&practice, "#/learn");
        assert_eq!(learn.fragment_of(Page::Lab), lab.fragment());
        assert_eq!(learn.fragment_of(Page::Practice), practice.fragment());
        assert_eq!(learn.undo.len(), 0);
    }

    #[test]
    fn each_example_is_a_step_of_its_own() {
        let mut state = Rc::new(State::read(Address::default()));
        for preset in &PRESETS[1..] {
            let scenario = Rc::new(Scenario::read(preset.text).0);
            state = state.reduce(Action::Edit(Field::Preset, scenario, 0.0));
        }
        assert_eq!(state.undo.len(), PRESETS.len() - 1);
    }

    #[test]
    fn what_if_follows_the_scenario() {
        let state = Rc::new(State::read(Address::read("#/lab?if=pick:random")));
        let other = state.other.clone().expect("another scenario");
        assert_eq!(other.value("pick"), "random");
        let scenario = Field::Key("slots").edit(&state.scenario, "2").expect("two");
        let next = state.reduce(Action::Edit(Field::Key("slots"), Rc::new(scenario), 0.0));
        let other = next.other.clone().expect("another scenario");
        assert_eq!(
            (other.value("pick"), other.value("slots")),
            ("random".into(), "2".into())
        );
        for wrong in ["pick:sideways", "nonsense:1"] {
            let state = State::read(Address::read(&format!("#/lab?if={wrong}")));
            assert_eq!((state.other, state.view.what_if), (None, None));
            assert_eq!(state.faults.len(), 1, "{wrong}");
        }
    }
}
