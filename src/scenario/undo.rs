//! Back to the scenario before the last edit, and forth again: by button and by key.

use crate::browser::{document, rendering};
use crate::scenario::field::Field;
use crate::scenario::rules::in_short;
use crate::scenario::state::{Action, Change, State};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct UndoRedoProps {
    pub(crate) state: UseReducerHandle<State>,
}

/// Both buttons. The keys work wherever nobody types.
#[component]
pub(crate) fn UndoRedo(props: &UndoRedoProps) -> Html {
    rendering();
    let state = &props.state;
    {
        let dispatch = state.dispatcher();
        use_effect_with((), move |()| {
            let listener = keys(move |action| dispatch.dispatch(action));
            move || drop(listener)
        });
    }
    let button = |name: &'static str, keys: &'static str, none: bool, action: Action| {
        let dispatch = state.dispatcher();
        let on_click = Callback::from(move |_: MouseEvent| dispatch.dispatch(action.clone()));
        // Not `disabled`, which would throw the focus off the button with its last use.
        html! {
            <button type="button" class="button" aria-disabled={if none { "true" } else { "false" }}
                title={format!("{name} the last change of the scenario ({})", keys.replace("Control", "Ctrl"))}
                aria-keyshortcuts={keys} onclick={on_click}>
                { name }
            </button>
        }
    };
    let moved = state.change == Some(Change::Scenario(Field::Undo));
    html! {
        <>
            <div class="segments" role="group" aria-label="Changes of the scenario">
                { button("Undo", "Control+Z", state.undo.is_empty(), Action::Undo) }
                { button("Redo", "Control+Shift+Z", state.redo.is_empty(), Action::Redo) }
            </div>
            <span class="visually-hidden" role="status">
                if moved {
                    { format!("Now: {}", in_short(&state.scenario)) }
                }
            </span>
        </>
    }
}

/// Listens for the keys of undo and redo, those of a Mac too.
fn keys(act: impl Fn(Action) + 'static) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if !(key.ctrl_key() || key.meta_key()) || key.alt_key() || types_text(key) {
            return;
        }
        let action = match (key.key().to_ascii_lowercase().as_str(), key.shift_key()) {
            ("z", false) => Action::Undo,
            ("z", true) | ("y", false) => Action::Redo,
            _ => return,
        };
        key.prevent_default();
        act(action);
    })
}

/// Whether the key goes to a field that has an undo of its own.
fn types_text(key: &KeyboardEvent) -> bool {
    let target = key
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let fields = "input:not([type=range], [type=radio], [type=checkbox]), textarea";
    target.is_some_and(|element| element.closest(fields).ok().flatten().is_some())
}
