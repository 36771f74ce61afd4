//! Every preset shows what its summary claims.

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::{PRESETS, Preset, Scenario};
use p2p_model::swarm::event::Unchoke;
use p2p_model::swarm::{
    Download, MomentKind, Trace, What, finish_by_upload, moments, outcome, simulate,
};
use std::collections::BTreeSet;

fn scenario(name: &str) -> Scenario {
    let preset = PRESETS.iter().find(|preset| preset.name == name);
    let preset = preset.unwrap_or_else(|| panic!("there is a preset {name}"));
    preset.text.parse().expect("its text is right")
}

fn play(name: &str) -> Trace {
    simulate(&scenario(name), Architecture::P2p).expect("small enough")
}

/// Both bounds in seconds, client–server first.
fn bounds(name: &str) -> (f64, f64) {
    let bounds = Bounds::of(&scenario(name)).expect("valid");
    (bounds.client_server.seconds.0, bounds.p2p.seconds.0)
}

fn finish(trace: &Trace) -> f64 {
    trace.outcome().finish_time().expect("all finish").0
}

/// When the last has the file, on average over ten seeds, in seconds.
fn mean_finish(scenario: &Scenario) -> f64 {
    let runs = (1..=10).map(|seed| {
        let scenario = Scenario {
            seed,
            ..scenario.clone()
        };
        let outcome = outcome(&scenario, Architecture::P2p).expect("small enough");
        outcome.finish_time().expect("all finish").0
    });
    runs.sum::<f64>() / 10.0
}

/// The download times of a class, in seconds; all of it finishes.
fn downloads(trace: &Trace, class: usize) -> Vec<f64> {
    let of_class = |download: &&Download| trace.hosts()[download.peer.index()].class == Some(class);
    let all = finish_by_upload(trace);
    let times = all
        .iter()
        .filter(of_class)
        .map(|download| download.time.expect("it finishes").0);
    times.collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// How many peers are there at each arrival.
fn present(trace: &Trace) -> Vec<i32> {
    let mut there = -1; // The server is none.
    let mut at_arrivals = Vec::new();
    for event in trace.events() {
        match event.what {
            What::Joined { .. } => {
                there += 1;
                at_arrivals.push(there);
            }
            What::Left { .. } => there -= 1,
            _ => {}
        }
    }
    at_arrivals
}

#[test]
fn every_preset_is_a_scenario_in_its_own_words() {
    let names: BTreeSet<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    let titles: BTreeSet<&str> = PRESETS.iter().map(|preset| preset.title).collect();
    assert_eq!((names.len(), titles.len()), (PRESETS.len(), PRESETS.len()));
    for Preset {
        name,
        summary,
        text,
        ..
    } in PRESETS
    {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, [], "{name}");
        assert_eq!(scenario.to_string(), *text);
        assert!(
            summary.ends_with('.') && !summary.contains("  "),
            "{name}: {summary}"
        );
        assert!(
            name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{name}"
        );
        let trace = simulate(&scenario, Architecture::P2p).expect("its history can be kept");
        assert!(
            trace.events().len() < 1_000_000,
            "{name}: {} events",
            trace.events().len()
        );
        simulate(&scenario, Architecture::ClientServer).expect("its history can be kept");
    }
    assert_eq!(scenario(PRESETS[0].name), Scenario::default());
}

#[test]
fn the_presets_of_a_group_stand_together() {
    let mut groups: Vec<&str> = PRESETS.iter().map(|preset| preset.group).collect();
    groups.dedup();
    let different: BTreeSet<&str> = groups.iter().copied().collect();
    assert_eq!(groups.len(), different.len());
}

#[test]
fn small_takes_about_a_minute_and_the_server_alone_over_three() {
    assert!((50.0..75.0).contains(&finish(&play("small"))));
    assert!(bounds("small").0 > 180.0);
}

#[test]
fn one_client_takes_the_same_either_way() {
    let time = 8.0 * 8.0 * 1024.0 * 1024.0 / 4e6;
    assert_eq!(bounds("one-client"), (time, time));
    for architecture in [Architecture::P2p, Architecture::ClientServer] {
        let trace = simulate(&scenario("one-client"), architecture).expect("small");
        assert!((finish(&trace) - time).abs() < 1e-6 && format!("{time:.1}") == "16.8");
    }
}

#[test]
fn a_hundred_peers_need_little_more_than_twelve() {
    let (alone, among_peers) = bounds("self-scaling");
    assert_eq!((alone / 60.0).round(), 28.0);
    assert_eq!(among_peers.round(), 65.0);
    assert_eq!((among_peers - bounds("small").1).round(), 14.0);
}

#[test]
fn rarest_first_saves_what_random_and_in_order_lose() {
    let saved = play("rarest-first");
    assert!(saved.outcome().stuck.is_empty());
    let kinds: Vec<MomentKind> = moments(&saved)
        .into_iter()
        .map(|moment| moment.kind)
        .collect();
    let at = |wanted: &MomentKind| kinds.iter().position(|kind| kind == wanted);
    let left = at(&MomentKind::Left {
        host: p2p_model::swarm::HostId::SERVER,
    });
    assert!(at(&MomentKind::FirstCopy) < left && left.is_some());
    let lost = |name: &str| -> Vec<u32> {
        let trace = play(name);
        assert!(trace.outcome().finish.iter().all(Option::is_none), "{name}");
        let last = trace.after(trace.events().len());
        (0..trace.chunk_count())
            .filter(|chunk| last.copies(*chunk) == 0)
            .collect()
    };
    let (random, order) = (lost("random"), lost("in-order"));
    assert!(!random.is_empty() && order.len() > random.len());
    let chunks = u32::try_from(scenario("in-order").chunk_count()).expect("few");
    assert!(
        order.iter().copied().eq(order[0]..chunks),
        "the end of the file: {order:?}"
    );
}

