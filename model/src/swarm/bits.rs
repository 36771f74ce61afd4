//! Sets of chunks as words of 64 bits.

use super::event::ChunkId;

/// How many words hold so many chunks.
pub(super) fn words(chunks: u32) -> usize {
    chunks.div_ceil(64) as usize
}

/// Whether a chunk is in a set.
pub(super) fn has(set: &[u64], chunk: ChunkId) -> bool {
    set[(chunk / 64) as usize] >> (chunk % 64) & 1 == 1
}

/// Puts a chunk in.
pub(super) fn insert(set: &mut [u64], chunk: ChunkId) {
    set[(chunk / 64) as usize] |= 1 << (chunk % 64);
}

/// Takes a chunk out.
pub(super) fn remove(set: &mut [u64], chunk: ChunkId) {
    set[(chunk / 64) as usize] &= !(1 << (chunk % 64));
}

/// Puts the first so many chunks in.
pub(super) fn fill(set: &mut [u64], chunks: u32) {
    for chunk in 0..chunks {
        insert(set, chunk);
    }
}

/// Whether a set has a chunk that is not in another.
pub(super) fn any_beyond(set: &[u64], other: &[u64]) -> bool {
    set.iter().zip(other).any(|(a, b)| a & !b != 0)
}

/// How many chunks are in a set.
pub(super) fn count(set: &[u64]) -> u32 {
    set.iter().map(|word| word.count_ones()).sum()
}

/// The chunk before which so many others of a set come, `None` where it has not so many.
pub(super) fn nth(set: &[u64], n: u32) -> Option<ChunkId> {
    let mut left = n;
    for (word, base) in set.iter().zip((0..).step_by(64)) {
        match left.checked_sub(word.count_ones()) {
            Some(rest) => left = rest,
            None => {
                let last = (0..left).fold(*word, |word, _| word & (word - 1));
                return Some(base + last.trailing_zeros());
            }
        }
    }
    None
}

/// How many chunks of a set are not in another.
pub(super) fn beyond(set: &[u64], other: &[u64]) -> u32 {
    set.iter()
        .zip(other)
        .map(|(a, b)| (a & !b).count_ones())
        .sum()
}

/// The chunks of a set, in order.
pub(super) fn iter(set: &[u64]) -> impl Iterator<Item = ChunkId> {
    Ones {
        words: set.iter().copied(),
        word: 0,
        base: 0_u32.wrapping_sub(64),
    }
}

/// Makes a set that of the chunks in both others.
pub(super) fn share(set: &mut Vec<u64>, a: &[u64], b: &[u64]) {
    set.clear();
    set.extend(a.iter().zip(b).map(|(a, b)| a & b));
}

/// The numbers of the bits that are set.
struct Ones<I> {
    words: I,
    word: u64,
    base: u32,
}

impl<I: Iterator<Item = u64>> Iterator for Ones<I> {
    type Item = ChunkId;

    fn next(&mut self) -> Option<ChunkId> {
        while self.word == 0 {
            self.word = self.words.next()?;
            self.base = self.base.wrapping_add(64);
        }
        let bit = self.word.trailing_zeros();
        self.word &= self.word - 1;
        Some(self.base + bit)
    }
}

/// A set of chunks for every host, all in one piece of memory.
pub(super) struct Rows {
    words_each: usize,
    words: Vec<u64>,
}

impl Rows {
    /// Empty sets.
    pub(super) fn new(hosts: usize, chunks: u32) -> Self {
        let words_each = words(chunks);
        Self {
            words_each,
            words: vec![0; hosts * words_each],
        }
    }

    /// The set of a host.
    pub(super) fn of(&self, host: usize) -> &[u64] {
        &self.words[host * self.words_each..][..self.words_each]
    }

    /// Who has one chunk.
    pub(super) fn column(&self, chunk: ChunkId) -> Column<'_> {
        Column {
            words_each: self.words_each,
            words: &self.words[(chunk / 64) as usize..],
            bit: chunk % 64,
        }
    }

    /// The set of a host, to be changed.
    pub(super) fn of_mut(&mut self, host: usize) -> &mut [u64] {
        &mut self.words[host * self.words_each..][..self.words_each]
    }
}

/// Which hosts have one chunk, and the other chunks that lie beside it.
pub(super) struct Column<'a> {
    words_each: usize,
    words: &'a [u64],
    bit: u32,
}

impl Column<'_> {
    /// Whether a host has it.
    pub(super) fn has(&self, host: usize) -> bool {
        self.word(host) >> self.bit & 1 == 1
    }

    /// Which it has of the 64 chunks in one word with it.
    pub(super) fn word(&self, host: usize) -> u64 {
        self.words[host * self.words_each]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let mut rows = Rows::new(3, 130);
        for chunk in [0, 63, 64, 129] {
            insert(rows.of_mut(1), chunk);
        }
        insert(rows.of_mut(2), 64);
        remove(rows.of_mut(1), 63);
        assert_eq!(iter(rows.of(1)).collect::<Vec<_>>(), [0, 64, 129]);
        let mut shared = Vec::new();
        share(&mut shared, rows.of(1), rows.of(2));
        assert_eq!(iter(&shared).collect::<Vec<_>>(), [64]);
        assert_eq!(beyond(rows.of(1), rows.of(2)), 2);
        assert!(any_beyond(rows.of(1), rows.of(2)) && !any_beyond(rows.of(2), rows.of(1)));
        let nths: Vec<_> = (0..4).map(|n| nth(rows.of(1), n)).collect();
        assert_eq!(nths, [Some(0), Some(64), Some(129), None]);
        assert_eq!(count(rows.of(1)), 3);
        assert!(rows.column(129).has(1) && !rows.column(129).has(2));
        assert!(has(rows.of(1), 129) && !has(rows.of(1), 63));
    }

    #[test]
    fn a_full_set_has_every_chunk_and_no_more() {
        let mut rows = Rows::new(1, 70);
        fill(rows.of_mut(0), 70);
        assert_eq!(iter(rows.of(0)).count(), 70);
    }
}
