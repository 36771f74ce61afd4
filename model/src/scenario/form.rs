//! What may stand behind a key: a word, a number of some kind, or a number behind a word and a colon.

use super::error::Fault;
use super::list::is_letter;
use super::value::MAX_TIME;
use crate::units::{self, BitRate, Bits, Prefix, Seconds, Share, quoted};

/// A number in its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Amount(Bits),
    Rate(BitRate),
    Time(Seconds),
    Share(Share),
    Count(u32),
    Whole(u64),
}
use Number::{Amount, Count, Rate, Time, Whole};

/// What kind of number may stand somewhere, and its range.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// More than 0.
    Amount,
    /// More than 0.
    Rate,
    /// From here to [`MAX_TIME`].
    Time(Seconds),
    /// From 0 to here.
    Share(Share),
    /// From the first to the second.
    Count(u32, u32),
    /// Any whole number.
    Whole,
}

/// A value in its text form: a word, a number, or both with a colon between them. No word is empty.
pub(super) type Value = (&'static str, Option<Number>);

/// One of the forms that a value may have, with what a fault says that would be right.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// A word by itself.
    Word(&'static str),
    /// A number by itself. Nothing is said of it where it is the only form.
    Number(Kind, &'static str),
    /// A number behind this word and a colon.
    Behind(&'static str, Kind, &'static str),
}

/// Reads a value that has one of these forms, and checks it.
pub(super) fn read(forms: &[Form], text: &str, prefix: Prefix) -> Result<Value, Fault> {
    // A word where a number may stand too is no wrong number.
    let is_word = forms.len() > 1 && text.starts_with(is_letter);
    let (word, behind) = text.split_once(':').unwrap_or_default();
    for form in forms {
        let (word, kind, number) = match *form {
            Form::Word(known) if known == text => return Ok((known, None)),
            Form::Number(kind, _) if !is_word => ("", kind, text),
            Form::Behind(known, kind, _) if known == word => (known, kind, behind),
            _ => continue,
        };
        return Ok((word, Some(kind.read(number, prefix)?)));
    }
    Err(Fault::Choice(quoted(text), choices(forms)))
}

/// Checks a value that has one of these forms.
pub(super) fn check(forms: &[Form], value: Value) -> Result<(), Fault> {
    let (word, Some(number)) = value else {
        return Ok(());
    };
    let mut numbers = forms.iter().filter_map(|form| form.number());
    let kind = numbers.find(|(behind, _)| *behind == word);
    kind.map_or(Ok(()), |(_, kind)| kind.check(number))
}

/// The text of a value.
pub(super) fn text(value: Value, prefix: Prefix) -> String {
    match value {
        (word, None) => word.to_owned(),
        ("", Some(number)) => number.text(prefix),
        (word, Some(number)) => format!("{word}:{}", number.text(prefix)),
    }
}

/// What would be right, for who wrote something else.
fn choices(forms: &[Form]) -> String {
    let is_number = |form: &Form| matches!(form, Form::Number(..));
    let or = if forms.iter().any(is_number) {
        ", or "
    } else {
        " or "
    };
    let right = forms.iter().map(|form| match *form {
        Form::Word(right) | Form::Number(_, right) | Form::Behind(_, _, right) => right,
    });
    right.collect::<Vec<_>>().join(or)
}

impl Form {
    /// The kind of its number, if it has one, and the word before that, if there is one.
    pub(crate) fn number(&self) -> Option<(&'static str, Kind)> {
        match *self {
            Form::Word(_) => None,
            Form::Number(kind, _) => Some(("", kind)),
            Form::Behind(word, kind, _) => Some((word, kind)),
        }
    }
}

impl Kind {
    /// Reads such a number, and checks it.
    pub(super) fn read(self, text: &str, prefix: Prefix) -> Result<Number, Fault> {
        let number = match self {
            Kind::Amount => Amount(Bits::parse(text, prefix)?),
            Kind::Rate => Rate(BitRate::parse(text, prefix)?),
            Kind::Time(_) => Time(Seconds::parse(text)?),
            Kind::Share(_) => Number::Share(Share::parse(text)?),
            Kind::Count(least, most) => Count(count(text, least, most)?),
            Kind::Whole => Whole(whole(text, 0, u64::MAX)?),
        };
        self.check(number)?;
        Ok(number)
    }

    /// Checks that such a number is in its range. Not a number is in no range.
    pub(super) fn check(self, number: Number) -> Result<(), Fault> {
        match (self, number) {
            (Kind::Amount, Amount(Bits(0))) | (Kind::Rate, Rate(BitRate(0))) => Err(Fault::Zero),
            (Kind::Time(least), Time(time)) if !(least..=MAX_TIME).contains(&time) => {
                let right = format!("a time from {} to {}", least.text(), MAX_TIME.text());
                Err(Fault::OutOfRange(time.text(), right))
            }
            (Kind::Share(most), Number::Share(share)) if !(Share(0.0)..=most).contains(&share) => {
                let right = format!("a percentage from 0% to {}", most.text());
                Err(Fault::OutOfRange(share.text(), right))
            }
            (Kind::Count(least, most), Count(count)) if !(least..=most).contains(&count) => {
                Err(Fault::Number(count.to_string(), least.into(), most.into()))
            }
            _ => Ok(()),
        }
    }
}

impl Number {
    /// Its text.
    pub(crate) fn text(self, prefix: Prefix) -> String {
        match self {
            Amount(bits) => bits.text(prefix),
            Rate(rate) => rate.text(prefix),
            Time(time) => time.text(),
            Number::Share(share) => share.text(),
            Count(count) => count.to_string(),
            Whole(number) => number.to_string(),
        }
    }
}

/// Reads a whole number within a range.
fn whole(text: &str, least: u64, most: u64) -> Result<u64, Fault> {
    let number = units::whole_number(text).filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| Fault::Number(quoted(text), least, most))
}

/// The same for a number of 32 bits.
pub(super) fn count(text: &str, least: u32, most: u32) -> Result<u32, Fault> {
    let number = whole(text, least.into(), most.into())?;
    Ok(u32::try_from(number).unwrap_or(most))
}
