//! The figure as a slide: it fills the screen, and a presenter's clicker takes it through the run.

use super::{Msg, SwarmFigure};
use crate::browser::{document, width};
use crate::drawing::words::sentence;
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// On a screen so wide the picture is as large as on the page, and larger on a wider one; in CSS pixels.
const PLAIN: f64 = 1100.0;

/// How one moves on it.
const KEYS: &str = "Page Down and Page Up step, the space bar plays, Escape leaves";

/// Whether the figure fills the screen.
pub(super) struct Slides {
    pub(super) on: bool,
    /// Whether the page has been told.
    entered: bool,
    /// How many times larger the picture is drawn.
    pub(super) larger: f64,
}

impl Default for Slides {
    fn default() -> Self {
        Self {
            on: false,
            entered: false,
            larger: 1.0,
        }
    }
}

impl Slides {
    pub(super) fn measure(&mut self) {
        self.larger = match width() {
            Some(width) if self.on => (width / PLAIN).max(1.0),
            _ => 1.0,
        };
    }
}

/// Leaves the slides when the browser leaves its full screen, as with the Escape key.
pub(super) fn on_leave(ctx: &Context<SwarmFigure>) -> EventListener {
    let leave = ctx.link().callback(|()| Msg::Slides(false));
    EventListener::new(&document(), "fullscreenchange", move |_| {
        if document().fullscreen_element().is_none() {
            leave.emit(());
        }
    })
}

impl SwarmFigure {
    pub(super) fn slides_switch(&self, ctx: &Context<Self>) -> Html {
        let on = !self.slides.on;
        let on_click = ctx.link().callback(move |_: MouseEvent| Msg::Slides(on));
        html! {
            <button type="button" class="button slides-switch" title={KEYS} onclick={on_click}>
                { if on { "Slides" } else { "Leave slides" } }
            </button>
        }
    }

    /// Whether anything changes.
    pub(super) fn set_slides(&mut self, on: bool) -> bool {
        if self.slides.on == on {
            return false;
        }
        self.slides.on = on;
        self.player.said = match self.player.words() {
            Some((trace, snapshot)) if on => {
                format!("Slides. {KEYS}. {}", sentence(&trace, &snapshot))
            }
            _ => String::new(),
        };
        true
    }

    /// Once the figure fills the window: asks for the screen, and takes the keys. Where that is refused, the window
    /// it is.
    pub(super) fn enter_or_leave(&mut self) {
        let Some(root) = self.root.cast::<Element>() else {
            return;
        };
        let document = document();
        if self.slides.on == self.slides.entered {
            return;
        }
        self.slides.entered = self.slides.on;
        if self.slides.on {
            if document.fullscreen_enabled() {
                let _ = root.request_fullscreen();
            }
            let _ = root.unchecked_into::<HtmlElement>().focus();
            return;
        }
        if document.fullscreen_element().is_some() {
            document.exit_fullscreen();
        }
        if let Ok(Some(switch)) = root.query_selector(".slides-switch") {
            let _ = switch.unchecked_into::<HtmlElement>().focus();
        }
    }
}
