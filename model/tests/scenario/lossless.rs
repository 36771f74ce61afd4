//! Nothing is lost by writing and reading any scenario.

use p2p_model::scenario::{
    Act, ActKind, Arrive, ChokeRule, Finish, Have, MAX_PEERS, MAX_SLOTS, Origin, OwnRules,
    PeerClass, Pick, Rules, Scenario, SeedRule,
};
use p2p_model::units::{BitRate, Bits, Prefix, Seconds, Share};
use proptest::prelude::*;
use proptest::sample::Index;

fn prefixes() -> impl Strategy<Value = Prefix> {
    prop_oneof![Just(Prefix::Si), Just(Prefix::Binary)]
}

/// Numbers of every size from `least`, round ones and extreme ones among them.
fn numbers(least: u64) -> impl Strategy<Value = u64> {
    prop_oneof![
        least..=u64::MAX,
        least..1000,
        (1..1000_u64).prop_map(|n| n * 1_000_000),
        (1..1000_u64).prop_map(|n| n << 23),
        Just(u64::MAX),
    ]
}

fn times(least: f64) -> impl Strategy<Value = Seconds> {
    let times = prop_oneof![Just(least), least..100.0, least..1e9];
    times.prop_map(Seconds)
}

fn picks() -> impl Strategy<Value = Pick> {
    proptest::sample::select(vec![Pick::RarestFirst, Pick::Random, Pick::InOrder])
}

fn chokes() -> impl Strategy<Value = ChokeRule> {
    proptest::sample::select(vec![ChokeRule::Rate, ChokeRule::Random])
}

fn serves() -> impl Strategy<Value = SeedRule> {
    let rules = [
        SeedRule::FastestTakers,
        SeedRule::RoundRobin,
        SeedRule::Random,
    ];
    proptest::sample::select(rules.to_vec())
}

fn intervals() -> impl Strategy<Value = Option<Seconds>> {
    proptest::option::of(times(0.1))
}

fn finishes() -> impl Strategy<Value = Finish> {
    prop_oneof![Just(Finish::Stay), times(0.0).prop_map(Finish::Leave)]
}

fn own_rules() -> impl Strategy<Value = OwnRules> {
    use proptest::option::of;
    let all = (
        of(picks()),
        of(chokes()),
        of(1..=MAX_SLOTS),
        of(intervals()),
        of(finishes()),
    );
    all.prop_map(|(pick, choke, slots, optimistic, finish)| OwnRules {
        pick,
        choke,
        slots,
        optimistic,
        finish,
    })
}

fn classes() -> impl Strategy<Value = Vec<PeerClass>> {
    let most = u32::try_from(MAX_PEERS / 8).expect("fits");
    let own = prop_oneof![Just(OwnRules::default()), own_rules()];
    let class = (1..=most, prop_oneof![Just(0), numbers(0)], numbers(1), own);
    let class = class.prop_map(|(count, up, down, own)| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
        own,
    });
    proptest::collection::vec(class, 1..=8)
}

fn rules() -> impl Strategy<Value = Rules> {
    let count = || prop_oneof![1..100_u32, 1..=u32::MAX];
    let few = prop_oneof![0..100_u32, Just(u32::MAX)];
    let have = prop_oneof![Just(Have::AtOnce), times(0.1).prop_map(Have::Every)];
    let origin = prop_oneof![
        Just(Origin::Stay),
        count().prop_map(|copies| Origin::LeaveAfter { copies })
    ];
    let arrive = prop_oneof![
        times(0.0).prop_map(Arrive::Every),
        times(1e-6).prop_map(Arrive::Poisson)
    ];
    (
        (count(), count(), count(), few, 1..=MAX_SLOTS),
        (picks(), chokes(), serves(), have),
        (times(0.1), times(0.1), intervals(), intervals()),
        (any::<bool>(), finishes(), origin, arrive, 0.0..=0.5),
    )
        .prop_map(
            |(
                (tracker_list, connect, accept, few, slots),
                (pick, choke, serve, have),
                (announce, rechoke, optimistic, snub),
                (endgame, finish, origin, arrive, overhead),
            )| Rules {
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
                overhead: Share(overhead),
            },
        )
}

