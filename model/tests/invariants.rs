//! What must always hold, for every scenario (design: "What the model means").

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::{Finish, PeerClass, Pick, Rules, Scenario};
use p2p_model::swarm::event::{Request, Stop};
use p2p_model::swarm::snapshot::Service;
use p2p_model::swarm::{self, FiguresOnly, HostId, LinkId, Recorder, Run, Snapshot, Trace, What};
use p2p_model::units::{BitRate, Bits, Seconds};
use proptest::prelude::*;

/// Relative error that rounding may leave in a rate or a time.
const ROUNDING: f64 = 1e-9;

fn scenarios() -> impl Strategy<Value = Scenario> {
    let class = (
        1_u32..6,
        prop_oneof![Just(0), 50_000_u64..5_000_000],
        100_000_u64..20_000_000,
    )
        .prop_map(|(count, up, down)| PeerClass {
            count,
            up: BitRate(up),
            down: BitRate(down),
        });
    let rules = (
        prop_oneof![
            Just(Pick::RarestFirst),
            Just(Pick::Random),
            Just(Pick::InOrder)
        ],
        1_u32..6,
        prop_oneof![
            Just(None),
            (5_u32..40).prop_map(|s| Some(Seconds(f64::from(s))))
        ],
        any::<bool>(),
        any::<bool>(),
        prop_oneof![Just(0.0), 0.0..20.0],
        (1_u32..8, 1_u32..8, 1_u32..10),
    )
        .prop_map(
            |(pick, slots, optimistic, endgame, leaves, arrive, (list, connect, accept))| Rules {
                pick,
                slots,
                optimistic,
                endgame,
                finish: if leaves { Finish::Leave } else { Finish::Stay },
                arrive: Seconds(arrive),
                tracker_list: list,
                connect,
                accept,
                ..Rules::default()
            },
        );
    let classes = prop::collection::vec(class, 1..4);
    (
        1_u64..20_000_000,
        100_000_u64..3_000_000,
        500_000_u64..20_000_000,
        classes,
        any::<u64>(),
        rules,
    )
        .prop_map(|(file, chunk, server, peers, seed, rules)| Scenario {
            file: Bits(file),
            chunk: Bits(chunk),
            server: BitRate(server),
            peers,
            seed,
            rules,
            ..Scenario::default()
        })
}

/// Plays a trace event by event, with the swarm before each.
fn walk(trace: &Trace, mut see: impl FnMut(&Snapshot, &What)) {
    for (index, event) in trace.events().iter().enumerate() {
        see(&trace.after(index), &event.what);
    }
}

/// Every instant at which something happens, after all of it.
fn instants(trace: &Trace) -> Vec<Snapshot> {
    let mut times: Vec<Seconds> = trace.events().iter().map(|event| event.time).collect();
    times.dedup();
    times.into_iter().map(|time| trace.at(time)).collect()
}

fn check_link(trace: &Trace, snapshot: &Snapshot) {
    for (host, spec) in (0..).map(HostId).zip(trace.hosts()) {
        let (up, down) = (snapshot.upload_rate(host), snapshot.download_rate(host));
        assert!(
            up <= spec.up.0 as f64 * (1.0 + ROUNDING),
            "{host} sends {up} over {:?}",
            spec.up
        );
        if host != HostId::SERVER {
            assert!(
                down <= spec.down.0 as f64 * (1.0 + ROUNDING),
                "{host} receives {down} over {:?}",
                spec.down
            );
        }
    }
}

/// Max–min fair: every flow has a full port on which none is faster.
fn check_fairness(trace: &Trace, snapshot: &Snapshot) {
    let flows: Vec<_> = snapshot
        .links
        .iter()
        .filter(|link| link.transfer.is_some())
        .collect();
    for flow in &flows {
        assert!(
            flow.bps > 0.0,
            "a transfer from {} to {} stands still",
            flow.from,
            flow.to
        );
        let is_bottleneck = |capacity: BitRate, rates: Vec<f64>| {
            let full = rates.iter().sum::<f64>() >= capacity.0 as f64 * (1.0 - ROUNDING);
            full && rates
                .iter()
                .all(|rate| *rate <= flow.bps * (1.0 + ROUNDING))
        };
        let rates = |same: &dyn Fn(LinkId) -> bool| {
            (0..)
                .map(LinkId)
                .zip(&snapshot.links)
                .filter(|(id, _)| same(*id))
                .map(|(_, link)| link.bps)
                .collect()
        };
        let up = rates(&|id| snapshot.links[id.index()].from == flow.from);
        let down = rates(&|id| snapshot.links[id.index()].to == flow.to);
        assert!(
            is_bottleneck(trace.hosts()[flow.from.index()].up, up)
                || is_bottleneck(trace.hosts()[flow.to.index()].down, down),
            "the flow from {} to {} could be faster",
            flow.from,
            flow.to
        );
    }
}

