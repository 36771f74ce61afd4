//! What happens: each event is held to the rules as it comes.

use super::*;

impl Referee {
    pub(super) fn check_announcement(&mut self, peer: HostId, list: &[HostId]) {
        let state = &self.books.hosts[peer.index()];
        let rules = &self.books.scenario.rules;
        let looks = (self.now - state.joined.unwrap_or(0.0)) / rules.announce.0;
        let look = looks.round();
        let is_due = (looks - look).abs() < 1e-6
            && (look % REGULAR_LOOKS == 0.0 || state.links.len() < rules.few as usize);
        let most = rules.tracker_list as usize;
        self.blame(
            is_due,
            "a host announces itself at a look, when it has few neighbours",
            || format!("{peer}, look {looks}"),
        );
        let is_known = |host: &HostId| {
            let other = &self.books.hosts[host.index()];
            // One that failed says no goodbye.
            let stays = other.left.is_none() || other.failed.is_some();
            *host != peer && other.joined.is_some() && stays
        };
        let is_right = list.len() <= most
            && list.iter().all(is_known)
            && list
                .iter()
                .all(|host| list.iter().filter(|other| *other == host).count() == 1);
        self.blame(
            is_right,
            "the tracker names others that came and said no goodbye, each once",
            || format!("to {peer}: {list:?}"),
        );
    }

    pub(super) fn check_connection(&mut self, by: HostId, to: HostId, link: usize) {
        let (caller, called) = (&self.books.hosts[by.index()], &self.books.hosts[to.index()]);
        let rules = &self.books.scenario.rules;
        let is_client_server = self.books.architecture == Architecture::ClientServer;
        let has_room = is_client_server
            || (caller.links.len() < rules.connect as usize
                && called.links.len() < rules.accept as usize);
        let are_neighbours = self.books.are_neighbours(by, to);
        let is_named = match (&self.announced, is_client_server) {
            (_, true) => to == HostId::SERVER,
            (Some((peer, list)), false) => *peer == by && list.contains(&to),
            (None, false) => false,
        };
        let is_next = link == self.books.lines.len();
        self.blame(has_room, "connections stay within the limits", || {
            format!("{by} to {to}")
        });
        self.blame(
            !are_neighbours && by != to && is_next,
            "two hosts connect once",
            || format!("{by} to {to}"),
        );
        self.blame(
            is_named,
            "a host connects to those that the tracker named",
            || format!("{by} to {to}"),
        );
    }

    pub(super) fn check_unchoke(&mut self, from: HostId, link: usize, why: Unchoke) {
        let line = &self.books.lines[link];
        let (slot, to) = (line.slot, line.to);
        let is_optimistic = matches!(why, Unchoke::Optimistic { .. });
        let is_promoted = slot == Some(SlotState::Optimistic) && !is_optimistic;
        self.blame(
            slot.is_none() || is_promoted,
            "only who is choked is unchoked",
            || format!("{from} unchokes {to}: {why:?}"),
        );
        // Who snubs is found at a rechoke: one has surely come since.
        let silent = self.books.silence(link ^ 1);
        if let (Some(limit), false, false) = (
            self.books.scenario.rules.snub,
            is_optimistic,
            self.books.hosts[from.index()].finished.is_some(),
        ) && self.books.trades(from)
        {
            let is_snubbing = silent > limit.0 + self.books.scenario.rules.rechoke.0;
            self.blame(!is_snubbing, "who snubs gets no regular slot", || {
                format!("{from} unchokes {to}, which sent no block for {silent} s: {why:?}")
            });
        }
        if let Unchoke::Reciprocation(place) | Unchoke::FastestTaker(place) = why {
            let way = match why {
                Unchoke::Reciprocation(_) => link ^ 1,
                _ => link,
            };
            let (bits, over) = self.books.window(from, way);
            let is_near = (place.bits.0 as f64 - bits).abs() <= 64.0 + bits * 1e-6;
            let is_right = (place.over.0 - over).abs() <= ROUNDING * over.max(1.0)
                && (is_near || !self.books.is_exact());
            self.blame(
                is_right,
                "ranks go by the bits of the last two intervals",
                || format!("{from} of {to}: {place:?}, but it is {bits} bits in {over} s"),
            );
        }
    }

    /// Never more than the slots, in whatever order things happen.
    pub(super) fn check_slots(&mut self, host: HostId) {
        let state = &self.books.hosts[host.index()];
        let (regular, optimistic) = self.books.unchoked(host);
        let most = usize::from(state.optimistic);
        let is_right = state.slots.is_none_or(|slots| regular <= slots) && optimistic <= most;
        let slots = state.slots;
        self.blame(
            is_right,
            "never more neighbours than slots are unchoked",
            || {
                format!(
                    "{host} unchokes {regular} and {optimistic}, with {slots:?} slots and {most}"
                )
            },
        );
    }

