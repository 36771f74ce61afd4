//! D against N: what each architecture needs at least, as the number of peers grows.

use crate::drawing::axes::{
    Axes, Failed, Plane, Style, across, grouped, nice_above, some_length, time_text,
};
use crate::drawing::palette::Colour;
use crate::drawing::table::{Cell, Table};
use p2p_model::bounds::{Architecture, Bounds, TermKind};
use p2p_model::scenario::{MAX_PEERS, Scenario};
use p2p_model::schedule::chunked_optimum_with_peers;
use p2p_model::sweep::Row;
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

#[cfg(test)]
mod tests;

/// How many points of a curve are computed.
const POINTS: u64 = 96;

/// What the chart shows: numbers only.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curves {
    /// Each N and both bounds there, in seconds.
    pub(crate) points: Vec<CurvePoint>,
    /// What runs of the swarm gave, by N.
    pub(crate) played: Vec<Played>,
    /// The last N of the axis.
    pub(crate) last: u64,
    /// The end of the time axis, in seconds.
    pub(crate) top: f64,
}

/// Both bounds for one N, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CurvePoint {
    pub(crate) peers: u64,
    pub(crate) client_server: f64,
    pub(crate) p2p: f64,
    /// The least time in whole chunks, where it is known.
    pub(crate) chunked: Option<f64>,
}

/// When the swarm finished in some runs with the same N: in the first, the middle and the last to end, in seconds.
/// What is never is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Played {
    pub(crate) peers: u64,
    pub(crate) first: Option<f64>,
    pub(crate) median: Option<f64>,
    pub(crate) last: Option<f64>,
}

impl Curves {
    /// The curves around the scenario's own N.
    pub(crate) fn of(scenario: &Scenario) -> Self {
        let last = last_peers(scenario.peer_count());
        let points: Vec<CurvePoint> = sample(last)
            .filter_map(|peers| Self::at(scenario, peers))
            .collect();
        let highest = points
            .iter()
            .map(|point| {
                point
                    .client_server
                    .max(point.p2p)
                    .max(point.chunked.unwrap_or(0.0))
            })
            .fold(0.0, f64::max);
        Self {
            points,
            played: Vec::new(),
            last,
            top: nice_above(highest * 1.04),
        }
    }

    /// The same with what runs of the swarm gave.
    pub(crate) fn with_runs(&self, rows: &[Row]) -> Self {
        let seconds = |time: Option<Seconds>| time.map(|time| time.0);
        let played: Vec<Played> = rows
            .iter()
            .filter(|row| row.runs > 0 && row.peers <= self.last)
            .map(|row| Played {
                peers: row.peers,
                first: seconds(row.finish.min),
                median: seconds(row.finish.median),
                last: seconds(row.finish.max),
            })
            .collect();
        let times = played
            .iter()
            .flat_map(|played| [played.first, played.median, played.last]);
        let highest = times.flatten().fold(0.0, f64::max);
        Self {
            top: self.top.max(nice_above(highest * 1.04)),
            played,
            ..self.clone()
        }
    }

    /// Both bounds for `peers` peers of the same mix.
    pub(crate) fn at(scenario: &Scenario, peers: u64) -> Option<CurvePoint> {
        let bounds = Bounds::with_peers(scenario, peers).ok()?;
        let point = CurvePoint {
            peers,
            client_server: bounds.client_server.seconds.0,
            p2p: bounds.p2p.seconds.0,
            chunked: chunked_optimum_with_peers(scenario, peers).map(|time| time.0),
        };
        (point.client_server.is_finite() && point.p2p.is_finite()).then_some(point)
    }

