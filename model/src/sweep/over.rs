//! What a sweep varies: a key, and the values it takes, read from a text.

use super::error::SweepError;
use crate::scenario::{MAX_PEERS, Scenario, ScenarioError};
use crate::units::{BitRate, Bits, Prefix, Seconds, quoted, whole_number};
use std::fmt;

/// How many values stand for a range: enough for a smooth curve over three decades, and few enough
/// that twenty runs of each are soon done.
pub const RANGE_POINTS: u32 = 20;

/// The most values of a sweep: more than a chart can tell apart.
pub const MAX_POINTS: usize = 1000;

/// The significant digits of the values between the ends of a range, unless they are whole numbers:
/// enough to be evenly spaced for the eye, and few enough to be read.
const DIGITS: i32 = 3;

/// What is varied, and the values it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    pub(super) key: String,
    pub(super) values: Vec<Value>,
}

/// One of the values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    /// As it stands behind the key.
    pub(super) text: String,
    /// In bits, bits per second, seconds or pieces; `None` for a word.
    pub(super) number: Option<f64>,
}

impl Over {
    /// Reads what to vary: `peers=1..1000`, `peers=10,20,50`, `server=1Mbps..20Mbps`,
    /// `finish=leave:1s..60s`, `pick=rarest,random,order`.
    ///
    /// A range stands for about [`RANGE_POINTS`] values, evenly spaced on a logarithmic scale (on a
    /// linear one where it begins with 0), both ends included. It may stand among other values. With
    /// a `|` anywhere, values are parted by it and may have commas:
    /// `peers=12x1Mbps/8Mbps|8x1Mbps/8Mbps,4x0/8Mbps`. The same value twice is one value.
    ///
    /// What a scenario can have for the key is checked by [`Sweep::new`].
    ///
    /// # Errors
    /// When the text has no such form, no such key, or a range of no numbers.
    pub fn parse(text: &str, prefix: Prefix) -> Result<Over, SweepError> {
        let wrong = || SweepError::Form { read: quoted(text) };
        let (key, values) = text.split_once('=').ok_or_else(wrong)?;
        let key = key.trim();
        let unknown = |fault: &ScenarioError| matches!(fault, ScenarioError::UnknownKey { .. });
        if let Some(fault) = Scenario::read(key).1.into_iter().find(unknown) {
            return Err(SweepError::Key(fault));
        }
        // A value with another key in it would vary two things.
        if key.is_empty() || text.contains('&') {
            return Err(wrong());
        }
        let mut over = Over {
            key: key.to_owned(),
            values: Vec::new(),
        };
        let parted_by = if values.contains('|') { '|' } else { ',' };
        for (index, value) in values.split(parted_by).map(str::trim).enumerate() {
            if value.is_empty() {
                let key = over.key;
                return Err(SweepError::NoValue { key, value: index });
            }
            let values = match value.split_once("..") {
                Some((low, high)) => range(key, value, low, high, prefix)?,
                None => vec![Value::of(key, value, prefix)],
            };
            for value in values {
                if over.values.iter().all(|other| other.text != value.text) {
                    over.values.push(value);
                }
            }
        }
        if over.values.len() > MAX_POINTS {
            let (key, values) = (over.key, over.values.len());
            return Err(SweepError::TooManyValues { key, values });
        }
        Ok(over)
    }

    /// The key that is varied.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Values that would be right for a key, for those who wrote nothing or something else.
#[must_use]
pub fn example(key: &str) -> &'static str {
    match (key, Kind::of(key)) {
        ("peers", _) => "1..1000",
        ("file" | "chunk", _) => "1MiB..64MiB",
        ("server", _) => "1Mbps..20Mbps",
        ("finish", _) => "leave:1s..60s",
        ("origin", _) => "leave:1..8",
        (_, Some(Kind::Time)) => "1s..60s",
        ("pick", _) => "rarest,random,order",
        ("choke", _) => "rate,random",
        ("serve", _) => "fastest,round,random",
        ("endgame", _) => "on,off",
        ("prefix", _) => "si,binary",
        ("at", _) => "30s:leave:1,60s:leave:1",
        _ => "1..8",
    }
}

/// As [`Over::parse`] reads it, with each of the values.
impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<&str> = self.values.iter().map(|value| &*value.text).collect();
        let commas = texts.iter().any(|text| text.contains(','));
        let parted_by = if commas { "|" } else { "," };
        write!(f, "{}={}", self.key, texts.join(parted_by))
    }
}

/// What kind of number a key takes.
#[derive(Clone, Copy)]
enum Kind {
    Whole,
    Amount,
    Rate,
    Time,
}

impl Kind {
    /// The kind of a key that takes numbers, perhaps behind a word and a colon.
    fn of(key: &str) -> Option<Kind> {
        match key {
            "peers" | "seed" | "list" | "connect" | "accept" | "few" | "slots" | "origin" => {
                Some(Kind::Whole)
            }
            "file" | "chunk" => Some(Kind::Amount),
            "server" => Some(Kind::Rate),
            "announce" | "have" | "rechoke" | "optimistic" | "snub" | "finish" | "arrive" => {
                Some(Kind::Time)
            }
            _ => None,
        }
    }