/// No slot is empty while somebody interested waits, and none is held by one who is not.
fn check_slots(trace: &Trace, snapshot: &Snapshot) {
    let rules = &trace.scenario().rules;
    for (id, host) in (0..).map(HostId).zip(&snapshot.hosts) {
        let services = || host.links.iter().map(|link| &snapshot.links[link.index()]);
        let regular = services()
            .filter(|link| matches!(link.service, Service::Regular { .. }))
            .count();
        let lucky = services()
            .filter(|link| matches!(link.service, Service::Optimistic { .. }))
            .count();
        assert!(
            regular <= rules.slots as usize && lucky <= usize::from(rules.optimistic.is_some())
        );
        let waiting = services()
            .filter(|link| link.service == Service::Choked && snapshot.interested(link.to, id))
            .count();
        if waiting > 0 && trace.hosts()[id.index()].up.0 > 0 {
            assert_eq!(
                regular, rules.slots as usize,
                "{id} has a free slot and {waiting} waiting"
            );
            assert_eq!(
                lucky,
                usize::from(rules.optimistic.is_some()),
                "{id} has no optimistic choice"
            );
        }
        for link in services().filter(|link| link.service != Service::Choked) {
            assert!(
                snapshot.interested(link.to, id),
                "{id} serves {} who wants nothing",
                link.to
            );
        }
    }
}

fn check_possession(trace: &Trace) {
    walk(trace, |before, what| match what {
        What::Requested {
            from,
            to,
            link,
            chunk,
            bits,
            ..
        } => {
            assert!(
                before.hosts[from.index()].chunks.has(*chunk),
                "{from} is asked for chunk {chunk} and lacks it"
            );
            assert!(
                !before.hosts[to.index()].chunks.has(*chunk),
                "{to} asks for chunk {chunk} and has it"
            );
            assert!(
                before.links[link.index()].service != Service::Choked,
                "{to} asks {from} while choked"
            );
            assert!(bits.0 > 0 && *bits <= trace.chunk_bits(*chunk));
        }
        What::Completed { peer, chunk, .. } => {
            assert!(
                !before.hosts[peer.index()].chunks.has(*chunk),
                "{peer} gets chunk {chunk} twice"
            );
            let arrived = before.hosts[peer.index()]
                .started
                .iter()
                .find(|(begun, _)| begun == chunk)
                .map(|(_, bits)| *bits);
            assert_eq!(
                arrived,
                Some(trace.chunk_bits(*chunk)),
                "chunk {chunk} at {peer}"
            );
        }
        What::Stopped {
            kept, wasted, why, ..
        } => {
            assert!(
                wasted.0 == 0 || trace.scenario().rules.endgame,
                "{wasted:?} wasted without an endgame"
            );
            assert!(*why == Stop::Cancelled || kept.0 + wasted.0 > 0 || *kept == Bits(0));
        }
        _ => {}
    });
}

fn check_accounts(trace: &Trace) {
    let end = trace.at(trace.end());
    let sent: u64 = end.hosts.iter().map(|host| host.sent.0).sum();
    let received: u64 = end.hosts.iter().map(|host| host.received.0).sum();
    assert_eq!(sent, received);
    for (peer, host) in (0..).map(HostId).zip(&end.hosts).skip(1) {
        let whole: u64 = host
            .chunks
            .iter()
            .map(|chunk| trace.chunk_bits(chunk).0)
            .sum();
        let begun: u64 = host.started.iter().map(|(_, bits)| bits.0).sum();
        assert_eq!(
            host.received.0 - host.wasted.0,
            whole + begun,
            "bits of {peer}"
        );
        assert_eq!(host.finished, trace.outcome().finish[peer.index() - 1]);
        if host.finished.is_some() {
            assert_eq!(whole, trace.scenario().file.0);
        }
    }
}

