//! Exercises on growth: when P2P is so many times as fast, what the time tends to, what upload is enough, and
//! what a curve tells.
//!
//! All peers are equal. With a download d that never limits, D_cs = N·F/u_s and D_P2P = N·F/(u_s + N·u) from the
//! N on at which u_s + N·u ≤ N·u_s.

mod curve;

use super::answer::{Unit, telling, telling_counts};
use super::case::{quick_to_play, shown};
use super::draw::Draw;
use super::math::{D, D_CS, D_P2P, F, Math, N, Relation, U, U_S, same};
use super::{Answer, Block, Level, Made, Part, Table};
use crate::scenario::{DEFAULT_CLASS, PeerClass, Scenario};
use crate::units::{BitRate, Bits, Prefix, Seconds};

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

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let case = Case {
        file: draw.one_of(&FILES),
        server: draw.one_of(&SERVERS),
        up: draw.one_of(&UPLOADS),
        down: (level == Level::Two).then(|| draw.one_of(&DOWNLOADS)),
    };
    match level {
        Level::One => growth(&case, draw),
        Level::Two => enough(&case, draw),
        Level::Three => curve::make(&case, draw),
    }
}

/// A file, a server and any number of equal peers.
struct Case {
    file: &'static str,
    server: &'static str,
    up: &'static str,
    /// `None` where the download never limits.
    down: Option<&'static str>,
}

impl Case {
    fn f(&self) -> Option<f64> {
        Some(Bits::parse(self.file, Prefix::Si).ok()?.0 as f64)
    }

    fn u_s(&self) -> Option<f64> {
        rate(self.server)
    }

    fn u(&self) -> Option<f64> {
        rate(self.up)
    }

