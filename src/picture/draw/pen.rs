//! The strokes that signs are made of.

use super::sheet::Sheet;
use crate::picture::layout::{Arc, Point};
use std::cell::Cell;
use std::f64::consts::{PI, TAU};

/// The sign of a peer class: disc, hexagon, diamond, pentagon, octagon, and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Number of corners, 0 for a disc.
    pub(crate) corners: u32,
}

impl Shape {
    pub(crate) fn of_class(class: usize) -> Self {
        const CORNERS: [u32; 5] = [0, 6, 4, 5, 8];
        Self {
            corners: CORNERS[class % CORNERS.len()],
        }
    }

    /// The name of the shape, for the legend.
    pub(crate) fn name(self) -> &'static str {
        match self.corners {
            4 => "diamond",
            5 => "pentagon",
            6 => "hexagon",
            8 => "octagon",
            _ => "disc",
        }
    }

    /// Its corners around the origin, for a circle of radius 1.
    pub(crate) fn points(self) -> impl Iterator<Item = (f64, f64)> {
        // Hexagon and octagon stand flat, so that they do not look like a worn disc.
        let turn = if self.corners > 5 {
            PI / f64::from(self.corners)
        } else {
            0.0
        };
        (0..self.corners).map(move |corner| {
            let angle = TAU * f64::from(corner) / f64::from(self.corners) - PI / 2.0 + turn;
            (angle.cos(), angle.sin())
        })
    }

    /// Those with corners are a little larger, so that all shapes have about the same area.
    fn stretch(self) -> f64 {
        if self.corners == 0 { 1.0 } else { 1.08 }
    }

    /// The corners of the lower part of a shape with corners, up to this part of its height.
    fn filled(self, part: f64) -> Vec<(f64, f64)> {
        let corners: Vec<(f64, f64)> = self.points().collect();
        let heights = || corners.iter().map(|corner| corner.1);
        let (top, bottom) = (
            heights().fold(f64::INFINITY, f64::min),
            heights().fold(f64::NEG_INFINITY, f64::max),
        );
        let level = bottom - (bottom - top) * part;
        let mut below = Vec::new();
        for (one, next) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            if one.1 >= level - 1e-12 {
                below.push(*one);
            }
            // Here the edge goes through the level.
            if (one.1 - level) * (next.1 - level) < -1e-12 {
                let along = (level - one.1) / (next.1 - one.1);
                below.push((one.0 + (next.0 - one.0) * along, level));
            }
        }
        below
    }
}

