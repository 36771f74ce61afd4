//! What a finger on the picture means: a host, a transfer or a chunk.

use super::is_drawn;
use super::layout::Layout;
use crate::address::view::Select;
use crate::drawing::pen::Point;
use p2p_model::swarm::Snapshot;

/// A finger may miss an arc by so much, in CSS pixels.
const NEAR: f64 = 8.0;
/// A tick so long can be meant at once; a shorter one only at the host that is selected already.
const EASY_TICK: f64 = 6.0;
/// Nobody can mean one tick among any shorter.
const SMALLEST_TICK: f64 = 3.0;

/// What is at this place of the picture, a swarm of so many chunks, with this selected already.
pub(crate) fn pick(
    layout: &Layout,
    chunks: u32,
    snapshot: &Snapshot,
    selected: Option<Select>,
    at: Point,
) -> Option<Select> {
    if let Some(host) = layout.on(at) {
        let seat = &layout.seats[host.index()];
        let meant = match selected {
            Some(Select::Host(known)) if known == host => SMALLEST_TICK,
            _ => EASY_TICK,
        };
        let present = snapshot
            .hosts
            .get(host.index())
            .is_some_and(|state| state.present);
        let ring = layout.rings && present && host.0 > 0;
        let chunk = seat
            .chunk_at(chunks, at)
            .filter(|_| ring && seat.pitch(chunks).is_some_and(|pitch| pitch >= meant));
        return Some(chunk.map_or(Select::Host(host), Select::Chunk));
    }
    let near = snapshot
        .links
        .iter()
        .filter(|link| is_drawn(layout, selected, link))
        .filter_map(|link| Some((link, layout.arc(link.from, link.to)?.distance(at))))
        .filter(|(_, distance)| *distance <= NEAR)
        .min_by(|a, b| a.1.total_cmp(&b.1));
    match near {
        Some((link, _)) => Some(Select::Transfer {
            from: link.from,
            to: link.to,
        }),
        None => layout.hit(at).map(Select::Host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::bounds::Architecture;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::{HostId, simulate};
    use p2p_model::units::Seconds;

    fn swarm(text: &str) -> (u32, Snapshot) {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        (trace.chunk_count(), trace.at(Seconds(20.0)))
    }

    #[test]
    fn a_finger_on_an_arc_means_the_transfer() {
        let (chunks, snapshot) = swarm("peers=12x1Mbps/8Mbps&seed=7");
        let layout = Layout::new(false, &[0; 12], 800.0, 480.0);
        let under_way = || {
            snapshot
                .links
                .iter()
                .filter(|link| link.transfer().is_some())
        };
        assert!(under_way().count() > 5);
        let mut found = 0;
        for link in under_way() {
            let arc = layout.arc(link.from, link.to).expect("two places");
            let on_it = arc.point(arc.start * 0.6 + arc.end * 0.4);
            match pick(&layout, chunks, &snapshot, None, on_it) {
                // Where arcs cross, either is right.
                Some(Select::Transfer { from, to }) => {
                    found += usize::from((from, to) == (link.from, link.to));
                }
                // And where one leads over a host, the host lies above it.
                other => assert_eq!(other, layout.on(on_it).map(Select::Host)),
            }
        }
        assert!(found * 2 > under_way().count(), "{found}");
    }

    #[test]
    fn a_tick_is_a_chunk_where_it_can_be_meant() {
        let layout = Layout::new(false, &[0; 12], 800.0, 480.0);
        let seat = layout.seats[3];
        let on_top = Point::new(seat.at.x + 0.5, seat.at.y - seat.ring());
        let check = |text: &str, selected, expected| {
            let (chunks, snapshot) = swarm(text);
            let picked = pick(&layout, chunks, &snapshot, selected, on_top);
            assert_eq!(picked, Some(expected), "{text}");
        };
        let host = Select::Host(HostId(3));
        let other = Select::Host(HostId(5));
        // 8 chunks: some 20 pixels each.
        check("file=2MiB&peers=12x1Mbps/8Mbps", None, Select::Chunk(0));
        // 32 chunks: some 5 pixels each.
        check("file=8MiB&peers=12x1Mbps/8Mbps", None, host);
        check("file=8MiB&peers=12x1Mbps/8Mbps", Some(other), host);
        check(
            "file=8MiB&peers=12x1Mbps/8Mbps",
            Some(host),
            Select::Chunk(0),
        );
        // 400 chunks: an arc of progress.
        check("file=100MiB&peers=12x1Mbps/8Mbps", Some(host), host);
    }

    #[test]
    fn in_a_field_the_small_marks_come_first() {
        let (chunks, snapshot) = swarm("file=1MiB&peers=300x1Mbps/8Mbps");
        let layout = Layout::new(false, &[0; 300], 800.0, 480.0);
        for peer in [1, 150, 300].map(HostId) {
            let at = layout.seats[peer.index()].at;
            let picked = pick(&layout, chunks, &snapshot, Some(Select::Chunk(0)), at);
            assert_eq!(picked, Some(Select::Host(peer)));
        }
    }
}
