//! An independent referee: it replays what a run says of itself, event by event, and names every breach of the rules.
//!
//! It is written against MODEL.md and BEP 3, and shares no code with the engine. It counts all bits itself, from the
//! rates; the events' vocabulary is used here and nowhere else in the folder.

#![allow(dead_code)] // Each test takes what it needs.
#![allow(unreachable_pub)] // It is a part of each test crate.

mod books;
mod ending;
mod happening;
mod instants;
mod stuck;

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::{Scenario, SeedRule};
use p2p_model::swarm::event::{Parting, Unchoke};
use p2p_model::swarm::{self, HostId, Run, Trace, What};
use std::collections::BTreeMap;

pub use books::{Books, Host, SlotState, Transfer};

/// Engine events after which a run is taken to have no end.
const MOST_EVENTS: u64 = 3_000_000;

/// Relative error that rounding may leave in a rate or a time.
pub const ROUNDING: f64 = 1e-9;

/// After how long the neighbours of a failed host notice, in seconds (BEP 3: generally 2 minutes).
pub const SILENCE: f64 = 120.0;

/// Every so many looks a host announces itself, however many neighbours it has (MODEL.md: each 30 min).
const REGULAR_LOOKS: f64 = 6.0;

/// One breach of the rules.
#[derive(Clone, Debug)]
pub struct Fault {
    /// When, in seconds.
    pub time: f64,
    /// What kind: the rule that is broken. Faults of one kind have equal ones.
    pub rule: &'static str,
    /// What happened.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}] at {} s: {}", self.rule, self.time, self.what)
    }
}

/// Plays a scenario both with and without a history, and names every breach of the rules in it.
pub fn faults(scenario: &Scenario, architecture: Architecture) -> Vec<Fault> {
    let end = |rule, what: String| {
        vec![Fault {
            time: 0.0,
            rule,
            what,
        }]
    };
    let mut run = Run::new(scenario, architecture).expect("valid and small");
    if !run.advance(MOST_EVENTS) {
        return end("every run ends", format!("not within {MOST_EVENTS} events"));
    }
    let trace = run.into_trace().expect("it keeps its history");
    let mut faults = faults_of(&trace);
    let bare = swarm::outcome(scenario, architecture).expect("valid and small");
    if bare != *trace.outcome() {
        faults.extend(end(
            "with and without a history a run is the same",
            format!("{bare:?}, but with a history {:?}", trace.outcome()),
        ));
    }
    faults
}

/// Every breach of the rules in a run that is over.
pub fn faults_of(trace: &Trace) -> Vec<Fault> {
    let mut referee = Referee {
        books: Books::of(trace),
        faults: Vec::new(),
        now: 0.0,
        rechoked: Vec::new(),
        announced: None,
    };
    for event in trace.events() {
        if event.time.0 != referee.now {
            referee.rest();
            referee.blame(event.time.0 > referee.now, "time goes on", || {
                format!("{} s comes later", event.time.0)
            });
            referee.now = event.time.0;
            referee.books.now = event.time.0;
        }
        referee.see(&event.what);
    }
    referee.rest();
    referee.end(trace);
    referee.faults
}

struct Referee {
    books: Books,
    faults: Vec<Fault>,
    now: f64,
    /// Who rechoked at this instant, and the links over which others wanted something then.
    rechoked: Vec<(HostId, Vec<usize>)>,
    /// Who announced itself last, and whom the tracker named.
    announced: Option<(HostId, Vec<HostId>)>,
}

impl Referee {
    /// Notes a fault unless it is right.
    fn blame(&mut self, is_right: bool, rule: &'static str, what: impl FnOnce() -> String) {
        // The first few tell enough.
        if !is_right && self.faults.len() < 50 {
            self.faults.push(Fault {
                time: self.now,
                rule,
                what: what(),
            });
        }
    }

    /// Whoever does something must be there and not have failed.
    fn acts(&mut self, host: HostId, what: &What) {
        let state = &self.books.hosts[host.index()];
        let (is_there, failed) = (state.is_there(), state.failed.is_some());
        self.blame(
            is_there,
            "nobody acts before coming or after leaving",
            || format!("{host}: {what:?}"),
        );
        self.blame(!failed, "nobody acts after failing", || {
            format!("{host}: {what:?}")
        });
    }

    /// A link must be what it is said to be.
    fn link(&mut self, link: usize, from: HostId, to: HostId, what: &What) {
        let is_right = self
            .books
            .lines
            .get(link)
            .is_some_and(|line| line.is_open && (line.from, line.to) == (from, to));
        self.blame(is_right, "links are open and have these ends", || {
            format!("{what:?}")
        });
    }

