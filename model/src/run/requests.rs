//! What flows: requests, their ends, and the flows that carry them.
//!
//! A peer has up to two requests with each neighbour that unchokes it: the one that is answered, and the one that comes
//! next, so that no uplink waits for a request (BEP 3: pipelining).

use super::bandwidth::FlowId;
use super::peers::{Account, FlowState, Link, NO_RACE, NONE, Race, Started};
use super::{Due, Effect, Observer, Run};
use crate::chunks::{self, ChunkId};
use crate::history::{HostId, LinkId, Request, Stop, What};
use crate::random::Purpose;
use crate::rules::rarest_first;
use crate::units::Bits;

impl<O: Observer> Run<O> {
    /// A peer requests something of every neighbour that unchokes it and sends it nothing.
    pub(super) fn request_all(&mut self, peer: HostId) {
        for at in 0..self.nodes[peer.index()].unchoked_by.len() {
            let link = self.nodes[peer.index()].unchoked_by[at];
            if self.flow(link).is_none() {
                self.request(link);
            }
        }
    }

    /// The receiver of a link requests what it may and can over it. Without a request the flow ends.
    pub(super) fn request(&mut self, link: LinkId) {
        if self.may_request(link) {
            if !self.is_busy(link) && !self.request_open(link, NONE) {
                self.help(link);
            }
            if let Some(answered) = self.has_room(link) {
                self.request_open(link, answered);
            }
        }
        if !self.is_busy(link) {
            self.close(link);
        }
    }

    fn may_request(&self, link: LinkId) -> bool {
        let (from, to) = self.ends(link);
        self.is_interested(link)
            && self.is_unchoked(link)
            && self.is_there(from)
            && self.is_there(to)
    }

    /// Whether a request is answered over a link.
    fn is_busy(&self, link: LinkId) -> bool {
        self.flow(link)
            .is_some_and(|flow| self.transfers[flow as usize].is_busy())
    }

    /// The chunk that comes over a link, if the next request can be made meanwhile. A peer's first chunk comes before it
    /// chooses another.
    fn has_room(&self, link: LinkId) -> Option<ChunkId> {
        let transfer = &self.transfers[self.flow(link)? as usize];
        let has_room = transfer.is_busy()
            && transfer.next.0 == NONE
            && self.nodes[transfer.to.index()].complete > 0;
        has_room.then_some(transfer.chunk)
    }

    /// Requests over a link all that nobody is asked for of a chunk begun, but not of the one that is answered there; else
    /// a new chunk. Tells whether there was any.
    fn request_open(&mut self, link: LinkId, answered: ChunkId) -> bool {
        let (_, to) = self.ends(link);
        if !chunks::meet(self.open.row(to.index()), self.offered(link)) {
            return false;
        }
        let started = self.next_of_started(link, answered);
        let next = started.or_else(|| self.next_new(link));
        let Some((chunk, why)) = next else {
            return false;
        };
        let bits = self.take_open(to, chunk);
        self.ask(link, chunk, bits, NO_RACE, why);
        if self.in_endgame(to) {
            // From here on neighbours that have nothing else to give can help.
            self.effects.push_back(Effect::RequestAll(to));
        }
        true
    }

    /// A chunk begun is finished first: of those the sender has the one with least left to request, of equal ones the
    /// one begun first.
    fn next_of_started(&self, link: LinkId, answered: ChunkId) -> Option<(ChunkId, Request)> {
        let (_, to) = self.ends(link);
        let started = self.nodes[to.index()].started.iter();
        let open = started
            .filter(|s| s.unrequested > 0 && s.chunk != answered && self.offers(link, s.chunk));
        let started = open.min_by_key(|started| started.unrequested)?;
        let missing = Bits(started.unrequested);
        Some((started.chunk, Request::Started { missing }))
    }

