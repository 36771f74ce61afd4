//! Plays a scenario over many values of one key, with many seeds: CSV on standard output, a row as
//! soon as it is complete, and progress on standard error.
//!
//! ```sh
//! cargo run --release -p p2p-model --example sweep -- 'file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps' --over peers=1..1000 --runs 20
//! ```

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::sweep::{Over, Row, Sweep};

/// What a wrong text or a wrong call exits with, as is the custom of command lines.
const WRONG_USE: u8 = 2;

/// Runs of each value unless said otherwise.
const RUNS: u32 = 20;

/// Events between two looks at the progress: about a tenth of a second.
const SLICE: u64 = 100_000;

const USAGE: &str = "usage: sweep 'TEXT' --over KEY=VALUES [--runs K] [--client-server]
VALUES are such as peers=1..1000, peers=10,20,50, server=1Mbps..20Mbps or pick=rarest,random,order";

fn main() -> ExitCode {
    let sweep = match read_order(std::env::args().skip(1)) {
        Ok(sweep) => sweep,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(WRONG_USE);
        }
    };
    // A reader that closes the pipe early, as head does, has what it wants.
    match play(sweep) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn read_order(mut words: impl Iterator<Item = String>) -> Result<Sweep, String> {
    let (mut text, mut over) = (None, None);
    let (mut runs, mut architecture) = (RUNS, Architecture::P2p);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--client-server" => architecture = Architecture::ClientServer,
            "--over" => over = Some(words.next().unwrap_or_default()),
            "--runs" => {
                let count = words.next().unwrap_or_default();
                runs = count.parse().map_err(|_| {
                    format!("--runs takes a whole number such as 20, not {count:?}")
                })?;
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
    let (text, over) = text.zip(over).ok_or(USAGE)?;
    let base: Scenario = text.parse().map_err(|faults| format!("{faults}"))?;
    let over = Over::parse(&over, base.prefix).map_err(|error| error.to_string())?;
    Sweep::new(&base, &over, architecture, runs).map_err(|error| error.to_string())
}

fn play(mut sweep: Sweep) -> std::io::Result<()> {
    let (mut out, progress) = (std::io::stdout().lock(), Progress::default());
    writeln!(out, "{}", Row::CSV_HEADER)?;
    let mut printed = 0;
    loop {
        let is_over = sweep.advance(SLICE);
        for row in &sweep.rows()[printed..sweep.complete()] {
            writeln!(out, "{}", row.csv())?;
        }
        out.flush()?;
        if is_over || printed < sweep.complete() || progress.is_live {
            progress.show(&sweep);
        }
        printed = sweep.complete();
        if is_over {
            return Ok(());
        }
    }
}

/// How far the sweep is: one line that changes where a person looks at it, else one for each row.
struct Progress {
    is_live: bool,
}

impl Default for Progress {
    fn default() -> Self {
        let is_live = std::io::stderr().is_terminal();
        Progress { is_live }
    }
}

impl Progress {
    fn show(&self, sweep: &Sweep) {
        let percent = 100.0 * sweep.progress();
        let (done, all) = (sweep.complete(), sweep.len());
        let (start, end) = if self.is_live {
            ("\r", if done == all { "\n" } else { "" })
        } else {
            ("", "\n")
        };
        eprint!("{start}{percent:5.1} %, {done} of {all} values{end}");
    }
}
