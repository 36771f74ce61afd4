//! Which of the peers around you has which chunks, and what follows from it.

use p2p_model::chunks::{ChunkId, ChunkSet};
use p2p_model::rules::rarest_first::rarest_of;
use p2p_model::scenario::{DEFAULT_CHUNK, DEFAULT_CLASS, PeerClass, Scenario};
use p2p_model::units::Bits;

use crate::exercise::block::{Bitfield, Block};
use crate::exercise::draw::Draw;

/// You and your neighbours, with the chunks that each has.
pub(super) struct Neighbourhood {
    pub(super) chunks: u32,
    pub(super) you: ChunkSet,
    /// Those of peer 1, peer 2 and so on.
    pub(super) peers: Vec<ChunkSet>,
}

impl Neighbourhood {
    pub(super) fn draw(neighbours: u32, chunks: u32, draw: &mut Draw) -> Neighbourhood {
        // Chunks differ in how common they are, as in a swarm with some newer and some older ones.
        let common: Vec<u32> = (0..chunks).map(|_| draw.number(1..=5)).collect();
        let mut bitfield = || {
            let has = |chunk: &ChunkId| draw.number(1..=6) <= common[*chunk as usize];
            ChunkSet::of(chunks, (0..chunks).filter(has))
        };
        let peers = (0..neighbours).map(|_| bitfield()).collect();
        let you = ChunkSet::of(chunks, (0..chunks).filter(|_| draw.once_in(3)));
        Neighbourhood { chunks, you, peers }
    }

    pub(super) fn givens(&self) -> Vec<Block> {
        let field = |owner: String, has: &ChunkSet| Bitfield {
            owner,
            chunks: self.chunks,
            has: has.clone(),
        };
        let mut fields = vec![field("you".to_owned(), &self.you)];
        let peers = self.peers.iter().enumerate();
        fields.extend(peers.map(|(index, has)| field(format!("peer {}", index + 1), has)));
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
                "You have no incomplete chunk, and each neighbour has only what its bitfield shows.",
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

    /// The same after these peers have left; the others keep their numbers.
    pub(super) fn without(&self, leave: &[u32]) -> Neighbourhood {
        let mut peers = self.peers.clone();
        for number in leave {
            peers[*number as usize - 1] = ChunkSet::none(self.chunks);
        }
        Neighbourhood {
            chunks: self.chunks,
            you: self.you.clone(),
            peers,
        }
    }

    /// The chunks of peer 1, 2 and so on.
    pub(super) fn peer(&self, number: u32) -> &ChunkSet {
        &self.peers[number as usize - 1]
    }

    /// What any neighbour has.
    pub(super) fn any(&self) -> ChunkSet {
        let none = ChunkSet::none(self.chunks);
        self.peers.iter().fold(none, |any, peer| &any | peer)
    }

    /// What you lack.
    pub(super) fn lacking(&self) -> ChunkSet {
        &ChunkSet::all(self.chunks) - &self.you
    }

    /// What is offered and you lack.
    pub(super) fn wanted(&self, offered: &ChunkSet) -> ChunkSet {
        offered - &self.you
    }

    /// All the rarest of what is offered and you lack.
    pub(super) fn rarest(&self, offered: &ChunkSet) -> ChunkSet {
        self.rarest_in(&self.wanted(offered))
    }

    /// All the rarest of some chunks.
    pub(super) fn rarest_in(&self, chunks: &ChunkSet) -> ChunkSet {
        rarest_of(chunks, &self.peers)
    }

    /// All with the most copies of what is offered and you lack.
    pub(super) fn commonest(&self, offered: &ChunkSet) -> ChunkSet {
        let wanted = self.wanted(offered);
        let most = wanted.iter().map(|chunk| self.copies(chunk)).max();
        self.having(|chunk| wanted.has(chunk) && Some(self.copies(chunk)) == most)
    }

    /// The chunks of which this holds.
    pub(super) fn having(&self, is_one: impl Fn(ChunkId) -> bool) -> ChunkSet {
        ChunkSet::of(self.chunks, (0..self.chunks).filter(|chunk| is_one(*chunk)))
    }

    /// How many neighbours have a chunk.
    pub(super) fn copies(&self, chunk: ChunkId) -> usize {
        self.owners(chunk).len()
    }

    /// The numbers of the neighbours that have a chunk.
    pub(super) fn owners(&self, chunk: ChunkId) -> Vec<u32> {
        let peers = (1..).zip(&self.peers);
        let owners = peers.filter(|(_, peer)| peer.has(chunk));
        owners.map(|(number, _)| number).collect()
    }
}
