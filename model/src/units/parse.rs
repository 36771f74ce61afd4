//! Text as amounts, rates and times. Fields, links, files, the command line and answers are all read here.

use super::error::{UnitError, quoted};
use super::number::{Number, plain};
use super::unit::{BINARY, PLAIN, Quantity, Unit, base};
use super::{BitRate, Prefix, Share};

/// The word for a link without limit.
pub(super) const UNLIMITED: &str = "unlimited";

/// Reads an amount in bits, exactly.
pub(super) fn amount(text: &str, prefix: Prefix) -> Result<u64, UnitError> {
    let plain = bare(text);
    let (number, factor) = data(text, &plain, prefix, Quantity::Amount)?;
    whole(text, &number, factor, Quantity::Amount)
}

/// Reads a rate in bits per second, exactly.
pub(super) fn rate(text: &str, prefix: Prefix) -> Result<BitRate, UnitError> {
    let plain = bare(text);
    if is_unlimited(&plain, prefix) {
        return Ok(BitRate::UNLIMITED);
    }
    let (number, factor) = data(text, &plain, prefix, Quantity::Rate)?;
    whole(text, &number, factor, Quantity::Rate).map(BitRate)
}

/// Reads a rate in bits per second that need not be whole. Without a unit it counts units of `bare` bits
/// per second.
///
/// # Errors
/// Says what cannot be read, and what would be right.
pub fn any_rate(text: &str, prefix: Prefix, bare: f64) -> Result<f64, UnitError> {
    let plain = self::bare(text);
    match data(text, &plain, prefix, Quantity::Rate) {
        Ok((number, factor)) => Ok(number.value(0) * factor as f64),
        Err(UnitError::NoUnit { .. }) => {
            let (number, _) = Number::at_start(&plain, Quantity::Rate)?;
            Ok(number.value(0) * bare)
        }
        Err(error) => Err(error),
    }
}

/// Reads a time in seconds: `10s`, `2 h 5 min`, `11:06:40`. Without a unit it counts units of `bare` seconds,
/// where that is given.
///
/// # Errors
/// Says what cannot be read, and what would be right.
pub fn time(text: &str, bare: Option<f64>) -> Result<f64, UnitError> {
    const HOUR: f64 = 3600.0;

    let plain = self::bare(text);
    if plain.contains(':') && !plain.starts_with('-') {
        return clock(text, &plain);
    }
    let unknown = |unit: &str| UnitError::UnknownUnit {
        read: quoted(text),
        unit: quoted(unit),
        right: Quantity::Time.grammar(),
    };
    let mut rest = plain.as_str();
    let (mut sum, mut before) = (0.0, f64::INFINITY);
    while !rest.is_empty() || before.is_infinite() {
        let (number, behind) = Number::at_start(rest, Quantity::Time)?;
        let end = behind.find(|c: char| c.is_ascii_digit());
        let (symbol, next) = behind.split_at(end.unwrap_or(behind.len()));
        let symbol = symbol.trim();
        let symbol = symbol.strip_suffix("and").unwrap_or(symbol);
        let symbol = symbol.trim_end_matches([' ', ',']);
        let (power, factor) = match (symbol, bare) {
            ("", Some(bare)) if before.is_infinite() && next.is_empty() => (0, bare),
            ("", _) => return Err(no_unit(text, &number, Quantity::Time)),
            // A minute may be an m behind hours, where it cannot be anything else.
            ("m", _) if before == HOUR => (0, 60.0),
            _ => time_unit(symbol).ok_or_else(|| unknown(symbol))?,
        };
        let size = factor * 10_f64.powi(power);
        if size >= before {
            return Err(UnitError::TimeForm {
                read: quoted(text),
                right: "the larger unit first and each once, as in 2 h 5 min".to_owned(),
            });
        }
        sum += number.value(power) * factor;
        before = size;
        rest = next;
    }
    if sum.is_finite() {
        Ok(sum)
    } else {
        Err(UnitError::TooLarge {
            read: quoted(text),
            largest: Quantity::Time.largest(),
        })
    }
}

/// Reads a percentage as a part of a whole: `7%`, `6.5 percent`.
pub(super) fn share(text: &str) -> Result<f64, UnitError> {
    let plain = bare(text);
    let (number, symbol) = Number::at_start(&plain, Quantity::Share)?;
    let share = number.value(-2);
    match symbol.to_ascii_lowercase().as_str() {
        "%" | "percent" | "per cent" => {}
        "" if number.is_zero() => {}
        // Of a number below one the whole may be 100, or 1.
        "" if share <= 0.01 => {
            let right = format!("{}% or {}", number.written, Share(number.value(0)).text());
            let read = quoted(text);
            return Err(UnitError::NoUnit { read, right });
        }
        "" => return Err(no_unit(text, &number, Quantity::Share)),
        unit => {
            return Err(UnitError::UnknownUnit {
                read: quoted(text),
                unit: quoted(unit),
                right: Quantity::Share.grammar(),
            });
        }
    }
    if share <= 1.0 {
        Ok(share)
    } else {
        Err(UnitError::TooLarge {
            read: quoted(text),
            largest: Quantity::Share.largest(),
        })
    }
}

