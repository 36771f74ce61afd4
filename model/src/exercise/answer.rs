//! Answers, and how they are marked.

use super::math::same;
use super::{Part, typed};
use crate::units::{BitRate, Prefix, Seconds};

/// How far a time or a rate may be off, as a part of the right value: enough for rounding to three
/// digits, and less than any mistake that is looked for.
pub const TOLERANCE: f64 = 0.01;

/// How near a typed value must come to that of a mistake to be taken for it.
const TELLING: f64 = 0.005;

/// How far off a value is still called close, as a part of the right one.
const CLOSE: f64 = 0.05;

/// How far apart the right value and those of mistakes must be, so that the two ranges above never
/// meet. The mistake of 1000 for 1024 between M and G is only 2.4 % off.
const APART: f64 = 0.02;

/// What is right, in the form in which it is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A time or a rate.
    Quantity {
        /// Its value in seconds, or in bits per second.
        value: f64,
        /// The unit in which it is asked, for one who types none.
        unit: Unit,
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
pub enum Unit {
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

/// A wrong answer that tells how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Misconception {
    /// The answer.
    pub slip: Slip,
    /// One or two sentences: what was probably done, and what would be right.
    pub says: String,
}

/// What a wrong answer looks like.
#[derive(Clone, Debug, PartialEq)]
pub enum Slip {
    /// A quantity or a count.
    Value(f64),
    /// One of the options.
    Option(usize),
    /// Just these items, in order.
    Items(Vec<u32>),
    /// An order in which the first event stands after the second.
    After(usize, usize),
}

/// What an answer that was typed is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is right.
    Right {
        /// What it was read as.
        read: String,
    },
    /// It is wrong.
    Wrong {
        /// What it was read as.
        read: String,
        /// How it probably came about, where that can be told.
        misconception: Option<String>,
    },
    /// It cannot be read.
    Unreadable {
        /// What was wrong, and what would be right.
        why: String,
    },
}

/// An answer that was typed, as it was understood.
enum Typed {
    Value(f64),
    Option(usize),
    Items(Vec<u32>),
    Order(Vec<usize>),
}

impl Part {
    /// Marks what was typed. A wrong answer is explained by the first of these that does: its point or comma was
    /// meant for the other one; a misconception; a unit that is off; it is close.
    #[must_use]
    pub fn mark(&self, text: &str) -> Mark {
        let typed = match self.answer.understand(text) {
            Ok(typed) => typed,
            Err(why) => return Mark::Unreadable { why },
        };
        let read = self.answer.say(&typed);
        if self.answer.is_right(&typed) {
            return Mark::Right { read };
        }
        let told = || {
            let known = self.misconceptions.iter().find(|m| m.slip.explains(&typed));
            known.map(|misconception| misconception.says.clone())
        };
        let misconception = self
            .answer
            .right_with_other_mark(text, &read)
            .or_else(told)
            .or_else(|| self.answer.nearly(&typed));
        Mark::Wrong {
            read,
            misconception,
        }
    }
}

impl Answer {
    /// A time in seconds.
    pub(super) fn time(seconds: Seconds) -> Answer {
        Answer::Quantity {
            value: seconds.0,
            unit: Unit::Seconds,
        }
    }

