//! What somebody answered to a set, as a text to save, to print and to check.
//!
//! ```text
//! Attempt ──report──▶ text ──Attempt::check──▶ the same Attempt, and whether the text is what it should be
//! ```
//!
//! The text names the set, so that all that was asked can be made again and all that was answered marked again.

use std::fmt::Write as _;

use thiserror::Error;

use super::answer::{Answer, letter};
use super::make::Exercise;
use super::mark::Verdict;
use super::part::Part;
use super::set::{Set, SetError};

/// The longest report that is read, in bytes: several times the longest that a set can have.
const MAX_REPORT: usize = 1 << 20;

/// The longest answer that is kept, in letters.
const MAX_ANSWER: usize = 200;

/// What stands for no answer.
const NOTHING: &str = "–";

const TITLE: &str = "P2P Lab: answers to a set of exercises";
const SET: &str = "set: ";
const ANSWERED: &str = "answered: ";

/// What somebody answered to the parts of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What was asked.
    pub set: Set,
    /// What was typed for each part of each exercise, in order; empty for nothing.
    pub answers: Vec<String>,
}

/// A report that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it reports.
    pub attempt: Attempt,
    /// The points that were marked again, and how many there are.
    pub points: (usize, usize),
    /// The first line that is not what the answers come to, and its number from 1.
    pub differs: Option<(usize, String)>,
}

/// Why a text is no report.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The text is too long to be one.
    #[error("the text has {bytes} bytes, and a result has at most {MAX_REPORT}")]
    TooLong {
        /// The length of the text.
        bytes: usize,
    },
    /// No line says which set it is.
    #[error(
        "no line begins with \"set:\": open a file that this page saved as the result of an exam"
    )]
    NoSet,
    /// The set is not what it should be.
    #[error("in the line of the set, {0}")]
    Set(#[from] SetError),
    /// There are more or fewer answers than parts.
    #[error(
        "there are {found} lines with an answer, and the set has {parts} parts: some lines are missing or were added"
    )]
    Answers {
        /// How many there are.
        found: usize,
        /// How many parts the set has.
        parts: usize,
    },
}

impl Attempt {
    /// The answers so far, one for each part, to be changed.
    #[must_use]
    pub fn new(set: Set, exercises: &[Exercise]) -> Attempt {
        let parts = parts(exercises).count();
        Attempt {
            set,
            answers: vec![String::new(); parts],
        }
    }

    /// How many parts are answered right, and how many there are. Each is a point.
    #[must_use]
    pub fn points(&self, exercises: &[Exercise]) -> (usize, usize) {
        let marks = parts(exercises)
            .zip(&self.answers)
            .map(|(part, answer)| part.mark(answer));
        let right = marks.filter(|mark| matches!(mark, Verdict::Right { .. }));
        (right.count(), self.answers.len())
    }

    /// All of it in words: what was asked, answered and right, and the points.
    #[must_use]
    pub fn report(&self, exercises: &[Exercise]) -> String {
        let (right, all) = self.points(exercises);
        let mut text = format!("{TITLE}\n{SET}{}\npoints: {right} of {all}\n", self.set);
        let mut answers = self.answers.iter();
        for (number, exercise) in (1..).zip(exercises) {
            let Exercise {
                kind, level, seed, ..
            } = exercise;
            put(
                &mut text,
                &format!("\n{number}. {kind}, level {level}, seed {seed}"),
            );
            for block in &exercise.text {
                put(&mut text, &block.to_string());
            }
            for (part, answer) in exercise.parts.iter().zip(&mut answers) {
                report_part(&mut text, part, &clean(answer));
            }
        }
        text
    }

    /// Reads a report, marks its answers again and compares what it says with what they come to.
    ///
    /// # Errors
    ///
    /// Where the text is no report, or not a whole one.
    pub fn check(report: &str) -> Result<Checked, ReportError> {
        if report.len() > MAX_REPORT {
            let bytes = report.len();
            return Err(ReportError::TooLong { bytes });
        }
        // As some editors and spreadsheets begin a text.
        let report = report.strip_prefix('\u{feff}').unwrap_or(report);
        let lines = || report.lines().map(str::trim_end);
        let set = lines()
            .find_map(|line| line.strip_prefix(SET))
            .ok_or(ReportError::NoSet)?;
        let (set, faults) = Set::read(set);
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault.into());
        }
        let exercises: Vec<Exercise> = set.exercises().collect();
        let answers: Vec<String> = lines()
            .filter_map(|line| line.strip_prefix(ANSWERED))
            .map(clean)
            .collect();
        let (found, parts) = (answers.len(), parts(&exercises).count());
        if found != parts {
            return Err(ReportError::Answers { found, parts });
        }
        let attempt = Attempt { set, answers };
        let right = attempt.report(&exercises);
        // Editors and mail programs change line ends, gaps at them, and the last empty line.
        let mut read: Vec<&str> = lines().collect();
        while read.last().is_some_and(|line| line.is_empty()) {
            read.pop();
        }
        let right: Vec<&str> = right.lines().collect();
        let differs =
            (0..right.len().max(read.len())).find(|line| read.get(*line) != right.get(*line));
        let differs = differs.map(|line| {
            (
                line + 1,
                read.get(line).copied().unwrap_or_default().to_owned(),
            )
        });
        let points = attempt.points(&exercises);
        Ok(Checked {
            attempt,
            points,
            differs,
        })
    }
}

fn parts(exercises: &[Exercise]) -> impl Iterator<Item = &Part> {
    exercises.iter().flat_map(|exercise| &exercise.parts)
}

fn report_part(text: &mut String, part: &Part, answer: &str) {
    put(text, &format!("\n{}", part.question));
    if let Answer::Choice { options, .. }
    | Answer::Order {
        events: options, ..
    } = &part.answer
    {
        for (place, option) in options.iter().enumerate() {
            put(text, &format!("  {}. {option}", letter(place)));
        }
    }
    let verdict = part.mark(answer);
    let answer = if answer.is_empty() { NOTHING } else { answer };
    let points = u8::from(matches!(verdict, Verdict::Right { .. }));
    put(
        text,
        &format!(
            "{ANSWERED}{answer}\nright: {}\npoints: {points} of 1",
            part.answer.text()
        ),
    );
    if let Verdict::Wrong {
        misconception: Some(says),
        ..
    } = verdict
    {
        put(text, &format!("note: {says}"));
    }
}

fn put(text: &mut String, line: &str) {
    // To write to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

/// An answer in one line, as a report has it.
fn clean(answer: &str) -> String {
    let one_line = answer
        .chars()
        .take(MAX_ANSWER)
        .map(|c| if c.is_control() { ' ' } else { c });
    let text = one_line.collect::<String>();
    let text = text.trim();
    if text == NOTHING {
        String::new()
    } else {
        text.to_owned()
    }
}
