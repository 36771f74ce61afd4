//! The colours that the style sheet gives to what is drawn.

use crate::browser;
use crate::browser::theme::Paper;
use crate::browser::{IN_BROWSER, document};
use plotters::style::RGBColor;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

/// A colour, as a canvas takes it and as plotters does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Colour {
    /// `#rrggbb`.
    pub(crate) css: String,
    /// Red, green, blue.
    pub(crate) rgb: (u8, u8, u8),
}

impl Colour {
    /// Reads `#rrggbb`; anything else is black.
    pub(crate) fn hex(css: &str) -> Self {
        let part = |at: usize| {
            css.get(at..at + 2)
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .unwrap_or(0)
        };
        Self {
            css: css.to_owned(),
            rgb: (part(1), part(3), part(5)),
        }
    }
}

impl From<&Colour> for RGBColor {
    fn from(colour: &Colour) -> Self {
        let (red, green, blue) = colour.rgb;
        Self(red, green, blue)
    }
}

/// The colours of the picture and the chart. One meaning each, everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Palette {
    /// What is drawn on.
    pub(crate) paper: Colour,
    /// What is drawn with.
    pub(crate) ink: Colour,
    /// Words of the second rank.
    pub(crate) soft: Colour,
    /// Hairlines.
    pub(crate) line: Colour,
    /// What waits.
    pub(crate) wait: Colour,
    /// Client–server: vermilion.
    pub(crate) client_server: Colour,
    /// P2P: blue.
    pub(crate) p2p: Colour,
    /// The same vermilion for words.
    pub(crate) client_server_ink: Colour,
    /// The same blue for words.
    pub(crate) p2p_ink: Colour,
}

impl Palette {
    /// The colours of light or dark paper, whatever is in force.
    pub(crate) fn of(dark: bool) -> Self {
        // Given back before the page is painted.
        let _paper = Paper::take(dark);
        Self::current()
    }

    /// The colours in force now. The style sheet is the only place that knows them.
    pub(crate) fn current() -> Self {
        let Some(reader) = IN_BROWSER.then(Reader::new).flatten() else {
            return Self::default();
        };
        Self {
            paper: reader.read("--paper"),
            ink: reader.read("--ink"),
            soft: reader.read("--soft"),
            line: reader.read("--line"),
            wait: reader.read("--wait"),
            client_server: reader.read("--cs"),
            p2p: reader.read("--p2p"),
            client_server_ink: reader.read("--cs-ink"),
            p2p_ink: reader.read("--p2p-ink"),
        }
    }
}

/// The palette in force, which the app provides as a context.
#[hook]
pub(crate) fn use_palette() -> Rc<Palette> {
    use_context().unwrap_or_default()
}

/// Reads colours off the page. A probe element resolves what a custom property
/// stands for, system colours too, and a canvas turns that into `#rrggbb`.
struct Reader {
    probe: HtmlElement,
    context: CanvasRenderingContext2d,
}

impl Reader {
    fn new() -> Option<Self> {
        let canvas: HtmlCanvasElement =
            document().create_element("canvas").ok()?.dyn_into().ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        let probe: HtmlElement = document().create_element("span").ok()?.dyn_into().ok()?;
        document().body()?.append_child(&probe).ok()?;
        Some(Self { probe, context })
    }

    fn read(&self, property: &str) -> Colour {
        // Set through the object model, which a content security policy allows.
        let _ = self
            .probe
            .style()
            .set_property("color", &format!("var({property})"));
        let computed = browser::window()
            .get_computed_style(&self.probe)
            .ok()
            .flatten()
            .and_then(|style| style.get_property_value("color").ok())
            .unwrap_or_default();
        self.context.set_fill_style_str(&computed);
        Colour::hex(&self.context.fill_style().as_string().unwrap_or_default())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.probe.remove();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_from_hex() {
        assert_eq!(Colour::hex("#0072b2").rgb, (0, 0x72, 0xb2));
        assert_eq!(Colour::hex("").rgb, (0, 0, 0));
    }
}
