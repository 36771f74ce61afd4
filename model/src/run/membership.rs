//! Who is there: arrivals, the tracker's lists, connections, departures and acts.

use super::peers::{Link, NONE, Presence, Slot};
use super::{Due, Effect, Hashed, Observer, Run, TIMERS, Timer};
use crate::bounds::Architecture;
use crate::history::{HostId, LinkId, Parting, Stop, What};
use crate::random::{Purpose, choose, exponential};
use crate::scenario::{ActKind, Arrive, Finish, Have, Origin};
use crate::units::BitRate;
use std::collections::VecDeque;

/// How long a connection may be silent before it is closed, in seconds (BEP 3: generally 2 minutes).
const SILENCE: f64 = 120.0;

/// A host announces itself at every so many looks at its neighbours, however many they are: each half hour at the
/// default of 5 minutes, the interval that trackers commonly ask for.
const REGULAR_LOOKS: u32 = 6;

/// Who is still to come, and when: the next one first, times in seconds.
#[derive(Default)]
pub(super) struct Arrivals(VecDeque<(f64, HostId)>);

impl Arrivals {
    /// A host never comes. Tells whether it was still to come.
    fn remove(&mut self, host: HostId) -> bool {
        let before = self.0.len();
        self.0.retain(|&(_, other)| other != host);
        self.0.len() < before
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<O: Observer> Run<O> {
    /// The server comes first, then the peers by number. Peers that come at one time come in random order, so that no
    /// class is first for being named first. Those that join by an act come with it.
    pub(super) fn schedule_arrivals(&mut self) {
        let joining = self.scenario.joining().count();
        let mut peers: Vec<HostId> = (1..)
            .map(HostId)
            .take(self.nodes.len() - 1 - joining)
            .collect();
        let rng = &mut self.streams.of(HostId::SERVER, Purpose::Tracker);
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
        let peers = times.into_iter().zip(peers);
        self.arrivals.0 = std::iter::once((0.0, HostId::SERVER))
            .chain(peers)
            .collect();
        self.schedule_arrival();
    }

    fn schedule_arrival(&mut self) {
        match self.arrivals.0.front() {
            Some(&(time, _)) => self.schedule(Due::Arrival, time),
            None => self.cancel(Due::Arrival),
        }
    }

    pub(super) fn arrival_due(&mut self) {
        if let Some((_, host)) = self.arrivals.0.pop_front() {
            self.arrive(host);
        }
        self.schedule_arrival();
    }

    fn arrive(&mut self, host: HostId) {
        self.presence[host.index()] = Presence::There;
        self.nodes[host.index()].since = self.now;
        self.hash.mix(self.now, Hashed::Joined, host.0, 0);
        self.note(|| What::Joined { host });
        match self.architecture {
            Architecture::P2p => {
                self.announce(host);
                self.start_timers(host);
            }
            Architecture::ClientServer => {
                if host != HostId::SERVER && self.is_there(HostId::SERVER) {
                    self.connect(host, HostId::SERVER);
                }
            }
        }
    }

    fn start_timers(&mut self, host: HostId) {
        let phase = self.nodes[host.index()].phase;
        let optimistic = self.rules(host).optimistic;
        let rechoke = self.now + phase * self.rules.rechoke.0;
        self.schedule(Due::Timer(Timer::Rechoke, host), rechoke);
        if let Some(interval) = optimistic {
            self.schedule(Due::Timer(Timer::Optimistic, host), rechoke + interval.0);
        }
        let announce = self.now + self.rules.announce.0;
        self.schedule(Due::Timer(Timer::Announce, host), announce);
        if let Have::Every(interval) = self.rules.have
            && host != HostId::SERVER
        {
            self.schedule(Due::Timer(Timer::Ask, host), self.now + phase * interval.0);
        }
    }

    /// A host asks the tracker for others and connects to them, as far as both sides' limits go. The server, which
    /// comes first, finds nobody then.
    fn announce(&mut self, host: HostId) {
        let rng = &mut self.streams.of(host, Purpose::Tracker);
        let most = self.rules.tracker_list;
        let list: Box<[HostId]> = self
            .tracker
            .announce(host.0, most, rng)
            .iter()
            .map(|&other| HostId(other))
            .collect();
        if list.is_empty() {
            return;
        }
        self.note(|| What::Announced {
            peer: host,
            list: list.clone(),
        });
        for &other in &list {
            if self.can_connect(host, other) {
                self.connect(host, other);
            }
        }
    }

    /// A host asks the tracker again where its neighbours have become few, and at each so many looks in any case, as
    /// trackers want it. Seeds do so too: a peer with all the connections it may start is found by them only.
    ///
    /// A host that has failed does not, and the tracker drops it when it misses a regular announce.
    pub(super) fn announce_due(&mut self, host: HostId) {
        let node = &mut self.nodes[host.index()];
        node.looks += 1;
        let is_regular = node.looks.is_multiple_of(REGULAR_LOOKS);
        if !self.is_there(host) {
            if is_regular {
                return self.tracker.forget(host.0);
            }
        } else if is_regular || self.neighbours.len(host) < self.rules.few {
            self.announce(host);
        }
        let next = self.now + self.rules.announce.0;
        self.schedule(Due::Timer(Timer::Announce, host), next);
    }

    /// Whether one host may connect to another now.
    pub(super) fn can_connect(&self, by: HostId, to: HostId) -> bool {
        self.neighbours.len(by) < self.rules.connect
            && self.neighbours.len(to) < self.rules.accept
            && self.is_there(to)
            && !self.neighbours.hosts(by).contains(&to)
    }

    /// Connects two hosts. Each learns what the other has (BEP 3: bitfield), and interest follows.
    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² links.
    fn connect(&mut self, by: HostId, to: HostId) {
        let link = LinkId(self.links.len() as u32);
        if let Some(known) = &mut self.known {
            known.push(self.bitfields.row(by.index()));
            known.push(self.bitfields.row(to.index()));
        }
        let most = self.most_neighbours();
        let [place, back] = self.neighbours.connect([by, to], link, most);
        let links = [(to, place), (by, back)].map(|(to, place)| Link {
            to,
            place,
            flow: NONE,
            account: NONE,
        });
        self.links.push(links);
        self.look_at(link);
        self.look_at(link.back());
        self.hash.mix(self.now, Hashed::Connected, by.0, to.0);
        self.note(|| What::Connected { by, to, link });
    }

    pub(super) fn departure_due(&mut self, host: HostId) {
        self.set_departs(host, false);
        self.leave(host);
    }

    fn set_departs(&mut self, host: HostId, departs: bool) {
        let before = std::mem::replace(&mut self.nodes[host.index()].departs, departs);
        self.departing = self.departing + u32::from(departs) - u32::from(before);
    }

    /// A host goes, by the end of its stay, by an act, or because its neighbours notice that it has failed. What was on
    /// its way from or to it stops.
    pub(super) fn leave(&mut self, host: HostId) {
        let presence = &mut self.presence[host.index()];
        let why = match (*presence, self.nodes[host.index()].finished) {
            (Presence::Awaited | Presence::Gone, _) => return,
            (Presence::Failed, _) => Parting::Silent,
            (Presence::There, Some(_)) => Parting::Done,
            (Presence::There, None) => Parting::Early,
        };
        *presence = Presence::Gone;
        if why == Parting::Early {
            self.unfinished -= 1;
        }
        for place in 0..self.neighbours.links(host).len() {
            let link = self.neighbours.links(host)[place];
            self.stop(link, Stop::Left);
            self.stop(link.back(), Stop::Left);
        }
        for (link, other) in self.neighbours.clear(host) {
            self.disconnect(link);
            self.effects.push_back(Effect::FillSlots(other));
            self.effects.push_back(Effect::RequestAll(other));
        }
        let node = &mut self.nodes[host.index()];
        node.accounts.clear();
        node.unchokes.clear();
        node.unchoked_by.clear();
        (node.regular, node.optimistic) = (0, None);
        if why != Parting::Silent {
            self.tracker.forget(host.0);
            self.stop_timers(host);
        }
        self.hash.mix(self.now, Hashed::Left, host.0, 0);
        self.note(|| What::Left { peer: host, why });
    }

    /// Ends the connection of a host that is gone, on the side of the neighbour that a link leads to.
    fn disconnect(&mut self, link: LinkId) {
        let back = link.back();
        let other = self.links[link].to;
        let slot = self.slot(back);
        let account = self.links[back].account;
        if account != NONE {
            self.close_account(other, account as usize);
        }
        let place = std::mem::replace(&mut self.links[back].place, NONE);
        (self.links[link].place, self.links[link].account) = (NONE, NONE);
        let node = &mut self.nodes[other.index()];
        match slot {
            Slot::Choked => {}
            Slot::Regular => node.regular -= 1,
            Slot::Optimistic => node.optimistic = None,
        }
        node.unchokes.retain(|other| *other != back);
        node.unchoked_by.retain(|other| *other != link);
        if let Some(moved) = self.neighbours.swap_remove(other, place as usize) {
            let moved = &mut self.links[moved];
            moved.place = place;
            if let Some(account) = node.accounts.get_mut(moved.account as usize) {
                account.place = place;
            }
        }
    }

    fn stop_timers(&mut self, host: HostId) {
        for timer in TIMERS {
            self.cancel(Due::Timer(timer, host));
        }
        self.set_departs(host, false);
    }

    /// A peer has the file: it leaves at once, later, or not at all.
    pub(super) fn after_finish(&mut self, peer: HostId) {
        match self.rules(peer).finish {
            Finish::Stay => {}
            Finish::Leave(stay) if stay.0 == 0.0 => self.effects.push_back(Effect::Leave(peer)),
            Finish::Leave(stay) => self.depart_in(peer, stay.0),
        }
    }

    /// A host leaves in so many seconds, or is then noticed to have failed.
    fn depart_in(&mut self, host: HostId, stay: f64) {
        self.set_departs(host, true);
        self.schedule(Due::Timer(Timer::Departure, host), self.now + stay);
    }

    /// The server may leave once it has sent so many copies of the file.
    pub(super) fn after_sending(&mut self, host: HostId) {
        let (HostId::SERVER, Origin::LeaveAfter { copies }) = (host, self.rules.origin) else {
            return;
        };
        let enough = self.scenario.file.0.saturating_mul(u64::from(copies));
        if self.server_sent >= enough {
            self.effects.push_back(Effect::Leave(host));
        }
    }

    /// The next act comes at its time.
    pub(super) fn schedule_act(&mut self) {
        if let Some(act) = self.scenario.acts.get(self.acts_done) {
            self.schedule(Due::Act, act.time.0);
        }
    }

    /// Whether a host or an act is still to come.
    pub(super) fn awaits(&self) -> bool {
        !self.arrivals.is_empty() || self.acts_done < self.scenario.acts.len()
    }

    pub(super) fn act_due(&mut self) {
        let act = self.scenario.acts[self.acts_done];
        let is_join = |kind| matches!(kind, ActKind::Join { .. });
        let before = &self.scenario.acts[..self.acts_done];
        let joined = before.iter().filter(|act| is_join(act.what)).count();
        self.acts_done += 1;
        match act.what {
            ActKind::Leave { host } => self.dismiss(HostId(host)),
            ActKind::Fail { host } => self.fail(HostId(host)),
            ActKind::Join { .. } => {
                let first = self.nodes.len() - self.scenario.joining().count();
                #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² hosts.
                self.arrive(HostId((first + joined) as u32));
            }
            ActKind::Mute { host } => self.set_rates(HostId(host), BitRate(0), None),
            ActKind::Rates { host, up, down } => self.set_rates(HostId(host), up, Some(down)),
        }
        self.schedule_act();
    }

    /// A host leaves by an act. One that has not come yet never does; one that has failed can no longer say so.
    fn dismiss(&mut self, host: HostId) {
        match self.presence[host.index()] {
            Presence::There => self.effects.push_back(Effect::Leave(host)),
            Presence::Awaited if self.arrivals.remove(host) => {
                self.presence[host.index()] = Presence::Gone;
                self.unfinished -= u32::from(host != HostId::SERVER);
                self.schedule_arrival();
            }
            _ => {}
        }
    }

    /// A host falls silent: nothing flows from or to it, and its neighbours find out when its time has run out.
    fn fail(&mut self, host: HostId) {
        if !self.is_there(host) {
            if self.presence[host.index()] == Presence::Awaited {
                self.dismiss(host);
            }
            return;
        }
        let node = &mut self.nodes[host.index()];
        self.presence[host.index()] = Presence::Failed;
        node.uploads = false;
        if node.finished.is_none() {
            self.unfinished -= 1;
        }
        self.hash.mix(self.now, Hashed::Failed, host.0, 0);
        self.note(|| What::Failed { host });
        for timer in [Timer::Rechoke, Timer::Optimistic, Timer::Ask] {
            self.cancel(Due::Timer(timer, host));
        }
        self.bandwidth.set_capacity(host, 0.0, 0.0);
        self.depart_in(host, SILENCE);
    }

    /// The link of a host changes. With no upload it unchokes nobody any more, with some it may begin to.
    fn set_rates(&mut self, host: HostId, up: BitRate, down: Option<BitRate>) {
        let node = &mut self.nodes[host.index()];
        if matches!(
            self.presence[host.index()],
            Presence::Failed | Presence::Gone
        ) {
            return;
        }
        let current = &mut self.current[host.index()];
        *current = (up, down.unwrap_or(current.1));
        let (up, down) = *current;
        node.uploads =
            up.0 > 0 && (host == HostId::SERVER || self.architecture == Architecture::P2p);
        let (payload_up, payload_down) = (self.payload(up), self.payload(down));
        self.bandwidth.set_capacity(host, payload_up, payload_down);
        self.hash.mix(self.now, Hashed::Rerated, host.0, 0);
        self.note(|| What::Rerated { host, up, down });
        if up.0 == 0 {
            self.choke_all(host);
        } else {
            self.effects.push_back(Effect::FillSlots(host));
        }
    }
}
