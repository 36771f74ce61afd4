//! P2P Lab in the browser.
//!
//! ```text
//! address ──▶ State ──▶ pages ──▶ components ──▶ HTML
//!    ▲          │                     └──────▶ charts, picture ──▶ canvas
//!    └──────────┘ edits
//! ```
//!
//! No formula and no rule of the swarm lives here: those are `p2p_model`'s.

mod address;
mod app;
mod bounds;
mod browser;
mod charts;
mod drawing;
mod embed;
mod lab;
mod learn;
mod practice;
mod scenario;
mod shell;
mod swarm;
mod sweep;
mod teach;
#[cfg(all(test, feature = "ssr"))]
mod tests;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Shows that the app is broken; the contract is in `static/boot.js`.
    #[wasm_bindgen(catch, js_namespace = ["window", "p2pLab"], js_name = panic)]
    fn show_panic(message: &str) -> Result<(), JsValue>;
}

/// Mounts the app in the page.
pub fn run() {
    // Through yew, which would put a hook of its own in the place of any other.
    yew::set_custom_panic_hook(Box::new(|info| {
        let message = info.to_string();
        // Where the box is missing, the console still has it.
        if show_panic(&message).is_err() {
            web_sys::console::error_1(&message.into());
        }
    }));
    browser::storage::adopt();
    browser::theme::Theme::remembered().apply(false);
    browser::tell_pixels();
    let root = browser::document()
        .get_element_by_id("app")
        .expect("index.html has an element #app");
    yew::Renderer::<app::App>::with_root(root).render();
}
