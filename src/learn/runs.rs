//! The runs behind the figures of this page: simulated in slices, so that the page never waits.

use crate::browser::IN_BROWSER;
use crate::browser::work::{EVENTS, Work, slice};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Download, Run, Trace, finish_by_upload};
use std::rc::Rc;
use yew::prelude::*;

/// What has been played so far.
#[derive(Clone, PartialEq)]
pub(super) struct Played {
    /// The last run.
    pub(super) trace: Rc<Trace>,
    /// The downloads of all peers of all runs.
    pub(super) downloads: Rc<[Download]>,
    pub(super) runs: u64,
}

/// Plays a scenario so many times; nothing until the first run is there. While another scenario has no run yet, the
/// last one stays.
#[hook]
pub(super) fn use_runs(scenario: &str, runs: u64) -> Option<Played> {
    let shown = use_state(|| {
        // On the host, which has no effects, at once.
        let mut plays = (!IN_BROWSER).then(|| Plays::new(scenario, runs))?;
        while plays.play(|| false) {}
        plays.played
    });
    let setter = shown.setter();
    use_effect_with(scenario.to_owned(), move |text| {
        let mut plays = Plays::new(text, runs);
        let work = Work::start(move || {
            let before = plays.count();
            let more = plays.play(slice());
            if plays.count() > before {
                setter.set(plays.played.clone());
            }
            more
        });
        move || drop(work)
    });
    (*shown).clone()
}

struct Plays {
    scenario: Scenario,
    /// How many runs there are to be, each with the seed after the last.
    runs: u64,
    run: Option<Run>,
    played: Option<Played>,
}

impl Plays {
    fn new(scenario: &str, runs: u64) -> Self {
        Self {
            scenario: Scenario::read(scenario).0,
            runs,
            run: None,
            played: None,
        }
    }

    fn count(&self) -> u64 {
        self.played.as_ref().map_or(0, |played| played.runs)
    }

    /// Plays on until this slice of time is over, or a run is. Whether there is more to do.
    fn play(&mut self, slice_is_over: impl Fn() -> bool) -> bool {
        let done = self.count();
        if done == self.runs {
            return false;
        }
        let run = self.run.take().or_else(|| {
            let seed = self.scenario.seed + done;
            let scenario = Scenario {
                seed,
                ..self.scenario.clone()
            };
            // The scenarios of this page can all be run: their tests do.
            Run::new(&scenario, Architecture::P2p).ok()
        });
        let Some(mut run) = run else { return false };
        while !slice_is_over() {
            if run.play(EVENTS) {
                self.keep(run);
                return true;
            }
        }
        self.run = Some(run);
        true
    }

    fn keep(&mut self, run: Run) {
        let Some(trace) = run.into_trace() else {
            return;
        };
        let trace = Rc::new(trace);
        let before = self.played.take();
        let runs = 1 + before.as_ref().map_or(0, |before| before.runs);
        let earlier = before
            .iter()
            .flat_map(|before| before.downloads.iter().copied());
        let downloads = earlier.chain(finish_by_upload(&trace)).collect();
        self.played = Some(Played {
            trace,
            downloads,
            runs,
        });
    }
}
