use super::*;
use p2p_model::swarm::{What, simulate};

const SMALL: &str = "file=2MiB&server=4Mbps&peers=6x1Mbps/8Mbps&seed=7";

fn scenario(text: &str) -> Rc<Scenario> {
    let (scenario, faults) = Scenario::read(text);
    assert_eq!(faults, []);
    Rc::new(scenario)
}

/// A player whose runs are there.
fn ready(text: &str) -> Player {
    let mut player = Player::new(&View::default());
    player.simulate(&scenario(text), None);
    finish(&mut player);
    player
}

fn finish(player: &mut Player) {
    while player.is_running() {
        assert!(player.work(|| false));
    }
}

use PlaybackCommand::{
    Jump, Next, NextMoment, Previous, PreviousMoment, Restart, Seek, Speed, StepBy, Toggle,
};

#[test]
fn it_plays_pauses_and_stops_at_the_end() {
    let mut player = ready(SMALL);
    player.apply(Speed(5));
    player.apply(Toggle);
    assert!(player.playing);
    assert_eq!(player.said, "Playing");
    assert!(!player.tick(0.5));
    assert_eq!(player.time, 0.5 * SPEEDS[5]);
    player.apply(Toggle);
    assert!(!player.playing);
    assert_eq!(player.said, "Paused");
    // The words have come to the picture.
    let (_, snapshot) = player.words().expect("a run");
    assert_eq!(snapshot.time, Seconds(2.5));
    player.apply(Toggle);
    assert!(player.tick(1e9));
    assert!(!player.playing);
    assert_eq!(player.time, player.end());
    assert!(player.said.starts_with("At "), "{}", player.said);
    // From the end it plays from the start.
    player.apply(Toggle);
    assert!(player.playing);
    assert_eq!(player.time, 0.0);
}

#[test]
fn a_run_without_any_length_plays_to_its_end() {
    for text in ["at=0s:leave:server", "file=1b&chunk=1b&peers=1x0/8Mbps"] {
        let mut player = ready(text);
        player.apply(Toggle);
        player.tick(1e9);
        assert!(!player.playing && player.time.is_finite(), "{text}");
        assert_eq!(player.time, player.end(), "{text}");
    }
}

#[test]
fn it_does_not_play_before_the_runs_are_there_but_then_by_itself() {
    let mut player = Player::new(&View::default());
    player.simulate(&scenario(SMALL), None);
    player.apply(Toggle);
    assert!(!player.playing);
    player.autoplay = true;
    finish(&mut player);
    assert!(player.playing);
}

#[test]
fn slices_give_the_runs_that_one_piece_gives() {
    let mut player = Player::new(&View::default());
    player.simulate(&scenario(SMALL), None);
    let looks = std::cell::Cell::new(0);
    let mut slices = 0;
    while player.is_running() {
        slices += 1;
        player.work(|| {
            looks.set(looks.get() + 1);
            looks.get() % 2 == 0
        });
    }
    assert!(slices > 3, "{slices}");
    for (index, architecture) in [
        (P2P, Architecture::P2p),
        (CLIENT_SERVER, Architecture::ClientServer),
    ] {
        let whole = simulate(&scenario(SMALL), architecture).expect("small");
        let trace = player.tracks[index].trace.as_ref().expect("a trace");
        assert_eq!(trace.hash(), whole.hash());
    }
}

#[test]
fn steps_go_through_all_events_and_back() {
    let mut player = ready(SMALL);
    player.show = Show::P2p;
    let trace = player.swarm().cloned().expect("a swarm");
    let mut times: Vec<f64> = trace.events().iter().map(|event| event.time.0).collect();
    times.dedup();
    let mut visited = vec![player.time];
    for _ in 0..times.len() + 2 {
        player.apply(Next);
        visited.push(player.time);
    }
    visited.dedup();
    assert_eq!(visited, times);
    let mut back = vec![player.time];
    for _ in 0..times.len() + 2 {
        player.apply(Previous);
        back.push(player.time);
    }
    back.dedup();
    back.reverse();
    assert_eq!(back, times);
}

#[test]
fn a_step_may_be_a_chunk_or_a_rechoke_of_the_selected_host() {
    let mut player = ready(SMALL);
    player.show = Show::P2p;
    let host = HostId(3);
    player.set_select(Some(Select::Host(host)));
    let trace = player.swarm().cloned().expect("a swarm");
    let of_events = |wanted: &dyn Fn(&What) -> bool| {
        let events = trace.events().iter().filter(|event| wanted(&event.what));
        let mut times: Vec<f64> = events
            .map(|event| event.time.0)
            .filter(|time| *time > 0.0)
            .collect();
        times.dedup();
        times
    };
    for (step, times) in [
        (
            Step::Chunk,
            of_events(&|what| matches!(what, What::Completed { peer, .. } if *peer == host)),
        ),
        (
            Step::Rechoke,
            of_events(&|what| matches!(what, What::Rechoked { host: who, .. } if *who == host)),
        ),
    ] {
        assert!(!times.is_empty(), "{step:?}");
        player.apply(Restart);
        player.apply(StepBy(step));
        for time in times {
            player.apply(Next);
            assert_eq!(player.time, time, "{step:?}");
        }
    }
}

