//! Sets of chunks, one bit each in words of 64, and the table of who has what that a run works on.

use std::ops::{BitAnd, BitOr, Sub};

/// The number of a chunk, from 0.
pub type ChunkId = u32;

/// How many words hold so many chunks.
fn words(chunks: u32) -> usize {
    chunks.div_ceil(64) as usize
}

/// The word that holds a chunk, and its bit there.
pub(crate) fn place(chunk: ChunkId) -> (usize, u64) {
    ((chunk / 64) as usize, 1 << (chunk % 64))
}

/// The first so many chunks, word by word.
fn full(chunks: u32) -> impl Iterator<Item = u64> {
    (0..chunks.div_ceil(64)).map(move |word| match chunks - word * 64 {
        rest @ 0..64 => (1 << rest) - 1,
        _ => u64::MAX,
    })
}

/// Whether a set has a chunk that another has not.
pub(crate) fn any_beyond(set: impl Iterator<Item = u64>, other: impl Iterator<Item = u64>) -> bool {
    set.zip(other).any(|(set, other)| set & !other != 0)
}

/// How many chunks are in a set.
pub(crate) fn count(set: &[u64]) -> u32 {
    set.iter().map(|word| word.count_ones()).sum()
}

/// The chunk before which so many others of a set come; `None` where there are not so many.
pub(crate) fn nth(set: &[u64], n: u32) -> Option<ChunkId> {
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

/// A set of chunks: what BEP 3 calls a bitfield.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChunkSet {
    words: Box<[u64]>,
    count: u32,
}

impl ChunkSet {
    /// An empty set with room for `chunks` chunks.
    pub fn none(chunks: u32) -> Self {
        Self {
            words: vec![0; words(chunks)].into(),
            count: 0,
        }
    }

    /// The set of all of `chunks` chunks.
    pub fn all(chunks: u32) -> Self {
        Self {
            words: full(chunks).collect(),
            count: chunks,
        }
    }

    /// The set of these words.
    pub(crate) fn of_words(words: impl Iterator<Item = u64>) -> Self {
        let words: Box<[u64]> = words.collect();
        let count = count(&words);
        Self { words, count }
    }

    /// The set of some of `chunks` chunks.
    pub fn of(chunks: u32, those: impl IntoIterator<Item = ChunkId>) -> Self {
        let mut set = Self::none(chunks);
        those.into_iter().for_each(|chunk| _ = set.insert(chunk));
        set
    }

    /// Whether a chunk is in it.
    pub fn has(&self, chunk: ChunkId) -> bool {
        let (word, bit) = place(chunk);
        self.words[word] & bit != 0
    }

    /// How many chunks are in it.
    pub fn len(&self) -> u32 {
        self.count
    }

    /// Whether no chunk is in it.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The chunks in it, in order.
    pub fn iter(&self) -> impl Iterator<Item = ChunkId> + '_ {
        let words = self.words.iter().zip((0..).step_by(64));
        words.flat_map(|(word, base)| {
            let bits = std::iter::successors(Some(*word), |left| Some(left & left.wrapping_sub(1)));
            bits.take_while(|left| *left != 0)
                .map(move |left| base + left.trailing_zeros())
        })
    }

    /// The first chunk in it.
    pub fn first(&self) -> Option<ChunkId> {
        self.iter().next()
    }

    /// How many chunks in it are not in `other`.
    pub fn beyond(&self, other: &Self) -> u32 {
        let words = self.words.iter().zip(&other.words);
        words.map(|(a, b)| (a & !b).count_ones()).sum()
    }

    /// Whether it has a chunk that `other` has not.
    pub fn any_beyond(&self, other: &Self) -> bool {
        any_beyond(self.words(), other.words())
    }

    /// What comes of it and another set of the same file, word by word.
    fn joined(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let words = self.words().zip(other.words());
        let words: Box<[u64]> = words.map(|(own, other)| join(own, other)).collect();
        let count = count(&words);
        Self { words, count }
    }

    /// Its words, 64 chunks each.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + Clone + '_ {
        self.words.iter().copied()
    }

    /// All its words together.
    pub(crate) fn as_words(&self) -> &[u64] {
        &self.words
    }

    /// One of its words.
    pub(crate) fn word(&self, word: usize) -> u64 {
        self.words[word]
    }

    /// Puts a chunk in and tells whether it was not there.
    pub fn insert(&mut self, chunk: ChunkId) -> bool {
        let (word, bit) = place(chunk);
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.count += u32::from(is_new);
        is_new
    }

    /// Takes a chunk out and tells whether it was there.
    pub fn remove(&mut self, chunk: ChunkId) -> bool {
        let (word, bit) = place(chunk);
        let was_there = self.words[word] & bit != 0;
        self.words[word] &= !bit;
        self.count -= u32::from(was_there);
        was_there
    }
}

