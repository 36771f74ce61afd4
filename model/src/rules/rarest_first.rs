//! Rarest first: a peer requests the chunk that fewest of its neighbours have (the lecture; BEP 3; Cohen 2003), so that
//! no chunk dies out and each peer has something that others want.

use crate::chunks::{self, Bitfields, ChunkId, ChunkSet, Copies};
use crate::history::Request;
use crate::random::below;
use crate::scenario::Pick;
use rand_core::Rng;

/// The rarest of some chunks: those that the fewest neighbours have, where these are the bitfields of all neighbours.
///
/// The same rule for the few chunks of an exercise or a game, as sets; all the sets are of the same file.
///
/// ```
/// use p2p_model::chunks::ChunkSet;
/// use p2p_model::rules::rarest_first::rarest_of;
///
/// let neighbours = [[0, 1], [0, 2], [0, 3]].map(|has| ChunkSet::of(4, has));
/// let rarest = rarest_of(&ChunkSet::of(4, [0, 1, 2]), &neighbours);
/// assert!(rarest.iter().eq([1, 2]));
/// ```
pub fn rarest_of(candidates: &ChunkSet, neighbours: &[ChunkSet]) -> ChunkSet {
    let words = candidates.as_words().len();
    let chunks = u64::BITS * u32::try_from(words).unwrap_or(u32::MAX);
    let mut table = Bitfields::new(neighbours.len() + 1, chunks);
    for (row, set) in neighbours.iter().chain([candidates]).enumerate() {
        table.row_mut(row)[..words].copy_from_slice(set.as_words());
    }
    let mut rarest = table.row(neighbours.len()).to_vec();
    keep_rarest(
        &mut rarest,
        &table,
        0..neighbours.len(),
        &mut Copies::default(),
    );
    ChunkSet::of(chunks, chunks::iter(&rarest))
}

/// Leaves of the candidates the rarest, and tells how many of the neighbours have each of those. What the neighbours
/// have stands in rows of a table; `copies` is room to count in.
fn keep_rarest(
    candidates: &mut [u64],
    table: &Bitfields,
    neighbours: impl Iterator<Item = usize>,
    copies: &mut Copies,
) -> u32 {
    copies.count(table, neighbours);
    copies.keep_fewest(candidates)
}

/// The chunk that a peer requests next from a neighbour, and why; `None` without a candidate.
///
/// - `candidates`: the chunks that the peer has not requested and the neighbour has. Some are taken out.
/// - `neighbours`: the rows of a table where the bitfields of its neighbours stand, as far as it knows them; `copies` is
///   room to count in.
/// - `has_a_chunk`: whether the peer has a complete chunk. Its first chunk is drawn at random: it needs any chunk
///   soon, to have something to give, and rare chunks are slow to get (BEP 3; Cohen 2003).
pub(crate) fn choose(
    rule: Pick,
    candidates: &mut [u64],
    table: &Bitfields,
    neighbours: impl ExactSizeIterator<Item = usize>,
    copies: &mut Copies,
    has_a_chunk: bool,
    rng: &mut impl Rng,
) -> Option<(ChunkId, Request)> {
    let first = chunks::nth(candidates, 0)?;
    match rule {
        Pick::RarestFirst if has_a_chunk => {
            #[allow(clippy::cast_possible_truncation)] // Hosts have 32-bit numbers.
            let of = neighbours.len() as u32;
            let copies = keep_rarest(candidates, table, neighbours, copies);
            let (chunk, ties) = one_of(candidates, rng)?;
            let why = Request::Rarest {
                copies,
                neighbours: of,
                ties,
            };
            Some((chunk, why))
        }
        Pick::RarestFirst => {
            let (chunk, among) = one_of(candidates, rng)?;
            Some((chunk, Request::FirstChunk { among }))
        }
        Pick::Random => {
            let (chunk, among) = one_of(candidates, rng)?;
            Some((chunk, Request::Random { among }))
        }
        Pick::InOrder => Some((first, Request::InOrder)),
    }
}

/// One of the chunks of a set at random, and how many there are.
fn one_of(set: &[u64], rng: &mut impl Rng) -> Option<(ChunkId, u32)> {
    let among = chunks::count(set);
    let drawn = if among > 1 { below(rng, among) } else { 0 };
    Some((chunks::nth(set, drawn)?, among))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::HostId;
    use crate::random::{Purpose, Streams};
    use std::collections::BTreeSet;

    /// So many neighbours have each chunk.
    const COPIES: [usize; 8] = [9, 2, 1, 2, 5, 1, 2, 9];

    /// What a peer requests of `candidates`, with the reason, by this random stream.
    fn chosen(
        rule: Pick,
        has_a_chunk: bool,
        candidates: &[ChunkId],
        stream: u32,
    ) -> Option<(ChunkId, Request)> {
        let mut table = Bitfields::new(10, 8);
        for (chunk, copies) in (0..).zip(COPIES) {
            (0..copies).for_each(|neighbour| table.insert(neighbour, chunk));
        }
        candidates.iter().for_each(|chunk| table.insert(9, *chunk));
        let mut set = table.row(9).to_vec();
        let mut streams = Streams::new(1, 200);
        let rng = &mut streams.of(HostId(stream), Purpose::Pick);
        choose(
            rule,
            &mut set,
            &table,
            0..9,
            &mut Copies::default(),
            has_a_chunk,
            rng,
        )
    }

    fn check(rule: Pick, has_a_chunk: bool, candidates: &[ChunkId], expected: &[ChunkId]) {
        let chosen = (0..200).filter_map(|stream| chosen(rule, has_a_chunk, candidates, stream));
        let chosen: BTreeSet<ChunkId> = chosen.map(|(chunk, _)| chunk).collect();
        assert!(chosen.iter().eq(expected), "{chosen:?}");
    }

    #[test]
    fn the_rarest_of_the_candidates() {
        // 2 and 5 are rarer, and not among them.
        check(Pick::RarestFirst, true, &[0, 1, 4], &[1]);
    }

    #[test]
    fn all_that_are_equally_rare_can_be_chosen() {
        check(Pick::RarestFirst, true, &[0, 1, 3, 4, 6], &[1, 3, 6]);
    }

    #[test]
    fn until_the_first_chunk_is_complete_any_can_be_chosen() {
        check(Pick::RarestFirst, false, &[0, 1, 4], &[0, 1, 4]);
    }

    #[test]
    fn by_rule_at_random_or_in_order() {
        check(Pick::Random, true, &[0, 1, 4], &[0, 1, 4]);
        check(Pick::InOrder, true, &[4, 6], &[4]);
    }

    #[test]
    fn nothing_without_a_candidate() {
        for rule in [Pick::RarestFirst, Pick::Random, Pick::InOrder] {
            check(rule, true, &[], &[]);
        }
    }

    #[test]
    fn the_reason_tells_the_counts() {
        let (_, why) = chosen(Pick::RarestFirst, true, &[1, 3, 4], 0).expect("there are three");
        let expected = Request::Rarest {
            copies: 2,
            neighbours: 9,
            ties: 2,
        };
        assert_eq!(why, expected);
    }
}
