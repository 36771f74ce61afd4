//! Level 1: from which N P2P is k times as fast, and the limit.

use p2p_model::units::Seconds;

use super::equal_peers::{EqualPeers, count, rate_of, whole_from};
use crate::exercise::answer::Answer;
use crate::exercise::block::Block;
use crate::exercise::case::shown;
use crate::exercise::draw::Draw;
use crate::exercise::math::{D_CS, D_P2P, F, Math, N, Relation, U, U_S, same};
use crate::exercise::misconception::{telling, telling_counts};
use crate::exercise::part::{Made, Part};

pub(super) fn make(case: &EqualPeers, draw: &mut Draw) -> Option<Made> {
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

/// The least N at which D_cs is k times D_P2P or more.
pub(super) fn times_faster(case: &EqualPeers, k: u32) -> Option<Part> {
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
            "You left out the server's share: all uplinks together are u_s + N·u, not N·u.",
        )?,
        other(
            right - 1.0,
            "With this N, P2P is not yet that many times as fast. Round up.",
        )?,
        other(
            f64::from(k + 1) * u_s / u,
            "Check the sign: u_s + N·u is k·u_s, so N·u is k·u_s minus u_s.",
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
            "What is the smallest N for which P2P is at least {k} times as fast as client–server: D_cs ≥ {k}·D_P2P?"
        ),
        answer: Answer::Count { value: count(right)?, of: "peers" },
        hints: vec![
            "The term with N is the limiting one in both bounds here. Divide one term by the other: F and N cancel.".to_owned(),
            "The ratio is the rate of all uplinks together over the rate of the server's uplink alone.".to_owned(),
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
pub(super) fn limit(case: &EqualPeers) -> Option<Part> {
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
        question: "As N grows without end, what does D_P2P approach, in seconds?".to_owned(),
        answer: Answer::time(right),
        hints: vec![
            "Look at the term with N. What is large in it when N is large?".to_owned(),
            "Beside N·u the server's upload soon becomes too small to count. Leave it out, and simplify the fraction.".to_owned(),
        ],
        working: vec![
            Block::text("Divide the numerator and the denominator by N. As N grows, u_s/N goes to 0:"),
            Block::Math(N.times(F).over(U_S.plus(N.times(U))).equals(F.over(U_S.over(N).plus(U)))),
            Block::Math(F.over(U).equals(Math::Value(shown(case.file)).over(rate_of(u))).equals_time(right)),
        ],
        misconceptions: telling(right.0, mistakes)?,
    })
}
