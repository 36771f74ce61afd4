//! Exercises over thousands of seeds: each has one right answer that is marked as right, and every answer is worked
//! out again from what the student sees, by exact fractions or by trying everything.

#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // The numbers of exercises are small.

mod bounds;
mod choking;
mod chunks;
mod exact;
mod joining;
mod marking;
mod report;
mod scaling;
mod set;
mod working;

use p2p_course::exercise::{Answer, Block, Exercise, ExerciseKind, Level, Part, Table};

/// How many seeds of each kind are tried; the levels take turns.
const SEEDS: u64 = 10_000;

/// Checks every exercise of a kind: what holds for all, and `check`.
fn each(kind: ExerciseKind, check: impl Fn(&Exercise)) {
    for (seed, level) in (0..SEEDS).zip(Level::ALL.into_iter().cycle()) {
        let exercise = Exercise::new(kind, level, seed);
        marking::holds(&exercise);
        working::holds(&exercise);
        check(&exercise);
    }
}

/// What an exercise is called when something about it is wrong.
fn name(exercise: &Exercise) -> String {
    format!(
        "{} level {} seed {}",
        exercise.kind, exercise.level, exercise.seed
    )
}

/// The table with this caption.
fn table<'a>(exercise: &'a Exercise, caption: &str) -> Option<&'a Table> {
    exercise.text.iter().find_map(|block| match block {
        Block::Table(table) if table.caption == caption => Some(table),
        _ => None,
    })
}

/// The whole numbers in a text, in order; that in P2P is none.
fn numbers(text: &str) -> Vec<u32> {
    let text = text.replace("P2P", "");
    let words = text.split(|c: char| !c.is_ascii_digit());
    words.filter_map(|word| word.parse().ok()).collect()
}

fn quantity(part: &Part) -> f64 {
    match part.answer {
        Answer::Quantity { value, .. } => value,
        _ => panic!("{} asks for no quantity", part.question),
    }
}

fn count(part: &Part) -> u64 {
    match part.answer {
        Answer::Count { value, .. } => value,
        _ => panic!("{} asks for no number", part.question),
    }
}

fn items(part: &Part) -> &[u32] {
    match &part.answer {
        Answer::Items { right, .. } => right,
        _ => panic!("{} asks for no items", part.question),
    }
}
