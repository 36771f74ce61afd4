//! Folds whose contents are made only while they are open.

use crate::browser::media;
use web_sys::HtmlDetailsElement;
use yew::prelude::*;

/// Whether a `<details>` is open, and what to tell its `ontoggle`. It is open at first where a media query holds.
#[hook]
pub(crate) fn use_fold(open_where: &'static str) -> (bool, Callback<Event>) {
    let open = use_state_eq(|| media(open_where));
    let setter = open.setter();
    let on_toggle = Callback::from(move |event: Event| {
        setter.set(event.target_unchecked_into::<HtmlDetailsElement>().open());
    });
    (*open, on_toggle)
}
