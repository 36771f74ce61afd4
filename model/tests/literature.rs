//! What the literature says of BitTorrent: the claims of the table in MODEL.md, one test each.
//!
//! Every test prints the figures that stand in the table; to see them:
//!
//! ```sh
//! cargo test --release -p p2p-model --test literature -- --nocapture --test-threads 1
//! ```

use std::ops::{Range, RangeInclusive};

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::{PRESETS, Scenario};
use p2p_model::swarm::event::Unchoke;
use p2p_model::swarm::{ChunkId, Event, HostId, LinkId, Observer, Outcome, Run, What};

/// So many seeds.
fn seeds(count: u64) -> RangeInclusive<u64> {
    1..=count
}

/// What a test keeps of a run.
#[derive(Default)]
struct Notes {
    /// By link: who sends and who receives.
    ends: Vec<(HostId, HostId)>,
    /// By link, in bits per second.
    rates: Vec<f64>,
    /// By host: when it came, had the file, and went; infinite for never. In seconds.
    joined: Vec<f64>,
    finished: Vec<f64>,
    left: Vec<f64>,
    /// Whole chunks in order of time.
    completions: Vec<(f64, HostId, ChunkId)>,
    /// By host: upload capacity in bits per second.
    up: Vec<f64>,
    /// What all uplinks carry, and what those of the hosts that are there could, now, in bits per
    /// second.
    flow: f64,
    capacity: f64,
    /// The same added up over time, in bits, and as it was when the first peer had the file.
    carried: f64,
    possible: f64,
    until_first: Option<(f64, f64)>,
    now: f64,
    /// By host: how long it was served by the server as the optimistic one until the first finish,
    /// in seconds.
    optimistic: Vec<f64>,
    /// Who is, and since when.
    current: Option<(HostId, f64)>,
}

impl Notes {
    fn of(scenario: &Scenario) -> Notes {
        let peers = scenario.peers.iter();
        let up =
            peers.flat_map(|class| std::iter::repeat_n(class.up.0 as f64, class.count as usize));
        let up: Vec<f64> = std::iter::once(scenario.server.0 as f64)
            .chain(up)
            .collect();
        let never = vec![f64::INFINITY; up.len()];
        Notes {
            joined: never.clone(),
            finished: never.clone(),
            left: never,
            optimistic: vec![0.0; up.len()],
            up,
            ..Notes::default()
        }
    }

    /// When some peers had the file, on average.
    fn mean_finish(&self, peers: Range<usize>) -> f64 {
        mean(self.finished[peers].iter().copied())
    }

    /// How long some peers took from coming to having the file, on average.
    fn mean_download(&self, peers: Range<usize>) -> f64 {
        mean(peers.map(|peer| self.finished[peer] - self.joined[peer]))
    }

    /// How many peers are there at a time.
    fn present(&self, time: f64) -> usize {
        let count = |times: &[f64]| times[1..].iter().filter(|t| **t <= time).count();
        count(&self.joined) - count(&self.left)
    }
}

struct Watch<'a>(&'a mut Notes);

impl Observer for Watch<'_> {
    fn watches(&self) -> bool {
        true
    }

    fn see(&mut self, Event { time, what }: Event) {
        let notes = &mut *self.0;
        let passed = time.0 - notes.now;
        notes.carried += notes.flow * passed;
        notes.possible += notes.capacity * passed;
        notes.now = time.0;
        match what {
            What::Joined { host } => {
                notes.joined[host.index()] = time.0;
                notes.capacity += notes.up[host.index()];
            }
            What::Left { peer, .. } => {
                notes.left[peer.index()] = time.0;
                notes.capacity -= notes.up[peer.index()];
            }
            What::Connected { by, to, link } => {
                assert_eq!(
                    link,
                    LinkId(u32::try_from(notes.ends.len()).expect("few links"))
                );
                notes.ends.extend([(by, to), (to, by)]);
                notes.rates.extend([0.0, 0.0]);
            }
            What::Rate { link, bps } => {
                notes.flow += bps - std::mem::replace(&mut notes.rates[link.index()], bps);
            }
            What::Completed { peer, chunk, .. } => notes.completions.push((time.0, peer, chunk)),
            What::Finished { peer } => {
                notes.finished[peer.index()] = time.0;
                let until_now = (notes.carried, notes.possible);
                notes.until_first.get_or_insert(until_now);
            }
            What::Unchoked {
                from: HostId::SERVER,
                to,
                why,
                ..
            } => {
                end_optimistic(notes, |host| host == to);
                if matches!(why, Unchoke::Optimistic { .. }) && notes.until_first.is_none() {
                    notes.current = Some((to, time.0));
                }
            }
            What::Choked {
                from: HostId::SERVER,
                to,
                ..
            } => end_optimistic(notes, |host| host == to),
            _ => {}
        }
    }
}

