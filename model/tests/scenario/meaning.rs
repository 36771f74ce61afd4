//! What a text means, and what it forgives.

use super::*;
use p2p_model::scenario::{
    Act, ActKind, Arrive, ChokeRule, Finish, Have, KEYS, Key, Origin, OwnRules, PRESETS, PeerClass,
    Pick, Rules, Scenario, SeedRule,
};
use p2p_model::units::{BitRate, Bits, Prefix, Seconds, Share};

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
    let table = include_str!("../../MODEL.md");
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
