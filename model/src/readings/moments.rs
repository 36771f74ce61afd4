//! The moments of a history that are worth a look, each with one plain sentence.
//!
//! ```text
//! first chunk … first give and take … first whole copy … first finish … last finish
//!                                  └ a chunk becomes rare, is lost: only where somebody goes
//! ```

use super::census::Census;
use crate::history::Trace;
use crate::history::event::{ChunkId, Event, HostId, What};
use crate::history::words::Ordinal;
use crate::scenario::{Act, ActKind};
use crate::units::{Prefix, Seconds};
use std::fmt;

/// A moment worth a look.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When.
    pub time: Seconds,
    /// Index of the event that makes it. For an act, which may change nothing, that of the first event from
    /// its time on: the number of all events if there is none.
    pub event: usize,
    /// What makes it one.
    pub kind: MomentKind,
}

/// What makes a moment worth a look.
///
/// A host that has failed is not there any more from that instant on, though its neighbours do not know yet.
#[derive(Clone, Debug, PartialEq)]
pub enum MomentKind {
    /// An act of the scenario.
    Act(Act),
    /// A peer comes later than at the start.
    Joined {
        /// The peer.
        peer: HostId,
    },
    /// Tit-for-tat pays: for the first time a peer that still lacks chunks begins to send to one of which a
    /// request was answered, whole or in part, by bits to it before.
    FirstReciprocation {
        /// Who sends now, and received before.
        from: HostId,
        /// Who receives now, and sent before.
        to: HostId,
    },
    /// Every chunk is whole at some peer, or has been: one whole copy has left the server.
    FirstCopy,
    /// A peer has the whole file.
    Finished {
        /// The peer.
        peer: HostId,
        /// 1 for the first.
        place: u32,
        /// How many peers the scenario has.
        of: u32,
    },
    /// A host leaves: the server, a peer that is done, or one that is not.
    Left {
        /// The host.
        host: HostId,
    },
    /// A host falls silent.
    Failed {
        /// The host.
        host: HostId,
    },
    /// Nobody who is there has the whole file any more, and somebody there or still to come lacks chunks.
    SeedsGone,
    /// Somebody goes and leaves the first one copy of a chunk that a peer there lacks. Of each chunk the first time.
    Rare {
        /// The chunk; of several the first.
        chunk: ChunkId,
        /// The one host that still has it.
        holder: HostId,
        /// How many other chunks become rare by the same event.
        more: u32,
    },
    /// Somebody goes and takes the last copy of a chunk that a peer there or still to come lacks.
    Lost {
        /// The chunk; of several the first.
        chunk: ChunkId,
        /// How many other chunks are lost by the same event.
        more: u32,
    },
}

/// The moments of a history in order of time.
///
/// Joining, finishing and leaving make one for each peer, acts one each, becoming rare and being lost at most one for
/// each event; all others happen once or never. Takes one pass over the landmarks of the history, and one over its
/// events until the first give and take.
pub fn moments(trace: &Trace) -> Vec<Moment> {
    let mut reader = MomentReader::of(trace);
    for (index, event) in trace.landmarks() {
        reader.see(index, event);
    }
    let mut moments = act_moments(trace);
    moments.extend(first_reciprocation(trace));
    moments.append(&mut reader.moments);
    // Stable, so that an act stands before what it does.
    moments.sort_by(|a, b| a.time.0.total_cmp(&b.time.0).then(a.event.cmp(&b.event)));
    moments
}

fn act_moments(trace: &Trace) -> Vec<Moment> {
    let moment = |act: &Act| Moment {
        time: act.time,
        event: trace
            .events()
            .partition_point(|event| event.time < act.time),
        kind: MomentKind::Act(*act),
    };
    trace.scenario().acts.iter().map(moment).collect()
}

fn first_reciprocation(trace: &Trace) -> Option<Moment> {
    // By link: whether a request was answered over it by any bits. By host: how many chunks it has whole.
    let mut gave = vec![false; trace.link_count()];
    let mut whole = vec![0; trace.hosts().len()];
    whole[HostId::SERVER.index()] = trace.chunk_count();
    for (index, event) in trace.events().iter().enumerate() {
        match event.what {
            What::Requested { from, to, link, .. }
                if gave[link.back().index()] && whole[from.index()] < trace.chunk_count() =>
            {
                return Some(Moment {
                    time: event.time,
                    event: index,
                    kind: MomentKind::FirstReciprocation { from, to },
                });
            }
            What::Received { link, .. } => gave[link.index()] = true,
            What::Stopped {
                link, kept, wasted, ..
            } => gave[link.index()] |= kept.0 + wasted.0 > 0,
            What::Completed { peer, .. } => whole[peer.index()] += 1,
            _ => {}
        }
    }
    None
}

/// What is known after so many landmarks of a history.
struct MomentReader {
    moments: Vec<Moment>,
    census: Census,
    peers: u32,
    finished: u32,
    /// Hosts that come later.
    to_come: usize,
    /// By chunk: whether it has been whole at a peer, and whether it has been rare.
    spread: Vec<bool>,
    was_rare: Vec<bool>,
    /// Chunks that have not been whole at a peer.
    unspread: u32,
}

impl MomentReader {
    #[allow(clippy::cast_possible_truncation)] // Hosts have 32-bit numbers.
    fn of(trace: &Trace) -> Self {
        let joins = |(_, event): &(usize, &Event)| matches!(event.what, What::Joined { .. });
        let chunks = trace.chunk_count();
        Self {
            moments: Vec::new(),
            census: Census::before(trace),
            peers: trace.hosts().len() as u32 - 1,
            finished: 0,
            to_come: trace.landmarks().filter(joins).count(),
            spread: vec![false; chunks as usize],
            was_rare: vec![false; chunks as usize],
            unspread: chunks,
        }
    }