    fn see(&mut self, what: &What) {
        match what {
            What::Joined { host } => {
                let state = &self.books.hosts[host.index()];
                let is_new = state.joined.is_none();
                self.blame(is_new, "nobody comes twice", || format!("{host}"));
                self.books.join(*host);
            }
            What::Announced { peer, list } => {
                self.acts(*peer, what);
                self.check_announcement(*peer, list);
                self.announced = Some((*peer, list.to_vec()));
            }
            What::Connected { by, to, link } => {
                self.acts(*by, what);
                self.acts(*to, what);
                self.check_connection(*by, *to, link.index());
                self.books.connect(*by, *to);
            }
            What::Rechoked { host, .. } => {
                self.acts(*host, what);
                let wanting = self.books.wanting(*host).collect();
                self.rechoked.push((*host, wanting));
            }
            What::Unchoked {
                from,
                to,
                link,
                why,
            } => {
                self.acts(*from, what);
                self.link(link.index(), *from, *to, what);
                self.check_unchoke(*from, link.index(), *why);
                self.books.lines[link.index()].slot = Some(match why {
                    Unchoke::Optimistic { .. } => SlotState::Optimistic,
                    _ => SlotState::Regular,
                });
                self.check_slots(*from);
            }
            What::Choked { from, to, link, .. } => {
                self.acts(*from, what);
                self.link(link.index(), *from, *to, what);
                let line = &mut self.books.lines[link.index()];
                let (slot, sends) = (line.slot.take(), line.transfer.is_some());
                self.blame(slot.is_some(), "only who is unchoked is choked", || {
                    format!("{what:?}")
                });
                self.blame(!sends, "nothing is under way to one who is choked", || {
                    format!("{what:?}")
                });
            }
            What::Requested {
                from,
                to,
                link,
                chunk,
                bits,
                ..
            } => {
                self.acts(*to, what);
                self.link(link.index(), *from, *to, what);
                self.check_request(link.index(), *chunk, bits.0, what);
                self.books.begin(link.index(), *chunk, bits.0);
            }
            What::Rate { link, bps } => {
                let is_right = bps.is_finite() && *bps >= 0.0;
                self.blame(is_right, "rates are numbers", || format!("{what:?}"));
                self.books.rate(link.index(), *bps);
            }
            What::Received {
                from,
                to,
                link,
                chunk,
            } => {
                self.acts(*from, what);
                self.acts(*to, what);
                self.link(link.index(), *from, *to, what);
                self.end_transfer(link.index(), *chunk, None, what);
            }
            What::Stopped {
                from,
                to,
                link,
                chunk,
                kept,
                wasted,
                ..
            } => {
                self.link(link.index(), *from, *to, what);
                self.end_transfer(link.index(), *chunk, Some((kept.0, wasted.0)), what);
            }
            What::Completed { peer, chunk, .. } => {
                self.acts(*peer, what);
                let size = self.books.chunk_bits(*chunk);
                let state = &mut self.books.hosts[peer.index()];
                let (has, useful) = (state.has(*chunk), state.useful[*chunk as usize]);
                state.chunks |= 1 << chunk;
                self.blame(!has, "each chunk comes once", || format!("{what:?}"));
                self.blame(
                    useful == size,
                    "a chunk is whole when all its bits are there",
                    || format!("{what:?}: {useful} of {size} bits"),
                );
            }
            What::Finished { peer } => {
                self.acts(*peer, what);
                let (all, now) = (self.books.all_chunks(), self.now);
                let state = &mut self.books.hosts[peer.index()];
                let is_right = state.chunks == all && state.finished.is_none();
                state.finished = Some(now);
                self.blame(is_right, "who finishes has every chunk", || {
                    format!("{peer}")
                });
                self.check_pace(*peer);
            }
            What::Asked { peer } => {
                self.acts(*peer, what);
                self.books.hear(*peer);
            }
            What::Failed { host } => {
                self.acts(*host, what);
                self.books.hosts[host.index()].failed = Some(self.now);
            }
            What::Rerated { host, up, down } => {
                self.books.hosts[host.index()].rerated = Some(self.now);
                let state = &mut self.books.hosts[host.index()];
                (state.up, state.down) = (up.0, down.0);
                let is_right = state.failed.is_none() && state.left.is_none();
                self.blame(
                    is_right,
                    "a host that has failed or left has no link to change",
                    || format!("{what:?}"),
                );
            }
            What::Left { peer, why } => {
                self.check_departure(*peer, *why);
                self.books.leave(*peer);
            }
        }
    }
}