fn end_optimistic(notes: &mut Notes, is_over: impl Fn(HostId) -> bool) {
    if let Some((host, since)) = notes.current.take_if(|(host, _)| is_over(*host)) {
        notes.optimistic[host.index()] += notes.now - since;
    }
}

fn scenario(text: &str, seed: u64) -> Scenario {
    let scenario: Scenario = text
        .parse()
        .unwrap_or_else(|faults| panic!("{text}: {faults}"));
    Scenario { seed, ..scenario }
}

fn play(text: &str, seed: u64) -> (Notes, Outcome) {
    let scenario = scenario(text, seed);
    let mut notes = Notes::of(&scenario);
    let mut run = Run::observed(&scenario, Architecture::P2p, Watch(&mut notes)).expect("small");
    while !run.advance(u64::MAX) {}
    let outcome = run.outcome();
    drop(run);
    (notes, outcome)
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    sum / count
}

/// No run beats the bound. This is exact: no margin but rounding.
#[test]
fn completion_is_never_below_the_bound() {
    let slow_server = "file=8MiB&server=500kbps&peers=50x1Mbps/8Mbps";
    let names = ["small", "textbook", "free-riders", "slow-peer"];
    let presets = PRESETS.iter().filter(|preset| names.contains(&preset.name));
    let texts = presets.map(|preset| preset.text).chain([slow_server]);
    for text in texts {
        let bound = Bounds::of(&scenario(text, 1)).expect("valid").p2p.seconds.0;
        let ratios = seeds(10).map(|seed| {
            let finish = play(text, seed).1.finish_time();
            finish.expect("everyone finishes").0 / bound
        });
        let ratios: Vec<f64> = ratios.collect();
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        println!(
            "bound: finish/bound at least {least:.3}, mean {:.3}: {text}",
            mean(ratios)
        );
        assert!(least >= 1.0 - 1e-9, "{text}: {least}");
    }
}

/// Bharambe, Herley, Padmanabhan 2006. Busy is what all uplinks carried, the seed's with them, by
/// what those of the hosts that were there could have, from the start until the first peer has the
/// file. Measured 0.92, also with a seed only twice as fast as a peer; anything from 0.83 to 0.98
/// passes. A seed no faster than a peer: 0.63; less than the others, and 0.6 to 0.8, pass.
#[test]
fn a_flash_crowd_with_a_fast_seed_keeps_uplinks_about_90_percent_busy() {
    let [fast, twice, slow] = ["2Mbps", "800kbps", "400kbps"].map(|server| {
        let text = format!("file=100MiB&server={server}&peers=100x400kbps/1500kbps&arrive=0.1s");
        let busy = mean(seeds(3).map(|seed| {
            let (carried, possible) = play(&text, seed).0.until_first.expect("one finishes");
            carried / possible
        }));
        println!("uplinks: {busy:.3} busy: {text}");
        busy
    });
    assert!((0.83..0.98).contains(&fast) && (0.83..0.98).contains(&twice));
    assert!((0.6..0.8).contains(&slow) && slow < fast.min(twice));
}

