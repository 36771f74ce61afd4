//! An independent referee: it replays what a run says of itself, event by event, and names every breach of the rules.
//!
//! It is written against MODEL.md and BEP 3, and shares no code with the engine. It counts all bits itself, from the
//! rates; the events' vocabulary is used here and nowhere else in the folder.

#![allow(dead_code)] // Each test takes what it needs.
#![allow(unreachable_pub)] // It is a part of each test crate.

mod books;
mod stuck;

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::{Scenario, SeedRule};
use p2p_model::swarm::event::{Parting, Unchoke};
use p2p_model::swarm::{self, HostId, Run, Trace, What};
use std::collections::BTreeMap;

pub use books::{Books, Host, SlotState, Transfer};

/// Engine events after which a run is taken to have no end.
const MOST_EVENTS: u64 = 3_000_000;

/// Relative error that rounding may leave in a rate or a time.
pub const ROUNDING: f64 = 1e-9;

/// After how long the neighbours of a failed host notice, in seconds (BEP 3: generally 2 minutes).
pub const SILENCE: f64 = 120.0;

/// Every so many looks a host announces itself, however many neighbours it has (MODEL.md: each 30 min).
const REGULAR_LOOKS: f64 = 6.0;

/// One breach of the rules.
#[derive(Clone, Debug)]
pub struct Fault {
    /// When, in seconds.
    pub time: f64,
    /// What kind: the rule that is broken. Faults of one kind have equal ones.
    pub rule: &'static str,
    /// What happened.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}] at {} s: {}", self.rule, self.time, self.what)
    }
}

/// Plays a scenario both with and without a history, and names every breach of the rules in it.
pub fn faults(scenario: &Scenario, architecture: Architecture) -> Vec<Fault> {
    let end = |rule, what: String| {
        vec![Fault {
            time: 0.0,
            rule,
            what,
        }]
    };
    let mut run = Run::new(scenario, architecture).expect("valid and small");
    if !run.advance(MOST_EVENTS) {
        return end("every run ends", format!("not within {MOST_EVENTS} events"));
    }
    let trace = run.into_trace().expect("it keeps its history");
    let mut faults = faults_of(&trace);
    let bare = swarm::outcome(scenario, architecture).expect("valid and small");
    if bare != *trace.outcome() {
        faults.extend(end(
            "with and without a history a run is the same",
            format!("{bare:?}, but with a history {:?}", trace.outcome()),
        ));
    }
    faults
}

/// Every breach of the rules in a run that is over.
pub fn faults_of(trace: &Trace) -> Vec<Fault> {
    let mut referee = Referee {
        books: Books::of(trace),
        faults: Vec::new(),
        now: 0.0,
        rechoked: Vec::new(),
        announced: None,
    };
    for event in trace.events() {
        if event.time.0 != referee.now {
            referee.rest();
            referee.blame(event.time.0 > referee.now, "time goes on", || {
                format!("{} s comes later", event.time.0)
            });
            referee.now = event.time.0;
            referee.books.now = event.time.0;
        }
        referee.see(&event.what);
    }
    referee.rest();
    referee.end(trace);
    referee.faults
}

struct Referee {
    books: Books,
    faults: Vec<Fault>,
    now: f64,
    /// Who rechoked at this instant, and the links over which others wanted something then.
    rechoked: Vec<(HostId, Vec<usize>)>,
    /// Who announced itself last, and whom the tracker named.
    announced: Option<(HostId, Vec<HostId>)>,
}

impl Referee {
    /// Notes a fault unless it is right.
    fn blame(&mut self, is_right: bool, rule: &'static str, what: impl FnOnce() -> String) {
        // The first few tell enough.
        if !is_right && self.faults.len() < 50 {
            self.faults.push(Fault {
                time: self.now,
                rule,
                what: what(),
            });
        }
    }

