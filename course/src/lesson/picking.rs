//! Which chunk next, tried by hand: what one peer requests decides what is left when the server leaves.

use std::array;

use p2p_model::chunks::{ChunkId, ChunkSet};
use p2p_model::rules::rarest_first::rarest_of;
use p2p_model::scenario::Pick;

/// A torrent of five peers, in rounds. In each the server sends one chunk to the first peer, which is the reader,
/// and every other peer sends and receives at most one. After four rounds the server leaves.
///
/// The other peers request the rarest chunk they lack, by the swarm's own rule, the first of equals; so does the
/// reader's once the server has left. A peer that has a chunk at the start of a round can send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picking {
    /// By peer.
    bitfields: [ChunkSet; Picking::PEERS],
    taken: Vec<ChunkId>,
    rounds: u32,
}

/// What becomes of the torrent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The chunks that nobody has any more.
    pub lost: ChunkSet,
    /// After how many rounds nobody gets anything more: all have the file then, or all that is left of it.
    pub rounds: u32,
}

impl Default for Picking {
    fn default() -> Self {
        // The reader's peer has nothing. Chunks 3, 5 and 7 are at the server only, 6 at one peer.
        let bitfields: [&[ChunkId]; Self::PEERS] =
            [&[], &[0, 1, 2, 4], &[0, 1, 2], &[0, 1, 6], &[0, 4]];
        Self {
            bitfields: bitfields.map(|has| ChunkSet::of(Self::CHUNKS, has.iter().copied())),
            taken: Vec::new(),
            rounds: 0,
        }
    }
}

impl Picking {
    /// How many chunks the file has.
    pub const CHUNKS: u32 = 8;
    /// The peers, the reader's first.
    pub const PEERS: usize = 5;
    /// How many rounds the server stays.
    pub const ROUNDS: usize = 4;

    /// Whether a peer has a chunk; 0 is the reader's.
    #[must_use]
    pub fn has(&self, peer: usize, chunk: ChunkId) -> bool {
        self.bitfields[peer].has(chunk)
    }

    /// How many of the reader's neighbours have a chunk, the server not counted.
    #[must_use]
    pub fn copies(&self, chunk: ChunkId) -> usize {
        let neighbours = &self.bitfields[1..];
        neighbours
            .iter()
            .filter(|bitfield| bitfield.has(chunk))
            .count()
    }

    /// What the reader has chosen so far.
    #[must_use]
    pub fn taken(&self) -> &[ChunkId] {
        &self.taken
    }

    /// Whether a chunk can be chosen now.
    #[must_use]
    pub fn can_take(&self, chunk: ChunkId) -> bool {
        self.taken.len() < Self::ROUNDS && chunk < Self::CHUNKS && !self.has(0, chunk)
    }

    /// Plays one round in which the server sends this chunk. One that cannot be chosen changes nothing.
    pub fn take(&mut self, chunk: ChunkId) {
        if self.can_take(chunk) {
            self.taken.push(chunk);
            self.trade(Some(chunk));
        }
    }

    /// What becomes of the torrent when the server has left, or leaves now.
    #[must_use]
    pub fn fate(&self) -> Fate {
        let mut torrent = self.clone();
        while torrent.trade(None) {}
        let all = ChunkSet::all(Self::CHUNKS);
        Fate {
            lost: torrent
                .bitfields
                .iter()
                .fold(all, |lost, bitfield| &lost - bitfield),
            rounds: torrent.rounds,
        }
    }

    /// What becomes of it when a rule chooses from the start: rarest first, or the first chunk that is lacking.
    #[must_use]
    pub fn by_rule(pick: Pick) -> Fate {
        let mut torrent = Self::default();
        for _ in 0..Self::ROUNDS {
            let lacking = torrent.lacking(0);
            let choices = match pick {
                Pick::InOrder => lacking,
                _ => torrent.rarest(0, &lacking),
            };
            if let Some(chunk) = choices.first() {
                torrent.take(chunk);
            }
        }
        torrent.fate()
    }

    /// All ways to choose from the start, each as likely as any other at random: how many there are, and how many
    /// of them lose a part of the file.
    #[must_use]
    pub fn at_random() -> (u32, u32) {
        fn count(torrent: &Picking) -> (u32, u32) {
            if torrent.taken.len() == Picking::ROUNDS {
                return (1, u32::from(!torrent.fate().lost.is_empty()));
            }
            let mut sum = (0, 0);
            for chunk in torrent.lacking(0).iter() {
                let mut next = torrent.clone();
                next.take(chunk);
                let (all, lose) = count(&next);
                sum = (sum.0 + all, sum.1 + lose);
            }
            sum
        }
        count(&Self::default())
    }

