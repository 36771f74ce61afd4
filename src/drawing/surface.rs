//! What charts are drawn on in the app: a canvas, or the text of an SVG file. Behind one type, so that the code
//! of a chart is in the app once and not once for each.

use crate::drawing::pen::{Pen, Point};
use crate::drawing::sheet::{Sheet, Svg};
use plotters::prelude::SVGBackend;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use std::error::Error;
use std::fmt;
use web_sys::CanvasRenderingContext2d;

/// The height of a line of text to the size of its letters, as on the page.
const LINE_HEIGHT: f64 = 1.5;

/// A canvas or an SVG drawing.
pub(crate) enum Surface<'a> {
    Canvas {
        backend: CanvasBackend,
        /// Measures text. Plotters would put each text into the page for that, and have all of it laid out anew.
        context: CanvasRenderingContext2d,
    },
    Svg {
        backend: SVGBackend<'a>,
        /// Takes the words. Plotters would place them by `dy` in `em` and `ex`, which LibreOffice passes over.
        words: &'a Svg,
    },
}

/// Why something could not be drawn.
#[derive(Debug)]
pub(crate) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Refused {}

fn refused<E: Error + Send + Sync>(error: DrawingErrorKind<E>) -> DrawingErrorKind<Refused> {
    match error {
        DrawingErrorKind::DrawingError(error) => {
            DrawingErrorKind::DrawingError(Refused(error.to_string()))
        }
        DrawingErrorKind::FontError(error) => DrawingErrorKind::FontError(error),
    }
}

macro_rules! pass_on {
    ($surface:expr, $backend:ident => $call:expr) => {
        match $surface {
            Surface::Canvas {
                backend: $backend, ..
            } => $call.map_err(refused),
            Surface::Svg {
                backend: $backend, ..
            } => $call.map_err(refused),
        }
    };
}

/// Writes a word where a canvas would have it.
fn write<S: BackendTextStyle>(words: &Svg, text: &str, style: &S, (x, y): BackendCoord) {
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
    Pen::new(Sheet::Svg(words), style.family().as_str()).label(
        text,
        Point::new(x.into(), f64::from(y) + down),
        align,
        size,
        &format!("#{red:02x}{green:02x}{blue:02x}"),
    );
}

type Drawn = Result<(), DrawingErrorKind<Refused>>;

impl DrawingBackend for Surface<'_> {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas { backend, .. } => backend.get_size(),
            Self::Svg { backend, .. } => backend.get_size(),
        }
    }

    fn ensure_prepared(&mut self) -> Drawn {
        pass_on!(self, backend => backend.ensure_prepared())
    }

    fn present(&mut self) -> Drawn {
        pass_on!(self, backend => backend.present())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        pass_on!(self, backend => backend.draw_pixel(point, color))
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        pass_on!(self, backend => backend.draw_line(from, to, style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        pass_on!(self, backend => backend.draw_rect(upper_left, bottom_right, style, fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        pass_on!(self, backend => backend.draw_path(path, style))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        pass_on!(self, backend => backend.draw_circle(center, radius, style, fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        pass_on!(self, backend => backend.fill_polygon(vert, style))
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Drawn {
        match self {
            Self::Canvas { backend, .. } => backend.draw_text(text, style, pos).map_err(refused),
            Self::Svg { words, .. } => {
                write(words, text, style, pos);
                Ok(())
            }
        }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Lengths on a screen.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Refused>> {
        let context = match self {
            Self::Canvas { context, .. } => context,
            Self::Svg { backend, .. } => {
                return backend.estimate_text_size(text, style).map_err(refused);
            }
        };
        let (size, family) = (style.size(), style.family());
        context.set_font(&format!(
            "{} {size}px {}",
            style.style().as_str(),
            family.as_str()
        ));
        let width = context
            .measure_text(text)
            .map_or(0.0, |measured| measured.width());
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
        let (mut chart, words) = (String::new(), Svg::new());
        {
            let backend = SVGBackend::with_string(&mut chart, (200, 100));
            let area = Surface::Svg {
                backend,
                words: &words,
            }
            .into_drawing_area();
            for (v_pos, at) in [(VPos::Top, 10), (VPos::Center, 50), (VPos::Bottom, 90)] {
                let style =
                    TextStyle::from(("serif", 20.0).into_font()).pos(Pos::new(HPos::Right, v_pos));
                area.draw_text("1 < 2", &style.color(&RED), (70, at))
                    .expect("drawn");
            }
            area.present().expect("drawn");
        }
        assert!(!chart.contains("<text"), "{chart}");
        let words = words.into_text();
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
