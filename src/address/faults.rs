//! What is wrong with a link, a file or a message. Anybody can write one, so what it makes the page say has limits:
//! the first faults, the beginning of each value, and how many faults there are in all.

/// Faults that are kept in words: one for each key that a link can have, and some.
const MOST: usize = 50;

/// Letters of a value that are shown.
const LETTERS: usize = 60;

/// The first faults in words, and the number of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Faults {
    told: Vec<String>,
    count: usize,
}

impl Faults {
    /// Takes note of one more.
    pub(crate) fn push(&mut self, fault: String) {
        self.count += 1;
        if self.told.len() < MOST {
            self.told.push(fault);
        }
    }

    /// Takes over those of a part that was read by itself.
    pub(crate) fn append(&mut self, part: Self) {
        let count = self.count + part.count;
        self.extend(part.told);
        self.count = count;
    }

    /// How many there are, those counted that are not in words.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Those in words.
    pub(crate) fn told(&self) -> &[String] {
        &self.told
    }
}

impl Extend<String> for Faults {
    fn extend<I: IntoIterator<Item = String>>(&mut self, faults: I) {
        faults.into_iter().for_each(|fault| self.push(fault));
    }
}

impl FromIterator<String> for Faults {
    fn from_iter<I: IntoIterator<Item = String>>(faults: I) -> Self {
        let mut all = Self::default();
        all.extend(faults);
        all
    }
}

/// A value from outside, or its beginning; isolated, for it may be written from right to left.
pub(crate) fn quoted(value: &str) -> String {
    let mut start: String = value.chars().take(LETTERS).collect();
    if start.len() < value.len() {
        start.push('…');
    }
    format!("\u{2068}{start}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_faults_are_told_and_all_are_counted() {
        let faults: Faults = (0..250_000).map(|fault| fault.to_string()).collect();
        assert_eq!(faults.len(), 250_000);
        assert_eq!(faults.told().len(), MOST);
        assert_eq!(faults.told()[0], "0");
    }

    #[test]
    fn of_a_long_value_the_beginning_is_quoted() {
        assert_eq!(quoted("soon"), "\u{2068}soon\u{2069}");
        let long = quoted(&"ä".repeat(1_000_000));
        assert_eq!(long.chars().count(), LETTERS + 3);
        assert!(long.ends_with("ä…\u{2069}"));
    }
}
