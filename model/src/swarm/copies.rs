//! How many neighbours of a host have each chunk.

use super::bits;
use super::event::ChunkId;

/// By host and chunk, how many neighbours have it.
///
/// A count wraps at 2¹⁶. Only the server of so many clients has that many neighbours, and it asks nobody for chunks.
pub(super) struct Copies {
    chunks: usize,
    counts: Vec<u16>,
}

impl Copies {
    /// Counts of zero.
    pub(super) fn new(hosts: usize, chunks: u32) -> Self {
        Self {
            chunks: chunks as usize,
            counts: vec![0; hosts * chunks as usize],
        }
    }

    /// One more neighbour of a host has a chunk.
    pub(super) fn add_one(&mut self, host: usize, chunk: ChunkId) {
        let count = &mut self.counts[host * self.chunks + chunk as usize];
        *count = count.wrapping_add(1);
    }

    /// One more neighbour of a host has a set of chunks.
    pub(super) fn add(&mut self, host: usize, set: &[u64]) {
        let counts = self.of_mut(host);
        for chunk in bits::iter(set) {
            counts[chunk as usize] = counts[chunk as usize].wrapping_add(1);
        }
    }

    /// One neighbour less of a host has a set of chunks.
    pub(super) fn subtract(&mut self, host: usize, set: &[u64]) {
        let counts = self.of_mut(host);
        for chunk in bits::iter(set) {
            counts[chunk as usize] = counts[chunk as usize].wrapping_sub(1);
        }
    }

    /// Leaves of a set the chunks with fewest copies, and tells how many those have; 0 of an empty set.
    pub(super) fn keep_rarest(&self, host: usize, set: &mut [u64]) -> u32 {
        let counts = &self.counts[host * self.chunks..][..self.chunks];
        let mut fewest = u16::MAX;
        for (word, counts) in (0..set.len()).zip(counts.chunks(64)) {
            let (mut left, mut rarest) = (set[word], 0);
            while left != 0 {
                let count = counts[left.trailing_zeros() as usize];
                let chunk = left & left.wrapping_neg();
                left ^= chunk;
                if count < fewest {
                    fewest = count;
                    rarest = 0;
                    set[..word].fill(0);
                }
                rarest |= if count == fewest { chunk } else { 0 };
            }
            set[word] = rarest;
        }
        if fewest == u16::MAX { 0 } else { fewest.into() }
    }

    fn of_mut(&mut self, host: usize) -> &mut [u16] {
        &mut self.counts[host * self.chunks..][..self.chunks]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHUNKS: u32 = 70;

    proptest! {
        #[test]
        fn the_rarest_are_those_of_a_plain_count(
            // Sets that come, of which some go again.
            sets in prop::collection::vec((prop::collection::vec(any::<bool>(), CHUNKS as usize), any::<bool>()), 0..40),
            ones in prop::collection::vec(0..CHUNKS, 0..40),
            among in prop::collection::vec(any::<bool>(), CHUNKS as usize),
        ) {
            let set_of = |chunks: &[bool]| {
                let mut set = vec![0; bits::words(CHUNKS)];
                (0..).zip(chunks).filter(|(_, has)| **has).for_each(|(chunk, _)| bits::insert(&mut set, chunk));
                set
            };
            let mut copies = Copies::new(3, CHUNKS);
            let mut plain = vec![0_u32; CHUNKS as usize];
            for (chunks, _) in &sets {
                copies.add(1, &set_of(chunks));
            }
            for (chunks, _) in sets.iter().filter(|(_, goes)| *goes) {
                copies.subtract(1, &set_of(chunks));
            }
            for chunks in sets.iter().filter(|(_, goes)| !goes).map(|(chunks, _)| chunks) {
                plain.iter_mut().zip(chunks).for_each(|(count, has)| *count += u32::from(*has));
            }
            for &chunk in &ones {
                copies.add_one(1, chunk);
                plain[chunk as usize] += 1;
            }
            let candidates = (0..CHUNKS).filter(|chunk| among[*chunk as usize]);
            let fewest = candidates.clone().map(|chunk| plain[chunk as usize]).min();
            let expected: Vec<_> = candidates.filter(|chunk| Some(plain[*chunk as usize]) == fewest).collect();
            let mut rarest = set_of(&among);
            prop_assert_eq!(copies.keep_rarest(1, &mut rarest), fewest.unwrap_or(0));
            prop_assert_eq!(bits::iter(&rarest).collect::<Vec<_>>(), expected);
            // Other hosts count for themselves.
            let mut all = set_of(&[true; CHUNKS as usize]);
            prop_assert_eq!(copies.keep_rarest(0, &mut all), 0);
            prop_assert_eq!(bits::iter(&all).count(), CHUNKS as usize);
        }
    }
}
