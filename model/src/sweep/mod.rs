//! A sweep: one number of a scenario, or one rule, varied over many values, with many seeds each.
//!
//! ```text
//! Scenario, "peers=1..1000", 20 runs ──▶ Sweep ──advance──▶ rows: finish times, bounds, schedules
//! ```
//!
//! A [`Sweep`] is a pure state machine. A page advances it slice by slice and draws the rows as
//! they fill. A command line plays the [`Sweep::jobs`] on many threads and has the sweep
//! [count](Sweep::count) what came of them, in their order. The rows are the same.

mod error;
mod field;
mod one;
mod over;
mod points;
mod row;

pub use error::{SweepError, Values};
pub use field::Field;
pub use one::play;
pub use over::{MAX_POINTS, Over, RANGE_POINTS, example};
pub use points::mix;
pub use row::{Quantiles, Row};

use std::ops::Range;

use crate::bounds::Architecture;
use crate::scenario::Scenario;
use crate::swarm::{Outcome, Run, SwarmError};
use points::point;
use row::Times;

/// A sweep under way.
pub struct Sweep {
    architecture: Architecture,
    runs: u32,
    /// The scenario of each value, with the seed of its first run.
    points: Vec<Scenario>,
    /// One for each point, those of points not begun still without runs.
    rows: Vec<Row>,
    /// The first point that still has runs to play.
    point: usize,
    /// What the runs of the point gave so far.
    times: Times,
    /// The run under way, and how many of its events have been played.
    run: Option<(Run, u64)>,
}

impl Sweep {
    /// A sweep over some values of a key of a scenario, each played so many times, with the seed of
    /// the scenario and those after it.
    ///
    /// Where the number of peers is varied, their mix of classes stays as near to that of the
    /// scenario as whole peers allow ([`mix`]). A point in which an act names a host or a class that
    /// is not there, and one that is too large to simulate, stay without runs and say why in their
    /// row.
    ///
    /// # Errors
    /// When the scenario is not valid, or cannot have one of the values.
    pub fn new(
        base: &Scenario,
        over: &Over,
        architecture: Architecture,
        runs: u32,
    ) -> Result<Sweep, SweepError> {
        base.validate().map_err(SweepError::Scenario)?;
        if runs == 0 {
            return Err(SweepError::NoRuns);
        }
        let mut sweep = Sweep {
            architecture,
            runs,
            points: Vec::new(),
            rows: Vec::new(),
            point: 0,
            times: Times::default(),
            run: None,
        };
        for value in &over.values {
            let (scenario, faults) = point(base, &over.key, value)?;
            let mut row = Row::of(&scenario, value)?;
            row.fault = faults.map(SwarmError::Invalid);
            sweep.points.push(scenario);
            sweep.rows.push(row);
        }
        sweep.pass_over_faults();
        Ok(sweep)
    }

    /// Keeps only these rows, counted from 0: one part of a large sweep.
    ///
    /// # Panics
    /// When there are no such rows, or a run has been played.
    #[must_use]
    pub fn part(mut self, rows: Range<usize>) -> Sweep {
        assert!(
            self.run.is_none() && self.rows.iter().all(|row| row.runs == 0),
            "a sweep is parted before it is played"
        );
        self.points = self.points[rows.clone()].to_vec();
        self.rows = self.rows[rows].to_vec();
        self.point = 0;
        self.pass_over_faults();
        self
    }

    /// Plays up to so many events, and tells whether the sweep is over. To set up a run counts as one
    /// event for each of its peers, and is done at one go.
    pub fn advance(&mut self, events: u64) -> bool {
        let mut left = events;
        while left > 0 && self.point < self.points.len() {
            match self.run.take() {
                Some((run, played)) => left = self.play(run, played, left),
                None => left = left.saturating_sub(self.begin()),
            }
        }
        self.point == self.points.len()
    }

    /// Sets up the next run. Returns what it counts.
    fn begin(&mut self) -> u64 {
        let row = &mut self.rows[self.point];
        let scenario = of_run(&self.points[self.point], row.runs);
        let events = row.peers.max(1);
        match Run::of_figures(&scenario, self.architecture) {
            Ok(run) => self.run = Some((run, 0)),
            Err(fault) => {
                row.fault = Some(fault);
                self.pass_over_faults();
            }
        }
        events
    }

    /// Plays on with a run, `played` of whose events have been played. Returns how many are left.
    fn play(&mut self, mut run: Run, played: u64, events: u64) -> u64 {
        if !run.advance(events) {
            self.run = Some((run, played.saturating_add(events)));
            return 0;
        }
        let outcome = run.outcome();
        self.add(&outcome);
        // At the end there may have been no event to play, which must not take for ever.
        let used = outcome.events.saturating_sub(played).max(1);
        events.saturating_sub(used)
    }

