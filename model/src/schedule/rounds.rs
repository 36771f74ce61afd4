//! The least time in whole chunks where all uplinks are equal, and a schedule that attains it.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::scenario::Scenario;
use crate::units::Seconds;

/// One chunk sent by one host to another, whole, in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Upload {
    /// Who sends: 0 is the server, the peers count from 1, as in a trace.
    pub from: u32,
    /// Who receives.
    pub to: u32,
    /// Which chunk, from 0.
    pub chunk: u32,
}

/// What is sent at the same time; it takes as long as one chunk on one uplink.
pub type Round = Vec<Upload>;

/// The least number of rounds in which a server and `peers` equal peers, each sending at most one
/// chunk per round, can give `chunks` chunks to all the peers: M + ⌊log2 N⌋. With nobody or nothing
/// to send to it is 0.
///
/// It takes M rounds until the last chunk to leave the server is out, and then those that have it
/// can at best double in each round, the server with them: after M + j rounds 2^(j+1) − 1 peers
/// have it. J. Mundinger, R. Weber, G. Weiss, "Optimal scheduling of peer-to-peer file
/// dissemination", Journal of Scheduling 11 (2008).
#[must_use]
pub fn optimal_rounds(peers: u64, chunks: u64) -> u64 {
    match (peers, chunks) {
        (0, _) | (_, 0) => 0,
        _ => chunks.saturating_add(peers.ilog2().into()),
    }
}

/// The least time in which the peers of a scenario can all have the file if each chunk comes whole
/// from one host: that of [`optimal_rounds`]. `None` where this is not known to be so: where an
/// uplink differs from the server's, where a downlink is slower than the uplinks, and where the
/// last chunk is shorter than the others. Rules and acts do not matter to it.
///
/// A swarm whose chunks come in blocks from several hosts at once may be quicker, though never than
/// the bounds: one chunk for two peers takes two rounds, but one and a half if the second peer gets
/// a half from each that has it.
#[must_use]
pub fn chunked_optimum(scenario: &Scenario) -> Option<Seconds> {
    chunked_optimum_with_peers(scenario, scenario.peer_count())
}

/// The same for so many peers of the scenario's classes: a point of its curve over N.
#[must_use]
pub fn chunked_optimum_with_peers(scenario: &Scenario, peers: u64) -> Option<Seconds> {
    let (file, chunk, up) = (scenario.file.0, scenario.chunk.0, scenario.server);
    let are_equal = scenario
        .peers
        .iter()
        .all(|class| class.up == up && class.down >= up);
    if !are_equal || up.0 == 0 || peers == 0 || file == 0 || chunk == 0 || file % chunk != 0 {
        return None;
    }
    let rounds = u128::from(optimal_rounds(peers, file / chunk));
    let bits = rounds * u128::from(chunk);
    Some(Seconds(bits as f64 / up.bps()))
}

/// A schedule that takes [`optimal_rounds`] rounds, for any number of peers and chunks. Not only
/// does every host send at most one chunk per round, it also receives at most one, so downlinks as
/// fast as the uplinks are enough.
///
/// It needs memory for all its peers × chunks uploads. The construction is the binomial pipeline on
/// a hypercube with some vertices doubled, of P. Ganesan, M. Seshadri, "On cooperative content
/// distribution and the price of barter", ICDCS 2005; that it is right is argued at `Hypercube` and
/// `Vertex` beside it, and tested for all N ≤ 64 with M ≤ 40.
#[must_use]
pub fn schedule(peers: u32, chunks: u32) -> Vec<Round> {
    if peers == 0 || chunks == 0 {
        return Vec::new();
    }
    let hypercube = Hypercube {
        dimensions: (u64::from(peers) + 1).ilog2().into(),
        chunks: chunks.into(),
    };
    let mut vertices = hypercube.vertices(peers);
    (1..=optimal_rounds(peers.into(), chunks.into()))
        .map(|round| play(&hypercube, &mut vertices, round))
        .collect()
}

/// One round of the schedule: along the edges of the hypercube, and within its doubled vertices.
fn play(hypercube: &Hypercube, vertices: &mut [Vertex], round: u64) -> Round {
    let neighbour = |vertex: usize| vertex ^ hypercube.edge(round);
    let sent: Vec<Option<u32>> = (0..vertices.len())
        .map(|vertex| hypercube.sends(vertex, neighbour(vertex), round))
        .collect();
    // Decided before anything moves.
    let doors: Vec<Doors> = vertices
        .iter()
        .zip(&sent)
        .map(|(vertex, chunk)| vertex.doors(*chunk))
        .collect();

    let mut uploads = Round::new();
    for (index, chunk) in sent.iter().enumerate() {
        if let Some(chunk) = *chunk {
            uploads.push(Upload {
                from: doors[index].out,
                to: doors[neighbour(index)].into,
                chunk,
            });
        }
    }
    for (index, vertex) in vertices.iter_mut().enumerate() {
        vertex.share(sent[index], sent[neighbour(index)], &mut uploads);
    }
    uploads
}