    /// The values of one term over the same N.
    pub(crate) fn term(
        &self,
        scenario: &Scenario,
        architecture: Architecture,
        kind: TermKind,
    ) -> Vec<(f64, f64)> {
        let value = |peers| {
            let bounds = Bounds::with_peers(scenario, peers).ok()?;
            let bound = match architecture {
                Architecture::ClientServer => bounds.client_server,
                Architecture::P2p => bounds.p2p,
            };
            let term = bound.terms.iter().find(|term| term.kind == kind)?;
            term.seconds.0.is_finite().then_some(term.seconds.0)
        };
        self.points
            .iter()
            .filter_map(|point| Some((point.peers as f64, value(point.peers)?)))
            .collect()
    }

    /// Rows for a table: the values of [`Curves::table_peers`] with both bounds.
    pub(crate) fn rows(&self, scenario: &Scenario) -> Vec<CurvePoint> {
        let at = |peers| Self::at(scenario, peers);
        self.table_peers(scenario)
            .into_iter()
            .filter_map(at)
            .collect()
    }

    /// All numbers for a file: the bounds and what the runs gave, for the values of [`Curves::table_peers`].
    pub(crate) fn table(&self, scenario: &Scenario) -> Table {
        let mut table = Table::new([
            ("N", ""),
            ("client–server bound", "s"),
            ("P2P bound", "s"),
            ("whole chunks", "s"),
            ("simulated, first", "s"),
            ("simulated, median", "s"),
            ("simulated, last", "s"),
        ]);
        let time = |time: Option<f64>| time.map_or(Cell::None, Cell::Time);
        let row = |point: CurvePoint| {
            let played = self
                .played
                .iter()
                .find(|played| played.peers == point.peers);
            vec![
                Cell::Number(point.peers),
                Cell::Time(point.client_server),
                Cell::Time(point.p2p),
                time(point.chunked),
                time(played.and_then(|played| played.first)),
                time(played.and_then(|played| played.median)),
                time(played.and_then(|played| played.last)),
            ]
        };
        table.rows = self.rows(scenario).into_iter().map(row).collect();
        table
    }