#[test]
fn moments_are_visited_in_their_order() {
    let mut player = ready(SMALL);
    let mut times: Vec<f64> = player.markers.iter().map(|marker| marker.time).collect();
    times.dedup();
    assert!(times.len() > 3, "{times:?}");
    for time in &times {
        player.apply(NextMoment);
        assert_eq!(player.time, *time);
    }
    player.apply(StepBy(Step::Moment));
    for time in times.iter().rev().skip(1) {
        player.apply(Previous);
        assert_eq!(player.time, *time);
    }
    let first = player.time;
    player.apply(PreviousMoment);
    assert_eq!(player.time, first);
}

#[test]
fn a_time_is_taken_into_the_run() {
    let mut player = ready(SMALL);
    for (asked, expected) in [(-3.0, 0.0), (1.5, 1.5), (1e300, player.end())] {
        player.apply(Seek(asked));
        assert_eq!(player.time, expected);
    }
    player.apply(Jump(1.5));
    assert!(player.said.starts_with("At 1.5"), "{}", player.said);
    // Before the runs are there, the time of a link waits for them.
    let view = View {
        time: Seconds(2.0),
        ..View::default()
    };
    let mut player = Player::new(&view);
    player.simulate(&scenario(SMALL), None);
    assert_eq!(player.time, 2.0);
    finish(&mut player);
    assert_eq!(player.time, 2.0);
}

#[test]
fn who_looks_at_the_end_looks_at_the_new_end() {
    for at_end in [true, false] {
        let mut player = ready(SMALL);
        let time = if at_end { player.end() } else { 1.0 };
        player.apply(Seek(time));
        player.hold_end();
        player.simulate(
            &scenario("file=4MiB&server=4Mbps&peers=6x1Mbps/8Mbps&seed=7"),
            None,
        );
        // The old trace stays until the new one is there.
        assert!(player.words().is_some());
        finish(&mut player);
        assert_eq!(player.time, if at_end { player.end() } else { 1.0 });
    }
}

#[test]
fn what_is_compared_runs_beside_the_swarm_and_goes_with_it() {
    let mut player = ready(SMALL);
    assert!(player.shown(P2P) && player.shown(CLIENT_SERVER) && !player.shown(WHAT_IF));
    let other = scenario(&format!("{SMALL}&pick=random"));
    player.simulate(&scenario(SMALL), Some(&other));
    finish(&mut player);
    assert!(player.shown(WHAT_IF) && !player.shown(CLIENT_SERVER));
    assert!(player.tracks[WHAT_IF].trace.is_some());
    // What is not shown keeps its trace, as long as it is of the same scenario.
    assert!(player.tracks[CLIENT_SERVER].trace.is_some());
    player.simulate(&scenario(SMALL), None);
    assert!(!player.is_running());
    assert!(player.tracks[WHAT_IF].trace.is_none());
}

#[test]
fn where_there_is_no_room_the_swarm_is_shown_and_the_words_are_about_what_is_shown() {
    let mut player = ready(SMALL);
    player.has_room = Some(false);
    assert!(player.shown(P2P) && !player.shown(CLIENT_SERVER));
    player.show = Show::Other;
    player.refresh();
    let (trace, _) = player.words().expect("a run");
    assert_eq!(trace.architecture(), Architecture::ClientServer);
    assert!(player.swarm().is_none());
    player.show = Show::Both;
    player.refresh();
    let (trace, _) = player.words().expect("a run");
    assert_eq!(trace.architecture(), Architecture::P2p);
}

#[test]
fn what_cannot_be_run_says_why() {
    let player = ready("peers=1000000x1Mbps/8Mbps");
    let fault = player.tracks[P2P].fault.as_deref().expect("a reason");
    assert!(fault.contains("too large"), "{fault}");
    assert!(player.words().is_none());
    assert_eq!(player.end(), 0.0);
}

#[test]
fn the_speed_that_was_chosen_stays_and_another_fits_the_run() {
    let mut player = ready(SMALL);
    assert_eq!(player.speed, pleasant_speed(player.pleasant_end()));
    player.apply(Speed(99));
    assert_eq!(player.speed, SPEEDS.len() - 1);
    player.simulate(&scenario("file=64MiB&seed=7"), None);
    finish(&mut player);
    assert_eq!(player.speed, SPEEDS.len() - 1);
}

#[test]
fn a_run_is_played_in_about_half_a_minute() {
    for (end, speed) in [
        (25.0, 1.0),
        (67.0, 2.0),
        (201.0, 10.0),
        (7_680.0, 200.0),
        (0.5, 0.1),
    ] {
        assert_eq!(SPEEDS[pleasant_speed(end)], speed, "{end} s");
    }
    assert_eq!(SPEEDS[pleasant_speed(0.0)], 0.1);
    assert_eq!(SPEEDS[pleasant_speed(1e9)], 1000.0);
}
