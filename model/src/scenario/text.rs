//! The text form of a scenario: `key=value` pairs joined by `&`, readable and editable by hand.

use std::fmt;
use std::str::FromStr;

use super::act::Roster;
use super::{
    Act, Arrive, ChokeRule, ClassPart, DEFAULT_CLASS, Finish, Have, MAX_ACTS, MAX_CLASSES,
    MAX_PEERS, MAX_SLOTS, MAX_TEXT, Origin, OwnRules, PeerClass, Pick, Place, Rules, Scenario,
    ScenarioError, ScenarioErrors, SeedRule,
};
use crate::sorting::{sort_by, sort_by_key};
use crate::units::{self, BitRate, Bits, Prefix, Seconds, UnitError, quoted};

/// Every key, in the order in which they are printed.
pub(super) const KEYS: [&str; 24] = [
    "prefix",
    "file",
    "chunk",
    "server",
    "peers",
    "seed",
    "list",
    "connect",
    "accept",
    "few",
    "announce",
    "have",
    "pick",
    "choke",
    "serve",
    "slots",
    "rechoke",
    "optimistic",
    "snub",
    "endgame",
    "finish",
    "origin",
    "arrive",
    "at",
];

/// The keys of the rules that a class can have of its own, in the order in which they are printed.
pub(super) const OWN_KEYS: [&str; 5] = ["pick", "choke", "slots", "optimistic", "finish"];

/// The words of `prefix`, `pick`, `choke`, `serve` and `endgame`, with what they mean.
const PREFIXES: &[(&str, Prefix)] = &[("si", Prefix::Si), ("binary", Prefix::Binary)];
const PICKS: &[(&str, Pick)] = &[
    ("rarest", Pick::RarestFirst),
    ("random", Pick::Random),
    ("order", Pick::InOrder),
];
const CHOKES: &[(&str, ChokeRule)] = &[("rate", ChokeRule::Rate), ("random", ChokeRule::Random)];
const SERVES: &[(&str, SeedRule)] = &[
    ("fastest", SeedRule::FastestTakers),
    ("round", SeedRule::RoundRobin),
    ("random", SeedRule::Random),
];
const SWITCHES: &[(&str, bool)] = &[("on", true), ("off", false)];

/// The word for never.
const OFF: &str = "off";
/// The word for a `have` at once.
const NOW: &str = "now";
/// The words for a host that stays, and for one that leaves, perhaps only after something.
const STAY: &str = "stay";
const LEAVE: &str = "leave";
/// What stands before the mean of a Poisson process.
const POISSON: &str = "poisson:";

impl Scenario {
    /// Reads any text, with or without a leading `?`. What is wrong is named and its default used,
    /// and everything else is kept, so that the scenario is always valid. A key left out has its
    /// default.
    ///
    /// A wrong value within a class of peers is replaced by that of [`DEFAULT_CLASS`], so that the
    /// classes keep their numbers; a wrong rule of a class of its own and a wrong act are left out.
    /// Acts may stand in any order, and are brought into that of time.
    #[must_use]
    pub fn read(text: &str) -> (Scenario, Vec<ScenarioError>) {
        if text.len() > MAX_TEXT {
            let fault = ScenarioError::TextTooLong { bytes: text.len() };
            return (Scenario::default(), vec![fault]);
        }
        Reader::of(&units::plain(text)).read()
    }

    /// The text of one value, as it stands behind `key=`; also where it is the default, which the
    /// scenario's own text leaves out. Empty where there are no acts, and for a key that there is not.
    #[must_use]
    pub fn value(&self, key: &str) -> String {
        let prefix = self.prefix;
        match key {
            "prefix" => word(PREFIXES, prefix).to_owned(),
            "file" => self.file.text(prefix),
            "chunk" => self.chunk.text(prefix),
            "server" => self.server.text(prefix),
            "peers" => listed(self.peers.iter().map(|class| class.text(prefix))),
            "seed" => self.seed.to_string(),
            "at" => listed(self.acts.iter().map(|act| act.text(prefix))),
            rule => {
                let values = self.rules.values().into_iter();
                let mut found = values.filter(|(key, _)| *key == rule);
                found.next().map(|(_, value)| value).unwrap_or_default()
            }
        }
    }

