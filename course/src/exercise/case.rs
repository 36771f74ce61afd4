//! The givens of a distribution time, as an exam writes them, with the wrong ways to use them.

mod mistakes;

use super::block::{Block, Table};
use super::draw::Draw;
use super::kind::Level;
use super::math::{D_CS, D_MIN, D_P2P, F, Math, N, Relation, U_I, U_S};
use p2p_model::bounds::{Architecture, Bound, Bounds, TermKind};
use p2p_model::scenario::{DEFAULT_CLASS, PeerClass, Scenario};
use p2p_model::units::{BitRate, Bits, Prefix};

/// Numbers that exams have.
const FILES: [&str; 10] = [
    "1 Gb", "2 Gb", "3 Gb", "4 Gb", "5 Gb", "6 Gb", "8 Gb", "10 Gb", "12 Gb", "15 Gb",
];
const MIXED_FILES: [&str; 10] = [
    "300 MB", "400 MB", "500 MB", "600 MB", "750 MB", "1 GB", "1.5 GB", "2 GB", "900 Mb", "4.5 Gb",
];
/// The same where k is 1024, so that they come out round.
const BINARY_FILES: [&str; 10] = [
    "256 MB", "320 MB", "512 MB", "640 MB", "768 MB", "1 GB", "1.5 GB", "2 GB", "900 Mb", "4.5 Gb",
];
const SERVERS: [&str; 10] = [
    "1 Mb/s", "2 Mb/s", "3 Mb/s", "5 Mb/s", "10 Mb/s", "20 Mb/s", "30 Mb/s", "40 Mb/s", "60 Mb/s",
    "100 Mb/s",
];
const UPLOADS: [&str; 11] = [
    "200 kb/s", "300 kb/s", "400 kb/s", "500 kb/s", "600 kb/s", "700 kb/s", "800 kb/s", "1 Mb/s",
    "2 Mb/s", "3 Mb/s", "5 Mb/s",
];
const DOWNLOADS: [&str; 8] = [
    "2 Mb/s", "3 Mb/s", "4 Mb/s", "5 Mb/s", "8 Mb/s", "10 Mb/s", "16 Mb/s", "20 Mb/s",
];
const SLOW_DOWNLOADS: [&str; 6] = [
    "250 kb/s", "400 kb/s", "500 kb/s", "750 kb/s", "1 Mb/s", "1.5 Mb/s",
];
const COUNTS: [u32; 11] = [10, 20, 25, 30, 40, 50, 80, 100, 200, 500, 1000];
const SMALL_COUNTS: [u32; 8] = [2, 3, 4, 5, 8, 10, 15, 20];

/// The most chunks of a file that is shown in the Lab: enough to trade, few enough to play at once.
const MOST_CHUNKS: u64 = 128;

/// A file, a server and its peers, with every value as it is written.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) prefix: Prefix,
    pub(super) file: &'static str,
    pub(super) server: &'static str,
    pub(super) classes: Vec<Class>,
}

/// Some equal peers.
#[derive(Clone)]
pub(super) struct Class {
    pub(super) count: u32,
    pub(super) up: &'static str,
    pub(super) down: &'static str,
}

impl Case {
    /// Draws the givens: equal peers in plain units, then three classes in mixed units, then one more peer
    /// with the slowest download of all, perhaps under binary prefixes.
    pub(super) fn draw(level: Level, draw: &mut Draw) -> Case {
        let classes = match level {
            Level::One => vec![Class {
                count: draw.one_of(&COUNTS),
                up: draw.one_of(&UPLOADS),
                down: draw.one_of(&DOWNLOADS),
            }],
            Level::Two => several(draw),
            Level::Three => {
                let mut classes = several(draw);
                // An upload of its own, as the other classes have.
                let others = |up: &&str| classes.iter().all(|class| class.up != *up);
                let free: Vec<&str> = UPLOADS[..5].iter().copied().filter(others).collect();
                classes.push(Class {
                    count: 1,
                    up: draw.one_of(&free),
                    down: draw.one_of(&SLOW_DOWNLOADS),
                });
                classes
            }
        };
        let prefix = if level == Level::Three && draw.once_in(2) {
            Prefix::Binary
        } else {
            Prefix::Si
        };
        let files = match (level, prefix) {
            (Level::One, _) => &FILES,
            (_, Prefix::Si) => &MIXED_FILES,
            (_, Prefix::Binary) => &BINARY_FILES,
        };
        Case {
            prefix,
            file: draw.one_of(files),
            server: draw.one_of(&SERVERS),
            classes,
        }
    }

