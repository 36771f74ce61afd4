//! The swarm at one instant.

use super::event::{ChunkId, Event, HostId, LinkId, Unchoke, What};
pub use crate::chunks::ChunkSet;
use crate::run::Host;
use crate::scenario::Scenario;
use crate::units::{BitRate, Bits, Seconds, Share};

/// The swarm at one instant: what everything on the screen is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The instant.
    pub time: Seconds,
    /// How many events of the trace have happened by then.
    pub events: usize,
    /// All hosts of the scenario, the server first; also those that have not come yet or have left.
    pub hosts: Vec<HostState>,
    /// Both directions of every connection made so far; index it with a [`LinkId`].
    pub links: Vec<LinkState>,
    /// By link, what its receiver last heard that its sender has; none at all where each hears at once.
    known: Vec<ChunkSet>,
    hears_at_once: bool,
    /// The part of what links carry that is not file.
    pub overhead: Share,
}

/// Flows that a host mostly receives at a time.
const FLOWS_PER_HOST: usize = 6;

/// One host at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct HostState {
    /// Whether it has come and not left.
    pub present: bool,
    /// Whether it has fallen silent; its neighbours do not know yet.
    pub failed: bool,
    /// Upload capacity now.
    pub up: BitRate,
    /// Download capacity now. The server's never matters.
    pub down: BitRate,
    /// The chunks it has whole.
    pub chunks: ChunkSet,
    /// Chunks it has begun, in order of beginning, with what has arrived of them and stays.
    pub started: Vec<(ChunkId, Bits)>,
    /// Bits it has received, of use or not, transfers in progress not counted.
    pub received: Bits,
    /// Bits it has sent, transfers in progress not counted.
    pub sent: Bits,
    /// Of `received`, those of no use (endgame).
    pub wasted: Bits,
    /// When it had the whole file, if it has.
    pub finished: Option<Seconds>,
    /// Its connections: the direction from this host, in order of connecting.
    pub links: Vec<LinkId>,
}

/// One direction of a connection at one instant. There are many, over most of which nothing flows, so that it is small.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkState {
    /// Who sends.
    pub from: HostId,
    /// Who receives.
    pub to: HostId,
    /// Whether and how `from` unchokes `to`.
    pub slot: SlotState,
    /// Bits that went this way, the transfer in progress not counted.
    pub sent: Bits,
    flow: Option<Box<Flow>>,
}

/// What flows over a link.
#[derive(Clone, Debug, Default, PartialEq)]
struct Flow {
    transfer: Option<Transfer>,
    next: Option<Transfer>,
    bps: f64,
}

/// Whether and how a host unchokes a neighbour. The number is the event that says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Choked.
    Choked,
    /// Unchoked in a regular slot: for what it gave, or as a seed's or server's choice.
    Regular {
        /// Index of the `Unchoked` event in the trace.
        event: u32,
    },
    /// The optimistic unchoke.
    Optimistic {
        /// Index of the `Unchoked` event in the trace.
        event: u32,
    },
}

/// A request that is answered, or will be next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transfer {
    /// The chunk.
    pub chunk: ChunkId,
    /// What was asked for.
    pub asked: Bits,
    /// What has arrived of it, in bits, at the instant of the snapshot.
    pub arrived: f64,
    /// The time `arrived` is of.
    pub(crate) since: f64,
    /// Index of the `Requested` event in the trace, which says why this chunk.
    pub event: u32,
}

impl Snapshot {
    /// The swarm before anything has happened.
    pub(crate) fn before(
        hosts: &[Host],
        chunks: u32,
        hears_at_once: bool,
        overhead: Share,
    ) -> Self {
        let host = |(index, spec): (usize, &Host)| HostState {
            present: false,
            failed: false,
            up: spec.up,
            down: spec.down,
            chunks: if index == HostId::SERVER.index() {
                ChunkSet::all(chunks)
            } else {
                ChunkSet::none(chunks)
            },
            started: Vec::new(),
            received: Bits(0),
            sent: Bits(0),
            wasted: Bits(0),
            finished: (index == HostId::SERVER.index()).then_some(Seconds(0.0)),
            links: Vec::new(),
        };
        Self {
            time: Seconds(0.0),
            events: 0,
            hosts: hosts.iter().enumerate().map(host).collect(),
            links: Vec::new(),
            known: Vec::new(),
            hears_at_once,
            overhead,
        }
    }

