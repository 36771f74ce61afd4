//! The signs of the picture that stand at a place or on an arc.

use crate::drawing::pen::{Pen, Point};
use crate::swarm::picture::layout::Arc;
use std::f64::consts::TAU;

impl Pen<'_> {
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

    /// Dice showing five: the optimistic unchoke.
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
