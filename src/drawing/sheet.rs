//! What the picture is drawn on: a canvas, or the text of an SVG file. Both know the strokes by the canvas's names,
//! so that the code of the picture is there once.

use std::cell::{Cell, RefCell};
use std::f64::consts::TAU;
use std::fmt::{Arguments, Write as _};
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

/// A canvas or an SVG drawing.
#[derive(Clone, Copy)]
pub(crate) enum Sheet<'a> {
    Canvas(&'a CanvasRenderingContext2d),
    Svg(&'a Svg),
}

/// An SVG drawing, and the pen over it as a canvas has one.
#[derive(Default)]
pub(crate) struct Svg {
    text: RefCell<String>,
    path: RefCell<String>,
    fill: RefCell<String>,
    dash: RefCell<String>,
    round: Cell<bool>,
    alpha: Cell<f64>,
}

impl Svg {
    pub(crate) fn new() -> Self {
        let svg = Self::default();
        svg.alpha.set(1.0);
        svg
    }

    /// All that has been drawn: elements, without the one around them.
    pub(crate) fn into_text(self) -> String {
        self.text.into_inner()
    }

    /// Adds what is an element or a tag already.
    pub(crate) fn add(&self, element: Arguments) {
        let _ = self.text.borrow_mut().write_fmt(element);
    }

    fn step(&self, step: Arguments) {
        let _ = self.path.borrow_mut().write_fmt(step);
    }

    fn draw_path(&self, paint: Arguments) {
        let path = self.path.borrow();
        if !path.is_empty() {
            let alpha = self.alpha.get();
            self.add(format_args!(
                "<path d=\"{path}\" opacity=\"{alpha:.2}\" {paint}/>\n"
            ));
        }
    }
}

/// The text as it is written between tags and in attributes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

impl Sheet<'_> {
    /// Moves what is drawn next so far to the right and down, until [`Sheet::shift_back`].
    pub(crate) fn shift(self, x: f64, y: f64) {
        match self {
            Self::Canvas(context) => {
                context.save();
                let _ = context.translate(x, y);
            }
            Self::Svg(svg) => {
                svg.add(format_args!("<g transform=\"translate({x:.2} {y:.2})\">\n"));
            }
        }
    }

    pub(crate) fn shift_back(self) {
        match self {
            Self::Canvas(context) => context.restore(),
            Self::Svg(svg) => svg.add(format_args!("</g>\n")),
        }
    }

    pub(crate) fn begin_path(self) {
        match self {
            Self::Canvas(context) => context.begin_path(),
            Self::Svg(svg) => svg.path.borrow_mut().clear(),
        }
    }

    pub(crate) fn move_to(self, x: f64, y: f64) {
        match self {
            Self::Canvas(context) => context.move_to(x, y),
            Self::Svg(svg) => svg.step(format_args!("M{x:.2} {y:.2}")),
        }
    }

    pub(crate) fn line_to(self, x: f64, y: f64) {
        match self {
            Self::Canvas(context) => context.line_to(x, y),
            Self::Svg(svg) => svg.step(format_args!("L{x:.2} {y:.2}")),
        }
    }

    pub(crate) fn quadratic_curve_to(self, via_x: f64, via_y: f64, x: f64, y: f64) {
        match self {
            Self::Canvas(context) => context.quadratic_curve_to(via_x, via_y, x, y),
            Self::Svg(svg) => svg.step(format_args!("Q{via_x:.2} {via_y:.2} {x:.2} {y:.2}")),
        }
    }

    /// A piece of a circle, clockwise, from where it begins: the path is there already, or is empty.
    pub(crate) fn arc(self, x: f64, y: f64, radius: f64, from: f64, to: f64) {
        let svg = match self {
            Self::Canvas(context) => {
                let _ = context.arc(x, y, radius, from, to);
                return;
            }
            Self::Svg(svg) => svg,
        };
        let turn = (to - from).min(TAU);
        if turn <= 0.0 {
            return;
        }
        if svg.path.borrow().is_empty() {
            self.move_to(x + radius * from.cos(), y + radius * from.sin());
        }
        // An arc of SVG is told by its ends, which a whole circle has at one place: in two halves.
        for half in [from + turn / 2.0, from + turn] {
            let (x, y) = (x + radius * half.cos(), y + radius * half.sin());
            svg.step(format_args!("A{radius:.2} {radius:.2} 0 0 1 {x:.2} {y:.2}"));
        }
    }

    pub(crate) fn rect(self, x: f64, y: f64, width: f64, height: f64) {
        match self {
            Self::Canvas(context) => context.rect(x, y, width, height),
            Self::Svg(svg) => svg.step(format_args!(
                "M{x:.2} {y:.2}h{width:.2}v{height:.2}h{:.2}z",
                -width
            )),
        }
    }

    pub(crate) fn round_rect(self, x: f64, y: f64, width: f64, height: f64, radius: f64) {
        match self {
            Self::Canvas(context) => {
                let _ = context.round_rect_with_f64(x, y, width, height, radius);
            }
            Self::Svg(svg) => {
                let (r, wide, high) = (radius, width - 2.0 * radius, height - 2.0 * radius);
                svg.step(format_args!(
                    "M{:.2} {y:.2}h{wide:.2}a{r} {r} 0 0 1 {r} {r}v{high:.2}a{r} {r} 0 0 1 -{r} {r}\
                     h{:.2}a{r} {r} 0 0 1 -{r} -{r}v{:.2}a{r} {r} 0 0 1 {r} -{r}z",
                    x + r,
                    -wide,
                    -high
                ));
            }
        }
    }

    pub(crate) fn close_path(self) {
        match self {
            Self::Canvas(context) => context.close_path(),
            Self::Svg(svg) => svg.step(format_args!("z")),
        }
    }

    pub(crate) fn fill(self) {
        match self {
            Self::Canvas(context) => context.fill(),
            Self::Svg(svg) => svg.draw_path(format_args!("fill=\"{}\"", svg.fill.borrow())),
        }
    }

    pub(crate) fn stroke(self, colour: &str, width: f64) {
        match self {
            Self::Canvas(context) => {
                context.set_stroke_style_str(colour);
                context.set_line_width(width);
                context.stroke();
            }
            Self::Svg(svg) => {
                let cap = if svg.round.get() { "round" } else { "butt" };
                svg.draw_path(format_args!(
                    "fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width:.2}\" stroke-linejoin=\"round\" \
                     stroke-linecap=\"{cap}\" stroke-dasharray=\"{}\"",
                    svg.dash.borrow()
                ));
            }
        }
    }

    pub(crate) fn fill_rect(self, x: f64, y: f64, width: f64, height: f64) {
        match self {
            Self::Canvas(context) => context.fill_rect(x, y, width, height),
            Self::Svg(_) => {
                self.begin_path();
                self.rect(x, y, width, height);
                self.fill();
            }
        }
    }

    pub(crate) fn set_fill_style_str(self, colour: &str) {
        match self {
            Self::Canvas(context) => context.set_fill_style_str(colour),
            Self::Svg(svg) => colour.clone_into(&mut svg.fill.borrow_mut()),
        }
    }

    pub(crate) fn set_global_alpha(self, alpha: f64) {
        match self {
            Self::Canvas(context) => context.set_global_alpha(alpha),
            Self::Svg(svg) => svg.alpha.set(alpha),
        }
    }

    pub(crate) fn global_alpha(self) -> f64 {
        match self {
            Self::Canvas(context) => context.global_alpha(),
            Self::Svg(svg) => svg.alpha.get(),
        }
    }

    /// `round` or `butt`.
    pub(crate) fn set_line_cap(self, cap: &str) {
        match self {
            Self::Canvas(context) => context.set_line_cap(cap),
            Self::Svg(svg) => svg.round.set(cap == "round"),
        }
    }

    /// The lengths of dashes and gaps; none for a line without gaps.
    pub(crate) fn set_line_dash(self, pattern: &[f64]) {
        match self {
            Self::Canvas(context) => {
                let pattern: js_sys::Array = pattern
                    .iter()
                    .map(|length| JsValue::from_f64(*length))
                    .collect();
                let _ = context.set_line_dash(&pattern);
            }
            Self::Svg(svg) => {
                let mut dash = svg.dash.borrow_mut();
                dash.clear();
                for length in pattern {
                    let _ = write!(dash, "{length:.2} ");
                }
                if dash.is_empty() {
                    dash.push_str("none");
                }
            }
        }
    }
}

impl Svg {
    /// A word with its middle, its left or its right end at this place, as a canvas names them.
    pub(crate) fn label(
        &self,
        text: &str,
        (x, y): (f64, f64),
        align: &str,
        size: f64,
        families: &str,
    ) {
        let anchor = match align {
            "center" => "middle",
            "right" => "end",
            _ => "start",
        };
        // From the foot of the capitals to their middle.
        let y = y + size * 0.35;
        self.add(format_args!(
            "<text x=\"{x:.2}\" y=\"{y:.2}\" text-anchor=\"{anchor}\" font-size=\"{size}\" font-family=\"{}\" \
             fill=\"{}\" opacity=\"{:.2}\">{}</text>\n",
            escaped(families),
            self.fill.borrow(),
            self.alpha.get(),
            escaped(text)
        ));
    }
}
