//! What flows: requests, their ends, whole chunks and the news of them.

use super::bits;
use super::engine::{Due, Observer, Run, Timer};
use super::event::{ChunkId, HostId, LinkId, Request, Stop, What};
use super::picker::Choice;
use super::random::Purpose;
use super::state::{Neighbour, Race, Served, Started, Transfer};
use crate::bounds::Architecture;
use crate::scenario::Have;
use crate::units::Bits;

/// Blocks asked of one neighbour at a time: the five requests that Cohen 2003 keeps on their way.
const REQUEST_BLOCKS: u64 = 5;

impl<O: Observer> Run<O> {
    /// Every neighbour that serves a peer and sends it nothing is asked again.
    pub(super) fn ask_all(&mut self, peer: HostId) {
        for i in 0..self.hosts[peer.index()].served_by.len() {
            self.ask(self.hosts[peer.index()].served_by[i]);
        }
    }

    /// The receiver of a link asks its sender, by whom it is served, for the next blocks, if there are any to ask for.
    pub(super) fn ask(&mut self, link: LinkId) {
        if self.links[link.index()].transfer.is_some() || !self.receiver(link).is_interested {
            return;
        }
        let (from, to) = self.ends(link);
        let from_seed = self.is_seed(from);
        let mut request = self.next_of_started(link, from_seed);
        request = request.or_else(|| self.next_new(link));
        if from_seed {
            request = request.or_else(|| self.next_of_started(link, false));
        }
        let (chunk, why) = match request {
            Some(request) => request,
            None => return self.ask_in_endgame(link),
        };
        let most = if self.architecture == Architecture::ClientServer {
            u64::MAX
        } else {
            self.block * REQUEST_BLOCKS
        };
        let node = &mut self.hosts[to.index()];
        let Some(started) = node
            .started
            .iter_mut()
            .find(|started| started.chunk == chunk)
        else {
            return;
        };
        let asked = started.unasked.min(most);
        started.unasked -= asked;
        started.requests += 1;
        started.of_seed |= from_seed;
        self.begin(link, chunk, asked, None, why);
        if self.in_endgame(to) {
            // From here on neighbours that have nothing else to give can help with what others are asked for.
            self.restless.push(to);
        }
    }

    /// A chunk begun is finished first: of those the sender has, the one with least left to ask for.
    ///
    /// A seed is first asked only for what seeds were asked for before, else for something new (mainline's
    /// `PiecePicker` keeps `seedstarted` apart for this): what it alone has is not to wait for what others can finish.
    fn next_of_started(&self, link: LinkId, only_of_seed: bool) -> Option<(ChunkId, Request)> {
        let offered = self.offered(link);
        let (_, to) = self.ends(link);
        let open = self.hosts[to.index()].started.iter().filter(|started| {
            started.unasked > 0
                && (started.of_seed || !only_of_seed)
                && bits::has(offered, started.chunk)
        });
        let started = open.min_by_key(|started| started.unasked)?;
        Some((
            started.chunk,
            Request::Started {
                missing: Bits(started.unasked),
            },
        ))
    }

    /// A chunk not begun yet, by the rule of the scenario. It is begun by this.
    fn next_new(&mut self, link: LinkId) -> Option<(ChunkId, Request)> {
        let (from, to) = self.ends(link);
        let node = &self.hosts[to.index()];
        if node.untouched == 0 {
            return None;
        }
        #[allow(clippy::cast_possible_truncation)] // Neighbours are fewer than 2³².
        let choice = Choice {
            rule: node.rules.pick,
            wanted: self.untouched.of(to.index()),
            offered: self
                .told
                .get(link.index())
                .map_or(self.whole.of(from.index()), |told| told),
            copies: (&self.copies, to.index()),
            neighbours: node.neighbours.len() as u32,
            has_a_chunk: node.whole > 0,
        };
        let (chunk, why) = choice.make(self.streams.of(to, Purpose::Pick), &mut self.scratch)?;
        let unasked = self.chunk_bits(chunk);
        let node = &mut self.hosts[to.index()];
        node.untouched -= 1;
        bits::remove(self.untouched.of_mut(to.index()), chunk);
        node.started.push(Started {
            chunk,
            unasked,
            requests: 0,
            of_seed: false,
        });
        Some((chunk, why))
    }

