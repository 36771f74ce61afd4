//! Numbers as people write and copy them, kept digit by digit so that nothing is rounded.

use std::iter;

use super::error::{UnitError, quoted};
use super::unit::Quantity;

/// The largest exponent that is read, either way.
const MOST_EXPONENT: i32 = 30;

/// The characters of a text as a keyboard has them: digits and letters of full width, digits of other scripts,
/// gaps, dashes and signs of multiplication of every kind; without what has no width. So a text reads the same
/// however it was copied.
pub fn plain(text: &str) -> String {
    const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

    let digit = |place: u32| char::from_digit(place, 10).unwrap_or('0');
    let mut plain = String::with_capacity(text.len());
    let mut raised = false;
    for c in text.chars() {
        let superscript = SUPERSCRIPTS
            .iter()
            .position(|superscript| *superscript == c);
        let minus = c == '⁻';
        if !raised && (minus || superscript.is_some()) {
            plain.push('^');
        }
        raised = minus || superscript.is_some();
        if let Some(place) = superscript {
            plain.push(digit(u32::try_from(place).unwrap_or(0)));
            continue;
        }
        plain.push(match c {
            // Zero width, joiners, marks of direction, soft hyphens, a byte-order mark.
            '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => continue,
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '٠'..='٩' => digit(u32::from(c) - u32::from('٠')),
            '۰'..='۹' => digit(u32::from(c) - u32::from('۰')),
            '٫' => '.',
            '٬' => ',',
            '−' | '⁻' | '‐' | '‑' | '‒' | '–' => '-',
            '×' | '✕' | '✖' | '⨯' => 'x',
            '·' | '⋅' | '∙' => '*',
            '⁄' | '∕' => '/',
            '’' | '‘' | 'ʼ' => '\'',
            gap if gap.is_whitespace() => ' ',
            other => other,
        });
    }
    plain
}

/// A number of 0 or more: digits, perhaps with a point, times a power of ten, perhaps over a whole number.
pub(super) struct Number<'a> {
    /// The number as it was written, for messages.
    pub(super) written: &'a str,
    whole: String,
    fraction: String,
    exponent: i32,
    over: u64,
}

impl<'a> Number<'a> {
    /// Reads the number at the start of a text, which is [`plain`]: `7500`, `7 500`, `7,500`, `7.5e3`,
    /// `7.5x10^3`, `3/4`; and gives what is behind it, without gaps. `quantity` is what is being read.
    pub(super) fn at_start(
        text: &'a str,
        quantity: Quantity,
    ) -> Result<(Number<'a>, &'a str), UnitError> {
        let (read, right) = (|| quoted(text), quantity.example());
        if text.is_empty() {
            return Err(UnitError::Empty { right });
        }
        if text.starts_with('-') {
            let read = read();
            return Err(UnitError::Negative { read, right });
        }
        let (digits, behind) = digits(text);
        if digits.is_empty() {
            let read = read();
            return Err(UnitError::NoNumber { read, right });
        }
        let (exponent, behind) = exponent(behind);
        if exponent.abs() > MOST_EXPONENT {
            let (read, largest) = (read(), quantity.largest());
            return Err(UnitError::TooLarge { read, largest });
        }
        let separator = || UnitError::Separator { read: read() };
        let (over, behind) = match behind.trim_start().strip_prefix('/').map(str::trim_start) {
            Some(below) if below.starts_with(|c: char| c.is_ascii_digit()) => {
                let (below, behind) = self::digits(below);
                let (whole, fraction) = decimal(below).ok_or_else(separator)?;
                let over = whole.parse().ok().filter(|_| fraction.is_empty());
                (over.filter(|over| *over > 0).ok_or_else(separator)?, behind)
            }
            _ => (1, behind),
        };
        let (whole, fraction) = decimal(digits).ok_or_else(separator)?;
        let number = Number {
            written: text[..text.len() - behind.len()].trim_end(),
            whole,
            fraction,
            exponent,
            over,
        };
        Ok((number, behind.trim_start()))
    }

    pub(super) fn is_zero(&self) -> bool {
        let digits = || self.whole.bytes().chain(self.fraction.bytes());
        digits().all(|digit| digit == b'0')
    }

