//! Too many hosts to tell apart: a mark each.

use super::Picture;
use super::pen::Pen;
use crate::picture::layout::{Point, Seat};
use p2p_model::swarm::HostId;
use std::f64::consts::TAU;

impl Picture<'_> {
    /// Marks that fill from below as the file arrives.
    pub(super) fn draw_field(&self, pen: &Pen) {
        let context = pen.context;
        context.set_global_alpha(1.0);
        if let Some(server) = self.layout.seats.first() {
            self.draw_server(pen, server);
            let at = Point::new(server.at.x + server.radius + 8.0, server.at.y);
            pen.label("server", at, "left", 13.0, &self.palette.ink.css);
        }
        let peers = || self.layout.seats.iter().enumerate().skip(1);
        let square = |seat: &Seat| {
            let side = seat.radius * 2.0;
            (seat.at.x - seat.radius, seat.at.y - seat.radius, side)
        };
        let state = |index: usize| self.snapshot.hosts.get(index);
        let here = |index: usize| state(index).is_some_and(|state| state.present);
        context.begin_path();
        for (_, seat) in peers().filter(|(index, _)| here(*index)) {
            let (x, y, side) = square(seat);
            context.rect(x, y, side, side);
        }
        context.set_fill_style_str(&self.palette.line.css);
        context.fill();
        // Not here yet, or gone: an outline.
        context.begin_path();
        for (_, seat) in peers().filter(|(index, _)| !here(*index)) {
            let (x, y, side) = square(seat);
            context.rect(x, y, side, side);
        }
        pen.dotted(true);
        pen.stroke(&self.palette.wait.css, 1.0);
        pen.dotted(false);
        context.begin_path();
        for (index, seat) in peers().filter(|(index, _)| here(*index)) {
            let host = HostId(u32::try_from(index).unwrap_or(0));
            let part = self.snapshot.part_of_file(host, self.trace.scenario());
            let (x, y, side) = square(seat);
            context.rect(x, y + side * (1.0 - part), side, side * part);
        }
        context.set_fill_style_str(&self.colour.css);
        context.fill();
        // A dot marks who has everything, a slash who uploads nothing, a cross who has failed.
        context.begin_path();
        for (index, seat) in peers() {
            if seat.radius >= 3.0 && state(index).is_some_and(|s| s.present && s.finished.is_some())
            {
                context.move_to(seat.at.x + seat.radius * 0.4, seat.at.y);
                let _ = context.arc(seat.at.x, seat.at.y, seat.radius * 0.4, 0.0, TAU);
            }
        }
        context.set_fill_style_str(&self.palette.paper.css);
        context.fill();
        context.begin_path();
        for (index, seat) in peers() {
            let Some(state) = state(index).filter(|state| state.present) else {
                continue;
            };
            let (x, y, side) = square(seat);
            if (state.up.0 == 0 || state.failed) && seat.radius >= 3.0 {
                context.move_to(x, y + side);
                context.line_to(x + side, y);
            }
            if state.failed && seat.radius >= 3.0 {
                context.move_to(x, y);
                context.line_to(x + side, y + side);
            }
        }
        pen.stroke(&self.palette.ink.css, 1.0);
        if let Some(seat) = self
            .selected
            .and_then(|host| self.layout.seats.get(host.index()))
        {
            pen.ring(seat.at, seat.radius + 4.0, &self.palette.ink.css, 2.0);
        }
    }
}
