//! Who is there: arrivals, the tracker, connections, departures, failures, and what is done to the swarm meanwhile.

use super::bits;
use super::engine::{Due, Observer, Run, Timer};
use super::event::{HostId, LinkId, Parting, Stop, What};
use super::random::{Purpose, choose, exponential};
use super::state::{End, Link, Neighbour, Served};
use crate::bounds::Architecture;
use crate::scenario::{ActKind, Arrive, Finish, Have, Origin};
use crate::units::BitRate;

/// How long a connection may be silent before it is closed, in seconds (BEP 3: generally 2 minutes).
const SILENCE: f64 = 120.0;

/// A peer announces itself at every so many looks at its neighbours, however many they are: each half hour at the
/// default of 5 minutes, the interval that trackers commonly ask for.
const REGULAR_LOOKS: u32 = 6;

/// Looks that a swarm in which nothing flows is given to find a way on, before it is said to be stuck.
const PATIENCE: f64 = 2.0 * REGULAR_LOOKS as f64;

impl<O: Observer> Run<O> {
    /// The server comes first, then the peers by number; those who come at one time, in random order,
    /// so that no class is served first for being named first. Those that join by an act come with it.
    pub(super) fn schedule_arrivals(&mut self) {
        let joining = self.scenario.joining().count();
        let mut peers: Vec<HostId> = (1..)
            .map(HostId)
            .take(self.hosts.len() - 1 - joining)
            .collect();
        self.to_come = 1 + peers.len();
        self.schedule(Due::Timer(Timer::Arrival, HostId::SERVER), 0.0);
        let rng = self.streams.of(HostId::SERVER, Purpose::Tracker);
        let mut time = 0.0;
        let times: Vec<f64> = match self.rules.arrive {
            Arrive::Every(interval) => {
                if interval.0 == 0.0 {
                    let all = peers.len();
                    choose(rng, &mut peers, all);
                }
                (0_u32..)
                    .take(peers.len())
                    .map(|place| f64::from(place) * interval.0)
                    .collect()
            }
            Arrive::Poisson(mean) => peers
                .iter()
                .map(|_| {
                    time += mean.0 * exponential(rng);
                    time
                })
                .collect(),
        };
        for (peer, time) in peers.into_iter().zip(times) {
            self.schedule(Due::Timer(Timer::Arrival, peer), time);
        }
        self.to_come += self.scenario.acts.len();
    }

    pub(super) fn arrive(&mut self, host: HostId) {
        self.to_come -= 1;
        let node = &mut self.hosts[host.index()];
        node.present = true;
        node.since = self.now;
        self.hash.mix(self.now, 1, host.0, 0);
        self.note(|| What::Joined { host });
        match self.architecture {
            Architecture::ClientServer if host == HostId::SERVER => {}
            Architecture::ClientServer => self.connect(host, HostId::SERVER),
            Architecture::P2p => {
                self.announce(host);
                self.start_timers(host);
            }
        }
    }

    fn start_timers(&mut self, host: HostId) {
        let node = &self.hosts[host.index()];
        let (phase, optimistic) = (node.phase, node.rules.optimistic);
        let rechoke = phase * self.rules.rechoke.0;
        self.schedule(Due::Timer(Timer::Rechoke, host), self.now + rechoke);
        if let Some(interval) = optimistic {
            self.schedule(
                Due::Timer(Timer::Optimistic, host),
                self.now + rechoke + interval.0,
            );
        }
        self.schedule(
            Due::Timer(Timer::Announce, host),
            self.now + self.rules.announce.0,
        );
        if let Have::Every(interval) = self.rules.have
            && host != HostId::SERVER
        {
            self.schedule(Due::Timer(Timer::Ask, host), self.now + phase * interval.0);
        }
    }

    /// A host asks the tracker for others and connects to them. The server, which comes first, finds nobody then.
    fn announce(&mut self, host: HostId) {
        let rng = self.streams.of(host, Purpose::Tracker);
        let list = self.tracker.announce(host, self.rules.tracker_list, rng);
        if !list.is_empty() {
            self.note(|| What::Announced {
                peer: host,
                list: list.clone(),
            });
            self.call(host, &list);
        }
    }

    /// A host asks the tracker again where its neighbours have become few, and each so many looks in any case, as
    /// trackers want it. Seeds do so too: a peer with all the connections it may start is found by them only.
    pub(super) fn announce_due(&mut self, peer: HostId) {
        let node = &mut self.hosts[peer.index()];
        if !node.failed {
            node.looks += 1;
            if node.neighbours.len() < self.rules.few as usize
                || node.looks.is_multiple_of(REGULAR_LOOKS)
            {
                self.announce(peer);
            }
            self.schedule(
                Due::Timer(Timer::Announce, peer),
                self.now + self.rules.announce.0,
            );
        }
    }

