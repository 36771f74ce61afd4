//! One choice of a chunk, looked at again: what else could have been asked for, and how rare each was.

use crate::history::Trace;
use crate::history::event::{ChunkId, HostId, Request, What};
use crate::history::snapshot::Snapshot;
use crate::units::Seconds;

/// A peer's choice of a chunk that it had not begun.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Index of its `Requested` event in the trace.
    pub event: usize,
    /// When.
    pub time: Seconds,
    /// Who chose.
    pub peer: HostId,
    /// Whom it asked.
    pub from: HostId,
    /// What it chose.
    pub chunk: ChunkId,
    /// Why.
    pub why: Request,
    /// All that it could have chosen there, the rarest first, equally rare ones by number. What it chose is among them.
    pub candidates: Vec<ChunkCandidate>,
}

/// A chunk that could be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkCandidate {
    /// The chunk.
    pub chunk: ChunkId,
    /// How many neighbours had it, as far as the peer knew.
    pub copies: u32,
}

/// The choice that an event of the trace made; `None` if it made none: another event, or a request for more of what
/// was begun already.
pub fn decision(trace: &Trace, event: usize) -> Option<Decision> {
    let happened = trace.events().get(event)?;
    let What::Requested {
        from,
        to: peer,
        link,
        chunk,
        why,
        ..
    } = happened.what
    else {
        return None;
    };
    if !begins(why) {
        return None;
    }
    let before = trace.after(event);
    let state = &before.hosts[peer.index()];
    let is_begun = |chunk| state.started.iter().any(|(begun, _)| *begun == chunk);
    let mut candidates: Vec<ChunkCandidate> = before
        .offered(link)
        .iter()
        .filter(|&chunk| !state.chunks.has(chunk) && !is_begun(chunk))
        .map(|chunk| ChunkCandidate {
            chunk,
            copies: before.known_copies(peer, chunk),
        })
        .collect();
    candidates.sort_by_key(|candidate| (candidate.copies, candidate.chunk));
    Some(Decision {
        event,
        time: happened.time,
        peer,
        from,
        chunk,
        why,
        candidates,
    })
}

/// Whether a request for this reason is the first for its chunk.
pub fn begins(why: Request) -> bool {
    match why {
        Request::Started { .. } | Request::TakenOver | Request::Endgame => false,
        Request::Rarest { .. }
        | Request::FirstChunk { .. }
        | Request::Random { .. }
        | Request::InOrder => true,
    }
}

impl Snapshot {
    /// How many neighbours of a host have a chunk, as far as it knows.
    pub fn known_copies(&self, host: HostId, chunk: ChunkId) -> u32 {
        let links = self.hosts[host.index()].links.iter();
        let having = links.filter(|link| self.offered(link.back()).has(chunk));
        u32::try_from(having.count()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::swarm::simulate;

    /// Looks at every choice of a run again, and compares it with the reason that the run itself gave.
    fn check(text: &str) {
        let trace = simulate(&text.parse().expect(text), Architecture::P2p).expect(text);
        let mut seen = 0;
        for (event, happened) in trace.events().iter().enumerate() {
            let decision = decision(&trace, event);
            let What::Requested { to, chunk, why, .. } = happened.what else {
                assert_eq!(decision, None, "{text}, event {event}");
                continue;
            };
            assert_eq!(decision.is_some(), begins(why), "{text}, event {event}");
            let Some(Decision {
                peer, candidates, ..
            }) = decision
            else {
                continue;
            };
            seen += 1;
            assert_eq!(peer, to);
            let chosen = candidates.iter().find(|other| other.chunk == chunk);
            let chosen = chosen.unwrap_or_else(|| panic!("{text}, event {event}: no {chunk}"));
            match why {
                Request::Rarest {
                    copies,
                    neighbours,
                    ties,
                } => {
                    let before = trace.after(event);
                    assert_eq!(chosen.copies, copies, "{text}, event {event}");
                    assert_eq!(candidates[0].copies, copies, "{text}, event {event}");
                    let equal = candidates.iter().filter(|other| other.copies == copies);
                    assert_eq!(equal.count(), ties as usize, "{text}, event {event}");
                    let links = before.hosts[peer.index()].links.len();
                    assert_eq!(links, neighbours as usize, "{text}, event {event}");
                }
                Request::FirstChunk { among } | Request::Random { among } => {
                    assert_eq!(candidates.len(), among as usize, "{text}, event {event}");
                }
                _ => {
                    let first = candidates.iter().map(|other| other.chunk).min();
                    assert_eq!(Some(chunk), first, "{text}, event {event}");
                }
            }
        }
        assert!(seen > 20, "{text}: only {seen} choices");
    }

    #[test]
    fn what_could_be_chosen_agrees_with_the_reason_given_for_every_choice() {
        for text in [
            "file=4MiB&server=4Mbps&peers=6x1Mbps/8Mbps,2x0/8Mbps&seed=3",
            "file=4MiB&peers=8x1Mbps/8Mbps&have=3s&seed=5",
            "file=2MiB&peers=8x1Mbps/8Mbps&pick=random",
            "file=2MiB&peers=4x1Mbps/8Mbps(pick=order),4x1Mbps/8Mbps&finish=leave:5s",
            "file=4MiB&peers=8x1Mbps/8Mbps&arrive=2s&at=9s:fail:3,12s:leave:4,14s:join:1",
        ] {
            check(text);
        }
    }
}
