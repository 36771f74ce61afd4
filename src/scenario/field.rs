//! The values of a scenario that the controls edit: how each is shown, and what comes of what is typed.

use crate::address::faults::quoted;
use p2p_model::scenario::{OwnRules, PRESETS, PeerClass, Scenario, ScenarioError};
use p2p_model::units::{BitRate, Prefix, whole_number};

/// A value of the scenario that the controls edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Preset,
    /// Whatever the last edit or undo changed.
    Undo,
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
    /// The rules that a class has of its own.
    Own(usize),
    /// Any other value, by its key: a rule of the swarm, or the acts.
    Key(&'static str),
}

impl Field {
    /// The value as the reader types it.
    pub(crate) fn text(self, scenario: &Scenario) -> String {
        let class = |class: usize| scenario.peers.get(class).copied();
        let part = |at: usize, text: fn(PeerClass, Prefix) -> String| {
            class(at).map_or_else(String::new, |class| text(class, scenario.prefix))
        };
        match self {
            Self::Preset | Self::Undo | Self::Classes => String::new(),
            Self::Count(at) => part(at, |class, _| class.count.to_string()),
            Self::Up(at) => part(at, |class, prefix| class.up.text(prefix)),
            Self::Down(at) => part(at, |class, prefix| class.down.text(prefix)),
            Self::Own(at) => part(at, |class, _| own_text(class)),
            _ => self
                .key()
                .map_or_else(String::new, |key| scenario.value(key)),
        }
    }

    /// The key of a value that has one to itself.
    fn key(self) -> Option<&'static str> {
        match self {
            Self::Prefix => Some("prefix"),
            Self::File => Some("file"),
            Self::Chunk => Some("chunk"),
            Self::Server => Some("server"),
            Self::Seed => Some("seed"),
            Self::Key(key) => Some(key),
            _ => None,
        }
    }

    /// The scenario with this value as typed, or what is wrong with it.
    pub(crate) fn edit(self, scenario: &Scenario, text: &str) -> Result<Scenario, String> {
        let text = text.trim();
        if let Some(key) = self.key() {
            return checked(scenario.with(key, text));
        }
        let rate = || BitRate::parse(text, scenario.prefix).map_err(|error| error.to_string());
        let change = |at: usize, change: &dyn Fn(&mut PeerClass)| {
            let mut next = scenario.clone();
            next.peers.get_mut(at).map(change);
            valid(next)
        };
        match self {
            Self::Preset => PRESETS
                .iter()
                .find(|preset| preset.name == text)
                .map(|preset| Scenario::read(preset.text).0)
                .ok_or_else(|| format!("there is no preset {}", quoted(text))),
            Self::Count(at) => {
                let count = whole_number(text).and_then(|count| u32::try_from(count).ok());
                let count = count.ok_or_else(|| {
                    format!("{} is not a number of peers, such as 12", quoted(text))
                })?;
                change(at, &|class| class.count = count)
            }
            Self::Up(at) => {
                let up = rate()?;
                change(at, &|class| class.up = up)
            }
            Self::Down(at) => {
                let down = rate()?;
                change(at, &|class| class.down = down)
            }
            Self::Own(at) => with_own(scenario, at, text),
            _ => Err("classes are added and removed by buttons".to_owned()),
        }
    }
}

/// What was read, unless something is wrong with it.
pub(super) fn checked(
    (scenario, faults): (Scenario, Vec<ScenarioError>),
) -> Result<Scenario, String> {
    match faults.as_slice() {
        [] => Ok(scenario),
        // The first is the value's own; acts that it makes impossible come after it.
        [first, ..] => Err(first.to_string()),
    }
}

/// The scenario, unless something is wrong with it.
fn valid(scenario: Scenario) -> Result<Scenario, String> {
    match scenario.validate() {
        Ok(()) => Ok(scenario),
        Err(errors) => Err(errors[0].to_string()),
    }
}

/// The rules that a class has of its own, without their brackets: `pick=order;slots=1`.
fn own_text(class: PeerClass) -> String {
    let text = class.own.to_string();
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    inner.unwrap_or(&text).to_owned()
}

