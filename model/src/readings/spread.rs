//! How one chunk spread: who got it from whom, as a tree that begins at the server.

use crate::history::Trace;
use crate::history::event::{ChunkId, HostId, LinkId, What};
use crate::units::{Bits, Seconds};
use std::collections::BTreeMap;

/// How a peer came by a chunk.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Who got it.
    pub peer: HostId,
    /// Who sent it, the one that sent most of it first; of equals the one that sent first.
    pub from: Vec<Giver>,
    /// When the peer first asked for some of it.
    pub begun: Seconds,
    /// When it had it whole.
    pub whole: Seconds,
    /// Its distance from the server in the tree: one more than that of its main giver. The server has 0.
    pub depth: u32,
}

/// Who sent part of a chunk, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Giver {
    /// The host.
    pub host: HostId,
    /// Bits of it that were of use: more than 0, and those of all givers together are the chunk.
    pub bits: Bits,
}

/// How a chunk spread: every peer that ever had it whole, once, in order of time. One pass over the events.
pub fn spread(trace: &Trace, chunk: ChunkId) -> Vec<Delivery> {
    let mut reader = SpreadReader {
        chunk,
        begun: BTreeMap::new(),
        asked: BTreeMap::new(),
        depths: BTreeMap::from([(HostId::SERVER, 0)]),
        deliveries: Vec::new(),
    };
    for event in trace.events() {
        reader.see(event.time, &event.what);
    }
    reader.deliveries
}

/// What is known after so many events of a history.
struct SpreadReader {
    chunk: ChunkId,
    /// By peer that has begun the chunk: since when, and who has sent of it.
    begun: BTreeMap<HostId, (Seconds, Vec<Giver>)>,
    /// By link on which some of the chunk is on its way: bits asked for.
    asked: BTreeMap<LinkId, Bits>,
    depths: BTreeMap<HostId, u32>,
    deliveries: Vec<Delivery>,
}

impl SpreadReader {
    fn see(&mut self, time: Seconds, what: &What) {
        match *what {
            What::Requested {
                to,
                link,
                chunk,
                bits,
                ..
            } if chunk == self.chunk => {
                self.asked.insert(link, bits);
                self.begun.entry(to).or_insert((time, Vec::new()));
            }
            What::Received {
                from,
                to,
                link,
                chunk,
            } if chunk == self.chunk => {
                if let Some(bits) = self.asked.remove(&link) {
                    self.give(from, to, bits);
                }
            }
            What::Stopped {
                from,
                to,
                link,
                chunk,
                kept,
                ..
            } if chunk == self.chunk && self.asked.remove(&link).is_some() => {
                self.give(from, to, kept);
            }
            What::Completed { peer, chunk, .. } if chunk == self.chunk => self.complete(time, peer),
            _ => {}
        }
    }

    fn give(&mut self, from: HostId, to: HostId, bits: Bits) {
        let Some((_, givers)) = self.begun.get_mut(&to).filter(|_| bits.0 > 0) else {
            return;
        };
        match givers.iter_mut().find(|giver| giver.host == from) {
            Some(giver) => giver.bits.0 += bits.0,
            None => givers.push(Giver { host: from, bits }),
        }
    }

    fn complete(&mut self, time: Seconds, peer: HostId) {
        let Some((begun, mut from)) = self.begun.remove(&peer) else {
            return;
        };
        // Stable: of equals the one that sent first stays first.
        from.sort_by_key(|giver| std::cmp::Reverse(giver.bits));
        let main = from.first().and_then(|giver| self.depths.get(&giver.host));
        let depth = main.map_or(0, |depth| depth + 1);
        self.depths.insert(peer, depth);
        self.deliveries.push(Delivery {
            peer,
            from,
            begun,
            whole: time,
            depth,
        });
    }
}