#[test]
fn asking_now_and_then_takes_longer_than_being_told() {
    let asking = scenario("asking");
    let told = asking.with("have", "now").0;
    let outcome = outcome(&told, Architecture::P2p).expect("small enough");
    assert!(finish(&play("asking")) > outcome.finish_time().expect("all finish").0);
    assert!(mean_finish(&asking) > 1.05 * mean_finish(&told));
}

#[test]
fn a_faster_class_is_done_sooner() {
    let trace = play("classes");
    let [fast, middle, slow] = [0, 1, 2].map(|class| mean(&downloads(&trace, class)));
    assert!(
        fast < 0.9 * middle && middle < 0.9 * slow,
        "{fast} {middle} {slow}"
    );
}

#[test]
fn free_riders_raise_the_bound_by_a_third() {
    assert!((bounds("free-riders").1 / bounds("small").1 - 4.0 / 3.0).abs() < 1e-9);
}

#[test]
fn free_riders_are_last_under_tit_for_tat_only() {
    let trace = play("tit-for-tat");
    assert!(least(&downloads(&trace, 1)) > most(&downloads(&trace, 0)));
    let trace = play("no-tit-for-tat");
    let ratio = mean(&downloads(&trace, 1)) / mean(&downloads(&trace, 0));
    assert!(ratio < 1.05, "{ratio}");
}

#[test]
fn without_optimistic_unchokes_the_last_is_done_later() {
    let trace = play("no-luck");
    let is_optimistic = |what: &What| {
        matches!(
            what,
            What::Unchoked {
                why: Unchoke::Optimistic { .. },
                ..
            }
        )
    };
    assert!(
        !trace
            .events()
            .iter()
            .any(|event| is_optimistic(&event.what))
    );
    let with_unchokes = scenario("no-luck").with("optimistic", "30s").0;
    assert!(
        simulate(&with_unchokes, Architecture::P2p)
            .expect("small")
            .events()
            .iter()
            .any(|event| is_optimistic(&event.what))
    );
    assert!(mean_finish(&scenario("no-luck")) > 1.03 * mean_finish(&with_unchokes));
}

#[test]
fn those_who_give_little_are_the_last() {
    let trace = play("own-rules");
    assert!(least(&downloads(&trace, 1)) > most(&downloads(&trace, 0)));
    let left = trace
        .events()
        .iter()
        .filter(|event| matches!(event.what, What::Left { .. }))
        .count();
    assert_eq!(left, 2);
}

#[test]
fn later_newcomers_take_less_than_half_as_long() {
    let times = downloads(&play("newcomers"), 0);
    let third = times.len() / 3;
    assert!(mean(&times[2 * third..]) < 0.5 * mean(&times[..third]));
}

#[test]
fn a_crowd_grows_where_all_leave_at_once_and_shrinks_where_they_stay_a_little() {
    let growing = present(&play("growing"));
    let thirds = growing.len() / 3;
    let max = |counts: &[i32]| counts.iter().copied().max().expect("some");
    assert!(max(&growing[..thirds]) < max(&growing[thirds..2 * thirds]));
    assert!(max(&growing[thirds..2 * thirds]) < max(&growing[2 * thirds..]));
    assert!(max(&growing) > 120);
    let lingering = present(&play("lingering"));
    assert!(max(&lingering[2 * thirds..]) < max(&lingering[..2 * thirds]) / 2);
    // Nearly all wait for one chunk: when three quarters have come they have all the others.
    let trace = play("growing");
    let half = trace
        .events()
        .iter()
        .filter(|event| matches!(event.what, What::Joined { .. }))
        .nth(150);
    let now = trace.at(half.expect("200 come").time);
    let there = now.hosts[1..].iter().filter(|host| host.present);
    let waiting = there
        .clone()
        .filter(|host| host.chunks.len() + 1 == trace.chunk_count());
    let (waiting, there) = (waiting.count(), there.count());
    assert!(waiting * 10 > there * 7, "{waiting} of {there}");
}

#[test]
fn all_but_the_failed_peer_finish_without_the_server() {
    let trace = play("failure");
    let unfinished = trace
        .outcome()
        .finish
        .iter()
        .enumerate()
        .filter(|(_, time)| time.is_none());
    assert!(unfinished.map(|(index, _)| index + 1).eq([3]));
    let whole = moments(&trace)
        .into_iter()
        .find(|moment| moment.kind == MomentKind::FirstCopy);
    assert!(whole.expect("it is out").time.0 < 40.0);
}

#[test]
fn a_thousand_peers_take_less_than_three_minutes() {
    assert!(finish(&play("thousand")) < 180.0);
    assert!(bounds("thousand").0 > 7200.0);
}
