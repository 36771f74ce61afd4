//! What a sweep found: when the swarm finished against the value that is varied, with the spread of the runs, the
//! bounds and the least time in whole chunks; and how near to its bound it came.

use super::axes::{
    Axes, Failed, Filling, LEFT, Look, Plane, nice_above, some_length, stamp, time_text,
};
use crate::theme::Colour;
use p2p_model::sweep::Row;
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Room above the plot, in CSS pixels: for what is read off.
const TOP: f64 = 26.0;

/// How wide a letter of the numbers at the axis is at most, in CSS pixels.
const LETTER: f64 = 7.5;

/// How far apart the names of the curves are, in CSS pixels.
const LINE: f64 = 16.0;

/// From this ratio of the largest time or value to the least, logarithmic axes show more.
const WIDE: f64 = 20.0;

/// What the charts show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// One for each value, in the order of the sweep.
    pub(crate) points: Vec<Point>,
    /// What is varied.
    name: String,
    /// Whether the values are numbers in their order: only then there is something between two of them.
    numbers: bool,
    log: bool,
    /// Across the charts, as [`Point::x`].
    across: (f64, f64),
    /// The least and the largest time shown, in seconds.
    times: (f64, f64),
    /// The end of the axis of the efficiency.
    best: f64,
}

/// One value, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
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
        let points: Vec<Point> = (0..rows.len())
            .map(|row| Point::of(x(row), &rows[row]))
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
        let times = || points.iter().flat_map(Point::times);
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
        let at = from + (to - from) * super::axes::across(x, width);
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

    /// Draws when the swarm finished. `mark` is the point that is read off.
    pub(crate) fn draw_times<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        mark: Option<usize>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let (least, most) = self.times;
        let axes = Axes {
            x: self.across.0..self.across.1,
            y: self.height(least)..self.height(most),
            top: TOP,
            x_name: &self.name,
            y_name: "",
            x_text: &|_| String::new(),
            y_text: &|seconds| {
                if self.log {
                    String::new()
                } else {
                    time_text(seconds)
                }
            },
            x_labels: 0,
            y_labels: if self.log { 0 } else { 5 },
            ruled: !self.log,
        };
        let mut plane = axes.draw(area, look)?;
        if self.log {
            self.draw_decades(area, &mut plane, look)?;
        }
        self.draw_values(area, &plane, axes.y.start, look)?;
        self.draw_mark(area, &mut plane, (axes.y.start, axes.y.end), mark, look)?;
        self.draw_spread(area, &mut plane, look)?;
        self.draw_bounds(&mut plane, look)?;
        self.draw_medians(
            area,
            &mut plane,
            |point| Some(self.height(point.finish[2]?)),
            look,
        )?;
        self.draw_never(area, &plane, look)?;
        self.draw_names(area, &plane, look)?;
        area.present()
    }

    /// Draws how near to its bound the swarm came. `mark` is the point that is read off.
    pub(crate) fn draw_efficiency<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        mark: Option<usize>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let axes = Axes {
            x: self.across.0..self.across.1,
            y: 0.0..self.best,
            top: TOP,
            x_name: &self.name,
            y_name: "",
            x_text: &|_| String::new(),
            y_text: &|part| format!("{:.0}\u{a0}%", part * 100.0),
            x_labels: 0,
            y_labels: 5,
            ruled: true,
        };
        let mut plane = axes.draw(area, look)?;
        self.draw_values(area, &plane, 0.0, look)?;
        self.draw_mark(area, &mut plane, (0.0, self.best), mark, look)?;
        let ideal = RGBColor::from(&look.palette.ink).stroke_width(look.size(1.0));
        let ideal = PathElement::new([(self.across.0, 1.0), (self.across.1, 1.0)], ideal);
        plane.draw_series([ideal])?;
        self.draw_medians(area, &mut plane, |point| point.efficiency, look)?;
        area.present()
    }

    /// The lines and numbers of a logarithmic axis of times.
    fn draw_decades<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &mut Plane<DB>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let style = look.words(12.0, &look.palette.soft, HPos::Right, VPos::Center);
        for seconds in decades(self.times.0, self.times.1) {
            let line = RGBColor::from(&look.palette.line).stroke_width(1);
            let y = seconds.log10();
            plane.draw_series([PathElement::new(
                [(self.across.0, y), (self.across.1, y)],
                line,
            )])?;
            let (_, y) = plane.plotting_area().map_coordinate(&(self.across.0, y));
            let text = Seconds(seconds).human();
            area.draw(&Text::new(
                text,
                (look.length(LEFT - 10.0), y),
                style.clone(),
            ))?;
        }
        Ok(())
    }

    /// The values below the axis, as many as there is room for.
    fn draw_values<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &Plane<DB>,
        bottom: f64,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let style = look.words(12.0, &look.palette.soft, HPos::Center, VPos::Top);
        let (width, _) = area.dim_in_pixel();
        let edge = i32::try_from(width).unwrap_or(i32::MAX);
        let mut free = 0;
        for point in &self.points {
            let (x, y) = plane.plotting_area().map_coordinate(&(point.x, bottom));
            let half = look.length(point.text.chars().count() as f64 * LETTER / 2.0);
            if x - half < free || x + half > edge {
                continue;
            }
            free = x + half + look.length(6.0);
            area.draw(&Text::new(
                point.text.clone(),
                (x, y + look.length(8.0)),
                style.clone(),
            ))?;
        }
        Ok(())
    }

    /// The value that is read off.
    fn draw_mark<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &mut Plane<DB>,
        (bottom, top): (f64, f64),
        mark: Option<usize>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let Some(point) = mark.and_then(|mark| self.points.get(mark)) else {
            return Ok(());
        };
        let line = RGBColor::from(&look.palette.wait).stroke_width(look.size(1.0));
        plane.draw_series([PathElement::new([(point.x, bottom), (point.x, top)], line)])?;
        let (x, y) = plane.plotting_area().map_coordinate(&(point.x, top));
        let part = (point.x - self.across.0) / (self.across.1 - self.across.0);
        let h = match part {
            part if part < 0.2 => HPos::Left,
            part if part > 0.8 => HPos::Right,
            _ => HPos::Center,
        };
        let style = look.words(12.0, &look.palette.ink, h, VPos::Bottom);
        area.draw(&Text::new(
            point.text.clone(),
            (x, y - look.length(5.0)),
            style,
        ))
    }

    /// The runs: all of them light, the middle half darker. A run that never ends is later than all that do.
    fn draw_spread<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &mut Plane<DB>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let blue = RGBColor::from(&look.palette.p2p);
        let height = |time: Option<f64>| self.height(time.unwrap_or(f64::INFINITY));
        for (low, high, strength) in [(0, 4, 0.18), (1, 3, 0.3)] {
            let ends = |point: &Point| {
                (
                    point.x,
                    height(point.finish[low]),
                    height(point.finish[high]),
                )
            };
            for played in self.stretches(|point| point.runs > 0) {
                let played: Vec<(f64, f64, f64)> = played.iter().map(ends).collect();
                if self.numbers && played.len() > 1 {
                    let upper = played.iter().map(|(x, _, high)| (*x, *high));
                    let lower = played.iter().rev().map(|(x, low, _)| (*x, *low));
                    let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
                    plane.draw_series([Polygon::new(outline, blue.mix(strength).filled())])?;
                    continue;
                }
                let half = look.length(if low == 0 { 1.0 } else { 8.0 });
                for (place, low, high) in played {
                    let (x, upper) = plane.plotting_area().map_coordinate(&(place, high));
                    let (_, lower) = plane.plotting_area().map_coordinate(&(place, low));
                    let corners = [(x - half, upper), (x + half, lower.max(upper + 1))];
                    area.draw(&Rectangle::new(corners, blue.mix(strength + 0.2).filled()))?;
                }
            }
        }
        Ok(())
    }

    /// Both bounds, and the least time in whole chunks.
    fn draw_bounds<DB: DrawingBackend>(
        &self,
        plane: &mut Plane<DB>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let blue = RGBColor::from(&look.palette.p2p);
        let vermilion = RGBColor::from(&look.palette.client_server);
        let ink = RGBColor::from(&look.palette.ink);
        let chunked = self.stretches(|point| point.chunked.is_some());
        for stretch in chunked {
            for line in self.line(stretch, |point| point.chunked.unwrap_or(0.0)) {
                let style = ink.stroke_width(look.size(1.0));
                plane.draw_series(DashedLineSeries::new(
                    line,
                    look.size(3.0),
                    look.size(3.0),
                    style,
                ))?;
            }
        }
        for line in self.line(&self.points, |point| point.p2p) {
            plane.draw_series(LineSeries::new(line, blue.stroke_width(look.size(2.25))))?;
        }
        for line in self.line(&self.points, |point| point.client_server) {
            let style = vermilion.stroke_width(look.size(2.25));
            plane.draw_series(DashedLineSeries::new(
                line,
                look.size(9.0),
                look.size(6.0),
                style,
            ))?;
        }
        Ok(())
    }

    /// The median of the runs: a dot each, and a line between numbers.
    fn draw_medians<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &mut Plane<DB>,
        height: impl Fn(&Point) -> Option<f64>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let blue = RGBColor::from(&look.palette.p2p_ink);
        for stretch in self.stretches(|point| height(point).is_some()) {
            let places = || {
                stretch
                    .iter()
                    .filter_map(|point| Some((point.x, height(point)?)))
            };
            if self.numbers {
                plane.draw_series(LineSeries::new(places(), blue.stroke_width(look.size(1.5))))?;
            }
            for place in places() {
                let at = plane.plotting_area().map_coordinate(&place);
                stamp(area, at, &[], 4.0, Filling::Full, blue, look)?;
            }
        }
        Ok(())
    }

    /// A cross at the upper edge where runs never end.
    fn draw_never<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &Plane<DB>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let style = look.words(14.0, &look.palette.ink, HPos::Center, VPos::Top);
        let endless = |point: &&Point| point.runs > 0 && point.finish[4].is_none();
        for point in self.points.iter().filter(endless) {
            let (x, y) = plane
                .plotting_area()
                .map_coordinate(&(point.x, self.height(f64::INFINITY)));
            area.draw(&Text::new("×", (x, y), style.clone()))?;
        }
        Ok(())
    }

    /// The names at the ends of the curves, so that nobody needs a key.
    fn draw_names<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        plane: &Plane<DB>,
        look: &Look,
    ) -> Result<(), Failed<DB>> {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return Ok(());
        };
        // Where the curves are farther apart.
        let apart_by =
            |point: &Point| (self.height(point.client_server) - self.height(point.p2p)).abs();
        let left = apart_by(first) > apart_by(last);
        let end = if left { first } else { last };
        let palette = look.palette;
        let mut medians = self.points.iter().filter_map(|point| point.finish[2]);
        let played = if left {
            medians.next()
        } else {
            medians.next_back()
        };
        let mut names: Vec<(f64, &str, &Colour)> = vec![
            (
                end.client_server,
                "client–server bound",
                &palette.client_server_ink,
            ),
            (end.p2p, "P2P bound", &palette.p2p_ink),
        ];
        names.extend(played.map(|time| (time, "simulated", &palette.p2p_ink)));
        names.extend(end.chunked.map(|time| (time, "whole chunks", &palette.ink)));
        names.sort_by(|a, b| b.0.total_cmp(&a.0));

        let pixel = |seconds: f64| {
            let place = (
                if left { self.across.0 } else { self.across.1 },
                self.height(seconds),
            );
            plane.plotting_area().map_coordinate(&place)
        };
        let (edge, bottom) = pixel(self.times.0);
        let (_, top) = pixel(self.times.1);
        let line = look.length(LINE);
        let mut wanted: Vec<i32> = names
            .iter()
            .map(|(time, ..)| pixel(*time).1 - look.length(6.0))
            .collect();
        // The lowest curve has its name below it, away from the dots above.
        if let Some(lowest) = wanted.last_mut() {
            *lowest += look.length(LINE + 8.0);
        }
        let places = apart(&wanted, top + line, bottom - look.length(2.0), line);
        for ((_, name, colour), y) in names.into_iter().zip(places) {
            let (h, gap) = if left {
                (HPos::Left, look.length(6.0))
            } else {
                (HPos::Right, -look.length(4.0))
            };
            let style = look.words(13.0, colour, h, VPos::Bottom);
            area.draw(&Text::new(name, (edge + gap, y), style))?;
        }
        Ok(())
    }

    /// The points one after the other of which something holds.
    fn stretches(&self, holds: impl Fn(&Point) -> bool) -> Vec<&[Point]> {
        let parts = self.points.chunk_by(|a, b| holds(a) == holds(b));
        parts
            .filter(|part| part.first().is_some_and(&holds))
            .collect()
    }

    /// A line through points: between words there is nothing, so each has a short one of its own.
    fn line(&self, points: &[Point], value: impl Fn(&Point) -> f64) -> Vec<Vec<(f64, f64)>> {
        let height = |point: &Point| self.height(value(point));
        if self.numbers {
            return vec![
                points
                    .iter()
                    .map(|point| (point.x, height(point)))
                    .collect(),
            ];
        }
        let short = |point: &Point| {
            vec![
                (point.x - 0.35, height(point)),
                (point.x + 0.35, height(point)),
            ]
        };
        points.iter().map(short).collect()
    }
}

