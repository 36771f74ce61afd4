//! Amounts of data, rates, times and percentages as types of their own, so that no bit is taken for a byte, and the one
//! reader of all numbers with units: [`Bits::parse`] and the like take every spelling of textbooks and of copied text.
//!
//! Each type has two faces. [`Bits::parse`] and [`Bits::text`] are exact: what one prints, the other
//! reads back to the same value, so a link or a preset loses nothing. [`Bits::human`] is for people:
//! three significant digits and a space before the unit. No value passes through floating point on
//! its way between text and bits.

mod error;
mod number;
mod parse;
mod print;
mod unit;

#[cfg(test)]
mod tests;

pub use error::{UnitError, quoted};
pub use number::plain;
pub use parse::{any_rate, count, time};

pub(crate) use number::decimal;

use parse::UNLIMITED;
use print::{NO_BREAK_SPACE, grouped, legible, rounded, shortest, three_digits};
use unit::{Quantity, amount_units, rate_units};

/// An amount of data in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub u64);

/// A rate in bits per second. The largest value, [`BitRate::UNLIMITED`], is no number but a link without limit:
/// compute with [`BitRate::bps`] and [`BitRate::times`], which know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BitRate(pub u64);

/// A time or a span of time in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

/// A part of a whole, which is 1: 0.07 is 7%.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(pub f64);

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

/// Reads a whole number as people write and copy it: `1000`, `1 000`, `1,000`, `１０００`. `None` where it is
/// anything else, or more than `u64::MAX`.
#[must_use]
pub fn whole_number(text: &str) -> Option<u64> {
    match count(text)? {
        (number, behind) if behind.is_empty() => number,
        _ => None,
    }
}

impl Bits {
    /// Reads an amount such as `8MiB`, `15 Gbits`, `1b`, `1,5 kB` or `256 kilobytes`: a number, `k`, `M`, `G`, `T`
    /// or `Ki`, `Mi`, `Gi`, `Ti` or nothing, then `b` for bits or `B` for bytes, or their names.
    ///
    /// # Errors
    /// When the text is anything else, is not a whole number of bits, or exceeds `u64::MAX` bits.
    pub fn parse(text: &str, prefix: Prefix) -> Result<Bits, UnitError> {
        parse::amount(text, prefix).map(Bits)
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
    /// A link without limit, which takes no time for any number of bits: `unlimited` in a text.
    pub const UNLIMITED: BitRate = BitRate(u64::MAX);

    /// The fastest link that has a limit.
    const FASTEST: BitRate = BitRate(u64::MAX - 1);

    /// A rate that was measured, in bits per second: no more of it than three significant digits. An
    /// infinite one is unlimited.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
    pub fn measured(bps: f64) -> BitRate {
        if bps == f64::INFINITY {
            return BitRate::UNLIMITED;
        }
        BitRate(rounded(bps.max(0.0).round() as u64))
    }

    /// Whether the link has no limit.
    #[must_use]
    pub fn is_unlimited(self) -> bool {
        self == BitRate::UNLIMITED
    }

    /// The rate in bits per second, to compute with: `f64::INFINITY` for a link without limit.
    #[must_use]
    pub fn bps(self) -> f64 {
        if self.is_unlimited() {
            f64::INFINITY
        } else {
            self.0 as f64
        }
    }

    /// What is left of the rate without a part of it, to compute with, in bits per second.
    #[must_use]
    pub fn without(self, part: Share) -> f64 {
        self.bps() * (1.0 - part.0)
    }

    /// What so many such links carry together, exactly, in bits per second. `u128::MAX` stands for no limit,
    /// so that sums that saturate stay without limit; no number of links with a limit reaches it.
    #[must_use]
    pub fn times(self, links: u64) -> u128 {
        if self.is_unlimited() && links > 0 {
            u128::MAX
        } else {
            u128::from(self.0) * u128::from(links)
        }
    }

    /// What several links carry together, from a sum of [`BitRate::times`]. A sum that is too large for a
    /// rate, but has a limit, is the largest rate that has one.
    #[must_use]
    pub fn together(bps: u128) -> BitRate {
        if bps == u128::MAX {
            return BitRate::UNLIMITED;
        }
        u64::try_from(bps).map_or(BitRate::FASTEST, |bps| BitRate(bps).min(BitRate::FASTEST))
    }

    /// Reads a rate such as `700kbps`, `2 Mbits/s`, `1.5 Mb/s`, `1MBps` (bytes), a bare `0`, or `unlimited`,
    /// which may also be written `inf`, `infinite`, `infinity` or `∞`.
    ///
    /// # Errors
    /// When the text is anything else, is not a whole number of bits per second, or is `u64::MAX` bits per
    /// second or more.
    pub fn parse(text: &str, prefix: Prefix) -> Result<BitRate, UnitError> {
        parse::rate(text, prefix)
    }

    /// The rate exactly and briefly, so that [`BitRate::parse`] gives it back under the same prefix:
    /// `700kbps`, `1.5Mbps`, `0`, `unlimited`.
    #[must_use]
    pub fn text(self, prefix: Prefix) -> String {
        if self.0 == 0 {
            return "0".to_owned();
        }
        if self.is_unlimited() {
            return UNLIMITED.to_owned();
        }
        let (number, unit) = shortest(self.0, &rate_units(prefix));
        format!("{number}{}", unit.symbol(Quantity::Rate))
    }

    /// The rate for people: `4 Mb/s`; three significant digits where it is not exact; `unlimited`.
    #[must_use]
    pub fn human(self, prefix: Prefix) -> String {
        if self.is_unlimited() {
            return UNLIMITED.to_owned();
        }
        let (number, unit) = legible(self.0, &rate_units(prefix));
        format!(
            "{number}{NO_BREAK_SPACE}{}/s",
            unit.symbol(Quantity::Amount)
        )
    }
}

impl Seconds {
    /// Reads a time such as `10s`, `500ms`, `0.5 s`, `2min`, `2 h 5 min` or `11:06:40`.
    ///
    /// # Errors
    /// When the text is anything else, is negative, or is beyond the range of an `f64`.
    pub fn parse(text: &str) -> Result<Seconds, UnitError> {
        time(text, None).map(Seconds)
    }