    pub(super) fn check_request(&mut self, link: usize, chunk: u32, bits: u64, what: &What) {
        let line = &self.books.lines[link];
        let (from, to) = (
            &self.books.hosts[line.from.index()],
            &self.books.hosts[line.to.index()],
        );
        let size = self.books.chunk_bits(chunk);
        let under_way: u64 = self
            .books
            .transfers()
            .filter(|(other, transfer)| other.to == line.to && transfer.chunk == chunk)
            .map(|(_, transfer)| transfer.asked)
            .sum();
        let may_be_twice = self.books.scenario.rules.endgame;
        let checks = [
            (line.slot.is_some(), "only who is unchoked asks"),
            (
                line.next.is_none() && (line.transfer.is_none() || to.chunks != 0),
                "two requests at a time go to a neighbour, and one where the peer has no chunk yet",
            ),
            (from.has(chunk), "nobody is asked for a chunk that it lacks"),
            (
                self.books.offered(link) & 1 << chunk != 0,
                "nobody asks for what it has not heard of",
            ),
            (!to.has(chunk), "nobody asks for a chunk that it has"),
            (
                bits > 0 && bits <= size,
                "a request is for a part of a chunk",
            ),
            (
                may_be_twice || to.useful[chunk as usize] + under_way + bits <= size,
                "nothing is asked for twice without an endgame",
            ),
            (from.failed.is_none(), "nobody is asked after failing"),
            (from.is_there(), "nobody is asked after leaving"),
        ];
        for (is_right, rule) in checks {
            self.blame(is_right, rule, || format!("{what:?}"));
        }
    }

    /// What came by a request: all of it, or so many bits that count and so many that do not.
    pub(super) fn end_transfer(
        &mut self,
        link: usize,
        chunk: u32,
        parts: Option<(u64, u64)>,
        what: &What,
    ) {
        self.books.bring_up(link);
        let now = self.now;
        let line = &mut self.books.lines[link];
        if line.next.is_some_and(|next| next.chunk == chunk) {
            line.next = None;
            return self.blame(
                parts == Some((0, 0)),
                "nothing comes of what is to come next",
                || format!("{what:?}"),
            );
        }
        let next = line.next.take().map(|next| Transfer { since: now, ..next });
        let Some(transfer) =
            std::mem::replace(&mut line.transfer, next).filter(|transfer| transfer.chunk == chunk)
        else {
            return self.blame(false, "what ends has begun", || format!("{what:?}"));
        };
        let (kept, wasted) = parts.unwrap_or((transfer.asked, 0));
        // Where it stops in between, a part of a bit is lost.
        let lost = if parts.is_some() { 1.0 } else { 0.0 };
        let missing = transfer.arrived - (kept + wasted) as f64;
        // A time has 53 binary digits.
        let instant = self.now * f64::EPSILON;
        let rounding = 0.5 + transfer.asked as f64 * 1e-7 + line.rate * instant;
        let is_right =
            (-rounding..=lost + rounding).contains(&missing) && kept + wasted <= transfer.asked;
        self.blame(is_right, "bits sent are bits received", || {
            format!("{what:?}, but by the rates {} bits came", transfer.arrived)
        });
        let has = self.books.hosts[self.books.lines[link].to.index()].has(chunk);
        self.blame(!has || kept == 0, "each chunk comes once", || {
            format!("{what:?}, and the chunk is there already")
        });
        self.books.count(link, chunk, kept, wasted);
    }

    /// Nobody is quicker than its own link.
    pub(super) fn check_pace(&mut self, peer: HostId) {
        let Some(least) = self.books.least_time(peer) else {
            return;
        };
        let state = &self.books.hosts[peer.index()];
        let took = self.now - state.joined.unwrap_or(0.0);
        self.blame(
            took >= least * (1.0 - ROUNDING) - self.now * 1e-12,
            "nobody is quicker than its link",
            || format!("{peer} took {took} s, and its link takes {least} s"),
        );
    }

    pub(super) fn check_departure(&mut self, peer: HostId, why: Parting) {
        let state = &self.books.hosts[peer.index()];
        let is_due = |from: f64, after: f64| (self.now - from - after).abs() <= 1e-6;
        let is_dismissed = self.books.dismissals(peer).any(|time| time == self.now);
        let is_right = match (why, state.failed, state.finished) {
            (Parting::Silent, Some(failed), _) => is_due(failed, SILENCE),
            (Parting::Early, None, None) => is_dismissed,
            (Parting::Done, None, Some(finished)) => {
                is_dismissed
                    || state.stay.is_some_and(|stay| is_due(finished, stay))
                    || (peer == HostId::SERVER && self.books.has_served_enough())
            }
            _ => false,
        };
        let (failed, finished) = (state.failed, state.finished);
        let is_under_way = |link: &usize| self.books.lines[*link].transfer.is_some();
        let mut links = state.links.iter();
        let is_idle = !links.any(|link| is_under_way(link) || is_under_way(&(link ^ 1)));
        let is_there = state.is_there();
        self.blame(
            is_right && is_there,
            "who leaves has a reason to, at its time",
            || format!("{peer}, {why:?}; failed {failed:?}, finished {finished:?}"),
        );
        self.blame(
            is_idle,
            "what flows from or to one who leaves has stopped",
            || format!("{peer}"),
        );
    }
}
