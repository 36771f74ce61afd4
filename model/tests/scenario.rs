//! The text form of a scenario: what it means, what it forgives, and that nothing is lost in it.

use p2p_model::scenario::{
    ClassPart, DEFAULT_CLASS, Finish, MAX_CLASSES, MAX_PEERS, MAX_SLOTS, MAX_TEXT, PRESETS,
    PeerClass, Pick, Rules, Scenario, ScenarioError,
};
use p2p_model::units::{BitRate, Bits, Prefix, Seconds};
use proptest::prelude::*;

/// Checks that a text means a scenario, exactly.
fn check_means(text: &str, expected: &Scenario) {
    assert_eq!(text.parse().as_ref(), Ok(expected), "{text}");
}

/// Checks that a text has one fault, at `key`, whose message contains each of `says`, and that the
/// rest of the text is taken as `kept` has it.
fn check_fault(text: &str, key: &str, says: &[&str], kept: &str) {
    let (scenario, faults) = Scenario::read(text);
    let [fault] = faults.as_slice() else {
        panic!("{text} should have one fault: {faults:?}");
    };
    assert_eq!(fault.key(), key, "{fault}");
    for part in says {
        assert!(fault.to_string().contains(part), "{fault} | {part}");
    }
    assert_eq!(
        scenario.to_string(),
        kept.parse::<Scenario>().expect(kept).to_string()
    );
    assert_eq!(scenario.validate(), Ok(()));
}

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

#[test]
fn a_text_is_read_key_by_key() {
    let class = |count, up, down| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
    };
    let expected = Scenario {
        prefix: Prefix::Si,
        file: Bits(1_000_000),
        chunk: Bits(8000),
        server: BitRate(2_000_000),
        peers: vec![class(10, 700_000, 8_000_000), class(2, 0, 1_500_000)],
        seed: u64::MAX,
        rules: Rules {
            tracker_list: 1,
            connect: 2,
            accept: 3,
            pick: Pick::InOrder,
            slots: 5,
            rechoke: Seconds(0.5),
            optimistic: None,
            endgame: false,
            finish: Finish::Leave,
            arrive: Seconds(120.0),
        },
    };
    let text = "?file=1Mb&chunk=1kB&server=2Mbps&peers=10x700kbps/8Mbps,2x0/1.5Mbps\
        &seed=18446744073709551615&list=1&connect=2&accept=3&pick=order&slots=5&rechoke=500ms\
        &optimistic=off&endgame=off&finish=leave&arrive=2min";
    check_means(text, &expected);
}

#[test]
fn spaces_and_the_slash_of_per_second_do_no_harm() {
    let text = " file = 8 MiB & server=4 Mb/s &peers=12 x 1 Mb/s / 8Mb/s, 2 × 0/8Mbps&&seed=7&";
    let plain = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps,2x0/8Mbps&seed=7";
    check_means(text, &plain.parse().unwrap());
}

#[test]
fn the_default_is_the_small_swarm_and_what_a_text_leaves_out() {
    assert_eq!(Scenario::default().to_string(), SMALL);
    check_means("", &Scenario::default());
    check_means("?", &Scenario::default());
    assert_eq!(Scenario::default().validate(), Ok(()));
}

#[test]
fn a_rule_at_its_default_is_not_printed() {
    let text = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7\
        &list=50&connect=40&accept=80&pick=rarest&slots=4&rechoke=10s&optimistic=30s\
        &endgame=on&finish=stay&arrive=0s&chunk=256KiB&prefix=si";
    assert_eq!(text.parse::<Scenario>().unwrap().to_string(), SMALL);
}

#[test]
fn the_prefix_governs_the_whole_text_wherever_it_stands() {
    let scenario: Scenario = "file=15Gb&server=30Mbps&prefix=binary&peers=10x300kbps/2Mbps"
        .parse()
        .unwrap();
    assert_eq!(scenario.file, Bits(15 << 30));
    assert_eq!(scenario.peers[0].up, BitRate(300 << 10));
    assert_eq!(
        scenario.to_string(),
        "prefix=binary&file=15Gb&server=30Mbps&peers=10x300kbps/2Mbps&seed=7"
    );
}

