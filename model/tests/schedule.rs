//! Ideal schedules: that they keep within every capacity and rule, and that nothing is quicker.

use std::collections::BTreeSet;

use p2p_model::bounds::{Bounds, BoundsError};
use p2p_model::scenario::{DEFAULT_CLASS, MAX_PEERS, PeerClass, Scenario};
use p2p_model::schedule::{
    Fluid, Possession, Round, RoundError, Upload, chunked_optimum, chunked_optimum_with_peers,
    optimal_rounds, schedule,
};
use p2p_model::units::{BitRate, Bits, Seconds};
use proptest::prelude::*;

/// What rounding may do to a rate or a time, relatively.
const ROUNDING: f64 = 1e-12;

fn scenario(text: &str) -> Scenario {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Checks a fluid schedule against its scenario: flows, capacities, and the bound.
fn check_fluid(scenario: &Scenario) -> Result<Fluid, TestCaseError> {
    let fail = |error: BoundsError| TestCaseError::fail(error.to_string());
    let fluid = Fluid::of(scenario).map_err(fail)?;
    let bounds = Bounds::of(scenario).map_err(fail)?;
    let near =
        |one: f64, other: f64| one == other || (one - other).abs() <= ROUNDING * one.max(other);
    let within = |rate: f64, capacity: f64| rate >= 0.0 && rate <= capacity * (1.0 + ROUNDING);

    prop_assert!(near(fluid.finish.0, bounds.p2p.seconds.0), "{fluid:?}");
    // Everybody downloads at the same rate, and has the whole file at the end.
    let file = scenario.file.0 as f64;
    prop_assert!(near(file / fluid.download, fluid.finish.0), "{fluid:?}");

    prop_assert_eq!(fluid.classes.len(), scenario.peers.len());
    let (mut streams, mut uploads, n) = (0.0, fluid.server_upload, bounds.peers as f64);
    for (class, peers) in fluid.classes.iter().zip(&scenario.peers) {
        prop_assert_eq!(class.count, peers.count);
        prop_assert!(within(class.upload, peers.up.bps()), "{fluid:?}");
        prop_assert!(within(fluid.download, peers.down.bps()), "{fluid:?}");
        prop_assert!(near(class.upload, class.own_stream * (n - 1.0)));
        streams += f64::from(class.count) * class.own_stream;
        uploads += f64::from(class.count) * class.upload;
    }
    prop_assert!(within(fluid.server_upload, scenario.server.bps()));
    prop_assert!(fluid.direct >= 0.0);
    prop_assert!(near(fluid.server_upload, streams + n * fluid.direct));
    // Its own stream and those of the others are all the streams there are.
    prop_assert!(near(fluid.download, streams + fluid.direct), "{fluid:?}");
    prop_assert!(near(uploads, n * fluid.download), "{fluid:?}");
    Ok(fluid)
}

#[test]
fn the_rates_of_the_scheme_are_told_class_by_class() {
    let fluid = Fluid::of(&scenario(
        "file=8Mb&server=1Mbps&peers=1x2Mbps/9Mbps,2x1Mbps/9Mbps",
    ))
    .unwrap();
    let rates = |class: &FluidClass| [class.from_server(&fluid), class.own_stream, class.upload];
    let rates: Vec<_> = fluid.classes.iter().map(rates).collect();
    assert_eq!(rates, [[5e5, 5e5, 1e6], [2.5e5, 2.5e5, 5e5]]);
    assert_eq!(fluid.download, 1e6);
    // A fast server sends also what is for each peer alone: (4·2 − 3)/2/3 Mb/s.
    let fluid = Fluid::of(&scenario("file=8Mb&server=4Mbps&peers=3x1Mbps/9Mbps")).unwrap();
    let each = fluid.classes[0].from_server(&fluid);
    assert!((each - (0.5e6 + 5e6 / 6.0)).abs() < 1e-3, "{each}");
}

#[test]
fn links_without_limit_carry_what_the_others_let_them() {
    let fluid = |text: &str| check_fluid(&scenario(text)).unwrap();
    // The server sends everybody as much as the slowest downlink takes.
    let server = fluid("file=8Mb&server=unlimited&peers=2x1Mbps/4Mbps,1x1Mbps/2Mbps");
    assert_eq!((server.direct, server.server_upload), (2e6, 6e6));
    // The two peers that upload without limit relay all of the server's stream, each a half of it.
    let peers = fluid("file=8Mb&server=2Mbps&peers=2xunlimited/8Mbps,3x1Mbps/8Mbps");
    assert_eq!(peers.classes[0].own_stream, 1e6);
    assert_eq!(peers.classes[1].upload, 0.0);
    // With no limit at all nothing takes any time.
    let all = fluid("file=8Mb&server=unlimited&peers=2x0/unlimited");
    assert_eq!(all.finish, Seconds(0.0));
    assert_eq!(
        chunked_optimum(&scenario(
            "file=8Mb&chunk=1Mb&server=inf&peers=3xinf/unlimited"
        )),
        Some(Seconds(0.0))
    );
}

#[test]
fn a_slow_server_spreads_all_it_has_over_the_peers_streams() {
    // 1·(3 − 1) ≤ 2 + 1 + 1: streams of 1/2, 1/4 and 1/4, relayed twice.
    let fluid = check_fluid(&scenario(
        "file=8Mb&server=1Mbps&peers=1x2Mbps/9Mbps,2x1Mbps/9Mbps",
    ));
    let fluid = fluid.unwrap();
    assert_eq!(fluid.finish, Seconds(8.0));
    assert_eq!(fluid.direct, 0.0);
    let streams: Vec<f64> = fluid.classes.iter().map(|class| class.own_stream).collect();
    assert_eq!(streams, [500e3, 250e3]);
    assert_eq!(fluid.classes[0].upload, 1e6);
}

#[test]
fn a_fast_server_sends_directly_what_the_peers_cannot_relay() {
    // The default: 12 peers of 1 Mb/s relay 1/11 each to all the others; a further (4 − 12/11)/12 each.
    let fluid = check_fluid(&Scenario::default()).unwrap();
    assert!((fluid.finish.0 - 50.331_648).abs() < 1e-9);
    assert!((fluid.direct - (4e6 - 12e6 / 11.0) / 12.0).abs() < 1e-6);
    assert_eq!(fluid.classes[0].own_stream, 1e6 / 11.0);
    assert_eq!(fluid.server_upload, 4e6);
}

#[test]
fn a_slow_downlink_slows_everything_down_alike() {
    let fluid = check_fluid(&scenario(
        "file=8Mb&server=4Mbps&peers=11x1Mbps/8Mbps,1x1Mbps/1Mbps",
    ));
    let fluid = fluid.unwrap();
    assert_eq!(fluid.finish, Seconds(8.0));
    // Without it, 16/12 Mb/s would reach everybody.
    assert!((fluid.server_upload - 3e6).abs() < 1e-6);
}

#[test]
fn one_peer_gets_all_from_the_server() {
    for up in ["0", "5Mbps"] {
        let text = format!("file=8Mb&server=4Mbps&peers=1x{up}/8Mbps");
        let fluid = check_fluid(&scenario(&text)).unwrap();
        assert_eq!((fluid.finish, fluid.direct), (Seconds(2.0), 4e6));
        assert_eq!(fluid.classes[0].upload, 0.0);
    }
}

#[test]
fn peers_that_upload_nothing_relay_nothing() {
    let fluid = check_fluid(&scenario("file=8Mb&server=4Mbps&peers=4x0/8Mbps")).unwrap();
    assert_eq!((fluid.finish, fluid.direct), (Seconds(8.0), 1e6));
}

#[test]
fn a_file_that_could_never_arrive_has_no_schedule() {
    let scenario = Scenario {
        file: Bits(0),
        ..Scenario::default()
    };
    assert_eq!(Fluid::of(&scenario), Err(BoundsError::EmptyFile));
}

#[test]
fn ten_million_peers_are_as_quick_to_schedule_as_ten() {
    let text = format!("peers={}x1Mbps/8Mbps,1x3Mbps/8Mbps", MAX_PEERS - 1);
    assert_eq!(check_fluid(&scenario(&text)).unwrap().classes.len(), 2);
}

/// Rates of every size, and now and then one without limit.
fn rates(least: u64) -> impl Strategy<Value = u64> {
    prop_oneof![
        1 => Just(BitRate::UNLIMITED.0),
        8 => least..u64::MAX,
        8 => least..8,
        8 => (1..20_u64).prop_map(|n| n * 1_000_000)
    ]
}

/// Scenarios of one, few and many peers, with small rates among them, so that both cases and ties
/// are common.
fn scenarios() -> impl Strategy<Value = Scenario> {
    let counts = prop_oneof![1..4_u32, 1..1_000_000_u32];
    let class = (counts, prop_oneof![Just(0), rates(0)], rates(1));
    let class = class.prop_map(|(count, up, down)| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
        ..DEFAULT_CLASS
    });
    let classes = proptest::collection::vec(class, 1..=8);
    (rates(1), rates(1), classes).prop_map(|(file, server, peers)| Scenario {
        file: Bits(file),
        server: BitRate(server),
        peers,
        ..Scenario::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fluid_schedule_reaches_the_bound_within_all_capacities(scenario in scenarios()) {
        check_fluid(&scenario)?;
    }

    #[test]
    fn whole_chunks_are_never_quicker_than_the_bound(peers in 1..=1_000_000_u32, chunks in 1..100_000_u64, chunk in 1..1_000_000_u64, up in rates(1)) {
        let class = PeerClass { count: peers, up: BitRate(up), down: BitRate(up), ..DEFAULT_CLASS };
        let scenario = Scenario {
            file: Bits(chunks * chunk),
            chunk: Bits(chunk),
            server: BitRate(up),
            peers: vec![class],
            ..Scenario::default()
        };
        let optimum = chunked_optimum(&scenario).unwrap();
        prop_assert!(optimum >= Bounds::of(&scenario).unwrap().p2p.seconds);
    }
}

#[test]
fn the_least_number_of_rounds_is_that_of_mundinger_weber_and_weiss() {
    let rounds = [
        ((1, 1), 1),
        ((1, 9), 9),
        ((2, 1), 2),
        ((3, 1), 2),
        ((3, 2), 3),
        ((4, 1), 3),
        ((7, 10), 12),
        ((8, 10), 13),
        ((1_000_000, 400), 419),
    ];
    for ((peers, chunks), least) in rounds {
        assert_eq!(optimal_rounds(peers, chunks), least, "{peers}, {chunks}");
    }
    assert_eq!(optimal_rounds(0, 5), 0);
    assert_eq!(optimal_rounds(5, 0), 0);
    assert_eq!(optimal_rounds(u64::MAX, u64::MAX), u64::MAX);
}

/// Carries out a schedule by the rules of the swarm and checks that it gives everybody everything
/// in the least number of rounds, and that nobody receives more than one chunk per round.
fn check_schedule(peers: u32, chunks: u32) {
    let mut possession = Possession::new(peers, chunks);
    for round in schedule(peers, chunks) {
        assert!(!possession.is_complete(), "{peers}, {chunks}");
        possession
            .play(&round)
            .unwrap_or_else(|error| panic!("{peers} peers, {chunks} chunks: {error}"));
        let receivers: BTreeSet<u32> = round.iter().map(|upload| upload.to).collect();
        assert_eq!(receivers.len(), round.len(), "{peers}, {chunks}: {round:?}");
    }
    assert!(possession.is_complete(), "{peers}, {chunks}");
    let least = optimal_rounds(peers.into(), chunks.into());
    assert_eq!(possession.rounds(), least, "{peers}, {chunks}");
}

#[test]
fn the_schedule_attains_the_least_number_of_rounds_for_all_small_swarms() {
    for peers in 1..=64 {
        for chunks in 1..=40 {
            check_schedule(peers, chunks);
        }
    }
}

#[test]
fn the_schedule_attains_it_for_large_swarms_and_files() {
    for (peers, chunks) in [
        (1023, 50),
        (1024, 50),
        (1025, 50),
        (1500, 33),
        (65_536, 3),
        (100_000, 1),
        (1, 10_000),
        (2, 10_000),
        (99, 4000),
        (200, 400),
    ] {
        check_schedule(peers, chunks);
    }
}

#[test]
fn with_nobody_or_nothing_to_send_to_there_are_no_rounds() {
    assert_eq!(schedule(0, 5), Vec::<Round>::new());
    assert_eq!(schedule(5, 0), Vec::<Round>::new());
    assert!(Possession::new(0, 5).is_complete());
    assert!(Possession::new(5, 0).is_complete());
}

/// Every possession, as a bit per peer and chunk, that some round leads to from one of `before`.
fn reachable(peers: u32, chunks: u32, before: &BTreeSet<u32>) -> BTreeSet<u32> {
    let bit = |peer: u32, chunk: u32| 1 << ((peer - 1) * chunks + chunk);
    let mut after = BTreeSet::new();
    for &possession in before {
        // Host by host, what any of its choices adds to any choices of those before it.
        let mut ends = BTreeSet::from([possession]);
        for from in 0..=peers {
            for end in ends.clone() {
                for chunk in 0..chunks {
                    if from == 0 || possession & bit(from, chunk) != 0 {
                        ends.extend((1..=peers).map(|to| end | bit(to, chunk)));
                    }
                }
            }
        }
        after.extend(ends);
    }
    after
}

#[test]
fn no_schedule_at_all_takes_fewer_rounds_where_all_can_be_tried() {
    for (peers, chunks) in [(1, 4), (2, 4), (3, 3), (4, 2), (5, 2), (6, 1), (8, 1)] {
        let whole = (1 << (peers * chunks)) - 1;
        let mut possessions = BTreeSet::from([0]);
        let mut rounds = 0;
        while !possessions.contains(&whole) {
            possessions = reachable(peers, chunks, &possessions);
            rounds += 1;
        }
        let least = optimal_rounds(peers.into(), chunks.into());
        assert_eq!(rounds, least, "{peers}, {chunks}");
    }
}

#[test]
fn a_round_that_breaks_a_rule_is_refused_and_changes_nothing() {
    let upload = |from, to, chunk| Upload { from, to, chunk };
    let mut possession = Possession::new(3, 2);
    possession.play(&[upload(0, 1, 0)]).unwrap();
    assert!(possession.has(1, 0) && !possession.has(2, 0));
    let before = possession.clone();
    let round = 2;
    let mut check = |uploads: &[Upload], expected: RoundError, says: &str| {
        let error = possession.play(uploads).unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(possession, before);
    };
    let good = upload(0, 3, 1);

    let bad = upload(1, 4, 0);
    check(&[good, bad], RoundError::NoSuch { round, upload: bad }, "4");
    let bad = upload(1, 2, 2);
    check(&[good, bad], RoundError::NoSuch { round, upload: bad }, "2");
    // What arrives in a round cannot be sent on in it.
    let bad = upload(3, 2, 1);
    let lacks = RoundError::Lacks { round, upload: bad };
    check(&[good, bad], lacks, "host 3 has no chunk 1");
    let bad = upload(0, 1, 0);
    let twice = RoundError::Twice { round, upload: bad };
    check(&[bad], twice, "host 1 gets chunk 0 twice");
    let bad = upload(0, 2, 0);
    let twice = RoundError::Twice { round, upload: bad };
    check(&[upload(1, 2, 0), bad], twice, "host 2");
    let bad = upload(0, 0, 0);
    let twice = RoundError::Twice { round, upload: bad };
    check(&[bad], twice, "host 0");
    let bad = upload(0, 2, 1);
    let second = RoundError::SecondUpload { round, upload: bad };
    check(&[good, bad], second, "host 0 sends more than one");

    assert!(!before.has(4, 0) && !before.has(0, 2));
}

#[test]
fn the_chunked_optimum_is_the_rounds_at_the_speed_of_the_uplinks() {
    // 8 chunks of 1 s each to 12 peers: 8 + 3 rounds.
    let text = "file=8Mb&chunk=1Mb&server=1Mbps&peers=10x1Mbps/8Mbps,2x1Mbps/1Mbps";
    assert_eq!(chunked_optimum(&scenario(text)), Some(Seconds(11.0)));
    // One chunk, and a file smaller than it.
    let one = |file: &str| format!("file={file}&chunk=1Mb&server=2Mbps&peers=3x2Mbps/8Mbps");
    assert_eq!(chunked_optimum(&scenario(&one("1Mb"))), Some(Seconds(1.0)));
    assert_eq!(chunked_optimum(&scenario(&one("900kb"))), None);
}

#[test]
fn there_is_no_chunked_optimum_where_links_or_chunks_differ() {
    for text in [
        "file=8Mb&chunk=1Mb&server=2Mbps&peers=12x1Mbps/8Mbps",
        "file=8Mb&chunk=1Mb&server=1Mbps&peers=11x1Mbps/8Mbps,1x2Mbps/8Mbps",
        "file=8Mb&chunk=1Mb&server=1Mbps&peers=11x1Mbps/8Mbps,1x1Mbps/999kbps",
        "file=8Mb&chunk=3Mb&server=1Mbps&peers=12x1Mbps/8Mbps",
    ] {
        assert_eq!(chunked_optimum(&scenario(text)), None, "{text}");
    }
    let empty = Scenario {
        peers: Vec::new(),
        ..Scenario::default()
    };
    assert_eq!(chunked_optimum(&empty), None);
}

#[test]
fn the_chunked_optimum_of_another_number_of_peers_is_that_of_a_scenario_with_so_many() {
    // Ten rounds of a second each, and one more at each power of two.
    let base = scenario("file=10Mb&chunk=1Mb&server=1Mbps&peers=3x1Mbps/1Mbps");
    for (peers, seconds) in [(1, 10.0), (2, 11.0), (3, 11.0), (4, 12.0), (1000, 19.0)] {
        let optimum = chunked_optimum_with_peers(&base, peers);
        assert_eq!(optimum, Some(Seconds(seconds)), "{peers}");
    }
    assert_eq!(chunked_optimum_with_peers(&base, 0), None);
}