    /// About a dozen easy values of N, and the present one.
    pub(crate) fn table_peers(&self, scenario: &Scenario) -> Vec<u64> {
        let mut rows: Vec<u64> = (0..=10).map(|row| (row * self.last / 10).max(1)).collect();
        let present = scenario.peer_count();
        rows.insert(rows.partition_point(|row| *row < present), present);
        rows.dedup();
        rows
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // At most MAX_PEERS.
fn last_peers(peers: u64) -> u64 {
    (nice_above((peers * 2).max(10) as f64).round() as u64).min(MAX_PEERS)
}

/// Whole numbers from 1 to `last`, all of them or about [`POINTS`].
fn sample(last: u64) -> impl Iterator<Item = u64> {
    let steps = last.saturating_sub(1).clamp(1, POINTS);
    (0..=steps).map(move |step| 1 + (last - 1) * step / steps)
}

/// Which term is lit, and its curve.
pub(crate) struct Lit {
    pub(crate) architecture: Architecture,
    pub(crate) curve: Vec<(f64, f64)>,
    /// As the lecture writes it.
    pub(crate) formula: &'static str,
}

/// Room above the plot, in CSS pixels.
const TOP: f64 = 26.0;

/// The N at this distance from the left edge of a chart this wide, in CSS pixels.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Within 1 and `last`.
pub(crate) fn peers_at(x: f64, width: f64, last: u64) -> u64 {
    (across(x, width) * last as f64)
        .round()
        .clamp(1.0, last as f64) as u64
}

/// Draws the chart: both curves, the present N, the N read off, and the lit term.
pub(crate) fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curves: &Curves,
    present: Option<CurvePoint>,
    read_off: Option<CurvePoint>,
    lit: Option<&Lit>,
    look: &Style,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let palette = look.palette;
    let ink = |colour: &Colour| RGBColor::from(colour);
    let last = (curves.last as f64).max(2.0);
    let top = some_length(curves.top);
    let axes = Axes {
        x: 0.0..last,
        y: 0.0..top,
        top: TOP,
        x_name: "N, number of peers",
        y_name: "",
        x_text: &|peers| grouped(*peers),
        y_text: &time_text,
        x_labels: 10,
        y_labels: 5,
        ruled: true,
    };
    let mut chart = axes.draw(area, look)?;

    let colour = |architecture| {
        ink(match architecture {
            Architecture::ClientServer => &palette.client_server,
            Architecture::P2p => &palette.p2p,
        })
    };
    if let Some(lit) = lit {
        let style = colour(lit.architecture)
            .mix(0.28)
            .stroke_width(look.size(9.0));
        let inside = lit.curve.iter().map(|(n, d)| (*n, d.min(top)));
        chart.draw_series(LineSeries::new(inside, style))?;
    }
    let curve = |value: fn(&CurvePoint) -> f64| {
        let points = curves
            .points
            .iter()
            .map(|point| (point.peers as f64, value(point).min(top)))
            .collect::<Vec<_>>();
        essential(&points, top / 2000.0)
    };
    // The dashes above the line, so that both are seen where they are one.
    chart.draw_series(LineSeries::new(
        curve(|point| point.p2p),
        colour(Architecture::P2p).stroke_width(look.size(2.25)),
    ))?;
    let mut dashes = |points: Vec<(f64, f64)>, dash: f64, colour: RGBColor, width: f64| {
        let style = colour.stroke_width(look.size(width));
        let series = DashedLineSeries::new(points, look.size(dash), look.size(dash * 0.67), style);
        chart.draw_series(series).map(|_| ())
    };
    let alone = curve(|point| point.client_server);
    dashes(alone, 9.0, colour(Architecture::ClientServer), 2.25)?;

    let chunked: Vec<(f64, f64)> = curves
        .points
        .iter()
        .filter_map(|point| Some((point.peers as f64, point.chunked?.min(top))))
        .collect();
    if let Some((_, end)) = chunked.last().copied() {
        let style = ink(&palette.ink).stroke_width(look.size(1.0));
        chart.draw_series(DashedLineSeries::new(
            chunked,
            look.size(3.0),
            look.size(3.0),
            style,
        ))?;
        let style = look.words(12.0, &palette.ink, HPos::Right, VPos::Bottom);
        let name = EmptyElement::at((last, end))
            + Text::new(
                "whole chunks",
                (-look.length(48.0), -look.length(4.0)),
                style,
            );
        chart.draw_series([name])?;
    }
    draw_played(&mut chart, &curves.played, top, look)?;

    // The names stand at the curves, so that nobody needs a key.
    if let Some(end) = curves.points.last() {
        let name = |text: &'static str, seconds: f64, above: bool, css: &Colour| {
            let v = if above { VPos::Bottom } else { VPos::Top };
            let gap = look.length(6.0) * if above { -1 } else { 1 };
            EmptyElement::at((last, seconds.min(top)))
                + Text::new(text, (0, gap), look.words(14.0, css, HPos::Right, v))
        };
        let roomy = end.p2p / top > 0.14;
        // Runs are above the curve; below it there has to be room for a line.
        let (_, high) = chart.plotting_area().dim_in_pixel();
        let runs_above =
            !curves.played.is_empty() && end.p2p / top * f64::from(high) > 22.0 * look.scale;
        chart.draw_series([
            name(
                "client–server",
                end.client_server,
                end.client_server / top < 0.9,
                &palette.client_server_ink,
            ),
            name(
                "P2P",
                end.p2p,
                !(runs_above || roomy && end.client_server / end.p2p < 1.3),
                &palette.p2p_ink,
            ),
        ])?;
    }
    if let Some(lit) = lit
        && let Some((peers, seconds)) = lit.curve.get(lit.curve.len() / 2)
    {
        let style = look.words(13.0, &palette.ink, HPos::Center, VPos::Bottom);
        let name = EmptyElement::at((*peers, seconds.min(top)))
            + Text::new(lit.formula, (0, -look.length(8.0)), style);
        chart.draw_series([name])?;
    }