    /// All runs there are, in the order in which [`Sweep::count`] wants what came of them: each with
    /// the row it belongs to. They can be played anywhere, in any order.
    pub fn jobs(&self) -> impl Iterator<Item = (usize, Scenario)> + use<> {
        let points: Vec<(usize, Scenario)> = self
            .points
            .iter()
            .cloned()
            .enumerate()
            .filter(|(index, _)| self.rows[*index].fault.is_none())
            .collect();
        let runs = self.runs;
        points
            .into_iter()
            .flat_map(move |(index, point)| (0..runs).map(move |run| (index, of_run(&point, run))))
    }

    /// Counts what came of the next of the [`Sweep::jobs`], instead of playing it. If a row cannot be
    /// played, its first run says so, and the others of it are passed over.
    pub fn count(&mut self, row: usize, outcome: Result<&Outcome, SwarmError>) {
        debug_assert!(self.run.is_none(), "played and counted at the same time");
        if row < self.point {
            return;
        }
        match outcome {
            Ok(outcome) => self.add(outcome),
            Err(fault) => {
                self.rows[row].fault = Some(fault);
                self.pass_over_faults();
            }
        }
    }

    /// Adds what came of a run of the present point.
    fn add(&mut self, outcome: &Outcome) {
        self.times.add(outcome);
        let row = &mut self.rows[self.point];
        row.count(&self.times, self.architecture);
        if row.runs == self.runs {
            self.times = Times::default();
            self.point += 1;
            self.pass_over_faults();
        }
    }

    /// Goes on to the next point that can be played.
    fn pass_over_faults(&mut self) {
        while self
            .rows
            .get(self.point)
            .is_some_and(|row| row.fault.is_some())
        {
            self.point += 1;
        }
    }

    /// How much of it is done, from 0 to 1: by peers times chunks, which is what takes time.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let (mut all, mut done) = (0.0, 0.0);
        for (index, (row, cells)) in self.rows.iter().zip(self.cells()).enumerate() {
            let cells = cells as f64;
            let now = match &self.run {
                Some((run, _)) if index == self.point => run.progress(),
                _ => 0.0,
            };
            all += cells * f64::from(self.runs);
            done += cells * (f64::from(row.runs) + now);
        }
        if self.point == self.points.len() {
            1.0
        } else {
            done / all.max(1.0)
        }
    }

    /// What a run of each row costs: peers times chunks, or nothing where it cannot be played.
    pub fn cells(&self) -> impl Iterator<Item = u64> {
        self.rows.iter().zip(&self.points).map(|(row, point)| {
            if row.fault.is_some() {
                0
            } else {
                row.peers.saturating_mul(point.chunk_count())
            }
        })
    }

    /// The rows so far, in the order of the values. The last one may have fewer runs than it will,
    /// and perhaps none yet.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        let begun = self.rows.len().min(self.point + 1);
        &self.rows[..begun]
    }

    /// All rows there will be: after [`Sweep::rows`] those of values still to come, without runs.
    #[must_use]
    pub fn plan(&self) -> &[Row] {
        &self.rows
    }

    /// Passes over each point not begun that has more than so many peers, or more than so many peers
    /// times chunks, and says so in its row: for one who cannot wait for a large run to be set up,
    /// which is done at one go.
    pub fn pass_over_larger(&mut self, most_peers: u64, most_cells: u64) {
        let is_begun = self.run.is_some() || !self.times.last.is_empty();
        let begun = self.point + usize::from(is_begun);
        for (row, point) in self.rows.iter_mut().zip(&self.points).skip(begun) {
            let cells = row.peers.saturating_mul(point.chunk_count());
            let fault = if row.peers > most_peers {
                let (peers, most) = (row.peers, most_peers);
                SwarmError::TooManyPeers { peers, most }
            } else if cells > most_cells {
                let most = most_cells;
                SwarmError::TooLarge { cells, most }
            } else {
                continue;
            };
            row.fault.get_or_insert(fault);
        }
        if !is_begun {
            self.pass_over_faults();
        }
    }

    /// How many of the rows so far are complete.
    #[must_use]
    pub fn complete(&self) -> usize {
        self.point
    }

    /// How many rows there will be.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no value at all, so that it is over before it begins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The scenario of one of the runs of a point: each has a seed of its own.
fn of_run(point: &Scenario, run: u32) -> Scenario {
    Scenario {
        seed: point.seed.wrapping_add(u64::from(run)),
        ..point.clone()
    }
}