/// Cohen 2003; the lecture. Measured with every rule at its default: 0.86 of the time of the middle
/// class for the fast one, and 0.87 of that of the slow class for the middle one; 0.93 and 0.96 pass.
/// Where seeds unchoke in turn and finished peers leave, 0.77 and 0.54; 0.85 and 0.7 pass. Where the server
/// is no faster than a peer, all within 0.1 %; 3 % pass.
#[test]
fn a_faster_upload_finishes_sooner_class_by_class() {
    let classes = |server: &str, rules: &str| {
        let text = format!(
            "file=128MiB&server={server}&peers=8x3Mbps/16Mbps,8x1Mbps/16Mbps,8x300kbps/16Mbps{rules}"
        );
        let runs: Vec<Notes> = seeds(6).map(|seed| play(&text, seed).0).collect();
        let [fast, middle, slow] = [1..9, 9..17, 17..25].map(|class: Range<usize>| {
            mean(runs.iter().map(|notes| notes.mean_finish(class.clone())))
        });
        println!("classes: {fast:.0} s, {middle:.0} s, {slow:.0} s: {text}");
        (fast / middle, middle / slow)
    };
    let (fast, middle) = classes("4Mbps", "");
    assert!(fast < 0.93 && middle < 0.96);
    let (fast, middle) = classes("4Mbps", "&serve=round&finish=leave");
    assert!(fast < 0.85 && middle < 0.7);
    let (fast, middle) = classes("1Mbps", "");
    assert!((fast - 1.0).abs() < 0.03 && (middle - 1.0).abs() < 0.03);
}

/// Cohen 2003; Legout, Urvoy-Keller, Michiardi 2006. Uneven is the standard deviation of the number
/// of peers that have a chunk, over all chunks, by its mean, when 7/8 of all chunks are where they are to
/// be. Measured 0.09 (rarest), 0.18 (random), 0.27 (order); 0.8 and 0.9 of the next one pass.
#[test]
fn rarest_first_keeps_chunk_counts_more_even_than_random_and_random_than_in_order() {
    const CHUNKS: usize = 128;
    let uneven = |pick: &str| {
        let text = format!("file=32MiB&server=8Mbps&peers=40x1Mbps/8Mbps&pick={pick}");
        let runs = seeds(8).map(|seed| {
            let (notes, outcome) = play(&text, seed);
            let mut copies = vec![0.0; CHUNKS];
            for (_, _, chunk) in &notes.completions[..notes.completions.len() * 7 / 8] {
                copies[*chunk as usize] += 1.0;
            }
            let mid = mean(copies.iter().copied());
            let variance = mean(copies.iter().map(|count: &f64| (count - mid).powi(2)));
            let finish = outcome.finish_time().expect("everyone finishes").0;
            (variance.sqrt() / mid, finish)
        });
        let runs: Vec<(f64, f64)> = runs.collect();
        let uneven = mean(runs.iter().map(|run| run.0));
        let finish = mean(runs.iter().map(|run| run.1));
        println!("even: {uneven:.3} uneven, over after {finish:.0} s: {text}");
        uneven
    };
    let [rarest, random, order] = ["rarest", "random", "order"].map(uneven);
    assert!(rarest < 0.8 * random && random < 0.9 * order);
}

/// BEP 3, BEP 16; Cohen 2003. After the bits of one copy nothing is saved, whatever the rule: some
/// chunks were sent twice by then. After two, rarest first saves it 10 times of 10, in the small swarm
/// and in one twice its size, where random saves it twice; in order it is lost even after four. 9 times,
/// 5 times and never pass.
#[test]
fn rarest_first_saves_the_file_from_a_seed_that_leaves_where_in_order_loses_it() {
    let saved = |swarm: &str, pick: &str, copies: u32| {
        let text = format!("{swarm}&pick={pick}&origin=leave:{copies}");
        let outcomes: Vec<Outcome> = seeds(10).map(|seed| play(&text, seed).1).collect();
        let saved = outcomes.iter().filter(|run| run.stuck.is_empty()).count();
        let short: u32 = outcomes
            .iter()
            .filter_map(|run| Some(run.stuck.first()?.missing))
            .sum();
        println!("origin: saved {saved} of 10, all others {short} chunks short: {text}");
        (saved, short)
    };
    let small = "file=8MiB&server=4Mbps&peers=20x1Mbps/8Mbps";
    let large = "file=16MiB&server=4Mbps&peers=40x1Mbps/8Mbps";
    for swarm in [small, large] {
        for copies in 1..=4 {
            let [rarest, random, order] =
                ["rarest", "random", "order"].map(|pick| saved(swarm, pick, copies));
            assert_eq!(order.0, 0);
            match copies {
                1 => assert!(rarest.0 == 0 && rarest.1 < random.1 && random.1 < order.1),
                _ => assert!(rarest.0 >= 9),
            }
            assert!((swarm, copies) != (large, 2) || random.0 <= 5);
        }
    }
}

