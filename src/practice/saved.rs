//! What was answered, kept in this browser and nowhere else.
//!
//! One line for each set, its fields apart by tabs: its name, whether its exam is over, and for each part how
//! much help was given and what was typed. What is there is data like any other: what cannot be read is nothing.

use std::fmt::Write as _;

/// The most sets that are kept; the one not touched for longest goes first.
const MOST_SETS: usize = 20;

/// The longest answer that is kept, in letters.
const LONGEST: usize = 200;

/// The answers to all sets, the one touched last at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saved(Vec<(String, Answers)>);

/// The answers to one set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answers {
    /// Whether the exam is over.
    pub(super) over: bool,
    /// One for each part that was touched, or more.
    parts: Vec<PartAnswer>,
}

/// What was done with one part.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PartAnswer {
    /// What is typed or chosen.
    pub(super) typed: String,
    /// Whether it has been marked as it is.
    pub(super) checked: bool,
    /// How many hints were asked for.
    pub(super) hints: usize,
    /// Whether the working was asked for.
    pub(super) working: bool,
}

impl Saved {
    /// Reads what was kept.
    pub(super) fn read(text: &str) -> Self {
        let sets = text.lines().filter_map(|line| {
            let mut fields = line.split('\t');
            let name = fields.next()?.to_owned();
            let over = fields.next()? == "over";
            let parts = fields.map(PartAnswer::read).collect();
            Some((name, Answers { over, parts }))
        });
        let mut sets: Vec<_> = sets.collect();
        sets.drain(..sets.len().saturating_sub(MOST_SETS));
        Self(sets)
    }

    /// The text to keep.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (name, answers) in &self.0 {
            text.push_str(name);
            text.push_str(if answers.over { "\tover" } else { "\t" });
            for given in &answers.parts {
                // To write to a string cannot fail.
                let _ = write!(
                    text,
                    "\t{}{}{}{}",
                    u8::from(given.checked),
                    u8::from(given.working),
                    given.hints.min(9),
                    given.typed
                );
            }
            text.push('\n');
        }
        text
    }

    /// The answers to the set of this name.
    pub(super) fn of(&self, name: &str) -> Answers {
        let found = self.0.iter().find(|(known, _)| known == name);
        found
            .map(|(_, answers)| answers.clone())
            .unwrap_or_default()
    }

    /// The same with these answers to the set of this name.
    pub(super) fn with(&self, name: &str, answers: Answers) -> Self {
        let mut sets = self.0.clone();
        sets.retain(|(known, _)| known != name);
        if answers != Answers::default() {
            sets.push((name.to_owned(), answers));
        }
        sets.drain(..sets.len().saturating_sub(MOST_SETS));
        Self(sets)
    }
}

impl Answers {
    /// What was done with a part of the set.
    pub(super) fn part(&self, part: usize) -> PartAnswer {
        self.parts.get(part).cloned().unwrap_or_default()
    }

    /// The same with something else done with a part.
    pub(super) fn with(&self, part: usize, mut given: PartAnswer) -> Self {
        let mut next = self.clone();
        if next.parts.len() <= part {
            next.parts.resize(part + 1, PartAnswer::default());
        }
        given.typed = given
            .typed
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST)
            .collect();
        next.parts[part] = given;
        next
    }
}

impl PartAnswer {
    fn read(field: &str) -> Self {
        let mut letters = field.chars();
        let mut digit = || letters.next().and_then(|c| c.to_digit(10)).unwrap_or(0);
        let (checked, working, hints) = (digit() == 1, digit() == 1, digit());
        Self {
            typed: letters.take(LONGEST).collect(),
            checked,
            hints: usize::try_from(hints).unwrap_or(0),
            working,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(typed: &str) -> PartAnswer {
        PartAnswer {
            typed: typed.to_owned(),
            checked: true,
            hints: 2,
            working: false,
        }
    }

    #[test]
    fn answers_survive_being_kept() {
        let answers = Answers::default()
            .with(3, given("2h 5min"))
            .with(0, given(""));
        let saved = Saved::default().with("exam seed=7", answers.clone());
        let read = Saved::read(&saved.text());
        assert_eq!(read, saved);
        assert_eq!(read.of("exam seed=7"), answers);
        assert_eq!(read.of("seed=8"), Answers::default());
        assert_eq!(read.of("exam seed=7").part(3).typed, "2h 5min");
        assert_eq!(read.of("exam seed=7").part(99), PartAnswer::default());
    }

    #[test]
    fn only_the_last_sets_are_kept_and_cleared_ones_are_gone() {
        let mut saved = Saved::default();
        for set in 0..30 {
            saved = saved.with(
                &format!("seed={set}"),
                Answers::default().with(0, given("1")),
            );
        }
        assert_eq!(saved.0.len(), MOST_SETS);
        assert_eq!(saved.of("seed=9"), Answers::default());
        assert_ne!(saved.of("seed=10"), Answers::default());
        assert_eq!(
            saved.with("seed=29", Answers::default()).of("seed=29"),
            Answers::default()
        );
    }

    #[test]
    fn whatever_is_in_the_storage_can_be_read() {
        for text in [
            "",
            "\n\n",
            "\t",
            "seed=1",
            "seed=1\tover\t",
            "a\tb\tc\t1\t12\txyz",
            "\u{1f600}\t\t\u{1f600}",
        ] {
            let saved = Saved::read(text);
            assert_eq!(Saved::read(&saved.text()), saved, "{text:?}");
        }
        let long = Answers::default().with(0, given(&"x\t\n".repeat(1000)));
        assert_eq!(long.part(0).typed.len(), LONGEST);
    }
}
