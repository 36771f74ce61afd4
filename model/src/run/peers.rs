//! What a run keeps of every host, of its neighbours, and of what goes on between them.

use super::bandwidth::FlowId;
use crate::chunks::{ChunkId, ChunkSet};
use crate::history::{HostId, LinkId};
use crate::rules::tit_for_tat::{Exchanged, Window};
use crate::scenario::{ChokeRule, Finish, Pick};
use crate::units::Seconds;

/// A host: the server or a peer.
pub(super) struct Node {
    pub(super) rules: HostRules,
    pub(super) presence: Presence,
    /// Whether it may upload: it has an uplink, and is no client of a server.
    pub(super) uploads: bool,
    /// How many complete chunks it has.
    pub(super) complete: u32,
    /// Chunks of which it has requested nothing.
    pub(super) untouched: ChunkSet,
    /// Chunks that it has begun, in order of beginning.
    pub(super) started: Vec<Started>,
    /// Its neighbours, in no particular order.
    pub(super) neighbours: Vec<Neighbour>,
    /// The links to the neighbours that it unchokes, in order of unchoking.
    pub(super) unchokes: Vec<LinkId>,
    /// The links from the neighbours that unchoke it, in order of unchoking.
    pub(super) unchoked_by: Vec<LinkId>,
    /// Its accounts with the neighbours that it has exchanged bits with lately.
    pub(super) accounts: Vec<AccountId>,
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
    /// Bits it received to no use.
    pub(super) wasted: u64,
    /// Bits it sent by ended requests.
    pub(super) sent: u64,
    /// When it had the whole file, in seconds.
    pub(super) finished: Option<f64>,
}

impl Node {
    /// Whether it is there and answers.
    pub(super) fn is_there(&self) -> bool {
        self.presence == Presence::There
    }

    /// Whether it can unchoke anybody at all.
    pub(super) fn can_unchoke(&self) -> bool {
        self.is_there() && self.uploads && (self.rules.slots > 0 || self.rules.optimistic.is_some())
    }
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
    /// Bits that nobody is asked for.
    pub(super) unrequested: u64,
    /// Requests under way.
    pub(super) requests: u32,
}

/// What a host keeps of a neighbour: small, since to tell all neighbours of a chunk is to go through this list.
#[derive(Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) host: HostId,
    /// The link to it.
    pub(super) link: LinkId,
    /// The host's account with it, or [`NONE`].
    pub(super) account: AccountId,
    /// The host's rechoke at which it last had a regular slot, 0 for never.
    pub(super) last_turn: u32,
    /// Whether it lacks a chunk that it knows the host to have.
    pub(super) is_interested: bool,
    /// Whether and how the host unchokes it.
    pub(super) slot: Slot,
    /// Whether it has not been drawn for an optimistic unchoke.
    pub(super) is_new: bool,
}

impl Neighbour {
    /// Whether it is interested and choked.
    pub(super) fn waits(&self) -> bool {
        self.is_interested && self.slot == Slot::Choked
    }
}

/// Whether and how a host unchokes a neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Choked,
    Regular,
    Optimistic,
}

/// Where a link leads.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// Who receives.
    pub(super) to: HostId,
    /// The place of the receiver among the neighbours of the sender; [`NONE`] once the connection is closed.
    pub(super) place: u32,
}

/// No account, no flow, no place.
pub(super) const NONE: u32 = u32::MAX;

/// The number of an account.
pub(super) type AccountId = u32;

/// What a host counts of a neighbour, for as long as bits flow between them or have flowed in the window.
#[derive(Clone, Copy)]
pub(super) struct Account {
    /// The link to the neighbour.
    pub(super) link: LinkId,
    /// The flows to and from the neighbour, or [`NONE`].
    pub(super) upload: FlowId,
    pub(super) download: FlowId,
    /// Bits by ended requests since the account was opened.
    pub(super) exchanged: Exchanged,
    pub(super) window: Window,
    /// What counted for the neighbour at the last rechoke.
    pub(super) score: u64,
    /// Whether the neighbour snubbed the host at the last rechoke.
    pub(super) snubs: bool,
}

/// All accounts. Numbers of closed ones are used again.
#[derive(Default)]
pub(super) struct Accounts {
    accounts: Vec<Account>,
    free: Vec<AccountId>,
}

impl Accounts {
    /// Opens an account with the neighbour that a link leads to.
    #[allow(clippy::cast_possible_truncation)] // At most one for each link.
    pub(super) fn open(&mut self, link: LinkId) -> AccountId {
        let account = Account {
            link,
            upload: NONE,
            download: NONE,
            exchanged: Exchanged::default(),
            window: Window::default(),
            score: 0,
            snubs: false,
        };
        match self.free.pop() {
            Some(id) => {
                self.accounts[id as usize] = account;
                id
            }
            None => {
                self.accounts.push(account);
                self.accounts.len() as AccountId - 1
            }
        }
    }

    /// Closes an account.
    pub(super) fn close(&mut self, id: AccountId) {
        self.free.push(id);
    }

    /// The account of a number, if it is one.
    pub(super) fn get(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(id as usize)
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.accounts.get_mut(id as usize)
    }
}

/// A flow of bits over a link, from request to request.
#[derive(Clone, Copy)]
pub(super) struct Transfer {
    pub(super) link: LinkId,
    pub(super) from: HostId,
    pub(super) to: HostId,
    /// The sender's account with the receiver, and the receiver's with the sender.
    pub(super) accounts: [AccountId; 2],
    pub(super) chunk: ChunkId,
    /// Bits requested; 0 between two requests.
    pub(super) requested: u64,
    /// Bits that had arrived at `since`.
    pub(super) arrived: f64,
    pub(super) since: f64,
    /// When the last whole block came, or the flow began, in seconds.
    pub(super) last_block: f64,
    pub(super) race: Option<Race>,
}

/// Endgame: the last block of a request is also on its way from others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Race {
    pub(super) number: u32,
    /// Bits of the block.
    pub(super) block: u64,
}

impl Transfer {
    /// Whether a request is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.requested > 0
    }

    /// Bits that have arrived at a time, at a rate.
    pub(super) fn arrived_at(&self, now: f64, rate: f64) -> f64 {
        (self.arrived + rate * (now - self.since)).min(self.requested as f64)
    }

    /// Whole bits that have arrived of a request under way. The last one comes with the event of its arrival, so that
    /// a request that is stopped is never complete.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // From 0 to what was requested.
    pub(super) fn whole_bits_at(&self, now: f64, rate: f64) -> u64 {
        let arrived = self.arrived_at(now, rate) as u64;
        arrived.min(self.requested.saturating_sub(1))
    }

    /// When the request ends at a rate; never, at rate 0.
    pub(super) fn due_time(&self, rate: f64) -> Option<f64> {
        let left = self.requested as f64 - self.arrived;
        (rate > 0.0 && self.is_busy()).then(|| self.since + left / rate)
    }

    /// When the last whole block has come by a time at a rate; blocks have so many bits.
    pub(super) fn last_block_at(&self, now: f64, rate: f64, block: f64) -> f64 {
        let arrived = self.arrived_at(now, rate);
        let whole_blocks = (arrived / block).floor() * block;
        if whole_blocks > self.arrived && rate > 0.0 {
            now - (arrived - whole_blocks) / rate
        } else {
            self.last_block
        }
    }

    /// Brings the transfer up to a time, at the rate until then.
    pub(super) fn settle(&mut self, now: f64, rate: f64, block: f64) {
        self.last_block = self.last_block_at(now, rate, block);
        self.arrived = self.arrived_at(now, rate);
        self.since = now;
    }
}