    /// The same with another server, of a larger upload.
    pub(super) fn with_faster_server(&self, draw: &mut Draw) -> Option<Case> {
        let place = SERVERS.iter().position(|server| *server == self.server)?;
        let faster = SERVERS
            .get(place + 1..)
            .filter(|faster| !faster.is_empty())?;
        Some(Case {
            server: draw.one_of(faster),
            ..self.clone()
        })
    }

    /// The scenario, with chunks that make it quick to play; the bounds do not depend on them. `None` where
    /// a value cannot be read, or a peer uploads faster than it downloads, which no access link does.
    pub(super) fn scenario(&self) -> Option<Scenario> {
        self.read(self.prefix)
    }

    /// Both bounds under the prefix that is given.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        Bounds::of(&self.scenario()?).ok()
    }

    /// Both bounds for one who takes 1000 for 1024, or 1024 for 1000.
    pub(super) fn bounds_with_other_prefix(&self) -> Option<Bounds> {
        let other = match self.prefix {
            Prefix::Si => Prefix::Binary,
            Prefix::Binary => Prefix::Si,
        };
        Bounds::of(&self.read(other)?).ok()
    }

    /// Whether the file is given in bytes.
    pub(super) fn in_bytes(&self) -> bool {
        self.file.ends_with('B')
    }

    /// What the letters b and B and the prefixes mean.
    fn units(&self) -> String {
        let prefixes = match self.prefix {
            Prefix::Si => "k, M and G are powers of 1000 (SI): 1 M = 1000² and 1 G = 1000³",
            Prefix::Binary => "k, M and G are powers of 1024 (binary): 1 M = 1024² and 1 G = 1024³",
        };
        format!("b is bits and B is bytes: 1\u{a0}B = 8\u{a0}b. {prefixes}.")
    }

    /// The givens as a student sees them.
    pub(super) fn givens(&self) -> Vec<Block> {
        let n: u32 = self.classes.iter().map(|class| class.count).sum();
        let row = |what: &str, symbol: &str, value: &str| {
            vec![what.to_owned(), symbol.to_owned(), shown(value)]
        };
        let mut rows = vec![
            row("size of the file", "F", self.file),
            row("upload of the server", "u_s", self.server),
            row("number of peers", "N", &n.to_string()),
        ];
        if let [class] = self.classes.as_slice() {
            rows.push(row("upload of each peer", "u", class.up));
            rows.push(row("download of each peer", "d", class.down));
        }
        let mut blocks = vec![
            Block::text(
                "A server distributes a file to all peers. Only the access links limit the rates.",
            ),
            Block::text(self.units()),
            Block::Table(Table {
                caption: "What is given",
                head: vec!["quantity", "symbol", "value"],
                rows,
            }),
        ];
        if self.classes.len() > 1 {
            let row = |(index, class): (usize, &Class)| {
                let number = (index + 1).to_string();
                vec![
                    number,
                    class.count.to_string(),
                    shown(class.up),
                    shown(class.down),
                ]
            };
            blocks.push(Block::Table(Table {
                caption: "The peers, class by class",
                head: vec!["class", "peers", "upload of each", "download of each"],
                rows: self.classes.iter().enumerate().map(row).collect(),
            }));
        }
        blocks
    }

    /// The lines of working that both bounds share: the file in bits, N, d_min.
    fn preparation(&self, bounds: &Bounds) -> Vec<Block> {
        let mut lines = Vec::new();
        if self.in_bytes() {
            let file = F.equals(Math::Value(shown(self.file)));
            lines.push(Block::Math(file.equals_bits(bounds.file, self.prefix)));
        }
        if self.classes.len() > 1 {
            let counts = self.classes.iter().map(|class| Math::number(class.count));
            lines.push(Block::Math(
                N.equals(Math::Sum(counts.collect()))
                    .equals(Math::number(bounds.peers)),
            ));
            let least = D_MIN.equals_rate(bounds.slowest_download, self.prefix);
            lines.push(Block::Math(least));
        }
        lines
    }

    /// u_s + Σu_i with its numbers.
    pub(super) fn all_uploads(&self, bounds: &Bounds) -> Math {
        let mut terms = vec![Math::Value(shown(self.server))];
        terms.extend(
            self.classes
                .iter()
                .map(|class| Math::number(class.count).times(Math::Value(shown(class.up)))),
        );
        let all = U_S.plus(Math::Total(Box::new(U_I)));
        all.equals(Math::Sum(terms))
            .equals_rate(total(bounds), self.prefix)
    }

    /// Every term of a bound and then the largest.
    pub(super) fn working(&self, bounds: &Bounds, of: Architecture) -> Vec<Block> {
        let bound = match of {
            Architecture::ClientServer => &bounds.client_server,
            Architecture::P2p => &bounds.p2p,
        };
        let mut lines = self.preparation(bounds);
        for term in &bound.terms {
            if term.kind == TermKind::Aggregate {
                lines.push(Block::Math(self.all_uploads(bounds)));
            }
            let quotient = self.quotient(term.kind, bounds);
            lines.push(Block::Math(quotient.equals_time(term.seconds)));
        }
        lines.push(Block::Math(largest(bound)));
        lines
    }

    fn read(&self, prefix: Prefix) -> Option<Scenario> {
        let rate = |text| BitRate::parse(text, prefix).ok();
        let mut peers = Vec::new();
        for class in &self.classes {
            let (count, up, down) = (class.count, rate(class.up)?, rate(class.down)?);
            if up > down {
                return None;
            }
            peers.push(PeerClass {
                count,
                up,
                down,
                ..DEFAULT_CLASS
            });
        }
        let file = Bits::parse(self.file, prefix).ok()?;
        Some(quick_to_play(Scenario {
            prefix,
            file,
            server: rate(self.server)?,
            peers,
            ..Scenario::default()
        }))
    }

    /// A term in symbols and with its numbers.
    fn quotient(&self, kind: TermKind, bounds: &Bounds) -> Math {
        let (copies, rate) = match kind {
            TermKind::ServerCopies => (bounds.peers, bounds.server),
            TermKind::FirstCopy => (1, bounds.server),
            TermKind::SlowestDownload => (1, bounds.slowest_download),
            TermKind::Aggregate => (bounds.peers, total(bounds)),
        };
        Math::term(kind).equals_copies(copies, bounds.file, rate, self.prefix)
    }
}

