//! The picture of a swarm at one instant: where everything stands ([`layout`]) and how it looks ([`draw`]).

pub(crate) mod draw;
pub(crate) mod layout;
pub(crate) mod words;

use p2p_model::swarm::{HostId, Snapshot, Trace};

/// How much of the file a host has, with what is on its way: 0 to 1.
pub(crate) fn part_of_file(trace: &Trace, snapshot: &Snapshot, host: HostId) -> f64 {
    let Some(state) = snapshot.hosts.get(host.index()) else {
        return 0.0;
    };
    let chunks = trace.chunk_count();
    let mut whole = u128::from(state.chunks.len()) * u128::from(trace.chunk_bits(0).0);
    // The last one may be shorter.
    if chunks > 1 && state.chunks.has(chunks - 1) {
        whole -= u128::from(trace.chunk_bits(0).0 - trace.chunk_bits(chunks - 1).0);
    }
    let file = trace.scenario().file.0.max(1) as f64;
    ((whole as f64 + snapshot.started_bits(host)) / file).clamp(0.0, 1.0)
}
