//! Each rule of the swarm against a case worked out by hand.

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::event::{Choke, Unchoke};
use p2p_model::swarm::snapshot::SlotState;
use p2p_model::swarm::{self, HostId, LinkId, Trace, What, Why};
use p2p_model::units::Seconds;

const RECHOKE: f64 = 10.0;
const OPTIMISTIC: f64 = 30.0;

fn scenario(text: &str) -> Scenario {
    text.parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"))
}

fn play(text: &str) -> Trace {
    swarm::simulate(&scenario(text), Architecture::P2p).expect("small enough")
}

fn finish_times(text: &str, architecture: Architecture) -> Vec<f64> {
    let outcome = swarm::outcome(&scenario(text), architecture).expect("small enough");
    outcome
        .finish
        .iter()
        .map(|finish| finish.expect("everyone finishes").0)
        .collect()
}

fn check_finish(text: &str, architecture: Architecture, expected: &[f64]) {
    let times = finish_times(text, architecture);
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * b;
    assert!(
        times.len() == expected.len() && times.iter().zip(expected).all(near),
        "{text}: {times:?}, not {expected:?}"
    );
}

// ---- Links ---------------------------------------------------------------------------------------------------------

#[test]
fn a_part_of_every_link_carries_no_file() {
    use Architecture::{ClientServer, P2p};
    let text = "file=8Mb&chunk=1Mb&server=1Mbps&peers=1x0/8Mbps";
    check_finish(text, ClientServer, &[8.0]);
    check_finish(&format!("{text}&overhead=20%"), ClientServer, &[10.0]);
    check_finish(&format!("{text}&overhead=20%"), P2p, &[10.0]);
    // 2 Mb in the first 4 s, and 6 Mb at the half of 2 Mb/s.
    let text = format!("{text}&overhead=50%&at=4s:rates:server:2Mbps/0");
    check_finish(&text, ClientServer, &[10.0]);
    // A downlink too, here of one that joins: 8 Mb at the half of 500 kb/s.
    let text = "file=8Mb&chunk=1Mb&server=8Mbps&peers=1x0/500kbps&overhead=50%&at=100s:join:1";
    check_finish(text, ClientServer, &[32.0, 132.0]);
}

// ---- Client–server -------------------------------------------------------------------------------------------------

#[test]
fn client_server_with_equal_peers_takes_exactly_its_bound() {
    for text in [
        "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7", // N·F/u_s binds
        "file=8MiB&server=40Mbps&peers=4x1Mbps/8Mbps&seed=7", // F/d_min binds
        "file=1b&server=1bps&peers=3x0/9bps&seed=1",
        "file=3000001b&chunk=1Mb&server=7Mbps&peers=5x0/9Mbps&seed=1",
    ] {
        let bound = Bounds::of(&scenario(text))
            .expect("valid")
            .client_server
            .seconds
            .0;
        let times = finish_times(text, Architecture::ClientServer);
        check_finish(text, Architecture::ClientServer, &vec![bound; times.len()]);
    }
}

#[test]
fn a_slow_client_leaves_its_share_to_the_others() {
    // 3 Mb/s for two clients, one of which takes 1 Mb/s: the other gets 2 Mb/s. 6 Mb take 6 s and 3 s.
    check_finish(
        "file=6Mb&server=3Mbps&peers=1x0/1Mbps,1x0/9Mbps&seed=1",
        Architecture::ClientServer,
        &[6.0, 3.0],
    );
}

#[test]
fn when_a_client_is_done_the_others_go_faster() {
    // 4 Mb/s among clients of 1 and 9 Mb/s: rates 1 and 3, so the fast one has its 6 Mb after 2 s, the slow one after 6 s;
    // with downlinks 3 and 9 both get 2 Mb/s for 3 s.
    check_finish(
        "file=6Mb&server=4Mbps&peers=1x0/1Mbps,1x0/9Mbps&seed=1",
        Architecture::ClientServer,
        &[6.0, 2.0],
    );
    check_finish(
        "file=6Mb&server=4Mbps&peers=1x0/3Mbps,1x0/9Mbps&seed=1",
        Architecture::ClientServer,
        &[3.0, 3.0],
    );
}

