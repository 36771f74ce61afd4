//! A field of a table: what CSV and JSON make of it is theirs, what it is stands here.

use std::fmt;

/// A field of a table. It prints as CSV has it: numbers with every digit that a double has, texts in
/// quotes where they have commas or quotes (RFC 4180), and what there is not as nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// There is no value.
    Nothing,
    /// Whether something is the case.
    Truth(bool),
    /// A whole number.
    Whole(u64),
    /// A measure, in the unit that its column names.
    Number(f64),
    /// A text.
    Text(String),
}

impl Field {
    /// A text, with nothing for an empty one.
    #[must_use]
    pub fn text(text: &str) -> Field {
        if text.is_empty() {
            Field::Nothing
        } else {
            Field::Text(text.to_owned())
        }
    }

    /// A measure that may be missing.
    #[must_use]
    pub fn number(number: Option<f64>) -> Field {
        number.map_or(Field::Nothing, Field::Number)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Nothing => Ok(()),
            Field::Truth(truth) => write!(f, "{truth}"),
            Field::Whole(number) => write!(f, "{number}"),
            Field::Number(number) => write!(f, "{number}"),
            Field::Text(text) if text.contains([',', '"', '\n', '\r']) => {
                write!(f, "\"{}\"", text.replace('"', "\"\""))
            }
            Field::Text(text) => f.write_str(text),
        }
    }
}
