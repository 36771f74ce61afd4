//! The event loop: what is due next, and what a run keeps of it.
//!
//! Time is continuous and jumps from event to event; between events all rates are constant.
//! Who is there is in [`super::membership`], whom they serve in [`super::service`], what flows in [`super::exchange`].

use super::bandwidth::Bandwidth;
use super::bits::{self, Rows};
use super::copies::Copies;
use super::event::{ChunkId, Event, HostId, LinkId, What};
use super::outcome::{Outcome, Stuck, Why};
use super::queue::Queue;
use super::random::{Purpose, Streams, unit};
use super::state::{End, HostRules, Link, Neighbour, Node, Served};
use super::trace::Recorder;
use super::tracker::Tracker;
use super::{SwarmError, TraceHash};
use crate::bounds::Architecture;
use crate::scenario::{Have, Pick, Rules, Scenario};
use crate::units::{BitRate, Bits, Seconds};

/// BEP 3 asks for blocks of 16 KiB.
const BLOCK: u64 = 16 * 1024 * 8;

/// Blocks of a larger chunk grow with it, so that a chunk never has more.
const MOST_BLOCKS: u64 = 16;

/// Chunks times hosts that a run can hold in memory at all: each takes five bytes.
const MOST_CELLS: u64 = 500_000_000;

/// One who watches a run.
pub trait Observer {
    /// Whether it wants events at all; without, none is made.
    fn watches(&self) -> bool;

    /// Something happened.
    fn see(&mut self, event: Event);
}

/// One that may be missing: what runs with a history and without is one program, and no larger than either.
impl<O: Observer> Observer for Option<O> {
    fn watches(&self) -> bool {
        self.is_some()
    }

    fn see(&mut self, event: Event) {
        if let Some(observer) = self {
            observer.see(event);
        }
    }
}

/// A host as the scenario has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its class in the scenario, `None` for the server.
    pub class: Option<usize>,
    /// Upload capacity, until an act changes it.
    pub up: BitRate,
    /// Download capacity, until an act changes it. The server's never matters.
    pub down: BitRate,
}

/// A run under way.
pub struct Run<O = Option<Recorder>> {
    pub(super) architecture: Architecture,
    pub(super) rules: Rules,
    pub(super) scenario: Scenario,
    pub(super) chunk_count: u32,
    /// Bits of a block.
    pub(super) block: u64,
    pub(super) specs: Vec<Host>,
    pub(super) hosts: Vec<Node>,
    pub(super) links: Vec<Link>,
    /// By link, where it leads.
    pub(super) links_to: Vec<End>,
    /// By link, the chunks that the receiver last heard that the sender has; none at all where it hears at once.
    pub(super) told: Vec<Box<[u64]>>,
    /// By host, the chunks it has whole.
    pub(super) whole: Rows,
    /// By host, the chunks it lacks and has not begun.
    pub(super) untouched: Rows,
    /// By host and chunk, how many neighbours have it, as far as the host knows.
    pub(super) copies: Copies,
    pub(super) bandwidth: Bandwidth,
    pub(super) queue: Queue,
    pub(super) streams: Streams,
    pub(super) tracker: Tracker,
    pub(super) now: f64,
    pub(super) hash: TraceHash,
    pub(super) observer: O,
    /// Peers to whom neighbours may have something to send again.
    pub(super) restless: Vec<HostId>,
    /// Peers that leave at the end of this event.
    pub(super) leaving: Vec<HostId>,
    /// Hosts that have not come yet, and acts not done yet.
    pub(super) to_come: usize,
    /// Peers without the whole file that have not left.
    pub(super) unfinished: u32,
    pub(super) flowing: u32,
    pub(super) acts_done: usize,
    /// Upload and download capacities as they are now.
    pub(super) current: Vec<(BitRate, BitRate)>,
    /// Since when nothing has flowed, in seconds.
    pub(super) still_since: f64,
    pub(super) transfers: u64,
    pub(super) events: u64,
    pub(super) races: u32,
    /// Room for a set of chunks to choose among.
    pub(super) scratch: Vec<u64>,
    /// Links on which there is more or nothing left on offer.
    pub(super) news: Vec<LinkId>,
    over: bool,
}

/// What can be due. Each host has a number for each of its timers; the act follows, then the links.
#[derive(Clone, Copy)]
pub(super) enum Due {
    Timer(Timer, HostId),
    Act,
    Transfer(LinkId),
}

