//! Exercises: generated from a seed, solved with the model, and marked.
//!
//! ```text
//! (ExerciseKind, Level, seed) ──Exercise::new──▶ Exercise ── text, parts
//!                                                                  └── Part ──mark("7 500 s")──▶ Verdict
//! "kinds=bounds&number=8&seed=7" ──Set::read──▶ Set ──exercises──▶ Vec<Exercise>
//! ```
//!
//! Imports run one way, from the end of this list to its beginning:
//!
//! ```text
//! math, kind                   formulas as trees; what an exercise is about
//! block, answer                the pieces of a text; what is right
//! typed, misconception, part   what a student types; wrong answers that tell; a question
//! mark                         what an answer is worth
//! draw, case                   random numbers; givens that several kinds share
//! bounds, scaling, chunks, choking, joining      one file per kind makes its questions
//! make, set, report            an exercise; a worksheet; what somebody answered, to save and to check
//! ```
//!
//! What the swarm would do is asked of the swarm's own rules, in [`p2p_model::rules`].
//!
//! A generator draws until its numbers make one right answer, with no tie that could be argued about, and
//! with common mistakes far enough from it to be told apart. The same seed gives the same exercise
//! on every platform.

mod answer;
mod block;
mod bounds;
mod case;
mod choking;
mod chunks;
mod draw;
mod joining;
mod kind;
mod make;
mod mark;
mod math;
mod misconception;
mod part;
mod report;
mod scaling;
mod set;
mod typed;

pub use answer::{Answer, AnswerUnit, Noun};
pub use block::{Bitfield, Block, Table};
pub use kind::{ExerciseKind, Level};
pub use make::Exercise;
pub use mark::{TOLERANCE, Verdict};
pub use math::{Math, Relation};
pub use misconception::{Misconception, Slip};
pub use part::Part;
pub use report::{Attempt, Checked, ReportError};
pub use set::{MAX_NUMBER, Set, SetError};