/// The binomial pipeline for 2^d hosts, the vertices of a hypercube, of which 0 is the server: M −
/// 1 + d rounds.
///
/// Round t goes along dimension (t − 1) mod d. The server sends chunk t, everyone else the newest
/// chunk it has; chunks past the last, M, stand for M, and nobody is sent what it has. Here chunks
/// and rounds count from 1.
///
/// Why it is right, at first without a last chunk: chunk τ starts along dimension e_τ and doubles
/// in each round, so that before round τ + d all vertices with bit e_τ have it, and in round τ + d
/// those without get it. The newest chunk of a vertex is that of the least recent among the
/// dimensions of its bits. Take a vertex v without bit e_t and its neighbour w with it, in round t.
/// The least recent of all dimensions is e_t itself, so w sends chunk t − d, which is the one v is
/// to get then. What v sends is newer than t − d, so w, whose newest it is, lacks it. In the first
/// d rounds those who have nothing yet send nothing. Now after round M − 1 + d all have the chunks
/// up to M − 1, and their newest chunk is M or one that stands for it. Newest chunks are still
/// newest when those from M on are one.
struct Hypercube {
    /// d.
    dimensions: u64,
    /// M.
    chunks: u64,
}

impl Hypercube {
    /// The vertices with all the peers on them.
    fn vertices(&self, peers: u32) -> Vec<Vertex> {
        // 2^d, at most one more than there are peers.
        let count = 1_u64 << self.dimensions;
        let doubled = u64::from(peers) + 1 - count;
        let host = |number: u64| u32::try_from(number).unwrap_or(peers);
        (0..count)
            .map(|vertex| Vertex {
                host: host(vertex),
                twin: (1..=doubled)
                    .contains(&vertex)
                    .then(|| host(count - 1 + vertex)),
                unshared: [None; 2],
            })
            .collect()
    }

    /// What the numbers of neighbours differ in during a round.
    fn edge(&self, round: u64) -> usize {
        1 << ((round - 1) % self.dimensions)
    }

    /// The newest chunk a vertex has at the start of a round, from 1, and 0 if it has none. The
    /// server is about to have that of the round.
    fn newest(&self, vertex: usize, round: u64) -> u64 {
        let before = round - 1;
        (0..self.dimensions)
            .filter(|dimension| vertex >> dimension & 1 == 1)
            .map(|dimension| {
                // The last round before this one along the dimension, if there was any.
                let since = before
                    .checked_sub(dimension + 1)
                    .map(|since| since % self.dimensions);
                since.map_or(0, |since| before - since)
            })
            .min()
            .unwrap_or(round)
            .min(self.chunks)
    }

    /// The chunk that a vertex sends to another in a round, from 0.
    fn sends(&self, vertex: usize, neighbour: usize, round: u64) -> Option<u32> {
        let newest = self.newest(vertex, round);
        let is_news = neighbour != 0 && newest != self.newest(neighbour, round);
        u32::try_from(newest.checked_sub(1)?)
            .ok()
            .filter(|_| is_news)
    }
}

/// A vertex of the hypercube: one host, or two that act as one towards the others. This is for a
/// number of hosts that is no power of two, which then have one round more than the hypercube
/// needs; the server is never doubled.
///
/// Why it is right: each of the two has at most one chunk that the other lacks. In each round one
/// of them sends outside, and the other one passes such a chunk, if it has one, inside; to the
/// latter then comes what arrives from outside. So again each has at most one. Whatever the vertex
/// has, one of them has, and the other one is free to pass; and neither receives twice. In the last
/// round nothing goes outside, and both pass what they have left.
struct Vertex {
    host: u32,
    twin: Option<u32>,
    /// The chunk that the host has and the twin lacks, and the other way round.
    unshared: [Option<u32>; 2],
}

/// Which of its hosts a vertex sends from and receives at.
struct Doors {
    out: u32,
    into: u32,
}

impl Vertex {
    /// Who sends a chunk outside: the one that has it, or if both do, the one that leaves more to
    /// pass to the other.
    fn sender(&self, chunk: Option<u32>) -> usize {
        match self.unshared {
            [Some(own), _] if chunk == Some(own) => 0,
            [_, Some(own)] if chunk == Some(own) => 1,
            [_, unshared] => usize::from(unshared.is_none()),
        }
    }