/// The strokes that signs are made of.
pub(crate) struct Pen<'a> {
    pub(super) context: Sheet<'a>,
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

    pub(super) fn stroke(&self, colour: &str, width: f64) {
        self.context.stroke(colour, width);
    }

    pub(super) fn dash(&self, pattern: &[f64]) {
        if pattern.is_empty() && !self.dashed.get() {
            return;
        }
        self.dashed.set(!pattern.is_empty());
        self.context.set_line_dash(pattern);
    }

    pub(super) fn dashes(&self, on: bool) {
        self.dash(if on { &[3.0, 3.0] } else { &[] });
    }

    pub(super) fn dotted(&self, on: bool) {
        self.dash(if on { &[1.5, 4.0] } else { &[] });
    }

    pub(super) fn ring(&self, at: Point, radius: f64, colour: &str, width: f64) {
        self.context.begin_path();
        self.context.arc(at.x, at.y, radius, 0.0, TAU);
        self.stroke(colour, width);
    }

    /// Adds a piece of a circle to the path, from one angle to another, apart from what is there.
    pub(super) fn add_arc(&self, at: Point, radius: f64, from: f64, to: f64) {
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

    pub(super) fn shape(&self, shape: Shape, at: Point, radius: f64) {
        self.context.begin_path();
        self.add_shape(shape, at, radius);
        self.context.close_path();
    }

    /// Adds a sign of a class to the path.
    pub(super) fn add_shape(&self, shape: Shape, at: Point, radius: f64) {
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
    pub(super) fn add_filling(&self, shape: Shape, at: Point, radius: f64, part: f64) {
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
    pub(super) fn curves(&self, curves: impl Iterator<Item = (Point, Point, Point)>) -> bool {
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

    /// Adds the head of an arc of this width to the path; to be filled, which closes it.
    pub(super) fn arrowhead(&self, arc: &Arc, width: f64) {
        let tip = arc.point(arc.end);
        let before = arc.point(arc.end - (8.0 / arc.length).min(0.1));
        let length = tip.distance(before).max(0.01);
        let (ux, uy) = ((tip.x - before.x) / length, (tip.y - before.y) / length);
        let (long, half) = (7.0 + width * 0.6, 3.0 + width * 0.5);
        let back = Point::new(tip.x - ux * long, tip.y - uy * long);
        self.context.move_to(tip.x, tip.y);
        self.context.line_to(back.x - uy * half, back.y + ux * half);
        self.context.line_to(back.x + uy * half, back.y - ux * half);
    }

    /// Dice showing five: chosen by luck.
    pub(super) fn dice(&self, places: &[Point], paper: &str, ink: &str) {
        if places.is_empty() {
            return;
        }
        let context = self.context;
        context.begin_path();
        for at in places {
            context.round_rect(at.x - 6.0, at.y - 6.0, 12.0, 12.0, 2.5);
        }
        context.set_fill_style_str(paper);
        context.fill();
        self.stroke(ink, 1.2);
        context.begin_path();
        for at in places {
            for (x, y) in [
                (-3.0, -3.0),
                (3.0, -3.0),
                (0.0, 0.0),
                (-3.0, 3.0),
                (3.0, 3.0),
            ] {
                context.rect(at.x + x - 1.0, at.y + y - 1.0, 2.0, 2.0);
            }
        }
        context.set_fill_style_str(ink);
        context.fill();
    }

    /// Lines cut near their senders: choked.
    pub(super) fn cuts(&self, arcs: &[Arc], paper: &str, ink: &str) {
        let strokes = |along: &[f64], half: f64| {
            self.context.begin_path();
            for arc in arcs {
                let part = arc.start + ((arc.end - arc.start) * 0.3).min(26.0 / arc.length);
                let at = arc.point(part);
                let ahead = arc.point(part + 0.01);
                let length = at.distance(ahead).max(0.01);
                let (ux, uy) = ((ahead.x - at.x) / length, (ahead.y - at.y) / length);
                for along in along {
                    let middle = Point::new(at.x + ux * along, at.y + uy * along);
                    self.context
                        .move_to(middle.x - uy * half, middle.y + ux * half);
                    self.context
                        .line_to(middle.x + uy * half, middle.y - ux * half);
                }
            }
        };
        strokes(&[0.0], 4.0);
        self.stroke(paper, 5.0);
        strokes(&[-2.5, 2.5], 5.0);
        self.stroke(ink, 1.5);
    }

    /// A tick in a circle: has the whole file, and is a seed now.
    pub(super) fn check(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.badge(at, size, paper, ink);
        self.context.begin_path();
        self.context.move_to(at.x - size * 0.5, at.y);
        self.context.line_to(at.x - size * 0.1, at.y + size * 0.42);
        self.context.line_to(at.x + size * 0.52, at.y - size * 0.42);
        self.stroke(ink, 1.5);
    }

    /// A slash in a circle: uploads nothing.
    pub(super) fn no_entry(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.badge(at, size, paper, ink);
        self.context.begin_path();
        self.context.move_to(at.x - size * 0.6, at.y + size * 0.6);
        self.context.line_to(at.x + size * 0.6, at.y - size * 0.6);
        self.stroke(ink, 1.5);
    }

    /// A cross in a circle: has failed.
    pub(super) fn cross(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.badge(at, size, paper, ink);
        let arm = size * 0.5;
        self.context.begin_path();
        self.context.move_to(at.x - arm, at.y - arm);
        self.context.line_to(at.x + arm, at.y + arm);
        self.context.move_to(at.x - arm, at.y + arm);
        self.context.line_to(at.x + arm, at.y - arm);
        self.stroke(ink, 1.5);
    }

    /// A small square: the selected chunk, this part of it there.
    pub(super) fn chunk(&self, at: Point, size: f64, part: f64, paper: &str, ink: &str) {
        let context = self.context;
        let side = size * 2.0;
        let (x, y) = (at.x - size, at.y - size);
        context.set_fill_style_str(paper);
        context.fill_rect(x - 1.5, y - 1.5, side + 3.0, side + 3.0);
        context.set_fill_style_str(ink);
        context.fill_rect(x, y + side * (1.0 - part), side, side * part);
        context.begin_path();
        context.rect(x, y, side, side);
        self.stroke(ink, 1.2);
    }

    fn badge(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.context.begin_path();
        self.context.arc(at.x, at.y, size, 0.0, TAU);
        self.context.set_fill_style_str(paper);
        self.context.fill();
        self.stroke(ink, 1.2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_filled_from_below() {
        for class in 1..5 {
            let shape = Shape::of_class(class);
            let area = |corners: &[(f64, f64)]| {
                let next = corners.iter().cycle().skip(1);
                let twice: f64 = corners
                    .iter()
                    .zip(next)
                    .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
                    .sum();
                twice.abs() / 2.0
            };
            let whole: Vec<_> = shape.points().collect();
            assert!(shape.filled(0.0).len() < 3 || area(&shape.filled(0.0)) < 1e-9);
            assert!((area(&shape.filled(1.0)) - area(&whole)).abs() < 1e-9);
            let parts: Vec<f64> = (0..=10)
                .map(|tenth| area(&shape.filled(f64::from(tenth) / 10.0)))
                .collect();
            assert!(parts.windows(2).all(|two| two[0] < two[1]), "{parts:?}");
        }
        // A diamond is cut through its middle.
        assert_eq!(Shape::of_class(2).filled(0.5).len(), 3);
    }
}
