//! One architecture's part of the figure: its name, its bound, how it ends, its canvas.

use super::happened::capital;
use super::runs::Track;
use super::{SwarmFigure, WHAT_IF};
use crate::components::rules::in_words;
use crate::components::timeline::clock;
use crate::view::Change as WhatIf;
use p2p_model::bounds::{Architecture, Bound};
use yew::prelude::*;

/// Names of stuck peers before the rest is only counted.
const MOST_STUCK: usize = 5;

impl SwarmFigure {
    pub(super) fn panel(&self, ctx: &Context<Self>, index: usize, bound: Option<&Bound>) -> Html {
        let track = &self.tracks[index];
        let (key, class, name, what) = match &ctx.props().view.what_if {
            Some(WhatIf { key, value }) if index == WHAT_IF => (
                "what-if",
                "is-p2p is-what-if",
                format!("What if, {}", in_words(key, value)),
                "The swarm as it would be",
            ),
            _ => match track.architecture {
                Architecture::P2p => ("p2p", "is-p2p", "P2P".to_owned(), "The swarm"),
                Architecture::ClientServer => (
                    "client-server",
                    "is-cs",
                    "Client–server".to_owned(),
                    "The server and its clients",
                ),
            },
        };
        let finish = track
            .trace
            .as_ref()
            .and_then(|trace| trace.outcome().finish_time());
        let label = match &track.snapshot {
            Some(snapshot) => format!(
                "{what} at {}. The sentence and the table below say what it shows.",
                clock(snapshot.time.0)
            ),
            None => what.to_owned(),
        };
        html! {
            <div class={classes!("panel", class)} hidden={!self.shown(index)} data-architecture={key}
                data-finish={finish.map(|finish| finish.0.to_string())}>
                <div class="panel-head">
                    <h3>{ name }</h3>
                    { bound.map(|bound| html! {
                        <p class="number">{ "at least " }<strong>{ bound.seconds.human() }</strong></p>
                    }) }
                    { self.progress(track, bound) }
                </div>
                if let Some(fault) = &track.fault {
                    <p class="error stage-error" role="status">{ fault }</p>
                } else {
                    { self.canvas(ctx, index, label) }
                }
                { stuck(track) }
            </div>
        }
    }

    /// How far it is, and how it compares with the bound.
    pub(super) fn progress(&self, track: &Track, bound: Option<&Bound>) -> Html {
        let Some(trace) = &track.trace else {
            return html! {};
        };
        let Some(finish) = trace.outcome().finish_time() else {
            return html! { <p class="number">{ "never finishes" }</p> };
        };
        let times = bound.map(|bound| format!(" = {:.2} × the bound", finish.0 / bound.seconds.0));
        let word = if self.time >= finish.0 {
            "finished at "
        } else {
            "finishes at "
        };
        html! {
            <p class="number finish">
                { word }<strong>{ finish.human() }</strong>{ times }
            </p>
        }
    }
}

/// Who never finishes, and why.
pub(super) fn stuck(track: &Track) -> Html {
    let Some(trace) = &track.trace else {
        return html! {};
    };
    let stuck = &trace.outcome().stuck;
    if stuck.is_empty() {
        return html! {};
    }
    let more = stuck.len().saturating_sub(MOST_STUCK);
    html! {
        <ul class="stuck">
            { for stuck.iter().take(MOST_STUCK).map(|stuck| html! { <li>{ capital(&stuck.to_string()) }</li> }) }
            if more > 0 {
                <li>{ format!("And {more} more.") }</li>
            }
        </ul>
    }
}
