//! The runs behind the figure and the cursor over them: what plays, pauses, steps, scrubs and races. It knows nothing of
//! the page: whoever has one gives it time and commands, and looks at it.
//!
//! [`track`] is one of the runs, [`markers`] the moments on the line, [`told`] what has happened, in words.

mod markers;
mod told;
mod track;

use crate::address::view::{Select, Show, View};
pub(crate) use markers::Marker;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{HostId, Snapshot, Trace, What};
use p2p_model::units::Seconds;
use std::rc::Rc;
pub(super) use track::Track;

/// Seconds of the run to one of the clock on the wall.
pub(crate) const SPEEDS: [f64; 13] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0,
];

/// How long a run should take on the wall unless told otherwise, in seconds.
const PLEASANT: f64 = 25.0;

/// The speed at which a run of this length is pleasant to watch, as an index into [`SPEEDS`].
pub(crate) fn pleasant_speed(end: f64) -> usize {
    let wanted = (end / PLEASANT).max(f64::MIN_POSITIVE).ln();
    (0..SPEEDS.len())
        .min_by(|a, b| {
            let distance = |index: usize| (SPEEDS[index].ln() - wanted).abs();
            distance(*a).total_cmp(&distance(*b))
        })
        .unwrap_or(3)
}

/// What one step of the clock is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the next event.
    #[default]
    Event,
    /// To the next chunk that a peer has completed.
    Chunk,
    /// To the next rechoke.
    Rechoke,
    /// To the next moment that is marked on the line.
    Moment,
}

/// What the reader wants of the clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PlaybackCommand {
    /// Play, or pause.
    Toggle,
    Restart,
    Next,
    Previous,
    NextMoment,
    PreviousMoment,
    StepBy(Step),
    /// To a time of the slider.
    Seek(f64),
    /// To any other time.
    Jump(f64),
    Speed(usize),
}

/// The places of the tracks.
pub(crate) const P2P: usize = 0;
pub(crate) const CLIENT_SERVER: usize = 1;
pub(crate) const WHAT_IF: usize = 2;

/// The runs and the cursor over them.
pub(super) struct Player {
    pub(super) tracks: [Track; 3],
    /// The track that the swarm is compared with: what if, or else client–server.
    pub(super) beside: usize,
    /// In seconds of the runs.
    pub(super) time: f64,
    pub(super) playing: bool,
    /// Index into [`SPEEDS`], and whether the reader chose it.
    pub(super) speed: usize,
    speed_chosen: bool,
    pub(super) step: Step,
    /// The moments of the swarm, in the order of their times.
    pub(super) markers: Vec<Marker>,
    pub(super) select: Option<Select>,
    pub(super) show: Show,
    /// Whether both pictures fit beside each other, once it is measured.
    pub(super) has_room: Option<bool>,
    /// What was said last to those who do not see the picture move.
    pub(super) said: String,
    /// Whether to play as soon as the runs are there.
    pub(super) autoplay: bool,
    /// Whether the reader looked at the end of the run that is being replaced.
    at_end: bool,
}

impl Player {
    /// A player without runs, as this view wants it.
    pub(super) fn new(view: &View) -> Self {
        Self {
            tracks: [
                Track::new(Architecture::P2p),
                Track::new(Architecture::ClientServer),
                Track::new(Architecture::P2p),
            ],
            beside: CLIENT_SERVER,
            time: view.time.0,
            playing: false,
            speed: 3,
            speed_chosen: false,
            step: Step::default(),
            markers: Vec::new(),
            select: view.select,
            show: view.show,
            has_room: None,
            said: String::new(),
            autoplay: false,
            at_end: false,
        }
    }

    /// Goes to another view.
    pub(super) fn load(&mut self, view: &View) {
        self.pause();
        self.at_end = false;
        self.time = view.time.0;
        self.select = view.select;
        self.show = view.show;
        self.refresh();
    }

    /// Sees to it that what is shown is run: this scenario, and perhaps another one beside it.
    pub(super) fn simulate(&mut self, scenario: &Rc<Scenario>, other: Option<&Rc<Scenario>>) {
        self.beside = match other {
            Some(_) => WHAT_IF,
            None => CLIENT_SERVER,
        };
        for index in 0..self.tracks.len() {
            let shown = self.shown(index);
            let scenario = match index {
                WHAT_IF => other,
                _ => Some(scenario),
            };
            let track = &mut self.tracks[index];
            match scenario {
                // The difference is told even where there is no room for both pictures.
                Some(scenario) if shown || index == WHAT_IF => track.start(scenario),
                // Not now; a run half done would be for nothing.
                _ => track.forget_unless(scenario),
            }
        }
    }

