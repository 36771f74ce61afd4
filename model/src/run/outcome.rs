//! What came of a run.

use super::peers::Presence;
use super::{Observer, Run};
use crate::chunks::ChunkId;
use crate::history::HostId;
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
    /// When the run was stopped because its history was full; `None` for one played to its end. Peers that had not
    /// finished by then are not said to be stuck.
    pub stopped: Option<Seconds>,
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
        if node.presence == Presence::Awaited {
            return None;
        }
        let untouched: u64 = node
            .untouched
            .iter()
            .map(|chunk| self.chunk_bits(chunk))
            .sum();
        let unrequested: u64 = node.started.iter().map(|started| started.unrequested).sum();
        let flows = self.bandwidth.inbound(peer).iter();
        let on_their_way = flows.map(|&flow| {
            let transfer = &self.transfers[flow as usize];
            transfer.requested as f64 - transfer.arrived_at(self.now, self.bandwidth.rate(flow))
        });
        let missing = (untouched + unrequested) as f64 + on_their_way.sum::<f64>();
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
            stopped: stopped.then_some(Seconds(self.now)),
            transfers: self.completed,
            events: self.events,
            wasted: Bits(self.nodes.iter().map(|node| node.wasted).sum()),
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