    /// One round. Whether anybody got anything.
    fn trade(&mut self, from_server: Option<ChunkId>) -> bool {
        let before = self.clone();
        let mut busy = [false; Self::PEERS];
        let mut changed = from_server.is_some();
        if let Some(chunk) = from_server {
            self.bitfields[0].insert(chunk);
        }
        let first = usize::from(from_server.is_some());
        for peer in first..Self::PEERS {
            let sender =
                |chunk| (0..Self::PEERS).find(|from| !busy[*from] && before.has(*from, chunk));
            let lacking = before.lacking(peer);
            let offered = lacking.iter().filter(|chunk| sender(*chunk).is_some());
            let offered = ChunkSet::of(Self::CHUNKS, offered);
            let chunk = before.rarest(peer, &offered).first();
            if let Some((chunk, from)) = chunk.and_then(|chunk| Some((chunk, sender(chunk)?))) {
                self.bitfields[peer].insert(chunk);
                busy[from] = true;
                changed = true;
            }
        }
        self.rounds += u32::from(changed);
        changed
    }

    fn lacking(&self, peer: usize) -> ChunkSet {
        &ChunkSet::all(Self::CHUNKS) - &self.bitfields[peer]
    }

    /// The rarest of what is offered to a peer, by what all others have.
    fn rarest(&self, peer: usize, offered: &ChunkSet) -> ChunkSet {
        let others = |other: usize| self.bitfields[other + usize::from(other >= peer)].clone();
        let others: [ChunkSet; Self::PEERS - 1] = array::from_fn(others);
        rarest_of(offered, &others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(those: &[ChunkId]) -> ChunkSet {
        ChunkSet::of(Picking::CHUNKS, those.iter().copied())
    }

    fn played(choices: [ChunkId; 4]) -> Picking {
        let mut torrent = Picking::default();
        choices.into_iter().for_each(|chunk| torrent.take(chunk));
        assert_eq!(torrent.taken(), choices);
        torrent
    }

    #[test]
    fn the_copies_at_the_start_are_as_drawn() {
        let torrent = Picking::default();
        let copies: Vec<usize> = (0..8).map(|chunk| torrent.copies(chunk)).collect();
        assert_eq!(copies, [4, 3, 2, 0, 2, 0, 1, 0]);
    }

    #[test]
    fn what_only_the_server_has_and_nobody_took_is_lost() {
        assert_eq!(played([3, 5, 7, 0]).fate().lost, chunks(&[]));
        assert_eq!(played([3, 5, 0, 1]).fate().lost, chunks(&[7]));
        assert_eq!(played([0, 1, 2, 4]).fate().lost, chunks(&[3, 5, 7]));
    }

    #[test]
    fn a_round_gives_each_peer_at_most_one_chunk_from_a_peer_that_had_it() {
        let mut torrent = Picking::default();
        torrent.take(3);
        // By hand. Peer 1 lacks 3, 5, 6, 7; of these only 6 is at a peer, at 3: it comes from there. Peer 2 lacks 3
        // to 7: 6 is the rarest, but its sender is busy; 4, with two copies, comes from 1. Peer 3 lacks 2 and 4,
        // with two copies each: 2, the first, comes from 2. Peer 4 lacks 1, 2, 3, 5, 6, 7, and of the peers that are
        // left, 0 had nothing.
        let expected: [&[ChunkId]; Picking::PEERS] = [
            &[3],
            &[0, 1, 2, 4, 6],
            &[0, 1, 2, 4],
            &[0, 1, 2, 6],
            &[0, 4],
        ];
        assert_eq!(torrent.bitfields, expected.map(chunks));
        assert_eq!(torrent.rounds, 1);
    }

    #[test]
    fn a_chunk_cannot_be_taken_twice_nor_after_the_server_left() {
        let mut torrent = Picking::default();
        torrent.take(3);
        let once = torrent.clone();
        torrent.take(3);
        torrent.take(8);
        assert_eq!(torrent, once);
        for chunk in [5, 7, 6, 0] {
            torrent.take(chunk);
        }
        assert_eq!(torrent.taken(), [3, 5, 7, 6]);
    }

    #[test]
    fn rarest_first_saves_the_file_in_order_loses_it_and_at_random_nearly_always() {
        assert_eq!(Picking::by_rule(Pick::RarestFirst).lost, chunks(&[]));
        assert_eq!(Picking::by_rule(Pick::InOrder).lost, chunks(&[5, 7]));
        // Three of the four must be 3, 5 and 7, which have one companion of five, in any order: 5 · 4! of 8·7·6·5.
        assert_eq!(Picking::at_random(), (1680, 1680 - 120));
    }
}
