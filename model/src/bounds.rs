//! The two minimum distribution times, every term of them.
//!
//! Kurose & Ross, section 2.5, and the lecture: to give a file of F bits to N peers takes at least
//!
//! ```text
//! D_cs  = max{ N·F/u_s,        F/d_min }
//! D_p2p = max{ F/u_s,          F/d_min,  N·F/(u_s + Σu_i) }
//! ```
//!
//! with u_s the server's upload capacity, u_i the peers', and d_min the least download capacity.
//! Which term binds is decided in whole numbers, so that a tie is a tie; only then is each term
//! turned into seconds, once, as the double nearest to the exact quotient. A link without limit takes no
//! time: its term is 0 s.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use crate::scenario::{MAX_PEERS, Scenario};
use crate::units::{BitRate, Bits, Seconds};

/// Both bounds of a scenario, with what they were computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// The least time with every copy sent by the server.
    pub client_server: Bound,
    /// The least time with peers that pass on what they have.
    pub p2p: Bound,
    /// N, the number of peers.
    pub peers: u64,
    /// F, the size of the file.
    pub file: Bits,
    /// u_s, the upload capacity of the server.
    pub server: BitRate,
    /// d_min, the least download capacity of any peer.
    pub slowest_download: BitRate,
    /// Σu_i, what the peers can upload together, in bits per second; `u128::MAX` where any of them has no
    /// limit, see [`BitRate::together`]. [`Bounds::with_peers`] rounds it down here, and nowhere else.
    pub peer_upload: u128,
}

/// A minimum distribution time: the largest of its terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// Whose bound it is.
    pub architecture: Architecture,
    /// The time that no distribution can beat.
    pub seconds: Seconds,
    /// The terms, in the order of the formula. At least one of them binds; several do in a tie.
    pub terms: Vec<Term>,
}

/// One of the terms of a bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Which term it is.
    pub kind: TermKind,
    /// Its value.
    pub seconds: Seconds,
    /// Whether it is the largest, and so decides the bound.
    pub binding: bool,
}

/// Who sends the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// The server sends every copy.
    ClientServer,
    /// Peers pass on what they have.
    P2p,
}

/// What a term stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermKind {
    /// N·F/u_s, the time the server needs to send N copies.
    ServerCopies,
    /// F/u_s, the time the server needs to send the first copy.
    FirstCopy,
    /// F/d_min, the time the slowest downlink needs to take a copy.
    SlowestDownload,
    /// N·F/(u_s + Σu_i), the time all uplinks together need to send N copies.
    Aggregate,
}

/// Why a scenario has no bounds: the file could never arrive.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BoundsError {
    /// The file is empty.
    #[error("the file is empty and needs no time: give it at least 1 bit")]
    EmptyFile,
    /// The server cannot upload.
    #[error(
        "the server uploads nothing, so not even a first copy can leave it: give it more than 0 bits per second"
    )]
    ServerUploadZero,
    /// There is nobody to send to.
    #[error("there are no peers to send the file to: have at least one")]
    NoPeers,
    /// A class of peers is empty.
    #[error("class {} has no peers in it: have at least one, or leave the class out", class + 1)]
    EmptyClass {
        /// The class, from 0.
        class: usize,
    },
    /// The peers of a class cannot download.
    #[error("the peers of class {} download nothing, so the file never reaches them: give them more than 0 bits per second", class + 1)]
    DownloadZero {
        /// The class, from 0.
        class: usize,
    },
    /// There are more peers than the exact comparison is made for.
    #[error("there are {peers} peers: have at most {MAX_PEERS}")]
    TooManyPeers {
        /// How many there are.
        peers: u64,
    },
}

impl Bounds {
    /// The bounds of a scenario.
    ///
    /// # Errors
    /// When the file could never arrive, or there is nobody or nothing to send.
    pub fn of(scenario: &Scenario) -> Result<Bounds, BoundsError> {
        Bounds::with_peers(scenario, scenario.peer_count())
    }