/// The scenario in chunks so large that there are few of them.
pub(super) fn quick_to_play(mut scenario: Scenario) -> Scenario {
    while scenario.chunk_count() > MOST_CHUNKS {
        scenario.chunk.0 *= 2;
    }
    scenario
}

/// A value with a gap before its unit at which no line ends.
pub(super) fn shown(value: &str) -> String {
    value.replace(' ', "\u{a0}")
}

/// The last line of a working: the largest of the terms.
fn largest(bound: &Bound) -> Math {
    let symbol = match bound.architecture {
        Architecture::ClientServer => D_CS,
        Architecture::P2p => D_P2P,
    };
    let terms = bound
        .terms
        .iter()
        .map(|term| Math::Value(term.seconds.human()));
    // The terms are shown rounded already; the largest is one of them, so that it equals what is shown.
    symbol
        .equals(Math::Max(terms.collect()))
        .then(Relation::Equal, Math::Value(bound.seconds.human()))
}

/// u_s + Σu_i.
pub(super) fn total(bounds: &Bounds) -> BitRate {
    let all = bounds.server.times(1).saturating_add(bounds.peer_upload);
    BitRate::together(all)
}

/// Three classes, all different.
fn several(draw: &mut Draw) -> Vec<Class> {
    let counts = draw.some(&SMALL_COUNTS, 3);
    let ups = draw.some(&UPLOADS, 3);
    let downs = draw.some(&DOWNLOADS, 3);
    let links = ups.into_iter().zip(downs);
    counts
        .into_iter()
        .zip(links)
        .map(|(count, (up, down))| Class { count, up, down })
        .collect()
}
