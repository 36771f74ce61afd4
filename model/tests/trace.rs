//! The history of a run, asked from all sides: whatever way one looks, it is the same run.

use p2p_model::bounds::Architecture;
use p2p_model::swarm::event::{Choke, Parting, Request, Standing, Stop, Unchoke};
use p2p_model::swarm::{self, HostId, LinkId, SwarmError, Trace, What};
use p2p_model::units::{BitRate, Bits, Seconds};

const SWARM: &str = "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,2x0/8Mbps&seed=3";
const CHANGING: &str = "file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps&seed=3&finish=leave:20s&arrive=2s\
                        &at=15s:fail:3,20s:join:1,25s:leave:4,30s:mute:5,35s:rates:6:2Mbps/9Mbps";

fn play(text: &str) -> Trace {
    let scenario = text
        .parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"));
    swarm::simulate(&scenario, Architecture::P2p).expect("small enough")
}

/// Times all over a run, between its events as well as at them.
fn times(trace: &Trace) -> Vec<Seconds> {
    let parts = (0..40).map(|part| Seconds(trace.end().0 * f64::from(part) / 39.0));
    parts
        .chain(trace.events().iter().step_by(97).map(|event| event.time))
        .collect()
}

#[test]
fn stepping_forwards_visits_every_instant_and_backwards_the_same() {
    let trace = play(SWARM);
    let mut instants: Vec<Seconds> = trace.events().iter().map(|event| event.time).collect();
    instants.dedup();
    let forwards: Vec<Seconds> =
        std::iter::successors(Some(instants[0]), |time| trace.next(*time)).collect();
    assert_eq!(forwards, instants);
    let mut backwards: Vec<Seconds> =
        std::iter::successors(Some(trace.end()), |time| trace.previous(*time)).collect();
    backwards.reverse();
    assert_eq!(backwards, instants);
}

#[test]
fn the_next_and_previous_of_a_kind_are_the_nearest() {
    let trace = play(SWARM);
    let is_rechoke = |what: &What| {
        matches!(
            what,
            What::Rechoked {
                host: HostId(2),
                ..
            }
        )
    };
    for time in times(&trace) {
        let rechokes = || {
            trace
                .events()
                .iter()
                .enumerate()
                .filter(|(_, event)| is_rechoke(&event.what))
        };
        let next = rechokes()
            .find(|(_, event)| event.time > time)
            .map(|(index, event)| (event.time, index));
        let previous = rechokes()
            .rfind(|(_, event)| event.time < time)
            .map(|(index, event)| (event.time, index));
        assert_eq!(trace.next_where(time, is_rechoke), next);
        assert_eq!(trace.previous_where(time, is_rechoke), previous);
    }
}

#[test]
fn the_events_between_two_times_are_those_after_the_first_up_to_the_second() {
    let trace = play(SWARM);
    let (from, to) = (Seconds(10.0), Seconds(20.0));
    let between = trace
        .events()
        .iter()
        .filter(|event| event.time > from && event.time <= to);
    assert!(between.eq(trace.between(from, to)));
    assert!(trace.between(to, from).is_empty());
}

#[test]
fn the_counts_of_copies_are_those_of_the_snapshots() {
    for text in [SWARM, CHANGING] {
        let trace = play(text);
        for chunk in [0, 7, trace.chunk_count() - 1] {
            let copies = trace.copies(chunk);
            for time in times(&trace) {
                let step = copies
                    .iter()
                    .rfind(|(from, _)| *from <= time)
                    .map_or(0, |(_, count)| *count);
                assert_eq!(
                    step as usize,
                    trace.at(time).copies(chunk),
                    "chunk {chunk} at {time:?}"
                );
            }
        }
    }
}

#[test]
fn the_parts_of_all_hosts_are_the_part_of_each() {
    let trace = play("file=2MiB&peers=6x1Mbps/8Mbps,2x0/8Mbps&seed=3");
    let scenario = trace.scenario();
    for time in times(&trace).into_iter().step_by(7) {
        let snapshot = trace.at(time);
        let parts = snapshot.parts_of_file(scenario);
        assert_eq!(parts.len(), trace.hosts().len());
        for (host, part) in (0..).map(HostId).zip(parts) {
            let alone = snapshot.part_of_file(host, scenario);
            assert!(
                (part - alone).abs() < 1e-12,
                "{host} at {time:?}: {part}, {alone}"
            );
        }
    }
}

