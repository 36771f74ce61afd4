//! Which exercises: kinds, levels, how many, the seed, and how they are worked at.

use super::asked::{Asked, Mode};
use super::asking::{Tick, tick};
use super::check::use_check;
use crate::part::part;
use p2p_course::exercise::{ExerciseKind, Level, MAX_NUMBER, Set};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The group of radio buttons for the mode; no part of a set has this place.
const MODES: usize = usize::MAX;

/// The controls, in a fold that is open at first or not.
pub(super) fn choose(asked: &Asked, open: bool, on_ask: &Callback<Asked>) -> Html {
    let set = &asked.set;
    let with = |set: Set| Asked {
        set,
        at: 1,
        ..asked.clone()
    };
    // A tick that gives this instead.
    let ticked = |label: String, radio: Option<usize>, on: bool, next: Option<Asked>| {
        let fixed = next.is_none();
        let next = next.unwrap_or_else(|| asked.clone());
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
        let (on_ask, asked) = (on_ask.clone(), asked.clone());
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let mut next = asked.at(1);
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
        let (set, asked) = (set.clone(), asked.clone());
        on_ask.reform(move |_: MouseEvent| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Below a million.
            let seed = (js_sys::Math::random() * 1e6) as u64;
            Asked {
                set: Set {
                    seed,
                    ..set.clone()
                },
                at: 1,
                ..asked.clone()
            }
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
        let next = Asked {
            mode,
            ..asked.clone()
        };
        ticked(name.to_owned(), Some(MODES), mode == asked.mode, Some(next))
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
                    <label>{ "How many" }<input class="text" type="number" id="number" min="1" max={MAX_NUMBER.to_string()} value={set.number.to_string()} onchange={number} /></label>
                    <label>{ "Seed" }<input class="text" type="text" inputmode="numeric" id="seed" value={set.seed.to_string()} onchange={seed} /></label>
                    <button type="button" class="button" onclick={new_seed}>{ "New seed" }</button>
                </div>
                { group("Work as", html! { { for modes } }) }
            </form>
            { part!(use_check, ()) }
        </details>
    }
}

/// The items that are chosen, in the order of all, with this one taken out or put in.
fn toggled<T: Copy + PartialEq>(all: &[T], chosen: &[T], item: T) -> Vec<T> {
    let stays = |other: &&T| chosen.contains(other) != (**other == item);
    all.iter().filter(stays).copied().collect()
}
