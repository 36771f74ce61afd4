//! What flows: requests, their ends, and the flows that carry them.

use super::bandwidth::FlowId;
use super::peers::{AccountId, NONE, Race, Slot, Started, Transfer};
use super::{Due, Effect, Observer, Run};
use crate::chunks::ChunkId;
use crate::history::{HostId, LinkId, Request, Stop, What};
use crate::random::Purpose;
use crate::rules::rarest_first;
use crate::units::Bits;

impl<O: Observer> Run<O> {
    /// A peer requests something of every neighbour that unchokes it and sends it nothing.
    pub(super) fn request_all(&mut self, peer: HostId) {
        for at in 0..self.nodes[peer.index()].unchoked_by.len() {
            self.request(self.nodes[peer.index()].unchoked_by[at]);
        }
    }

    /// The receiver of a link requests the next bits over it, if it may and if there are any; else the flow ends.
    pub(super) fn request(&mut self, link: LinkId) {
        let (from, to) = self.ends(link);
        let Some(&neighbour) = self.receiver(link) else {
            return;
        };
        let flow = self.flow_to(&neighbour);
        if flow.is_some_and(|flow| self.transfers[flow as usize].is_busy()) {
            return;
        }
        let may_request = neighbour.is_interested
            && neighbour.slot != Slot::Choked
            && self.nodes[from.index()].is_there()
            && self.nodes[to.index()].is_there();
        if !(may_request && self.request_next(link)) {
            self.close(link);
        }
    }

    /// Finds what to request over a link: of a chunk begun all that nobody is asked for; else a new chunk; else a part
    /// of what others are asked for. Tells whether there was any.
    fn request_next(&mut self, link: LinkId) -> bool {
        let (_, to) = self.ends(link);
        let next = self.next_of_started(link).or_else(|| self.next_new(link));
        let Some((chunk, why)) = next else {
            return self.take_over(link) || self.race(link);
        };
        let Some(started) = self.started_mut(to, chunk) else {
            return false;
        };
        let bits = std::mem::take(&mut started.unrequested);
        self.begin(link, chunk, bits, None, why);
        if self.in_endgame(to) {
            // From here on neighbours that have nothing else to give can help.
            self.effects.push_back(Effect::RequestAll(to));
        }
        true
    }

    /// A chunk begun is finished first: of those the sender has the one with least left to request, of equal ones the
    /// one begun first.
    fn next_of_started(&self, link: LinkId) -> Option<(ChunkId, Request)> {
        let (_, to) = self.ends(link);
        let started = self.nodes[to.index()].started.iter();
        let open = started.filter(|s| s.unrequested > 0 && self.offers(link, s.chunk));
        let started = open.min_by_key(|started| started.unrequested)?;
        let missing = Bits(started.unrequested);
        Some((started.chunk, Request::Started { missing }))
    }

    /// A chunk not begun yet, by the rule of the scenario. It is begun by this.
    fn next_new(&mut self, link: LinkId) -> Option<(ChunkId, Request)> {
        let (from, to) = self.ends(link);
        let node = &self.nodes[to.index()];
        if node.untouched.is_empty() {
            return None;
        }
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        let untouched = node.untouched.words();
        match self.known.get(link.index()) {
            Some(known) => candidates.extend(untouched.zip(known.words()).map(|(a, b)| a & b)),
            None => {
                let offered = self.bitfields.of(from.index());
                candidates.extend(untouched.zip(offered).map(|(a, b)| a & b));
            }
        }
        #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
        let chosen = rarest_first::choose(
            node.rules.pick,
            &mut candidates,
            self.bitfields.copies(to.index()),
            node.neighbours.len() as u32,
            node.complete > 0,
            self.streams.of(to, Purpose::Pick),
        );
        self.candidates = candidates;
        let (chunk, why) = chosen?;
        let unrequested = self.chunk_bits(chunk);
        let node = &mut self.nodes[to.index()];
        node.untouched.remove(chunk);
        node.started.push(Started {
            chunk,
            unrequested,
            requests: 0,
        });
        Some((chunk, why))
    }

    fn started_mut(&mut self, peer: HostId, chunk: ChunkId) -> Option<&mut Started> {
        let started = &mut self.nodes[peer.index()].started;
        started.iter_mut().find(|started| started.chunk == chunk)
    }

    /// Whether everything that a peer lacks is requested, and the rule for that applies.
    fn in_endgame(&self, peer: HostId) -> bool {
        let node = &self.nodes[peer.index()];
        let all_requested = || node.started.iter().all(|started| started.unrequested == 0);
        self.rules.endgame && node.untouched.is_empty() && all_requested()
    }