    /// The bounds for `peers` peers in the same mix of classes: a point of the curve D(N). Their
    /// uploads add up to Σu_i · `peers` / N, which need not be a whole number, and d_min is the same. With
    /// as many peers as the scenario has, it is [`Bounds::of`] exactly.
    ///
    /// # Errors
    /// As [`Bounds::of`], and when `peers` is 0 or more than [`MAX_PEERS`].
    pub fn with_peers(scenario: &Scenario, peers: u64) -> Result<Bounds, BoundsError> {
        let mix = Mix::of(scenario)?;
        match peers {
            0 => Err(BoundsError::NoPeers),
            1..=MAX_PEERS => Ok(mix.bounds(peers)),
            _ => Err(BoundsError::TooManyPeers { peers }),
        }
    }

    /// The peers whose downlink is the slowest, in words: `peer 3`, `peers 3 and 7`, `peers 1 to 10`, `all 12 peers`.
    /// Peers are numbered class by class, as in the swarm.
    #[must_use]
    pub fn slowest_peers(scenario: &Scenario) -> String {
        let least = scenario.peers.iter().map(|class| class.down).min();
        let mut groups: Vec<(u64, u64)> = Vec::new();
        let mut last = 0;
        for class in &scenario.peers {
            let first = last + 1;
            last += u64::from(class.count);
            if Some(class.down) != least {
                continue;
            }
            match groups.last_mut() {
                Some(group) if group.1 + 1 == first => group.1 = last,
                _ => groups.push((first, last)),
            }
        }
        match groups.as_slice() {
            [(1, end)] if *end == last && last > 1 => return format!("all {last} peers"),
            [(only, end)] if only == end => return format!("peer {only}"),
            _ => {}
        }
        let names: Vec<String> = groups
            .iter()
            .flat_map(|(first, end)| match end - first {
                0 => vec![first.to_string()],
                1 => vec![first.to_string(), end.to_string()],
                _ => vec![format!("{first} to {end}")],
            })
            .collect();
        match names.as_slice() {
            [] => String::new(),
            [only] => format!("peers {only}"),
            [first @ .., last] => format!("peers {} and {last}", first.join(", ")),
        }
    }

    /// Both bounds, client–server first.
    #[must_use]
    pub fn both(&self) -> [&Bound; 2] {
        [&self.client_server, &self.p2p]
    }
}

impl Bound {
    /// The terms that bind: one, or all of a tie.
    pub fn binding(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.binding)
    }

    /// What it means that these terms bind: one sentence, or one for each of a tie.
    #[must_use]
    pub fn meaning(&self) -> String {
        let meanings: Vec<String> = self.binding().map(Term::meaning).collect();
        match meanings.as_slice() {
            _ if self.seconds == Seconds(0.0) => {
                "Nothing limits: all of these links are unlimited.".to_owned()
            }
            [one] => one.clone(),
            several => format!("Several terms limit at once. {}", several.join(" ")),
        }
    }

    /// One sentence: which term binds and what that means, with every term of a tie.
    #[must_use]
    pub fn binding_in_words(&self) -> String {
        let formulas: Vec<&str> = self.binding().map(|term| term.kind.formula()).collect();
        let clauses: Vec<&str> = self.binding().map(|term| term.kind.clause()).collect();
        let bind = match formulas.as_slice() {
            [only] => format!("{only} binds"),
            [first @ .., last] => format!("{} and {last} bind together", first.join(", ")),
            [] => return String::new(),
        };
        format!("{bind}: {}.", clauses.join("; "))
    }
}

impl Term {
    /// One sentence: what it means when this term binds.
    #[must_use]
    pub fn meaning(&self) -> String {
        self.kind.meaning()
    }
}