    /// Whether a host lacks a chunk that its neighbour has, as far as it knows (BEP 3: interested).
    pub fn interested(&self, host: HostId, neighbour: HostId) -> bool {
        let links = &self.hosts[host.index()].links;
        let link = links
            .iter()
            .find(|link| self.links[link.index()].to == neighbour);
        link.is_some_and(|link| self.wanted(link.back()))
    }

    /// Whether the receiver of a link lacks a chunk that it knows the sender to have.
    pub fn wanted(&self, link: LinkId) -> bool {
        let receiver = &self.hosts[self.links[link.index()].to.index()];
        self.offered(link).any_beyond(&receiver.chunks)
    }

    /// The chunks that the receiver of a link knows the sender to have.
    pub fn offered(&self, link: LinkId) -> &ChunkSet {
        let from = self.links[link.index()].from;
        let known = self.known.get(link.index());
        known.unwrap_or(&self.hosts[from.index()].chunks)
    }

    /// How many hosts that are there have a chunk whole, the server included. One that has failed is not.
    pub fn copies(&self, chunk: ChunkId) -> usize {
        self.hosts
            .iter()
            .filter(|host| host.present && !host.failed && host.chunks.has(chunk))
            .count()
    }

    /// Useful bits on their way to or at a host in chunks it has begun.
    pub fn started_bits(&self, host: HostId) -> f64 {
        let state = &self.hosts[host.index()];
        let settled: u64 = state.started.iter().map(|(_, bits)| bits.0).sum();
        let on_their_way = state
            .links
            .iter()
            .filter_map(|link| self.links[link.back().index()].transfer());
        settled as f64 + on_their_way.map(|transfer| transfer.arrived).sum::<f64>()
    }

    /// How much of the file of this scenario a host has, with what is on its way: 0 to 1.
    pub fn part_of_file(&self, host: HostId, scenario: &Scenario) -> f64 {
        match self.hosts.get(host.index()) {
            Some(state) => part_of_file(state, self.started_bits(host), scenario),
            None => 0.0,
        }
    }

    /// [`Snapshot::part_of_file`] of every host, in one pass over the links: much the quicker way to many.
    pub fn parts_of_file(&self, scenario: &Scenario) -> Vec<f64> {
        let settled = |state: &HostState| state.started.iter().map(|(_, bits)| bits.0).sum::<u64>();
        let mut started: Vec<f64> = self
            .hosts
            .iter()
            .map(|state| settled(state) as f64)
            .collect();
        for link in &self.links {
            if let Some(transfer) = link.transfer() {
                started[link.to.index()] += transfer.arrived;
            }
        }
        let hosts = self.hosts.iter().zip(started);
        hosts
            .map(|(state, started)| part_of_file(state, started, scenario))
            .collect()
    }

    /// What a host sends now, in bits per second.
    pub fn upload_rate(&self, host: HostId) -> f64 {
        self.hosts[host.index()]
            .links
            .iter()
            .map(|link| self.links[link.index()].bps())
            .sum()
    }

    /// What a host receives now, in bits per second.
    pub fn download_rate(&self, host: HostId) -> f64 {
        self.hosts[host.index()]
            .links
            .iter()
            .map(|link| self.links[link.back().index()].bps())
            .sum()
    }