    /// A chunk not begun yet, by the rule of the scenario. It is begun by this.
    fn next_new(&mut self, link: LinkId) -> Option<(ChunkId, Request)> {
        let (_, to) = self.ends(link);
        let node = &self.nodes[to.index()];
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        let open = self.open.row(to.index()).iter();
        candidates.extend(open.zip(self.offered(link)).map(|(a, b)| a & b));
        for started in &node.started {
            let (word, bit) = chunks::place(started.chunk);
            candidates[word] &= !bit;
        }
        let rng = &mut self.streams.of(to, Purpose::Pick);
        let pick = self.host_rules[node.class as usize].pick;
        let has_a_chunk = node.complete > 0;
        let room = &mut self.copies;
        let chosen = match &self.known {
            None => {
                let rows = self.neighbours.hosts(to).iter().map(|host| host.index());
                let table = &self.bitfields;
                rarest_first::choose(pick, &mut candidates, table, rows, room, has_a_chunk, rng)
            }
            Some(table) => {
                let links = self.neighbours.links(to).iter();
                let rows = links.map(|link| link.back().index());
                rarest_first::choose(pick, &mut candidates, table, rows, room, has_a_chunk, rng)
            }
        };
        self.candidates = candidates;
        let (chunk, why) = chosen?;
        let unrequested = self.chunk_bits(chunk);
        self.nodes[to.index()].started.push(Started {
            chunk,
            requests: 0,
            unrequested,
        });
        Some((chunk, why))
    }

    fn started_mut(&mut self, peer: HostId, chunk: ChunkId) -> Option<&mut Started> {
        let started = &mut self.nodes[peer.index()].started;
        started.iter_mut().find(|started| started.chunk == chunk)
    }

    /// Takes the bits of a chunk that nobody is asked for: somebody will be.
    fn take_open(&mut self, peer: HostId, chunk: ChunkId) -> u64 {
        self.open.remove(peer.index(), chunk);
        let started = self.started_mut(peer, chunk);
        started.map_or(0, |started| std::mem::take(&mut started.unrequested))
    }

    /// Whether everything that a peer lacks is requested, and the rule for that applies.
    fn in_endgame(&self, peer: HostId) -> bool {
        self.rules.endgame && self.open.row(peer.index()).iter().all(|word| *word == 0)
    }

    /// Endgame: a neighbour that has nothing else to give helps with what others are asked for.
    fn help(&mut self, link: LinkId) {
        let (_, to) = self.ends(link);
        if self.in_endgame(to) && !self.take_over(link) {
            self.race(link);
        }
    }

    /// The neighbour is asked for what another would only send next. Tells whether there was any.
    fn take_over(&mut self, link: LinkId) -> bool {
        let (_, to) = self.ends(link);
        let next = |flow: FlowId| self.transfers[flow as usize].next.0;
        let mut flows = self.bandwidth.inbound(to).iter().copied();
        let helped = flows.find(|&flow| next(flow) != NONE && self.offers(link, next(flow)));
        let Some(other) = helped else {
            return false;
        };
        let chunk = next(other);
        self.stop_next(other, Stop::TakenOver);
        let bits = self.take_open(to, chunk);
        self.ask(link, chunk, bits, NO_RACE, Request::TakenOver);
        true
    }

    /// The last block of the request that takes longest is asked of this neighbour too, and counts from whoever is first
    /// (BEP 3: endgame).
    fn race(&mut self, link: LinkId) {
        let Some(other) = self.slowest(link) else {
            return;
        };
        let transfer = &mut self.transfers[other as usize];
        if transfer.race == NO_RACE {
            self.races += 1;
            transfer.race = Race {
                number: self.races,
                block: (transfer.requested - 1) % self.block + 1,
            };
        }
        let (chunk, race) = (transfer.chunk, transfer.race);
        self.ask(link, chunk, race.block, race, Request::Endgame);
    }

    /// The request of the receiver of a link that still takes longest, of those that the sender could help with: first of
    /// those with which nobody else does.
    fn slowest(&self, link: LinkId) -> Option<FlowId> {
        let (_, to) = self.ends(link);
        let flows = self.bandwidth.inbound(to).iter().copied();
        let helped = flows.filter(|&flow| {
            let chunk = self.transfers[flow as usize].chunk;
            chunk != NONE && self.offers(link, chunk)
        });
        let timed = helped.filter_map(|flow| {
            let transfer = &self.transfers[flow as usize];
            let left = transfer.requested as f64 - transfer.arrived_at(self.now);
            let is_alone = transfer.race == NO_RACE;
            (left > 0.0).then_some((flow, is_alone, left / transfer.rate, transfer.link))
        });
        let slowest = timed.max_by(|a, b| {
            let by_time = a.2.total_cmp(&b.2).then(b.3.cmp(&a.3));
            a.1.cmp(&b.1).then(by_time)
        });
        slowest.map(|(flow, ..)| flow)
    }