impl TermKind {
    /// The term as the lecture writes it.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            TermKind::ServerCopies => "N·F/u_s",
            TermKind::FirstCopy => "F/u_s",
            TermKind::SlowestDownload => "F/d_min",
            TermKind::Aggregate => "N·F/(u_s + Σu_i)",
        }
    }

    /// The term in ASCII without commas, for tables.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            TermKind::ServerCopies => "N*F/u_s",
            TermKind::FirstCopy => "F/u_s",
            TermKind::SlowestDownload => "F/d_min",
            TermKind::Aggregate => "N*F/(u_s+sum(u_i))",
        }
    }

    /// One sentence: what it means when this term binds.
    #[must_use]
    pub fn meaning(self) -> String {
        let mut letters = self.clause().chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        let sentence: String = first.into_iter().chain(letters).collect();
        sentence + "."
    }

    /// The same, to be part of a sentence.
    fn clause(self) -> &'static str {
        match self {
            TermKind::ServerCopies => "the server must send all N copies over its own uplink",
            TermKind::FirstCopy => "every bit must leave the server at least once",
            TermKind::SlowestDownload => {
                "the peer with the slowest downlink cannot take the file any faster"
            }
            TermKind::Aggregate => {
                "all N copies must pass through the uplinks of the server and the peers together"
            }
        }
    }
}

impl Architecture {
    /// A word for it in ASCII, for tables and links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Architecture::ClientServer => "client-server",
            Architecture::P2p => "p2p",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Architecture::ClientServer => "client–server",
            Architecture::P2p => "P2P",
        })
    }
}

/// What the bounds depend on, checked: nothing in it is zero but, perhaps, the peers' upload.
struct Mix {
    file: u64,
    server: BitRate,
    slowest_download: BitRate,
    /// N of the scenario, at most [`MAX_PEERS`].
    peers: u64,
    /// Σu_i of the scenario.
    peer_upload: u128,
}

impl Mix {
    fn of(scenario: &Scenario) -> Result<Mix, BoundsError> {
        if scenario.file.0 == 0 {
            return Err(BoundsError::EmptyFile);
        }
        if scenario.server.0 == 0 {
            return Err(BoundsError::ServerUploadZero);
        }
        for (class, peers) in scenario.peers.iter().enumerate() {
            if peers.count == 0 {
                return Err(BoundsError::EmptyClass { class });
            }
            if peers.down.0 == 0 {
                return Err(BoundsError::DownloadZero { class });
            }
        }
        let peers = scenario.peer_count();
        if peers > MAX_PEERS {
            return Err(BoundsError::TooManyPeers { peers });
        }
        let downloads = scenario.peers.iter().map(|class| class.down);
        let uploads = scenario
            .peers
            .iter()
            .map(|class| class.up.times(class.count.into()));
        Ok(Mix {
            file: scenario.file.0,
            server: scenario.server,
            slowest_download: downloads.min().ok_or(BoundsError::NoPeers)?,
            peers,
            peer_upload: uploads.fold(0, u128::saturating_add),
        })
    }

    /// The bounds for `n` peers of this mix, `n` from 1 to [`MAX_PEERS`].
    fn bounds(&self, n: u64) -> Bounds {
        let (copies, peers) = (u128::from(n), u128::from(self.peers));
        let slowest_download = (
            TermKind::SlowestDownload,
            Fraction::over(1, self.slowest_download.times(1)),
        );
        let unlimited = self.peer_upload == u128::MAX;
        // Σu_i·n/N, with N multiplied out. MAX_PEERS is below 2^24, so it is below 2^112.
        let uploads = if unlimited {
            u128::MAX
        } else {
            self.peer_upload * copies
        };
        // n / (u_s + Σu_i·n/N): the numerator is below 2^48 and the denominator below 2^113.
        let all = self.server.times(self.peers).saturating_add(uploads);
        let aggregate = Fraction::over(copies * peers, all);
        let by_server = |copies| Fraction::over(copies, self.server.times(1));
        Bounds {
            client_server: self.bound(
                Architecture::ClientServer,
                &[
                    (TermKind::ServerCopies, by_server(copies)),
                    slowest_download,
                ],
            ),
            p2p: self.bound(
                Architecture::P2p,
                &[
                    (TermKind::FirstCopy, by_server(1)),
                    slowest_download,
                    (TermKind::Aggregate, aggregate),
                ],
            ),
            peers: n,
            file: Bits(self.file),
            server: self.server,
            slowest_download: self.slowest_download,
            peer_upload: if unlimited {
                u128::MAX
            } else {
                uploads / peers
            },
        }
    }

