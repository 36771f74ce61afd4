//! What the engine keeps of every host and link.

use super::event::{ChunkId, HostId, LinkId};
use crate::scenario::{ChokeRule, Finish, Pick};
use crate::units::Seconds;

/// A host as the engine keeps it.
pub(super) struct Node {
    pub(super) rules: HostRules,
    pub(super) present: bool,
    /// Whether it has fallen silent without leaving.
    pub(super) failed: bool,
    pub(super) uploads: bool,
    /// How many chunks it has whole.
    pub(super) whole: u32,
    /// How many it lacks and has not begun.
    pub(super) untouched: u32,
    /// Chunks it has begun, in order of beginning.
    pub(super) started: Vec<Started>,
    /// Its neighbours, in order of connecting.
    pub(super) neighbours: Vec<Neighbour>,
    /// The links by which it serves some of them, in order of unchoking.
    pub(super) serves: Vec<LinkId>,
    /// The links by which it is served, in order of unchoking.
    pub(super) served_by: Vec<LinkId>,
    /// The links to those with whom it has exchanged bits since the rechoke before the last.
    pub(super) busy: Vec<LinkId>,
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
    /// Looks at whether its neighbours are few, so far.
    pub(super) looks: u32,
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
    /// Whether a seed was asked for some of it.
    pub(super) of_seed: bool,
}

/// What a host keeps of a neighbour, small and beside those of its other neighbours: to tell them all of a chunk
/// is to go through this list and to look at one word of each neighbour's chunks, and no further.
#[derive(Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) host: HostId,
    /// The direction to it.
    pub(super) link: LinkId,
    /// Whether it lacks a chunk that it knows this host to have.
    pub(super) is_interested: bool,
    /// Whether and as what it is served.
    pub(super) service: Served,
    /// Whether it has not been up for an optimistic choice.
    pub(super) is_new: bool,
    /// Whether at the last rechoke it had merit, or was snubbing: it does not take part in draws of regular slots.
    pub(super) is_apart: bool,
}

impl Neighbour {
    /// Whether it is interested and not served.
    pub(super) fn waits(&self) -> bool {
        self.is_interested & (self.service == Served::No)
    }
}

/// Where a link leads.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// Who receives.
    pub(super) to: HostId,
    /// The place of the receiver among the neighbours of the sender, as long as it is one.
    pub(super) place: u32,
}

/// One direction of a connection, with what goes over it and what its sender counts of it.
#[derive(Default)]
pub(super) struct Link {
    /// Bits sent by requests that have ended.
    pub(super) sent: u64,
    /// What had been exchanged by the last rechoke of the sender, and by the one before it.
    pub(super) seen: [Exchanged; 2],
    /// Whether it is among the `busy` of the sender.
    pub(super) is_busy: bool,
    /// Whether it sent nothing for too long at the last rechoke of the sender, though it serves it.
    pub(super) is_snubbing: bool,
    /// Whether it has a flow in `bandwidth`; it keeps it from request to request.
    pub(super) flowing: bool,
    /// The rechoke of the sender at which it last had a slot.
    pub(super) last_round: u32,
    /// What counted for it at the last rechoke of the sender.
    pub(super) merit: u64,
    pub(super) transfer: Option<Transfer>,
    /// Bits per second.
    pub(super) rate: f64,
    /// When the last whole block came this way, or service began, in seconds.
    pub(super) last_block: f64,
}

/// Bits that have gone over a connection, as one of its ends sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Exchanged {
    pub(super) sent: u64,
    pub(super) received: u64,
}

impl Link {
    /// Whole bits sent by a time, with what has arrived of a request under way.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // What arrived is between 0 and what was asked.
    pub(super) fn sent_at(&self, now: f64) -> u64 {
        let running = self.transfer.as_ref();
        self.sent + running.map_or(0, |transfer| transfer.arrived_at(now, self.rate) as u64)
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
