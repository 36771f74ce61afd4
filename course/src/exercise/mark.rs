//! What an answer is worth.

use super::answer::Answer;
use super::math::same;
use super::misconception::TELLING;
use super::part::Part;
use super::typed::Typed;

/// How far a time or a rate may be off, as a part of the right value: enough for rounding to three
/// digits, and less than any mistake that is looked for.
pub const TOLERANCE: f64 = 0.01;

/// How far off a value is still called close, as a part of the right one.
const CLOSE: f64 = 0.05;

/// What an answer that was typed is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
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

impl Part {
    /// Marks what was typed. A wrong answer is explained by the first of these that does: its point or comma was
    /// meant for the other one; a misconception; a unit that is off; it is close.
    #[must_use]
    pub fn mark(&self, text: &str) -> Verdict {
        let typed = match Typed::read(text, &self.answer) {
            Ok(typed) => typed,
            Err(why) => return Verdict::Unreadable { why },
        };
        let read = typed.say(&self.answer);
        if self.answer.is_right(&typed) {
            return Verdict::Right { read };
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
        Verdict::Wrong {
            read,
            misconception,
        }
    }
}

impl Answer {
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
            let typed = Typed::read(&text, self);
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
                        "It is {what}{both}. Check bits and bytes: 1\u{a0}B = 8\u{a0}b."
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
            "That is close: within 5%, but not within 1%. Round only at the end.".to_owned()
        })
    }
}
