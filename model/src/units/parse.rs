//! Text as numbers: amounts and rates digit by digit, so that nothing is rounded.

use super::Prefix;
use super::error::{UnitError, quoted};
use super::unit::{BINARY, PLAIN, Quantity, Unit, base};

/// The word for a link without limit.
pub(super) const UNLIMITED: &str = "unlimited";

/// Whether a text says that a link has no limit.
pub(super) fn is_unlimited(text: &str) -> bool {
    const WORDS: [&str; 4] = [UNLIMITED, "inf", "infinite", "infinity"];

    let text = text.trim();
    text == "∞" || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Reads an amount in bits or a rate in bits per second.
pub(super) fn parse_data(text: &str, prefix: Prefix, quantity: Quantity) -> Result<u64, UnitError> {
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
    let largest = match quantity {
        // The value above stands for no limit.
        Quantity::Rate => u64::MAX - 1,
        Quantity::Amount | Quantity::Time => u64::MAX,
    };
    match multiply(number, unit.bits).filter(|(value, _)| *value <= largest) {
        None => Err(UnitError::TooLarge {
            read: quoted(text),
            largest: format!("{largest}{symbol}"),
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
pub(super) fn split(text: &str, quantity: Quantity) -> Result<(&str, &str), UnitError> {
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
pub(super) fn no_unit(text: &str, number: &str, quantity: Quantity) -> UnitError {
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
