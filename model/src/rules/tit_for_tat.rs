//! Tit-for-tat: every 10 s a host unchokes the interested neighbours that sent it most over the last 20 s, and chokes
//! the others (the lecture; BEP 3; Cohen 2003; Kurose & Ross 2.5).

use super::seeding;
use crate::random::tie_break;
use crate::scenario::{ChokeRule, SeedRule};
use rand_core::Rng;
use std::cmp::Reverse;

/// Rechokes that the window spans: at the lecture's 10 s, the 20 s of BEP 3.
pub const WINDOW: u32 = 2;

/// Bits that went both ways between a host and a neighbour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// From the host to the neighbour.
    pub sent: u64,
    /// From the neighbour to the host.
    pub received: u64,
}

/// The last [`WINDOW`] counts of what was exchanged with a neighbour.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Window([Exchanged; WINDOW as usize]);

impl Window {
    /// Takes the count of a rechoke, and returns what was exchanged in the window that ends there.
    pub(crate) fn roll(&mut self, now: Exchanged) -> Exchanged {
        let [last, before] = self.0;
        self.0 = [now, last];
        Exchanged {
            sent: now.sent - before.sent,
            received: now.received - before.received,
        }
    }

    /// Whether nothing was exchanged in the window, as of the last count.
    pub(crate) fn is_quiet(&self) -> bool {
        let [last, before] = self.0;
        last == before
    }
}

/// How a host chooses whom to unchoke in its regular slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choker {
    /// Tit-for-tat: those that sent it most.
    TitForTat,
    /// A seed's choice.
    Seed(SeedRule),
    /// Any, drawn anew at each rechoke.
    Random,
}

impl Choker {
    /// The choker of a host: a leecher's by `choke`, a seed's by `serve`.
    pub fn of(is_seed: bool, leecher: ChokeRule, seed: SeedRule) -> Self {
        match (is_seed, leecher) {
            (true, _) => Self::Seed(seed),
            (false, ChokeRule::Rate) => Self::TitForTat,
            (false, ChokeRule::Random) => Self::Random,
        }
    }

    /// What counts for a neighbour at a rechoke; with 0, chance decides.
    ///
    /// - `exchanged`: bits in the window.
    /// - `snubs`: whether it sent no block for too long, though it unchoked this host ([`snubs`]).
    /// - `last_turn`: the rechoke at which it last had a slot, 0 for never.
    pub fn score(self, exchanged: Exchanged, snubs: bool, last_turn: u32) -> u64 {
        match self {
            Self::TitForTat if snubs => 0,
            Self::TitForTat => exchanged.received,
            Self::Seed(rule) => seeding::score(rule, exchanged.sent, last_turn),
            Self::Random => 0,
        }
    }

    /// Whether a neighbour is left out of regular slots because it snubs: only tit-for-tat has a reason to.
    pub fn leaves_out(self, snubs: bool) -> bool {
        self == Self::TitForTat && snubs
    }
}

/// Whether a neighbour that unchoked this host has sent no block for too long (Cohen 2003: anti-snubbing). Times in
/// seconds; no limit means never.
pub fn snubs(silent: f64, limit: Option<f64>) -> bool {
    limit.is_some_and(|limit| silent > limit)
}

/// A neighbour that could be unchoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<Id> {
    /// Which neighbour.
    pub id: Id,
    /// What counts for it ([`Choker::score`]).
    pub score: u64,
}

/// Puts candidates in order, the highest score first and equal ones at random.
///
/// A neighbour that is unchoked already has no advantage: where many are equal, as the first receivers of a seed are,
/// the slots go round instead of staying with those that happened to come first.
pub fn rank<Id: Copy + Into<u64>>(candidates: &mut [Candidate<Id>], rng: &mut impl Rng) {
    if candidates.len() > 1 {
        let salt = rng.next_u64();
        candidates.sort_unstable_by_key(|c| (Reverse(c.score), tie_break(salt, c.id.into())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::HostId;
    use crate::random::{Purpose, Streams};
    use std::collections::BTreeSet;

    fn ranked(scores: &[(u32, u64)], seed: u64) -> Vec<u32> {
        let mut candidates: Vec<_> = scores
            .iter()
            .map(|&(id, score)| Candidate { id, score })
            .collect();
        rank(
            &mut candidates,
            &mut Streams::new(seed, 1).of(HostId(0), Purpose::Choke),
        );
        candidates.iter().map(|candidate| candidate.id).collect()
    }

    #[test]
    fn those_that_sent_most_come_first() {
        assert_eq!(ranked(&[(1, 10), (2, 30), (3, 20)], 1), [2, 3, 1]);
    }

    #[test]
    fn equals_come_in_random_order() {
        let orders: BTreeSet<_> = (0..50)
            .map(|seed| ranked(&[(1, 10), (2, 10), (3, 20)], seed))
            .collect();
        assert_eq!(
            orders.into_iter().collect::<Vec<_>>(),
            [[3, 1, 2], [3, 2, 1]]
        );
    }

    #[test]
    fn the_window_is_that_of_the_last_two_rechokes() {
        let mut window = Window::default();
        let counts = [(5, 50), (7, 80), (7, 80), (7, 80), (9, 80)];
        let seen = counts.map(|(sent, received)| window.roll(Exchanged { sent, received }));
        let expected = [(5, 50), (7, 80), (2, 30), (0, 0), (2, 0)];
        assert_eq!(
            seen,
            expected.map(|(sent, received)| Exchanged { sent, received })
        );
        assert!(!window.is_quiet());
        window.roll(Exchanged {
            sent: 9,
            received: 80,
        });
        assert!(window.is_quiet());
    }

    #[test]
    fn a_neighbour_that_snubs_counts_for_nothing_under_tit_for_tat_and_as_ever_for_a_seed() {
        let exchanged = Exchanged {
            sent: 3,
            received: 4,
        };
        let seed = Choker::Seed(SeedRule::FastestTakers);
        assert_eq!(Choker::TitForTat.score(exchanged, false, 0), 4);
        assert_eq!(Choker::TitForTat.score(exchanged, true, 0), 0);
        assert_eq!(seed.score(exchanged, true, 0), 3);
        assert!(Choker::TitForTat.leaves_out(true) && !seed.leaves_out(true));
        assert!(snubs(60.1, Some(60.0)) && !snubs(60.0, Some(60.0)) && !snubs(1e9, None));
    }
}
