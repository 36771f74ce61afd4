//! Numbers as text: exactly and briefly, or for people.

use super::unit::Unit;

/// Stands between a number and its unit: a line never ends there.
pub(super) const NO_BREAK_SPACE: char = '\u{a0}';

/// Stands between groups of three digits, as the SI brochure (5.4.4) asks for a thin space.
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// How many digits a whole number may have before a larger unit is tried.
const WHOLE_FOR_PEOPLE: usize = 3;

/// How many characters an exact number may have before people are given a rounded one.
const EXACT_FOR_PEOPLE: usize = 5;

/// The shortest number that is exactly `value` in one of `units`, and that unit; of equally short
/// ones a whole one, else the first. Every value is exact in bits.
pub(super) fn shortest(value: u64, units: &[Unit]) -> (String, Unit) {
    let bit = Unit {
        prefix: "",
        bytes: false,
        bits: 1,
    };
    units
        .iter()
        .filter(|unit| unit.bits <= value)
        .filter_map(|unit| Some((exact(value, unit.bits)?, *unit)))
        .min_by_key(|(number, _)| (number.len(), number.contains('.')))
        .unwrap_or_else(|| (value.to_string(), bit))
}

/// `value / unit` as a decimal, if it ends within as many digits as any `u64` has.
fn exact(value: u64, unit: u64) -> Option<String> {
    const DIGITS: usize = 20;

    let mut number = (value / unit).to_string();
    let mut rest = u128::from(value % unit);
    if rest > 0 {
        number.push('.');
    }
    while rest > 0 {
        if number.len() > DIGITS {
            return None;
        }
        rest *= 10;
        number += &(rest / u128::from(unit)).to_string();
        rest %= u128::from(unit);
    }
    Some(number)
}

/// The number and the unit people are shown: a whole number of at most three digits if there is one, else
/// the number in the largest unit of which there is at least one, exactly if that is short, else three digits of it.
pub(super) fn legible(value: u64, units: &[Unit]) -> (String, Unit) {
    let (number, unit) = shortest(value, units);
    if number.len() <= WHOLE_FOR_PEOPLE && !number.contains('.') {
        return (number, unit);
    }
    // The family that comes first is the most natural one: each goes down.
    let family = units.chunk_by(|a, b| a.bits > b.bits).next();
    let in_unit = |unit: &Unit| {
        let exactly = exact(value, unit.bits).filter(|number| number.len() <= EXACT_FOR_PEOPLE);
        // Doubles are good enough for three digits.
        exactly.unwrap_or_else(|| three_digits(value as f64 / unit.bits as f64))
    };
    let is_one = |number: &str| number.parse::<f64>().is_ok_and(|n| n >= 1.0);
    // Rounding counts: 999 999 kb are 1.00 Gb.
    family
        .unwrap_or_default()
        .iter()
        .map(|unit| (in_unit(unit), *unit))
        .find(|(number, _)| is_one(number))
        .unwrap_or((number, unit))
}

/// A whole number to three significant digits.
pub(super) fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(2));
    (number / unit + u64::from(number % unit >= unit.div_ceil(2))).saturating_mul(unit)
}

/// A number with three significant digits, or with all of those before the point if they are more.
pub(super) fn three_digits(value: f64) -> String {
    // One digit fewer is right when rounding carries into a new one: 9.999 is 10.0, not 10.00.
    let with = |decimals: usize| format!("{value:.decimals$}");
    let mut decimals: usize = 2;
    let mut least = 1.0;
    while value.abs() < least && decimals < 12 {
        decimals += 1;
        least /= 10.0;
    }
    while decimals > 0 {
        let number = with(decimals);
        let digits = number.bytes().filter(u8::is_ascii_digit);
        if digits.skip_while(|digit| *digit == b'0').count() <= 3 {
            return number;
        }
        decimals -= 1;
    }
    with(0)
}

/// A whole number with a thin gap before every third digit from the right.
pub(super) fn grouped(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("−", digits),
        None => ("", number),
    };
    let mut text = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(NARROW_NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    text
}