    /// About how much memory it takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let per_host = self.hosts.first().map_or(0, |host| {
            size_of::<HostState>() + size_of_val(host.chunks.as_words())
        });
        self.hosts.len() * per_host
            + self.links.len() * (size_of::<LinkState>() + size_of::<LinkId>())
            + self.hosts.len() * FLOWS_PER_HOST * size_of::<Flow>()
    }

    /// Lets time pass in which nothing happens.
    pub(crate) fn move_to(&mut self, time: Seconds) {
        self.time = time;
        for link in &mut self.links {
            link.settle(time.0);
        }
    }

    /// Lets the next event of the trace happen.
    pub(crate) fn apply(&mut self, event: &Event) {
        #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² events.
        let index = self.events as u32;
        self.events += 1;
        self.time = event.time;
        match &event.what {
            What::Joined { host } => self.hosts[host.index()].present = true,
            What::Announced { .. } | What::Rechoked { .. } => {}
            What::Connected { by, to, link } => {
                for (from, to, link) in [(*by, *to, *link), (*to, *by, link.back())] {
                    if !self.hears_at_once {
                        self.known.push(self.hosts[from.index()].chunks.clone());
                    }
                    self.links.push(LinkState {
                        from,
                        to,
                        slot: SlotState::Choked,
                        sent: Bits(0),
                        flow: None,
                    });
                    self.hosts[from.index()].links.push(link);
                }
            }
            What::Unchoked { link, why, .. } => {
                self.links[link.index()].slot = match why {
                    Unchoke::Optimistic { .. } => SlotState::Optimistic { event: index },
                    _ => SlotState::Regular { event: index },
                };
            }
            What::Choked { link, .. } => self.links[link.index()].slot = SlotState::Choked,
            What::Requested {
                to,
                link,
                chunk,
                bits,
                ..
            } => {
                let started = &mut self.hosts[to.index()].started;
                if started.iter().all(|(begun, _)| begun != chunk) {
                    started.push((*chunk, Bits(0)));
                }
                let flow = self.links[link.index()].flow.get_or_insert_default();
                let transfer = Transfer {
                    chunk: *chunk,
                    asked: *bits,
                    arrived: 0.0,
                    since: event.time.0,
                    event: index,
                };
                match flow.transfer {
                    None => flow.transfer = Some(transfer),
                    Some(_) => flow.next = Some(transfer),
                }
            }
            What::Rate { link, bps } => {
                let link = &mut self.links[link.index()];
                link.settle(event.time.0);
                link.flow.get_or_insert_default().bps = *bps;
                link.flow.take_if(|flow| flow.is_idle());
            }
            What::Received { link, .. } => {
                if let Some(transfer) = self.links[link.index()].end_transfer(event.time) {
                    self.count(*link, transfer.chunk, transfer.asked, Bits(0));
                }
            }
            What::Stopped {
                link,
                chunk,
                kept,
                wasted,
                ..
            } => {
                let state = &mut self.links[link.index()];
                let next = state.flow.as_mut().map(|flow| &mut flow.next);
                let next = next.and_then(|next| next.take_if(|next| next.chunk == *chunk));
                if next.is_none() {
                    state.end_transfer(event.time);
                }
                self.count(*link, *chunk, *kept, *wasted);
            }
            What::Completed { peer, chunk, .. } => {
                let host = &mut self.hosts[peer.index()];
                host.started.retain(|(begun, _)| begun != chunk);
                host.chunks.insert(*chunk);
            }
            What::Finished { peer } => self.hosts[peer.index()].finished = Some(event.time),
            What::Left { peer, .. } => self.remove(*peer),
            What::Failed { host } => self.hosts[host.index()].failed = true,
            What::Rerated { host, up, down } => {
                let host = &mut self.hosts[host.index()];
                (host.up, host.down) = (*up, *down);
            }
            What::Asked { peer } => self.hear_all(*peer),
        }
    }

    /// Bits have gone over a link: some of use for a chunk, some not.
    fn count(&mut self, link: LinkId, chunk: ChunkId, kept: Bits, wasted: Bits) {
        let LinkState { from, to, sent, .. } = &mut self.links[link.index()];
        let all = kept.0 + wasted.0;
        sent.0 += all;
        self.hosts[from.index()].sent.0 += all;
        let to = &mut self.hosts[to.index()];
        to.received.0 += all;
        to.wasted.0 += wasted.0;
        if let Some((_, bits)) = to.started.iter_mut().find(|(begun, _)| *begun == chunk) {
            bits.0 += kept.0;
        }
    }

    /// A peer hears from all its neighbours what they have.
    fn hear_all(&mut self, peer: HostId) {
        for link in &self.hosts[peer.index()].links {
            let link = link.back();
            if let Some(known) = self.known.get_mut(link.index()) {
                let from = self.links[link.index()].from;
                known.clone_from(&self.hosts[from.index()].chunks);
            }
        }
    }

    fn remove(&mut self, peer: HostId) {
        self.hosts[peer.index()].present = false;
        for link in std::mem::take(&mut self.hosts[peer.index()].links) {
            for link in [link, link.back()] {
                self.links[link.index()].slot = SlotState::Choked;
            }
            let neighbour = self.links[link.index()].to;
            self.hosts[neighbour.index()]
                .links
                .retain(|&l| l != link.back());
        }
    }
}

