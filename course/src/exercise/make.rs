//! An exercise, and which generator makes it.

use super::block::Block;
use super::draw::Draw;
use super::kind::{ExerciseKind, Level};
use super::part::Part;
use super::{bounds, choking, chunks, joining, scaling};

/// A question in several parts, with everything needed to ask, help, mark and explain.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// What it is about.
    pub kind: ExerciseKind,
    /// How hard it is.
    pub level: Level,
    /// What it was drawn from.
    pub seed: u64,
    /// What is given.
    pub text: Vec<Block>,
    /// What is asked, in order.
    pub parts: Vec<Part>,
    /// The text of a scenario to see it in the Lab. It may hold the answer, so that it is for those who have one.
    pub scenario: String,
}

impl Exercise {
    /// The exercise of this kind and level that belongs to a seed.
    #[must_use]
    pub fn new(kind: ExerciseKind, level: Level, seed: u64) -> Exercise {
        let make = match kind {
            ExerciseKind::Bounds => bounds::make,
            ExerciseKind::Scaling => scaling::make,
            ExerciseKind::Chunks => chunks::make,
            ExerciseKind::Choking => choking::make,
            ExerciseKind::Joining => joining::make,
        };
        let mut draw = Draw::new(kind, level, seed);
        let made = draw.until(|draw| make(level, draw));
        Exercise {
            kind,
            level,
            seed,
            text: made.text,
            parts: made.parts,
            scenario: made.scenario,
        }
    }
}
