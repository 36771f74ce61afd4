//! The one state of the app: the scenario, and how it is looked at. Everything that edits it comes through here.

use crate::route::{Address, Page, View, fragment};
use p2p_model::scenario::{PRESETS, PeerClass, Pick, Rules, Scenario};
use p2p_model::units::{BitRate, Bits, Prefix};
use std::rc::Rc;
use yew::prelude::*;

/// What is shown now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) page: Page,
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) view: View,
    /// What was wrong with the address, until dismissed.
    pub(crate) faults: Rc<[String]>,
    /// Counts the addresses read, so that the figures know a new view from their own.
    pub(crate) loads: u32,
    /// What the reader changed last; `None` while the address says it all.
    pub(crate) change: Option<Change>,
}

/// What was changed: it decides what the browser's back button undoes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// A value of the scenario: back undoes it.
    Scenario(Field),
    /// Only how it is looked at.
    View,
}

/// Something that changes the state.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// The address changed.
    Load(Box<Address>),
    /// A value was edited, and the scenario is still valid.
    Edit(Field, Rc<Scenario>),
    /// Another instant, host or architecture is looked at.
    Look(View),
    /// The faults have been read.
    Dismiss,
}

impl State {
    /// The state an address stands for.
    pub(crate) fn read(address: Address) -> Self {
        let (scenario, errors) = Scenario::read(&address.scenario);
        let mut faults = address.faults;
        faults.extend(errors.iter().map(ToString::to_string));
        let mut view = address.view;
        if view
            .select
            .is_some_and(|host| u64::from(host.0) > scenario.peer_count())
        {
            faults.push(format!(
                "`select`: there are {} peers, so the one selected does not exist. None is selected.",
                scenario.peer_count()
            ));
            view.select = None;
        }
        Self {
            page: address.page,
            scenario: Rc::new(scenario),
            view,
            faults: faults.into(),
            loads: 0,
            change: None,
        }
    }

    /// The fragment that brings this state back.
    pub(crate) fn fragment(&self) -> String {
        fragment(self.page, &self.scenario.to_string(), &self.view)
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Load(address) => {
                next = Self::read(*address);
                next.loads = self.loads + 1;
            }
            Action::Edit(field, scenario) => {
                if *scenario == *self.scenario {
                    return self;
                }
                if field == Field::Preset {
                    // Another story: from its beginning.
                    next.view.time = p2p_model::units::Seconds(0.0);
                    next.loads = self.loads + 1;
                }
                let gone =
                    |host: p2p_model::swarm::HostId| u64::from(host.0) > scenario.peer_count();
                next.view.select = next.view.select.filter(|host| !gone(*host));
                next.scenario = scenario;
                next.change = Some(Change::Scenario(field));
                next.faults = Rc::new([]);
            }
            Action::Look(view) => {
                if view == self.view {
                    return self;
                }
                next.view = view;
                // A value not yet written to the address keeps its place in the history.
                next.change = next.change.or(Some(Change::View));
            }
            Action::Dismiss => next.faults = Rc::new([]),
        }
        Rc::new(next)
    }
}

/// A value of the scenario that the controls edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Preset,
    Prefix,
    File,
    Chunk,
    Server,
    Seed,
    /// A class was added or removed.
    Classes,
    Count(usize),
    Up(usize),
    Down(usize),
    /// A rule of the swarm, by its key.
    Rule(&'static str),
}

impl Field {
    /// The value as the reader types it.
    pub(crate) fn text(self, scenario: &Scenario) -> String {
        let prefix = scenario.prefix;
        let class = |class: usize| scenario.peers.get(class).copied();
        let missing = || "–".to_owned();
        match self {
            Self::Preset | Self::Classes => missing(),
            Self::Prefix => match prefix {
                Prefix::Si => "si".to_owned(),
                Prefix::Binary => "binary".to_owned(),
            },
            Self::File => scenario.file.text(prefix),
            Self::Chunk => scenario.chunk.text(prefix),
            Self::Server => scenario.server.text(prefix),
            Self::Seed => scenario.seed.to_string(),
            Self::Count(at) => class(at).map_or_else(missing, |class| class.count.to_string()),
            Self::Up(at) => class(at).map_or_else(missing, |class| class.up.text(prefix)),
            Self::Down(at) => class(at).map_or_else(missing, |class| class.down.text(prefix)),
            Self::Rule(key) => rule_text(&scenario.rules, key),
        }
    }

