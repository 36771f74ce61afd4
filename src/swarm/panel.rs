//! One architecture's part of the figure: its name, its bound, how it ends, its canvas.

use super::player::Track;
use super::{P2P, SwarmFigure, WHAT_IF};
use crate::address::view::WhatIf;
use crate::drawing::words::capital;
use crate::drawing::words::clock;
use crate::scenario::remedies::remedies;
use crate::scenario::rules::in_words;
use p2p_model::bounds::{Architecture, Bound};
use p2p_model::swarm::stuck_groups;
use yew::prelude::*;

impl SwarmFigure {
    /// What a track is of, in a few words.
    pub(super) fn name(&self, ctx: &Context<Self>, index: usize) -> String {
        match (
            &ctx.props().view.what_if,
            self.player.tracks[index].architecture,
        ) {
            (Some(WhatIf { key, value }), _) if index == WHAT_IF => {
                format!("What if, {}", in_words(key, value))
            }
            (_, Architecture::P2p) => "P2P".to_owned(),
            (_, Architecture::ClientServer) => "Client–server".to_owned(),
        }
    }

    pub(super) fn panel(&self, ctx: &Context<Self>, index: usize, bound: Option<&Bound>) -> Html {
        let track = &self.player.tracks[index];
        let name = self.name(ctx, index);
        let (key, class, what) = match track.architecture {
            _ if index == WHAT_IF => ("what-if", "is-p2p is-what-if", "The swarm as it would be"),
            Architecture::P2p => ("p2p", "is-p2p", "The swarm"),
            Architecture::ClientServer => ("client-server", "is-cs", "The server and its clients"),
        };
        let finish = track
            .trace
            .as_ref()
            .and_then(|trace| trace.outcome().finish_time());
        // While it plays the name stays, for screen readers say each change of what has the focus.
        let label = match &track.snapshot {
            Some(snapshot) if !self.player.playing => format!(
                "{what} at {}. The sentence and the table below say what it shows.",
                clock(snapshot.time.0)
            ),
            _ => what.to_owned(),
        };
        html! {
            <div class={classes!("panel", class)} hidden={!self.player.shown(index)} data-architecture={key}
                data-finish={finish.map(|finish| finish.0.to_string())}>
                <div class="panel-head">
                    <h3 id={format!("picture-{index}")}>{ name }</h3>
                    { bound.map(|bound| html! {
                        <p class="number">{ "at least " }<strong translate="no">{ bound.seconds.human() }</strong></p>
                    }) }
                    <div class="how-it-ends">{ self.progress(track, bound) }</div>
                </div>
                if let Some(fault) = &track.fault {
                    <div class="stage-error">
                        <p class="error" role="status">{ capital(fault) }</p>
                        if index != WHAT_IF && (index == P2P || !self.player.shown(P2P)) {
                            { remedies(&ctx.props().scenario, &ctx.props().on_edit) }
                        }
                    </div>
                } else {
                    { self.canvas(ctx, index, label) }
                }
                { notes(track) }
            </div>
        }
    }

    /// How far it is, and how it compares with the bound.
    pub(super) fn progress(&self, track: &Track, bound: Option<&Bound>) -> Html {
        let Some(trace) = &track.trace else {
            return html! {};
        };
        let Some(finish) = trace.outcome().finish_time() else {
            let word = match trace.outcome().stopped {
                Some(_) => "stopped before the end",
                None => "never finishes",
            };
            return html! { <p class="number">{ word }</p> };
        };
        // Nothing is so many times a bound of 0, as links without limit have it.
        let bound = bound.filter(|bound| bound.seconds.0 > 0.0);
        let times = bound.map(|bound| format!(" = {:.2} × the bound", finish.0 / bound.seconds.0));
        let over = self.player.time >= finish.0;
        let word = if over { "finished at " } else { "finishes at " };
        html! {
            <>
                <p class="number finish">
                    { word }<strong translate="no">{ finish.human() }</strong>{ times }
                </p>
                // The clock of the race stops at the finish.
                <p class={classes!("number", "own-clock", over.then_some("over"))} translate="no">{ clock(self.player.time.min(finish.0)) }</p>
            </>
        }
    }
}

/// What finish times do not tell: why a run stopped before its end, who never finishes and why, and what each class had
/// when the first peer finished.
pub(super) fn notes(track: &Track) -> Html {
    let Some(trace) = &track.trace else {
        return html! {};
    };
    let outcome = trace.outcome();
    let item =
        |note: &dyn ToString| html! { <li>{ format!("{}.", capital(&note.to_string())) }</li> };
    let faults: Vec<Html> = (outcome.stopped.iter().map(|stopped| item(stopped)))
        .chain(stuck_groups(&outcome.stuck).iter().map(|group| item(group)))
        .collect();
    let first_finish = outcome.first_finish.as_ref();
    let shares = first_finish.and_then(|finish| finish.sentence(trace.scenario()));
    html! {
        <>
            if !faults.is_empty() {
                <ul class="stuck">{ for faults }</ul>
            }
            if let Some(shares) = shares {
                <p class="hint shares">{ format!("{}.", capital(&shares)) }</p>
            }
        </>
    }
}