impl Point {
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

/// The largest of 1, 2, 5 times a power of ten that is not above `value`.
fn below(value: f64) -> f64 {
    let value = some_length(value);
    let power = 10f64.powf(value.log10().floor());
    let steps = [5.0, 2.0, 1.0].into_iter().map(|step| step * power);
    steps
        .into_iter()
        .find(|step| *step <= value * (1.0 + 1e-9))
        .unwrap_or(power)
}

/// 1, 2, 5, 10, … times a power of ten from one number to another; over a long way powers of ten only.
fn decades(from: f64, to: f64) -> Vec<f64> {
    let steps: &[f64] = if to / from > 3000.0 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let mut power = 10f64.powf(some_length(from).log10().floor());
    let mut numbers = Vec::new();
    while power <= to && numbers.len() < 60 {
        numbers.extend(steps.iter().map(|step| step * power));
        power *= 10.0;
    }
    numbers.retain(|number| (from * (1.0 - 1e-9)..=to * (1.0 + 1e-9)).contains(number));
    numbers
}

/// Places as near to those wanted, given in order, as can be with a distance between them, within two ends.
fn apart(wanted: &[i32], first: i32, last: i32, distance: i32) -> Vec<i32> {
    let mut places = Vec::with_capacity(wanted.len());
    let mut free = first;
    for want in wanted {
        let place = (*want).max(free);
        places.push(place);
        free = place + distance;
    }
    let mut free = last;
    for place in places.iter_mut().rev() {
        *place = (*place).min(free);
        free = *place - distance;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Palette;
    use p2p_model::bounds::Architecture;
    use p2p_model::scenario::Scenario;
    use p2p_model::sweep::{Over, Sweep};

    fn rows(text: &str, over: &str, runs: u32) -> Vec<Row> {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        let over = Over::parse(over, scenario.prefix).expect(over);
        let mut sweep = Sweep::new(&scenario, &over, Architecture::P2p, runs).expect("a sweep");
        sweep.advance(u64::MAX);
        sweep.plan().to_vec()
    }

    fn svg(found: &Found, width: u32) -> [String; 2] {
        let palette = Palette {
            client_server: Colour::hex("#d55e00"),
            p2p: Colour::hex("#0072b2"),
            ..Palette::default()
        };
        let look = Look {
            palette: &palette,
            scale: 1.0,
            font: "sans-serif",
        };
        let draw = |times: bool| {
            let mut drawing = String::new();
            {
                let area = SVGBackend::with_string(&mut drawing, (width, 320)).into_drawing_area();
                let drawn = if times {
                    found.draw_times(&area, Some(1), &look)
                } else {
                    found.draw_efficiency(&area, Some(1), &look)
                };
                drawn.expect("drawn");
            }
            assert!(
                !drawing.contains("NaN") && !drawing.contains("inf"),
                "{drawing}"
            );
            drawing
        };
        [draw(true), draw(false)]
    }

    const TEXT: &str = "file=1MiB&server=4Mbps&peers=6x1Mbps/8Mbps";

    #[test]
    fn bands_lines_and_names_are_drawn() {
        let found = Found::of(&rows(TEXT, "peers=1..6", 3), "Number of peers", false);
        let [times, efficiency] = svg(&found, 720);
        for part in [
            "client–server bound",
            "P2P bound",
            "simulated",
            "Number of peers",
            "#D55E00",
            "#0072B2",
        ] {
            assert!(times.contains(part), "no {part} in {times}");
        }
        // All the runs, and the middle half of them.
        assert_eq!(times.matches("<polygon").count(), 2);
        assert_eq!(times.matches("<circle").count(), 2 * 6);
        assert!(efficiency.contains("100\u{a0}%"), "{efficiency}");
        assert_eq!(efficiency.matches("<circle").count(), 2 * 6);
    }

    #[test]
    fn every_run_lies_between_the_ends_of_its_band() {
        let rows = rows(TEXT, "peers=6", 5);
        let found = Found::of(&rows, "", false);
        let [min, lower, median, upper, max] =
            found.points[0].finish.map(|time| time.expect("finished"));
        assert!(
            found.points[0].p2p <= min
                && min <= lower
                && lower <= median
                && median <= upper
                && upper <= max
        );
        assert!(max <= found.times.1);
    }

    #[test]
    fn words_have_boxes_and_no_lines_between_them() {
        let found = Found::of(
            &rows(TEXT, "pick=rarest,random,order", 3),
            "Next chunk",
            true,
        );
        let [times, _] = svg(&found, 720);
        assert_eq!(times.matches("<polygon").count(), 0);
        for word in ["rarest", "random", "order"] {
            assert!(times.contains(word), "no {word}");
        }
    }

    #[test]
    fn anything_can_be_drawn() {
        for (text, over) in [
            (TEXT, "peers=3"),
            (TEXT, "peers=1,1000000"),
            (TEXT, "seed=0..3"),
            (TEXT, "server=10kbps..1Tbps"),
            (TEXT, "peers=9,3,6"),
            // The first half of the file leaves with the server, and nobody ever has all.
            (
                "file=1MiB&peers=3x0/8Mbps&at=1ms:leave:server",
                "slots=1..3",
            ),
            ("file=1MiB&server=1Mbps&peers=4x1Mbps/8Mbps", "peers=1..4"),
        ] {
            let over_large = over.contains("000000");
            let rows = if over_large {
                let (scenario, _) = Scenario::read(text);
                let over = Over::parse(over, scenario.prefix).expect(over);
                let mut sweep =
                    Sweep::new(&scenario, &over, Architecture::P2p, 1).expect("a sweep");
                sweep.pass_over_larger(1000, 1_000_000);
                sweep.advance(u64::MAX);
                sweep.plan().to_vec()
            } else {
                rows(text, over, 2)
            };
            for log in [false, true] {
                for width in [240, 720] {
                    svg(&Found::of(&rows, "x", log), width);
                }
            }
        }
        svg(&Found::of(&[], "x", true), 300);
    }

    #[test]
    fn equal_uplinks_show_the_least_time_in_whole_chunks() {
        let equal = "file=1MiB&server=1Mbps&peers=4x1Mbps/8Mbps";
        let [times, _] = svg(&Found::of(&rows(equal, "peers=1..4", 1), "N", false), 720);
        assert!(times.contains("whole chunks"));
    }

    #[test]
    fn a_finger_finds_the_nearest_value() {
        let found = Found::of(&rows(TEXT, "peers=1,10,100", 1), "N", true);
        assert_eq!(found.nearest(LEFT, 500.0), Some(0));
        assert_eq!(
            found.nearest(LEFT + (500.0 - LEFT - 18.0) / 2.0, 500.0),
            Some(1)
        );
        assert_eq!(found.nearest(1e4, 500.0), Some(2));
        assert_eq!(Found::of(&[], "N", true).nearest(10.0, 500.0), None);
    }

    #[test]
    fn logarithmic_axes_have_easy_numbers() {
        assert_eq!(decades(2.0, 60.0), [2.0, 5.0, 10.0, 20.0, 50.0]);
        assert_eq!(decades(1.0, 1e5), [1.0, 10.0, 100.0, 1e3, 1e4, 1e5]);
        for (value, expected) in [(7.0, 5.0), (5.0, 5.0), (49.0, 20.0), (0.15, 0.1)] {
            let step = below(value);
            assert!((step - expected).abs() < 1e-9, "{value}: {step}");
        }
    }

    #[test]
    fn names_keep_their_distance_and_stay_within() {
        assert_eq!(apart(&[10, 12, 90], 0, 100, 15), [10, 25, 90]);
        assert_eq!(apart(&[90, 92, 94], 0, 100, 15), [70, 85, 100]);
        assert_eq!(apart(&[-5, 40], 10, 100, 15), [10, 40]);
    }
}
