//! What was wrong with the address, until it has been read.

use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct NoticeProps {
    pub(crate) faults: Rc<[String]>,
    pub(crate) on_dismiss: Callback<()>,
}

/// A note above the page, not in its way.
#[component]
pub(crate) fn Notice(props: &NoticeProps) -> Html {
    if props.faults.is_empty() {
        return html! {};
    }
    let on_dismiss = props.on_dismiss.reform(|_| ());
    html! {
        <section class="notice" role="status" aria-label="About this address">
            <div>
                <p class="notice-title">{ "Something in this address is not right. The default is shown in its place." }</p>
                <ul>{ for props.faults.iter().map(|fault| html! { <li>{ fault }</li> }) }</ul>
            </div>
            <button type="button" class="button" onclick={on_dismiss}>{ "Dismiss" }</button>
        </section>
    }
}