    /// The scenario with another value for one key, read as from a text, and what is wrong with it.
    /// Everything else stays as it is: amounts and rates too, where the prefix changes. Acts that
    /// the new value makes impossible are among the faults, and left out.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> (Scenario, Vec<ScenarioError>) {
        let Some(key) = KEYS.into_iter().find(|known| *known == key) else {
            let nearest = nearest_key(key);
            let key = quoted(key);
            return (
                self.clone(),
                vec![ScenarioError::UnknownKey { key, nearest }],
            );
        };
        if value.len() > MAX_TEXT {
            let bytes = value.len();
            return (self.clone(), vec![ScenarioError::TextTooLong { bytes }]);
        }
        let value = units::plain(value);
        let mut written = self.clone();
        if key == "prefix" {
            let found = PREFIXES.iter().find(|(word, _)| *word == value.trim());
            written.prefix = found.map_or(self.prefix, |(_, prefix)| *prefix);
        }
        let texts = KEYS.map(|other| {
            let text = if other == key {
                value.trim().to_owned()
            } else {
                written.value(other)
            };
            (other, text)
        });
        let values = texts.iter().map(|(key, text)| (*key, text.as_str()));
        let reader = Reader {
            // No acts are nothing, and no wrong act.
            values: values
                .filter(|value| !matches!(value, ("at", "")))
                .collect(),
            faults: Vec::new(),
        };
        let (scenario, mut faults) = reader.read();
        let bytes = scenario.to_string().len();
        if bytes > MAX_TEXT {
            faults.push(ScenarioError::TextTooLong { bytes });
        }
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
        let always = ["file", "server", "peers", "seed"];
        let default = Scenario {
            prefix: self.prefix,
            ..Scenario::default()
        };
        if self.prefix != Prefix::default() {
            write!(f, "prefix={}&", self.value("prefix"))?;
        }
        let mut before = "";
        for key in KEYS.into_iter().filter(|key| *key != "prefix") {
            let value = self.value(key);
            if always.contains(&key) || value != default.value(key) {
                write!(f, "{before}{key}={value}")?;
                before = "&";
            }
        }
        Ok(())
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
        let values = [
            ("pick", self.pick.map(|pick| word(PICKS, pick).to_owned())),
            (
                "choke",
                self.choke.map(|choke| word(CHOKES, choke).to_owned()),
            ),
            ("slots", self.slots.map(|slots| slots.to_string())),
            ("optimistic", self.optimistic.map(interval_text)),
            ("finish", self.finish.map(finish_text)),
        ];
        let mut before = '(';
        for (key, value) in values {
            if let Some(value) = value {
                write!(f, "{before}{key}={value}")?;
                before = ';';
            }
        }
        f.write_str(if before == ';' { ")" } else { "" })
    }
}

