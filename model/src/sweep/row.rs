//! What came of the runs with one value: quantiles, bounds, and a line of CSV.

use super::field::Field;
use super::over::Value;
use crate::bounds::{Architecture, Bounds, BoundsError};
use crate::scenario::Scenario;
use crate::schedule::{Fluid, chunked_optimum};
use crate::swarm::{Outcome, SwarmError};
use crate::units::Seconds;

/// One point of a sweep: a value, and what came of the runs with it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The text of the scenario, with the seed of its first run. The others have the seeds after it.
    pub scenario: String,
    /// The value that is varied, as it stands in a text.
    pub value: String,
    /// The same as a number in bits, bits per second, seconds, pieces or parts of 1, if it is one.
    pub number: Option<f64>,
    /// N, the number of peers. Those that join by acts are not counted.
    pub peers: u64,
    /// Runs so far.
    pub runs: u32,
    /// Runs so far in which every peer got the whole file.
    pub finished: u32,
    /// When the last peer had the file: from the least to the largest of the runs so far.
    pub finish: Quantiles,
    /// When a peer had the file, on average over all peers of all runs so far that got it.
    pub mean: Option<Seconds>,
    /// The bound of client–server.
    pub client_server: Seconds,
    /// The bound of P2P.
    pub p2p: Seconds,
    /// What the fluid schedule takes, which reaches the P2P bound.
    pub fluid: Seconds,
    /// The least time in whole chunks, where it is known.
    pub chunked: Option<Seconds>,
    /// The bound of the architecture that is played, divided by the median of the finish times. 1 is
    /// as fast as can be. Peers that come later than at 0, and acts, are unknown to the bound.
    pub efficiency: Option<f64>,
    /// Why the point cannot be played, if it cannot.
    pub fault: Option<SwarmError>,
}

/// Where so many parts of the runs had finished. A run that never finishes counts as later than all
/// that do, and a quantile that falls among such runs is `None`.
///
/// Between two runs it is interpolated: with n values in order from 0, quantile p is at place
/// p·(n − 1), as in R's type 7 and most spreadsheets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quantiles {
    /// The first run.
    pub min: Option<Seconds>,
    /// A quarter of the runs.
    pub lower: Option<Seconds>,
    /// Half of the runs.
    pub median: Option<Seconds>,
    /// Three quarters of the runs.
    pub upper: Option<Seconds>,
    /// All runs.
    pub max: Option<Seconds>,
}

impl Row {
    /// What the columns of [`Row::csv`] are, times in seconds.
    pub const CSV_HEADER: &'static str = "value,number,peers,runs,finished,min_s,lower_s,median_s,\
        upper_s,max_s,mean_s,client_server_s,p2p_s,fluid_s,chunked_s,efficiency,fault,scenario";

    /// Rows as a file of CSV: the header and a line for each, every one with its end of line.
    pub fn csv_of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
        let lines = rows.into_iter().map(Row::csv);
        std::iter::once(Self::CSV_HEADER.to_owned())
            .chain(lines)
            .map(|line| line + "\n")
            .collect()
    }

    /// Whether it has anything to tell: a run, or why there is none.
    #[must_use]
    pub fn tells(&self) -> bool {
        self.runs > 0 || self.fault.is_some()
    }

    /// The row of a point that has not been played.
    pub(super) fn of(scenario: &Scenario, value: &Value) -> Result<Row, BoundsError> {
        let bounds = Bounds::of(scenario)?;
        Ok(Row {
            scenario: scenario.to_string(),
            value: value.text.clone(),
            number: value.number,
            peers: bounds.peers,
            runs: 0,
            finished: 0,
            finish: Quantiles::default(),
            mean: None,
            client_server: bounds.client_server.seconds,
            p2p: bounds.p2p.seconds,
            fluid: Fluid::of(scenario)?.finish,
            chunked: chunked_optimum(scenario),
            efficiency: None,
            fault: None,
        })
    }

    /// Counts what the runs gave so far.
    #[allow(clippy::cast_possible_truncation)] // Runs are counted by u32.
    pub(super) fn count(&mut self, times: &Times, architecture: Architecture) {
        self.runs = times.last.len() as u32;
        self.finished = times.last.iter().filter(|time| time.is_finite()).count() as u32;
        self.finish = Quantiles::of(&times.last);
        self.mean = (times.count > 0).then(|| Seconds(times.sum / times.count as f64));
        let bound = match architecture {
            Architecture::ClientServer => self.client_server,
            Architecture::P2p => self.p2p,
        };
        // A bound of 0, of links without limit, is no part of anything.
        let median = self.finish.median.filter(|_| bound.0 > 0.0);
        self.efficiency = median.map(|median| bound.0 / median.0);
    }

    /// The row as a line of CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        self.fields().map(|field| field.to_string()).join(",")
    }

    /// What stands in the columns of [`Row::CSV_HEADER`].
    #[must_use]
    pub fn fields(&self) -> [Field; 18] {
        let time = |time: Option<Seconds>| Field::number(time.map(|time| time.0));
        let fault = self.fault.as_ref().map(ToString::to_string);
        [
            Field::text(&self.value),
            Field::number(self.number),
            Field::Whole(self.peers),
            Field::Whole(self.runs.into()),
            Field::Whole(self.finished.into()),
            time(self.finish.min),
            time(self.finish.lower),
            time(self.finish.median),
            time(self.finish.upper),
            time(self.finish.max),
            time(self.mean),
            Field::Number(self.client_server.0),
            Field::Number(self.p2p.0),
            Field::Number(self.fluid.0),
            time(self.chunked),
            Field::number(self.efficiency),
            Field::text(&fault.unwrap_or_default().replace('\n', "; ")),
            Field::text(&self.scenario),
        ]
    }
}

impl Quantiles {
    /// The quantiles of some times, of which those that are not finite are never.
    #[must_use]
    pub fn of(times: &[f64]) -> Quantiles {
        let mut sorted = times.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |part: f64| {
            let place = part * (sorted.len().checked_sub(1)? as f64);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // Between 0 and the last index.
            let (below, above) = (place.floor() as usize, place.ceil() as usize);
            let (low, high) = (sorted[below], sorted[above]);
            let between = if below == above {
                low
            } else {
                low + (high - low) * place.fract()
            };
            between.is_finite().then_some(Seconds(between))
        };
        Quantiles {
            min: at(0.0),
            lower: at(0.25),
            median: at(0.5),
            upper: at(0.75),
            max: at(1.0),
        }
    }
}

/// What the runs of one point gave.
#[derive(Default)]
pub(super) struct Times {
    /// When the last peer of each run had the file, in seconds; infinite where one never had.
    pub(super) last: Vec<f64>,
    /// The sum of all times at which a peer had the file, in seconds.
    sum: f64,
    /// How many those are.
    count: u64,
}

impl Times {
    /// Adds a run.
    pub(super) fn add(&mut self, outcome: &Outcome) {
        let last = outcome.finish_time();
        self.last.push(last.map_or(f64::INFINITY, |time| time.0));
        for time in outcome.finish.iter().flatten() {
            self.sum += time.0;
            self.count += 1;
        }
    }
}