/// The chunks in both of two sets of one file.
impl BitAnd for &ChunkSet {
    type Output = ChunkSet;
    fn bitand(self, other: &ChunkSet) -> ChunkSet {
        self.joined(other, |a, b| a & b)
    }
}

/// The chunks in one or both of two sets of one file.
impl BitOr for &ChunkSet {
    type Output = ChunkSet;
    fn bitor(self, other: &ChunkSet) -> ChunkSet {
        self.joined(other, |a, b| a | b)
    }
}

/// The chunks in one set and not in another of the same file.
impl Sub for &ChunkSet {
    type Output = ChunkSet;
    fn sub(self, other: &ChunkSet) -> ChunkSet {
        self.joined(other, |a, b| a & !b)
    }
}

/// For every host the chunks it has, and how many of its neighbours have each, as far as it knows.
///
/// A line for each host and 64 chunks: a word of what the host has, then one word for each binary digit of the
/// counts. So one line of memory tells and counts a `have`, and a set of chunks is counted at once.
pub(crate) struct Bitfields {
    lines: Vec<u64>,
    /// Lines of a host.
    words: usize,
    /// Words of a line.
    width: usize,
}

impl Bitfields {
    /// Empty sets, for hosts with up to so many neighbours; with 0, copies are not counted.
    pub(crate) fn new(hosts: usize, chunks: u32, most_neighbours: u32) -> Self {
        let digits = (u32::BITS - most_neighbours.leading_zeros()) as usize;
        let (words, width) = (words(chunks), 1 + digits);
        Self {
            lines: vec![0; hosts * words * width],
            words,
            width,
        }
    }

    /// Gives a host all chunks.
    pub(crate) fn fill(&mut self, host: usize, chunks: u32) {
        for (word, set) in full(chunks).enumerate() {
            self.line_mut(host, word)[0] = set;
        }
    }

    /// What a host has, word by word.
    pub(crate) fn of(&self, host: usize) -> impl Iterator<Item = u64> + Clone + '_ {
        self.lines_of(host).step_by(self.width)
    }

    fn lines_of(&self, host: usize) -> impl Iterator<Item = u64> + Clone + '_ {
        let all = self.words * self.width;
        self.lines[host * all..][..all].iter().copied()
    }

    fn line_mut(&mut self, host: usize, word: usize) -> &mut [u64] {
        &mut self.lines[(host * self.words + word) * self.width..][..self.width]
    }

    /// What a host has of the 64 chunks of a word.
    pub(crate) fn word(&self, host: usize, word: usize) -> u64 {
        self.lines[(host * self.words + word) * self.width]
    }

    /// Whether a host has a chunk.
    pub(crate) fn has(&self, host: usize, chunk: ChunkId) -> bool {
        let (word, bit) = place(chunk);
        self.word(host, word) & bit != 0
    }

    /// Whether a host has a chunk that another has not.
    pub(crate) fn any_beyond(&self, host: usize, other: usize) -> bool {
        any_beyond(self.of(host), self.of(other))
    }

    /// A host gets a chunk.
    pub(crate) fn insert(&mut self, host: usize, chunk: ChunkId) {
        let (word, bit) = place(chunk);
        self.line_mut(host, word)[0] |= bit;
    }

    /// One more neighbour of a host has these chunks of a word. Returns what the host has of that word.
    pub(crate) fn count(&mut self, host: usize, word: usize, chunks: u64) -> u64 {
        let line = self.line_mut(host, word);
        let mut carry = chunks;
        // All digits, without a look at the carry: a loop of fixed length is quicker than a guess.
        for digit in &mut line[1..] {
            (*digit, carry) = (*digit ^ carry, *digit & carry);
        }
        line[0]
    }

    /// One neighbour less of a host has these chunks of a word.
    pub(crate) fn uncount(&mut self, host: usize, word: usize, chunks: u64) {
        let mut borrow = chunks;
        for digit in &mut self.line_mut(host, word)[1..] {
            (*digit, borrow) = (*digit ^ borrow, !*digit & borrow);
        }
    }

    /// How many neighbours of a host have each chunk.
    pub(crate) fn copies(&self, host: usize) -> Copies<'_> {
        let all = self.words * self.width;
        Copies {
            lines: &self.lines[host * all..][..all],
            width: self.width,
        }
    }
}

/// How many neighbours of one host have each chunk.
#[derive(Clone, Copy)]
pub(crate) struct Copies<'a> {
    lines: &'a [u64],
    width: usize,
}

