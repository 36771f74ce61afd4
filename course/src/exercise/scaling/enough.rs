//! Level 2: up to which N the downloads limit, and what upload is enough.

use p2p_model::units::Prefix;

use super::equal_peers::{
    BYTES, EqualPeers, bit_rate, count, has_three_digits, rate, rate_of, upload,
};
use crate::exercise::answer::Answer;
use crate::exercise::block::Block;
use crate::exercise::draw::Draw;
use crate::exercise::math::{D, F, Math, N, Relation, U, U_S, same};
use crate::exercise::misconception::{telling, telling_counts};
use crate::exercise::part::{Made, Part};

pub(super) fn make(case: &EqualPeers, draw: &mut Draw) -> Option<Made> {
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
            "You left out the peers' uploads. They add N·u.".to_owned(),
        ),
        (
            count((u_s / u).floor())?,
            "This compares N·u with u_s. Compare u_s + N·u with what N downloads take.".to_owned(),
        ),
        (
            count(right + 1.0)?,
            "With this N, the term N·F/(u_s + N·u) is already larger. Round down.".to_owned(),
        ),
        (
            count((u_s / (d + u)).floor())?,
            "Check the sign: N·d is at most u_s + N·u, so N·(d − u) is at most u_s.".to_owned(),
        ),
    ];
    let numbers = rate_of(u_s).over(rate_of(d).minus(rate_of(u)));
    Some(Part {
        question: "What is the largest N for which D_P2P is no more than F/d, the time of the downloads alone?".to_owned(),
        answer: Answer::Count { value: count(right)?, of: "peers" },
        hints: vec![
            "D_P2P is the largest of its terms. Which one grows with N?".to_owned(),
            "When is N·F/(u_s + N·u) at most F/d? F cancels.".to_owned(),
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
            "Check the sign: the server's share makes the upload of a peer smaller, not larger."
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
            "For N = {n}, what is the smallest upload of each peer with which D_P2P is F/d, in Mb/s?"
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
            "The uploads need not equal the server's. Compare N·u with what N downloads take."
                .to_owned(),
        ),
        (
            u,
            "This is the given upload, and with it D_P2P grows with N.".to_owned(),
        ),
        (d / 8.0, BYTES.to_owned()),
    ];
    Some(Part {
        question: "What is the smallest upload of each peer with which D_P2P never grows, however many peers join, in Mb/s?".to_owned(),
        answer: upload(d),
        hints: vec![
            "Each new peer downloads at d. Which upload adds that much?".to_owned(),
            "When N is very large, the server's share u_s/N is nothing. What must the upload of a peer then equal?".to_owned(),
        ],
        working: vec![
            Block::text("N·F/(u_s + N·u) is at most F/d for every N only if u is at least d − u_s/N for every N. As N grows, u_s/N goes to 0:"),
            Block::Math(U.then(Relation::AtLeast, D).equals_rate(bit_rate(d)?, Prefix::Si)),
        ],
        misconceptions: telling(d, mistakes)?,
    })
}
