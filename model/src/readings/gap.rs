//! What keeps a swarm from its bound: uplinks that wait, by when they do.

use super::series::uses_between;
use crate::bounds::Bounds;
use crate::history::Trace;
use crate::history::event::What;
use crate::units::Seconds;

/// The time of a run, in parts. Where the bound is the one of all uplinks together, N·F/(u_s + Σu_i), and all peers are
/// there from beginning to end, each part but the bound is the upload that idle links could have done in it, by the
/// capacity of all. The parts make up the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// What no scheme can beat.
    pub bound: Seconds,
    /// Lost until every peer has its first complete chunk.
    pub start: Seconds,
    /// Lost from then until the first peer has the whole file.
    pub middle: Seconds,
    /// Lost from then on, with what was sent in vain.
    pub end: Seconds,
    /// When every peer has a chunk, when the first has the file, and when the last has.
    pub borders: [Seconds; 3],
}

impl Gap {
    /// The parts of a run; nothing where somebody never finishes.
    pub fn of(trace: &Trace) -> Option<Gap> {
        let total = trace.outcome().finish_time()?;
        let bound = Bounds::of(trace.scenario()).ok()?.p2p.seconds;
        let mut first = vec![None; trace.hosts().len()];
        let mut finish = total;
        for event in trace.events() {
            match event.what {
                What::Completed { peer, .. } => {
                    first[peer.index()].get_or_insert(event.time.0);
                }
                What::Finished { .. } => finish = Seconds(finish.0.min(event.time.0)),
                _ => {}
            }
        }
        let started = first.iter().flatten().copied().fold(0.0, f64::max);
        let started = Seconds(started.min(finish.0));
        let lost: Vec<f64> = uses_between(trace, &[Seconds(0.0), started, finish])
            .iter()
            .map(|part| (part.to.0 - part.from.0) * (1.0 - part.server - part.peers))
            .collect();
        Some(Gap {
            bound,
            start: Seconds(lost[0]),
            middle: Seconds(lost[1]),
            end: Seconds(total.0 - bound.0 - lost[0] - lost[1]),
            borders: [started, finish, total],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::scenario::Scenario;
    use crate::swarm::simulate;

    fn gap(text: &str) -> Gap {
        let trace = simulate(&Scenario::read(text).0, Architecture::P2p).expect("small enough");
        Gap::of(&trace).expect("all finish")
    }

    #[test]
    fn one_chunk_for_one_peer_is_all_start() {
        // 2 Mb at 1 Mb/s: 2 s, the first copy. The peer's uplink waits: 1 of 2 Mb/s for 2 s is 1 s.
        let gap = gap("file=2Mb&chunk=2Mb&server=1Mbps&peers=1x1Mbps/8Mbps");
        assert_eq!((gap.bound.0, gap.borders), (2.0, [Seconds(2.0); 3]));
        assert!((gap.start.0 - 1.0).abs() < 1e-9, "{gap:?}");
        assert_eq!(gap.middle, Seconds(0.0));
    }

    #[test]
    fn the_parts_make_up_the_whole_and_large_chunks_cost_the_start() {
        let text = |chunk: &str| {
            format!("file=60Mb&chunk={chunk}&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7")
        };
        let [small, large] = ["1Mb", "10Mb"].map(|chunk| gap(&text(chunk)));
        for gap in [small, large] {
            let parts = [gap.start.0, gap.middle.0, gap.end.0];
            let sum = gap.bound.0 + parts.iter().sum::<f64>();
            assert!((sum - gap.borders[2].0).abs() < 1e-9, "{gap:?}");
            assert!(parts.iter().all(|part| *part >= 0.0), "{gap:?}");
            assert_eq!(gap.bound, Seconds(45.0));
            // Until somebody has a whole chunk, only the server sends: 12 of 16 Mb/s wait.
            assert!(gap.start.0 > 0.0);
        }
        assert!(large.start.0 > 3.0 * small.start.0, "{small:?} {large:?}");
    }
}
