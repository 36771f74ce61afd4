//! What stands on the timeline: who finishes when, the bounds, and the next rechoke.

use super::Msg;
use super::{P2P, SwarmFigure};
use crate::components::timeline::{Mark, MarkOf, Timeline, timeline};
use crate::picture::words::tenths;
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::swarm::What;
use p2p_model::units::Seconds;
use yew::prelude::*;

impl SwarmFigure {
    pub(super) fn timeline(&self, ctx: &Context<Self>, bounds: Option<&Bounds>) -> Html {
        let mut marks = Vec::new();
        for trace in self.traces() {
            let architecture = trace.architecture();
            // One mark for each place on the line that can be told apart.
            let places = 1000;
            let mut marked = vec![false; places + 1];
            for time in trace.outcome().finish.iter().flatten().map(|at| at.0) {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to `places`.
                let place = (time / self.end().max(f64::MIN_POSITIVE) * places as f64) as usize;
                if !std::mem::replace(&mut marked[place.min(places)], true) {
                    marks.push(Mark {
                        time,
                        of: MarkOf::Finish(architecture),
                    });
                }
            }
            let bound = bounds.map(|bounds| match architecture {
                Architecture::P2p => &bounds.p2p,
                Architecture::ClientServer => &bounds.client_server,
            });
            marks.extend(bound.map(|bound| Mark {
                time: bound.seconds.0,
                of: MarkOf::Bound(architecture),
            }));
        }
        if self.shown(P2P) {
            marks.extend(ctx.props().scenario.acts.iter().map(|act| Mark {
                time: act.time.0,
                of: MarkOf::Act,
            }));
        }
        let p2p = self.tracks[P2P].trace.as_ref().filter(|_| self.shown(P2P));
        let rechoke = match (p2p, self.host()) {
            (Some(trace), Some(host)) => {
                let next = trace.next_where(
                    Seconds(self.time),
                    |what| matches!(what, What::Rechoked { host: h, .. } if *h == host),
                );
                next.map_or_else(String::new, |(at, _)| {
                    format!("{host} rechokes in {}", tenths(at.0 - self.time))
                })
            }
            _ => String::new(),
        };
        timeline(&Timeline {
            time: self.time,
            end: self.end(),
            playing: self.playing,
            speed: self.speed,
            marks,
            swarm: self.shown(P2P),
            ready: self.traces().next().is_some(),
            whose: self
                .host()
                .map_or_else(String::new, |host| format!(" of {host}")),
            rechoke,
            on_wish: ctx.link().callback(Msg::Wish),
        })
    }
}
