//! Two histories beside each other: what if one thing were different.

use super::moments::{MomentKind, moments};
use super::series::finish_by_upload;
use crate::bounds::Architecture;
use crate::history::Trace;
use crate::history::event::{ChunkId, HostId};
use crate::scenario::{Change, changed};
use crate::units::{Bits, Seconds};

/// What is different in a second history, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The keys whose values differ between the two scenarios.
    pub changes: Vec<Change>,
    /// The first history.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// How much later everybody has the file in the second, in seconds; less than 0 for sooner, `None` where in
    /// either somebody never has it.
    pub later: Option<f64>,
    /// The finish time of the second by that of the first, `None` likewise.
    pub ratio: Option<f64>,
    /// How much later a peer has the file in the second on average, in seconds, over all that have it in both.
    pub mean_later: Option<f64>,
    /// When each peer has the file, peer 1 first, as far as both scenarios have as many.
    pub peers: Vec<PeerFinish>,
    /// From where on the two differ, `None` if all that happens is the same to the bit.
    pub parted: Option<Parted>,
}

/// What is compared of one history.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Among peers, or from one server alone.
    pub architecture: Architecture,
    /// When everybody has the file, `None` if somebody never has.
    pub finish: Option<Seconds>,
    /// How many peers never have the file.
    pub unfinished: u32,
    /// How many peers there are.
    pub peers: u32,
    /// Bits sent for nothing.
    pub wasted: Bits,
    /// The chunk that was nearest to being lost, if any was down to one copy or lost after somebody went.
    pub rarest: Option<Rarest>,
    /// Bits that the server sent by the bits that all sent: 0 to 1, and 0 if nobody sent any.
    pub server_share: f64,
    /// Free riders beside the others, where there are both and some of both have the file.
    pub riders: Option<Riders>,
}

/// The least that a chunk came down to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rarest {
    /// The chunk: of several the first to come down so far.
    pub chunk: ChunkId,
    /// When it did.
    pub time: Seconds,
    /// How many copies were left: 1, or 0 if it was lost.
    pub copies: u32,
}

/// Mean times from coming to having the file, over the peers that ever have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Riders {
    /// Of peers that come with no upload capacity.
    pub riders: Seconds,
    /// Of all others.
    pub others: Seconds,
}

/// When a peer has the file in both histories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeerFinish {
    /// The peer.
    pub peer: HostId,
    /// In the first.
    pub a: Option<Seconds>,
    /// In the second.
    pub b: Option<Seconds>,
}

impl PeerFinish {
    /// How much later it has the file in the second, in seconds; less than 0 for sooner.
    pub fn later(&self) -> Option<f64> {
        Some(self.b?.0 - self.a?.0)
    }
}

/// Where two histories part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parted {
    /// The time of the first event that one has and the other has not.
    pub time: Seconds,
    /// How many events they share before it.
    pub events: usize,
}

/// Sets a second history beside a first.
pub fn compare(a: &Trace, b: &Trace) -> Comparison {
    let (one, other) = (Side::of(a), Side::of(b));
    let finishes = one.finish.zip(other.finish);
    let peers: Vec<PeerFinish> = (1..)
        .map(HostId)
        .zip(a.outcome().finish.iter().zip(&b.outcome().finish))
        .map(|(peer, (a, b))| PeerFinish { peer, a: *a, b: *b })
        .collect();
    Comparison {
        changes: changed(a.scenario(), b.scenario()),
        later: finishes.map(|(a, b)| b.0 - a.0),
        ratio: finishes.map(|(a, b)| b.0 / a.0),
        mean_later: mean(peers.iter().filter_map(PeerFinish::later)),
        peers,
        parted: parted(a, b),
        a: one,
        b: other,
    }
}

fn parted(a: &Trace, b: &Trace) -> Option<Parted> {
    let (ours, theirs) = (a.events(), b.events());
    let events = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    let next = [ours, theirs].map(|all| all.get(events).map(|event| event.time));
    let time = match next {
        [Some(a), Some(b)] => Seconds(a.0.min(b.0)),
        [a, b] => a.or(b)?,
    };
    Some(Parted { time, events })
}

impl Side {
    #[allow(clippy::cast_possible_truncation)] // Hosts have 32-bit numbers.
    fn of(trace: &Trace) -> Self {
        let outcome = trace.outcome();
        let last = trace.after(trace.events().len());
        let sent = last.hosts.iter().map(|host| host.sent.0 as f64);
        let all: f64 = sent.sum();
        let server = last.hosts[HostId::SERVER.index()].sent.0 as f64;
        Self {
            architecture: trace.architecture(),
            finish: outcome.finish_time(),
            unfinished: outcome.finish.iter().filter(|time| time.is_none()).count() as u32,
            peers: outcome.finish.len() as u32,
            wasted: outcome.wasted,
            rarest: rarest(trace),
            server_share: if all > 0.0 { server / all } else { 0.0 },
            riders: riders(trace),
        }
    }
}