    /// Whoever does something must be there and not have failed.
    fn acts(&mut self, host: HostId, what: &What) {
        let state = &self.books.hosts[host.index()];
        let (is_there, failed) = (state.is_there(), state.failed.is_some());
        self.blame(
            is_there,
            "nobody acts before coming or after leaving",
            || format!("{host}: {what:?}"),
        );
        self.blame(!failed, "nobody acts after failing", || {
            format!("{host}: {what:?}")
        });
    }

    /// A link must be what it is said to be.
    fn link(&mut self, link: usize, from: HostId, to: HostId, what: &What) {
        let is_right = self
            .books
            .lines
            .get(link)
            .is_some_and(|line| line.is_open && (line.from, line.to) == (from, to));
        self.blame(is_right, "links are open and have these ends", || {
            format!("{what:?}")
        });
    }

    fn see(&mut self, what: &What) {
        match what {
            What::Joined { host } => {
                let state = &self.books.hosts[host.index()];
                let is_new = state.joined.is_none();
                self.blame(is_new, "nobody comes twice", || format!("{host}"));
                self.books.join(*host);
            }
            What::Announced { peer, list } => {
                self.acts(*peer, what);
                self.check_announcement(*peer, list);
                self.announced = Some((*peer, list.to_vec()));
            }
            What::Connected { by, to, link } => {
                self.acts(*by, what);
                self.acts(*to, what);
                self.check_connection(*by, *to, link.index());
                self.books.connect(*by, *to);
            }
            What::Rechoked { host, .. } => {
                self.acts(*host, what);
                let wanting = self.books.wanting(*host).collect();
                self.rechoked.push((*host, wanting));
            }
            What::Unchoked {
                from,
                to,
                link,
                why,
            } => {
                self.acts(*from, what);
                self.link(link.index(), *from, *to, what);
                self.check_unchoke(*from, link.index(), *why);
                self.books.lines[link.index()].slot = Some(match why {
                    Unchoke::Optimistic { .. } => SlotState::Optimistic,
                    _ => SlotState::Regular,
                });
                self.check_slots(*from);
            }
            What::Choked { from, to, link, .. } => {
                self.acts(*from, what);
                self.link(link.index(), *from, *to, what);
                let line = &mut self.books.lines[link.index()];
                let (slot, sends) = (line.slot.take(), line.transfer.is_some());
                self.blame(slot.is_some(), "only who is unchoked is choked", || {
                    format!("{what:?}")
                });
                self.blame(!sends, "nothing is under way to one who is choked", || {
                    format!("{what:?}")
                });
            }
            What::Requested {
                from,
                to,
                link,
                chunk,
                bits,
                ..
            } => {
                self.acts(*to, what);
                self.link(link.index(), *from, *to, what);
                self.check_request(link.index(), *chunk, bits.0, what);
                self.books.begin(link.index(), *chunk, bits.0);
            }
            What::Rate { link, bps } => {
                let is_right = bps.is_finite() && *bps >= 0.0;
                self.blame(is_right, "rates are numbers", || format!("{what:?}"));
                self.books.rate(link.index(), *bps);
            }
            What::Received {
                from,
                to,
                link,
                chunk,
            } => {
                self.acts(*from, what);
                self.acts(*to, what);
                self.link(link.index(), *from, *to, what);
                self.end_transfer(link.index(), *chunk, None, what);
            }
            What::Stopped {
                from,
                to,
                link,
                chunk,
                kept,
                wasted,
                ..
            } => {
                self.link(link.index(), *from, *to, what);
                self.end_transfer(link.index(), *chunk, Some((kept.0, wasted.0)), what);
            }
            What::Completed { peer, chunk, .. } => {
                self.acts(*peer, what);
                let size = self.books.chunk_bits(*chunk);
                let state = &mut self.books.hosts[peer.index()];
                let (has, useful) = (state.has(*chunk), state.useful[*chunk as usize]);
                state.chunks |= 1 << chunk;
                self.blame(!has, "each chunk comes once", || format!("{what:?}"));
                self.blame(
                    useful == size,
                    "a chunk is whole when all its bits are there",
                    || format!("{what:?}: {useful} of {size} bits"),
                );
            }
            What::Finished { peer } => {
                self.acts(*peer, what);
                let (all, now) = (self.books.all_chunks(), self.now);
                let state = &mut self.books.hosts[peer.index()];
                let is_right = state.chunks == all && state.finished.is_none();
                state.finished = Some(now);
                self.blame(is_right, "who finishes has every chunk", || {
                    format!("{peer}")
                });
                self.check_pace(*peer);
            }
            What::Asked { peer } => {
                self.acts(*peer, what);
                self.books.hear(*peer);
            }
            What::Failed { host } => {
                self.acts(*host, what);
                self.books.hosts[host.index()].failed = Some(self.now);
            }
            What::Rerated { host, up, down } => {
                self.books.hosts[host.index()].rerated = Some(self.now);
                let state = &mut self.books.hosts[host.index()];
                (state.up, state.down) = (up.0, down.0);
                let is_right = state.failed.is_none() && state.left.is_none();
                self.blame(
                    is_right,
                    "a host that has failed or left has no link to change",
                    || format!("{what:?}"),
                );
            }
            What::Left { peer, why } => {
                self.check_departure(*peer, *why);
                self.books.leave(*peer);
            }
        }
    }

