//! Reads answers as students type them.
//!
//! Every function gives what was meant, or a sentence that says what cannot be read and what would be right.

use std::ops::RangeInclusive;

use super::answer::{Noun, Unit, letter};
use crate::units::{BitRate, Prefix, Seconds, quoted};

/// No answer is larger; what is has a key held down.
const LARGEST: f64 = 1e15;

/// The largest exponent that is read, either way.
const MOST_EXPONENT: i32 = 30;

/// Reads a time or a rate, in seconds or in bits per second: `7 500`, `7.5e3 s`, `2h 5min`, `7,5 ks`, `500 kb/s`.
/// Without a unit it is in `unit`.
pub(super) fn quantity(text: &str, unit: Unit) -> Result<f64, String> {
    let unreadable = || {
        let right = match unit {
            Unit::Seconds => "a time such as 7500 s or 2 h 5 min",
            Unit::MegabitsPerSecond => "a rate such as 0.5 Mb/s or 500 kb/s",
        };
        format!("\"{}\" cannot be read: write {right}.", quoted(text))
    };
    let plain = tidy(text);
    let mut rest = plain.as_str();
    let (mut sum, mut before) = (0.0, f64::INFINITY);
    while !rest.is_empty() || before.is_infinite() {
        let (number, behind) = number(rest)?.ok_or_else(unreadable)?;
        let end = behind
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(behind.len());
        let (symbol, next) = behind.split_at(end);
        let symbol = symbol.trim();
        let symbol = symbol
            .strip_suffix("and")
            .unwrap_or(symbol)
            .trim_end_matches([' ', ',']);
        let only = before.is_infinite() && next.is_empty();
        let factor = if only && symbol.is_empty() {
            unit.factor()
        } else {
            // A minute may be an m behind hours, where it cannot be anything else.
            let symbol = if before == 3600.0 && symbol == "m" {
                "min"
            } else {
                symbol
            };
            factor(symbol, unit).ok_or_else(unreadable)?
        };
        let is_next = match unit {
            Unit::Seconds => factor < before,
            Unit::MegabitsPerSecond => only,
        };
        if !is_next {
            return Err(unreadable());
        }
        sum += number * factor;
        before = factor;
        rest = next;
    }
    if sum <= LARGEST {
        Ok(sum)
    } else {
        Err(too_large(text))
    }
}

/// Reads a whole number: `40`, `N = 40`, `1 000 peers`.
pub(super) fn count(text: &str, of: &str) -> Result<f64, String> {
    let plain = tidy(text);
    let unreadable = || {
        format!(
            "\"{}\" cannot be read: write a whole number of {of}, such as 12.",
            quoted(text)
        )
    };
    let (number, behind) = number(&plain)?.ok_or_else(unreadable)?;
    if behind.contains(|c: char| !c.is_alphabetic() && c != ' ') {
        return Err(unreadable());
    }
    if number.fract() != 0.0 {
        return Err(format!(
            "\"{}\" is not whole: write a whole number of {of}, such as 12.",
            quoted(text)
        ));
    }
    if number <= LARGEST {
        Ok(number)
    } else {
        Err(too_large(text))
    }
}

/// Reads chunks or peers, sorted and each once: `3 5`, `peers 3, 5`, `chunk 4`, `none`.
pub(super) fn items(text: &str, noun: Noun, all: RangeInclusive<u32>) -> Result<Vec<u32>, String> {
    let (one, many) = (noun.singular(), noun.plural());
    let right = || {
        format!(
            "write numbers from {} to {}, such as 3, 5; or none",
            all.start(),
            all.end()
        )
    };
    let lower = text.to_lowercase();
    if lower
        .contains(|c: char| matches!(c, '-' | '–' | '.' | '…') && !lower.trim_end().ends_with(c))
    {
        return Err(format!(
            "\"{}\" has a range or a point in it: {}, every one by itself.",
            quoted(text),
            right()
        ));
    }
    let (mut items, mut none) = (Vec::new(), false);
    for word in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let named = [many, one, &one[..1]]
            .into_iter()
            .find_map(|name| word.strip_prefix(name));
        let number = named.unwrap_or(word);
        match number {
            "" | "and" => {}
            "none" | "no" | "nobody" | "nothing" => none = true,
            _ => {
                let found = number.parse().ok().filter(|item| all.contains(item));
                let found = found.filter(|_| number.bytes().all(|b| b.is_ascii_digit()));
                items.push(found.ok_or_else(|| {
                    format!("There is no {one} \"{}\": {}.", quoted(number), right())
                })?);
            }
        }
    }
    if none != items.is_empty() {
        let read = if text.trim().is_empty() {
            "Nothing is written".to_owned()
        } else {
            format!("\"{}\" cannot be read", quoted(text))
        };
        return Err(format!("{read}: {}.", right()));
    }
    crate::sorting::sort_and_dedup(&mut items);
    Ok(items)
}

