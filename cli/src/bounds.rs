//! `p2p bounds`: both bounds of a scenario, term by term.

use std::io::{self, BufWriter};

use clap::Args;
use p2p_model::bounds::Bounds;
use p2p_model::sweep::Field;

use crate::table::{Format, Table};
use crate::{Failure, scenario, wrong};

const COLUMNS: &str = "architecture,term,seconds,binding";

/// Print both lower bounds, term by term, in seconds.
#[derive(Args)]
#[command(after_help = "\
Example:
  p2p bounds 'file=15Gb&server=30Mbps&peers=100x1Mbps/2Mbps'")]
pub(crate) struct Options {
    /// The scenario.
    text: String,
    #[command(flatten)]
    format: Format,
}

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let bounds = Bounds::of(&scenario(&options.text)?).map_err(wrong)?;
    let out = BufWriter::new(io::stdout().lock());
    let mut table = Table::new(out, &options.format, COLUMNS, 0);
    table.head()?;
    for bound in bounds.both() {
        for term in &bound.terms {
            table.row(&[
                Field::text(bound.architecture.key()),
                Field::text(term.kind.key()),
                Field::Number(term.seconds.0),
                Field::Truth(term.binding),
            ])?;
        }
    }
    table.foot()?;
    Ok(table.flush()?)
}
