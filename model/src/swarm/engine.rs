//! The event loop: who comes and goes, what is due next, and what a run keeps of it.
//!
//! Time is continuous and jumps from event to event; between events all rates are constant.
//! Whom to serve is in [`super::service`], what flows in [`super::exchange`].

use super::bandwidth::Bandwidth;
use super::event::{ChunkId, Event, HostId, LinkId, What};
use super::outcome::{Outcome, Stuck, Why};
use super::queue::Queue;
use super::random::{Purpose, Streams, choose, unit};
use super::snapshot::ChunkSet;
use super::tracker::Tracker;
use super::{SwarmError, TraceHash};
use crate::bounds::Architecture;
use crate::scenario::{Finish, PeerClass, Pick, Rules, Scenario};
use crate::units::{BitRate, Bits, Seconds};

/// BEP 3 asks for blocks of 16 KiB, and Cohen 2003 keeps five requests on their way.
const BLOCK: u64 = 16 * 1024 * 8;

/// Blocks of a larger chunk grow with it, so that a chunk never has more.
const MOST_BLOCKS: u64 = 16;

/// Blocks asked of one neighbour at a time (Cohen 2003, section 2.3).
pub(super) const REQUEST_BLOCKS: u64 = 5;

/// Chunks times peers that a run can hold in memory at all.
const MOST_CELLS: u64 = 500_000_000;

/// One who watches a run.
pub trait Observer {
    /// Whether it wants events at all; without, none is made.
    const WATCHES: bool;

    /// Something happened.
    fn see(&mut self, event: Event);
}

/// Watches nothing: a run that keeps its figures only.
#[derive(Clone, Copy, Debug, Default)]
pub struct FiguresOnly;

impl Observer for FiguresOnly {
    const WATCHES: bool = false;

    fn see(&mut self, _: Event) {}
}

/// A host as the scenario has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its class in the scenario, `None` for the server.
    pub class: Option<usize>,
    /// Upload capacity.
    pub up: BitRate,
    /// Download capacity. The server's never matters.
    pub down: BitRate,
}

/// A run under way.
pub struct Run<O> {
    pub(super) architecture: Architecture,
    pub(super) rules: Rules,
    pub(super) scenario: Scenario,
    pub(super) specs: Vec<Host>,
    pub(super) hosts: Vec<Node>,
    pub(super) links: Vec<Link>,
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
    /// Peers that have not come yet.
    pub(super) to_come: u32,
    /// Peers without the whole file.
    pub(super) unfinished: u32,
    pub(super) flowing: u32,
    pub(super) transfers: u64,
    pub(super) events: u64,
    pub(super) races: u32,
    pub(super) scratch: Vec<ChunkId>,
    over: bool,
}

/// A host as the engine keeps it.
pub(super) struct Node {
    pub(super) present: bool,
    pub(super) uploads: bool,
    pub(super) chunks: ChunkSet,
    /// Chunks it lacks and has not begun.
    pub(super) untouched: ChunkSet,
    /// Chunks it has begun, in order of beginning.
    pub(super) started: Vec<Started>,
    /// How many neighbours have each chunk.
    pub(super) copies: Vec<u32>,
    /// Its connections: the direction from this host, in order of connecting.
    pub(super) links: Vec<LinkId>,
    /// Neighbours in regular slots.
    pub(super) regular: u32,
    pub(super) optimistic: Option<LinkId>,
    /// When in the interval it rechokes, in seconds.
    phase: f64,
    /// When it came, in seconds.
    since: f64,
    rechokes: u32,
    turns: u32,
    pub(super) wasted: u64,
    pub(super) finished: Option<f64>,
}

/// A chunk that has begun to arrive.
#[derive(Clone, Copy)]
pub(super) struct Started {
    pub(super) chunk: ChunkId,
    /// Bits nobody is asked for.
    pub(super) unasked: u64,
    /// Requests on their way.
    pub(super) requests: u32,
}

