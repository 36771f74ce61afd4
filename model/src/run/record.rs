//! Runs that keep their history, and runs that keep their figures only.

use super::{Run, hosts_of};
use crate::bounds::Architecture;
use crate::history::{LinkId, MOST_TRACED_CELLS, Recorder, Snapshot, Trace, Traced};
use crate::scenario::{Have, Scenario};
use crate::swarm::SwarmError;

impl Run {
    /// Sets up a run that keeps its history.
    ///
    /// # Errors
    /// Says what is wrong with the scenario, or how large a one could be kept.
    pub fn new(scenario: &Scenario, architecture: Architecture) -> Result<Self, SwarmError> {
        let cells = scenario.peer_count().saturating_mul(scenario.chunk_count());
        if cells > MOST_TRACED_CELLS {
            return Err(SwarmError::TooLarge {
                cells,
                most: MOST_TRACED_CELLS,
            });
        }
        let hears_at_once =
            architecture == Architecture::ClientServer || scenario.rules.have == Have::AtOnce;
        #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_TRACED_CELLS.
        let (chunks, cells) = (scenario.chunk_count() as u32, cells as usize);
        let start = Snapshot::before(&hosts_of(scenario), chunks, hears_at_once);
        Self::observed(scenario, architecture, Some(Recorder::new(start, cells)))
    }

    /// Sets up a run that keeps its figures only.
    ///
    /// # Errors
    /// Says what is wrong with the scenario, or how large a one could be run.
    pub fn of_figures(scenario: &Scenario, architecture: Architecture) -> Result<Self, SwarmError> {
        Self::observed(scenario, architecture, None)
    }

    /// The history so far, of a run that keeps it.
    pub fn into_trace(mut self) -> Option<Trace> {
        let outcome = self.outcome();
        let recorder = self.observer.take()?;
        let links = (0..).map(LinkId).zip(&self.ends);
        Some(Trace::new(
            recorder,
            Traced {
                outcome,
                ends: links.map(|(link, _)| self.ends(link)).collect(),
                scenario: self.scenario,
                architecture: self.architecture,
                hosts: self.specs,
                chunks: self.chunk_count,
            },
        ))
    }
}