/// How much of the file a host has that has begun so many bits of the chunks it lacks: 0 to 1.
fn part_of_file(state: &HostState, started: f64, scenario: &Scenario) -> f64 {
    let mut whole = u128::from(state.chunks.len()) * u128::from(scenario.chunk.0);
    // The last chunk may be shorter.
    let last = scenario.chunk_count().saturating_sub(1);
    if u32::try_from(last).is_ok_and(|last| state.chunks.has(last)) {
        whole -= u128::from(scenario.chunk.0 - scenario.chunk_bits(last).0);
    }
    let file = scenario.file.0.max(1) as f64;
    ((whole as f64 + started) / file).clamp(0.0, 1.0)
}

impl Flow {
    fn is_idle(&self) -> bool {
        self.transfer.is_none() && self.next.is_none() && self.bps == 0.0
    }
}

impl LinkState {
    /// What is on its way.
    pub fn transfer(&self) -> Option<&Transfer> {
        self.flow.as_ref()?.transfer.as_ref()
    }

    /// What was requested too, and comes next.
    pub fn next(&self) -> Option<&Transfer> {
        self.flow.as_ref()?.next.as_ref()
    }

    /// Rate of the flow in bits per second. It goes on from one transfer to the next.
    pub fn bps(&self) -> f64 {
        self.flow.as_ref().map_or(0.0, |flow| flow.bps)
    }

    /// Bits that went this way, with what has arrived of the transfer in progress.
    pub fn sent_in_all(&self) -> f64 {
        self.sent.0 as f64 + self.transfer().map_or(0.0, |transfer| transfer.arrived)
    }

    /// Ends what is on its way. What was requested next follows.
    fn end_transfer(&mut self, now: Seconds) -> Option<Transfer> {
        let flow = self.flow.as_mut()?;
        let next = flow.next.take().map(|next| Transfer {
            since: now.0,
            ..next
        });
        let ended = std::mem::replace(&mut flow.transfer, next);
        self.flow.take_if(|flow| flow.is_idle());
        ended
    }

    /// Brings what has arrived up to a time.
    fn settle(&mut self, now: f64) {
        if let Some(Flow {
            transfer: Some(transfer),
            bps,
            ..
        }) = self.flow.as_deref_mut()
        {
            transfer.arrived =
                (transfer.arrived + *bps * (now - transfer.since)).min(transfer.asked.0 as f64);
            transfer.since = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::swarm::simulate;

    #[test]
    fn a_peer_goes_from_nothing_to_the_whole_file() {
        for text in [
            // The last chunk is shorter than the others.
            "file=1000kB&peers=3x1Mbps/8Mbps",
            // The only chunk is.
            "file=100kB&peers=3x1Mbps/8Mbps",
        ] {
            let scenario: Scenario = text.parse().expect(text);
            let trace = simulate(&scenario, Architecture::P2p).expect("small");
            let part = |time: f64| trace.at(Seconds(time)).part_of_file(HostId(2), &scenario);
            let end = trace.end().0;
            assert_eq!(part(0.0), 0.0);
            assert_eq!(part(end), 1.0);
            let parts: Vec<f64> = (0..=100)
                .map(|i| part(end * f64::from(i) / 100.0))
                .collect();
            let falls = parts.windows(2).any(|pair| pair[0] > pair[1] + 1e-9);
            assert!(!falls, "{parts:?}");
            let server = trace
                .at(Seconds(0.0))
                .part_of_file(HostId::SERVER, &scenario);
            assert_eq!(server, 1.0);
        }
    }
}
