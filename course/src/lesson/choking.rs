//! Whom to unchoke, tried by hand: sixty seconds, a rechoke every ten, by what the neighbours send.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use p2p_model::rules::optimistic_unchoke::{draw, weight};
use p2p_model::rules::tit_for_tat::{Candidate, Choker, Exchanged, WINDOW, rank};

/// What was done at a rechoke and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rechoke {
    /// Whom the reader unchoked, by the places of the neighbours.
    pub unchoked: Vec<usize>,
    /// The optimistic unchoke.
    pub optimistic: Option<usize>,
    /// What each neighbour sent until the next rechoke, in kb/s.
    pub sent: [u32; Choking::PARTNERS],
}

/// The choker of one peer with eight neighbours, over six rechokes.
///
/// A neighbour sends to a peer that unchokes it, at a rate of its own, and nothing to one that chokes it; real
/// neighbours take up to 10 s to notice. The rates are drawn from a seed, between 20 and 400 kb/s, and drift by up to a
/// quarter in 10 s; one neighbour, a free rider, sends nothing. At the start four drawn at random are known. The
/// optimistic unchoke lasts 30 s; where its peer earns a slot, another one is drawn.
#[derive(Clone, Debug)]
pub struct Choking {
    /// What each neighbour gives to a peer that unchokes it, by rechoke, in kb/s.
    gives: [[u32; Choking::PARTNERS]; Choking::RECHOKES],
    /// What came in each 10 s before the first rechoke, and since, in kb/s.
    sent: Vec<[u32; Choking::PARTNERS]>,
    rechokes: Vec<Rechoke>,
    optimistic: Option<usize>,
    rng: ChaCha8Rng,
}

impl PartialEq for Choking {
    fn eq(&self, other: &Self) -> bool {
        // What was drawn and what was chosen decide the rest.
        self.gives == other.gives && self.rechokes == other.rechokes
    }
}

impl Choking {
    /// How many neighbours there are.
    pub const PARTNERS: usize = 8;
    /// How many are unchoked for what they send.
    pub const SLOTS: usize = 4;
    /// How many rechokes there are.
    pub const RECHOKES: usize = 6;
    /// From one rechoke to the next, in seconds.
    pub const INTERVAL: u32 = 10;

    /// Neighbours drawn from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        const LEAST: u32 = 20;
        const MOST: u32 = 400;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let free_rider = rng.next_u32() as usize % Self::PARTNERS;
        let mut rates: [u32; Self::PARTNERS] =
            std::array::from_fn(|_| LEAST + rng.next_u32() % (MOST - LEAST + 1));
        rates[free_rider] = 0;
        let first = rates;
        let gives = std::array::from_fn(|_| {
            for rate in rates.iter_mut().filter(|rate| **rate > 0) {
                // Three quarters to five quarters.
                *rate = (*rate * (75 + rng.next_u32() % 51) / 100).clamp(LEAST, MOST);
            }
            rates
        });
        // Four neighbours are known.
        let mut known = [false; Self::PARTNERS];
        while known.iter().filter(|known| **known).count() < Self::SLOTS {
            known[rng.next_u32() as usize % Self::PARTNERS] = true;
        }
        let before = std::array::from_fn(|place| if known[place] { first[place] } else { 0 });
        Self {
            gives,
            sent: vec![before; 2],
            rechokes: Vec::new(),
            optimistic: None,
            rng,
        }
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
    pub fn rate(&self, partner: usize) -> u32 {
        let recent = self.sent.iter().rev().take(WINDOW as usize);
        recent.map(|sent| sent[partner]).sum::<u32>() / WINDOW
    }

    /// The mean rate at which the reader received so far, in kb/s.
    #[must_use]
    pub fn got(&self) -> u32 {
        let rechokes = u32::try_from(self.rechokes.len()).unwrap_or(1).max(1);
        let sent = self.rechokes.iter().flat_map(|rechoke| rechoke.sent);
        sent.sum::<u32>() / rechokes
    }

    /// Whom tit-for-tat unchokes now, by place: the ones that sent most over the last 20 s.
    #[must_use]
    pub fn tit_for_tat(&self) -> Vec<usize> {
        let score = |partner: usize| {
            let received = self.rate(partner).into();
            let exchanged = Exchanged { received, sent: 0 };
            Choker::TitForTat.score(exchanged, false, 0)
        };
        let mut candidates: Vec<Candidate<u32>> = (0..Self::PARTNERS)
            .zip(0..)
            .map(|(partner, id)| Candidate {
                id,
                score: score(partner),
            })
            .collect();
        rank(&mut candidates, &mut self.rng.clone());
        candidates.truncate(Self::SLOTS);
        let mut places: Vec<usize> = candidates
            .iter()
            .map(|candidate| candidate.id as usize)
            .collect();
        places.sort_unstable();
        places
    }

