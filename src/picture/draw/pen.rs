//! The strokes that signs are made of.

use super::DOT_GAP;
use crate::picture::layout::{Arc, Point};
use js_sys::Array;
use std::f64::consts::{PI, TAU};
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

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
}

/// The strokes that signs are made of.
pub(super) struct Pen<'a> {
    pub(super) context: &'a CanvasRenderingContext2d,
    pub(super) font: &'a str,
}

impl Pen<'_> {
    pub(super) fn stroke(&self, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke();
    }

    pub(super) fn dash(&self, pattern: &[f64]) {
        let pattern: Array = pattern
            .iter()
            .map(|length| JsValue::from_f64(*length))
            .collect();
        let _ = self.context.set_line_dash(&pattern);
    }

    pub(super) fn dashed(&self, on: bool) {
        self.dash(if on { &[3.0, 3.0] } else { &[] });
    }

    pub(super) fn dotted(&self, on: bool) {
        self.dash(if on { &[1.5, 4.0] } else { &[] });
    }

    pub(super) fn ring(&self, at: Point, radius: f64, colour: &str, width: f64) {
        self.context.begin_path();
        let _ = self.context.arc(at.x, at.y, radius, 0.0, TAU);
        self.stroke(colour, width);
    }

    pub(super) fn label(&self, text: &str, at: Point, align: &str, size: f64, colour: &str) {
        self.context.set_font(&format!("{size}px {}", self.font));
        self.context.set_text_align(align);
        self.context.set_text_baseline("middle");
        self.context.set_fill_style_str(colour);
        // Middle of the capitals, not of the line.
        let _ = self.context.fill_text(text, at.x, at.y + size * 0.06);
    }

    pub(super) fn shape(&self, shape: Shape, at: Point, radius: f64) {
        self.context.begin_path();
        if shape.corners == 0 {
            let _ = self.context.arc(at.x, at.y, radius, 0.0, TAU);
            return;
        }
        // A little larger, so that all shapes have about the same area.
        let radius = radius * 1.08;
        for (x, y) in shape.points() {
            self.context.line_to(at.x + x * radius, at.y + y * radius);
        }
        self.context.close_path();
    }

    pub(super) fn arc(&self, arc: &Arc, colour: &str, width: f64, dashed: bool) {
        let (start, control, end) = arc.visible();
        self.context.begin_path();
        self.context.move_to(start.x, start.y);
        self.context
            .quadratic_curve_to(control.x, control.y, end.x, end.y);
        if dashed {
            self.dash(&[7.0, 5.0]);
        }
        self.stroke(colour, width);
        if dashed {
            self.dash(&[]);
        }
    }

    pub(super) fn arrowhead(&self, arc: &Arc, colour: &str, width: f64) {
        let tip = arc.point(arc.end);
        let before = arc.point(arc.end - (8.0 / arc.length).min(0.1));
        let length = tip.distance(before).max(0.01);
        let (ux, uy) = ((tip.x - before.x) / length, (tip.y - before.y) / length);
        let (long, half) = (7.0 + width * 0.6, 3.0 + width * 0.5);
        let back = Point::new(tip.x - ux * long, tip.y - uy * long);
        self.context.begin_path();
        self.context.move_to(tip.x, tip.y);
        self.context.line_to(back.x - uy * half, back.y + ux * half);
        self.context.line_to(back.x + uy * half, back.y - ux * half);
        self.context.close_path();
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    /// Dots on their way, `phase` of a gap further than at the start.
    pub(super) fn dots(&self, arc: &Arc, colour: &str, width: f64, phase: f64) {
        let gap = DOT_GAP / arc.length;
        let mut part = arc.start + gap * phase;
        self.context.begin_path();
        while part < arc.end {
            let at = arc.point(part);
            let radius = width * 0.5 + 0.9;
            self.context.move_to(at.x + radius, at.y);
            let _ = self.context.arc(at.x, at.y, radius, 0.0, TAU);
            part += gap;
        }
        self.context.set_fill_style_str(colour);
        self.context.fill();
    }

    /// A die showing five: chosen by luck.
    pub(super) fn die(&self, at: Point, paper: &str, ink: &str) {
        let context = self.context;
        context.begin_path();
        let _ = context.round_rect_with_f64(at.x - 6.0, at.y - 6.0, 12.0, 12.0, 2.5);
        context.set_fill_style_str(paper);
        context.fill();
        self.stroke(ink, 1.2);
        context.begin_path();
        for (x, y) in [
            (-3.0, -3.0),
            (3.0, -3.0),
            (0.0, 0.0),
            (-3.0, 3.0),
            (3.0, 3.0),
        ] {
            context.move_to(at.x + x + 1.1, at.y + y);
            let _ = context.arc(at.x + x, at.y + y, 1.1, 0.0, TAU);
        }
        context.set_fill_style_str(ink);
        context.fill();
    }

    /// A line cut near the sender: choked.
    pub(super) fn cut(&self, arc: &Arc, paper: &str, ink: &str) {
        let part = arc.start + ((arc.end - arc.start) * 0.3).min(26.0 / arc.length);
        let at = arc.point(part);
        let ahead = arc.point(part + 0.01);
        let length = at.distance(ahead).max(0.01);
        let (ux, uy) = ((ahead.x - at.x) / length, (ahead.y - at.y) / length);
        let stroke = |along: f64, half: f64, colour: &str, width: f64| {
            let middle = Point::new(at.x + ux * along, at.y + uy * along);
            self.context.begin_path();
            self.context
                .move_to(middle.x - uy * half, middle.y + ux * half);
            self.context
                .line_to(middle.x + uy * half, middle.y - ux * half);
            self.stroke(colour, width);
        };
        stroke(0.0, 4.0, paper, 5.0);
        stroke(-2.5, 5.0, ink, 1.5);
        stroke(2.5, 5.0, ink, 1.5);
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

    pub(super) fn badge(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.context.begin_path();
        let _ = self.context.arc(at.x, at.y, size, 0.0, TAU);
        self.context.set_fill_style_str(paper);
        self.context.fill();
        self.stroke(ink, 1.2);
    }
}
