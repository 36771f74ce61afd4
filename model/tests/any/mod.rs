//! Any scenario: all rules there are, small enough to be played many times.

#![allow(dead_code)] // Each test takes what it needs.
#![allow(unreachable_pub)] // It is a part of each test crate.

use p2p_model::scenario::{
    Act, ActKind, Arrive, ChokeRule, Finish, Have, Origin, OwnRules, PeerClass, Pick, Rules,
    Scenario, SeedRule,
};
use p2p_model::units::{BitRate, Bits, Seconds, Share};
use proptest::prelude::*;

fn seconds(range: std::ops::Range<f64>) -> impl Strategy<Value = Seconds> {
    range.prop_map(Seconds)
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![
        Just(Pick::RarestFirst),
        Just(Pick::Random),
        Just(Pick::InOrder)
    ]
}

fn choke() -> impl Strategy<Value = ChokeRule> {
    prop_oneof![Just(ChokeRule::Rate), Just(ChokeRule::Random)]
}

fn optimistic() -> impl Strategy<Value = Option<Seconds>> {
    prop::option::of(seconds(5.0..40.0))
}

fn finish() -> impl Strategy<Value = Finish> {
    prop_oneof![2 => Just(Finish::Stay), 1 => Just(Finish::Leave(Seconds(0.0))), 1 => seconds(0.0..60.0).prop_map(Finish::Leave)]
}

fn own() -> impl Strategy<Value = OwnRules> {
    use prop::option::{of, weighted};
    (
        of(pick()),
        of(choke()),
        of(1_u32..6),
        weighted(0.3, optimistic()),
        weighted(0.3, finish()),
    )
        .prop_map(|(pick, choke, slots, optimistic, finish)| OwnRules {
            pick,
            choke,
            slots,
            optimistic,
            finish,
        })
}

fn class() -> impl Strategy<Value = PeerClass> {
    let up = prop_oneof![1 => Just(0), 4 => 50_000_u64..5_000_000];
    let own = prop_oneof![3 => Just(OwnRules::default()), 1 => own()];
    (1_u32..6, up, 100_000_u64..20_000_000, own).prop_map(|(count, up, down, own)| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
        own,
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let limits = (
        (1_u32..8, 1_u32..8, 1_u32..10, 0_u32..5),
        (seconds(5.0..400.0), seconds(1.0..20.0)),
    );
    let have = prop_oneof![2 => Just(Have::AtOnce), 1 => seconds(0.5..20.0).prop_map(Have::Every)];
    let serve = prop_oneof![
        Just(SeedRule::FastestTakers),
        Just(SeedRule::RoundRobin),
        Just(SeedRule::Random)
    ];
    let origin = prop_oneof![3 => Just(Origin::Stay), 1 => (1_u32..4).prop_map(|copies| Origin::LeaveAfter { copies })];
    let arrive = prop_oneof![
        2 => Just(Arrive::default()),
        1 => seconds(0.0..20.0).prop_map(Arrive::Every),
        1 => seconds(0.1..20.0).prop_map(Arrive::Poisson)
    ];
    let snub = prop::option::of(seconds(1.0..70.0));
    let overhead = prop_oneof![2 => Just(0.0), 1 => 0.0..0.5];
    (
        (limits, have, pick(), choke(), serve),
        (
            1_u32..6,
            optimistic(),
            snub,
            any::<bool>(),
            finish(),
            origin,
            arrive,
            overhead,
        ),
    )
        .prop_map(
            |(
                (((list, connect, accept, few), (announce, rechoke)), have, pick, choke, serve),
                (slots, optimistic, snub, endgame, finish, origin, arrive, overhead),
            )| {
                Rules {
                    tracker_list: list,
                    connect,
                    accept,
                    few,
                    announce,
                    rechoke,
                    have,
                    pick,
                    choke,
                    serve,
                    slots,
                    optimistic,
                    snub,
                    endgame,
                    finish,
                    origin,
                    arrive,
                    overhead: Share(overhead),
                }
            },
        )
}

fn quiet_scenarios() -> impl Strategy<Value = Scenario> {
    let sizes = (
        1_u64..20_000_000,
        100_000_u64..3_000_000,
        500_000_u64..20_000_000,
    );
    (
        sizes,
        prop::collection::vec(class(), 1..4),
        any::<u64>(),
        rules(),
    )
        .prop_map(|((file, chunk, server), peers, seed, rules)| Scenario {
            file: Bits(file),
            chunk: Bits(chunk),
            server: BitRate(server),
            peers,
            seed,
            rules,
            ..Scenario::default()
        })
}

pub fn act(scenario: &Scenario) -> impl Strategy<Value = Act> + use<> {
    let hosts = u32::try_from(scenario.peer_count()).expect("there are few");
    let classes = scenario.peers.len();
    let what = prop_oneof![
        (0..=hosts).prop_map(|host| ActKind::Leave { host }),
        (0..=hosts).prop_map(|host| ActKind::Fail { host }),
        (0..classes).prop_map(|class| ActKind::Join { class }),
        (0..=hosts).prop_map(|host| ActKind::Mute { host }),
        (0..=hosts, 0_u64..4_000_000, 100_000_u64..9_000_000).prop_map(|(host, up, down)| {
            ActKind::Rates {
                host,
                up: BitRate(up),
                down: BitRate(down),
            }
        }),
    ];
    (seconds(0.0..100.0), what).prop_map(|(time, what)| Act { time, what })
}

fn with_acts(scenario: Scenario, acts: std::ops::Range<usize>) -> impl Strategy<Value = Scenario> {
    prop::collection::vec(act(&scenario), acts).prop_map(move |mut acts| {
        acts.sort_by(|a, b| a.time.0.total_cmp(&b.time.0));
        Scenario {
            acts,
            ..scenario.clone()
        }
    })
}

/// Scenarios with all rules there are, half of them with acts.
pub fn scenarios() -> impl Strategy<Value = Scenario> {
    quiet_scenarios()
        .prop_flat_map(|scenario| prop_oneof![Just(scenario.clone()), with_acts(scenario, 1..5)])
}
