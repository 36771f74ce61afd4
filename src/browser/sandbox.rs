//! What a frame in a sandbox may not do, and where it can be done.

use crate::browser::address;
use yew::prelude::*;

/// In place of a button that would do nothing here.
pub(crate) fn elsewhere(what: &str) -> Html {
    let here = address();
    html! {
        <p class="hint elsewhere">
            { format!("A frame in a page may not {what}. ") }
            <a href={here} target="_blank" rel="noopener">{ format!("Open it in a tab of its own to {what}.") }</a>
        </p>
    }
}