#[test]
fn the_rates_are_those_of_the_snapshots() {
    for text in [SWARM, CHANGING] {
        let trace = play(text);
        for host in [HostId::SERVER, HostId(1), HostId(6)] {
            let rates = trace.rates(host);
            for time in times(&trace) {
                let (_, up, down) = rates
                    .iter()
                    .rfind(|(from, ..)| *from <= time)
                    .copied()
                    .unwrap_or_default();
                let now = trace.at(time);
                assert!(
                    (up - now.upload_rate(host)).abs() < 1.0,
                    "{host} at {time:?}"
                );
                assert!(
                    (down - now.download_rate(host)).abs() < 1.0,
                    "{host} at {time:?}"
                );
            }
        }
    }
}

#[test]
fn the_progress_of_a_peer_leads_to_the_whole_file() {
    let trace = play(SWARM);
    let file = trace.scenario().file.0 as f64;
    for peer in (1..=10).map(HostId) {
        let progress = trace.progress(peer);
        assert_eq!(progress[0], (Seconds(0.0), 0.0));
        let (_, last) = progress[progress.len() - 1];
        // Parts of a bit that were on their way at a choke are sent anew.
        assert!((last - file).abs() < 200.0, "{peer}: {last} of {file}");
        for time in times(&trace) {
            let now = trace.at(time);
            let whole: u64 = now.hosts[peer.index()]
                .chunks
                .iter()
                .map(|chunk| trace.chunk_bits(chunk).0)
                .sum();
            let after = progress.partition_point(|(at, _)| *at <= time);
            let (from, bits) = progress[after - 1];
            let bits = progress.get(after).map_or(bits, |(to, more)| {
                bits + (more - bits) * (time.0 - from.0) / (to.0 - from.0)
            });
            // A block that is on its way twice (endgame) counts twice until one of the two has won.
            let seen = whole as f64 + now.started_bits(peer);
            assert!(
                (seen - bits).abs() < 200_000.0,
                "{peer} at {time:?}: {bits} and {seen}"
            );
        }
    }
}

#[test]
fn a_ranking_has_every_neighbour_once_the_interested_first_and_by_what_counts() {
    let trace = play(SWARM);
    for time in times(&trace) {
        let now = trace.at(time);
        let then = trace.at(Seconds((time.0 - 20.0).max(0.0)));
        for host in [HostId::SERVER, HostId(1), HostId(9)] {
            let ranking = trace.ranking(host, time);
            let mut links: Vec<LinkId> = ranking.iter().map(|ranked| ranked.link).collect();
            links.sort_unstable();
            let mut expected = now.hosts[host.index()].links.clone();
            expected.sort_unstable();
            assert_eq!(links, expected);
            let is_seed = now.hosts[host.index()].finished.is_some();
            let merit = |ranked: &swarm::Ranked| {
                if is_seed {
                    ranked.sent
                } else {
                    ranked.received
                }
            };
            for pair in ranking.windows(2) {
                let [first, second] = pair else {
                    unreachable!("windows of two")
                };
                assert!(first.interested || !second.interested);
                let same = first.interested == second.interested;
                assert!(!same || merit(first) >= merit(second));
            }
            for ranked in &ranking {
                assert_eq!(ranked.interested, now.interested(ranked.peer, host));
                let before = then
                    .links
                    .get(ranked.link.index())
                    .map_or(0.0, |link| link.sent_in_all());
                let sent = now.links[ranked.link.index()].sent_in_all() - before;
                assert!((ranked.sent.0 as f64 - sent).abs() <= 1.0);
            }
        }
    }
}

