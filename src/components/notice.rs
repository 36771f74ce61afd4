//! What was wrong with the address, until it has been read.

use yew::prelude::*;

/// A note above the page, not in its way.
pub(crate) fn notice(faults: &[String], on_dismiss: &Callback<()>) -> Html {
    if faults.is_empty() {
        return html! {};
    }
    let on_dismiss = on_dismiss.reform(|_| ());
    html! {
        <section class="notice" role="status" aria-label="About this address">
            <div>
                <p class="notice-title">{ "Something in this address is not right. The default is shown in its place." }</p>
                <ul>{ for faults.iter().map(|fault| html! { <li>{ fault }</li> }) }</ul>
            </div>
            <button type="button" class="button" onclick={on_dismiss}>{ "Dismiss" }</button>
        </section>
    }
}
