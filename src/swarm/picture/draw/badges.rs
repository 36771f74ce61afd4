//! Badges at the upper edge of the hosts, over everything else: who has the selected chunk, and who is ahead of
//! where it is in the other run, or behind.

use super::Picture;
use super::hosts::{badge, badge_size};
use crate::address::view::Select;
use crate::drawing::pen::{Pen, Point};
use crate::swarm::picture::layout::Seat;
use p2p_model::swarm::{HostId, Snapshot, Trace};
use std::f64::consts::PI;

/// Marks smaller than this have no room for a badge, in CSS pixels.
const SMALLEST: f64 = 6.0;
/// Signs smaller than this have none for the number of chunks.
const ROOM_FOR_NUMBER: f64 = 13.0;

impl Picture<'_> {
    pub(super) fn draw_badges(&self, pen: &Pen) {
        pen.context.set_global_alpha(1.0);
        if let Some(Select::Chunk(chunk)) = self.selected {
            let hosts = (0..).map(HostId).zip(&self.layout.seats);
            for (host, seat) in hosts.filter(|(_, seat)| self.layout.in_sight(seat)) {
                self.draw_chunk(pen, host, seat, chunk);
            }
        }
        if let Some((trace, snapshot)) = self.against {
            for (host, seat) in self.peers_in_sight() {
                if seat.radius >= SMALLEST && self.present(host) {
                    let ahead = ahead((self.trace, self.snapshot), (trace, snapshot), host);
                    self.draw_ahead(pen, seat, ahead);
                }
            }
        }
    }

    /// A full square where the host has the chunk, one that fills where it is getting it.
    fn draw_chunk(&self, pen: &Pen, host: HostId, seat: &Seat, chunk: u32) {
        let state = self.snapshot.hosts.get(host.index());
        let Some(state) = state.filter(|state| state.present) else {
            return;
        };
        let part = if state.chunks.has(chunk) {
            1.0
        } else {
            let mut arriving = self.arriving(host).into_iter();
            match arriving.find(|(begun, _)| *begun == chunk) {
                // A sliver at least, so that it is not taken for an empty one.
                Some((_, part)) => part.clamp(0.1, 0.85),
                None => return,
            }
        };
        let (paper, ink) = (&self.palette.paper.css, &self.palette.ink.css);
        if seat.radius < SMALLEST {
            pen.chunk(seat.at, seat.radius * 0.5, part, paper, ink);
        } else {
            let size = badge_size(seat) * 0.8;
            pen.chunk(badge(seat, -PI * 0.25), size, part, paper, ink);
        }
    }

    /// A triangle that points up for ahead and down for behind, with the number of chunks.
    fn draw_ahead(&self, pen: &Pen, seat: &Seat, ahead: i64) {
        if ahead == 0 {
            return;
        }
        let context = pen.context;
        let (paper, ink) = (&self.palette.paper.css, &self.palette.ink.css);
        let number = (seat.radius >= ROOM_FOR_NUMBER).then(|| ahead.unsigned_abs().to_string());
        let room = number
            .as_ref()
            .map_or(0.0, |number| 3.0 + 7.5 * number.len() as f64);
        let at = badge(seat, -PI * 0.75);
        // It grows away from the host, as far as the canvas goes.
        let left = (at.x - 8.0 - room).max(1.0);
        context.begin_path();
        context.round_rect(left, at.y - 9.0, 14.0 + room, 18.0, 4.0);
        context.set_fill_style_str(paper);
        context.fill();
        pen.stroke(ink, 1.2);
        let middle = Point::new(left + 7.0, at.y);
        let up = if ahead > 0 { 1.0 } else { -1.0 };
        context.begin_path();
        context.move_to(middle.x, middle.y - 4.5 * up);
        context.line_to(middle.x + 4.5, middle.y + 3.5 * up);
        context.line_to(middle.x - 4.5, middle.y + 3.5 * up);
        context.close_path();
        context.set_fill_style_str(ink);
        context.fill();
        if let Some(number) = number {
            pen.label(&number, Point::new(left + 13.0, at.y), "left", 13.0, ink);
        }
    }
}

/// How many whole chunks of this run a peer is ahead of where it is in the other; less than 0 for behind.
fn ahead(here: (&Trace, &Snapshot), there: (&Trace, &Snapshot), host: HostId) -> i64 {
    let known = there.1.hosts.get(host.index());
    if known.is_none_or(|state| !state.present) {
        return 0;
    }
    let part =
        |(trace, snapshot): (&Trace, &Snapshot)| snapshot.part_of_file(host, trace.scenario());
    // The other run may have chunks of another size, so it is the file that is compared.
    let chunks = (part(here) - part(there)) * f64::from(here.0.chunk_count());
    #[allow(clippy::cast_possible_truncation)] // No more than there are chunks.
    let whole = (chunks.abs() + 1e-9).floor() as i64;
    if chunks < 0.0 { -whole } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::bounds::Architecture;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::simulate;
    use p2p_model::units::Seconds;

    fn run(text: &str) -> Trace {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        simulate(&scenario, Architecture::P2p).expect("small")
    }

    #[test]
    fn ahead_is_counted_in_whole_chunks_of_this_run() {
        // Alone with the server: a chunk of 256 KiB, of which there are 4, takes 2.097 s at 1 Mb/s and 0.524 s at
        // 4 Mb/s.
        let slow = run("file=1MiB&server=1Mbps&peers=1x1Mbps/8Mbps");
        let fast = run("file=1MiB&server=4Mbps&peers=1x1Mbps/8Mbps");
        let check = |time: f64, expected: i64| {
            let (a, b) = (slow.at(Seconds(time)), fast.at(Seconds(time)));
            assert_eq!(
                ahead((&fast, &b), (&slow, &a), HostId(1)),
                expected,
                "{time} s"
            );
            assert_eq!(
                ahead((&slow, &a), (&fast, &b), HostId(1)),
                -expected,
                "{time} s"
            );
        };
        // 0.95 and 0.24 chunks.
        check(0.5, 0);
        // 1.91 and 0.48.
        check(1.0, 1);
        // All 4, and 1.05.
        check(2.2, 2);
        // All 4, and 3.10.
        check(6.5, 0);
        check(9.0, 0);
    }

    #[test]
    fn a_peer_that_is_not_in_the_other_run_is_not_compared() {
        let (one, two) = (run("peers=1x1Mbps/8Mbps"), run("peers=2x1Mbps/8Mbps"));
        let at = |trace: &Trace| trace.at(Seconds(20.0));
        assert_eq!(ahead((&two, &at(&two)), (&one, &at(&one)), HostId(2)), 0);
    }
}