impl Rules {
    /// The text of every rule, with its key, in the order in which they are printed.
    fn values(&self) -> [(&'static str, String); 17] {
        // Destructured, so that no rule is forgotten here.
        let Rules {
            tracker_list,
            connect,
            accept,
            few,
            announce,
            have,
            pick,
            choke,
            serve,
            slots,
            rechoke,
            optimistic,
            snub,
            endgame,
            finish,
            origin,
            arrive,
        } = *self;
        [
            ("list", tracker_list.to_string()),
            ("connect", connect.to_string()),
            ("accept", accept.to_string()),
            ("few", few.to_string()),
            ("announce", announce.text()),
            ("have", have_text(have)),
            ("pick", word(PICKS, pick).to_owned()),
            ("choke", word(CHOKES, choke).to_owned()),
            ("serve", word(SERVES, serve).to_owned()),
            ("slots", slots.to_string()),
            ("rechoke", rechoke.text()),
            ("optimistic", interval_text(optimistic)),
            ("snub", interval_text(snub)),
            ("endgame", word(SWITCHES, endgame).to_owned()),
            ("finish", finish_text(finish)),
            ("origin", origin_text(origin)),
            ("arrive", arrive_text(arrive)),
        ]
    }
}

/// Values with commas between them.
fn listed(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(",")
}

fn interval_text(interval: Option<Seconds>) -> String {
    interval.map_or_else(|| OFF.to_owned(), Seconds::text)
}

fn have_text(have: Have) -> String {
    match have {
        Have::AtOnce => NOW.to_owned(),
        Have::Every(interval) => interval.text(),
    }
}

fn finish_text(finish: Finish) -> String {
    match finish {
        Finish::Stay => STAY.to_owned(),
        Finish::Leave(Seconds(0.0)) => LEAVE.to_owned(),
        Finish::Leave(after) => format!("{LEAVE}:{}", after.text()),
    }
}

fn origin_text(origin: Origin) -> String {
    match origin {
        Origin::Stay => STAY.to_owned(),
        Origin::LeaveAfter { copies } => format!("{LEAVE}:{copies}"),
    }
}

fn arrive_text(arrive: Arrive) -> String {
    match arrive {
        Arrive::Every(interval) => interval.text(),
        Arrive::Poisson(mean) => format!("{POISSON}{}", mean.text()),
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

    /// The scenario that the values make, and every fault, in the order in which a scenario is
    /// printed, after the keys that none has.
    fn read(mut self) -> (Scenario, Vec<ScenarioError>) {
        let mut scenario = self.scenario();
        self.repair(&mut scenario);
        sort_by_key(&mut self.faults, |fault| {
            let key = KEYS.into_iter().position(|key| key == fault.key());
            (key, fault.class(), fault.act())
        });
        (scenario, self.faults)
    }

    /// The scenario with the values that can be read, which may still be out of range. The acts,
    /// which depend on the peers, are left to [`Reader::repair`].
    fn scenario(&mut self) -> Scenario {
        let default = Scenario::default();
        // The prefix governs every value, those before it in the text too.
        let prefix = self
            .value("prefix", among(PREFIXES))
            .unwrap_or(default.prefix);
        let bits = |text: &str, place| parse_unit(place, Bits::parse(text, prefix));
        let rate = |text: &str, place| parse_unit(place, BitRate::parse(text, prefix));
        let seed = |text: &str, place| whole_number(text, place, 0, u64::MAX);
        Scenario {
            prefix,
            file: self.value("file", bits).unwrap_or(default.file),
            chunk: self.value("chunk", bits).unwrap_or(default.chunk),
            server: self.value("server", rate).unwrap_or(default.server),
            peers: self.peers(prefix).unwrap_or(default.peers),
            seed: self.value("seed", seed).unwrap_or(default.seed),
            rules: self.rules(default.rules),
            acts: default.acts,
        }
    }

    fn rules(&mut self, default: Rules) -> Rules {
        let count = |text: &str, place| small_number(text, place, 1, u32::MAX);
        let slots = |text: &str, place| small_number(text, place, 1, MAX_SLOTS);
        let few = |text: &str, place| small_number(text, place, 0, u32::MAX);
        let time = |text: &str, place| parse_unit(place, Seconds::parse(text));
        Rules {
            tracker_list: self.value("list", count).unwrap_or(default.tracker_list),
            connect: self.value("connect", count).unwrap_or(default.connect),
            accept: self.value("accept", count).unwrap_or(default.accept),
            few: self.value("few", few).unwrap_or(default.few),
            announce: self.value("announce", time).unwrap_or(default.announce),
            have: self.value("have", have).unwrap_or(default.have),
            pick: self.value("pick", among(PICKS)).unwrap_or(default.pick),
            choke: self.value("choke", among(CHOKES)).unwrap_or(default.choke),
            serve: self.value("serve", among(SERVES)).unwrap_or(default.serve),
            slots: self.value("slots", slots).unwrap_or(default.slots),
            rechoke: self.value("rechoke", time).unwrap_or(default.rechoke),
            optimistic: self
                .value("optimistic", interval)
                .unwrap_or(default.optimistic),
            snub: self.value("snub", interval).unwrap_or(default.snub),
            endgame: self
                .value("endgame", among(SWITCHES))
                .unwrap_or(default.endgame),
            finish: self.value("finish", finish).unwrap_or(default.finish),
            origin: self.value("origin", origin).unwrap_or(default.origin),
            arrive: self.value("arrive", arrive).unwrap_or(default.arrive),
        }
    }

    /// Gives every value that is out of range its default, and names it; then adds the acts.
    fn repair(&mut self, scenario: &mut Scenario) {
        let default = Scenario::default();
        for fault in scenario.validate().err().unwrap_or_default() {
            match (fault.key(), fault.class(), fault.part()) {
                ("file", ..) => scenario.file = default.file,
                ("chunk", ..) => scenario.chunk = default.chunk,
                ("server", ..) => scenario.server = default.server,
                ("peers", Some(class), Some(part)) => {
                    if let Some(class) = scenario.peers.get_mut(class) {
                        repair_class(class, part);
                    }
                }
                ("peers", ..) => scenario.peers.clone_from(&default.peers),
                ("announce", ..) => scenario.rules.announce = default.rules.announce,
                ("have", ..) => scenario.rules.have = default.rules.have,
                ("rechoke", ..) => scenario.rules.rechoke = default.rules.rechoke,
                ("optimistic", ..) => scenario.rules.optimistic = default.rules.optimistic,
                ("snub", ..) => scenario.rules.snub = default.rules.snub,
                ("finish", ..) => scenario.rules.finish = default.rules.finish,
                ("arrive", ..) => scenario.rules.arrive = default.rules.arrive,
                // The other rules were read within their ranges.
                _ => {}
            }
            self.faults.push(fault);
        }
        scenario.acts = self.acts(scenario).unwrap_or(default.acts);
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

    /// The value of a key as `parse` reads it, if the text has a right one.
    fn value<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str, Place) -> Result<T, ScenarioError>,
    ) -> Option<T> {
        let result = parse(self.get(key)?, Place::Key(key));
        self.note(result)
    }

    fn peers(&mut self, prefix: Prefix) -> Option<Vec<PeerClass>> {
        let text = self.get("peers")?;
        if text.is_empty() {
            return self.note(Err(ScenarioError::NoPeers));
        }
        let classes = parted(text, is_in_class);
        if classes.len() > MAX_CLASSES {
            let classes = classes.len();
            return self.note(Err(ScenarioError::TooManyClasses { classes }));
        }
        let classes = classes.into_iter().enumerate();
        Some(
            classes
                .map(|(class, text)| self.class(class, text, prefix))
                .collect(),
        )
    }

    /// One class of peers; what is wrong in it has its default.
    fn class(&mut self, class: usize, text: &str, prefix: Prefix) -> PeerClass {
        let (link, own) = match text.find('(') {
            Some(bracket) => text.split_at(bracket),
            None => (text, ""),
        };
        let own = self.own_rules(class, own.trim_end());
        // A class without a count is one peer.
        let (count, both) = link.split_once(['x', 'X', '*']).unwrap_or(("1", link));
        let (up, down) = match rates(both) {
            Some(rates) if !link.contains(',') => rates,
            _ => {
                let read = quoted(text);
                self.faults.push(if link.contains(',') {
                    let right = quoted(&without_commas(text));
                    ScenarioError::ClassComma { class, read, right }
                } else {
                    ScenarioError::ClassForm { class, read }
                });
                return PeerClass {
                    own,
                    ..DEFAULT_CLASS
                };
            }
        };
        let place = |part| Place::Class { class, part };
        let most = u32::try_from(MAX_PEERS).unwrap_or(u32::MAX);
        let count = small_number(count.trim(), place(ClassPart::Count), 1, most);
        let up = parse_unit(place(ClassPart::Up), BitRate::parse(up, prefix));
        let down = parse_unit(place(ClassPart::Down), BitRate::parse(down, prefix));
        PeerClass {
            count: self.note(count).unwrap_or(DEFAULT_CLASS.count),
            up: self.note(up).unwrap_or(DEFAULT_CLASS.up),
            down: self.note(down).unwrap_or(DEFAULT_CLASS.down),
            own,
        }
    }

    /// The rules of a class of its own, from the opening bracket on; what is wrong among them is
    /// left out.
    fn own_rules(&mut self, class: usize, text: &str) -> OwnRules {
        let mut own = OwnRules::default();
        let Some(open) = text.strip_prefix('(') else {
            return own;
        };
        let Some(rules) = open.strip_suffix(')') else {
            let read = quoted(text);
            self.faults
                .push(ScenarioError::OwnRulesForm { class, read });
            return own;
        };
        let mut seen = Vec::new();
        for pair in rules.split([';', ',']).map(str::trim) {
            if pair.is_empty() {
                continue;
            }
            let rule = pair.split_once('=').and_then(|(name, value)| {
                let key = OWN_KEYS.into_iter().find(|key| *key == name.trim())?;
                Some((key, value.trim()))
            });
            let Some((key, value)) = rule else {
                let read = quoted(pair);
                self.faults.push(ScenarioError::OwnRule { class, read });
                continue;
            };
            if seen.contains(&key) {
                self.faults
                    .push(ScenarioError::RepeatedOwnRule { class, key });
                continue;
            }
            seen.push(key);
            let part = ClassPart::Rule(key);
            let result = own_rule(&mut own, key, value, Place::Class { class, part });
            self.note(result);
        }
        own
    }

    /// The acts in order of time, without those that are wrong or do not suit the scenario.
    fn acts(&mut self, scenario: &Scenario) -> Option<Vec<Act>> {
        let text = self.get("at")?;
        let texts = parted(text, is_in_act);
        if texts.len() > MAX_ACTS {
            let acts = texts.len();
            return self.note(Err(ScenarioError::TooManyActs { acts }));
        }
        let mut acts = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            if text.contains(',') {
                let (read, right) = (quoted(text), quoted(&without_commas(text)));
                let act = index;
                self.faults
                    .push(ScenarioError::ActComma { act, read, right });
                continue;
            }
            let act = self.note(Act::parse(index, text.trim(), scenario.prefix));
            acts.extend(act.map(|act| (index, act)));
        }
        // The sort is stable: acts at the same time stay as they stand.
        sort_by(&mut acts, |(_, one), (_, other)| {
            one.time.0.total_cmp(&other.time.0)
        });
        let mut roster = Roster::of(scenario);
        acts.retain(|(index, act)| self.note(roster.take(*index, *act)).is_some());
        Some(acts.into_iter().map(|(_, act)| act).collect())
    }
}

