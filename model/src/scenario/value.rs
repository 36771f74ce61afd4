//! The value: everything that decides a run. It is plain data, and knows nothing of its text.

use crate::units::{BitRate, Bits, Prefix, Seconds, Share};

/// F unless given, in bits: 8 MiB, a file of 32 chunks. Small enough that each chunk can be drawn.
pub const DEFAULT_FILE: Bits = Bits(8 * 8 * 1024 * 1024);

/// The size of a chunk unless given, in bits: 256 KiB, as the lecture has it.
pub const DEFAULT_CHUNK: Bits = Bits(8 * 256 * 1024);

/// BEP 3 asks for blocks of 16 KiB, here in bits.
const BLOCK: Bits = Bits(8 * 16 * 1024);

/// The most blocks of a chunk.
const MOST_BLOCKS: u64 = 16;

/// u_s unless given, in bits per second: 4 Mb/s. With the default file and peers, client–server
/// takes 201 s and P2P 50 s at least: about a minute.
pub const DEFAULT_SERVER: BitRate = BitRate(4_000_000);

/// The only class of peers unless any is given: 12 peers, 1 Mb/s up and 8 Mb/s down, asymmetric as home
/// links are. Few enough that each can be drawn.
pub const DEFAULT_CLASS: PeerClass = PeerClass {
    count: 12,
    up: BitRate(1_000_000),
    down: BitRate(8_000_000),
    own: OwnRules {
        pick: None,
        choke: None,
        slots: None,
        optimistic: None,
        finish: None,
    },
};

/// The seed unless given. Any number would do.
pub const DEFAULT_SEED: u64 = 7;

/// The most peers of a scenario, all classes together. The bounds need their products to fit 128 bits,
/// and no lecture needs more than a large country.
pub const MAX_PEERS: u64 = 10_000_000;

/// The most classes of a scenario: more than anyone can tell apart on a page.
pub const MAX_CLASSES: usize = 64;

/// The most neighbours unchoked at once for what they gave. More than a tracker ever names (BEP 3's
/// clients unchoke about 4), and few enough that a choice stays cheap.
pub const MAX_SLOTS: u32 = 1000;

/// The shortest time between two choices of whom to unchoke, in seconds. Shorter ones would
/// outnumber every other event and measure nothing.
pub const MIN_INTERVAL: Seconds = Seconds(0.1);

/// The shortest time, in seconds, between two arrivals of a Poisson process on average: a
/// microsecond, far below the time any chunk takes. All at once is `arrive=0s`.
pub const MIN_MEAN: Seconds = Seconds(1e-6);

/// The most acts of a scenario: more than anyone would write by hand, and all of them fit a text.
pub const MAX_ACTS: usize = 1000;

/// The largest part of a link that may not be file. What was measured is a fifth of it.
pub const MAX_OVERHEAD: Share = Share(0.5);

/// The longest time a rule may name, in seconds: some thirty years, so that sums of times stay
/// exact enough.
pub const MAX_TIME: Seconds = Seconds(1e9);

/// The longest text that is read, in bytes: eight times what a browser's address bar was ever
/// promised to take (2 KiB), and short enough to be read at every keystroke.
pub const MAX_TEXT: usize = 16 * 1024;

/// Everything that decides a run, the random seed included. Each value has a row in [`super::keys`], with its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What `k`, `M`, `G` mean in this scenario's text.
    pub prefix: Prefix,
    /// F, the size of the file.
    pub file: Bits,
    /// The size of a chunk; the last may be shorter.
    pub chunk: Bits,
    /// u_s, the upload capacity of the server (the first seed).
    pub server: BitRate,
    /// The peers, class by class.
    pub peers: Vec<PeerClass>,
    /// Seed of every random choice.
    pub seed: u64,
    /// The rules of the swarm.
    pub rules: Rules,
    /// What is done to the swarm meanwhile, in order of time.
    pub acts: Vec<Act>,
}

/// `count` peers with the same access link; `COUNTxUP/DOWN` in a text, with rules of their own
/// behind it, if any: `COUNTxUP/DOWN(pick=order;slots=1)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeerClass {
    /// How many peers.
    pub count: u32,
    /// u_i, the upload capacity of each; 0 is a free rider.
    pub up: BitRate,
    /// d_i, the download capacity of each.
    pub down: BitRate,
    /// Where these peers follow other rules than the swarm's.
    pub own: OwnRules,
}

/// The rules that a class of peers can have of its own; `None` for the swarm's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OwnRules {
    /// Which chunk to ask for next.
    pub pick: Option<Pick>,
    /// Whom to unchoke.
    pub choke: Option<ChokeRule>,
    /// Neighbours unchoked, the optimistic one not counted.
    pub slots: Option<u32>,
    /// Time between two optimistic unchokes, `Some(None)` for never.
    pub optimistic: Option<Option<Seconds>>,
    /// What they do once they have the file.
    pub finish: Option<Finish>,
}

