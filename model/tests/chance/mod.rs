//! Scenarios drawn by chance: every key, round values and uneven ones, and acts at the very times of events.

#![allow(unreachable_pub)] // It is a part of each test crate.

use p2p_model::scenario::{
    Act, ActKind, Arrive, ChokeRule, Finish, Have, Origin, OwnRules, PeerClass, Pick, Rules,
    Scenario, SeedRule,
};
use p2p_model::units::{BitRate, Bits, Seconds, Share};

/// Steele, Lea, Flood: SplitMix64.
pub struct Chance(u64);

/// What numbers a scenario has.
#[derive(Clone, Copy, Debug)]
pub enum Numbers {
    /// Powers of two times one unit, and whole seconds: many things are due at one time.
    Round,
    /// As they come.
    Uneven,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From `least` to `most`, both included.
    pub fn number(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    #[allow(clippy::cast_possible_truncation)] // As small as `most`.
    fn small(&mut self, least: u32, most: u32) -> u32 {
        self.number(least.into(), most.into()) as u32
    }

    pub fn is(&mut self, probability: f64) -> bool {
        self.part() < probability
    }

    #[allow(clippy::cast_possible_truncation)] // An index.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.number(0, of.len() as u64 - 1) as usize]
    }

    /// Small ones are likelier.
    fn few(&mut self, most: u64) -> u64 {
        let part = self.part();
        let scaled = part * part * part * (most - 1) as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // From 0 to `most`.
        let above = scaled.round() as u64;
        1 + above
    }

    fn seconds(&mut self, numbers: Numbers, least: u64, most: u64) -> Seconds {
        match numbers {
            Numbers::Round => Seconds(self.number(least, most) as f64),
            Numbers::Uneven => Seconds(least as f64 + self.part() * (most - least) as f64),
        }
    }

    fn rate(&mut self, numbers: Numbers, unit: u64) -> BitRate {
        if self.is(0.02) {
            return BitRate::UNLIMITED;
        }
        match numbers {
            Numbers::Round => BitRate(unit * self.one(&[1, 1, 2, 4, 8, 16])),
            Numbers::Uneven => BitRate(self.number(unit / 4, unit * 20)),
        }
    }

    /// A scenario without acts.
    pub fn scenario(&mut self, numbers: Numbers) -> Scenario {
        // Of 262 144 b/s and 100 kb/s chunks of a few seconds are one request; of 1 Mb/s they are several.
        let unit = self.one(&[100_000, 131_072, 262_144, 1_000_000, 2_000_000]);
        let chunk = match numbers {
            Numbers::Round => unit * self.one(&[1, 2, 4, 5, 8]) / self.one(&[1, 1, 2]),
            Numbers::Uneven => self.number(unit / 2, unit * 8),
        };
        let chunks = self.few(40);
        let cut = match self.number(0, 5) {
            0 => 1,
            1 => chunk / 2,
            2 => chunk - 1,
            _ => 0,
        };
        let mut peers = Vec::new();
        let mut room = self.few(30);
        while room > 0 {
            let class = self.class(numbers, unit, room);
            room -= u64::from(class.count);
            peers.push(class);
        }
        Scenario {
            file: Bits(chunk * chunks - cut),
            chunk: Bits(chunk),
            server: self.rate(numbers, unit),
            peers,
            seed: self.number(1, 1000),
            rules: self.rules(numbers),
            ..Scenario::default()
        }
    }

    fn class(&mut self, numbers: Numbers, unit: u64, most: u64) -> PeerClass {
        #[allow(clippy::cast_possible_truncation)] // At most 30.
        let count = self.number(1, most) as u32;
        PeerClass {
            count,
            up: if self.is(0.15) {
                BitRate(0)
            } else {
                self.rate(numbers, unit)
            },
            down: self.rate(numbers, unit * 2),
            own: if self.is(0.25) {
                self.own(numbers)
            } else {
                OwnRules::default()
            },
        }
    }

    fn own(&mut self, numbers: Numbers) -> OwnRules {
        OwnRules {
            pick: self.is(0.3).then(|| self.pick()),
            choke: self.is(0.3).then(|| self.choke()),
            slots: self.is(0.3).then(|| self.small(1, 5)),
            optimistic: self.is(0.3).then(|| self.optimistic(numbers)),
            finish: self.is(0.3).then(|| self.finish(numbers)),
        }
    }

    fn pick(&mut self) -> Pick {
        self.one(&[Pick::RarestFirst, Pick::Random, Pick::InOrder])
    }

    fn choke(&mut self) -> ChokeRule {
        self.one(&[ChokeRule::Rate, ChokeRule::Random])
    }

