//! The hosts: server, peers, and what each of them is.

use super::{DIMMED, Picture, Strength};
use crate::drawing::pen::{Pen, Point};
use crate::drawing::shape::Shape;
use crate::drawing::words::{percent, title};
use crate::swarm::picture::layout::{Arrangement, Seat};
use p2p_model::bounds::Architecture;
use p2p_model::swarm::HostId;
use p2p_model::swarm::snapshot::HostState;
use std::f64::consts::PI;

/// A sign with this much room inside holds words, in CSS pixels from its middle.
const ROOM_FOR_WORDS: f64 = 38.0;

impl Picture<'_> {
    pub(super) fn draw_hosts(&self, pen: &Pen, strength: &Strength) {
        for dimmed in [true, false] {
            pen.context
                .set_global_alpha(if dimmed { DIMMED } else { 1.0 });
            let peers: Vec<(HostId, &Seat)> = self
                .peers_in_sight()
                .filter(|(host, _)| strength.is_dimmed(*host) == dimmed && self.present(*host))
                .collect();
            self.draw_rings(pen, &peers);
        }
        for (host, seat) in self.peers_in_sight() {
            pen.context.set_global_alpha(strength.of(host));
            self.draw_peer(pen, host, seat);
        }
        if let Some(seat) = self.layout.seats.first() {
            pen.context.set_global_alpha(strength.of(HostId::SERVER));
            self.draw_server(pen, seat);
        }
        pen.context.set_global_alpha(1.0);
        self.ring_selected(pen);
    }

    /// A ring around what is selected.
    pub(super) fn ring_selected(&self, pen: &Pen) {
        for (host, seat) in (0..).map(HostId).zip(&self.layout.seats) {
            if self.is_selected(host) {
                pen.ring(seat.at, seat.radius + 4.0, &self.palette.ink.css, 2.0);
            }
        }
    }

    pub(super) fn draw_server(&self, pen: &Pen, seat: &Seat) {
        let side = (seat.radius * 1.55).max(22.0);
        let (x, y) = (seat.at.x - side / 2.0, seat.at.y - side / 2.0);
        let context = pen.context;
        let state = self.snapshot.hosts.first();
        let gone = state.is_some_and(|state| !state.present);
        if gone {
            context.begin_path();
            context.rect(x, y, side, side);
            pen.dashes(true);
            pen.stroke(&self.palette.wait.css, 1.5);
            pen.dashes(false);
        } else {
            context.set_fill_style_str(&self.palette.ink.css);
            context.fill_rect(x, y, side, side);
            // Three drives, so that it reads as a machine.
            context.set_fill_style_str(&self.palette.paper.css);
            for drive in 0..3 {
                let y = y + side * (0.2 + 0.24 * f64::from(drive));
                context.fill_rect(x + side * 0.18, y, side * 0.46, side * 0.1);
                context.fill_rect(x + side * 0.74, y, side * 0.1, side * 0.1);
            }
        }
        let (paper, ink) = (&self.palette.paper.css, &self.palette.ink.css);
        let name = if gone { "server, gone" } else { "server" };
        match self.layout.arrangement {
            Arrangement::Star => {}
            Arrangement::Table => {
                let at = Point::new(seat.at.x, y - 10.0);
                pen.label(name, at, "center", 13.0, ink);
            }
            Arrangement::Field => {
                let at = Point::new(x + side + 12.0, seat.at.y);
                pen.label(name, at, "left", 13.0, ink);
            }
        }
        if state.is_some_and(|state| state.failed) {
            pen.cross(Point::new(x + side, y + side), 7.0, paper, ink);
        } else if state.is_some_and(|state| state.present && state.up.0 == 0) {
            pen.no_entry(Point::new(x, y + side), 7.0, paper, ink);
        }
    }

    fn draw_peer(&self, pen: &Pen, host: HostId, seat: &Seat) {
        let (Some(state), Some(known)) = (
            self.snapshot.hosts.get(host.index()),
            self.trace.hosts().get(host.index()),
        ) else {
            return;
        };
        let (context, palette) = (pen.context, self.palette);
        let core = seat.radius * 0.62;
        pen.shape(Shape::of_class(known.class.unwrap_or(0)), seat.at, core);
        if !state.present {
            // Not here yet, or gone.
            pen.dashes(true);
            pen.stroke(&palette.wait.css, 1.2);
            pen.dashes(false);
            self.name_peer(pen, host, seat, &palette.soft.css);
            return;
        }
        let finished = state.finished.is_some();
        let (fill, line, words) = if finished {
            (self.colour, self.colour, &palette.paper)
        } else {
            (&palette.paper, &palette.ink, &palette.ink)
        };
        context.set_fill_style_str(&fill.css);
        context.fill();
        // Now: an act may have changed what it could at first.
        pen.dashes(state.up.0 == 0 || state.failed);
        pen.stroke(&line.css, 1.5);
        pen.dashes(false);
        self.name_peer(pen, host, seat, &words.css);
        self.draw_state(pen, state, seat);
    }

    /// Its number; from near its name, and how much it has.
    fn name_peer(&self, pen: &Pen, host: HostId, seat: &Seat, colour: &str) {
        let core = seat.radius * 0.62;
        if core < ROOM_FOR_WORDS {
            let size = (core * 0.95).clamp(8.0, 17.0);
            pen.label(&host.0.to_string(), seat.at, "center", size, colour);
            return;
        }
        let above = Point::new(seat.at.x, seat.at.y - 9.0);
        pen.label(&title(host), above, "center", 17.0, colour);
        let below = Point::new(seat.at.x, seat.at.y + 12.0);
        let part = self.snapshot.part_of_file(host, self.trace.scenario());
        pen.label(&percent(part), below, "center", 15.0, colour);
    }

    /// Badges at its lower edge: has everything, has failed, uploads nothing.
    fn draw_state(&self, pen: &Pen, state: &HostState, seat: &Seat) {
        let (paper, ink) = (&self.palette.paper.css, &self.palette.ink.css);
        let size = badge_size(seat);
        if state.finished.is_some() {
            pen.check(badge(seat, PI * 0.25), size, paper, ink);
        }
        // Where nobody ever uploads, it says nothing about a peer.
        if state.failed {
            pen.cross(badge(seat, PI * 0.75), size, paper, ink);
        } else if state.up.0 == 0 && self.trace.architecture() == Architecture::P2p {
            pen.no_entry(badge(seat, PI * 0.75), size, paper, ink);
        }
    }
}

/// The place of a badge at the edge of a sign.
pub(super) fn badge(seat: &Seat, angle: f64) -> Point {
    Point::new(
        seat.at.x + seat.radius * 0.86 * angle.cos(),
        seat.at.y + seat.radius * 0.86 * angle.sin(),
    )
}

/// Half the size of a badge.
pub(super) fn badge_size(seat: &Seat) -> f64 {
    (seat.radius * 0.24).clamp(4.5, 10.0)
}
