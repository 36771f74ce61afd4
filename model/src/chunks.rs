//! Sets of chunks, one bit each in words of 64, and the table of who has what that a run works on.

use multiversion::multiversion;
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

/// The first chunk that a set has and another has not.
pub(crate) fn first_beyond(set: &[u64], other: &[u64]) -> Option<ChunkId> {
    let words = set.iter().zip(other).zip((0..).step_by(64));
    let mut beyond = words.map(|((set, other), base)| (set & !other, base));
    let (word, base) = beyond.find(|(word, _)| *word != 0)?;
    Some(base + word.trailing_zeros())
}

/// Whether two sets have a chunk in common.
pub(crate) fn meet(set: &[u64], other: &[u64]) -> bool {
    let both = set.iter().zip(other).map(|(set, other)| set & other);
    both.fold(0, |any, both| any | both) != 0
}

/// The chunks of a set, in order.
pub(crate) fn iter(set: &[u64]) -> impl Iterator<Item = ChunkId> + '_ {
    set.iter().zip((0..).step_by(64)).flat_map(|(word, base)| {
        let bits = std::iter::successors(Some(*word), |left| Some(left & left.wrapping_sub(1)));
        bits.take_while(|left| *left != 0)
            .map(move |left| base + left.trailing_zeros())
    })
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
        iter(&self.words)
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
        first_beyond(&self.words, &other.words).is_some()
    }

    /// What comes of it and another set of the same file, word by word.
    fn joined(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let words = self.words.iter().zip(&other.words);
        let words: Box<[u64]> = words.map(|(own, other)| join(*own, *other)).collect();
        let count = count(&words);
        Self { words, count }
    }

    /// Its words, 64 chunks each.
    pub(crate) fn as_words(&self) -> &[u64] {
        &self.words
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

/// Words that are counted together, so that the compiler can use wide registers.
const LANE: usize = 8;

/// The bitfields of many hosts, a row of words each, in one piece of memory.
pub(crate) struct Bitfields {
    words: Vec<u64>,
    /// Where the first row begins: rows of 64 bytes are lines of the processor's cache.
    start: usize,
    /// Words of a row: those that hold the chunks, made up to whole lanes.
    width: usize,
}

impl Bitfields {
    /// So many empty bitfields.
    pub(crate) fn new(rows: usize, chunks: u32) -> Self {
        const LINE: usize = 64;
        let width = match words(chunks) {
            words @ 0..=2 => words,
            words => words.next_multiple_of(LANE),
        };
        let spare = LINE / size_of::<u64>();
        let mut words = vec![0_u64; rows * width + spare];
        let start = words.as_ptr().align_offset(LINE).min(spare);
        words.truncate(start + rows * width);
        Self {
            words,
            start,
            width,
        }
    }

    /// A bitfield of one more host, equal to another.
    pub(crate) fn push(&mut self, row: &[u64]) {
        self.words.extend_from_slice(row);
    }

    /// The bitfield of a host.
    pub(crate) fn row(&self, host: usize) -> &[u64] {
        &self.words[self.start + host * self.width..][..self.width]
    }

    /// The same, to be changed.
    pub(crate) fn row_mut(&mut self, host: usize) -> &mut [u64] {
        &mut self.words[self.start + host * self.width..][..self.width]
    }

    /// Gives a host all chunks.
    pub(crate) fn fill(&mut self, host: usize, chunks: u32) {
        let row = self.row_mut(host);
        row.iter_mut()
            .zip(full(chunks))
            .for_each(|(word, all)| *word = all);
    }

    /// Whether a host has a chunk.
    pub(crate) fn has(&self, host: usize, chunk: ChunkId) -> bool {
        let (word, bit) = place(chunk);
        self.words[self.start + host * self.width + word] & bit != 0
    }

    /// A host gets a chunk.
    pub(crate) fn insert(&mut self, host: usize, chunk: ChunkId) {
        let (word, bit) = place(chunk);
        self.row_mut(host)[word] |= bit;
    }

    /// A host has a chunk no longer.
    pub(crate) fn remove(&mut self, host: usize, chunk: ChunkId) {
        let (word, bit) = place(chunk);
        self.row_mut(host)[word] &= !bit;
    }
}

/// How many of some hosts have each chunk.
///
/// The counts of 64 chunks are a word for each binary digit, so that they grow by a bitfield with a few operations on
/// whole words.
#[derive(Default)]
pub(crate) struct Copies {
    /// By lane, then by digit from the lowest, the words of the lane.
    digits: Vec<u64>,
    digits_per_count: usize,
    words_per_lane: usize,
    /// Where the rows begin that are counted.
    starts: Vec<usize>,
}

impl Copies {
    /// Counts the chunks of some rows of a table.
    pub(crate) fn count(&mut self, table: &Bitfields, rows: impl Iterator<Item = usize>) {
        self.starts.clear();
        self.starts
            .extend(rows.map(|row| table.start + row * table.width));
        self.add_up(table);
    }

    /// Counts the chunks of the rows that begin there. Never inlined, as it is large and called from several places.
    #[inline(never)]
    fn add_up(&mut self, table: &Bitfields) {
        self.digits_per_count = digits_of(self.starts.len());
        self.digits.clear();
        self.digits.resize(table.width * self.digits_per_count, 0);
        if table.width.is_multiple_of(LANE) {
            self.words_per_lane = LANE;
            count_lanes::<LANE>(&table.words, &self.starts, &mut self.digits);
        } else {
            self.words_per_lane = 1;
            count_lanes::<1>(&table.words, &self.starts, &mut self.digits);
        }
    }

    /// Leaves of a set the chunks with fewest copies, and tells how many those have; 0 of an empty set.
    ///
    /// From the highest digit of the counts down: where some of the chunks left have a 0, those with a 1 go.
    #[inline(never)]
    pub(crate) fn keep_fewest(&self, set: &mut [u64]) -> u32 {
        if self.words_per_lane == 1 {
            keep_fewest::<1>(set, &self.digits, self.digits_per_count)
        } else {
            keep_fewest::<LANE>(set, &self.digits, self.digits_per_count)
        }
    }
}

/// Counts the bits of rows that begin at some words, by lane and then by digit.
///
/// Compiled for wider registers too; which the processor has is found out at the first call.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn count_lanes<const N: usize>(words: &[u64], starts: &[usize], digits: &mut [u64]) {
    let (digits, _) = digits.as_chunks_mut::<N>();
    let per_count = digits_of(starts.len());
    for (lane, counts) in digits.chunks_mut(per_count.max(1)).enumerate() {
        for starts in starts.chunks(7) {
            let bits: [&[u64; N]; 7] = std::array::from_fn(|row| {
                let start = starts.get(row).map(|start| start + lane * N);
                let row = start.and_then(|start| words.get(start..)?.first_chunk());
                row.unwrap_or(&[0; N])
            });
            // Seven bits make a number of three digits.
            let (a, twos_a) = add(bits[0], bits[1], bits[2]);
            let (b, twos_b) = add(bits[3], bits[4], bits[5]);
            let (ones, twos_c) = add(&a, &b, bits[6]);
            let (twos, fours) = add(&twos_a, &twos_b, &twos_c);
            let mut carry = [0; N];
            let (low, high) = counts.split_at_mut(counts.len().min(3));
            for (digit, more) in low.iter_mut().zip([&ones, &twos, &fours]) {
                (*digit, carry) = add(digit, more, &carry);
            }
            for digit in high {
                for (digit, carry) in digit.iter_mut().zip(&mut carry) {
                    (*digit, *carry) = (*digit ^ *carry, *digit & *carry);
                }
            }
        }
    }
}

