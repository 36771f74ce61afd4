//! What is read from a history: moments, the spread of a chunk, series, two runs beside each other. First worked by
//! hand on swarms of one or two peers, then held to the snapshots of any run.

mod any;

use any::scenarios;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{
    self, Comparison, Delivery, Giver, HostId, Moment, MomentKind, Rarest, Trace, What, compare,
    completed, copies_over_time, finish_by_upload, moments, simulate, spread, upload_use,
};
use p2p_model::units::{BitRate, Bits, Seconds};
use proptest::prelude::*;

/// One chunk of 1 Mb. The server sends 0.9 Mb/s to peer 1 and 0.1 Mb/s, all it can take, to peer 2: peer 1 has it
/// after 1/0.9 s, peer 2 after 10 s, whoever sends it.
const ONE_CHUNK: &str =
    "file=1Mb&chunk=1Mb&server=1Mbps&peers=1x1Mbps/8Mbps,1x1Mbps/100kbps&seed=1&endgame=off";

/// Two chunks of 1 Mb, in order, for two peers that take 1 Mb/s each: at 1 s both have the first, and the server has
/// sent the bits of one copy and leaves.
const LOST: &str =
    "file=2Mb&chunk=1Mb&server=2Mbps&peers=2x1Mbps/8Mbps&seed=1&pick=order&origin=leave:1";

fn play(text: &str) -> Trace {
    let scenario: Scenario = text
        .parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"));
    simulate(&scenario, Architecture::P2p).expect("small enough")
}

/// A sentence with plain spaces.
fn plain(words: &impl ToString) -> String {
    words.to_string().replace(['\u{a0}', '\u{202f}'], " ")
}

/// Every moment with its time to a thousandth of a second.
fn told(trace: &Trace) -> Vec<String> {
    let moments = moments(trace);
    let line = |moment: &Moment| format!("{:.3} {}", moment.time.0, plain(moment));
    moments.iter().map(line).collect()
}

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn the_moments_of_one_client_are_its_finish() {
    let trace = play("file=2Mb&chunk=1Mb&server=1Mbps&peers=1x1Mbps/8Mbps&seed=1");
    assert_eq!(
        told(&trace),
        [
            "2.000 every chunk has reached some peer: the first whole copy has left the server",
            "2.000 peer 1 has the whole file",
        ]
    );
}

#[test]
fn a_chunk_is_rare_when_the_server_goes_and_lost_when_its_last_holder_goes() {
    let trace = play(&format!("{ONE_CHUNK}&at=2s:leave:server,3s:fail:1"));
    assert_eq!(
        told(&trace),
        [
            "1.111 every chunk has reached some peer: the first whole copy has left the server",
            "1.111 peer 1 has the whole file, the first of 2",
            "2.000 act: the server leaves",
            "2.000 the server leaves",
            "2.000 chunk 0 is down to one copy, at peer 1",
            "3.000 act: peer 1 falls silent",
            "3.000 peer 1 falls silent",
            "3.000 nobody who is there has the whole file any more",
            "3.000 no copy of chunk 0 is left",
        ]
    );
}

#[test]
fn nothing_is_rare_or_lost_where_everybody_has_it() {
    // Peer 2 has the file after 1 Mb at 0.1 Mb/s.
    let trace = play(&format!(
        "{ONE_CHUNK}&at=11s:leave:server,12s:leave:1,13s:leave:2"
    ));
    let told = told(&trace);
    assert!(told.contains(&"10.000 peer 2 has the whole file, the last of 2".to_owned()));
    let bad = |line: &&String| line.contains("copy of") || line.contains("down to");
    assert_eq!(told.iter().find(bad), None);
    assert!(told.contains(&"13.000 peer 2 leaves".to_owned()));
    assert!(!told.iter().any(|line| line.contains("nobody")));
}

#[test]
fn a_chunk_that_only_a_later_peer_will_miss_is_lost_all_the_same() {
    let told = told(&play(
        "file=1Mb&chunk=1Mb&server=1Mbps&peers=2x1Mbps/8Mbps&arrive=5s&seed=1&at=2s:leave:server,3s:leave:1",
    ));
    assert!(told.contains(&"3.000 no copy of chunk 0 is left".to_owned()));
    assert!(told.contains(&"3.000 nobody who is there has the whole file any more".to_owned()));
    assert!(told.contains(&"5.000 peer 2 joins the torrent".to_owned()));
}

