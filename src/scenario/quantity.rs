//! A value with its unit: typed, or dragged, or moved with the arrow keys.

use crate::browser::rendering;
use crate::drawing::words::unseen;
use crate::scenario::field::Field;
use gloo_timers::callback::Timeout;
use p2p_model::scenario::Scenario;
use p2p_model::units::{BitRate, Bits};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// While one types, the picture follows after such a pause, in milliseconds: `8 b` on the way to `8 bananas` is
/// not meant.
const PAUSE: u32 = 300;

/// A value half typed is wrong for a moment; only after such a pause, in milliseconds, it is called so.
const PATIENCE: u32 = 1200;

#[derive(PartialEq, Properties)]
pub(crate) struct QuantityProps {
    /// For the ids of its elements; unique on the page.
    pub(crate) id: AttrValue,
    /// What the value is called.
    pub(crate) label: AttrValue,
    /// Whose it is, for those who do not see where it stands.
    #[prop_or_default]
    pub(crate) of: AttrValue,
    /// Its letter in the formulas.
    #[prop_or_default]
    pub(crate) symbol: Html,
    /// Which value it is.
    pub(crate) field: Field,
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
    /// Values to choose from instead of typing.
    #[prop_or_default]
    pub(crate) examples: &'static [&'static str],
    /// What the value does.
    #[prop_or_default]
    pub(crate) hint: Option<Html>,
    /// Something that goes beside the text.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The field, its slider and what is wrong with it.
#[component]
pub(crate) fn Quantity(props: &QuantityProps) -> Html {
    rendering();
    let text = props.field.text(&props.scenario);
    // What is being typed, as long as it differs from what is in force.
    let draft = use_state(|| None::<String>);
    let error = use_state(|| None::<String>);
    let patience = use_mut_ref(|| None::<Timeout>);
    let emitted = use_mut_ref(|| None::<String>);

    // A value from elsewhere (a preset, the address, the slider) replaces what was typed.
    {
        let (draft, error) = (draft.setter(), error.setter());
        let (emitted, patience) = (emitted.clone(), patience.clone());
        use_effect_with(text.clone(), move |text| {
            if emitted.borrow().as_ref() != Some(text) {
                draft.set(None);
                error.set(None);
                *patience.borrow_mut() = None;
            }
        });
    }

    let accept = {
        let (field, on_edit) = (props.field, props.on_edit.clone());
        let (error, patience) = (error.setter(), patience.clone());
        move |scenario: Scenario| {
            *patience.borrow_mut() = None;
            *emitted.borrow_mut() = Some(field.text(&scenario));
            error.set(None);
            on_edit.emit((field, Rc::new(scenario)));
        }
    };
    let on_type = {
        let patience = patience.clone();
        let (field, scenario) = (props.field, props.scenario.clone());
        let (draft, error, accept) = (draft.setter(), error.clone(), accept.clone());
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            let later = match field.edit(&scenario, &typed) {
                Ok(scenario) => {
                    let accept = accept.clone();
                    Some(Timeout::new(PAUSE, move || accept(scenario)))
                }
                Err(reason) if error.is_some() => {
                    error.set(Some(reason));
                    None
                }
                Err(reason) => {
                    let error = error.setter();
                    Some(Timeout::new(PATIENCE, move || error.set(Some(reason))))
                }
            };
            *patience.borrow_mut() = later;
            draft.set(Some(typed));
        })
    };
    let on_commit = {
        let (field, scenario) = (props.field, props.scenario.clone());
        let (draft, error, accept) = (draft.setter(), error.setter(), accept.clone());
        Callback::from(move |event: Event| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            match field.edit(&scenario, &typed) {
                Ok(scenario) => {
                    accept(scenario);
                    draft.set(None);
                }
                Err(reason) => {
                    *patience.borrow_mut() = None;
                    error.set(Some(reason));
                }
            }
        })
    };
    let slider = steps(props.field).map(|steps| {
        let position = nearest(props.field, &props.scenario, steps);
        let on_slide = {
            let (field, scenario) = (props.field, props.scenario.clone());
            let draft = draft.setter();
            Callback::from(move |event: InputEvent| {
                let input = event.target_unchecked_into::<HtmlInputElement>();
                let step = input.value().parse::<usize>().ok();
                let chosen = step.and_then(|step| steps.get(step));
                if let Some(Ok(scenario)) = chosen.map(|text| field.edit(&scenario, text)) {
                    accept(scenario);
                    draft.set(None);
                }
            })
        };
        let of = Some(&props.of).filter(|of| !of.is_empty());
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        let name = format!("{}{of}, slider", props.label);
        html! {
            <input type="range" class="slider" id={format!("{}-slider", props.id)}
                aria-label={name} aria-valuetext={spoken(props.field, &props.scenario)}
                min="0" max={(steps.len() - 1).to_string()} step="1" value={position.to_string()}
                oninput={on_slide} />
        }
    });
    let wrong = error.is_some();
    let error_id = format!("{}-error", props.id);
    let hint_id = format!("{}-hint", props.id);
    let list_id = format!("{}-examples", props.id);
    let described = match (wrong, props.hint.is_some()) {
        (true, true) => Some(format!("{error_id} {hint_id}")),
        (true, false) => Some(error_id.clone()),
        (false, true) => Some(hint_id.clone()),
        (false, false) => None,
    };
    html! {
        <div class={classes!("quantity", wrong.then_some("is-wrong"))}>
            <label for={props.id.clone()}>
                { &props.label }{ " " }{ props.symbol.clone() }
                if !props.of.is_empty() {
                    { unseen(format_args!("of {}", props.of)) }
                }
            </label>
            <div class="quantity-row">
                <input type="text" id={props.id.clone()} class="text" autocomplete="off" spellcheck="false"
                    autocapitalize="off" value={(*draft).clone().unwrap_or(text)}
                    aria-invalid={wrong.then_some("true")} aria-describedby={described}
                    list={(!props.examples.is_empty()).then(|| list_id.clone())}
                    oninput={on_type} onchange={on_commit} />
                { props.children.clone() }
            </div>
            if !props.examples.is_empty() {
                <datalist id={list_id}>
                    { for props.examples.iter().map(|example| html! { <option value={*example} /> }) }
                </datalist>
            }
            { slider }
            if let Some(reason) = &*error {
                <p class="error" id={error_id} role="status">{ reason }</p>
            }
            if let Some(hint) = &props.hint {
                <p class="hint" id={hint_id}>{ hint.clone() }</p>
            }
        </div>
    }
}

