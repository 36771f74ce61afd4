//! The scenario, value by value.

use crate::browser::{random_seed, rendering};
use crate::drawing::math::subscripted;
use crate::drawing::shape::class_sign;
use crate::scenario::Quantity;
use crate::scenario::field::{Field, with_class, without_class};
use crate::scenario::files::{FileButtons, Opened};
use crate::scenario::presets::presets;
use crate::scenario::rules::{in_short, rules};
use p2p_model::scenario::Scenario;
use p2p_model::units::Prefix;
use std::rc::Rc;
use yew::prelude::*;

/// The scenario, and whom to tell of its changes.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Edited {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
}

/// All controls of the scenario, under a line that says what it is; `folded` away at first or not. What a
/// newcomer needs stands first, the rest is in two folds.
pub(crate) fn controls(props: &Edited, on_open: &Callback<Opened>, folded: bool) -> Html {
    let scenario = &props.scenario;
    let on_submit = Callback::from(|event: SubmitEvent| event.prevent_default());
    html! {
        <details class="controls" open={!folded}>
            <summary>
                <h2>{ "Scenario" }</h2>
                <span class="in-short">{ in_short(scenario) }</span>
            </summary>
            <form onsubmit={on_submit} aria-label="Scenario">
                { presets(props) }
                <Quantity id="file" label="File size" symbol={html! { <var translate="no">{ "F" }</var> }}
                    field={Field::File} scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                <Quantity id="server" label="Server upload" symbol={subscripted("u", "s")} field={Field::Server}
                    scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                { for (0..scenario.peers.len()).map(|class| class_controls(props, class)) }
                { more(props) }
                { rules(props) }
                <FileButtons scenario={scenario.clone()} on_open={on_open.clone()} />
            </form>
        </details>
    }
}

/// What decides a run too, but can wait.
fn more(props: &Edited) -> Html {
    let scenario = &props.scenario;
    let chunk_hint = html! { { "The file is cut into chunks. A peer can upload a chunk once that chunk is complete. The lecture: 256 KiB." } };
    let seed_hint = html! { { "Decides every random choice. The same seed gives the same run." } };
    html! {
        <details class="more">
            <summary>{ format!("More: chunks of {}, seed {}", scenario.chunk.human(scenario.prefix), scenario.seed) }</summary>
            <div class="more-values">
                <Quantity id="chunk" label="Chunk size" field={Field::Chunk} hint={chunk_hint}
                    scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                <Quantity id="seed" label="Random seed" field={Field::Seed} hint={seed_hint}
                    scenario={scenario.clone()} on_edit={props.on_edit.clone()}
                    children={html! { <>
                    <button type="button" class="button" onclick={new_seed(scenario, &props.on_edit)}>
                        { "New seed" }
                    </button>
                </> }} />
                { prefix_choice(props) }
                <div class="classes">
                    <ChangeClasses scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                    { for (0..scenario.peers.len()).map(|class| own_rules(props, class)) }
                </div>
            </div>
        </details>
    }
}

/// Another seed, drawn by the browser; from then on it decides the run.
pub(crate) fn new_seed<E: 'static>(
    scenario: &Rc<Scenario>,
    on_edit: &Callback<(Field, Rc<Scenario>)>,
) -> Callback<E> {
    let (scenario, on_edit) = (scenario.clone(), on_edit.clone());
    Callback::from(move |_| {
        let next = Scenario {
            seed: random_seed(),
            ..(*scenario).clone()
        };
        on_edit.emit((Field::Seed, Rc::new(next)));
    })
}

