//! Whom to serve.
//!
//! The lecture, BEP 3 and Kurose & Ross 2.5: every 10 s the interested neighbours that sent most,
//! and every 30 s one more at random, whatever it sent.

use super::event::LinkId;
use super::random::below;
use rand_core::Rng;
use std::cmp::Reverse;

/// How much likelier a new neighbour is to be the optimistic one (BEP 3).
pub(super) const NEW_NEIGHBOUR_WEIGHT: u32 = 3;

/// An interested neighbour, as its host sees it at a rechoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The direction of service.
    pub(crate) link: LinkId,
    /// What counts for it: under tit-for-tat bits received from it in the window, for a seed bits sent to it.
    pub(crate) merit: u64,
}

/// Puts the candidates in order of merit: most first, and at random among equals.
///
/// Who is served already has no advantage: where many are equal, as the first receivers of a seed are,
/// the slots go round instead of staying with those that happened to come first.
pub(crate) fn rank(candidates: &mut [Candidate], rng: &mut impl Rng) {
    if candidates.len() > 1 {
        let salt = rng.next_u64();
        candidates.sort_unstable_by_key(|c| (Reverse(c.merit), lot(salt, c.link)));
    }
}

/// A number that orders links at random, another order for each salt (SplitMix64's mixing).
fn lot(salt: u64, link: LinkId) -> u64 {
    let mut lot = salt.wrapping_add(u64::from(link.0).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    lot = (lot ^ (lot >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    lot = (lot ^ (lot >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    lot ^ (lot >> 31)
}

/// One of the links at random, each as likely as its weight says.
pub(crate) fn draw<I: Iterator<Item = (LinkId, u32)>>(
    weighted: impl Fn() -> I,
    rng: &mut impl Rng,
) -> Option<LinkId> {
    let total: u32 = weighted().map(|(_, weight)| weight).sum();
    if total == 0 {
        return None;
    }
    let mut drawn = below(rng, total);
    for (link, weight) in weighted() {
        match drawn.checked_sub(weight) {
            Some(rest) => drawn = rest,
            None => return Some(link),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::event::HostId;
    use super::super::random::{Purpose, Streams};
    use super::*;

    fn candidate(link: u32, merit: u64) -> Candidate {
        Candidate {
            link: LinkId(link),
            merit,
        }
    }

    fn ranked(candidates: &[Candidate], seed: u64) -> Vec<u32> {
        let mut list = candidates.to_vec();
        rank(
            &mut list,
            Streams::new(seed, 1).of(HostId(0), Purpose::Choke),
        );
        list.into_iter().map(|c| c.link.0).collect()
    }

    #[test]
    fn who_sent_more_comes_first() {
        let list = [
            candidate(1, 500),
            candidate(2, 900),
            candidate(3, 0),
            candidate(4, 700),
        ];
        assert_eq!(ranked(&list, 1), [2, 4, 1, 3]);
    }

    #[test]
    fn chance_decides_among_equals() {
        let list = [candidate(1, 0), candidate(2, 0), candidate(3, 9)];
        let orders: std::collections::BTreeSet<_> =
            (0..50).map(|seed| ranked(&list, seed)).collect();
        assert_eq!(
            orders.into_iter().collect::<Vec<_>>(),
            [[3, 1, 2], [3, 2, 1]]
        );
    }

    #[test]
    fn a_new_neighbour_is_three_times_as_likely_to_be_the_optimistic_one() {
        let among = [
            (LinkId(1), 1),
            (LinkId(2), NEW_NEIGHBOUR_WEIGHT),
            (LinkId(3), 1),
        ];
        let mut streams = Streams::new(1, 1);
        let rng = streams.of(HostId(0), Purpose::Optimistic);
        let mut counts = [0_i32; 4];
        for _ in 0..50_000 {
            counts[draw(|| among.into_iter(), rng)
                .expect("there are three")
                .index()] += 1;
        }
        // 1 : 3 : 1; standard deviations below 112.
        assert!(
            (counts[1] - 10_000).abs() < 600 && (counts[2] - 30_000).abs() < 600,
            "{counts:?}"
        );
    }

    #[test]
    fn nobody_is_drawn_among_nobody() {
        let mut streams = Streams::new(1, 1);
        let rng = streams.of(HostId(0), Purpose::Optimistic);
        assert_eq!(draw(std::iter::empty, rng), None);
        assert_eq!(draw(|| std::iter::once((LinkId(1), 0)), rng), None);
    }
}
