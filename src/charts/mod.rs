//! Charts, drawn with plotters over any backend: canvas in the app, SVG in tests. They know nothing of Yew.

#[allow(dead_code)]
pub(crate) mod axes;
pub(crate) mod bounds;
#[allow(dead_code)]
pub(crate) mod surface;
pub(crate) mod sweep;

use crate::theme::Colour;
use plotters::style::RGBColor;

/// A length that is drawn, in whole pixels of the backing store.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Lengths on a screen; a float cast saturates.
pub(crate) fn pixels(css: f64, scale: f64) -> u32 {
    (css * scale).round().max(1.0) as u32
}

impl From<&Colour> for RGBColor {
    fn from(colour: &Colour) -> Self {
        let (red, green, blue) = colour.rgb;
        Self(red, green, blue)
    }
}