    /// The scenario with this value as typed, or what is wrong with it.
    pub(crate) fn edit(self, scenario: &Scenario, text: &str) -> Result<Scenario, String> {
        let text = text.trim();
        let prefix = scenario.prefix;
        let mut next = scenario.clone();
        let bits = || Bits::parse(text, prefix).map_err(|error| error.to_string());
        let rate = || BitRate::parse(text, prefix).map_err(|error| error.to_string());
        let known = "the class is part of the scenario";
        match self {
            Self::Preset => {
                next = PRESETS
                    .iter()
                    .find(|preset| preset.name == text)
                    .map(|preset| Scenario::read(preset.text).0)
                    .ok_or_else(|| format!("there is no preset `{text}`"))?;
            }
            Self::Classes => return Err("classes are added and removed by buttons".to_owned()),
            Self::File => next.file = bits()?,
            Self::Chunk => next.chunk = bits()?,
            Self::Server => next.server = rate()?,
            Self::Count(at) => {
                let count = text.parse().map_err(|_| {
                    format!("\u{2068}{text}\u{2069} is not a number of peers, such as 12")
                })?;
                next.peers.get_mut(at).expect(known).count = count;
            }
            Self::Up(at) => next.peers.get_mut(at).expect(known).up = rate()?,
            Self::Down(at) => next.peers.get_mut(at).expect(known).down = rate()?,
            Self::Prefix => next.prefix = read_key("prefix", text)?.prefix,
            Self::Seed => next.seed = read_key("seed", text)?.seed,
            Self::Rule(key) => {
                let read = read_key(key, text)?.rules;
                set_rule(&mut next.rules, key, read);
            }
        }
        match next.validate() {
            Ok(()) => Ok(next),
            // Only faults of this value can be new, since the scenario was valid.
            Err(errors) => Err(errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")),
        }
    }
}

/// Lets the model read a single `key=value`.
fn read_key(key: &str, text: &str) -> Result<Scenario, String> {
    if text.is_empty() || text.contains('&') {
        return Err(format!("\u{2068}{text}\u{2069} is no value for `{key}`"));
    }
    let (scenario, errors) = Scenario::read(&format!("{key}={text}"));
    match errors.first() {
        None => Ok(scenario),
        Some(error) => Err(error.to_string()),
    }
}

fn rule_text(rules: &Rules, key: &str) -> String {
    match key {
        "list" => rules.tracker_list.to_string(),
        "connect" => rules.connect.to_string(),
        "accept" => rules.accept.to_string(),
        "slots" => rules.slots.to_string(),
        "rechoke" => rules.rechoke.text(),
        "arrive" => written(rules, key).unwrap_or_else(|| "0s".to_owned()),
        "optimistic" => rules
            .optimistic
            .map_or_else(|| "off".to_owned(), |every| every.text()),
        "endgame" => if rules.endgame { "on" } else { "off" }.to_owned(),
        "pick" => match rules.pick {
            Pick::RarestFirst => "rarest",
            Pick::Random => "random",
            Pick::InOrder => "order",
        }
        .to_owned(),
        "finish" => written(rules, key).unwrap_or_else(|| "stay".to_owned()),
        _ => String::new(),
    }
}

/// What a scenario's text says of a rule, `None` where it has its default.
fn written(rules: &Rules, key: &str) -> Option<String> {
    let rules = rules.clone();
    let scenario = Scenario {
        rules,
        ..Scenario::default()
    };
    let text = scenario.to_string();
    let mut values = text.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = values.find(|(found, _)| *found == key)?;
    Some(value.to_owned())
}

fn set_rule(rules: &mut Rules, key: &str, read: Rules) {
    match key {
        "list" => rules.tracker_list = read.tracker_list,
        "connect" => rules.connect = read.connect,
        "accept" => rules.accept = read.accept,
        "slots" => rules.slots = read.slots,
        "rechoke" => rules.rechoke = read.rechoke,
        "arrive" => rules.arrive = read.arrive,
        "optimistic" => rules.optimistic = read.optimistic,
        "endgame" => rules.endgame = read.endgame,
        "pick" => rules.pick = read.pick,
        "finish" => rules.finish = read.finish,
        _ => {}
    }
}

/// The scenario with one more class, a copy of the last.
pub(crate) fn with_class(scenario: &Scenario) -> Result<Scenario, String> {
    let mut next = scenario.clone();
    let class = next.peers.last().copied();
    next.peers
        .extend(class.map(|class| PeerClass { count: 1, ..class }));
    match next.validate() {
        Ok(()) => Ok(next),
        Err(errors) => Err(errors[0].to_string()),
    }
}

/// The scenario without this class; `None` for the last one left.
pub(crate) fn without_class(scenario: &Scenario, class: usize) -> Option<Scenario> {
    let mut next = scenario.clone();
    (next.peers.len() > 1 && class < next.peers.len()).then(|| {
        next.peers.remove(class);
        next
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Field; 9] = [
        Field::File,
        Field::Chunk,
        Field::Server,
        Field::Seed,
        Field::Prefix,
        Field::Count(0),
        Field::Up(0),
        Field::Down(0),
        Field::Rule("slots"),
    ];
    const RULES: [&str; 10] = [
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

    #[test]
    fn what_a_field_shows_is_what_it_reads() {
        let scenario = Scenario::default();
        for field in ALL.into_iter().chain(RULES.map(Field::Rule)) {
            let text = field.text(&scenario);
            assert_eq!(
                field.edit(&scenario, &text),
                Ok(scenario.clone()),
                "{field:?}: {text}"
            );
        }
    }

    #[test]
    fn each_rule_can_be_changed() {
        let values = [
            "7", "7", "7", "random", "7", "7s", "off", "off", "leave", "7s",
        ];
        for (key, value) in RULES.into_iter().zip(values) {
            let scenario = Field::Rule(key)
                .edit(&Scenario::default(), value)
                .expect("a right value");
            assert_ne!(scenario, Scenario::default(), "{key}={value}");
            assert_eq!(Field::Rule(key).text(&scenario), value);
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_a_reason() {
        let scenario = Scenario::default();
        for (field, text) in [
            (Field::File, "banana"),
            (Field::File, "0b"),
            (Field::Server, "0"),
            (Field::Down(0), "0"),
            (Field::Count(0), "0"),
            (Field::Count(0), "many"),
            (Field::Seed, "x"),
            (Field::Rule("slots"), "0"),
            (Field::Rule("pick"), "a&file=1b"),
            (Field::Preset, "none"),
        ] {
            let reason = field.edit(&scenario, text).expect_err(text);
            assert!(!reason.is_empty());
        }
    }

    #[test]
    fn a_state_comes_back_from_its_fragment() {
        let address = Address::read(
            "#/lab?file=15Gb&server=30Mbps&peers=10x0/2Mbps,3x1Mbps/8Mbps&seed=9&t=12.5s&select=11",
        );
        let state = State::read(address);
        assert_eq!(state.faults.len(), 0);
        let again = State::read(Address::read(&state.fragment()));
        assert_eq!(again, state);
    }

    #[test]
    fn a_selected_peer_that_does_not_exist_is_named() {
        let state = State::read(Address::read("#/lab?peers=3x1Mbps/8Mbps&select=4"));
        assert_eq!(state.view.select, None);
        assert_eq!(state.faults.len(), 1);
    }

    #[test]
    fn the_last_class_stays() {
        let one = Scenario::default();
        assert_eq!(without_class(&one, 0), None);
        let two = with_class(&one).expect("room for two");
        assert_eq!(two.peers.len(), 2);
        assert_eq!(without_class(&two, 1), Some(one));
    }
}
