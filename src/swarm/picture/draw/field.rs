//! Too many hosts for rings: a mark each, in the shape of its class, that fills from below as the file arrives.

use super::{DIMMED, Picture, Strength};
use crate::drawing::pen::Pen;
use crate::drawing::shape::Shape;
use crate::swarm::picture::layout::Seat;
use p2p_model::bounds::Architecture;
use p2p_model::swarm::HostId;
use p2p_model::swarm::snapshot::HostState;

/// Marks at least so large have the shape of their class, smaller ones are squares; in CSS pixels.
const SHAPES_FROM: f64 = 5.0;
/// Marks smaller than this have no room for a sign of their own.
const SIGNS_FROM: f64 = 3.0;

/// A mark to be drawn.
struct Mark<'a> {
    host: HostId,
    seat: &'a Seat,
    state: &'a HostState,
    /// Its class, for the shape; `None` for a square.
    shape: Option<Shape>,
}

impl Picture<'_> {
    pub(super) fn draw_field(&self, pen: &Pen, strength: &Strength) {
        let context = pen.context;
        if let Some(server) = self.layout.seats.first() {
            context.set_global_alpha(strength.of(HostId::SERVER));
            self.draw_server(pen, server);
        }
        let marks: Vec<Mark> = self.marks().collect();
        for dimmed in [true, false] {
            context.set_global_alpha(if dimmed { DIMMED } else { 1.0 });
            let marks: Vec<&Mark> = marks
                .iter()
                .filter(|mark| strength.is_dimmed(mark.host) == dimmed)
                .collect();
            if !marks.is_empty() {
                self.draw_marks(pen, &marks);
            }
        }
        context.set_global_alpha(1.0);
        self.ring_selected(pen);
    }

    /// The names of the classes, each before its rows.
    pub(super) fn draw_headings(&self, pen: &Pen) {
        pen.context.set_global_alpha(1.0);
        for (class, at) in &self.layout.headings {
            let shape = Shape::of_class(*class).name();
            let text = format!("class {} ({shape})", class + 1);
            pen.label(&text, *at, "left", 13.0, &self.palette.soft.css);
        }
    }

    fn marks(&self) -> impl Iterator<Item = Mark<'_>> {
        self.peers_in_sight().filter_map(|(host, seat)| {
            let class = self.trace.hosts().get(host.index())?.class;
            Some(Mark {
                host,
                seat,
                state: self.snapshot.hosts.get(host.index())?,
                shape: (seat.radius >= SHAPES_FROM).then(|| Shape::of_class(class.unwrap_or(0))),
            })
        })
    }

    fn draw_marks(&self, pen: &Pen, marks: &[&Mark]) {
        let context = pen.context;
        let palette = self.palette;
        let here = || marks.iter().filter(|mark| mark.state.present);
        context.begin_path();
        for mark in here() {
            mark.outline(pen);
        }
        context.set_fill_style_str(&palette.line.css);
        context.fill();
        // Not here yet, or gone: an outline.
        let mut any = false;
        context.begin_path();
        for mark in marks.iter().filter(|mark| !mark.state.present) {
            any = true;
            mark.outline(pen);
        }
        if any {
            pen.dotted(true);
            pen.stroke(&palette.wait.css, 1.0);
            pen.dotted(false);
        }
        let parts = self.snapshot.parts_of_file(self.trace.scenario());
        context.begin_path();
        for mark in here() {
            let part = parts[mark.host.index()];
            if part > 0.0 {
                mark.filling(pen, part);
            }
        }
        context.set_fill_style_str(&self.colour.css);
        context.fill();
        self.draw_signs(pen, marks);
    }

    /// A dot marks who has everything, a slash who uploads nothing, a cross who has failed.
    fn draw_signs(&self, pen: &Pen, marks: &[&Mark]) {
        let large = || {
            marks
                .iter()
                .filter(|m| m.state.present && m.seat.radius >= SIGNS_FROM)
        };
        let context = pen.context;
        context.begin_path();
        for mark in large().filter(|mark| mark.state.finished.is_some()) {
            // A square, which at this size is a dot.
            let (at, half) = (mark.seat.at, mark.seat.radius * 0.32);
            context.rect(at.x - half, at.y - half, half * 2.0, half * 2.0);
        }
        context.set_fill_style_str(&self.palette.paper.css);
        context.fill();
        // Where nobody ever uploads, it says nothing about a peer.
        let swarm = self.trace.architecture() == Architecture::P2p;
        context.begin_path();
        for mark in large().filter(|mark| swarm && mark.state.up.0 == 0 || mark.state.failed) {
            let (at, r) = (mark.seat.at, mark.seat.radius);
            context.move_to(at.x - r, at.y + r);
            context.line_to(at.x + r, at.y - r);
            if mark.state.failed {
                context.move_to(at.x - r, at.y - r);
                context.line_to(at.x + r, at.y + r);
            }
        }
        pen.stroke(&self.palette.ink.css, 1.2);
    }
}

impl Mark<'_> {
    fn outline(&self, pen: &Pen) {
        let (at, r) = (self.seat.at, self.seat.radius);
        match self.shape {
            Some(shape) => pen.add_shape(shape, at, r),
            None => pen.context.rect(at.x - r, at.y - r, r * 2.0, r * 2.0),
        }
    }

    fn filling(&self, pen: &Pen, part: f64) {
        let (at, r) = (self.seat.at, self.seat.radius);
        let side = r * 2.0;
        match self.shape {
            Some(shape) if part < 1.0 => pen.add_filling(shape, at, r, part),
            Some(shape) => pen.add_shape(shape, at, r),
            None => pen
                .context
                .rect(at.x - r, at.y - r + side * (1.0 - part), side, side * part),
        }
    }
}
