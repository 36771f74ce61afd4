//! Which exercises: kinds, levels, how many, the seed, and how they are worked at.

use super::check::CheckResult;
use super::question::{Tick, tick};
use crate::address::practice::{Mode, PracticeQuery};
use crate::browser::random_seed;
use p2p_course::exercise::{ExerciseKind, Level, MAX_NUMBER, Set};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The group of radio buttons for the mode; no part of a set has this place.
const MODES: usize = usize::MAX;

/// The controls, in a fold that is open at first or not.
pub(super) fn choose(query: &PracticeQuery, open: bool, on_ask: &Callback<PracticeQuery>) -> Html {
    let set = &query.set;
    let with = |set: Set| PracticeQuery {
        set,
        at: 1,
        ..query.clone()
    };
    // A tick that gives this instead.
    let ticked = |label: String, radio: Option<usize>, on: bool, next: Option<PracticeQuery>| {
        let fixed = next.is_none();
        let next = next.unwrap_or_else(|| query.clone());
        tick(
            &Tick {
                radio,
                label,
                of: Html::default(),
                on,
                fixed,
            },
            on_ask.reform(move |_| next.clone()),
        )
    };
    // Takes what is typed, if it is a number, and shows what is then in force.
    let typed = |take: fn(&mut Set, Option<u64>) -> u64| {
        let (on_ask, query) = (on_ask.clone(), query.clone());
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let mut next = query.at(1);
            let taken = take(&mut next.set, input.value().trim().parse().ok());
            input.set_value(&taken.to_string());
            on_ask.emit(next);
        })
    };
    let number = typed(|set, read| {
        if let Some(number) = read.and_then(|read| u32::try_from(read).ok()) {
            set.number = number.clamp(1, MAX_NUMBER);
        }
        set.number.into()
    });
    let seed = typed(|set, read| {
        set.seed = read.unwrap_or(set.seed);
        set.seed
    });
    let new_seed = {
        let (set, query) = (set.clone(), query.clone());
        on_ask.reform(move |_: MouseEvent| PracticeQuery {
            set: Set {
                seed: random_seed(),
                ..set.clone()
            },
            at: 1,
            ..query.clone()
        })
    };
    let kinds = ExerciseKind::ALL.into_iter().map(|kind| {
        let kinds = toggled(&ExerciseKind::ALL, &set.kinds, kind);
        let next = (!kinds.is_empty()).then(|| {
            with(Set {
                kinds,
                ..set.clone()
            })
        });
        ticked(kind.to_string(), None, set.kinds.contains(&kind), next)
    });
    let levels = Level::ALL.into_iter().map(|level| {
        let levels = toggled(&Level::ALL, &set.levels, level);
        let next = (!levels.is_empty()).then(|| {
            with(Set {
                levels,
                ..set.clone()
            })
        });
        ticked(level.to_string(), None, set.levels.contains(&level), next)
    });
    let modes = Mode::ALL.into_iter().map(|(mode, _, name)| {
        let next = PracticeQuery {
            mode,
            ..query.clone()
        };
        ticked(name.to_owned(), Some(MODES), mode == query.mode, Some(next))
    });
    let group = |name: &'static str, ticks: Html| html! { <fieldset><legend>{ name }</legend>{ ticks }</fieldset> };
    let on_submit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <details class="choose" open={open}>
            <summary><h2>{ "Choose exercises" }</h2></summary>
            <form onsubmit={on_submit} aria-label="Exercises">
                { group("Kinds", html! { { for kinds } }) }
                { group("Levels", html! { { for levels } }) }
                <div class="choose-numbers">
                    <label>{ "How many exercises" }<input class="text" type="number" id="number" min="1" max={MAX_NUMBER.to_string()} value={set.number.to_string()} onchange={number} /></label>
                    <label>{ "Seed" }<input class="text" type="text" inputmode="numeric" id="seed" value={set.seed.to_string()} onchange={seed} /></label>
                    <button type="button" class="button" onclick={new_seed}>{ "New seed" }</button>
                </div>
                { group("Mode", html! { { for modes } }) }
            </form>
            <CheckResult />
        </details>
    }
}

/// The items that are chosen, in the order of all, with this one taken out or put in.
fn toggled<T: Copy + PartialEq>(all: &[T], chosen: &[T], item: T) -> Vec<T> {
    let stays = |other: &&T| chosen.contains(other) != (**other == item);
    all.iter().filter(stays).copied().collect()
}
