//! What is right, in the form in which it is asked.

use p2p_model::units::{BitRate, Prefix, Seconds};

/// What is right, in the form in which it is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A time or a rate.
    Quantity {
        /// Its value in seconds, or in bits per second.
        value: f64,
        /// The unit in which it is asked, for a student who types none.
        unit: AnswerUnit,
    },
    /// A whole number.
    Count {
        /// The number.
        value: u64,
        /// What is counted, in the plural.
        of: &'static str,
    },
    /// One of the options, named A, B, C and so on.
    Choice {
        /// The options.
        options: Vec<String>,
        /// The place of the right one.
        right: usize,
    },
    /// Some chunks or peers, or none, in any order.
    Items {
        /// What they are.
        noun: Noun,
        /// The lowest number there is.
        first: u32,
        /// The highest.
        last: u32,
        /// The right ones, in order.
        right: Vec<u32>,
    },
    /// All events, named A, B, C and so on, in the order of time.
    Order {
        /// The events as they are shown.
        events: Vec<String>,
        /// Their places in the list above, in the right order.
        right: Vec<usize>,
    },
}

/// A unit in which an answer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerUnit {
    /// Seconds.
    Seconds,
    /// Megabits per second, M being a million.
    MegabitsPerSecond,
}

/// What the numbers of an answer stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// Chunks, counted from 0.
    Chunk,
    /// Peers, counted from 1.
    Peer,
}

impl Answer {
    /// A time in seconds.
    pub(super) fn time(seconds: Seconds) -> Answer {
        Answer::Quantity {
            value: seconds.0,
            unit: AnswerUnit::Seconds,
        }
    }

    /// The right answer as a student would write it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Answer::Quantity { value, unit } => unit.human(*value),
            Answer::Count { value, .. } => value.to_string(),
            Answer::Choice { right, .. } => letter(*right),
            Answer::Items { noun, right, .. } => noun.list(right),
            Answer::Order { right, .. } => letters(right),
        }
    }

    /// What to type, and how exact it must be.
    #[must_use]
    pub fn form(&self) -> String {
        match self {
            Answer::Quantity { unit: AnswerUnit::Seconds, .. } => {
                "A time in seconds, right within 1%. 7500, 7.5e3 s, 15000/2, 125 min, 2 h 5 min and 2:05:00 are the same.".to_owned()
            }
            Answer::Quantity { unit: AnswerUnit::MegabitsPerSecond, .. } => {
                "A rate in Mb/s, right within 1%. 0.5, 0.5 Mb/s and 500 kb/s are the same.".to_owned()
            }
            Answer::Count { of, .. } => format!("A whole number of {of}."),
            Answer::Choice { options, .. } => {
                format!("One letter from A to {}.", letter(options.len().saturating_sub(1)))
            }
            Answer::Items { noun, .. } => {
                let many = noun.plural();
                format!("The numbers of all the right {many}, such as 3, 5; or none.")
            }
            Answer::Order { events, .. } => {
                format!(
                    "All letters from A to {}, the first event first, such as B A C.",
                    letter(events.len().saturating_sub(1))
                )
            }
        }
    }
}

impl AnswerUnit {
    /// The unit as it is written behind a number.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            AnswerUnit::Seconds => "s",
            AnswerUnit::MegabitsPerSecond => "Mb/s",
        }
    }

    /// How many seconds or bits per second one of it is.
    pub(super) fn factor(self) -> f64 {
        match self {
            AnswerUnit::Seconds => 1.0,
            AnswerUnit::MegabitsPerSecond => 1e6,
        }
    }

    /// A value rounded for people.
    fn human(self, value: f64) -> String {
        match self {
            AnswerUnit::Seconds => Seconds(value).human(),
            AnswerUnit::MegabitsPerSecond => BitRate::measured(value).human(Prefix::Si),
        }
    }

    /// A value to six digits, so that the student who typed it knows it again.
    pub(super) fn exactly(self, value: f64) -> String {
        let value = value / self.factor();
        let digits = format!("{value:.5e}").parse::<f64>().unwrap_or(value);
        format!("{digits}\u{a0}{}", self.symbol())
    }
}

impl Noun {
    pub(super) fn singular(self) -> &'static str {
        match self {
            Noun::Chunk => "chunk",
            Noun::Peer => "peer",
        }
    }

    pub(super) fn plural(self) -> &'static str {
        match self {
            Noun::Chunk => "chunks",
            Noun::Peer => "peers",
        }
    }

    /// `peer 3`, `chunks 2, 5` or `none`.
    pub(super) fn list(self, items: &[u32]) -> String {
        let numbers: Vec<String> = items.iter().map(ToString::to_string).collect();
        match items.len() {
            0 => "none".to_owned(),
            1 => format!("{}\u{a0}{}", self.singular(), numbers[0]),
            _ => format!("{}\u{a0}{}", self.plural(), numbers.join(", ")),
        }
    }
}

/// A, B, C and so on.
pub(super) fn letter(place: usize) -> String {
    ('A'..='Z').nth(place).unwrap_or('?').to_string()
}

/// `B, A, C`.
pub(super) fn letters(places: &[usize]) -> String {
    let letters: Vec<String> = places.iter().map(|place| letter(*place)).collect();
    letters.join(", ")
}

/// The numbers from the lowest to the highest.
pub(super) fn sorted(numbers: &[u32]) -> Vec<u32> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers
}
