//! Why a text is not an amount, a rate, a time or a percentage.

use thiserror::Error;

/// How many characters of a wrong text an error repeats, so that a message stays one line.
const QUOTED: usize = 40;

/// Why a text is not an amount, a rate, a time or a percentage. Every message says what was read and what would be right.
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
    /// What stands between the digits is where no number has it.
    #[error(
        "\"{read}\" has a comma, a point, a gap or a slash where no number has one: write 7500, 7 500 or 7,500, and a part of one as 0.75 or 3/4"
    )]
    Separator {
        /// What was read.
        read: String,
    },
    /// A time of several parts, or with colons, that is none or could be two.
    #[error("\"{read}\" is no time, or more than one: write {right}")]
    TimeForm {
        /// What was read.
        read: String,
        /// How it would be right.
        right: String,
    },
    /// There is a number and nothing after it.
    #[error("\"{read}\" has no unit: write {right}")]
    NoUnit {
        /// What was read.
        read: String,
        /// The same number with a unit.
        right: String,
    },
    /// The unit could be one of bits or of bytes: all its letters are small, or all large.
    #[error("\"{read}\" could be bits or bytes (b is bits, B is bytes; M is mega): write {right}")]
    WrongCase {
        /// What was read.
        read: String,
        /// The same number with the units that may have been meant.
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

/// The beginning of a text, for a message.
pub fn quoted(text: &str) -> String {
    let mut quote: String = text.chars().take(QUOTED).collect();
    if quote.len() < text.len() {
        quote.push('…');
    }
    quote
}
