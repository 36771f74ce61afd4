//! What a generator draws with: ChaCha, one stream for each kind and level, keyed by the seed.

use std::ops::RangeInclusive;

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

use super::kind::{ExerciseKind, Level};
use p2p_model::random::{below, choose};

/// The random stream of one exercise.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn new(kind: ExerciseKind, level: Level, seed: u64) -> Draw {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        // Apart from the streams of the swarm with the same seed.
        key[8..16].copy_from_slice(b"exercise");
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(kind as u64 * 16 + u64::from(level.number()));
        Draw(rng)
    }

    /// What `make` gives at its first success. Every draw may be one, whatever came before, so the end comes; the
    /// tests make thousands of exercises of every kind.
    pub(super) fn until<T>(&mut self, make: impl Fn(&mut Draw) -> Option<T>) -> T {
        loop {
            if let Some(made) = make(self) {
                return made;
            }
        }
    }

    /// A number of the range.
    pub(super) fn number(&mut self, range: RangeInclusive<u32>) -> u32 {
        range.start() + below(&mut self.0, range.end() - range.start() + 1)
    }

    /// One of the items.
    pub(super) fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }

    /// True once in `times` times.
    pub(super) fn once_in(&mut self, times: u32) -> bool {
        below(&mut self.0, times) == 0
    }

    /// `k` different items, in random order.
    pub(super) fn some<T: Clone>(&mut self, items: &[T], k: usize) -> Vec<T> {
        let mut items = items.to_vec();
        choose(&mut self.0, &mut items, k).to_vec()
    }

    /// All items in random order.
    pub(super) fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        self.some(items, items.len())
    }

    /// The random numbers themselves, for a rule of the swarm.
    pub(super) fn rng(&mut self) -> &mut ChaCha8Rng {
        &mut self.0
    }

    #[allow(clippy::cast_possible_truncation)] // Menus are shorter than 2³².
    fn index(&mut self, len: usize) -> usize {
        below(&mut self.0, len as u32) as usize
    }
}
