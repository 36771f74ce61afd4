//! What has just happened, in the model's words.

use super::SwarmFigure;
pub(super) use crate::picture::words::capital;
use p2p_model::swarm::{HostId, Trace, What};
use p2p_model::units::Seconds;
use yew::prelude::*;

impl SwarmFigure {
    /// What has just happened, latest first.
    pub(super) fn happened(&self, trace: &Trace) -> Html {
        let count = trace.count_until(Seconds(self.time));
        let latest: Vec<Html> = trace.events()[..count]
            .iter()
            .rev()
            .filter(|event| worth_telling(&event.what))
            .filter(|event| self.host().is_none_or(|host| concerns(&event.what, host)))
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

/// Changes of rates are seen, and would drown the rest.
pub(super) fn worth_telling(what: &What) -> bool {
    !matches!(what, What::Rate { .. } | What::Shortened { .. })
}

pub(super) fn concerns(what: &What, who: HostId) -> bool {
    match what {
        What::Joined { host }
        | What::Rechoked { host, .. }
        | What::Failed { host }
        | What::Rerated { host, .. } => *host == who,
        What::Announced { peer, .. }
        | What::Asked { peer }
        | What::Completed { peer, .. }
        | What::Finished { peer }
        | What::Left { peer, .. } => *peer == who,
        What::Connected { by, to, .. } => *by == who || *to == who,
        What::Unchoked { from, to, .. }
        | What::Choked { from, to, .. }
        | What::Requested { from, to, .. }
        | What::Received { from, to, .. }
        | What::Stopped { from, to, .. } => *from == who || *to == who,
        What::Rate { .. } | What::Shortened { .. } => false,
    }
}
