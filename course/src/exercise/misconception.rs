//! Wrong answers that tell how they came about.

use super::math::same;
use super::typed::Typed;

/// How near a typed value must come to that of a mistake to be taken for it.
pub(super) const TELLING: f64 = 0.005;

/// How far apart the right value and those of mistakes must be, so that what is near to one ([`TELLING`]) and what is
/// right (`TOLERANCE`) never meet. The mistake of 1000 for 1024 between M and G is only 2.4 % off.
const APART: f64 = 0.02;

/// A wrong answer that tells how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Misconception {
    /// The answer.
    pub slip: Slip,
    /// One or two sentences: what was probably done, and what would be right.
    pub says: String,
}

/// What a wrong answer looks like.
#[derive(Clone, Debug, PartialEq)]
pub enum Slip {
    /// A quantity or a count.
    Value(f64),
    /// One of the options.
    Option(usize),
    /// Just these items, in order.
    Items(Vec<u32>),
    /// An order in which the first event stands after the second.
    After(usize, usize),
}

impl Slip {
    /// Whether a typed answer is this one.
    pub(super) fn explains(&self, typed: &Typed) -> bool {
        match (self, typed) {
            (Slip::Value(value), Typed::Value(typed)) => (typed - value).abs() <= value * TELLING,
            (Slip::Option(option), Typed::Option(typed)) => option == typed,
            (Slip::Items(items), Typed::Items(typed)) => items == typed,
            (Slip::After(one, other), Typed::Order(order)) => {
                let place = |event| order.iter().position(|typed| typed == event);
                place(one) > place(other)
            }
            _ => false,
        }
    }
}

/// The mistakes that can be told from the right value, each with its sentence; the first of those that
/// come to the same value speaks for all. A mistake that does no harm here is left out.
///
/// `None` where one is so near to the right value, or to another, that they could be taken for each other.
pub(super) fn telling(right: f64, mistakes: Vec<(f64, String)>) -> Option<Vec<Misconception>> {
    let mut known = vec![right];
    let mut telling = Vec::new();
    for (value, says) in mistakes {
        if !value.is_finite() || value <= 0.0 || known.iter().any(|other| same(*other, value)) {
            continue;
        }
        if known.iter().any(|other| near(*other, value)) {
            return None;
        }
        known.push(value);
        telling.push(Misconception {
            slip: Slip::Value(value),
            says,
        });
    }
    Some(telling)
}

/// The same with further mistakes: those that can be told from the right value and from all others. A mistake that
/// cannot is left out, where one of the first ones would have made it another exercise.
pub(super) fn telling_also(
    right: f64,
    mistakes: Vec<(f64, String)>,
    further: Vec<(f64, String)>,
) -> Option<Vec<Misconception>> {
    let mut telling = telling(right, mistakes)?;
    for (value, says) in further {
        let known = telling.iter().filter_map(|known| match known.slip {
            Slip::Value(value) => Some(value),
            _ => None,
        });
        let mut known = known.chain([right]);
        if value.is_finite() && value > 0.0 && !known.any(|known| near(known, value)) {
            let slip = Slip::Value(value);
            telling.push(Misconception { slip, says });
        }
    }
    Some(telling)
}

/// The same for whole numbers, which can always be told apart.
pub(super) fn telling_counts(right: u64, mistakes: Vec<(u64, String)>) -> Vec<Misconception> {
    let mut known = vec![right];
    let mut telling = Vec::new();
    for (value, says) in mistakes {
        if value > 0 && !known.contains(&value) {
            known.push(value);
            let slip = Slip::Value(value as f64);
            telling.push(Misconception { slip, says });
        }
    }
    telling
}

/// The same for sets of items, none of which is empty.
pub(super) fn telling_items(right: &[u32], mistakes: Vec<(Vec<u32>, &str)>) -> Vec<Misconception> {
    let mut known = vec![right.to_vec()];
    let mut telling = Vec::new();
    for (items, says) in mistakes {
        if !items.is_empty() && !known.contains(&items) {
            known.push(items.clone());
            telling.push(Misconception {
                slip: Slip::Items(items),
                says: says.to_owned(),
            });
        }
    }
    telling
}

/// Whether two values are too near to each other to be told apart.
pub(super) fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= APART * one.max(other)
}
