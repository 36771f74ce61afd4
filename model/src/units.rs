//! Amounts of data, rates and times as types of their own, so that no bit is taken for a byte.
//!
//! Each type has two faces. [`Bits::parse`] and [`Bits::text`] are exact: what one prints, the other
//! reads back to the same value, so a link or a preset loses nothing. [`Bits::human`] is for people:
//! three significant digits and a space before the unit. No value passes through floating point on
//! its way between text and bits.

use thiserror::Error;

/// Stands between a number and its unit: a line never ends there.
const NO_BREAK_SPACE: char = '\u{a0}';

/// Stands between groups of three digits, as the SI brochure (5.4.4) asks for a thin space.
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// How many digits a whole number may have before a larger unit is tried.
const WHOLE_FOR_PEOPLE: usize = 3;

/// How many characters an exact number may have before people are given a rounded one.
const EXACT_FOR_PEOPLE: usize = 5;

/// How many characters of a wrong text an error repeats, so that a message stays one line.
const QUOTED: usize = 40;

/// An amount of data in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub u64);

/// A rate in bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BitRate(pub u64);

/// A time or a span of time in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

/// What `k`, `M`, `G`, `T` mean in a text: the powers of 1000 (SI), or those of 1024 as some textbooks have it.
/// `Ki`, `Mi`, `Gi`, `Ti` are powers of 1024 under either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// 1 k = 1000.
    #[default]
    Si,
    /// 1 k = 1024.
    Binary,
}

impl Bits {
    /// Reads an amount such as `8MiB`, `15Gb`, `1b` or `1.5 kB`: a number, `k`, `M`, `G`, `T` or
    /// `Ki`, `Mi`, `Gi`, `Ti` or nothing, then `b` for bits or `B` for bytes.
    ///
    /// # Errors
    /// When the text is anything else, is not a whole number of bits, or exceeds `u64::MAX` bits.
    pub fn parse(text: &str, prefix: Prefix) -> Result<Bits, UnitError> {
        parse_data(text, prefix, Quantity::Amount).map(Bits)
    }

    /// The amount exactly and briefly, so that [`Bits::parse`] gives it back under the same prefix:
    /// `8MiB`, `256KiB`, `15Gb`.
    #[must_use]
    pub fn text(self, prefix: Prefix) -> String {
        let (number, unit) = shortest(self.0, &amount_units(self.0, prefix));
        format!("{number}{}", unit.symbol(Quantity::Amount))
    }

    /// The amount for people: `8 MiB`, `67.1 Mb`; three significant digits where it is not exact.
    #[must_use]
    pub fn human(self, prefix: Prefix) -> String {
        let (number, unit) = legible(self.0, &amount_units(self.0, prefix));
        format!("{number}{NO_BREAK_SPACE}{}", unit.symbol(Quantity::Amount))
    }

    /// The amount in the units of rates, so that a reader can divide one by the other: `67.1 Mb` for
    /// 8 MiB. Not in bytes, and with SI prefixes to three significant digits instead of in the `Mi`
    /// that would be exact.
    #[must_use]
    pub fn human_in_bits(self, prefix: Prefix) -> String {
        let shown = match prefix {
            Prefix::Si => rounded(self.0),
            Prefix::Binary => self.0,
        };
        let (number, unit) = legible(shown, &rate_units(prefix));
        format!("{number}{NO_BREAK_SPACE}{}", unit.symbol(Quantity::Amount))
    }
}

impl BitRate {
    /// A rate that was measured, in bits per second: no more of it than three significant digits.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
    pub fn measured(bps: f64) -> BitRate {
        BitRate(rounded(bps.max(0.0).round() as u64))
    }

    /// Reads a rate such as `700kbps`, `2Mbps`, `1.5 Mb/s`, `1MBps` (bytes), or a bare `0`.
    ///
    /// # Errors
    /// When the text is anything else, is not a whole number of bits per second, or exceeds
    /// `u64::MAX` bits per second.
    pub fn parse(text: &str, prefix: Prefix) -> Result<BitRate, UnitError> {
        parse_data(text, prefix, Quantity::Rate).map(BitRate)
    }

