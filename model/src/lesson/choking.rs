//! Whom to serve, tried by hand: three looks, ten seconds apart, at what the neighbours send.

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use crate::rules::optimistic_unchoke::draw;
use crate::rules::tit_for_tat::{Candidate, rank};

/// A neighbour of the reader's peer. Rates are in kb/s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// Its name is its number.
    pub number: u32,
    /// Whether it wants something that the reader's peer has.
    pub interested: bool,
    /// What it sends to a peer that serves it.
    gives: u32,
    /// A seed uploads to the reader regardless of what it gets.
    seed: bool,
    /// What it sent in the 10 s before last, and in the last, before the first look.
    before: [u32; 2],
}

const fn neighbour(number: u32, gives: u32, before: [u32; 2]) -> Neighbour {
    Neighbour {
        number,
        interested: true,
        gives,
        seed: false,
        before,
    }
}

const NEIGHBOURS: [Neighbour; 8] = [
    neighbour(1, 120, [120, 120]),
    Neighbour {
        interested: false,
        seed: true,
        ..neighbour(2, 200, [200, 200])
    },
    // A free rider.
    neighbour(3, 0, [0, 0]),
    neighbour(4, 180, [180, 180]),
    // Found by the last optimistic unchoke.
    neighbour(5, 400, [0, 400]),
    neighbour(6, 90, [90, 90]),
    // Fast, and nobody knows.
    neighbour(7, 350, [0, 0]),
    neighbour(8, 150, [150, 150]),
];

/// What was done at a look and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whom the reader served.
    pub served: Vec<u32>,
    /// Whom the rule would have served.
    pub rule: Vec<u32>,
    /// The optimistic unchoke.
    pub lucky: Option<u32>,
    /// What came until the next look, in kb/s.
    pub got: u32,
}

/// The choker of one peer with eight neighbours, over three looks.
///
/// A neighbour that is served, and wants something, sends at its own rate; one that is not sends nothing, unless it is
/// a seed. Real neighbours take up to 10 s to notice. The optimistic unchoke lasts 30 s, so for all three looks; where
/// its peer earns a slot, luck draws another one.
#[derive(Clone, Debug)]
pub struct Choking {
    looks: Vec<Look>,
    /// By neighbour, what it sent in each 10 s, in kb/s.
    sent: Vec<Vec<u32>>,
    lucky: Option<u32>,
    rng: ChaCha8Rng,
}

impl PartialEq for Choking {
    fn eq(&self, other: &Self) -> bool {
        // What was chosen decides the rest.
        self.looks == other.looks
    }
}

impl Default for Choking {
    fn default() -> Self {
        Self {
            looks: Vec::new(),
            sent: NEIGHBOURS.iter().map(|n| n.before.to_vec()).collect(),
            lucky: None,
            rng: ChaCha8Rng::from_seed(*b"the die in the lesson of choking"),
        }
    }
}

impl Choking {
    /// How many neighbours are served for what they send.
    pub const SLOTS: usize = 4;
    /// How many looks there are.
    pub const LOOKS: usize = 3;
    /// From one look to the next, in seconds.
    pub const INTERVAL: u32 = 10;

