//! The colours that the style sheet gives to what is drawn.

use crate::browser::theme::Paper;
use crate::browser::{ColourReader, IN_BROWSER};
use plotters::style::RGBColor;
use std::rc::Rc;
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
        let _paper = IN_BROWSER.then(|| Paper::take(dark));
        Self::current()
    }

    /// The colours in force now. The style sheet is the only place that knows them.
    pub(crate) fn current() -> Self {
        let Some(reader) = ColourReader::new() else {
            return Self::default();
        };
        let colour = |property| Colour::hex(&reader.read(property));
        Self {
            paper: colour("--paper"),
            ink: colour("--ink"),
            soft: colour("--soft"),
            line: colour("--line"),
            wait: colour("--wait"),
            client_server: colour("--cs"),
            p2p: colour("--p2p"),
            client_server_ink: colour("--cs-ink"),
            p2p_ink: colour("--p2p-ink"),
        }
    }
}

/// The palette in force, which the app provides as a context.
#[hook]
pub(crate) fn use_palette() -> Rc<Palette> {
    use_context().unwrap_or_default()
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
