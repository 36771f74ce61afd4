//! A scenario out of a text: `key=value` pairs joined by `&`, readable and editable by hand.

use std::str::FromStr;

use super::error::{Fault, Place, ScenarioError, ScenarioErrors, note};
use super::keys::{KEYS, Key, Takes};
use super::value::{MAX_TEXT, Scenario};
use super::{acts, form, peers};
use crate::units::{self, quoted};

impl Scenario {
    /// Reads any text, with or without a leading `?`. What is wrong is named and its default used,
    /// and everything else is kept, so that the scenario is always valid. A key left out has its
    /// default.
    ///
    /// A wrong value within a class of peers is replaced by that of [`super::DEFAULT_CLASS`], so that the
    /// classes keep their numbers; a wrong rule of a class of its own and a wrong act are left out.
    /// Acts may stand in any order, and are brought into that of time.
    #[must_use]
    pub fn read(text: &str) -> (Scenario, Vec<ScenarioError>) {
        let mut reader = TextReader::of(Scenario::default());
        if reader.has_room_for(text.len()) {
            reader.text(&units::plain(text));
        }
        reader.done()
    }

    /// The scenario with another value for one key, read as from a text, and what is wrong with it.
    /// Everything else stays as it is: amounts and rates too, where the prefix changes. Acts that
    /// the new value makes impossible are among the faults, and left out.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> (Scenario, Vec<ScenarioError>) {
        let mut reader = TextReader::of(self.clone());
        let Some(key) = reader.key(key) else {
            return reader.done();
        };
        if reader.has_room_for(value.len()) {
            reader.value(key, units::plain(value).trim());
            let acts = std::mem::take(&mut reader.scenario.acts)
                .into_iter()
                .enumerate();
            reader.scenario.acts = acts::fitting(acts, &reader.scenario, &mut reader.faults);
            let length = reader.scenario.to_string().len();
            reader.has_room_for(length);
        }
        reader.done()
    }
}

impl FromStr for Scenario {
    type Err = ScenarioErrors;

    /// Reads a text that is right in every part.
    fn from_str(text: &str) -> Result<Scenario, ScenarioErrors> {
        let (scenario, faults) = Scenario::read(text);
        if faults.is_empty() {
            Ok(scenario)
        } else {
            Err(ScenarioErrors(faults))
        }
    }
}

/// The scenario as far as it has been read, and the faults found so far.
struct TextReader {
    scenario: Scenario,
    faults: Vec<ScenarioError>,
}

impl TextReader {
    fn of(scenario: Scenario) -> Self {
        TextReader {
            scenario,
            faults: Vec::new(),
        }
    }

    /// Notes a fault.
    fn note(&mut self, place: Place, fault: Fault) {
        self.faults.push(ScenarioError { place, fault });
    }

    /// Whether a text is short enough to be read; notes if it is not.
    fn has_room_for(&mut self, bytes: usize) -> bool {
        let is_right = bytes <= MAX_TEXT;
        if !is_right {
            self.note(Place::Text, Fault::TooLong(bytes));
        }
        is_right
    }

    /// Reads a whole text.
    fn text(&mut self, text: &str) {
        let text = text.trim();
        let mut values: Vec<(&str, &str)> = Vec::new();
        for pair in text.strip_prefix('?').unwrap_or(text).split('&') {
            if pair.trim().is_empty() {
                continue;
            }
            let (name, value) = match pair.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (pair.trim(), None),
            };
            let Some(key) = self.key(name) else { continue };
            let fault = match value {
                None => Fault::NoValue,
                Some(_) if values.iter().any(|(read, _)| *read == key.name) => Fault::Repeated,
                Some(value) => {
                    values.push((key.name, value));
                    continue;
                }
            };
            self.note(Place::Key(key.name), fault);
        }
        // In the order of the table, in which a value stands behind those that it depends on.
        for key in &KEYS {
            if let Some((_, value)) = values.iter().find(|(name, _)| *name == key.name) {
                self.value(key, value);
            }
        }
    }

    /// The key of this name; notes if there is none.
    fn key(&mut self, name: &str) -> Option<&'static Key> {
        let key = Key::of(name);
        if key.is_none() {
            let right = match nearest_key(name) {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => format!(
                    "write one of {}",
                    KEYS.each_ref().map(|key| key.name).join(", ")
                ),
            };
            self.note(Place::Unknown(quoted(name)), Fault::UnknownKey(right));
        }
        key
    }

    /// Reads one value; what is wrong stays as it is.
    fn value(&mut self, key: &Key, text: &str) {
        let Self { scenario, faults } = self;
        match &key.takes {
            Takes::One(forms, field) => {
                let value = form::read(forms, text, scenario.prefix);
                if let Some(value) = note(faults, Place::Key(key.name), value) {
                    (field.set)(scenario, value);
                }
            }
            Takes::Peers => {
                if let Some(peers) = peers::read(text, scenario.prefix, faults) {
                    scenario.peers = peers;
                }
            }
            Takes::Acts => scenario.acts = acts::read(text, scenario, faults),
        }
    }

    /// The scenario, and every fault in the order in which a scenario is written, after the keys that none has.
    fn done(mut self) -> (Scenario, Vec<ScenarioError>) {
        self.faults.sort_by_key(|fault| {
            let key = KEYS.iter().position(|key| key.name == fault.key());
            (key, fault.class(), fault.act())
        });
        (self.scenario, self.faults)
    }
}

