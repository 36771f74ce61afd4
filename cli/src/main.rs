//! `p2p`: the model on the command line.
//!
//! One file for each command: [`bounds`], [`simulate`], [`sweep`], [`exercise`]. [`runs`] plays many runs on
//! all cores, with [`progress`]; [`table`] writes what came of them as CSV or JSON; [`shard`] parts a sweep.

mod bounds;
mod exercise;
mod progress;
mod runs;
mod shard;
mod simulate;
mod sweep;
mod table;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use thiserror::Error;

/// Exit code for a wrong text or a wrong call, as is the custom of command lines.
const WRONG_USE: u8 = 2;

const TEXT: &str = "\
A scenario is a text such as 'file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7',
the same as in a link of the app. What it leaves out has its default.
model/MODEL.md has all keys.";

/// How long does it take to give a file to N peers? The bounds of the textbook, and a BitTorrent swarm.
#[derive(Parser)]
#[command(name = "p2p", version, arg_required_else_help = true, after_help = TEXT)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Bounds(bounds::Options),
    Simulate(simulate::Options),
    Sweep(sweep::Options),
    Exercise(exercise::Options),
    /// Print the completions of a shell.
    #[command(
        after_help = "Example:\n  p2p completions bash > ~/.local/share/bash-completion/completions/p2p"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// What is run, and how often: the options that `simulate` and `sweep` share.
#[derive(Args)]
struct Played {
    /// Let the server send every copy, instead of a swarm.
    #[arg(long)]
    client_server: bool,
    /// Run on so many threads at once; on all cores unless given. The output is the same.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

impl Played {
    fn architecture(&self) -> Architecture {
        if self.client_server {
            Architecture::ClientServer
        } else {
            Architecture::P2p
        }
    }
}

/// Why a command fails.
#[derive(Debug, Error)]
enum Failure {
    /// The text or the call is wrong; says what would be right.
    #[error("{0}")]
    Wrong(String),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

/// Reads the text of a scenario.
fn scenario(text: &str) -> Result<Scenario, Failure> {
    text.parse().map_err(wrong)
}

/// The failure that says what is wrong with what was asked.
fn wrong(error: impl ToString) -> Failure {
    Failure::Wrong(error.to_string())
}

/// Reads how many of something there are to be.
fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| "write a whole number, such as 20".to_owned())
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(code) => code,
        Err(Failure::Wrong(message)) => {
            eprintln!("{message}");
            ExitCode::from(WRONG_USE)
        }
        // A reader that closes the pipe early, as head does, has what it wants.
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Bounds(options) => bounds::run(&options)?,
        Command::Simulate(options) => simulate::run(&options)?,
        Command::Sweep(options) => sweep::run(&options)?,
        Command::Exercise(options) => return exercise::run(&options),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "p2p", &mut script);
            io::stdout().write_all(&script)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_option_contradicts_another() {
        Cli::command().debug_assert();
    }
}
