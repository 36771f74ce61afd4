//! `p2p bounds`: both bounds of a scenario, term by term, or a scheme that attains the one of P2P.

use std::io::{self, BufWriter};

use clap::Args;
use p2p_model::bounds::Bounds;
use p2p_model::scenario::Scenario;
use p2p_model::schedule::Fluid;
use p2p_model::sweep::Field;

use crate::table::{Format, Table};
use crate::{Failure, scenario, wrong};

const TERMS: &str = "architecture,term,seconds,binding";

const RATES: &str =
    "class,peers,from_server_bps,to_each_other_peer_bps,upload_bps,download_bps,finish_s";

/// Print both lower bounds, term by term, in seconds; or a scheme that attains the one of P2P.
#[derive(Args)]
#[command(after_help = "\
Example:
  p2p bounds 'file=15Gb&server=30Mbps&peers=100x1Mbps/2Mbps'
  p2p bounds 'file=15Gb&server=30Mbps&peers=100x1Mbps/2Mbps' --scheme")]
pub(crate) struct Options {
    /// The scenario.
    text: String,
    /// Print the rates of a scheme that attains the bound of P2P (Kumar and Ross 2006), a row for each class: what the
    /// server sends to each peer, and what each peer passes on.
    #[arg(long)]
    scheme: bool,
    #[command(flatten)]
    format: Format,
}

pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let scenario = scenario(&options.text)?;
    let (columns, rows) = match options.scheme {
        false => (TERMS, terms(&Bounds::of(&scenario).map_err(wrong)?)),
        true => (RATES, rates(&scenario)?),
    };
    let out = BufWriter::new(io::stdout().lock());
    let mut table = Table::new(out, &options.format, columns, 0);
    table.head()?;
    for row in rows {
        table.row(&row)?;
    }
    table.foot()?;
    Ok(table.flush()?)
}

fn terms(bounds: &Bounds) -> Vec<Vec<Field>> {
    let terms = (bounds.both().into_iter()).flat_map(|bound| {
        bound
            .terms
            .iter()
            .map(move |term| (bound.architecture, term))
    });
    terms
        .map(|(architecture, term)| {
            vec![
                Field::text(architecture.key()),
                Field::text(term.kind.key()),
                Field::Number(term.seconds.0),
                Field::Truth(term.binding),
            ]
        })
        .collect()
}

fn rates(scenario: &Scenario) -> Result<Vec<Vec<Field>>, Failure> {
    let fluid = Fluid::of(scenario).map_err(wrong)?;
    let classes = (1..).zip(&fluid.classes);
    let rows = classes.map(|(number, class)| {
        vec![
            Field::Whole(number),
            Field::Whole(class.count.into()),
            Field::Number(class.from_server(&fluid)),
            Field::Number(class.own_stream),
            Field::Number(class.upload),
            Field::Number(fluid.download),
            Field::Number(fluid.finish.0),
        ]
    });
    Ok(rows.collect())
}
