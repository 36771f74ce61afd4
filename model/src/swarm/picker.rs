//! Which chunk to ask a neighbour for.

use super::bits;
use super::copies::Copies;
use super::event::{ChunkId, Request};
use super::random::below;
use crate::scenario::Pick;
use rand_core::Rng;

/// What a peer knows when it chooses.
pub(super) struct Choice<'a> {
    /// The rule of the scenario.
    pub(super) rule: Pick,
    /// The chunks the peer lacks and has not begun.
    pub(super) wanted: &'a [u64],
    /// The chunks the neighbour has.
    pub(super) offered: &'a [u64],
    /// How many neighbours have each chunk, and whose they are.
    pub(super) copies: (&'a Copies, usize),
    /// How many neighbours there are.
    pub(super) neighbours: u32,
    /// Whether the peer has a whole chunk yet.
    pub(super) has_a_chunk: bool,
}

impl Choice<'_> {
    /// The chunk to ask for and why, `None` where the neighbour has none that is wanted.
    /// `candidates` is room to work in.
    ///
    /// BEP 3 and Cohen 2003: random for the first, so that it is soon whole and can be traded;
    /// then the rarest, so that no chunk dies out and each peer has something others want.
    pub(super) fn make(
        &self,
        rng: &mut impl Rng,
        candidates: &mut Vec<u64>,
    ) -> Option<(ChunkId, Request)> {
        bits::share(candidates, self.wanted, self.offered);
        match self.rule {
            Pick::RarestFirst if self.has_a_chunk => {
                let (copies, peer) = self.copies;
                let copies = copies.keep_rarest(peer, candidates);
                let (chunk, ties) = one_of(candidates, rng)?;
                Some((
                    chunk,
                    Request::Rarest {
                        copies,
                        neighbours: self.neighbours,
                        ties,
                    },
                ))
            }
            Pick::RarestFirst => {
                let (chunk, among) = one_of(candidates, rng)?;
                Some((chunk, Request::FirstChunk { among }))
            }
            Pick::Random => {
                let (chunk, among) = one_of(candidates, rng)?;
                Some((chunk, Request::Random { among }))
            }
            Pick::InOrder => Some((bits::nth(candidates, 0)?, Request::InOrder)),
        }
    }
}

/// Collects the candidates with fewest copies and tells how many that is.
pub(crate) fn rarest(
    candidates: impl Iterator<Item = ChunkId>,
    copies: &[u16],
    ties: &mut Vec<ChunkId>,
) -> Option<u32> {
    ties.clear();
    let mut fewest = u16::MAX;
    for chunk in candidates {
        let copies = copies[chunk as usize];
        if copies < fewest {
            fewest = copies;
            ties.clear();
        }
        if copies == fewest {
            ties.push(chunk);
        }
    }
    (!ties.is_empty()).then_some(fewest.into())
}

/// One of the chunks of a set at random, and how many there are.
fn one_of(set: &[u64], rng: &mut impl Rng) -> Option<(ChunkId, u32)> {
    let among = bits::count(set);
    let drawn = if among > 1 { below(rng, among) } else { 0 };
    Some((bits::nth(set, drawn)?, among))
}

#[cfg(test)]
mod tests {
    use super::super::random::{Purpose, Streams};
    use super::*;
    use crate::swarm::event::HostId;

    fn set(chunks: &[ChunkId]) -> [u64; 1] {
        let mut set = [0];
        chunks
            .iter()
            .for_each(|&chunk| bits::insert(&mut set, chunk));
        set
    }

    /// Counts of so many neighbours each for chunks 0 to 7, for host 0.
    fn copies_of(counts: &[u16; 8]) -> Copies {
        let mut copies = Copies::new(1, 8);
        for (chunk, &count) in (0..).zip(counts) {
            (0..count).for_each(|_| copies.add_one(0, chunk));
        }
        copies
    }

    /// What a peer that wants `wanted` asks a neighbour with `offered` for, over 200 random streams.
    fn check(
        rule: Pick,
        has_a_chunk: bool,
        wanted: &[ChunkId],
        offered: &[ChunkId],
        copies: &[u16; 8],
        expected: &[ChunkId],
    ) {
        let mut streams = Streams::new(1, 200);
        let mut seen: Vec<ChunkId> = (0..200)
            .filter_map(|host| {
                let choice = Choice {
                    rule,
                    wanted: &set(wanted),
                    offered: &set(offered),
                    copies: (&copies_of(copies), 0),
                    neighbours: 9,
                    has_a_chunk,
                };
                Some(
                    choice
                        .make(streams.of(HostId(host), Purpose::Pick), &mut Vec::new())?
                        .0,
                )
            })
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, expected);
    }

    const COPIES: [u16; 8] = [9, 2, 1, 2, 5, 1, 2, 9];

    #[test]
    fn the_rarest_that_the_neighbour_has_and_the_peer_lacks() {
        // 2 and 5 are rarer, but 2 is not wanted and 5 not offered.
        check(
            Pick::RarestFirst,
            true,
            &[0, 1, 3, 4, 5],
            &[0, 1, 2, 4],
            &COPIES,
            &[1],
        );
    }

    #[test]
    fn all_that_are_equally_rare_can_be_chosen() {
        check(
            Pick::RarestFirst,
            true,
            &[0, 1, 3, 4, 6],
            &[0, 1, 3, 4, 6],
            &COPIES,
            &[1, 3, 6],
        );
    }

    #[test]
    fn until_the_first_chunk_is_whole_any_can_be_chosen() {
        check(
            Pick::RarestFirst,
            false,
            &[0, 1, 4],
            &[0, 1, 4, 7],
            &COPIES,
            &[0, 1, 4],
        );
    }

    #[test]
    fn by_rule_at_random_or_in_order() {
        check(
            Pick::Random,
            true,
            &[0, 1, 4],
            &[0, 1, 4, 7],
            &COPIES,
            &[0, 1, 4],
        );
        check(Pick::InOrder, true, &[1, 4, 6], &[0, 4, 6], &COPIES, &[4]);
    }

    #[test]
    fn nothing_where_nothing_offered_is_wanted() {
        for rule in [Pick::RarestFirst, Pick::Random, Pick::InOrder] {
            check(rule, true, &[1, 2], &[3, 4], &COPIES, &[]);
        }
    }

    #[test]
    fn the_reason_tells_the_counts() {
        let choice = Choice {
            rule: Pick::RarestFirst,
            wanted: &set(&[1, 2, 3]),
            offered: &set(&[1, 3]),
            copies: (&copies_of(&COPIES), 0),
            neighbours: 9,
            has_a_chunk: true,
        };
        let (_, why) = choice
            .make(
                Streams::new(1, 1).of(HostId(0), Purpose::Pick),
                &mut Vec::new(),
            )
            .expect("1 and 3 are offered");
        assert_eq!(
            why,
            Request::Rarest {
                copies: 2,
                neighbours: 9,
                ties: 2
            }
        );
    }
}
