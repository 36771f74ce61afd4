//! Who knows which chunks others have, and who is interested in whom.

use super::neighbours::Block;
use super::peers::NONE;
use super::{Due, Effect, FirstFinish, Hashed, Observer, Run, Timer};
use crate::chunks::{self, ChunkId};
use crate::history::{Choke, HostId, LinkId, What};
use crate::scenario::Have;

impl<O: Observer> Run<O> {
    /// A chunk is complete at a peer; with the last one the file is.
    pub(super) fn completed(&mut self, peer: HostId, chunk: ChunkId, from: HostId) {
        self.completed += 1;
        self.bitfields.insert(peer.index(), chunk);
        self.hash.mix(self.now, Hashed::Completed, peer.0, chunk);
        self.note(|| What::Completed { peer, chunk, from });
        let node = &mut self.nodes[peer.index()];
        node.complete += 1;
        if node.complete == self.chunk_count {
            node.finished = Some(self.now);
            self.unfinished -= 1;
            if self.first_finish.is_none() {
                self.first_finish = Some(FirstFinish::of(self));
            }
            self.note(|| What::Finished { peer });
            self.after_finish(peer);
            // A seed leaves out nobody for snubbing.
            self.effects.push_back(Effect::FillSlots(peer));
        }
        self.want_no_more(peer, chunk);
        if self.rules.have == Have::AtOnce {
            self.tell_all(peer, chunk);
        }
    }

    /// A peer that has got a chunk wants something else of the neighbours that it wanted this chunk of, or nothing.
    fn want_no_more(&mut self, peer: HostId, chunk: ChunkId) {
        let mut from = 0;
        while let Some(place) = self.neighbours.next_wanted(peer, from, chunk) {
            let link = self.neighbours.links(peer)[place].back();
            match self.lacked(link, peer, self.neighbours.hosts(peer)[place]) {
                Some(other) => _ = self.neighbours.want(peer, place, other),
                None => self.set_wanted(peer, place, NONE),
            }
            from = place + 1;
        }
    }

    /// All neighbours hear of a chunk (BEP 3: have). Those that lack it are interested from now on.
    fn tell_all(&mut self, peer: HostId, chunk: ChunkId) {
        let mut lacking = std::mem::take(&mut self.lacking);
        let (hosts, backs) = (self.neighbours.hosts(peer), self.neighbours.backs(peer));
        let uninterested = self.neighbours.places(peer, Block::uninterested);
        let lack = uninterested.filter(|&place| !self.bitfields.has(hosts[place].index(), chunk));
        lacking.clear();
        lacking.extend(lack.map(|place| (hosts[place], backs[place])));
        for &(host, place) in &lacking {
            self.set_wanted(host, place as usize, chunk);
        }
        self.lacking = lacking;
        let unchokes = &self.nodes[peer.index()].unchokes;
        if self.bandwidth.outbound(peer).len() < unchokes.len() {
            // Those that it unchokes and that had nothing to request may have now.
            for &link in unchokes {
                if self.links[link].flow == NONE {
                    self.effects.push_back(Effect::Request(link));
                }
            }
        }
    }

    /// The receiver of a link looks for a chunk that its sender has and it lacks.
    pub(super) fn look_at(&mut self, link: LinkId) {
        let (from, to) = self.ends(link);
        let place = self.links[link.back()].place;
        if place != NONE {
            let chunk = self.lacked(link, to, from).unwrap_or(NONE);
            self.set_wanted(to, place as usize, chunk);
        }
    }

    /// A chunk that a peer lacks and knows the host to have that sends to it over a link.
    fn lacked(&self, link: LinkId, peer: HostId, host: HostId) -> Option<ChunkId> {
        let offered = match &self.known {
            Some(known) => known.row(link.index()),
            None => self.bitfields.row(host.index()),
        };
        chunks::first_beyond(offered, self.bitfields.row(peer.index()))
    }

    /// A peer wants a chunk of its neighbour at a place, or [`NONE`]: it is interested or not.
    fn set_wanted(&mut self, peer: HostId, place: usize, chunk: ChunkId) {
        let was_interested = self.neighbours.want(peer, place, chunk) != NONE;
        let is_interested = chunk != NONE;
        if was_interested != is_interested {
            let link = self.neighbours.links(peer)[place].back();
            let from = self.neighbours.hosts(peer)[place];
            let back = self.neighbours.backs(peer)[place] as usize;
            self.neighbours.set_interested(from, back, is_interested);
            match (is_interested, self.neighbours.is_unchoked(from, back)) {
                (true, true) => self.effects.push_back(Effect::Request(link)),
                (true, false) => self.may_fill_slots(from),
                (false, true) => self.effects.push_back(Effect::LostInterest(link)),
                (false, false) => {}
            }
        }
    }

    /// A host may have a free slot for one that has become interested. Many do at once; one look is enough.
    fn may_fill_slots(&mut self, host: HostId) {
        let is_said = matches!(self.effects.back(), Some(Effect::FillSlots(last)) if *last == host);
        if !is_said {
            self.effects.push_back(Effect::FillSlots(host));
        }
    }

    /// A host chokes a neighbour that is not interested any more, and another gets the slot.
    pub(super) fn lost_interest(&mut self, link: LinkId) {
        let (from, _) = self.ends(link);
        if self.is_there(from) && self.is_unchoked(link) && !self.is_interested(link) {
            self.choke(link, Choke::NotInterested);
            self.fill_slots(from);
        }
    }

    /// The lecture's way to know: each so many seconds a peer asks all its neighbours what they have.
    pub(super) fn ask_due(&mut self, peer: HostId) {
        let Have::Every(interval) = self.rules.have else {
            return;
        };
        if self.is_seed(peer) {
            return;
        }
        self.schedule(Due::Timer(Timer::Ask, peer), self.now + interval.0);
        self.note(|| What::Asked { peer });
        for place in 0..self.neighbours.links(peer).len() {
            let link = self.neighbours.links(peer)[place].back();
            self.hear_all(link);
        }
        if self.is_there(peer) {
            self.effects.push_back(Effect::RequestAll(peer));
        }
    }

    /// The receiver of a link hears all that its sender has.
    fn hear_all(&mut self, link: LinkId) {
        let (from, _) = self.ends(link);
        if let Some(known) = &mut self.known {
            let has = self.bitfields.row(from.index());
            known.row_mut(link.index()).copy_from_slice(has);
        }
        self.look_at(link);
    }
}
