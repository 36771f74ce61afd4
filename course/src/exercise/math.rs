//! Formulas as small trees: a page typesets them, `Display` writes them in one line.

use std::fmt;

use p2p_model::bounds::TermKind;
use p2p_model::units::{BitRate, Bits, Prefix, Seconds};

/// A formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Math {
    /// A number as it is shown, with its unit if it has one: `15 Gb`, `100`.
    Value(String),
    /// A symbol with its subscript, which may be empty: `u_s`.
    Symbol(&'static str, &'static str),
    /// The first over the second.
    Fraction(Box<Math>, Box<Math>),
    /// One times the other.
    Product(Vec<Math>),
    /// One plus the other.
    Sum(Vec<Math>),
    /// The first less the second.
    Difference(Box<Math>, Box<Math>),
    /// Σ over all peers.
    Total(Box<Math>),
    /// The largest.
    Max(Vec<Math>),
    /// A chain such as a = b ≈ c.
    Chain(Box<Math>, Vec<(Relation, Math)>),
}

/// What stands between two links of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Equal.
    Equal,
    /// Equal but for rounding.
    About,
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
}

/// N, the number of peers.
pub(super) const N: Math = Math::Symbol("N", "");
/// F, the size of the file.
pub(super) const F: Math = Math::Symbol("F", "");
/// u_s, the upload of the server.
pub(super) const U_S: Math = Math::Symbol("u", "s");
/// u, the upload of each of equal peers.
pub(super) const U: Math = Math::Symbol("u", "");
/// u_i, the upload of a peer.
pub(super) const U_I: Math = Math::Symbol("u", "i");
/// d, the download of each of equal peers.
pub(super) const D: Math = Math::Symbol("d", "");
/// d_min, the least download.
pub(super) const D_MIN: Math = Math::Symbol("d", "min");
/// D_cs, the client–server bound.
pub(super) const D_CS: Math = Math::Symbol("D", "cs");
/// D_p2p, the bound of P2P.
pub(super) const D_P2P: Math = Math::Symbol("D", "P2P");

impl Math {
    /// A plain number.
    pub(super) fn number(number: impl fmt::Display) -> Math {
        Math::Value(number.to_string())
    }

    /// This over another.
    pub(super) fn over(self, other: Math) -> Math {
        Math::Fraction(Box::new(self), Box::new(other))
    }

    /// This times another.
    pub(super) fn times(self, other: Math) -> Math {
        Math::Product(vec![self, other])
    }

    /// This plus another.
    pub(super) fn plus(self, other: Math) -> Math {
        Math::Sum(vec![self, other])
    }

    /// This less another.
    pub(super) fn minus(self, other: Math) -> Math {
        Math::Difference(Box::new(self), Box::new(other))
    }

    /// This, in a chain with another.
    pub(super) fn then(self, relation: Relation, other: Math) -> Math {
        let (first, mut rest) = match self {
            Math::Chain(first, rest) => (first, rest),
            first => (Box::new(first), Vec::new()),
        };
        rest.push((relation, other));
        Math::Chain(first, rest)
    }

    /// This equals another.
    pub(super) fn equals(self, other: Math) -> Math {
        self.then(Relation::Equal, other)
    }

    /// This equals a time, or nearly so where what is shown of it is rounded.
    pub(super) fn equals_time(self, seconds: Seconds) -> Math {
        let shown = seconds.human();
        let exact = Seconds::parse(&bare(&shown)).is_ok_and(|read| same(read.0, seconds.0));
        self.then(relation(exact), Math::Value(shown))
    }

    /// This equals a rate, or nearly so.
    pub(super) fn equals_rate(self, rate: BitRate, prefix: Prefix) -> Math {
        let (relation, shown) = shown_rate(rate, prefix);
        self.then(relation, shown)
    }

    /// This equals an amount in bits, or nearly so.
    pub(super) fn equals_bits(self, bits: Bits, prefix: Prefix) -> Math {
        let (relation, shown) = shown_bits(bits, prefix);
        self.then(relation, shown)
    }

    /// This equals so many copies of a file over a rate, or nearly so.
    pub(super) fn equals_copies(
        self,
        copies: u64,
        file: Bits,
        rate: BitRate,
        prefix: Prefix,
    ) -> Math {
        let (one, file) = shown_bits(file, prefix);
        let (other, rate) = shown_rate(rate, prefix);
        let exact = [one, other]
            .iter()
            .all(|relation| *relation == Relation::Equal);
        let bits = if copies > 1 {
            Math::number(copies).times(file)
        } else {
            file
        };
        self.then(relation(exact), bits.over(rate))
    }

