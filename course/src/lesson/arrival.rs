//! The way of a peer through a swarm, by what happens to it for the first time.

use std::mem::{Discriminant, discriminant};

use p2p_model::swarm::event::{Request, Unchoke};
use p2p_model::swarm::{HostId, Trace, What};

/// What makes an event a first: its kind, for whom, and the kind of its reason.
#[derive(PartialEq)]
struct First {
    what: Discriminant<What>,
    /// Whether the peer is the sender.
    uploads: bool,
    unchoke: Option<Discriminant<Unchoke>>,
    request: Option<Discriminant<Request>>,
}

/// The events of a run, by their places in it, in which something happens to a peer for the first time: it joins,
/// is unchoked, requests a chunk for this or that reason, completes one, unchokes another peer.
#[must_use]
pub fn firsts(trace: &Trace, peer: HostId) -> Vec<usize> {
    let mut seen = Vec::new();
    let mut firsts = Vec::new();
    for (place, event) in trace.events().iter().enumerate() {
        if let Some(first) = first(&event.what, peer)
            && !seen.contains(&first)
        {
            seen.push(first);
            firsts.push(place);
        }
    }
    firsts
}

fn first(what: &What, peer: HostId) -> Option<First> {
    let mut first = First {
        what: discriminant(what),
        uploads: false,
        unchoke: None,
        request: None,
    };
    let concerns = match what {
        What::Joined { host } | What::Rechoked { host, .. } => *host == peer,
        What::Announced { peer: who, .. }
        | What::Completed { peer: who, .. }
        | What::Finished { peer: who }
        | What::Left { peer: who, .. } => *who == peer,
        What::Connected { by, .. } => *by == peer,
        What::Unchoked { from, to, why, .. } => {
            first.uploads = *from == peer;
            first.unchoke = Some(discriminant(why));
            *from == peer || *to == peer
        }
        What::Choked { from, to, .. } => {
            first.uploads = *from == peer;
            *from == peer || *to == peer
        }
        What::Requested { from, to, why, .. } => {
            first.uploads = *from == peer;
            // Why others request what they do is their story.
            first.request = (!first.uploads).then(|| discriminant(why));
            *from == peer || *to == peer
        }
        _ => false,
    };
    concerns.then_some(first)
}
