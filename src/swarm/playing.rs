//! Moving through time: play, pause, step, scrub.

use super::{Msg, P2P, SwarmFigure};
use crate::browser::{IN_BROWSER, REDUCED_MOTION, document, media, now};
use crate::swarm::timeline::{SPEEDS, Step, Wish, move_to};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_render::request_animation_frame;
use p2p_model::swarm::What;
use p2p_model::units::Seconds;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// How often the words follow the picture while it plays, in milliseconds.
pub(super) const WORDS_EVERY: f64 = 200.0;

/// With reduced motion the picture moves on once in so many milliseconds.
const STEP_EVERY: f64 = 1000.0;

impl SwarmFigure {
    pub(super) fn set_time(&mut self, time: f64) {
        let ready = self.traces().next().is_some();
        let end = self.end();
        self.time = if ready && time.is_finite() {
            time.clamp(0.0, end)
        } else {
            time.max(0.0)
        };
        self.refresh_words();
    }

    /// Takes the words to the instant of the picture.
    pub(super) fn refresh_words(&mut self) {
        let time = Seconds(self.time);
        for track in 0..self.tracks.len() {
            let shown = self.shown(track);
            let track = &mut self.tracks[track];
            track.snapshot = track
                .trace
                .as_ref()
                .filter(|_| shown)
                .map(|trace| Rc::new(trace.at(time)));
        }
        self.last_words = now();
    }

    pub(super) fn wish(&mut self, ctx: &Context<Self>, wish: Wish) {
        let time = Seconds(self.time);
        match wish {
            Wish::Toggle if self.playing => self.pause(),
            Wish::Toggle => {
                if self.traces().next().is_none() {
                    return;
                }
                if self.time >= self.end() {
                    self.set_time(0.0);
                }
                self.playing = true;
                "Playing".clone_into(&mut self.said);
                self.last_frame = None;
                self.next_frame(ctx);
            }
            Wish::Restart => self.jump(Some(0.0)),
            Wish::Next if self.step == Step::Moment => self.next_moment(),
            Wish::Previous if self.step == Step::Moment => self.previous_moment(),
            Wish::NextMoment => self.next_moment(),
            Wish::PreviousMoment => self.previous_moment(),
            Wish::Next => {
                let next = self.traces().filter_map(|trace| match self.step {
                    Step::Event => trace.next(time),
                    step => Some(trace.next_where(time, |what| self.is_step(step, what))?.0),
                });
                self.jump(next.map(|at| at.0).reduce(f64::min));
            }
            Wish::Previous => {
                let previous = self.traces().filter_map(|trace| match self.step {
                    Step::Event => trace.previous(time),
                    step => Some(
                        trace
                            .previous_where(time, |what| self.is_step(step, what))?
                            .0,
                    ),
                });
                self.jump(previous.map(|at| at.0).reduce(f64::max));
            }
            Wish::StepBy(step) => self.step = step,
            Wish::Jump(to) => {
                self.set_time(to);
                self.said = self.just_now();
            }
            // The slider says itself where it is.
            Wish::Seek(to) => self.set_time(to),
            Wish::Speed(speed) => {
                self.speed = speed.min(SPEEDS.len() - 1);
                self.speed_chosen = true;
            }
        }
        self.tell(ctx);
    }

    /// Whether this happening is one to stop at: the selected host's, where one is selected.
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
        let marks = self.marks.iter().filter(move |_| shown);
        marks.map(|mark| mark.time)
    }

    pub(super) fn jump(&mut self, to: Option<f64>) {
        self.pause();
        if let Some(to) = to {
            self.set_time(to);
            self.said = self.just_now();
        }
    }

    pub(super) fn pause(&mut self) {
        if std::mem::take(&mut self.playing) {
            "Paused".clone_into(&mut self.said);
        }
        self.frame = None;
        self.refresh_words();
    }

    pub(super) fn next_frame(&mut self, ctx: &Context<Self>) {
        let frame = ctx.link().callback(Msg::Frame);
        self.frame = IN_BROWSER.then(|| request_animation_frame(move |at| frame.emit(at)));
    }

    pub(super) fn frame(&mut self, ctx: &Context<Self>, at: f64) -> bool {
        if !self.playing {
            return false;
        }
        let last = *self.last_frame.get_or_insert(at);
        let stepwise = media(REDUCED_MOTION);
        if stepwise && at - last < STEP_EVERY {
            self.next_frame(ctx);
            return false;
        }
        self.last_frame = Some(at);
        // After a long pause of the browser the picture goes on where it was.
        let passed = (at - last).clamp(0.0, if stepwise { STEP_EVERY } else { 100.0 });
        self.time += passed / 1000.0 * SPEEDS[self.speed];
        if self.time >= self.end() {
            let end = self.end();
            self.jump(Some(end));
            self.tell(ctx);
            return true;
        }
        self.next_frame(ctx);
        if stepwise || at - self.last_words > WORDS_EVERY {
            self.refresh_words();
            self.last_words = at;
            return true; // Drawn once the words are there.
        }
        self.draw();
        let bars: Vec<(NodeRef, Option<f64>)> = self
            .tracks
            .iter()
            .filter_map(|track| {
                let finish = track.trace.as_ref()?.outcome().finish_time();
                Some((track.bar.clone(), finish.map(|finish| finish.0)))
            })
            .collect();
        move_to(&self.slider, &bars, self.time, self.end());
        false
    }
}

/// Keys of the figure, wherever the focus is in it but in a field that is typed in: a step back and forth with
/// comma and full stop, a moment back and forth with the square brackets; on slides as a clicker does too.
pub(super) fn keys(ctx: &Context<SwarmFigure>, slides: bool) -> Callback<KeyboardEvent> {
    let link = ctx.link().clone();
    Callback::from(move |event: KeyboardEvent| {
        let typing = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|element| {
                element
                    .matches("input[type=text], select, textarea")
                    .unwrap_or(false)
            });
        if typing
            || event.default_prevented()
            || event.ctrl_key()
            || event.alt_key()
            || event.meta_key()
        {
            return;
        }
        let wish = match event.key().as_str() {
            "." => Wish::Next,
            "," => Wish::Previous,
            // What a presenter's clicker sends.
            "PageDown" | "ArrowRight" if slides => Wish::Next,
            "PageUp" | "ArrowLeft" if slides => Wish::Previous,
            "Escape" if slides => return link.send_message(Msg::Slides(false)),
            "]" => Wish::NextMoment,
            "[" => Wish::PreviousMoment,
            _ => return,
        };
        event.prevent_default();
        link.send_message(Msg::Wish(wish));
    })
}

/// The space bar plays and pauses, where it has nothing else to do.
pub(super) fn space_bar(toggle: Callback<()>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let plain =
            !(key.ctrl_key() || key.alt_key() || key.meta_key() || key.shift_key() || key.repeat());
        if key.key() != " " || !plain || key.default_prevented() {
            return;
        }
        let busy = key
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|element| {
                let wants =
                    "button, select, textarea, summary, a, input:not([type=range]), .scroll";
                element.closest(wants).ok().flatten().is_some()
            });
        if !busy {
            key.prevent_default();
            toggle.emit(());
        }
    })
}
