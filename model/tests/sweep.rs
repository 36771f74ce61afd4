//! Sweeps: what they vary, what a row holds, and that slices change nothing.

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::{KEYS, PeerClass, Scenario};
use p2p_model::schedule::Fluid;
use p2p_model::swarm;
use p2p_model::sweep::{Over, Quantiles, Row, Sweep, mix};
use p2p_model::units::{Prefix, Seconds};
use proptest::prelude::*;

const TEXT: &str = "file=2MiB&server=4Mbps&peers=6x1Mbps/8Mbps&seed=7";

fn scenario(text: &str) -> Scenario {
    text.parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"))
}

fn sweep(text: &str, over: &str, runs: u32) -> Sweep {
    let base = scenario(text);
    let over = Over::parse(over, base.prefix).unwrap_or_else(|error| panic!("{over}: {error}"));
    Sweep::new(&base, &over, Architecture::P2p, runs).unwrap_or_else(|error| panic!("{error}"))
}

fn rows(text: &str, over: &str, runs: u32) -> Vec<Row> {
    let mut sweep = sweep(text, over, runs);
    assert!(sweep.advance(u64::MAX));
    sweep.rows().to_vec()
}

/// The values that a text stands for, for a scenario.
fn check_values(text: &str, over: &str, expected: &[&str]) {
    let mut sweep = sweep(text, over, 1);
    sweep.advance(u64::MAX);
    let values: Vec<&str> = sweep.rows().iter().map(|row| &*row.value).collect();
    assert_eq!(values, expected, "{over}");
}

/// What is said of a wrong text.
fn check_error(over: &str, expected: &str) {
    let error = match Over::parse(over, Prefix::Si) {
        Err(error) => error,
        Ok(over) => Sweep::new(&scenario(TEXT), &over, Architecture::P2p, 1)
            .err()
            .unwrap_or_else(|| panic!("{over:?} is taken")),
    };
    assert_eq!(error.to_string(), expected, "{over}");
}

// ---- Values ---------------------------------------------------------------------------------------------------------

#[test]
fn a_range_of_peers_is_about_twenty_whole_numbers_on_a_log_scale() {
    let over = Over::parse("peers=1..1000", Prefix::Si).unwrap();
    let sweep = Sweep::new(&scenario(TEXT), &over, Architecture::P2p, 1).unwrap();
    // 1000^(k/19) for k from 0 to 19, rounded; 1 (for 1 and 1.4) and 2 once.
    assert_eq!(sweep.len(), 19);
    let over = format!("{over:?}");
    for number in [
        "1.0", "2.0", "3.0", "4.0", "6.0", "9.0", "13.0", "18.0", "26.0", "38.0", "55.0", "78.0",
        "113.0", "162.0", "234.0", "336.0", "483.0", "695.0", "1000.0",
    ] {
        assert!(over.contains(&format!("Some({number})")), "{number} {over}");
    }
}

#[test]
fn a_short_range_is_every_whole_number_of_it() {
    check_values(
        TEXT,
        "slots=1..8",
        &["1", "2", "3", "4", "5", "6", "7", "8"],
    );
    check_values(TEXT, "few=0..3", &["0", "1", "2", "3"]);
    check_values(TEXT, "peers=5..5", &["5"]);
}

#[test]
fn a_range_of_rates_has_both_ends_and_three_digits_between() {
    let rows = rows(TEXT, "server=1Mbps..20Mbps", 1);
    assert_eq!(rows.len(), 20);
    assert_eq!((&*rows[0].value, &*rows[19].value), ("1Mbps", "20Mbps"));
    assert_eq!(&*rows[1].value, "1170kbps"); // 20^(1/19) = 1.1708
    assert_eq!(rows[1].number, Some(1_170_000.0));
    assert!(rows.windows(2).all(|pair| pair[0].number < pair[1].number));
}

#[test]
fn ranges_know_amounts_times_and_words_before_them() {
    let check_ends = |over: &str, first: &str, last: &str| {
        let rows = rows(TEXT, over, 1);
        assert_eq!(rows.len(), 20, "{over}");
        let ends = (&*rows[0].value, &*rows[19].value);
        assert_eq!(ends, (first, last), "{over}");
        assert!(rows.iter().all(|row| row.fault.is_none()), "{over}");
    };
    check_ends("file=1MiB..4MiB", "1MiB", "4MiB");
    check_ends("rechoke=1s..1min", "1s", "60s");
    check_ends("finish=leave:1s..60s", "leave:1s", "leave:60s");
    check_ends("arrive=poisson:1s..poisson:5s", "poisson:1s", "poisson:5s");
    // From 0 there is no logarithmic scale: 19 equal steps.
    let rows = rows(TEXT, "arrive=0s..19s", 1);
    let values: Vec<Option<f64>> = rows.iter().map(|row| row.number).collect();
    let steps: Vec<Option<f64>> = (0..20).map(|step| Some(f64::from(step))).collect();
    assert_eq!(values, steps);
}

