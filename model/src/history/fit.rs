//! How large a scenario may be for its history to be kept, and what would make it fit.

use super::trace::MOST_TRACED_CELLS;
use crate::scenario::Scenario;
use crate::units::Bits;

/// The smallest chunk that is proposed: one block (BEP 3), 16 KiB.
const SMALLEST_CHUNK: Bits = Bits(8 * 16 * 1024);

/// What would make a scenario fit that is too large, each change by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The most peers with chunks of the present size; 0 if there are too many chunks for even one.
    pub peers: u64,
    /// The least size of a chunk, of those that are 16 KiB times a power of two, with the present peers;
    /// `None` if they are too many for even one chunk.
    pub chunk: Option<Bits>,
}

impl Fit {
    /// What would fit; `None` where the scenario fits as it is.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Option<Fit> {
        let peers = scenario.peer_count();
        let chunks = scenario.chunk_count();
        if peers.saturating_mul(chunks) <= MOST_TRACED_CELLS {
            return None;
        }
        let most_chunks = MOST_TRACED_CELLS / peers.max(1);
        // Up to a chunk that holds the largest file there can be.
        let mut sizes = (0..47).map(|power| SMALLEST_CHUNK.0 << power);
        let fitting = sizes.find(|size| scenario.file.0.div_ceil(*size) <= most_chunks);
        Some(Fit {
            peers: MOST_TRACED_CELLS / chunks.max(1),
            chunk: fitting.map(Bits),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::swarm::Run;
    use proptest::prelude::*;

    fn fit(text: &str) -> Option<Fit> {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        Fit::of(&scenario)
    }

    #[test]
    fn what_fits_needs_no_change() {
        assert_eq!(fit(""), None);
        // 6250 peers × 32 chunks = 200 000, the most there may be.
        assert_eq!(fit("peers=6250x1Mbps/8Mbps"), None);
    }

    #[test]
    fn larger_chunks_or_fewer_peers_are_proposed() {
        // 10 000 peers leave 20 chunks each: 8 MiB in chunks of 512 KiB are 16.
        let expected = Fit {
            peers: 6250,
            chunk: Some(Bits(8 * 512 * 1024)),
        };
        assert_eq!(fit("peers=10000x1Mbps/8Mbps"), Some(expected));
    }

    #[test]
    fn where_only_one_of_them_helps_only_that_is_proposed() {
        let peers = fit("peers=1000000x1Mbps/8Mbps").expect("too large");
        assert_eq!((peers.peers, peers.chunk), (6250, None));
        let chunks = fit("file=1GiB&chunk=1b").expect("too large");
        assert_eq!(chunks.peers, 0);
        assert!(chunks.chunk.is_some());
        // The largest file there can be, cut into 16 666 chunks at most.
        let huge = fit("file=2000000TB&chunk=1b").expect("too large");
        assert!(huge.chunk.is_some());
    }

    proptest! {
        #[test]
        fn what_is_proposed_runs_and_what_is_a_little_larger_does_not(
            file in 1u64..1 << 50, chunk in 1u64..1 << 24, count in 1u32..300_000,
        ) {
            let mut scenario = Scenario { file: Bits(file), chunk: Bits(chunk), ..Scenario::default() };
            scenario.peers[0].count = count;
            let fits = |scenario: &Scenario| Fit::of(scenario).is_none();
            let Some(fit) = Fit::of(&scenario) else {
                return Ok(());
            };
            prop_assert!(Run::new(&scenario, Architecture::P2p).is_err());
            if let Ok(peers @ 1..) = u32::try_from(fit.peers) {
                let mut fewer = scenario.clone();
                fewer.peers[0].count = peers;
                prop_assert!(fits(&fewer));
                fewer.peers[0].count = peers + 1;
                prop_assert!(!fits(&fewer));
            }
            if let Some(size) = fit.chunk {
                let larger = Scenario { chunk: size, ..scenario.clone() };
                prop_assert!(fits(&larger));
                let half = Scenario { chunk: Bits(size.0 / 2), ..scenario };
                prop_assert!(size == SMALLEST_CHUNK || !fits(&half));
            }
        }
    }
}
