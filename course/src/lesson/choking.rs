//! Whom to unchoke, tried by hand: three rechokes, ten seconds apart, by what the neighbours send.

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use p2p_model::rules::optimistic_unchoke::{draw, weight};
use p2p_model::rules::tit_for_tat::{Candidate, Choker, Exchanged, WINDOW, rank};

/// A neighbour of the reader's peer, with which it trades. Rates are in kb/s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its name is its number.
    pub number: u32,
    /// Whether it is interested in something that the reader's peer has.
    pub interested: bool,
    /// What it sends to a peer that unchokes it.
    gives: u32,
    /// A seed uploads to the reader regardless of what it gets.
    seed: bool,
    /// What it sent in the 10 s before last, and in the last, before the first rechoke.
    before: [u32; 2],
}

const fn partner(number: u32, gives: u32, before: [u32; 2]) -> Partner {
    Partner {
        number,
        interested: true,
        gives,
        seed: false,
        before,
    }
}

const PARTNERS: [Partner; 8] = [
    partner(1, 120, [120, 120]),
    Partner {
        interested: false,
        seed: true,
        ..partner(2, 200, [200, 200])
    },
    // A free rider.
    partner(3, 0, [0, 0]),
    partner(4, 180, [180, 180]),
    // Found by the last optimistic unchoke.
    partner(5, 400, [0, 400]),
    partner(6, 90, [90, 90]),
    // Fast, and nobody knows.
    partner(7, 350, [0, 0]),
    partner(8, 150, [150, 150]),
];

/// What was done at a rechoke and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rechoke {
    /// Whom the reader unchoked.
    pub unchoked: Vec<u32>,
    /// Whom tit-for-tat would have unchoked.
    pub tit_for_tat: Vec<u32>,
    /// The optimistic unchoke.
    pub optimistic: Option<u32>,
    /// What came until the next rechoke, in kb/s.
    pub got: u32,
}

/// The choker of one peer with eight neighbours, over three rechokes.
///
/// A neighbour that is unchoked, and interested, sends at its own rate; one that is choked sends nothing, unless it is
/// a seed. Real neighbours take up to 10 s to notice. The optimistic unchoke lasts 30 s, so for all three rechokes;
/// where its peer earns a slot, another one is drawn.
#[derive(Clone, Debug)]
pub struct Choking {
    rechokes: Vec<Rechoke>,
    /// By neighbour, what it sent in each 10 s, in kb/s.
    sent: Vec<Vec<u32>>,
    optimistic: Option<u32>,
    rng: ChaCha8Rng,
}

impl PartialEq for Choking {
    fn eq(&self, other: &Self) -> bool {
        // What was chosen decides the rest.
        self.rechokes == other.rechokes
    }
}

impl Default for Choking {
    fn default() -> Self {
        Self {
            rechokes: Vec::new(),
            sent: PARTNERS
                .iter()
                .map(|partner| partner.before.to_vec())
                .collect(),
            optimistic: None,
            rng: ChaCha8Rng::from_seed(*b"the die in the lesson of choking"),
        }
    }
}

impl Choking {
    /// How many neighbours are unchoked for what they send.
    pub const SLOTS: usize = 4;
    /// How many rechokes there are.
    pub const RECHOKES: usize = 3;
    /// From one rechoke to the next, in seconds.
    pub const INTERVAL: u32 = 10;

