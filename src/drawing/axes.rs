//! What all charts share: the room around the plot, axes, keys, and easy numbers to end an axis at.

use super::canvas::pixels;
use crate::drawing::palette::{Colour, Palette};
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

/// How a chart is drawn.
pub(crate) struct Style<'a> {
    pub(crate) palette: &'a Palette,
    /// Pixels of the drawing to one of CSS.
    pub(crate) scale: f64,
    /// Font family.
    pub(crate) font: &'a str,
}

impl Style<'_> {
    /// A length in pixels of the drawing.
    pub(crate) fn size(&self, css: f64) -> u32 {
        pixels(css, self.scale)
    }

    /// A distance in pixels of the drawing, which may go back or be none.
    #[allow(clippy::cast_possible_truncation)] // Distances on a screen; a float cast saturates.
    pub(crate) fn length(&self, css: f64) -> i32 {
        (css * self.scale).round() as i32
    }

    /// Letters of a size and a colour; `h` and `v` say which part of them is at their place.
    pub(crate) fn words(&self, css: f64, colour: &Colour, h: HPos, v: VPos) -> TextStyle<'_> {
        (self.font, self.size(css))
            .into_font()
            .color(&RGBColor::from(colour))
            .pos(Pos::new(h, v))
    }
}

/// Room around the plot, in CSS pixels: the page needs it to find what is under a finger.
pub(crate) const LEFT: f64 = 66.0;
pub(crate) const RIGHT: f64 = 18.0;
/// For a line of the key, and the name of the upright axis.
pub(crate) const TOP: f64 = 42.0;
const BOTTOM: f64 = 40.0;

/// How far to the right in the plot something is, `x` CSS pixels from the left edge of a chart this wide: 0 to 1.
pub(crate) fn across(x: f64, width: f64) -> f64 {
    ((x - LEFT) / (width - LEFT - RIGHT).max(1.0)).clamp(0.0, 1.0)
}

/// How far up in the plot something is, `y` CSS pixels from the upper edge of a chart this high: 0 to 1.
pub(crate) fn upward(y: f64, height: f64) -> f64 {
    ((height - BOTTOM - y) / (height - TOP - BOTTOM).max(1.0)).clamp(0.0, 1.0)
}

/// The plot inside a chart, in CSS pixels: left, top, width and height.
pub(crate) fn inside(width: f64, height: f64) -> [f64; 4] {
    let (wide, high) = (width - LEFT - RIGHT, height - TOP - BOTTOM);
    [LEFT, TOP, wide.max(1.0), high.max(1.0)]
}

/// Both axes of a chart.
pub(crate) struct Axes<'a> {
    pub(crate) x: Range<f64>,
    pub(crate) y: Range<f64>,
    /// Room above the plot, in CSS pixels.
    pub(crate) top: f64,
    pub(crate) x_name: &'a str,
    /// Stands above the axis, below the line of the key.
    pub(crate) y_name: &'a str,
    pub(crate) x_text: &'a dyn Fn(&f64) -> String,
    pub(crate) y_text: &'a dyn Fn(&f64) -> String,
    pub(crate) x_labels: usize,
    pub(crate) y_labels: usize,
    /// Whether there are lines across the plot.
    pub(crate) ruled: bool,
}

/// A plane to draw on in the units of the data.
pub(crate) type Plane<'a, DB> = ChartContext<'a, DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// What a drawing that failed says.
pub(crate) type Failed<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

impl Axes<'_> {
    /// The plane of these axes, with nothing on it.
    pub(crate) fn plane<'a, DB: DrawingBackend>(
        &self,
        area: &'a DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<Plane<'a, DB>, Failed<DB>> {
        ChartBuilder::on(area)
            .margin_top(look.size(self.top))
            .margin_right(look.size(RIGHT))
            .x_label_area_size(look.size(BOTTOM))
            .y_label_area_size(look.size(LEFT))
            .build_cartesian_2d(self.x.clone(), self.y.clone())
    }

    /// Fills the area with paper, and draws the axes with their names and numbers.
    pub(crate) fn draw<'a, DB: DrawingBackend>(
        &self,
        area: &'a DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<Plane<'a, DB>, Failed<DB>> {
        let palette = look.palette;
        let ink = |colour: &Colour| RGBColor::from(colour);
        area.fill(&ink(&palette.paper))?;
        let (width, _) = area.dim_in_pixel();
        let wide = f64::from(width) / look.scale > 480.0;
        let mut plane = self.plane(area, look)?;
        let soft = look.words(12.0, &palette.soft, HPos::Left, VPos::Top);
        plane
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(if self.ruled {
                ink(&palette.line).to_rgba()
            } else {
                TRANSPARENT
            })
            .axis_style(ink(&palette.wait))
            .x_labels(if wide {
                self.x_labels
            } else {
                self.x_labels / 2
            })
            .y_labels(self.y_labels)
            .x_label_formatter(&self.x_text)
            .y_label_formatter(&self.y_text)
            .label_style(soft.clone())
            .x_desc(self.x_name)
            .axis_desc_style(soft.clone())
            .set_all_tick_mark_size(look.size(4.0))
            .draw()?;
        if !self.y_name.is_empty() {
            area.draw(&Text::new(
                self.y_name,
                (look.length(4.0), look.length(self.top - 20.0)),
                soft,
            ))?;
        }
        Ok(plane)
    }
}

