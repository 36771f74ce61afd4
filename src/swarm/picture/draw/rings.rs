//! The rings of chunks around the peers: one tick each, or an arc of progress where they are too many.

use super::Picture;
use crate::address::view::Select;
use crate::drawing::pen::Pen;
use crate::swarm::picture::layout::Seat;
use p2p_model::swarm::snapshot::HostState;
use p2p_model::swarm::{ChunkId, HostId};
use std::f64::consts::{PI, TAU};

/// Where the first chunk begins, and the others follow clockwise.
const TOP: f64 = -PI / 2.0;

/// How the ticks of all rings are laid: all peers are equally large.
struct Ticks {
    chunks: ChunkId,
    /// Angle from one tick to the next, in radians, and that of the gap between them.
    step: f64,
    gap: f64,
}

impl Picture<'_> {
    /// The rings of these peers, all equally strong.
    pub(super) fn draw_rings(&self, pen: &Pen, peers: &[(HostId, &Seat)]) {
        let Some((_, seat)) = peers.first() else {
            return;
        };
        let chunks = self.trace.chunk_count();
        if seat.pitch(chunks).is_none() {
            self.draw_progress(pen, peers);
            return;
        }
        let ticks = Ticks::new(chunks);
        let (colour, width) = (&self.colour.css, seat.ring_width());
        pen.dash(&ticks.dash(seat.ring()));
        pen.context.begin_path();
        for (_, seat) in peers {
            let first = ticks.begin(0);
            pen.add_arc(seat.at, seat.ring(), first, first + TAU);
        }
        pen.stroke(&self.palette.line.css, width);
        pen.context.begin_path();
        for (host, seat) in peers {
            let Some(state) = self.snapshot.hosts.get(host.index()) else {
                continue;
            };
            for (first, last) in runs(state, chunks) {
                pen.add_arc(seat.at, seat.ring(), ticks.begin(first), ticks.end(last));
            }
        }
        pen.stroke(colour, width);
        pen.dash(&[]);

        let alpha = pen.context.global_alpha();
        pen.context.set_global_alpha(alpha * 0.6);
        pen.context.begin_path();
        for (host, seat) in peers {
            for (chunk, part) in self.arriving(*host) {
                let begin = ticks.begin(chunk);
                let end = begin + (ticks.end(chunk) - begin) * part;
                pen.add_arc(seat.at, seat.ring(), begin, end);
            }
        }
        pen.stroke(colour, width);
        pen.context.set_global_alpha(alpha);
        if let Some(Select::Chunk(chunk)) = self.selected {
            self.point_at(pen, peers, (ticks.begin(chunk) + ticks.end(chunk)) / 2.0);
        }
    }

    /// A hand at every ring, as on a clock.
    fn point_at(&self, pen: &Pen, peers: &[(HostId, &Seat)], angle: f64) {
        pen.context.begin_path();
        for (_, seat) in peers {
            let mut hand = [0.72, 1.14].map(|part| {
                let radius = seat.radius * part;
                (
                    seat.at.x + radius * angle.cos(),
                    seat.at.y + radius * angle.sin(),
                )
            });
            hand.reverse();
            let [(x, y), inner] = hand;
            pen.context.move_to(x, y);
            pen.context.line_to(inner.0, inner.1);
        }
        pen.stroke(&self.palette.ink.css, 2.0);
    }

    fn draw_progress(&self, pen: &Pen, peers: &[(HostId, &Seat)]) {
        let width = peers.first().map_or(0.0, |(_, seat)| seat.ring_width());
        pen.context.begin_path();
        for (_, seat) in peers {
            pen.add_arc(seat.at, seat.ring(), TOP, TOP + TAU);
        }
        pen.stroke(&self.palette.line.css, width);
        pen.context.begin_path();
        for (host, seat) in peers {
            let part = self.snapshot.part_of_file(*host, self.trace.scenario());
            if part > 0.0 {
                pen.add_arc(seat.at, seat.ring(), TOP, TOP + TAU * part);
            }
        }
        pen.stroke(&self.colour.css, width);
    }

    /// The chunks that a host has begun, with the part of each that has arrived, 0 to 1.
    pub(super) fn arriving(&self, host: HostId) -> Vec<(ChunkId, f64)> {
        let Some(state) = self.snapshot.hosts.get(host.index()) else {
            return Vec::new();
        };
        let begun = state.started.iter();
        let mut arriving: Vec<(ChunkId, f64)> =
            begun.map(|(chunk, bits)| (*chunk, bits.0 as f64)).collect();
        if arriving.is_empty() {
            return arriving;
        }
        for link in &state.links {
            let Some(link) = self.snapshot.links.get(link.back().index()) else {
                continue;
            };
            if let Some(transfer) = link.transfer()
                && let Some((_, bits)) = arriving.iter_mut().find(|(c, _)| *c == transfer.chunk)
            {
                *bits += transfer.arrived;
            }
        }
        for (chunk, bits) in &mut arriving {
            let all = self.trace.chunk_bits(*chunk).0.max(1) as f64;
            *bits = (*bits / all).clamp(0.0, 1.0);
        }
        arriving
    }
}

