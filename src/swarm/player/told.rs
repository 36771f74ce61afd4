//! What has happened, in the model's words.

use super::{CLIENT_SERVER, P2P, Player, WHAT_IF};
use crate::drawing::words::{capital, clock, sentence};
use p2p_model::swarm::{Event, HostId, Trace, What};
use p2p_model::units::Seconds;

/// Events of one instant that are said; more would take longer to hear than to look up.
const MOST_SAID: usize = 3;

impl Player {
    /// What happened at this very instant, for those who do not see it; where nothing did, how things stand.
    pub(in crate::swarm) fn just_now(&self) -> String {
        let Some((trace, snapshot)) = self.words() else {
            return String::new();
        };
        let runs = [
            (P2P, ""),
            (CLIENT_SERVER, "Client–server: "),
            (WHAT_IF, "What if: "),
        ];
        let now: Vec<String> = runs
            .into_iter()
            .filter(|(track, _)| self.shown(*track))
            .filter_map(|(track, name)| Some((self.tracks[track].trace.as_ref()?, name)))
            .flat_map(|(trace, name)| {
                let events = self.happenings(trace);
                let now = events.take_while(|event| event.time.0 == self.time);
                now.map(move |event| format!("{name}{}", capital(&event.what.to_string())))
            })
            .collect();
        let said = match now.len() {
            0 => sentence(&trace, &snapshot),
            count => {
                let first = now[..count.min(MOST_SAID)].join(". ");
                let more = count.saturating_sub(MOST_SAID);
                let more = (more > 0).then(|| format!(" And {more} more."));
                format!("{first}.{}", more.unwrap_or_default())
            }
        };
        format!("At {}: {said}", clock(self.time))
    }

    /// What has happened so far that is worth telling, latest first; around the selected host, if there is one.
    pub(in crate::swarm) fn happenings<'a>(
        &self,
        trace: &'a Trace,
    ) -> impl Iterator<Item = &'a Event> {
        let (count, selected) = (trace.count_until(Seconds(self.time)), self.host());
        trace.events()[..count]
            .iter()
            .rev()
            .filter(|event| worth_telling(&event.what))
            .filter(move |event| selected.is_none_or(|host| concerns(&event.what, host)))
    }
}

/// Changes of rates are seen, and would drown the rest.
fn worth_telling(what: &What) -> bool {
    !matches!(what, What::Rate { .. })
}

fn concerns(what: &What, who: HostId) -> bool {
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
        What::Rate { .. } => false,
    }
}