/// Gives one value of a class its default.
fn repair_class(class: &mut PeerClass, part: ClassPart) {
    match part {
        ClassPart::Count => class.count = DEFAULT_CLASS.count,
        ClassPart::Up => class.up = DEFAULT_CLASS.up,
        ClassPart::Down => class.down = DEFAULT_CLASS.down,
        ClassPart::Rule("optimistic") => class.own.optimistic = None,
        ClassPart::Rule("finish") => class.own.finish = None,
        // The other rules were read within their ranges.
        ClassPart::Rule(_) => {}
    }
}

/// Reads one rule of a class, whose key is one of [`OWN_KEYS`].
fn own_rule(
    own: &mut OwnRules,
    key: &'static str,
    value: &str,
    place: Place,
) -> Result<(), ScenarioError> {
    match key {
        "pick" => own.pick = Some(choice(value, place, PICKS)?),
        "choke" => own.choke = Some(choice(value, place, CHOKES)?),
        "slots" => own.slots = Some(small_number(value, place, 1, MAX_SLOTS)?),
        "optimistic" => own.optimistic = Some(interval(value, place)?),
        "finish" => own.finish = Some(finish(value, place)?),
        _ => {}
    }
    Ok(())
}

/// What a unit was read as, or its fault with its place.
pub(super) fn parse_unit<T>(
    place: Place,
    result: Result<T, UnitError>,
) -> Result<T, ScenarioError> {
    result.map_err(|source| ScenarioError::Unit { place, source })
}