/// The rules of the swarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Peers the tracker names to one who announces.
    pub tracker_list: u32,
    /// A peer starts connections while it has fewer than this.
    pub connect: u32,
    /// A peer accepts connections while it has fewer than this.
    pub accept: u32,
    /// A peer with fewer neighbours than this announces itself again.
    pub few: u32,
    /// Time between two looks at whether neighbours are few.
    pub announce: Seconds,
    /// How a peer learns which chunks its neighbours have.
    pub have: Have,
    /// Which chunk to ask for next.
    pub pick: Pick,
    /// Whom a peer that still lacks chunks unchokes.
    pub choke: ChokeRule,
    /// Whom a seed unchokes.
    pub serve: SeedRule,
    /// Neighbours unchoked for what they gave, the optimistic one not counted.
    pub slots: u32,
    /// Time between two choices of whom to unchoke.
    pub rechoke: Seconds,
    /// Time between two optimistic unchokes, `None` for never.
    pub optimistic: Option<Seconds>,
    /// A neighbour that sends nothing for so long, though it unchokes this host, gets an optimistic slot at most;
    /// `None` for never.
    pub snub: Option<Seconds>,
    /// Whether a last block is requested of idle neighbours too.
    pub endgame: bool,
    /// What a peer does once it has the file.
    pub finish: Finish,
    /// Whether and when the server leaves.
    pub origin: Origin,
    /// When the peers come.
    pub arrive: Arrive,
    /// The part of what every link carries that is not file: headers, acknowledgements, messages.
    pub overhead: Share,
}

/// Which chunk a peer asks for next, among those the neighbour has and it lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pick {
    /// Random until the first chunk is whole, then the one with fewest copies among the neighbours.
    #[default]
    RarestFirst,
    /// Any, with equal chance.
    Random,
    /// The lowest number.
    InOrder,
}

/// How a peer learns which chunks its neighbours have.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Have {
    /// Neighbours tell at once (BEP 3: have).
    #[default]
    AtOnce,
    /// It asks all of them each so many seconds (the lecture), and acts on what it last heard.
    Every(Seconds),
}

/// Whom a peer that still lacks chunks unchokes in its regular slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ChokeRule {
    /// Tit-for-tat: the interested neighbours that sent most over the last 20 s.
    #[default]
    Rate,
    /// Interested neighbours at random, drawn anew at each rechoke.
    Random,
}

/// Whom a seed unchokes in its regular slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SeedRule {
    /// The interested neighbours that took most over the last 20 s (BEP 3).
    #[default]
    FastestTakers,
    /// Those whose last turn is longest ago.
    RoundRobin,
    /// At random, drawn anew at each rechoke.
    Random,
}

/// What a peer does once it has the whole file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Finish {
    /// Stays as a seed.
    #[default]
    Stay,
    /// Leaves after so long; 0 s for at once.
    Leave(Seconds),
}

/// Whether and when the server leaves the swarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Stays.
    #[default]
    Stay,
    /// Leaves once it has sent so many times the bits of the file.
    LeaveAfter {
        /// Copies of the file, in bits sent.
        copies: u32,
    },
}

/// When the peers come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arrive {
    /// One each so many seconds, the first at once; with 0 s all at once.
    Every(Seconds),
    /// At random, so many seconds apart on average (a Poisson process), the first after a first
    /// such time.
    Poisson(Seconds),
}

impl Default for Arrive {
    fn default() -> Self {
        Self::Every(Seconds(0.0))
    }
}

/// Something done to the swarm at a time; part of `at=30s:leave:7,45s:join:1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Act {
    /// When.
    pub time: Seconds,
    /// What.
    pub what: ActKind,
}

