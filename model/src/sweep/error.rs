//! Why there is no such sweep.

use thiserror::Error;

use crate::bounds::BoundsError;
use crate::scenario::ScenarioError;
use crate::units::UnitError;

/// Why there is no such sweep. Every message says what was read and what would be right.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SweepError {
    /// This text is not `key=values`.
    #[error(
        "\"{0}\" does not say what takes which values: write something like peers=1..1000, server=1Mbps..20Mbps or pick=rarest,random,order"
    )]
    Form(String),
    /// No scenario has such a key.
    #[error(transparent)]
    Key(ScenarioError),
    /// A key cannot have such values.
    #[error("{key}: {fault}")]
    Values {
        /// The key.
        key: String,
        /// What is wrong with its values.
        fault: Values,
    },
    /// A scenario cannot have such a value; with the key and the value as in a text, and what is wrong with it.
    #[error("{0}: {faults}", faults = told(.1))]
    Value(String, Vec<ScenarioError>),
    /// The scenario that is to be varied is not valid.
    #[error("the scenario is not valid: {}", told(.0))]
    Scenario(Vec<ScenarioError>),
    /// The scenario has no bounds.
    #[error(transparent)]
    Bounds(#[from] BoundsError),
    /// Nothing is to be played.
    #[error("runs: with 0 of them there is nothing to play: have at least 1")]
    NoRuns,
}

/// What can be wrong with the values of a key. A text in it is what was read, unless it says otherwise.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum Values {
    /// A value, counted from 0, is empty; with what would be right.
    #[error("value {number} is empty: write something like {1}", number = .0 + 1)]
    Empty(usize, String),
    /// A range that has an end without limit.
    #[error(
        "\"{0}\" has no place in a range: write a rate such as 20Mbps, or unlimited with a comma before it, as a value by itself"
    )]
    Endless(String),
    /// A range of what this key takes, which is no number.
    #[error(
        "\"{0}\" is a range, but {1} takes words: write each of them, with a comma between, such as pick=rarest,random"
    )]
    Words(String, String),
    /// An end of a range is no amount, rate, time or percentage.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// An end of a range, or a number of peers, is no whole number in this range; with what would be right.
    #[error("\"{0}\" is not a whole number from {1} to {2}: write something like {3}")]
    Number(String, u64, u64, String),
    /// A range ends before it begins.
    #[error("\"{0}\" ends before it begins: write the smaller end first")]
    Backwards(String),
    /// There are so many values, and may be so many at most.
    #[error("there are {0} values: write at most {1}")]
    TooMany(usize, usize),
}

/// Faults in one line.
fn told(faults: &[ScenarioError]) -> String {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    faults.join("; ")
}
