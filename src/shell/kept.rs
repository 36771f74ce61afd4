//! In the foot of the page: the file to take along, and what is kept in this browser.

use crate::browser::storage::Key;
use crate::browser::{meta, rendering, sandboxed, storage};
use yew::prelude::*;

/// The link and the fold.
#[component]
pub(crate) fn KeptHere() -> Html {
    rendering();
    let cleared = use_state_eq(|| false);
    let on_clear = {
        let cleared = cleared.setter();
        Callback::from(move |_: MouseEvent| {
            storage::clear();
            cleared.set(true);
        })
    };
    html! {
        <>
            if let Some(size) = offline_file().filter(|_| !sandboxed()) {
                <p><a href="p2p-lab.html" download="p2p-lab.html">{ "Offline file" }</a>{ " (" }{ size }{ "): all of P2P Lab, to open without a network." }</p>
            }
            <details class="kept">
                <summary>{ "What is kept" }</summary>
                <p>{ "P2P Lab sets no cookies and sends nothing to anyone. In this browser it keeps:" }</p>
                <ul>
                    { for Key::ALL.map(|key| html! { <li>{ key.what() }</li> }) }
                    <li>{ "on a web site, a copy of itself, to open without a network" }</li>
                </ul>
                <button type="button" class="button" onclick={on_clear}>{ "Clear everything kept in this browser" }</button>
                <p role="status">{ if *cleared { "Nothing is kept any more." } else { "" } }</p>
            </details>
        </>
    }
}

/// The size of the app in one file, where that file is beside this page: `cargo xtask build` writes both.
fn offline_file() -> Option<String> {
    meta("p2p-lab-file")
}
