//! What the referee keeps of hosts and links, all of it counted from the events alone.

use p2p_model::bounds::Architecture;
use p2p_model::scenario::{ActKind, Arrive, ChokeRule, Finish, Have, Origin, Scenario};
use p2p_model::swarm::{HostId, Trace};

/// BEP 3 asks for blocks of 16 KiB; a chunk of more than 16 of them has larger ones.
const BLOCK: u64 = 16 * 1024 * 8;
const MOST_BLOCKS: u64 = 16;

/// One run, as far as it has been replayed.
pub struct Books {
    pub scenario: Scenario,
    pub architecture: Architecture,
    pub now: f64,
    pub hosts: Vec<Host>,
    /// Both directions of every connection: a link and its way back differ in the last bit of their numbers.
    pub lines: Vec<Line>,
    chunk_count: u32,
}

#[derive(Clone, Debug)]
pub struct Host {
    pub joined: Option<f64>,
    pub failed: Option<f64>,
    pub left: Option<f64>,
    pub finished: Option<f64>,
    pub rerated: Option<f64>,
    /// Bits per second.
    pub up: u64,
    pub down: u64,
    /// The chunks it has whole, one bit each.
    pub chunks: u64,
    /// Bits of each chunk that came and count.
    pub useful: Vec<u64>,
    pub sent: u64,
    pub received: u64,
    pub wasted: u64,
    /// Its connections: the direction from it.
    pub links: Vec<usize>,
    /// Regular slots; nothing where all are served.
    pub slots: Option<usize>,
    /// Whether it has an optimistic slot beside them.
    pub optimistic: bool,
    pub choke: ChokeRule,
    /// How long it stays with the whole file, if not for good, in seconds.
    pub stay: Option<f64>,
}

/// One direction of a connection.
pub struct Line {
    pub from: HostId,
    pub to: HostId,
    pub is_open: bool,
    pub slot: Option<SlotState>,
    pub transfer: Option<Transfer>,
    /// What is asked for too, and comes next.
    pub next: Option<Transfer>,
    /// Bits per second.
    pub rate: f64,
    /// What the receiver last heard that the sender has.
    told: u64,
    /// When the last whole block came, or the flow began.
    last_block: f64,
    /// When it last ended a silence that was too long.
    snubbed: f64,
    /// At each change of the rate: when, the bits that had come by then, and the rate from then on.
    corners: Vec<(f64, f64, f64)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SlotState {
    Regular,
    Optimistic,
}

#[derive(Clone, Copy)]
pub struct Transfer {
    pub chunk: u32,
    /// Bits.
    pub asked: u64,
    /// Bits that had come at `since`.
    pub arrived: f64,
    pub since: f64,
}

impl Host {
    pub fn is_there(&self) -> bool {
        self.joined.is_some() && self.left.is_none()
    }

    /// Whether it can do anything.
    pub fn is_well(&self) -> bool {
        self.is_there() && self.failed.is_none()
    }

    pub fn has(&self, chunk: u32) -> bool {
        self.chunks & 1 << chunk != 0
    }
}

impl Books {
    pub fn of(trace: &Trace) -> Self {
        let (scenario, architecture) = (trace.scenario(), trace.architecture());
        let chunk_count = trace.chunk_count();
        assert!(
            chunk_count <= u64::BITS,
            "each chunk takes one bit of a word"
        );
        let is_swarm = architecture == Architecture::P2p;
        let host = |(index, spec): (usize, &p2p_model::swarm::Host)| {
            let is_server = index == 0;
            let rules = scenario.rules_of(spec.class);
            Host {
                joined: None,
                failed: None,
                left: None,
                finished: is_server.then_some(0.0),
                rerated: None,
                up: spec.up.0,
                down: spec.down.0,
                chunks: if is_server { all(chunk_count) } else { 0 },
                useful: vec![0; chunk_count as usize],
                sent: 0,
                received: 0,
                wasted: 0,
                links: Vec::new(),
                slots: is_swarm.then_some(rules.slots as usize),
                optimistic: is_swarm && rules.optimistic.is_some(),
                choke: rules.choke,
                stay: match rules.finish {
                    Finish::Leave(stay) if !is_server => Some(stay.0),
                    _ => None,
                },
            }
        };
        let mut scenario = scenario.clone();
        if !is_swarm {
            scenario.rules.have = Have::AtOnce;
            scenario.rules.endgame = false;
        }
        Self {
            hosts: trace.hosts().iter().enumerate().map(host).collect(),
            scenario,
            architecture,
            now: 0.0,
            lines: Vec::new(),
            chunk_count,
        }
    }