/// What stands before a name in the key.
pub(crate) enum Sign {
    Line,
    Dashes,
    /// A filled outline around the origin, for a radius of 1; a disc without corners.
    Shape(Vec<(f64, f64)>, Filling),
    /// A field of a colour.
    Field,
}

/// How a sign is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    Full,
    /// Outlined on paper.
    Hollow,
}

/// The line of the key, from the left edge of the plot on. What has no room is left out.
pub(crate) fn key<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    entries: &[(Sign, RGBColor, String)],
    look: &Style,
) -> Result<(), Failed<DB>> {
    let style = look.words(12.0, &look.palette.soft, HPos::Left, VPos::Center);
    let (width, _) = area.dim_in_pixel();
    let (mut x, y) = (look.length(LEFT), look.length(12.0));
    for (sign, colour, name) in entries {
        let (letters, _) = area.estimate_text_size(name, &style)?;
        let sign_width = match sign {
            Sign::Line | Sign::Dashes => 24.0,
            Sign::Shape(..) | Sign::Field => 12.0,
        };
        let after = x + look.length(sign_width + 6.0);
        let end = after.saturating_add_unsigned(letters);
        if end > i32::try_from(width).unwrap_or(i32::MAX) {
            break;
        }
        let middle = (x + look.length(sign_width / 2.0), y);
        let right = (x + look.length(sign_width), y);
        match sign {
            Sign::Line => {
                let line = colour.stroke_width(look.size(2.25));
                area.draw(&PathElement::new([(x, y), right], line))?;
            }
            Sign::Dashes => {
                let line = colour.stroke_width(look.size(2.25));
                for (from, to) in [(0.0, 9.0), (15.0, 24.0)] {
                    let dash = [(x + look.length(from), y), (x + look.length(to), y)];
                    area.draw(&PathElement::new(dash, line))?;
                }
            }
            Sign::Shape(corners, filling) => {
                stamp(area, middle, corners, 5.0, *filling, *colour, look)?;
            }
            Sign::Field => {
                let half = look.length(6.0);
                let corners = [(x, y - half), (x + 2 * half, y + half)];
                area.draw(&Rectangle::new(corners, colour.filled()))?;
                // The palest of them is hardly more than paper.
                let edge = RGBColor::from(&look.palette.wait).stroke_width(1);
                area.draw(&Rectangle::new(corners, edge))?;
            }
        }
        area.draw(&Text::new(name.as_str(), (after, y), style.clone()))?;
        x = end + look.length(14.0);
    }
    Ok(())
}

/// Draws a shape at a pixel, with an edge of paper around it so that neighbours can be told apart.
pub(crate) fn stamp<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    (x, y): (i32, i32),
    corners: &[(f64, f64)],
    radius: f64,
    filling: Filling,
    colour: RGBColor,
    look: &Style,
) -> Result<(), Failed<DB>> {
    let paper = RGBColor::from(&look.palette.paper);
    let rings = match filling {
        Filling::Full => [(radius + 1.0, paper), (radius, colour), (0.0, colour)],
        Filling::Hollow => [
            (radius + 1.0, paper),
            (radius, colour),
            (radius - 1.75, paper),
        ],
    };
    for (radius, colour) in rings.into_iter().filter(|(radius, _)| *radius > 0.0) {
        if corners.is_empty() {
            area.draw(&Circle::new((x, y), look.size(radius), colour.filled()))?;
        } else {
            let outline: Vec<(i32, i32)> = corners
                .iter()
                .map(|(right, down)| {
                    let radius = radius * 1.15;
                    (
                        x + look.length(right * radius),
                        y + look.length(down * radius),
                    )
                })
                .collect();
            area.draw(&Polygon::new(outline, colour.filled()))?;
        }
    }
    Ok(())
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

/// A length of an axis that plotters can divide: finite and above zero.
pub(crate) fn some_length(value: f64) -> f64 {
    if value.is_finite() && value > 0.0 {
        value
    } else {
        1.0
    }
}

/// A time beside an axis.
pub(crate) fn time_text(seconds: &f64) -> String {
    if *seconds == 0.0 {
        "0".to_owned()
    } else {
        Seconds(*seconds).human()
    }
}

/// A whole number beside an axis; between two of them there is nothing.
pub(crate) fn whole_text(value: &f64) -> String {
    let nearest = value.round();
    if (value - nearest).abs() < 1e-6 && nearest >= 0.0 {
        grouped(nearest)
    } else {
        String::new()
    }
}

/// A whole number with a thin gap before every third digit.
pub(crate) fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.max(0.0));
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
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