#[test]
fn a_wrong_value_is_named_and_the_rest_is_kept() {
    check_fault("file=8&seed=1", "file", &["\"8\"", "8MB (bytes)"], "seed=1");
    check_fault("file=0b&seed=1", "file", &["at least 1b"], "seed=1");
    check_fault("chunk=0B&seed=1", "chunk", &["256KiB"], "seed=1");
    check_fault("server=0&seed=1", "server", &["first copy"], "seed=1");
    check_fault("server=4Mb&seed=1", "server", &["4Mbps"], "seed=1");
    check_fault(
        "seed=-1&file=1b",
        "seed",
        &["\"-1\"", "from 0 to"],
        "file=1b",
    );
    check_fault("seed=+1", "seed", &["\"+1\""], "");
    check_fault("list=0", "list", &["from 1 to"], "");
    check_fault("slots=9999999", "slots", &["from 1 to 1000"], "");
    check_fault("rechoke=0s", "rechoke", &["from 0.1s"], "");
    check_fault("arrive=1e9s", "arrive", &["10s"], "");
    check_fault("optimistic=1ms", "optimistic", &["from 0.1s"], "");
    check_fault("optimistic=never", "optimistic", &["off", "30s"], "");
    check_fault("pick=first", "pick", &["rarest or random or order"], "");
    check_fault("endgame=yes", "endgame", &["on or off"], "");
    check_fault("prefix=SI&seed=1", "prefix", &["si or binary"], "seed=1");
}

#[test]
fn a_wrong_class_of_peers_is_named_and_the_others_keep_their_numbers() {
    let check = |peers: &str, class, part, says: &[&str], kept: &str| {
        let (text, kept) = (format!("peers={peers}"), format!("peers={kept}"));
        check_fault(&text, "peers", says, &kept);
        let fault = &Scenario::read(&text).1[0];
        assert_eq!((fault.class(), fault.part()), (class, part), "{fault}");
    };
    let (good, default) = ("3x2Mbps/4Mbps", "12x1Mbps/8Mbps");
    check(
        &format!("{good},abc,{good}"),
        Some(1),
        None,
        &["class 2", "COUNTxUP/DOWN"],
        &format!("{good},{default},{good}"),
    );
    check(
        &format!("{good},5x-1Mbps/3Mbps"),
        Some(1),
        Some(ClassPart::Up),
        &["class 2, upload", "negative"],
        &format!("{good},5x1Mbps/3Mbps"),
    );
    check(
        &format!("5x0/0,{good}"),
        Some(0),
        Some(ClassPart::Down),
        &["class 1, download", "never arrives"],
        &format!("5x0/8Mbps,{good}"),
    );
    check(
        "0x1Mbps/8Mbps",
        Some(0),
        Some(ClassPart::Count),
        &["class 1, count", "from 1 to"],
        default,
    );
    check("", None, None, &["nobody"], default);
    check(
        "9999999x0/1bps,9x0/1bps",
        None,
        None,
        &["10000008", "10000000"],
        default,
    );
    let many = vec![good; MAX_CLASSES + 1].join(",");
    check(&many, None, None, &["65", "64"], default);
}

#[test]
fn unknown_and_repeated_keys_and_missing_values_are_named() {
    check_fault("fiel=1b&seed=1", "fiel", &["did you mean file?"], "seed=1");
    check_fault("File=1b", "File", &["did you mean file?"], "");
    check_fault("colour=red", "colour", &["prefix, file, chunk"], "");
    check_fault("seed=1&seed=2", "seed", &["more than once"], "seed=1");
    check_fault("seed&file=1b", "seed", &["seed=…"], "file=1b");
    check_fault("file=", "file", &["8MiB"], "");
}

#[test]
fn a_text_that_is_too_long_is_refused_whole() {
    let text = format!("seed=1&file={}", "9".repeat(MAX_TEXT));
    check_fault(&text, "", &["16384"], "");
}

#[test]
fn all_faults_are_reported_at_once() {
    let (scenario, faults) = Scenario::read("file=x&server=0&peers=1x1/0&slots=0&x&seed=3");
    let keys: Vec<&str> = faults.iter().map(ScenarioError::key).collect();
    assert_eq!(keys, ["x", "file", "server", "peers", "peers", "slots"]);
    assert_eq!(scenario.seed, 3);

    let errors = "file=x&server=0".parse::<Scenario>().unwrap_err();
    assert_eq!(errors.to_string().lines().count(), 2);
}