    /// The double nearest to the number times a power of ten.
    pub(super) fn value(&self, power: i32) -> f64 {
        // The standard parser reads it in one go, so that 7.5e3 is exactly 7500 and 0.3 ms is 0.0003 s.
        let (whole, fraction, exponent) = (&self.whole, &self.fraction, self.exponent + power);
        let value = format!("{whole}.{fraction}e{exponent}").parse::<f64>();
        value.unwrap_or(f64::INFINITY) / self.over as f64
    }

    /// The number times `factor`, rounded down, and whether that is exact; `None` if it does not fit.
    ///
    /// It multiplies and divides digit by digit, as on paper, so that no length of number is too long to be exact.
    pub(super) fn times(&self, factor: u64) -> Option<(u64, bool)> {
        let digits = self.whole.bytes().chain(self.fraction.bytes()).rev();
        let mut product = Vec::with_capacity(self.whole.len() + self.fraction.len() + 20);
        let mut carry: u128 = 0;
        for digit in digits {
            carry += u128::from(digit - b'0') * u128::from(factor);
            product.push(carry % 10);
            carry /= 10;
        }
        while carry > 0 {
            product.push(carry % 10);
            carry /= 10;
        }
        product.reverse();
        // Where the point stands, from the left of the product.
        let raised = usize::try_from(self.exponent).unwrap_or(0);
        let lowered = usize::try_from(-self.exponent).unwrap_or(0);
        let point = (product.len() + raised).saturating_sub(self.fraction.len() + lowered);
        let zeros = point.saturating_sub(product.len());

        let over = u128::from(self.over);
        let (mut value, mut rest, mut exact) = (0_u64, 0, true);
        for (place, digit) in product
            .into_iter()
            .chain(iter::repeat_n(0, zeros))
            .enumerate()
        {
            rest = rest * 10 + digit;
            let quotient = u64::try_from(rest / over).ok()?;
            rest %= over;
            if place < point {
                value = value.checked_mul(10)?.checked_add(quotient)?;
            } else {
                exact &= quotient == 0;
            }
        }
        Some((value, exact && rest == 0))
    }
}

/// The digits at the start of a text, with what stands between them, and what is behind.
fn digits(text: &str) -> (&str, &str) {
    let follows = |place: usize| text[place + 1..].starts_with(|c: char| c.is_ascii_digit());
    let end = text
        .char_indices()
        .find(|(place, c)| {
            !(c.is_ascii_digit() || matches!(c, ' ' | '\'' | ',' | '.') && follows(*place))
        })
        .map_or(text.len(), |(place, _)| place);
    text.split_at(end)
}

/// The digits before and after the point, without gaps; `None` where they are not grouped as in any number.
///
/// A comma before exactly three digits parts thousands (7,500), unless there is a gap or a point for that or the
/// number is below one; any other single comma is a decimal comma (7,5). Groups have three digits.
pub(crate) fn decimal(digits: &str) -> Option<(String, String)> {
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let point = match (commas, points) {
        (0, 1) => Some('.'),
        (1, 0) if !is_thousands(digits) => Some(','),
        (1.., 1..) if digits.rfind('.') > digits.rfind(',') => Some('.'),
        (1.., 1..) => Some(','),
        _ => None,
    };
    let (whole, fraction) = match point {
        Some(point) => digits.split_once(point)?,
        None => (digits, ""),
    };
    let mut gaps = whole.chars().filter(|c| !c.is_ascii_digit());
    let gap = gaps.next();
    let is_group = |group: &str| group.len() == 3;
    let mut groups = whole.split(|c: char| !c.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let well_grouped = gap.is_none() || ((1..=3).contains(&first.len()) && groups.all(is_group));
    let one_kind = gaps.all(|c| Some(c) == gap);
    let only_digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let whole = whole.chars().filter(char::is_ascii_digit).collect();
    (well_grouped && one_kind && only_digits).then(|| (whole, fraction.to_owned()))
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

/// The exponent at the start of a text, `e3` or `x10^3`, and what is behind it; 0 where there is none.
fn exponent(text: &str) -> (i32, &str) {
    let trimmed = text.trim_start();
    let times = trimmed.strip_prefix(['x', 'X', '*']).map(str::trim_start);
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
