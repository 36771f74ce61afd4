//! `p2p sweep`: a scenario over many values of one key, with many seeds.

use std::io::{self, BufWriter};

use clap::Args;
use p2p_model::sweep::{Over, Row, Sweep};

use crate::progress::Progress;
use crate::runs::Runs;
use crate::shard::Shard;
use crate::table::{Format, Table};
use crate::{Failure, Played, scenario, whole, wrong};

/// Play a scenario over many values of one key, with many seeds each.
///
/// Prints a row for each value as soon as its runs are over: the quantiles of the finish times, both bounds and the
/// ideal schedules. Runs have the seed of the scenario and those after it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  p2p sweep 'file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps' --over peers=1..100 --runs 20
  p2p sweep 'origin=leave:2' --over pick=rarest,random,order --runs 10 --format json
  p2p sweep 'peers=12x1Mbps/8Mbps' --over server=1Mbps..20Mbps --runs 5 --shard 2/4

A range stands for about 20 values. Values that have commas are parted by |.
The outputs of all shards, put together in order, are the output of one run without
--shard, byte for byte. Only the first one has the head of the table.")]
pub(crate) struct Options {
    /// The scenario.
    text: String,
    /// What to vary: peers=1..1000, peers=10,20,50, server=1Mbps..20Mbps or pick=rarest,random,order.
    #[arg(long, value_name = "KEY=VALUES")]
    over: String,
    /// Play each value so many times.
    #[arg(long, value_name = "K", default_value_t = 20, value_parser = whole::<u32>)]
    runs: u32,
    /// Do only part I of N, for many machines.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    played: Played,
    #[command(flatten)]
    format: Format,
}

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let base = scenario(&options.text)?;
    let over = Over::parse(&options.over, base.prefix).map_err(wrong)?;
    let architecture = options.played.architecture();
    let whole = Sweep::new(&base, &over, architecture, options.runs).map_err(wrong)?;

    let shard = options.shard.unwrap_or(Shard::WHOLE);
    let rows = shard.rows(whole.cells());
    let out = BufWriter::new(io::stdout().lock());
    let mut table = Table::new(out, &options.format, Row::CSV_HEADER, rows.start);
    let mut sweep = whole.part(rows);
    if shard.is_first() {
        table.head()?;
        table.flush()?;
    }

    let work: u64 = sweep.cells().fold(0, u64::saturating_add);
    let progress = Progress::new(work.saturating_mul(options.runs.into()));
    let mut written = 0;
    let mut write_complete = |sweep: &Sweep| -> io::Result<()> {
        let complete = sweep.complete();
        if written == complete {
            return Ok(());
        }
        progress.aside(|| {
            for row in &sweep.rows()[written..complete] {
                table.row(&row.fields())?;
            }
            table.flush()
        })?;
        written = complete;
        say(&progress, sweep);
        Ok(())
    };
    // Those at the beginning that cannot be played.
    write_complete(&sweep)?;
    Runs::new(&options.played, &progress).play(sweep.jobs(), |row, _, done| {
        sweep.count(row, done.outcome.as_ref().map_err(Clone::clone));
        Ok(write_complete(&sweep)?)
    })?;
    if shard.is_last() {
        table.foot()?;
    }
    Ok(table.flush()?)
}

/// How far it is: in the bar, or as a line for each row where there is none.
fn say(progress: &Progress, sweep: &Sweep) {
    let values = format!("{} of {} values", sweep.complete(), sweep.len());
    if progress.is_live() {
        progress.say(values + ", ");
    } else {
        eprintln!("{:5.1} %, {values}", 100.0 * sweep.progress());
    }
}