    /// The rate exactly and briefly, so that [`BitRate::parse`] gives it back under the same prefix:
    /// `700kbps`, `1.5Mbps`, `0`.
    #[must_use]
    pub fn text(self, prefix: Prefix) -> String {
        if self.0 == 0 {
            return "0".to_owned();
        }
        let (number, unit) = shortest(self.0, &rate_units(prefix));
        format!("{number}{}", unit.symbol(Quantity::Rate))
    }

    /// The rate for people: `4 Mb/s`; three significant digits where it is not exact.
    #[must_use]
    pub fn human(self, prefix: Prefix) -> String {
        let (number, unit) = legible(self.0, &rate_units(prefix));
        format!(
            "{number}{NO_BREAK_SPACE}{}/s",
            unit.symbol(Quantity::Amount)
        )
    }
}

impl Seconds {
    /// Reads a time such as `10s`, `500ms`, `0.5 s`, `2min` or `1h`.
    ///
    /// # Errors
    /// When the text is anything else, is negative, or is beyond the range of an `f64`.
    pub fn parse(text: &str) -> Result<Seconds, UnitError> {
        let (number, unit) = split(text, Quantity::Time)?;
        let unknown = || UnitError::UnknownUnit {
            read: quoted(text),
            unit: quoted(unit),
            right: Quantity::Time.grammar(),
        };
        // The decimal point moves in the text, so that 0.3ms is the double nearest to 0.0003.
        let (shifted, factor) = match unit {
            "" => return Err(no_unit(text, number, Quantity::Time)),
            "s" => (number.to_owned(), 1.0),
            "ms" => (format!("{number}e-3"), 1.0),
            "min" => (number.to_owned(), 60.0),
            "h" => (number.to_owned(), 3600.0),
            _ => return Err(unknown()),
        };
        let seconds = shifted.parse::<f64>().map_err(|_| unknown())? * factor;
        if seconds.is_finite() {
            Ok(Seconds(seconds))
        } else {
            Err(UnitError::TooLarge {
                read: quoted(text),
                largest: format!("{:e} s", f64::MAX),
            })
        }
    }

    /// The time exactly, in seconds, so that [`Seconds::parse`] gives it back: `10s`, `0.5s`.
    #[must_use]
    pub fn text(self) -> String {
        // Adding zero turns a negative zero, which would print a sign, into a plain one.
        format!("{}s", self.0 + 0.0)
    }

    /// The time for people: `50.3 s`, `7 500 s`, `12 ms`. Three significant digits below 100 s, whole
    /// seconds above; trailing zeros are left out where the number is exact; never in powers of ten.
    #[must_use]
    pub fn human(self) -> String {
        /// Units for short times, longest first, each with how many of it make a second.
        const SHORT: [(&str, f64); 4] = [("s", 1.0), ("ms", 1e3), ("µs", 1e6), ("ns", 1e9)];
        /// A time is given in the first unit of which it makes at least this much.
        const LEAST: f64 = 0.1;
        /// Below this many nanoseconds a time is as good as none.
        const LEAST_NANOSECONDS: f64 = 0.001;

        let seconds = self.0 + 0.0;
        if !seconds.is_finite() {
            return if seconds > 0.0 { "∞" } else { "–" }.to_owned();
        }
        let size = seconds.abs();
        if size >= 100.0 || size == 0.0 {
            return format!("{}{NO_BREAK_SPACE}s", grouped(&format!("{seconds:.0}")));
        }
        let (symbol, per_second) = SHORT
            .into_iter()
            .find(|(_, per_second)| size * per_second >= LEAST)
            .unwrap_or(SHORT[SHORT.len() - 1]);
        if symbol == "ns" && size * per_second < LEAST_NANOSECONDS {
            return format!("<{NO_BREAK_SPACE}{LEAST_NANOSECONDS}{NO_BREAK_SPACE}ns");
        }
        let value = seconds * per_second;
        let mut number = three_digits(value);
        if number.parse::<f64>() == Ok(value) {
            number = number.parse::<f64>().unwrap_or(value).to_string();
        }
        format!("{number}{NO_BREAK_SPACE}{symbol}")
    }
}

