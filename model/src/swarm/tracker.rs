//! The tracker: it knows who is in the torrent, and nothing of who has which chunk.

use super::event::HostId;
use super::random::choose;
use rand_core::Rng;

/// The peers in the torrent.
#[derive(Default)]
pub(super) struct Tracker {
    present: Vec<HostId>,
}

impl Tracker {
    /// A host announces itself, for the first time or again, and gets up to `most` others, at random
    /// and in random order (BEP 3).
    pub(super) fn announce(
        &mut self,
        host: HostId,
        most: u32,
        rng: &mut impl Rng,
    ) -> Box<[HostId]> {
        self.forget(host);
        let list = choose(rng, &mut self.present, most as usize).into();
        self.present.push(host);
        list
    }

    /// A host announces that it leaves.
    pub(super) fn forget(&mut self, host: HostId) {
        self.present.retain(|&other| other != host);
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::{Purpose, Streams};
    use super::*;

    #[test]
    fn a_peer_is_told_of_those_who_came_before_and_stayed() {
        let mut streams = Streams::new(1, 1);
        let rng = streams.of(HostId(0), Purpose::Tracker);
        let mut tracker = Tracker::default();
        for host in 0..4 {
            tracker.announce(HostId(host), 50, rng);
        }
        tracker.forget(HostId(2));
        let mut list = tracker.announce(HostId(4), 50, rng).to_vec();
        list.sort_unstable();
        assert_eq!(list, [HostId(0), HostId(1), HostId(3)]);
    }

    #[test]
    fn the_list_is_no_longer_than_asked_and_everyone_is_as_likely_on_it() {
        let mut counts = [0_i32; 10];
        for seed in 0..2_000 {
            let mut streams = Streams::new(seed, 1);
            let rng = streams.of(HostId(0), Purpose::Tracker);
            let mut tracker = Tracker::default();
            for host in 0..10 {
                tracker.announce(HostId(host), 50, rng);
            }
            let list = tracker.announce(HostId(10), 3, rng);
            assert_eq!(list.len(), 3);
            list.iter().for_each(|host| counts[host.index()] += 1);
        }
        // Each 600 times; standard deviation about 20.
        assert!(counts.iter().all(|&c| (c - 600).abs() < 120), "{counts:?}");
    }
}