#[test]
fn a_history_too_large_to_keep_says_how_large_would_be_fine() {
    let scenario = "file=1GiB&server=4Mbps&peers=1000x1Mbps/8Mbps&seed=1"
        .parse()
        .expect("it is valid");
    let error = swarm::simulate(&scenario, Architecture::P2p).expect_err("4 096 000 chunks");
    assert!(matches!(
        error,
        SwarmError::TooLarge {
            cells: 4_096_000,
            ..
        }
    ));
    let text = error.to_string();
    assert!(
        text.contains("4096000") && text.contains("chunk=") && text.contains("fewer peers"),
        "{text}"
    );
}

#[test]
fn every_event_is_a_sentence_of_its_own_hosts() {
    for text in [SWARM, CHANGING] {
        for event in play(text).events() {
            let words = event.what.to_string();
            assert!(words.len() > 10 && !words.ends_with('.'), "{words}");
            if let What::Unchoked { from, to, why, .. } = &event.what {
                assert_eq!(words, format!("{from} unchokes {to}: {why}"));
            }
        }
    }
}

/// A sentence with plain spaces.
fn plain(words: &impl ToString) -> String {
    words.to_string().replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn reasons_say_what_decided() {
    let place = Standing {
        rank: 6,
        of: 9,
        bits: Bits(1_000_000),
        over: Seconds(20.0),
    };
    let (host, peer) = (HostId(3), HostId(4));
    let cases = [
        (
            plain(&Choke::Outranked(place)),
            "only 6th of 9 by rate, 50 kb/s over 20 s",
        ),
        (
            plain(&Choke::Snubbing {
                silent: Seconds(75.0),
            }),
            "it has sent nothing for 75 s, though it unchokes",
        ),
        (
            plain(&Choke::NotInterested),
            "it needs nothing more from here at present",
        ),
        (
            plain(&Unchoke::FreeSlot { waiting: 1 }),
            "a slot was free and nobody else was waiting",
        ),
        (
            plain(&Unchoke::FreeSlot { waiting: 4 }),
            "a slot was free, and it was next of 4 waiting",
        ),
        (
            plain(&Unchoke::Optimistic {
                among: 5,
                new: 0,
                is_new: false,
            }),
            "optimistic, drawn at random among 5",
        ),
        (
            plain(&Unchoke::Optimistic {
                among: 5,
                new: 2,
                is_new: true,
            }),
            "optimistic, drawn at random among 5; as a new neighbour three times as likely",
        ),
        (
            plain(&Request::Rarest {
                copies: 1,
                neighbours: 9,
                ties: 3,
            }),
            "1 copy among 9 neighbours, as rare as 2 more, drawn at random",
        ),
        (plain(&Request::InOrder), "the first one missing"),
        (
            plain(&Stop::Cancelled),
            "the block came from another neighbour first",
        ),
        (
            plain(&What::Left {
                peer: host,
                why: Parting::Early,
            }),
            "peer 3 leaves before it has the file",
        ),
        (
            plain(&What::Rerated {
                host: peer,
                up: BitRate(0),
                down: BitRate(1),
            }),
            "peer 4 uploads nothing from now on",
        ),
    ];
    for (words, expected) in cases {
        assert_eq!(words, expected);
    }
}

/// From the event with which a request began to flow to its arrival, its link has carried exactly what was requested: also
/// where the request had to wait for the one before it.
#[test]
fn a_request_flows_from_the_event_with_which_it_begins() {
    let text = "file=8MiB&server=4Mbps&peers=6x1Mbps/8Mbps,2x0/8Mbps&seed=3";
    let trace = swarm::simulate(&text.parse().expect(text), Architecture::P2p).expect(text);
    let mut waited = 0;
    for (index, event) in trace.events().iter().enumerate() {
        let What::Received { link, chunk, .. } = event.what else {
            continue;
        };
        let after = trace.after(index);
        let transfer = after.links[link.index()]
            .transfer()
            .expect("it is on its way");
        assert_eq!(transfer.chunk, chunk);
        let begun = trace.begun(transfer.event as usize, link);
        waited += usize::from(begun > transfer.event as usize);
        let sent = |time| trace.at(time).links[link.index()].sent.0;
        let carried = sent(event.time) - sent(trace.events()[begun].time);
        assert_eq!(carried, transfer.asked.0, "{event:?}");
    }
    assert!(waited > 50, "only {waited} requests waited");
}
