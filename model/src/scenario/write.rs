//! The text of a scenario, as it is written.

use std::fmt;

use super::form;
use super::keys::{KEYS, Key, Takes};
use super::value::Scenario;
use crate::units::Prefix;

impl Scenario {
    /// The text of one value, as it stands behind `key=`; also where it is the default, which the
    /// scenario's own text leaves out. Empty where there are no acts, and for a key that there is not.
    #[must_use]
    pub fn value(&self, key: &str) -> String {
        let prefix = self.prefix;
        match Key::of(key).map(|key| &key.takes) {
            Some(Takes::One(_, field)) => form::text((field.get)(self), prefix),
            Some(Takes::Peers) => listed(self.peers.iter().map(|class| class.text(prefix))),
            Some(Takes::Acts) => listed(self.acts.iter().map(|act| act.text(prefix))),
            None => String::new(),
        }
    }
}

impl fmt::Display for Scenario {
    /// Writes the text that reads back to the same scenario. `file`, `server`, `peers` and `seed` are
    /// always in it, anything else where it differs from its default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ALWAYS: [&str; 4] = ["file", "server", "peers", "seed"];

        let alike = Scenario {
            prefix: self.prefix,
            ..Scenario::default()
        };
        let mut before = "";
        for key in KEYS.iter().map(|key| key.name) {
            let value = self.value(key);
            let is_default = match key {
                "prefix" => self.prefix == Prefix::default(),
                _ => value == alike.value(key),
            };
            if ALWAYS.contains(&key) || !is_default {
                write!(f, "{before}{key}={value}")?;
                before = "&";
            }
        }
        Ok(())
    }
}

/// Values with commas between them.
fn listed(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(",")
}
