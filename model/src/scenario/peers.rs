//! The classes of peers: their text form `COUNTxUP/DOWN(rules)`, their limits, and the rules they follow.

use std::fmt;

use super::error::{ClassPart, Fault, Place, ScenarioError, note};
use super::form::{self, count};
use super::keys::own;
use super::list::{comma, is_digit, parted, rates};
use super::value::{DEFAULT_CLASS, MAX_CLASSES, MAX_PEERS, OwnRules, PeerClass, Rules, Scenario};
use crate::units::{BitRate, Prefix, quoted};

impl Scenario {
    /// The rules that the peers of a class follow: the swarm's, and over them those of its own. For
    /// `None`, the server, and for a class that there is not, they are the swarm's.
    #[must_use]
    pub fn rules_of(&self, class: Option<usize>) -> Rules {
        let mut rules = self.rules.clone();
        if let Some(class) = class.and_then(|class| self.peers.get(class)) {
            for (_, _, field) in own() {
                (field.lay)(&class.own, &mut rules);
            }
        }
        rules
    }
}

impl PeerClass {
    /// The class exactly and briefly, as it stands in `peers=`: `12x1Mbps/8Mbps(slots=1)`.
    #[must_use]
    pub fn text(self, prefix: Prefix) -> String {
        let (up, down) = (self.up.text(prefix), self.down.text(prefix));
        format!("{}x{up}/{down}{}", self.count, self.own)
    }
}

impl fmt::Display for OwnRules {
    /// Writes every rule that a class has of its own, as in `(pick=order;slots=1)`, or nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = own().filter_map(|(key, _, field)| {
            // No rule is an amount or a rate, for which the prefix would count.
            let value = form::text((field.get)(self)?, Prefix::default());
            Some(format!("{key}={value}"))
        });
        let rules: Vec<String> = rules.collect();
        if rules.is_empty() {
            return Ok(());
        }
        write!(f, "({})", rules.join(";"))
    }
}

/// Reads the classes and notes what is wrong with them. A wrong value of a class is that of
/// [`DEFAULT_CLASS`], so that the classes keep their numbers. `None` if there cannot be such peers at all.
pub(super) fn read(
    text: &str,
    prefix: Prefix,
    faults: &mut Vec<ScenarioError>,
) -> Option<Vec<PeerClass>> {
    let texts = match text {
        "" => Vec::new(),
        text => parted(text, is_in_class),
    };
    note(faults, Place::Key("peers"), check_classes(texts.len()))?;
    let texts = texts.into_iter().enumerate();
    let read = |(class, text)| read_class(class, text, prefix, faults);
    let peers: Vec<PeerClass> = texts.map(read).collect();
    note(faults, Place::Key("peers"), check_count(&peers))?;
    Some(peers)
}

/// Notes what is wrong with the classes.
pub(super) fn check(peers: &[PeerClass], faults: &mut Vec<ScenarioError>) {
    note(faults, Place::Key("peers"), check_classes(peers.len()));
    for (class, peers) in peers.iter().enumerate() {
        let place = |part| of_class(class, part);
        note(faults, place(ClassPart::Count), nonzero(peers.count));
        note(faults, place(ClassPart::Down), nonzero(peers.down));
        for (key, forms, field) in own() {
            let value = (field.get)(&peers.own);
            let result = value.map_or(Ok(()), |value| form::check(forms, value));
            note(faults, place(ClassPart::Rule(key)), result);
        }
    }
    note(faults, Place::Key("peers"), check_count(peers));
}

/// The place of a value of a class.
fn of_class(class: usize, part: ClassPart) -> Place {
    Place::Class {
        class,
        part: Some(part),
    }
}

/// Checks how many classes there are.
fn check_classes(classes: usize) -> Result<(), Fault> {
    match classes {
        0 => Err(Fault::Zero),
        1..=MAX_CLASSES => Ok(()),
        _ => Err(Fault::TooMany(
            classes as u64,
            "classes",
            MAX_CLASSES as u64,
        )),
    }
}

