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
        let overhead = scenario.rules.overhead;
        let start = Snapshot::before(&hosts_of(scenario), chunks, hears_at_once, overhead);
        Self::observed(scenario, architecture, Some(Recorder::new(start, cells)))
    }

    /// Sets up a run that keeps its figures only.
    ///
    /// # Errors
    /// Says what is wrong with the scenario, or how large a one could be run.
    pub fn of_figures(scenario: &Scenario, architecture: Architecture) -> Result<Self, SwarmError> {
        Self::observed(scenario, architecture, None)
    }

    /// Plays up to so many events and tells whether the run is over. As [`Run::advance`], and compiled here, for speed,
    /// and not anew for size in the page that calls it.
    pub fn play(&mut self, events: u64) -> bool {
        self.advance(events)
    }

    /// The history so far, of a run that keeps it.
    pub fn into_trace(mut self) -> Option<Trace> {
        let outcome = self.outcome();
        let recorder = self.observer.take()?;
        let links = (0..).map(LinkId).take(self.links.len());
        Some(Trace::new(
            recorder,
            Traced {
                outcome,
                ends: links.map(|link| self.ends(link)).collect(),
                scenario: self.scenario,
                architecture: self.architecture,
                hosts: self.specs,
                chunks: self.chunk_count,
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Share;

    /// Runs that would go on for weeks, and one that is as it should be.
    #[test]
    fn a_history_that_is_full_stops_the_run_says_so_and_keeps_what_was_run() {
        let stopped = |text: &str, room: usize| {
            let scenario: Scenario = text.parse().expect(text);
            let start = Snapshot::before(&hosts_of(&scenario), 32, true, Share::default());
            let recorder = Recorder::new(start, 0).with_room(room);
            let mut run = Run::observed(&scenario, Architecture::P2p, Some(recorder)).expect(text);
            while !run.advance(1000) {}
            run.into_trace().expect("it keeps its history")
        };
        for text in [
            "server=1bps",
            "have=0.1s&at=10s:leave:server,1000000s:join:1",
        ] {
            let trace = stopped(text, 1 << 20);
            let outcome = trace.outcome();
            let stop = outcome.stopped.expect(text);
            assert!(
                trace.events().len() > 5_000 && trace.end() <= stop.at,
                "{text}"
            );
            assert_eq!(
                (outcome.stuck.len(), outcome.finish_time()),
                (0, None),
                "{text}"
            );
            let said = stop.to_string();
            assert!(
                said.contains("its history is full") && said.contains("longer intervals"),
                "{said}"
            );
            // Every instant of it can be looked at.
            let half = trace.at(crate::units::Seconds(trace.end().0 / 2.0));
            assert!(half.hosts[1].present, "{text}");
        }
        assert_eq!(stopped("", 1 << 20).outcome().stopped, None);
    }
}
