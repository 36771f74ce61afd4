//! Exact fractions, and the givens of an exercise read from its text by rules of their own.

use crate::seen::{name, table};
use p2p_course::exercise::{Block, Exercise};
use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Sub};

/// A fraction above a positive number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Q(pub(crate) i128, pub(crate) i128);

impl Q {
    pub(crate) fn whole(n: i128) -> Q {
        Q(n, 1)
    }

    fn shortened(self) -> Q {
        let (mut a, mut b) = (self.0.abs(), self.1.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = self.1.signum();
        Q(sign * self.0 / a.max(1), sign * self.1 / a.max(1))
    }

    /// Whether a double is this value, but for its own rounding.
    pub(crate) fn is(self, value: f64) -> bool {
        let exact = self.0 as f64 / self.1 as f64;
        (exact - value).abs() <= 1e-12 * exact.abs()
    }

    /// Whether a value that was rounded for people is this one.
    pub(crate) fn is_about(self, value: f64) -> bool {
        self.is_within(value, 0.005)
    }

    /// Whether a value is off by no more than a part of this one.
    pub(crate) fn is_within(self, value: f64, part: f64) -> bool {
        let exact = self.0 as f64 / self.1 as f64;
        (exact - value).abs() <= part * exact.abs()
    }
}

impl Add for Q {
    type Output = Q;
    fn add(self, other: Q) -> Q {
        Q(self.0 * other.1 + other.0 * self.1, self.1 * other.1).shortened()
    }
}

impl Sub for Q {
    type Output = Q;
    fn sub(self, other: Q) -> Q {
        self + Q(-other.0, other.1)
    }
}

impl Mul for Q {
    type Output = Q;
    fn mul(self, other: Q) -> Q {
        Q(self.0 * other.0, self.1 * other.1).shortened()
    }
}

impl Div for Q {
    type Output = Q;
    fn div(self, other: Q) -> Q {
        Q(self.0 * other.1, self.1 * other.0).shortened()
    }
}

impl PartialEq for Q {
    fn eq(&self, other: &Q) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Q {}

impl PartialOrd for Q {
    fn partial_cmp(&self, other: &Q) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Q {
    fn cmp(&self, other: &Q) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

/// `1.5 MB`, `300 kb/s`, `2Mbps` or `7 500 s` in bits, bits per second or seconds, k being `k`.
pub(crate) fn read(text: &str, k: i128) -> Q {
    let text = text.replace(['\u{a0}', '\u{202f}', ' '], "");
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits: i128 = format!("{whole}{part}")
        .parse()
        .unwrap_or_else(|_| panic!("{text}"));
    let value = Q(digits, 10_i128.pow(part.len() as u32));
    let unit = unit.trim_end_matches("/s").trim_end_matches("ps");
    let (prefix, byte) = match unit.strip_suffix('B') {
        Some(prefix) => (prefix, 8),
        None => (unit.trim_end_matches(['b', 's']), 1),
    };
    let power = ["", "k", "M", "G"]
        .iter()
        .position(|p| *p == prefix)
        .unwrap_or_else(|| panic!("{text}"));
    value * Q::whole(byte * k.pow(power as u32))
}

/// What a student reads: F, u_s and the peers with their uploads and downloads.
pub(crate) struct Givens {
    pub(crate) k: i128,
    pub(crate) file: Q,
    pub(crate) server: Q,
    /// How many, with which upload and download each.
    pub(crate) peers: Vec<(Q, Q, Q)>,
}

impl Givens {
    pub(crate) fn of(exercise: &Exercise) -> Givens {
        let says = |what: &str| {
            exercise
                .text
                .iter()
                .any(|block| matches!(block, Block::Text(text) if text.contains(what)))
        };
        let k = match (says("powers of 1000"), says("powers of 1024")) {
            (true, false) => 1000,
            (false, true) => 1024,
            _ => panic!("{} should say what k is", name(exercise)),
        };
        let given = |symbol: &str| {
            let rows = &table(exercise, "What is given").expect("a table").rows;
            rows.iter()
                .find(|row| row[1] == symbol)
                .map(|row| read(&row[2], k))
        };
        let n = given("N").expect("N");
        let peers = match table(exercise, "The peers, class by class") {
            Some(classes) => {
                let class =
                    |row: &Vec<String>| (read(&row[1], k), read(&row[2], k), read(&row[3], k));
                classes.rows.iter().map(class).collect()
            }
            None => vec![(n, given("u").expect("u"), given("d").expect("d"))],
        };
        let givens = Givens {
            k,
            file: given("F").expect("F"),
            server: given("u_s").expect("u_s"),
            peers,
        };
        assert_eq!(givens.n(), n, "{}", name(exercise));
        givens
    }

    pub(crate) fn n(&self) -> Q {
        self.peers
            .iter()
            .fold(Q::whole(0), |sum, (count, ..)| sum + *count)
    }

    /// Both terms of client–server: N·F/u_s and F/d_min.
    pub(crate) fn client_server(&self) -> Vec<Q> {
        vec![
            self.n() * self.file / self.server,
            self.file / self.slowest(),
        ]
    }

    /// All terms of P2P: F/u_s, F/d_min and N·F/(u_s + Σu_i).
    pub(crate) fn p2p(&self) -> Vec<Q> {
        vec![
            self.file / self.server,
            self.file / self.slowest(),
            self.n() * self.file / self.uplinks(),
        ]
    }

    pub(crate) fn slowest(&self) -> Q {
        self.peers
            .iter()
            .map(|(.., down)| *down)
            .min()
            .expect("peers")
    }

    pub(crate) fn uplinks(&self) -> Q {
        self.peers
            .iter()
            .fold(self.server, |sum, (count, up, _)| sum + *count * *up)
    }
}

/// The largest of the terms.
pub(crate) fn largest(terms: &[Q]) -> Q {
    *terms.iter().max().expect("terms")
}
