//! The scenario, value by value.

use crate::browser;
use crate::components::quantity::Quantity;
use crate::picture::draw::Shape;
use crate::state::{Field, with_class, without_class};
use p2p_model::scenario::{PRESETS, Scenario};
use p2p_model::units::Prefix;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The scenario, and whom to tell of its changes.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Edited {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
}

/// All controls of the scenario, under a line that says what it is; `folded` away at first or not.
pub(crate) fn controls(props: &Edited, folded: bool) -> Html {
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
                <Quantity id="file" label="File size" symbol={html! { <var>{ "F" }</var> }} field={Field::File}
                    scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                <Quantity id="server" label="Server upload" symbol={subscripted("u", "s")} field={Field::Server}
                    scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                { for (0..scenario.peers.len()).map(|class| class_controls(props, class)) }
                <AddClass scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                <div class="pair">
                    <Quantity id="chunk" label="Chunk size" field={Field::Chunk}
                        scenario={scenario.clone()} on_edit={props.on_edit.clone()} />
                    <Quantity id="seed" label="Random seed" field={Field::Seed}
                        scenario={scenario.clone()} on_edit={props.on_edit.clone()}>
                        <button type="button" class="button" onclick={new_seed(scenario, &props.on_edit)}>
                            { "New seed" }
                        </button>
                    </Quantity>
                </div>
                { prefix_choice(props) }
                { rules(props) }
            </form>
        </details>
    }
}

/// The scenario in one line.
pub(crate) fn in_short(scenario: &Scenario) -> String {
    let prefix = scenario.prefix;
    let classes: Vec<String> = scenario
        .peers
        .iter()
        .map(|class| {
            format!(
                "{} × {} up, {} down",
                class.count,
                class.up.human(prefix),
                class.down.human(prefix)
            )
        })
        .collect();
    format!(
        "{}, server {}, peers {}",
        scenario.file.human(prefix),
        scenario.server.human(prefix),
        classes.join(" and ")
    )
}

/// A letter with an index, as in the lecture.
pub(crate) fn subscripted(letter: &'static str, index: &'static str) -> Html {
    html! { <var>{ letter }<sub>{ index }</sub></var> }
}

/// Another seed, drawn by the browser; from then on it decides the run.
pub(crate) fn new_seed<E: 'static>(
    scenario: &Rc<Scenario>,
    on_edit: &Callback<(Field, Rc<Scenario>)>,
) -> Callback<E> {
    let (scenario, on_edit) = (scenario.clone(), on_edit.clone());
    Callback::from(move |_| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Below a million.
        let seed = (js_sys::Math::random() * 1e6) as u64;
        let next = Scenario {
            seed,
            ..(*scenario).clone()
        };
        on_edit.emit((Field::Seed, Rc::new(next)));
    })
}

/// Prepared scenarios.
pub(crate) fn presets(props: &Edited) -> Html {
    let present = PRESETS
        .iter()
        .find(|preset| Scenario::read(preset.text).0 == *props.scenario);
    let on_change = {
        let (scenario, on_edit) = (props.scenario.clone(), props.on_edit.clone());
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(next) = Field::Preset.edit(&scenario, &name) {
                on_edit.emit((Field::Preset, Rc::new(next)));
            }
        })
    };
    html! {
        <div class="quantity">
            <label for="preset">{ "Prepared scenario" }</label>
            <select id="preset" onchange={on_change}>
                if present.is_none() {
                    <option value="" selected=true>{ "Your own" }</option>
                }
                { for PRESETS.iter().map(|preset| html! {
                    <option value={preset.name} selected={present.is_some_and(|p| p.name == preset.name)}>
                        { preset.title }
                    </option>
                }) }
            </select>
            if let Some(preset) = present {
                <p class="hint">{ preset.summary }</p>
            }
        </div>
    }
}

fn class_controls(props: &Edited, class: usize) -> Html {
    let scenario = &props.scenario;
    let number = class + 1;
    let several = scenario.peers.len() > 1;
    let remove = {
        let (scenario, on_edit) = (scenario.clone(), props.on_edit.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(next) = without_class(&scenario, class) {
                on_edit.emit((Field::Classes, Rc::new(next)));
            }
        })
    };
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
    let n = html! { <var>{ "N" }</var> };
    html! {
        <fieldset class="class">
            <legend>{ class_sign(class) }{ " " }{ legend }</legend>
            <div class="triple">
                { quantity("count", "Number", if several { html! {} } else { n }, Field::Count(class)) }
                { quantity("up", "Upload", subscripted("u", "i"), Field::Up(class)) }
                { quantity("down", "Download", subscripted("d", "i"), Field::Down(class)) }
            </div>
            if several {
                <button type="button" class="button quiet" onclick={remove}>
                    { format!("Remove class {number}") }
                </button>
            }
        </fieldset>
    }
}

/// The shape that stands for a class in the picture.
pub(crate) fn class_sign(class: usize) -> Html {
    let shape = Shape::of_class(class);
    let points: Vec<String> = shape
        .points()
        .map(|(x, y)| format!("{:.2},{:.2}", 8.0 + x * 6.5, 8.0 + y * 6.5))
        .collect();
    html! {
        <svg class="sign" viewBox="0 0 16 16" width="16" height="16" role="img" aria-label={shape.name()}>
            if points.is_empty() {
                <circle cx="8" cy="8" r="6" />
            } else {
                <polygon points={points.join(" ")} />
            }
        </svg>
    }
}

