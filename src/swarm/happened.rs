//! What has just happened, in the model's words.

use super::SwarmFigure;
use crate::drawing::words::capital;
use p2p_model::swarm::Trace;
use yew::prelude::*;

impl SwarmFigure {
    /// What has just happened, latest first.
    pub(super) fn happened(&self, trace: &Trace) -> Html {
        let latest: Vec<Html> = self
            .player
            .happenings(trace)
            .take(5)
            .map(|event| {
                let text = event.what.to_string();
                html! {
                    <li>
                        <span class="when number" translate="no">{ format!("{:.2}\u{a0}s", event.time.0) }</span>
                        <span>{ capital(&text) }</span>
                    </li>
                }
            })
            .collect();
        let whose = self
            .player
            .host()
            .map_or_else(String::new, |host| format!(" around {host}"));
        html! {
            <section class="happened" aria-label={format!("What has just happened{whose}")}>
                <h3>{ format!("Just now{whose}") }</h3>
                <ol>{ for latest }</ol>
            </section>
        }
    }
}