    /// Connects to those on the list, as far as both sides' limits go.
    fn call(&mut self, host: HostId, list: &[HostId]) {
        for &other in list {
            if self.can_connect(host, other) {
                self.connect(host, other);
            }
        }
    }

    fn can_connect(&self, by: HostId, to: HostId) -> bool {
        let (caller, called) = (&self.hosts[by.index()], &self.hosts[to.index()]);
        caller.neighbours.len() < self.rules.connect as usize
            && called.neighbours.len() < self.rules.accept as usize
            && (called.present && !called.failed)
            && caller
                .neighbours
                .iter()
                .all(|neighbour| neighbour.host != to)
    }

    /// Connects two hosts; each learns what the other has (BEP 3: bitfield), and interest follows.
    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² links.
    fn connect(&mut self, by: HostId, to: HostId) {
        let link = LinkId(self.links.len() as u32);
        for (from, to, link) in [(by, to, link), (to, by, link.back())] {
            let whole = self.whole.of(from.index());
            self.links.push(Link::default());
            if self.rules.have != Have::AtOnce {
                self.told.push(whole.into());
            }
            self.copies.add(to.index(), whole);
            let neighbours = &mut self.hosts[from.index()].neighbours;
            self.links_to.push(End {
                to,
                place: neighbours.len() as u32,
            });
            neighbours.push(Neighbour {
                host: to,
                link,
                is_interested: bits::any_beyond(whole, self.whole.of(to.index())),
                service: Served::No,
                is_new: true,
                is_apart: false,
            });
        }
        self.hash.mix(self.now, 2, by.0, to.0);
        self.note(|| What::Connected { by, to, link });
        for link in [link, link.back()] {
            if self.receiver(link).is_interested {
                self.interest_begins(link);
            }
        }
    }

    /// A host goes, by the end of its stay, by an act, or by its silence; what was on its way from or to it stops.
    pub(super) fn leave(&mut self, host: HostId) {
        if !self.hosts[host.index()].present {
            return;
        }
        let neighbours = self.hosts[host.index()].neighbours.clone();
        // First all transfers stop: one that was due at this very instant has arrived, and may complete a chunk
        // and so start others. Then, when nothing can happen any more, the connections go.
        for &Neighbour { link, .. } in &neighbours {
            self.stop(link, Stop::Left);
            self.stop(link.back(), Stop::Left);
        }
        for neighbour in &neighbours {
            self.disconnect(neighbour.link);
        }
        self.hosts[host.index()].neighbours.clear();
        self.hosts[host.index()].busy.clear();
        let node = &mut self.hosts[host.index()];
        node.present = false;
        let (failed, finished) = (node.failed, node.finished.is_some());
        if !failed {
            self.tracker.forget(host);
            self.stop_timers(host);
            if !finished {
                self.unfinished -= 1;
            }
        }
        let why = match (failed, finished) {
            (true, _) => Parting::Silent,
            (false, true) => Parting::Done,
            (false, false) => Parting::Early,
        };
        self.hash.mix(self.now, 3, host.0, 0);
        self.note(|| What::Left { peer: host, why });
        for neighbour in neighbours {
            self.fill_slots(neighbour.host);
            self.restless.push(neighbour.host);
        }
    }

    /// Ends a connection because the sender of the link is gone.
    fn disconnect(&mut self, link: LinkId) {
        self.abandon(link);
        self.abandon(link.back());
        let (from, to) = self.ends(link);
        let told = self.told.get(link.index());
        let known = told.map_or(self.whole.of(from.index()), |told| told);
        self.copies.subtract(to.index(), known);
        let place = self.links_to[link.back().index()].place as usize;
        let node = &mut self.hosts[to.index()];
        node.busy.retain(|&busy| busy != link.back());
        node.neighbours.remove(place);
        for moved in &node.neighbours[place..] {
            self.links_to[moved.link.index()].place -= 1;
        }
    }

    fn stop_timers(&mut self, host: HostId) {
        for timer in [
            Timer::Rechoke,
            Timer::Optimistic,
            Timer::Announce,
            Timer::Ask,
            Timer::Departure,
        ] {
            self.cancel(Due::Timer(timer, host));
        }
    }

    /// A peer has finished: it leaves at once, later, or not at all.
    pub(super) fn after_finish(&mut self, peer: HostId) {
        match self.hosts[peer.index()].rules.finish {
            Finish::Stay => {}
            Finish::Leave(stay) if stay.0 == 0.0 => self.leaving.push(peer),
            Finish::Leave(stay) => {
                self.schedule(Due::Timer(Timer::Departure, peer), self.now + stay.0);
            }
        }
    }

