//! One question of an exercise, with everything needed to ask, help, mark and explain; and what a generator makes.

use super::answer::Answer;
use super::block::Block;
use super::misconception::Misconception;

/// One question of an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is asked, with the unit of the answer where it has one.
    pub question: String,
    /// What is right, and what form it has.
    pub answer: Answer,
    /// Help, to be given one by one; it never holds the answer.
    pub hints: Vec<String>,
    /// The whole way with its numbers; the last block ends with the answer.
    pub working: Vec<Block>,
    /// Wrong answers that tell how they came about.
    pub misconceptions: Vec<Misconception>,
}

/// What a generator makes.
pub(super) struct Made {
    pub(super) text: Vec<Block>,
    pub(super) parts: Vec<Part>,
    pub(super) scenario: String,
}