    /// Whether everything a peer lacks has been asked for, and the rule for that applies.
    fn in_endgame(&self, peer: HostId) -> bool {
        let node = &self.hosts[peer.index()];
        self.rules.endgame
            && node.untouched == 0
            && node.started.iter().all(|started| started.unasked == 0)
    }

    /// Endgame (BEP 3): what others are asked for already is asked of this neighbour too.
    ///
    /// The neighbours are taken to start from opposite ends, so that first the blocks that the other has not begun
    /// move over, half of them at a time, and only a last block is sent twice: it counts for whoever is first.
    fn ask_in_endgame(&mut self, link: LinkId) {
        let (_, to) = self.ends(link);
        if !self.in_endgame(to) {
            return;
        }
        let offered = self.offered(link);
        let slowest = self.hosts[to.index()]
            .served_by
            .iter()
            .filter_map(|&other| {
                let entry = &self.links[other.index()];
                let transfer = entry
                    .transfer
                    .filter(|transfer| bits::has(offered, transfer.chunk))?;
                let left = transfer.asked as f64 - transfer.arrived_at(self.now, entry.rate);
                let time_left = if entry.rate > 0.0 {
                    left / entry.rate
                } else {
                    f64::INFINITY
                };
                (left > 0.0).then_some((other, transfer, left, time_left))
            });
        let Some((other, transfer, left, _)) =
            slowest.max_by(|a, b| a.3.total_cmp(&b.3).then(b.0.cmp(&a.0)))
        else {
            return;
        };
        let block = self.block;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // Fewer blocks than a chunk has.
        let not_begun = if transfer.race.is_some() {
            0
        } else {
            (left / block as f64).ceil() as u64 - 1
        };
        if not_begun > 0 {
            let moved = not_begun.div_ceil(2) * block;
            self.count_request(to, transfer.chunk);
            self.begin(link, transfer.chunk, moved, None, Request::Endgame);
            self.shorten(other, transfer.asked - moved);
            return;
        }
        let race = transfer.race.unwrap_or_else(|| {
            self.races += 1;
            Race {
                number: self.races,
                block: (transfer.asked - 1) % block + 1,
            }
        });
        if let Some(transfer) = &mut self.links[other.index()].transfer {
            transfer.race = Some(race);
        }
        self.count_request(to, transfer.chunk);
        self.begin(
            link,
            transfer.chunk,
            race.block,
            Some(race),
            Request::Endgame,
        );
    }

    fn count_request(&mut self, peer: HostId, chunk: ChunkId) {
        if let Some(started) = self.hosts[peer.index()]
            .started
            .iter_mut()
            .find(|started| started.chunk == chunk)
        {
            started.requests += 1;
        }
    }

    /// Takes the end off a request, since another neighbour is asked for it now.
    fn shorten(&mut self, link: LinkId, asked: u64) {
        if let Some(transfer) = &mut self.links[link.index()].transfer {
            transfer.asked = asked;
            self.schedule_transfer(link);
            self.note(|| What::Shortened {
                link,
                asked: Bits(asked),
            });
        }
    }

    /// Bits begin to flow, at the rate of the flow that goes on or, for a new one, as soon as the rates are solved.
    fn begin(
        &mut self,
        link: LinkId,
        chunk: ChunkId,
        asked: u64,
        race: Option<Race>,
        why: Request,
    ) {
        let (from, to) = self.ends(link);
        let now = self.now;
        let entry = &mut self.links[link.index()];
        entry.transfer = Some(Transfer {
            chunk,
            asked,
            arrived: 0.0,
            since: now,
            race,
        });
        let goes_on = std::mem::replace(&mut entry.flowing, true);
        if !goes_on {
            entry.last_block = now;
        }
        self.note(|| What::Requested {
            from,
            to,
            link,
            chunk,
            bits: Bits(asked),
            why,
        });
        if goes_on {
            self.schedule_transfer(link);
        } else {
            self.note_busy(link);
            self.note_busy(link.back());
            self.flowing += 1;
            self.bandwidth.add(link, from, to);
        }
    }