/// Acts on any host and class, which are still to be fitted to a scenario.
fn acts() -> impl Strategy<Value = Vec<(f64, u8, Index, u64, u64)>> {
    let times = prop_oneof![Just(5.0), times(0.0).prop_map(|time| time.0)];
    let act = (times, 0..5_u8, any::<Index>(), numbers(0), numbers(1));
    proptest::collection::vec(act, 0..12)
}

/// Acts that suit these classes of peers.
fn fitted(mut acts: Vec<(f64, u8, Index, u64, u64)>, peers: &[PeerClass]) -> Vec<Act> {
    acts.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    let mut hosts: u32 = 1 + peers.iter().map(|class| class.count).sum::<u32>();
    let fit = |(time, kind, index, up, down): (f64, u8, Index, u64, u64)| {
        let host = u32::try_from(index.index(hosts as usize)).expect("fits");
        let what = match kind {
            0 => ActKind::Leave { host },
            1 => ActKind::Fail { host },
            2 => ActKind::Mute { host },
            3 => {
                hosts += 1;
                let class = index.index(peers.len());
                ActKind::Join { class }
            }
            _ => ActKind::Rates {
                host,
                up: BitRate(up),
                down: BitRate(down),
            },
        };
        let time = Seconds(time);
        Act { time, what }
    };
    acts.into_iter().map(fit).collect()
}

/// Any valid scenario.
fn scenarios() -> impl Strategy<Value = Scenario> {
    (
        prefixes(),
        (numbers(1), numbers(1), numbers(1)),
        classes(),
        any::<u64>(),
        rules(),
        acts(),
    )
        .prop_map(
            |(prefix, (file, chunk, server), peers, seed, rules, acts)| Scenario {
                prefix,
                file: Bits(file),
                chunk: Bits(chunk),
                server: BitRate(server),
                acts: fitted(acts, &peers),
                peers,
                seed,
                rules,
            },
        )
}

proptest! {
    #[test]
    fn every_valid_scenario_survives_its_text(scenario in scenarios()) {
        prop_assert_eq!(scenario.validate(), Ok(()));
        let text = scenario.to_string();
        let read: Scenario = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(&read, &scenario);
        prop_assert_eq!(read.to_string(), text);
    }

    #[test]
    fn a_text_with_parts_of_it_spoilt_still_gives_a_valid_scenario(
        scenario in scenarios(),
        from in any::<prop::sample::Index>(),
        with in "[-0-9a-zA-Z=&,/.x%:;()]{0,4}",
    ) {
        let mut text = scenario.to_string();
        text.insert_str(from.index(text.len()), &with);
        let (read, faults) = Scenario::read(&text);
        prop_assert_eq!(read.validate(), Ok(()), "{}", text);
        prop_assert_eq!(text.parse::<Scenario>().is_ok(), faults.is_empty());
    }

    #[test]
    fn any_text_gives_a_valid_scenario(text in prop_oneof!["\\PC*", "((file|server|peers|seed|slots|rechoke|arrive|x)=?[0-9x/,kMGibBps.]{0,12}&){0,9}",
        "peers=2x1Mbps/8Mbps(\\(((pick|choke|slots|optimistic|finish|x)=(order|random|1|off|9s|leave|:9s){0,2};?){0,3}\\)?){0,2}\
            &at=([0-9]s:(leave|fail|join|mute|rates|x):([0-4]|server)(:[0-2]bps/[0-2]bps)?,?){0,4}"]) {
        let (read, faults) = Scenario::read(&text);
        prop_assert_eq!(read.validate(), Ok(()), "{}", text);
        for fault in faults {
            prop_assert!(!fault.to_string().is_empty());
        }
    }

    #[test]
    fn the_chunks_make_up_the_file_and_the_classes_the_peers(file in 1_u64..5000, chunk in 1_u64..6000, peers in classes()) {
        let scenario = Scenario { file: Bits(file), chunk: Bits(chunk), peers, ..Scenario::default() };
        let sizes = (0..scenario.chunk_count()).map(|chunk| scenario.chunk_bits(chunk).0);
        prop_assert!(sizes.clone().all(|size| size > 0));
        prop_assert_eq!(sizes.sum::<u64>(), file);

        let classes: Vec<usize> = scenario.classes().collect();
        prop_assert_eq!(classes.len() as u64, scenario.peer_count());
        for (class, peers) in scenario.peers.iter().enumerate() {
            let of_class = classes.iter().filter(|of| **of == class);
            prop_assert_eq!(of_class.count(), peers.count as usize);
        }
    }
}
