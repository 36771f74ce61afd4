//! One run out of many, for one who plays them on several threads.

use std::ops::ControlFlow;

use crate::bounds::Architecture;
use crate::scenario::Scenario;
use crate::swarm::{Outcome, Run, SwarmError};

/// Events between two looks: some hundredths of a second.
const SLICE: u64 = 20_000;

/// Plays a run to its end, with or without its history, which is dropped then. `watch` is told from time
/// to time how much is done, from 0 to 1, and can break off; then nothing came of it.
///
/// # Errors
/// Says what is wrong with the scenario, or how large a one could be run.
pub fn play(
    scenario: &Scenario,
    architecture: Architecture,
    keeps_history: bool,
    watch: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Option<Outcome>, SwarmError> {
    let mut run = if keeps_history {
        Run::new(scenario, architecture)?
    } else {
        Run::of_figures(scenario, architecture)?
    };
    while !run.advance(SLICE) {
        if watch(run.progress()).is_break() {
            return Ok(None);
        }
    }
    let outcome = run.outcome();
    // To put the history in order is a part of keeping one.
    drop(run.into_trace());
    Ok(Some(outcome))
}