/// Cohen 2003; Legout, Urvoy-Keller, Michiardi 2006, whose seeds unchoke in turn. Measured with every rule
/// at its default: free riders take 1.21 times as long under tit-for-tat; 1.08 passes. Where seeds unchoke
/// in turn, 1.23 times, and 2.41 times where finished peers leave, in both after all 30 others; 1.12, 1.7
/// and 25 of 30 pass. Where slots are drawn, 0.98 to 1.02 times; 0.88 to 1.06 pass.
#[test]
fn free_riders_finish_last_under_tit_for_tat_and_not_when_slots_are_drawn() {
    for (rules, least, last) in [
        ("", 1.08, false),
        ("&serve=round", 1.12, true),
        ("&serve=round&finish=leave", 1.7, true),
    ] {
        for choke in ["rate", "random"] {
            let text = format!(
                "file=32MiB&server=4Mbps&peers=30x1Mbps/8Mbps,10x0/8Mbps&choke={choke}{rules}"
            );
            let runs = seeds(5).map(|seed| {
                let notes = play(&text, seed).0;
                let riders = &notes.finished[31..41];
                let first = riders.iter().copied().fold(f64::INFINITY, f64::min);
                let others = notes.finished[1..31].iter();
                let before = others.filter(|time| **time < first).count();
                (notes.mean_finish(31..41) / notes.mean_finish(1..31), before)
            });
            let runs: Vec<(f64, usize)> = runs.collect();
            let ratio = mean(runs.iter().map(|run| run.0));
            let before = runs.iter().map(|run| run.1);
            let (fewest, most) = (before.clone().min(), before.max());
            let (fewest, most) = (fewest.expect("some"), most.expect("some"));
            println!(
                "riders: {ratio:.2} times as long, {fewest} to {most} of 30 others before the first: {text}"
            );
            if choke == "rate" {
                assert!(ratio > least && (!last || fewest >= 25));
            } else {
                assert!((0.88..1.06).contains(&ratio) && most <= 15);
            }
        }
    }
}

/// Legout, Urvoy-Keller, Michiardi 2006: for peers that come into a swarm one by one. In its steady
/// state a chunk of the first eighth takes 3.2 times as long as one of the middle half, the very first 6
/// times, the last 0.3 times; where all stay, 4.6, 25 and 0.5 times; 1.5, 1.5 and 0.6 pass. Where they
/// leave at once, the last takes 1.3 times as long; more than 0.6 passes.
#[test]
fn the_first_chunks_are_the_slow_ones_and_not_the_last() {
    const CHUNKS: usize = 64;
    for finish in ["leave:60s", "stay", "leave"] {
        let text = format!(
            "file=16MiB&server=4Mbps&peers=200x1Mbps/8Mbps&finish={finish}&arrive=poisson:3s"
        );
        let waits = seeds(4).map(|seed| {
            let notes = play(&text, seed).0;
            let mut times: Vec<Vec<f64>> = notes.joined.iter().map(|time| vec![*time]).collect();
            for (time, peer, _) in &notes.completions {
                times[peer.index()].push(*time);
            }
            // Those who neither find the swarm empty nor see it end.
            let wait = |chunks: Range<usize>| {
                let each = |times: &Vec<f64>| times[chunks.end] - times[chunks.start];
                mean(times[50..150].iter().map(each)) / chunks.len() as f64
            };
            [
                wait(0..1),
                wait(0..CHUNKS / 8),
                wait(CHUNKS / 4..CHUNKS * 3 / 4),
                wait(CHUNKS - 1..CHUNKS),
            ]
        });
        let waits: Vec<[f64; 4]> = waits.collect();
        let [first, early, middle, last] =
            [0, 1, 2, 3].map(|part| mean(waits.iter().map(|wait| wait[part])));
        println!(
            "first chunks: {first:.2} s, in the first eighth {early:.2} s, in the middle {middle:.2} s, last {last:.2} s: {text}"
        );
        if finish == "leave" {
            assert!(last > 0.6 * middle);
        } else {
            assert!(first > 1.5 * middle && early > 1.5 * middle && last < 0.6 * middle);
        }
    }
}

