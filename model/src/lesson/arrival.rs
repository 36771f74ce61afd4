//! The way of a peer through a swarm, by what happens to it for the first time.

use std::mem::{Discriminant, discriminant};

use crate::swarm::event::{Request, Unchoke};
use crate::swarm::{HostId, Trace, What};

/// What makes an event a first: its kind, for whom, and the kind of its reason.
#[derive(PartialEq)]
struct Kind {
    what: Discriminant<What>,
    /// Whether the peer is the one who sends.
    gives: bool,
    unchoke: Option<Discriminant<Unchoke>>,
    request: Option<Discriminant<Request>>,
}

/// The events of a run, by their places in it, in which something happens to a peer for the first time: it joins,
/// is unchoked, asks for a chunk for this or that reason, has one whole, serves another peer.
#[must_use]
pub fn firsts(trace: &Trace, peer: HostId) -> Vec<usize> {
    let mut seen = Vec::new();
    let mut firsts = Vec::new();
    for (place, event) in trace.events().iter().enumerate() {
        if let Some(kind) = kind(&event.what, peer)
            && !seen.contains(&kind)
        {
            seen.push(kind);
            firsts.push(place);
        }
    }
    firsts
}

fn kind(what: &What, peer: HostId) -> Option<Kind> {
    let mut kind = Kind {
        what: discriminant(what),
        gives: false,
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
            kind.gives = *from == peer;
            kind.unchoke = Some(discriminant(why));
            *from == peer || *to == peer
        }
        What::Choked { from, to, .. } => {
            kind.gives = *from == peer;
            *from == peer || *to == peer
        }
        What::Requested { from, to, why, .. } => {
            kind.gives = *from == peer;
            // What others ask for is their story.
            kind.request = (!kind.gives).then(|| discriminant(why));
            *from == peer || *to == peer
        }
        _ => false,
    };
    concerns.then_some(kind)
}
