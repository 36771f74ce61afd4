//! The givens of an exercise on growth, and the numbers of its questions.

use p2p_model::scenario::{DEFAULT_CLASS, PeerClass, Scenario};
use p2p_model::units::{BitRate, Bits, Prefix};

use crate::exercise::answer::{Answer, AnswerUnit};
use crate::exercise::block::{Block, Table};
use crate::exercise::case::{quick_to_play, shown};
use crate::exercise::draw::Draw;
use crate::exercise::math::{Math, same};

const FILES: [&str; 9] = [
    "1 Gb", "2 Gb", "3 Gb", "4 Gb", "6 Gb", "8 Gb", "10 Gb", "12 Gb", "15 Gb",
];
const SERVERS: [&str; 8] = [
    "10 Mb/s", "15 Mb/s", "20 Mb/s", "24 Mb/s", "30 Mb/s", "40 Mb/s", "50 Mb/s", "60 Mb/s",
];
const UPLOADS: [&str; 9] = [
    "250 kb/s", "300 kb/s", "400 kb/s", "500 kb/s", "600 kb/s", "750 kb/s", "1 Mb/s", "1.5 Mb/s",
    "2 Mb/s",
];
const DOWNLOADS: [&str; 6] = ["2 Mb/s", "2.5 Mb/s", "3 Mb/s", "4 Mb/s", "5 Mb/s", "8 Mb/s"];

/// A download that limits nothing, for the scenario of an exercise without d.
const FAST: BitRate = BitRate(1_000_000_000);

/// What is said of an upload that is off by the 8 of bits and bytes.
pub(super) const BYTES: &str =
    "You divided by 8. Everything here is in bits, and so is the answer.";

/// A file, a server and any number of equal peers.
pub(super) struct EqualPeers {
    pub(super) file: &'static str,
    pub(super) server: &'static str,
    pub(super) up: &'static str,
    /// `None` where the download never limits.
    pub(super) down: Option<&'static str>,
}

impl EqualPeers {
    pub(super) fn draw(has_download: bool, draw: &mut Draw) -> EqualPeers {
        EqualPeers {
            file: draw.one_of(&FILES),
            server: draw.one_of(&SERVERS),
            up: draw.one_of(&UPLOADS),
            down: has_download.then(|| draw.one_of(&DOWNLOADS)),
        }
    }

    pub(super) fn f(&self) -> Option<f64> {
        Some(Bits::parse(self.file, Prefix::Si).ok()?.0 as f64)
    }

    pub(super) fn u_s(&self) -> Option<f64> {
        rate(self.server)
    }

    pub(super) fn u(&self) -> Option<f64> {
        rate(self.up)
    }

    /// The scenario with so many peers, in chunks that make it quick to play.
    pub(super) fn scenario(&self, peers: u32) -> Option<Scenario> {
        let parse = |text| BitRate::parse(text, Prefix::Si).ok();
        let down = match self.down {
            Some(down) => parse(down)?,
            None => FAST,
        };
        let class = PeerClass {
            count: peers,
            up: parse(self.up)?,
            down,
            ..DEFAULT_CLASS
        };
        Some(quick_to_play(Scenario {
            file: Bits::parse(self.file, Prefix::Si).ok()?,
            server: parse(self.server)?,
            peers: vec![class],
            ..Scenario::default()
        }))
    }

    /// What is given, but for the values that are asked.
    pub(super) fn givens(&self, known: &[(&str, &str, &str)]) -> Vec<Block> {
        let download = if self.down.is_some() {
            "All peers are equal."
        } else {
            "All peers are equal. Their downloads are so fast that they never limit."
        };
        let row = |(what, symbol, value): &(&str, &str, &str)| {
            vec![(*what).to_owned(), (*symbol).to_owned(), shown(value)]
        };
        vec![
            Block::text(format!(
                "A server distributes a file to N peers. {download}"
            )),
            Block::text(
                "b is bits. k, M and G are powers of 1000 (SI): 1 M = 1000² and 1 G = 1000³.",
            ),
            Block::Table(Table {
                caption: "What is given",
                head: vec!["quantity", "symbol", "value"],
                rows: known.iter().map(row).collect(),
            }),
        ]
    }

    /// What is known of all but the curve.
    pub(super) fn known(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut known = vec![
            ("size of the file", "F", self.file),
            ("upload of the server", "u_s", self.server),
            ("upload of each peer", "u", self.up),
        ];
        known.extend(self.down.map(|down| ("download of each peer", "d", down)));
        known
    }
}

pub(super) fn rate(text: &str) -> Option<f64> {
    Some(BitRate::parse(text, Prefix::Si).ok()?.0 as f64)
}

pub(super) fn upload(value: f64) -> Answer {
    Answer::Quantity {
        value,
        unit: AnswerUnit::MegabitsPerSecond,
    }
}

/// A rate as it is shown.
pub(super) fn rate_of(bps: f64) -> Math {
    Math::Value(BitRate::measured(bps).human(Prefix::Si))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Checked to be small and above 0.
pub(super) fn bit_rate(bps: f64) -> Option<BitRate> {
    (0.0..1e15)
        .contains(&bps)
        .then(|| BitRate(bps.round() as u64))
}

/// Whether a rate is shown exactly.
pub(super) fn has_three_digits(bps: f64) -> bool {
    bit_rate(bps).is_some_and(|rate| BitRate::measured(bps) == rate && same(rate.0 as f64, bps))
}

/// The least whole number that is not below a value, which may be off by the rounding of doubles.
pub(super) fn whole_from(value: f64) -> Option<f64> {
    let nearest = value.round();
    let whole = if same(nearest, value) {
        nearest
    } else {
        value.ceil()
    };
    (0.0..1e9).contains(&whole).then_some(whole)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Checked to be small and above 0.
pub(super) fn count(value: f64) -> Option<u64> {
    (0.0..1e9).contains(&value).then(|| value.round() as u64)
}
