//! A number in a sentence that the reader changes where it stands: dragged, by the arrow keys, or typed.

use super::draw::pct;
use super::scale::{Scale, Way};
use crate::browser::rendering;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct NumberProps {
    /// What it is in the figure.
    pub(crate) term: &'static str,
    /// For who does not see it.
    pub(crate) label: &'static str,
    pub(crate) value: f64,
    pub(crate) scale: Scale,
    pub(crate) on_set: Callback<f64>,
    /// Its colour.
    #[prop_or_default]
    pub(crate) class: &'static str,
}

/// From one end of a scale to the other, in CSS pixels of dragging.
fn travel(scale: Scale) -> f64 {
    match scale.way {
        Way::Even(step) => ((scale.most - scale.least) / step * 9.0).clamp(120.0, 400.0),
        Way::Growing => 320.0,
        Way::Doubling => 240.0,
    }
}

/// A pointer that holds the number: where it began, the part of the scale there, and whether it has moved.
#[derive(Clone, Copy)]
struct Grip {
    x: f64,
    part: f64,
    moved: bool,
}

/// Below this many CSS pixels a gesture is a click.
const CLICK: f64 = 4.0;

/// The number.
#[component]
pub(crate) fn Number(props: &NumberProps) -> Html {
    rendering();
    let NumberProps {
        term,
        label,
        value,
        scale,
        class,
        ..
    } = *props;
    // What stands in the field at first; nothing while nobody types.
    let typing = use_state_eq(|| None::<String>);
    let fault = use_state_eq(|| None::<String>);
    let grip = use_mut_ref(|| None::<Grip>);
    let field = use_node_ref();
    let whole = scale.say(value);
    use_effect_with(
        ((*typing).clone(), whole.clone(), field.clone()),
        |(typing, whole, field)| {
            if let (Some(typed), Some(field)) = (typing, field.cast::<HtmlInputElement>()) {
                let _ = field.focus();
                // The old value is typed over, a first digit is followed by the next.
                let end = u32::try_from(typed.len()).unwrap_or(0);
                let start = if typed == whole { 0 } else { end };
                let _ = field.set_selection_range(start, end);
            }
        },
    );
    let start_typing = {
        let typing = typing.setter();
        move |text: String| typing.set(Some(text))
    };
    if let Some(typed) = (*typing).clone() {
        let commit = {
            let (typing, fault, on_set) = (typing.setter(), fault.setter(), props.on_set.clone());
            move |text: String| match scale.read(&text) {
                Ok(value) => {
                    fault.set(None);
                    typing.set(None);
                    on_set.emit(value);
                }
                Err(right) => fault.set(Some(right)),
            }
        };
        let give_up = {
            let (typing, fault) = (typing.setter(), fault.setter());
            move || {
                fault.set(None);
                typing.set(None);
            }
        };
        let on_key = {
            let (commit, give_up) = (commit.clone(), give_up.clone());
            Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
                "Enter" => commit(event.target_unchecked_into::<HtmlInputElement>().value()),
                "Escape" => give_up(),
                _ => {}
            })
        };
        // Leaving it with nonsense keeps the last good value.
        let on_blur = Callback::from(move |event: FocusEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            if scale.read(&text).is_ok() {
                commit(text);
            } else {
                give_up();
            }
        });
        return html! {
            <span class={classes!("typed", class)}>
                <input ref={field} type="text" inputmode="decimal" size="6" value={typed} aria-label={label}
                    aria-invalid={fault.is_some().then_some("true")} onkeydown={on_key} onblur={on_blur} />
                <span class="typed-fault" role="alert">{ (*fault).clone() }</span>
            </span>
        };
    }
    let on_down = {
        let grip = grip.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0
                && let Some(target) = event.target_dyn_into::<Element>()
            {
                let _ = target.set_pointer_capture(event.pointer_id());
                *grip.borrow_mut() = Some(Grip {
                    x: event.client_x().into(),
                    part: scale.part(value),
                    moved: false,
                });
            }
        })
    };
    let on_move = {
        let (grip, on_set) = (grip.clone(), props.on_set.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(grip) = &mut *grip.borrow_mut() {
                let way = f64::from(event.client_x()) - grip.x;
                grip.moved |= way.abs() >= CLICK;
                let next = scale.at(grip.part + way / travel(scale));
                if grip.moved && next != value {
                    on_set.emit(next);
                }
            }
        })
    };
    let on_up = {
        let (grip, start_typing) = (grip.clone(), start_typing.clone());
        Callback::from(move |event: PointerEvent| {
            let held = grip.borrow_mut().take();
            if event.type_() == "pointerup" && held.is_some_and(|grip| !grip.moved) {
                start_typing(scale.say(value));
            }
        })
    };
    let on_key = {
        let on_set = props.on_set.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => scale.step(value, 1),
                "ArrowLeft" | "ArrowDown" => scale.step(value, -1),
                "PageUp" => scale.step(value, 4),
                "PageDown" => scale.step(value, -4),
                "Home" => scale.least,
                "End" => scale.most,
                "Enter" => {
                    event.prevent_default();
                    return start_typing(scale.say(value));
                }
                key if key.len() == 1 && key.as_bytes()[0].is_ascii_digit() => {
                    event.prevent_default();
                    return start_typing(key.to_owned());
                }
                _ => return,
            };
            event.prevent_default();
            if next != value {
                on_set.emit(next);
            }
        })
    };
    html! {
        <span class={classes!("drag", class)} tabindex="0" role="slider" aria-label={label} data-term={term} translate="no"
            aria-valuenow={value.to_string()} aria-valuemin={scale.least.to_string()} aria-valuemax={scale.most.to_string()}
            aria-valuetext={scale.say(value)} title="Drag, use the arrow keys, or click to type"
            onpointerdown={on_down} onpointermove={on_move} onpointerup={on_up.clone()} onpointercancel={on_up} onkeydown={on_key}>
            { scale.say(value) }
        </span>
    }
}

/// A dot in a figure that a pointer drags along. Tells at which part of the width, 0 to 1. A number in the prose does the
/// same for keys.
pub(crate) fn grip(x: f64, y: f64, on_part: Callback<f64>) -> Html {
    let hold = Callback::from(move |event: PointerEvent| {
        if let Some(part) = held_at(&event) {
            on_part.emit(part);
        }
    });
    html! {
        <circle cx={pct(x)} cy={format!("{y:.1}")} r="9" class="grip" onpointerdown={hold.clone()} onpointermove={hold} />
    }
}

/// The part of the width at which a pointer holds something; nothing while it holds nothing.
fn held_at(event: &PointerEvent) -> Option<f64> {
    let target = event.target_dyn_into::<Element>()?;
    if event.type_() == "pointerdown" {
        let _ = target.set_pointer_capture(event.pointer_id());
    } else if event.buttons() != 1 {
        return None;
    }
    let figure: Element = target.closest("svg").ok()??.unchecked_into();
    let area = figure.get_bounding_client_rect();
    (area.width() > 0.0)
        .then(|| ((f64::from(event.client_x()) - area.left()) / area.width()).clamp(0.0, 1.0))
}