    /// Makes a request. Its bits begin to flow at once, or once the link has sent what was requested before.
    fn ask(&mut self, link: LinkId, chunk: ChunkId, bits: u64, race: Race, why: Request) {
        let (from, to) = self.ends(link);
        if let Some(started) = self.started_mut(to, chunk) {
            started.requests += 1;
        }
        self.note(|| What::Requested {
            from,
            to,
            link,
            chunk,
            bits: Bits(bits),
            why,
        });
        let flow = self.flow(link).unwrap_or_else(|| self.open(link));
        let transfer = &mut self.transfers[flow as usize];
        transfer.next = (chunk, bits);
        if !transfer.is_busy() {
            transfer.race = race;
            self.begin_next(flow);
        }
    }

    /// What was requested next begins to flow, at the rate of the flow or, for a new one, as soon as the rates are solved.
    fn begin_next(&mut self, flow: FlowId) {
        let transfer = &mut self.transfers[flow as usize];
        (transfer.chunk, transfer.requested) = std::mem::replace(&mut transfer.next, (NONE, 0));
        transfer.arrived = 0.0;
        transfer.since = self.now;
        if let Some(time) = transfer.due_time() {
            self.schedule(Due::Transfer(flow), time);
        }
    }

    /// Opens a flow over a link. Both ends begin to count it.
    fn open(&mut self, link: LinkId) -> FlowId {
        let (from, to) = self.ends(link);
        self.open_account(link);
        self.open_account(link.back());
        let flow = self.bandwidth.add(from, to);
        let transfer = FlowState {
            link,
            from,
            to,
            chunk: NONE,
            requested: 0,
            arrived: 0.0,
            since: self.now,
            rate: 0.0,
            sent: 0,
            last_block: self.now,
            next: (NONE, 0),
            race: NO_RACE,
        };
        match self.transfers.get_mut(flow as usize) {
            Some(entry) => *entry = transfer,
            None => self.transfers.push(transfer),
        }
        self.links[link].flow = flow;
        self.flowing += 1;
        flow
    }

    /// What was requested has arrived.
    pub(super) fn arrived(&mut self, flow: FlowId) {
        let FlowState {
            link,
            from,
            to,
            chunk,
            requested,
            race,
            ..
        } = self.transfers[flow as usize];
        self.note(|| What::Received {
            from,
            to,
            link,
            chunk,
        });
        self.end(flow, requested);
        if race != NO_RACE {
            self.cancel_others(to, race);
        }
        self.end_request(to, chunk, 0, from);
        self.effects.push_back(Effect::Request(link));
        self.after_sending(from);
    }

    /// Ends the request that is answered, of which so many bits have arrived. The next one begins.
    fn end(&mut self, flow: FlowId, bits: u64) {
        let transfer = &mut self.transfers[flow as usize];
        (transfer.requested, transfer.arrived, transfer.race) = (0, 0.0, NO_RACE);
        transfer.last_block = self.now;
        transfer.sent += bits;
        if transfer.from == HostId::SERVER {
            self.server_sent += bits;
        }
        if transfer.next.0 != NONE {
            self.begin_next(flow);
        }
    }

    /// A block has arrived that was also asked of others: these requests are cancelled (BEP 3: cancel).
    fn cancel_others(&mut self, peer: HostId, race: Race) {
        while let Some(other) = self.other_in(peer, race) {
            let link = self.transfers[other as usize].link;
            self.stop_request(other, Stop::Cancelled);
            self.effects.push_back(Effect::Request(link));
        }
    }

    /// The flow of a request of a peer that takes part in a race.
    fn other_in(&self, peer: HostId, race: Race) -> Option<FlowId> {
        let mut flows = self.bandwidth.inbound(peer).iter().copied();
        flows.find(|flow| self.transfers[*flow as usize].race == race)
    }

    /// Ends what flows over a link before its time, and what would flow next.
    pub(super) fn stop(&mut self, link: LinkId, why: Stop) {
        let Some(flow) = self.flow(link) else {
            return;
        };
        if self.transfers[flow as usize].next.0 != NONE {
            self.stop_next(flow, why);
        }
        if self.transfers[flow as usize].is_busy() {
            self.stop_request(flow, why);
        }
        self.close(link);
    }