#[test]
fn a_list_takes_any_values_of_any_key_each_once() {
    check_values(TEXT, "peers=10,20,10,50", &["10", "20", "50"]);
    check_values(
        TEXT,
        "pick=rarest,random,order",
        &["rarest", "random", "order"],
    );
    check_values(TEXT, " peers = 1..3 , 5", &["1", "2", "3", "5"]);
    check_values(TEXT, "optimistic=off,30s", &["off", "30s"]);
    let classes = "peers=3x1Mbps/8Mbps|2x1Mbps/8Mbps,1x0/8Mbps";
    check_values(TEXT, classes, &["3x1Mbps/8Mbps", "2x1Mbps/8Mbps,1x0/8Mbps"]);
}

#[test]
fn a_row_names_its_scenario() {
    let rows = rows(TEXT, "pick=rarest,order", 2);
    let texts: Vec<&str> = rows.iter().map(|row| &*row.scenario).collect();
    assert_eq!(texts, [TEXT, &format!("{TEXT}&pick=order")]);
}

// ---- The mix --------------------------------------------------------------------------------------------------------

fn check_mix(counts: &[u32], peers: u64, expected: &[u32]) {
    let class = |&count| PeerClass {
        count,
        ..p2p_model::scenario::DEFAULT_CLASS
    };
    let classes: Vec<PeerClass> = counts.iter().map(class).collect();
    assert_eq!(mix(&classes, peers), expected, "{counts:?} of {peers}");
}

#[test]
fn the_mix_is_that_of_the_largest_remainder() {
    check_mix(&[8, 4], 12, &[8, 4]);
    check_mix(&[8, 4], 3, &[2, 1]);
    check_mix(&[8, 4], 100, &[67, 33]); // 66.67 and 33.33
    check_mix(&[1, 1, 1], 10, &[4, 3, 3]); // equal remainders: the first
    check_mix(&[47, 16, 15, 22], 10, &[5, 2, 1, 2]); // 4.7, 1.6, 1.5, 2.2: two are left
}

#[test]
fn a_class_keeps_a_peer_while_there_are_enough() {
    check_mix(&[99, 1], 10, &[9, 1]);
    check_mix(&[98, 1, 1], 3, &[1, 1, 1]);
    check_mix(&[8, 4], 1, &[1, 0]);
    check_mix(&[1, 5, 3], 2, &[0, 1, 1]);
}

proptest! {
    #[test]
    fn a_mix_sums_up_and_is_never_a_peer_off_but_to_keep_a_class(
        counts in prop::collection::vec(1_u32..1000, 1..8),
        peers in 1_u64..100_000,
    ) {
        let class = |&count| PeerClass { count, ..p2p_model::scenario::DEFAULT_CLASS };
        let classes: Vec<PeerClass> = counts.iter().map(class).collect();
        let mixed = mix(&classes, peers);
        prop_assert_eq!(mixed.iter().map(|count| u64::from(*count)).sum::<u64>(), peers);
        let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
        let share = |index: usize| f64::from(counts[index]) * peers as f64 / all;
        if peers >= counts.len() as u64 {
            prop_assert!(mixed.iter().all(|count| *count > 0));
        }
        if (0..counts.len()).all(|index| share(index) >= 1.0) {
            let near = |index: usize| (f64::from(mixed[index]) - share(index)).abs() < 1.0;
            prop_assert!((0..counts.len()).all(near));
        }
    }
}

#[test]
fn a_sweep_over_peers_keeps_their_mix() {
    let text = "file=1MiB&server=4Mbps&peers=8x1Mbps/8Mbps,4x0/8Mbps&seed=7";
    let rows = rows(text, "peers=1,3,12", 1);
    let peers: Vec<&str> = rows
        .iter()
        .filter_map(|row| {
            row.scenario
                .split('&')
                .find(|pair| pair.starts_with("peers"))
        })
        .collect();
    let expected = [
        "peers=1x1Mbps/8Mbps",
        "peers=2x1Mbps/8Mbps,1x0/8Mbps",
        "peers=8x1Mbps/8Mbps,4x0/8Mbps",
    ];
    assert_eq!(peers, expected);
    assert_eq!(rows[2].scenario, text);
}