    pub fn join(&mut self, host: HostId) {
        self.hosts[host.index()].joined = Some(self.now);
    }

    pub fn connect(&mut self, by: HostId, to: HostId) {
        for (from, to) in [(by, to), (to, by)] {
            self.hosts[from.index()].links.push(self.lines.len());
            self.lines.push(Line {
                from,
                to,
                is_open: true,
                slot: None,
                transfer: None,
                next: None,
                rate: 0.0,
                told: self.hosts[from.index()].chunks,
                last_block: self.now,
                snubbed: f64::NEG_INFINITY,
                corners: vec![(self.now, 0.0, 0.0)],
            });
        }
    }

    pub fn leave(&mut self, host: HostId) {
        let links = std::mem::take(&mut self.hosts[host.index()].links);
        self.hosts[host.index()].left = Some(self.now);
        for link in links {
            let other = self.lines[link].to;
            self.hosts[other.index()]
                .links
                .retain(|mine| *mine != link ^ 1);
            for link in [link, link ^ 1] {
                let line = &mut self.lines[link];
                (line.is_open, line.slot) = (false, None);
            }
        }
    }

    pub fn hear(&mut self, peer: HostId) {
        for link in self.hosts[peer.index()].links.clone() {
            let line = &mut self.lines[link ^ 1];
            line.told = self.hosts[line.from.index()].chunks;
        }
    }

    // ---- What flows -------------------------------------------------------------------------------------------------

    pub fn begin(&mut self, link: usize, chunk: u32, asked: u64) {
        let (now, line) = (self.now, &mut self.lines[link]);
        if line.rate == 0.0 {
            line.last_block = now;
        }
        let transfer = Transfer {
            chunk,
            asked,
            arrived: 0.0,
            since: now,
        };
        match line.transfer {
            None => line.transfer = Some(transfer),
            Some(_) => line.next = Some(transfer),
        }
    }

    /// Counts what has come by now.
    pub fn bring_up(&mut self, link: usize) {
        let (now, block) = (self.now, self.block());
        let limit = self
            .scenario
            .rules
            .snub
            .map_or(f64::INFINITY, |limit| limit.0);
        let line = &mut self.lines[link];
        let Some(transfer) = &mut line.transfer else {
            return;
        };
        let arrived = transfer.arrived + line.rate * (now - transfer.since);
        let whole = (arrived / block).floor() * block;
        if whole > transfer.arrived && line.rate > 0.0 {
            let first = (transfer.arrived / block).floor() * block + block;
            let came = |bits: f64| now - (arrived - bits) / line.rate;
            if came(first) - line.last_block > limit {
                line.snubbed = came(first);
            }
            if whole > first && block / line.rate > limit {
                line.snubbed = came(whole);
            }
            line.last_block = came(whole);
        }
        (transfer.arrived, transfer.since) = (arrived, now);
    }

    pub fn rate(&mut self, link: usize, bps: f64) {
        self.bring_up(link);
        let bits = self.bits_until(link, self.now);
        let line = &mut self.lines[link];
        line.rate = bps;
        line.corners.push((self.now, bits, bps));
    }

    /// A transfer has ended with so many bits.
    pub fn count(&mut self, link: usize, chunk: u32, kept: u64, wasted: u64) {
        let (from, to) = (self.lines[link].from.index(), self.lines[link].to.index());
        let limit = self
            .scenario
            .rules
            .snub
            .map_or(f64::INFINITY, |limit| limit.0);
        let line = &mut self.lines[link];
        if self.now - line.last_block > limit {
            line.snubbed = self.now;
        }
        line.last_block = self.now;
        self.hosts[from].sent += kept + wasted;
        let to = &mut self.hosts[to];
        to.received += kept + wasted;
        to.wasted += wasted;
        to.useful[chunk as usize] += kept;
    }

    pub fn transfers(&self) -> impl Iterator<Item = (&Line, Transfer)> {
        self.lines
            .iter()
            .flat_map(|line| [line.transfer, line.next].map(|transfer| Some((line, transfer?))))
            .flatten()
    }