    /// The server may leave once it has sent so many copies of the file.
    pub(super) fn after_sending(&mut self, host: HostId) {
        let (HostId::SERVER, Origin::LeaveAfter { copies }) = (host, self.rules.origin) else {
            return;
        };
        let enough = self.scenario.file.0.saturating_mul(u64::from(copies));
        if self.hosts[host.index()].sent >= enough {
            self.leaving.push(host);
        }
    }

    /// The next act comes at its time.
    pub(super) fn schedule_act(&mut self) {
        if let Some(act) = self.scenario.acts.get(self.acts_done) {
            self.schedule(Due::Act, act.time.0);
        }
    }

    pub(super) fn act_due(&mut self) {
        let act = self.scenario.acts[self.acts_done];
        let joined = self.scenario.acts[..self.acts_done]
            .iter()
            .filter(|act| matches!(act.what, ActKind::Join { .. }))
            .count();
        self.acts_done += 1;
        self.to_come -= 1;
        match act.what {
            ActKind::Leave { host } => self.dismiss(HostId(host)),
            ActKind::Fail { host } => self.fail(HostId(host)),
            ActKind::Join { .. } => {
                let before = self.hosts.len() - self.scenario.joining().count();
                #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² hosts.
                let host = HostId((before + joined) as u32);
                self.to_come += 1;
                self.arrive(host);
            }
            ActKind::Mute { host } => self.set_rates(HostId(host), BitRate(0), None),
            ActKind::Rates { host, up, down } => self.set_rates(HostId(host), up, Some(down)),
        }
        self.schedule_act();
    }

    /// A host leaves by an act; one that has not come yet never does.
    fn dismiss(&mut self, host: HostId) {
        if self.hosts[host.index()].present {
            self.leaving.push(host);
        } else if self.is_awaited(host) {
            self.cancel(Due::Timer(Timer::Arrival, host));
            self.to_come -= 1;
            self.unfinished -= 1;
        }
    }

    /// Whether a host of the classes has not come yet.
    fn is_awaited(&self, host: HostId) -> bool {
        self.queue
            .contains(self.entry(Due::Timer(Timer::Arrival, host)))
    }

    /// A host falls silent: nothing flows from or to it, and its neighbours find out when its time has run out.
    fn fail(&mut self, host: HostId) {
        if !self.hosts[host.index()].present || self.hosts[host.index()].failed {
            return self.dismiss(host);
        }
        let node = &mut self.hosts[host.index()];
        node.failed = true;
        node.uploads = false;
        if node.finished.is_none() {
            self.unfinished -= 1;
        }
        self.hash.mix(self.now, 8, host.0, 0);
        self.note(|| What::Failed { host });
        self.stop_timers(host);
        self.bandwidth.set_capacity(host, 0.0, 0.0);
        self.schedule(Due::Timer(Timer::Departure, host), self.now + SILENCE);
    }

    /// The link of a host changes; with no upload it serves nobody any more, with some it may begin to.
    fn set_rates(&mut self, host: HostId, up: BitRate, down: Option<BitRate>) {
        let node = &mut self.hosts[host.index()];
        if node.failed {
            return;
        }
        let spec = &mut self.current[host.index()];
        *spec = (up, down.unwrap_or(spec.1));
        let (up, down) = *spec;
        let is_client = self.architecture == Architecture::ClientServer && host != HostId::SERVER;
        node.uploads = up.0 > 0 && !is_client;
        self.bandwidth
            .set_capacity(host, up.0 as f64, down.0 as f64);
        self.hash.mix(self.now, 9, host.0, 0);
        self.note(|| What::Rerated { host, up, down });
        if up.0 == 0 {
            self.choke_all(host);
        } else if self.hosts[host.index()].present {
            self.fill_slots(host);
        }
    }

    /// Whether, though nothing flows, something may yet: a peer may hear of a chunk, or find a neighbour.
    pub(super) fn has_hope(&self) -> bool {
        let waits = self.now - self.still_since;
        let hears = match self.rules.have {
            Have::Every(interval) => waits <= 2.0 * interval.0,
            Have::AtOnce => false,
        };
        hears || (waits <= PATIENCE * self.rules.announce.0 && self.can_find_neighbours())
    }

    /// Whether a peer that lacks chunks could be connected to anyone new when either announces itself again.
    fn can_find_neighbours(&self) -> bool {
        let hosts = || (0..).map(HostId).zip(&self.hosts);
        let there = || hosts().filter(|(_, node)| node.present && !node.failed);
        let mut looking = there().filter(|(_, node)| node.finished.is_none());
        looking.any(|(peer, _)| {
            let mut others = there().filter(|(other, _)| *other != peer);
            others.any(|(other, _)| self.can_connect(peer, other) || self.can_connect(other, peer))
        })
    }
}