#[component]
fn AddClass(props: &Edited) -> Html {
    let error = use_state(|| None::<String>);
    let on_click = {
        let (scenario, on_edit) = (props.scenario.clone(), props.on_edit.clone());
        let error = error.setter();
        Callback::from(move |_: MouseEvent| match with_class(&scenario) {
            Ok(next) => {
                error.set(None);
                on_edit.emit((Field::Classes, Rc::new(next)));
            }
            Err(reason) => error.set(Some(reason)),
        })
    };
    html! {
        <>
            <button type="button" class="button quiet" onclick={on_click}>{ "Add a class of peers" }</button>
            if let Some(reason) = &*error {
                <p class="error" role="status">{ reason }</p>
            }
        </>
    }
}

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

/// A rule of the swarm: its key, its name, what it does.
struct Rule {
    key: &'static str,
    name: &'static str,
    meaning: &'static str,
    /// The words it takes with what they mean, or nothing for a number or a time.
    words: &'static [(&'static str, &'static str)],
}

const RULES: &[Rule] = &[
    Rule {
        key: "pick",
        name: "Which chunk",
        meaning: "Which missing chunk a peer asks for next.",
        words: &[
            ("rarest", "rarest first"),
            ("random", "random"),
            ("order", "in order"),
        ],
    },
    Rule {
        key: "slots",
        name: "Slots",
        meaning: "How many neighbours a peer serves for what they gave; the optimistic one comes on top.",
        words: &[],
    },
    Rule {
        key: "rechoke",
        name: "Rechoke every",
        meaning: "How often a peer reconsiders whom it serves.",
        words: &[],
    },
    Rule {
        key: "optimistic",
        name: "Optimistic unchoke every",
        meaning: "How often one more neighbour is served by luck; off for never.",
        words: &[],
    },
    Rule {
        key: "endgame",
        name: "Endgame",
        meaning: "Whether the last missing blocks are asked of everyone at once.",
        words: &[("on", "on"), ("off", "off")],
    },
    Rule {
        key: "finish",
        name: "A finished peer",
        meaning: "What a peer does once it has the whole file.",
        words: &[("stay", "stays as a seed"), ("leave", "leaves at once")],
    },
    Rule {
        key: "arrive",
        name: "A peer arrives every",
        meaning: "The time between two arrivals; 0s for all at once.",
        words: &[],
    },
    Rule {
        key: "list",
        name: "Tracker names",
        meaning: "How many peers the tracker names to one who asks.",
        words: &[],
    },
    Rule {
        key: "connect",
        name: "Connect up to",
        meaning: "A peer starts connections while it has fewer than this.",
        words: &[],
    },
    Rule {
        key: "accept",
        name: "Accept up to",
        meaning: "A peer accepts connections while it has fewer than this.",
        words: &[],
    },
];

fn rules(props: &Edited) -> Html {
    html! {
        <details class="rules">
            <summary>{ "Rules of the swarm" }</summary>
            { for RULES.iter().map(|rule| html! { <div class="rule">{ rule_control(props, rule) }</div> }) }
        </details>
    }
}

fn rule_control(props: &Edited, rule: &'static Rule) -> Html {
    let field = Field::Rule(rule.key);
    let control = if rule.words.is_empty() {
        html! {
            <Quantity id={format!("rule-{}", rule.key)} label={rule.name} {field}
                scenario={props.scenario.clone()} on_edit={props.on_edit.clone()} />
        }
    } else {
        let present = field.text(&props.scenario);
        let on_change = {
            let (scenario, on_edit) = (props.scenario.clone(), props.on_edit.clone());
            Callback::from(move |event: Event| {
                let word = event.target_unchecked_into::<HtmlSelectElement>().value();
                if let Ok(next) = field.edit(&scenario, &word) {
                    on_edit.emit((field, Rc::new(next)));
                }
            })
        };
        let id = format!("rule-{}", rule.key);
        html! {
            <div class="quantity">
                <label for={id.clone()}>{ rule.name }</label>
                <select {id} onchange={on_change}>
                    { for rule.words.iter().map(|(word, meaning)| html! {
                        <option value={*word} selected={*word == present}>{ *meaning }</option>
                    }) }
                </select>
            </div>
        }
    };
    html! { <>{ control }<p class="hint">{ rule.meaning }</p></> }
}

#[derive(PartialEq, Properties)]
pub(crate) struct ShareProps {
    /// What is shown now; the address itself follows a moment later.
    pub(crate) fragment: AttrValue,
}

/// Copies the link to what is shown.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let copied = use_state(|| false);
    {
        let copied = copied.setter();
        use_effect_with(props.fragment.clone(), move |_| copied.set(false));
    }
    let field = use_node_ref();
    let on_click = {
        let (copied, field) = (copied.setter(), field.clone());
        let fragment = props.fragment.clone();
        Callback::from(move |_: MouseEvent| {
            let Some(input) = field.cast::<HtmlInputElement>() else {
                return;
            };
            let address = browser::window().location().href().unwrap_or_default();
            let page = address.split('#').next().unwrap_or_default();
            input.set_value(&format!("{page}{fragment}"));
            input.select();
            if browser::copy(&input) {
                copied.set(true);
            }
        })
    };
    html! {
        <span class="share">
            <button type="button" class="button" onclick={on_click}>{ "Copy link" }</button>
            <input ref={field} class="visually-hidden" tabindex="-1" aria-hidden="true" readonly=true />
            <span role="status" class="share-answer">{ if *copied { "Copied" } else { "" } }</span>
        </span>
    }
}
