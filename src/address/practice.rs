//! The query of the page: a set, and how it is worked at.
//!
//! ```text
//! kinds=bounds,chunks&level=2&number=8&seed=7&mode=exam&at=3
//! └────────── the set's own text ────────────┘└─ the page's ┘
//! ```

use crate::address::faults::Faults;
use p2p_course::exercise::Set;
use std::fmt;

/// How a set is worked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One by one, with help and marks at once.
    #[default]
    Practice,
    /// Without help or marks until the end.
    Exam,
    /// On paper, with the key behind.
    Sheet,
    /// The sheet without its key.
    Questions,
    /// The key alone.
    Key,
}

impl Mode {
    /// All of them, by their words in links and by their names.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Practice, "practice", "Practice"),
        (Self::Exam, "exam", "Exam"),
        (Self::Sheet, "sheet", "Worksheet and key"),
        (Self::Questions, "questions", "Worksheet"),
        (Self::Key, "key", "Key"),
    ];

    /// Whether it is for paper.
    pub(crate) fn is_paper(self) -> bool {
        !matches!(self, Self::Practice | Self::Exam)
    }

    fn key(self) -> &'static str {
        let this = Self::ALL.iter().find(|(mode, ..)| *mode == self);
        this.map_or("", |(_, key, _)| key)
    }
}

/// What the query asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PracticeQuery {
    pub(crate) set: Set,
    pub(crate) mode: Mode,
    /// The exercise that is shown, from 1.
    pub(crate) at: u32,
}

impl PracticeQuery {
    /// Reads any text. What is wrong is named, and its default used.
    pub(crate) fn read(query: &str) -> (Self, Faults) {
        let (mut own, mut rest) = (Vec::new(), Vec::new());
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some((key @ ("mode" | "at"), value)) => own.push((key, value)),
                _ => rest.push(pair),
            }
        }
        let (set, errors) = Set::read(&rest.join("&"));
        let mut faults: Faults = errors.iter().map(ToString::to_string).collect();
        let mut query = Self {
            set,
            mode: Mode::default(),
            at: 1,
        };
        for (key, value) in own {
            if key == "mode" {
                match Mode::ALL.iter().find(|(_, key, _)| *key == value) {
                    Some((mode, ..)) => query.mode = *mode,
                    None => faults.push(
                        "mode: write one of practice, exam, sheet, questions, key".to_owned(),
                    ),
                }
            } else {
                let number = query.set.number;
                match value.parse() {
                    Ok(at) if (1..=number).contains(&at) => query.at = at,
                    _ => faults.push(format!(
                        "at: the set has {number} exercises: write a number from 1 to {number}"
                    )),
                }
            }
        }
        (query, faults)
    }

    /// The same at another exercise.
    pub(crate) fn at(&self, at: u32) -> Self {
        Self { at, ..self.clone() }
    }

    /// Where what is answered is kept: an exam apart from practice with the same set.
    pub(crate) fn name(&self) -> String {
        let mode = if self.mode == Mode::Exam { "exam " } else { "" };
        format!("{mode}{}", self.set)
    }
}

impl fmt::Display for PracticeQuery {
    /// The query that reads back to the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.set)?;
        if self.mode != Mode::default() {
            write!(f, "&mode={}", self.mode.key())?;
        }
        if self.at != 1 {
            write!(f, "&at={}", self.at)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_reading_and_writing() {
        for text in [
            "kinds=bounds&level=2&number=8&seed=7",
            "kinds=bounds,chunks&level=1,3&number=8&seed=7&mode=exam&at=8",
            "kinds=joining&level=1&number=1&seed=0&mode=key",
        ] {
            let (query, faults) = PracticeQuery::read(text);
            assert_eq!((query.to_string().as_str(), faults.len()), (text, 0));
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_its_default_used() {
        let check = |text: &str, says: &str| {
            let (query, faults) = PracticeQuery::read(text);
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
            assert!(faults.told()[0].contains(says), "{faults:?}");
            assert_eq!((query.mode, query.at), (Mode::Practice, 1));
        };
        check("mode=party", "write one of practice, exam");
        check("at=6", "a number from 1 to 5");
        check("at=0&number=2", "from 1 to 2");
        check("at=", "from 1 to 5");
        check("kinds=swarms", "no kind");
        assert_eq!(PracticeQuery::read("").1.len(), 0);
    }

    #[test]
    fn an_exam_keeps_its_answers_apart() {
        let name = |text| PracticeQuery::read(text).0.name();
        assert_eq!(name("seed=7"), name("at=2&seed=7"));
        assert_ne!(name("seed=7"), name("seed=7&mode=exam"));
    }
}
