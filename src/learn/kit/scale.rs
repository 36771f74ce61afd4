//! The values that a reader can give a number.

use crate::drawing::axes::grouped;

/// From the least to the greatest value, and how one goes on to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) least: f64,
    pub(crate) most: f64,
    pub(crate) way: Way,
    /// Behind the number, with its gap: `\u{a0}Mb/s`.
    pub(crate) unit: &'static str,
    /// What the greatest value is called instead, if it has a name: `never`.
    pub(crate) last: Option<&'static str>,
}

/// How values follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Way {
    /// By this much.
    Even(f64),
    /// Whole numbers, each step about an eighth more than the last.
    Growing,
    /// Each twice the last.
    Doubling,
}

impl Scale {
    pub(crate) const fn even(least: f64, most: f64, step: f64, unit: &'static str) -> Self {
        Self {
            least,
            most,
            way: Way::Even(step),
            unit,
            last: None,
        }
    }

    pub(crate) const fn growing(least: f64, most: f64, unit: &'static str) -> Self {
        Self {
            least,
            most,
            way: Way::Growing,
            unit,
            last: None,
        }
    }

    pub(crate) const fn doubling(least: f64, most: f64, unit: &'static str) -> Self {
        Self {
            least,
            most,
            way: Way::Doubling,
            unit,
            last: None,
        }
    }

    /// The value at a part of the scale, 0 to 1.
    pub(crate) fn at(self, part: f64) -> f64 {
        let part = part.clamp(0.0, 1.0);
        self.nearest(match self.way {
            Way::Even(_) => self.least + (self.most - self.least) * part,
            Way::Growing | Way::Doubling => self.least * (self.most / self.least).powf(part),
        })
    }

    /// Where on the scale a value lies, 0 to 1.
    pub(crate) fn part(self, value: f64) -> f64 {
        let part = match self.way {
            Way::Even(_) => (value - self.least) / (self.most - self.least),
            Way::Growing | Way::Doubling => {
                (value / self.least).ln() / (self.most / self.least).ln()
            }
        };
        part.clamp(0.0, 1.0)
    }

    /// The value of the scale that is nearest to this one.
    pub(crate) fn nearest(self, value: f64) -> f64 {
        let value = value.clamp(self.least, self.most);
        let nearest = match self.way {
            // Divided, so that tenths are tenths.
            Way::Even(step) if step < 1.0 => (value / step).round() / (1.0 / step).round(),
            Way::Even(step) => (value / step).round() * step,
            Way::Growing => value.round(),
            Way::Doubling => self.least * 2f64.powi(rounded((value / self.least).log2())),
        };
        nearest.clamp(self.least, self.most)
    }

    /// The value so many steps further.
    pub(crate) fn step(self, value: f64, steps: i32) -> f64 {
        let many = f64::from(steps);
        self.nearest(match self.way {
            Way::Even(step) => value + many * step,
            Way::Growing => value + many * (value / 8.0).floor().max(1.0),
            Way::Doubling => value * 2f64.powi(steps),
        })
    }

    /// The value in words.
    pub(crate) fn say(self, value: f64) -> String {
        match self.last {
            Some(last) if value >= self.most => last.to_owned(),
            _ => format!("{}{}", number(value), self.unit),
        }
    }

    /// A value that need not be on the scale, to three digits.
    pub(crate) fn say_exactly(self, value: f64) -> String {
        let digits = if value < 100.0 {
            (value * 10.0).round() / 10.0
        } else {
            value.round()
        };
        format!("{}{}", number(digits), self.unit)
    }

    /// What somebody typed, as a value of the scale, or what would be right.
    pub(crate) fn read(self, text: &str) -> Result<f64, String> {
        let typed = text.trim().trim_end_matches(self.unit.trim()).trim();
        if self
            .last
            .is_some_and(|last| last.eq_ignore_ascii_case(typed))
        {
            return Ok(self.most);
        }
        match p2p_model::units::plain(typed)
            .replace(char::is_whitespace, "")
            .replace(',', ".")
            .parse::<f64>()
        {
            Ok(value) if (self.least..=self.most).contains(&value) => Ok(self.nearest(value)),
            _ => Err(format!(
                "From {} to {}",
                self.say(self.least),
                self.say(self.most)
            )),
        }
    }
}

/// The whole number at or below a value; 0 for what is less.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Places, far below any limit.
pub(crate) fn floor(value: f64) -> usize {
    value.max(0.0) as usize
}

#[allow(clippy::cast_possible_truncation)] // A few doublings.
fn rounded(value: f64) -> i32 {
    value.round() as i32
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        grouped(value)
    } else {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: Scale = Scale::even(2.0, 32.0, 1.0, "");
    const RATE: Scale = Scale::even(0.1, 10.0, 0.1, "\u{a0}Mb/s");
    const MANY: Scale = Scale::growing(1.0, 1000.0, "");
    const CHUNK: Scale = Scale::doubling(0.25, 16.0, "\u{a0}Mb");

    #[test]
    fn every_step_there_and_back_stays_on_the_scale() {
        for scale in [N, RATE, MANY, CHUNK] {
            assert_eq!(scale.at(0.0), scale.least);
            assert_eq!(scale.at(1.0), scale.most);
            let mut value = scale.least;
            for _ in 0..2000 {
                let next = scale.step(value, 1);
                assert!(next > value || value == scale.most, "{value} {next}");
                assert!((scale.at(scale.part(next)) - next).abs() < 1e-9 * next);
                value = next;
            }
            assert_eq!(value, scale.most);
            assert_eq!(scale.step(value, 9), scale.most);
            assert_eq!(scale.step(scale.least, -9), scale.least);
        }
    }

    #[test]
    fn tenths_are_tenths() {
        assert_eq!(RATE.say(RATE.nearest(0.30000000004)), "0.3\u{a0}Mb/s");
        assert_eq!(RATE.say(RATE.nearest(7.0)), "7\u{a0}Mb/s");
        assert_eq!(Scale::even(0.0, 600.0, 5.0, "").nearest(152.0), 150.0);
        assert_eq!(Scale::even(0.0, 6.0, 0.5, "").nearest(2.6), 2.5);
    }

    #[test]
    fn what_is_typed_is_read_or_answered_with_what_would_be_right() {
        assert_eq!(N.read(" 24 "), Ok(24.0));
        assert_eq!(RATE.read("2,5 Mb/s"), Ok(2.5));
        for value in [1.0, 999.0, 1000.0] {
            assert_eq!(MANY.read(&MANY.say(value)), Ok(value));
        }
        assert_eq!(N.read("33"), Err("From 2 to 32".to_owned()));
        for nonsense in ["", "many", "NaN", "inf", "-3", "1e99"] {
            assert!(N.read(nonsense).is_err(), "{nonsense}");
        }
        let never = Scale {
            last: Some("never"),
            ..N
        };
        assert_eq!(never.read("Never"), Ok(32.0));
        assert_eq!(never.say(32.0), "never");
    }
}
