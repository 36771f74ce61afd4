//! The tracker: it knows who is in the torrent, and nothing of who has which chunk.

use crate::random::below;
use rand_core::Rng;

const ABSENT: u32 = u32::MAX;

/// The hosts in the torrent, as far as the tracker knows. Hosts are numbers from 0.
pub struct Tracker {
    /// In no particular order.
    present: Vec<u32>,
    /// By host, where it stands among those present.
    places: Vec<u32>,
}

impl Tracker {
    /// Nobody of so many hosts has come yet.
    pub fn new(hosts: usize) -> Self {
        Self {
            present: Vec::new(),
            places: vec![ABSENT; hosts],
        }
    }

    /// A host announces itself, for the first time or again, and gets a list of up to `most` others, at random and
    /// in random order (BEP 3).
    #[allow(clippy::cast_possible_truncation)] // Hosts have 32-bit numbers.
    pub fn announce(&mut self, host: u32, most: u32, rng: &mut impl Rng) -> &[u32] {
        self.forget(host);
        self.put(self.present.len(), host);
        // The host itself stands last, and is not drawn.
        let others = self.present.len() - 1;
        let count = others.min(most as usize);
        for place in 0..count {
            let drawn = place + below(rng, (others - place) as u32) as usize;
            let (a, b) = (self.present[place], self.present[drawn]);
            self.put(place, b);
            self.put(drawn, a);
        }
        &self.present[..count]
    }

    /// A host is in the torrent no more: it said so, or has not announced itself for too long.
    pub fn forget(&mut self, host: u32) {
        let place = std::mem::replace(&mut self.places[host as usize], ABSENT);
        if place != ABSENT
            && let Some(last) = self.present.pop()
            && last != host
        {
            self.put(place as usize, last);
        }
    }

    #[allow(clippy::cast_possible_truncation)] // Hosts have 32-bit numbers.
    fn put(&mut self, place: usize, host: u32) {
        match self.present.get_mut(place) {
            Some(there) => *there = host,
            None => self.present.push(host),
        }
        self.places[host as usize] = place as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::HostId;
    use crate::random::{Purpose, Streams};

    #[test]
    fn a_peer_is_told_of_those_who_came_before_and_stayed() {
        let mut streams = Streams::new(1, 1);
        let rng = &mut streams.of(HostId(0), Purpose::Tracker);
        let mut tracker = Tracker::new(5);
        for host in [0, 1, 2, 3, 1, 0] {
            tracker.announce(host, 50, rng);
        }
        tracker.forget(2);
        tracker.forget(2);
        let mut list = tracker.announce(4, 50, rng).to_vec();
        list.sort_unstable();
        assert_eq!(list, [0, 1, 3]);
    }

    #[test]
    fn the_list_is_no_longer_than_asked_and_everyone_is_as_likely_on_it() {
        let mut counts = [0_i32; 10];
        for seed in 0..2_000 {
            let mut streams = Streams::new(seed, 1);
            let rng = &mut streams.of(HostId(0), Purpose::Tracker);
            let mut tracker = Tracker::new(11);
            for host in 0..10 {
                tracker.announce(host, 50, rng);
            }
            let list = tracker.announce(10, 3, rng);
            assert_eq!(list.len(), 3);
            list.iter().for_each(|host| counts[*host as usize] += 1);
        }
        // Each 600 times; standard deviation about 20.
        assert!(counts.iter().all(|&c| (c - 600).abs() < 120), "{counts:?}");
    }
}
