//! Every exercise of a kind, and what holds for all.

use crate::{marking, working};
use p2p_course::exercise::{Exercise, ExerciseKind, Level};

/// How many seeds of each kind are tried; the levels take turns.
const SEEDS: u64 = 10_000;

/// Checks every exercise of a kind: what holds for all, and `check`.
pub(crate) fn each(kind: ExerciseKind, check: impl Fn(&Exercise)) {
    for (seed, level) in (0..SEEDS).zip(Level::ALL.into_iter().cycle()) {
        let exercise = Exercise::new(kind, level, seed);
        marking::holds(&exercise);
        working::holds(&exercise);
        check(&exercise);
    }
}