// ---- Rows -----------------------------------------------------------------------------------------------------------

#[test]
fn quantiles_are_those_worked_out_by_hand() {
    let check = |times: &[f64], expected: [Option<f64>; 5]| {
        let Quantiles {
            min,
            lower,
            median,
            upper,
            max,
        } = Quantiles::of(times);
        let found = [min, lower, median, upper, max].map(|time| time.map(|time| time.0));
        assert_eq!(found, expected, "{times:?}");
    };
    check(&[], [None; 5]);
    check(&[3.0], [Some(3.0); 5]);
    check(&[5.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0].map(Some));
    // Places 0.75, 1.5 and 2.25 of 10, 20, 30, 40.
    check(
        &[40.0, 20.0, 10.0, 30.0],
        [10.0, 17.5, 25.0, 32.5, 40.0].map(Some),
    );
    // One of five never finishes: its place is 4.
    let never = f64::INFINITY;
    check(
        &[never, 1.0, 2.0, 3.0, 4.0],
        [Some(1.0), Some(2.0), Some(3.0), Some(4.0), None],
    );
    // Place 1.5 lies between one that finishes and one that never does.
    check(
        &[1.0, 2.0, never, never],
        [Some(1.0), Some(1.75), None, None, None],
    );
    check(&[never, never], [None; 5]);
}

#[test]
fn a_row_is_what_its_runs_the_bounds_and_the_schedules_say() {
    const RUNS: u32 = 5;
    let row = &rows(TEXT, "peers=4", RUNS)[0];
    let point = scenario(&row.scenario);
    let outcomes = (0..u64::from(RUNS)).map(|run| {
        let point = Scenario {
            seed: point.seed + run,
            ..point.clone()
        };
        swarm::outcome(&point, Architecture::P2p).unwrap()
    });
    let outcomes: Vec<_> = outcomes.collect();
    let last: Vec<f64> = outcomes
        .iter()
        .map(|outcome| outcome.finish_time().unwrap().0)
        .collect();
    let all: Vec<f64> = outcomes
        .iter()
        .flat_map(|outcome| outcome.finish.iter().flatten().map(|time| time.0))
        .collect();
    assert_eq!((row.peers, row.runs, row.finished), (4, RUNS, RUNS));
    assert_eq!(row.finish, Quantiles::of(&last));
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    assert!((row.mean.unwrap().0 - mean).abs() < 1e-9 * mean);
    let bounds = Bounds::of(&point).unwrap();
    assert_eq!(row.client_server, bounds.client_server.seconds);
    assert_eq!(row.p2p, bounds.p2p.seconds);
    assert_eq!(row.fluid, Fluid::of(&point).unwrap().finish);
    assert_eq!(row.chunked, None, "the uplinks are not equal");
    let median = row.finish.median.unwrap();
    assert_eq!(row.efficiency, Some(bounds.p2p.seconds.0 / median.0));
}

#[test]
fn equal_uplinks_have_a_chunked_optimum() {
    let row = &rows(
        "file=1MiB&server=1Mbps&peers=3x1Mbps/8Mbps&seed=1",
        "peers=3",
        1,
    )[0];
    // 4 chunks of 2.097152 s for 3 peers: 4 + 1 rounds.
    assert_eq!(row.chunked, Some(Seconds(10.485_76)));
}

#[test]
fn runs_that_never_finish_are_counted_and_push_the_quantiles_up() {
    // Each accepts one connection, so that of two peers or more one finds nobody.
    let text = "file=1MiB&server=4Mbps&peers=3x1Mbps/8Mbps&seed=1&accept=1&connect=1";
    let rows = rows(text, "peers=1,3", 2);
    assert_eq!((rows[0].runs, rows[0].finished), (2, 2));
    assert_eq!((rows[1].runs, rows[1].finished), (2, 0));
    assert_eq!(rows[1].finish, Quantiles::default());
    assert_eq!(rows[1].efficiency, None);
    assert!(rows[1].mean.is_some(), "one of the peers finishes");
}

