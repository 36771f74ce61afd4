//! The colours of the heat map.

use crate::drawing::palette::{Colour, Palette};
use plotters::style::RGBColor;

/// The colour of a number of copies: paper for none, then ever more ink. The steps between few copies are
/// larger than those between many: with one copy a chunk is in danger, with 51 it is no safer than with 50.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Between two bytes.
pub(super) fn shade(copies: u32, most: u32, hue: &Colour, palette: &Palette) -> RGBColor {
    /// Where between paper and ink the pure hue is.
    const HUE_AT: f64 = 0.65;
    /// How far one copy is from paper at least, so that it is not taken for none.
    const FAINTEST: f64 = 0.14;
    /// How far to ink it goes at most: the marks are in ink, and must be seen on it.
    const DEEPEST: f64 = 0.88;
    if copies == 0 {
        return RGBColor::from(&palette.paper);
    }
    let part = if most > 1 {
        f64::from(copies.min(most)).ln() / f64::from(most).ln()
    } else {
        0.0
    };
    let depth = FAINTEST + (DEEPEST - FAINTEST) * part;
    let (from, to, way) = if depth < HUE_AT {
        (&palette.paper, hue, depth / HUE_AT)
    } else {
        (hue, &palette.ink, (depth - HUE_AT) / (1.0 - HUE_AT))
    };
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * way).round() as u8;
    RGBColor(
        mix(from.rgb.0, to.rgb.0),
        mix(from.rgb.1, to.rgb.1),
        mix(from.rgb.2, to.rgb.2),
    )
}

/// Some numbers of copies for the key, from few to many: about equal steps of the colour.
pub(super) fn levels(least: u32, most: u32) -> Vec<u32> {
    let mut levels: Vec<u32> = [1, 2, 5]
        .into_iter()
        .cycle()
        .zip((0..9u32).flat_map(|power| [power; 3]))
        .map(|(digit, power): (u32, u32)| digit.saturating_mul(10u32.saturating_pow(power)))
        .take_while(|level| level.saturating_mul(5) <= most.saturating_mul(4))
        .collect();
    levels.push(most);
    if least == 0 && most > 0 {
        levels.insert(0, 0);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_from_few_to_many_without_crowding() {
        for (least, most, expected) in [
            (1, 1, vec![1]),
            (0, 1, vec![0, 1]),
            (1, 2, vec![1, 2]),
            (1, 13, vec![1, 2, 5, 10, 13]),
            (0, 11, vec![0, 1, 2, 5, 11]),
            (0, 0, vec![0]),
        ] {
            assert_eq!(levels(least, most), expected, "{least} to {most}");
        }
        assert!(levels(1, u32::MAX).windows(2).all(|pair| pair[0] < pair[1]));
    }
}
