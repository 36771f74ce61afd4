//! The optimistic unchoke: every 30 s a host unchokes one more interested neighbour at random, whatever it gave (the
//! lecture; BEP 3). So newcomers get a first chunk, and hosts find better partners.

use crate::random::below;
use rand_core::Rng;

/// How much likelier a new neighbour is to be drawn (BEP 3).
pub const NEW_NEIGHBOUR_WEIGHT: u32 = 3;

/// How likely a neighbour is to be drawn, beside the others.
///
/// - `waits`: whether it is interested and choked.
/// - `is_new`: whether it has not been drawn before.
pub fn weight(waits: bool, is_new: bool) -> u32 {
    match (waits, is_new) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => NEW_NEIGHBOUR_WEIGHT,
    }
}

/// The place of one of some neighbours at random, each as likely as its weight says; `None` where all weights are 0.
pub fn draw(weights: impl Iterator<Item = u32> + Clone, rng: &mut impl Rng) -> Option<usize> {
    let total: u32 = weights.clone().sum();
    if total == 0 {
        return None;
    }
    let mut drawn = below(rng, total);
    let mut weights = weights;
    weights.position(|weight| {
        let is_hit = drawn < weight;
        drawn = drawn.saturating_sub(weight);
        is_hit
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::HostId;
    use crate::random::{Purpose, Streams};

    /// How often each of some neighbours is drawn of 50 000 times.
    fn counts<const N: usize>(weights: [u32; N]) -> [i32; N] {
        let mut streams = Streams::new(1, 1);
        let rng = &mut streams.of(HostId(0), Purpose::Optimistic);
        let mut counts = [0; N];
        for _ in 0..50_000 {
            counts[draw(weights.into_iter(), rng).expect("some weigh more than 0")] += 1;
        }
        counts
    }

    #[test]
    fn a_new_neighbour_is_three_times_as_likely() {
        let counts = counts([
            weight(true, false),
            weight(true, true),
            weight(true, false),
            weight(false, true),
        ]);
        // 1 : 3 : 1 : 0; standard deviations below 112.
        assert!(
            (counts[0] - 10_000).abs() < 600 && (counts[1] - 30_000).abs() < 600,
            "{counts:?}"
        );
        assert_eq!(counts[3], 0);
    }

    #[test]
    fn the_only_one_among_hundreds_is_found() {
        let mut weights = [0; 300];
        weights[217] = 1;
        assert_eq!(counts(weights)[217], 50_000);
    }

    #[test]
    fn nobody_is_drawn_among_nobody() {
        let mut streams = Streams::new(1, 1);
        let rng = &mut streams.of(HostId(0), Purpose::Optimistic);
        assert_eq!(draw([].into_iter(), rng), None);
        assert_eq!(draw([0, 0].into_iter(), rng), None);
    }
}
