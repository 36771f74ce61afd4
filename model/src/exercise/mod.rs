//! Exercises: generated from a seed, solved with the model, and marked.
//!
//! ```text
//! (Kind, Level, seed) ──Exercise::new──▶ Exercise ── text, parts
//!                                                          └── Part ──mark("7 500 s")──▶ Mark
//! "kinds=bounds&number=8&seed=7" ──Set::read──▶ Set ──exercises──▶ Vec<Exercise>
//! ```
//!
//! One file per kind makes its questions: [`Kind::Bounds`] and [`Kind::Joining`] from the givens of `case`,
//! the others from givens of their own. `typed` reads what a student types, `answer` marks it, `math` holds
//! formulas as trees for the page to typeset. What the swarm would do is asked of the swarm's own rules.
//!
//! A generator draws until its numbers make one right answer, with no tie that could be argued about, and
//! with common mistakes far enough from it to be told apart. The same seed gives the same exercise
//! on every platform.

mod answer;
mod bounds;
mod case;
mod choking;
mod chunks;
mod draw;
mod joining;
mod math;
mod report;
mod scaling;
mod set;
mod typed;

use std::fmt;

pub use answer::{Answer, Mark, Misconception, Noun, Slip, TOLERANCE, Unit};
pub use math::{Math, Relation};
pub use report::{Attempt, Checked, ReportError};
pub use set::{MAX_NUMBER, Set, SetError};

use draw::Draw;

/// A question in several parts, with everything needed to ask, help, mark and explain.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// What it is about.
    pub kind: Kind,
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

/// What an exercise is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Both bounds for given numbers, and which term limits.
    Bounds,
    /// How the bounds change with N and with the peers' upload.
    Scaling,
    /// Which chunk to ask for next.
    Chunks,
    /// Who is unchoked.
    Choking,
    /// What a joining peer does, and what is wrong in a worked answer.
    Joining,
}

/// How hard an exercise is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One idea, plain numbers.
    #[default]
    One,
    /// Several ideas, mixed units, unequal peers.
    Two,
    /// As in an exam.
    Three,
}

/// A piece of a text, to be shown in its own way.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A formula on a line of its own.
    Math(Math),
    /// A table.
    Table(Table),
    /// Which chunks hosts have.
    Bitfields(Vec<Bitfield>),
    /// The curves D(N) of a scenario from one peer to `peers`, to be drawn. The table after it
    /// says the same. The scenario holds what is asked, and is not to be shown.
    Curve {
        /// The text of the scenario.
        scenario: String,
        /// The N at the right end.
        peers: u64,
    },
}

/// A table, each row as long as the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: &'static str,
    /// The heads of the columns; the first column names the rows.
    pub head: Vec<&'static str>,
    /// The rows, as text.
    pub rows: Vec<Vec<String>>,
}

/// Which chunks one host has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitfield {
    /// Whose it is: `you`, `peer 3`.
    pub owner: String,
    /// For each chunk, counted from 0, whether the host has it.
    pub has: Vec<bool>,
}

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
struct Made {
    text: Vec<Block>,
    parts: Vec<Part>,
    scenario: String,
}

impl Exercise {
    /// The exercise of this kind and level that belongs to a seed.
    #[must_use]
    pub fn new(kind: Kind, level: Level, seed: u64) -> Exercise {
        let make = match kind {
            Kind::Bounds => bounds::make,
            Kind::Scaling => scaling::make,
            Kind::Chunks => chunks::make,
            Kind::Choking => choking::make,
            Kind::Joining => joining::make,
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

impl Kind {
    /// Every kind, in the order of the lecture.
    pub const ALL: [Kind; 5] = [
        Kind::Bounds,
        Kind::Scaling,
        Kind::Chunks,
        Kind::Choking,
        Kind::Joining,
    ];

    /// Whether the scenario of its exercises is the very case that they ask about; otherwise it is a swarm of
    /// the same size, to watch the same rules in.
    #[must_use]
    pub fn is_the_case(self) -> bool {
        !matches!(self, Kind::Chunks | Kind::Choking)
    }

    /// The word for it in links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Bounds => "bounds",
            Kind::Scaling => "scaling",
            Kind::Chunks => "chunks",
            Kind::Choking => "choking",
            Kind::Joining => "joining",
        }
    }
}

impl fmt::Display for Kind {
    /// The name for a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Bounds => "Distribution time",
            Kind::Scaling => "Growing with N",
            Kind::Chunks => "Which chunk next",
            Kind::Choking => "Who is unchoked",
            Kind::Joining => "Joining, and finding a mistake",
        })
    }
}

impl Level {
    /// Every level, the easiest first.
    pub const ALL: [Level; 3] = [Level::One, Level::Two, Level::Three];

    /// 1 for the easiest.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Level::One => 1,
            Level::Two => 2,
            Level::Three => 3,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl Block {
    /// A paragraph.
    fn text(text: impl Into<String>) -> Block {
        Block::Text(text.into())
    }
}

impl fmt::Display for Block {
    /// The block in plain text, of one or more lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Block::Text(text) => f.write_str(text),
            Block::Math(math) => math.fmt(f),
            Block::Table(table) => {
                write!(f, "{}\n{}", table.caption, table.head.join(" | "))?;
                table
                    .rows
                    .iter()
                    .try_for_each(|row| write!(f, "\n{}", row.join(" | ")))
            }
            Block::Bitfields(fields) => {
                let lines: Vec<String> = fields.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Block::Curve { peers, .. } => {
                write!(f, "The curves D_cs and D_P2P for N from 1 to {peers}")
            }
        }
    }
}

impl fmt::Display for Bitfield {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits: String = self
            .has
            .iter()
            .map(|has| if *has { '1' } else { '0' })
            .collect();
        write!(f, "{}: {bits}", self.owner)
    }
}