/// One direction of a connection, with all that its sender knows of the receiver.
pub(super) struct Link {
    pub(super) from: HostId,
    pub(super) to: HostId,
    pub(super) service: Served,
    /// Chunks that `from` has and `to` lacks: `to` is interested as long as there are any.
    pub(super) offers: u32,
    /// Bits sent by ended requests.
    pub(super) sent: u64,
    /// Whether it has not been up for an optimistic choice.
    pub(super) is_new: bool,
    /// Bits (sent, received) between the two at the last two rechokes of `from`, the older first.
    pub(super) samples: [(u64, u64); 2],
    /// What counted for it at the last rechoke of `from`.
    pub(super) merit: u64,
    pub(super) transfer: Option<Transfer>,
    /// Whether it has a flow in `bandwidth`; it keeps it from request to request.
    pub(super) flowing: bool,
    pub(super) rate: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Served {
    No,
    Regular,
    Optimistic,
}

/// A request being answered.
#[derive(Clone, Copy)]
pub(super) struct Transfer {
    pub(super) chunk: ChunkId,
    /// Bits asked for.
    pub(super) asked: u64,
    /// Bits that had arrived at `since`.
    pub(super) arrived: f64,
    pub(super) since: f64,
    pub(super) race: Option<Race>,
}

/// Endgame: the last block of this request is also on its way from others.
#[derive(Clone, Copy)]
pub(super) struct Race {
    pub(super) number: u32,
    /// Bits of the block.
    pub(super) block: u64,
}

impl Transfer {
    /// Bits that have arrived at a time, at a rate.
    pub(super) fn arrived_at(&self, now: f64, rate: f64) -> f64 {
        (self.arrived + rate * (now - self.since)).min(self.asked as f64)
    }
}

/// What can be due. Each host has a number for each of its timers, the links follow.
enum Due {
    Arrival(HostId),
    Rechoke(HostId),
    Optimistic(HostId),
    Transfer(LinkId),
}

const TIMERS: u32 = 3;

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
        if cells > MOST_CELLS {
            return Err(SwarmError::TooLarge {
                cells,
                most: MOST_CELLS,
            });
        }
        #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
        let chunks = chunks as u32;
        let mut rules = scenario.rules.clone();
        if architecture == Architecture::ClientServer {
            // One server that serves everyone, chunk after chunk; nothing is left to choose.
            rules = Rules {
                pick: Pick::InOrder,
                slots: u32::MAX,
                optimistic: None,
                endgame: false,
                ..rules
            };
        }
        let specs = hosts_of(scenario);
        let mut run = Self {
            architecture,
            hosts: Vec::with_capacity(specs.len()),
            links: Vec::new(),
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
            transfers: 0,
            events: 0,
            races: 0,
            scratch: Vec::new(),
            over: false,
            rules,
            scenario: scenario.clone(),
            specs,
        };
        for host in 0..run.specs.len() {
            run.add_host(host, chunks);
        }
        run.schedule_arrivals();
        Ok(run)
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    fn add_host(&mut self, index: usize, chunk_count: u32) {
        let host = HostId(index as u32);
        let spec = self.specs[index];
        let is_server = host == HostId::SERVER;
        let (chunks, untouched) = if is_server {
            (ChunkSet::all(chunk_count), ChunkSet::none(chunk_count))
        } else {
            (ChunkSet::none(chunk_count), ChunkSet::all(chunk_count))
        };
        let clients = self.architecture == Architecture::ClientServer && !is_server;
        self.bandwidth
            .add_host(spec.up.0 as f64, spec.down.0 as f64);
        self.hosts.push(Node {
            present: false,
            uploads: spec.up.0 > 0 && !clients,
            copies: vec![0; chunk_count as usize],
            chunks,
            untouched,
            started: Vec::new(),
            links: Vec::new(),
            regular: 0,
            optimistic: None,
            phase: unit(self.streams.of(host, Purpose::Choke)) * self.rules.rechoke.0,
            since: 0.0,
            rechokes: 0,
            turns: 0,
            wasted: 0,
            finished: is_server.then_some(0.0),
        });
        if !is_server {
            self.unfinished += 1;
        }
    }