#[test]
fn several_chunks_lost_together_are_one_moment() {
    let trace = play(
        &LOST
            .replace("file=2Mb", "file=4Mb")
            .replace("2Mbps", "4Mbps"),
    );
    // At 2 Mb/s each both have two chunks when four have been sent.
    assert_eq!(
        told(&trace),
        [
            "1.000 the server leaves",
            "1.000 nobody who is there has the whole file any more",
            "1.000 no copy of chunk 2 is left, nor of 1 more",
        ]
    );
}

#[test]
fn acts_read_as_what_they_do() {
    let trace = play(
        "file=8MiB&server=4Mbps&peers=3x1Mbps/8Mbps&seed=1&at=1s:join:1,2s:mute:1,3s:rates:2:2Mbps/9Mbps,4s:rates:server:3Mbps/1Mbps",
    );
    let acts: Vec<String> = moments(&trace)
        .iter()
        .filter(|moment| matches!(moment.kind, MomentKind::Act(_)))
        .map(plain)
        .collect();
    assert_eq!(
        acts,
        [
            "act: one more peer of class 1 comes",
            "act: peer 1 uploads nothing from now on",
            "act: peer 2 has 2 Mb/s up and 9 Mb/s down from now on",
            "act: the server has 3 Mb/s up from now on",
        ]
    );
}

#[test]
fn a_server_alone_sees_no_give_and_take() {
    let scenario = Scenario::default();
    let trace = simulate(&scenario, Architecture::ClientServer).expect("small");
    let is_exchange =
        |moment: &Moment| matches!(moment.kind, MomentKind::FirstReciprocation { .. });
    assert!(!moments(&trace).iter().any(is_exchange));
    assert!(
        moments(&play(&scenario.to_string()))
            .iter()
            .any(is_exchange)
    );
}

#[test]
fn a_chunk_spreads_from_the_server_to_each_that_it_serves() {
    let trace = play(&format!("{ONE_CHUNK}&optimistic=off&slots=1"));
    // The server serves one peer at a time; whoever is first passes the chunk on.
    let spread = spread(&trace, 0);
    assert_eq!(spread.len(), 2);
    assert_eq!((spread[0].depth, spread[0].from.len()), (1, 1));
    assert_eq!(
        spread[0].from[0],
        Giver {
            host: HostId::SERVER,
            bits: Bits(1_000_000)
        }
    );
    let server_alone = simulate(trace.scenario(), Architecture::ClientServer).expect("small");
    let by_server: Vec<Delivery> = swarm::spread(&server_alone, 0);
    assert!(by_server.iter().all(|delivery| delivery.depth == 1));
    assert_eq!(by_server[0].peer, HostId(1));
    assert!(is_near(by_server[0].whole.0, 1.0 / 0.9) && is_near(by_server[1].whole.0, 10.0));
    assert!(
        by_server
            .iter()
            .all(|delivery| delivery.begun == Seconds(0.0))
    );
}

#[test]
fn steps_count_those_who_have_the_file() {
    let trace = play(ONE_CHUNK);
    let steps = completed(&trace);
    assert_eq!(steps.len(), 3);
    assert_eq!(steps[0], (Seconds(0.0), 0));
    assert!(is_near(steps[1].0.0, 1.0 / 0.9) && steps[1].1 == 1);
    assert!(is_near(steps[2].0.0, 10.0) && steps[2].1 == 2);
}

#[test]
fn the_heat_of_one_chunk_counts_its_holders() {
    let heat = copies_over_time(&play(ONE_CHUNK), 11, 5);
    assert_eq!(heat.times[3], Seconds(3.0));
    assert_eq!((heat.rows(), heat.chunks_per_row, heat.most), (1, 1, 3));
    assert_eq!(heat.row(0), [1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3]);
}