    /// Unchokes these neighbours, four at most, until the next rechoke.
    pub fn unchoke(&mut self, chosen: &[usize]) {
        if self.is_over() {
            return;
        }
        /// The optimistic unchoke is drawn at every third rechoke.
        const OPTIMISTIC: usize = 3;
        let unchoked: Vec<usize> = chosen.iter().copied().take(Self::SLOTS).collect();
        let earned = |partner: usize| unchoked.contains(&partner);
        let now = self.rechokes.len();
        if now.is_multiple_of(OPTIMISTIC) || self.optimistic.is_none_or(earned) {
            let weights = (0..Self::PARTNERS).map(|partner| weight(!earned(partner), false));
            self.optimistic = draw(weights, &mut self.rng);
        }
        let optimistic = self.optimistic;
        let sent = std::array::from_fn(|partner| {
            let is_unchoked = unchoked.contains(&partner) || optimistic == Some(partner);
            if is_unchoked {
                self.gives[now][partner]
            } else {
                0
            }
        });
        self.sent.push(sent);
        self.rechokes.push(Rechoke {
            unchoked,
            optimistic,
            sent,
        });
    }

    /// The same neighbours, left to tit-for-tat.
    #[must_use]
    pub fn by_tit_for_tat(seed: u64) -> Choking {
        let mut choking = Choking::new(seed);
        while !choking.is_over() {
            choking.unchoke(&choking.tit_for_tat());
        }
        choking
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tit_for_tat_unchokes_those_that_sent_most() {
        let choking = Choking::new(1);
        let chosen = choking.tit_for_tat();
        let least = chosen.iter().map(|place| choking.rate(*place)).min();
        let others = (0..Choking::PARTNERS).filter(|place| !chosen.contains(place));
        assert!(
            others
                .into_iter()
                .all(|place| Some(choking.rate(place)) <= least)
        );
    }

    #[test]
    fn a_choked_neighbour_sends_nothing_and_a_free_rider_never_does() {
        let mut choking = Choking::new(3);
        while !choking.is_over() {
            choking.unchoke(&[0, 1, 2, 3]);
        }
        for rechoke in choking.rechokes() {
            for place in 4..Choking::PARTNERS {
                assert!(rechoke.sent[place] == 0 || rechoke.optimistic == Some(place));
            }
        }
        let rider = (0..Choking::PARTNERS).filter(|place| choking.gives[0][*place] == 0);
        assert_eq!(rider.count(), 1);
    }

    #[test]
    fn no_more_than_four_slots_and_no_more_than_six_rechokes() {
        let mut choking = Choking::by_tit_for_tat(5);
        let over = choking.clone();
        choking.unchoke(&[1, 2, 3, 4]);
        assert_eq!(choking, over);
        let mut greedy = Choking::new(5);
        greedy.unchoke(&[0, 2, 3, 4, 5, 7]);
        assert_eq!(greedy.rechokes()[0].unchoked, [0, 2, 3, 4]);
    }

    /// The mean of what is received over a thousand games.
    fn mean(got: impl Fn(u64) -> u32) -> f64 {
        const SEEDS: u64 = 1000;
        (0..SEEDS).map(|seed| f64::from(got(seed))).sum::<f64>() / SEEDS as f64
    }

    /// What is received in a game if those chosen at the start are kept.
    fn kept(seed: u64, chosen: impl Fn(&Choking) -> Vec<usize>) -> u32 {
        let mut choking = Choking::new(seed);
        let chosen = chosen(&choking);
        while !choking.is_over() {
            choking.unchoke(&chosen);
        }
        choking.got()
    }

    #[test]
    fn over_a_thousand_games_tit_for_tat_beats_every_fixed_set_of_partners() {
        let rule = mean(|seed| Choking::by_tit_for_tat(seed).got());
        let sets = (0u32..256).filter(|set| set.count_ones() == 4);
        let mut count = 0;
        for set in sets {
            let chosen: Vec<usize> = (0..8).filter(|place| set & (1 << place) != 0).collect();
            let fixed = mean(|seed| kept(seed, |_| chosen.clone()));
            assert!(
                rule > 1.1 * fixed,
                "{chosen:?}: {fixed}, by the rule {rule}"
            );
            count += 1;
        }
        assert_eq!(count, 70);
    }

    #[test]
    fn over_a_thousand_games_it_beats_the_four_that_are_known_at_the_start() {
        let rule = mean(|seed| Choking::by_tit_for_tat(seed).got());
        let known = mean(|seed| kept(seed, Choking::tit_for_tat));
        assert!(rule > 1.03 * known, "{known}, by the rule {rule}");
    }
}