/// Leaves of a set the chunks with fewest copies, and tells how many those have.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn keep_fewest<const N: usize>(set: &mut [u64], digits: &[u64], per_count: usize) -> u32 {
    let (set, _) = set.as_chunks_mut::<N>();
    let (digits, _) = digits.as_chunks::<N>();
    let mut fewest = 0;
    for digit in (0..per_count).rev() {
        let ones = || digits[digit..].iter().step_by(per_count);
        let (mut any, mut any_zero) = ([0; N], [0; N]);
        for (set, ones) in set.iter().zip(ones()) {
            for at in 0..N {
                any[at] |= set[at];
                any_zero[at] |= set[at] & !ones[at];
            }
        }
        if any_zero != [0; N] {
            for (set, ones) in set.iter_mut().zip(ones()) {
                (0..N).for_each(|at| set[at] &= !ones[at]);
            }
        } else if any != [0; N] {
            fewest |= 1 << digit;
        }
    }
    fewest
}

/// Binary digits of a count up to so many.
fn digits_of(most: usize) -> usize {
    (usize::BITS - most.leading_zeros()) as usize
}

/// Adds three bits in each place: the digit, and what is carried to the next one.
#[inline(always)]
fn add<const N: usize>(a: &[u64; N], b: &[u64; N], c: &[u64; N]) -> ([u64; N], [u64; N]) {
    let (mut sum, mut carry) = ([0; N], [0; N]);
    for at in 0..N {
        let half = a[at] ^ b[at];
        sum[at] = half ^ c[at];
        carry[at] = a[at] & b[at] | half & c[at];
    }
    (sum, carry)
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
            sets in prop::collection::vec(prop::collection::vec(any::<bool>(), CHUNKS as usize), 0..40),
            among in prop::collection::vec(any::<bool>(), CHUNKS as usize),
        ) {
            let mut table = Bitfields::new(sets.len() + 2, CHUNKS);
            let mut plain = vec![0_u32; CHUNKS as usize];
            for (host, chunks) in sets.iter().enumerate() {
                for chunk in set(chunks).iter() {
                    table.insert(host, chunk);
                    plain[chunk as usize] += 1;
                }
            }
            let candidates = (0..CHUNKS).filter(|chunk| among[*chunk as usize]);
            let fewest = candidates.clone().map(|chunk| plain[chunk as usize]).min();
            let expected: Vec<_> = candidates.filter(|chunk| Some(plain[*chunk as usize]) == fewest).collect();
            let among = set(&among);
            let mut copies = Copies::default();
            copies.count(&table, 0..sets.len());
            let mut rarest: Vec<u64> = among.as_words().iter().copied().chain([0; 8]).take(table.width).collect();
            prop_assert_eq!(copies.keep_fewest(&mut rarest), fewest.unwrap_or(0));
            prop_assert_eq!(iter(&rarest).collect::<Vec<_>>(), expected.clone());
            let (full, empty) = (sets.len(), sets.len() + 1);
            table.fill(full, CHUNKS);
            prop_assert!(table.has(full, 69) && !table.has(empty, 69));
            prop_assert_eq!(first_beyond(table.row(full), table.row(empty)), Some(0));
            prop_assert_eq!(first_beyond(table.row(empty), table.row(full)), None);
        }
    }
}
