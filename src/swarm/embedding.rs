//! The page around the frame, where the figure stands alone in one: its orders, and what it is told.

use super::player::PlaybackCommand;
use super::{Msg, SwarmFigure};
use crate::address::messages::{Command, on_command, tell, tell_ready};
use gloo_events::EventListener;
use p2p_model::scenario::Scenario;
use std::rc::Rc;
use yew::prelude::*;

/// What the page around has been told last.
#[derive(Default)]
pub(super) struct Told {
    /// The scenario whose runs are ready, and of which address it is.
    ready: Option<(Rc<Scenario>, u32)>,
    time: f64,
    playing: bool,
}

/// Listens to the page around the frame.
pub(super) fn listener(ctx: &Context<SwarmFigure>) -> Option<EventListener> {
    let options = ctx.props().embed.as_ref()?;
    on_command(options.host.clone(), ctx.link().callback(Msg::Command))
}

impl SwarmFigure {
    pub(super) fn apply(&mut self, ctx: &Context<Self>, command: Command) {
        match command {
            // A new scenario comes through the address.
            Command::Scenario(_) => {}
            // Before the runs are there: as soon as they are.
            Command::Play if self.player.is_running() => self.player.autoplay = true,
            Command::Play if !self.player.playing => self.command(ctx, PlaybackCommand::Toggle),
            Command::Play => {}
            Command::Pause => {
                self.player.autoplay = false;
                if self.player.playing {
                    self.command(ctx, PlaybackCommand::Toggle);
                }
            }
            Command::Seek(time) => self.command(ctx, PlaybackCommand::Seek(time)),
        }
    }

    /// Tells the page around what has changed since it was told last.
    pub(super) fn tell_host(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        let Some(options) = &props.embed else { return };
        let host = options.host.as_deref();
        let end = self.player.end();
        if self.player.is_running() || end <= 0.0 {
            return;
        }
        let shown = (props.scenario.clone(), props.loads);
        if self.told.ready.as_ref() != Some(&shown) {
            self.told.ready = Some(shown);
            tell_ready(options.figure.entry().name, host, &props.scenario, end);
        }
        if self.told.time != self.player.time || self.told.playing != self.player.playing {
            let at = [
                ("time", self.player.time.into()),
                ("end", end.into()),
                ("playing", self.player.playing.into()),
            ];
            tell(host, "time", &at);
            if self.told.playing && !self.player.playing && self.player.time >= end {
                tell(host, "finished", &at[..1]);
            }
            (self.told.time, self.told.playing) = (self.player.time, self.player.playing);
        }
    }
}
