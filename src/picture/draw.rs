//! Draws a swarm at one instant on a canvas. Every sign here is named in the legend
//! (`components/legend.rs`), and none tells something by colour alone.

use super::layout::{Arc, Arrangement, Layout, Point, Seat};
use super::part_of_file;
use crate::theme::{Colour, Palette};
use js_sys::Array;
use p2p_model::swarm::snapshot::{LinkState, Service};
use p2p_model::swarm::{HostId, Snapshot, Trace, What};
use p2p_model::units::Seconds;
use std::f64::consts::{PI, TAU};
use wasm_bindgen::JsValue;
use web_sys::CanvasRenderingContext2d;

/// Up to so many chunks are told apart in a peer's ring; more become an arc of progress.
pub(crate) const TICKS: u32 = 64;

/// Distance of the dots on an arc, in CSS pixels.
pub(crate) const DOT_GAP: f64 = 16.0;

/// More transfers than these are drawn finer, so that the hosts can still be seen.
const CROWD: usize = 90;

/// What is drawn, and how.
pub(crate) struct Picture<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) layout: &'a Layout,
    pub(crate) palette: &'a Palette,
    /// The colour of this architecture.
    pub(crate) colour: &'a Colour,
    pub(crate) selected: Option<HostId>,
    /// How many bits one dot stands for; `None` for no dots.
    pub(crate) dot_bits: Option<f64>,
    /// How long an announce to the tracker stays visible.
    pub(crate) linger: Seconds,
    /// Font families for names.
    pub(crate) font: &'a str,
}

