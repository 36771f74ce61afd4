//! Scenarios in which the swarm once went wrong, each worked out by hand and refereed from its first event to its last.

mod replay;

use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::event::{Choke, Unchoke};
use p2p_model::swarm::snapshot::SlotState;
use p2p_model::swarm::{self, HostId, Trace, What, Why};

fn scenario(text: &str) -> Scenario {
    text.parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"))
}

/// Plays a scenario and checks every rule that the referee knows.
fn refereed_as(text: &str, architecture: Architecture) -> Trace {
    let trace = swarm::simulate(&scenario(text), architecture).expect("small enough");
    let faults = replay::faults_of(&trace);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{text}:\n{}", told.join("\n"));
    trace
}

fn refereed(text: &str) -> Trace {
    refereed_as(text, Architecture::P2p)
}

fn finish(trace: &Trace) -> Vec<Option<f64>> {
    let finish = trace.outcome().finish.iter();
    finish.map(|time| time.map(|time| time.0)).collect()
}

/// Checks when a peer finishes; `off` is what rounding may be, in seconds.
fn check_finish(trace: &Trace, peer: usize, expected: f64, off: f64) {
    let finish = finish(trace)[peer - 1];
    assert!(
        finish.is_some_and(|time| (time - expected).abs() <= off),
        "peer {peer} finishes at {finish:?}, not at {expected} s"
    );
}

/// Times of the events that are so.
fn times(trace: &Trace, is_so: impl Fn(&What) -> bool) -> Vec<f64> {
    let events = trace.events().iter();
    let so = events.filter(|event| is_so(&event.what));
    so.map(|event| event.time.0).collect()
}

/// How many things of one kind happen to a host at the very time of one of another kind.
fn ties(
    trace: &Trace,
    one: impl Fn(&What) -> Option<HostId>,
    other: impl Fn(&What) -> Option<HostId>,
) -> usize {
    let of = |kind: &dyn Fn(&What) -> Option<HostId>| -> Vec<(f64, HostId)> {
        let events = trace.events().iter();
        events
            .filter_map(|event| Some((event.time.0, kind(&event.what)?)))
            .collect()
    };
    let others = of(&other);
    let ones = of(&one).into_iter();
    ones.filter(|one| others.contains(one)).count()
}

fn sends(what: &What) -> Option<HostId> {
    match what {
        What::Received { from, .. } => Some(*from),
        _ => None,
    }
}

// ---- Who fails ------------------------------------------------------------------------------------------------------

/// 8 Mb at 4 Mb/s: peer 1 is due at 2 s, when it fails. Peer 2 comes at 50 s and takes 8 Mb at 50 kb/s: 160 s.
#[test]
fn who_fails_as_its_last_bits_are_due_finishes_then_or_never_and_others_do() {
    let trace = refereed(
        "file=8Mb&chunk=8Mb&server=4Mbps&peers=1x1Mbps/8Mbps,1x1Mbps/50kbps&arrive=50s&at=2s:fail:1",
    );
    assert!([None, Some(2.0)].contains(&finish(&trace)[0]));
    check_finish(&trace, 2, 210.0, 1e-6);
}

/// 256 KiB at 256 Kib/s take 8 s, also from 200 s on.
#[test]
fn who_comes_after_a_failure_is_served_to_the_end() {
    let trace =
        refereed("file=256KiB&server=256Kibps&peers=1x1Mbps/8Mbps&at=8s:fail:1,200s:join:1");
    assert!([None, Some(8.0)].contains(&finish(&trace)[0]));
    check_finish(&trace, 2, 208.0, 1e-6);
    assert!(
        trace
            .outcome()
            .stuck
            .iter()
            .all(|stuck| stuck.peer == HostId(1))
    );
}

#[test]
fn who_has_failed_can_neither_leave_nor_fail_again() {
    refereed("file=256KiB&server=256Kibps&peers=1x1Mbps/8Mbps&at=8s:fail:1,8s:leave:1");
    for second in ["fail:3", "leave:3"] {
        let trace = refereed(&format!("server=300kbps&at=10s:fail:3,20s:{second}"));
        let goes = |what: &What| {
            matches!(
                what,
                What::Left {
                    peer: HostId(3),
                    ..
                }
            )
        };
        // The neighbours notice after 120 s.
        assert_eq!(times(&trace, goes), [130.0], "{second}");
    }
}

