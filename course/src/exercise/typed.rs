//! Reads answers as students type them.
//!
//! Every function gives what was meant, or a sentence that says what cannot be read and what would be right.

use std::ops::RangeInclusive;

use p2p_model::units::{self, Prefix, UnitError, quoted};

use super::answer::{Answer, AnswerUnit, Noun, letter, letters};

/// No answer is larger; what is has a key held down.
const LARGEST: f64 = 1e15;

/// An answer that was typed, as it was understood.
pub(super) enum Typed {
    /// Seconds, bits per second, or a number.
    Value(f64),
    /// The place of an option.
    Option(usize),
    /// Chunks or peers, in order, each once.
    Items(Vec<u32>),
    /// The places of all events.
    Order(Vec<usize>),
}

impl Typed {
    /// Reads what was typed where an answer of this form is asked.
    pub(super) fn read(text: &str, answer: &Answer) -> Result<Typed, String> {
        match answer {
            Answer::Quantity { unit, .. } => quantity(text, *unit).map(Typed::Value),
            Answer::Count { of, .. } => count(text, of).map(Typed::Value),
            Answer::Choice { options, .. } => option(text, options).map(Typed::Option),
            Answer::Items {
                noun, first, last, ..
            } => items(text, *noun, *first..=*last).map(Typed::Items),
            Answer::Order { events, .. } => order(text, events.len()).map(Typed::Order),
        }
    }

    /// What was understood, in words.
    pub(super) fn say(&self, answer: &Answer) -> String {
        match (answer, self) {
            (Answer::Quantity { unit, .. }, Typed::Value(value)) => unit.exactly(*value),
            (_, Typed::Value(value)) => value.to_string(),
            (_, Typed::Option(option)) => letter(*option),
            (Answer::Items { noun, .. }, Typed::Items(items)) => noun.list(items),
            (_, Typed::Items(items)) => Noun::Chunk.list(items),
            (_, Typed::Order(order)) => letters(order),
        }
    }
}

/// Reads a time or a rate, in seconds or in bits per second: `7 500`, `7.5e3 s`, `2h 5min`, `15000/2`, `500 kb/s`.
/// Without a unit it is in `unit`.
fn quantity(text: &str, unit: AnswerUnit) -> Result<f64, String> {
    let value = tidy(text);
    let read = match unit {
        AnswerUnit::Seconds => units::time(&value, Some(unit.factor())),
        AnswerUnit::MegabitsPerSecond => units::any_rate(&value, Prefix::Si, unit.factor()),
    };
    match read {
        Ok(value) if value <= LARGEST => Ok(value),
        Ok(_) => Err(too_large(text)),
        Err(UnitError::Empty { .. } | UnitError::NoNumber { .. }) => {
            let right = match unit {
                AnswerUnit::Seconds => "a time such as 7500 s or 2 h 5 min",
                AnswerUnit::MegabitsPerSecond => "a rate such as 0.5 Mb/s or 500 kb/s",
            };
            Err(format!(
                "\"{}\" cannot be read: write {right}.",
                quoted(text)
            ))
        }
        Err(why) => Err(format!("{why}.")),
    }
}

/// Reads a whole number: `40`, `N = 40`, `1 000 peers`.
fn count(text: &str, of: &str) -> Result<f64, String> {
    let wrong = |what: &str| {
        Err(format!(
            "\"{}\" {what}: write a whole number of {of}, such as 12.",
            quoted(text)
        ))
    };
    match units::count(&tidy(text)) {
        Some((_, behind)) if behind.contains(|c: char| !c.is_alphabetic() && c != ' ') => {
            wrong("cannot be read")
        }
        Some((Some(number), _)) if number as f64 <= LARGEST => Ok(number as f64),
        Some((Some(_), _)) => Err(too_large(text)),
        Some((None, _)) => wrong("is not whole"),
        None => wrong("cannot be read"),
    }
}

/// Reads chunks or peers, sorted and each once: `3 5`, `peers 3, 5`, `chunk 4`, `none`.
fn items(text: &str, noun: Noun, all: RangeInclusive<u32>) -> Result<Vec<u32>, String> {
    let (one, many) = (noun.singular(), noun.plural());
    let right = || {
        format!(
            "write numbers from {} to {}, such as 3, 5; or none",
            all.start(),
            all.end()
        )
    };
    let lower = units::plain(text).to_ascii_lowercase();
    if lower.contains(|c: char| matches!(c, '-' | '.' | '…') && !lower.trim_end().ends_with(c)) {
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
    items.sort_unstable();
    items.dedup();
    Ok(items)
}

/// Reads the letter of an option, or the option itself: `B`, `b)`.
fn option(text: &str, options: &[String]) -> Result<usize, String> {
    let plain = units::plain(text);
    let typed = plain.trim();
    if let Some(place) = options
        .iter()
        .position(|option| units::plain(option).eq_ignore_ascii_case(typed))
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
fn order(text: &str, events: usize) -> Result<Vec<usize>, String> {
    let last = letter(events.saturating_sub(1));
    let all = format!("write each letter from A to {last} once, such as B A C");
    let mut order = Vec::new();
    for c in units::plain(text).chars().filter(|c| c.is_alphanumeric()) {
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

/// The text without what stands before a value: `D ≥`, `about`. The reader of units takes the rest away.
fn tidy(text: &str) -> String {
    let value = text.rsplit(['≥', '≤', '≈', '~', '>', '<']).next();
    let value = value.unwrap_or(text).trim();
    value.strip_prefix("about ").unwrap_or(value).to_owned()
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
            assert_eq!(quantity(text, AnswerUnit::Seconds), Ok(7500.0), "{text}");
        }
    }

    #[test]
    fn a_comma_is_read_as_its_place_says() {
        let check = |text: &str, value: f64| {
            assert_eq!(quantity(text, AnswerUnit::Seconds), Ok(value), "{text}");
        };
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
            let why = quantity(text, AnswerUnit::Seconds).expect_err(text);
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
                quantity(text, AnswerUnit::MegabitsPerSecond),
                Ok(500_000.0),
                "{text}"
            );
        }
        for text in ["0.5 mb/s", "0.5 s", "0.5 Mb", "1 Mb/s 2 kb/s"] {
            assert!(
                quantity(text, AnswerUnit::MegabitsPerSecond).is_err(),
                "{text}"
            );
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