/// What can be done to the swarm. Hosts are numbered as in the trace: 0 is the server (`server` in
/// a text), peers count from 1 class by class, and those that join by an act follow in the order of
/// the acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ActKind {
    /// A host leaves in good order: it closes its connections and tells the tracker. `leave:7`.
    Leave {
        /// The host.
        host: u32,
    },
    /// A host falls silent; its neighbours notice when their time for it runs out. `fail:7`.
    Fail {
        /// The host.
        host: u32,
    },
    /// One more peer of a class comes. `join:1`, the class counted from 1.
    Join {
        /// The class, counted from 0.
        class: usize,
    },
    /// A host uploads nothing from now on. `mute:7`.
    Mute {
        /// The host.
        host: u32,
    },
    /// The link of a host changes. `rates:7:2Mbps/8Mbps`.
    Rates {
        /// The host.
        host: u32,
        /// Its upload capacity from now on.
        up: BitRate,
        /// Its download capacity from now on.
        down: BitRate,
    },
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            prefix: Prefix::Si,
            file: DEFAULT_FILE,
            chunk: DEFAULT_CHUNK,
            server: DEFAULT_SERVER,
            peers: vec![DEFAULT_CLASS],
            seed: DEFAULT_SEED,
            rules: Rules::default(),
            acts: Vec::new(),
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            tracker_list: 50,
            connect: 40,
            accept: 80,
            few: 20,
            announce: Seconds(300.0),
            have: Have::AtOnce,
            pick: Pick::RarestFirst,
            choke: ChokeRule::Rate,
            serve: SeedRule::FastestTakers,
            slots: 4,
            rechoke: Seconds(10.0),
            optimistic: Some(Seconds(30.0)),
            snub: Some(Seconds(60.0)),
            endgame: true,
            finish: Finish::Stay,
            origin: Origin::Stay,
            arrive: Arrive::Every(Seconds(0.0)),
            overhead: Share(0.0),
        }
    }
}

impl Scenario {
    /// N, the number of peers of all classes; the server is not counted.
    #[must_use]
    pub fn peer_count(&self) -> u64 {
        self.peers.iter().map(|class| u64::from(class.count)).sum()
    }

    /// The class of each peer, counted from 0, peer 1 first: class by class, then those that join by
    /// acts, in the order of the acts.
    pub fn classes(&self) -> impl Iterator<Item = usize> {
        let classes = self.peers.iter().enumerate();
        classes
            .flat_map(|(class, peers)| std::iter::repeat_n(class, peers.count as usize))
            .chain(self.joining().map(|(_, class)| class))
    }

    /// The peers that join by acts, in the order of the acts, each with its time and its class,
    /// counted from 0. Their numbers as hosts follow those of the other peers, which end with
    /// [`Scenario::peer_count`].
    pub fn joining(&self) -> impl Iterator<Item = (Seconds, usize)> {
        self.acts.iter().filter_map(|act| match act.what {
            ActKind::Join { class } => Some((act.time, class)),
            _ => None,
        })
    }

    /// How many chunks the file has, the last one perhaps shorter.
    #[must_use]
    pub fn chunk_count(&self) -> u64 {
        self.file.0.div_ceil(self.chunk.0.max(1))
    }

    /// The size of a chunk, counted from 0: the last may be shorter, and there is nothing past it.
    #[must_use]
    pub fn chunk_bits(&self, chunk: u64) -> Bits {
        let start = chunk.saturating_mul(self.chunk.0);
        Bits(self.file.0.saturating_sub(start).min(self.chunk.0))
    }

    /// The size of a block, in which the bits of a chunk are requested: 16 KiB (BEP 3), or a sixteenth of a chunk that
    /// is larger than 256 KiB, so that a chunk never has more than 16.
    #[must_use]
    pub fn block_bits(&self) -> Bits {
        Bits(self.chunk.0.div_ceil(MOST_BLOCKS).max(BLOCK.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_chunk_holds_what_is_left() {
        let scenario = Scenario {
            file: Bits(10),
            chunk: Bits(4),
            ..Scenario::default()
        };
        assert_eq!(scenario.chunk_count(), 3);
        let sizes: Vec<u64> = (0..4).map(|chunk| scenario.chunk_bits(chunk).0).collect();
        assert_eq!(sizes, [4, 4, 2, 0]);
        assert_eq!(scenario.chunk_bits(u64::MAX), Bits(0));
    }

    #[test]
    fn a_file_smaller_than_a_chunk_is_one_chunk() {
        let scenario = Scenario {
            file: Bits(1),
            ..Scenario::default()
        };
        assert_eq!(scenario.chunk_count(), 1);
        assert_eq!(scenario.chunk_bits(0), Bits(1));
    }

    #[test]
    fn peers_are_numbered_class_by_class() {
        let class = |count| PeerClass {
            count,
            ..DEFAULT_CLASS
        };
        let mut scenario = Scenario {
            peers: vec![class(2), class(0), class(1)],
            ..Scenario::default()
        };
        assert_eq!(scenario.classes().collect::<Vec<_>>(), [0, 0, 2]);
        assert_eq!(scenario.peer_count(), 3);
        scenario.acts = [2, 0]
            .map(|class| Act {
                time: Seconds(1.0),
                what: ActKind::Join { class },
            })
            .to_vec();
        // Who joins later follows.
        assert_eq!(scenario.classes().collect::<Vec<_>>(), [0, 0, 2, 2, 0]);
        assert_eq!(scenario.peer_count(), 3);
    }
}