#[test]
fn validation_reports_every_value_that_is_out_of_range() {
    let class = PeerClass {
        count: 0,
        down: BitRate(0),
        ..DEFAULT_CLASS
    };
    let scenario = Scenario {
        file: Bits(0),
        chunk: Bits(0),
        server: BitRate(0),
        peers: vec![DEFAULT_CLASS, class],
        rules: Rules {
            tracker_list: 0,
            connect: 0,
            accept: 0,
            slots: MAX_SLOTS + 1,
            rechoke: Seconds(f64::NAN),
            optimistic: Some(Seconds(0.0)),
            arrive: Seconds(f64::INFINITY),
            ..Rules::default()
        },
        ..Scenario::default()
    };
    let faults = scenario.validate().unwrap_err();
    let keys: Vec<&str> = faults.iter().map(ScenarioError::key).collect();
    let expected = [
        "file",
        "chunk",
        "server",
        "peers",
        "peers",
        "list",
        "connect",
        "accept",
        "slots",
        "rechoke",
        "optimistic",
        "arrive",
    ];
    assert_eq!(keys, expected);
    assert_eq!(faults[3], ScenarioError::EmptyClass { class: 1 });
    assert_eq!(faults[4], ScenarioError::DownloadZero { class: 1 });
}

#[test]
fn every_preset_is_right_and_printed_as_it_stands() {
    for preset in PRESETS {
        let scenario: Scenario = preset.text.parse().unwrap();
        assert_eq!(scenario.to_string(), preset.text, "{}", preset.name);
    }
    assert_eq!(PRESETS[0].text, Scenario::default().to_string());
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    assert_eq!(names, ["small", "textbook", "free-riders", "slow-peer"]);
}

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

fn classes() -> impl Strategy<Value = Vec<PeerClass>> {
    let most = u32::try_from(MAX_PEERS / 8).expect("fits");
    let class = (1..=most, prop_oneof![Just(0), numbers(0)], numbers(1));
    let class = class.prop_map(|(count, up, down)| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
    });
    proptest::collection::vec(class, 1..=8)
}

fn rules() -> impl Strategy<Value = Rules> {
    let count = || prop_oneof![1..100_u32, 1..=u32::MAX];
    let picks = [Pick::RarestFirst, Pick::Random, Pick::InOrder];
    (
        (count(), count(), count(), 1..=MAX_SLOTS),
        proptest::sample::select(picks.to_vec()),
        times(0.1),
        proptest::option::of(times(0.1)),
        any::<bool>(),
        prop_oneof![Just(Finish::Stay), Just(Finish::Leave)],
        times(0.0),
    )
        .prop_map(
            |(
                (tracker_list, connect, accept, slots),
                pick,
                rechoke,
                optimistic,
                endgame,
                finish,
                arrive,
            )| {
                Rules {
                    tracker_list,
                    connect,
                    accept,
                    pick,
                    slots,
                    rechoke,
                    optimistic,
                    endgame,
                    finish,
                    arrive,
                }
            },
        )
}

/// Any valid scenario.
fn scenarios() -> impl Strategy<Value = Scenario> {
    (
        prefixes(),
        numbers(1),
        numbers(1),
        numbers(1),
        classes(),
        any::<u64>(),
        rules(),
    )
        .prop_map(
            |(prefix, file, chunk, server, peers, seed, rules)| Scenario {
                prefix,
                file: Bits(file),
                chunk: Bits(chunk),
                server: BitRate(server),
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
        with in "[-0-9a-zA-Z=&,/.x%]{0,4}",
    ) {
        let mut text = scenario.to_string();
        text.insert_str(from.index(text.len()), &with);
        let (read, faults) = Scenario::read(&text);
        prop_assert_eq!(read.validate(), Ok(()), "{}", text);
        prop_assert_eq!(text.parse::<Scenario>().is_ok(), faults.is_empty());
    }

    #[test]
    fn any_text_gives_a_valid_scenario(text in prop_oneof!["\\PC*", "((file|server|peers|seed|slots|rechoke|arrive|x)=?[0-9x/,kMGibBps.]{0,12}&){0,9}"]) {
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

        let last = scenario.peer_count() - 1;
        prop_assert_eq!(scenario.class_of(0), 0);
        prop_assert_eq!(scenario.class_of(last), scenario.peers.len() - 1);
    }
}
