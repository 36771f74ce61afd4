//! What one scenario has other than another, key by key.

use std::fmt;

use super::keys::KEYS;
use super::value::Scenario;

/// A key whose value differs between two scenarios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key, as in a text.
    pub key: &'static str,
    /// Its value in the one, as in a text; empty where there are no acts.
    pub from: String,
    /// Its value in the other.
    pub to: String,
}

/// The keys whose values differ, in the order of a text. Amounts and rates that only a prefix writes in another way are
/// the same.
#[must_use]
pub fn changed(a: &Scenario, b: &Scenario) -> Vec<Change> {
    let written_alike = Scenario {
        prefix: a.prefix,
        ..b.clone()
    };
    let change = |key| {
        let other = if key == "prefix" { b } else { &written_alike };
        let (from, to) = (a.value(key), other.value(key));
        (from != to).then_some(Change { key, from, to })
    };
    KEYS.iter().map(|key| key.name).filter_map(change).collect()
}

impl fmt::Display for Change {
    /// `pick=random instead of rarest`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, from, to } = self;
        match (from.as_str(), to.as_str()) {
            ("", to) => write!(f, "with {key}={to}"),
            (from, "") => write!(f, "without {key}={from}"),
            (from, to) => write!(f, "{key}={to} instead of {from}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(a: &str, b: &str) -> Vec<String> {
        let [a, b] = [a, b].map(|text| Scenario::read(text).0);
        changed(&a, &b).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_key_that_differs_is_named_in_the_order_of_a_text() {
        assert_eq!(
            words("seed=1&pick=random", "pick=rarest&seed=2&file=2MiB"),
            [
                "file=2MiB instead of 8MiB",
                "seed=2 instead of 1",
                "pick=rarest instead of random"
            ]
        );
    }

    #[test]
    fn a_default_that_is_written_out_is_no_change() {
        assert!(words("slots=4&file=8MiB", "").is_empty());
    }

    #[test]
    fn acts_come_and_go() {
        assert_eq!(words("", "at=30s:leave:7"), ["with at=30s:leave:7"]);
        assert_eq!(words("at=30s:leave:7", ""), ["without at=30s:leave:7"]);
    }

    #[test]
    fn another_prefix_is_one_change_where_it_writes_the_same_amounts() {
        assert_eq!(
            words(
                "file=8MiB&server=1024bps",
                "prefix=binary&file=8MB&server=1kbps&peers=12x1000000bps/8000000bps"
            ),
            ["prefix=binary instead of si"]
        );
    }
}
