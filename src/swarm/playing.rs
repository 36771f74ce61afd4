//! The player follows the frames of the screen, the keys and the space bar.

use super::player::PlaybackCommand;
use super::timeline::move_to;
use super::{Msg, SwarmFigure};
use crate::browser::{IN_BROWSER, REDUCED_MOTION, document, media};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_render::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// How often the words follow the picture while it plays, in milliseconds.
pub(super) const WORDS_EVERY: f64 = 200.0;

/// With reduced motion the picture moves on once in so many milliseconds.
const STEP_EVERY: f64 = 1000.0;

impl SwarmFigure {
    /// Does what the reader wants of the clock.
    pub(super) fn command(&mut self, ctx: &Context<Self>, command: PlaybackCommand) {
        self.player.apply(command);
        self.follow(ctx);
        self.tell(ctx);
    }

    /// Asks for frames while the player plays, and for none while it does not.
    pub(super) fn follow(&mut self, ctx: &Context<Self>) {
        if !self.player.playing {
            self.frame = None;
        } else if self.frame.is_none() {
            self.last_frame = None;
            self.next_frame(ctx);
        }
    }

    fn next_frame(&mut self, ctx: &Context<Self>) {
        let frame = ctx.link().callback(Msg::Frame);
        self.frame = IN_BROWSER.then(|| request_animation_frame(move |at| frame.emit(at)));
    }

    /// Moves on to this frame, at this time in milliseconds. Whether the words move on too.
    pub(super) fn frame(&mut self, ctx: &Context<Self>, at: f64) -> bool {
        if !self.player.playing {
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
        if self.player.tick(passed / 1000.0) {
            self.follow(ctx);
            self.tell(ctx);
            return true;
        }
        self.next_frame(ctx);
        if stepwise || at - self.last_words > WORDS_EVERY {
            self.player.refresh();
            self.last_words = at;
            return true; // Drawn once the words are there.
        }
        self.draw();
        let bars: Vec<(NodeRef, Option<f64>)> = self
            .views
            .iter()
            .zip(&self.player.tracks)
            .filter_map(|(view, track)| {
                let finish = track.trace.as_ref()?.outcome().finish_time();
                Some((view.bar.clone(), finish.map(|finish| finish.0)))
            })
            .collect();
        move_to(&self.slider, &bars, self.player.time, self.player.end());
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
        let command = match event.key().as_str() {
            "." => PlaybackCommand::Next,
            "," => PlaybackCommand::Previous,
            // What a presenter's clicker sends.
            "PageDown" | "ArrowRight" if slides => PlaybackCommand::Next,
            "PageUp" | "ArrowLeft" if slides => PlaybackCommand::Previous,
            "Escape" if slides => return link.send_message(Msg::Slides(false)),
            "]" => PlaybackCommand::NextMoment,
            "[" => PlaybackCommand::PreviousMoment,
            _ => return,
        };
        event.prevent_default();
        link.send_message(Msg::Play(command));
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
