//! What came of a run.

use super::peers::Presence;
use super::{Observer, Run};
use crate::chunks::{self, ChunkId};
use crate::history::HostId;
use crate::scenario::Scenario;
use crate::units::{BitRate, Bits, Seconds};
use std::fmt;

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// When each peer had the whole file, peer 1 first; `None` for one that never has.
    pub finish: Vec<Option<Seconds>>,
    /// The peers that can never finish, and why.
    pub stuck: Vec<Stuck>,
    /// What each class had when the first peer had the whole file; `None` if none ever has.
    pub first_finish: Option<FirstFinish>,
    /// Whether the run was stopped because its history was full. Peers that had not finished by then are not said to
    /// be stuck.
    pub stopped: Option<Stopped>,
    /// Chunks that became whole at a peer.
    pub transfers: u64,
    /// Events of the engine.
    pub events: u64,
    /// Bits sent for nothing (endgame).
    pub wasted: Bits,
    /// A hash of all that happened: equal for equal runs, on every platform.
    pub hash: u64,
}

impl Outcome {
    /// When the last peer had the whole file, `None` if one never has.
    pub fn finish_time(&self) -> Option<Seconds> {
        self.finish
            .iter()
            .copied()
            .try_fold(Seconds(0.0), |last, finish| {
                Some(Seconds(last.0.max(finish?.0)))
            })
    }
}

/// A run whose history was full before its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stopped {
    /// When in the run.
    pub at: Seconds,
    /// Events of the engine until then.
    pub events: u64,
}

/// What happened, and what would be fine.
impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the run stopped at {}, after {} events: its history is full. What was run so far is kept. Fewer peers, larger \
             chunks, faster links or longer intervals (rechoke, optimistic, have, announce) make a shorter history",
            self.at.human(),
            self.events
        )
    }
}

/// What each class had when the first peer had the whole file.
///
/// It tells what finish times hide: when the others are done and stay, idle seeds serve even a free rider in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstFinish {
    /// When the first peer had it.
    pub time: Seconds,
    /// By class of the scenario.
    pub classes: Vec<ClassShare>,
}

/// What the peers of a class had received by a time, those that had come until then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassShare {
    /// How many peers of the class had come.
    pub peers: u32,
    /// Useful bits that they had, the mean; 0 without a peer.
    pub received: Bits,
    /// At what rate they had received them since each had come, the mean.
    pub rate: BitRate,
}

impl FirstFinish {
    pub(super) fn of<O: Observer>(run: &Run<O>) -> Self {
        let classes = 0..run.scenario.peers.len();
        Self {
            time: Seconds(run.now),
            classes: classes.map(|class| ClassShare::of(run, class)).collect(),
        }
    }
}

impl FirstFinish {
    /// A sentence without its full stop that compares the classes of this scenario; `None` where there is only one.
    pub fn sentence(&self, scenario: &Scenario) -> Option<String> {
        if scenario.peers.len() < 2 {
            return None;
        }
        let classes = scenario.peers.iter().zip(&self.classes).zip(1..);
        let shares = classes.filter(|((_, share), _)| share.peers > 0);
        let shares: Vec<String> = shares
            .map(|((peers, share), number)| {
                let [up, rate] = [peers.up, share.rate].map(|rate| rate.human(scenario.prefix));
                let part = share.received.0 as f64 / scenario.file.0.max(1) as f64;
                format!(
                    "class {number} ({up} up) had {:.0}\u{a0}%, received at {rate}",
                    100.0 * part
                )
            })
            .collect();
        Some(format!(
            "when the first peer finished, at {}, {}",
            self.time.human(),
            shares.join("; ")
        ))
    }
}

impl ClassShare {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A mean of whole bits.
    fn of<O: Observer>(run: &Run<O>, class: usize) -> Self {
        let peers = (0..)
            .map(HostId)
            .zip(&run.specs)
            .filter(|(_, spec)| spec.class == Some(class));
        let (mut count, mut bits, mut rates) = (0, 0.0, 0.0);
        for (peer, _) in peers {
            let Some((received, time)) = run.received(peer) else {
                continue;
            };
            count += 1;
            bits += received;
            rates += if time > 0.0 { received / time } else { 0.0 };
        }
        let mean = |sum: f64| (sum / f64::from(count.max(1))).round() as u64;
        Self {
            peers: count,
            received: Bits(mean(bits)),
            rate: BitRate(mean(rates)),
        }
    }
}

impl<O: Observer> Run<O> {
    /// The useful bits that a peer has received until now, and in how many seconds; `None` for one that has not come.
    fn received(&self, peer: HostId) -> Option<(f64, f64)> {
        let node = &self.nodes[peer.index()];
        if self.presence[peer.index()] == Presence::Awaited {
            return None;
        }
        let open = chunks::iter(self.open.row(peer.index()));
        let open = open.map(|chunk| {
            let started = node.started.iter().find(|started| started.chunk == chunk);
            started.map_or_else(|| self.chunk_bits(chunk), |started| started.unrequested)
        });
        let flows = self.bandwidth.inbound(peer).iter();
        let on_their_way = flows.map(|&flow| {
            let transfer = &self.transfers[flow as usize];
            (transfer.requested + transfer.next.1) as f64 - transfer.arrived_at(self.now)
        });
        let missing = open.sum::<u64>() as f64 + on_their_way.sum::<f64>();
        let file = self.scenario.file.0 as f64;
        Some(((file - missing).clamp(0.0, file), self.now - node.since))
    }