/// Reads the letter of an option, or the option itself: `B`, `b)`.
pub(super) fn option(text: &str, options: &[String]) -> Result<usize, String> {
    let typed = text.trim();
    if let Some(place) = options
        .iter()
        .position(|option| option.eq_ignore_ascii_case(typed))
    {
        return Ok(place);
    }
    let bare = typed.trim_matches(|c: char| !c.is_alphanumeric());
    let last = letter(options.len().saturating_sub(1));
    (0..options.len())
        .find(|place| letter(*place).eq_ignore_ascii_case(bare))
        .ok_or_else(|| {
            format!(
                "\"{}\" is none of the options: write one letter from A to {last}.",
                quoted(text)
            )
        })
}

/// Reads the letters of `events` events in some order: `BAC`, `b, a, c`, `B > A > C`.
pub(super) fn order(text: &str, events: usize) -> Result<Vec<usize>, String> {
    let last = letter(events.saturating_sub(1));
    let all = format!("write each letter from A to {last} once, such as B A C");
    let mut order = Vec::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        let name = c.to_ascii_uppercase().to_string();
        let place = (0..events).find(|place| letter(*place) == name);
        let place = place.ok_or_else(|| format!("There is no event {name}: {all}."))?;
        if order.contains(&place) {
            return Err(format!("{name} is there twice: {all}."));
        }
        order.push(place);
    }
    let missing: Vec<String> = (0..events)
        .filter(|place| !order.contains(place))
        .map(letter)
        .collect();
    match missing.as_slice() {
        [] => Ok(order),
        [one] => Err(format!("{one} is missing: {all}.")),
        several => Err(format!("{} are missing: {all}.", several.join(", "))),
    }
}

/// The text without what says nothing: gaps of many kinds, `D =`, `about`, a full stop.
fn tidy(text: &str) -> String {
    let text = text
        .rsplit(['=', '≥', '≤', '≈', '~', '>', '<'])
        .next()
        .unwrap_or(text);
    let gaps = |c: char| {
        if c.is_whitespace() || c == '\u{202f}' {
            ' '
        } else {
            c
        }
    };
    let text: String = text
        .chars()
        .map(gaps)
        .map(|c| if c == '’' { '\'' } else { c })
        .collect();
    let text = text.trim().trim_end_matches('.');
    text.strip_prefix("about ")
        .unwrap_or(text)
        .trim()
        .to_owned()
}

/// The number at the start of a text and what is behind it, trimmed; `None` where there is no number.
fn number(text: &str) -> Result<Option<(f64, &str)>, String> {
    if text.starts_with(['-', '−']) {
        return Err(format!(
            "\"{}\" is negative: write a number above 0.",
            quoted(text)
        ));
    }
    let follows = |place: usize| text[place + 1..].starts_with(|c: char| c.is_ascii_digit());
    let end = text
        .char_indices()
        .find(|(place, c)| {
            !(c.is_ascii_digit() || matches!(c, ' ' | '\'' | ',' | '.') && follows(*place))
        })
        .map_or(text.len(), |(place, _)| place);
    let (digits, behind) = text.split_at(end);
    if digits.is_empty() {
        return Ok(None);
    }
    let (exponent, behind) = exponent(behind);
    if exponent.abs() > MOST_EXPONENT {
        return Err(too_large(text));
    }
    let decimal = decimal(digits)?;
    // It is read by the standard parser in one go, so that 7.5e3 is exactly 7500.
    let value = format!("{decimal}e{exponent}").parse::<f64>();
    Ok(value.ok().map(|value| (value, behind.trim_start())))
}