    /// All bits that went over a link until a time.
    fn bits_until(&self, link: usize, time: f64) -> f64 {
        let corners = &self.lines[link].corners;
        let after = corners.partition_point(|corner| corner.0 <= time);
        let Some((since, bits, rate)) = after.checked_sub(1).map(|at| corners[at]) else {
            return 0.0;
        };
        bits + rate * (time - since)
    }

    /// Bits that went over a link within the window of a host's ranks, two rechoke intervals, and its length in seconds.
    pub fn window(&self, host: HostId, link: usize) -> (f64, f64) {
        let joined = self.hosts[host.index()].joined.unwrap_or(0.0);
        let start = (self.now - 2.0 * self.scenario.rules.rechoke.0).max(joined);
        let bits = self.bits_until(link, self.now) - self.bits_until(link, start);
        (bits, self.now - start)
    }

    /// For how long no whole block has come over a link by which something is asked for, in seconds.
    pub fn silence(&self, link: usize) -> f64 {
        let line = &self.lines[link];
        let Some(transfer) = line.transfer else {
            return 0.0;
        };
        let block = self.block();
        let arrived = transfer.arrived + line.rate * (self.now - transfer.since);
        let whole = (arrived / block).floor() * block;
        if whole > transfer.arrived {
            (arrived - whole) / line.rate
        } else {
            self.now - line.last_block
        }
    }

    /// Whether a neighbour may be without a slot because it snubs a host, or did at the last rechoke.
    pub fn may_be_snubbing(&mut self, host: HostId, link: usize) -> bool {
        self.bring_up(link ^ 1);
        let rules = &self.scenario.rules;
        let Some(limit) = rules.snub.filter(|_| self.trades(host)) else {
            return false;
        };
        self.silence(link ^ 1) > limit.0
            || self.now - self.lines[link ^ 1].snubbed <= rules.rechoke.0
    }

    fn block(&self) -> f64 {
        self.scenario.chunk.0.div_ceil(MOST_BLOCKS).max(BLOCK) as f64
    }

    // ---- Who wants what ---------------------------------------------------------------------------------------------

    /// The chunks that the receiver of a link knows the sender to have.
    pub fn offered(&self, link: usize) -> u64 {
        let line = &self.lines[link];
        match self.scenario.rules.have {
            Have::AtOnce => self.hosts[line.from.index()].chunks,
            Have::Every(_) => line.told,
        }
    }

    /// Whether the receiver of a link lacks something that it knows the sender to have.
    pub fn is_wanted(&self, link: usize) -> bool {
        self.offered(link) & !self.hosts[self.lines[link].to.index()].chunks != 0
    }

    /// The links from a host to those who want something from it.
    pub fn wanting(&self, host: HostId) -> impl Iterator<Item = usize> {
        let links = self.hosts[host.index()].links.iter().copied();
        links.filter(|link| self.is_wanted(*link))
    }

    /// How many neighbours a host unchokes in regular slots, and how many optimistically.
    pub fn unchoked(&self, host: HostId) -> (usize, usize) {
        let links = self.hosts[host.index()].links.iter();
        let services = links.filter_map(|link| self.lines[*link].slot);
        services.fold((0, 0), |(regular, optimistic), slot| match slot {
            SlotState::Regular => (regular + 1, optimistic),
            SlotState::Optimistic => (regular, optimistic + 1),
        })
    }

    pub fn are_neighbours(&self, one: HostId, other: HostId) -> bool {
        let links = self.hosts[one.index()].links.iter();
        links.clone().any(|link| self.lines[*link].to == other)
    }

    /// Whether a host gives its slots for what it gets: tit-for-tat.
    pub fn trades(&self, host: HostId) -> bool {
        let host = &self.hosts[host.index()];
        host.finished.is_none() && host.choke == ChokeRule::Rate
    }

    /// What a link carries of the file in bits per second: without limit 10²⁴, so that a chunk takes no time that is
    /// seen.
    pub fn capacity(&self, rate: u64) -> f64 {
        let file = 1.0 - self.scenario.rules.overhead.0;
        if rate == u64::MAX {
            1e24
        } else {
            rate as f64 * file
        }
    }

    /// Whether bits can be told from rates and times: not where so many flow in the last binary digit of a time.
    pub fn is_exact(&self) -> bool {
        let is_unlimited = |host: &Host| host.up == u64::MAX || host.down == u64::MAX;
        !self.hosts.iter().any(is_unlimited)
    }