    /// Ends the request that is answered. Whole bits that arrived stay; the rest can be requested again.
    fn stop_request(&mut self, flow: FlowId, why: Stop) {
        let transfer = self.transfers[flow as usize];
        let FlowState {
            link,
            from,
            to,
            chunk,
            requested,
            race,
            ..
        } = transfer;
        let arrived = transfer.whole_bits_at(self.now);
        self.transfers[flow as usize].race = NO_RACE;
        // While others send the same block, what arrived of it here is of no use, and it need not be requested.
        let is_elsewhere =
            race != NO_RACE && (why == Stop::Cancelled || self.other_in(to, race).is_some());
        let elsewhere = if is_elsewhere { race.block } else { 0 };
        let kept = arrived.min(requested - elsewhere);
        self.wasted += arrived - kept;
        self.note(|| What::Stopped {
            from,
            to,
            link,
            chunk,
            kept: Bits(kept),
            wasted: Bits(arrived - kept),
            why,
        });
        self.end(flow, arrived);
        self.end_request(to, chunk, requested - elsewhere - kept, from);
    }

    /// Ends the request that would be answered next.
    fn stop_next(&mut self, flow: FlowId, why: Stop) {
        let transfer = &mut self.transfers[flow as usize];
        let FlowState { link, from, to, .. } = *transfer;
        let (chunk, bits) = std::mem::replace(&mut transfer.next, (NONE, 0));
        self.note(|| What::Stopped {
            from,
            to,
            link,
            chunk,
            kept: Bits(0),
            wasted: Bits(0),
            why,
        });
        self.end_request(to, chunk, bits, from);
    }

    /// A request has ended; so many bits of it are to be requested again. The chunk may be complete by it.
    fn end_request(&mut self, peer: HostId, chunk: ChunkId, unrequested: u64, from: HostId) {
        let started = &mut self.nodes[peer.index()].started;
        let Some(at) = started.iter().position(|started| started.chunk == chunk) else {
            return;
        };
        started[at].requests -= 1;
        started[at].unrequested += unrequested;
        if started[at].requests == 0 && started[at].unrequested == 0 {
            started.remove(at);
            self.completed(peer, chunk, from);
        } else if unrequested > 0 {
            self.open.insert(peer.index(), chunk);
            self.effects.push_back(Effect::RequestAll(peer));
        }
    }

    /// Ends the flow of a link, if it has one. Both ends count what it carried.
    fn close(&mut self, link: LinkId) {
        let Some(flow) = self.flow(link) else {
            return;
        };
        self.cancel(Due::Transfer(flow));
        let bits = self.transfers[flow as usize].sent;
        if let Some(sender) = self.account_mut(link) {
            sender.exchanged.sent += bits;
        }
        if let Some(receiver) = self.account_mut(link.back()) {
            receiver.exchanged.received += bits;
        }
        self.links[link].flow = NONE;
        self.flowing -= 1;
        self.bandwidth.remove(flow);
        self.note(|| What::Rate { link, bps: 0.0 });
    }

    /// Opens the account of a link's sender with its receiver, if there is none.
    #[allow(clippy::cast_possible_truncation)] // At most one for each neighbour.
    fn open_account(&mut self, link: LinkId) {
        let (host, _) = self.ends(link);
        let Link { place, account, .. } = &mut self.links[link];
        if *account == NONE {
            let accounts = &mut self.nodes[host.index()].accounts;
            *account = accounts.len() as u32;
            if accounts.len() == accounts.capacity() {
                // Step by step: all hosts together have many.
                accounts.reserve_exact(4);
            }
            accounts.push(Account::new(*place));
        }
    }

    /// The account of a link's sender with its receiver.
    fn account_mut(&mut self, link: LinkId) -> Option<&mut Account> {
        let (host, _) = self.ends(link);
        let account = self.links[link].account;
        self.nodes[host.index()].accounts.get_mut(account as usize)
    }

    /// What the receiver of a link knows that its sender has.
    pub(super) fn offered(&self, link: LinkId) -> &[u64] {
        match &self.known {
            Some(known) => known.row(link.index()),
            None => {
                let (from, _) = self.ends(link);
                self.bitfields.row(from.index())
            }
        }
    }

    /// Whether the receiver of a link knows that its sender has a chunk.
    fn offers(&self, link: LinkId, chunk: ChunkId) -> bool {
        let (word, bit) = chunks::place(chunk);
        self.offered(link)[word] & bit != 0
    }
}