fn class_controls(props: &Edited, class: usize) -> Html {
    let scenario = &props.scenario;
    let number = class + 1;
    let several = scenario.peers.len() > 1;
    let legend = if several {
        format!("Peers, class {number}")
    } else {
        "Peers".to_owned()
    };
    let of = if several {
        format!("class {number}")
    } else {
        String::new()
    };
    let quantity = |part: &str, name: &'static str, symbol: Html, field: Field| {
        html! {
            <Quantity id={format!("{part}-{number}")} label={name} of={of.clone()} {symbol} {field}
                scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
        }
    };
    let n = html! { <var translate="no">{ "N" }</var> };
    let own = Field::Own(class).text(scenario);
    html! {
        <fieldset class="class">
            <legend>
                { class_sign(class) }{ " " }{ legend }
                if !own.is_empty() {
                    <span class="own">{ own }</span>
                }
            </legend>
            <div class="triple">
                { quantity("count", "Number", if several { html! {} } else { n }, Field::Count(class)) }
                { quantity("up", "Upload", subscripted("u", "i"), Field::Up(class)) }
                { quantity("down", "Download", subscripted("d", "i"), Field::Down(class)) }
            </div>
            if several {
                <ChangeClasses remove={class} scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
            }
        </fieldset>
    }
}

#[derive(PartialEq, Properties)]
struct ChangeClassesProps {
    scenario: Rc<Scenario>,
    on_edit: Callback<(Field, Rc<Scenario>)>,
    /// The class to remove; without one, one is added.
    #[prop_or_default]
    remove: Option<usize>,
}

/// A button that adds or removes a class, and says why where it cannot.
#[component]
fn ChangeClasses(props: &ChangeClassesProps) -> Html {
    rendering();
    let error = use_state(|| None::<String>);
    {
        let error = error.setter();
        use_effect_with(props.scenario.clone(), move |_| error.set(None));
    }
    let on_click = {
        let (scenario, on_edit) = (props.scenario.clone(), props.on_edit.clone());
        let (remove, error) = (props.remove, error.setter());
        Callback::from(move |_: MouseEvent| {
            let next = match remove {
                Some(class) => without_class(&scenario, class),
                None => with_class(&scenario),
            };
            match next {
                Ok(next) => on_edit.emit((Field::Classes, Rc::new(next))),
                Err(reason) => error.set(Some(reason)),
            }
        })
    };
    let label = match props.remove {
        Some(class) => format!("Remove class {}", class + 1),
        None => "Add a class of peers".to_owned(),
    };
    html! {
        <>
            <button type="button" class="button quiet" onclick={on_click}>{ label }</button>
            if let Some(reason) = &*error {
                <p class="error" role="status">{ reason }</p>
            }
        </>
    }
}

/// The rules that only the peers of one class follow.
fn own_rules(props: &Edited, class: usize) -> Html {
    let label = match props.scenario.peers.len() {
        1 => "Rules of their own".to_owned(),
        _ => format!("Rules of class {} only", class + 1),
    };
    let hint = html! {
        { "Rules that only these peers follow: pick, choke, slots, optimistic and finish, semicolons between." }
    };
    html! {
        <Quantity id={format!("own-{}", class + 1)} {label} field={Field::Own(class)} {hint} examples={OWN_EXAMPLES}
            scenario={props.scenario.clone()} on_edit={props.on_edit.clone()} />
    }
}

const OWN_EXAMPLES: &[&str] = &["pick=order", "pick=order;slots=1", "finish=leave"];

fn prefix_choice(props: &Edited) -> Html {
    let scenario = &props.scenario;
    let choice = |prefix: Prefix, value: &'static str, label: &'static str| {
        let (scenario, on_edit) = (scenario.clone(), props.on_edit.clone());
        let checked = scenario.prefix == prefix;
        let on_change = Callback::from(move |_: Event| {
            if let Ok(next) = Field::Prefix.edit(&scenario, value) {
                on_edit.emit((Field::Prefix, Rc::new(next)));
            }
        });
        html! {
            <label class="choice">
                <input type="radio" name="prefix" {value} {checked} onchange={on_change} />
                { label }
            </label>
        }
    };
    html! {
        <fieldset class="choices">
            <legend>{ "What k, M and G mean" }</legend>
            { choice(Prefix::Si, "si", "1 k = 1000") }
            { choice(Prefix::Binary, "binary", "1 k = 1024") }
        </fieldset>
    }
}