#[test]
fn who_has_failed_asks_for_nothing_more() {
    let trace = refereed("at=20s:fail:3");
    let asks = |what: &What| matches!(what, What::Requested { to: HostId(3), .. });
    let asked = times(&trace, asks);
    assert!(!asked.is_empty() && asked.iter().all(|time| *time <= 20.0));
    assert!(trace.end().0 > 30.0);
}

// ---- Who is stuck ---------------------------------------------------------------------------------------------------

/// The server leaves after one copy. What peer 1 has then and peer 2 lacks, it sends after its next rechoke at the latest.
#[test]
fn nobody_is_stuck_whom_a_neighbour_would_unchoke_at_its_next_rechoke() {
    let mut finished = 0;
    for seed in 1..=40 {
        let trace = refereed(&format!(
            "file=32Mb&chunk=16Mb&server=8Mbps&peers=1x1Mbps/8Mbps,1x100kbps/8Mbps\
             &snub=1s&optimistic=off&origin=leave:1&seed={seed}"
        ));
        let stuck = &trace.outcome().stuck;
        assert!(
            stuck.iter().all(|stuck| stuck.why != Why::Apart),
            "{stuck:?}"
        );
        finished += usize::from(stuck.is_empty());
    }
    assert!(finished > 0, "not one of them could finish");
}

/// One after the other has the only place at the server, 256 KiB at 4 Mb/s in 0.524288 s, and leaves after 1 s. The
/// others look for neighbours each 300 s; the third has 1 Mb of the second by then, and takes the rest in 0.274288 s.
#[test]
fn a_seed_that_leaves_makes_room_for_those_who_wait() {
    let trace = refereed("file=256KiB&peers=3x1Mbps/8Mbps&accept=1&finish=leave:1s");
    let mut finish: Vec<f64> = finish(&trace).into_iter().flatten().collect();
    finish.sort_by(f64::total_cmp);
    let expected = [0.524_288, 300.524_288, 600.274_288];
    let near = |(time, expected): (&f64, &f64)| (time - expected).abs() < 1e-5;
    assert!(
        finish.len() == 3 && finish.iter().zip(&expected).all(near),
        "{finish:?}"
    );
}

/// Peer 3 fails at 32 s, and its neighbours have a place free from 152 s on: that may help somebody, so it is waited for.
#[test]
fn a_failed_neighbour_makes_room_after_two_minutes() {
    let trace = refereed("file=256KiB&peers=5x1Mbps/8Mbps&accept=1&at=32s:fail:3");
    let goes = |what: &What| {
        matches!(
            what,
            What::Left {
                peer: HostId(3),
                ..
            }
        )
    };
    assert_eq!(times(&trace, goes), [152.0]);
}

/// Peer 1 and the server have each other only. At the first look after 3700 s, at 3900 s, one of them calls peer 2,
/// which then takes 2 MiB at 4 or at 1 Mb/s.
#[test]
fn a_peer_that_comes_late_is_waited_for_from_when_it_came() {
    let trace = refereed("file=2MiB&peers=2x1Mbps/8Mbps&accept=1&arrive=3700s");
    let calls = |what: &What| matches!(what, What::Connected { to: HostId(2), .. });
    assert_eq!(times(&trace, calls), [3900.0]);
    let takes = finish(&trace)[1].map(|time| time - 3900.0);
    let near = |expected: f64| takes.is_some_and(|time| (time - expected).abs() < 1e-6);
    assert!(near(4.194_304) || near(16.777_216), "{takes:?}");
}

// ---- Whom to unchoke ------------------------------------------------------------------------------------------------

