//! What the app asks of the page while it renders. [`host.rs`](super) answers the same questions where there is no
//! browser.

use super::window;
use wasm_bindgen::prelude::*;
use web_sys::Storage;

/// Whether there is a browser, and so timers, canvases and events.
pub(crate) const IN_BROWSER: bool = true;

#[wasm_bindgen]
extern "C" {
    /// Every component calls it before Yew renders it; `static/tree.js` has the reason.
    #[wasm_bindgen(js_namespace = ["window", "p2pLabTree"])]
    pub(crate) fn rendering();
}

/// Milliseconds since some instant, never going back.
pub(crate) fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// The address of the page, its fragment included.
pub(crate) fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// The fragment of the address with its `#`; empty if there is none.
pub(crate) fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The folder of this copy of P2P Lab, as a path on its origin.
pub(crate) fn folder() -> String {
    let mut path = window().location().pathname().unwrap_or_default();
    path.truncate(path.rfind('/').map_or(0, |end| end + 1));
    path
}

/// Whether the page is in a frame of another one.
pub(crate) fn framed() -> bool {
    match window().parent() {
        Ok(Some(parent)) => parent != window(),
        _ => false,
    }
}

/// Whether the page is in a sandbox, such as that of the frames which Teach writes. There it is of no origin, and a
/// browser takes no file from it and prints nothing, without a word. A page from disk is of no origin either, and has a
/// storage all the same.
pub(crate) fn sandboxed() -> bool {
    let from_disk = window().location().protocol().as_deref() == Ok("file:");
    window().origin() == "null" && (!from_disk || (framed() && storage().is_none()))
}

/// Where values are kept, unless it is refused.
pub(crate) fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Whether a media query holds now.
pub(crate) fn media(query: &str) -> bool {
    super::media_list(query).is_some_and(|list| list.matches())
}

/// The width of the window in CSS pixels.
pub(crate) fn width() -> Option<f64> {
    window().inner_width().ok()?.as_f64()
}

/// What a `<meta>` of the page says, by its name.
pub(crate) fn meta(name: &str) -> Option<String> {
    let selector = format!("meta[name={name}]");
    let meta = super::document().query_selector(&selector).ok()??;
    meta.get_attribute("content")
}
