//! What charts are drawn on in the app: a canvas, or the text of an SVG file. Behind one type, so that the code
//! of a chart is in the app once and not once for each.

use plotters::prelude::SVGBackend;
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
    Svg(SVGBackend<'a>),
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
            Surface::Svg($backend) => $call.map_err(refused),
        }
    };
}

type Drawn = Result<(), DrawingErrorKind<Refused>>;

impl DrawingBackend for Surface<'_> {
    type ErrorType = Refused;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas { backend, .. } => backend.get_size(),
            Self::Svg(backend) => backend.get_size(),
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
        pass_on!(self, backend => backend.draw_text(text, style, pos))
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Lengths on a screen.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Refused>> {
        let context = match self {
            Self::Canvas { context, .. } => context,
            Self::Svg(backend) => return backend.estimate_text_size(text, style).map_err(refused),
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