    /// The scenario with so many peers, in chunks that make it quick to play.
    fn scenario(&self, peers: u32) -> Option<Scenario> {
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
    fn givens(&self, known: &[(&str, &str, &str)]) -> Vec<Block> {
        let download = if self.down.is_some() {
            "All peers are equal."
        } else {
            "All peers are equal. Their downloads are so fast that they never limit."
        };
        let row = |(what, symbol, value): &(&str, &str, &str)| {
            vec![(*what).to_owned(), (*symbol).to_owned(), shown(value)]
        };
        vec![
            Block::text(format!("A server gives a file to N peers. {download}")),
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
    fn known(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut known = vec![
            ("size of the file", "F", self.file),
            ("upload of the server", "u_s", self.server),
            ("upload of each peer", "u", self.up),
        ];
        known.extend(self.down.map(|down| ("download of each peer", "d", down)));
        known
    }
}

/// Level 1: from which N P2P is k times as fast, and the limit.
fn growth(case: &Case, draw: &mut Draw) -> Option<Made> {
    let k = draw.one_of(&[2_u32, 3, 4, 5, 6, 10]);
    let parts = vec![times_faster(case, k)?, limit(case)?];
    let Answer::Count { value, .. } = parts[0].answer else {
        return None;
    };
    Some(Made {
        text: case.givens(&case.known()),
        parts,
        scenario: case.scenario(u32::try_from(value).ok()?)?.to_string(),
    })
}

/// Level 2: up to which N the downloads limit, and what upload is enough.
fn enough(case: &Case, draw: &mut Draw) -> Option<Made> {
    let (u_s, u, d) = (case.u_s()?, case.u()?, rate(case.down?)?);
    // The server is no limit, and the peers alone do not keep up with their downloads.
    if u >= 0.9 * d || u_s < 2.0 * d {
        return None;
    }
    let n = draw.one_of(&[10_u32, 20, 25, 40, 50, 100]);
    let parts = vec![
        last_at_download(u_s, u, d)?,
        upload_for(n, u_s, d)?,
        upload_for_any(u_s, u, d)?,
    ];
    let mut text = case.givens(&case.known());
    text.push(Block::text(
        "Parts 2 and 3 ask for another upload u of each peer. The other values stay.",
    ));
    Some(Made {
        text,
        parts,
        scenario: case.scenario(n)?.to_string(),
    })
}

/// The least N at which D_cs is k times D_P2P or more.
fn times_faster(case: &Case, k: u32) -> Option<Part> {
    let (u_s, u) = (case.u_s()?, case.u()?);
    let exact = f64::from(k - 1) * u_s / u;
    let right = whole_from(exact)?;
    // The first copy must not limit at that N: then the ratio is 1 + N·u/u_s.
    if u_s + right * u >= right * u_s || right > 2000.0 {
        return None;
    }
    let other = |value: f64, says: &str| Some((count(whole_from(value)?)?, says.to_owned()));
    let mistakes = vec![
        other(
            f64::from(k) * u_s / u,
            "You left out the server's share: u_s + N·u are the uplinks together, not N·u.",
        )?,
        other(
            right - 1.0,
            "With this N, P2P is not yet so many times as fast. Round up.",
        )?,
        other(
            f64::from(k + 1) * u_s / u,
            "Look at the sign: u_s + N·u is k·u_s, so N·u is k·u_s less u_s.",
        )?,
        other(
            u_s / u,
            "Here P2P is twice as fast: the peers together upload as much as the server.",
        )?,
        other(
            f64::from(k),
            "P2P is not N times as fast. Divide one formula by the other.",
        )?,
    ];
    let k_u_s = Math::number(k).times(U_S);
    let numbers = Math::number(k - 1)
        .times(Math::Value(shown(case.server)))
        .over(Math::Value(shown(case.up)));
    let least = N
        .then(Relation::AtLeast, Math::number(k - 1).times(U_S).over(U))
        .equals(numbers);
    let shown_exactly = same(exact, right);
    let least = if shown_exactly {
        least.equals(Math::number(right))
    } else {
        least.then(Relation::About, Math::Value(format!("{exact:.2}")))
    };
    Some(Part {
        question: format!(
            "From which N on is P2P at least {k} times as fast as client–server: D_cs ≥ {k}·D_P2P? Give the least N."
        ),
        answer: Answer::Count { value: count(right)?, of: "peers" },
        hints: vec![
            "The term with N limits in both bounds here. Divide one term by the other: F and N go away.".to_owned(),
            "The ratio is what all uplinks carry together, over what the server's carries alone.".to_owned(),
            "Set the ratio to the number of times and solve for N. N is whole.".to_owned(),
        ],
        working: vec![
            Block::Math(D_CS.over(D_P2P).equals(N.times(F).over(U_S).over(N.times(F).over(U_S.plus(N.times(U))))).equals(
                U_S.plus(N.times(U)).over(U_S),
            )),
            Block::Math(U_S.plus(N.times(U)).then(Relation::AtLeast, k_u_s)),
            Block::Math(least),
            Block::Math(N.equals(Math::number(right))),
        ],
        misconceptions: telling_counts(count(right)?, mistakes),
    })
}

/// What D_P2P tends to as N grows: F/u, where the peers' upload is the least of all rates.
fn limit(case: &Case) -> Option<Part> {
    let (f, u_s, u) = (case.f()?, case.u_s()?, case.u()?);
    if u >= u_s {
        return None;
    }
    let right = Seconds(f / u);
    let mistakes = vec![
        (
            f / u_s,
            "This is F/u_s, the time for the first copy. The term with N is larger.".to_owned(),
        ),
        (
            f / (u_s + u),
            "This is the time for one peer. Let N grow: u_s is then small beside N·u.".to_owned(),
        ),
        (
            f / u * 8.0,
            "You took bits for bytes. The file is in bits already, as the rates are.".to_owned(),
        ),
        (
            f / u / 8.0,
            "You divided the file by 8. It is in bits already, as the rates are.".to_owned(),
        ),
    ];
    Some(Part {
        question: "What does D_P2P come nearer and nearer to as N grows without end? Give seconds.".to_owned(),
        answer: Answer::time(right),
        hints: vec![
            "Look at the term with N. What is large in it when N is large?".to_owned(),
            "Beside N·u the server's upload is soon too small to count. Leave it out, and shorten the fraction.".to_owned(),
        ],
        working: vec![
            Block::text("Divide by N above and below. As N grows, u_s/N goes to 0:"),
            Block::Math(N.times(F).over(U_S.plus(N.times(U))).equals(F.over(U_S.over(N).plus(U)))),
            Block::Math(F.over(U).equals(Math::Value(shown(case.file)).over(rate_of(u))).equals_time(right)),
        ],
        misconceptions: telling(right.0, mistakes)?,
    })
}

/// The largest N with D_P2P = F/d: up to there the downloads limit.
fn last_at_download(u_s: f64, u: f64, d: f64) -> Option<Part> {
    let exact = u_s / (d - u);
    let right = exact.floor();
    // At a whole number rounding could decide; near one it would only annoy.
    if same(exact, exact.round()) || right < 3.0 {
        return None;
    }
    let mistakes = vec![
        (
            count((u_s / d).floor())?,
            "You left out the peers' uploads. They bring N·u more.".to_owned(),
        ),
        (
            count((u_s / u).floor())?,
            "This compares N·u with u_s. Compare u_s + N·u with what N downloads take.".to_owned(),
        ),
        (
            count(right + 1.0)?,
            "With this N the term N·F/(u_s + N·u) is larger already. Round down.".to_owned(),
        ),
        (
            count((u_s / (d + u)).floor())?,
            "Look at the sign: N·d is at most u_s + N·u, so N·(d − u) is at most u_s.".to_owned(),
        ),
    ];
    let numbers = rate_of(u_s).over(rate_of(d).minus(rate_of(u)));
    Some(Part {
        question: "Up to which N is D_P2P no more than F/d, the time of the downloads alone? Give the largest N.".to_owned(),
        answer: Answer::Count { value: count(right)?, of: "peers" },
        hints: vec![
            "D_P2P is the largest of its terms. Which one grows with N?".to_owned(),
            "Ask when N·F/(u_s + N·u) is at most F/d. F goes away.".to_owned(),
            "Bring N to one side. N is whole.".to_owned(),
        ],
        working: vec![
            Block::Math(N.times(F).over(U_S.plus(N.times(U))).then(Relation::AtMost, F.over(D))),
            Block::Math(N.times(D).then(Relation::AtMost, U_S.plus(N.times(U)))),
            Block::Math(
                N.then(Relation::AtMost, U_S.over(D.minus(U)))
                    .equals(numbers)
                    .then(Relation::About, Math::Value(format!("{exact:.2}"))),
            ),
            Block::Math(N.equals(Math::number(right))),
        ],
        misconceptions: telling_counts(count(right)?, mistakes),
    })
}

/// The least upload with which N peers need no more than F/d.
fn upload_for(n: u32, u_s: f64, d: f64) -> Option<Part> {
    let peers = f64::from(n);
    let right = d - u_s / peers;
    if right < 0.1 * d || !has_three_digits(right) {
        return None;
    }
    let mistakes = vec![
        (
            d,
            "You left out the server's share. It helps each peer with u_s/N.".to_owned(),
        ),
        (
            d + u_s / peers,
            "Look at the sign: the server's share makes the upload of a peer smaller, not larger."
                .to_owned(),
        ),
        (
            (d * peers - u_s).abs(),
            "This is what all peers upload together. Divide by N.".to_owned(),
        ),
        (right / 8.0, BYTES.to_owned()),
    ];
    let numbers = rate_of(d).minus(rate_of(u_s).over(Math::number(n)));
    Some(Part {
        question: format!(
            "For N = {n}: what is the least upload of each peer, in Mb/s, with which D_P2P is F/d?"
        ),
        answer: upload(right),
        hints: vec![
            "All uplinks together must carry as much as all downloads take.".to_owned(),
            "Solve u_s + N·u = N·d for u.".to_owned(),
        ],
        working: vec![
            Block::Math(U_S.plus(N.times(U)).equals(N.times(D))),
            Block::Math(
                U.equals(D.minus(U_S.over(N)))
                    .equals(numbers)
                    .equals_rate(bit_rate(right)?, Prefix::Si),
            ),
        ],
        misconceptions: telling(right, mistakes)?,
    })
}

/// The least upload with which D_P2P is F/d for every N.
fn upload_for_any(u_s: f64, u: f64, d: f64) -> Option<Part> {
    let mistakes = vec![
        (
            u_s,
            "The uploads need not come up to the server's. Compare N·u with what N downloads take."
                .to_owned(),
        ),
        (
            u,
            "This is the upload that is given, and with it D_P2P grows with N.".to_owned(),
        ),
        (d / 8.0, BYTES.to_owned()),
    ];
    Some(Part {
        question: "What is the least upload of each peer, in Mb/s, with which D_P2P never grows, however many peers come?".to_owned(),
        answer: upload(d),
        hints: vec![
            "Each new peer takes as much as its download. Who brings that much?".to_owned(),
            "When N is very large, the server's share u_s/N is nothing. What must the upload of a peer then equal?".to_owned(),
        ],
        working: vec![
            Block::text("N·F/(u_s + N·u) is at most F/d for every N only if u is at least d − u_s/N for every N. As N grows, u_s/N goes to 0:"),
            Block::Math(U.then(Relation::AtLeast, D).equals_rate(bit_rate(d)?, Prefix::Si)),
        ],
        misconceptions: telling(d, mistakes)?,
    })
}

const BYTES: &str = "You divided by 8. Everything here is in bits, and so is the answer.";

fn rate(text: &str) -> Option<f64> {
    Some(BitRate::parse(text, Prefix::Si).ok()?.0 as f64)
}

fn upload(value: f64) -> Answer {
    Answer::Quantity {
        value,
        unit: Unit::MegabitsPerSecond,
    }
}

/// A rate as it is shown.
fn rate_of(bps: f64) -> Math {
    Math::Value(BitRate::measured(bps).human(Prefix::Si))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Checked to be small and above 0.
fn bit_rate(bps: f64) -> Option<BitRate> {
    (0.0..1e15)
        .contains(&bps)
        .then(|| BitRate(bps.round() as u64))
}

/// Whether a rate is shown exactly.
fn has_three_digits(bps: f64) -> bool {
    bit_rate(bps).is_some_and(|rate| BitRate::measured(bps) == rate && same(rate.0 as f64, bps))
}

/// The least whole number that is not below a value, which may be off by the rounding of doubles.
fn whole_from(value: f64) -> Option<f64> {
    let nearest = value.round();
    let whole = if same(nearest, value) {
        nearest
    } else {
        value.ceil()
    };
    (0.0..1e9).contains(&whole).then_some(whole)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Checked to be small and above 0.
fn count(value: f64) -> Option<u64> {
    (0.0..1e9).contains(&value).then(|| value.round() as u64)
}
