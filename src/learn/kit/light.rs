//! What names the same thing lights up together: a number or a term in the prose, in a formula, in a figure. All carry
//! its name as `data-term`, within an element with `data-scope`.
//!
//! It is done in the page and not by Yew, since it changes no state, and must cost nothing while figures run.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};
use yew::prelude::*;

/// Follows the pointer and the focus within an element.
#[hook]
pub(crate) fn use_light(root: &NodeRef) {
    let root = root.clone();
    use_effect_with((), move |()| {
        let listeners = root.cast::<Element>().map(|root| {
            ["pointerover", "pointerleave", "focusin", "focusout"].map(|kind| {
                let lit = root.clone();
                EventListener::new(&root, kind, move |event| light(&lit, event))
            })
        });
        move || drop(listeners)
    });
}

fn light(root: &Element, event: &Event) {
    each(root, "[data-lit]", |lit| {
        let _ = lit.remove_attribute("data-lit");
    });
    if matches!(event.type_().as_str(), "focusout" | "pointerleave") {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(named) = target.and_then(|target| target.closest("[data-term]").ok()?) else {
        return;
    };
    let scope = named.closest("[data-scope]").ok().flatten();
    if let (Some(scope), Some(term)) = (scope, named.get_attribute("data-term")) {
        each(&scope, &format!("[data-term~='{term}']"), |same| {
            let _ = same.set_attribute("data-lit", "");
        });
    }
}

fn each(within: &Element, selector: &str, act: impl Fn(&Element)) {
    let Ok(found) = within.query_selector_all(selector) else {
        return;
    };
    for place in 0..found.length() {
        if let Some(element) = found
            .get(place)
            .and_then(|node| node.dyn_into::<Element>().ok())
        {
            act(&element);
        }
    }
}
