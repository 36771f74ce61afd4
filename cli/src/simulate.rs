//! `p2p simulate`: when each peer has the file.

use std::io::{self, BufWriter, Write};

use clap::Args;
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::Outcome;
use p2p_model::sweep::{Field, SweepError};
use p2p_model::units::{BitRate, Seconds};

use crate::progress::Progress;
use crate::runs::{Done, Runs, work};
use crate::table::{Format, Table};
use crate::{Failure, Played, scenario, whole, wrong};

const COLUMNS: &str = "run,peer,class,up_bps,down_bps,finish_s,class_bits_at_first_finish,class_bps_until_first_finish";

/// Play a scenario, and print when each peer has the whole file.
///
/// Runs, peers and classes count from 1; runs have the seeds seed, seed + 1, and so on; a peer that never finishes has
/// no finish_s. The last two columns tell what finish times hide: what the peers of its class had on average when the
/// first peer of the run finished, and at what rate they received it. Standard error gets a line of key=value pairs for each run, and says of a peer that never finishes why.
#[derive(Args)]
#[command(after_help = "\
Examples:
  p2p simulate 'file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7' --runs 20
  p2p simulate 'peers=100x1Mbps/8Mbps' --client-server --format json")]
pub(crate) struct Options {
    /// The scenario.
    text: String,
    /// Play it so many times.
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = whole::<u64>)]
    runs: u64,
    /// Keep the figures only, not the history: quicker, and for larger swarms.
    #[arg(long)]
    no_trace: bool,
    #[command(flatten)]
    played: Played,
    #[command(flatten)]
    format: Format,
}

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let base = scenario(&options.text)?;
    if options.runs == 0 {
        return Err(wrong(SweepError::NoRuns));
    }
    let bounds = Bounds::of(&base).map_err(wrong)?;
    let bound = match options.played.architecture() {
        Architecture::ClientServer => bounds.client_server.seconds,
        Architecture::P2p => bounds.p2p.seconds,
    };
    let progress = Progress::new(work(&base).saturating_mul(options.runs));
    let runs = Runs {
        keeps_history: !options.no_trace,
        ..Runs::new(&options.played, &progress)
    };
    let jobs = (1..=options.runs).map(|run| {
        let seed = base.seed.wrapping_add(run - 1);
        let base = base.clone();
        (run, Scenario { seed, ..base })
    });
    let mut table = Table::new(
        BufWriter::new(io::stdout().lock()),
        &options.format,
        COLUMNS,
        0,
    );
    runs.play(jobs, |run, scenario, done| {
        let Done { outcome, wall } = done;
        let outcome = outcome.map_err(wrong)?;
        progress.aside(|| {
            if run == 1 {
                table.head()?;
            }
            write_peers(&mut table, run, &scenario, &outcome)?;
            if run == options.runs {
                table.foot()?;
            }
            table.flush()?;
            say(run, scenario.seed, bound, &outcome, wall.as_secs_f64());
            Ok(())
        })
    })
}

/// A row for each peer.
fn write_peers(
    table: &mut Table<impl Write>,
    run: u64,
    scenario: &Scenario,
    outcome: &Outcome,
) -> io::Result<()> {
    let rate = |rate: BitRate| match rate.is_unlimited() {
        true => Field::text("unlimited"),
        false => Field::Whole(rate.0),
    };
    let peers = scenario.classes().zip(&outcome.finish);
    for (peer, (class, finish)) in (1..).zip(peers) {
        let spec = &scenario.peers[class];
        let first_finish = outcome.first_finish.as_ref();
        let share = first_finish.map(|first| first.classes[class]);
        table.row(&[
            Field::Whole(run),
            Field::Whole(peer),
            Field::Whole(class as u64 + 1),
            rate(spec.up),
            rate(spec.down),
            Field::number(finish.map(|finish| finish.0)),
            share.map_or(Field::Nothing, |share| Field::Whole(share.received.0)),
            share.map_or(Field::Nothing, |share| Field::Whole(share.rate.0)),
        ])?;
    }
    Ok(())
}

/// The line of a run on standard error, and one for each peer that never finishes.
fn say(run: u64, seed: u64, bound: Seconds, outcome: &Outcome, wall: f64) {
    let finish = outcome.finish_time().map(|finish| finish.0);
    eprintln!(
        "run={run} seed={seed} bound_s={} finish_s={} ratio={} transfers={} events={} wasted_bits={} hash={:016x} wall_s={wall:.6}",
        bound.0,
        Field::number(finish),
        Field::number(
            finish
                .filter(|_| bound.0 > 0.0)
                .map(|finish| finish / bound.0)
        ),
        outcome.transfers,
        outcome.events,
        outcome.wasted.0,
        outcome.hash,
    );
    if let Some(stopped) = &outcome.stopped {
        eprintln!("{stopped}");
    }
    for stuck in &outcome.stuck {
        eprintln!("{stuck}");
    }
}
