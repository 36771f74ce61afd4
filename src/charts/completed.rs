//! How many peers have the whole file, over time: of one run, or of two on the same axes.

use super::{Marks, Place, colour_of, counted, finish_in, mark_finish, mark_times};
use crate::drawing::axes::{
    Axes, Failed, Plane, Sign, Style, TOP, across, grouped, key, some_length, time_text, whole_text,
};
use crate::drawing::palette::Colour;
use crate::drawing::table::{Cell, Table};
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::swarm::{HostId, Trace, completed};
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// The name of a run that is compared with another.
const THIS: &str = "this run";

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Completed {
    /// The run, and perhaps another.
    runs: Vec<Curve>,
    /// The end of the longer of them, in seconds.
    pub(crate) end: f64,
}

/// One run.
#[derive(Clone, Debug, PartialEq)]
struct Curve {
    name: String,
    architecture: Architecture,
    /// From each time on, in seconds, so many peers have all.
    steps: Vec<(f64, u32)>,
    /// Before this time, in seconds, not all can have it.
    bound: Option<f64>,
    /// When each peer had it, peer 1 first.
    finish: Vec<Option<Seconds>>,
}

impl Curve {
    fn of(name: &str, trace: &Trace) -> Self {
        let bound = Bounds::of(trace.scenario()).ok().map(|bounds| {
            let bound = match trace.architecture() {
                Architecture::ClientServer => bounds.client_server,
                Architecture::P2p => bounds.p2p,
            };
            bound.seconds.0
        });
        Self {
            name: name.to_owned(),
            architecture: trace.architecture(),
            steps: completed(trace)
                .into_iter()
                .map(|(time, count)| (time.0, count))
                .collect(),
            bound,
            finish: trace.outcome().finish.clone(),
        }
    }

    fn peers(&self) -> usize {
        self.finish.len()
    }

    /// How many have it at a time.
    fn at(&self, time: f64) -> u32 {
        let after = self.steps.partition_point(|(from, _)| *from <= time);
        self.steps[..after].last().map_or(0, |(_, count)| *count)
    }

    /// The corners of the line, up to a time.
    fn corners(&self, end: f64) -> Vec<(f64, f64)> {
        let mut corners = Vec::with_capacity(self.steps.len() * 2 + 1);
        let mut height = 0.0;
        for (time, count) in &self.steps {
            corners.push((*time, height));
            height = f64::from(*count);
            corners.push((*time, height));
        }
        corners.push((end, height));
        corners
    }

    /// When the first and the last of those that get it have it, and how many these are.
    fn summary(&self) -> String {
        let done = self.finish.iter().flatten().map(|time| time.0);
        let first = done.clone().fold(f64::INFINITY, f64::min);
        let last = done.clone().fold(0.0, f64::max);
        let human = |time: f64| Seconds(time).human();
        match (done.count(), self.peers()) {
            (0, _) => "no peer ever has the whole file".to_owned(),
            (1, 1) => format!("the peer has the whole file at {}", human(last)),
            (done, all) if done == all => format!(
                "the first of {all} peers has the whole file at {}, the last at {}",
                human(first),
                human(last)
            ),
            (done, all) => format!(
                "{done} of {} the whole file, the last of these at {}; the others never do",
                counted(all, "peer gets", "peers get"),
                human(last)
            ),
        }
    }
}

impl Completed {
    pub(crate) fn of(trace: &Trace, other: Option<(&str, &Trace)>) -> Self {
        let runs = std::iter::once((THIS, trace)).chain(other);
        Self {
            end: runs.clone().map(|(_, run)| run.end().0).fold(0.0, f64::max),
            runs: runs.map(|(name, run)| Curve::of(name, run)).collect(),
        }
    }

    fn axes(&self) -> Axes<'_> {
        let peers = self.runs.iter().map(Curve::peers).max().unwrap_or(0);
        Axes {
            x: 0.0..some_length(self.end),
            y: 0.0..some_length(peers as f64 * 1.06),
            top: TOP,
            x_name: "time",
            y_name: "peers",
            x_text: &time_text,
            y_text: &whole_text,
            x_labels: 10,
            y_labels: peers.clamp(2, 5),
            ruled: true,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let axes = self.axes();
        let mut plane = axes.draw(area, look)?;
        self.draw_bounds(&mut plane, &axes, look)?;
        let colour = |run: &Curve| RGBColor::from(colour_of(run.architecture, look.palette));
        for (index, run) in self.runs.iter().enumerate() {
            let corners = run.corners(axes.x.end);
            let style = colour(run).stroke_width(look.size(2.25));
            if index == 0 {
                plane.draw_series(LineSeries::new(corners, style))?;
            } else {
                let (dash, gap) = (look.size(9.0), look.size(6.0));
                plane.draw_series(DashedLineSeries::new(corners, dash, gap, style))?;
            }
        }
        if self.runs.len() > 1 {
            let entries: Vec<_> = [Sign::Line, Sign::Dashes]
                .into_iter()
                .zip(&self.runs)
                .map(|(sign, run)| (sign, colour(run), run.name.clone()))
                .collect();
            key(area, &entries, look)?;
        }
        area.present()
    }