// ---- Whole swarms small enough to work out --------------------------------------------------------------------------

#[test]
fn one_peer_takes_the_file_as_fast_as_the_slower_of_two_links() {
    check_finish(
        "file=8Mb&chunk=1Mb&server=4Mbps&peers=1x1Mbps/8Mbps&seed=3",
        Architecture::P2p,
        &[2.0],
    );
    check_finish(
        "file=8Mb&chunk=1Mb&server=16Mbps&peers=1x1Mbps/8Mbps&seed=3",
        Architecture::P2p,
        &[1.0],
    );
}

#[test]
fn a_chain_passes_the_file_on_chunk_by_chunk() {
    // Each is told of one other only: look for a seed that makes the chain server – 1 – 2 – 3, all there within a ms.
    let text = |seed| {
        format!(
            "file=10Mb&chunk=1Mb&server=1Mbps&peers=3x1Mbps/9Mbps&seed={seed}&list=1&arrive=0.0001s"
        )
    };
    let is_chain = |trace: &Trace| {
        trace.events().iter().all(|event| match &event.what {
            What::Announced { peer, list } => list[..] == [HostId(peer.0 - 1)],
            _ => true,
        })
    };
    let seed = (0..200)
        .find(|seed| is_chain(&play(&text(*seed))))
        .expect("one in six draws is the chain");
    // Peer i has the last of M = 10 chunks, of one second each, i − 1 seconds after the server has sent it.
    check_finish(&text(seed), Architecture::P2p, &[10.0, 11.0, 12.0]);
}

#[test]
fn two_peers_share_what_each_got_alone() {
    // One chunk each way: the server, 2 Mb/s, gives 1 Mb/s to each peer. Told to take what is rarest, once they have
    // different chunks, each also gets the other's. The file of 2 Mb cannot be there before
    // max(F/u_s, 2F/(u_s + Σu)) = max(1, 4/4) = 1 s, and not later than from the server alone, 2 s.
    for seed in 0..20 {
        let times = finish_times(
            &format!("file=2Mb&chunk=1Mb&server=2Mbps&peers=2x1Mbps/9Mbps&seed={seed}"),
            Architecture::P2p,
        );
        assert!(
            times.iter().all(|time| (1.0..=2.0 + 1e-9).contains(time)),
            "{times:?}"
        );
    }
}

#[test]
fn the_last_chunk_may_be_shorter() {
    let trace = play("file=1000001b&chunk=256KiB&server=4Mbps&peers=3x1Mbps/8Mbps&seed=1");
    assert_eq!(trace.chunk_count(), 1);
    let trace = play("file=5000000b&chunk=256KiB&server=4Mbps&peers=3x1Mbps/8Mbps&seed=1");
    let sizes: Vec<u64> = (0..trace.chunk_count())
        .map(|chunk| trace.chunk_bits(chunk).0)
        .collect();
    assert_eq!(sizes, [2_097_152, 2_097_152, 805_696]);
}

#[test]
fn a_file_of_one_bit_is_distributed() {
    let times = finish_times(
        "file=1b&server=1kbps&peers=5x1kbps/1kbps&seed=1",
        Architecture::P2p,
    );
    assert!(times.iter().all(|time| *time >= 0.001));
}

// ---- Joining --------------------------------------------------------------------------------------------------------

