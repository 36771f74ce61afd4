//! What charts are drawn on: a [`Sheet`], so a canvas or an SVG drawing, as plotters wants it. Behind one type, so that the
//! code of a chart is in the app once and not once for each.

use super::pen::{Pen, Point};
use super::sheet::{Sheet, Svg};
use crate::browser::{IN_BROWSER, document};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;
use std::f64::consts::TAU;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The height of a line of text to the size of its letters, as on the page.
const LINE_HEIGHT: f64 = 1.5;

/// The width of a letter to its size where nothing can be measured.
const LETTER_WIDTH: f64 = 0.6;

/// A canvas or an SVG drawing, so many pixels wide and high.
pub(crate) enum Surface<'a> {
    Canvas(CanvasRenderingContext2d, (u32, u32)),
    Svg(&'a Svg, (u32, u32)),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Surface<'_> {
    fn sheet(&self) -> Sheet<'_> {
        match self {
            Self::Canvas(context, _) => Sheet::Canvas(context),
            Self::Svg(svg, _) => Sheet::Svg(svg),
        }
    }

    /// Fills what `path` makes, or strokes it with this width.
    fn paint(&self, colour: BackendColor, width: Option<u32>, path: impl FnOnce(Sheet)) {
        let sheet = self.sheet();
        let (red, green, blue) = colour.rgb;
        let css = format!("#{red:02x}{green:02x}{blue:02x}");
        sheet.set_global_alpha(colour.alpha);
        sheet.begin_path();
        path(sheet);
        match width {
            Some(width) => sheet.stroke(&css, width.into()),
            None => {
                sheet.set_fill_style_str(&css);
                sheet.fill();
            }
        }
        sheet.set_global_alpha(1.0);
    }
}

fn add_corners(sheet: Sheet, corners: impl IntoIterator<Item = BackendCoord>) {
    for (index, (x, y)) in corners.into_iter().enumerate() {
        if index == 0 {
            sheet.move_to(x.into(), y.into());
        } else {
            sheet.line_to(x.into(), y.into());
        }
    }
}

/// A context to measure text with. Plotters would put each text into the page for that, with a style attribute, and have
/// all of the page laid out anew.
fn measuring() -> Option<CanvasRenderingContext2d> {
    let canvas = IN_BROWSER.then(|| document().create_element("canvas").ok());
    let canvas: HtmlCanvasElement = canvas??.unchecked_into();
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

impl DrawingBackend for Surface<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (Self::Canvas(_, size) | Self::Svg(_, size)) = self;
        *size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.paint(colour, None, |sheet| {
            sheet.rect(x.into(), y.into(), 1.0, 1.0);
        });
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        // A level or upright line is sharp in the middle of a pixel.
        let shift = |one: i32, other: i32| if one == other { 0.5 } else { 0.0 };
        let (x, y) = (shift(from.0, to.0), shift(from.1, to.1));
        self.paint(style.color(), Some(style.stroke_width()), |sheet| {
            sheet.move_to(f64::from(from.0) - x, f64::from(from.1) - y);
            sheet.line_to(f64::from(to.0) - x, f64::from(to.1) - y);
        });
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let width = (!fill).then(|| style.stroke_width());
        self.paint(style.color(), width, |sheet| {
            let (wide, high) = (right - left, bottom - top);
            sheet.rect(left.into(), top.into(), wide.into(), high.into());
        });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.paint(style.color(), Some(style.stroke_width()), |sheet| {
            add_corners(sheet, path);
        });
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let width = (!fill).then(|| style.stroke_width());
        self.paint(style.color(), width, |sheet| {
            sheet.arc(x.into(), y.into(), radius.into(), 0.0, TAU);
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.paint(style.color(), None, |sheet| add_corners(sheet, path));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let anchor = style.anchor();
        let align = match anchor.h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let size = style.size();
        // To the middle of the capitals, from the top of the line or from its foot.
        let down = match anchor.v_pos {
            VPos::Top => 0.45 * size,
            VPos::Center => 0.0,
            VPos::Bottom => -0.55 * size,
        };
        let (red, green, blue) = style.color().rgb;
        Pen::new(self.sheet(), style.family().as_str()).label(
            text,
            Point::new(x.into(), f64::from(y) + down),
            align,
            size,
            &format!("#{red:02x}{green:02x}{blue:02x}"),
        );
        Ok(())
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Lengths on a screen.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        let context = match self {
            Self::Canvas(context, _) => Some(context.clone()),
            Self::Svg(..) => measuring(),
        };
        let width = context.map(|context| {
            context.set_font(&format!("{size}px {}", style.family().as_str()));
            let measured = context.measure_text(text);
            measured.map_or(0.0, |measured| measured.width())
        });
        let width = width.unwrap_or(text.chars().count() as f64 * size * LETTER_WIDTH);
        Ok((width.ceil() as u32, (size * LINE_HEIGHT).ceil() as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::prelude::*;
    use plotters_backend::text_anchor::Pos;

    /// Some programs pass over `dy`, units of letters, named baselines, style sheets and variables.
    #[test]
    fn the_words_of_a_file_are_placed_by_numbers_alone() {
        let svg = Svg::new();
        {
            let area = Surface::Svg(&svg, (200, 100)).into_drawing_area();
            for (v_pos, at) in [(VPos::Top, 10), (VPos::Center, 50), (VPos::Bottom, 90)] {
                let style =
                    TextStyle::from(("serif", 20.0).into_font()).pos(Pos::new(HPos::Right, v_pos));
                area.draw_text("1 < 2", &style.color(&RED), (70, at))
                    .expect("drawn");
            }
            area.present().expect("drawn");
        }
        let words = svg.into_text();
        for line in words.lines() {
            assert!(line.ends_with(">1 &lt; 2</text>"), "{line}");
            assert!(line.contains("x=\"70.00\" y="), "{line}");
            assert!(
                line.contains(
                    "text-anchor=\"end\" font-size=\"20\" font-family=\"serif\" fill=\"#ff0000\""
                ),
                "{line}"
            );
        }
        // The foot of the letters: below the line, below its middle by half of them, above it.
        let feet: Vec<&str> = words
            .split(" y=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(feet, ["26.00", "57.00", "86.00"]);
        for strange in [
            "dy=", "em\"", "ex\"", "baseline", "var(", "class=", "style=",
        ] {
            assert!(!words.contains(strange), "{strange} in {words}");
        }
    }
}