fn check_limits(trace: &Trace) {
    let rules = &trace.scenario().rules;
    walk(trace, |before, what| match what {
        What::Announced { list, .. } => assert!(list.len() <= rules.tracker_list as usize),
        What::Connected { by, to, .. } => {
            assert!(before.hosts[by.index()].links.len() < rules.connect as usize);
            assert!(before.hosts[to.index()].links.len() < rules.accept as usize);
        }
        _ => {}
    });
}

/// A started chunk first, then by the rule; and the reason tells the truth.
fn check_choice(trace: &Trace) {
    walk(trace, |before, what| {
        let What::Requested {
            from,
            to,
            chunk,
            why,
            ..
        } = what
        else {
            return;
        };
        let (sender, receiver) = (&before.hosts[from.index()], &before.hosts[to.index()]);
        let unasked = |begun: u32, settled: Bits| {
            let incoming = receiver
                .links
                .iter()
                .filter_map(|link| before.links[link.back().index()].transfer);
            let asked: u64 = incoming
                .filter(|transfer| transfer.chunk == begun)
                .map(|transfer| transfer.asked.0)
                .sum();
            trace.chunk_bits(begun).0.saturating_sub(settled.0 + asked)
        };
        let open: Vec<_> = receiver
            .started
            .iter()
            .filter(|(begun, bits)| sender.chunks.has(*begun) && unasked(*begun, *bits) > 0)
            .collect();
        let is_begun = |chunk: u32| receiver.started.iter().any(|(begun, _)| *begun == chunk);
        let candidates: Vec<u32> = sender
            .chunks
            .iter()
            .filter(|&c| !receiver.chunks.has(c) && !is_begun(c))
            .collect();
        let copies = |chunk: u32| {
            receiver
                .links
                .iter()
                .filter(|link| {
                    before.hosts[before.links[link.index()].to.index()]
                        .chunks
                        .has(chunk)
                })
                .count()
        };
        match why {
            Request::Started { missing } => {
                let least = open
                    .iter()
                    .map(|(begun, bits)| unasked(*begun, *bits))
                    .min();
                assert_eq!(
                    Some(missing.0),
                    least,
                    "{to} does not finish what is nearest to whole"
                );
            }
            Request::Endgame => assert!(
                open.is_empty()
                    && receiver
                        .started
                        .iter()
                        .all(|(begun, bits)| unasked(*begun, *bits) == 0)
            ),
            new => {
                assert!(
                    open.is_empty(),
                    "{to} begins chunk {chunk} while one is open"
                );
                assert!(candidates.contains(chunk));
                match new {
                    Request::Rarest {
                        copies: told,
                        ties,
                        neighbours,
                    } => {
                        let fewest = candidates.iter().map(|&c| copies(c)).min();
                        assert_eq!(
                            (Some(*told as usize), copies(*chunk)),
                            (fewest, *told as usize)
                        );
                        assert_eq!(
                            candidates
                                .iter()
                                .filter(|&&c| copies(c) == *told as usize)
                                .count(),
                            *ties as usize
                        );
                        assert_eq!(*neighbours as usize, receiver.links.len());
                        assert!(!receiver.chunks.is_empty());
                    }
                    Request::FirstChunk { among } => {
                        assert!(receiver.chunks.is_empty());
                        assert_eq!(*among as usize, candidates.len());
                    }
                    Request::Random { among } => assert_eq!(*among as usize, candidates.len()),
                    _ => assert_eq!(candidates.iter().min(), Some(chunk)),
                }
            }
        }
    });
}

