//! The swarm: BitTorrent as the lecture and BEP 3 describe it, played event by event.
//!
//! ```text
//! tracker ─▶ engine ◀─ queue          who comes, what is due next
//!            │    │
//! membership  service   exchange       who is there; who is served; what flows
//!                │         │
//!             choker    picker, copies, bandwidth   the rules, each by itself
//!            │
//!            ▼
//!    Event ─▶ Trace ─at(t)─▶ Snapshot  history, with its reasons
//!               │
//!   moments, spread, series, compare,   what can be read from it
//!   decision, limit
//! ```

mod bandwidth;
mod bits;
mod census;
pub(crate) mod choker;
mod compare;
mod copies;
mod decision;
mod engine;
pub mod event;
mod exchange;
mod fit;
mod limit;
mod membership;
mod moments;
mod outcome;
pub(crate) mod picker;
mod queue;
pub(crate) mod random;
mod series;
mod service;
pub mod snapshot;
mod spread;
mod state;
mod stuck;
mod trace;
mod tracker;
mod words;

pub use compare::{Comparison, Parted, PeerFinish, Rarest, Riders, Side, compare};
pub use decision::{Candidate, Decision, begins, decision};
pub use engine::{Host, Observer, Run};
pub use event::{ChunkId, Event, HostId, LinkId, What};
pub use fit::Fit;
pub use limit::{End, Limit};
pub use moments::{Moment, MomentKind, moments};
pub use outcome::{Outcome, Stuck, Why};
pub use series::{
    Download, Heat, UploadUse, completed, copies_over_time, finish_by_upload, upload_use,
};
pub use snapshot::Snapshot;
pub use spread::{Delivery, Giver, spread};
pub use stuck::{StuckGroup, stuck_groups};
pub use trace::{Ranked, Recorder, Trace};

use crate::bounds::Architecture;
use crate::scenario::{Scenario, ScenarioError};

/// Plays a scenario to its end and keeps the history.
///
/// # Errors
/// Says what is wrong with the scenario, or how large a one could be kept.
pub fn simulate(scenario: &Scenario, architecture: Architecture) -> Result<Trace, SwarmError> {
    let mut run = Run::new(scenario, architecture)?;
    while !run.advance(u64::MAX) {}
    Ok(run.into_trace().expect("a new run keeps its history"))
}

/// Plays a scenario to its end and keeps the figures only.
///
/// # Errors
/// Says what is wrong with the scenario, or how large a one could be run.
pub fn outcome(scenario: &Scenario, architecture: Architecture) -> Result<Outcome, SwarmError> {
    let mut run = Run::of_figures(scenario, architecture)?;
    while !run.advance(u64::MAX) {}
    Ok(run.outcome())
}

/// Why a scenario cannot be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SwarmError {
    /// It is not a scenario.
    #[error("the scenario is not valid: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<ScenarioError>),
    /// It needs too much memory.
    #[error(
        "too large to simulate: peers times chunks is {cells}, and at most {most} are possible; \
         take larger chunks (chunk=…) or fewer peers"
    )]
    TooLarge {
        /// Peers times chunks of the scenario.
        cells: u64,
        /// The most there may be.
        most: u64,
    },
    /// It has more peers than whoever plays it allows.
    #[error("too large to simulate here: {peers} peers, and at most {most} are possible")]
    TooManyPeers {
        /// Peers of the scenario.
        peers: u64,
        /// The most there may be.
        most: u64,
    },
}

/// A 64-bit hash of what happens, in order: FNV-1a over words.
#[derive(Clone, Copy, Debug)]
struct TraceHash(u64);

impl Default for TraceHash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl TraceHash {
    /// Mixes in that something of a kind happened at a time to one or two things.
    fn mix(&mut self, time: f64, kind: u32, a: u32, b: u32) {
        for word in [
            time.to_bits(),
            u64::from(kind),
            u64::from(a) << 32 | u64::from(b),
        ] {
            self.0 = (self.0 ^ word)
                .wrapping_mul(0x0000_0100_0000_01b3)
                .rotate_left(23);
        }
    }

    fn value(self) -> u64 {
        // FNV's low bits depend on low bits only; fold the high ones in.
        self.0 ^ (self.0 >> 29)
    }
}
