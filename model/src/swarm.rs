//! The swarm: BitTorrent as the lecture and BEP 3 describe it, played event by event.
//!
//! ```text
//! rules ─▶ run ─▶ history ─▶ readings     what each host does; who does it when; what happened; what it tells
//! ```
//!
//! This is the front door: the rooms behind it are [`crate::run`], [`crate::history`] and [`crate::readings`].

pub use crate::history::*;
pub use crate::readings::*;
pub use crate::rules::tit_for_tat::{Choker, Exchanged};
pub use crate::run::{ClassShare, FirstFinish, Host, Observer, Outcome, Run, Stopped, Stuck, Why};

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
