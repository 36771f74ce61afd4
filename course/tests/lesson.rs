//! What the lesson says in words, checked against the model: every number and every comparison of the page Learn.

use p2p_course::lesson::{Picking, firsts};
use p2p_model::bounds::{Architecture, Bounds, TermKind};
use p2p_model::scenario::Scenario;
use p2p_model::schedule::Fluid;
use p2p_model::swarm::event::Unchoke;
use p2p_model::swarm::{Gap, HostId, Trace, What, finish_by_upload, outcome, simulate, upload_use};

const RACE: &str = "file=60Mb&chunk=2Mb&server=4Mbps&peers=12x1Mbps/8Mbps";
const SLOW_DOWN: &str = "file=60Mb&chunk=2Mb&server=10Mbps&peers=12x1Mbps/2Mbps&seed=7";
const CLASSES: &str = "file=240Mb&chunk=1Mb&server=4Mbps&peers=6x3Mbps/16Mbps,6x1Mbps/16Mbps,6x300kbps/16Mbps&serve=round&finish=leave";
const CROWD: &str = "file=60Mb&chunk=2Mb&server=4Mbps&peers=24x1Mbps/8Mbps&at=28s:leave:server";
const RIDERS: &str = "file=32MiB&server=4Mbps&peers=30x1Mbps/8Mbps,10x0/8Mbps&seed=7&serve=round";

fn scenario(text: &str) -> Scenario {
    text.parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"))
}

fn play(text: &str) -> Trace {
    simulate(&scenario(text), Architecture::P2p).expect("small enough")
}