/// Reads a whole number and gives what is behind it: `40`, `1 000 peers`. The number is `None` where
/// it is not whole or does not fit; all of it is where there is no number.
pub fn count(text: &str) -> Option<(Option<u64>, String)> {
    let plain = bare(text);
    let (number, behind) = Number::at_start(&plain, Quantity::Amount).ok()?;
    let whole = number.times(1).filter(|(_, exact)| *exact);
    Some((whole.map(|(value, _)| value), behind.to_owned()))
}

/// Letters of the longest name of a quantity, such as `D_client`.
const LONGEST_NAME: usize = 12;

/// The characters that count: without what names the quantity (`F = `) and the full stop behind it.
fn bare(text: &str) -> String {
    let plain = plain(text);
    let is_name = |name: &str| {
        let name = name.trim();
        name.len() <= LONGEST_NAME
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let named = plain.rsplit_once('=').filter(|(name, _)| is_name(name));
    let value = named.map_or(&*plain, |(_, value)| value);
    let value = value.trim();
    // One full stop ends a sentence; several tell that a text was cut.
    let whole = value.strip_suffix('.').filter(|rest| !rest.ends_with('.'));
    whole.unwrap_or(value).trim_end().to_owned()
}

/// Whether a text says that a link has no limit, perhaps with a unit behind it.
fn is_unlimited(plain: &str, prefix: Prefix) -> bool {
    const WORDS: [&str; 6] = [UNLIMITED, "unbounded", "infinity", "infinite", "inf", "∞"];

    let found = WORDS.iter().find_map(|word| {
        let start = plain.get(..word.len())?;
        start
            .eq_ignore_ascii_case(word)
            .then(|| plain[word.len()..].trim_start())
    });
    found.is_some_and(|unit| {
        let read = data_unit(unit, prefix);
        unit.is_empty() || matches!(read, Ok((_, Quantity::Rate)))
    })
}

/// Reads a number and its unit, and how many bits that is.
fn data<'a>(
    text: &str,
    plain: &'a str,
    prefix: Prefix,
    quantity: Quantity,
) -> Result<(Number<'a>, u64), UnitError> {
    let (number, symbol) = Number::at_start(plain, quantity)?;
    if symbol.is_empty() {
        return if quantity == Quantity::Rate && number.is_zero() {
            Ok((number, 1))
        } else {
            Err(no_unit(text, &number, quantity))
        };
    }
    match data_unit(symbol, prefix) {
        Ok((unit, read)) if read == quantity => Ok((number, unit.bits)),
        Ok((unit, _)) => {
            let right = unit.symbol(quantity);
            let (read, right) = (quoted(text), format!("{}{right}", quoted(number.written)));
            Err(if quantity == Quantity::Rate {
                UnitError::NotARate { read, right }
            } else {
                UnitError::NotAnAmount { read, right }
            })
        }
        Err(Some(prefix)) => Err(UnitError::WrongCase {
            read: quoted(text),
            right: quantity.either(number.written, prefix),
        }),
        Err(None) => Err(UnitError::UnknownUnit {
            read: quoted(text),
            unit: quoted(symbol),
            right: quantity.grammar(),
        }),
    }
}

/// A number of units as a whole number of bits.
fn whole(text: &str, number: &Number, factor: u64, quantity: Quantity) -> Result<u64, UnitError> {
    let most = quantity.most();
    let symbol = quantity.smallest();
    match number.times(factor).filter(|(value, _)| *value <= most) {
        None => Err(UnitError::TooLarge {
            read: quoted(text),
            largest: quantity.largest(),
        }),
        Some((value, true)) => Ok(value),
        Some((value, false)) => Err(UnitError::NotWhole {
            read: quoted(text),
            below: format!("{value}{symbol}"),
            above: format!("{}{symbol}", value.saturating_add(1)),
        }),
    }
}