#[test]
fn client_server_is_swept_by_the_same_means() {
    let over = Over::parse("peers=1,10", Prefix::Si).unwrap();
    let mut sweep = Sweep::new(&scenario(TEXT), &over, Architecture::ClientServer, 2).unwrap();
    sweep.advance(u64::MAX);
    for row in sweep.rows() {
        let efficiency = row.efficiency.unwrap();
        assert!(
            (efficiency - 1.0).abs() < 1e-9,
            "equal peers take the bound: {row:?}"
        );
    }
}

#[test]
fn csv_has_as_many_fields_as_its_header_and_quotes_commas() {
    let text = "file=1MiB&server=4Mbps&peers=2x1Mbps/8Mbps,1x0/8Mbps&seed=1";
    let row = &rows(text, "peers=3", 1)[0];
    let line = row.csv();
    let (numbers, scenario) = line.split_once('"').expect("the scenario has a comma");
    assert_eq!(scenario, format!("{text}\""));
    assert_eq!(
        numbers.split(',').count(),
        Row::CSV_HEADER.split(',').count()
    );
    assert!(numbers.starts_with("3,3,3,1,1,"), "{numbers}");
}

// ---- Slices ---------------------------------------------------------------------------------------------------------

#[test]
fn slices_of_any_size_give_the_same_rows_as_one_go() {
    let text = format!("{TEXT}&finish=leave&origin=leave:1");
    let whole = rows(&text, "peers=1..8", 3);
    for slice in [1, 7, 50, 100_000] {
        let mut sweep = sweep(&text, "peers=1..8", 3);
        let (mut progress, mut calls) = (0.0, 0);
        while !sweep.advance(slice) {
            calls += 1;
            let now = sweep.progress();
            assert!((progress..1.0).contains(&now), "{now} after {progress}");
            progress = now;
            let runs: u32 = sweep.rows().iter().map(|row| row.runs).sum();
            assert!(runs <= 24 && sweep.rows().len() <= 8);
        }
        assert_eq!(sweep.rows(), whole, "slices of {slice}");
        assert!((sweep.progress() - 1.0).abs() < 1e-12);
        assert_eq!(sweep.complete(), 8);
        assert!(calls > 10 || slice > 50, "{calls} of {slice}");
    }
}

#[test]
fn a_slice_is_no_longer_than_asked_for() {
    let events = |text: &str| {
        swarm::outcome(&scenario(text), Architecture::P2p)
            .unwrap()
            .events
    };
    let (all, mut calls) = (events(TEXT), 1);
    let mut sweep = sweep(TEXT, "peers=6", 1);
    while !sweep.advance(10) {
        calls += 1;
    }
    // Six for setting up.
    assert_eq!(calls, (all + 6).div_ceil(10));
}

#[test]
fn the_row_under_way_shows_the_runs_it_has() {
    let mut sweep = sweep(TEXT, "peers=6", 4);
    let mut seen = Vec::new();
    while !sweep.advance(20) {
        seen.push(sweep.rows()[0].runs);
    }
    seen.dedup();
    assert_eq!(seen, [0, 1, 2, 3]);
}

// ---- Played elsewhere -----------------------------------------------------------------------------------------------

/// The rows of a sweep whose runs were played one by one, and counted in their order.
fn counted(mut sweep: Sweep) -> Vec<Row> {
    for (row, scenario) in sweep.jobs() {
        match swarm::outcome(&scenario, Architecture::P2p) {
            Ok(outcome) => sweep.count(row, Ok(&outcome)),
            Err(fault) => sweep.count(row, Err(fault)),
        }
    }
    assert_eq!(sweep.complete(), sweep.len());
    sweep.rows().to_vec()
}

#[test]
fn runs_played_elsewhere_give_the_same_rows_as_one_go() {
    let text = format!("{TEXT}&finish=leave&origin=leave:1");
    assert_eq!(
        counted(sweep(&text, "peers=1..8", 3)),
        rows(&text, "peers=1..8", 3)
    );
    // One that is found too large when it is to be played, and one in which an act names nobody.
    let text = format!("{TEXT}&at=1s:leave:5").replace("file=2MiB", "file=16MiB");
    for over in ["chunk=1b,1MiB", "chunk=1MiB,1b", "peers=4,6", "peers=6,4"] {
        assert_eq!(
            counted(sweep(&text, over, 2)),
            rows(&text, over, 2),
            "{over}"
        );
    }
}