#[test]
fn a_new_peer_asks_the_tracker_then_connects_then_learns_who_has_what() {
    let trace = play("file=8MiB&server=4Mbps&peers=6x1Mbps/8Mbps&seed=7&arrive=5s");
    for peer in 1..=6 {
        let peer = HostId(peer);
        let of_peer = trace.events().iter().filter(|event| match &event.what {
            What::Joined { host } => *host == peer,
            What::Announced { peer: who, .. } => *who == peer,
            What::Connected { by, .. } => *by == peer,
            _ => false,
        });
        let of_peer: Vec<_> = of_peer.collect();
        assert!(
            of_peer
                .iter()
                .all(|event| event.time.0 == f64::from(peer.0 - 1) * 5.0),
            "{of_peer:?}"
        );
        let What::Announced { list, .. } = &of_peer[1].what else {
            panic!("{:?}", of_peer[1])
        };
        let mut named = list.to_vec();
        named.sort_unstable();
        assert_eq!(
            named,
            (0..peer.0).map(HostId).collect::<Vec<_>>(),
            "all who came before"
        );
        assert!(matches!(of_peer[0].what, What::Joined { .. }));
        assert_eq!(of_peer.len(), 2 + list.len(), "it connects to each");
    }
}

#[test]
fn limits_of_the_list_and_of_connections_hold() {
    let trace =
        play("file=4MiB&server=9Mbps&peers=60x1Mbps/8Mbps&seed=1&list=9&connect=5&accept=8");
    let end = trace.at(trace.end());
    let lists = trace.events().iter().filter_map(|event| match &event.what {
        What::Announced { list, .. } => Some(list.len()),
        _ => None,
    });
    for (others, length) in (1..).zip(lists) {
        assert_eq!(length, 9.min(others), "all who are there, up to 9");
    }
    assert!(end.hosts.iter().all(|host| host.links.len() <= 8));
    let started = |host: HostId| {
        trace
            .events()
            .iter()
            .filter(|e| matches!(e.what, What::Connected { by, .. } if by == host))
            .count()
    };
    assert!((0..=60).map(HostId).all(|host| started(host) <= 5));
}

#[test]
fn a_peer_that_leaves_when_done_is_gone_at_once() {
    let trace = play("file=4MiB&server=4Mbps&peers=8x1Mbps/8Mbps&seed=1&finish=leave");
    let times = |wanted: fn(&What) -> Option<HostId>| -> Vec<_> {
        trace
            .events()
            .iter()
            .filter_map(|event| Some((wanted(&event.what)?, event.time)))
            .collect()
    };
    let finished = times(|what| {
        if let What::Finished { peer } = what {
            Some(*peer)
        } else {
            None
        }
    });
    let left = times(|what| {
        if let What::Left { peer, .. } = what {
            Some(*peer)
        } else {
            None
        }
    });
    assert_eq!(finished.len(), 8);
    let sorted = |mut list: Vec<(HostId, Seconds)>| {
        list.sort_by_key(|(peer, _)| *peer);
        list
    };
    assert_eq!(sorted(finished), sorted(left));
}

#[test]
fn who_can_never_finish_is_named_with_the_reason() {
    // Each accepts one connection: the first peer takes the server's, and the others find nobody.
    let trace = play("file=1MiB&server=4Mbps&peers=3x1Mbps/8Mbps&seed=1&accept=1&connect=1");
    let outcome = trace.outcome();
    assert_eq!(outcome.finish_time(), None);
    assert_eq!(outcome.stuck.len(), 2);
    for stuck in &outcome.stuck {
        assert_eq!((stuck.missing, stuck.why), (4, Why::Apart));
        assert_eq!(outcome.finish[stuck.peer.index() - 1], None);
        let text = format!("{} waits for 4 chunks for ever", stuck.peer);
        assert!(stuck.to_string().starts_with(&text), "{stuck}");
    }
}

// ---- Whom to unchoke ------------------------------------------------------------------------------------------------

/// Times of an event of a host.
fn times(trace: &Trace, wanted: impl Fn(&What) -> bool) -> Vec<f64> {
    trace
        .events()
        .iter()
        .filter(|event| wanted(&event.what))
        .map(|event| event.time.0)
        .collect()
}

const SWARM: &str = "file=16MiB&server=4Mbps&peers=6x2Mbps/8Mbps,6x500kbps/8Mbps,2x0/8Mbps&seed=5";

