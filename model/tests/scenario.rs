//! The text form of a scenario: what it means, what it forgives, and that nothing is lost in it.

use p2p_model::scenario::{
    Act, ActKind, Arrive, ChokeRule, ClassPart, DEFAULT_CLASS, Fault, Finish, Have, KEYS, Key,
    MAX_ACTS, MAX_CLASSES, MAX_PEERS, MAX_SLOTS, MAX_TEXT, Origin, OwnRules, PRESETS, PeerClass,
    Pick, Place, Rules, Scenario, ScenarioError, SeedRule,
};
use p2p_model::units::{BitRate, Bits, Prefix, Seconds, Share};
use proptest::prelude::*;
use proptest::sample::Index;

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

/// Checks that a text is read without a fault, as another one is.
fn check_same(text: &str, same: &str) {
    let (scenario, faults) = Scenario::read(text);
    assert_eq!(faults, [], "{text}");
    let right: Scenario = same.parse().expect(same);
    assert_eq!(scenario, right, "{text}");
    // And what it prints is read the same.
    assert_eq!(scenario.to_string().parse(), Ok(right), "{text}");
}

#[test]
fn a_class_without_a_count_is_one_peer() {
    check_same(
        "peers=24Mbps/28Mbps,25Mbps/29Mbps",
        "peers=1x24Mbps/28Mbps,1x25Mbps/29Mbps",
    );
    check_same(
        "peers=0/8Mbps(pick=order),3x1Mbps/8Mbps,unlimited/unlimited",
        "peers=1x0/8Mbps(pick=order),3x1Mbps/8Mbps,1xunlimited/unlimited",
    );
    check_same("peers=1 Mbit/s / 8 Mbits/sec", "peers=1x1Mbps/8Mbps");
}

#[test]
fn a_scenario_is_read_as_textbooks_spell_it() {
    check_same(
        "file=15 Gbits&server=30 Mbits/s&peers=10 × 300 Kbps / 2 Mbps&prefix=binary",
        "prefix=binary&file=15Gb&server=30Mbps&peers=10x300kbps/2Mbps",
    );
    check_same(
        "file＝15\u{a0}Gb&server=30\u{202f}Mbps\u{200b}&peers=１００x700\u{2009}kbps／2Mbps&seed=１２",
        "file=15Gb&server=30Mbps&peers=100x700kbps/2Mbps&seed=12",
    );
    check_same(
        "server=4 Mb/s&peers=2X1 Mb/s/8 Mb/s&rechoke=10 seconds&finish=leave:0:01:30&at=0:00:30:leave:1,1 min:fail:2",
        "server=4Mbps&peers=2x1Mbps/8Mbps&rechoke=10s&finish=leave:90s&at=30s:leave:1,60s:fail:2",
    );
    check_same(
        "peers=2x1Mbps/8Mbps(pick=order,slots=1),1xinf/∞&at=5s:rates:1:unlimited/1 Mb/s",
        "peers=2x1Mbps/8Mbps(pick=order;slots=1),1xunlimited/unlimited&at=5s:rates:1:unlimited/1Mbps",
    );
    check_same(
        "server=1,5Mbps&file=1.000.000 kb",
        "server=1.5Mbps&file=1Gb",
    );
    check_same("seed=1 000&slots=1e1", "seed=1000&slots=10");
    check_same("overhead=6,5 ％&at=", "overhead=6.5%");
}