    /// The server comes first, then the peers by number; those who come at one time, in random order,
    /// so that no class is served first for being named first.
    fn schedule_arrivals(&mut self) {
        let interval = self.rules.arrive.0;
        let mut peers: Vec<HostId> = (1..).map(HostId).take(self.hosts.len() - 1).collect();
        if interval == 0.0 {
            let all = peers.len();
            choose(
                self.streams.of(HostId::SERVER, Purpose::Tracker),
                &mut peers,
                all,
            );
        }
        self.schedule(Due::Arrival(HostId::SERVER), 0.0);
        for (place, peer) in (0_u32..).zip(peers) {
            self.schedule(Due::Arrival(peer), f64::from(place) * interval);
        }
        self.to_come = self.unfinished + 1;
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
                Due::Arrival(host) => self.arrive(host),
                Due::Rechoke(host) => self.rechoke_due(host),
                Due::Optimistic(host) => self.turn_due(host),
                Due::Transfer(link) => self.arrived(link),
            }
            self.settle();
            // Whoever has something to send and someone to send it to does so at once,
            // so that where nothing flows nothing ever will, unless somebody comes.
            self.over = self.to_come == 0 && (self.unfinished == 0 || self.flowing == 0);
        }
        self.over
    }

    /// How much of all that is to be transferred has been, from 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.over {
            return 1.0;
        }
        let all = self.scenario.peer_count() as f64 * f64::from(self.chunk_count());
        self.transfers as f64 / all
    }

    /// What came of it, once the run is over.
    pub fn outcome(&self) -> Outcome {
        let peers = || self.hosts.iter().zip(0..).skip(1);
        Outcome {
            finish: peers()
                .map(|(host, _)| host.finished.map(Seconds))
                .collect(),
            stuck: peers()
                .filter(|(host, _)| self.over && host.finished.is_none())
                .map(|(_, id)| self.stuck(HostId(id)))
                .collect(),
            transfers: self.transfers,
            events: self.events,
            wasted: Bits(self.hosts.iter().map(|host| host.wasted).sum()),
            hash: self.hash.value(),
        }
    }

    /// Why a peer can never finish.
    fn stuck(&self, peer: HostId) -> Stuck {
        let state = &self.hosts[peer.index()];
        let lacks = |chunk: &ChunkId| !state.chunks.has(*chunk);
        let missing: Vec<ChunkId> = (0..self.chunk_count()).filter(lacks).collect();
        let holders = |chunk| {
            self.hosts
                .iter()
                .filter(move |host| host.present && host.chunks.has(chunk))
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
            (Some(chunk), _) => Why::Lost { chunk },
            (None, Some(chunk)) => Why::Kept { chunk },
            (None, None) => Why::Apart,
        };
        #[allow(clippy::cast_possible_truncation)] // Chunks are numbered by u32.
        let missing = missing.len() as u32;
        Stuck { peer, missing, why }
    }

    fn arrive(&mut self, host: HostId) {
        self.to_come -= 1;
        let state = &mut self.hosts[host.index()];
        state.present = true;
        state.since = self.now;
        let (uploads, phase) = (state.uploads, state.phase);
        self.hash.mix(self.now, 1, host.0, 0);
        self.note(|| What::Joined { host });
        match self.architecture {
            Architecture::ClientServer if host == HostId::SERVER => {}
            Architecture::ClientServer => self.connect(host, HostId::SERVER),
            Architecture::P2p => {
                let rng = self.streams.of(host, Purpose::Tracker);
                let list = self.tracker.announce(host, self.rules.tracker_list, rng);
                if host != HostId::SERVER {
                    self.note(|| What::Announced {
                        peer: host,
                        list: list.clone(),
                    });
                    self.call(host, &list);
                }
                if uploads {
                    self.schedule(Due::Rechoke(host), self.now + phase);
                    if let Some(interval) = self.rules.optimistic {
                        self.schedule(Due::Optimistic(host), self.now + phase + interval.0);
                    }
                }
            }
        }
    }

    /// Connects to those on the list, as far as both sides' limits go.
    fn call(&mut self, host: HostId, list: &[HostId]) {
        for &other in list {
            if self.hosts[host.index()].links.len() >= self.rules.connect as usize {
                break;
            }
            if self.hosts[other.index()].links.len() < self.rules.accept as usize {
                self.connect(host, other);
            }
        }
    }

    /// Connects two hosts; each learns what the other has (BEP 3: bitfield), and interest follows.
    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² links.
    fn connect(&mut self, by: HostId, to: HostId) {
        let link = LinkId(self.links.len() as u32);
        for (from, to, link) in [(by, to, link), (to, by, link.back())] {
            let offers = self.hosts[from.index()]
                .chunks
                .beyond(&self.hosts[to.index()].chunks);
            self.links.push(Link {
                from,
                to,
                service: Served::No,
                offers,
                sent: 0,
                is_new: true,
                samples: [(0, 0); 2],
                merit: 0,
                transfer: None,
                flowing: false,
                rate: 0.0,
            });
            self.hosts[from.index()].links.push(link);
            self.count_copies(to, from, 1);
        }
        self.hash.mix(self.now, 2, by.0, to.0);
        self.note(|| What::Connected { by, to, link });
        for link in [link, link.back()] {
            if self.links[link.index()].offers > 0 {
                self.interest_begins(link);
            }
        }
    }

    /// A host counts the chunks of a neighbour that comes (+1) or goes (−1).
    fn count_copies(&mut self, host: HostId, neighbour: HostId, change: i32) {
        let [host, neighbour] = self
            .hosts
            .get_disjoint_mut([host.index(), neighbour.index()])
            .expect("no host is its own neighbour");
        for chunk in neighbour.chunks.iter() {
            let copies = &mut host.copies[chunk as usize];
            *copies = copies.wrapping_add_signed(change);
        }
    }

    /// A peer leaves; what was on its way from or to it stops.
    pub(super) fn leave(&mut self, peer: HostId) {
        let links = std::mem::take(&mut self.hosts[peer.index()].links);
        for &link in &links {
            let neighbour = self.links[link.index()].to;
            for link in [link, link.back()] {
                self.abandon(link);
            }
            self.hosts[neighbour.index()]
                .links
                .retain(|&l| l != link.back());
            self.count_copies(neighbour, peer, -1);
        }
        self.hosts[peer.index()].present = false;
        self.tracker.forget(peer);
        self.queue.cancel(self.entry(&Due::Rechoke(peer)));
        self.queue.cancel(self.entry(&Due::Optimistic(peer)));
        self.hash.mix(self.now, 3, peer.0, 0);
        self.note(|| What::Left { peer });
        for link in links {
            let neighbour = self.links[link.index()].to;
            self.fill_slots(neighbour);
            self.restless.push(neighbour);
        }
    }

    /// Whether a peer leaves once it has the file.
    pub(super) fn leaves_when_finished(&self) -> bool {
        self.rules.finish == Finish::Leave
    }

    fn rechoke_due(&mut self, host: HostId) {
        self.rechoke(host);
        let state = &mut self.hosts[host.index()];
        state.rechokes += 1;
        // Counted from the start, so that no rounding adds up.
        let next = state.since + state.phase + f64::from(state.rechokes) * self.rules.rechoke.0;
        self.schedule(Due::Rechoke(host), next);
    }

    fn turn_due(&mut self, host: HostId) {
        let Some(interval) = self.rules.optimistic else {
            return;
        };
        self.next_optimistic(host);
        let state = &mut self.hosts[host.index()];
        state.turns += 1;
        let next = state.since + state.phase + f64::from(state.turns + 1) * interval.0;
        self.schedule(Due::Optimistic(host), next);
    }

    /// Brings everything to rest after an event: who leaves, who can send again, who gets how much.
    fn settle(&mut self) {
        while let Some(peer) = self.leaving.pop() {
            self.leave(peer);
        }
        while let Some(peer) = self.restless.pop() {
            self.ask_all(peer);
        }
        let Self {
            bandwidth,
            links,
            queue,
            observer,
            now,
            hosts,
            ..
        } = self;
        #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
        let first_link = hosts.len() as u32 * TIMERS;
        bandwidth.solve(|link, rate| {
            let entry = &mut links[link.index()];
            let Some(transfer) = &mut entry.transfer else {
                return;
            };
            transfer.arrived = transfer.arrived_at(*now, entry.rate);
            transfer.since = *now;
            entry.rate = rate;
            queue.schedule(first_link + link.0, due_time(transfer, rate));
            if O::WATCHES {
                observer.see(Event {
                    time: Seconds(*now),
                    what: What::Rate { link, bps: rate },
                });
            }
        });
    }

    /// Puts the end of a link's transfer into the queue, for its present rate.
    pub(super) fn schedule_transfer(&mut self, link: LinkId) {
        let entry = &self.links[link.index()];
        if let Some(transfer) = &entry.transfer {
            let time = due_time(transfer, entry.rate);
            self.schedule(Due::Transfer(link), time);
        }
    }

    pub(super) fn unschedule_transfer(&mut self, link: LinkId) {
        self.queue.cancel(self.entry(&Due::Transfer(link)));
    }

    fn schedule(&mut self, due: Due, time: f64) {
        let entry = self.entry(&due);
        self.queue.schedule(entry, time);
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    fn entry(&self, due: &Due) -> u32 {
        match *due {
            Due::Arrival(host) => host.0 * TIMERS,
            Due::Rechoke(host) => host.0 * TIMERS + 1,
            Due::Optimistic(host) => host.0 * TIMERS + 2,
            Due::Transfer(link) => self.specs.len() as u32 * TIMERS + link.0,
        }
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    fn due(&self, entry: u32) -> Due {
        let timers = self.specs.len() as u32 * TIMERS;
        if entry >= timers {
            return Due::Transfer(LinkId(entry - timers));
        }
        let host = HostId(entry / TIMERS);
        match entry % TIMERS {
            0 => Due::Arrival(host),
            1 => Due::Rechoke(host),
            _ => Due::Optimistic(host),
        }
    }

    /// Tells the observer, if it watches.
    pub(super) fn note(&mut self, what: impl FnOnce() -> What) {
        if O::WATCHES {
            self.observer.see(Event {
                time: Seconds(self.now),
                what: what(),
            });
        }
    }

    #[allow(clippy::cast_possible_truncation)] // Checked when the run was set up.
    pub(super) fn chunk_count(&self) -> u32 {
        self.scenario.chunk_count() as u32
    }

    pub(super) fn chunk_bits(&self, chunk: ChunkId) -> u64 {
        self.scenario.chunk_bits(u64::from(chunk)).0
    }

    /// The size of a block in bits.
    pub(super) fn block(&self) -> u64 {
        self.scenario.chunk.0.div_ceil(MOST_BLOCKS).max(BLOCK)
    }

    /// Whether a host has the whole file.
    pub(super) fn is_seed(&self, host: HostId) -> bool {
        self.hosts[host.index()].finished.is_some()
    }

    /// How long a host has been there, in seconds.
    pub(super) fn time_here(&self, host: HostId) -> f64 {
        self.now - self.hosts[host.index()].since
    }

    /// Whether and as what the sender of a link serves its receiver.
    pub(super) fn served(&self, link: LinkId) -> Served {
        self.links[link.index()].service
    }
}

/// When a transfer ends at a rate; never, at rate zero.
fn due_time(transfer: &Transfer, rate: f64) -> f64 {
    let left = transfer.asked as f64 - transfer.arrived;
    if rate > 0.0 {
        transfer.since + left / rate
    } else {
        f64::INFINITY
    }
}

/// The hosts of a scenario, the server first.
fn hosts_of(scenario: &Scenario) -> Vec<Host> {
    let server = Host {
        class: None,
        up: scenario.server,
        down: BitRate(0),
    };
    let peers =
        scenario
            .peers
            .iter()
            .enumerate()
            .flat_map(|(class, &PeerClass { count, up, down })| {
                std::iter::repeat_n(
                    Host {
                        class: Some(class),
                        up,
                        down,
                    },
                    count as usize,
                )
            });
    std::iter::once(server).chain(peers).collect()
}
