//! How the charts of a sweep are drawn.

use super::scale::{apart, decades};
use super::{Found, SweepPoint};
use crate::drawing::axes::{Axes, Failed, Filling, LEFT, Plane, Style, stamp, time_text};
use crate::drawing::palette::Colour;
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

impl Found {
    /// Draws when the swarm finished. `mark` is the point that is read off.
    pub(crate) fn draw_times<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        mark: Option<usize>,
        look: &Style,
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
        look: &Style,
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
        look: &Style,
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
        look: &Style,
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
        look: &Style,
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
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let blue = RGBColor::from(&look.palette.p2p);
        let height = |time: Option<f64>| self.height(time.unwrap_or(f64::INFINITY));
        for (low, high, strength) in [(0, 4, 0.18), (1, 3, 0.3)] {
            let ends = |point: &SweepPoint| {
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
        look: &Style,
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
        height: impl Fn(&SweepPoint) -> Option<f64>,
        look: &Style,
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
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let style = look.words(14.0, &look.palette.ink, HPos::Center, VPos::Top);
        let endless = |point: &&SweepPoint| point.runs > 0 && point.finish[4].is_none();
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
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return Ok(());
        };
        // Where the curves are farther apart.
        let apart_by =
            |point: &SweepPoint| (self.height(point.client_server) - self.height(point.p2p)).abs();
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
    fn stretches(&self, holds: impl Fn(&SweepPoint) -> bool) -> Vec<&[SweepPoint]> {
        let parts = self.points.chunk_by(|a, b| holds(a) == holds(b));
        parts
            .filter(|part| part.first().is_some_and(&holds))
            .collect()
    }

    /// A line through points: between words there is nothing, so each has a short one of its own.
    fn line(
        &self,
        points: &[SweepPoint],
        value: impl Fn(&SweepPoint) -> f64,
    ) -> Vec<Vec<(f64, f64)>> {
        let height = |point: &SweepPoint| self.height(value(point));
        if self.numbers {
            return vec![
                points
                    .iter()
                    .map(|point| (point.x, height(point)))
                    .collect(),
            ];
        }
        let short = |point: &SweepPoint| {
            vec![
                (point.x - 0.35, height(point)),
                (point.x + 0.35, height(point)),
            ]
        };
        points.iter().map(short).collect()
    }
}
