//! What a run keeps of every host, and of what goes on between two.

use super::bandwidth::FlowId;
use crate::chunks::ChunkId;
use crate::history::{HostId, LinkId};
use crate::rules::tit_for_tat::{Exchanged, Window};
use crate::scenario::{ChokeRule, Finish, Pick};
use crate::units::Seconds;
use std::ops::{Index, IndexMut};

/// A host: the server or a peer. In whole lines of the processor's cache, as far fewer than all hosts fit there.
#[repr(align(64))]
pub(super) struct Node {
    /// The number of its class among all, 0 for the server.
    pub(super) class: u32,
    /// Whether it may upload: it has an uplink, and is no client of a server.
    pub(super) uploads: bool,
    /// How many complete chunks it has.
    pub(super) complete: u32,
    /// Chunks that it has begun, in order of beginning.
    pub(super) started: Vec<Started>,
    /// The links to the neighbours that it unchokes, in order of unchoking.
    pub(super) unchokes: Vec<LinkId>,
    /// The links from the neighbours that unchoke it, in order of unchoking.
    pub(super) unchoked_by: Vec<LinkId>,
    /// What it counts of the neighbours that it has exchanged bits with lately.
    pub(super) accounts: Vec<Account>,
    /// Neighbours in regular slots.
    pub(super) regular: u32,
    pub(super) optimistic: Option<LinkId>,
    /// When in its intervals it acts: from 0, included, to 1.
    pub(super) phase: f64,
    /// When it came, in seconds.
    pub(super) since: f64,
    /// Rechokes so far.
    pub(super) rechokes: u32,
    /// Optimistic unchokes so far.
    pub(super) turns: u32,
    /// Looks at whether its neighbours are few, so far.
    pub(super) looks: u32,
    /// Whether its departure is in the queue.
    pub(super) departs: bool,
    /// When it had the whole file, in seconds.
    pub(super) finished: Option<f64>,
}

/// How far a host has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// It has not come yet.
    Awaited,
    There,
    /// It has fallen silent, and its neighbours do not know yet.
    Failed,
    /// It has no connection any more, or never comes.
    Gone,
}

/// The rules a host follows: the swarm's, with its class's own laid over them.
#[derive(Clone, Copy)]
pub(super) struct HostRules {
    pub(super) pick: Pick,
    pub(super) choke: ChokeRule,
    pub(super) slots: u32,
    pub(super) optimistic: Option<Seconds>,
    pub(super) finish: Finish,
}

/// A chunk that a host has begun.
#[derive(Clone, Copy)]
pub(super) struct Started {
    pub(super) chunk: ChunkId,
    /// Requests that have not ended.
    pub(super) requests: u32,
    /// Bits that nobody is asked for.
    pub(super) unrequested: u64,
}

/// Whether and how a host unchokes a neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Choked,
    Regular,
    Optimistic,
}

/// All links, the two of a connection side by side.
#[derive(Default)]
pub(super) struct Links(Vec<Connection>);

/// Aligned, so that it lies in one line of the processor's cache.
#[repr(align(32))]
struct Connection([Link; 2]);

impl Links {
    pub(super) fn len(&self) -> usize {
        self.0.len() * 2
    }

    pub(super) fn push(&mut self, connection: [Link; 2]) {
        self.0.push(Connection(connection));
    }
}

impl Index<LinkId> for Links {
    type Output = Link;

    fn index(&self, link: LinkId) -> &Link {
        &self.0[link.index() / 2].0[link.index() % 2]
    }
}

impl IndexMut<LinkId> for Links {
    fn index_mut(&mut self, link: LinkId) -> &mut Link {
        &mut self.0[link.index() / 2].0[link.index() % 2]
    }
}

