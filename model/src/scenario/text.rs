//! The text form of a scenario: `key=value` pairs joined by `&`, readable and editable by hand.

use std::fmt::{self, Write};
use std::str::FromStr;

use super::{
    ClassPart, DEFAULT_CLASS, Finish, MAX_CLASSES, MAX_PEERS, MAX_SLOTS, MAX_TEXT, PeerClass, Pick,
    Rules, Scenario, ScenarioError, ScenarioErrors,
};
use crate::units::{BitRate, Bits, Prefix, Seconds, UnitError, quoted};

/// Every key, in the order in which they are printed.
pub(super) const KEYS: [&str; 16] = [
    "prefix",
    "file",
    "chunk",
    "server",
    "peers",
    "seed",
    "list",
    "connect",
    "accept",
    "pick",
    "slots",
    "rechoke",
    "optimistic",
    "endgame",
    "finish",
    "arrive",
];

/// The words of `prefix`, `pick`, `endgame` and `finish`, with what they mean.
const PREFIXES: &[(&str, Prefix)] = &[("si", Prefix::Si), ("binary", Prefix::Binary)];
const PICKS: &[(&str, Pick)] = &[
    ("rarest", Pick::RarestFirst),
    ("random", Pick::Random),
    ("order", Pick::InOrder),
];
const SWITCHES: &[(&str, bool)] = &[("on", true), ("off", false)];
const FINISHES: &[(&str, Finish)] = &[("stay", Finish::Stay), ("leave", Finish::Leave)];

/// The word for never.
const OFF: &str = "off";

impl Scenario {
    /// Reads any text, with or without a leading `?`. What is wrong is named and its default used,
    /// and everything else is kept, so that the scenario is always valid. A key left out has its default.
    ///
    /// A wrong value within a class of peers is replaced by that of [`DEFAULT_CLASS`], so that the
    /// classes keep their numbers.
    #[must_use]
    pub fn read(text: &str) -> (Scenario, Vec<ScenarioError>) {
        if text.len() > MAX_TEXT {
            let fault = ScenarioError::TextTooLong { bytes: text.len() };
            return (Scenario::default(), vec![fault]);
        }
        let mut reader = Reader::of(text);
        let mut scenario = reader.scenario();
        reader.repair(&mut scenario);
        let mut faults = reader.faults;
        // In the order in which a scenario is printed, after the keys that none has.
        faults.sort_by_key(|fault| {
            let key = KEYS.into_iter().position(|key| key == fault.key());
            (key, fault.class())
        });
        (scenario, faults)
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

impl fmt::Display for Scenario {
    /// Writes the text that reads back to the same scenario. `file`, `server`, `peers` and `seed` are
    /// always in it, anything else where it differs from its default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (default, prefix) = (Scenario::default(), self.prefix);
        if prefix != default.prefix {
            write!(f, "prefix={}&", word(PREFIXES, prefix))?;
        }
        write!(f, "file={}", self.file.text(prefix))?;
        if self.chunk != default.chunk {
            write!(f, "&chunk={}", self.chunk.text(prefix))?;
        }
        write!(f, "&server={}&peers=", self.server.text(prefix))?;
        for (index, class) in self.peers.iter().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            let (up, down) = (class.up.text(prefix), class.down.text(prefix));
            write!(f, "{}x{up}/{down}", class.count)?;
        }
        write!(f, "&seed={}{}", self.seed, self.rules)
    }
}

impl fmt::Display for Rules {
    /// Writes `&key=value` for every rule that differs from its default.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = Rules::default();
        if self.tracker_list != default.tracker_list {
            write!(f, "&list={}", self.tracker_list)?;
        }
        if self.connect != default.connect {
            write!(f, "&connect={}", self.connect)?;
        }
        if self.accept != default.accept {
            write!(f, "&accept={}", self.accept)?;
        }
        if self.pick != default.pick {
            write!(f, "&pick={}", word(PICKS, self.pick))?;
        }
        if self.slots != default.slots {
            write!(f, "&slots={}", self.slots)?;
        }
        if self.rechoke != default.rechoke {
            write!(f, "&rechoke={}", self.rechoke.text())?;
        }
        if self.optimistic != default.optimistic {
            let time = self.optimistic.map(Seconds::text);
            write!(f, "&optimistic={}", time.as_deref().unwrap_or(OFF))?;
        }
        if self.endgame != default.endgame {
            write!(f, "&endgame={}", word(SWITCHES, self.endgame))?;
        }
        if self.finish != default.finish {
            write!(f, "&finish={}", word(FINISHES, self.finish))?;
        }
        if self.arrive != default.arrive {
            write!(f, "&arrive={}", self.arrive.text())?;
        }
        Ok(())
    }
}

