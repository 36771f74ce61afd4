//! Every command of the project, set-up included: `cargo xtask help`.
//!
//! - [`tools`] brings the programs the build needs, pinned, outside the checkout;
//! - [`site`] builds `dist/`: with [`policy`] its security policy, with
//!   [`one_file`] the one-file app, with [`worker`] what makes it work offline;
//!   [`comments`], [`html`] and [`wasm`] work on what trunk made;
//! - [`release`] packs what is handed out, with what [`supply`] knows of its crates;
//! - [`scorm`] packs a set of exercises for a learning management system;
//! - [`suite`] is `cargo xtask test`;
//! - [`browser`] brings what the browser tests need.

mod browser;
mod comments;
mod html;
mod one_file;
mod others;
mod policy;
mod process;
mod release;
mod scorm;
mod site;
mod suite;
mod supply;
mod tools;
mod wasm;
mod worker;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

const HELP: &str = "\
P2P Lab

cargo xtask serve [--port 8080]
    Serve the app on this machine and reload it on every change.
cargo xtask build
    Build the site into dist/, and the app in one file as dist/p2p-lab.html.
    Prints every file's size and fails over budget.
cargo xtask test [STEP…] [-- FILTER…]
    Check everything, or only the steps named; FILTER goes to `cargo test`.
    Steps: format, lint, lint-wasm, crates, model, course, cli, app, xtask,
    build, browser, others. `browser` and `others` (Firefox, WebKitGTK) alone
    test dist/ as the last build left it.
cargo xtask release
    Build the site and pack all that is handed out into one archive in
    target/release-archive/: the same bytes from the same commit.
cargo xtask scorm 'kinds=bounds&number=8&seed=7'
    Pack a set of exercises for a learning management system, as a SCORM 1.2
    package in target/scorm/; with `&mode=exam` as an exam. Takes the app from
    dist/ as the last build left it.
cargo xtask audit
    Check all crates against the database of known faults, which needs a network.
cargo xtask bench [--minutes 10]
    Time the model's runs, natively and in Chromium, and the page: frames,
    answers to a control, a sweep, and its memory after so many minutes of play.
cargo xtask shots FOLDER [FRAGMENT…]
    Save screenshots of dist/ at 360, 768 and 1440 px, light and dark.
cargo xtask help

What a command needs and is missing, it gets first, and says so.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    // Every path below is relative to the checkout, wherever one stands in it.
    std::env::set_current_dir(process::root()).context("entering the checkout")?;

    let mut args = lexopt::Parser::from_env();
    let Some(Value(command)) = args.next()? else {
        print!("{HELP}");
        return Ok(());
    };
    match command.string()?.as_str() {
        "serve" => {
            let mut port = 8080;
            while let Some(arg) = args.next()? {
                match arg {
                    Short('p') | Long("port") => port = args.value()?.parse()?,
                    other => return Err(other.unexpected().into()),
                }
            }
            site::serve(port)
        }
        "build" => {
            no_more(&mut args)?;
            site::build()
        }
        "release" => {
            no_more(&mut args)?;
            release::release()
        }
        "scorm" => {
            let set = args.value().context("scorm: which set?")?.string()?;
            no_more(&mut args)?;
            scorm::scorm(&set)
        }
        "audit" => {
            no_more(&mut args)?;
            supply::audit()
        }
        "test" => {
            let mut steps: Vec<_> = args.raw_args()?.collect();
            let filter = match steps.iter().position(|arg| arg == "--") {
                Some(dashes) => steps.split_off(dashes).split_off(1),
                None => Vec::new(),
            };
            suite::run(&steps, &filter)
        }
        "bench" => {
            let mut minutes = 10;
            while let Some(arg) = args.next()? {
                match arg {
                    Long("minutes") => minutes = args.value()?.parse()?,
                    other => return Err(other.unexpected().into()),
                }
            }
            browser::bench(minutes)
        }
        "shots" => {
            let folder = args.value().context("shots: which folder?")?;
            let fragments: Vec<_> = args.raw_args()?.collect();
            browser::shots(&folder, &fragments)
        }
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command {other:?}: cargo xtask help"),
    }
}

fn no_more(args: &mut lexopt::Parser) -> Result<()> {
    match args.next()? {
        None => Ok(()),
        Some(arg) => Err(arg.unexpected().into()),
    }
}
