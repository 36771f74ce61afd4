//! The runs behind the figure: simulated in slices, so that the page never waits.

use super::canvas::Look;
use super::line::marks;
use super::playing::WORDS_EVERY;
use super::{Msg, P2P, SwarmFigure, WHAT_IF};
use crate::browser::{IN_BROWSER, now};
use crate::drawing::words::percent;
use crate::swarm::picture::layout::Layout;
use crate::swarm::timeline::{Wish, pleasant_speed};
use gloo_timers::callback::Timeout;
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Run, Snapshot, Trace};
use std::rc::Rc;
use yew::prelude::*;

/// How long the run may keep the page busy at a time, in milliseconds.
const SLICE: f64 = 8.0;

/// Events between two looks at the clock.
const EVENTS: u64 = 64;

/// So many slices are asked for at once. From then on each asks for the next: a timer that was set by a timer waits
/// four milliseconds, in which the browser does what else it has to do.
const AT_ONCE: usize = 6;

/// One architecture: its run under way, and the trace that is shown.
pub(super) struct Track {
    pub(super) architecture: Architecture,
    /// The scenario that the run or the trace is of.
    pub(super) of: Option<Rc<Scenario>>,
    pub(super) run: Option<Run>,
    pub(super) trace: Option<Rc<Trace>>,
    /// What the words are about.
    pub(super) snapshot: Option<Rc<Snapshot>>,
    /// Before this time not all can have finished, in seconds.
    pub(super) bound: Option<f64>,
    /// The bar of its lane on the timeline.
    pub(super) bar: NodeRef,
    /// Why there is no run.
    pub(super) fault: Option<String>,
    pub(super) canvas: NodeRef,
    pub(super) layout: Option<Layout>,
    pub(super) look: Look,
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
            bar: NodeRef::default(),
            fault: None,
            canvas: NodeRef::default(),
            layout: None,
            look: Look::default(),
        }
    }

    /// Starts a run of this scenario unless there is one. The old trace stays until it is done.
    pub(super) fn start(&mut self, scenario: &Rc<Scenario>) {
        if self.of.as_ref() == Some(scenario) {
            return;
        }
        self.of = Some(scenario.clone());
        self.bound = Bounds::of(scenario)
            .ok()
            .map(|bounds| match self.architecture {
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
                self.layout = None;
                self.fault = Some(reason.to_string());
            }
        }
    }

    /// Gives up a run under way, and a trace of any other scenario.
    fn forget_unless(&mut self, scenario: Option<&Rc<Scenario>>) {
        self.run = None;
        if self.of.as_ref() != scenario {
            self.trace = None;
        }
        if self.trace.is_none() {
            self.of = None;
            self.snapshot = None;
        }
    }
}

impl SwarmFigure {
    /// Sees to it that what is shown is run; in slices, so that the page never waits.
    pub(super) fn simulate(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        for index in 0..self.tracks.len() {
            let shown = self.shown(index);
            let scenario = match index {
                WHAT_IF => props.other.as_ref(),
                _ => Some(&props.scenario),
            };
            let track = &mut self.tracks[index];
            match scenario {
                // The difference is told even where there is no room for both pictures.
                Some(scenario) if shown || index == WHAT_IF => track.start(scenario),
                // Not now; a run half done would be for nothing.
                _ => track.forget_unless(scenario),
            }
        }
        self.slices.clear();
        self.next_slices(ctx, AT_ONCE);
    }

    fn next_slices(&mut self, ctx: &Context<Self>, count: usize) {
        if !IN_BROWSER {
            // At once, for there are no timers.
            while self.tracks.iter().any(|track| track.run.is_some()) {
                self.slice(ctx);
            }
        }
        if self.tracks.iter().all(|track| track.run.is_none()) {
            self.slices.clear();
            return;
        }
        let slice = ctx.link().callback(|()| Msg::Slice);
        let timer = || {
            let slice = slice.clone();
            Timeout::new(0, move || slice.emit(()))
        };
        self.slices.extend((0..count).map(|_| timer()));
    }

    pub(super) fn slice(&mut self, ctx: &Context<Self>) -> bool {
        let begun = now();
        if !self.slices.is_empty() {
            // Timers end in their order: this was the first.
            drop(self.slices.remove(0));
        }
        let Some(index) = self.tracks.iter().position(|track| track.run.is_some()) else {
            return false;
        };
        let mut over = false;
        if let Some(run) = &mut self.tracks[index].run {
            while !over && now() - begun < SLICE {
                over = run.play(EVENTS);
            }
        }
        if over && let Some(run) = self.tracks[index].run.take() {
            let trace = run.into_trace().map(Rc::new);
            if index == P2P {
                self.marks = trace.as_deref().map(marks).unwrap_or_default();
            }
            self.tracks[index].trace = trace;
            self.tracks[index].layout = None;
            if !self.speed_chosen {
                self.speed = pleasant_speed(self.pleasant_end());
            }
            // Only when all runs are there is it known where the end is.
            if self.tracks.iter().all(|track| track.run.is_none()) {
                self.set_time(if self.at_end { self.end() } else { self.time });
                if std::mem::take(&mut self.race) {
                    self.wish(ctx, Wish::Toggle);
                }
            } else {
                self.refresh_words();
            }
        }
        if IN_BROWSER && self.slices.is_empty() {
            self.next_slices(ctx, 1);
        }
        // The progress is worth a new view only now and then, the result always.
        let due = now() - self.last_words > WORDS_EVERY;
        if due {
            self.last_words = now();
        }
        over || due
    }

    /// The swarm's own length where there is one, since the other may take many times as long.
    pub(super) fn pleasant_end(&self) -> f64 {
        let p2p = self.tracks[P2P].trace.as_ref().filter(|_| self.shown(P2P));
        p2p.map_or_else(|| self.end(), |trace| trace.end().0)
    }

    /// How far the simulation is, in a place that is always there.
    pub(super) fn busy(&self) -> Html {
        let run = self.tracks.iter().find_map(|track| track.run.as_ref());
        html! {
            <div class="busy">
                if let Some(run) = run {
                    <label>
                        { format!("Simulating, {}", percent(run.progress())) }
                        <progress max="1" value={run.progress().to_string()} />
                    </label>
                }
            </div>
        }
    }
}