#[test]
fn the_parts_of_a_sweep_are_together_the_whole() {
    let text = format!("{TEXT}&at=1s:leave:3");
    let whole = rows(&text, "peers=1..8", 2);
    for middle in 0..=8 {
        let parts = [0..middle, middle..8];
        let parts = parts.map(|part| counted(sweep(&text, "peers=1..8", 2).part(part)));
        assert_eq!(parts.concat(), whole, "parted at {middle}");
    }
}

#[test]
fn a_run_that_is_broken_off_gives_nothing() {
    use std::ops::ControlFlow::{Break, Continue};
    let scenario = scenario("file=100MiB&server=8Mbps&peers=100x1Mbps/16Mbps&seed=7");
    let played = |breaks: bool, keeps_history: bool| {
        let mut told = Vec::new();
        let outcome =
            p2p_model::sweep::play(&scenario, Architecture::P2p, keeps_history, &mut |part| {
                told.push(part);
                if breaks { Break(()) } else { Continue(()) }
            });
        (outcome.unwrap(), told)
    };
    let (nothing, told) = played(true, false);
    assert_eq!((nothing, told.len()), (None, 1));
    let whole = swarm::outcome(&scenario, Architecture::P2p).unwrap();
    let (outcome, told) = played(false, false);
    assert_eq!(outcome.as_ref(), Some(&whole));
    assert!(told.is_sorted() && told.iter().all(|part| (0.0..1.0).contains(part)));
    assert_eq!(played(false, true).0, Some(whole), "with a history");
}

// ---- Faults ---------------------------------------------------------------------------------------------------------

#[test]
fn a_point_that_cannot_be_played_says_why_and_loses_no_other() {
    // 16 MiB in chunks of one bit, for 6 peers, are 805 306 368 chunks to keep; in 1 MiB, 96.
    let text = TEXT.replace("file=2MiB", "file=16MiB");
    let rows = rows(&text, "chunk=1b,1MiB", 2);
    let fault = rows[0].fault.as_ref().expect("too large").to_string();
    assert!(fault.starts_with("too large to simulate"), "{fault}");
    assert_eq!((rows[0].runs, rows[0].finish), (0, Quantiles::default()));
    assert!(rows[0].csv().contains("too large to simulate"));
    assert_eq!((rows[1].runs, &rows[1].fault), (2, &None));
}

#[test]
fn an_act_for_a_host_that_a_point_has_not_is_a_fault_of_that_point() {
    let text = format!("{TEXT}&at=1s:leave:5");
    let rows = rows(&text, "peers=4,6", 1);
    let fault = rows[0].fault.as_ref().expect("there is no peer 5");
    assert_eq!(
        fault.to_string(),
        "the scenario is not valid: at, act 1: there is no peer 5 by then: write server, or a number from 1 to 4"
    );
    assert_eq!((rows[1].runs, &rows[1].fault), (1, &None));
}

#[test]
fn a_join_keeps_its_class_when_another_class_is_left_out() {
    let text = "file=1MiB&server=4Mbps&peers=1x0/8Mbps,9x1Mbps/8Mbps&seed=1&at=1s:join:2";
    let first = &rows(text, "peers=1", 1)[0];
    assert_eq!(
        first.scenario,
        "file=1MiB&server=4Mbps&peers=1x1Mbps/8Mbps&seed=1&at=1s:join:1"
    );
    assert_eq!(first.fault, None);
    let text = text.replace("join:2", "join:1");
    assert!(rows(&text, "peers=1", 1)[0].fault.is_some());
}

#[test]
fn faults_say_what_was_read_and_what_would_be_right() {
    check_error(
        "peers",
        "\"peers\" does not say what takes which values: write something like peers=1..1000, server=1Mbps..20Mbps or pick=rarest,random,order",
    );
    check_error("peer=1..9", "there is no key \"peer\": did you mean peers?");
    check_error(
        "peers=1,,2",
        "peers: value 2 is empty: write something like peers=1..1000",
    );
    check_error(
        "peers=9..1",
        "peers: \"9..1\" ends before it begins: write the smaller end first",
    );
    check_error(
        "peers=0..9",
        "peers: \"0\" is not a whole number from 1 to 10000000: write something like peers=1..1000",
    );
    check_error(
        "pick=a..b",
        "pick: \"a..b\" is a range, but pick takes words: write each of them, with a comma between, such as pick=rarest,random",
    );
    check_error("server=1..20Mbps", "server: \"1\" has no unit: write 1Mbps");
    check_error(
        "pick=rarest,best",
        "pick=best: pick: \"best\" is not known: write rarest or random or order",
    );
    check_error(
        "slots=0",
        "slots=0: slots: \"0\" is not a whole number from 1 to 1000",
    );
    let none = Sweep::new(
        &scenario(TEXT),
        &Over::parse("peers=1", Prefix::Si).unwrap(),
        Architecture::P2p,
        0,
    );
    assert_eq!(
        none.err().map(|error| error.to_string()).as_deref(),
        Some("runs: with 0 of them there is nothing to play: have at least 1")
    );
}

