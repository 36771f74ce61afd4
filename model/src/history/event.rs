//! What happens in a swarm, when, and why: the words a trace is written in.
//!
//! The names are BEP 3's, with the lecture's *chunk* for BEP 3's piece.

use crate::units::{BitRate, Bits, Seconds};
use std::fmt;

/// A host: the server is 0, the peers are 1 to N in the order of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostId(pub u32);

impl HostId {
    /// The server: in a swarm the first seed.
    pub const SERVER: Self = Self(0);

    /// The place of this host in a list of all hosts.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<LinkId> for u64 {
    fn from(link: LinkId) -> Self {
        link.0.into()
    }
}

impl fmt::Display for HostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SERVER => f.write_str("the server"),
            Self(peer) => write!(f, "peer {peer}"),
        }
    }
}

pub use crate::chunks::ChunkId;

/// One direction of a connection: from the host that sends to the one that receives.
///
/// Connection k, in order of making, has the links 2k (from the one who started it) and 2k + 1 (back).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u32);

impl LinkId {
    /// The other direction of the same connection.
    pub const fn back(self) -> Self {
        Self(self.0 ^ 1)
    }

    /// The place of this link in a list of all links.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Time since the start of the run.
    pub time: Seconds,
    /// What it was.
    pub what: What,
}

/// Everything that can happen. `from` always sends the file's bits and `to` receives them.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A host comes.
    Joined {
        /// The host.
        host: HostId,
    },
    /// A peer asks the tracker, which answers with a list of peers in the torrent.
    Announced {
        /// Who asked.
        peer: HostId,
        /// Whom the tracker named.
        list: Box<[HostId]>,
    },
    /// Two hosts connect and tell each other which chunks they have (BEP 3: handshake and bitfield).
    Connected {
        /// Who started it.
        by: HostId,
        /// Who accepted it.
        to: HostId,
        /// The direction from `by` to `to`.
        link: LinkId,
    },
    /// A host reconsiders whom it unchokes.
    Rechoked {
        /// The host.
        host: HostId,
        /// How many neighbours are interested in what it has.
        interested: u32,
    },
    /// A host unchokes a neighbour.
    Unchoked {
        /// Who unchokes it.
        from: HostId,
        /// Who is unchoked.
        to: HostId,
        /// The direction of the bits.
        link: LinkId,
        /// Why this one.
        why: Unchoke,
    },
    /// A host chokes a neighbour.
    Choked {
        /// Who unchoked it.
        from: HostId,
        /// Who was unchoked.
        to: HostId,
        /// The direction of the bits.
        link: LinkId,
        /// Why it ended.
        why: Choke,
    },
    /// An unchoked peer requests blocks of a chunk. Their bits begin to flow once all has come that it requested over
    /// this link before: at once, or after one other request.
    Requested {
        /// Who is asked, and sends.
        from: HostId,
        /// Who asks.
        to: HostId,
        /// The direction of the bits.
        link: LinkId,
        /// The chunk.
        chunk: ChunkId,
        /// How much of it is asked for in this request.
        bits: Bits,
        /// Why this chunk.
        why: Request,
    },
    /// The rate of a transfer changes.
    Rate {
        /// The direction of the bits.
        link: LinkId,
        /// The new rate in bits per second.
        bps: f64,
    },
    /// What was asked for has arrived whole.
    Received {
        /// Who sent it.
        from: HostId,
        /// The peer that has received it.
        to: HostId,
        /// The direction of the bits.
        link: LinkId,
        /// The chunk.
        chunk: ChunkId,
    },
    /// A request ends before all of it has arrived, or before any has.
    Stopped {
        /// Who sent.
        from: HostId,
        /// Who received.
        to: HostId,
        /// The direction of the bits.
        link: LinkId,
        /// The chunk.
        chunk: ChunkId,
        /// Bits of this request that arrived and count.
        kept: Bits,
        /// Bits of this request that arrived and are of no use, since somebody else's came first.
        wasted: Bits,
        /// Why it ended.
        why: Stop,
    },
    /// A chunk is whole; its owner tells all neighbours (BEP 3: have).
    Completed {
        /// Whose it is.
        peer: HostId,
        /// The chunk.
        chunk: ChunkId,
        /// Who sent the last of it.
        from: HostId,
    },
    /// A peer has the whole file.
    Finished {
        /// The peer.
        peer: HostId,
    },
    /// A peer asks all its neighbours which chunks they have (the lecture's way, rule `have`).
    Asked {
        /// The peer.
        peer: HostId,
    },
    /// A host falls silent without a word.
    Failed {
        /// The host.
        host: HostId,
    },
    /// The link of a host changes.
    Rerated {
        /// The host.
        host: HostId,
        /// Its upload capacity from now on.
        up: BitRate,
        /// Its download capacity from now on.
        down: BitRate,
    },
    /// A host goes, and its connections with it.
    Left {
        /// The host.
        peer: HostId,
        /// In what way.
        why: Parting,
    },
}

