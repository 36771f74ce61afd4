//! The runs behind the figures of this page: simulated in slices, so that the page never waits.

use crate::browser::{IN_BROWSER, now};
use crate::charts::upload_finish::UploadFinish;
use gloo_timers::callback::Timeout;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Run, Trace};
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// How long the runs may keep the page busy at a time, in milliseconds.
const SLICE: f64 = 8.0;

/// Events between two looks at the clock.
const EVENTS: u64 = 64;

/// What has been played so far.
#[derive(Clone, PartialEq)]
pub(super) struct Played {
    /// The last run.
    pub(super) trace: Rc<Trace>,
    /// The downloads of all peers of all runs.
    pub(super) downloads: Rc<UploadFinish>,
    pub(super) runs: u64,
}

type Shared = Rc<RefCell<Engine>>;
type Show = UseStateSetter<Option<Played>>;

struct Engine {
    scenario: Scenario,
    /// How many runs there are to be, each with the seed after the last.
    runs: u64,
    run: Option<Run>,
    played: Option<Played>,
    next: Option<Timeout>,
}

/// Plays a scenario so many times; nothing until the first run is there.
#[hook]
pub(super) fn use_runs(scenario: &'static str, runs: u64) -> Option<Played> {
    let shown = use_state(|| {
        // Where there are no timers, at once.
        let engine = (!IN_BROWSER).then(|| Engine::new(scenario, runs));
        engine.and_then(Engine::play)
    });
    let setter = shown.setter();
    use_effect_with(scenario, move |text| {
        let engine: Shared = Rc::new(RefCell::new(Engine::new(text, runs)));
        let first = next(&engine, &setter);
        engine.borrow_mut().next = Some(first);
        move || drop(engine)
    });
    (*shown).clone()
}

/// The next slice. Once the figure is gone there is none.
fn next(engine: &Shared, show: &Show) -> Timeout {
    let (engine, show) = (Rc::downgrade(engine), show.clone());
    Timeout::new(0, move || {
        if let Some(shared) = engine.upgrade() {
            let next = next(&shared, &show);
            let mut engine = shared.borrow_mut();
            let before = engine.played.as_ref().map(|played| played.runs);
            let more = engine.slice();
            engine.next = more.then_some(next);
            if engine.played.as_ref().map(|played| played.runs) != before {
                show.set(engine.played.clone());
            }
        }
    })
}

impl Engine {
    fn new(scenario: &str, runs: u64) -> Self {
        Self {
            scenario: Scenario::read(scenario).0,
            runs,
            run: None,
            played: None,
            next: None,
        }
    }

    /// Plays all runs at once, where there are no timers.
    fn play(mut self) -> Option<Played> {
        while self.slice() {}
        self.played
    }

    /// Plays on for a while. Whether there is more to do.
    fn slice(&mut self) -> bool {
        let done = self.played.as_ref().map_or(0, |played| played.runs);
        let Some(run) = &mut self.run else {
            let scenario = Scenario {
                seed: self.scenario.seed + done,
                ..self.scenario.clone()
            };
            // The scenarios of this page can all be run: their tests do.
            self.run = Run::new(&scenario, Architecture::P2p).ok();
            return done < self.runs && self.run.is_some();
        };
        let begun = now();
        while now() - begun < SLICE {
            if run.play(EVENTS) {
                self.keep();
                return true;
            }
        }
        true
    }

    fn keep(&mut self) {
        let Some(trace) = self.run.take().and_then(Run::into_trace) else {
            return;
        };
        let trace = Rc::new(trace);
        let mut downloads = UploadFinish::of(&trace);
        let mut runs = 1;
        if let Some(before) = self.played.take() {
            downloads.join((*before.downloads).clone());
            runs += before.runs;
        }
        self.played = Some(Played {
            trace,
            downloads: Rc::new(downloads),
            runs,
        });
    }
}
