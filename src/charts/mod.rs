//! Charts, drawn with plotters over any backend: canvas in the app, SVG in tests. They know nothing of Yew.

pub(crate) mod bounds;

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

/// The smallest of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is not below `value`, so
/// that an axis ends at a number people read easily. Anything without a size counts as 1.
pub(crate) fn nice_above(value: f64) -> f64 {
    if !(value.is_finite() && value > 0.0) {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|nice| *nice >= value * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_easy_numbers_just_above_the_data() {
        for (value, expected) in [
            (0.9, 1.0),
            (1.0, 1.0),
            (24.0, 25.0),
            (201.3, 250.0),
            (7680.0, 8000.0),
            (99.0, 100.0),
        ] {
            let nice = nice_above(value);
            assert!((nice - expected).abs() < 1e-9 * expected, "{value}: {nice}");
        }
    }

    #[test]
    fn axes_stay_finite_whatever_the_data() {
        for value in [0.0, -3.0, f64::NAN, f64::INFINITY, 1e300, 1e-300] {
            let nice = nice_above(value);
            assert!(nice.is_finite() && nice > 0.0, "{value}: {nice}");
        }
    }
}
