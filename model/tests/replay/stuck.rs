//! Whether a run ended too early: the definition of stuck, on the last state of the books.
//!
//! A run with peers that lack chunks may end only when nothing to come can change that for any of them: no rechoke or
//! optimistic turn (a neighbour has something and uploads), no announcement (a connection to such a host is within the
//! limits of both), and neither of these after a departure that is still to come (a seed whose stay ends, a failed host
//! that its neighbours drop) has made room. One step is enough: who gets a chunk only from a peer that lacks it now
//! waits for that peer, which is then the one that is not stuck.

use super::{Books, SILENCE};
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{HostId, Stuck, Why};
use std::collections::BTreeSet;

/// Why the run should have gone on.
pub fn premature(books: &Books) -> Option<(&'static str, String)> {
    let mut state = State::of(books);
    if let Some(what) = state.direct(books.now) {
        return Some(("stuck only when no neighbour can send", what));
    }
    if let Some(what) = state.by_announcement() {
        return Some(("stuck only when no announcement can help", what));
    }
    for (time, host) in departures(books) {
        state.remove(host);
        if let Some(what) = state.direct(time).or_else(|| state.by_announcement()) {
            let what = format!("{host} goes at {time} s, and then {what}");
            return Some(("stuck only when no departure to come can help", what));
        }
    }
    None
}

/// Who will leave without anything else happening, in order of time.
fn departures(books: &Books) -> Vec<(f64, HostId)> {
    let hosts = (0..).map(HostId).zip(&books.hosts);
    let there = hosts.filter(|(_, host)| host.is_there());
    let mut departures: Vec<(f64, HostId)> = there
        .filter_map(|(id, host)| Some((departure(host)?, id)))
        .collect();
    departures.sort_by(|one, other| one.0.total_cmp(&other.0));
    departures
}

fn departure(host: &super::Host) -> Option<f64> {
    match host.failed {
        Some(failed) => Some(failed + SILENCE),
        None => Some(host.finished? + host.stay?),
    }
}

struct State<'a> {
    books: &'a Books,
    /// Those who can do something.
    well: BTreeSet<HostId>,
    /// By host, its neighbours: also failed ones, which take a place.
    neighbours: Vec<BTreeSet<HostId>>,
}

impl<'a> State<'a> {
    fn of(books: &'a Books) -> Self {
        let ids = (0..).map(HostId).take(books.hosts.len());
        Self {
            books,
            well: ids.filter(|id| books.hosts[id.index()].is_well()).collect(),
            neighbours: books
                .hosts
                .iter()
                .map(|host| {
                    host.links
                        .iter()
                        .map(|link| books.lines[*link].to)
                        .collect()
                })
                .collect(),
        }
    }

    fn remove(&mut self, host: HostId) {
        self.well.remove(&host);
        self.neighbours[host.index()].clear();
        for neighbours in &mut self.neighbours {
            neighbours.remove(&host);
        }
    }

    /// Peers that lack chunks, each with every host that has one of them and uploads.
    fn pairs(&self) -> impl Iterator<Item = (HostId, HostId)> {
        let hosts = &self.books.hosts;
        let lacking = self
            .well
            .iter()
            .filter(|peer| hosts[peer.index()].finished.is_none());
        lacking.flat_map(move |peer| {
            let giving = self.well.iter().filter(|giver| {
                self.books.uploads(**giver)
                    && hosts[giver.index()].chunks & !hosts[peer.index()].chunks != 0
            });
            giving.map(|giver| (*peer, *giver))
        })
    }

    /// Two neighbours of which one will send to the other at its next rechoke, if it stays that long.
    fn direct(&self, time: f64) -> Option<String> {
        let interval = self.books.scenario.rules.rechoke.0;
        let (peer, giver) = self.pairs().find(|(peer, giver)| {
            let departure = departure(&self.books.hosts[giver.index()]);
            self.neighbours[peer.index()].contains(giver)
                && departure.is_none_or(|departure| departure > time + interval)
        })?;
        Some(format!(
            "{giver} has a chunk for its neighbour {peer}, and uploads"
        ))
    }

    /// Two hosts that can connect when one of them announces itself, and of which one then sends to the other.
    fn by_announcement(&self) -> Option<String> {
        if self.books.architecture == Architecture::ClientServer {
            return None;
        }
        let rules = &self.books.scenario.rules;
        let neighbours = |host: HostId| self.neighbours[host.index()].len();
        let may_call = |by: HostId, to: HostId| {
            neighbours(by) < rules.connect as usize && neighbours(to) < rules.accept as usize
        };
        let (peer, giver) = self.pairs().find(|(peer, giver)| {
            departure(&self.books.hosts[giver.index()]).is_none()
                && !self.neighbours[peer.index()].contains(giver)
                && (may_call(*peer, *giver) || may_call(*giver, *peer))
        })?;
        Some(format!(
            "{giver} has a chunk for {peer}, and they can connect"
        ))
    }
}

/// What is wrong with the reason that a peer is told, by who is there at the end.
pub fn wrong_reason(books: &Books, stuck: &Stuck) -> Option<String> {
    let peer = &books.hosts[stuck.peer.index()];
    let lacks = books.all_chunks() & !peer.chunks;
    let held = |uploads: bool| {
        let hosts = (0..).map(HostId).zip(&books.hosts);
        let holders = hosts.filter(|(id, host)| host.is_well() && (!uploads || books.uploads(*id)));
        holders.fold(0, |all, (_, host)| all | host.chunks)
    };
    let (lost, kept) = (lacks & !held(false), lacks & !held(true));
    let is_right = stuck.missing == lacks.count_ones()
        && match stuck.why {
            Why::Gone => !peer.is_well(),
            _ if !peer.is_well() => false,
            Why::Lost { chunk } => lost & 1 << chunk != 0,
            Why::Kept { chunk } => lost == 0 && kept & 1 << chunk != 0,
            Why::Apart => kept == 0,
        };
    (!is_right).then(|| format!("{stuck:?}; lost are {lost:b}, kept {kept:b}"))
}
