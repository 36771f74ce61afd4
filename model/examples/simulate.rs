//! Plays a scenario: `simulate 'TEXT' [--runs K] [--client-server] [--no-trace]`.
//!
//! Standard output: CSV `run,peer,class,up_bps,down_bps,finish_s`, runs, peers and classes counted from 1,
//! `finish_s` empty for a peer that never finishes. Standard error: one line of `key=value` pairs a run.
//! Runs use the seeds seed, seed + 1, …; `--no-trace` keeps the figures only, not the history.

use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{self, Outcome};
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "usage: simulate 'TEXT' [--runs K] [--client-server] [--no-trace]";

struct Order {
    scenario: Scenario,
    runs: u64,
    architecture: Architecture,
    keeps_trace: bool,
}

fn main() -> ExitCode {
    match read_order().and_then(|order| run(&order)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn read_order() -> Result<Order, String> {
    let mut order = Order {
        scenario: Scenario::default(),
        runs: 1,
        architecture: Architecture::P2p,
        keeps_trace: true,
    };
    let mut text = None;
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--client-server" => order.architecture = Architecture::ClientServer,
            "--no-trace" => order.keeps_trace = false,
            "--runs" => {
                let count = words.next().unwrap_or_default();
                order.runs = count
                    .parse()
                    .map_err(|_| format!("--runs takes a whole number, not {count:?}"))?;
            }
            flag if flag.starts_with("--") => {
                return Err(format!("no such option: {flag}\n{USAGE}"));
            }
            _ if text.is_some() => {
                return Err(format!(
                    "one scenario at a time, and {word:?} is a second\n{USAGE}"
                ));
            }
            _ => text = Some(word),
        }
    }
    order.scenario = text
        .ok_or(USAGE)?
        .parse()
        .map_err(|faults| format!("{faults}"))?;
    Ok(order)
}

fn run(order: &Order) -> Result<(), String> {
    let bounds = Bounds::of(&order.scenario).map_err(|error| error.to_string())?;
    let bound = match order.architecture {
        Architecture::ClientServer => bounds.client_server.seconds,
        Architecture::P2p => bounds.p2p.seconds,
    };
    let mut out = io::stdout().lock();
    writeln!(out, "run,peer,class,up_bps,down_bps,finish_s").map_err(|error| error.to_string())?;
    for run in 1..=order.runs {
        let scenario = Scenario {
            seed: order.scenario.seed.wrapping_add(run - 1),
            ..order.scenario.clone()
        };
        let start = Instant::now();
        let outcome = if order.keeps_trace {
            swarm::simulate(&scenario, order.architecture).map(|trace| trace.outcome().clone())
        } else {
            swarm::outcome(&scenario, order.architecture)
        };
        let outcome = outcome.map_err(|error| error.to_string())?;
        let wall = start.elapsed().as_secs_f64();
        write_peers(&mut out, run, &scenario, &outcome).map_err(|error| error.to_string())?;
        let finish = outcome.finish_time().map(|finish| finish.0);
        let text = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        eprintln!(
            "run={run} seed={} bound_s={} finish_s={} ratio={} transfers={} events={} wasted_bits={} hash={:016x} wall_s={wall:.6}",
            scenario.seed,
            bound.0,
            text(finish),
            text(finish.map(|finish| finish / bound.0)),
            outcome.transfers,
            outcome.events,
            outcome.wasted.0,
            outcome.hash,
        );
        for stuck in &outcome.stuck {
            eprintln!("{stuck}");
        }
    }
    Ok(())
}

fn write_peers(
    out: &mut impl Write,
    run: u64,
    scenario: &Scenario,
    outcome: &Outcome,
) -> io::Result<()> {
    for (peer, finish) in (0..).zip(&outcome.finish) {
        let class = scenario.class_of(peer);
        let spec = &scenario.peers[class];
        let finish = finish.map_or_else(String::new, |finish| finish.0.to_string());
        writeln!(
            out,
            "{run},{},{},{},{},{finish}",
            peer + 1,
            class + 1,
            spec.up.0,
            spec.down.0
        )?;
    }
    Ok(())
}
