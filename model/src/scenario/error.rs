//! What can be wrong with a scenario, in words that say where and what would be right.

use std::fmt;

use thiserror::Error;

use super::{MAX_ACTS, MAX_CLASSES, MAX_PEERS, MAX_TEXT};
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
    #[error("{place}: {source}")]
    Unit {
        /// Where the value stands.
        place: Place,
        /// What is wrong with the value.
        source: UnitError,
    },
    /// A value that is not a whole number, or not in its range.
    #[error("{place}: \"{read}\" is not a whole number from {least} to {most}")]
    Number {
        /// Where the value stands.
        place: Place,
        /// What was read.
        read: String,
        /// The least number that would be right.
        least: u64,
        /// The largest number that would be right.
        most: u64,
    },
    /// A value that is none of the words that stand for one here.
    #[error("{place}: \"{read}\" is not known: write {choices}")]
    Choice {
        /// Where the value stands.
        place: Place,
        /// What was read.
        read: String,
        /// The words that are known here.
        choices: String,
    },
    /// A class of peers that does not have the form `COUNTxUP/DOWN`.
    #[error("peers, class {}: \"{read}\" is not COUNTxUP/DOWN, or UP/DOWN for one peer: write something like 12x1Mbps/8Mbps", class + 1)]
    ClassForm {
        /// The class, from 0.
        class: usize,
        /// What was read.
        read: String,
    },
    /// A number of a class has a comma in it, which is what parts the classes.
    #[error("peers, class {}: \"{read}\" has a comma inside a number, and commas part the classes: write {right}", class + 1)]
    ClassComma {
        /// The class, from 0.
        class: usize,
        /// What was read.
        read: String,
        /// The same with its numbers as they are read.
        right: String,
    },
    /// The rules of a class of its own are not between brackets.
    #[error("peers, class {}: the rules \"{read}\" do not end with a bracket: write something like (pick=order;slots=1)", class + 1)]
    OwnRulesForm {
        /// The class, from 0.
        class: usize,
        /// What was read, from the opening bracket on.
        read: String,
    },
    /// Something that is no rule which a class can have of its own.
    #[error("peers, class {}: \"{read}\" is no rule that a class can have of its own: write {} and a value, such as pick=order", class + 1, super::text::OWN_KEYS.join("= or ") + "=")]
    OwnRule {
        /// The class, from 0.
        class: usize,
        /// What was read.
        read: String,
    },
    /// A rule that a class is given more than once.
    #[error("peers, class {}: {key} is given more than once: write it once; the first one counts", class + 1)]
    RepeatedOwnRule {
        /// The class, from 0.
        class: usize,
        /// The key of the rule.
        key: &'static str,
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
    #[error("{place}: {read} is out of range: write a whole number from {least} to {most}")]
    NumberOutOfRange {
        /// Where the number stands.
        place: Place,
        /// What it is.
        read: u32,
        /// The least that would be right.
        least: u32,
        /// The most that would be right.
        most: u32,
    },
    /// The time of a rule or of an act is out of its range.
    #[error("{place}: {} is out of range: write a time from {} to {}", read.text(), least.text(), most.text())]
    TimeOutOfRange {
        /// Where the time stands.
        place: Place,
        /// What it is.
        read: Seconds,
        /// The least that would be right.
        least: Seconds,
        /// The most that would be right.
        most: Seconds,
    },
    /// An act that does not have the form `TIME:WHAT:WHOM`.
    #[error("at, act {}: \"{read}\" is not TIME:WHAT:WHOM: write something like {}", act + 1, super::act::EXAMPLES)]
    ActForm {
        /// The act, from 0.
        act: usize,
        /// What was read.
        read: String,
    },
    /// A number of an act has a comma in it, which is what parts the acts.
    #[error("at, act {}: \"{read}\" has a comma inside a number, and commas part the acts: write {right}", act + 1)]
    ActComma {
        /// The act, from 0.
        act: usize,
        /// What was read.
        read: String,
        /// The same with its numbers as they are read.
        right: String,
    },
    /// An act on something that names no host.
    #[error("at, act {}: \"{read}\" names no host: write server, or the number of a peer, from 1", act + 1)]
    HostForm {
        /// The act, from 0.
        act: usize,
        /// What was read.
        read: String,
    },
    /// An act on a host that never comes, or only by a later act.
    #[error("at, act {}: there is no peer {host} by then: write server, or a number from 1 to {most}", act + 1)]
    NoSuchHost {
        /// The act, from 0.
        act: usize,
        /// The number of the host.
        host: u32,
        /// The highest number that would be right.
        most: u64,
    },
    /// A peer of a class that there is not is to join.
    #[error("at, act {}: there is no class {} to join: write a number from 1 to {classes}", act + 1, class + 1)]
    NoSuchClass {
        /// The act, from 0.
        act: usize,
        /// The class, from 0.
        class: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// The download of a peer is to be 0 from some time on.
    #[error("at, act {}: with a download of 0 the file never arrives: write more than 0, such as 8Mbps", act + 1)]
    ActDownloadZero {
        /// The act, from 0.
        act: usize,
    },
    /// An act stands behind one that comes later. A text may have its acts in any order.
    #[error("at, act {}: it is earlier than the act before it: put the acts in order of time", act + 1)]
    ActsUnsorted {
        /// The act, from 0.
        act: usize,
    },
    /// There are too many acts.
    #[error("at: there are {acts} acts: write at most {MAX_ACTS}")]
    TooManyActs {
        /// How many there are.
        acts: usize,
    },
}

/// Where in a scenario a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// It is the value of this key.
    Key(&'static str),
    /// In a class of peers.
    Class {
        /// The class, from 0.
        class: usize,
        /// Which value of the class.
        part: ClassPart,
    },
    /// In an act.
    Act {
        /// The act, from 0, as the acts stand in the text.
        act: usize,
    },
}

/// One of the values of a class of peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClassPart {
    /// How many peers.
    Count,
    /// u_i, their upload capacity.
    Up,
    /// d_i, their download capacity.
    Down,
    /// A rule of their own, by its key.
    Rule(&'static str),
}

impl ScenarioError {
    /// The key the fault is about, as it stands in the text; empty if it is about the whole text.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            ScenarioError::TextTooLong { .. } => "",
            ScenarioError::UnknownKey { key, .. } => key,
            ScenarioError::NoValue { key } | ScenarioError::RepeatedKey { key } => key,
            ScenarioError::Unit { place, .. }
            | ScenarioError::Number { place, .. }
            | ScenarioError::Choice { place, .. }
            | ScenarioError::NumberOutOfRange { place, .. }
            | ScenarioError::TimeOutOfRange { place, .. } => place.key(),
            ScenarioError::EmptyFile => "file",
            ScenarioError::EmptyChunk => "chunk",
            ScenarioError::ServerUploadZero => "server",
            ScenarioError::ClassForm { .. }
            | ScenarioError::ClassComma { .. }
            | ScenarioError::OwnRulesForm { .. }
            | ScenarioError::OwnRule { .. }
            | ScenarioError::RepeatedOwnRule { .. }
            | ScenarioError::NoPeers
            | ScenarioError::TooManyClasses { .. }
            | ScenarioError::TooManyPeers { .. }
            | ScenarioError::EmptyClass { .. }
            | ScenarioError::DownloadZero { .. } => "peers",
            ScenarioError::ActForm { .. }
            | ScenarioError::ActComma { .. }
            | ScenarioError::HostForm { .. }
            | ScenarioError::NoSuchHost { .. }
            | ScenarioError::NoSuchClass { .. }
            | ScenarioError::ActDownloadZero { .. }
            | ScenarioError::ActsUnsorted { .. }
            | ScenarioError::TooManyActs { .. } => "at",
        }
    }

    /// The class of peers the fault is about, from 0, if it is about one.
    #[must_use]
    pub fn class(&self) -> Option<usize> {
        match self {
            ScenarioError::ClassForm { class, .. }
            | ScenarioError::ClassComma { class, .. }
            | ScenarioError::OwnRulesForm { class, .. }
            | ScenarioError::OwnRule { class, .. }
            | ScenarioError::RepeatedOwnRule { class, .. }
            | ScenarioError::EmptyClass { class }
            | ScenarioError::DownloadZero { class } => Some(*class),
            _ => match self.place()? {
                Place::Class { class, .. } => Some(class),
                Place::Key(_) | Place::Act { .. } => None,
            },
        }
    }

    /// Which value of the class the fault is about, if it is about a single one.
    #[must_use]
    pub fn part(&self) -> Option<ClassPart> {
        match self {
            ScenarioError::RepeatedOwnRule { key, .. } => Some(ClassPart::Rule(key)),
            ScenarioError::EmptyClass { .. } => Some(ClassPart::Count),
            ScenarioError::DownloadZero { .. } => Some(ClassPart::Down),
            _ => match self.place()? {
                Place::Class { part, .. } => Some(part),
                Place::Key(_) | Place::Act { .. } => None,
            },
        }
    }

    /// The act the fault is about, from 0 as the acts stand in the text, if it is about one.
    #[must_use]
    pub fn act(&self) -> Option<usize> {
        match self {
            ScenarioError::ActForm { act, .. }
            | ScenarioError::ActComma { act, .. }
            | ScenarioError::HostForm { act, .. }
            | ScenarioError::NoSuchHost { act, .. }
            | ScenarioError::NoSuchClass { act, .. }
            | ScenarioError::ActDownloadZero { act }
            | ScenarioError::ActsUnsorted { act } => Some(*act),
            _ => match self.place()? {
                Place::Act { act } => Some(act),
                Place::Key(_) | Place::Class { .. } => None,
            },
        }
    }

    /// Where the value stands that is wrong, for a fault that any value may have.
    fn place(&self) -> Option<Place> {
        match self {
            ScenarioError::Unit { place, .. }
            | ScenarioError::Number { place, .. }
            | ScenarioError::Choice { place, .. }
            | ScenarioError::NumberOutOfRange { place, .. }
            | ScenarioError::TimeOutOfRange { place, .. } => Some(*place),
            _ => None,
        }
    }
}

impl Place {
    /// The key it belongs to.
    fn key(self) -> &'static str {
        match self {
            Place::Key(key) => key,
            Place::Class { .. } => "peers",
            Place::Act { .. } => "at",
        }
    }
}

impl fmt::Display for Place {
    /// Says where, in words: `peers, class 2, upload`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Key(key) => f.write_str(key),
            Place::Class { class, part } => write!(f, "peers, class {}, {part}", class + 1),
            Place::Act { act } => write!(f, "at, act {}", act + 1),
        }
    }
}

impl fmt::Display for ClassPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ClassPart::Count => "count",
            ClassPart::Up => "upload",
            ClassPart::Down => "download",
            ClassPart::Rule(key) => key,
        })
    }
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