#[test]
fn a_decimal_comma_in_a_list_is_one_fault_that_says_what_would_be_right() {
    let class = "peers=12x1Mbps/8Mbps";
    for (text, right) in [
        ("12x1,5Mbps/8Mbps", "write 12x1.5Mbps/8Mbps"),
        ("12x1Mbps/1,5Mbps", "write 12x1Mbps/1.5Mbps"),
        ("12x1,5Mbps/2,5Mbps", "write 12x1.5Mbps/2.5Mbps"),
        ("1,5Mbps/8Mbps", "write 1.5Mbps/8Mbps"),
        ("12x0,5 Mbps/8 Mbps", "write 12x0.5 Mbps/8 Mbps"),
        ("1,000x1Mbps/8Mbps", "write 1000x1Mbps/8Mbps"),
        ("1,000,000x1Mbps/8Mbps", "write 1000000x1Mbps/8Mbps"),
    ] {
        check_fault(
            &format!("peers={text}"),
            "peers",
            &["comma", text, right],
            class,
        );
        // The classes around it are as they were.
        check_fault(
            &format!("peers=3x2Mbps/4Mbps,{text},5x0/2Mbps"),
            "peers",
            &["class 2", right],
            "peers=3x2Mbps/4Mbps,12x1Mbps/8Mbps,5x0/2Mbps",
        );
    }
    for (text, right) in [
        ("1,5s:leave:2", "write 1.5s:leave:2"),
        ("5s:rates:2:1,5Mbps/8Mbps", "write 5s:rates:2:1.5Mbps/8Mbps"),
        ("5s:rates:2:1Mbps/2,5Mbps", "write 5s:rates:2:1Mbps/2.5Mbps"),
    ] {
        check_fault(&format!("at={text}"), "at", &["comma", right], "");
        let among = format!("at=1s:leave:1,{text},9s:leave:3");
        check_fault(&among, "at", &["act 2", right], "at=1s:leave:1,9s:leave:3");
    }
}

const SMALL: &str = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";

#[test]
fn a_text_is_read_key_by_key() {
    let class = |count, up, down, own| PeerClass {
        count,
        up: BitRate(up),
        down: BitRate(down),
        own,
    };
    let cheat = OwnRules {
        pick: Some(Pick::Random),
        choke: Some(ChokeRule::Rate),
        slots: Some(1),
        optimistic: Some(None),
        finish: Some(Finish::Leave(Seconds(0.5))),
    };
    let act = |time, what| Act {
        time: Seconds(time),
        what,
    };
    let expected = Scenario {
        prefix: Prefix::Si,
        file: Bits(1_000_000),
        chunk: Bits(8000),
        server: BitRate(2_000_000),
        peers: vec![
            class(10, 700_000, 8_000_000, OwnRules::default()),
            class(2, 0, 1_500_000, cheat),
        ],
        seed: u64::MAX,
        rules: Rules {
            tracker_list: 1,
            connect: 2,
            accept: 3,
            few: 0,
            announce: Seconds(60.0),
            have: Have::Every(Seconds(5.0)),
            pick: Pick::InOrder,
            choke: ChokeRule::Random,
            serve: SeedRule::RoundRobin,
            slots: 5,
            rechoke: Seconds(0.5),
            optimistic: None,
            snub: Some(Seconds(30.0)),
            endgame: false,
            finish: Finish::Leave(Seconds(0.0)),
            origin: Origin::LeaveAfter { copies: 2 },
            arrive: Arrive::Poisson(Seconds(120.0)),
            overhead: Share(0.07),
        },
        acts: vec![
            act(0.0, ActKind::Leave { host: 7 }),
            act(1.5, ActKind::Fail { host: 12 }),
            act(30.0, ActKind::Join { class: 1 }),
            act(30.0, ActKind::Mute { host: 13 }),
            act(
                120.0,
                ActKind::Rates {
                    host: 0,
                    up: BitRate(2_000_000),
                    down: BitRate(8_000_000),
                },
            ),
        ],
    };
    let text = "?file=1Mb&chunk=1kB&server=2Mbps&peers=10x700kbps/8Mbps,\
        2x0/1.5Mbps(pick=random;choke=rate;slots=1;optimistic=off;finish=leave:500ms)\
        &seed=18446744073709551615&list=1&connect=2&accept=3&few=0&announce=1min&have=5s\
        &pick=order&choke=random&serve=round&slots=5&rechoke=500ms&optimistic=off&snub=30s\
        &endgame=off&finish=leave&origin=leave:2&arrive=poisson:2min&overhead=7%\
        &at=0s:leave:7,1500ms:fail:12,30s:join:2,30s:mute:13,2min:rates:server:2Mbps/8Mbps";
    check_means(text, &expected);
    // Printed, every time is in seconds, and everything else as it stands there.
    let printed = text[1..]
        .replace("500ms)", "0.5s)")
        .replace("1min", "60s")
        .replace("rechoke=500ms", "rechoke=0.5s")
        .replace("1500ms", "1.5s")
        .replace("2min", "120s")
        .replace("1kB", "8kb");
    assert_eq!(expected.to_string(), printed);
}

