//! Whom a seed unchokes. It needs nothing back, so tit-for-tat cannot choose for it.

use crate::scenario::SeedRule;

/// What counts for a neighbour at a seed's rechoke; with 0, chance decides.
///
/// - `taken`: bits that the neighbour took in the window.
/// - `last_turn`: the rechoke at which the neighbour last had a slot, 0 for never.
///
/// The neighbours that take fastest (BEP 3), those whose last turn is longest ago (Legout and others, IMC 2006), or any.
pub fn score(rule: SeedRule, taken: u64, last_turn: u32) -> u64 {
    match rule {
        SeedRule::FastestTakers => taken,
        SeedRule::RoundRobin => u64::from(u32::MAX - last_turn),
        SeedRule::Random => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_prefers_who_takes_fastest_or_who_waits_longest() {
        assert!(score(SeedRule::FastestTakers, 8, 1) > score(SeedRule::FastestTakers, 7, 0));
        assert!(score(SeedRule::RoundRobin, 0, 2) > score(SeedRule::RoundRobin, 8, 3));
        assert_eq!(score(SeedRule::Random, 8, 3), 0);
    }
}