    /// Remembers whether the reader looks at the end: whoever does will look at the new end, when the scenario is
    /// replaced; otherwise the instant stays.
    pub(super) fn hold_end(&mut self) {
        let end = self.end();
        self.at_end = end > 0.0 && self.time >= end;
    }

    /// Whether a run is under way.
    pub(super) fn is_running(&self) -> bool {
        self.tracks.iter().any(|track| track.run.is_some())
    }

    /// Plays the runs on until this slice of time is over, or one of them has ended. Whether one has.
    pub(super) fn work(&mut self, slice_is_over: impl Fn() -> bool) -> bool {
        let Some(index) = self.tracks.iter().position(|track| track.run.is_some()) else {
            return false;
        };
        if !self.tracks[index].work(slice_is_over) {
            return false;
        }
        if index == P2P {
            let trace = self.tracks[P2P].trace.as_deref();
            self.markers = trace.map(markers::of).unwrap_or_default();
        }
        if !self.speed_chosen {
            self.speed = pleasant_speed(self.pleasant_end());
        }
        // Only when all runs are there is it known where the end is.
        if self.is_running() {
            self.refresh();
        } else {
            self.set_time(if self.at_end { self.end() } else { self.time });
            if std::mem::take(&mut self.autoplay) {
                self.apply(PlaybackCommand::Toggle);
            }
        }
        true
    }

    /// Does what the reader wants.
    pub(super) fn apply(&mut self, command: PlaybackCommand) {
        let time = Seconds(self.time);
        match command {
            PlaybackCommand::Toggle if self.playing => self.pause(),
            PlaybackCommand::Toggle => self.play(),
            PlaybackCommand::Restart => self.jump(Some(0.0)),
            PlaybackCommand::Next if self.step == Step::Moment => self.next_moment(),
            PlaybackCommand::Previous if self.step == Step::Moment => self.previous_moment(),
            PlaybackCommand::NextMoment => self.next_moment(),
            PlaybackCommand::PreviousMoment => self.previous_moment(),
            PlaybackCommand::Next => {
                let next = self.traces().filter_map(|trace| match self.step {
                    Step::Event => trace.next(time),
                    step => Some(trace.next_where(time, |what| self.is_step(step, what))?.0),
                });
                self.jump(next.map(|at| at.0).reduce(f64::min));
            }
            PlaybackCommand::Previous => {
                let previous = self.traces().filter_map(|trace| match self.step {
                    Step::Event => trace.previous(time),
                    step => {
                        let found = trace.previous_where(time, |what| self.is_step(step, what));
                        Some(found?.0)
                    }
                });
                self.jump(previous.map(|at| at.0).reduce(f64::max));
            }
            PlaybackCommand::StepBy(step) => self.step = step,
            PlaybackCommand::Jump(to) => {
                self.set_time(to);
                self.said = self.just_now();
            }
            // The slider says itself where it is.
            PlaybackCommand::Seek(to) => self.set_time(to),
            PlaybackCommand::Speed(speed) => {
                self.speed = speed.min(SPEEDS.len() - 1);
                self.speed_chosen = true;
            }
        }
    }

    fn play(&mut self) {
        if self.traces().next().is_none() {
            return;
        }
        if self.time >= self.end() {
            self.set_time(0.0);
        }
        self.playing = true;
        "Playing".clone_into(&mut self.said);
    }

    pub(super) fn pause(&mut self) {
        if std::mem::take(&mut self.playing) {
            "Paused".clone_into(&mut self.said);
        }
        self.refresh();
    }

    /// Moves on while it plays, by so many seconds on the wall. Whether it has come to the end.
    pub(super) fn tick(&mut self, seconds: f64) -> bool {
        self.time += seconds * SPEEDS[self.speed];
        let end = self.end();
        let over = self.time >= end;
        if over {
            self.jump(Some(end));
        }
        over
    }

