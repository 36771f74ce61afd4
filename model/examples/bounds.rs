//! Prints both bounds of a scenario, term by term, as CSV; and below them the rates of a scheme that attains the
//! bound of P2P.
//!
//! ```sh
//! cargo run --release -p p2p-model --example bounds -- 'file=15Gb&server=30Mbps&peers=10x1Mbps/2Mbps'
//! ```

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use p2p_model::bounds::Bounds;
use p2p_model::scenario::Scenario;
use p2p_model::schedule::Fluid;

/// What a wrong text or a wrong call exits with, as is the custom of command lines.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [text] = arguments.as_slice() else {
        eprintln!(
            "usage: bounds TEXT\nTEXT is a scenario, for instance '{}'",
            Scenario::default()
        );
        return ExitCode::from(WRONG_USE);
    };
    match table(text) {
        // A reader that closes the pipe early, as head does, has what it wants.
        Ok(table) => match std::io::stdout().write_all(table.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(faults) => {
            eprintln!("{faults}");
            ExitCode::from(WRONG_USE)
        }
    }
}

/// A line for each term of either bound, seconds with every digit that a double has; after an empty line one for
/// each class of peers.
fn table(text: &str) -> Result<String, Box<dyn Error>> {
    let scenario: Scenario = text.parse()?;
    let bounds = Bounds::of(&scenario)?;
    let mut table = String::from("architecture,term,seconds,binding\n");
    for bound in bounds.both() {
        for term in &bound.terms {
            let (architecture, kind) = (bound.architecture.key(), term.kind.key());
            let (seconds, binding) = (term.seconds.0, term.binding);
            writeln!(table, "{architecture},{kind},{seconds},{binding}")?;
        }
    }
    write!(table, "\n{}", Fluid::of(&scenario)?.csv())?;
    Ok(table)
}
