//! The keys of a text: one table, a row for each value of a scenario.
//!
//! Reading, writing and checking a scenario, what differs between two, and what a sweep can vary all go over
//! [`KEYS`]. A new value is a row here and its field with its default in [`super::value`].

use super::form::Form::{self, Behind, Number, Word};
use super::form::Number::{Amount, Count, Rate, Share, Time, Whole};
use super::form::{Kind, Value};
use super::value::{
    Arrive, ChokeRule, Finish, Have, MAX_OVERHEAD, MAX_SLOTS, MIN_INTERVAL, MIN_MEAN, Origin,
    OwnRules, Pick, Rules, Scenario, SeedRule,
};
use crate::units::{self, BitRate, Bits, Prefix, Seconds};

/// A key of the text of a scenario.
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// The source of its default, in words for a reader.
    pub source: &'static str,
    /// What stands behind it.
    pub(crate) takes: Takes,
    /// Where a class of peers keeps one of its own, if it can have one.
    pub(super) own: Option<Own>,
}

/// What stands behind a key.
pub(crate) enum Takes {
    /// A value of one of these forms.
    One(&'static [Form], Field),
    /// The classes of peers.
    Peers,
    /// The acts.
    Acts,
}

/// The place of a value in a scenario.
pub(crate) struct Field {
    pub(super) get: fn(&Scenario) -> Value,
    pub(super) set: fn(&mut Scenario, Value),
}

/// The place of a value among the rules that a class has of its own.
pub(super) struct Own {
    pub(super) get: fn(&OwnRules) -> Option<Value>,
    pub(super) set: fn(&mut OwnRules, Value),
    /// Lays the rule of the class, if it has one, over that of the swarm.
    pub(super) lay: fn(&OwnRules, &mut Rules),
}

/// A row: the name, the field, its forms, the source; and the field of a class's own rule, if it can have one.
macro_rules! row {
    ($name:literal, $($field:ident).+, $forms:expr, $source:literal $(, own $own:ident)?) => {
        Key {
            name: $name,
            source: $source,
            takes: Takes::One(
                &$forms,
                Field {
                    get: |scenario| scenario.$($field).+.value(),
                    set: |scenario, value| {
                        if let Some(value) = Valued::of(value) {
                            scenario.$($field).+ = value;
                        }
                    },
                },
            ),
            own: row!($($own)?),
        }
    };
    () => { None };
    ($own:ident) => {
        Some(Own {
            get: |own| own.$own.map(Valued::value),
            set: |own, value| own.$own = Valued::of(value),
            lay: |own, rules| {
                if let Some(value) = own.$own {
                    rules.$own = value;
                }
            },
        })
    };
}

/// At least one.
const COUNT: Kind = Kind::Count(1, u32::MAX);
/// Between two doings of the same thing.
const INTERVAL: Kind = Kind::Time(MIN_INTERVAL);
/// Until something is done once; at once too.
const DELAY: Kind = Kind::Time(Seconds(0.0));
/// The same where there is a word for never.
const EACH: Form = Number(INTERVAL, "a time such as 30s");

/// The words that stand beside numbers.
const OFF: &str = "off";
const NOW: &str = "now";
const STAY: &str = "stay";
const LEAVE: &str = "leave";
const POISSON: &str = "poisson";

/// Every key, in the order in which a text has them. The prefix stands first, since it governs all others, and the acts
/// stand behind the peers.
#[rustfmt::skip]
pub static KEYS: [Key; 25] = [
    row!("prefix", prefix, Prefix::FORMS, "Textbooks have both"),
    row!("file", file, [Number(Kind::Amount, "")], "Kurose & Ross 2.5: F"),
    row!("chunk", chunk, [Number(Kind::Amount, "")], "The lecture: 256 KiB"),
    row!("server", server, [Number(Kind::Rate, "")], "Kurose & Ross 2.5: u_s"),
    Key { name: "peers", source: "Kurose & Ross 2.5: N, u_i, d_i", takes: Takes::Peers, own: None },
    row!("seed", seed, [Number(Kind::Whole, "")], "Any number will do"),
    row!("list", rules.tracker_list, [Number(COUNT, "")], "BEP 3: customarily 50"),
    row!("connect", rules.connect, [Number(COUNT, "")], "The mainline client: 40"),
    row!("accept", rules.accept, [Number(COUNT, "")], "The mainline client: 80"),
    row!("few", rules.few, [Number(Kind::Count(0, u32::MAX), "")], "The mainline client: 20"),
    row!("announce", rules.announce, [Number(INTERVAL, "")], "The mainline client: 300 s"),
    row!("have", rules.have, [Word(NOW), Number(INTERVAL, "a time such as 10s")], "BEP 3 tells at once; in the lecture they ask"),
    row!("pick", rules.pick, Pick::FORMS, "The lecture and Cohen 2003: rarest first", own pick),
    row!("choke", rules.choke, ChokeRule::FORMS, "The lecture: tit-for-tat", own choke),
    row!("serve", rules.serve, SeedRule::FORMS, "BEP 3"),
    row!("slots", rules.slots, [Number(Kind::Count(1, MAX_SLOTS), "")], "Kurose & Ross 2.5: four", own slots),
    row!("rechoke", rules.rechoke, [Number(INTERVAL, "")], "The lecture and BEP 3: 10 s"),
    row!("optimistic", rules.optimistic, [Word(OFF), EACH], "The lecture and BEP 3: 30 s", own optimistic),
    row!("snub", rules.snub, [Word(OFF), EACH], "Cohen 2003: 60 s"),
    row!("endgame", rules.endgame, bool::FORMS, "BEP 3"),
    row!("finish", rules.finish, [Word(STAY), Word(LEAVE), Behind(LEAVE, DELAY, "leave:30s")], "Kurose & Ross 2.5: selfish or altruistic", own finish),
    row!("origin", rules.origin, [Word(STAY), Behind(LEAVE, COUNT, "leave:1")], "A what-if: can the peers finish without it?"),
    row!("arrive", rules.arrive, [Number(DELAY, "a time such as 2s"), Behind(POISSON, Kind::Time(MIN_MEAN), "poisson:2s")], "The bounds have all at once; at random it is a Poisson process"),
    row!("overhead", rules.overhead, [Number(Kind::Share(MAX_OVERHEAD), "")], "The lecture has none; libtorrent, measured: about 7%"),
    Key { name: "at", source: "A what-if of your own", takes: Takes::Acts, own: None },
];

impl Key {
    /// The key of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// The words that it takes by themselves.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        let forms = match self.takes {
            Takes::One(forms, _) => forms,
            Takes::Peers | Takes::Acts => &[],
        };
        let word = |form: &Form| match *form {
            Word(word) => Some(word),
            _ => None,
        };
        forms.iter().filter_map(word).collect()
    }

    /// The kind of its numbers and the word that stands before them, if it takes any.
    pub(crate) fn numbers(&self) -> Option<(&'static str, Kind)> {
        match &self.takes {
            Takes::One(forms, _) => forms.iter().find_map(Form::number),
            Takes::Peers => Some(("", COUNT)),
            Takes::Acts => None,
        }
    }
}

