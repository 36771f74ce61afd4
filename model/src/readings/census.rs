//! Who has what while a history is read: the hosts that can be reached, and the copies of every chunk among them.

use crate::history::Trace;
use crate::history::event::{ChunkId, HostId, What};
use crate::history::snapshot::ChunkSet;

/// The hosts that are there and have not failed, and what they have, after so many events of a trace.
pub(super) struct Census {
    /// By chunk: how many of these hosts have it whole, the server included.
    copies: Vec<u32>,
    /// By host: the chunks it has whole, also of those that have not come or are gone.
    held: Vec<ChunkSet>,
    /// By host: whether it is there.
    there: Vec<bool>,
    hosts_there: u32,
    seeds_there: u32,
}

impl Census {
    /// Before anything has happened: the server has all and nobody is there.
    pub(super) fn before(trace: &Trace) -> Self {
        let (hosts, chunks) = (trace.hosts().len(), trace.chunk_count());
        let mut held = vec![ChunkSet::none(chunks); hosts];
        held[HostId::SERVER.index()] = ChunkSet::all(chunks);
        Self {
            copies: vec![0; chunks as usize],
            held,
            there: vec![false; hosts],
            hosts_there: 0,
            seeds_there: 0,
        }
    }

    /// Lets the next event happen. Whoever can be reached no more by it is given back.
    pub(super) fn see(&mut self, what: &What) -> Option<HostId> {
        match *what {
            What::Joined { host } => self.come(host),
            What::Completed { peer, chunk, .. } => self.complete(peer, chunk),
            What::Left { peer: host, .. } | What::Failed { host } => return self.go(host),
            _ => {}
        }
        None
    }

    /// By chunk: how many hosts that can be reached have it whole.
    pub(super) fn copies(&self) -> &[u32] {
        &self.copies
    }

    /// The chunks that a host has whole, or had when it went.
    pub(super) fn held(&self, host: HostId) -> &ChunkSet {
        &self.held[host.index()]
    }

    /// Whether a host has the whole file.
    pub(super) fn has_all(&self, host: HostId) -> bool {
        self.held[host.index()].len() as usize == self.copies.len()
    }

    /// How many hosts can be reached, the server included.
    pub(super) fn hosts_there(&self) -> u32 {
        self.hosts_there
    }

    /// How many of them have the whole file.
    pub(super) fn seeds_there(&self) -> u32 {
        self.seeds_there
    }

    /// The first host that can be reached and has a chunk.
    pub(super) fn holder(&self, chunk: ChunkId) -> Option<HostId> {
        let hosts = (0..).map(HostId).zip(self.there.iter().zip(&self.held));
        let mut holders = hosts.filter(|(_, (there, held))| **there && held.has(chunk));
        holders.next().map(|(host, _)| host)
    }

    fn come(&mut self, host: HostId) {
        self.there[host.index()] = true;
        self.hosts_there += 1;
        self.seeds_there += u32::from(self.has_all(host));
        for chunk in self.held[host.index()].iter() {
            self.copies[chunk as usize] += 1;
        }
    }

    fn complete(&mut self, peer: HostId, chunk: ChunkId) {
        self.held[peer.index()].insert(chunk);
        if self.there[peer.index()] {
            self.copies[chunk as usize] += 1;
            self.seeds_there += u32::from(self.has_all(peer));
        }
    }

    /// A host goes; one that has failed is gone already when its neighbours close their connections.
    fn go(&mut self, host: HostId) -> Option<HostId> {
        if !std::mem::replace(&mut self.there[host.index()], false) {
            return None;
        }
        self.hosts_there -= 1;
        self.seeds_there -= u32::from(self.has_all(host));
        for chunk in self.held[host.index()].iter() {
            self.copies[chunk as usize] -= 1;
        }
        Some(host)
    }
}