#[test]
fn upload_use_is_the_integral_of_what_flows_by_what_could() {
    // 4 Mb: 2 Mb/s for a second, then 1 Mb/s for two; capacity 3 Mb/s, then 2 Mb/s.
    // And the same on links of which half carries no file.
    for text in [
        "file=4Mb&chunk=4Mb&server=2Mbps&peers=1x1Mbps/8Mbps&seed=1&at=1s:rates:server:1Mbps/1Mbps",
        "file=4Mb&chunk=4Mb&server=4Mbps&peers=1x2Mbps/16Mbps&seed=1&overhead=50%&at=1s:rates:server:2Mbps/0",
    ] {
        let trace = play(text);
        let near = |want: &[f64]| {
            let uses = upload_use(&trace, want.len());
            assert!(uses.iter().all(|part| part.peers == 0.0));
            let got = uses.iter().map(|part| part.server);
            assert!(got.zip(want).all(|(a, b)| is_near(a, *b)), "{uses:?}");
        };
        near(&[4.0 / 7.0]);
        near(&[2.0 / 3.0, 0.5, 0.5]);
        near(&[(2.0 + 0.5) / (3.0 + 1.0), 0.5]);
    }
}

#[test]
fn a_download_is_counted_from_when_the_peer_came_with_the_link_it_came_with() {
    // The second peer comes at 5 s with a new link, and gets from both the 1 Mb/s that it can take.
    let trace = play(
        "file=1Mb&chunk=1Mb&server=1Mbps&peers=2x1Mbps/8Mbps&arrive=5s&seed=1&endgame=off&at=2s:rates:2:3Mbps/1Mbps,6s:mute:1",
    );
    let downloads = finish_by_upload(&trace);
    assert_eq!(downloads.len(), 2);
    assert_eq!(downloads[0].up, BitRate(1_000_000));
    assert_eq!(downloads[1].up, BitRate(3_000_000));
    for download in downloads {
        assert!(
            is_near(download.time.expect("it finishes").0, 1.0),
            "{download:?}"
        );
    }
}

#[test]
fn one_who_never_comes_has_no_download_and_one_who_leaves_early_has_no_time() {
    let trace = play(
        "file=8Mb&chunk=1Mb&server=1Mbps&peers=3x1Mbps/8Mbps&arrive=5s&seed=1&at=2s:leave:1,3s:leave:3",
    );
    let downloads = finish_by_upload(&trace);
    let peers: Vec<HostId> = downloads.iter().map(|download| download.peer).collect();
    assert_eq!(peers, [HostId(1), HostId(2)]);
    assert_eq!(downloads[0].time, None);
}

fn compared(a: &str, b: &str) -> Comparison {
    compare(&play(a), &play(b))
}

const ONE_CLIENT: &str = "file=2Mb&chunk=1Mb&server=1Mbps&peers=1x1Mbps/8Mbps&seed=1";

#[test]
fn a_faster_server_is_that_much_sooner() {
    let comparison = compared(
        ONE_CLIENT,
        &ONE_CLIENT.replace("server=1Mbps", "server=2Mbps"),
    );
    assert!(is_near(comparison.later.expect("both end"), -1.0));
    assert!(is_near(comparison.ratio.expect("both end"), 0.5));
    assert!(is_near(comparison.mean_later.expect("it ends"), -1.0));
    assert_eq!(comparison.a.server_share, 1.0);
    assert_eq!(
        plain(&comparison.sentence()),
        "server=2Mbps instead of 1Mbps: everybody has the file at 1 s, 1 s sooner."
    );
    let back = compared(
        &ONE_CLIENT.replace("server=1Mbps", "server=2Mbps"),
        ONE_CLIENT,
    );
    assert_eq!(
        plain(&back.sentence()),
        "server=1Mbps instead of 2Mbps: everybody has the file at 2 s, 1 s later."
    );
}

#[test]
fn a_rule_that_never_comes_into_play_changes_nothing() {
    let comparison = compared(ONE_CLIENT, &format!("{ONE_CLIENT}&snub=off"));
    assert_eq!(comparison.parted, None);
    assert_eq!(
        plain(&comparison.sentence()),
        "snub=off instead of 60s: nothing changes, everybody has the file at 2 s."
    );
    assert_eq!(
        plain(&compared(LOST, LOST).sentence()),
        "the same scenario: nothing changes, 2 of 2 peers never have the file; no copy of chunk 1 was left at 1 s."
    );
}

#[test]
fn another_way_to_the_same_end_is_said_to_be_that() {
    // Nobody wants anything from the only client.
    let comparison = compared(
        ONE_CLIENT,
        &format!("{ONE_CLIENT}&at=1s:rates:1:2Mbps/8Mbps"),
    );
    let parted = comparison.parted.expect("one event more");
    assert!(is_near(parted.time.0, 1.0));
    assert_eq!(
        plain(&comparison.sentence()),
        "with at=1s:rates:1:2Mbps/8Mbps: everybody has the file at 2 s, at the same time as before."
    );
}