/// Why a text is not an amount, a rate or a time. Every message says what was read and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The text is empty.
    #[error("nothing is written here: write something like {right}")]
    Empty {
        /// An example of what would be right.
        right: &'static str,
    },
    /// The text does not start with a plain decimal number.
    #[error(
        "\"{read}\" does not start with a plain number such as 8 or 1.5: write something like {right}"
    )]
    NoNumber {
        /// What was read.
        read: String,
        /// An example of what would be right.
        right: &'static str,
    },
    /// The number has a minus sign.
    #[error("\"{read}\" is negative: write 0 or more, something like {right}")]
    Negative {
        /// What was read.
        read: String,
        /// An example of what would be right.
        right: &'static str,
    },
    /// The number has a comma or another separator in it.
    #[error(
        "\"{read}\" has a comma or a gap in its number: write the decimal point as \".\" and thousands without a gap, as in 1500 or 1.5"
    )]
    Separator {
        /// What was read.
        read: String,
    },
    /// There is a number and nothing after it.
    #[error("\"{read}\" has no unit: write {right}")]
    NoUnit {
        /// What was read.
        read: String,
        /// The same number with a unit.
        right: String,
    },
    /// The unit would be right in another case.
    #[error(
        "\"{read}\" has its unit in the wrong case (M is mega, m would be milli; B is bytes, b is bits): write {right}"
    )]
    WrongCase {
        /// What was read.
        read: String,
        /// The same number with the unit that was probably meant.
        right: String,
    },
    /// The unit is none that is known.
    #[error("\"{read}\" has the unknown unit \"{unit}\": write {right}")]
    UnknownUnit {
        /// What was read.
        read: String,
        /// What stands where the unit should.
        unit: String,
        /// The units that are known, and an example.
        right: &'static str,
    },
    /// An amount stands where a rate should.
    #[error("\"{read}\" is an amount, not a rate: write {right}")]
    NotARate {
        /// What was read.
        read: String,
        /// The rate that was probably meant.
        right: String,
    },
    /// A rate stands where an amount should.
    #[error("\"{read}\" is a rate, not an amount: write {right}")]
    NotAnAmount {
        /// What was read.
        read: String,
        /// The amount that was probably meant.
        right: String,
    },
    /// The value is not a whole number of bits or of bits per second.
    #[error("\"{read}\" is not a whole number of bits: write {below} or {above}")]
    NotWhole {
        /// What was read.
        read: String,
        /// The next whole value below.
        below: String,
        /// The next whole value above.
        above: String,
    },
    /// The value does not fit.
    #[error("\"{read}\" is too large: the largest value is {largest}")]
    TooLarge {
        /// What was read.
        read: String,
        /// The largest value that would fit.
        largest: String,
    },
}

/// What kind of value is being read: it decides the units, and the examples in an error.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Amount,
    Rate,
    Time,
}

impl Quantity {
    /// An example of a right value.
    fn example(self) -> &'static str {
        match self {
            Quantity::Amount => "8MiB",
            Quantity::Rate => "4Mbps",
            Quantity::Time => "10s",
        }
    }

    /// The units of this kind, in words.
    fn grammar(self) -> &'static str {
        match self {
            Quantity::Amount => {
                "b (bits) or B (bytes), after k, M, G, T or Ki, Mi, Gi, Ti if need be, as in 8MiB or 15Gb"
            }
            Quantity::Rate => "bps, after k, M, G, T or Ki, Mi, Gi, Ti if need be, as in 700kbps",
            Quantity::Time => "ms, s, min or h, as in 10s or 500ms",
        }
    }

    /// `number` with the units of this kind that somebody who wrote `prefix` may have meant.
    fn suggest(self, number: &str, prefix: &str) -> String {
        let number = quoted(number);
        match self {
            Quantity::Amount => format!("{number}{prefix}B (bytes) or {number}{prefix}b (bits)"),
            Quantity::Rate => format!("{number}{prefix}bps"),
            Quantity::Time => format!("{number}s"),
        }
    }
}

/// A unit of data: what it is called and how many bits it is.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Unit {
    /// `""`, `"k"`, `"M"`, … or `"Ki"`, `"Mi"`, …
    prefix: &'static str,
    /// Whether it counts bytes.
    bytes: bool,
    /// How many bits one of it is.
    bits: u64,
}