/// What is due at a host.
#[derive(Clone, Copy)]
pub(super) enum Timer {
    Arrival,
    Rechoke,
    Optimistic,
    /// It looks whether its neighbours are few.
    Announce,
    /// It asks its neighbours what they have.
    Ask,
    /// It goes, or after a failure its neighbours notice that it has gone.
    Departure,
}

const TIMERS: [Timer; 6] = [
    Timer::Arrival,
    Timer::Rechoke,
    Timer::Optimistic,
    Timer::Announce,
    Timer::Ask,
    Timer::Departure,
];

impl<O: Observer> Run<O> {
    /// Sets up a run of a valid scenario, nothing having happened yet.
    ///
    /// # Errors
    /// Says what is wrong with the scenario, or how large a one could be run.
    pub fn observed(
        scenario: &Scenario,
        architecture: Architecture,
        observer: O,
    ) -> Result<Self, SwarmError> {
        scenario.validate().map_err(SwarmError::Invalid)?;
        let chunks = scenario.chunk_count();
        let cells = scenario.peer_count().saturating_mul(chunks);
        let chunk_count = match u32::try_from(chunks) {
            Ok(count) if cells <= MOST_CELLS => count,
            _ => {
                return Err(SwarmError::TooLarge {
                    cells,
                    most: MOST_CELLS,
                });
            }
        };
        let mut rules = scenario.rules.clone();
        if architecture == Architecture::ClientServer {
            rules = Rules {
                have: Have::AtOnce,
                endgame: false,
                ..rules
            };
        }
        let specs = hosts_of(scenario);
        let mut run = Self {
            architecture,
            rules,
            scenario: scenario.clone(),
            chunk_count,
            block: scenario.chunk.0.div_ceil(MOST_BLOCKS).max(BLOCK),
            hosts: Vec::with_capacity(specs.len()),
            links: Vec::new(),
            links_to: Vec::new(),
            told: Vec::new(),
            whole: Rows::new(specs.len(), chunk_count),
            untouched: Rows::new(specs.len(), chunk_count),
            copies: Copies::new(specs.len(), chunk_count),
            bandwidth: Bandwidth::default(),
            queue: Queue::default(),
            streams: Streams::new(scenario.seed, specs.len()),
            tracker: Tracker::default(),
            now: 0.0,
            hash: TraceHash::default(),
            observer,
            restless: Vec::new(),
            leaving: Vec::new(),
            to_come: 0,
            unfinished: 0,
            flowing: 0,
            acts_done: 0,
            current: specs.iter().map(|spec| (spec.up, spec.down)).collect(),
            still_since: 0.0,
            transfers: 0,
            events: 0,
            races: 0,
            scratch: Vec::new(),
            news: Vec::new(),
            over: false,
            specs,
        };
        for host in 0..run.specs.len() {
            run.add_host(host);
        }
        run.schedule_arrivals();
        run.schedule_act();
        Ok(run)
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    fn add_host(&mut self, index: usize) {
        let host = HostId(index as u32);
        let spec = self.specs[index];
        let is_server = host == HostId::SERVER;
        let full = if is_server {
            &mut self.whole
        } else {
            &mut self.untouched
        };
        bits::fill(full.of_mut(index), self.chunk_count);
        let clients = self.architecture == Architecture::ClientServer && !is_server;
        self.bandwidth
            .add_host(spec.up.0 as f64, spec.down.0 as f64);
        self.hosts.push(Node {
            rules: self.rules_of(spec.class),
            present: false,
            failed: false,
            uploads: spec.up.0 > 0 && !clients,
            whole: if is_server { self.chunk_count } else { 0 },
            untouched: if is_server { 0 } else { self.chunk_count },
            started: Vec::new(),
            neighbours: Vec::new(),
            serves: Vec::new(),
            served_by: Vec::new(),
            busy: Vec::new(),
            regular: 0,
            optimistic: None,
            phase: unit(self.streams.of(host, Purpose::Choke)),
            since: 0.0,
            rechokes: 0,
            turns: 0,
            looks: 0,
            wasted: 0,
            sent: 0,
            finished: is_server.then_some(0.0),
        });
        if !is_server {
            self.unfinished += 1;
        }
    }

    fn rules_of(&self, class: Option<usize>) -> HostRules {
        let Rules {
            pick,
            choke,
            slots,
            optimistic,
            finish,
            ..
        } = self.scenario.rules_of(class);
        if self.architecture == Architecture::ClientServer {
            // One server that serves everyone, chunk after chunk: nothing is left to choose.
            return HostRules {
                pick: Pick::InOrder,
                choke,
                slots: u32::MAX,
                optimistic: None,
                finish,
            };
        }
        HostRules {
            pick,
            choke,
            slots,
            optimistic,
            finish,
        }
    }

    /// Plays up to so many events and tells whether the run is over.
    pub fn advance(&mut self, events: u64) -> bool {
        for _ in 0..events {
            if self.over {
                break;
            }
            let Some((time, entry)) = self.queue.pop() else {
                self.over = true;
                break;
            };
            self.now = time;
            self.events += 1;
            match self.due(entry) {
                Due::Timer(timer, host) => self.timer_due(timer, host),
                Due::Act => self.act_due(),
                Due::Transfer(link) => self.arrived(link),
            }
            self.settle();
            self.over = self.to_come == 0
                && (self.unfinished == 0 || (self.flowing == 0 && !self.has_hope()));
        }
        self.over
    }

    fn timer_due(&mut self, timer: Timer, host: HostId) {
        match timer {
            Timer::Arrival => self.arrive(host),
            Timer::Rechoke => self.rechoke_due(host),
            Timer::Optimistic => self.turn_due(host),
            Timer::Announce => self.announce_due(host),
            Timer::Ask => self.ask_due(host),
            Timer::Departure => self.leaving.push(host),
        }
    }

    /// How much of all that is to be transferred has been, from 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.over {
            return 1.0;
        }
        let all = (self.specs.len() - 1) as f64 * f64::from(self.chunk_count);
        self.transfers as f64 / all
    }

    /// Who watches, with what it has seen.
    pub fn observer(&self) -> &O {
        &self.observer
    }

    /// What came of it, once the run is over.
    pub fn outcome(&self) -> Outcome {
        let peers = || self.hosts.iter().zip(0..).skip(1);
        let unfinished = peers().filter(|(host, _)| self.over && host.finished.is_none());
        Outcome {
            finish: peers()
                .map(|(host, _)| host.finished.map(Seconds))
                .collect(),
            stuck: unfinished.map(|(_, id)| self.stuck(HostId(id))).collect(),
            transfers: self.transfers,
            events: self.events,
            wasted: Bits(self.hosts.iter().map(|host| host.wasted).sum()),
            hash: self.hash.value(),
        }
    }

    /// Why a peer can never finish.
    fn stuck(&self, peer: HostId) -> Stuck {
        let state = &self.hosts[peer.index()];
        let has = |host: usize, chunk| bits::has(self.whole.of(host), chunk);
        let missing: Vec<ChunkId> = (0..self.chunk_count)
            .filter(|&chunk| !has(peer.index(), chunk))
            .collect();
        let holders = |chunk| {
            let there = self
                .hosts
                .iter()
                .enumerate()
                .filter(|(_, host)| host.present && !host.failed);
            there
                .filter(move |(host, _)| has(*host, chunk))
                .map(|(_, host)| host)
        };
        let lost = missing
            .iter()
            .copied()
            .find(|&chunk| holders(chunk).next().is_none());
        let kept = missing
            .iter()
            .copied()
            .find(|&chunk| !holders(chunk).any(|host| host.uploads));
        let why = match (lost, kept) {
            _ if !state.present || state.failed => Why::Gone,
            (Some(chunk), _) => Why::Lost { chunk },
            (None, Some(chunk)) => Why::Kept { chunk },
            (None, None) => Why::Apart,
        };
        Stuck {
            peer,
            missing: self.chunk_count - state.whole,
            why,
        }
    }

    fn rechoke_due(&mut self, host: HostId) {
        self.rechoke(host);
        let interval = self.rules.rechoke.0;
        let node = &mut self.hosts[host.index()];
        node.rechokes += 1;
        // Counted from the start, so that no rounding adds up.
        let next = node.since + node.phase * interval + f64::from(node.rechokes) * interval;
        self.schedule(Due::Timer(Timer::Rechoke, host), next);
    }

    fn turn_due(&mut self, host: HostId) {
        self.next_optimistic(host);
        let rechoke = self.rules.rechoke.0;
        let node = &mut self.hosts[host.index()];
        if let Some(interval) = node.rules.optimistic {
            node.turns += 1;
            let next = node.since + node.phase * rechoke + f64::from(node.turns + 1) * interval.0;
            self.schedule(Due::Timer(Timer::Optimistic, host), next);
        }
    }

    /// Brings everything to rest after an event: who leaves, who can send again, who gets how much.
    fn settle(&mut self) {
        while let Some(peer) = self.leaving.pop() {
            self.leave(peer);
        }
        while let Some(peer) = self.restless.pop() {
            self.ask_all(peer);
        }
        let first_link = self.entry(Due::Transfer(LinkId(0)));
        let Self {
            bandwidth,
            links,
            queue,
            observer,
            now,
            block,
            ..
        } = self;
        bandwidth.solve(|link, rate| {
            let entry = &mut links[link.index()];
            entry.settle(*now, *block);
            entry.rate = rate;
            if let Some(transfer) = &entry.transfer {
                queue.schedule(first_link + link.0, transfer.due_time(rate));
            }
            if observer.watches() {
                let what = What::Rate { link, bps: rate };
                observer.see(Event {
                    time: Seconds(*now),
                    what,
                });
            }
        });
    }

    /// Puts the end of a link's transfer into the queue, for its present rate.
    pub(super) fn schedule_transfer(&mut self, link: LinkId) {
        let entry = &self.links[link.index()];
        if let Some(transfer) = &entry.transfer {
            let time = transfer.due_time(entry.rate);
            self.schedule(Due::Transfer(link), time);
        }
    }

    pub(super) fn schedule(&mut self, due: Due, time: f64) {
        let entry = self.entry(due);
        self.queue.schedule(entry, time);
    }

    pub(super) fn cancel(&mut self, due: Due) {
        let entry = self.entry(due);
        self.queue.cancel(entry);
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    pub(super) fn entry(&self, due: Due) -> u32 {
        let timers = (self.specs.len() * TIMERS.len()) as u32;
        match due {
            Due::Timer(timer, host) => host.0 * TIMERS.len() as u32 + timer as u32,
            Due::Act => timers,
            Due::Transfer(link) => timers + 1 + link.0,
        }
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    fn due(&self, entry: u32) -> Due {
        let timers = (self.specs.len() * TIMERS.len()) as u32;
        match entry.checked_sub(timers) {
            None => {
                let host = HostId(entry / TIMERS.len() as u32);
                Due::Timer(TIMERS[entry as usize % TIMERS.len()], host)
            }
            Some(0) => Due::Act,
            Some(link) => Due::Transfer(LinkId(link - 1)),
        }
    }

    /// Tells the observer, if it watches.
    pub(super) fn note(&mut self, what: impl FnOnce() -> What) {
        if self.observer.watches() {
            self.observer.see(Event {
                time: Seconds(self.now),
                what: what(),
            });
        }
    }

    pub(super) fn chunk_bits(&self, chunk: ChunkId) -> u64 {
        self.scenario.chunk_bits(u64::from(chunk)).0
    }

    /// Whether a host has the whole file.
    pub(super) fn is_seed(&self, host: HostId) -> bool {
        self.hosts[host.index()].finished.is_some()
    }

    /// Whether and as what the sender of a link serves its receiver.
    pub(super) fn served(&self, link: LinkId) -> Served {
        self.receiver(link).service
    }

    /// Who sends and who receives.
    pub(super) fn ends(&self, link: LinkId) -> (HostId, HostId) {
        (
            self.links_to[link.back().index()].to,
            self.links_to[link.index()].to,
        )
    }

    /// What the sender of a link keeps of its receiver.
    pub(super) fn receiver(&self, link: LinkId) -> &Neighbour {
        let (from, _) = self.ends(link);
        &self.hosts[from.index()].neighbours[self.links_to[link.index()].place as usize]
    }

    /// The same, to be changed.
    pub(super) fn receiver_mut(&mut self, link: LinkId) -> &mut Neighbour {
        let (from, _) = self.ends(link);
        let place = self.links_to[link.index()].place as usize;
        &mut self.hosts[from.index()].neighbours[place]
    }
}

/// The hosts of a scenario: the server, the peers class by class, then those that join by an act.
pub(super) fn hosts_of(scenario: &Scenario) -> Vec<Host> {
    let server = Host {
        class: None,
        up: scenario.server,
        down: BitRate(0),
    };
    let of_class = |class: usize| {
        let peers = &scenario.peers[class];
        Host {
            class: Some(class),
            up: peers.up,
            down: peers.down,
        }
    };
    let classes = scenario.peers.iter().enumerate();
    let peers = classes
        .flat_map(|(class, peers)| std::iter::repeat_n(of_class(class), peers.count as usize));
    let joining = scenario.joining().map(|(_, class)| of_class(class));
    std::iter::once(server)
        .chain(peers)
        .chain(joining)
        .collect()
}