/// The scenario where a class has these rules of its own.
fn with_own(scenario: &Scenario, at: usize, text: &str) -> Result<Scenario, String> {
    if text.contains([',', '(', ')']) {
        return Err(format!(
            "{}: write rules with a semicolon between them, such as pick=order;slots=1",
            quoted(text)
        ));
    }
    let class = |(index, class): (usize, &PeerClass)| {
        if index != at {
            return class.text(scenario.prefix);
        }
        let own = OwnRules::default();
        let plain = PeerClass { own, ..*class }.text(scenario.prefix);
        if text.is_empty() {
            plain
        } else {
            format!("{plain}({text})")
        }
    };
    let classes: Vec<String> = scenario.peers.iter().enumerate().map(class).collect();
    checked(scenario.with("peers", &classes.join(",")))
}

/// The scenario with one more class, a copy of the last.
pub(crate) fn with_class(scenario: &Scenario) -> Result<Scenario, String> {
    let mut next = scenario.clone();
    let class = next.peers.last().copied();
    next.peers
        .extend(class.map(|class| PeerClass { count: 1, ..class }));
    valid(next)
}

/// The scenario without this class; the last one left stays, and so does one that acts need.
pub(crate) fn without_class(scenario: &Scenario, class: usize) -> Result<Scenario, String> {
    let mut next = scenario.clone();
    if class < next.peers.len() {
        next.peers.remove(class);
    }
    valid(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: &str =
        "peers=6x1Mbps/8Mbps(pick=order;slots=1),6x0/8Mbps&have=10s&at=30s:leave:7,45s:join:2";

    const ALL: [Field; 12] = [
        Field::File,
        Field::Chunk,
        Field::Server,
        Field::Seed,
        Field::Prefix,
        Field::Count(0),
        Field::Up(0),
        Field::Down(0),
        Field::Own(0),
        Field::Own(1),
        Field::Key("slots"),
        Field::Key("at"),
    ];

    #[test]
    fn what_a_field_shows_is_what_it_reads() {
        for text in ["", BUSY] {
            let (scenario, faults) = Scenario::read(text);
            assert_eq!(faults, []);
            for field in ALL {
                let text = field.text(&scenario);
                assert_eq!(
                    field.edit(&scenario, &text),
                    Ok(scenario.clone()),
                    "{field:?}: {text}"
                );
            }
        }
    }

    #[test]
    fn rules_of_classes_and_acts_survive_an_edit_of_anything_else() {
        let (busy, _) = Scenario::read(BUSY);
        for (field, value) in [
            (Field::File, "16MiB"),
            (Field::Up(1), "2Mbps"),
            (Field::Count(0), "9"),
            (Field::Prefix, "binary"),
            (Field::Key("slots"), "2"),
            (Field::Key("have"), "now"),
        ] {
            let next = field.edit(&busy, value).expect(value);
            assert_ne!(next, busy, "{value}");
            assert_eq!(next.acts, busy.acts, "{value}");
            assert_eq!(next.peers[0].own, busy.peers[0].own, "{value}");
        }
        let next = with_class(&busy).expect("room for three");
        assert_eq!(
            (next.acts, next.peers[0].own),
            (busy.acts.clone(), busy.peers[0].own)
        );
        // One that an act needs stays, and the reader is told why.
        let reason = without_class(&busy, 1).expect_err("act 1 is on its peer");
        assert!(reason.contains("act 1"), "{reason}");
        assert!(Field::Count(0).edit(&busy, "0").is_err());
    }

    #[test]
    fn the_rules_of_a_class_are_typed_as_they_stand_in_a_text() {
        let (busy, _) = Scenario::read(BUSY);
        assert_eq!(Field::Own(0).text(&busy), "pick=order;slots=1");
        let next = Field::Own(1).edit(&busy, "choke=random").expect("right");
        assert!(
            next.to_string().contains("6x0/8Mbps(choke=random)"),
            "{next}"
        );
        let next = Field::Own(0).edit(&busy, "").expect("none");
        assert!(next.to_string().contains("6x1Mbps/8Mbps,"), "{next}");
        for wrong in ["pick=first", "have=now", "slots=1),1x1Mbps/1Mbps(slots=2"] {
            assert!(Field::Own(0).edit(&busy, wrong).is_err(), "{wrong}");
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
            (Field::Key("slots"), "0"),
            (Field::Key("pick"), "random&file=1b"),
            (Field::Key("at"), "soon"),
            (Field::Preset, "none"),
        ] {
            let reason = field.edit(&scenario, text).expect_err(text);
            assert!(!reason.is_empty());
        }
    }

    #[test]
    fn the_last_class_stays() {
        let one = Scenario::default();
        assert!(without_class(&one, 0).is_err());
        let two = with_class(&one).expect("room for two");
        assert_eq!(two.peers.len(), 2);
        assert_eq!(without_class(&two, 1), Ok(one));
    }
}