#[test]
fn every_host_that_uploads_rechokes_every_10_s_in_its_own_phase() {
    let trace = play(SWARM);
    let mut phases = Vec::new();
    for (host, spec) in (0..).map(HostId).zip(trace.hosts()) {
        let times = times(
            &trace,
            |what| matches!(what, What::Rechoked { host: who, .. } if *who == host),
        );
        if spec.up.0 == 0 {
            assert_eq!(times, []);
            continue;
        }
        // One that nobody is interested in at the time passes without an event.
        let gaps = times.windows(2).map(|pair| (pair[1] - pair[0]) / RECHOKE);
        let mut rounds = gaps.map(|rounds| (rounds.round(), (rounds - rounds.round()).abs()));
        assert!(
            rounds.all(|(whole, rest)| whole >= 1.0 && rest < 1e-9),
            "{host}: {times:?}"
        );
        phases.push(times[0] % RECHOKE);
    }
    phases.sort_by(f64::total_cmp);
    assert!(
        phases.windows(2).all(|pair| pair[0] < pair[1]),
        "no two share a phase: {phases:?}"
    );
}

#[test]
fn an_optimistic_turn_ends_every_30_s_counted_from_the_phase() {
    let trace = play(SWARM);
    let mut turns = 0;
    for (host, _) in (0..).map(HostId).zip(trace.hosts()) {
        let rechokes = times(
            &trace,
            |what| matches!(what, What::Rechoked { host: who, .. } if *who == host),
        );
        let ends = times(
            &trace,
            |what| matches!(what, What::Choked { from, why: Choke::TurnOver, .. } if *from == host),
        );
        for end in ends {
            let rounds = (end - rechokes[0] % RECHOKE) / OPTIMISTIC;
            assert!(
                (rounds - rounds.round()).abs() < 1e-9 && rounds > 0.5,
                "{host} at {end}"
            );
            turns += 1;
        }
    }
    assert!(turns > 5, "only {turns} turns ended");
}

/// After each rechoke no interested neighbour in a regular slot sent less, over the 20 s before, than one without.
///
/// The bits are counted here from snapshots 20 s apart, not with the engine's own samples.
#[test]
fn a_rechoke_serves_those_that_sent_most_over_20_s() {
    let trace = play(SWARM);
    let mut compared = 0;
    for (index, event) in trace.events().iter().enumerate() {
        let What::Rechoked { host, interested } = event.what else {
            continue;
        };
        let before = trace.after(index);
        let then = trace.at(Seconds((event.time.0 - 2.0 * RECHOKE).max(0.0)));
        let now = trace.at(event.time);
        let is_seed = before.hosts[host.index()].finished.is_some();
        let bits = |link: LinkId| {
            let way = if is_seed { link } else { link.back() };
            now.links[way.index()].sent_in_all()
                - then
                    .links
                    .get(way.index())
                    .map_or(0.0, |link| link.sent_in_all())
        };
        let links = || {
            before.hosts[host.index()]
                .links
                .iter()
                .copied()
                .filter(|link| before.wanted(*link))
        };
        assert_eq!(links().count(), interested as usize);
        // The slots as the rechoke leaves them: the events at its instant, for this host, that follow it.
        let mut regular: Vec<LinkId> = links()
            .filter(|link| matches!(before.links[link.index()].slot, SlotState::Regular { .. }))
            .collect();
        for event in trace.events()[index + 1..]
            .iter()
            .take_while(|next| next.time == event.time)
        {
            match event.what {
                What::Choked { from, link, .. } if from == host => {
                    regular.retain(|other| *other != link);
                }
                What::Unchoked {
                    from, link, why, ..
                } if from == host && !matches!(why, Unchoke::Optimistic { .. }) => {
                    regular.push(link);
                }
                _ => {}
            }
        }
        assert_eq!(regular.len(), 4.min(interested as usize));
        let worst = regular
            .iter()
            .map(|link| bits(*link))
            .fold(f64::INFINITY, f64::min);
        let best = links()
            .filter(|link| !regular.contains(link))
            .map(bits)
            .fold(0.0, f64::max);
        assert!(
            worst >= best - 2.0,
            "{host} at {}: {worst} bits rank above {best}",
            event.time.0
        );
        compared += usize::from(best > 0.0);
    }
    assert!(
        compared > 20,
        "only {compared} rechokes had anything to compare"
    );
}