    fn see(&mut self, index: usize, event: &Event) {
        let found = self.moments.len();
        self.see_what(event);
        let seeds = self.census.seeds_there();
        if let Some(host) = self.census.see(&event.what) {
            self.note(match event.what {
                What::Failed { .. } => MomentKind::Failed { host },
                _ => MomentKind::Left { host },
            });
            if seeds > 0 && self.census.seeds_there() == 0 && self.anyone_lacks(0) {
                self.note(MomentKind::SeedsGone);
            }
            self.see_copies_gone(host);
        }
        for moment in &mut self.moments[found..] {
            (moment.time, moment.event) = (event.time, index);
        }
    }

    /// Notes a moment; `see` gives it its time.
    fn note(&mut self, kind: MomentKind) {
        self.moments.push(Moment {
            time: Seconds(0.0),
            event: 0,
            kind,
        });
    }

    fn see_what(&mut self, event: &Event) {
        match event.what {
            What::Joined { host } => {
                self.to_come -= 1;
                if host != HostId::SERVER && event.time.0 > 0.0 {
                    self.note(MomentKind::Joined { peer: host });
                }
            }
            What::Completed { chunk, .. } => self.spreads(chunk),
            What::Finished { peer } => {
                self.finished += 1;
                self.note(MomentKind::Finished {
                    peer,
                    place: self.finished,
                    of: self.peers,
                });
            }
            _ => {}
        }
    }

    fn spreads(&mut self, chunk: ChunkId) {
        if !std::mem::replace(&mut self.spread[chunk as usize], true) {
            self.unspread -= 1;
            if self.unspread == 0 {
                self.note(MomentKind::FirstCopy);
            }
        }
    }

    /// Whether anybody, there or still to come, lacks what so many hosts that are there have.
    fn anyone_lacks(&self, copies: u32) -> bool {
        self.census.hosts_there() > copies || self.to_come > 0
    }

    /// Somebody has gone: of its chunks some may be rare now, and some lost.
    fn see_copies_gone(&mut self, gone: HostId) {
        let (mut rare, mut lost) = (Vec::new(), Vec::new());
        for chunk in self.census.held(gone).iter() {
            match self.census.copies()[chunk as usize] {
                0 if self.anyone_lacks(0) => lost.push(chunk),
                1 if self.census.hosts_there() > 1 && !self.was_rare[chunk as usize] => {
                    rare.push(chunk);
                }
                _ => {}
            }
        }
        for &chunk in &rare {
            self.was_rare[chunk as usize] = true;
        }
        if let Some((chunk, more)) = first_of(&rare)
            && let Some(holder) = self.census.holder(chunk)
        {
            self.note(MomentKind::Rare {
                chunk,
                holder,
                more,
            });
        }
        if let Some((chunk, more)) = first_of(&lost) {
            self.note(MomentKind::Lost { chunk, more });
        }
    }
}

/// The first of some chunks, and how many more there are.
#[allow(clippy::cast_possible_truncation)] // Chunks have 32-bit numbers.
fn first_of(chunks: &[ChunkId]) -> Option<(ChunkId, u32)> {
    let (first, more) = chunks.split_first()?;
    Some((*first, more.len() as u32))
}

impl fmt::Display for Moment {
    /// One plain sentence without its full stop, and without the time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Display for MomentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Act(act) => write!(f, "act: {}", ActWords(act.what)),
            Self::Joined { peer } => write!(f, "{peer} joins the torrent"),
            Self::FirstReciprocation { from, to } => write!(
                f,
                "{from} sends to {to}, which sent to it before: the first give and take"
            ),
            Self::FirstCopy => f.write_str(
                "every chunk has reached some peer: the first whole copy has left the server",
            ),
            Self::Finished { peer, of: 1, .. } => write!(f, "{peer} has the whole file"),
            Self::Finished { peer, place, of } => {
                write!(f, "{peer} has the whole file, the ")?;
                match *place {
                    1 => f.write_str("first")?,
                    place if place == *of => f.write_str("last")?,
                    place => Ordinal(place).fmt(f)?,
                }
                write!(f, " of {of}")
            }
            Self::Left { host } => write!(f, "{host} leaves"),
            Self::Failed { host } => write!(f, "{host} falls silent"),
            Self::SeedsGone => f.write_str("nobody who is there has the whole file any more"),
            Self::Rare {
                chunk,
                holder,
                more: 0,
            } => write!(f, "chunk {chunk} is down to one copy, at {holder}"),
            Self::Rare {
                chunk,
                holder,
                more,
            } => write!(
                f,
                "chunk {chunk} is down to one copy, at {holder}, and so {} {more} more",
                is_or_are(*more)
            ),
            Self::Lost { chunk, more: 0 } => write!(f, "no copy of chunk {chunk} is left"),
            Self::Lost { chunk, more } => {
                write!(f, "no copy of chunk {chunk} is left, nor of {more} more")
            }
        }
    }
}

fn is_or_are(count: u32) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// What an act does, in words.
struct ActWords(ActKind);

impl fmt::Display for ActWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ActKind::Leave { host } => write!(f, "{} leaves", HostId(host)),
            ActKind::Fail { host } => write!(f, "{} falls silent", HostId(host)),
            ActKind::Join { class } => write!(f, "one more peer of class {} comes", class + 1),
            ActKind::Mute { host } => write!(f, "{} uploads nothing from now on", HostId(host)),
            ActKind::Rates { host, up, down } => {
                let [up, down] = [up, down].map(|rate| rate.human(Prefix::Si));
                write!(f, "{} has {up} up", HostId(host))?;
                if host > 0 {
                    write!(f, " and {down} down")?;
                }
                f.write_str(" from now on")
            }
        }
    }
}