/// The first chunk that was lost, or else the first that was down to one copy.
fn rarest(trace: &Trace) -> Option<Rarest> {
    let falls = moments(trace).into_iter().filter_map(|moment| {
        let (chunk, copies) = match moment.kind {
            MomentKind::Rare { chunk, .. } => (chunk, 1),
            MomentKind::Lost { chunk, .. } => (chunk, 0),
            _ => return None,
        };
        Some(Rarest {
            chunk,
            time: moment.time,
            copies,
        })
    });
    falls.min_by_key(|fall| fall.copies)
}

fn riders(trace: &Trace) -> Option<Riders> {
    let downloads = finish_by_upload(trace);
    let mean_of = |is_rider: bool| {
        let group = downloads.iter().filter(|peer| (peer.up.0 == 0) == is_rider);
        mean(group.filter_map(|peer| Some(peer.time?.0))).map(Seconds)
    };
    Some(Riders {
        riders: mean_of(true)?,
        others: mean_of(false)?,
    })
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

impl Comparison {
    /// What was changed and what came of it, in one sentence, for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        let result = match self.parted {
            None => format!("nothing changes, {}", self.end()),
            Some(_) => self.end(),
        };
        let rarest = match self.b.rarest {
            Some(Rarest {
                chunk,
                time,
                copies: 0,
            }) => {
                format!("; no copy of chunk {chunk} was left at {}", time.human())
            }
            Some(Rarest { chunk, time, .. }) => {
                format!("; chunk {chunk} was down to one copy at {}", time.human())
            }
            None => String::new(),
        };
        format!("{}: {result}{rarest}.", self.what_changed())
    }

    fn what_changed(&self) -> String {
        let architecture = match (self.a.architecture, self.b.architecture) {
            (Architecture::P2p, Architecture::ClientServer) => Some("client–server instead of P2P"),
            (Architecture::ClientServer, Architecture::P2p) => Some("P2P instead of client–server"),
            _ => None,
        };
        let changes = self.changes.iter().map(ToString::to_string);
        let all: Vec<String> = architecture
            .map(str::to_owned)
            .into_iter()
            .chain(changes)
            .collect();
        if all.is_empty() {
            "the same scenario".to_owned()
        } else {
            all.join(", ")
        }
    }

    /// How the second history ends, beside the first.
    fn end(&self) -> String {
        let (a, b) = (&self.a, &self.b);
        match (a.finish, b.finish) {
            (Some(_), Some(finish)) => {
                format!(
                    "everybody has the file at {}{}",
                    finish.human(),
                    self.later_words()
                )
            }
            (None, Some(finish)) => format!(
                "everybody has the file at {}, where before {} never had it",
                finish.human(),
                a.unfinished_words()
            ),
            (Some(finish), None) => format!(
                "{} the file, where before everybody had it at {}",
                b.never_have(),
                finish.human()
            ),
            (None, None) if self.parted.is_none() => {
                format!("{} the file", b.never_have())
            }
            (None, None) if (a.unfinished, a.peers) == (b.unfinished, b.peers) => {
                format!("{} the file, as many as before", b.never_have())
            }
            (None, None) => format!(
                "{} the file, where before it was {}",
                b.never_have(),
                a.unfinished_words()
            ),
        }
    }

    /// `, 31 s later`; nothing where nothing is different at all.
    fn later_words(&self) -> String {
        let size = |later: f64| Seconds(later.abs()).human();
        match self.later {
            _ if self.parted.is_none() => String::new(),
            Some(later) if later > 0.0 => format!(", {} later", size(later)),
            Some(later) if later < 0.0 => format!(", {} sooner", size(later)),
            _ => ", at the same time as before".to_owned(),
        }
    }
}

impl Side {
    /// `3 of 12 peers never have`.
    fn never_have(&self) -> String {
        let verb = if self.unfinished == 1 { "has" } else { "have" };
        format!("{} never {verb}", self.unfinished_words())
    }

    /// `3 of 12 peers`.
    fn unfinished_words(&self) -> String {
        let plural = if self.peers == 1 { "peer" } else { "peers" };
        format!("{} of {} {plural}", self.unfinished, self.peers)
    }
}
