//! The strokes that signs are made of.

use super::shape::Shape;
use super::sheet::Sheet;
use std::cell::Cell;
use std::f64::consts::{PI, TAU};

/// A place on a sheet, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Point {
    pub(crate) fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The strokes that signs are made of.
pub(crate) struct Pen<'a> {
    pub(crate) context: Sheet<'a>,
    families: &'a str,
    /// Size of the font that is set: setting one is slow.
    size: Cell<f64>,
    /// Whether a dash is set.
    dashed: Cell<bool>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(context: Sheet<'a>, families: &'a str) -> Self {
        Self {
            context,
            families,
            size: Cell::new(0.0),
            dashed: Cell::new(true),
        }
    }

    pub(crate) fn stroke(&self, colour: &str, width: f64) {
        self.context.stroke(colour, width);
    }

    pub(crate) fn dash(&self, pattern: &[f64]) {
        if pattern.is_empty() && !self.dashed.get() {
            return;
        }
        self.dashed.set(!pattern.is_empty());
        self.context.set_line_dash(pattern);
    }

    pub(crate) fn dashes(&self, on: bool) {
        self.dash(if on { &[3.0, 3.0] } else { &[] });
    }

    pub(crate) fn dotted(&self, on: bool) {
        self.dash(if on { &[1.5, 4.0] } else { &[] });
    }

    pub(crate) fn ring(&self, at: Point, radius: f64, colour: &str, width: f64) {
        self.context.begin_path();
        self.context.arc(at.x, at.y, radius, 0.0, TAU);
        self.stroke(colour, width);
    }

    /// Adds a piece of a circle to the path, from one angle to another, apart from what is there.
    pub(crate) fn add_arc(&self, at: Point, radius: f64, from: f64, to: f64) {
        self.context
            .move_to(at.x + radius * from.cos(), at.y + radius * from.sin());
        self.context.arc(at.x, at.y, radius, from, to);
    }

    pub(crate) fn label(&self, text: &str, at: Point, align: &str, size: f64, colour: &str) {
        let size = size.round();
        self.context.set_fill_style_str(colour);
        let context = match self.context {
            Sheet::Canvas(context) => context,
            Sheet::Svg(svg) => return svg.label(text, (at.x, at.y), align, size, self.families),
        };
        if self.size.replace(size) != size {
            context.set_font(&format!("{size}px {}", self.families));
            context.set_text_baseline("middle");
        }
        context.set_text_align(align);
        // Middle of the capitals, not of the line.
        let _ = context.fill_text(text, at.x, at.y + size * 0.06);
    }

    pub(crate) fn shape(&self, shape: Shape, at: Point, radius: f64) {
        self.context.begin_path();
        self.add_shape(shape, at, radius);
        self.context.close_path();
    }

    /// Adds a sign of a class to the path.
    pub(crate) fn add_shape(&self, shape: Shape, at: Point, radius: f64) {
        if shape.corners == 0 {
            self.add_arc(at, radius, 0.0, TAU);
        } else {
            // Back to the first corner by a line: to close the path, Chromium measures all that is in it, which
            // with a thousand signs is most of the work of a frame.
            let mut corners = shape.points().chain(shape.points().take(1));
            self.add_corners(&mut corners, at, radius * shape.stretch());
        }
    }

    /// Adds a line through these corners, given for a circle of radius 1, to the path.
    fn add_corners(&self, corners: &mut dyn Iterator<Item = (f64, f64)>, at: Point, radius: f64) {
        for (corner, (x, y)) in corners.enumerate() {
            let (x, y) = (at.x + x * radius, at.y + y * radius);
            if corner == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    /// Adds the lower part of such a sign to the path, up to this part of its height; to be filled, which closes it.
    pub(crate) fn add_filling(&self, shape: Shape, at: Point, radius: f64, part: f64) {
        if shape.corners == 0 {
            // Below the level that lies so far above the middle.
            let angle = (1.0 - 2.0 * part.clamp(0.0, 1.0)).asin();
            self.add_arc(at, radius, angle, PI - angle);
        } else {
            let mut corners = shape.filled(part).into_iter();
            self.add_corners(&mut corners, at, radius * shape.stretch());
        }
    }

    /// Makes a path of curves, each a start, a control point and an end. Whether there was any.
    pub(crate) fn curves(&self, curves: impl Iterator<Item = (Point, Point, Point)>) -> bool {
        self.context.begin_path();
        let mut any = false;
        for (start, control, end) in curves {
            any = true;
            self.context.move_to(start.x, start.y);
            self.context
                .quadratic_curve_to(control.x, control.y, end.x, end.y);
        }
        any
    }
}