#[test]
fn who_never_has_the_file_is_counted_on_both_sides() {
    let whole = LOST.replace("&origin=leave:1", "");
    let to_loss = compared(&whole, LOST);
    assert_eq!(
        (to_loss.later, to_loss.ratio, to_loss.mean_later),
        (None, None, None)
    );
    assert_eq!(
        to_loss.b.rarest,
        Some(Rarest {
            chunk: 1,
            time: Seconds(1.0),
            copies: 0
        })
    );
    let sentence = plain(&to_loss.sentence());
    assert_eq!(
        sentence,
        "origin=leave:1 instead of stay: 2 of 2 peers never have the file, where before everybody had it at 2 s; \
         no copy of chunk 1 was left at 1 s."
    );
    assert_eq!(
        plain(&compared(LOST, &whole).sentence()),
        "origin=stay instead of leave:1: everybody has the file at 2 s, where before 2 of 2 peers never had it."
    );
    let three = LOST.replace("2x1Mbps", "3x1Mbps");
    let comparison = compared(LOST, &three);
    let sentence = plain(&comparison.sentence());
    assert!(
        sentence.starts_with(
            "peers=3x1Mbps/8Mbps instead of 2x1Mbps/8Mbps: 3 of 3 peers never have the file, where before it was 2 of 2 peers"
        ),
        "{sentence}"
    );
    assert_eq!(comparison.peers.len(), 2);
    let sentence = plain(&compared(LOST, &format!("{LOST}&at=9s:mute:1")).sentence());
    assert!(
        sentence.contains("never have the file, as many as before"),
        "{sentence}"
    );
}

#[test]
fn riders_are_set_beside_the_others() {
    // The server sends 0.5 Mb/s to each, and both have the only chunk after 2 s.
    let comparison = compared(
        "file=1Mb&chunk=1Mb&server=1Mbps&peers=1x1Mbps/8Mbps,1x0/8Mbps&seed=1",
        ONE_CLIENT,
    );
    let riders = comparison.a.riders.expect("one of each");
    assert!(is_near(riders.riders.0, 2.0) && is_near(riders.others.0, 2.0));
    assert_eq!(comparison.b.riders, None);
}

#[test]
fn peer_to_peer_against_the_server_alone() {
    let scenario = Scenario::default();
    let alone = simulate(&scenario, Architecture::ClientServer).expect("small");
    let among_peers = simulate(&scenario, Architecture::P2p).expect("small");
    let comparison = compare(&alone, &among_peers);
    assert_eq!(comparison.a.server_share, 1.0);
    assert!(comparison.b.server_share < 0.5);
    let sentence = plain(&comparison.sentence());
    assert!(sentence.starts_with("P2P instead of client–server: everybody"));
    assert!(sentence.ends_with("s sooner."), "{sentence}");
}

/// The first request answered by a peer that lacks chunks, to one that had sent to it.
fn first_reciprocation(trace: &Trace) -> Option<usize> {
    let is_it = |(index, what): &(usize, &What)| {
        let What::Requested { from, link, .. } = what else {
            return false;
        };
        let before = trace.after(*index);
        before.hosts[from.index()].chunks.len() < trace.chunk_count()
            && before.links[link.back().index()].sent.0 > 0
    };
    let events = trace.events().iter().map(|event| &event.what).enumerate();
    events.filter(is_it).map(|(index, _)| index).next()
}

/// The chunks that go by an event from two copies or more to one, and those that go to none, as the snapshots have it.
fn falls(trace: &Trace, index: usize) -> (Vec<u32>, Vec<u32>) {
    let (before, after) = (trace.after(index), trace.after(index + 1));
    let waits = |chunk: u32| {
        let mut there = after
            .hosts
            .iter()
            .filter(|host| host.present && !host.failed);
        there.any(|host| !host.chunks.has(chunk))
    };
    let comes = trace.events()[index + 1..]
        .iter()
        .any(|event| matches!(event.what, What::Joined { .. }));
    let chunks =
        || (0..trace.chunk_count()).filter(|chunk| before.copies(*chunk) > after.copies(*chunk));
    let rare = chunks().filter(|chunk| after.copies(*chunk) == 1 && waits(*chunk));
    let lost = chunks().filter(|chunk| after.copies(*chunk) == 0 && (waits(*chunk) || comes));
    (rare.collect(), lost.collect())
}

