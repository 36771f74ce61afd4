//! What came of a run.

use super::event::{ChunkId, HostId};
use crate::units::{Bits, Seconds};
use std::fmt;

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// When each peer had the whole file, peer 1 first; `None` for one that never has.
    pub finish: Vec<Option<Seconds>>,
    /// The peers that can never finish, and why.
    pub stuck: Vec<Stuck>,
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