fn check_bound(scenario: &Scenario, architecture: Architecture) {
    let outcome = swarm::outcome(scenario, architecture).expect("the scenario is valid and small");
    let bounds = Bounds::of(scenario).expect("the scenario is valid");
    let bound = if architecture == Architecture::P2p {
        bounds.p2p
    } else {
        bounds.client_server
    };
    match outcome.finish_time() {
        Some(finish) => assert!(
            finish.0 >= bound.seconds.0 * (1.0 - ROUNDING),
            "{finish:?} beats {:?}",
            bound.seconds
        ),
        None => assert!(
            !outcome.stuck.is_empty(),
            "somebody does not finish and nobody is said to be stuck"
        ),
    }
    let unfinished = outcome
        .finish
        .iter()
        .filter(|finish| finish.is_none())
        .count();
    assert_eq!(unfinished, outcome.stuck.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_link_is_over_its_capacity_and_rates_are_max_min_fair(scenario in scenarios()) {
        let trace = swarm::simulate(&scenario, Architecture::P2p).expect("valid and small");
        for snapshot in instants(&trace) {
            check_link(&trace, &snapshot);
            check_fairness(&trace, &snapshot);
        }
    }

    #[test]
    fn no_slot_is_empty_while_somebody_waits(scenario in scenarios()) {
        let trace = swarm::simulate(&scenario, Architecture::P2p).expect("valid and small");
        instants(&trace).iter().for_each(|snapshot| check_slots(&trace, snapshot));
    }

    #[test]
    fn nobody_gets_a_chunk_from_one_who_lacks_it_or_twice(scenario in scenarios()) {
        let trace = swarm::simulate(&scenario, Architecture::P2p).expect("valid and small");
        check_possession(&trace);
        check_limits(&trace);
    }

    #[test]
    fn bits_sent_are_bits_received_and_make_up_the_file(scenario in scenarios()) {
        for architecture in [Architecture::P2p, Architecture::ClientServer] {
            check_accounts(&swarm::simulate(&scenario, architecture).expect("valid and small"));
        }
    }

    #[test]
    fn every_request_is_for_the_chunk_that_the_rule_names(scenario in scenarios()) {
        check_choice(&swarm::simulate(&scenario, Architecture::P2p).expect("valid and small"));
    }

    #[test]
    fn no_run_beats_its_bound_and_every_run_ends(scenario in scenarios()) {
        check_bound(&scenario, Architecture::P2p);
        check_bound(&scenario, Architecture::ClientServer);
    }

    #[test]
    fn the_same_scenario_gives_the_same_run_however_it_is_played(scenario in scenarios(), slice in 1_u64..50) {
        let trace = swarm::simulate(&scenario, Architecture::P2p).expect("valid and small");
        let mut sliced = Run::<Recorder>::new(&scenario, Architecture::P2p).expect("valid and small");
        let mut last = 0.0;
        while !sliced.advance(slice) {
            prop_assert!((last..=1.0).contains(&sliced.progress()));
            last = sliced.progress();
        }
        let sliced = sliced.into_trace();
        prop_assert_eq!(sliced.events(), trace.events());
        let mut bare = Run::observed(&scenario, Architecture::P2p, FiguresOnly).expect("valid and small");
        while !bare.advance(slice) {}
        prop_assert_eq!(&bare.outcome(), trace.outcome());
    }

    #[test]
    fn a_snapshot_does_not_depend_on_how_one_gets_there(scenario in scenarios(), times in prop::collection::vec(0.0..1.2_f64, 1..8)) {
        let trace = swarm::simulate(&scenario, Architecture::P2p).expect("valid and small");
        let mut cursor = trace.at(Seconds(0.0));
        for part in times {
            let time = Seconds(trace.end().0 * part);
            trace.move_to(&mut cursor, time);
            let direct = trace.at(time);
            prop_assert_eq!(cursor.events, direct.events);
            prop_assert_eq!(&cursor.hosts, &direct.hosts);
            for (a, b) in cursor.links.iter().zip(&direct.links) {
                // The transfer in progress is a sum of other steps, and so of other roundings.
                prop_assert!((a.sent_in_all() - b.sent_in_all()).abs() < 1e-3);
                prop_assert_eq!((a.service, a.sent, a.bps), (b.service, b.sent, b.bps));
            }
        }
    }
}

#[test]
fn another_seed_gives_another_run() {
    let hash = |seed| {
        let scenario = Scenario {
            seed,
            ..Scenario::default()
        };
        swarm::outcome(&scenario, Architecture::P2p)
            .expect("the default is valid")
            .hash
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}
