//! Which chunk next, tried by hand: what one peer chooses decides what is left when the server goes.

use crate::rules::rarest_first::rarest_of;
use crate::scenario::Pick;
use crate::swarm::ChunkId;

/// A torrent of five peers, in rounds. In each the server sends one chunk to the first peer, which is the reader,
/// and every other peer sends and receives at most one. After four rounds the server leaves.
///
/// The other peers ask for the rarest chunk they lack, by the swarm's own rule, the first of equals; so does the
/// reader's once the server has left. Who has a chunk at the start of a round can send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picking {
    /// By peer, a bit for each chunk.
    have: [u16; Picking::PEERS],
    taken: Vec<ChunkId>,
    rounds: u32,
}

/// What becomes of the torrent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The chunks that nobody has any more.
    pub lost: Vec<ChunkId>,
    /// After how many rounds nobody gets anything more: all have the file then, or all that is left of it.
    pub rounds: u32,
}

impl Default for Picking {
    fn default() -> Self {
        Self {
            // The reader's peer has nothing. Chunks 3, 5 and 7 are at the server only, 6 at one peer.
            have: [0, 0b0001_0111, 0b0000_0111, 0b0100_0011, 0b0001_0001],
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
    pub const SERVED: usize = 4;

    /// Whether a peer has a chunk; 0 is the reader's.
    #[must_use]
    pub fn has(&self, peer: usize, chunk: ChunkId) -> bool {
        self.have[peer] >> chunk & 1 == 1
    }

    /// How many of the reader's neighbours have a chunk, the server not counted.
    #[must_use]
    pub fn copies(&self, chunk: ChunkId) -> u16 {
        (1..Self::PEERS)
            .map(|peer| u16::from(self.has(peer, chunk)))
            .sum()
    }

    /// What the reader has chosen so far.
    #[must_use]
    pub fn taken(&self) -> &[ChunkId] {
        &self.taken
    }

    /// Whether a chunk can be chosen now.
    #[must_use]
    pub fn can_take(&self, chunk: ChunkId) -> bool {
        self.taken.len() < Self::SERVED && chunk < Self::CHUNKS && !self.has(0, chunk)
    }

    /// Plays one round in which the server sends this chunk. One that cannot be chosen changes nothing.
    pub fn take(&mut self, chunk: ChunkId) {
        if self.can_take(chunk) {
            self.taken.push(chunk);
            self.trade(Some(chunk));
        }
    }

    /// What a rule would choose now: the rarest that the reader's peer lacks, or the first one.
    #[must_use]
    pub fn rule(&self, pick: Pick) -> Option<ChunkId> {
        let mut lacking = (0..Self::CHUNKS).filter(|chunk| !self.has(0, *chunk));
        match pick {
            Pick::InOrder => lacking.next(),
            _ => self
                .rarest(0, |_| true)
                .filter(|_| self.taken.len() < Self::SERVED),
        }
    }

    /// What becomes of the torrent when the server has left, or leaves now.
    #[must_use]
    pub fn fate(&self) -> Fate {
        let mut torrent = self.clone();
        while torrent.trade(None) {}
        let together = torrent.have.iter().fold(0, |all, have| all | have);
        Fate {
            lost: (0..Self::CHUNKS)
                .filter(|chunk| together >> chunk & 1 == 0)
                .collect(),
            rounds: torrent.rounds,
        }
    }

    /// What becomes of it when a rule chooses from the start.
    #[must_use]
    pub fn by_rule(pick: Pick) -> Fate {
        let mut torrent = Self::default();
        for _ in 0..Self::SERVED {
            if let Some(chunk) = torrent.rule(pick) {
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
            if torrent.taken.len() == Picking::SERVED {
                return (1, u32::from(!torrent.fate().lost.is_empty()));
            }
            let mut sum = (0, 0);
            for chunk in 0..Picking::CHUNKS {
                if torrent.can_take(chunk) {
                    let mut next = torrent.clone();
                    next.take(chunk);
                    let (all, lose) = count(&next);
                    sum = (sum.0 + all, sum.1 + lose);
                }
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
            self.have[0] |= 1 << chunk;
        }
        let first = usize::from(from_server.is_some());
        for peer in first..Self::PEERS {
            let sender =
                |chunk| (0..Self::PEERS).find(|from| !busy[*from] && before.has(*from, chunk));
            let chunk = before.rarest(peer, |chunk| sender(chunk).is_some());
            if let Some((chunk, from)) = chunk.and_then(|chunk| Some((chunk, sender(chunk)?))) {
                self.have[peer] |= 1 << chunk;
                busy[from] = true;
                changed = true;
            }
        }
        self.rounds += u32::from(changed);
        changed
    }

    /// The rarest chunk that a peer lacks and can get, the first of equals.
    fn rarest(&self, peer: usize, offered: impl Fn(ChunkId) -> bool) -> Option<ChunkId> {
        let copies: Vec<u16> = (0..Self::CHUNKS)
            .map(|chunk| {
                let others = (0..Self::PEERS).filter(|other| *other != peer);
                others.map(|other| u16::from(self.has(other, chunk))).sum()
            })
            .collect();
        let wanted = (0..Self::CHUNKS).filter(|chunk| !self.has(peer, *chunk) && offered(*chunk));
        rarest_of(wanted, &copies).first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(choices: [ChunkId; 4]) -> Picking {
        let mut torrent = Picking::default();
        choices.into_iter().for_each(|chunk| torrent.take(chunk));
        assert_eq!(torrent.taken(), choices);
        torrent
    }

    #[test]
    fn the_copies_at_the_start_are_as_drawn() {
        let torrent = Picking::default();
        let copies: Vec<u16> = (0..8).map(|chunk| torrent.copies(chunk)).collect();
        assert_eq!(copies, [4, 3, 2, 0, 2, 0, 1, 0]);
    }

    #[test]
    fn what_only_the_server_has_and_nobody_took_is_lost() {
        assert_eq!(played([3, 5, 7, 0]).fate().lost, []);
        assert_eq!(played([3, 5, 0, 1]).fate().lost, [7]);
        assert_eq!(played([0, 1, 2, 4]).fate().lost, [3, 5, 7]);
    }

    #[test]
    fn a_round_gives_everybody_at_most_one_chunk_from_who_had_it() {
        let mut torrent = Picking::default();
        torrent.take(3);
        // By hand. Peer 1 lacks 3, 5, 6, 7; of these only 6 is at a peer, at 3: it comes from there. Peer 2 lacks 3
        // to 7: 6 is the rarest, but its sender is busy; 4, with two copies, comes from 1. Peer 3 lacks 2 and 4,
        // with two copies each: 2, the first, comes from 2. Peer 4 lacks 1, 2, 3, 5, 6, 7; who is left, 0 had
        // nothing.
        assert_eq!(
            torrent.have,
            [0b1000, 0b0101_0111, 0b0001_0111, 0b0100_0111, 0b0001_0001]
        );
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
        assert_eq!(Picking::by_rule(Pick::RarestFirst).lost, []);
        assert_eq!(Picking::by_rule(Pick::InOrder).lost, [5, 7]);
        // Three of the four must be 3, 5 and 7, which have one companion of five, in any order: 5 · 4! of 8·7·6·5.
        assert_eq!(Picking::at_random(), (1680, 1680 - 120));
    }
}