impl Picture<'_> {
    /// Draws all of it, at `scale` pixels of the canvas to one of CSS.
    pub(crate) fn draw(&self, context: &CanvasRenderingContext2d, scale: f64) {
        let pen = Pen {
            context,
            font: self.font,
        };
        let _ = context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, self.layout.width, self.layout.height);
        context.set_line_cap("butt");
        context.set_line_join("round");

        self.draw_tracker(&pen);
        // Around a table the hosts lie over the ends of the arcs; in a field the arcs lie over the marks.
        if self.layout.arrangement == Arrangement::Field {
            self.draw_field(&pen);
        }
        self.draw_transfers(&pen);
        self.draw_chokes(&pen);
        if self.layout.arrangement != Arrangement::Field {
            self.draw_hosts(&pen);
        }
        context.set_global_alpha(1.0);
    }

    fn concerns_selected(&self, link: &LinkState) -> bool {
        self.selected
            .is_none_or(|host| link.from == host || link.to == host)
    }

    fn draw_transfers(&self, pen: &Pen) {
        let field = self.layout.arrangement == Arrangement::Field;
        let fastest = self
            .trace
            .hosts()
            .iter()
            .map(|host| host.up.0)
            .max()
            .unwrap_or(1)
            .max(1) as f64;
        let shown = |link: &&LinkState| link.transfer.is_some() && self.concerns_selected(link);
        let crowded = self.snapshot.links.iter().filter(shown).count() > CROWD;
        let finer = if crowded { 0.6 } else { 1.0 };
        // Those that do not concern the selected host first, so that they lie below.
        for pass_selected in [false, true] {
            for link in &self.snapshot.links {
                let Some(transfer) = &link.transfer else {
                    continue;
                };
                let concerned = self.concerns_selected(link);
                if concerned != pass_selected || (field && (self.selected.is_none() || !concerned))
                {
                    continue;
                }
                let Some(arc) = self.layout.arc(link.from, link.to) else {
                    continue;
                };
                let optimistic = matches!(link.service, Service::Optimistic { .. });
                let share = (transfer.bps.max(0.0) / fastest).min(1.0);
                let width = (1.2 + 3.8 * share.sqrt()) * finer;
                pen.context
                    .set_global_alpha(if concerned { 0.5 * finer } else { 0.13 });
                pen.arc(&arc, &self.colour.css, width, optimistic);
                pen.context
                    .set_global_alpha(if concerned { finer } else { 0.2 });
                pen.arrowhead(&arc, &self.colour.css, width);
                if let Some(bits) = self.dot_bits
                    && concerned
                {
                    let gone = link.sent_in_all() / bits;
                    pen.dots(&arc, &self.colour.css, width, gone.fract());
                }
                if optimistic {
                    pen.die(
                        arc.point(0.5),
                        &self.palette.paper.css,
                        &self.palette.ink.css,
                    );
                }
            }
        }
    }

    /// Whom the selected host leaves waiting: a line that is cut.
    fn draw_chokes(&self, pen: &Pen) {
        let Some(host) = self.selected else { return };
        let Some(state) = self.snapshot.hosts.get(host.index()) else {
            return;
        };
        pen.context.set_global_alpha(1.0);
        for link in &state.links {
            let Some(link) = self.snapshot.links.get(link.index()) else {
                continue;
            };
            let waits = link.service == Service::Choked
                && self.present(link.to)
                && self.snapshot.interested(link.to, host);
            if waits && let Some(arc) = self.layout.arc(link.from, link.to) {
                pen.arc(&arc, &self.palette.wait.css, 1.2, false);
                pen.cut(&arc, &self.palette.paper.css, &self.palette.ink.css);
            }
        }
    }

    fn present(&self, host: HostId) -> bool {
        self.snapshot
            .hosts
            .get(host.index())
            .is_some_and(|state| state.present)
    }

    fn draw_hosts(&self, pen: &Pen) {
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

    fn draw_server(&self, pen: &Pen, seat: &Seat) {
        let side = (seat.radius * 1.55).max(22.0);
        let (x, y) = (seat.at.x - side / 2.0, seat.at.y - side / 2.0);
        let context = pen.context;
        context.set_fill_style_str(&self.palette.ink.css);
        context.fill_rect(x, y, side, side);
        // Three drives, so that it reads as a machine.
        context.set_fill_style_str(&self.palette.paper.css);
        for drive in 0..3 {
            let y = y + side * (0.2 + 0.24 * f64::from(drive));
            context.fill_rect(x + side * 0.18, y, side * 0.46, side * 0.1);
            context.fill_rect(x + side * 0.74, y, side * 0.1, side * 0.1);
        }
        if self.layout.arrangement == Arrangement::Table {
            let at = Point::new(seat.at.x, y - 10.0);
            pen.label("server", at, "center", 13.0, &self.palette.ink.css);
        }
    }

    fn draw_peer(&self, pen: &Pen, host: HostId, seat: &Seat) {
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
        let free_rider = known.up.0 == 0;
        pen.shape(kind, seat.at, core);
        context.set_fill_style_str(if finished {
            &self.colour.css
        } else {
            &palette.paper.css
        });
        context.fill();
        pen.dashed(free_rider);
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
        if free_rider && self.layout.arrangement != Arrangement::Star {
            pen.no_entry(badge(PI * 0.75), size, &palette.paper.css, &palette.ink.css);
        }
    }

    /// The ring of chunks: one tick each, or an arc of progress where they are too many.
    fn draw_ring(&self, pen: &Pen, host: HostId, seat: &Seat) {
        let Some(state) = self.snapshot.hosts.get(host.index()) else {
            return;
        };
        let context = pen.context;
        let chunks = self.trace.chunk_count();
        let radius = seat.radius * 0.87;
        let width = seat.radius * 0.22;
        if chunks > TICKS || chunks == 0 {
            let part = part_of_file(self.trace, self.snapshot, host);
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

    /// Marks that fill from below as the file arrives.
    fn draw_field(&self, pen: &Pen) {
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
        context.begin_path();
        for (_, seat) in peers() {
            let (x, y, side) = square(seat);
            context.rect(x, y, side, side);
        }
        context.set_fill_style_str(&self.palette.line.css);
        context.fill();
        context.begin_path();
        for (index, seat) in peers() {
            let host = HostId(u32::try_from(index).unwrap_or(0));
            let part = part_of_file(self.trace, self.snapshot, host);
            let (x, y, side) = square(seat);
            context.rect(x, y + side * (1.0 - part), side, side * part);
        }
        context.set_fill_style_str(&self.colour.css);
        context.fill();
        // A dot marks who has everything, a slash who uploads nothing.
        context.begin_path();
        for (index, seat) in peers() {
            let done = self.snapshot.hosts.get(index);
            if seat.radius >= 3.0 && done.is_some_and(|state| state.finished.is_some()) {
                context.move_to(seat.at.x + seat.radius * 0.4, seat.at.y);
                let _ = context.arc(seat.at.x, seat.at.y, seat.radius * 0.4, 0.0, TAU);
            }
        }
        context.set_fill_style_str(&self.palette.paper.css);
        context.fill();
        context.begin_path();
        for (index, seat) in peers() {
            let rider = self.trace.hosts().get(index).is_some_and(|h| h.up.0 == 0);
            if rider && seat.radius >= 3.0 {
                let (x, y, side) = square(seat);
                context.move_to(x, y + side);
                context.line_to(x + side, y);
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

    /// The tracker stands apart, and speaks only when asked.
    fn draw_tracker(&self, pen: &Pen) {
        if self.layout.arrangement == Arrangement::Star {
            return;
        }
        let context = pen.context;
        let at = self.layout.tracker;
        let now = self.snapshot.time;
        // From just before the start, so that an announce at 0 s is seen.
        let since = Seconds((now.0 - self.linger.0).max(-1.0));
        let mut asked = false;
        if self.layout.arrangement == Arrangement::Table {
            pen.dotted(true);
            for event in self.trace.between(since, now) {
                let What::Announced { peer, .. } = &event.what else {
                    continue;
                };
                let Some(seat) = self.layout.seats.get(peer.index()) else {
                    continue;
                };
                asked = true;
                context.set_global_alpha(if self.selected.is_none_or(|host| host == *peer) {
                    0.9
                } else {
                    0.3
                });
                context.begin_path();
                context.move_to(at.x, at.y + 10.0);
                context.line_to(seat.at.x, seat.at.y);
                pen.stroke(&self.palette.wait.css, 1.2);
            }
            pen.dotted(false);
        }
        context.set_global_alpha(1.0);
        let (ink, paper) = (&self.palette.ink.css, &self.palette.paper.css);
        context.begin_path();
        let _ = context.round_rect_with_f64(at.x - 32.0, at.y - 11.0, 64.0, 22.0, 11.0);
        context.set_fill_style_str(if asked { ink } else { paper });
        context.fill();
        pen.stroke(if asked { ink } else { &self.palette.wait.css }, 1.0);
        let words = if asked { paper } else { &self.palette.soft.css };
        pen.label("tracker", at, "center", 13.0, words);
    }
}

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
struct Pen<'a> {
    context: &'a CanvasRenderingContext2d,
    font: &'a str,
}

impl Pen<'_> {
    fn stroke(&self, colour: &str, width: f64) {
        self.context.set_stroke_style_str(colour);
        self.context.set_line_width(width);
        self.context.stroke();
    }

    fn dash(&self, pattern: &[f64]) {
        let pattern: Array = pattern
            .iter()
            .map(|length| JsValue::from_f64(*length))
            .collect();
        let _ = self.context.set_line_dash(&pattern);
    }

    fn dashed(&self, on: bool) {
        self.dash(if on { &[3.0, 3.0] } else { &[] });
    }

    fn dotted(&self, on: bool) {
        self.dash(if on { &[1.5, 4.0] } else { &[] });
    }

    fn ring(&self, at: Point, radius: f64, colour: &str, width: f64) {
        self.context.begin_path();
        let _ = self.context.arc(at.x, at.y, radius, 0.0, TAU);
        self.stroke(colour, width);
    }

    fn label(&self, text: &str, at: Point, align: &str, size: f64, colour: &str) {
        self.context.set_font(&format!("{size}px {}", self.font));
        self.context.set_text_align(align);
        self.context.set_text_baseline("middle");
        self.context.set_fill_style_str(colour);
        // Middle of the capitals, not of the line.
        let _ = self.context.fill_text(text, at.x, at.y + size * 0.06);
    }

    fn shape(&self, shape: Shape, at: Point, radius: f64) {
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

    fn arc(&self, arc: &Arc, colour: &str, width: f64, dashed: bool) {
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

    fn arrowhead(&self, arc: &Arc, colour: &str, width: f64) {
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
    fn dots(&self, arc: &Arc, colour: &str, width: f64, phase: f64) {
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
    fn die(&self, at: Point, paper: &str, ink: &str) {
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
    fn cut(&self, arc: &Arc, paper: &str, ink: &str) {
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
    fn check(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.badge(at, size, paper, ink);
        self.context.begin_path();
        self.context.move_to(at.x - size * 0.5, at.y);
        self.context.line_to(at.x - size * 0.1, at.y + size * 0.42);
        self.context.line_to(at.x + size * 0.52, at.y - size * 0.42);
        self.stroke(ink, 1.5);
    }

    /// A slash in a circle: uploads nothing.
    fn no_entry(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.badge(at, size, paper, ink);
        self.context.begin_path();
        self.context.move_to(at.x - size * 0.6, at.y + size * 0.6);
        self.context.line_to(at.x + size * 0.6, at.y - size * 0.6);
        self.stroke(ink, 1.5);
    }

    fn badge(&self, at: Point, size: f64, paper: &str, ink: &str) {
        self.context.begin_path();
        let _ = self.context.arc(at.x, at.y, size, 0.0, TAU);
        self.context.set_fill_style_str(paper);
        self.context.fill();
        self.stroke(ink, 1.2);
    }
}
