//! Why there is no such sweep.

use thiserror::Error;

use super::over::{MAX_POINTS, example};
use crate::bounds::BoundsError;
use crate::scenario::ScenarioError;
use crate::units::UnitError;

/// Why there is no such sweep. Every message says what was read and what would be right.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SweepError {
    /// The text is not `key=values`.
    #[error(
        "\"{read}\" does not say what takes which values: write something like peers=1..1000, server=1Mbps..20Mbps or pick=rarest,random,order"
    )]
    Form {
        /// What was read.
        read: String,
    },
    /// No scenario has such a key.
    #[error(transparent)]
    Key(ScenarioError),
    /// A value is empty.
    #[error("{key}: value {} is empty: write something like {key}={}", value + 1, example(key))]
    NoValue {
        /// The key.
        key: String,
        /// Which value, from 0.
        value: usize,
    },
    /// A range that has an end without limit.
    #[error(
        "{key}: \"{read}\" has no place in a range: write a rate such as 20Mbps, or unlimited with a comma before it, as a value by itself"
    )]
    Endless {
        /// The key.
        key: String,
        /// What was read.
        read: String,
    },
    /// A range of what is no number.
    #[error(
        "{key}: \"{read}\" is a range, but {key} takes words: write each of them, with a comma between, such as pick=rarest,random"
    )]
    RangeOfWords {
        /// The key.
        key: String,
        /// What was read.
        read: String,
    },
    /// An end of a range is no amount, rate or time.
    #[error("{key}: {source}")]
    Unit {
        /// The key.
        key: String,
        /// What is wrong with it.
        source: UnitError,
    },
    /// An end of a range, or a number of peers, is no whole number.
    #[error(
        "{key}: \"{read}\" is not a whole number from {least} to {most}: write something like {key}={}",
        example(key)
    )]
    Number {
        /// The key.
        key: String,
        /// What was read.
        read: String,
        /// The least that would be right.
        least: u64,
        /// The most that would be right.
        most: u64,
    },
    /// A range ends before it begins.
    #[error("{key}: \"{read}\" ends before it begins: write the smaller end first")]
    Backwards {
        /// The key.
        key: String,
        /// What was read.
        read: String,
    },
    /// There are too many values.
    #[error("{key}: there are {values} values: write at most {MAX_POINTS}")]
    TooManyValues {
        /// The key.
        key: String,
        /// How many there are.
        values: usize,
    },
    /// A value that no scenario can have.
    #[error("{key}={value}: {}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Value {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What is wrong with it.
        faults: Vec<ScenarioError>,
    },
    /// The scenario that is to be varied is not valid.
    #[error("the scenario is not valid: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Scenario(Vec<ScenarioError>),
    /// The scenario has no bounds.
    #[error(transparent)]
    Bounds(#[from] BoundsError),
    /// Nothing is to be played.
    #[error("runs: with 0 of them there is nothing to play: have at least 1")]
    NoRuns,
}
