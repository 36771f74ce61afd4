//! What the engine keeps of every host and link.

use super::event::{ChunkId, HostId, LinkId};
use super::snapshot::ChunkSet;
use crate::scenario::{ChokeRule, Finish, Pick};
use crate::units::Seconds;

/// A host as the engine keeps it.
pub(super) struct Node {
    pub(super) rules: HostRules,
    pub(super) present: bool,
    /// Whether it has fallen silent without leaving.
    pub(super) failed: bool,
    pub(super) uploads: bool,
    pub(super) chunks: ChunkSet,
    /// Chunks it lacks and has not begun.
    pub(super) untouched: ChunkSet,
    /// Chunks it has begun, in order of beginning.
    pub(super) started: Vec<Started>,
    /// How many neighbours have each chunk, as far as it knows.
    pub(super) copies: Vec<u32>,
    /// Its connections: the direction from this host, in order of connecting.
    pub(super) links: Vec<LinkId>,
    /// Neighbours in regular slots.
    pub(super) regular: u32,
    pub(super) optimistic: Option<LinkId>,
    /// When in its intervals it acts: from 0, included, to 1.
    pub(super) phase: f64,
    /// When it came, in seconds.
    pub(super) since: f64,
    /// Rechokes so far.
    pub(super) rechokes: u32,
    /// Optimistic turns ended so far.
    pub(super) turns: u32,
    /// Bits it received to no use.
    pub(super) wasted: u64,
    /// Bits it sent by ended requests.
    pub(super) sent: u64,
    pub(super) finished: Option<f64>,
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

/// A chunk that has begun to arrive.
#[derive(Clone, Copy)]
pub(super) struct Started {
    pub(super) chunk: ChunkId,
    /// Bits nobody is asked for.
    pub(super) unasked: u64,
    /// Requests on their way.
    pub(super) requests: u32,
}

/// One direction of a connection, with all that its sender knows of the receiver.
pub(super) struct Link {
    pub(super) from: HostId,
    pub(super) to: HostId,
    pub(super) service: Served,
    /// Chunks that `from` has and `to` lacks, as far as `to` knows: it is interested as long as there are any.
    pub(super) offers: u32,
    /// What `to` last heard that `from` has; `None` where it hears at once.
    pub(super) told: Option<Box<ChunkSet>>,
    /// Bits sent by ended requests.
    pub(super) sent: u64,
    /// Whether it has not been up for an optimistic choice.
    pub(super) is_new: bool,
    /// Bits (sent, received) between the two at the last two rechokes of `from`, the older first.
    pub(super) samples: [(u64, u64); 2],
    /// What counted for it at the last rechoke of `from`.
    pub(super) merit: u64,
    /// The rechoke of `from` at which it last had a slot.
    pub(super) last_round: u32,
    pub(super) transfer: Option<Transfer>,
    /// Whether it has a flow in `bandwidth`; it keeps it from request to request.
    pub(super) flowing: bool,
    /// Bits per second.
    pub(super) rate: f64,
    /// When the last whole block came this way, or service began, in seconds.
    pub(super) last_block: f64,
}

impl Link {
    pub(super) fn new(from: HostId, to: HostId, offers: u32, told: Option<Box<ChunkSet>>) -> Self {
        Self {
            from,
            to,
            service: Served::No,
            offers,
            told,
            sent: 0,
            is_new: true,
            samples: [(0, 0); 2],
            merit: 0,
            last_round: 0,
            transfer: None,
            flowing: false,
            rate: 0.0,
            last_block: 0.0,
        }
    }

    /// Brings the transfer up to a time, remembering when its last whole block came.
    pub(super) fn settle(&mut self, now: f64, block: u64) {
        if let Some(transfer) = &mut self.transfer {
            let arrived = transfer.arrived_at(now, self.rate);
            let boundary = (arrived / block as f64).floor() * block as f64;
            if boundary > transfer.arrived && self.rate > 0.0 {
                self.last_block = now - (arrived - boundary) / self.rate;
            }
            transfer.arrived = arrived;
            transfer.since = now;
        }
    }
}

/// Whether and as what a host serves a neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Served {
    No,
    Regular,
    Optimistic,
}

/// A request being answered.
#[derive(Clone, Copy)]
pub(super) struct Transfer {
    pub(super) chunk: ChunkId,
    /// Bits asked for.
    pub(super) asked: u64,
    /// Bits that had arrived at `since`.
    pub(super) arrived: f64,
    pub(super) since: f64,
    pub(super) race: Option<Race>,
}

/// Endgame: the last block of this request is also on its way from others.
#[derive(Clone, Copy)]
pub(super) struct Race {
    pub(super) number: u32,
    /// Bits of the block.
    pub(super) block: u64,
}

impl Transfer {
    /// Bits that have arrived at a time, at a rate.
    pub(super) fn arrived_at(&self, now: f64, rate: f64) -> f64 {
        (self.arrived + rate * (now - self.since)).min(self.asked as f64)
    }

    /// When it ends at a rate; never, at rate zero.
    pub(super) fn due_time(&self, rate: f64) -> f64 {
        let left = self.asked as f64 - self.arrived;
        if rate > 0.0 {
            self.since + left / rate
        } else {
            f64::INFINITY
        }
    }
}