/// Checks how many peers there are.
fn check_count(peers: &[PeerClass]) -> Result<(), Fault> {
    let count = peers.iter().map(|class| u64::from(class.count)).sum();
    if count <= MAX_PEERS {
        return Ok(());
    }
    Err(Fault::TooMany(count, "of them in all", MAX_PEERS))
}

/// The number, which must not be 0.
fn nonzero<T: Default + PartialEq>(number: T) -> Result<T, Fault> {
    if number == T::default() {
        return Err(Fault::Zero);
    }
    Ok(number)
}

/// Reads one class, and notes what is wrong with it.
fn read_class(
    class: usize,
    text: &str,
    prefix: Prefix,
    faults: &mut Vec<ScenarioError>,
) -> PeerClass {
    let (link, own) = text.split_at(text.find('(').unwrap_or(text.len()));
    let default = PeerClass {
        own: read_own(class, own.trim_end(), prefix, faults),
        ..DEFAULT_CLASS
    };
    // A class without a count is one peer.
    let (peers, both) = link.split_once(['x', 'X', '*']).unwrap_or(("1", link));
    let rates = match link.contains(',') {
        true => Err(comma(text)),
        false => rates(both).ok_or_else(|| Fault::Form(quoted(text))),
    };
    let Some((up, down)) = note(faults, Place::Class { class, part: None }, rates) else {
        return default;
    };
    let most = u32::try_from(MAX_PEERS).unwrap_or(u32::MAX);
    let rate = |text| Ok(BitRate::parse(text, prefix)?);
    let place = |part| of_class(class, part);
    let count = note(
        faults,
        place(ClassPart::Count),
        count(peers.trim(), 1, most),
    );
    let up = note(faults, place(ClassPart::Up), rate(up));
    let down = note(faults, place(ClassPart::Down), rate(down).and_then(nonzero));
    PeerClass {
        count: count.unwrap_or(default.count),
        up: up.unwrap_or(default.up),
        down: down.unwrap_or(default.down),
        own: default.own,
    }
}

/// Reads the rules of a class of its own, from the opening bracket on; what is wrong among them is left out.
fn read_own(class: usize, text: &str, prefix: Prefix, faults: &mut Vec<ScenarioError>) -> OwnRules {
    let mut rules = OwnRules::default();
    let Some(open) = text.strip_prefix('(') else {
        return rules;
    };
    let place = || Place::Class { class, part: None };
    let inner = open.strip_suffix(')');
    let inner = inner.ok_or_else(|| Fault::Brackets(quoted(text)));
    let inner = note(faults, place(), inner).unwrap_or_default();
    let mut seen = Vec::new();
    let pairs = inner.split([';', ',']).map(str::trim);
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        let rule = pair.split_once('=').and_then(|(name, value)| {
            Some((own().find(|(key, ..)| *key == name.trim())?, value.trim()))
        });
        let rule = rule.ok_or_else(|| no_own_rule(pair));
        let Some(((key, forms, field), value)) = note(faults, place(), rule) else {
            continue;
        };
        let value = match seen.contains(&key) {
            true => Err(Fault::Repeated),
            false => form::read(forms, value, prefix),
        };
        seen.push(key);
        if let Some(value) = note(faults, of_class(class, ClassPart::Rule(key)), value) {
            (field.set)(&mut rules, value);
        }
    }
    rules
}

/// The fault of what is no rule that a class can have of its own.
fn no_own_rule(text: &str) -> Fault {
    let keys: Vec<String> = own().map(|(key, ..)| format!("{key}=")).collect();
    Fault::NoOwnRule(quoted(text), keys.join(" or "))
}

/// Whether the comma between digits belongs to a number of a class, as in `12x1,5Mbps/8Mbps`: a class ends with a
/// unit. Before a count it does only where a count stands before it, as in `1,000x1Mbps/8Mbps`.
fn is_in_class(before: &str, behind: &str) -> bool {
    let unit = behind.trim_start_matches(is_digit).trim_start();
    !unit.starts_with(['x', 'X', '*']) || before.chars().all(|c| is_digit(c) || c == ',')
}
