//! The hosts around the table: server, peers, and the chunks they have.

use super::Picture;
use super::pen::{Pen, Shape};
use crate::picture::layout::{Arrangement, Point, Seat};
use p2p_model::swarm::HostId;
use std::f64::consts::{PI, TAU};

/// Up to so many chunks are told apart in a peer's ring; more become an arc of progress.
const TICKS: u32 = 64;

impl Picture<'_> {
    pub(super) fn draw_hosts(&self, pen: &Pen) {
        // With a host selected, those it has to do with keep their strength.
        let near: Option<Vec<HostId>> = self.selected.map(|host| {
            let mut near = vec![host];
            for link in &self.snapshot.links {
                if link.transfer.is_some() && (link.from == host || link.to == host) {
                    near.extend([link.from, link.to]);
                }
            }
            near
        });
        for (index, seat) in self.layout.seats.iter().enumerate() {
            let Some(host) = u32::try_from(index).ok().map(HostId) else {
                continue;
            };
            let dimmed = near.as_ref().is_some_and(|near| !near.contains(&host));
            pen.context
                .set_global_alpha(if dimmed { 0.45 } else { 1.0 });
            if host == HostId::SERVER {
                self.draw_server(pen, seat);
            } else {
                self.draw_peer(pen, host, seat);
            }
            if self.selected == Some(host) {
                pen.context.set_global_alpha(1.0);
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
            pen.dashed(true);
            pen.stroke(&self.palette.wait.css, 1.0);
            pen.dashed(false);
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
        if state.is_some_and(|state| state.failed) {
            let at = Point::new(x + side, y + side);
            pen.cross(at, 7.0, &self.palette.paper.css, &self.palette.ink.css);
        }
        if self.layout.arrangement == Arrangement::Table {
            let at = Point::new(seat.at.x, y - 10.0);
            let name = if gone { "server, gone" } else { "server" };
            pen.label(name, at, "center", 13.0, &self.palette.ink.css);
        }
    }

    pub(super) fn draw_peer(&self, pen: &Pen, host: HostId, seat: &Seat) {
        let (Some(state), Some(known)) = (
            self.snapshot.hosts.get(host.index()),
            self.trace.hosts().get(host.index()),
        ) else {
            return;
        };
        let context = pen.context;
        let palette = self.palette;
        let core = seat.radius * 0.62;
        let kind = Shape::of_class(known.class.unwrap_or(0));
        if !state.present {
            // Not here yet, or gone.
            pen.dashed(true);
            pen.shape(kind, seat.at, core);
            context.set_stroke_style_str(&palette.wait.css);
            context.set_line_width(1.0);
            context.stroke();
            pen.dashed(false);
            let colour = &palette.soft.css;
            pen.label(
                &host.0.to_string(),
                seat.at,
                "center",
                seat.radius * 0.5,
                colour,
            );
            return;
        }

        self.draw_ring(pen, host, seat);
        let finished = state.finished.is_some();
        // Now: an act may have changed what it could at first.
        let mute = state.up.0 == 0;
        pen.shape(kind, seat.at, core);
        context.set_fill_style_str(if finished {
            &self.colour.css
        } else {
            &palette.paper.css
        });
        context.fill();
        pen.dashed(mute || state.failed);
        context.set_stroke_style_str(if finished {
            &self.colour.css
        } else {
            &palette.ink.css
        });
        context.set_line_width(1.25);
        context.stroke();
        pen.dashed(false);
        let colour = if finished {
            &palette.paper
        } else {
            &palette.ink
        };
        let size = (core * 0.95).clamp(8.0, 17.0);
        pen.label(&host.0.to_string(), seat.at, "center", size, &colour.css);

        let badge = |angle: f64| {
            Point::new(
                seat.at.x + seat.radius * 0.86 * angle.cos(),
                seat.at.y + seat.radius * 0.86 * angle.sin(),
            )
        };
        let size = (seat.radius * 0.24).clamp(4.5, 8.0);
        if finished {
            pen.check(badge(PI * 0.25), size, &palette.paper.css, &palette.ink.css);
        }
        // Where nobody ever uploads, it says nothing about a peer.
        if state.failed {
            pen.cross(badge(PI * 0.75), size, &palette.paper.css, &palette.ink.css);
        } else if mute && self.layout.arrangement != Arrangement::Star {
            pen.no_entry(badge(PI * 0.75), size, &palette.paper.css, &palette.ink.css);
        }
    }

    /// The ring of chunks: one tick each, or an arc of progress where they are too many.
    pub(super) fn draw_ring(&self, pen: &Pen, host: HostId, seat: &Seat) {
        let Some(state) = self.snapshot.hosts.get(host.index()) else {
            return;
        };
        let context = pen.context;
        let chunks = self.trace.chunk_count();
        let radius = seat.radius * 0.87;
        let width = seat.radius * 0.22;
        if chunks > TICKS || chunks == 0 {
            let part = self.snapshot.part_of_file(host, self.trace.scenario());
            pen.ring(seat.at, radius, &self.palette.line.css, width);
            context.begin_path();
            let _ = context.arc(
                seat.at.x,
                seat.at.y,
                radius,
                -PI / 2.0,
                -PI / 2.0 + TAU * part,
            );
            pen.stroke(&self.colour.css, width);
            return;
        }
        let step = TAU / f64::from(chunks);
        let gap = if chunks == 1 {
            0.0
        } else {
            (step * 0.22).min(0.09)
        };
        let part_of_ring = |part: &dyn Fn(u32) -> f64, colour: &str| {
            context.begin_path();
            for chunk in 0..chunks {
                let part = part(chunk).clamp(0.0, 1.0);
                if part > 0.0 {
                    let from = -PI / 2.0 + step * f64::from(chunk) + gap / 2.0;
                    let to = from + (step - gap) * part;
                    context.move_to(
                        seat.at.x + radius * from.cos(),
                        seat.at.y + radius * from.sin(),
                    );
                    let _ = context.arc(seat.at.x, seat.at.y, radius, from, to);
                }
            }
            pen.stroke(colour, width);
        };
        part_of_ring(
            &|chunk| {
                if state.chunks.has(chunk) { 0.0 } else { 1.0 }
            },
            &self.palette.line.css,
        );
        part_of_ring(
            &|chunk| {
                if state.chunks.has(chunk) { 1.0 } else { 0.0 }
            },
            &self.colour.css,
        );
        // What has arrived of a chunk that is not whole yet.
        let arriving = |chunk: u32| -> f64 {
            let kept: f64 = state
                .started
                .iter()
                .filter(|(started, _)| *started == chunk)
                .map(|(_, bits)| bits.0 as f64)
                .sum();
            let coming: f64 = state
                .links
                .iter()
                .filter_map(|link| self.snapshot.links.get(link.back().index()))
                .filter_map(|link| link.transfer.as_ref())
                .filter(|transfer| transfer.chunk == chunk)
                .map(|transfer| transfer.arrived)
                .sum();
            (kept + coming) / self.trace.chunk_bits(chunk).0.max(1) as f64
        };
        let begun: Vec<u32> = state.started.iter().map(|(chunk, _)| *chunk).collect();
        context.set_global_alpha(context.global_alpha() * 0.6);
        part_of_ring(
            &|chunk| {
                if begun.contains(&chunk) && !state.chunks.has(chunk) {
                    arriving(chunk)
                } else {
                    0.0
                }
            },
            &self.colour.css,
        );
        context.set_global_alpha(context.global_alpha() / 0.6);
    }
}
