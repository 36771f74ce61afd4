//! What a sweep varies: a key, and the values it takes, read from a text.

use std::fmt;

use super::error::{SweepError, Values};
use crate::scenario::{Fault, Key, Kind, MAX_PEERS, Number, Scenario};
use crate::units::{BitRate, Bits, Prefix, Seconds, Share, quoted, whole_number};

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
    /// In bits, bits per second, seconds, pieces or parts of 1; `None` for a word.
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
        let wrong = || SweepError::Form(quoted(text));
        let (key, values) = text.split_once('=').ok_or_else(wrong)?;
        let key = key.trim();
        let mut faults = Scenario::read(key).1.into_iter();
        if let Some(error) = faults.find(|error| matches!(error.fault, Fault::UnknownKey(_))) {
            return Err(SweepError::Key(error));
        }
        // A value with another key in it would vary two things.
        if key.is_empty() || text.contains('&') {
            return Err(wrong());
        }
        let mut over = Over {
            key: key.to_owned(),
            values: Vec::new(),
        };
        let fault = |fault| SweepError::Values {
            key: key.to_owned(),
            fault,
        };
        let parted_by = if values.contains('|') { '|' } else { ',' };
        for (index, value) in values.split(parted_by).map(str::trim).enumerate() {
            if value.is_empty() {
                let right = format!("{key}={}", example(key));
                return Err(fault(Values::Empty(index, right)));
            }
            let values = match value.split_once("..") {
                Some((low, high)) => range(key, value, low, high, prefix).map_err(fault)?,
                None => vec![Value::of(key, value, prefix)],
            };
            for value in values {
                if over.values.iter().all(|other| other.text != value.text) {
                    over.values.push(value);
                }
            }
        }
        if over.values.len() > MAX_POINTS {
            return Err(fault(Values::TooMany(over.values.len(), MAX_POINTS)));
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
pub fn example(key: &str) -> String {
    let row = Key::of(key);
    match (key, row.and_then(Key::numbers)) {
        ("peers", _) => "1..1000".to_owned(),
        ("at", _) => "30s:leave:1,60s:leave:1".to_owned(),
        (_, Some(("", kind))) => example_of(kind).to_owned(),
        (_, Some((word, kind))) => format!("{word}:{}", example_of(kind)),
        (_, None) => row.map_or_else(String::new, |key| key.words().join(",")),
    }
}

/// A range of such numbers.
fn example_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Amount => "1MiB..64MiB",
        Kind::Rate => "1Mbps..20Mbps",
        Kind::Time(_) => "1s..60s",
        Kind::Share(_) => "0%..20%",
        Kind::Count(..) | Kind::Whole => "1..8",
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

/// Reads a number without any word before it, in bits, bits per second, seconds, pieces or parts of 1.
fn read(kind: Kind, key: &str, text: &str, prefix: Prefix) -> Result<f64, Values> {
    Ok(match kind {
        Kind::Amount => Bits::parse(text, prefix)?.0 as f64,
        Kind::Rate => match BitRate::parse(text, prefix)? {
            BitRate::UNLIMITED => return Err(Values::Endless(quoted(text))),
            rate => rate.bps(),
        },
        Kind::Time(_) => Seconds::parse(text)?.0,
        Kind::Share(_) => Share::parse(text)?.0,
        Kind::Count(..) | Kind::Whole => whole(key, text)?,
    })
}

/// The nearest number that is worth to be a value.
fn round(kind: Kind, number: f64) -> f64 {
    match kind {
        Kind::Count(..) | Kind::Whole => number.round(),
        Kind::Amount | Kind::Rate => significant(number).round(),
        Kind::Time(_) | Kind::Share(_) => significant(number),
    }
}

/// The text of a number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Read from 64 bits; a float cast saturates.
fn written(kind: Kind, number: f64, prefix: Prefix) -> String {
    let number = match kind {
        Kind::Amount => Number::Amount(Bits(number as u64)),
        Kind::Rate => Number::Rate(BitRate(number as u64)),
        Kind::Time(_) => Number::Time(Seconds(number)),
        Kind::Share(_) => Number::Share(Share(number)),
        Kind::Count(..) | Kind::Whole => Number::Whole(number as u64),
    };
    number.text(prefix)
}

impl Value {
    /// A value as it was written.
    fn of(key: &str, text: &str, prefix: Prefix) -> Value {
        let (_, number) = split_word(text);
        let kind = kind_of(key);
        let number = kind.and_then(|kind| read(kind, key, number, prefix).ok());
        let text = text.to_owned();
        Value { text, number }
    }
}

/// The values of a range.
fn range(
    key: &str,
    text: &str,
    low: &str,
    high: &str,
    prefix: Prefix,
) -> Result<Vec<Value>, Values> {
    let kind = kind_of(key).ok_or_else(|| Values::Words(quoted(text), key.to_owned()))?;
    let (word, low) = split_word(low.trim());
    let high = high.trim();
    let high = read(kind, key, high.strip_prefix(word).unwrap_or(high), prefix);
    let (low, high) = (read(kind, key, low, prefix)?, high?);
    if low > high {
        return Err(Values::Backwards(quoted(text)));
    }
    let numbers = grid(kind, low, high);
    Ok(numbers
        .into_iter()
        .map(|number| Value {
            text: format!("{word}{}", written(kind, number, prefix)),
            number: Some(number),
        })
        .collect())
}

/// Numbers from one to another, both included, in order and each once.
fn grid(kind: Kind, low: f64, high: f64) -> Vec<f64> {
    let last = f64::from(RANGE_POINTS - 1);
    if matches!(kind, Kind::Count(..) | Kind::Whole) && high - low <= last {
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
        round(kind, number)
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
pub(super) fn whole(key: &str, text: &str) -> Result<f64, Values> {
    let (least, most) = match key {
        "peers" => (1, MAX_PEERS),
        // What a double can tell apart.
        _ => (0, 1 << 53),
    };
    match whole_number(text).filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(number as f64),
        None => {
            let right = format!("{key}={}", example(key));
            Err(Values::Number(quoted(text), least, most, right))
        }
    }
}

/// What kind of number a key takes, if it takes any, perhaps behind a word and a colon.
fn kind_of(key: &str) -> Option<Kind> {
    Some(Key::of(key)?.numbers()?.1)
}

/// Splits what stands before the last colon, the colon with it, from the number behind.
fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.rfind(':').map_or(0, |colon| colon + 1))
}