/// The word for a value; every value has one.
fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words
        .iter()
        .find(|(_, meaning)| *meaning == value)
        .map_or("", |(word, _)| word)
}

/// The values of a text by key, and the faults found so far.
struct Reader<'a> {
    values: Vec<(&'static str, &'a str)>,
    faults: Vec<ScenarioError>,
}

impl<'a> Reader<'a> {
    /// Splits a text into values; what has no known key, or one that was there before, is a fault.
    fn of(text: &'a str) -> Self {
        let mut reader = Reader {
            values: Vec::new(),
            faults: Vec::new(),
        };
        let text = text.trim();
        for pair in text.strip_prefix('?').unwrap_or(text).split('&') {
            if pair.trim().is_empty() {
                continue;
            }
            let (name, value) = match pair.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (pair.trim(), None),
            };
            let Some(key) = KEYS.into_iter().find(|key| *key == name) else {
                reader.faults.push(ScenarioError::UnknownKey {
                    key: quoted(name),
                    nearest: nearest_key(name),
                });
                continue;
            };
            match value {
                None => reader.faults.push(ScenarioError::NoValue { key }),
                Some(_) if reader.get(key).is_some() => {
                    reader.faults.push(ScenarioError::RepeatedKey { key });
                }
                Some(value) => reader.values.push((key, value)),
            }
        }
        reader
    }

    /// The scenario with the values that can be read, which may still be out of range.
    fn scenario(&mut self) -> Scenario {
        let default = Scenario::default();
        // The prefix governs every value, those before it in the text too.
        let prefix = self.choice("prefix", PREFIXES).unwrap_or(default.prefix);
        Scenario {
            prefix,
            file: self
                .unit("file", |value| Bits::parse(value, prefix))
                .unwrap_or(default.file),
            chunk: self
                .unit("chunk", |value| Bits::parse(value, prefix))
                .unwrap_or(default.chunk),
            server: self
                .unit("server", |value| BitRate::parse(value, prefix))
                .unwrap_or(default.server),
            peers: self.peers(prefix).unwrap_or(default.peers),
            seed: self.number("seed", 0, u64::MAX).unwrap_or(default.seed),
            rules: self.rules(default.rules),
        }
    }

    fn rules(&mut self, default: Rules) -> Rules {
        Rules {
            tracker_list: self
                .small_number("list", u32::MAX)
                .unwrap_or(default.tracker_list),
            connect: self
                .small_number("connect", u32::MAX)
                .unwrap_or(default.connect),
            accept: self
                .small_number("accept", u32::MAX)
                .unwrap_or(default.accept),
            pick: self.choice("pick", PICKS).unwrap_or(default.pick),
            slots: self
                .small_number("slots", MAX_SLOTS)
                .unwrap_or(default.slots),
            rechoke: self
                .unit("rechoke", Seconds::parse)
                .unwrap_or(default.rechoke),
            optimistic: self.optimistic().unwrap_or(default.optimistic),
            endgame: self.choice("endgame", SWITCHES).unwrap_or(default.endgame),
            finish: self.choice("finish", FINISHES).unwrap_or(default.finish),
            arrive: self
                .unit("arrive", Seconds::parse)
                .unwrap_or(default.arrive),
        }
    }

    /// Gives every value that is out of range its default, and names it.
    fn repair(&mut self, scenario: &mut Scenario) {
        let default = Scenario::default();
        for fault in scenario.validate().err().unwrap_or_default() {
            match (fault.key(), fault.class(), fault.part()) {
                ("file", ..) => scenario.file = default.file,
                ("chunk", ..) => scenario.chunk = default.chunk,
                ("server", ..) => scenario.server = default.server,
                ("peers", Some(class), Some(ClassPart::Down)) => {
                    if let Some(class) = scenario.peers.get_mut(class) {
                        class.down = DEFAULT_CLASS.down;
                    }
                }
                ("peers", ..) => scenario.peers.clone_from(&default.peers),
                ("rechoke", ..) => scenario.rules.rechoke = default.rules.rechoke,
                ("optimistic", ..) => scenario.rules.optimistic = default.rules.optimistic,
                ("arrive", ..) => scenario.rules.arrive = default.rules.arrive,
                // The other rules were read within their ranges.
                _ => {}
            }
            self.faults.push(fault);
        }
    }

    /// The value of a key, if it is in the text.
    fn get(&self, key: &str) -> Option<&'a str> {
        let (_, value) = self.values.iter().find(|(name, _)| *name == key)?;
        Some(value)
    }

    /// What `result` holds, or `None` and its fault noted.
    fn note<T>(&mut self, result: Result<T, ScenarioError>) -> Option<T> {
        result.map_err(|fault| self.faults.push(fault)).ok()
    }

    fn unit<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, UnitError>,
    ) -> Option<T> {
        let result = parse(self.get(key)?).map_err(|source| ScenarioError::Unit {
            key,
            class: None,
            part: None,
            source,
        });
        self.note(result)
    }

    fn number(&mut self, key: &'static str, least: u64, most: u64) -> Option<u64> {
        let result = whole_number(self.get(key)?, key, None, least, most);
        self.note(result)
    }

    /// A number of at least 1.
    fn small_number(&mut self, key: &'static str, most: u32) -> Option<u32> {
        let number = self.number(key, 1, most.into())?;
        u32::try_from(number).ok()
    }

    fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let read = self.get(key)?;
        let found = words.iter().find(|(word, _)| *word == read);
        let result = found
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| ScenarioError::Choice {
                key,
                read: quoted(read),
                choices: words
                    .iter()
                    .map(|(word, _)| *word)
                    .collect::<Vec<_>>()
                    .join(" or "),
            });
        self.note(result)
    }

    /// A time, or never.
    fn optimistic(&mut self) -> Option<Option<Seconds>> {
        let key = "optimistic";
        let read = self.get(key)?;
        if read == OFF {
            Some(None)
        } else if read.starts_with(char::is_alphabetic) {
            let (read, choices) = (quoted(read), format!("{OFF}, or a time such as 30s"));
            self.note(Err(ScenarioError::Choice { key, read, choices }))
        } else {
            self.unit(key, Seconds::parse).map(Some)
        }
    }

    fn peers(&mut self, prefix: Prefix) -> Option<Vec<PeerClass>> {
        let text = self.get("peers")?;
        if text.is_empty() {
            return self.note(Err(ScenarioError::NoPeers));
        }
        let classes = text.split(',').count();
        if classes > MAX_CLASSES {
            return self.note(Err(ScenarioError::TooManyClasses { classes }));
        }
        let classes = text.split(',').enumerate();
        Some(
            classes
                .map(|(class, text)| self.class(class, text, prefix))
                .collect(),
        )
    }

    /// One class of peers; what is wrong in it has its default.
    fn class(&mut self, class: usize, text: &str, prefix: Prefix) -> PeerClass {
        // With the slash of b/s out of the way, the one that is left parts upload from download.
        let spelled = text.replace("b/s", "bps").replace("B/s", "Bps");
        let values = spelled
            .split_once(['x', '×'])
            .and_then(|(count, rates)| Some((count, rates.split_once('/')?)));
        let Some((count, (up, down))) = values else {
            let read = quoted(text);
            self.faults.push(ScenarioError::ClassForm { class, read });
            return DEFAULT_CLASS;
        };
        let count = whole_number(count.trim(), "peers", Some(class), 1, MAX_PEERS);
        let count = self.note(count).and_then(|count| u32::try_from(count).ok());
        let mut rate = |part, text| {
            let rate = BitRate::parse(text, prefix).map_err(|source| ScenarioError::Unit {
                key: "peers",
                class: Some(class),
                part: Some(part),
                source,
            });
            self.note(rate)
        };
        PeerClass {
            count: count.unwrap_or(DEFAULT_CLASS.count),
            up: rate(ClassPart::Up, up).unwrap_or(DEFAULT_CLASS.up),
            down: rate(ClassPart::Down, down).unwrap_or(DEFAULT_CLASS.down),
        }
    }
}

/// Reads decimal digits, and nothing else, as a number within a range.
fn whole_number(
    text: &str,
    key: &'static str,
    class: Option<usize>,
    least: u64,
    most: u64,
) -> Result<u64, ScenarioError> {
    // The standard parser would take a plus sign, which a link may mean as a space.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_plain);
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| ScenarioError::Number {
            key,
            class,
            read: quoted(text),
            least,
            most,
        })
}

/// The key that is at most two slips away from `name`, if any is.
fn nearest_key(name: &str) -> Option<&'static str> {
    const MOST_SLIPS: usize = 2;

    let longest = KEYS.iter().map(|key| key.len()).max().unwrap_or(0);
    if name.chars().count() > longest + MOST_SLIPS {
        return None;
    }
    let name = name.to_lowercase();
    KEYS.into_iter()
        .map(|key| (slips(&name, key), key))
        .filter(|(slips, _)| *slips <= MOST_SLIPS)
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
