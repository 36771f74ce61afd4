//! What can be wrong with a scenario, in words that say where and what would be right.

use std::fmt;

use thiserror::Error;

use super::{MAX_CLASSES, MAX_PEERS, MAX_TEXT};
use crate::units::{Seconds, UnitError};

/// One fault of a scenario or of its text: where it is, what was read, and what would be right.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The text is too long to be read at all.
    #[error(
        "the text is {bytes} bytes long, and at most {MAX_TEXT} are read: write fewer classes of peers"
    )]
    TextTooLong {
        /// The length of the text.
        bytes: usize,
    },
    /// A key that no scenario has.
    #[error("there is no key \"{key}\": {}", nearest.map_or_else(
        || format!("write one of {}", super::text::KEYS.join(", ")),
        |nearest| format!("did you mean {nearest}?")
    ))]
    UnknownKey {
        /// The key that was read, or its beginning.
        key: String,
        /// The key that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A key without `=` and a value.
    #[error("{key} has no value: write {key}=…")]
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
    /// A value that is no amount, rate or time.
    #[error("{}: {source}", place(key, *class, *part))]
    Unit {
        /// The key.
        key: &'static str,
        /// The class of peers, from 0, if it is a value of one.
        class: Option<usize>,
        /// Which value of the class.
        part: Option<ClassPart>,
        /// What is wrong with the value.
        source: UnitError,
    },
    /// A value that is not a whole number, or not in its range.
    #[error("{}: \"{read}\" is not a whole number from {least} to {most}", place(key, *class, class.map(|_| ClassPart::Count)))]
    Number {
        /// The key.
        key: &'static str,
        /// The class of peers, from 0, if it is the count of one.
        class: Option<usize>,
        /// What was read.
        read: String,
        /// The least number that would be right.
        least: u64,
        /// The largest number that would be right.
        most: u64,
    },
    /// A value that is none of the words the key knows.
    #[error("{key}: \"{read}\" is not known: write {choices}")]
    Choice {
        /// The key.
        key: &'static str,
        /// What was read.
        read: String,
        /// The words the key knows.
        choices: String,
    },
    /// A class of peers that does not have the form `COUNTxUP/DOWN`.
    #[error("peers, class {}: \"{read}\" is not COUNTxUP/DOWN: write something like 12x1Mbps/8Mbps", class + 1)]
    ClassForm {
        /// The class, from 0.
        class: usize,
        /// What was read.
        read: String,
    },
    /// The file has no bits.
    #[error("file: there is nothing in it to distribute: write at least 1b")]
    EmptyFile,
    /// A chunk has no bits.
    #[error("chunk: no number of empty chunks makes a file: write at least 1b, such as 256KiB")]
    EmptyChunk,
    /// The server cannot upload.
    #[error(
        "server: with no upload not even a first copy can leave it: write more than 0, such as 4Mbps"
    )]
    ServerUploadZero,
    /// There is no class of peers.
    #[error(
        "peers: there is nobody to send the file to: write at least one class, such as 12x1Mbps/8Mbps"
    )]
    NoPeers,
    /// There are too many classes of peers.
    #[error("peers: there are {classes} classes: write at most {MAX_CLASSES}")]
    TooManyClasses {
        /// How many there are.
        classes: usize,
    },
    /// There are too many peers.
    #[error("peers: there are {peers} of them in all: write at most {MAX_PEERS}")]
    TooManyPeers {
        /// How many there are.
        peers: u64,
    },
    /// A class has no peers.
    #[error("peers, class {}: there is nobody in it: write a count of at least 1, or leave the class out", class + 1)]
    EmptyClass {
        /// The class, from 0.
        class: usize,
    },
    /// The peers of a class cannot download.
    #[error("peers, class {}, download: at 0 the file never arrives: write more than 0, such as 8Mbps", class + 1)]
    DownloadZero {
        /// The class, from 0.
        class: usize,
    },
    /// The number of a rule is out of its range.
    #[error("{key}: {read} is out of range: write a whole number from {least} to {most}")]
    NumberOutOfRange {
        /// The key.
        key: &'static str,
        /// What it is.
        read: u32,
        /// The least that would be right.
        least: u32,
        /// The most that would be right.
        most: u32,
    },
    /// The time of a rule is out of its range.
    #[error("{key}: {} is out of range: write a time from {} to {}", read.text(), least.text(), most.text())]
    TimeOutOfRange {
        /// The key.
        key: &'static str,
        /// What it is.
        read: Seconds,
        /// The least that would be right.
        least: Seconds,
        /// The most that would be right.
        most: Seconds,
    },
}

/// One of the three values of a class of peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClassPart {
    /// How many peers.
    Count,
    /// u_i, their upload capacity.
    Up,
    /// d_i, their download capacity.
    Down,
}

impl ScenarioError {
    /// The key the fault is about, as it stands in the text; empty if it is about the whole text.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            ScenarioError::TextTooLong { .. } => "",
            ScenarioError::UnknownKey { key, .. } => key,
            ScenarioError::NoValue { key }
            | ScenarioError::RepeatedKey { key }
            | ScenarioError::Unit { key, .. }
            | ScenarioError::Number { key, .. }
            | ScenarioError::Choice { key, .. }
            | ScenarioError::NumberOutOfRange { key, .. }
            | ScenarioError::TimeOutOfRange { key, .. } => key,
            ScenarioError::EmptyFile => "file",
            ScenarioError::EmptyChunk => "chunk",
            ScenarioError::ServerUploadZero => "server",
            ScenarioError::ClassForm { .. }
            | ScenarioError::NoPeers
            | ScenarioError::TooManyClasses { .. }
            | ScenarioError::TooManyPeers { .. }
            | ScenarioError::EmptyClass { .. }
            | ScenarioError::DownloadZero { .. } => "peers",
        }
    }

    /// The class of peers the fault is about, from 0, if it is about one.
    #[must_use]
    pub fn class(&self) -> Option<usize> {
        match self {
            ScenarioError::Unit { class, .. } | ScenarioError::Number { class, .. } => *class,
            ScenarioError::ClassForm { class, .. }
            | ScenarioError::EmptyClass { class }
            | ScenarioError::DownloadZero { class } => Some(*class),
            _ => None,
        }
    }

    /// Which value of the class the fault is about, if it is about a single one.
    #[must_use]
    pub fn part(&self) -> Option<ClassPart> {
        match self {
            ScenarioError::Unit { part, .. } => *part,
            ScenarioError::Number { class, .. } => class.map(|_| ClassPart::Count),
            ScenarioError::EmptyClass { .. } => Some(ClassPart::Count),
            ScenarioError::DownloadZero { .. } => Some(ClassPart::Down),
            _ => None,
        }
    }
}

impl fmt::Display for ClassPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ClassPart::Count => "count",
            ClassPart::Up => "upload",
            ClassPart::Down => "download",
        })
    }
}

/// Where a fault is, in words: `peers, class 2, upload`.
fn place(key: &str, class: Option<usize>, part: Option<ClassPart>) -> String {
    let class = class.map(|class| format!(", class {}", class + 1));
    let part = part.map(|part| format!(", {part}"));
    format!(
        "{key}{}{}",
        class.unwrap_or_default(),
        part.unwrap_or_default()
    )
}

/// Every fault of a text, for a caller who takes right texts only; prints one a line.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioErrors(pub Vec<ScenarioError>);

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ScenarioErrors {}