    /// Goes to an instant of the runs, as soon as there are any.
    pub(super) fn set_time(&mut self, time: f64) {
        let ready = self.traces().next().is_some();
        self.time = if ready && time.is_finite() {
            time.clamp(0.0, self.end())
        } else {
            time.max(0.0)
        };
        self.refresh();
    }

    /// Takes the words to the instant of the picture.
    pub(super) fn refresh(&mut self) {
        let time = Seconds(self.time);
        for index in 0..self.tracks.len() {
            let shown = self.shown(index);
            let track = &mut self.tracks[index];
            let trace = track.trace.as_ref().filter(|_| shown);
            track.snapshot = trace.map(|trace| Rc::new(trace.at(time)));
        }
    }

    /// Looks at something else.
    pub(super) fn set_select(&mut self, select: Option<Select>) {
        self.select = select;
        self.refresh();
    }

    /// Pauses there; stays where it is without a time.
    fn jump(&mut self, to: Option<f64>) {
        self.pause();
        if let Some(to) = to {
            self.set_time(to);
            self.said = self.just_now();
        }
    }

    /// Whether this is an event to stop at: the selected host's, where one is selected.
    fn is_step(&self, step: Step, what: &What) -> bool {
        let who = match what {
            What::Completed { peer, .. } if step == Step::Chunk => *peer,
            What::Rechoked { host, .. } if step == Step::Rechoke => *host,
            _ => return false,
        };
        self.host().is_none_or(|selected| selected == who)
    }

    fn next_moment(&mut self) {
        let next = self.moments().find(|at| *at > self.time);
        self.jump(next);
    }

    fn previous_moment(&mut self) {
        let previous = self.moments().filter(|at| *at < self.time).last();
        self.jump(previous);
    }

    /// The times of the moments on the line.
    fn moments(&self) -> impl Iterator<Item = f64> {
        let shown = self.shown(P2P);
        let markers = self.markers.iter().filter(move |_| shown);
        markers.map(|marker| marker.time)
    }

    /// Whether both pictures are shown.
    pub(super) fn both(&self) -> bool {
        match self.show {
            Show::Both => true,
            Show::Auto => self.has_room.unwrap_or(true),
            Show::P2p | Show::Other => false,
        }
    }

    /// Whether a track is shown.
    pub(super) fn shown(&self, track: usize) -> bool {
        let (beside, swarm) = (track == self.beside, track == P2P);
        match self.show {
            _ if self.both() => beside || swarm,
            Show::Other => beside,
            Show::Auto | Show::Both | Show::P2p => swarm,
        }
    }

    /// The tracks that are shown, what they are compared with first.
    pub(super) fn shown_tracks(&self) -> impl Iterator<Item = usize> {
        let order = [CLIENT_SERVER, P2P, WHAT_IF].into_iter();
        order.filter(|index| self.shown(*index))
    }

    /// The host selected, if it is one.
    pub(super) fn host(&self) -> Option<HostId> {
        self.select.and_then(Select::host)
    }

    /// The track that the words are about.
    pub(super) fn primary(&self) -> usize {
        if self.shown(P2P) { P2P } else { self.beside }
    }

    /// The run that the words are about, and its instant.
    pub(super) fn words(&self) -> Option<(Rc<Trace>, Rc<Snapshot>)> {
        let track = &self.tracks[self.primary()];
        track.trace.clone().zip(track.snapshot.clone())
    }

    /// The trace of the swarm, while the swarm is shown.
    pub(super) fn swarm(&self) -> Option<&Rc<Trace>> {
        self.tracks[P2P].trace.as_ref().filter(|_| self.shown(P2P))
    }

    /// What is shown, as far as it is there.
    pub(super) fn traces(&self) -> impl Iterator<Item = &Rc<Trace>> {
        let shown = self.shown_tracks();
        shown.filter_map(|track| self.tracks[track].trace.as_ref())
    }

    /// When the last of the runs ends.
    pub(super) fn end(&self) -> f64 {
        self.traces().map(|trace| trace.end().0).fold(0.0, f64::max)
    }

    /// The swarm's own length where there is one, since the other may take many times as long.
    pub(super) fn pleasant_end(&self) -> f64 {
        self.swarm()
            .map_or_else(|| self.end(), |trace| trace.end().0)
    }
}

#[cfg(test)]
mod tests;