    /// The right answer as one would write it.
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
            Answer::Quantity { unit: Unit::Seconds, .. } => {
                "A time in seconds, right within 1 %. 7500, 7.5e3 s, 15000/2, 125 min, 2 h 5 min and 2:05:00 are the same.".to_owned()
            }
            Answer::Quantity { unit: Unit::MegabitsPerSecond, .. } => {
                "A rate in Mb/s, right within 1 %. 0.5, 0.5 Mb/s and 500 kb/s are the same.".to_owned()
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

    fn understand(&self, text: &str) -> Result<Typed, String> {
        match self {
            Answer::Quantity { unit, .. } => typed::quantity(text, *unit).map(Typed::Value),
            Answer::Count { of, .. } => typed::count(text, of).map(Typed::Value),
            Answer::Choice { options, .. } => typed::option(text, options).map(Typed::Option),
            Answer::Items {
                noun, first, last, ..
            } => typed::items(text, *noun, *first..=*last).map(Typed::Items),
            Answer::Order { events, .. } => typed::order(text, events.len()).map(Typed::Order),
        }
    }

    fn is_right(&self, typed: &Typed) -> bool {
        match (self, typed) {
            (Answer::Quantity { value, .. }, Typed::Value(typed)) => {
                // The last digits of a product of doubles are no reason to be strict.
                (typed - value).abs() <= value * (TOLERANCE + 1e-9)
            }
            (Answer::Count { value, .. }, Typed::Value(typed)) => same(*typed, *value as f64),
            (Answer::Choice { right, .. }, Typed::Option(typed)) => right == typed,
            (Answer::Items { right, .. }, Typed::Items(typed)) => right == typed,
            (Answer::Order { right, .. }, Typed::Order(typed)) => right == typed,
            _ => false,
        }
    }

    /// What to say where the answer is right if its point parts thousands, or its comma is a decimal comma.
    fn right_with_other_mark(&self, text: &str, read: &str) -> Option<String> {
        let is_right = |text: String| {
            let typed = self.understand(&text);
            typed.is_ok_and(|typed| self.is_right(&typed))
        };
        let [point, comma] = ['.', ','].map(|mark| {
            let behind = text.split_once(mark)?.1;
            let digits = behind.find(|c: char| !c.is_ascii_digit());
            (digits.unwrap_or(behind.len()) == 3).then_some(())
        });
        if point.is_some() && is_right(text.replace('.', "")) {
            return Some(format!(
                "This is right if the point parts thousands, but a point is read as a decimal point: {read}. \
                 Write thousands without it."
            ));
        }
        if comma.is_some() && is_right(text.replace(',', ".")) {
            return Some(format!(
                "This is right if the comma is a decimal comma, but before three digits it is read as parting \
                 thousands: {read}. Write a decimal point."
            ));
        }
        None
    }

    /// What to say of a value that is off by a power of 1000, by the 8 of bits and bytes, by 1024 for 1000, or by a
    /// little.
    fn nearly(&self, typed: &Typed) -> Option<String> {
        /// The most prefixes between two values: from b to Gb.
        const MOST: i32 = 3;

        let (Answer::Quantity { value, .. }, Typed::Value(typed)) = (self, typed) else {
            return None;
        };
        let ratio = typed / value;
        let is = |factor: f64, within: f64| (ratio / factor - 1.0).abs() <= within;
        for power in -MOST..=MOST {
            let prefixes = 1000_f64.powi(power);
            let size = if power > 0 { "large" } else { "small" };
            let times = format!("{} times too {size}", 1000_f64.powi(power.abs()));
            if power != 0 && is(prefixes, TOLERANCE) {
                return Some(format!(
                    "It is {times}. Check the prefixes k, M and G, and the unit of your answer."
                ));
            }
            for (bytes, what) in [(8.0, "8 times too large"), (1.0 / 8.0, "8 times too small")] {
                if is(prefixes * bytes, TOLERANCE) {
                    let both = if power == 0 {
                        String::new()
                    } else {
                        format!(" and {times}: check the prefixes k, M and G, and")
                    };
                    return Some(format!(
                        "It is {what}{both}. Check bits and bytes: 1 B = 8 b."
                    ));
                }
            }
            if power != 0 && is(1.024_f64.powi(power), TELLING) {
                return Some(
                    "It is off as if 1024 stood for 1000 in a prefix, or 1000 for 1024. Check what k, M and G mean here."
                        .to_owned(),
                );
            }
        }
        is(1.0, CLOSE).then(|| {
            "That is close: within 5\u{a0}%, but not within 1\u{a0}%. Round only at the end."
                .to_owned()
        })
    }

    /// What was understood.
    fn say(&self, typed: &Typed) -> String {
        match (self, typed) {
            (Answer::Quantity { unit, .. }, Typed::Value(value)) => unit.exactly(*value),
            (_, Typed::Value(value)) => value.to_string(),
            (_, Typed::Option(option)) => letter(*option),
            (Answer::Items { noun, .. }, Typed::Items(items)) => noun.list(items),
            (_, Typed::Items(items)) => Noun::Chunk.list(items),
            (_, Typed::Order(order)) => letters(order),
        }
    }
}

impl Slip {
    fn explains(&self, typed: &Typed) -> bool {
        match (self, typed) {
            (Slip::Value(value), Typed::Value(typed)) => (typed - value).abs() <= value * TELLING,
            (Slip::Option(option), Typed::Option(typed)) => option == typed,
            (Slip::Items(items), Typed::Items(typed)) => items == typed,
            (Slip::After(one, other), Typed::Order(order)) => {
                let place = |event| order.iter().position(|typed| typed == event);
                place(one) > place(other)
            }
            _ => false,
        }
    }
}

impl Unit {
    /// The unit as it is written behind a number.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::Seconds => "s",
            Unit::MegabitsPerSecond => "Mb/s",
        }
    }

    /// How many seconds or bits per second one of it is.
    pub(super) fn factor(self) -> f64 {
        match self {
            Unit::Seconds => 1.0,
            Unit::MegabitsPerSecond => 1e6,
        }
    }

    /// A value rounded for people.
    fn human(self, value: f64) -> String {
        match self {
            Unit::Seconds => Seconds(value).human(),
            Unit::MegabitsPerSecond => BitRate::measured(value).human(Prefix::Si),
        }
    }

    /// A value to six digits, so that who typed it knows it again.
    fn exactly(self, value: f64) -> String {
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

/// The mistakes that can be told from the right value, each with its sentence; the first of those that
/// come to the same value speaks for all. A mistake that does no harm here is left out.
///
/// `None` where one is so near to the right value, or to another, that they could be taken for each other.
pub(super) fn telling(right: f64, mistakes: Vec<(f64, String)>) -> Option<Vec<Misconception>> {
    let mut known = vec![right];
    let mut telling = Vec::new();
    for (value, says) in mistakes {
        if !value.is_finite() || value <= 0.0 || known.iter().any(|other| same(*other, value)) {
            continue;
        }
        if known.iter().any(|other| near(*other, value)) {
            return None;
        }
        known.push(value);
        telling.push(Misconception {
            slip: Slip::Value(value),
            says,
        });
    }
    Some(telling)
}

/// The same with further mistakes: those that can be told from the right value and from all others. A mistake that
/// cannot is left out, where one of the first ones would have made it another exercise.
pub(super) fn telling_also(
    right: f64,
    mistakes: Vec<(f64, String)>,
    further: Vec<(f64, String)>,
) -> Option<Vec<Misconception>> {
    let mut telling = telling(right, mistakes)?;
    for (value, says) in further {
        let known = telling.iter().filter_map(|known| match known.slip {
            Slip::Value(value) => Some(value),
            _ => None,
        });
        let mut known = known.chain([right]);
        if value.is_finite() && value > 0.0 && !known.any(|known| near(known, value)) {
            let slip = Slip::Value(value);
            telling.push(Misconception { slip, says });
        }
    }
    Some(telling)
}

/// The same for whole numbers, which can always be told apart.
pub(super) fn telling_counts(right: u64, mistakes: Vec<(u64, String)>) -> Vec<Misconception> {
    let mut known = vec![right];
    let mut telling = Vec::new();
    for (value, says) in mistakes {
        if value > 0 && !known.contains(&value) {
            known.push(value);
            let slip = Slip::Value(value as f64);
            telling.push(Misconception { slip, says });
        }
    }
    telling
}

/// The same for sets of items, none of which is empty.
pub(super) fn telling_items(right: &[u32], mistakes: Vec<(Vec<u32>, &str)>) -> Vec<Misconception> {
    let mut known = vec![right.to_vec()];
    let mut telling = Vec::new();
    for (items, says) in mistakes {
        if !items.is_empty() && !known.contains(&items) {
            known.push(items.clone());
            telling.push(Misconception {
                slip: Slip::Items(items),
                says: says.to_owned(),
            });
        }
    }
    telling
}

/// Whether two values are too near to each other to be told apart.
pub(super) fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= APART * one.max(other)
}

/// A, B, C and so on.
pub(super) fn letter(place: usize) -> String {
    ('A'..='Z').nth(place).unwrap_or('?').to_string()
}

fn letters(places: &[usize]) -> String {
    let letters: Vec<String> = places.iter().map(|place| letter(*place)).collect();
    letters.join(", ")
}

/// The numbers from the lowest to the highest.
pub(super) fn sorted(numbers: &[u32]) -> Vec<u32> {
    let mut numbers = numbers.to_vec();
    crate::sorting::sort_by(&mut numbers, u32::cmp);
    numbers
}