#[test]
fn spaces_and_the_slash_of_per_second_do_no_harm() {
    let text = " file = 8 MiB & server=4 Mb/s &peers=12 x 1 Mb/s / 8Mb/s ( pick = order ;; slots=1; ), 2 × 0/8Mbps()\
        &&seed=7&at= 5 s : leave : server , 6s:rates:1:1 MB/s / 2Mb/s";
    let plain = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps(pick=order;slots=1),2x0/8Mbps&seed=7\
        &at=5s:leave:server,6s:rates:1:8Mbps/2Mbps";
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
        &list=50&connect=40&accept=80&few=20&announce=300s&have=now&pick=rarest&choke=rate\
        &serve=fastest&slots=4&rechoke=10s&optimistic=30s&snub=60s&endgame=on&finish=stay\
        &origin=stay&arrive=0s&overhead=0%&chunk=256KiB&prefix=si";
    assert_eq!(text.parse::<Scenario>().unwrap().to_string(), SMALL);
}

/// MODEL.md has a row for each key that stands behind the peers: its name, its default, what it is and its source.
#[test]
fn every_rule_stands_in_model_md() {
    let table = include_str!("../MODEL.md");
    let (default, is_rule) = (Scenario::default(), |key: &&Key| key.name != "seed");
    let behind_peers = KEYS.iter().skip_while(|key| key.name != "seed");
    for Key { name, .. } in behind_peers.filter(is_rule) {
        let value = match name {
            &"at" => "–".to_owned(),
            name => default.value(name),
        };
        assert!(
            table.contains(&format!("\n| `{name}` | {value} | ")),
            "{name}"
        );
    }
}

#[test]
fn a_rule_of_a_class_is_printed_even_where_it_is_the_swarms() {
    let text = "file=8MiB&server=4Mbps&peers=1x1Mbps/8Mbps(pick=rarest;choke=rate;slots=4;optimistic=30s;finish=stay)&seed=7";
    assert_eq!(text.parse::<Scenario>().unwrap().to_string(), text);
}

#[test]
fn leaving_after_0_s_is_leaving_at_once() {
    check_means(
        "finish=leave:0s&peers=1x0/1bps(finish=leave:0ms)",
        &"finish=leave&peers=1x0/1bps(finish=leave)".parse().unwrap(),
    );
}

#[test]
fn a_class_follows_its_own_rules_and_for_the_rest_those_of_the_swarm() {
    let scenario: Scenario =
        "pick=random&slots=3&finish=leave:9s&snub=off&peers=1x0/1bps(pick=order;optimistic=off;choke=random),2x0/1bps"
            .parse()
            .unwrap();
    let own = Rules {
        pick: Pick::InOrder,
        optimistic: None,
        choke: ChokeRule::Random,
        ..scenario.rules.clone()
    };
    assert_eq!(scenario.rules_of(Some(0)), own);
    for class in [None, Some(1), Some(2)] {
        assert_eq!(scenario.rules_of(class), scenario.rules, "{class:?}");
    }
}