    /// A line at the bound of each run. One that lies beyond the end, as of a run that stops short, is left out.
    fn draw_bounds<DB: DrawingBackend>(
        &self,
        plane: &mut Plane<DB>,
        axes: &Axes,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let mut drawn: Vec<f64> = Vec::new();
        for run in &self.runs {
            let Some(bound) = run.bound.filter(|bound| *bound <= self.end) else {
                continue;
            };
            if drawn.contains(&bound) {
                continue;
            }
            let ink = words_of(run.architecture, look);
            let (dash, gap) = (look.size(3.0), look.size(3.0));
            plane.draw_series(DashedLineSeries::new(
                [(bound, axes.y.start), (bound, axes.y.end)],
                dash,
                gap,
                RGBColor::from(ink).stroke_width(look.size(1.25)),
            ))?;
            // To the left of the line there is nothing so high; near the axis there is no room.
            let (h, shift) = if bound > axes.x.end * 0.35 {
                (HPos::Right, -5.0)
            } else {
                (HPos::Left, 5.0)
            };
            let down = 2.0 + 16.0 * drawn.len() as f64;
            let name = EmptyElement::at((bound, axes.y.end))
                + Text::new(
                    format!("bound {}", Seconds(bound).human()),
                    (look.length(shift), look.length(down)),
                    look.words(12.0, ink, h, VPos::Top),
                );
            plane.draw_series([name])?;
            drawn.push(bound);
        }
        Ok(())
    }

    pub(super) fn mark<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        marks: &Marks,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let axes = self.axes();
        let mut plane = axes.plane(area, look)?;
        mark_times(&mut plane, &axes, marks, look)?;
        let at = marks.read();
        if let Some(time) = at.time.filter(|time| *time <= self.end) {
            for run in &self.runs {
                let colour = RGBColor::from(colour_of(run.architecture, look.palette));
                let dot = (time, f64::from(run.at(time)));
                plane.draw_series([Circle::new(dot, look.size(4.5), colour.filled())])?;
            }
        }
        mark_finish(&mut plane, &axes, self.finish(at.host), look)
    }

    /// When a peer of the run had the whole file, in seconds.
    fn finish(&self, host: Option<HostId>) -> Option<f64> {
        finish_in(&self.runs.first()?.finish, host)
    }

    pub(super) fn sentence(&self) -> String {
        let mut text = match self.runs.as_slice() {
            [run] => sentence_case(&run.summary()),
            runs => runs
                .iter()
                .map(|run| format!("{}: {}.", sentence_case(&run.name), run.summary()))
                .collect::<Vec<_>>()
                .join(" "),
        };
        if let [run] = self.runs.as_slice() {
            text.push('.');
            if let Some(bound) = run.bound.filter(|bound| bound.is_finite()) {
                let bound = Seconds(bound).human();
                text += &format!(" No run can finish before {bound}, the lower bound.");
            }
        }
        text
    }

    pub(super) fn reading(&self, at: &Place) -> String {
        let time = at.time.unwrap_or(0.0).min(self.end);
        let several = self.runs.len() > 1;
        let counts: Vec<String> = self
            .runs
            .iter()
            .map(|run| {
                let count = run.at(time) as usize;
                let whose = if several {
                    format!("{}: ", run.name)
                } else {
                    String::new()
                };
                format!(
                    "{whose}{} of {}",
                    grouped(count as f64),
                    counted(run.peers(), "peer", "peers")
                )
            })
            .collect();
        let mut text = format!("At {}, {}.", Seconds(time).human(), counts.join("; "));
        if let (Some(host), Some(finish)) = (at.host, self.finish(at.host)) {
            text += &format!(" ▼ {host}: {}.", Seconds(finish).human());
        }
        text
    }

    pub(super) fn table(&self) -> Table {
        let mut heads = vec![("time", "s")];
        heads.extend(self.runs.iter().map(|run| match self.runs.len() {
            1 => ("peers with the whole file", ""),
            _ => (run.name.as_str(), "peers with the whole file"),
        }));
        let mut table = Table::new(heads);
        let steps = self.runs.iter().flat_map(|run| &run.steps);
        let mut times: Vec<f64> = steps.map(|(time, _)| *time).collect();
        times.sort_unstable_by(f64::total_cmp);
        times.dedup();
        table.rows = times
            .into_iter()
            .map(|time| {
                let counts = self
                    .runs
                    .iter()
                    .map(|run| Cell::Number(run.at(time).into()));
                std::iter::once(Cell::Time(time)).chain(counts).collect()
            })
            .collect();
        table
    }

    pub(super) fn place(&self, (x, _): (f64, f64), (width, _): (f64, f64)) -> Place {
        Place {
            time: Some(across(x, width) * self.end),
            ..Place::default()
        }
    }
}

/// The colour of words about an architecture.
fn words_of<'a>(architecture: Architecture, look: &'a Style) -> &'a Colour {
    match architecture {
        Architecture::ClientServer => &look.palette.client_server_ink,
        Architecture::P2p => &look.palette.p2p_ink,
    }
}

/// With a capital letter.
fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase())
            .chain(letters)
            .collect()
    })
}
