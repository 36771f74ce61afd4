//! What was wrong with an address or a file, until it has been read.

use crate::browser::focus_main;
use crate::state::{About, State};
use yew::prelude::*;

/// Faults that are told at once; the rest is in a fold.
const MOST_TOLD: usize = 8;

/// Letters of a file's name that are shown.
const MOST_LETTERS: usize = 60;

/// A note above the page, not in its way. Its place is always there, so that a screen reader speaks when
/// something comes into it.
pub(crate) fn notice(state: &State, on_dismiss: &Callback<()>) -> Html {
    html! {
        <div role="status">
            if !state.faults.is_empty() {
                { faults(state, on_dismiss) }
            }
        </div>
    }
}

fn faults(state: &State, on_dismiss: &Callback<()>) -> Html {
    let on_click = on_dismiss.reform(|_: MouseEvent| focus_main());
    let (first, rest) = state.faults.split_at(state.faults.len().min(MOST_TOLD));
    let list = |faults: &[String]| html! { <ul>{ for faults.iter().map(|fault| html! { <li>{ fault }</li> }) }</ul> };
    html! {
        <section class="notice" aria-label="What is wrong">
            <div>
                <p class="notice-title">{ title(&state.about) }</p>
                { list(first) }
                if !rest.is_empty() {
                    <details>
                        <summary>{ format!("And {} more", rest.len()) }</summary>
                        { list(rest) }
                    </details>
                }
                if matches!(state.about, About::NoFile(_)) {
                    <p>{ "A scenario file is a text with a value on each line, such as file=8MiB. “Save scenario” makes one." }</p>
                }
            </div>
            <button type="button" class="button" onclick={on_click}>{ "Dismiss" }</button>
        </section>
    }
}

fn title(about: &About) -> String {
    match about {
        About::Address => {
            "Something in this address is not right. The default is shown in its place.".to_owned()
        }
        About::File(name) => format!(
            "Something in {} is not right. The default is shown in its place. Undo brings back what you had.",
            short(name)
        ),
        About::NoFile(name) => format!("Nothing has changed: {} is no scenario.", short(name)),
        About::WhatIf => "The two can no longer be compared.".to_owned(),
    }
}

/// A name, or its beginning; isolated, for one may be written from right to left.
fn short(name: &str) -> String {
    let mut start: String = name.chars().take(MOST_LETTERS).collect();
    if start.len() < name.len() {
        start.push('…');
    }
    format!("\u{2068}{start}\u{2069}")
}
