//! The swarm under fire: scenarios drawn by chance, each refereed from its first event to its last.
//!
//! The suite plays some thousands. For an hour of others:
//!
//! ```text
//! FUZZ_SECONDS=3600 FUZZ_SEED=1 cargo test --release -p p2p-model --test fuzz -- --nocapture
//! ```
//!
//! A breach is shrunk and printed as the text of a scenario, which `FUZZ_TEXT='…'` (and `FUZZ_CLIENT_SERVER=1`) plays again.

mod chance;
mod replay;

use chance::{Chance, Numbers};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{self, Event};
use replay::Fault;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

/// Scenarios that each test of the suite plays.
const CASES: u64 = 5000;

/// Most acts of a scenario.
const ACTS: u64 = 4;

/// Most scenarios that are tried to shrink one.
const SHRINKS: usize = 2000;

thread_local! {
    /// Whether a panic is a breach to be told later, and not here.
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// All breaches, a panic and a change of the past among them.
fn faults(scenario: &Scenario, architecture: Architecture) -> Vec<Fault> {
    IS_QUIET.set(true);
    let played = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut faults = replay::faults(scenario, architecture);
        faults.extend(changed_past(scenario, architecture));
        faults
    }));
    IS_QUIET.set(false);
    played.unwrap_or_else(|reason| {
        let what = reason.downcast_ref::<String>().cloned();
        let what = what.or(reason.downcast_ref::<&str>().map(|what| (*what).to_owned()));
        vec![Fault {
            time: 0.0,
            rule: "no run panics",
            what: what.unwrap_or_default(),
        }]
    })
}

/// The last act must leave all that comes before it as it is without it.
fn changed_past(scenario: &Scenario, architecture: Architecture) -> Option<Fault> {
    let (act, before) = scenario.acts.split_last()?;
    let without = Scenario {
        acts: before.to_vec(),
        ..scenario.clone()
    };
    let play = |scenario| swarm::simulate(scenario, architecture).expect("valid and small");
    let (without, with) = (play(&without), play(scenario));
    let end = act.time.0.min(without.end().0);
    let past = |events: &[Event]| events.partition_point(|event| event.time.0 < end);
    let (there, here) = (past(without.events()), past(with.events()));
    let is_same = without.events()[..there] == with.events()[..here];
    (!is_same).then(|| Fault {
        time: act.time.0,
        rule: "what is done changes nothing before it",
        what: format!("{there} events before, and {here} with {act:?}"),
    })
}

/// Draws a scenario, one act after the other.
fn drawn(seed: u64, numbers: Numbers) -> (Scenario, Architecture) {
    let mut chance = Chance::new(seed);
    let architecture = if chance.is(0.85) {
        Architecture::P2p
    } else {
        Architecture::ClientServer
    };
    let mut scenario = chance.scenario(numbers);
    let acts = chance.number(0, ACTS);
    for _ in 0..acts {
        let times = times(&scenario, architecture);
        scenario = chance.with_act(&scenario, &times);
    }
    (scenario, architecture)
}

/// The times at which anything happens, each once; none if the run panics, which is found later.
fn times(scenario: &Scenario, architecture: Architecture) -> Vec<f64> {
    IS_QUIET.set(true);
    let trace = panic::catch_unwind(|| swarm::simulate(scenario, architecture).expect("valid"));
    IS_QUIET.set(false);
    let Ok(trace) = trace else { return Vec::new() };
    let mut times: Vec<f64> = trace.events().iter().map(|event| event.time.0).collect();
    times.dedup();
    times
}

/// The smallest text found that breaks the same rule.
fn shrunk(scenario: &Scenario, architecture: Architecture, rule: &str) -> String {
    let mut smallest = scenario.clone();
    let breaks = |scenario: &Scenario| {
        scenario.validate().is_ok()
            && faults(scenario, architecture)
                .iter()
                .any(|fault| fault.rule == rule)
    };
    let mut tries = 0;
    let mut goes_on = true;
    while goes_on && tries < SHRINKS {
        goes_on = false;
        for smaller in smaller(&smallest) {
            // With other chances the same may still happen.
            let seeds = std::iter::once(smaller.seed).chain(1..=8);
            let mut others = seeds.map(|seed| Scenario {
                seed,
                ..smaller.clone()
            });
            tries += 1;
            if let Some(found) = others.find(|other| breaks(other)) {
                (smallest, goes_on) = (found, true);
                break;
            }
        }
    }
    smallest.to_string()
}

