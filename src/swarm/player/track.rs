//! One of the runs: under way, or the trace that is shown.

use crate::browser::work::EVENTS;
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Run, Snapshot, Trace};
use std::rc::Rc;

/// One architecture: its run under way, and the trace that is shown.
pub(in crate::swarm) struct Track {
    pub(in crate::swarm) architecture: Architecture,
    /// The scenario that the run or the trace is of.
    of: Option<Rc<Scenario>>,
    pub(in crate::swarm) run: Option<Run>,
    pub(in crate::swarm) trace: Option<Rc<Trace>>,
    /// What the words are about.
    pub(in crate::swarm) snapshot: Option<Rc<Snapshot>>,
    /// The lower bound of the distribution time, in seconds.
    pub(in crate::swarm) bound: Option<f64>,
    /// Why there is no run.
    pub(in crate::swarm) fault: Option<String>,
}

impl Track {
    pub(super) fn new(architecture: Architecture) -> Self {
        Self {
            architecture,
            of: None,
            run: None,
            trace: None,
            snapshot: None,
            bound: None,
            fault: None,
        }
    }

    /// Starts a run of this scenario unless there is one. The old trace stays until it is done.
    pub(super) fn start(&mut self, scenario: &Rc<Scenario>) {
        if self.of.as_ref() == Some(scenario) {
            return;
        }
        self.of = Some(scenario.clone());
        let bounds = Bounds::of(scenario).ok();
        self.bound = bounds.map(|bounds| match self.architecture {
            Architecture::P2p => bounds.p2p.seconds.0,
            Architecture::ClientServer => bounds.client_server.seconds.0,
        });
        match Run::new(scenario, self.architecture) {
            Ok(run) => {
                self.run = Some(run);
                self.fault = None;
            }
            Err(reason) => {
                self.run = None;
                self.trace = None;
                self.snapshot = None;
                self.fault = Some(reason.to_string());
            }
        }
    }

    /// Gives up a run under way, and a trace of any other scenario.
    pub(super) fn forget_unless(&mut self, scenario: Option<&Rc<Scenario>>) {
        self.run = None;
        if self.of.as_ref() != scenario {
            self.trace = None;
        }
        if self.trace.is_none() {
            self.of = None;
            self.snapshot = None;
        }
    }

    /// Plays the run on until this slice of time is over or the run is. Whether it is.
    pub(super) fn work(&mut self, slice_is_over: impl Fn() -> bool) -> bool {
        let Some(run) = &mut self.run else {
            return false;
        };
        let mut over = false;
        while !over && !slice_is_over() {
            over = run.play(EVENTS);
        }
        if over {
            let run = self.run.take();
            self.trace = run.and_then(Run::into_trace).map(Rc::new);
        }
        over
    }
}
