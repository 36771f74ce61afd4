//! What a sweep found: when the swarm finished against the value that is varied, with the spread of the runs, the
//! bounds and the least time in whole chunks; and how near to its bound it came.

mod draw;
mod scale;
#[cfg(test)]
mod tests;

use crate::drawing::axes::{across, nice_above};
use p2p_model::sweep::Row;
use p2p_model::units::Seconds;
use scale::below;

/// From this ratio of the largest time or value to the least, logarithmic axes show more.
const WIDE: f64 = 20.0;

/// What the charts show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// One for each value, in the order of the sweep.
    pub(crate) points: Vec<SweepPoint>,
    /// What is varied.
    name: String,
    /// Whether the values are numbers in their order: only then there is something between two of them.
    numbers: bool,
    log: bool,
    /// Across the charts, as [`SweepPoint::x`].
    across: (f64, f64),
    /// The least and the largest time shown, in seconds.
    times: (f64, f64),
    /// The end of the axis of the efficiency.
    best: f64,
}

/// One value, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SweepPoint {
    /// Where it is: the value, its logarithm, or which one it is.
    x: f64,
    /// The value as it is written.
    text: String,
    runs: u32,
    /// The times of the runs from the least to the largest, in seconds: all of them, the middle half, the median.
    /// What is never is none.
    finish: [Option<f64>; 5],
    client_server: f64,
    p2p: f64,
    chunked: Option<f64>,
    efficiency: Option<f64>,
}

impl Found {
    /// What these rows say, with logarithmic axes or without.
    pub(crate) fn of(rows: &[Row], name: &str, log: bool) -> Self {
        let numbers: Option<Vec<f64>> = rows.iter().map(|row| row.number).collect();
        let numbers = numbers.filter(|n| n.windows(2).all(|pair| pair[0] < pair[1]));
        let log_x = log && numbers.as_ref().is_some_and(|n| n.iter().all(|n| *n > 0.0));
        let x = |row: usize| match &numbers {
            Some(numbers) if log_x => numbers[row].log10(),
            Some(numbers) => numbers[row],
            None => row as f64,
        };
        let points: Vec<SweepPoint> = (0..rows.len())
            .map(|row| SweepPoint::of(x(row), &rows[row]))
            .collect();
        let first = points.first().map_or(0.0, |point| point.x);
        let last = points.last().map_or(1.0, |point| point.x);
        let one = numbers.is_none() || first == last;
        let across = match (numbers.is_some(), one) {
            // Words, and a single number, have room at their sides.
            (_, true) => (first - 0.6, last + 0.6),
            (true, false) if !log_x && first < 0.3 * last => (0.0, last),
            _ => (first, last),
        };
        let times = || points.iter().flat_map(SweepPoint::times);
        let top = nice_above(times().fold(0.0, f64::max) * 1.06);
        let least = times().fold(top, f64::min);
        let best = points
            .iter()
            .filter_map(|point| point.efficiency)
            .fold(1.0, f64::max);
        Self {
            name: name.to_owned(),
            numbers: numbers.is_some() && !one,
            log,
            across,
            times: (
                if log {
                    below(least).min(top / 10.0)
                } else {
                    0.0
                },
                top,
            ),
            best: if best > 1.0 + 1e-9 {
                nice_above(best)
            } else {
                1.0
            },
            points,
        }
    }

    /// Whether logarithmic axes show these rows better.
    pub(crate) fn is_wide(rows: &[Row]) -> bool {
        let ratio = |values: &mut dyn Iterator<Item = f64>| {
            let (least, most) = values.fold((f64::MAX, 0.0_f64), |(least, most), value| {
                (least.min(value), most.max(value))
            });
            least > 0.0 && most / least > WIDE
        };
        ratio(&mut rows.iter().flat_map(|row| [row.client_server.0, row.p2p.0]))
    }

    /// The point that is nearest to a place, in CSS pixels from the left edge of a chart this wide.
    pub(crate) fn nearest(&self, x: f64, width: f64) -> Option<usize> {
        let (from, to) = self.across;
        let at = from + (to - from) * across(x, width);
        (0..self.points.len()).min_by(|a, b| {
            (self.points[*a].x - at)
                .abs()
                .total_cmp(&(self.points[*b].x - at).abs())
        })
    }

    /// How high a time is, in the units of its axis.
    fn height(&self, seconds: f64) -> f64 {
        let (least, most) = self.times;
        let seconds = seconds.clamp(least, most);
        if self.log { seconds.log10() } else { seconds }
    }
}

impl SweepPoint {
    fn of(x: f64, row: &Row) -> Self {
        let finish = &row.finish;
        let seconds = |time: Option<Seconds>| time.map(|time| time.0);
        Self {
            x,
            text: row.value.clone(),
            runs: row.runs,
            finish: [
                finish.min,
                finish.lower,
                finish.median,
                finish.upper,
                finish.max,
            ]
            .map(seconds),
            client_server: row.client_server.0,
            p2p: row.p2p.0,
            chunked: seconds(row.chunked),
            efficiency: row.efficiency,
        }
    }

    /// All times to be shown.
    fn times(&self) -> impl Iterator<Item = f64> {
        let bounds = [self.client_server, self.p2p];
        let others = self.finish.into_iter().chain([self.chunked]).flatten();
        bounds
            .into_iter()
            .chain(others)
            .filter(|time| time.is_finite())
    }
}