/// All scenarios that are one step simpler.
fn smaller(scenario: &Scenario) -> Vec<Scenario> {
    let text = scenario.to_string();
    let parts: Vec<&str> = text.split('&').collect();
    let mut texts = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let mut with = |part: Option<String>| {
            let mut parts: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
            parts.splice(at..=at, part);
            texts.push(parts.join("&"));
        };
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match key {
            "peers" | "at" => {
                let items: Vec<&str> = value.split(',').collect();
                for item in (0..items.len()).filter(|_| items.len() > 1 || key == "at") {
                    let mut rest = items.clone();
                    rest.remove(item);
                    with((!rest.is_empty()).then(|| format!("{key}={}", rest.join(","))));
                }
                for item in (0..items.len()).filter(|_| key == "peers") {
                    let (count, link) = items[item].split_once('x').unwrap_or(("1", ""));
                    let plain = link.split('(').next().unwrap_or_default();
                    let fewer = count.parse::<u32>().unwrap_or(1);
                    for (count, link) in [(fewer / 2, link), (fewer - 1, link), (fewer, plain)] {
                        let mut rest: Vec<String> =
                            items.iter().map(|item| (*item).to_owned()).collect();
                        rest[item] = format!("{count}x{link}");
                        with(Some(format!("peers={}", rest.join(","))));
                    }
                }
            }
            "file" => {
                let chunks = scenario.chunk_count();
                for fewer in [chunks / 2, chunks - 1] {
                    with(Some(format!("file={}b", fewer * scenario.chunk.0)));
                }
            }
            "server" | "seed" => {}
            _ => with(None),
        }
    }
    let read = texts
        .iter()
        .filter_map(|text| text.parse::<Scenario>().ok());
    read.filter(|other| other != scenario).collect()
}

fn told(scenario: &Scenario, architecture: Architecture, fault: &Fault) -> String {
    let text = shrunk(scenario, architecture, fault.rule);
    let small = text.parse().expect("a scenario reads what it writes");
    let found = faults(&small, architecture);
    let same = found.iter().find(|found| found.rule == fault.rule);
    let flag = match architecture {
        Architecture::P2p => "",
        Architecture::ClientServer => "FUZZ_CLIENT_SERVER=1 ",
    };
    format!("{}\n  {flag}FUZZ_TEXT='{text}'", same.unwrap_or(fault))
}

/// Plays scenarios until one breaks a rule, or, where a time is given, all of that time, each rule told once.
fn play(numbers: Numbers) {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !IS_QUIET.get() {
            hook(info);
        }
    }));
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let time = number("FUZZ_SECONDS").map(Duration::from_secs);
    let first = number("FUZZ_SEED").unwrap_or(1) << 32;
    let start = Instant::now();
    let goes_on = |case: u64| time.map_or(case < CASES, |time| start.elapsed() < time);
    let mut rules = Vec::new();
    let mut played = 0;
    for case in (0..).take_while(|case| goes_on(*case)) {
        let (scenario, architecture) = drawn(first + case, numbers);
        assert_eq!(scenario.to_string().parse().as_ref(), Ok(&scenario));
        for fault in faults(&scenario, architecture) {
            if !rules.contains(&fault.rule) {
                rules.push(fault.rule);
                eprintln!("{}", told(&scenario, architecture, &fault));
            }
        }
        played += 1;
    }
    eprintln!("{numbers:?}: {played} scenarios in {:?}", start.elapsed());
    assert!(
        rules.is_empty(),
        "{} rules are broken: {rules:?}",
        rules.len()
    );
}

#[test]
fn swarms_with_round_values_keep_every_rule() {
    play(Numbers::Round);
}

#[test]
fn swarms_with_uneven_values_keep_every_rule() {
    play(Numbers::Uneven);
}

/// One scenario from the environment, to look at a breach.
#[test]
fn the_scenario_of_the_environment_keeps_every_rule() {
    let text = std::env::var("FUZZ_TEXT").unwrap_or_else(|_| Scenario::default().to_string());
    let architecture = match std::env::var("FUZZ_CLIENT_SERVER") {
        Ok(_) => Architecture::ClientServer,
        Err(_) => Architecture::P2p,
    };
    let faults = faults(&text.parse().expect("a scenario"), architecture);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{text}:\n{}", told.join("\n"));
}