    /// A term of a bound in symbols.
    #[must_use]
    pub fn term(kind: TermKind) -> Math {
        match kind {
            TermKind::ServerCopies => N.times(F).over(U_S),
            TermKind::FirstCopy => F.over(U_S),
            TermKind::SlowestDownload => F.over(D_MIN),
            TermKind::Aggregate => N.times(F).over(U_S.plus(Math::Total(Box::new(U_I)))),
        }
    }

    /// Whether there are numbers in it, which stand further apart than symbols.
    fn has_values(&self) -> bool {
        match self {
            Math::Value(_) => true,
            Math::Symbol(..) => false,
            Math::Product(parts) | Math::Sum(parts) | Math::Max(parts) => {
                parts.iter().any(Math::has_values)
            }
            Math::Fraction(one, other) | Math::Difference(one, other) => {
                one.has_values() || other.has_values()
            }
            Math::Total(of) => of.has_values(),
            Math::Chain(first, rest) => {
                first.has_values() || rest.iter().any(|(_, math)| math.has_values())
            }
        }
    }

    /// Whether it needs brackets beside a product or a fraction.
    fn is_loose(&self) -> bool {
        matches!(self, Math::Sum(_) | Math::Difference(..) | Math::Chain(..))
    }
}

impl fmt::Display for Math {
    /// The formula in one line: `N·F/(u_s + Σu_i) = 25 904 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Math::Value(value) => f.write_str(value),
            Math::Symbol(name, "") => f.write_str(name),
            Math::Symbol(name, sub) => write!(f, "{name}_{sub}"),
            Math::Fraction(above, below) => {
                let is_fraction = |math: &Math| matches!(math, Math::Fraction(..));
                bracketed(f, above, above.is_loose() || is_fraction(above))?;
                f.write_str(if self.has_values() { " / " } else { "/" })?;
                let compound = matches!(**below, Math::Product(_)) || is_fraction(below);
                bracketed(f, below, below.is_loose() || compound)
            }
            Math::Product(factors) => {
                let dot = if self.has_values() { " · " } else { "·" };
                for (index, factor) in factors.iter().enumerate() {
                    f.write_str(if index > 0 { dot } else { "" })?;
                    bracketed(f, factor, factor.is_loose())?;
                }
                Ok(())
            }
            Math::Sum(terms) => joined(f, terms, " + "),
            Math::Difference(one, other) => {
                write!(f, "{one} − ")?;
                bracketed(f, other, other.is_loose())
            }
            Math::Total(of) => {
                f.write_str("Σ")?;
                bracketed(f, of, of.is_loose())
            }
            Math::Max(terms) => {
                f.write_str("max{")?;
                joined(f, terms, ", ")?;
                f.write_str("}")
            }
            Math::Chain(first, rest) => {
                first.fmt(f)?;
                rest.iter()
                    .try_for_each(|(relation, math)| write!(f, " {relation} {math}"))
            }
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Relation::Equal => "=",
            Relation::About => "≈",
            Relation::AtLeast => "≥",
            Relation::AtMost => "≤",
        })
    }
}

/// Whether two doubles differ by no more than what computing them in another order may change.
pub(super) fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

/// A rate as it is shown, and how that relates to the rate.
fn shown_rate(rate: BitRate, prefix: Prefix) -> (Relation, Math) {
    let shown = rate.human(prefix);
    let exact = BitRate::parse(&bare(&shown), prefix) == Ok(rate);
    (relation(exact), Math::Value(shown))
}

/// An amount as it is shown in bits, and how that relates to the amount.
fn shown_bits(bits: Bits, prefix: Prefix) -> (Relation, Math) {
    let shown = bits.human_in_bits(prefix);
    let exact = Bits::parse(&bare(&shown), prefix) == Ok(bits);
    (relation(exact), Math::Value(shown))
}

fn relation(exact: bool) -> Relation {
    if exact {
        Relation::Equal
    } else {
        Relation::About
    }
}

/// What people are shown, without its gaps.
fn bare(shown: &str) -> String {
    shown.replace(['\u{a0}', '\u{202f}'], "")
}

fn bracketed(f: &mut fmt::Formatter<'_>, math: &Math, brackets: bool) -> fmt::Result {
    if brackets {
        write!(f, "({math})")
    } else {
        write!(f, "{math}")
    }
}

fn joined(f: &mut fmt::Formatter<'_>, terms: &[Math], separator: &str) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        f.write_str(if index > 0 { separator } else { "" })?;
        write!(f, "{term}")?;
    }
    Ok(())
}
