//! How fast a swarm is played: `cargo bench -p p2p-model`.
//!
//! Rates are chunk transfers per second: one item is one chunk that becomes whole at one peer.
//! `figures` plays without a history, `trace` keeps one ready to scrub, `at` looks one instant up.

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm;
use p2p_model::units::Seconds;

/// Tells of each bench how much memory it had at most.
#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Server 8 Mb/s, peers 1/16 Mb/s, 256 KiB chunks, all rules at their defaults.
fn scenario(peers: u32, chunks: u32) -> Scenario {
    let text = format!(
        "file={}KiB&server=8Mbps&peers={peers}x1Mbps/16Mbps&seed=1",
        u64::from(chunks) * 256
    );
    text.parse().expect("it is a valid scenario")
}

/// How the cost of a transfer grows with the swarm.
#[divan::bench(args = [10, 100, 1_000, 10_000, 100_000], sample_count = 1, sample_size = 1)]
fn growth(bencher: Bencher, peers: u32) {
    play(bencher, &scenario(peers, 32));
}

#[divan::bench(args = [10, 100, 1_000, 10_000], sample_count = 1, sample_size = 1)]
fn figures(bencher: Bencher, peers: u32) {
    play(bencher, &scenario(peers, 400));
}

fn play(bencher: Bencher, scenario: &Scenario) {
    let transfers = scenario.peer_count() * scenario.chunk_count();
    bencher
        .counter(ItemsCount::new(transfers))
        .bench(|| swarm::outcome(black_box(scenario), Architecture::P2p).expect("small enough"));
}

/// The swarm that SimGrid's BitTorrent example takes 54 s for and libtorrent's own simulation 60 s, on two cores.
#[divan::bench]
fn simgrid(bencher: Bencher) {
    let scenario: Scenario = "file=16MiB&server=1024kbps&peers=100x1024kbps/10240kbps&seed=1"
        .parse()
        .expect("it is a valid scenario");
    play(bencher, &scenario);
}

#[divan::bench(args = [(20, 128), (200, 400)], sample_count = 10)]
fn trace(bencher: Bencher, (peers, chunks): (u32, u32)) {
    let scenario = scenario(peers, chunks);
    bencher
        .counter(ItemsCount::new(peers * chunks))
        .bench(|| swarm::simulate(black_box(&scenario), Architecture::P2p).expect("small enough"));
}

#[divan::bench(args = [(20, 128), (200, 400)], sample_count = 1000)]
fn at(bencher: Bencher, (peers, chunks): (u32, u32)) {
    let trace = swarm::simulate(&scenario(peers, chunks), Architecture::P2p).expect("small enough");
    let count = std::cell::Cell::new(0_u32);
    bencher.bench_local(|| {
        // Steps by the golden ratio, which fall everywhere in the run.
        count.set(count.get() + 1);
        let part = f64::from(count.get()) * 0.618_033_988_75 % 1.0;
        trace.at(black_box(Seconds(trace.end().0 * part)))
    });
}