/// In what way a host goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// It has the file and has stayed as long as it wanted to.
    Done,
    /// It goes before it has the file.
    Early,
    /// It fell silent, and its neighbours close their connections.
    Silent,
}

/// A neighbour's place among those that a host could unchoke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// 1 for the first.
    pub rank: u32,
    /// How many were compared.
    pub of: u32,
    /// Bits exchanged in the window: received from it, or by a seed sent to it.
    pub bits: Bits,
    /// Length of the window.
    pub over: Seconds,
}

impl Standing {
    /// Mean rate over the window.
    pub fn rate(&self) -> BitRate {
        rate_over(self.bits, self.over)
    }
}

/// Mean rate of so many bits in such a time; 0 where no time has passed.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates, which is what is wanted here.
pub fn rate_over(bits: Bits, over: Seconds) -> BitRate {
    if over.0 > 0.0 {
        BitRate((bits.0 as f64 / over.0).round() as u64)
    } else {
        BitRate(0)
    }
}

/// Why a neighbour is unchoked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unchoke {
    /// Tit-for-tat: it is among those that sent most (the lecture; BEP 3; Kurose & Ross 2.5).
    Reciprocation(Standing),
    /// A seed's choice: it is among those that take fastest (BEP 3).
    FastestTaker(Standing),
    /// A slot was free between two rechokes, and it was next by rate among those waiting.
    FreeSlot {
        /// How many waited.
        waiting: u32,
    },
    /// A seed's choice, round robin: its last turn is longest ago.
    NextInTurn {
        /// How many are interested.
        of: u32,
    },
    /// Drawn at random at a rechoke, by rule.
    Drawn {
        /// Among how many.
        among: u32,
    },
    /// The optimistic unchoke: at random, whatever it gave (the lecture; BEP 3).
    Optimistic {
        /// How many could have been chosen.
        among: u32,
        /// How many of these were new neighbours, three times as likely each (BEP 3).
        new: u32,
        /// Whether the one chosen was new.
        is_new: bool,
    },
    /// The server of clients unchokes everyone.
    Client,
}

impl Unchoke {
    /// Whether it is the optimistic unchoke.
    pub fn is_optimistic(&self) -> bool {
        matches!(self, Self::Optimistic { .. })
    }
}

/// Why a neighbour is choked again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choke {
    /// Others ranked higher at the rechoke.
    Outranked(Standing),
    /// Others were drawn, or their turn has come.
    NotChosen,
    /// It has sent no block for a long time though it unchokes this host (Cohen 2003: anti-snubbing).
    Snubbing {
        /// How long it has sent none.
        silent: Seconds,
    },
    /// This host uploads nothing any more.
    Muted,
    /// Its turn as the optimistic one is over.
    TurnOver,
    /// It needs nothing more from this host at present.
    NotInterested,
}

/// Why this chunk is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// A started chunk is finished first (BEP 3: strict priority).
    Started {
        /// How much of it is still to be asked for, this request included.
        missing: Bits,
    },
    /// Fewest copies among the neighbours.
    Rarest {
        /// Copies among the neighbours.
        copies: u32,
        /// How many neighbours there are.
        neighbours: u32,
        /// How many chunks were equally rare, one of them taken at random.
        ties: u32,
    },
    /// At random, since no chunk is whole yet and any would do to have something to give (BEP 3).
    FirstChunk {
        /// How many could have been chosen.
        among: u32,
    },
    /// At random, by rule `pick=random`.
    Random {
        /// How many could have been chosen.
        among: u32,
    },
    /// The first one missing, by rule `pick=order`.
    InOrder,
    /// Endgame: this neighbour has nothing else to give, and another was to send it only later.
    TakenOver,
    /// Everything is asked for already: this block from a second neighbour too (BEP 3: endgame).
    Endgame,
}

/// Why a transfer ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The sender choked the receiver.
    Choked,
    /// The block came from another neighbour first (BEP 3: cancel).
    Cancelled,
    /// Another neighbour, which has nothing else to give, is asked for it instead.
    TakenOver,
    /// One of the two left.
    Left,
}