    /// What was asked for has arrived.
    pub(super) fn arrived(&mut self, link: LinkId) {
        let (from, to) = self.ends(link);
        let entry = &mut self.links[link.index()];
        let Some(transfer) = entry.transfer.take() else {
            return;
        };
        entry.last_block = self.now;
        entry.sent += transfer.asked;
        self.hosts[from.index()].sent += transfer.asked;
        let chunk = transfer.chunk;
        self.note(|| What::Received {
            from,
            to,
            link,
            chunk,
        });
        if let Some(race) = transfer.race {
            self.cancel_others(to, race);
        }
        self.end_request(to, chunk, 0, from);
        if self.served(link) != Served::No {
            self.ask(link);
        }
        if self.links[link.index()].transfer.is_none() {
            self.close(link);
        }
        self.after_sending(from);
    }

    /// A block has arrived that was also asked of others: these requests are cancelled (BEP 3: cancel).
    fn cancel_others(&mut self, peer: HostId, race: Race) {
        for i in 0..self.hosts[peer.index()].served_by.len() {
            let other = self.hosts[peer.index()].served_by[i];
            if self.runs_in(other, race) {
                self.stop(other, Stop::Cancelled);
                self.restless.push(peer);
            }
        }
    }

    fn runs_in(&self, link: LinkId, race: Race) -> bool {
        let running = self.links[link.index()]
            .transfer
            .and_then(|transfer| transfer.race);
        running.is_some_and(|running| running.number == race.number)
    }

    /// Ends a transfer early, if there is one. Whole bits that arrived stay; the rest will be asked for again.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // What arrived is between 0 and what was asked.
    pub(super) fn stop(&mut self, link: LinkId, why: Stop) {
        let (from, to) = self.ends(link);
        let now = self.now;
        let entry = &mut self.links[link.index()];
        if let Some(transfer) = entry.transfer.take() {
            let arrived = transfer.arrived_at(now, entry.rate) as u64;
            entry.sent += arrived;
            self.hosts[from.index()].sent += arrived;
            self.cancel(Due::Transfer(link));
            let chunk = transfer.chunk;
            // While others send the same block, what arrived of it here is of no use, and it need not be asked for.
            let elsewhere = match transfer.race {
                Some(race) if why == Stop::Cancelled || self.others_run_in(to, race) => race.block,
                _ => 0,
            };
            let kept = arrived.min(transfer.asked - elsewhere);
            self.hosts[to.index()].wasted += arrived - kept;
            let wasted = Bits(arrived - kept);
            self.note(|| What::Stopped {
                from,
                to,
                link,
                chunk,
                kept: Bits(kept),
                wasted,
                why,
            });
            self.end_request(to, chunk, transfer.asked - elsewhere - kept, from);
        }
        self.close(link);
    }

    fn others_run_in(&self, peer: HostId, race: Race) -> bool {
        let links = &self.hosts[peer.index()].served_by;
        links.iter().any(|&link| self.runs_in(link, race))
    }

    /// A request has ended; so many bits of it are to be asked for again. The chunk may be whole by it.
    fn end_request(&mut self, peer: HostId, chunk: ChunkId, unasked: u64, from: HostId) {
        let started = &mut self.hosts[peer.index()].started;
        let Some(at) = started.iter().position(|started| started.chunk == chunk) else {
            return;
        };
        started[at].requests -= 1;
        started[at].unasked += unasked;
        if unasked > 0 {
            self.restless.push(peer);
        } else if started[at].requests == 0 && started[at].unasked == 0 {
            started.remove(at);
            self.completed(peer, chunk, from);
        }
    }

    /// A chunk is whole; with the last one the file is.
    fn completed(&mut self, peer: HostId, chunk: ChunkId, from: HostId) {
        self.transfers += 1;
        self.hosts[peer.index()].whole += 1;
        bits::insert(self.whole.of_mut(peer.index()), chunk);
        self.hash.mix(self.now, 7, peer.0, chunk);
        self.note(|| What::Completed { peer, chunk, from });
        if self.hosts[peer.index()].whole == self.chunk_count {
            self.hosts[peer.index()].finished = Some(self.now);
            self.unfinished -= 1;
            self.note(|| What::Finished { peer });
            self.after_finish(peer);
        }
        if self.rules.have == Have::AtOnce {
            self.tell_all(peer, chunk);
        } else {
            self.need_no_more(peer, chunk);
        }
    }

