//! What the app asks of the page while it renders. [`host.rs`](super) answers the same questions where there is no
//! browser.

use super::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, Storage};

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
    let meta = document().query_selector(&selector).ok()??;
    meta.get_attribute("content")
}

/// Reads colours off the page. A probe element resolves what a custom property
/// stands for, system colours too, and a canvas turns that into `#rrggbb`.
pub(crate) struct ColourReader {
    probe: HtmlElement,
    context: CanvasRenderingContext2d,
}

impl ColourReader {
    pub(crate) fn new() -> Option<Self> {
        let canvas: HtmlCanvasElement =
            document().create_element("canvas").ok()?.dyn_into().ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let probe: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
        document().body()?.append_child(&probe).ok()?;
        Some(Self { probe, context })
    }

    /// The colour that a custom property stands for, as `#rrggbb`.
    pub(crate) fn read(&self, property: &str) -> String {
        // Set through the object model, which a content security policy allows.
        let _ = self
            .probe
            .style()
            .set_property("color", &format!("var({property})"));
        let computed = window()
            .get_computed_style(&self.probe)
            .ok()
            .flatten()
            .and_then(|style| style.get_property_value("color").ok())
            .unwrap_or_default();
        self.context.set_fill_style_str(&computed);
        self.context.fill_style().as_string().unwrap_or_default()
    }
}

impl Drop for ColourReader {
    fn drop(&mut self) {
        self.probe.remove();
    }
}
