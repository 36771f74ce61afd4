//! Lists with commas between their parts, and numbers that have commas of their own.

use super::error::Fault;
use crate::units::{self, quoted};

/// The parts of a list with commas between them. A comma in brackets, and one for which `is_in_number` says so of
/// what stands before and behind it, parts nothing.
pub(super) fn parted(text: &str, is_in_number: fn(&str, &str) -> bool) -> Vec<&str> {
    let (mut parts, mut start, mut in_brackets) = (Vec::new(), 0, false);
    for (place, c) in text.char_indices() {
        match c {
            // Brackets that are never closed part nothing.
            '(' => {
                in_brackets = text[place + 1..]
                    .split('(')
                    .next()
                    .is_some_and(|own| own.contains(')'));
            }
            ')' => in_brackets = false,
            ',' if !in_brackets => {
                let (before, behind) = (&text[start..place], &text[place + 1..]);
                let behind = behind.split(',').next().unwrap_or(behind);
                let digits = before.ends_with(is_digit) && behind.starts_with(is_digit);
                if !(digits && is_in_number(before, behind)) {
                    parts.push(before);
                    start = place + 1;
                }
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The fault of a part with a comma in a number.
pub(super) fn comma(text: &str) -> Fault {
    Fault::Comma(quoted(text), quoted(&without_commas(text)))
}

pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether a word may begin with it. What ASCII has not is a letter here, since the tables of Unicode are large.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii()
}

/// A text with every number as it is read, and so without its comma: `12x1.5Mbps/8Mbps`.
fn without_commas(text: &str) -> String {
    let mut right = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|c: char| !is_digit(c) && !matches!(c, ',' | '.'));
        let (number, behind) = number.split_at(end.unwrap_or(number.len()));
        right += before;
        right += &match units::decimal(number) {
            Some((whole, fraction)) if fraction.is_empty() => whole,
            Some((whole, fraction)) => format!("{whole}.{fraction}"),
            None => number.to_owned(),
        };
        rest = behind;
    }
    right + rest
}

/// Splits `UP/DOWN`, where either may be per second with a slash of its own, as in `Mb/s` or `bits/sec`.
pub(super) fn rates(text: &str) -> Option<(&str, &str)> {
    const SECOND: [&str; 4] = ["s", "sec", "second", "seconds"];

    text.match_indices('/')
        .map(|(slash, _)| (&text[..slash], &text[slash + 1..]))
        .find(|(_, down)| {
            let down = down.trim_start();
            let end = down.find(|c| !is_letter(c) && !is_digit(c));
            let word = &down[..end.unwrap_or(down.len())];
            !SECOND
                .iter()
                .any(|second| word.eq_ignore_ascii_case(second))
        })
}