/// Of two that upload 1 kb/s a block takes minutes. Once choked for that, they get no slot by merit before the next rechoke,
/// though each poll makes them interested anew.
#[test]
fn who_snubs_gets_no_slot_back_by_a_new_interest() {
    let mut snubbed = 0;
    for seed in 1..=10 {
        let trace = refereed(&format!(
            "file=8MiB&server=1Mbps&peers=6x1Mbps/8Mbps,2x1kbps/8Mbps&have=10s&snub=5s&seed={seed}"
        ));
        for (index, event) in trace.events().iter().enumerate() {
            let What::Choked {
                link,
                why: Choke::Snubbing { silent },
                ..
            } = event.what
            else {
                continue;
            };
            assert!(silent.0 > 5.0);
            snubbed += 1;
            let until = event.time.0 + 10.0 - 1e-6;
            let next = trace.events()[index..].iter();
            let mut next = next.take_while(|event| event.time.0 < until);
            let back = next.find(|next| {
                matches!(next.what, What::Unchoked { link: again, why, .. }
                    if again == link && !matches!(why, Unchoke::Optimistic { .. }))
            });
            assert!(
                back.is_none(),
                "choked at {}, and then {back:?}",
                event.time.0
            );
        }
    }
    assert!(snubbed > 5, "only {snubbed} were snubbing");
}

/// Peer 5 uploads nothing until 100 s. What it ranks by then is what came in the last 20 s, and not all that ever did.
#[test]
fn the_window_is_20_s_also_for_one_that_uploaded_nothing_before() {
    let trace = refereed(
        "server=300kbps&peers=4x500kbps/8Mbps,1x0/8Mbps&slots=1&at=100s:rates:5:1Mbps/8Mbps",
    );
    let mut ranked = 0;
    for event in trace.events() {
        let (from, place) = match event.what {
            What::Unchoked {
                from,
                why: Unchoke::Reciprocation(place),
                ..
            } => (from, place),
            What::Choked {
                from,
                why: Choke::Outranked(place),
                ..
            } => (from, place),
            _ => continue,
        };
        if from == HostId(5) {
            // Four neighbours of 500 kb/s and a server of 300 kb/s.
            assert!(
                place.over.0 <= 20.0 && place.bits.0 <= 20 * 2_300_000,
                "{place:?}"
            );
            ranked += 1;
        }
    }
    assert!(ranked > 0, "it ranked nobody");
}

/// Whatever the interval is, those with the regular slots come first in the list that is shown after a rechoke.
#[test]
fn the_ranking_that_is_shown_is_the_one_that_decided() {
    let mut seen = 0;
    for rules in ["rechoke=5s", "rechoke=20s", "rechoke=4s&snub=3s"] {
        let text = format!("server=2Mbps&peers=8x1.1Mbps/8Mbps,4x300kbps/8Mbps&{rules}");
        let trace = refereed(&text);
        let interval = trace.scenario().rules.rechoke.0;
        for event in trace.events() {
            let What::Rechoked { host, .. } = event.what else {
                continue;
            };
            let ranking = trace.ranking(host, event.time);
            let regular = |slot| matches!(slot, SlotState::Regular { .. });
            let last = ranking.iter().rposition(|ranked| regular(ranked.slot));
            let is_seed = trace.at(event.time).hosts[host.index()].finished.is_some();
            let bits = |ranked: &swarm::Ranked| {
                if is_seed {
                    ranked.sent.0
                } else {
                    ranked.received.0
                }
            };
            for passed in &ranking[..last.unwrap_or(0)] {
                let equal = bits(passed).abs_diff(bits(&ranking[last.unwrap_or(0)])) <= 8;
                let optimistic = matches!(passed.slot, SlotState::Optimistic { .. });
                assert!(
                    regular(passed.slot) || optimistic || equal,
                    "{text}: {host} at {}: {ranking:?}",
                    event.time.0
                );
            }
            assert!(ranking.iter().all(|ranked| ranked.over.0 <= 2.0 * interval));
            seen += usize::from(last.is_some());
        }
    }
    assert!(seen > 50, "only {seen} rechokes");
}

/// A chunk of 120 kb takes half of an uplink of 8 kb/s 30 s: what begins with a turn ends with it.
#[test]
fn a_transfer_that_ends_with_an_optimistic_turn_leaves_one_optimistic_slot() {
    let mut met = 0;
    for seed in 1..=40 {
        for text in [
            "file=4Mb&chunk=4Mb&server=2Mbps&peers=9x0/8Mbps,1x16Mbps/16Mbps&optimistic=10s",
            "file=480kb&chunk=120kb&server=80kbps&peers=8x8kbps/8Mbps&slots=1",
        ] {
            let trace = refereed(&format!("{text}&seed={seed}"));
            let turns = |what: &What| match what {
                What::Choked {
                    from,
                    why: Choke::TurnOver,
                    ..
                } => Some(*from),
                _ => None,
            };
            met += ties(&trace, turns, sends);
        }
    }
    assert!(met > 0, "no transfer ended with a turn");
}