/// The parts of a list with commas between them. A comma in brackets, and one for which `is_in_number` says so of
/// what stands before and behind it, parts nothing.
fn parted(text: &str, is_in_number: fn(&str, &str) -> bool) -> Vec<&str> {
    let (mut parts, mut start, mut in_brackets) = (Vec::new(), 0, false);
    for (place, c) in text.char_indices() {
        match c {
            // Brackets that are never closed part nothing.
            '(' => {
                in_brackets = text[place + 1..]
                    .split('(')
                    .next()
                    .is_some_and(|own| own.contains(')'));
            }
            ')' => in_brackets = false,
            ',' if !in_brackets => {
                let (before, behind) = (&text[start..place], &text[place + 1..]);
                let behind = behind.split(',').next().unwrap_or(behind);
                let digits = before.ends_with(is_digit) && behind.starts_with(is_digit);
                if !(digits && is_in_number(before, behind)) {
                    parts.push(before);
                    start = place + 1;
                }
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether the comma between digits belongs to a number of a class, as in `12x1,5Mbps/8Mbps`: a class ends with a
/// unit. Before a count it does only where a count stands before it, as in `1,000x1Mbps/8Mbps`.
fn is_in_class(before: &str, behind: &str) -> bool {
    let unit = behind.trim_start_matches(is_digit).trim_start();
    !unit.starts_with(['x', 'X', '*']) || before.chars().all(|c| is_digit(c) || c == ',')
}

/// Whether the comma between digits belongs to a number of an act, as in `1,5s:leave:7` or `30s:rates:7:1,5Mbps/8Mbps`:
/// it does in a time, with which an act begins, and in rates, with which only one kind of act ends.
fn is_in_act(before: &str, behind: &str) -> bool {
    let is_time = before.chars().all(|c| is_digit(c) || c == ',');
    is_time || (before.contains("rates") && !behind.contains(':'))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// A text with every number as it is read, and so without its comma: `12x1.5Mbps/8Mbps`.
fn without_commas(text: &str) -> String {
    let mut right = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|c: char| !is_digit(c) && !matches!(c, ',' | '.'));
        let (number, behind) = number.split_at(end.unwrap_or(number.len()));
        right += before;
        right += &match units::decimal(number) {
            Some((whole, fraction)) if fraction.is_empty() => whole,
            Some((whole, fraction)) => format!("{whole}.{fraction}"),
            None => number.to_owned(),
        };
        rest = behind;
    }
    right + rest
}

/// Splits `UP/DOWN`, where either may be per second with a slash of its own, as in `Mb/s` or `bits/sec`.
pub(super) fn rates(text: &str) -> Option<(&str, &str)> {
    const SECOND: [&str; 4] = ["s", "sec", "second", "seconds"];

    text.match_indices('/')
        .map(|(slash, _)| (&text[..slash], &text[slash + 1..]))
        .find(|(_, down)| {
            let down = down.trim_start();
            let end = down.find(|c: char| !c.is_alphanumeric());
            let word = &down[..end.unwrap_or(down.len())];
            !SECOND
                .iter()
                .any(|second| word.eq_ignore_ascii_case(second))
        })
}

/// Reads one of the words that stand for a value.
fn choice<T: Copy>(
    read: &str,
    place: Place,
    words: &[(&'static str, T)],
) -> Result<T, ScenarioError> {
    let found = words.iter().find(|(word, _)| *word == read);
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        unknown(read, place, &words.join(" or "))
    })
}

/// Reads one of these words.
fn among<T: Copy>(words: &[(&'static str, T)]) -> impl Fn(&str, Place) -> Result<T, ScenarioError> {
    move |text, place| choice(text, place, words)
}

/// The fault of a value that is none of `choices`.
fn unknown(read: &str, place: Place, choices: &str) -> ScenarioError {
    ScenarioError::Choice {
        place,
        read: quoted(read),
        choices: choices.to_owned(),
    }
}

/// Reads a time, where a word may stand as well; what it says of another word is `choices`.
fn time_among_words(read: &str, place: Place, choices: &str) -> Result<Seconds, ScenarioError> {
    if read.starts_with(char::is_alphabetic) {
        return Err(unknown(read, place, choices));
    }
    parse_unit(place, Seconds::parse(read))
}

/// Reads a time between two doings of the same thing, or the word for never.
fn interval(read: &str, place: Place) -> Result<Option<Seconds>, ScenarioError> {
    if read == OFF {
        return Ok(None);
    }
    time_among_words(read, place, "off, or a time such as 30s").map(Some)
}

fn have(read: &str, place: Place) -> Result<Have, ScenarioError> {
    if read == NOW {
        return Ok(Have::AtOnce);
    }
    time_among_words(read, place, "now, or a time such as 10s").map(Have::Every)
}

fn finish(read: &str, place: Place) -> Result<Finish, ScenarioError> {
    match (read, read.split_once(':')) {
        (STAY, _) => Ok(Finish::Stay),
        (LEAVE, _) => Ok(Finish::Leave(Seconds(0.0))),
        (_, Some((LEAVE, after))) => parse_unit(place, Seconds::parse(after)).map(Finish::Leave),
        _ => Err(unknown(read, place, "stay or leave or leave:30s")),
    }
}

fn origin(read: &str, place: Place) -> Result<Origin, ScenarioError> {
    match (read, read.split_once(':')) {
        (STAY, _) => Ok(Origin::Stay),
        (_, Some((LEAVE, copies))) => {
            let copies = small_number(copies, place, 1, u32::MAX)?;
            Ok(Origin::LeaveAfter { copies })
        }
        _ => Err(unknown(read, place, "stay or leave:1")),
    }
}

fn arrive(read: &str, place: Place) -> Result<Arrive, ScenarioError> {
    if let Some(mean) = read.strip_prefix(POISSON) {
        return parse_unit(place, Seconds::parse(mean)).map(Arrive::Poisson);
    }
    time_among_words(read, place, "a time such as 2s, or poisson:2s").map(Arrive::Every)
}

/// Reads a whole number within a range.
pub(super) fn whole_number(
    text: &str,
    place: Place,
    least: u64,
    most: u64,
) -> Result<u64, ScenarioError> {
    units::whole_number(text)
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| ScenarioError::Number {
            place,
            read: quoted(text),
            least,
            most,
        })
}

/// The same for a number of 32 bits.
pub(super) fn small_number(
    text: &str,
    place: Place,
    least: u32,
    most: u32,
) -> Result<u32, ScenarioError> {
    let number = whole_number(text, place, least.into(), most.into())?;
    Ok(u32::try_from(number).unwrap_or(most))
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

    /// No value in it is the default.
    const BUSY: &str = "prefix=binary&file=4Mb&chunk=1Mb&server=3Mbps&peers=2x1Mbps/8Mbps(pick=order;slots=1),3x0/2Mbps&seed=9\
        &list=9&connect=8&accept=7&few=6&announce=5s&have=4s&pick=random&choke=random&serve=round&slots=3&rechoke=2s\
        &optimistic=off&snub=off&endgame=off&finish=leave:1s&origin=leave:2&arrive=poisson:3s&at=1s:leave:2,2s:join:2,3s:mute:6";

    #[test]
    fn every_key_has_a_value_that_stands_in_the_text() {
        let busy: Scenario = BUSY.parse().expect(BUSY);
        let (text, default) = (busy.to_string(), Scenario::default());
        for key in KEYS {
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
        for key in KEYS {
            assert_eq!(
                busy.with(key, &busy.value(key)),
                (busy.clone(), vec![]),
                "{key}"
            );
        }
        // Not those whose defaults would take something from the acts.
        for key in KEYS.into_iter().filter(|key| *key != "peers") {
            let (changed, faults) = busy.with(key, &Scenario::default().value(key));
            assert_eq!(faults, [], "{key}");
            for other in KEYS
                .into_iter()
                .filter(|other| key != "prefix" && *other != key)
            {
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