    fn optimistic(&mut self, numbers: Numbers) -> Option<Seconds> {
        self.is(0.7).then(|| self.seconds(numbers, 1, 30))
    }

    fn finish(&mut self, numbers: Numbers) -> Finish {
        match self.number(0, 3) {
            0 => Finish::Stay,
            1 => Finish::Leave(Seconds(0.0)),
            _ => Finish::Leave(self.seconds(numbers, 0, 40)),
        }
    }

    /// Each at its default half of the time.
    fn rules(&mut self, numbers: Numbers) -> Rules {
        let mut rules = Rules::default();
        let drawn: [bool; 17] = std::array::from_fn(|_| self.is(0.4));
        let [
            list,
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
        ] = drawn;
        if list {
            rules.tracker_list = self.small(1, 8);
        }
        if connect {
            rules.connect = self.small(1, 8);
        }
        if accept {
            rules.accept = self.small(1, 8);
        }
        if few {
            rules.few = self.small(0, 8);
        }
        if announce {
            rules.announce = self.seconds(numbers, 1, 100);
        }
        if have {
            rules.have = Have::Every(self.seconds(numbers, 1, 20));
        }
        if pick {
            rules.pick = self.pick();
        }
        if choke {
            rules.choke = self.choke();
        }
        if serve {
            rules.serve = self.one(&[
                SeedRule::FastestTakers,
                SeedRule::RoundRobin,
                SeedRule::Random,
            ]);
        }
        if slots {
            rules.slots = self.small(1, 6);
        }
        if rechoke {
            rules.rechoke = self.seconds(numbers, 1, 20);
        }
        if optimistic {
            rules.optimistic = self.optimistic(numbers);
        }
        if snub {
            rules.snub = self.is(0.8).then(|| self.seconds(numbers, 1, 20));
        }
        if endgame {
            rules.endgame = false;
        }
        if finish {
            rules.finish = self.finish(numbers);
        }
        if origin {
            rules.origin = Origin::LeaveAfter {
                copies: self.small(1, 4),
            };
        }
        if arrive {
            let most = self.one(&[1, 1, 10, 10, 100, 100, 1000]);
            rules.arrive = match self.is(0.3) {
                true => Arrive::Poisson(self.seconds(numbers, 1, 20)),
                false => Arrive::Every(self.seconds(numbers, 0, most)),
            };
        }
        if self.is(0.2) {
            rules.overhead = match numbers {
                Numbers::Round => Share(self.one(&[0.25, 0.5])),
                Numbers::Uneven => Share(self.part() / 2.0),
            };
        }
        rules
    }

    /// The scenario with one more act; mostly at the very time of an event, which are at these times.
    pub fn with_act(&mut self, scenario: &Scenario, times: &[f64]) -> Scenario {
        let last = scenario.acts.last().copied();
        let time = match (self.number(0, 9), last) {
            (0..=1, Some(last)) => last.time.0,
            (2..=7, _) if !times.is_empty() => self.one(times),
            _ => self.number(0, 200) as f64,
        };
        let joined = scenario
            .joining()
            .filter(|(joins, _)| joins.0 <= time)
            .count() as u64;
        let hosts = scenario.peer_count() + joined;
        let whom = |act: Act| match act.what {
            ActKind::Leave { host }
            | ActKind::Fail { host }
            | ActKind::Mute { host }
            | ActKind::Rates { host, .. } => Some(host),
            ActKind::Join { .. } => None,
        };
        #[allow(clippy::cast_possible_truncation)] // There are few.
        let host = match last.and_then(whom).filter(|_| self.is(0.3)) {
            Some(host) if u64::from(host) <= hosts => host,
            _ => self.number(0, hosts) as u32,
        };
        // Twice a rate must fit, also where the server's has no limit.
        let unit = scenario.server.0.min(1_000_000_000);
        let classes = scenario.peers.len() as u64 - 1;
        #[allow(clippy::cast_possible_truncation)] // There are few.
        let what = match self.number(0, 9) {
            0..=1 => ActKind::Leave { host },
            2..=5 => ActKind::Fail { host },
            6 => ActKind::Join {
                class: self.number(0, classes) as usize,
            },
            7 => ActKind::Mute { host },
            _ => ActKind::Rates {
                host,
                up: BitRate(unit * self.number(0, 4) / 2),
                down: BitRate(unit * self.number(1, 4)),
            },
        };
        let mut acts = scenario.acts.clone();
        let place = acts.partition_point(|act| act.time.0 <= time);
        acts.insert(
            place,
            Act {
                time: Seconds(time),
                what,
            },
        );
        Scenario {
            acts,
            ..scenario.clone()
        }
    }
}