/// All downlinks are alike, and the server's link is 16 of them: its transfers end where they began, at its rechokes.
#[test]
fn a_transfer_that_ends_at_a_rechoke_leaves_as_many_slots_as_there_are() {
    let mut met = 0;
    for seed in 1..=20 {
        let trace = refereed(&format!(
            "file=1280KiB&server=16Mibps&peers=12x0/1Mibps&seed={seed}&serve=round"
        ));
        let rechokes = |what: &What| match what {
            What::Rechoked { host, .. } => Some(*host),
            _ => None,
        };
        met += ties(&trace, rechokes, sends);
    }
    assert!(met > 0, "no transfer ended at a rechoke");
}

// ---- Client–server --------------------------------------------------------------------------------------------------

/// 2 097 152 bits at 4 Mb/s take 0.524288 s. After the second copy the server leaves, and peer 3 finds nobody.
#[test]
fn a_server_that_has_left_serves_nobody() {
    let trace = refereed_as(
        "file=2097152b&peers=3x1Mbps/8Mbps&origin=leave:2&arrive=60s",
        Architecture::ClientServer,
    );
    check_finish(&trace, 1, 0.524_288, 1e-9);
    check_finish(&trace, 2, 60.524_288, 1e-9);
    assert_eq!(finish(&trace)[2], None);
    assert_eq!(trace.outcome().stuck.len(), 1);
}

#[test]
fn nobody_connects_to_a_server_that_has_left_or_failed() {
    for act in ["leave", "fail"] {
        let trace = refereed_as(
            &format!("peers=1x1Mbps/8Mbps&at=4s:{act}:server,5000s:join:1"),
            Architecture::ClientServer,
        );
        assert_eq!(finish(&trace), [None, None]);
        assert_eq!(
            times(&trace, |what| matches!(what, What::Connected { .. })),
            [0.0]
        );
    }
}

// ---- What is told of a run ------------------------------------------------------------------------------------------

#[test]
fn a_peer_that_joins_by_an_act_has_the_class_that_it_joins() {
    let trace = refereed("file=1MiB&peers=2x1Mbps/8Mbps,1x0/8Mbps&at=1s:join:2,2s:join:1");
    let classes: Vec<_> = trace.hosts().iter().map(|host| host.class).collect();
    assert_eq!(classes, [None, Some(0), Some(0), Some(1), Some(1), Some(0)]);
    assert!(finish(&trace).iter().all(Option::is_some));
}

/// A peer that uploads nothing has the optimistic slots alone: a fifth of 50 uplinks of 1 Mb/s, drawn among 46 neighbours:
/// 50 · 0.2 / 46 = 0.22 Mb/s, and 0.05 Mb/s of slots that are free at the start. The server, which asks for nothing in
/// return, gives it a part like all others, 5 / 51 = 0.1 Mb/s or more. The others share the rest, about 1 Mb/s.
#[test]
fn a_free_rider_gets_a_fifth_of_what_others_get_while_all_trade() {
    let mut rates = [0.0; 2];
    for seed in 1..=16 {
        let text = format!("file=64MiB&server=5Mbps&peers=50x1Mbps/1Gbps,1x0/1Gbps&seed={seed}");
        let outcome = swarm::outcome(&scenario(&text), Architecture::P2p).expect("small enough");
        let first = outcome.first_finish.expect("somebody finishes");
        for (sum, class) in rates.iter_mut().zip(&first.classes) {
            *sum += class.rate.0 as f64 / 16e6;
        }
        let finishes = outcome.finish.iter().flatten().map(|time| time.0);
        assert_eq!(first.time.0, finishes.fold(f64::INFINITY, f64::min));
    }
    assert!((0.9..1.1).contains(&rates[0]), "{rates:?}");
    assert!((0.3..0.5).contains(&rates[1]), "{rates:?}");
}
