//! What can be wrong with a scenario or its text, in words that say where and what would be right.

use std::fmt;

use super::value::MAX_TEXT;
use crate::units::UnitError;

/// One act of each kind, for those who wrote something else.
const ACTS: &str =
    "30s:leave:7, 30s:fail:7, 30s:mute:server, 45s:join:1 or 60s:rates:7:2Mbps/8Mbps";

/// One fault of a scenario or of its text. It prints as a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioError {
    /// Where it is.
    pub place: Place,
    /// What is wrong there.
    pub fault: Fault,
}

/// Where in a scenario a fault is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Anywhere in its text.
    Text,
    /// At a key that no scenario has.
    Unknown(String),
    /// At this key.
    Key(&'static str),
    /// In a class of peers.
    Class {
        /// The class, from 0.
        class: usize,
        /// Which value of the class, if it is a single one.
        part: Option<ClassPart>,
    },
    /// In an act, from 0 as the acts stand in the text.
    Act(usize),
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

/// What is wrong at a place. A text in it is what was read, unless it says otherwise.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// The text has so many bytes, too many to be read at all.
    TooLong(usize),
    /// There is no such key; with what to do instead.
    UnknownKey(String),
    /// A key without `=` and a value.
    NoValue,
    /// A key, or a rule of a class, that is given more than once.
    Repeated,
    /// No amount, rate, time or percentage.
    Unit(UnitError),
    /// No whole number from the first to the second.
    Number(String, u64, u64),
    /// A value that is not what it has to be, such as `a time from 0s to 1000000000s`.
    OutOfRange(String, String),
    /// None of what stands for a value here; with what does.
    Choice(String, String),
    /// Nothing where there must be something.
    Zero,
    /// So many of something, which may be so many at most.
    TooMany(u64, &'static str, u64),
    /// A class that is no `COUNTxUP/DOWN`, or an act that is no `TIME:WHAT:WHOM`.
    Form(String),
    /// A number with a comma in it, which is what parts classes and acts; with the same as it is read.
    Comma(String, String),
    /// The rules of a class of its own are not between brackets.
    Brackets(String),
    /// Something that is no rule which a class can have of its own; with the keys that are, each with its `=`.
    NoOwnRule(String, String),
    /// An act on something that names no host.
    NoHost(String),
    /// An act on this host, which never comes, or only by a later act; the second is the last there is.
    NoSuchHost(u32, u64),
    /// A peer of this class, from 0, is to join, and there are only so many.
    NoSuchClass(usize, usize),
    /// An act stands behind one that comes later. A text may have its acts in any order.
    Unsorted,
}

impl ScenarioError {
    /// The key the fault is about, as it stands in the text; empty if it is about the whole text.
    #[must_use]
    pub fn key(&self) -> &str {
        match &self.place {
            Place::Text => "",
            Place::Unknown(key) => key,
            Place::Key(key) => key,
            Place::Class { .. } => "peers",
            Place::Act(_) => "at",
        }
    }

    /// The class of peers the fault is about, from 0, if it is about one.
    #[must_use]
    pub fn class(&self) -> Option<usize> {
        match self.place {
            Place::Class { class, .. } => Some(class),
            _ => None,
        }
    }

    /// Which value of the class the fault is about, if it is about a single one.
    #[must_use]
    pub fn part(&self) -> Option<ClassPart> {
        match self.place {
            Place::Class { part, .. } => part,
            _ => None,
        }
    }

    /// The act the fault is about, from 0 as the acts stand in the text, if it is about one.
    #[must_use]
    pub fn act(&self) -> Option<usize> {
        match self.place {
            Place::Act(act) => Some(act),
            _ => None,
        }
    }
}

/// What `result` holds, or `None` and its fault noted.
pub(super) fn note<T>(
    faults: &mut Vec<ScenarioError>,
    place: Place,
    result: Result<T, Fault>,
) -> Option<T> {
    let note = |fault| faults.push(ScenarioError { place, fault });
    result.map_err(note).ok()
}

impl From<UnitError> for Fault {
    fn from(error: UnitError) -> Fault {
        Fault::Unit(error)
    }
}

impl std::error::Error for ScenarioError {}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, fault } = self;
        let is_act = matches!(place, Place::Act(_));
        let said = match fault {
            Fault::TooLong(bytes) => {
                return write!(
                    f,
                    "the text is {bytes} bytes long, and at most {MAX_TEXT} are read: write fewer classes of peers"
                );
            }
            Fault::UnknownKey(right) => {
                return write!(f, "there is no key \"{}\": {right}", self.key());
            }
            Fault::NoValue => return write!(f, "{place} has no value: write {place}=…"),
            Fault::Repeated => {
                return write!(
                    f,
                    "{place} is given more than once: write it once; the first one counts"
                );
            }
            Fault::Unit(error) => error.to_string(),
            Fault::Number(read, least, most) => {
                format!("\"{read}\" is not a whole number from {least} to {most}")
            }
            Fault::OutOfRange(read, right) => format!("{read} is out of range: write {right}"),
            Fault::Choice(read, right) => format!("\"{read}\" is not known: write {right}"),
            Fault::Zero => place.without().to_owned(),
            Fault::TooMany(count, what, most) => {
                format!("there are {count} {what}: write at most {most}")
            }
            Fault::Form(read) if is_act => {
                format!("\"{read}\" is not TIME:WHAT:WHOM: write something like {ACTS}")
            }
            Fault::Form(read) => format!(
                "\"{read}\" is not COUNTxUP/DOWN, or UP/DOWN for one peer: write something like 12x1Mbps/8Mbps"
            ),
            Fault::Comma(read, right) => {
                let parts = if is_act { "acts" } else { "classes" };
                format!(
                    "\"{read}\" has a comma inside a number, and commas part the {parts}: write {right}"
                )
            }
            Fault::Brackets(read) => format!(
                "the rules \"{read}\" do not end with a bracket: write something like (pick=order;slots=1)"
            ),
            Fault::NoOwnRule(read, right) => format!(
                "\"{read}\" is no rule that a class can have of its own: write {right} and a value, such as pick=order"
            ),
            Fault::NoHost(read) => {
                format!("\"{read}\" names no host: write server, or the number of a peer, from 1")
            }
            Fault::NoSuchHost(host, most) => format!(
                "there is no peer {host} by then: write server, or a number from 1 to {most}"
            ),
            Fault::NoSuchClass(class, classes) => format!(
                "there is no class {} to join: write a number from 1 to {classes}",
                class + 1
            ),
            Fault::Unsorted => {
                "it is earlier than the act before it: put the acts in order of time".to_owned()
            }
        };
        write!(f, "{place}: {said}")
    }
}