    /// What came of the run, once it is over.
    pub fn outcome(&self) -> Outcome {
        let peers = || self.nodes.iter().zip(0..).skip(1);
        let stopped = self.over && self.observer.is_full();
        let unfinished =
            peers().filter(|(node, _)| self.over && !stopped && node.finished.is_none());
        Outcome {
            finish: peers()
                .map(|(node, _)| node.finished.map(Seconds))
                .collect(),
            stuck: unfinished.map(|(_, id)| self.stuck(HostId(id))).collect(),
            first_finish: self.first_finish.clone(),
            stopped: stopped.then_some(Stopped {
                at: Seconds(self.now),
                events: self.events,
            }),
            transfers: self.completed,
            events: self.events,
            wasted: Bits(self.wasted),
            hash: self.hash.value(),
        }
    }
}

/// A peer that can never finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The peer.
    pub peer: HostId,
    /// How many chunks it lacks.
    pub missing: u32,
    /// Why it will not get them.
    pub why: Why,
}

/// Why a peer can never get what it lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody who is left has this chunk.
    Lost {
        /// The chunk.
        chunk: ChunkId,
    },
    /// All who have this chunk upload nothing.
    Kept {
        /// The chunk.
        chunk: ChunkId,
    },
    /// It left before it had the file.
    Gone,
    /// Somebody would give it, but no connection leads there.
    Apart,
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peer, missing, why } = self;
        if *why == Why::Gone {
            return write!(
                f,
                "{peer} was gone before it had the file, {missing} chunks short"
            );
        }
        let chunks = if *missing == 1 { "chunk" } else { "chunks" };
        write!(f, "{peer} waits for {missing} {chunks} for ever: ")?;
        match why {
            Why::Lost { chunk } => write!(f, "nobody who is left has chunk {chunk}"),
            Why::Kept { chunk } => write!(f, "those who have chunk {chunk} upload nothing"),
            Why::Gone | Why::Apart => f.write_str("it is connected to nobody who would send them"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bounds::Architecture;
    use crate::history::HostId;
    use crate::history::snapshot::LinkState;
    use crate::swarm::simulate;

    /// By hand: 50 peers of 1 Mb/s trade among themselves, and one of five slots of each is the optimistic one, drawn
    /// among the 46 neighbours beside the four partners. So a free rider gets 50 · 1/46 · 0.2 Mb/s = 0.22 Mb/s of them
    /// while they get nearly 1 Mb/s each. Slots that are free at the start, before anybody has given anything, bring it
    /// some 0.05 Mb/s more. What the server gives comes on top.
    #[test]
    fn a_free_rider_gets_a_fifth_of_what_the_others_get_of_each_other() {
        let (mut of_peers, mut time, mut rates) = (0.0, 0.0, [0.0; 2]);
        for seed in 1..=24 {
            let text =
                format!("file=64MiB&server=5Mbps&peers=50x1Mbps/1Gbps,1x0/1Gbps&seed={seed}");
            let trace = simulate(&text.parse().expect("valid"), Architecture::P2p).expect("small");
            let first = trace.outcome().first_finish.clone().expect("all finish");
            let sent = |link: &LinkState| match (link.from, link.to) {
                (HostId(1..), HostId(51)) => link.sent_in_all(),
                _ => 0.0,
            };
            of_peers += trace.at(first.time).links.iter().map(sent).sum::<f64>();
            time += first.time.0;
            for (sum, class) in rates.iter_mut().zip(&first.classes) {
                *sum += class.rate.0 as f64 / 24.0;
            }
        }
        let of_peers = of_peers / time;
        assert!((0.22e6..0.32e6).contains(&of_peers), "{of_peers}");
        assert!(
            (0.9e6..1.1e6).contains(&rates[0]) && rates[1] > of_peers && rates[1] < 0.5 * rates[0],
            "{rates:?}"
        );
    }

    #[test]
    fn the_classes_are_told_apart_in_a_sentence() {
        let scenario = "file=4MiB&peers=4x1Mbps/8Mbps,4x0/8Mbps"
            .parse()
            .expect("valid");
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        let first = trace.outcome().first_finish.clone().expect("all finish");
        let earliest = trace
            .outcome()
            .finish
            .iter()
            .flatten()
            .map(|time| time.0)
            .fold(f64::MAX, f64::min);
        assert_eq!(first.time.0, earliest);
        let snapshot = trace.at(first.time);
        let parts = snapshot.parts_of_file(&scenario);
        let mean = parts[5..].iter().sum::<f64>() / 4.0;
        let told = first.classes[1].received.0 as f64 / scenario.file.0 as f64;
        assert!((told - mean).abs() < 1e-6, "{told} and {mean}");
        let sentence = first.sentence(&scenario).expect("two classes");
        assert!(
            sentence.contains("class 2 (0\u{a0}b/s up) had")
                && sentence.starts_with("when the first peer finished, at "),
            "{sentence}"
        );
    }
}