const AMOUNTS: &[&str] = &[
    "1MiB", "2MiB", "3MiB", "4MiB", "6MiB", "8MiB", "12MiB", "16MiB", "24MiB", "32MiB", "48MiB",
    "64MiB", "96MiB", "128MiB", "192MiB", "256MiB", "384MiB", "512MiB", "768MiB", "1GiB", "15Gb",
    "2GiB", "3GiB", "4GiB", "6GiB", "8GiB", "16GiB", "32GiB",
];
const CHUNKS: &[&str] = &[
    "16KiB", "32KiB", "64KiB", "128KiB", "256KiB", "512KiB", "1MiB", "2MiB", "4MiB", "8MiB",
    "16MiB", "32MiB", "64MiB",
];
const RATES: &[&str] = &[
    "100kbps", "150kbps", "200kbps", "300kbps", "500kbps", "700kbps", "1Mbps", "1.5Mbps", "2Mbps",
    "3Mbps", "4Mbps", "5Mbps", "6Mbps", "8Mbps", "10Mbps", "12Mbps", "15Mbps", "20Mbps", "30Mbps",
    "40Mbps", "50Mbps", "80Mbps", "100Mbps", "150Mbps", "200Mbps", "300Mbps", "500Mbps", "800Mbps",
    "1Gbps",
];
const RATES_FROM_ZERO: &[&str] = &[
    "0", "100kbps", "150kbps", "200kbps", "300kbps", "500kbps", "700kbps", "1Mbps", "1.5Mbps",
    "2Mbps", "3Mbps", "4Mbps", "5Mbps", "6Mbps", "8Mbps", "10Mbps", "12Mbps", "15Mbps", "20Mbps",
    "30Mbps", "40Mbps", "50Mbps", "80Mbps", "100Mbps", "150Mbps", "200Mbps", "300Mbps", "500Mbps",
    "1Gbps",
];
const COUNTS: &[&str] = &[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "18",
    "20", "25", "30", "35", "40", "50", "60", "80", "100", "120", "150", "200", "300", "500",
    "800", "1000", "2000", "5000", "10000",
];

/// The values a slider stops at: about equal steps on a log scale, all of them easy to say.
fn steps(field: Field) -> Option<&'static [&'static str]> {
    match field {
        Field::File => Some(AMOUNTS),
        Field::Chunk => Some(CHUNKS),
        Field::Server | Field::Down(_) => Some(RATES),
        Field::Up(_) => Some(RATES_FROM_ZERO),
        Field::Count(_) => Some(COUNTS),
        _ => None,
    }
}

/// How large a value is, to find its place on the slider.
fn magnitude(field: Field, scenario: &Scenario, text: &str) -> Option<f64> {
    let prefix = scenario.prefix;
    let value = match field {
        Field::File | Field::Chunk => Bits::parse(text, prefix).ok()?.0 as f64,
        Field::Count(_) => text.parse().ok()?,
        _ => BitRate::parse(text, prefix).ok()?.0 as f64,
    };
    // Zero has a place of its own, below all others.
    Some(if value > 0.0 {
        value.ln()
    } else {
        f64::MIN / 4.0
    })
}

fn nearest(field: Field, scenario: &Scenario, steps: &[&str]) -> usize {
    let Some(value) = magnitude(field, scenario, &field.text(scenario)) else {
        return 0;
    };
    let distance =
        |text: &str| magnitude(field, scenario, text).map_or(f64::MAX, |step| (step - value).abs());
    (0..steps.len())
        .min_by(|a, b| distance(steps[*a]).total_cmp(&distance(steps[*b])))
        .unwrap_or(0)
}

/// The value in force as a screen reader says it.
fn spoken(field: Field, scenario: &Scenario) -> String {
    let class = |at: usize| scenario.peers.get(at);
    match field {
        Field::File => scenario.file.human(scenario.prefix),
        Field::Chunk => scenario.chunk.human(scenario.prefix),
        Field::Server => scenario.server.human(scenario.prefix),
        Field::Up(at) => class(at).map_or_else(String::new, |c| c.up.human(scenario.prefix)),
        Field::Down(at) => class(at).map_or_else(String::new, |c| c.down.human(scenario.prefix)),
        _ => field.text(scenario),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_every_slider_is_a_value_larger_than_the_one_before() {
        let scenario = Scenario::default();
        for field in [
            Field::File,
            Field::Chunk,
            Field::Server,
            Field::Up(0),
            Field::Down(0),
            Field::Count(0),
        ] {
            let steps = steps(field).expect("a slider");
            let values: Vec<f64> = steps
                .iter()
                .map(|text| magnitude(field, &scenario, text).expect(text))
                .collect();
            assert!(values.windows(2).all(|pair| pair[0] < pair[1]), "{field:?}");
            for (index, text) in steps.iter().enumerate() {
                let edited = field.edit(&scenario, text).expect(text);
                assert_eq!(nearest(field, &edited, steps), index, "{field:?} {text}");
            }
        }
    }
}