    /// Reads a number, without any word before it.
    fn read(self, key: &str, text: &str, prefix: Prefix) -> Result<f64, SweepError> {
        let unit = |source| SweepError::Unit {
            key: key.to_owned(),
            source,
        };
        match self {
            Kind::Whole => whole(key, text),
            Kind::Amount => Bits::parse(text, prefix)
                .map(|bits| bits.0 as f64)
                .map_err(unit),
            Kind::Rate => match BitRate::parse(text, prefix) {
                Ok(BitRate::UNLIMITED) => Err(SweepError::Endless {
                    key: key.to_owned(),
                    read: quoted(text),
                }),
                rate => rate.map(BitRate::bps).map_err(unit),
            },
            Kind::Time => Seconds::parse(text).map(|time| time.0).map_err(unit),
        }
    }

    /// The nearest number that is worth to be a value.
    fn round(self, number: f64) -> f64 {
        match self {
            Kind::Whole => number.round(),
            Kind::Amount | Kind::Rate => significant(number).round(),
            Kind::Time => significant(number),
        }
    }

    /// The text of a number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Read from 64 bits; a float cast saturates.
    fn text(self, number: f64, prefix: Prefix) -> String {
        match self {
            Kind::Whole => format!("{number}"),
            Kind::Amount => Bits(number as u64).text(prefix),
            Kind::Rate => BitRate(number as u64).text(prefix),
            Kind::Time => Seconds(number).text(),
        }
    }
}

impl Value {
    /// A value as it was written.
    fn of(key: &str, text: &str, prefix: Prefix) -> Value {
        let (_, number) = split_word(text);
        let number = Kind::of(key).and_then(|kind| kind.read(key, number, prefix).ok());
        let text = text.to_owned();
        Value { text, number }
    }
}

/// The values of a range.
fn range(
    key: &str,
    read: &str,
    low: &str,
    high: &str,
    prefix: Prefix,
) -> Result<Vec<Value>, SweepError> {
    let (key_text, read) = (key.to_owned(), quoted(read));
    let Some(kind) = Kind::of(key) else {
        return Err(SweepError::RangeOfWords {
            key: key_text,
            read,
        });
    };
    let (word, low_text) = split_word(low.trim());
    let high_text = high.trim();
    let high_text = high_text.strip_prefix(word).unwrap_or(high_text);
    let low = kind.read(key, low_text, prefix)?;
    let high = kind.read(key, high_text, prefix)?;
    if low > high {
        return Err(SweepError::Backwards {
            key: key_text,
            read,
        });
    }
    let numbers = grid(kind, low, high);
    Ok(numbers
        .into_iter()
        .map(|number| Value {
            text: format!("{word}{}", kind.text(number, prefix)),
            number: Some(number),
        })
        .collect())
}

/// Numbers from one to another, both included, in order and each once.
fn grid(kind: Kind, low: f64, high: f64) -> Vec<f64> {
    let last = f64::from(RANGE_POINTS - 1);
    if matches!(kind, Kind::Whole) && high - low <= last {
        // There are no more whole numbers than points.
        return (0..RANGE_POINTS)
            .map(|step| low + f64::from(step))
            .take_while(|number| *number <= high)
            .collect();
    }
    let inner = (1..RANGE_POINTS - 1).map(|step| {
        let part = f64::from(step) / last;
        // `libm`, since the power of the platform may differ in its last bit.
        let number = if low > 0.0 {
            low * libm::pow(high / low, part)
        } else {
            high * part
        };
        kind.round(number)
    });
    let mut numbers = vec![low];
    for number in inner.chain([high]) {
        let is_next = numbers.last().is_some_and(|last| number > *last);
        if is_next && number <= high {
            numbers.push(number);
        }
    }
    numbers
}

/// A number with few digits, near another.
fn significant(number: f64) -> f64 {
    // Printed and read again, so that 0.3 is the double nearest to it.
    let digits = usize::try_from(DIGITS - 1).unwrap_or(0);
    format!("{number:.digits$e}").parse().unwrap_or(number)
}

/// Reads a whole number.
pub(super) fn whole(key: &str, text: &str) -> Result<f64, SweepError> {
    let (least, most) = match key {
        "peers" => (1, MAX_PEERS),
        // What a double can tell apart.
        _ => (0, 1 << 53),
    };
    match whole_number(text).filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(number as f64),
        None => Err(SweepError::Number {
            key: key.to_owned(),
            read: quoted(text),
            least,
            most,
        }),
    }
}

/// Splits what stands before the last colon, the colon with it, from the number behind.
fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.rfind(':').map_or(0, |colon| colon + 1))
}