    /// The bound with these terms, each given as its time for a single bit.
    fn bound(&self, architecture: Architecture, terms: &[(TermKind, Fraction)]) -> Bound {
        let largest = terms
            .iter()
            .map(|(_, time)| *time)
            .fold(Fraction(0, 1), |a, b| if a.cmp(b).is_lt() { b } else { a });
        let seconds = |time: Fraction| Seconds(time.times(self.file));
        Bound {
            architecture,
            seconds: seconds(largest),
            terms: terms
                .iter()
                .map(|(kind, time)| Term {
                    kind: *kind,
                    seconds: seconds(*time),
                    binding: time.cmp(largest).is_eq(),
                })
                .collect(),
        }
    }
}

/// A numerator and a denominator, which is not 0.
#[derive(Clone, Copy)]
struct Fraction(u128, u128);

impl Fraction {
    /// The time for some bits over links that carry so much together: none where they have no limit.
    fn over(bits: u128, bps: u128) -> Fraction {
        if bps == u128::MAX {
            Fraction(0, 1)
        } else {
            Fraction(bits, bps)
        }
    }

    /// Compares exactly. Where the whole parts are equal, what is left is compared upside down, as in
    /// Euclid's algorithm: cross-multiplied, two aggregates would not fit 128 bits.
    fn cmp(self, other: Fraction) -> Ordering {
        let (rest, other_rest) = (self.0 % self.1, other.0 % other.1);
        let whole = (self.0 / self.1).cmp(&(other.0 / other.1));
        whole.then_with(|| {
            if rest == 0 || other_rest == 0 {
                rest.cmp(&other_rest)
            } else {
                Fraction(other.1, other_rest).cmp(Fraction(self.1, rest))
            }
        })
    }

    /// `factor` times the fraction, as the nearest double. The product of the numerator and the factor
    /// must fit 128 bits, and the denominator 127.
    fn times(self, factor: u64) -> f64 {
        let Fraction(numerator, denominator) = self;
        let numerator = numerator * u128::from(factor);
        let mut quotient = numerator / denominator;
        let mut rest = numerator % denominator;
        if numerator == 0 {
            return 0.0;
        }
        // Binary digits after the point, until there are more than a double keeps and more than one beyond.
        let mut scale = 1.0;
        while quotient < 1 << 64 {
            rest *= 2;
            quotient = quotient * 2 + rest / denominator;
            rest %= denominator;
            scale /= 2.0;
        }
        // What is still left only matters where the quotient stands exactly between two doubles.
        quotient |= u128::from(rest > 0);
        // The conversion rounds to the nearest; a power of two changes no digit.
        quotient as f64 * scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotients_are_rounded_to_the_nearest_double() {
        let check = |numerator: u128, denominator: u128, expected: f64| {
            assert_eq!(Fraction(numerator, denominator).times(1), expected);
        };
        check(0, 3, 0.0);
        check(1, 3, 1.0 / 3.0);
        check(1, 10, 0.1);
        // Halfway between two doubles it goes to the even one, and to the upper one by the least bit more.
        check((1 << 53) + 1, 1, 9_007_199_254_740_992.0);
        check(
            ((1 << 53) + 1) * 1_000_000_007 + 1,
            1_000_000_007,
            9_007_199_254_740_994.0,
        );
    }

    proptest! {
        #[test]
        fn fractions_compare_as_cross_products_do(a: u64, b in 1_u64.., c: u64, d in 1_u64.., small: bool) {
            let [a, b, c, d] = [a, b, c, d].map(|n| u128::from(if small { n % 8 } else { n }));
            let (b, d) = (b.max(1), d.max(1));
            prop_assert_eq!(Fraction(a, b).cmp(Fraction(c, d)), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn quotients_of_exact_doubles_are_those_of_the_processor(a in 1_u32.., b in 1_u32.., factor in 1_u32..1 << 20) {
            let product = u64::from(a) * u64::from(factor);
            prop_assume!(product < 1 << 53);
            // Both operands are exact, so the processor's division is correctly rounded (IEEE 754).
            let expected = product as f64 / f64::from(b);
            prop_assert_eq!(Fraction(a.into(), b.into()).times(factor.into()), expected);
        }
    }
}