/// As libtorrent's simulation/test_optimistic_unchoke.cpp checks. There turns go round, here they are
/// drawn, so that shares are equal over many turns only. Some 3700 turns among 20 peers make 185
/// each, give or take 13; 0.65 to 1.35 times the mean, five standard deviations, pass.
#[test]
fn the_optimistic_slot_gives_every_peer_its_fair_share() {
    let text = "file=6Gb&chunk=32MiB&server=1Mbps&peers=20x0/8Mbps&slots=1&serve=random";
    for seed in seeds(2) {
        let notes = play(text, seed).0;
        let fair = mean(notes.optimistic[1..].iter().copied());
        let shares = notes.optimistic[1..].iter().map(|time| time / fair);
        let (least, most) = shares.fold((f64::INFINITY, 0.0_f64), |(least, most), share| {
            (least.min(share), most.max(share))
        });
        println!(
            "optimistic: {fair:.0} s each, from {least:.2} to {most:.2} times that, seed {seed}: {text}"
        );
        assert!(least > 0.65 && most < 1.35);
    }
}

/// Hajek and Zhu 2010; Zhu and Hajek 2012. One peer each 5 s; the seed sends a chunk each 21 s, so 0.15
/// peers a second more come than can leave, 450 in 3000 s. A peer uploads a chunk in 2.1 s.
/// Measured 472 and 479 at the end where they leave at once, 23 and 29 on average where they stay for 8 s, and 5
/// and 7 where the seed sends a chunk each 3.5 s; more than 250, and fewer than 120 on average, pass.
#[test]
fn the_swarm_grows_without_bound_where_peers_leave_before_they_have_given_a_chunk() {
    for (server, finish) in [
        ("100kbps", "leave"),
        ("100kbps", "leave:8s"),
        ("600kbps", "leave"),
    ] {
        let text = format!(
            "file=2MiB&server={server}&peers=600x1Mbps/8Mbps&arrive=poisson:5s&finish={finish}"
        );
        for seed in seeds(2) {
            let notes = play(&text, seed).0;
            // While they still come.
            let last = notes.joined.iter().copied().fold(0.0, f64::max);
            let present: Vec<usize> = (1..=6)
                .map(|sixth| notes.present(last * f64::from(sixth) / 6.0))
                .collect();
            println!("missing piece: {present:?} peers there, seed {seed}: {text}");
            if (server, finish) == ("100kbps", "leave") {
                assert!(present.windows(2).all(|pair| pair[0] < pair[1]));
                assert!(present[5] > 250);
            } else {
                assert!(mean(present.iter().map(|count| *count as f64)) < 120.0);
            }
        }
    }
}

/// Qiu and Srikant 2004: a peer downloads for 1/(θ + β), with 1/β the larger of 1/c and (1/η)(1/μ − 1/γ);
/// here θ = 0, c is no limit, seeds stay 1/γ, η ≤ 1, and a server is there from the start, which the
/// paper has not: in the steady state λ = μ(ηx + λ/γ) + s, so x/λ = (1/η)((1 − s/λ)/μ − 1/γ).
///
/// Measured 1.15 to 1.42 times what η = 1 gives, 8 to 11 s more: a peer has nothing to give until its first
/// chunk is whole. 1.0 to 1.6 pass. Each second of seeding saves 0.93 s; 0.75 to 1.1 pass.
#[test]
fn the_steady_download_time_follows_qiu_and_srikant() {
    const FILE: f64 = 8.0 * 1024.0 * 1024.0 * 8.0; // bits
    const UP: f64 = 1e6; // bits per second
    const SERVER: f64 = 4e6; // bits per second
    const GAP: f64 = 0.5; // seconds from one to the next, 1/λ
    let download = |stay: f64| {
        let text = format!(
            "file=8MiB&server=4Mbps&peers=1000x1Mbps/8Mbps&arrive=poisson:{GAP}s&finish=leave:{stay}s"
        );
        // Neither those who find the swarm empty nor those whom nobody follows.
        let download = mean(seeds(2).map(|seed| play(&text, seed).0.mean_download(300..800)));
        let formula = (1.0 - SERVER / FILE * GAP) * FILE / UP - stay;
        println!("steady: {download:.1} s, by the formula {formula:.1} s: {text}");
        assert!((1.0..1.6).contains(&(download / formula)));
        download
    };
    let [short, _, _, long] = [10.0, 20.0, 30.0, 40.0].map(download);
    let saved = (short - long) / 30.0;
    println!("steady: each second of seeding saves {saved:.2} s");
    assert!((0.75..1.1).contains(&saved));
}
