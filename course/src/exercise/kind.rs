//! What an exercise is about, and how hard it is.

use std::fmt;

/// What an exercise is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExerciseKind {
    /// Both bounds for given numbers, and which is the limiting term.
    Bounds,
    /// How the bounds change with N and with the peers' upload.
    Scaling,
    /// Which chunk to request next.
    Chunks,
    /// Which neighbours to unchoke.
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

impl ExerciseKind {
    /// Every kind, in the order of the lecture.
    pub const ALL: [ExerciseKind; 5] = [
        ExerciseKind::Bounds,
        ExerciseKind::Scaling,
        ExerciseKind::Chunks,
        ExerciseKind::Choking,
        ExerciseKind::Joining,
    ];

    /// Whether the scenario of its exercises is the very case that they ask about; otherwise it is a swarm of
    /// the same size, to watch the same rules in.
    #[must_use]
    pub fn is_the_case(self) -> bool {
        !matches!(self, ExerciseKind::Chunks | ExerciseKind::Choking)
    }

    /// The word for it in links.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ExerciseKind::Bounds => "bounds",
            ExerciseKind::Scaling => "scaling",
            ExerciseKind::Chunks => "chunks",
            ExerciseKind::Choking => "choking",
            ExerciseKind::Joining => "joining",
        }
    }
}

impl fmt::Display for ExerciseKind {
    /// The name for a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ExerciseKind::Bounds => "Distribution time",
            ExerciseKind::Scaling => "Growing with N",
            ExerciseKind::Chunks => "Which chunk next",
            ExerciseKind::Choking => "Whom to unchoke",
            ExerciseKind::Joining => "Joining, and finding a mistake",
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
