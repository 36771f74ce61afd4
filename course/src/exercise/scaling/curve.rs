//! Level 3: what two curves tell.

use p2p_model::bounds::{Bounds, TermKind};
use p2p_model::scenario::Scenario;
use p2p_model::units::Seconds;

use super::equal_peers::{BYTES, EqualPeers, rate_of, upload};
use super::growth::{limit, times_faster};
use crate::exercise::answer::Answer;
use crate::exercise::block::{Block, Table};
use crate::exercise::case::shown;
use crate::exercise::draw::Draw;
use crate::exercise::math::{D_CS, D_P2P, F, Math, N, Relation, U, U_S};
use crate::exercise::misconception::telling;
use crate::exercise::part::{Made, Part};

/// The N at which a curve is given.
const POINTS: [u64; 5] = [10, 50, 100, 200, 400];

/// The N at which it is asked.
const BETWEEN: [u64; 6] = [20, 80, 150, 250, 300, 350];

pub(super) fn make(case: &EqualPeers, draw: &mut Draw) -> Option<Made> {
    let most = u32::try_from(POINTS[POINTS.len() - 1]).ok()?;
    let scenario = case.scenario(most)?;
    let mut rows = Vec::new();
    for n in POINTS {
        let bounds = Bounds::with_peers(&scenario, n).ok()?;
        // With F/u_s the curve of P2P would be flat there, and tell nothing of u.
        if bounds
            .p2p
            .binding()
            .any(|term| term.kind != TermKind::Aggregate)
        {
            return None;
        }
        let [client_server, p2p] = bounds.both().map(|bound| bound.seconds.human());
        rows.push(vec![n.to_string(), client_server, p2p]);
    }
    let between = draw.one_of(&BETWEEN);
    let point = draw.one_of(&POINTS[1..3]);
    let k = draw.one_of(&[3_u32, 5, 8]);
    let mut text = case.givens(&[("size of the file", "F", case.file)]);
    let name = scenario.to_string();
    text.push(Block::Curve {
        scenario: name.clone(),
        peers: most.into(),
    });
    text.push(Block::Table(Table {
        caption: "Points of both curves, rounded",
        head: vec!["N", "D_cs", "D_P2P"],
        rows,
    }));
    let parts = vec![
        on_the_line(case, &scenario, between)?,
        server_upload(case, &scenario)?,
        peer_upload(case, &scenario, point)?,
        times_faster(case, k)?,
        limit(case)?,
    ];
    Some(Made {
        text,
        parts,
        scenario: name,
    })
}

/// D_cs at an N that is not in the table.
fn on_the_line(case: &EqualPeers, scenario: &Scenario, n: u64) -> Option<Part> {
    let bounds = Bounds::with_peers(scenario, n).ok()?;
    let (right, first) = (
        bounds.client_server.seconds,
        Bounds::with_peers(scenario, POINTS[0]).ok()?,
    );
    let start = first.client_server.seconds.0;
    let mistakes = vec![
        (
            bounds.p2p.seconds.0,
            "This is a point of the other curve, the one for P2P.".to_owned(),
        ),
        (
            case.f()? / case.u_s()?,
            "This is the time for one copy. Multiply by N.".to_owned(),
        ),
    ];
    let steps = Math::number(n).over(Math::number(POINTS[0]));
    Some(Part {
        question: format!("Read off the curve: what is D_cs for N = {n}, in seconds?"),
        answer: Answer::time(right),
        hints: vec![
            "D_cs is N·F/u_s here. What kind of curve is that?".to_owned(),
            "It is a straight line through zero: twice the peers take twice the time.".to_owned(),
        ],
        working: vec![
            Block::text(format!(
                "The curve for client–server is a straight line through zero. Take the point at N = {}:",
                POINTS[0]
            )),
            Block::Math(
                D_CS.equals(steps.times(Math::Value(Seconds(start).human())))
                    .equals_time(right),
            ),
        ],
        misconceptions: telling(right.0, mistakes)?,
    })
}

/// u_s from the slope of the line.
fn server_upload(case: &EqualPeers, scenario: &Scenario) -> Option<Part> {
    let (f, right) = (case.f()?, case.u_s()?);
    let n = POINTS[2];
    let time = Bounds::with_peers(scenario, n).ok()?.client_server.seconds;
    let mistakes = vec![
        (
            f / time.0,
            "You left out N. The server sends N copies: u_s is N·F/D_cs.".to_owned(),
        ),
        (
            right + n as f64 * case.u()?,
            "You took the time of P2P. Only the curve for client–server shows the server alone."
                .to_owned(),
        ),
        (right / 8.0, BYTES.to_owned()),
    ];
    let numbers = Math::number(n)
        .times(Math::Value(shown(case.file)))
        .over(Math::Value(time.human()));
    Some(Part {
        question: "What is u_s, the upload of the server, in Mb/s?".to_owned(),
        answer: upload(right),
        hints: vec![
            "One of the two curves depends on the server alone.".to_owned(),
            "Take a point of that curve and solve D_cs = N·F/u_s for u_s.".to_owned(),
        ],
        working: vec![Block::Math(
            U_S.equals(N.times(F).over(D_CS))
                .equals(numbers)
                .then(Relation::About, rate_of(right)),
        )],
        misconceptions: telling(right, mistakes)?,
    })
}

/// u from a point of the curve of P2P.
fn peer_upload(case: &EqualPeers, scenario: &Scenario, n: u64) -> Option<Part> {
    let (f, u_s, right) = (case.f()?, case.u_s()?, case.u()?);
    let time = Bounds::with_peers(scenario, n).ok()?.p2p.seconds;
    // The table is rounded: a student who computes with it must come out right, and well within.
    let read = time
        .human()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect::<String>();
    let from_table = f / read.parse::<f64>().ok()? - u_s / n as f64;
    if (from_table - right).abs() > 0.005 * right {
        return None;
    }
    let mistakes = vec![
        (
            f / time.0,
            "You left out the server's share. Subtract u_s/N: the server uploads too.".to_owned(),
        ),
        (
            f / time.0 * n as f64 - u_s,
            "This is what all peers upload together. Divide by N.".to_owned(),
        ),
        (
            f / time.0 * n as f64,
            "This is what all uplinks carry together. Subtract u_s and divide by N.".to_owned(),
        ),
        (right / 8.0, BYTES.to_owned()),
    ];
    let numbers = Math::Value(shown(case.file))
        .over(Math::Value(time.human()))
        .minus(rate_of(u_s).over(Math::number(n)));
    Some(Part {
        question: format!("Use the point at N = {n}. What is u, the upload of each peer, in Mb/s?"),
        answer: upload(right),
        hints: vec![
            "The curve for P2P shows what the server and the peers upload together.".to_owned(),
            "Solve D_P2P = N·F/(u_s + N·u) for u.".to_owned(),
        ],
        working: vec![
            Block::Math(U_S.plus(N.times(U)).equals(N.times(F).over(D_P2P))),
            Block::Math(
                U.equals(F.over(D_P2P).minus(U_S.over(N)))
                    .equals(numbers)
                    .then(Relation::About, rate_of(right)),
            ),
        ],
        misconceptions: telling(right, mistakes)?,
    })
}