#[test]
fn acts_are_brought_into_order_of_time_and_stay_in_order_at_one_time() {
    let scenario: Scenario =
        "peers=2x0/1bps,1x0/1bps&at=9s:leave:4,5s:mute:2,5s:join:2,5s:mute:1,1s:join:1,9s:leave:5"
            .parse()
            .unwrap();
    let text = scenario.to_string();
    let acts = "&at=1s:join:1,5s:mute:2,5s:join:2,5s:mute:1,9s:leave:4,9s:leave:5";
    assert!(text.ends_with(acts), "{text}");
    let joining: Vec<(Seconds, usize)> = scenario.joining().collect();
    assert_eq!(joining, [(Seconds(1.0), 0), (Seconds(5.0), 1)]);
    assert_eq!(scenario.peer_count(), 3);
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
    check_fault("arrive=1e10s", "arrive", &["1000000000s"], "");
    check_fault("optimistic=1ms", "optimistic", &["from 0.1s"], "");
    check_fault("optimistic=never", "optimistic", &["off", "30s"], "");
    check_fault("snub=10ms", "snub", &["from 0.1s"], "");
    check_fault("snub=no", "snub", &["off", "30s"], "");
    check_fault("few=-1", "few", &["from 0 to"], "");
    check_fault("announce=0s", "announce", &["from 0.1s"], "");
    check_fault("announce=9", "announce", &["9s"], "");
    check_fault("have=0s&seed=1", "have", &["from 0.1s"], "seed=1");
    check_fault("have=later", "have", &["now", "10s"], "");
    check_fault("choke=tit", "choke", &["rate or random"], "");
    check_fault("serve=me", "serve", &["fastest or round or random"], "");
    check_fault("finish=go", "finish", &["stay or leave or leave:30s"], "");
    check_fault("finish=leave:", "finish", &["10s"], "");
    check_fault("finish=leave:2e9s", "finish", &["to 1000000000s"], "");
    check_fault(
        "finish=leave:2000000000s",
        "finish",
        &["to 1000000000s"],
        "",
    );
    check_fault("finish=stay:3s", "finish", &["leave:30s"], "");
    check_fault("origin=leave", "origin", &["stay or leave:1"], "");
    check_fault("origin=leave:0", "origin", &["from 1 to"], "");
    check_fault("arrive=poisson:0s", "arrive", &["from 0.000001s"], "");
    check_fault("arrive=poisson:", "arrive", &["10s"], "");
    check_fault(
        "overhead=60%",
        "overhead",
        &["60% is out of range: write a percentage from 0% to 50%"],
        "",
    );
    check_fault("overhead=0.07", "overhead", &["write 0.07% or 7%"], "");
    check_fault("overhead=7", "overhead", &["write 7%"], "");
    check_fault("overhead=7s", "overhead", &["as in 7%"], "");
    check_fault("overhead=-1%", "overhead", &["negative"], "");
    check_fault("arrive=often", "arrive", &["2s, or poisson:2s"], "");
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
fn a_wrong_rule_of_a_class_is_named_and_the_others_are_kept() {
    let check = |own: &str, rule, says: &[&str], kept: &str| {
        let text = format!("peers=1x0/1bps,2x0/2bps{own},3x0/3bps");
        let kept = format!("peers=1x0/1bps,2x0/2bps{kept},3x0/3bps");
        check_fault(&text, "peers", says, &kept);
        let fault = &Scenario::read(&text).1[0];
        let part = (fault.class(), fault.part(), fault.act());
        assert_eq!(part, (Some(1), rule, None), "{fault}");
        assert!(fault.to_string().contains("class 2"), "{fault}");
    };
    let rule = |key| Some(ClassPart::Rule(key));
    let rules = ["pick", "choke", "slots", "optimistic", "finish"];
    for key in rules {
        let other = if key == "slots" {
            "pick=order"
        } else {
            "slots=2"
        };
        let place = format!("class 2, {key}: ");
        let own = format!("({key}=x;{other})");
        check(&own, rule(key), &[&place, "\"x\""], &format!("({other})"));
    }
    check("(slots=0)", rule("slots"), &["from 1 to 1000"], "");
    check("(optimistic=0s)", rule("optimistic"), &["0.1s"], "");
    check("(finish=leave:9999999999s)", rule("finish"), &["0s"], "");
    let twice = "(pick=order;pick=random)";
    check(twice, rule("pick"), &["more than once"], "(pick=order)");
    check(
        "(snub=off;slots=1)",
        None,
        &[
            "\"snub=off\"",
            "pick= or choke= or slots= or optimistic= or finish=",
        ],
        "(slots=1)",
    );
    check("(slots)", None, &["\"slots\""], "");
    check("(slots=1", None, &["bracket", "(pick=order;slots=1)"], "");
    check("(slots=1)!", None, &["bracket"], "");
}

#[test]
fn rules_of_a_class_are_kept_where_its_link_is_wrong() {
    let kept = "peers=12x1Mbps/8Mbps(slots=1)";
    check_fault("peers=12(slots=1)", "peers", &["COUNTxUP/DOWN"], kept);
}

#[test]
fn a_wrong_act_is_named_by_its_place_in_the_text_and_left_out() {
    let check = |act: &str, says: &[&str]| {
        // The third of a text whose acts are not in order.
        let text = format!("peers=4x0/1bps&at=9s:leave:1,3s:join:1,{act},5s:mute:server");
        let kept = "peers=4x0/1bps&at=3s:join:1,5s:mute:server,9s:leave:1";
        check_fault(&text, "at", says, kept);
        let fault = &Scenario::read(&text).1[0];
        assert_eq!((fault.act(), fault.class()), (Some(2), None), "{fault}");
        assert!(fault.to_string().starts_with("at, act 3: "), "{fault}");
    };
    let example = "60s:rates:7:2Mbps/8Mbps";
    check("", &["TIME:WHAT:WHOM", example]);
    check("4s:leave", &["TIME:WHAT:WHOM"]);
    check("4s:leave:1:2", &["\"4s:leave:1:2\"", "TIME:WHAT:WHOM"]);
    check("4s:rates:1", &[example]);
    check("4s:rates:1:1Mbps", &[example]);
    check("4:leave:1", &["4s"]);
    check("-4s:leave:1", &["negative"]);
    check("9999999999s:leave:1", &["from 0s to 1000000000s"]);
    check("4s:die:1", &["leave or fail or mute or join or rates"]);
    check("4s:leave:0", &["\"0\"", "write server"]);
    check("4s:leave:us", &["\"us\"", "write server"]);
    // Peer 5 joins at 3 s, and not before.
    check("4s:leave:6", &["no peer 6", "from 1 to 5"]);
    check("2s:leave:5", &["no peer 5", "from 1 to 4"]);
    check("4s:join:2", &["no class 2", "from 1 to 1"]);
    check("4s:join:0", &["from 1 to"]);
    check("4s:rates:1:1Mb/1Mbps", &["1Mbps"]);
    check("4s:rates:1:0/0", &["never arrives", "8Mbps"]);
}

#[test]
fn the_server_downloads_nothing_and_may_be_told_so() {
    let text = "at=1s:rates:server:0/0";
    let scenario: Scenario = text.parse().unwrap();
    assert!(scenario.to_string().ends_with(text));
}

#[test]
fn acts_on_peers_that_were_left_out_are_left_out() {
    let (scenario, faults) = Scenario::read("peers=1x0/1bps&at=1s:join:2,2s:leave:2,3s:leave:1");
    let acts: Vec<Option<usize>> = faults.iter().map(ScenarioError::act).collect();
    assert_eq!(acts, [Some(0), Some(1)]);
    assert!(scenario.to_string().ends_with("&at=3s:leave:1"));
}

#[test]
fn more_acts_than_anyone_would_write_are_refused_whole() {
    let acts = |count: usize| format!("at={}", vec!["1s:leave:1"; count].join(","));
    assert_eq!(
        acts(MAX_ACTS).parse::<Scenario>().unwrap().acts.len(),
        MAX_ACTS
    );
    check_fault(&acts(MAX_ACTS + 1), "at", &["1001", "1000"], "");
}

#[test]
fn unknown_and_repeated_keys_and_missing_values_are_named() {
    check_fault("fiel=1b&seed=1", "fiel", &["did you mean file?"], "seed=1");
    check_fault("File=1b", "File", &["did you mean file?"], "");
    check_fault("snubb=off", "snubb", &["did you mean snub?"], "");
    check_fault("x=1", "x", &["prefix, file, chunk"], "");
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
    let never = Seconds(f64::INFINITY);
    let class = PeerClass {
        count: 0,
        down: BitRate(0),
        own: OwnRules {
            slots: Some(0),
            optimistic: Some(Some(Seconds(0.0))),
            finish: Some(Finish::Leave(never)),
            ..OwnRules::default()
        },
        ..DEFAULT_CLASS
    };
    let act = |time, what| Act {
        time: Seconds(time),
        what,
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
            announce: Seconds(-1.0),
            have: Have::Every(Seconds(0.0)),
            slots: MAX_SLOTS + 1,
            rechoke: Seconds(f64::NAN),
            optimistic: Some(Seconds(0.0)),
            snub: Some(never),
            finish: Finish::Leave(Seconds(-0.5)),
            origin: Origin::LeaveAfter { copies: 0 },
            arrive: Arrive::Poisson(Seconds(0.0)),
            overhead: Share(0.6),
            ..Rules::default()
        },
        acts: vec![
            act(f64::NAN, ActKind::Leave { host: 1 }),
            act(5.0, ActKind::Leave { host: 13 }),
            act(5.0, ActKind::Join { class: 2 }),
            act(5.0, ActKind::Join { class: 1 }),
            act(5.0, ActKind::Leave { host: 13 }),
            act(4.0, ActKind::Leave { host: 13 }),
        ],
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
        "peers",
        "peers",
        "peers",
        "list",
        "connect",
        "accept",
        "announce",
        "have",
        "slots",
        "rechoke",
        "optimistic",
        "snub",
        "finish",
        "origin",
        "arrive",
        "overhead",
        "at",
        "at",
        "at",
        "at",
    ];
    assert_eq!(keys, expected);
    let of_class = |fault, part| ScenarioError {
        place: Place::Class {
            class: 1,
            part: Some(part),
        },
        fault,
    };
    assert_eq!(faults[3], of_class(Fault::Zero, ClassPart::Count));
    assert_eq!(faults[4], of_class(Fault::Zero, ClassPart::Down));
    let slots = Fault::Number("0".to_owned(), 1, MAX_SLOTS.into());
    assert_eq!(faults[5], of_class(slots, ClassPart::Rule("slots")));
    let acts: Vec<Option<usize>> = faults[21..].iter().map(ScenarioError::act).collect();
    assert_eq!(acts, [0, 1, 2, 5].map(Some));
    assert_eq!(
        (&faults[24].place, &faults[24].fault),
        (&Place::Act(5), &Fault::Unsorted)
    );
}

#[test]
fn validation_counts_the_acts() {
    let act = Act {
        time: Seconds(1.0),
        what: ActKind::Leave { host: 0 },
    };
    let with = |count| Scenario {
        acts: vec![act; count],
        ..Scenario::default()
    };
    assert_eq!(with(MAX_ACTS).validate(), Ok(()));
    let faults = with(MAX_ACTS + 1).validate().unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "at: there are 1001 acts: write at most 1000"
    );
    assert_eq!(faults.len(), 1);
}

#[test]
fn every_preset_is_right_and_printed_as_it_stands() {
    for preset in PRESETS {
        let scenario: Scenario = preset.text.parse().unwrap();
        assert_eq!(scenario.to_string(), preset.text, "{}", preset.name);
    }
    assert_eq!(PRESETS[0].text, Scenario::default().to_string());
    let mut names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    // Links and lessons name these.
    for name in ["small", "textbook", "free-riders", "slow-peer"] {
        assert!(names.contains(&name), "{name}");
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), PRESETS.len(), "two presets of one name");
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