#[test]
fn the_reasons_of_a_rechoke_are_its_ranks() {
    let trace = play(SWARM);
    let (mut seen, mut outranked) = (0, 0);
    for event in trace.events() {
        match event.what {
            What::Unchoked {
                why: Unchoke::Reciprocation(place) | Unchoke::FastestTaker(place),
                ..
            } => {
                assert!(
                    (1..=4).contains(&place.rank) && place.rank <= place.of && place.bits.0 > 0
                );
                assert!(place.over.0 <= 20.0);
                seen += 1;
            }
            What::Choked {
                why: Choke::Outranked(place),
                ..
            } => {
                assert!(place.rank > 4 && place.rank <= place.of);
                outranked += 1;
            }
            _ => {}
        }
    }
    assert!(seen > 10 && outranked > 10, "{seen} and {outranked}");
}

#[test]
fn a_free_rider_serves_nobody() {
    let trace = play(SWARM);
    let riders = [HostId(13), HostId(14)];
    assert!(
        trace.events().iter().all(
            |event| !matches!(event.what, What::Unchoked { from, .. } if riders.contains(&from))
        )
    );
    assert!(
        riders
            .iter()
            .all(|rider| trace.at(trace.end()).hosts[rider.index()].sent.0 == 0)
    );
}

#[test]
fn without_the_optimistic_choice_there_are_only_the_regular_slots() {
    let trace = play("file=8MiB&server=4Mbps&peers=9x1Mbps/8Mbps&seed=5&slots=2&optimistic=off");
    for event in trace.events() {
        if let What::Unchoked { why, .. } = event.what {
            assert!(!matches!(why, Unchoke::Optimistic { .. }));
        }
        let snapshot = trace.at(event.time);
        for host in &snapshot.hosts {
            assert!(
                host.links
                    .iter()
                    .filter(|link| snapshot.links[link.index()].slot != SlotState::Choked)
                    .count()
                    <= 2
            );
        }
    }
}

// ---- What the lecture concludes -------------------------------------------------------------------------------------

/// Mean finish time of a range of peers over 20 seeds.
fn mean_finish(text: &str, peers: std::ops::Range<usize>) -> f64 {
    let times = (1..=20).flat_map(|seed| {
        finish_times(&format!("{text}&seed={seed}"), Architecture::P2p)[peers.clone()].to_vec()
    });
    let times: Vec<f64> = times.collect();
    times.iter().sum::<f64>() / times.len() as f64
}

#[test]
fn who_uploads_more_has_the_file_sooner() {
    let text = "file=64MiB&server=16Mbps&peers=8x250kbps/8Mbps,8x1Mbps/8Mbps,8x4Mbps/8Mbps";
    let [slow, middle, fast] = [0..8, 8..16, 16..24].map(|peers| mean_finish(text, peers));
    assert!(
        slow > middle && middle > fast,
        "{slow} s, {middle} s, {fast} s"
    );
}

#[test]
fn a_free_rider_has_the_file_later_than_those_who_give() {
    let text = "file=32MiB&server=4Mbps&peers=12x1Mbps/8Mbps,4x0/8Mbps";
    let (givers, riders) = (mean_finish(text, 0..12), mean_finish(text, 12..16));
    assert!(riders > givers, "{riders} s, {givers} s");
}

#[test]
fn peers_that_help_make_it_faster_than_the_server_alone() {
    let text = "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7";
    let last = |architecture| {
        finish_times(text, architecture)
            .into_iter()
            .fold(0.0, f64::max)
    };
    assert!(last(Architecture::P2p) * 2.0 < last(Architecture::ClientServer));
}