    /// The time exactly, in seconds, so that [`Seconds::parse`] gives it back: `10s`, `0.5s`.
    #[must_use]
    pub fn text(self) -> String {
        // Adding zero turns a negative zero, which would print a sign, into a plain one.
        format!("{}s", self.0 + 0.0)
    }

    /// The time for people, from two minutes on also in larger units: `7 500 s (2 h 5 min)`.
    #[must_use]
    pub fn human_long(self) -> String {
        match self.in_larger_units() {
            Some(larger) => format!("{} ({larger})", self.human()),
            None => self.human(),
        }
    }

    /// A time of two minutes or more in minutes, hours or days, and the next smaller unit: `2 h 5 min`, `≈ 7 h 12 min`.
    #[must_use]
    pub fn in_larger_units(self) -> Option<String> {
        /// Times from the first, in seconds, are hard to imagine; times from the second are in any unit.
        const LONG: std::ops::Range<f64> = 120.0..1e9;
        /// Each with how many of the next smaller unit it has, and how many seconds that is.
        const UNITS: [(&str, &str, u64, u64); 3] = [
            ("d", "h", 24, 3600),
            ("h", "min", 60, 60),
            ("min", "s", 60, 1),
        ];

        if !LONG.contains(&self.0) {
            return None;
        }
        UNITS
            .into_iter()
            .find_map(|(large, small, ratio, seconds)| {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                // Within the range above.
                let all = (self.0 / seconds as f64).round() as u64;
                let (first, rest) = (all / ratio, all % ratio);
                if first == 0 {
                    return None;
                }
                let about = if (all * seconds) as f64 == self.0 {
                    ""
                } else {
                    "≈\u{a0}"
                };
                let rest = match rest {
                    0 => String::new(),
                    rest => format!("{NO_BREAK_SPACE}{rest}{NO_BREAK_SPACE}{small}"),
                };
                Some(format!("{about}{first}{NO_BREAK_SPACE}{large}{rest}"))
            })
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

impl Share {
    /// Reads a percentage such as `7%`, `6.5 %`, `7 percent`, or a bare `0`. Another number without a percent sign is
    /// refused: 0.5 could be 50% or half of one.
    ///
    /// # Errors
    /// When the text is anything else, is negative, or is more than the whole.
    pub fn parse(text: &str) -> Result<Share, UnitError> {
        parse::share(text).map(Share)
    }

    /// The percentage exactly, so that [`Share::parse`] gives it back: `7%`, `0.25%`.
    #[must_use]
    pub fn text(self) -> String {
        // The point moves in the text, since a product would be rounded.
        let number = (self.0 + 0.0).to_string();
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        let (hundredths, rest) = match fraction.split_at_checked(2) {
            Some((hundredths, rest)) => (hundredths.to_owned(), rest),
            None => (format!("{fraction:0<2}"), ""),
        };
        let digits = whole.to_owned() + &hundredths;
        let percent = match digits.trim_start_matches('0') {
            "" => "0",
            percent => percent,
        };
        let point = if rest.is_empty() { "" } else { "." };
        format!("{percent}{point}{rest}%")
    }
}
