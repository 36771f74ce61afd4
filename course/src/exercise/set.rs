//! A set of exercises: a plain value with a text form, so that a link is a worksheet.
//!
//! ```text
//! "kinds=bounds,chunks&level=2&number=8&seed=7" ◀──to_string / read──▶ Set
//! ```

use std::fmt;

use thiserror::Error;

use super::kind::{ExerciseKind, Level};
use super::make::Exercise;
use p2p_model::units::quoted;

/// The most exercises of a set: more than anyone works through, and made in an instant.
pub const MAX_NUMBER: u32 = 100;

/// Every key, in the order in which they are printed.
const KEYS: [&str; 4] = ["kinds", "level", "number", "seed"];

/// The longest text that is read, in bytes.
const MAX_TEXT: usize = 1024;

/// Which exercises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Their kinds, which take turns; each once, at least one. Key `kinds`; all of them.
    pub kinds: Vec<ExerciseKind>,
    /// Their levels, which take turns after each round of kinds; each once, at least one. Key `level`; 1.
    pub levels: Vec<Level>,
    /// How many, from 1 to [`MAX_NUMBER`]. Key `number`; 5.
    pub number: u32,
    /// What all of them are drawn from. Key `seed`; 1.
    pub seed: u64,
}

/// What is wrong in the text of a set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SetError {
    /// The text is too long to be one.
    #[error("the text has {bytes} bytes: write at most {MAX_TEXT}")]
    TextTooLong {
        /// The length of the text.
        bytes: usize,
    },
    /// A key that no set has.
    #[error("there is no key \"{key}\": write one of kinds, level, number, seed")]
    UnknownKey {
        /// The key that was read, or its beginning.
        key: String,
    },
    /// A key without `=` and a value.
    #[error("{key} has no value: write {key}={}", example(key))]
    NoValue {
        /// The key.
        key: &'static str,
    },
    /// A key that is given more than once.
    #[error("{key} is given more than once: write it once; the first one counts")]
    RepeatedKey {
        /// The key.
        key: &'static str,
    },
    /// A kind that there is not.
    #[error(
        "kinds: there is no kind \"{read}\": write one or more of bounds, scaling, chunks, choking, joining"
    )]
    UnknownKind {
        /// What was read.
        read: String,
    },
    /// A level that there is not.
    #[error("level: there is no level \"{read}\": write one or more of 1, 2, 3")]
    UnknownLevel {
        /// What was read.
        read: String,
    },
    /// A kind or a level that is named twice.
    #[error("{key}: \"{read}\" is named twice: write it once")]
    Twice {
        /// The key.
        key: &'static str,
        /// What was read.
        read: String,
    },
    /// A number that is none, or out of its range.
    #[error(
        "{key}: \"{read}\" is not a whole number from {least} to {most}: write {key}={}",
        example(key)
    )]
    Number {
        /// The key.
        key: &'static str,
        /// What was read.
        read: String,
        /// The least that would be right.
        least: u64,
        /// The most that would be right.
        most: u64,
    },
}

impl Default for Set {
    fn default() -> Self {
        Set {
            kinds: ExerciseKind::ALL.to_vec(),
            levels: vec![Level::One],
            number: 5,
            seed: 1,
        }
    }
}

impl Set {
    /// Reads any text, with or without a leading `?`. What is wrong is named and its default used, or, in a list,
    /// left out, so that the set is always valid. A key left out has its default.
    #[must_use]
    pub fn read(text: &str) -> (Set, Vec<SetError>) {
        if text.len() > MAX_TEXT {
            return (
                Set::default(),
                vec![SetError::TextTooLong { bytes: text.len() }],
            );
        }
        let (mut set, mut faults, mut seen) = (Set::default(), Vec::new(), Vec::new());
        let text = text.trim();
        for pair in text
            .strip_prefix('?')
            .unwrap_or(text)
            .split('&')
            .map(str::trim)
        {
            if pair.is_empty() {
                continue;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(key) = KEYS.into_iter().find(|key| *key == name.trim()) else {
                faults.push(SetError::UnknownKey { key: quoted(name) });
                continue;
            };
            if seen.contains(&key) {
                faults.push(SetError::RepeatedKey { key });
                continue;
            }
            seen.push(key);
            match value.trim() {
                "" => faults.push(SetError::NoValue { key }),
                value => set.take(key, value, &mut faults),
            }
        }
        (set, faults)
    }

    /// The exercises, in order. Each has a seed of its own, so that it can be asked for alone: the seed of the set
    /// times a thousand and its place.
    pub fn exercises(&self) -> impl Iterator<Item = Exercise> + '_ {
        (0..self.number).map(|place| {
            let (kinds, place_in_round) = (self.kinds.len(), place as usize);
            let kind = self.kinds[place_in_round % kinds];
            let level = self.levels[place_in_round / kinds % self.levels.len()];
            let seed = self.seed.wrapping_mul(1000).wrapping_add(u64::from(place));
            Exercise::new(kind, level, seed)
        })
    }

    /// Takes the value of a key.
    fn take(&mut self, key: &'static str, value: &str, faults: &mut Vec<SetError>) {
        match key {
            "kinds" => {
                let kind = |read: &str| {
                    ExerciseKind::ALL
                        .into_iter()
                        .find(|kind| kind.key() == read)
                };
                let unknown = |read| SetError::UnknownKind { read };
                list(&mut self.kinds, key, value, kind, unknown, faults);
            }
            "level" => {
                let level = |read: &str| {
                    Level::ALL
                        .into_iter()
                        .find(|level| level.to_string() == read)
                };
                let unknown = |read| SetError::UnknownLevel { read };
                list(&mut self.levels, key, value, level, unknown, faults);
            }
            "number" => match whole(key, value, 1, MAX_NUMBER.into()) {
                Ok(number) => self.number = u32::try_from(number).unwrap_or(MAX_NUMBER),
                Err(fault) => faults.push(fault),
            },
            _ => match whole(key, value, 0, u64::MAX) {
                Ok(seed) => self.seed = seed,
                Err(fault) => faults.push(fault),
            },
        }
    }
}

impl fmt::Display for Set {
    /// Writes the text that reads back to the same set, with every key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.key()).collect();
        let levels: Vec<String> = self.levels.iter().map(ToString::to_string).collect();
        write!(
            f,
            "kinds={}&level={}&number={}&seed={}",
            kinds.join(","),
            levels.join(","),
            self.number,
            self.seed
        )
    }
}

/// Reads a list, and keeps what is right in it; if that is nothing, what was there before.
fn list<T: PartialEq>(
    values: &mut Vec<T>,
    key: &'static str,
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
    unknown: impl Fn(String) -> SetError,
    faults: &mut Vec<SetError>,
) {
    let mut found = Vec::new();
    for word in text.split(',').map(str::trim) {
        match parse(word) {
            None => faults.push(unknown(quoted(word))),
            Some(value) if found.contains(&value) => {
                let read = quoted(word);
                faults.push(SetError::Twice { key, read });
            }
            Some(value) => found.push(value),
        }
    }
    if !found.is_empty() {
        *values = found;
    }
}

/// Reads decimal digits, and nothing else, as a number within a range.
fn whole(key: &'static str, text: &str, least: u64, most: u64) -> Result<u64, SetError> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text
        .parse()
        .ok()
        .filter(|number| is_plain && (least..=most).contains(number));
    number.ok_or_else(|| SetError::Number {
        key,
        read: quoted(text),
        least,
        most,
    })
}

fn example(key: &str) -> &'static str {
    match key {
        "kinds" => "bounds,chunks",
        "level" => "2",
        "number" => "8",
        _ => "7",
    }
}