    fn check_announcement(&mut self, peer: HostId, list: &[HostId]) {
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

    fn check_connection(&mut self, by: HostId, to: HostId, link: usize) {
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

    fn check_unchoke(&mut self, from: HostId, link: usize, why: Unchoke) {
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
    fn check_slots(&mut self, host: HostId) {
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

    fn check_request(&mut self, link: usize, chunk: u32, bits: u64, what: &What) {
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
    fn end_transfer(&mut self, link: usize, chunk: u32, parts: Option<(u64, u64)>, what: &What) {
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
    fn check_pace(&mut self, peer: HostId) {
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

    fn check_departure(&mut self, peer: HostId, why: Parting) {
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

    /// After all that happens at one instant.
    fn rest(&mut self) {
        self.check_rates();
        for host in (0..).map(HostId).take(self.books.hosts.len()) {
            self.check_service(host);
        }
        for (host, wanting) in std::mem::take(&mut self.rechoked) {
            self.check_rechoke(host, &wanting);
        }
    }

    /// No link carries more than it can, and what flows shares it max–min fairly.
    fn check_rates(&mut self) {
        // By host: what its uplink carries and the fastest flow there, then the same for its downlink.
        let mut ports = vec![[(0.0_f64, 0.0_f64); 2]; self.books.hosts.len()];
        let mut flows = Vec::new();
        for line in self.books.lines.iter().filter(|line| line.is_open) {
            if line.rate > 0.0 || line.transfer.is_some() {
                for (host, way) in [(line.from, 0), (line.to, 1)] {
                    let (load, fastest) = &mut ports[host.index()][way];
                    *load += line.rate;
                    *fastest = fastest.max(line.rate);
                }
                flows.push((line.from, line.to, line.rate, line.transfer.is_some()));
            }
        }
        for (index, [(up, _), (down, _)]) in ports.iter().enumerate() {
            let host = &self.books.hosts[index];
            let room = 1.0 + ROUNDING;
            let is_right = *up <= self.books.capacity(host.up) * room
                && (index == 0 || *down <= self.books.capacity(host.down) * room)
                && (host.failed.is_none() || up + down == 0.0);
            self.blame(is_right, "no link carries more than it can", || {
                format!("host {index} sends {up} and receives {down} b/s")
            });
        }
        for (from, to, rate, is_asked) in flows {
            let (sender, receiver) = (
                &self.books.hosts[from.index()],
                &self.books.hosts[to.index()],
            );
            if sender.failed.is_some() || receiver.failed.is_some() {
                continue;
            }
            let is_bottleneck = |(load, fastest): (f64, f64), capacity: u64| {
                load >= self.books.capacity(capacity) * (1.0 - ROUNDING)
                    && rate >= fastest * (1.0 - ROUNDING)
            };
            let is_right = is_asked
                && rate > 0.0
                && (is_bottleneck(ports[from.index()][0], sender.up)
                    || is_bottleneck(ports[to.index()][1], receiver.down));
            self.blame(
                is_right,
                "what is asked for flows, at max–min fair rates",
                || format!("from {from} to {to}: {rate} b/s, asked for: {is_asked}"),
            );
        }
    }

    /// No slot is empty while somebody waits, and nobody has one who wants nothing.
    fn check_service(&mut self, id: HostId) {
        let host = &self.books.hosts[id.index()];
        if !host.is_there() || host.failed.is_some() {
            return;
        }
        self.check_slots(id);
        let host = &self.books.hosts[id.index()];
        let (regular, optimistic) = self.books.unchoked(id);
        if host.up == 0 {
            return self.blame(
                regular + optimistic == 0,
                "a host that uploads nothing unchokes nobody",
                || format!("{id}"),
            );
        }
        let is_healthy = |link: &usize| {
            let to = self.books.lines[*link].to;
            self.books.hosts[to.index()].failed.is_none()
        };
        let useless =
            host.links.iter().copied().filter(is_healthy).find(|link| {
                self.books.lines[*link].slot.is_some() && !self.books.is_wanted(*link)
            });
        let waiting: Vec<usize> = self
            .books
            .wanting(id)
            .filter(is_healthy)
            .filter(|link| self.books.lines[*link].slot.is_none())
            .collect();
        let (slots, has_optimistic) = (host.slots, host.optimistic);
        let mut worthy = 0;
        for link in &waiting {
            worthy += usize::from(!self.books.may_be_snubbing(id, *link));
        }
        let has_free = slots.is_none_or(|slots| regular < slots);
        let lacks_optimistic = has_optimistic && optimistic == 0;
        self.blame(
            useless.is_none(),
            "nobody is unchoked who wants nothing",
            || format!("{id}, link {useless:?}"),
        );
        self.blame(
            !(has_free && worthy > 0),
            "no slot is free while somebody waits",
            || format!("{id} unchokes {regular} and {worthy} wait"),
        );
        self.blame(
            !lacks_optimistic || waiting.is_empty(),
            "no optimistic slot is free while somebody waits",
            || format!("{id}, {} wait", waiting.len()),
        );
    }

    /// Where slots go by rate, nobody who waits was passed over by a rechoke for one who exchanged less.
    fn check_rechoke(&mut self, id: HostId, wanting: &[usize]) {
        let host = &self.books.hosts[id.index()];
        if !host.is_there()
            || host.failed.is_some()
            || host.up == 0
            || host.finished == Some(self.now)
        {
            return;
        }
        let by_rate = match host.finished {
            Some(_) => self.books.scenario.rules.serve == SeedRule::FastestTakers,
            None => self.books.trades(id),
        };
        if !by_rate || !self.books.is_exact() {
            return;
        }
        let is_seed = host.finished.is_some();
        let (mut worst, mut passed) = (f64::INFINITY, 0.0_f64);
        for link in wanting {
            let line = &self.books.lines[*link];
            let (slot, to) = (line.slot, line.to);
            if !self.books.hosts[to.index()].is_well() || !self.books.is_wanted(*link) {
                continue;
            }
            let bits = self
                .books
                .window(id, if is_seed { *link } else { link ^ 1 })
                .0;
            match slot {
                Some(SlotState::Regular) => worst = worst.min(bits),
                Some(SlotState::Optimistic) => {}
                None if self.books.may_be_snubbing(id, *link) => {}
                None => passed = passed.max(bits),
            }
        }
        self.blame(
            passed <= worst + 64.0 + passed * 1e-6,
            "a rechoke unchokes those that exchanged most",
            || format!("{id} passes over one with {passed} bits for one with {worst}"),
        );
    }

    /// After the last event.
    fn end(&mut self, trace: &Trace) {
        self.check_acts();
        self.check_outcome(trace);
        self.check_snapshot(trace);
        if let Some((rule, what)) = stuck::premature(&self.books) {
            self.blame(false, rule, || what);
        }
    }

    /// What was to be done to the swarm was done, and who was to leave has left.
    fn check_acts(&mut self) {
        let missing: Vec<String> = self.books.undone();
        self.blame(
            missing.is_empty(),
            "what is to happen happens at its time",
            || missing.join("; "),
        );
    }

    fn check_outcome(&mut self, trace: &Trace) {
        let outcome = trace.outcome();
        let peers = || self.books.hosts.iter().skip(1);
        let finish: Vec<Option<f64>> = peers().map(|host| host.finished).collect();
        let told: Vec<Option<f64>> = outcome
            .finish
            .iter()
            .map(|finish| finish.map(|t| t.0))
            .collect();
        let unfinished: Vec<u32> = (1..)
            .zip(&finish)
            .filter(|(_, finish)| finish.is_none())
            .map(|(peer, _)| peer)
            .collect();
        let stuck: Vec<u32> = outcome.stuck.iter().map(|stuck| stuck.peer.0).collect();
        let transfers: u32 = peers().map(|host| host.chunks.count_ones()).sum();
        let wasted: u64 = peers().map(|host| host.wasted).sum();
        let is_right = told == finish
            && stuck == unfinished
            && outcome.transfers == u64::from(transfers)
            && outcome.wasted.0 == wasted;
        self.blame(is_right, "the outcome is what happened", || {
            format!("{outcome:?}")
        });
        let wrong = outcome
            .stuck
            .iter()
            .find_map(|stuck| stuck::wrong_reason(&self.books, stuck));
        self.blame(
            wrong.is_none(),
            "who is stuck is told the right reason",
            || wrong.unwrap_or_default(),
        );
        let bounds = Bounds::of(trace.scenario()).expect("the scenario is valid");
        let bound = match trace.architecture() {
            Architecture::P2p => bounds.p2p.seconds.0,
            Architecture::ClientServer => bounds.client_server.seconds.0,
        };
        if let (Some(finish), true) = (outcome.finish_time(), trace.scenario().acts.is_empty()) {
            self.blame(
                finish.0 >= bound * (1.0 - ROUNDING),
                "no run beats its bound",
                || format!("{finish:?}, and the bound is {bound} s"),
            );
        }
    }

    /// The snapshot at the end says the same as these books.
    fn check_snapshot(&mut self, trace: &Trace) {
        let end = trace.at(trace.end());
        let mut wrong = BTreeMap::new();
        for (index, (host, told)) in self.books.hosts.iter().zip(&end.hosts).enumerate() {
            let chunks = told
                .chunks
                .iter()
                .fold(0_u64, |all, chunk| all | 1 << chunk);
            let is_right = chunks == host.chunks
                && told.present == host.is_there()
                && told.failed == host.failed.is_some()
                && told.finished.map(|time| time.0) == host.finished
                && (told.sent.0, told.received.0, told.wasted.0)
                    == (host.sent, host.received, host.wasted)
                && (told.up.0, told.down.0) == (host.up, host.down)
                && told
                    .links
                    .iter()
                    .map(|link| link.index())
                    .eq(host.links.iter().copied());
            if !is_right {
                wrong.insert(index, format!("{told:?}, but {host:?}"));
            }
        }
        self.blame(
            wrong.is_empty(),
            "the snapshot at the end is what happened",
            || format!("{wrong:?}"),
        );
    }
}