/// When the last has the file, in seconds; the median over so many seeds.
fn median(text: &str, seeds: u64) -> f64 {
    let mut times: Vec<f64> = (1..=seeds)
        .map(|seed| {
            let scenario = Scenario {
                seed,
                ..scenario(text)
            };
            let outcome = outcome(&scenario, Architecture::P2p).expect("small enough");
            outcome.finish_time().expect("all finish").0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The bounds with so many peers in seconds, client–server first.
fn bounds(text: &str, peers: u64) -> (f64, f64) {
    let bounds = Bounds::with_peers(&scenario(text), peers).expect("valid");
    (bounds.client_server.seconds.0, bounds.p2p.seconds.0)
}

/// The mean download times of the classes, in seconds.
fn class_means(trace: &Trace) -> Vec<f64> {
    let classes = trace.scenario().peers.len();
    let mut sums = vec![(0.0, 0.0); classes];
    for download in finish_by_upload(trace) {
        let class = trace.hosts()[download.peer.index()].class.expect("a peer");
        sums[class].0 += download.time.expect("all finish").0;
        sums[class].1 += 1.0;
    }
    sums.into_iter().map(|(sum, count)| sum / count).collect()
}

/// Within a hundredth of what is said.
#[track_caller]
fn near(value: f64, said: f64) {
    assert!((value / said - 1.0).abs() < 0.01, "{value}, not {said}");
}

#[test]
fn race_a_third_of_the_time_and_two_thirds_from_peers() {
    let text = format!("{RACE}&seed=7");
    let server = simulate(&scenario(&text), Architecture::ClientServer).expect("small");
    let trace = play(&text);
    let done = |trace: &Trace| trace.outcome().finish_time().expect("all finish").0;
    near(done(&server), 180.0);
    near(done(&trace), 54.6);
    // Each client gets a twelfth of the uplink, so all are done at once.
    let times = finish_by_upload(&server);
    assert!(
        times
            .iter()
            .all(|d| (d.time.expect("done").0 - done(&server)).abs() < 1e-6)
    );

    // All that the server can have sent in that time is less than a third of twelve copies.
    let from_server = 4e6 * done(&trace) / (12.0 * 60e6);
    assert!(from_server < 1.0 / 3.0, "{from_server}");
}

#[test]
fn race_twelve_more_double_client_server_and_hardly_touch_p2p() {
    let (cs, p2p) = bounds(RACE, 12);
    let (cs_more, p2p_more) = bounds(RACE, 24);
    near(cs_more / cs, 2.0);
    assert!(p2p_more > p2p && p2p_more < 1.2 * p2p);
    let more = RACE.replace("12x", "24x");
    assert!(median(&more, 10) < 1.35 * median(RACE, 10));
    // All uplinks together carry 16 Mb/s, four times the server's.
    let bounds = Bounds::of(&scenario(RACE)).expect("valid");
    assert_eq!(bounds.peer_upload + 4_000_000, 16_000_000);
}

#[test]
fn client_server_flat_up_to_five_and_then_a_straight_line() {
    for peers in 1..=5 {
        near(bounds(SLOW_DOWN, peers).0, 30.0);
    }
    for peers in 6..=25 {
        let step = bounds(SLOW_DOWN, peers).0 - bounds(SLOW_DOWN, peers - 1).0;
        assert!(peers == 6 || (step - 6.0).abs() < 0.01, "{step}");
        near(bounds(SLOW_DOWN, peers).0, (6.0 * peers as f64).max(30.0));
    }
    near(bounds(SLOW_DOWN, 20).0, 120.0);
}

#[test]
fn p2p_flat_up_to_ten_and_never_more_than_one_upload() {
    for peers in 1..=10 {
        near(bounds(SLOW_DOWN, peers).1, 30.0);
    }
    let (cs, p2p) = bounds(SLOW_DOWN, 25);
    near(cs, 150.0);
    near(p2p, 42.86);
    // From 10 to 1000 it doubles.
    near(bounds(SLOW_DOWN, 1000).1, 2.0 * bounds(SLOW_DOWN, 10).1);
    let one_upload = 60.0;
    let mut before = 30.0;
    let mut steps = Vec::new();
    for peers in [11, 20, 50, 100, 1000, 1_000_000] {
        let p2p = bounds(SLOW_DOWN, peers).1;
        assert!(p2p > before && p2p < one_upload + 0.01, "{p2p}");
        steps.push(p2p - before);
        before = p2p;
    }
    near(before, one_upload);
    let bound = Bounds::with_peers(&scenario(SLOW_DOWN), 11)
        .expect("valid")
        .p2p;
    assert!(bound.binding().all(|term| term.kind == TermKind::Aggregate));
    // Evenly spaced N, ever smaller steps.
    let rises: Vec<f64> = (11..30)
        .map(|n| bounds(SLOW_DOWN, n + 1).1 - bounds(SLOW_DOWN, n).1)
        .collect();
    assert!(rises.windows(2).all(|pair| pair[1] < pair[0]));
}

#[test]
fn the_perfect_schedule_reaches_the_bound_with_unequal_peers() {
    let text = "file=60Mb&chunk=2Mb&server=4Mbps&peers=1x1Mbps/8Mbps,1x2Mbps/8Mbps,1x3Mbps/8Mbps";
    let fluid = Fluid::of(&scenario(text)).expect("valid");
    near(fluid.finish.0, 18.0);
    near(fluid.finish.0, bounds(text, 3).1);
    // Everybody gets all stripes, and what is for itself alone; no uplink waits.
    let streams: f64 = fluid.classes.iter().map(|class| class.own_stream).sum();
    near(streams + fluid.direct, fluid.download);
    for (class, up) in fluid.classes.iter().zip([1e6, 2e6, 3e6]) {
        near(class.upload, up);
    }
}

#[test]
fn the_newcomer_begins_by_an_optimistic_unchoke_and_then_earns_what_it_gets() {
    let trace = play("file=60Mb&chunk=2Mb&server=4Mbps&peers=12x1Mbps/8Mbps&seed=4&at=15s:join:1");
    let newcomer = HostId(13);
    let story: Vec<&What> = firsts(&trace, newcomer)
        .into_iter()
        .map(|place| &trace.events()[place].what)
        .collect();
    let place = |name: &str, wanted: &dyn Fn(&What) -> bool| {
        let found = story.iter().position(|what| wanted(what));
        found.unwrap_or_else(|| panic!("{name} is not in the story: {story:?}"))
    };
    let unchoked = |what: &What| matches!(what, What::Unchoked { to, .. } if *to == newcomer);
    let order = [
        place("joining", &|what| matches!(what, What::Joined { .. })),
        place("list", &|what| matches!(what, What::Announced { .. })),
        place("neighbour", &|what| matches!(what, What::Connected { .. })),
        place("the die", &|what| {
            unchoked(what)
                && matches!(
                    what,
                    What::Unchoked {
                        why: Unchoke::Optimistic { .. },
                        ..
                    }
                )
        }),
        place("chunk", &|what| matches!(what, What::Completed { .. })),
        place("earning", &|what| {
            unchoked(what)
                && matches!(
                    what,
                    What::Unchoked {
                        why: Unchoke::Reciprocation(_),
                        ..
                    }
                )
        }),
        place("the end", &|what| matches!(what, What::Finished { .. })),
    ];
    assert!(order.is_sorted(), "{order:?}");
    // The first to unchoke it did so by the die.
    assert_eq!(story.iter().position(|what| unchoked(what)), Some(order[3]));
}

#[test]
fn at_random_the_file_survives_once_in_fourteen_times() {
    let (ways, lose) = Picking::at_random();
    assert_eq!((ways - lose) * 14, ways);
}

#[test]
fn twenty_four_peers_save_the_file_with_rarest_first_only_whatever_the_seed() {
    for (rule, saved) in [("", 24), ("&pick=random", 0), ("&pick=order", 0)] {
        for seed in 1..=40 {
            let scenario = scenario(&format!("{CROWD}{rule}&seed={seed}"));
            let outcome = outcome(&scenario, Architecture::P2p).expect("small enough");
            let done = outcome.finish.iter().flatten().count();
            assert_eq!(done, saved, "{rule} {seed}");
        }
    }
}

#[test]
fn free_riders_come_last_under_tit_for_tat_and_not_at_random() {
    let times = |text: &str| -> [Vec<f64>; 2] {
        let trace = play(text);
        let mut times = [Vec::new(), Vec::new()];
        for download in finish_by_upload(&trace) {
            let class = usize::from(download.up.0 == 0);
            times[class].push(download.time.expect("all finish").0);
        }
        times
    };
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len() as f64;
    let [others, riders] = times(RIDERS);
    let last = others.iter().copied().fold(0.0, f64::max);
    assert!(riders.iter().all(|time| *time > last));
    let [others, riders] = times(&format!("{RIDERS}&choke=random"));
    assert!(mean(&riders) <= mean(&others) * 1.01);
}

#[test]
fn who_uploads_ten_times_as_much_is_done_about_twice_as_soon() {
    // The seeds that the page plays.
    let runs: Vec<Vec<f64>> = (1..=12)
        .map(|seed| class_means(&play(&format!("{CLASSES}&seed={seed}"))))
        .collect();
    assert!(runs.iter().all(|means| means.is_sorted()), "{runs:?}");
    let mean = |class: usize| runs.iter().map(|means| means[class]).sum::<f64>() / 12.0;
    let times = mean(2) / mean(0);
    assert!((1.8..2.2).contains(&times), "{times}");
}

#[test]
fn a_peer_that_uploads_a_tenth_is_done_later_and_a_free_rider_last() {
    // The sums of the mean times of each class, over the seeds that the page plays.
    let classes = |up: &str| {
        let mut sums = [0.0; 4];
        for seed in 1..=12 {
            let text = format!(
                "file=240Mb&chunk=1Mb&server=4Mbps&peers=6x3Mbps/16Mbps,5x1Mbps/16Mbps,1x{up}/16Mbps,6x300kbps/16Mbps\
                 &serve=round&finish=leave&seed={seed}"
            );
            let means = class_means(&play(&text));
            sums.iter_mut()
                .zip(means)
                .for_each(|(sum, mean)| *sum += mean);
        }
        sums
    };
    let [_, middle, limited, _] = classes("100kbps");
    assert!(limited > 1.2 * middle, "{limited} and {middle}");
    let [_, _, rider, slow] = classes("0");
    assert!(rider > slow, "{rider} and {slow}");
}

#[test]
fn small_chunks_come_close_to_the_bound_and_slots_for_all_leave_few_uplinks_idle() {
    let bound = bounds(RACE, 12).1;
    near(bound, 45.0);
    let part = |rule: &str| {
        let text = RACE.replace("&chunk=2Mb", "");
        bound / median(&format!("{text}{rule}"), 21)
    };
    let parts = ["250kb", "1Mb", "2Mb", "8Mb"].map(|chunk| part(&format!("&chunk={chunk}")));
    assert!(parts.is_sorted_by(|a, b| a > b), "{parts:?}");
    assert!(parts[0] > 0.9, "{parts:?}");
    let idle = |rule: &str| {
        let gap = Gap::of(&play(&format!("{RACE}{rule}&seed=7"))).expect("all finish");
        gap.start.0 + gap.middle.0
    };
    assert!(
        idle("&slots=11") < idle(""),
        "{} {}",
        idle("&slots=11"),
        idle("")
    );
    // No rule can bring it below.
    assert!(parts.iter().all(|part| *part < 1.0));
}

#[test]
fn uplinks_wait_mostly_in_the_first_quarter_and_hardly_at_the_end() {
    let uses = upload_use(&play(&format!("{RACE}&seed=7")), 20);
    let idle: Vec<f64> = uses
        .iter()
        .map(|part| 1.0 - part.server - part.peers)
        .collect();
    let sum = |parts: &[f64]| parts.iter().sum::<f64>();
    assert!(sum(&idle[..5]) > 0.5 * sum(&idle), "{idle:?}");
    assert!(sum(&idle[18..]) < 0.1 * sum(&idle), "{idle:?}");
}