    /// Whether a host sends to anybody at all.
    pub fn uploads(&self, host: HostId) -> bool {
        let may = self.architecture == Architecture::P2p || host == HostId::SERVER;
        may && self.hosts[host.index()].up > 0
    }

    // ---- What the scenario says -------------------------------------------------------------------------------------

    pub fn all_chunks(&self) -> u64 {
        all(self.chunk_count)
    }

    pub fn chunk_bits(&self, chunk: u32) -> u64 {
        self.scenario.chunk_bits(u64::from(chunk)).0
    }

    /// How long the downlink of a peer takes for the file, if nothing changes it.
    pub fn least_time(&self, peer: HostId) -> Option<f64> {
        let host = &self.hosts[peer.index()];
        host.rerated
            .is_none()
            .then(|| self.scenario.file.0 as f64 / self.capacity(host.down))
    }

    /// When a host is told to leave.
    pub fn dismissals(&self, host: HostId) -> impl Iterator<Item = f64> {
        let acts = self.scenario.acts.iter();
        acts.filter(move |act| act.what == ActKind::Leave { host: host.0 })
            .map(|act| act.time.0)
    }

    /// Whether the server may go, having sent the file often enough.
    pub fn has_served_enough(&self) -> bool {
        match self.scenario.rules.origin {
            Origin::Stay => false,
            Origin::LeaveAfter { copies } => {
                self.hosts[0].sent >= self.scenario.file.0 * u64::from(copies)
            }
        }
    }

    /// What should have happened by now and has not, or not at its time.
    pub fn undone(&self) -> Vec<String> {
        let mut undone = Vec::new();
        let mut check = |is_right: bool, what: String| {
            if !is_right {
                undone.push(what);
            }
        };
        let by_class = self.hosts.len() - self.scenario.joining().count();
        for (index, host) in self.hosts.iter().enumerate().take(by_class) {
            let is_dismissed = self.scenario.acts.iter().any(|act| {
                matches!(act.what, ActKind::Leave { host } | ActKind::Fail { host } if host as usize == index)
            });
            let time = match self.scenario.rules.arrive {
                _ if index == 0 => Some(0.0),
                Arrive::Every(interval) => Some((index - 1) as f64 * interval.0),
                Arrive::Poisson(_) => host.joined,
            };
            let comes = host.joined.is_some() && host.joined == time;
            check(
                comes || (is_dismissed && host.joined.is_none()),
                format!("host {index} comes at {time:?}"),
            );
        }
        let joining = self
            .hosts
            .iter()
            .skip(by_class)
            .zip(self.scenario.joining());
        for (host, (time, class)) in joining {
            check(
                host.joined == Some(time.0),
                format!("a peer of class {class} comes at {time:?}"),
            );
        }
        for act in &self.scenario.acts {
            let time = act.time.0;
            let is_well = |host: &Host| {
                host.joined.is_some_and(|joined| joined < time)
                    && host.left.is_none_or(|left| left > time)
                    && host.failed.is_none_or(|failed| failed >= time)
            };
            match act.what {
                ActKind::Leave { host } => {
                    let state = &self.hosts[host as usize];
                    let happens = !is_well(state) || state.failed == Some(time);
                    check(happens, format!("host {host} leaves at {time} s"));
                }
                ActKind::Fail { host } => {
                    let state = &self.hosts[host as usize];
                    let happens = !is_well(state) || state.failed == Some(time);
                    check(happens, format!("host {host} fails at {time} s"));
                }
                ActKind::Mute { host } | ActKind::Rates { host, .. } => {
                    let state = &self.hosts[host as usize];
                    let happens = !state.is_well() || state.rerated >= Some(time);
                    check(
                        happens,
                        format!("the link of host {host} changes at {time} s"),
                    );
                }
                ActKind::Join { .. } => {}
            }
        }
        for (index, host) in self
            .hosts
            .iter()
            .enumerate()
            .filter(|(_, host)| host.is_there())
        {
            let silence = host.failed.map(|failed| failed + super::SILENCE);
            let stay = host
                .finished
                .zip(host.stay)
                .filter(|_| host.failed.is_none());
            let due = silence.or(stay.map(|(finished, stay)| finished + stay));
            check(
                due.is_none_or(|due| due >= self.now),
                format!("host {index} leaves at {due:?}"),
            );
        }
        undone
    }
}

/// The set of all chunks.
fn all(chunks: u32) -> u64 {
    u64::MAX >> (u64::BITS - chunks)
}