    fn doors(&self, chunk: Option<u32>) -> Doors {
        let twin = self.twin.unwrap_or(self.host);
        match self.sender(chunk) {
            0 => Doors {
                out: self.host,
                into: twin,
            },
            _ => Doors {
                out: twin,
                into: self.host,
            },
        }
    }

    /// Passes inside what one has and the other lacks, while one chunk goes out and another comes in.
    fn share(&mut self, sent: Option<u32>, received: Option<u32>, uploads: &mut Round) {
        let Some(twin) = self.twin else {
            return;
        };
        let sender = self.sender(sent);
        let passer = 1 - sender;
        let hosts = [self.host, twin];
        let mut pass = |from: usize| {
            let passed = self.unshared[from].take();
            uploads.extend(passed.map(|chunk| Upload {
                from: hosts[from],
                to: hosts[1 - from],
                chunk,
            }));
        };
        pass(passer);
        if sent.is_none() && received.is_none() {
            pass(sender);
        }
        if received.is_some() {
            self.unshared[passer] = received;
        }
    }
}

/// Who has which chunk while a schedule is carried out, by the rules of the swarm: only who has a
/// chunk whole at the start of a round can send it, nobody gets a chunk twice, and every host sends
/// at most one chunk per round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Possession {
    hosts: u32,
    chunks: u32,
    /// Host by host, chunk by chunk.
    has: Vec<bool>,
    rounds: u64,
}

/// Why a round cannot be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RoundError {
    /// There is no such host or no such chunk.
    #[error("round {round}: there is no host {from} or {to}, or no chunk {chunk}: count both from 0, the server first", from = upload.from, to = upload.to, chunk = upload.chunk)]
    NoSuch {
        /// The round, from 1.
        round: u64,
        /// What is wrong in it.
        upload: Upload,
    },
    /// The sender does not have the chunk.
    #[error("round {round}: host {from} has no chunk {chunk} to send: let it get the chunk in an earlier round", from = upload.from, chunk = upload.chunk)]
    Lacks {
        /// The round, from 1.
        round: u64,
        /// What is wrong in it.
        upload: Upload,
    },
    /// The receiver has the chunk already, or gets it from another host in the same round.
    #[error("round {round}: host {to} gets chunk {chunk} twice: send it once", to = upload.to, chunk = upload.chunk)]
    Twice {
        /// The round, from 1.
        round: u64,
        /// What is wrong in it.
        upload: Upload,
    },
    /// The sender sends another chunk in the same round.
    #[error("round {round}: host {from} sends more than one chunk: send one per round", from = upload.from)]
    SecondUpload {
        /// The round, from 1.
        round: u64,
        /// What is wrong in it.
        upload: Upload,
    },
}

impl Possession {
    /// The start: the server has everything, and the peers, from 1 to `peers`, nothing.
    ///
    /// # Panics
    /// When the hosts and chunks are more than memory can hold.
    #[must_use]
    pub fn new(peers: u32, chunks: u32) -> Possession {
        let hosts = peers.checked_add(1).expect("fewer peers than u32::MAX");
        let cells = (hosts as usize).checked_mul(chunks as usize);
        let mut has = vec![false; cells.expect("less than all of memory")];
        has[..chunks as usize].fill(true);
        Possession {
            hosts,
            chunks,
            has,
            rounds: 0,
        }
    }

    /// Carries out one round.
    ///
    /// # Errors
    /// The first upload that breaks a rule. Nothing has changed then.
    pub fn play(&mut self, uploads: &[Upload]) -> Result<(), RoundError> {
        let round = self.rounds + 1;
        let (mut senders, mut received) = (BTreeSet::new(), BTreeSet::new());
        for &upload in uploads {
            let Upload { from, to, chunk } = upload;
            if from.max(to) >= self.hosts || chunk >= self.chunks {
                return Err(RoundError::NoSuch { round, upload });
            }
            if !self.has(from, chunk) {
                return Err(RoundError::Lacks { round, upload });
            }
            if self.has(to, chunk) || !received.insert((to, chunk)) {
                return Err(RoundError::Twice { round, upload });
            }
            if !senders.insert(from) {
                return Err(RoundError::SecondUpload { round, upload });
            }
        }
        for (to, chunk) in received {
            let index = self.index(to, chunk);
            self.has[index] = true;
        }
        self.rounds = round;
        Ok(())
    }

    /// Whether a host has a chunk; nobody has one that there is not.
    #[must_use]
    pub fn has(&self, host: u32, chunk: u32) -> bool {
        host < self.hosts && chunk < self.chunks && self.has[self.index(host, chunk)]
    }

    /// Whether every peer has the whole file.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.has.iter().all(|has| *has)
    }

    /// How many rounds have been carried out.
    #[must_use]
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    fn index(&self, host: u32, chunk: u32) -> usize {
        host as usize * self.chunks as usize + chunk as usize
    }
}
