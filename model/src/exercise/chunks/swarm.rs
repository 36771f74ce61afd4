//! Who has which chunks, and what follows from it.

use std::collections::BTreeSet;

use crate::exercise::draw::Draw;
use crate::exercise::{Bitfield, Block};
use crate::rules::rarest_first::rarest_of;
use crate::scenario::{DEFAULT_CHUNK, DEFAULT_CLASS, PeerClass, Scenario};
use crate::swarm::ChunkId;
use crate::units::Bits;

pub(super) type Set = BTreeSet<ChunkId>;

/// Who has which chunks.
pub(super) struct Swarm {
    pub(super) chunks: u32,
    pub(super) you: Set,
    /// Those of peer 1, peer 2 and so on.
    pub(super) peers: Vec<Set>,
}

impl Swarm {
    pub(super) fn draw(neighbours: u32, chunks: u32, draw: &mut Draw) -> Swarm {
        // Chunks differ in how common they are, as in a swarm with some newer and some older ones.
        let common: Vec<u32> = (0..chunks).map(|_| draw.number(1..=5)).collect();
        let mut some = |least: u32| -> Set {
            (0..chunks)
                .filter(|chunk| draw.number(1..=6) <= common[*chunk as usize].max(least))
                .collect()
        };
        let peers = (0..neighbours).map(|_| some(1)).collect();
        let you = (0..chunks).filter(|_| draw.once_in(3)).collect();
        Swarm { chunks, you, peers }
    }

    pub(super) fn givens(&self) -> Vec<Block> {
        let field = |owner: String, set: &Set| Bitfield {
            owner,
            has: (0..self.chunks).map(|chunk| set.contains(&chunk)).collect(),
        };
        let mut fields = vec![field("you".to_owned(), &self.you)];
        let peers = self.peers.iter().enumerate();
        fields.extend(peers.map(|(index, set)| field(format!("peer {}", index + 1), set)));
        vec![
            Block::text(format!(
                "You are a peer with {} neighbours, peer 1 to peer {}. The file has {} chunks, counted from 0. \
                 These are the bitfields that you know: yours and your neighbours'.",
                self.peers.len(),
                self.peers.len(),
                self.chunks
            )),
            Block::Bitfields(fields),
            Block::text(
                "You have no chunk half done, and each neighbour has only what its bitfield says.",
            ),
        ]
    }

    /// A scenario with as many chunks and peers, where the same rule is at work.
    pub(super) fn alike(&self) -> Scenario {
        let neighbours = u32::try_from(self.peers.len()).unwrap_or(u32::MAX);
        Scenario {
            file: Bits(DEFAULT_CHUNK.0 * u64::from(self.chunks)),
            peers: vec![PeerClass {
                count: neighbours.saturating_add(1),
                ..DEFAULT_CLASS
            }],
            ..Scenario::default()
        }
    }

    /// The swarm after these peers have left; the others keep their numbers.
    pub(super) fn without(&self, leave: &[u32]) -> Swarm {
        let mut peers = self.peers.clone();
        for number in leave {
            peers[*number as usize - 1].clear();
        }
        Swarm {
            chunks: self.chunks,
            you: self.you.clone(),
            peers,
        }
    }

    /// The chunks of peer 1, 2 and so on.
    pub(super) fn peer(&self, number: u32) -> &Set {
        &self.peers[number as usize - 1]
    }

    /// What is offered and you lack.
    pub(super) fn wanted<'a>(&'a self, offered: &'a Set) -> impl Iterator<Item = ChunkId> + 'a {
        offered.difference(&self.you).copied()
    }

    /// All the rarest of what is offered and you lack.
    pub(super) fn rarest(&self, offered: &Set) -> Vec<ChunkId> {
        rarest_in(&self.wanted(offered).collect(), &self.copies())
    }

    pub(super) fn commonest(&self, offered: &Set) -> Vec<ChunkId> {
        let copies = self.copies();
        let most = self
            .wanted(offered)
            .map(|chunk| copies[chunk as usize])
            .max();
        self.wanted(offered)
            .filter(|chunk| Some(copies[*chunk as usize]) == most)
            .collect()
    }

    /// How many neighbours have each chunk.
    pub(super) fn copies(&self) -> Vec<u16> {
        let copies = |chunk| {
            self.peers
                .iter()
                .map(|peer| u16::from(peer.contains(&chunk)))
                .sum()
        };
        (0..self.chunks).map(copies).collect()
    }

    pub(super) fn owners(&self, chunk: ChunkId) -> Vec<u32> {
        let numbers = 1_u32..;
        let owners = numbers
            .zip(&self.peers)
            .filter(|(_, peer)| peer.contains(&chunk));
        owners.map(|(number, _)| number).collect()
    }
}

/// All the rarest of these chunks, in order.
pub(super) fn rarest_in(chunks: &Set, copies: &[u16]) -> Vec<ChunkId> {
    rarest_of(chunks.iter().copied(), copies)
}