impl Copies<'_> {
    /// Leaves of a set the chunks with fewest copies, and tells how many those have; 0 of an empty set.
    ///
    /// From the highest digit of the counts down: where some of the chunks left have a 0, those with a 1 go.
    pub(crate) fn keep_fewest(self, set: &mut [u64]) -> u32 {
        let mut fewest = 0;
        for digit in (1..self.width).rev() {
            let ones = || self.lines[digit..].iter().step_by(self.width);
            if set.iter().zip(ones()).any(|(set, ones)| set & !ones != 0) {
                set.iter_mut()
                    .zip(ones())
                    .for_each(|(set, ones)| *set &= !ones);
            } else if set.iter().any(|set| *set != 0) {
                fewest |= 1 << (digit - 1);
            }
        }
        fewest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let mut set = ChunkSet::none(130);
        for chunk in [0, 63, 64, 129] {
            assert!(set.insert(chunk));
        }
        assert!(!set.insert(64) && set.remove(63) && !set.remove(63));
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 64, 129]);
        assert_eq!((set.len(), set.has(129), set.has(63)), (3, true, false));
        let mut other = ChunkSet::none(130);
        other.insert(64);
        assert_eq!((set.beyond(&other), other.beyond(&set)), (2, 0));
        assert!(set.any_beyond(&other) && !other.any_beyond(&set));
        let nths: Vec<_> = (0..4).map(|n| nth(&set.words, n)).collect();
        assert_eq!(nths, [Some(0), Some(64), Some(129), None]);
        assert_eq!(ChunkSet::of(130, set.iter()), set);
        assert_eq!((set.first(), ChunkSet::none(130).first()), (Some(0), None));
        let both = ChunkSet::of(130, [64, 70]);
        assert!((&set & &both).iter().eq([64]) && (&set - &both).iter().eq([0, 129]));
        assert_eq!(&set | &both, ChunkSet::of(130, [0, 64, 70, 129]));
    }

    #[test]
    fn a_full_set_has_every_chunk_and_no_more() {
        for chunks in [1, 63, 64, 65, 128, 130] {
            assert!(ChunkSet::all(chunks).iter().eq(0..chunks), "{chunks}");
        }
    }

    const CHUNKS: u32 = 70;

    fn set(chunks: &[bool]) -> ChunkSet {
        let mut set = ChunkSet::none(CHUNKS);
        for (chunk, _) in (0..).zip(chunks).filter(|(_, has)| **has) {
            set.insert(chunk);
        }
        set
    }

    proptest! {
        #[test]
        fn the_rarest_are_those_of_a_plain_count(
            // Sets that come, of which some go again.
            sets in prop::collection::vec((prop::collection::vec(any::<bool>(), CHUNKS as usize), any::<bool>()), 0..40),
            ones in prop::collection::vec(0..CHUNKS, 0..40),
            among in prop::collection::vec(any::<bool>(), CHUNKS as usize),
        ) {
            let mut table = Bitfields::new(3, CHUNKS, 80);
            table.fill(1, CHUNKS);
            let mut plain = vec![0_u32; CHUNKS as usize];
            for (chunks, _) in &sets {
                for (word, bits) in set(chunks).words().enumerate() {
                    table.count(1, word, bits);
                }
            }
            for (chunks, _) in sets.iter().filter(|(_, goes)| *goes) {
                for (word, bits) in set(chunks).words().enumerate() {
                    table.uncount(1, word, bits);
                }
            }
            for chunks in sets.iter().filter(|(_, goes)| !goes).map(|(chunks, _)| chunks) {
                plain.iter_mut().zip(chunks).for_each(|(count, has)| *count += u32::from(*has));
            }
            for &chunk in &ones {
                let (word, bit) = place(chunk);
                table.count(1, word, bit);
                plain[chunk as usize] += 1;
            }
            let candidates = (0..CHUNKS).filter(|chunk| among[*chunk as usize]);
            let fewest = candidates.clone().map(|chunk| plain[chunk as usize]).min();
            let expected: Vec<_> = candidates.filter(|chunk| Some(plain[*chunk as usize]) == fewest).collect();
            let mut rarest: Vec<u64> = set(&among).words().collect();
            prop_assert_eq!(table.copies(1).keep_fewest(&mut rarest), fewest.unwrap_or(0));
            prop_assert_eq!(ChunkSet::of_words(rarest.into_iter()).iter().collect::<Vec<_>>(), expected);
            // Other hosts count for themselves, and what a host has is not a copy among its neighbours.
            let mut all: Vec<u64> = ChunkSet::all(CHUNKS).words().collect();
            prop_assert_eq!(table.copies(0).keep_fewest(&mut all), 0);
            prop_assert_eq!(count(&all), CHUNKS);
            prop_assert!(table.has(1, 69) && !table.has(0, 69) && table.any_beyond(1, 2));
        }
    }
}
