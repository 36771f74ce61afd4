//! The engine: a swarm played event by event.
//!
//! ```text
//! queue ──▶ Run::advance ──▶ membership   who comes, connects, goes
//!                │           choking      whom each unchokes, by rules/
//!                │           requests     what each requests, by rules/
//!                │           haves        who knows of which chunk, and wants it
//!                ▼
//!             settle: all effects, one after the other; then bandwidth: who gets how much
//! ```
//!
//! Time is continuous and jumps from event to event; between events all rates are constant. What an event brings about
//! for others is an [`Effect`] in a queue: nobody is asked to choose while somebody else is choosing. At one instant
//! bits arrive first, then hosts come, then hosts go and acts are done, then hosts choose.

mod bandwidth;
mod choking;
mod due;
mod hash;
mod haves;
mod membership;
mod neighbours;
mod outcome;
mod peers;
mod queue;
mod record;
mod requests;
mod stuck;

pub use outcome::{ClassShare, FirstFinish, Outcome, Stopped, Stuck, Why};

use crate::bounds::Architecture;
use crate::chunks::{Bitfields, ChunkId, Copies};
use crate::history::{Event, HostId, LinkId, Recorder, What};
use crate::random::{Purpose, Streams, unit};
use crate::rules::tit_for_tat::Candidate;
use crate::rules::tracker::Tracker;
use crate::scenario::{Have, Pick, Rules, Scenario};
use crate::swarm::SwarmError;
use crate::units::{BitRate, Seconds};
use bandwidth::{Bandwidth, FlowId};
use due::{Due, TIMERS, Timer};
use hash::{Hashed, RunHash};
use membership::Arrivals;
use neighbours::Neighbours;
use peers::{FlowState, HostRules, Links, NONE, Node, Presence, Slot};
use queue::Queue;
use std::collections::VecDeque;

/// Chunks times hosts that a run can hold in memory at all: each takes about a byte.
const MOST_CELLS: u64 = 500_000_000;

/// What a link without limit carries in a run, in bits per second: so much that no file takes a time that is seen.
const UNLIMITED: f64 = 1e24;

/// Watches a run.
pub trait Observer {
    /// Whether it wants events at all. Without, none is made.
    fn watches(&self) -> bool;

    /// Something happened.
    fn see(&mut self, event: Event);

    /// Whether it can take no more, so that the run has to stop.
    fn is_full(&self) -> bool {
        false
    }
}

/// An optional observer, so that one compiled engine serves runs with and without a history.
impl<O: Observer> Observer for Option<O> {
    fn watches(&self) -> bool {
        self.is_some()
    }

    fn see(&mut self, event: Event) {
        if let Some(observer) = self {
            observer.see(event);
        }
    }

