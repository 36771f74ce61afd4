//! The picture of a swarm at one instant: where everything stands ([`layout`]) and how it looks ([`draw`]).

pub(crate) mod draw;
pub(crate) mod layout;
pub(crate) mod words;

use p2p_model::scenario::ActKind;
use p2p_model::swarm::Trace;

/// The largest upload of any host at any time of a run, in bits per second: the thickest arc there can be.
pub(crate) fn fastest_upload(trace: &Trace) -> f64 {
    let hosts = trace.hosts().iter().map(|host| host.up.0);
    let acts = trace.scenario().acts.iter().map(|act| match act.what {
        ActKind::Rates { up, .. } => up.0,
        _ => 0,
    });
    hosts.chain(acts).max().unwrap_or(1).max(1) as f64
}
