//! In the foot of the page: the file to take along, and what is kept in this browser.

use crate::browser::{document, sandboxed};
use crate::storage::{self, Key};
use crate::theme::Theme;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct KeptProps {
    pub(crate) set_theme: Callback<Theme>,
}

/// The link and the fold.
#[hook]
pub(crate) fn use_kept(props: &KeptProps) -> Html {
    let cleared = use_state_eq(|| false);
    let on_clear = {
        let (set_theme, cleared) = (props.set_theme.clone(), cleared.setter());
        use_callback((), move |_: MouseEvent, ()| {
            set_theme.emit(Theme::default());
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
    let meta = document()
        .query_selector("meta[name=p2p-lab-file]")
        .ok()??;
    meta.get_attribute("content")
}