/// The keys of what a class of peers can have of its own, and where it keeps them.
pub(super) fn own() -> impl Iterator<Item = (&'static str, &'static [Form], &'static Own)> {
    KEYS.iter().filter_map(|key| match &key.takes {
        Takes::One(forms, _) => Some((key.name, *forms, key.own.as_ref()?)),
        Takes::Peers | Takes::Acts => None,
    })
}

/// What can stand behind a key, and how it is written.
trait Valued: Sized {
    fn value(self) -> Value;
    /// `None` for the value of another type.
    fn of(value: Value) -> Option<Self>;
}

/// What is written as words alone.
trait Worded {
    const FORMS: &'static [Form];
}

macro_rules! valued {
    ($($type:ty { $($value:tt = [$($typed:tt)+],)+ })+) => {$(
        impl Valued for $type {
            fn value(self) -> Value {
                match self { $($($typed)+ => $value,)+ }
            }

            fn of(value: Value) -> Option<Self> {
                match value {
                    $($value => Some($($typed)+),)+
                    _ => None,
                }
            }
        }
    )+};
}

macro_rules! words {
    ($($type:ty { $($word:literal = [$($typed:tt)+],)+ })+) => {$(
        impl Worded for $type {
            const FORMS: &'static [Form] = &[$(Word($word)),+];
        }
        valued! { $type { $(($word, None) = [$($typed)+],)+ } }
    )+};
}

words! {
    Prefix { "si" = [Prefix::Si], "binary" = [Prefix::Binary], }
    Pick { "rarest" = [Pick::RarestFirst], "random" = [Pick::Random], "order" = [Pick::InOrder], }
    ChokeRule { "rate" = [ChokeRule::Rate], "random" = [ChokeRule::Random], }
    SeedRule { "fastest" = [SeedRule::FastestTakers], "round" = [SeedRule::RoundRobin], "random" = [SeedRule::Random], }
    bool { "on" = [true], "off" = [false], }
}

valued! {
    Bits { ("", Some(Amount(bits))) = [bits], }
    BitRate { ("", Some(Rate(rate))) = [rate], }
    Seconds { ("", Some(Time(time))) = [time], }
    units::Share { ("", Some(Share(share))) = [share], }
    u32 { ("", Some(Count(count))) = [count], }
    u64 { ("", Some(Whole(number))) = [number], }
    Option<Seconds> { (OFF, None) = [None], ("", Some(Time(each))) = [Some(each)], }
    Have { (NOW, None) = [Have::AtOnce], ("", Some(Time(each))) = [Have::Every(each)], }
    Finish {
        (STAY, None) = [Finish::Stay],
        (LEAVE, None) = [Finish::Leave(Seconds(0.0))],
        (LEAVE, Some(Time(after))) = [Finish::Leave(after)],
    }
    Origin { (STAY, None) = [Origin::Stay], (LEAVE, Some(Count(copies))) = [Origin::LeaveAfter { copies }], }
    Arrive { ("", Some(Time(each))) = [Arrive::Every(each)], (POISSON, Some(Time(mean))) = [Arrive::Poisson(mean)], }
}