/// One direction of a connection.
#[derive(Clone, Copy)]
pub(super) struct Link {
    /// Who receives.
    pub(super) to: HostId,
    /// The place of the receiver among the neighbours of the sender; [`NONE`] once the connection is closed.
    pub(super) place: u32,
    /// What flows over it, or [`NONE`].
    pub(super) flow: FlowId,
    /// The place of the sender's account with the receiver, or [`NONE`].
    pub(super) account: u32,
}

/// No account, no chunk, no flow, no place.
pub(super) const NONE: u32 = u32::MAX;

/// What a host counts of a neighbour, for as long as bits flow between them or have flowed in the window.
#[derive(Clone, Copy)]
pub(super) struct Account {
    /// The place of the neighbour among those of the host.
    pub(super) place: u32,
    /// Whether the neighbour snubbed the host at the last rechoke.
    pub(super) snubs: bool,
    /// Bits by flows that have ended since the account was opened.
    pub(super) exchanged: Exchanged,
    pub(super) window: Window,
    /// What counted for the neighbour at the last rechoke.
    pub(super) score: u64,
}

impl Account {
    /// An account with the neighbour at a place.
    pub(super) fn new(place: u32) -> Self {
        Self {
            place,
            snubs: false,
            exchanged: Exchanged::default(),
            window: Window::default(),
            score: 0,
        }
    }
}

/// A flow of bits over a link, from request to request.
#[derive(Clone, Copy)]
pub(super) struct FlowState {
    pub(super) link: LinkId,
    pub(super) from: HostId,
    pub(super) to: HostId,
    pub(super) chunk: ChunkId,
    /// Bits requested; 0 between two requests.
    pub(super) requested: u64,
    /// Bits that had arrived at `since`.
    pub(super) arrived: f64,
    pub(super) since: f64,
    /// Bits per second from `since` on.
    pub(super) rate: f64,
    /// Bits by ended requests since the flow began.
    pub(super) sent: u64,
    /// When the last whole block came, the last request ended or the flow began, in seconds.
    pub(super) last_block: f64,
    /// What is sent next: the chunk, or [`NONE`], and its bits.
    pub(super) next: (ChunkId, u64),
    /// The race that the last block is in, or [`NO_RACE`].
    pub(super) race: Race,
}

/// Endgame: the last block of a request is also on its way from others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Race {
    /// Counted from 1.
    pub(super) number: u32,
    /// Bits of the block.
    pub(super) block: u64,
}

pub(super) const NO_RACE: Race = Race {
    number: 0,
    block: 0,
};

impl FlowState {
    /// Whether a request is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.requested > 0
    }

    /// Bits that have arrived at a time.
    pub(super) fn arrived_at(&self, now: f64) -> f64 {
        (self.arrived + self.rate * (now - self.since)).min(self.requested as f64)
    }

    /// Whole bits that have arrived of a request under way. The last one comes with the event of its arrival, so that
    /// a request that is stopped is never complete.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // From 0 to what was requested.
    pub(super) fn whole_bits_at(&self, now: f64) -> u64 {
        let arrived = self.arrived_at(now) as u64;
        arrived.min(self.requested.saturating_sub(1))
    }

    /// When the request ends; never, at rate 0.
    pub(super) fn due_time(&self) -> Option<f64> {
        let left = self.requested as f64 - self.arrived;
        (self.rate > 0.0 && self.is_busy()).then(|| self.since + left / self.rate)
    }

    /// When the last whole block has come by a time; blocks have so many bits.
    pub(super) fn last_block_at(&self, now: f64, block: f64) -> f64 {
        let arrived = self.arrived_at(now);
        let whole_blocks = (arrived / block).floor() * block;
        if whole_blocks > self.arrived && self.rate > 0.0 {
            now - (arrived - whole_blocks) / self.rate
        } else {
            self.last_block
        }
    }

    /// Brings the transfer up to a time, and goes on at a rate.
    pub(super) fn settle(&mut self, now: f64, rate: f64, block: f64) {
        self.last_block = self.last_block_at(now, block);
        self.arrived = self.arrived_at(now);
        self.since = now;
        self.rate = rate;
    }
}