fn check_moments(trace: &Trace) {
    let moments = moments(trace);
    assert!(moments.is_sorted_by_key(|moment| moment.time));
    let of = |index: usize| moments.iter().filter(move |moment| moment.event == index);
    let mut finished = 0;
    let mut was_rare = vec![false; trace.chunk_count() as usize];
    for (index, event) in trace.events().iter().enumerate() {
        let kinds: Vec<&MomentKind> = of(index)
            .filter(|moment| !matches!(moment.kind, MomentKind::Act(_)))
            .map(|moment| &moment.kind)
            .collect();
        assert!(of(index).all(|moment| moment.time <= event.time));
        match event.what {
            What::Finished { peer } => {
                finished += 1;
                let of = u32::try_from(trace.hosts().len() - 1).expect("few");
                let place = finished;
                assert_eq!(kinds, [&MomentKind::Finished { peer, place, of }]);
            }
            What::Left { .. } | What::Failed { .. } => {
                let (mut rare, lost) = falls(trace, index);
                rare.retain(|chunk| !was_rare[*chunk as usize]);
                rare.iter()
                    .for_each(|chunk| was_rare[*chunk as usize] = true);
                let is_rare = kinds.iter().find_map(|kind| match kind {
                    MomentKind::Rare {
                        chunk,
                        holder,
                        more,
                    } => Some((*chunk, *holder, *more as usize + 1)),
                    _ => None,
                });
                assert_eq!(is_rare.map(|(chunk, ..)| chunk), rare.first().copied());
                if let Some((chunk, holder, count)) = is_rare {
                    assert_eq!(count, rare.len());
                    let holder = &trace.after(index + 1).hosts[holder.index()];
                    assert!(holder.present && !holder.failed && holder.chunks.has(chunk));
                }
                let is_lost = kinds.iter().find_map(|kind| match kind {
                    MomentKind::Lost { chunk, more } => Some((*chunk, *more as usize + 1)),
                    _ => None,
                });
                assert_eq!(is_lost, lost.first().map(|chunk| (*chunk, lost.len())));
            }
            _ => {}
        }
    }
    let exchange = moments
        .iter()
        .find(|moment| matches!(moment.kind, MomentKind::FirstReciprocation { .. }));
    assert_eq!(
        exchange.map(|moment| moment.event),
        first_reciprocation(trace)
    );
    let copy = moments
        .iter()
        .find(|moment| moment.kind == MomentKind::FirstCopy);
    let spread_by = |index: usize| {
        (0..trace.chunk_count()).all(|chunk| {
            trace.events()[..index].iter().any(
                |event| matches!(event.what, What::Completed { chunk: whole, .. } if whole == chunk),
            )
        })
    };
    match copy {
        Some(moment) => assert!(spread_by(moment.event + 1) && !spread_by(moment.event)),
        None => assert!(!spread_by(trace.events().len())),
    }
}

fn check_spread(trace: &Trace) {
    let last = trace.after(trace.events().len());
    for chunk in 0..trace.chunk_count() {
        let spread = spread(trace, chunk);
        let mut peers: Vec<HostId> = spread.iter().map(|delivery| delivery.peer).collect();
        peers.sort_unstable();
        let holders = (0..).map(HostId).zip(&last.hosts).skip(1);
        let holders = holders.filter(|(_, host)| host.chunks.has(chunk));
        assert!(peers.iter().copied().eq(holders.map(|(peer, _)| peer)));
        assert!(spread.is_sorted_by_key(|delivery| delivery.whole));
        let depth_of = |host: HostId| match host {
            HostId::SERVER => Some(0),
            peer => spread
                .iter()
                .find(|other| other.peer == peer)
                .map(|other| other.depth),
        };
        for Delivery {
            peer,
            from,
            begun,
            whole,
            depth,
        } in &spread
        {
            assert!(begun <= whole);
            assert_eq!(
                from.iter().map(|giver| giver.bits.0).sum::<u64>(),
                trace.chunk_bits(chunk).0
            );
            assert!(from.is_sorted_by(|a, b| a.bits >= b.bits));
            assert_eq!(Some(*depth), depth_of(from[0].host).map(|depth| depth + 1));
            for giver in from {
                let since = spread.iter().find(|other| other.peer == giver.host);
                assert!(
                    giver.host == HostId::SERVER
                        || since.is_some_and(|giver| giver.whole <= *whole)
                );
                assert!(giver.host != *peer && giver.bits.0 > 0);
            }
        }
    }
}