    /// All neighbours hear of a chunk (BEP 3: have), which begins and ends interest.
    ///
    /// All count the new copy before any of them acts on it. To most it is no news otherwise, which one word
    /// of their chunks tells: they wait already, or they have it and more beside it that the peer lacks.
    fn tell_all(&mut self, peer: HostId, chunk: ChunkId) {
        let column = self.whole.column(chunk);
        let mine = column.word(peer.index());
        for neighbour in &self.hosts[peer.index()].neighbours {
            let host = neighbour.host.index();
            self.copies.add_one(host, chunk);
            let has_more = column.word(host) & !mine != 0;
            let has_it = column.has(host);
            if !(has_it & has_more | !has_it & neighbour.waits()) {
                self.news.push(neighbour.link);
            }
        }
        let mut news = std::mem::take(&mut self.news);
        news.retain_mut(|link| self.changes_interest(link, chunk));
        self.news = news;
        self.act_on_news();
    }

    /// Whether a new chunk of the sender of a link makes a difference between the two, and if so in which direction:
    /// the link becomes that one.
    fn changes_interest(&mut self, link: &mut LinkId, chunk: ChunkId) -> bool {
        let (peer, neighbour) = self.ends(*link);
        let (mine, its) = (
            self.whole.of(peer.index()),
            self.whole.of(neighbour.index()),
        );
        if !bits::has(its, chunk) {
            self.receiver_mut(*link).is_interested = true;
            return true;
        }
        let wants_more = bits::any_beyond(its, mine);
        *link = link.back();
        self.receiver_mut(*link).is_interested = wants_more;
        !wants_more
    }

    /// What is on offer over some links has changed: interest begins or ends, or there is more to ask for.
    fn act_on_news(&mut self) {
        let mut news = std::mem::take(&mut self.news);
        for link in news.drain(..) {
            match self.receiver(link) {
                Neighbour {
                    is_interested: false,
                    ..
                } => self.interest_ends(link),
                Neighbour {
                    service: Served::No,
                    ..
                } => self.interest_begins(link),
                _ => self.ask(link),
            }
        }
        self.news = news;
    }

    /// Where nobody is told: a peer with a new chunk needs it from no neighbour any more.
    fn need_no_more(&mut self, peer: HostId, chunk: ChunkId) {
        for i in 0..self.hosts[peer.index()].neighbours.len() {
            let link = self.hosts[peer.index()].neighbours[i].link.back();
            let offered = self.offered(link);
            if bits::has(offered, chunk) && !bits::any_beyond(offered, self.whole.of(peer.index()))
            {
                self.receiver_mut(link).is_interested = false;
                self.interest_ends(link);
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
        for i in 0..self.hosts[peer.index()].neighbours.len() {
            let link = self.hosts[peer.index()].neighbours[i].link.back();
            if self.hear(link) {
                self.news.push(link);
            }
        }
        self.act_on_news();
    }

    /// The receiver of a link hears what its sender has, and tells whether it wants any of it.
    fn hear(&mut self, link: LinkId) -> bool {
        let (from, to) = self.ends(link);
        let (its, mine) = (self.whole.of(from.index()), self.whole.of(to.index()));
        let Some(told) = self.told.get_mut(link.index()) else {
            return false;
        };
        self.copies.subtract(to.index(), told);
        self.copies.add(to.index(), its);
        told.copy_from_slice(its);
        let is_interested = bits::any_beyond(its, mine);
        self.receiver_mut(link).is_interested = is_interested;
        is_interested
    }

    /// The chunks that the receiver of a link knows its sender to have.
    fn offered(&self, link: LinkId) -> &[u64] {
        let (from, _) = self.ends(link);
        let told = self.told.get(link.index());
        told.map_or(self.whole.of(from.index()), |told| told)
    }

    /// Ends the flow of a link.
    fn close(&mut self, link: LinkId) {
        let entry = &mut self.links[link.index()];
        if !std::mem::replace(&mut entry.flowing, false) {
            return;
        }
        entry.rate = 0.0;
        self.flowing -= 1;
        self.still_since = self.now;
        self.bandwidth.remove(link);
        self.note(|| What::Rate { link, bps: 0.0 });
    }
}