    /// The neighbours, in order of number.
    #[must_use]
    pub fn partners(&self) -> &'static [Partner] {
        &PARTNERS
    }

    /// The rechokes so far.
    #[must_use]
    pub fn rechokes(&self) -> &[Rechoke] {
        &self.rechokes
    }

    /// Whether there is no rechoke left.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.rechokes.len() == Self::RECHOKES
    }

    /// The mean rate of a neighbour over the window of tit-for-tat, the last 20 s, in kb/s.
    #[must_use]
    pub fn rate(&self, partner: &Partner) -> u32 {
        let sent = &self.sent[partner.number as usize - 1];
        sent.iter().rev().take(WINDOW as usize).sum::<u32>() / WINDOW
    }

    /// What came in all, in kilobits.
    #[must_use]
    pub fn got(&self) -> u32 {
        let rates = self.rechokes.iter().map(|rechoke| rechoke.got);
        rates.sum::<u32>() * Self::INTERVAL
    }

    /// Whom tit-for-tat unchokes now, in order of number: the interested ones that sent most over the last 20 s.
    #[must_use]
    pub fn tit_for_tat(&self) -> Vec<u32> {
        let score = |partner: &Partner| {
            let received = self.rate(partner).into();
            let exchanged = Exchanged { received, sent: 0 };
            Choker::TitForTat.score(exchanged, false, 0)
        };
        let interested = PARTNERS.iter().filter(|partner| partner.interested);
        let mut candidates: Vec<Candidate<u32>> = interested
            .map(|partner| Candidate {
                id: partner.number,
                score: score(partner),
            })
            .collect();
        // What is drawn among equals decides none of the slots.
        rank(&mut candidates, &mut self.rng.clone());
        candidates.truncate(Self::SLOTS);
        let mut numbers: Vec<u32> = candidates.iter().map(|candidate| candidate.id).collect();
        numbers.sort_unstable();
        numbers
    }

    /// Unchokes these neighbours, four at most, until the next rechoke.
    pub fn unchoke(&mut self, chosen: &[u32]) {
        if self.is_over() {
            return;
        }
        let tit_for_tat = self.tit_for_tat();
        let unchoked: Vec<u32> = chosen.iter().copied().take(Self::SLOTS).collect();
        if self
            .optimistic
            .is_none_or(|number| unchoked.contains(&number))
        {
            let weights = PARTNERS.iter().map(|partner| {
                let is_choked = !unchoked.contains(&partner.number);
                weight(partner.interested && is_choked, false)
            });
            let drawn = draw(weights, &mut self.rng);
            self.optimistic = drawn.map(|place| PARTNERS[place].number);
        }
        let mut got = 0;
        for (partner, sent) in PARTNERS.iter().zip(&mut self.sent) {
            let number = partner.number;
            let is_unchoked = unchoked.contains(&number) || self.optimistic == Some(number);
            let sends = partner.seed || (is_unchoked && partner.interested);
            let rate = if sends { partner.gives } else { 0 };
            sent.push(rate);
            got += rate;
        }
        self.rechokes.push(Rechoke {
            unchoked,
            tit_for_tat,
            optimistic: self.optimistic,
            got,
        });
    }

    /// The same three rechokes, left to tit-for-tat.
    #[must_use]
    pub fn by_tit_for_tat() -> Choking {
        let mut choking = Choking::default();
        while !choking.is_over() {
            choking.unchoke(&choking.tit_for_tat());
        }
        choking
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(rechokes: [[u32; 4]; 3]) -> Choking {
        let mut choking = Choking::default();
        rechokes.iter().for_each(|chosen| choking.unchoke(chosen));
        choking
    }

    #[test]
    fn tit_for_tat_unchokes_the_interested_that_sent_most() {
        // 5 sent 200 on average, 4 180, 8 150, 1 120; 2 sent 200 and is not interested.
        assert_eq!(Choking::default().tit_for_tat(), [1, 4, 5, 8]);
    }

    #[test]
    fn the_optimistic_unchoke_finds_the_fast_stranger_and_then_it_earns_its_slot() {
        let choking = Choking::by_tit_for_tat();
        let [first, second, third] = choking.rechokes() else {
            panic!("three rechokes")
        };
        assert_eq!(first.optimistic, Some(7));
        // 120 + 180 + 400 + 150, 200 from the seed, and 350 from the optimistic unchoke.
        assert_eq!(first.got, 1400);
        // 7 has (0 + 350) / 2 = 175 now, more than 150 and 120.
        assert_eq!(second.unchoked, [4, 5, 7, 8]);
        assert_eq!(third.unchoked, [4, 5, 7, 8]);
        assert_ne!(second.optimistic, Some(7));
    }

    #[test]
    fn a_choked_neighbour_sends_nothing_unless_it_is_a_seed() {
        // The slots go to neighbours that send little or nothing, the free rider and the seed among them.
        let choking = played([[2, 3, 6, 7]; 3]);
        let rechoke = &choking.rechokes()[0];
        let optimistic = rechoke
            .optimistic
            .expect("somebody is interested and choked");
        let gives = PARTNERS[optimistic as usize - 1].gives;
        assert_eq!(rechoke.got, 200 + 90 + 350 + gives);
        assert!(choking.got() < Choking::by_tit_for_tat().got());
    }

    #[test]
    fn a_free_rider_never_ranks() {
        let mut choking = Choking::default();
        while !choking.is_over() {
            assert!(!choking.tit_for_tat().contains(&3));
            choking.unchoke(&[1, 3, 4, 5]);
        }
    }

    #[test]
    fn no_more_than_four_slots_and_no_more_than_three_rechokes() {
        let mut choking = Choking::by_tit_for_tat();
        let over = choking.clone();
        choking.unchoke(&[1, 2, 3, 4]);
        assert_eq!(choking, over);
        let mut greedy = Choking::default();
        greedy.unchoke(&[1, 3, 4, 5, 6, 8]);
        assert_eq!(greedy.rechokes()[0].unchoked, [1, 3, 4, 5]);
    }
}