    /// The slowest request of a peer, by the time it still takes, of those that the sender of a link could help with.
    fn slowest(
        &self,
        link: LinkId,
        helps: impl Fn(&Transfer, f64) -> bool,
    ) -> Option<(FlowId, f64)> {
        let (_, to) = self.ends(link);
        let left = |flow: FlowId| {
            let transfer = &self.transfers[flow as usize];
            let rate = self.bandwidth.rate(flow);
            let left = transfer.requested as f64 - transfer.arrived_at(self.now, rate);
            (left, left / rate)
        };
        let flows = self.bandwidth.inbound(to).iter().copied();
        let helped = flows.filter_map(|flow| {
            let transfer = &self.transfers[flow as usize];
            let (left, time) = left(flow);
            let is_open = transfer.is_busy() && left > 0.0 && self.offers(link, transfer.chunk);
            (is_open && helps(transfer, left)).then_some((flow, left, time, transfer.link))
        });
        let slowest = helped.max_by(|a, b| a.2.total_cmp(&b.2).then(b.3.cmp(&a.3)));
        slowest.map(|(flow, left, ..)| (flow, left))
    }

    /// A neighbour that has nothing else to give takes over half of the blocks that another has not begun to send.
    fn take_over(&mut self, link: LinkId) -> bool {
        let block = self.block;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // Fewer blocks than a chunk has.
        let not_begun = |left: f64| (left / block as f64).ceil() as u64 - 1;
        let helps = |transfer: &Transfer, left: f64| transfer.race.is_none() && not_begun(left) > 0;
        let Some((other, left)) = self.slowest(link, helps) else {
            return false;
        };
        let moved = not_begun(left).div_ceil(2) * block;
        let transfer = &mut self.transfers[other as usize];
        transfer.requested -= moved;
        let (chunk, shortened) = (transfer.chunk, transfer.link);
        let requested = Bits(transfer.requested);
        self.schedule_transfer(other);
        self.note(|| What::Shortened {
            link: shortened,
            asked: requested,
        });
        self.begin(link, chunk, moved, None, Request::TakenOver);
        true
    }

    /// Endgame (BEP 3): the last block of a request is asked of this neighbour too, and counts from whoever is first.
    fn race(&mut self, link: LinkId) -> bool {
        let (_, to) = self.ends(link);
        if !self.in_endgame(to) {
            return false;
        }
        let Some((other, _)) = self.slowest(link, |_, _| true) else {
            return false;
        };
        let transfer = &mut self.transfers[other as usize];
        let race = *transfer.race.get_or_insert_with(|| {
            self.races += 1;
            Race {
                number: self.races,
                block: (transfer.requested - 1) % self.block + 1,
            }
        });
        let chunk = transfer.chunk;
        self.begin(link, chunk, race.block, Some(race), Request::Endgame);
        true
    }

    /// Bits begin to flow, at the rate of the flow that goes on or, for a new one, as soon as the rates are solved.
    fn begin(&mut self, link: LinkId, chunk: ChunkId, bits: u64, race: Option<Race>, why: Request) {
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
        transfer.chunk = chunk;
        transfer.requested = bits;
        transfer.arrived = 0.0;
        transfer.since = self.now;
        transfer.race = race;
        self.schedule_transfer(flow);
    }

    /// Opens a flow over a link. Both ends begin to count it.
    fn open(&mut self, link: LinkId) -> FlowId {
        let (from, to) = self.ends(link);
        let accounts = [link, link.back()].map(|link| self.account(link));
        let flow = self.bandwidth.add(from, to);
        if let Some(sender) = self.accounts.get_mut(accounts[0]) {
            sender.upload = flow;
        }
        if let Some(receiver) = self.accounts.get_mut(accounts[1]) {
            receiver.download = flow;
        }
        let transfer = Transfer {
            link,
            from,
            to,
            accounts,
            chunk: 0,
            requested: 0,
            arrived: 0.0,
            since: self.now,
            last_block: self.now,
            race: None,
        };
        match self.transfers.get_mut(flow as usize) {
            Some(entry) => *entry = transfer,
            None => self.transfers.push(transfer),
        }
        self.flowing += 1;
        flow
    }