#[test]
fn values_are_not_without_number() {
    let values: Vec<String> = (1..=1001).map(|n| n.to_string()).collect();
    check_error(
        &format!("seed={}", values.join(",")),
        "seed: there are 1001 values: write at most 1000",
    );
}

// ---- For one who shows it -------------------------------------------------------------------------------------------

#[test]
fn the_plan_has_every_row_from_the_start_and_the_same_in_the_end() {
    let mut sweep = sweep(TEXT, "peers=2,4,6", 2);
    let texts = |sweep: &Sweep| -> Vec<String> {
        sweep
            .plan()
            .iter()
            .map(|row| row.scenario.clone())
            .collect()
    };
    let planned = texts(&sweep);
    assert_eq!((planned.len(), sweep.rows().len()), (3, 1));
    assert!(!sweep.plan().iter().any(Row::tells));
    sweep.advance(u64::MAX);
    assert_eq!(sweep.plan(), sweep.rows());
    assert_eq!(texts(&sweep), planned);
    assert!(sweep.plan().iter().all(Row::tells));
}

#[test]
fn points_that_are_too_large_are_passed_over_and_say_so() {
    // 8 chunks: 2 MiB of 256 KiB each.
    let mut sweep = sweep(TEXT, "peers=2,4,6,8", 1);
    sweep.pass_over_larger(6, 4 * 8);
    assert!(sweep.advance(u64::MAX));
    let faults: Vec<Option<String>> = sweep
        .rows()
        .iter()
        .map(|row| row.fault.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(faults[..2], [None, None]);
    assert!(
        faults[2]
            .as_ref()
            .unwrap()
            .contains("chunks is 48, and at most 32")
    );
    assert!(
        faults[3]
            .as_ref()
            .unwrap()
            .contains("8 peers, and at most 6")
    );
    assert_eq!(sweep.rows().iter().map(|row| row.runs).sum::<u32>(), 2);
}

#[test]
fn a_file_of_csv_is_the_header_and_the_lines() {
    let rows = rows(TEXT, "peers=2,4", 1);
    let expected = format!(
        "{}\n{}\n{}\n",
        Row::CSV_HEADER,
        rows[0].csv(),
        rows[1].csv()
    );
    assert_eq!(Row::csv_of(&rows), expected);
}

#[test]
fn every_example_is_a_sweep_of_the_scenario_one_starts_with() {
    for key in KEYS.iter().map(|key| key.name) {
        let over = format!("{key}={}", p2p_model::sweep::example(key));
        let over = Over::parse(&over, Prefix::Si).unwrap_or_else(|e| panic!("{over}: {e}"));
        let sweep = Sweep::new(&Scenario::default(), &over, Architecture::P2p, 1);
        let sweep = sweep.unwrap_or_else(|error| panic!("{key}: {error}"));
        assert!(sweep.len() > 1, "{key}");
        assert!(sweep.plan().iter().all(|row| row.fault.is_none()), "{key}");
    }
}

#[test]
fn what_is_varied_prints_as_it_is_read() {
    for (text, printed) in [
        ("slots=1..3", "slots=1,2,3"),
        ("pick=rarest, random", "pick=rarest,random"),
        (
            "overhead=0%..10%",
            "overhead=0%,0.526%,1.05%,1.58%,2.11%,2.63%,3.16%,3.68%,4.21%,4.74%,5.26%,5.79%,6.32%,6.84%,7.37%,7.89%,8.42%,8.95%,9.47%,10%",
        ),
        (
            "peers=2x1Mbps/8Mbps|1x1Mbps/8Mbps,1x0/8Mbps",
            "peers=2x1Mbps/8Mbps|1x1Mbps/8Mbps,1x0/8Mbps",
        ),
    ] {
        let over = Over::parse(text, Prefix::Si).unwrap();
        assert_eq!(over.to_string(), printed);
        assert_eq!(Over::parse(printed, Prefix::Si).unwrap(), over);
    }
}