fn check_series(trace: &Trace, columns: usize, rows: usize) {
    let steps = completed(trace);
    let finished = trace.outcome().finish.iter().flatten().count();
    assert_eq!(steps[steps.len() - 1].1 as usize, finished);
    assert!(steps.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));

    let heat = copies_over_time(trace, columns, rows);
    assert!(heat.rows() <= rows && heat.times.len() == columns);
    for (column, time) in heat.times.iter().enumerate() {
        let now = trace.at(*time);
        for row in 0..heat.rows() {
            let first = u32::try_from(row).expect("few") * heat.chunks_per_row;
            let chunks = first..(first + heat.chunks_per_row).min(trace.chunk_count());
            let rarest = chunks
                .map(|chunk| now.copies(chunk))
                .min()
                .expect("no row is empty");
            assert_eq!(heat.row(row)[column] as usize, rarest);
        }
    }
    assert_eq!(heat.counts.iter().max(), Some(&heat.most));

    let uses = upload_use(trace, columns);
    assert_eq!(uses.len(), columns);
    assert_eq!(uses[columns - 1].to, trace.end());
    for part in &uses {
        assert!(part.server >= 0.0 && part.peers >= 0.0);
        assert!(part.server + part.peers <= 1.0 + 1e-6, "{part:?}");
    }
}

fn check_itself(trace: &Trace) {
    let comparison = compare(trace, trace);
    assert_eq!(comparison.parted, None);
    assert!(comparison.changes.is_empty() && comparison.a == comparison.b);
    assert!(comparison.later.is_none_or(|later| later == 0.0));
    assert!(
        comparison
            .sentence()
            .starts_with("the same scenario: nothing changes, ")
    );
    for peer in &comparison.peers {
        assert_eq!(peer.a, peer.b);
    }
}

/// Without comings, goings and acts the capacity is constant, and the parts add up to the bits that were sent.
#[test]
fn upload_use_adds_up_to_the_bits_that_were_sent() {
    let trace = play("file=8MiB&server=4Mbps&peers=8x1Mbps/8Mbps,2x0/8Mbps&seed=3");
    let last = trace.after(trace.events().len());
    let sent = |hosts: std::ops::Range<usize>| -> f64 {
        last.hosts[hosts]
            .iter()
            .map(|host| host.sent.0 as f64)
            .sum()
    };
    for columns in [1, 7, 100] {
        let uses = upload_use(&trace, columns);
        let bits = |part: fn(&swarm::UploadUse) -> f64| -> f64 {
            uses.iter()
                .map(|u| part(u) * (u.to.0 - u.from.0) * 12e6)
                .sum()
        };
        // Parts of a bit on their way at a choke are sent, and not counted by the hosts.
        assert!((bits(|part| part.server) - sent(0..1)).abs() < 100.0);
        assert!((bits(|part| part.peers) - sent(1..11)).abs() < 1000.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_is_read_from_a_history_is_in_its_snapshots(scenario in scenarios(), columns in 1_usize..20, rows in 1_usize..40) {
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        check_moments(&trace);
        check_spread(&trace);
        check_series(&trace, columns, rows);
        check_itself(&trace);
    }

    #[test]
    fn histories_part_where_their_scenarios_first_differ(scenario in scenarios(), seed: u64) {
        let other = Scenario { seed, ..scenario.clone() };
        let [a, b] = [&scenario, &other].map(|scenario| simulate(scenario, Architecture::P2p).expect("small"));
        let comparison = compare(&a, &b);
        match comparison.parted {
            Some(parted) => {
                prop_assert_eq!(&a.events()[..parted.events], &b.events()[..parted.events]);
                prop_assert_ne!(a.events().get(parted.events), b.events().get(parted.events));
            }
            None => prop_assert_eq!(a.events(), b.events()),
        }
        let back = compare(&b, &a);
        prop_assert_eq!(back.parted, comparison.parted);
        prop_assert_eq!(back.later, comparison.later.map(|later| -later));
    }
}