    /// The account of a link's sender with its receiver, opened if there is none.
    fn account(&mut self, link: LinkId) -> AccountId {
        let (host, _) = self.ends(link);
        let open = self.receiver(link).map_or(NONE, |n| n.account);
        if open != NONE {
            return open;
        }
        let id = self.accounts.open(link);
        if let Some(neighbour) = self.receiver_mut(link) {
            neighbour.account = id;
        }
        self.nodes[host.index()].accounts.push(id);
        id
    }

    /// Puts the end of a request into the queue, for its present rate.
    fn schedule_transfer(&mut self, flow: FlowId) {
        let rate = self.bandwidth.rate(flow);
        if let Some(time) = self.transfers[flow as usize].due_time(rate) {
            self.schedule(Due::Transfer(flow), time);
        }
    }

    /// What was requested has arrived.
    pub(super) fn arrived(&mut self, flow: FlowId) {
        let Transfer {
            link,
            from,
            to,
            chunk,
            requested,
            race,
            ..
        } = self.transfers[flow as usize];
        self.transfers[flow as usize].last_block = self.now;
        self.end(flow, requested);
        self.note(|| What::Received {
            from,
            to,
            link,
            chunk,
        });
        if let Some(race) = race {
            self.cancel_others(to, race);
        }
        self.end_request(to, chunk, 0, from);
        self.effects.push_back(Effect::Request(link));
        self.after_sending(from);
    }

    /// Ends a request of which so many bits have arrived, and counts them on both sides.
    fn end(&mut self, flow: FlowId, bits: u64) {
        let transfer = &mut self.transfers[flow as usize];
        (transfer.requested, transfer.arrived, transfer.race) = (0, 0.0, None);
        let (from, [sender, receiver]) = (transfer.from, transfer.accounts);
        self.nodes[from.index()].sent += bits;
        if let Some(account) = self.accounts.get_mut(sender) {
            account.exchanged.sent += bits;
        }
        if let Some(account) = self.accounts.get_mut(receiver) {
            account.exchanged.received += bits;
        }
    }

    /// A block has arrived that was also asked of others: these requests are cancelled (BEP 3: cancel).
    fn cancel_others(&mut self, peer: HostId, race: Race) {
        while let Some(other) = self.others_in(peer, race) {
            self.stop(other, Stop::Cancelled);
        }
        self.effects.push_back(Effect::RequestAll(peer));
    }

    /// The link of a request of a peer that takes part in a race.
    fn others_in(&self, peer: HostId, race: Race) -> Option<LinkId> {
        let flows = self.bandwidth.inbound(peer).iter();
        let mut others = flows.map(|flow| &self.transfers[*flow as usize]);
        let other = others.find(|transfer| transfer.race == Some(race));
        other.map(|transfer| transfer.link)
    }

    /// Ends what flows over a link before its time. Whole bits that arrived stay; the rest can be requested again.
    pub(super) fn stop(&mut self, link: LinkId, why: Stop) {
        let Some(flow) = self.flow(link) else {
            return;
        };
        let transfer = self.transfers[flow as usize];
        if transfer.is_busy() {
            let Transfer {
                from,
                to,
                chunk,
                requested,
                ..
            } = transfer;
            let arrived = transfer.whole_bits_at(self.now, self.bandwidth.rate(flow));
            self.end(flow, arrived);
            // While others send the same block, what arrived of it here is of no use, and it need not be requested.
            let elsewhere = match transfer.race {
                Some(race) if why == Stop::Cancelled || self.others_in(to, race).is_some() => {
                    race.block
                }
                _ => 0,
            };
            let kept = arrived.min(requested - elsewhere);
            self.nodes[to.index()].wasted += arrived - kept;
            self.note(|| What::Stopped {
                from,
                to,
                link,
                chunk,
                kept: Bits(kept),
                wasted: Bits(arrived - kept),
                why,
            });
            self.end_request(to, chunk, requested - elsewhere - kept, from);
        }
        self.close(link);
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
            self.effects.push_back(Effect::RequestAll(peer));
        }
    }

    /// Ends the flow of a link, if it has one.
    fn close(&mut self, link: LinkId) {
        let Some(flow) = self.flow(link) else {
            return;
        };
        self.cancel(Due::Transfer(flow));
        for account in self.transfers[flow as usize].accounts {
            if let Some(account) = self.accounts.get_mut(account) {
                if account.upload == flow {
                    account.upload = NONE;
                } else {
                    account.download = NONE;
                }
            }
        }
        self.flowing -= 1;
        self.bandwidth.remove(flow);
        self.note(|| What::Rate { link, bps: 0.0 });
    }
}
