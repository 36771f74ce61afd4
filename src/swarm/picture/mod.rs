//! The picture of a swarm at one instant: where everything stands ([`layout`]), how near one looks ([`zoom`]),
//! how it looks ([`draw`]) and what a finger on it means ([`pick`]).

pub(crate) mod draw;
pub(crate) mod layout;
pub(crate) mod pick;
pub(crate) mod zoom;

use crate::address::view::Select;
use layout::Layout;
use p2p_model::scenario::ActKind;
use p2p_model::swarm::snapshot::LinkState;
use p2p_model::swarm::{ChunkId, HostId, Trace, spread};
use p2p_model::units::{BitRate, Seconds};

/// The largest upload of any host at any time of a run, in bits per second: the thickest arc there can be. What an
/// unlimited uplink sends is only held back by downlinks.
pub(crate) fn fastest_upload(trace: &Trace) -> f64 {
    let hosts = trace.hosts().iter().map(|host| (host.up, host.down));
    let acts = trace.scenario().acts.iter().map(|act| match act.what {
        ActKind::Rates { up, down, .. } => (up, down),
        _ => (BitRate(0), BitRate(0)),
    });
    let links: Vec<(BitRate, BitRate)> = hosts.chain(acts).collect();
    let is_held_back = links.iter().any(|(up, _)| up.is_unlimited());
    let rates = links.iter().map(|(up, down)| match up.is_unlimited() {
        false if is_held_back => (*up).max(*down),
        false => *up,
        true => *down,
    });
    let limited = rates.filter(|rate| !rate.is_unlimited());
    limited.map(BitRate::bps).fold(1.0, f64::max)
}

/// A chunk that one host has from another: from the one that sent most of it, where several did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Handed {
    pub(crate) time: Seconds,
    pub(crate) from: HostId,
    pub(crate) to: HostId,
}

/// Who got a chunk from whom in the whole of a run, in order of time.
pub(crate) fn handed(trace: &Trace, chunk: ChunkId) -> Vec<Handed> {
    let spread = spread(trace, chunk).into_iter();
    spread
        .filter_map(|delivery| {
            Some(Handed {
                time: delivery.whole,
                from: delivery.from.first()?.host,
                to: delivery.peer,
            })
        })
        .collect()
}

/// Whether what goes over a link has to do with what is selected.
fn concerns(select: Select, link: &LinkState) -> bool {
    match select {
        Select::Host(host) => link.from == host || link.to == host,
        Select::Transfer { from, to } => link.from == from && link.to == to,
        Select::Chunk(chunk) => link
            .transfer()
            .is_some_and(|transfer| transfer.chunk == chunk),
    }
}

/// Whether a link is drawn: something goes over it, and it would not be lost among too many.
fn is_drawn(layout: &Layout, select: Option<Select>, link: &LinkState) -> bool {
    let seen = |host: HostId| {
        let seat = layout.seats.get(host.index());
        seat.is_some_and(|seat| layout.in_sight(seat))
    };
    link.transfer().is_some()
        && (layout.transfers && (seen(link.from) || seen(link.to))
            || select.is_some_and(|select| concerns(select, link)))
}