/// The digits with a point and without gaps.
///
/// A comma before exactly three digits parts thousands (7,500), unless there is a gap or a point for that or the
/// number is below one; any other single comma is a decimal comma (7,5). Groups have three digits.
fn decimal(digits: &str) -> Result<String, String> {
    let wrong = || {
        format!(
            "\"{}\" is no number: write it as 7500, 7 500 or 7,500, and a part of one as 0.75.",
            quoted(digits)
        )
    };
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let point = match (commas, points) {
        (0, 1) => Some('.'),
        (1, 0) if !is_thousands(digits) => Some(','),
        (1.., 1..) if digits.rfind('.') > digits.rfind(',') => Some('.'),
        (1.., 1..) => Some(','),
        _ => None,
    };
    let (whole, part) = match point {
        Some(point) => digits.split_once(point).ok_or_else(wrong)?,
        None => (digits, ""),
    };
    let mut gaps = whole.chars().filter(|c| !c.is_ascii_digit());
    let gap = gaps.next();
    let is_group = |group: &str| group.len() == 3;
    let mut groups = whole.split(|c: char| !c.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let well_grouped = gap.is_none() || ((1..=3).contains(&first.len()) && groups.all(is_group));
    let one_kind = gaps.all(|c| Some(c) == gap);
    if !well_grouped || !one_kind || part.contains(|c: char| !c.is_ascii_digit()) {
        return Err(wrong());
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    Ok(format!("{whole}.{part}0"))
}

/// Whether the one comma parts thousands.
fn is_thousands(digits: &str) -> bool {
    digits.split_once(',').is_some_and(|(whole, part)| {
        part.len() == 3
            && (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && !whole.contains([' ', '\''])
    })
}

/// The exponent at the start of a text, `e3` or `×10^3`, and what is behind it; 0 where there is none.
fn exponent(text: &str) -> (i32, &str) {
    let trimmed = text.trim_start();
    let times = trimmed
        .strip_prefix(['×', 'x', '*', '·'])
        .map(str::trim_start);
    let power = times
        .and_then(|ten| ten.strip_prefix("10^"))
        .or_else(|| trimmed.strip_prefix(['e', 'E']));
    let Some(power) = power else { return (0, text) };
    let sign = usize::from(power.starts_with(['-', '+']));
    let digits = power[sign..]
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(power.len() - sign);
    if digits == 0 {
        return (0, text);
    }
    let (exponent, behind) = power.split_at(sign + digits);
    // Too many digits for an `i32` are more than any exponent that is taken.
    (exponent.parse().unwrap_or(i32::MAX), behind)
}

/// How many seconds or bits per second a unit is.
fn factor(symbol: &str, unit: Unit) -> Option<f64> {
    match unit {
        Unit::Seconds => {
            let (times, name) = match symbol.to_lowercase().as_str() {
                "s" | "sec" | "secs" | "second" | "seconds" => (1.0, "s"),
                "ks" => (1000.0, "s"),
                "ms" => (1.0, "ms"),
                "min" | "mins" | "minute" | "minutes" => (1.0, "min"),
                "h" | "hr" | "hrs" | "hour" | "hours" => (1.0, "h"),
                "d" | "day" | "days" => (24.0, "h"),
                _ => return None,
            };
            Some(times * Seconds::parse(&format!("1{name}")).ok()?.0)
        }
        Unit::MegabitsPerSecond => {
            let name = symbol
                .replace("bits", "b")
                .replace("bit", "b")
                .replace(" per second", "/s");
            let rate = BitRate::parse(&format!("1{}", name.replace(' ', "")), Prefix::Si).ok()?;
            (rate.0 > 0).then_some(rate.0 as f64)
        }
    }
}

fn too_large(text: &str) -> String {
    format!(
        "\"{}\" is too large or too small: no answer here is like that.",
        quoted(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_many_spellings() {
        for text in [
            "7500",
            "7 500",
            "7,500",
            "7.5e3",
            "7.5e3 s",
            "7500s",
            "7.5 ks",
            "7,5 ks",
            "125 minutes",
            "125min",
            "2h 5min",
            "2 h 5 m",
            "2 hours and 5 minutes",
            "2h5min0s",
            "D = 7500 s",
            "≈ 7500 s.",
            "7.5×10^3 s",
            "7.5 * 10^3",
            "7'500",
            "7\u{202f}500\u{a0}s",
            "7.500,0 s",
            "7,500.0",
            "about 7500 s",
            " 7500 seconds ",
            "7.5E+3",
            "75000e-1",
            "7500000 ms",
        ] {
            assert_eq!(quantity(text, Unit::Seconds), Ok(7500.0), "{text}");
        }
    }

    #[test]
    fn a_comma_is_read_as_its_place_says() {
        let check =
            |text: &str, value: f64| assert_eq!(quantity(text, Unit::Seconds), Ok(value), "{text}");
        check("7,500", 7500.0);
        check("7,5", 7.5);
        check("0,500", 0.5);
        check("1234,567", 1234.567);
        check("12,34", 12.34);
        check("1,234,567", 1_234_567.0);
        check("1.234.567", 1_234_567.0);
        check("1.234,5", 1234.5);
        check("1,234.5", 1234.5);
        check("7 500,125", 7500.125);
        check("7.500", 7.5);
        check(".5", 0.5);
    }

    #[test]
    fn what_is_no_time_is_explained() {
        for text in [
            "",
            " ",
            "s",
            "-5 s",
            "75 00",
            "1,23,456",
            "7 500 parsecs",
            "5min 2h",
            "5 m",
            "2h 5",
            "1.2.3",
            "1,000 000",
            "1e99",
            "9e15",
            "7500 Mb",
            "2 s 5 s",
            "七",
            "e3",
            "10^3",
            "1,5,2",
            "NaN",
            "inf",
        ] {
            let why = quantity(text, Unit::Seconds).expect_err(text);
            assert!(why.ends_with('.') && why.len() > 20, "{text}: {why}");
        }
    }

    #[test]
    fn rates_are_read_in_many_spellings() {
        for text in [
            "0.5",
            "0,5",
            "500 kb/s",
            "500kbps",
            "0.5 Mbit/s",
            "500000 b/s",
            "0.5 Mbps",
            "u = 0.5 Mb/s",
            "500 kbits per second",
            "62.5 kB/s",
            "0.0005 Gb/s",
        ] {
            assert_eq!(
                quantity(text, Unit::MegabitsPerSecond),
                Ok(500_000.0),
                "{text}"
            );
        }
        for text in ["0.5 mb/s", "0.5 s", "0.5 Mb", "1 Mb/s 2 kb/s"] {
            assert!(quantity(text, Unit::MegabitsPerSecond).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_are_whole() {
        for text in ["40", "N = 40", "40 peers", "N ≥ 40", "4e1", "40.0", "40."] {
            assert_eq!(count(text, "peers"), Ok(40.0), "{text}");
        }
        for text in ["40.5", "", "forty", "40 %", "4 0", "1/2"] {
            assert!(count(text, "peers").is_err(), "{text}");
        }
    }

    #[test]
    fn items_are_read_in_many_spellings() {
        let peers = |text: &str| items(text, Noun::Peer, 1..=8);
        for text in [
            "3 5",
            "peers 3, 5",
            "5,3",
            "peer 3 and peer 5",
            "3;5",
            "P3, p5",
            "{3, 5}",
            "3, 5, 3",
            "peers 3 & 5",
            "peer3 peer5.",
        ] {
            assert_eq!(peers(text), Ok(vec![3, 5]), "{text}");
        }
        assert_eq!(peers("none"), Ok(vec![]));
        assert_eq!(peers("no peers"), Ok(vec![]));
        assert_eq!(items("chunk 4", Noun::Chunk, 0..=7), Ok(vec![4]));
        for text in [
            "",
            "9",
            "0",
            "none, 3",
            "chunk 3",
            "3-5",
            "3.5",
            "peer",
            "three",
            "+",
            "99999999999",
        ] {
            let why = peers(text).expect_err(text);
            assert!(why.contains("from 1 to 8"), "{why}");
        }
    }

    #[test]
    fn options_and_orders_are_letters() {
        let options = ["F/u_s".to_owned(), "F/d_min".to_owned()];
        for text in ["B", "b", " b) ", "(B)", "f/d_min", "B."] {
            assert_eq!(option(text, &options), Ok(1), "{text}");
        }
        for text in ["C", "", "AB", "1", "F"] {
            assert!(option(text, &options).is_err(), "{text}");
        }
        for text in ["BAC", "b, a, c", "B > A > C", "b-a-c"] {
            assert_eq!(order(text, 3), Ok(vec![1, 0, 2]), "{text}");
        }
        for (text, why) in [
            ("BA", "C is missing"),
            ("", "A, B, C are missing"),
            ("BACA", "A is there twice"),
            ("BAD", "no event D"),
        ] {
            let read = order(text, 3).expect_err(text);
            assert!(read.contains(why), "{read}");
        }
    }
}