/// The key that is at most two slips away from `name`, if any is.
fn nearest_key(name: &str) -> Option<&'static str> {
    const MOST_SLIPS: usize = 2;

    let longest = KEYS.iter().map(|key| key.name.len()).max().unwrap_or(0);
    if name.chars().count() > longest + MOST_SLIPS {
        return None;
    }
    let name = name.to_ascii_lowercase();
    KEYS.iter()
        .map(|key| (slips(&name, key.name), key.name))
        // Fewer slips than letters: a name that shares none with a key is not meant to be it.
        .filter(|(slips, key)| *slips <= MOST_SLIPS && *slips < key.len())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, key)| key)
}

/// How many letters must be put in, taken out or replaced to make one word the other (Levenshtein).
fn slips(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, with) in other.chars().enumerate() {
            let replaced = diagonal + usize::from(letter != with);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Prefix;

    fn keys() -> impl Iterator<Item = &'static str> {
        KEYS.iter().map(|key| key.name)
    }

    /// No value in it is the default.
    const BUSY: &str = "prefix=binary&file=4Mb&chunk=1Mb&server=3Mbps&peers=2x1Mbps/8Mbps(pick=order;slots=1),3x0/2Mbps&seed=9\
        &list=9&connect=8&accept=7&few=6&announce=5s&have=4s&pick=random&choke=random&serve=round&slots=3&rechoke=2s\
        &optimistic=off&snub=off&endgame=off&finish=leave:1s&origin=leave:2&arrive=poisson:3s&overhead=7%&at=1s:leave:2,2s:join:2,3s:mute:6";

    #[test]
    fn every_key_has_a_value_that_stands_in_the_text() {
        let busy: Scenario = BUSY.parse().expect(BUSY);
        let (text, default) = (busy.to_string(), Scenario::default());
        for key in keys() {
            let value = busy.value(key);
            assert!(text.contains(&format!("{key}={value}")), "{key}={value}");
            assert_ne!(value, default.value(key), "{key}");
            // Also at its default a key says its value, but for the acts, of which there are none.
            assert_eq!(default.value(key).is_empty(), key == "at", "{key}");
        }
        assert_eq!(busy.value("colour"), "");
    }

    #[test]
    fn a_value_is_changed_and_all_others_stay() {
        let busy: Scenario = BUSY.parse().expect(BUSY);
        for key in keys() {
            assert_eq!(
                busy.with(key, &busy.value(key)),
                (busy.clone(), vec![]),
                "{key}"
            );
        }
        // Not those whose defaults would take something from the acts.
        for key in keys().filter(|key| *key != "peers") {
            let (changed, faults) = busy.with(key, &Scenario::default().value(key));
            assert_eq!(faults, [], "{key}");
            for other in keys().filter(|other| key != "prefix" && *other != key) {
                assert_eq!(changed.value(other), busy.value(other), "{key}: {other}");
            }
        }
    }

    #[test]
    fn another_prefix_keeps_the_amounts() {
        let scenario: Scenario = "file=8MiB&at=1s:rates:3:2Mbps/4Mbps"
            .parse()
            .expect("right");
        let (binary, faults) = scenario.with("prefix", "binary");
        assert_eq!(faults, []);
        assert_eq!(
            binary,
            Scenario {
                prefix: Prefix::Binary,
                ..scenario
            }
        );
    }

    #[test]
    fn a_wrong_value_is_named_and_can_bring_no_other_key_along() {
        let scenario = Scenario::default();
        for (key, value) in [
            ("file", "8MiB&seed=3"),
            ("seed", ""),
            ("slots", "0"),
            ("pick", "first"),
            ("at", "soon"),
            ("peers", "2x1Mbps"),
            ("colour", "red"),
            ("file", &"9".repeat(MAX_TEXT + 1)),
        ] {
            let (changed, faults) = scenario.with(key, value);
            assert_eq!(faults.len(), 1, "{key}={value}: {faults:?}");
            assert_eq!(changed.seed, scenario.seed);
        }
    }

    #[test]
    fn acts_that_become_impossible_are_named() {
        let scenario: Scenario = "at=1s:leave:12".parse().expect("right");
        let (changed, faults) = scenario.with("peers", "3x1Mbps/8Mbps");
        assert_eq!(changed.acts, []);
        assert_eq!(faults[0].act(), Some(0));
        // All acts can be taken away.
        assert_eq!(scenario.with("at", " "), (Scenario::default(), vec![]));
    }
}