    fn is_full(&self) -> bool {
        self.as_ref().is_some_and(O::is_full)
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
    scenario: Scenario,
    architecture: Architecture,
    rules: Rules,
    chunk_count: u32,
    /// Bits of a block.
    block: u64,
    specs: Vec<Host>,
    /// Upload and download capacities as they are now.
    current: Vec<(BitRate, BitRate)>,

    now: f64,
    queue: Queue,
    effects: VecDeque<Effect>,
    streams: Streams,
    arrivals: Arrivals,
    acts_done: usize,

    nodes: Vec<Node>,
    /// By host.
    presence: Vec<Presence>,
    /// What each class follows, the server first.
    host_rules: Vec<HostRules>,
    neighbours: Neighbours,
    links: Links,
    /// By link, the last rechoke of its sender at which its receiver had a regular slot, where seeds unchoke in turn.
    last_turns: Vec<u32>,
    /// By host, the chunks that it has.
    bitfields: Bitfields,
    /// By host, the chunks of which it lacks bits that nobody is asked for.
    open: Bitfields,
    /// By link, the chunks that the receiver last heard that the sender has; `None` where it hears at once.
    known: Option<Bitfields>,
    transfers: Vec<FlowState>,
    bandwidth: Bandwidth,
    tracker: Tracker,

    /// Peers without the whole file that have not left or failed.
    unfinished: u32,
    /// Open flows.
    flowing: u32,
    /// Hosts whose departure is in the queue.
    departing: u32,
    completed: u64,
    /// Bits of ended requests that the server has sent.
    server_sent: u64,
    /// Bits received to no use.
    wasted: u64,
    events: u64,
    races: u32,
    first_finish: Option<FirstFinish>,
    hash: RunHash,
    /// The hash when it was last found that something may still happen, though nothing flows.
    hopeful: Option<u64>,
    over: bool,
    observer: O,

    /// Room to work in, kept so that a choice allocates nothing.
    candidates: Vec<u64>,
    copies: Copies,
    ranking: Vec<Candidate<LinkId>>,
    drawn: Vec<LinkId>,
    lacking: Vec<(HostId, u32)>,
}

/// What an event brings about, to be done before the next one.
#[derive(Clone, Copy, Debug)]
enum Effect {
    /// The receiver of a link may be interested in its sender no longer.
    LostInterest(LinkId),
    /// The receiver of a link may have something to request over it.
    Request(LinkId),
    /// A peer may have something to request of those that unchoke it and send nothing.
    RequestAll(HostId),
    /// A host may have a free slot.
    FillSlots(HostId),
    Leave(HostId),
}

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
            rules.have = Have::AtOnce;
            rules.endgame = false;
        }
        let specs = hosts_of(scenario);
        let mut run = Self {
            scenario: scenario.clone(),
            architecture,
            chunk_count,
            block: scenario.block_bits().0,
            current: specs.iter().map(|spec| (spec.up, spec.down)).collect(),
            now: 0.0,
            queue: Queue::default(),
            effects: VecDeque::new(),
            streams: Streams::new(scenario.seed, specs.len()),
            arrivals: Arrivals::default(),
            acts_done: 0,
            nodes: Vec::with_capacity(specs.len()),
            presence: vec![Presence::Awaited; specs.len()],
            host_rules: Vec::new(),
            neighbours: Neighbours::default(),
            links: Links::default(),
            last_turns: Vec::new(),
            bitfields: Bitfields::new(specs.len(), chunk_count),
            open: Bitfields::new(specs.len(), chunk_count),
            known: (rules.have != Have::AtOnce).then(|| Bitfields::new(0, chunk_count)),
            transfers: Vec::new(),
            bandwidth: Bandwidth::default(),
            tracker: Tracker::new(specs.len()),
            unfinished: 0,
            flowing: 0,
            departing: 0,
            completed: 0,
            server_sent: 0,
            wasted: 0,
            events: 0,
            races: 0,
            first_finish: None,
            hash: RunHash::default(),
            hopeful: None,
            over: false,
            observer,
            candidates: Vec::new(),
            copies: Copies::default(),
            ranking: Vec::new(),
            drawn: Vec::new(),
            lacking: Vec::new(),
            rules,
            specs,
        };
        run.neighbours = Neighbours::new(run.specs.len(), run.most_neighbours());
        let classes = 0..scenario.peers.len();
        let classes = std::iter::once(None).chain(classes.map(Some));
        run.host_rules = classes.map(|class| run.rules_of(class)).collect();
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
        if is_server {
            self.bitfields.fill(index, self.chunk_count);
        } else {
            self.open.fill(index, self.chunk_count);
            self.unfinished += 1;
        }
        self.bandwidth
            .add_host(self.payload(spec.up), self.payload(spec.down));
        self.nodes.push(Node {
            class: spec.class.map_or(0, |class| class as u32 + 1),
            uploads: spec.up.0 > 0 && (is_server || self.architecture == Architecture::P2p),
            complete: if is_server { self.chunk_count } else { 0 },
            started: Vec::new(),
            unchokes: Vec::new(),
            unchoked_by: Vec::new(),
            accounts: Vec::new(),
            regular: 0,
            optimistic: None,
            phase: unit(&mut self.streams.of(host, Purpose::Choke)),
            since: 0.0,
            rechokes: 0,
            turns: 0,
            looks: 0,
            departs: false,
            finished: is_server.then_some(0.0),
        });
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
        match self.architecture {
            Architecture::P2p => HostRules {
                pick,
                choke,
                slots,
                optimistic,
                finish,
            },
            // One server that unchokes everyone, chunk after chunk: nothing is left to choose.
            Architecture::ClientServer => HostRules {
                pick: Pick::InOrder,
                choke,
                slots: u32::MAX,
                optimistic: None,
                finish,
            },
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
            match Due::of(entry, self.specs.len()) {
                Due::Transfer(flow) => self.arrived(flow),
                Due::Arrival => self.arrival_due(),
                Due::Act => self.act_due(),
                Due::Timer(Timer::Rechoke, host) => self.rechoke_due(host),
                Due::Timer(Timer::Optimistic, host) => self.optimistic_due(host),
                Due::Timer(Timer::Announce, host) => self.announce_due(host),
                Due::Timer(Timer::Ask, host) => self.ask_due(host),
                Due::Timer(Timer::Departure, host) => self.departure_due(host),
            }
            self.settle();
            self.over = self.is_over() || self.observer.is_full();
        }
        self.over
    }

    /// Does all that an event brings about, and makes the rates fair again.
    fn settle(&mut self) {
        while let Some(effect) = self.effects.pop_front() {
            match effect {
                Effect::LostInterest(link) => self.lost_interest(link),
                Effect::Request(link) => self.request(link),
                Effect::RequestAll(peer) => self.request_all(peer),
                Effect::FillSlots(host) => self.fill_slots(host),
                Effect::Leave(host) => self.leave(host),
            }
        }
        let hosts = self.specs.len();
        let block = self.block as f64;
        let Self {
            bandwidth,
            transfers,
            queue,
            observer,
            now,
            ..
        } = self;
        bandwidth.solve(|flow, rate| {
            let transfer = &mut transfers[flow as usize];
            transfer.settle(*now, rate, block);
            let due = Due::Transfer(flow);
            match transfer.due_time() {
                Some(time) => queue.schedule(due.entry(hosts), due.rank(), time.max(*now)),
                None => queue.cancel(due.entry(hosts)),
            }
            if observer.watches() {
                observer.see(Event {
                    time: Seconds(*now),
                    what: What::Rate {
                        link: transfer.link,
                        bps: rate,
                    },
                });
            }
        });
    }

    /// How much of all that is to be transferred has been, from 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.over {
            return 1.0;
        }
        let all = (self.specs.len() - 1) as f64 * f64::from(self.chunk_count);
        self.completed as f64 / all
    }

    /// Who watches, with what it has seen.
    pub fn observer(&self) -> &O {
        &self.observer
    }

    fn schedule(&mut self, due: Due, time: f64) {
        self.queue
            .schedule(due.entry(self.specs.len()), due.rank(), time.max(self.now));
    }

    fn cancel(&mut self, due: Due) {
        self.queue.cancel(due.entry(self.specs.len()));
    }

    /// Tells the observer, if it watches.
    fn note(&mut self, what: impl FnOnce() -> What) {
        if self.observer.watches() {
            self.observer.see(Event {
                time: Seconds(self.now),
                what: what(),
            });
        }
    }

    fn chunk_bits(&self, chunk: ChunkId) -> u64 {
        self.scenario.chunk_bits(u64::from(chunk)).0
    }

    /// What a link carries of the file, in bits per second.
    fn payload(&self, rate: BitRate) -> f64 {
        rate.without(self.rules.overhead).min(UNLIMITED)
    }

    /// Whether a host has the whole file.
    fn is_seed(&self, host: HostId) -> bool {
        self.nodes[host.index()].finished.is_some()
    }

    /// Whether a host is there and answers.
    fn is_there(&self, host: HostId) -> bool {
        self.presence[host.index()] == Presence::There
    }

    /// The rules that a host follows.
    fn rules(&self, host: HostId) -> &HostRules {
        &self.host_rules[self.nodes[host.index()].class as usize]
    }

    /// Who sends and who receives over a link.
    fn ends(&self, link: LinkId) -> (HostId, HostId) {
        let to = |link: LinkId| self.links[link].to;
        (to(link.back()), to(link))
    }

    /// Whether the receiver of a link is interested in its sender.
    fn is_interested(&self, link: LinkId) -> bool {
        let (from, _) = self.ends(link);
        let place = self.links[link].place;
        place != NONE && self.neighbours.is_interested(from, place as usize)
    }

    /// Whether the sender of a link unchokes its receiver.
    fn is_unchoked(&self, link: LinkId) -> bool {
        let (from, _) = self.ends(link);
        let place = self.links[link].place;
        place != NONE && self.neighbours.is_unchoked(from, place as usize)
    }

    /// How the sender of a link unchokes its receiver.
    fn slot(&self, link: LinkId) -> Slot {
        let (from, _) = self.ends(link);
        if !self.is_unchoked(link) {
            Slot::Choked
        } else if self.nodes[from.index()].optimistic == Some(link) {
            Slot::Optimistic
        } else {
            Slot::Regular
        }
    }

    /// What flows over a link.
    fn flow(&self, link: LinkId) -> Option<FlowId> {
        let flow = self.links[link].flow;
        (flow != NONE).then_some(flow)
    }

    /// The most neighbours that a host can have: it starts connections below one limit and accepts them below another.
    fn most_neighbours(&self) -> usize {
        let others = self.specs.len() - 1;
        match self.architecture {
            Architecture::ClientServer => others,
            Architecture::P2p => others.min(self.rules.connect.max(self.rules.accept) as usize),
        }
    }
}

/// The hosts of a scenario: the server, the peers class by class, then those that join by an act.
pub(crate) fn hosts_of(scenario: &Scenario) -> Vec<Host> {
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
