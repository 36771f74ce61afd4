//! When a run is over, and who can never finish.

use super::peers::HostRules;
use super::{Observer, Run};
use crate::bounds::Architecture;
use crate::chunks::{self, ChunkId};
use crate::history::HostId;
use crate::run::{Stuck, Why};

impl<O: Observer> Run<O> {
    /// Whether nothing can change any more: everybody has the file, or nothing flows and nothing ever will.
    pub(super) fn is_over(&mut self) -> bool {
        if self.awaits() {
            return false;
        }
        if self.unfinished == 0 {
            return true;
        }
        // Whoever leaves makes room for others.
        if self.flowing > 0 || self.departing > 0 {
            return false;
        }
        let hash = self.hash.value();
        if self.hopeful != Some(hash) {
            if !self.has_hope() {
                return true;
            }
            self.hopeful = Some(hash);
        }
        false
    }

    /// Whether, though nothing flows, a peer that lacks a chunk can still get it: somebody who is there has it and
    /// unchokes, and the two are connected or can be when either announces itself again.
    ///
    /// A connection is enough: where nothing flows all ranks fall to nothing within the window, so that a rechoke or an
    /// optimistic unchoke reaches whoever waits.
    fn has_hope(&self) -> bool {
        let hosts = || (0..).map(HostId).take(self.nodes.len());
        let lacking = hosts().filter(|&peer| self.is_there(peer) && !self.is_seed(peer));
        let mut pairs = lacking.flat_map(|peer| {
            let giving = hosts().filter(|&other| self.can_unchoke(other));
            giving.map(move |other| (peer, other))
        });
        pairs.any(|(peer, other)| {
            let [offered, has] = [other, peer].map(|host| self.bitfields.row(host.index()));
            chunks::first_beyond(offered, has).is_some()
                && (self.are_connected(peer, other) || self.may_connect(peer, other))
        })
    }

    /// Whether a host can unchoke anybody at all.
    fn can_unchoke(&self, host: HostId) -> bool {
        let HostRules {
            slots, optimistic, ..
        } = self.rules(host);
        self.is_there(host)
            && self.nodes[host.index()].uploads
            && (*slots > 0 || optimistic.is_some())
    }

    fn are_connected(&self, host: HostId, other: HostId) -> bool {
        self.neighbours.hosts(host).contains(&other)
    }

    fn may_connect(&self, host: HostId, other: HostId) -> bool {
        self.architecture == Architecture::P2p
            && (self.can_connect(host, other) || self.can_connect(other, host))
    }

    /// Why a peer can never finish.
    pub(super) fn stuck(&self, peer: HostId) -> Stuck {
        let node = &self.nodes[peer.index()];
        let missing =
            || (0..self.chunk_count).filter(|chunk| !self.bitfields.has(peer.index(), *chunk));
        let holders = |chunk: ChunkId| {
            let hosts = (0..).map(HostId).take(self.nodes.len());
            let there = hosts.filter(|&host| self.is_there(host));
            there.filter(move |host| self.bitfields.has(host.index(), chunk))
        };
        let lost = missing().find(|&chunk| holders(chunk).next().is_none());
        let kept =
            missing().find(|&chunk| !holders(chunk).any(|host| self.nodes[host.index()].uploads));
        let why = match (lost, kept) {
            _ if !self.is_there(peer) => Why::Gone,
            (Some(chunk), _) => Why::Lost { chunk },
            (None, Some(chunk)) => Why::Kept { chunk },
            (None, None) => Why::Apart,
        };
        Stuck {
            peer,
            missing: self.chunk_count - node.complete,
            why,
        }
    }
}