    let marks = [(present, true), (read_off, false)];
    for (point, is_present) in marks {
        let Some(point) = point else { continue };
        let peers = point.peers as f64;
        if peers > last {
            continue;
        }
        let line = if is_present {
            &palette.ink
        } else {
            &palette.wait
        };
        chart.draw_series(std::iter::once(PathElement::new(
            [(peers, 0.0), (peers, top)],
            ink(line).stroke_width(look.size(1.0)),
        )))?;
        for (seconds, architecture) in [
            (point.client_server, Architecture::ClientServer),
            (point.p2p, Architecture::P2p),
        ] {
            let at = (peers, seconds.min(top));
            let inside = if is_present {
                colour(architecture)
            } else {
                ink(&palette.paper)
            };
            chart.draw_series([
                Circle::new(at, look.size(5.0), colour(architecture).filled()),
                Circle::new(at, look.size(3.0), inside.filled()),
            ])?;
        }
        if is_present || present.is_none_or(|here| here.peers != point.peers) {
            let text = format!("N = {}", grouped(peers));
            let h = if peers > last * 0.8 {
                HPos::Right
            } else if peers < last * 0.1 {
                HPos::Left
            } else {
                HPos::Center
            };
            // The N read off gives way to the present one.
            if is_present
                || present.is_none_or(|here| (peers - here.peers as f64).abs() > last * 0.12)
            {
                let colour = if is_present {
                    &palette.ink
                } else {
                    &palette.soft
                };
                let style = look.words(12.0, colour, h, VPos::Bottom);
                let label =
                    EmptyElement::at((peers, top)) + Text::new(text, (0, -look.length(5.0)), style);
                chart.draw_series([label])?;
            }
        }
    }
    area.present()
}

/// What runs of the swarm gave: a dot at the median, and a line from the first to end to the last.
fn draw_played<DB: DrawingBackend>(
    chart: &mut Plane<DB>,
    played: &[Played],
    top: f64,
    look: &Style,
) -> Result<(), Failed<DB>> {
    let blue = RGBColor::from(&look.palette.p2p_ink);
    let paper = RGBColor::from(&look.palette.paper);
    // What never ends is beyond the axis.
    let high = |time: Option<f64>| time.unwrap_or(top).min(top);
    for point in played {
        let peers = point.peers as f64;
        let spread = [(peers, high(point.first)), (peers, high(point.last))];
        chart.draw_series([PathElement::new(spread, blue.stroke_width(look.size(2.0)))])?;
        if let Some(median) = point.median {
            let at = (peers, median.min(top));
            chart.draw_series([
                Circle::new(at, look.size(4.5), paper.filled()),
                Circle::new(at, look.size(3.5), blue.filled()),
            ])?;
        }
    }
    // To the left of a point, where the curve is lower, and away from the end, where the others have their names.
    if let Some(point) = played.get(played.len() * 2 / 3) {
        let style = look.words(13.0, &look.palette.p2p_ink, HPos::Right, VPos::Bottom);
        let name = EmptyElement::at((point.peers as f64, high(point.last)))
            + Text::new("simulated", (0, -look.length(7.0)), style);
        chart.draw_series([name])?;
    }
    Ok(())
}

/// The corners of a line that passes no point at more than `tolerance` (Ramer, Douglas and Peucker): a
/// canvas rounds every point to whole pixels, and a straight line of many points would come out bent.
fn essential(points: &[(f64, f64)], tolerance: f64) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let rise = (last.1 - first.1) / (last.0 - first.0).max(f64::MIN_POSITIVE);
    let off = |point: &(f64, f64)| (first.1 + rise * (point.0 - first.0) - point.1).abs();
    let farthest = (1..points.len().saturating_sub(1))
        .map(|at| (at, off(&points[at])))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, off)| *off > tolerance);
    match farthest {
        None if points.len() == 1 => vec![*first],
        None => vec![*first, *last],
        Some((at, _)) => {
            let mut corners = essential(&points[..=at], tolerance);
            corners.pop();
            corners.extend(essential(&points[at..], tolerance));
            corners
        }
    }
}