    /// The neighbours, in order of number.
    #[must_use]
    pub fn neighbours(&self) -> &'static [Neighbour] {
        &NEIGHBOURS
    }

    /// The looks so far.
    #[must_use]
    pub fn looks(&self) -> &[Look] {
        &self.looks
    }

    /// Whether there is no look left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.looks.len() == Self::LOOKS
    }

    /// The mean rate of a neighbour over the last 20 s, in kb/s.
    #[must_use]
    pub fn rate(&self, neighbour: &Neighbour) -> u32 {
        let sent = &self.sent[neighbour.number as usize - 1];
        sent.iter().rev().take(2).sum::<u32>() / 2
    }

    /// What came in all, in kilobits.
    #[must_use]
    pub fn got(&self) -> u32 {
        self.looks
            .iter()
            .map(|look| look.got * Self::INTERVAL)
            .sum()
    }

    /// Whom the rule serves now: the interested ones that sent most over the last 20 s.
    #[must_use]
    pub fn rule(&self) -> Vec<u32> {
        let interested = NEIGHBOURS.iter().filter(|neighbour| neighbour.interested);
        let mut candidates: Vec<Candidate<u32>> = interested
            .map(|neighbour| Candidate {
                id: neighbour.number,
                score: self.rate(neighbour).into(),
            })
            .collect();
        // What is drawn among equals is for the first four only.
        rank(&mut candidates, &mut self.rng.clone());
        candidates.truncate(Self::SLOTS);
        let numbers = NEIGHBOURS.iter().map(|neighbour| neighbour.number);
        numbers
            .filter(|number| candidates.iter().any(|c| c.id == *number))
            .collect()
    }

    /// Serves these neighbours, four at most, until the next look.
    pub fn serve(&mut self, chosen: &[u32]) {
        if self.is_over() {
            return;
        }
        let rule = self.rule();
        let served: Vec<u32> = chosen.iter().copied().take(Self::SLOTS).collect();
        let waits =
            |neighbour: &&Neighbour| neighbour.interested && !served.contains(&neighbour.number);
        if self.lucky.is_none_or(|lucky| served.contains(&lucky)) {
            let weights = NEIGHBOURS
                .iter()
                .map(|neighbour| u32::from(waits(&neighbour)));
            self.lucky = draw(weights, &mut self.rng).map(|drawn| NEIGHBOURS[drawn].number);
        }
        let mut got = 0;
        for (neighbour, sent) in NEIGHBOURS.iter().zip(&mut self.sent) {
            let is_served =
                served.contains(&neighbour.number) || self.lucky == Some(neighbour.number);
            let gives = neighbour.seed || (is_served && neighbour.interested);
            let rate = if gives { neighbour.gives } else { 0 };
            sent.push(rate);
            got += rate;
        }
        self.looks.push(Look {
            served,
            rule,
            lucky: self.lucky,
            got,
        });
    }

    /// The same three looks, left to the rule.
    #[must_use]
    pub fn by_rule() -> Choking {
        let mut choking = Choking::default();
        while !choking.is_over() {
            choking.serve(&choking.rule());
        }
        choking
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(looks: [[u32; 4]; 3]) -> Choking {
        let mut choking = Choking::default();
        looks.iter().for_each(|chosen| choking.serve(chosen));
        choking
    }

    #[test]
    fn the_rule_serves_the_interested_that_sent_most() {
        // 5 sent 200 on average, 4 180, 8 150, 1 120; 2 sent 200 and is not interested.
        assert_eq!(Choking::default().rule(), [1, 4, 5, 8]);
    }

    #[test]
    fn luck_finds_the_fast_stranger_and_then_it_earns_its_slot() {
        let choking = Choking::by_rule();
        let [first, second, third] = choking.looks() else {
            panic!("three looks")
        };
        assert_eq!(first.lucky, Some(7));
        // 120 + 180 + 400 + 150, 200 from the seed, and 350 from the optimistic unchoke.
        assert_eq!(first.got, 1400);
        // 7 has (0 + 350) / 2 = 175 now, more than 150 and 120.
        assert_eq!(second.served, [4, 5, 7, 8]);
        assert_eq!(third.served, [4, 5, 7, 8]);
        assert_ne!(second.lucky, Some(7));
    }

    #[test]
    fn who_is_not_served_sends_nothing_but_the_seed() {
        // Nobody who gives is served: the free rider, the seed; luck does the rest.
        let choking = played([[2, 3, 6, 7]; 3]);
        let look = &choking.looks()[0];
        let lucky = look.lucky.expect("somebody waits");
        let gives = NEIGHBOURS[lucky as usize - 1].gives;
        assert_eq!(look.got, 200 + 90 + 350 + gives);
        assert!(choking.got() < Choking::by_rule().got());
    }

    #[test]
    fn a_free_rider_never_ranks() {
        let mut choking = Choking::default();
        while !choking.is_over() {
            assert!(!choking.rule().contains(&3));
            choking.serve(&[1, 3, 4, 5]);
        }
    }

    #[test]
    fn no_more_than_four_and_no_more_than_three_looks() {
        let mut choking = Choking::by_rule();
        let over = choking.clone();
        choking.serve(&[1, 2, 3, 4]);
        assert_eq!(choking, over);
        let mut greedy = Choking::default();
        greedy.serve(&[1, 3, 4, 5, 6, 8]);
        assert_eq!(greedy.looks()[0].served, [1, 3, 4, 5]);
    }
}
