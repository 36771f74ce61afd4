//! What is wrong with a text or a value, and what is kept of the rest.

use super::*;
use p2p_model::scenario::{
    Act, ActKind, Arrive, ClassPart, DEFAULT_CLASS, Fault, Finish, Have, MAX_ACTS, MAX_CLASSES,
    MAX_SLOTS, MAX_TEXT, Origin, OwnRules, PeerClass, Place, Rules, Scenario, ScenarioError,
};
use p2p_model::units::{BitRate, Bits, Seconds, Share};

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
