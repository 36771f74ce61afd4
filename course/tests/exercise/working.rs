//! Every formula of every working, worked out again in exact fractions.

use crate::exact::{Q, read};
use crate::seen::name;
use p2p_course::exercise::{Block, Exercise, Math, Relation, TOLERANCE};

/// Checks that what stands in one chain is equal, as far as it is numbers, or nearly so where it says so.
pub(crate) fn holds(exercise: &Exercise) {
    let binary = exercise
        .text
        .iter()
        .any(|block| matches!(block, Block::Text(text) if text.contains("powers of 1024")));
    let k = if binary { 1024 } else { 1000 };
    for part in &exercise.parts {
        for block in &part.working {
            if let Block::Math(math) = block {
                chain(exercise, math, k);
            }
        }
    }
}

fn chain(exercise: &Exercise, math: &Math, k: i128) {
    let Math::Chain(first, rest) = math else {
        panic!("{}: {math} comes to nothing", name(exercise))
    };
    let mut before = value(first, k);
    for (relation, link) in rest {
        let after = value(link, k);
        if let (Some(before), Some(after)) = (before, after) {
            let shown = after.0 as f64 / after.1 as f64;
            let fits = match relation {
                Relation::Equal => before.is_about(shown),
                // What comes of numbers that were rounded must still be near enough to be marked right.
                Relation::About => before.is_within(shown, TOLERANCE),
                Relation::AtLeast => before >= after,
                Relation::AtMost => before <= after,
            };
            assert!(fits, "{}: {math}", name(exercise));
        }
        before = after.or(before);
    }
}

/// What a formula of numbers comes to; `None` where there is a symbol in it.
fn value(math: &Math, k: i128) -> Option<Q> {
    let all = |parts: &[Math]| {
        parts
            .iter()
            .map(|part| value(part, k))
            .collect::<Option<Vec<Q>>>()
    };
    Some(match math {
        Math::Value(text) => read(text, k),
        Math::Symbol(..) | Math::Total(_) => return None,
        Math::Fraction(above, below) => value(above, k)? / value(below, k)?,
        Math::Product(factors) => all(factors)?
            .into_iter()
            .fold(Q::whole(1), |one, other| one * other),
        Math::Sum(terms) => all(terms)?
            .into_iter()
            .fold(Q::whole(0), |one, other| one + other),
        Math::Difference(one, other) => value(one, k)? - value(other, k)?,
        Math::Max(terms) => all(terms)?.into_iter().max()?,
        Math::Chain(..) => panic!("a chain in a chain: {math}"),
    })
}
