//! The units themselves: what they are called, and how much one of them is.

use super::Prefix;
use super::error::quoted;

/// What kind of value is being read: it decides the units, and the examples in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    Amount,
    Rate,
    Time,
    Share,
}

impl Quantity {
    /// An example of a right value.
    pub(super) fn example(self) -> &'static str {
        match self {
            Quantity::Amount => "8MiB",
            Quantity::Rate => "4Mbps",
            Quantity::Time => "10s",
            Quantity::Share => "7%",
        }
    }

    /// The units of this kind, in words.
    pub(super) fn grammar(self) -> &'static str {
        match self {
            Quantity::Amount => {
                "b (bits) or B (bytes), after k, M, G, T or Ki, Mi, Gi, Ti if need be, as in 8MiB or 15Gb"
            }
            Quantity::Rate => {
                "bps or b/s, after k, M, G, T or Ki, Mi, Gi, Ti if need be, as in 700kbps; or unlimited"
            }
            Quantity::Time => "ms, s, min, h or d, as in 10s, 500ms or 2 h 5 min",
            Quantity::Share => "%, as in 7%",
        }
    }

    /// `number` with the units of this kind that somebody who wrote `prefix` may have meant.
    pub(super) fn suggest(self, number: &str, prefix: &str) -> String {
        let number = quoted(number);
        match self {
            Quantity::Amount => format!("{number}{prefix}B (bytes) or {number}{prefix}b (bits)"),
            Quantity::Rate => format!("{number}{prefix}bps"),
            Quantity::Time => format!("{number}s"),
            Quantity::Share => format!("{number}%"),
        }
    }

    /// The same for somebody who may have meant bits or bytes.
    pub(super) fn either(self, number: &str, prefix: &str) -> String {
        let right = self.suggest(number, prefix);
        match self {
            Quantity::Rate => format!("{right} (bits) or {}{prefix}Bps (bytes)", quoted(number)),
            Quantity::Amount | Quantity::Time | Quantity::Share => right,
        }
    }

    /// The largest value in bits or bits per second.
    pub(super) fn most(self) -> u64 {
        match self {
            // The value above stands for no limit.
            Quantity::Rate => u64::MAX - 1,
            Quantity::Amount | Quantity::Time | Quantity::Share => u64::MAX,
        }
    }

    /// The unit of which values are whole numbers.
    pub(super) fn smallest(self) -> &'static str {
        match self {
            Quantity::Amount => "b",
            Quantity::Rate => "bps",
            Quantity::Time => "s",
            Quantity::Share => "%",
        }
    }

    /// The largest value as a text.
    pub(super) fn largest(self) -> String {
        match self {
            Quantity::Time => format!("{:e} s", f64::MAX),
            Quantity::Share => "100%".to_owned(),
            _ => format!("{}{}", self.most(), self.smallest()),
        }
    }
}

/// A unit of data: what it is called and how many bits it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    /// `""`, `"k"`, `"M"`, … or `"Ki"`, `"Mi"`, …
    pub(super) prefix: &'static str,
    /// Whether it counts bytes.
    pub(super) bytes: bool,
    /// How many bits one of it is.
    pub(super) bits: u64,
}

/// The prefixes, by power.
pub(super) const PLAIN: [&str; 5] = ["", "k", "M", "G", "T"];
/// The prefixes that mean 1024 whatever the convention, by power.
pub(super) const BINARY: [&str; 5] = ["", "Ki", "Mi", "Gi", "Ti"];

impl Unit {
    /// The units of one family, largest first.
    pub(super) fn family(
        names: [&'static str; 5],
        base: u64,
        bytes: bool,
    ) -> impl Iterator<Item = Unit> {
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
    pub(super) fn symbol(self, quantity: Quantity) -> String {
        let letter = if self.bytes { 'B' } else { 'b' };
        let per_second = if quantity == Quantity::Rate { "ps" } else { "" };
        format!("{}{letter}{per_second}", self.prefix)
    }
}

/// What 1 k is.
pub(super) fn base(prefix: Prefix) -> u64 {
    match prefix {
        Prefix::Si => 1000,
        Prefix::Binary => 1024,
    }
}

/// The units an amount is printed in, the most natural ones first.
pub(super) fn amount_units(value: u64, prefix: Prefix) -> Vec<Unit> {
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
pub(super) fn rate_units(prefix: Prefix) -> Vec<Unit> {
    let plain = Unit::family(PLAIN, base(prefix), false);
    let binary = Unit::family(BINARY, 1024, false);
    plain.chain(binary).collect()
}