impl Ticks {
    fn new(chunks: ChunkId) -> Self {
        let step = TAU / f64::from(chunks.max(1));
        let gap = if chunks < 2 {
            0.0
        } else {
            (step * 0.22).min(0.09)
        };
        Self { chunks, step, gap }
    }

    /// The angle at which a tick begins.
    fn begin(&self, chunk: ChunkId) -> f64 {
        TOP + self.step * f64::from(chunk) + self.gap / 2.0
    }

    /// The angle at which it ends.
    fn end(&self, chunk: ChunkId) -> f64 {
        TOP + self.step * f64::from(chunk + 1) - self.gap / 2.0
    }

    /// A dash that makes an arc of this radius a row of ticks.
    fn dash(&self, radius: f64) -> Vec<f64> {
        if self.chunks < 2 {
            return Vec::new();
        }
        vec![radius * (self.step - self.gap), radius * self.gap]
    }
}

/// The runs of chunks that follow each other in a host's ring: the first and the last of each.
fn runs(state: &HostState, chunks: ChunkId) -> Vec<(ChunkId, ChunkId)> {
    let mut runs: Vec<(ChunkId, ChunkId)> = Vec::new();
    for chunk in state.chunks.iter().take_while(|chunk| *chunk < chunks) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == chunk => *last = chunk,
            _ => runs.push((chunk, chunk)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::bounds::Architecture;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::simulate;
    use p2p_model::units::Seconds;

    #[test]
    fn the_ticks_of_a_ring_are_dashes_of_one_arc() {
        let ticks = Ticks::new(32);
        let [tick, gap] = ticks.dash(10.0)[..] else {
            panic!("two lengths")
        };
        assert!(((tick + gap) * 32.0 - TAU * 10.0).abs() < 1e-9);
        // A run of three ends where three dashes and two gaps do.
        let arc = 10.0 * (ticks.end(6) - ticks.begin(4));
        assert!((arc - 3.0 * tick - 2.0 * gap).abs() < 1e-9);
        assert!(Ticks::new(1).dash(10.0).is_empty());
    }

    #[test]
    fn runs_cover_what_a_host_has() {
        let (scenario, _) = Scenario::read("file=8MiB&peers=5x1Mbps/8Mbps");
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        let snapshot = trace.at(Seconds(trace.end().0 / 2.0));
        for state in &snapshot.hosts {
            let covered: Vec<ChunkId> = runs(state, trace.chunk_count())
                .into_iter()
                .flat_map(|(first, last)| first..=last)
                .collect();
            assert_eq!(covered, state.chunks.iter().collect::<Vec<_>>());
        }
        assert_eq!(runs(&snapshot.hosts[0], 32), [(0, 31)]);
    }
}