/// The unit `symbol` stands for, and whether it is one of amounts or of rates: `Mb`, `Mbit/s`, `kilobytes`.
/// The error is the prefix of a unit that could be bits or bytes, if the symbol is one.
///
/// Words are read in any case. Of letters, b is bits and B is bytes, and m, g and t can only be mega, giga and tera.
/// But who writes all letters small (`8mb`), or all large (`4MBPS`), may not have thought of the case at all; only
/// `mbps` and its like are so common that they are clear.
fn data_unit(symbol: &str, prefix: Prefix) -> Result<(Unit, Quantity), Option<&'static str>> {
    const PER_SECOND: [&str; 7] = ["persecond", "persec", "pers", "/second", "/sec", "/s", "ps"];
    const CORES: [(&str, bool); 7] = [
        ("bits", false),
        ("bit", false),
        ("bytes", true),
        ("byte", true),
        ("octets", true),
        ("octet", true),
        ("b", false),
    ];
    const WORDS: [[&str; 5]; 2] = [
        ["", "kilo", "mega", "giga", "tera"],
        ["", "kibi", "mebi", "gibi", "tebi"],
    ];

    let symbol: String = symbol.chars().filter(|c| *c != ' ').collect();
    let per_second = PER_SECOND.iter().find(|suffix| ends_with(&symbol, suffix));
    let (head, suffix) =
        symbol.split_at(symbol.len() - per_second.map_or(0, |suffix| suffix.len()));
    let (core, in_words) = CORES
        .iter()
        .find(|(core, _)| ends_with(head, core))
        .ok_or(None)?;
    let (before, core) = head.split_at(head.len() - core.len());
    let bytes = *in_words || core == "B";

    let (power, binary) = [PLAIN, BINARY]
        .iter()
        .zip(WORDS)
        .enumerate()
        .find_map(|(binary, (letters, words))| {
            let is = |name: &&str| name.eq_ignore_ascii_case(before);
            let power = letters
                .iter()
                .position(is)
                .or_else(|| words.iter().position(is))?;
            Some((power, binary == 1))
        })
        .ok_or(None)?;
    let (names, thousand) = if binary {
        (BINARY, 1024)
    } else {
        (PLAIN, base(prefix))
    };
    let name = names[power];

    let right_letters = before.is_empty() || before == name || (before == "K" && name == "k");
    let careless_large =
        suffix.contains(|c: char| c.is_ascii_uppercase()) || (core == "B" && before.contains('I'));
    let careless_small = !right_letters && !before.starts_with(|c: char| c.is_ascii_uppercase());
    let is_unclear = match core {
        "b" => careless_small && !suffix.eq_ignore_ascii_case("ps"),
        "B" => careless_large,
        _ => false,
    };
    if is_unclear {
        return Err(Some(name));
    }
    let quantity = if per_second.is_some() {
        Quantity::Rate
    } else {
        Quantity::Amount
    };
    let unit = Unit::family(names, thousand, bytes).find(|unit| unit.prefix == name);
    Ok((unit.ok_or(None)?, quantity))
}

/// Whether a text ends with an ASCII word in any case.
fn ends_with(text: &str, word: &str) -> bool {
    let end = text
        .len()
        .checked_sub(word.len())
        .and_then(|start| text.get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// A unit of time: the power of ten by which the point moves in the text, and the seconds of what is then counted.
/// So 0.3 ms is the double nearest to 0.0003 s.
fn time_unit(symbol: &str) -> Option<(i32, f64)> {
    Some(match symbol {
        // In another case it would be a megasecond.
        "ms" | "msec" | "msecs" => (-3, 1.0),
        "µs" | "μs" | "us" => (-6, 1.0),
        "ns" => (-9, 1.0),
        _ => match symbol.to_ascii_lowercase().as_str() {
            "millisecond" | "milliseconds" => (-3, 1.0),
            "s" | "sec" | "secs" | "second" | "seconds" => (0, 1.0),
            "ks" => (3, 1.0),
            "min" | "mins" | "minute" | "minutes" => (0, 60.0),
            "h" | "hr" | "hrs" | "hour" | "hours" => (0, 3600.0),
            "d" | "day" | "days" => (0, 86_400.0),
            _ => return None,
        },
    })
}

/// Reads `11:06:40`: hours, minutes, seconds.
fn clock(text: &str, plain: &str) -> Result<f64, UnitError> {
    let wrong = |right: String| UnitError::TimeForm {
        read: quoted(text),
        right,
    };
    let example = || wrong("h:mm:ss, as in 11:06:40, with minutes and seconds below 60".to_owned());
    let parts: Vec<&str> = plain.split(':').map(str::trim).collect();
    let below_60 = |part: &str| {
        let (whole, _) = decimal_parts(part)?;
        let value: f64 = part.parse().ok()?;
        (whole.len() == 2 && value < 60.0).then_some(value)
    };
    let whole = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<f64>().ok().filter(|_| digits)
    };
    match parts.as_slice() {
        [first, second] if whole(first).is_some() && below_60(second).is_some() => {
            Err(wrong(format!(
                "0:{first:0>2}:{second} for minutes and seconds, or {first}:{second}:00 for hours and minutes"
            )))
        }
        [hours, minutes, seconds] => {
            let minutes = whole(minutes).and_then(|_| below_60(minutes));
            let (Some(hours), Some(minutes), Some(seconds)) =
                (whole(hours), minutes, below_60(seconds))
            else {
                return Err(example());
            };
            Ok(hours * 3600.0 + minutes * 60.0 + seconds)
        }
        _ => Err(example()),
    }
}

/// Plain digits, and perhaps a point and more of them.
fn decimal_parts(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// The error for a number with nothing after it.
fn no_unit(text: &str, number: &Number, quantity: Quantity) -> UnitError {
    UnitError::NoUnit {
        read: quoted(text),
        right: quantity.suggest(number.written, "M"),
    }
}
