//! What was wrong with an address or a file, until it has been read.

use crate::address::faults::{Faults, quoted};
use crate::browser::focus_main;
use crate::scenario::state::{About, State};
use yew::prelude::*;

/// Faults that are told at once; the rest is in a fold.
const MOST_TOLD: usize = 8;

/// A note above the page, not in its way. Its place is always there, so that a screen reader speaks when
/// something comes into it.
pub(crate) fn notice(state: &State, on_dismiss: &Callback<()>) -> Html {
    html! {
        <div role="status">
            if !state.faults.is_empty() {
                { faults(&state.faults, &state.about, on_dismiss) }
            }
        </div>
    }
}

fn faults(faults: &Faults, about: &About, on_dismiss: &Callback<()>) -> Html {
    let on_click = on_dismiss.reform(|_: MouseEvent| focus_main());
    let told = faults.told();
    let (first, rest) = told.split_at(told.len().min(MOST_TOLD));
    let untold = faults.len() - told.len();
    let list = |faults: &[String]| html! { <ul>{ for faults.iter().map(|fault| html! { <li>{ fault }</li> }) }</ul> };
    html! {
        <section class="notice" aria-label="What is wrong">
            <div>
                <p class="notice-title">{ title(about) }</p>
                { list(first) }
                if !rest.is_empty() {
                    <details>
                        <summary>{ format!("And {} more", faults.len() - first.len()) }</summary>
                        { list(rest) }
                        if untold > 0 {
                            <p>{ format!("The other {untold} are not listed.") }</p>
                        }
                    </details>
                }
                if matches!(about, About::NoFile(_)) {
                    <p>{ "A scenario file is a text with a value on each line, such as file=8MiB. “Save scenario” makes one." }</p>
                }
            </div>
            <button type="button" class="button" onclick={on_click}>{ "Dismiss" }</button>
        </section>
    }
}

fn title(about: &About) -> String {
    match about {
        About::Address => "Part of this address is wrong. The default is used instead.".to_owned(),
        About::File(name) => format!(
            "Part of {} is wrong. The default is used instead. Undo brings back what you had.",
            quoted(name)
        ),
        About::NoFile(name) => format!("Nothing has changed: {} is not a scenario.", quoted(name)),
        About::WhatIf => "The two can no longer be compared.".to_owned(),
    }
}
