//! Who knows which chunks others have, and who is interested in whom.

use super::membership::Counted;
use super::peers::Slot;
use super::{Due, Effect, FirstFinish, Mark, Observer, Run, Timer};
use crate::chunks::{self, ChunkId};
use crate::history::{Choke, HostId, LinkId, What};
use crate::scenario::Have;

impl<O: Observer> Run<O> {
    /// A chunk is complete at a peer; with the last one the file is.
    pub(super) fn completed(&mut self, peer: HostId, chunk: ChunkId, from: HostId) {
        self.completed += 1;
        self.bitfields.insert(peer.index(), chunk);
        self.hash.mix(self.now, Mark::Completed, peer.0, chunk);
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
        match self.rules.have {
            Have::AtOnce => self.tell_all(peer, chunk),
            Have::Every(_) => self.need_no_more(peer, chunk),
        }
    }

    /// All neighbours hear of a chunk (BEP 3: have), which begins and ends interest.
    ///
    /// To most it is no news otherwise, which one word of their chunks tells: they wait already, or they have it and
    /// more beside it that the peer lacks.
    fn tell_all(&mut self, peer: HostId, chunk: ChunkId) {
        let (word, bit) = chunks::place(chunk);
        let mine = self.bitfields.word(peer.index(), word);
        let mut links = std::mem::take(&mut self.links);
        links.clear();
        for neighbour in &self.nodes[peer.index()].neighbours {
            let its = self.bitfields.count(neighbour.host.index(), word, bit);
            // Without a branch between the two: which it is cannot be guessed.
            let has_it = its & bit != 0;
            let is_news = (has_it & (its & !mine == 0)) | (!has_it & !neighbour.is_interested);
            let is_idle = || !has_it && self.flow_to(neighbour).is_none();
            if is_news || (neighbour.slot != Slot::Choked && is_idle()) {
                links.push(neighbour.link);
            }
        }
        for &link in &links {
            self.hear_of(link, chunk);
        }
        self.links = links;
    }

    /// The receiver of a link hears of a new chunk of its sender.
    fn hear_of(&mut self, link: LinkId, chunk: ChunkId) {
        let (peer, neighbour) = self.ends(link);
        if self.bitfields.has(neighbour.index(), chunk) {
            // The peer needs it from this neighbour no more.
            let is_interested = self.bitfields.any_beyond(neighbour.index(), peer.index());
            self.set_interest(link.back(), is_interested);
        } else {
            if let Some(receiver) = self.receiver_mut(link) {
                receiver.is_interested = true;
            }
            self.effects.push_back(Effect::Interest(link));
        }
    }

    /// Says whether the receiver of a link is interested in its sender.
    fn set_interest(&mut self, link: LinkId, is_interested: bool) {
        if let Some(receiver) = self.receiver_mut(link)
            && std::mem::replace(&mut receiver.is_interested, is_interested) != is_interested
        {
            self.effects.push_back(Effect::Interest(link));
        }
    }

    /// What follows when the receiver of a link has become interested in its sender or is no longer, or has more to
    /// request.
    pub(super) fn interest_changed(&mut self, link: LinkId) {
        let (from, _) = self.ends(link);
        let Some(receiver) = self.receiver(link) else {
            return;
        };
        match (receiver.is_interested, receiver.slot) {
            _ if !self.nodes[from.index()].is_there() => {}
            (false, Slot::Choked) => {}
            (false, _) => {
                self.choke(link, Choke::NotInterested);
                self.fill_slots(from);
            }
            (true, Slot::Choked) => self.fill_slots(from),
            (true, _) => self.request(link),
        }
    }

    /// Where nobody is told: a peer with a new chunk needs it from no neighbour any more.
    fn need_no_more(&mut self, peer: HostId, chunk: ChunkId) {
        for place in 0..self.nodes[peer.index()].neighbours.len() {
            let link = self.nodes[peer.index()].neighbours[place].link.back();
            if self.offers(link, chunk) && !self.offers_more(link) {
                self.set_interest(link, false);
            }
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
        for place in 0..self.nodes[peer.index()].neighbours.len() {
            let link = self.nodes[peer.index()].neighbours[place].link.back();
            self.hear_all(link);
        }
    }

    /// The receiver of a link hears all that its sender has.
    fn hear_all(&mut self, link: LinkId) {
        let (from, to) = self.ends(link);
        self.count_known(link, Counted::Out);
        if let Some(known) = self.known.get_mut(link.index()) {
            *known = chunks::ChunkSet::of_words(self.bitfields.of(from.index()));
        }
        self.count_known(link, Counted::In);
        if self.offers_more(link) && self.nodes[to.index()].is_there() {
            // Interested as before, it may have more to request.
            if let Some(receiver) = self.receiver_mut(link) {
                receiver.is_interested = true;
            }
            self.effects.push_back(Effect::Interest(link));
        }
    }

    /// Whether the receiver of a link knows that its sender has a chunk.
    pub(super) fn offers(&self, link: LinkId, chunk: ChunkId) -> bool {
        let (from, _) = self.ends(link);
        match self.known.get(link.index()) {
            Some(known) => known.has(chunk),
            None => self.bitfields.has(from.index(), chunk),
        }
    }

    /// Whether the receiver of a link knows that its sender has a chunk that it lacks.
    fn offers_more(&self, link: LinkId) -> bool {
        let (from, to) = self.ends(link);
        match self.known.get(link.index()) {
            Some(known) => chunks::any_beyond(known.words(), self.bitfields.of(to.index())),
            None => self.bitfields.any_beyond(from.index(), to.index()),
        }
    }
}