impl Place {
    /// What is wrong with nothing here, and what would be right.
    fn without(&self) -> &'static str {
        match self {
            Place::Key("file") => "there is nothing in it to distribute: write at least 1b",
            Place::Key("chunk") => {
                "no number of empty chunks makes a file: write at least 1b, such as 256KiB"
            }
            Place::Key("server") => {
                "with no upload not even a first copy can leave it: write more than 0, such as 4Mbps"
            }
            Place::Key("peers") => {
                "there is nobody to send the file to: write at least one class, such as 12x1Mbps/8Mbps"
            }
            Place::Class {
                part: Some(ClassPart::Count),
                ..
            } => "there is nobody in it: write a count of at least 1, or leave the class out",
            Place::Class { .. } => "at 0 the file never arrives: write more than 0, such as 8Mbps",
            Place::Act(_) => {
                "with a download of 0 the file never arrives: write more than 0, such as 8Mbps"
            }
            Place::Text | Place::Unknown(_) | Place::Key(_) => "write more than 0",
        }
    }
}

impl fmt::Display for Place {
    /// Says where, in words: `peers, class 2, upload`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Text => f.write_str("the text"),
            Place::Unknown(key) => f.write_str(key),
            Place::Key(key) => f.write_str(key),
            Place::Class { class, part } => {
                write!(f, "peers, class {}", class + 1)?;
                let part = match part {
                    None => return Ok(()),
                    Some(ClassPart::Count) => "count",
                    Some(ClassPart::Up) => "upload",
                    Some(ClassPart::Down) => "download",
                    Some(ClassPart::Rule(key)) => key,
                };
                write!(f, ", {part}")
            }
            Place::Act(act) => write!(f, "at, act {}", act + 1),
        }
    }
}

/// Every fault of a text, for a caller who takes right texts only; prints one a line.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioErrors(pub Vec<ScenarioError>);

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ScenarioErrors {}