/// The prefixes, by power.
const PLAIN: [&str; 5] = ["", "k", "M", "G", "T"];
/// The prefixes that mean 1024 whatever the convention, by power.
const BINARY: [&str; 5] = ["", "Ki", "Mi", "Gi", "Ti"];

impl Unit {
    /// The units of one family, largest first.
    fn family(names: [&'static str; 5], base: u64, bytes: bool) -> impl Iterator<Item = Unit> {
        let byte = if bytes { 8 } else { 1 };
        let mut bits = byte;
        let mut units = names.map(|prefix| {
            let unit = Unit {
                prefix,
                bytes,
                bits,
            };
            bits *= base;
            unit
        });
        units.reverse();
        units.into_iter()
    }

    /// The unit as it is written: `MiB`, `kbps`.
    fn symbol(self, quantity: Quantity) -> String {
        let letter = if self.bytes { 'B' } else { 'b' };
        let per_second = if quantity == Quantity::Rate { "ps" } else { "" };
        format!("{}{letter}{per_second}", self.prefix)
    }
}

/// What 1 k is.
fn base(prefix: Prefix) -> u64 {
    match prefix {
        Prefix::Si => 1000,
        Prefix::Binary => 1024,
    }
}

/// The units an amount is printed in, the most natural ones first.
fn amount_units(value: u64, prefix: Prefix) -> Vec<Unit> {
    /// 1 KiB in bits.
    const KIBIBYTE: u64 = 8 * 1024;

    let bits = Unit::family(PLAIN, base(prefix), false);
    let bytes = Unit::family(PLAIN, base(prefix), true);
    if value == 0 || !value.is_multiple_of(KIBIBYTE) {
        bits.chain(bytes).collect()
    } else if prefix == Prefix::Binary {
        bytes.chain(bits).collect()
    } else {
        let binary_bytes = Unit::family(BINARY, 1024, true).filter(|unit| !unit.prefix.is_empty());
        binary_bytes.chain(bits).chain(bytes).collect()
    }
}

/// The units a rate is printed in, the most natural ones first.
fn rate_units(prefix: Prefix) -> Vec<Unit> {
    let plain = Unit::family(PLAIN, base(prefix), false);
    let binary = Unit::family(BINARY, 1024, false);
    plain.chain(binary).collect()
}

/// The shortest number that is exactly `value` in one of `units`, and that unit; of equally short
/// ones a whole one, else the first. Every value is exact in bits.
fn shortest(value: u64, units: &[Unit]) -> (String, Unit) {
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
fn legible(value: u64, units: &[Unit]) -> (String, Unit) {
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
fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(2));
    (number / unit + u64::from(number % unit >= unit.div_ceil(2))).saturating_mul(unit)
}

/// A number with three significant digits, or with all of those before the point if they are more.
fn three_digits(value: f64) -> String {
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
fn grouped(number: &str) -> String {
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

/// Reads an amount in bits or a rate in bits per second.
fn parse_data(text: &str, prefix: Prefix, quantity: Quantity) -> Result<u64, UnitError> {
    let (number, symbol) = split(text, quantity)?;
    if symbol.is_empty() {
        let is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        return if quantity == Quantity::Rate && is_zero {
            Ok(0)
        } else {
            Err(no_unit(text, number, quantity))
        };
    }
    let Some((unit, read)) = data_unit(symbol, prefix) else {
        return Err(not_a_unit(text, number, symbol, quantity));
    };
    if read != quantity {
        let right = Unit::symbol(unit, quantity);
        let (read, right) = (quoted(text), format!("{}{right}", quoted(number)));
        return Err(if quantity == Quantity::Rate {
            UnitError::NotARate { read, right }
        } else {
            UnitError::NotAnAmount { read, right }
        });
    }
    let symbol = if quantity == Quantity::Rate {
        "bps"
    } else {
        "b"
    };
    match multiply(number, unit.bits) {
        None => Err(UnitError::TooLarge {
            read: quoted(text),
            largest: format!("{}{symbol}", u64::MAX),
        }),
        Some((value, true)) => Ok(value),
        Some((value, false)) => Err(UnitError::NotWhole {
            read: quoted(text),
            below: format!("{value}{symbol}"),
            above: format!("{}{symbol}", value.saturating_add(1)),
        }),
    }
}

/// Splits a text into a decimal number, `digits`, `digits.digits` or `.digits`, and what follows it.
fn split(text: &str, quantity: Quantity) -> Result<(&str, &str), UnitError> {
    let (read, right) = (|| quoted(text), quantity.example());
    let text = text.trim();
    if text.is_empty() {
        return Err(UnitError::Empty { right });
    }
    if text.starts_with(['-', '−']) {
        return Err(UnitError::Negative {
            read: read(),
            right,
        });
    }
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let is_number = match number.split_once('.') {
        None => !number.is_empty(),
        Some((_, fraction)) => !fraction.is_empty() && !fraction.contains('.'),
    };
    if !is_number {
        return Err(UnitError::NoNumber {
            read: read(),
            right,
        });
    }
    // What separates digits from digits is a separator, whatever it looks like.
    let rest = unit.trim_start_matches(|c: char| !c.is_alphanumeric());
    if unit.starts_with(',') || rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(UnitError::Separator { read: read() });
    }
    Ok((number, unit.trim_start()))
}

/// The unit `symbol` stands for, and whether it is one of amounts or of rates.
fn data_unit(symbol: &str, prefix: Prefix) -> Option<(Unit, Quantity)> {
    const ENDINGS: [(&str, bool, Quantity); 6] = [
        ("bps", false, Quantity::Rate),
        ("Bps", true, Quantity::Rate),
        ("b/s", false, Quantity::Rate),
        ("B/s", true, Quantity::Rate),
        ("b", false, Quantity::Amount),
        ("B", true, Quantity::Amount),
    ];
    let (head, bytes, quantity) = ENDINGS.into_iter().find_map(|(ending, bytes, quantity)| {
        Some((symbol.strip_suffix(ending)?, bytes, quantity))
    })?;
    let head = if head == "K" { "k" } else { head };
    Unit::family(PLAIN, base(prefix), bytes)
        .chain(Unit::family(BINARY, 1024, bytes))
        .find(|unit| unit.prefix == head)
        .map(|unit| (unit, quantity))
}

/// `number × factor`, rounded down, and whether that is exact; `None` if it does not fit.
///
/// It multiplies digit by digit, as on paper, so that no length of number is too long to be exact.
fn multiply(number: &str, factor: u64) -> Option<(u64, bool)> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut product = Vec::with_capacity(number.len() + 20);
    let mut carry: u128 = 0;
    for digit in whole.bytes().chain(fraction.bytes()).rev() {
        carry += u128::from(digit - b'0') * u128::from(factor);
        product.push(carry % 10);
        carry /= 10;
    }
    while carry > 0 {
        product.push(carry % 10);
        carry /= 10;
    }
    let (below_one, from_one) = product.split_at(fraction.len());
    let value = from_one.iter().rev().try_fold(0_u64, |value, digit| {
        let digit = u64::try_from(*digit).ok()?;
        value.checked_mul(10)?.checked_add(digit)
    })?;
    Some((value, below_one.iter().all(|digit| *digit == 0)))
}

/// The error for a number with nothing after it.
fn no_unit(text: &str, number: &str, quantity: Quantity) -> UnitError {
    UnitError::NoUnit {
        read: quoted(text),
        right: quantity.suggest(number, "M"),
    }
}

/// The error for a unit of data that is none: in the wrong case, or unknown.
fn not_a_unit(text: &str, number: &str, symbol: &str, quantity: Quantity) -> UnitError {
    let folded = symbol.to_ascii_lowercase();
    let head = ["b", "bps", "b/s"]
        .into_iter()
        .find_map(|ending| folded.strip_suffix(ending).filter(|head| head.len() <= 2));
    let meant = head.and_then(|head| {
        PLAIN
            .into_iter()
            .chain(BINARY)
            .find(|prefix| prefix.eq_ignore_ascii_case(head))
    });
    match meant {
        Some(prefix) => UnitError::WrongCase {
            read: quoted(text),
            right: quantity.suggest(number, prefix),
        },
        None => UnitError::UnknownUnit {
            read: quoted(text),
            unit: quoted(symbol),
            right: quantity.grammar(),
        },
    }
}

/// The beginning of a text, for a message.
pub(crate) fn quoted(text: &str) -> String {
    let mut quote: String = text.chars().take(QUOTED).collect();
    if quote.len() < text.len() {
        quote.push('…');
    }
    quote
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prefix() -> impl Strategy<Value = Prefix> {
        prop_oneof![Just(Prefix::Si), Just(Prefix::Binary)]
    }

    /// Values of every size, round ones too, which are printed in large units.
    fn value() -> impl Strategy<Value = u64> {
        let round = (
            0_u64..5000,
            0_u32..5,
            prop_oneof![Just(1000_u64), Just(1024)],
        )
            .prop_map(|(n, power, base)| n * base.pow(power));
        prop_oneof![any::<u64>(), 0_u64..100_000, round]
    }

    fn bits(text: &str, prefix: Prefix) -> u64 {
        Bits::parse(text, prefix).unwrap().0
    }

    fn rate(text: &str, prefix: Prefix) -> u64 {
        BitRate::parse(text, prefix).unwrap().0
    }

    /// Checks that `read` is refused, with a message that repeats it and contains `right`.
    fn check_refused<T>(read: &str, result: Result<T, UnitError>, right: &str) {
        let message = result.err().expect(read).to_string();
        assert!(message.contains(read), "{message} should repeat {read}");
        assert!(message.contains(right), "{message} should say {right}");
    }

    #[test]
    fn amounts_are_read_in_bits_and_bytes() {
        assert_eq!(bits("8MiB", Prefix::Si), 8 * 8 * 1024 * 1024);
        assert_eq!(bits("15Gb", Prefix::Si), 15_000_000_000);
        assert_eq!(bits("15Gb", Prefix::Binary), 15 * 1024 * 1024 * 1024);
        assert_eq!(bits("1b", Prefix::Si), 1);
        assert_eq!(bits("262144B", Prefix::Si), 2_097_152);
        assert_eq!(bits(" 1.5 kB ", Prefix::Si), 12_000);
        assert_eq!(bits("0.125Kib", Prefix::Si), 128);
        assert_eq!(bits("1Kb", Prefix::Si), bits("1kb", Prefix::Si));
        assert_eq!(bits("1Tib", Prefix::Binary), bits("1Tb", Prefix::Binary));
    }

    #[test]
    fn rates_are_read_with_either_spelling_and_zero_needs_no_unit() {
        assert_eq!(rate("700kbps", Prefix::Si), 700_000);
        assert_eq!(rate("300kbps", Prefix::Binary), 300 * 1024);
        assert_eq!(rate("1.5\u{a0}Mb/s", Prefix::Si), 1_500_000);
        assert_eq!(rate("1MBps", Prefix::Si), 8_000_000);
        assert_eq!(rate("0", Prefix::Si), 0);
    }

    #[test]
    fn fractions_are_exact_however_long_they_are() {
        assert_eq!(rate("0.3kbps", Prefix::Si), 300);
        let zeros = "0".repeat(500);
        assert_eq!(bits(&format!("{zeros}1.{zeros}b"), Prefix::Si), 1);
        // 2^-40 has 40 decimals.
        let tiny = "0.0000000000009094947017729282379150390625Tib";
        assert_eq!(bits(tiny, Prefix::Si), 1);
        assert_eq!(bits("18446744073709551615b", Prefix::Si), u64::MAX);
        assert_eq!(bits("18446744.073709551615Tb", Prefix::Si), u64::MAX);
    }

    #[test]
    fn what_is_no_amount_is_refused_with_what_would_be_right() {
        let check = |read: &str, right: &str| {
            check_refused(read, Bits::parse(read, Prefix::Si), right);
        };
        check("8", "8MB (bytes) or 8Mb (bits)");
        check("8M", "as in 8MiB");
        check("8mb", "8MB (bytes) or 8Mb (bits)");
        check("8kiB", "8KiB (bytes)");
        check("8 parsecs", "parsecs");
        check("8Mbps", "8Mb");
        check("-8MB", "0 or more");
        check("1,5MB", "1.5");
        check("1 000MB", "without a gap");
        check("1.2.3MB", "8MiB");
        check("5.MB", "8MiB");
        check("MB", "8MiB");
        check("", "8MiB");
        check("0.3b", "0b or 1b");
        check("1.0005kb", "1000b or 1001b");
        check("18446744073709551616b", "18446744073709551615b");
        check("99999999999TB", "18446744073709551615b");
        check("1e3b", "as in 8MiB");
    }

    #[test]
    fn what_is_no_rate_is_refused_with_what_would_be_right() {
        let check = |read: &str, right: &str| {
            check_refused(read, BitRate::parse(read, Prefix::Si), right);
        };
        check("4", "4Mbps");
        check("4mbps", "4Mbps");
        check("4 MBPS", "4Mbps");
        check("4Mb", "4Mbps");
        check("4Mbit", "as in 700kbps");
        check("99999999999Tbps", "18446744073709551615bps");
    }

    #[test]
    fn times_are_read_and_printed_exactly() {
        let check = |read: &str, seconds: f64, text: &str| {
            assert_eq!(Seconds::parse(read), Ok(Seconds(seconds)));
            assert_eq!(Seconds(seconds).text(), text);
        };
        check("10s", 10.0, "10s");
        check("500ms", 0.5, "0.5s");
        check("0.3ms", 0.0003, "0.0003s");
        check("2 min", 120.0, "120s");
        check("1h", 3600.0, "3600s");
        assert_eq!(Seconds(-0.0).text(), "0s");
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_would_be_right() {
        let check = |read: &str, right: &str| check_refused(read, Seconds::parse(read), right);
        check("10", "10s");
        check("-1s", "0 or more");
        check("1,5s", "1.5");
        check("10m", "min");
        check("infs", "10s");
        let endless = "9".repeat(400) + "s";
        let message = Seconds::parse(&endless).unwrap_err().to_string();
        assert!(message.contains("too large"), "{message}");
    }

    #[test]
    fn texts_are_the_shortest_natural_ones() {
        let check = |value: u64, prefix: Prefix, text: &str| {
            assert_eq!(Bits(value).text(prefix), text);
        };
        check(67_108_864, Prefix::Si, "8MiB");
        check(2_097_152, Prefix::Si, "256KiB");
        check(8_192_000, Prefix::Si, "1000KiB");
        check(15_000_000_000, Prefix::Si, "15Gb");
        check(2_000_000_000_000, Prefix::Si, "2Tb");
        check(8_000_000, Prefix::Si, "8Mb");
        check(8193, Prefix::Si, "8193b");
        check(0, Prefix::Si, "0b");
        check(67_108_864, Prefix::Binary, "8MB");
        check(15 << 30, Prefix::Binary, "15Gb");

        let check = |value: u64, prefix: Prefix, text: &str| {
            assert_eq!(BitRate(value).text(prefix), text);
        };
        check(1_500_000, Prefix::Si, "1.5Mbps");
        check(300_000, Prefix::Si, "300kbps");
        check(2_048_000, Prefix::Si, "2048kbps");
        check(30 << 20, Prefix::Si, "30Mibps");
        check(30 << 20, Prefix::Binary, "30Mbps");
        check(4_000_000, Prefix::Binary, "4000000bps");
        check(0, Prefix::Binary, "0");
    }

    #[test]
    fn people_read_three_digits_where_a_value_is_not_exact() {
        let check = |value: u64, text: &str| {
            assert_eq!(Bits(value).human(Prefix::Si).replace('\u{a0}', " "), text);
        };
        check(67_108_864, "8 MiB");
        check(67_108_865, "67.1 Mb");
        check(999_999_999, "1.00 Gb");
        check((12_345_678 << 13) + (1 << 13), "11.8 GiB");
        check(u64::MAX, "18446744 Tb");
        check(0, "0 b");
        assert_eq!(BitRate(4_000_000).human(Prefix::Si), "4\u{a0}Mb/s");
        assert_eq!(BitRate(1_234_567).human(Prefix::Si), "1.23\u{a0}Mb/s");
        assert_eq!(BitRate(1_130_000).human(Prefix::Si), "1.13\u{a0}Mb/s");
        assert_eq!(BitRate(75_908).human(Prefix::Si), "75.9\u{a0}kb/s");
        assert_eq!(BitRate(700_000).human(Prefix::Si), "700\u{a0}kb/s");
        assert_eq!(BitRate(0).human(Prefix::Si), "0\u{a0}b/s");
    }

    #[test]
    fn an_amount_can_be_divided_by_a_rate() {
        let check = |bits, prefix, text: &str| {
            let human = Bits(bits).human_in_bits(prefix);
            assert_eq!(human.replace('\u{a0}', " "), text);
        };
        check(8 * 8 * 1024 * 1024, Prefix::Si, "67.1 Mb");
        check(15_000_000_000, Prefix::Si, "15 Gb");
        check(1, Prefix::Si, "1 b");
        check(15 * 1024 * 1024 * 1024, Prefix::Binary, "15 Gb");
        assert!(!Bits(u64::MAX).human_in_bits(Prefix::Si).is_empty());
    }

    #[test]
    fn measured_rates_have_three_digits() {
        let check = |bps: f64, rate| assert_eq!(BitRate::measured(bps), BitRate(rate), "{bps}");
        check(0.0, 0);
        check(-1.0, 0);
        check(f64::NAN, 0);
        check(7.4, 7);
        check(999.0, 999);
        check(75_908.0, 75_900);
        check(75_950.0, 76_000);
        check(999_999.0, 1_000_000);
        assert!(rounded(u64::MAX) > 1 << 63);
    }

    #[test]
    fn people_read_times_without_powers_of_ten() {
        let check = |seconds: f64, text: &str| {
            let human = Seconds(seconds)
                .human()
                .replace(['\u{a0}', '\u{202f}'], " ");
            assert_eq!(human, text);
        };
        check(50.331_648, "50.3 s");
        check(201.326_592, "201 s");
        check(7500.0, "7 500 s");
        check(512_000.0, "512 000 s");
        check(10.0, "10 s");
        check(10.000_001, "10.0 s");
        check(99.99, "100 s");
        check(9.999, "10.0 s");
        check(0.5, "0.5 s");
        check(0.012, "12 ms");
        check(1e-9, "1 ns");
        check(1e-20, "< 0.001 ns");
        check(0.0, "0 s");
        check(f64::INFINITY, "∞");
    }

    proptest! {
        #[test]
        fn amounts_and_rates_survive_their_text(value in value(), prefix in prefix()) {
            prop_assert_eq!(Bits::parse(&Bits(value).text(prefix), prefix), Ok(Bits(value)));
            prop_assert_eq!(BitRate::parse(&BitRate(value).text(prefix), prefix), Ok(BitRate(value)));
        }

        #[test]
        fn times_survive_their_text(seconds in 0.0..f64::MAX, small in 0.0..1e4_f64) {
            for seconds in [Seconds(seconds), Seconds(small)] {
                prop_assert_eq!(Seconds::parse(&seconds.text()), Ok(seconds));
            }
        }

        #[test]
        fn no_text_breaks_the_parsers(
            text in prop_oneof!["\\PC*", "[-0-9., kKMGTibBps/]{0,30}", "[0-9]{1,60}[.]?[0-9]{0,60}[kKMGT]i?[bB](ps)?"],
            prefix in prefix(),
        ) {
            // What is read must be printed and read the same; what is refused must be explained.
            match Bits::parse(&text, prefix) {
                Ok(bits) => prop_assert_eq!(Bits::parse(&bits.text(prefix), prefix), Ok(bits)),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
            let _ = BitRate::parse(&text, prefix);
            let _ = Seconds::parse(&text);
        }

        #[test]
        fn people_never_read_powers_of_ten_or_long_numbers(value in value(), prefix in prefix(), seconds: f64) {
            for human in [Bits(value).human(prefix), BitRate(value).human(prefix)] {
                let (number, _) = human.split_once('\u{a0}').expect("a gap before the unit");
                prop_assert!(number.len() <= 8, "{}", human);
            }
            prop_assert!(!Seconds(seconds).human().contains('e'));
        }
    }
}
