//! How much of the upload capacity is used over time, by the server and by the peers.

use super::{Marks, Place, TIME_STEPS, colour_of, finish_in, mark_finish, mark_times};
use crate::drawing::axes::{Axes, Failed, Sign, Style, TOP, across, key, some_length, time_text};
use crate::drawing::table::{Cell, Table, percent};
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{Trace, UploadUse as Interval, upload_use};
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::*;

/// How many intervals a run is divided into.
const INTERVALS: usize = TIME_STEPS / 2;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UploadUse {
    /// Equally long, one after the other.
    intervals: Vec<Interval>,
    architecture: Architecture,
    /// When each peer had the whole file, peer 1 first.
    finish: Vec<Option<Seconds>>,
}

impl UploadUse {
    pub(crate) fn of(trace: &Trace) -> Self {
        Self {
            intervals: upload_use(trace, INTERVALS),
            architecture: trace.architecture(),
            finish: trace.outcome().finish.clone(),
        }
    }

    pub(super) fn end(&self) -> f64 {
        self.intervals.last().map_or(0.0, |interval| interval.to.0)
    }

    /// The interval that a time is in.
    fn at(&self, time: f64) -> Option<&Interval> {
        let later = self
            .intervals
            .partition_point(|interval| interval.to.0 <= time);
        self.intervals.get(later).or(self.intervals.last())
    }

    fn axes(&self) -> Axes<'_> {
        Axes {
            x: 0.0..some_length(self.end()),
            y: 0.0..1.04,
            top: TOP,
            x_name: "time",
            y_name: "part of all upload capacity",
            x_text: &time_text,
            y_text: &|part| percent(*part),
            x_labels: 10,
            y_labels: 6,
            ruled: true,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let mut plane = self.axes().draw(area, look)?;
        let peers = RGBColor::from(colour_of(Architecture::P2p, look.palette));
        let server = RGBColor::from(self.server_colour(look));
        let width = look.size(2.25);
        plane.draw_series(LineSeries::new(
            self.corners(|interval| interval.peers),
            peers.stroke_width(width),
        ))?;
        // The dashes above the line, so that both are seen where they are one.
        plane.draw_series(DashedLineSeries::new(
            self.corners(|interval| interval.server),
            look.size(9.0),
            look.size(6.0),
            server.stroke_width(width),
        ))?;
        let entries = [
            (Sign::Line, peers, "peers".to_owned()),
            (Sign::Dashes, server, "server".to_owned()),
        ];
        key(area, &entries, look)?;
        area.present()
    }

    /// As in the picture: ink, for the server of a swarm is its first seed.
    fn server_colour<'a>(&self, look: &'a Style) -> &'a crate::drawing::palette::Colour {
        match self.architecture {
            Architecture::ClientServer => &look.palette.client_server,
            Architecture::P2p => &look.palette.ink,
        }
    }

    /// The corners of a line that is level in each interval.
    fn corners(&self, part: fn(&Interval) -> f64) -> Vec<(f64, f64)> {
        self.intervals
            .iter()
            .flat_map(|interval| {
                [
                    (interval.from.0, part(interval)),
                    (interval.to.0, part(interval)),
                ]
            })
            .collect()
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
        let time = at.time.filter(|time| *time <= self.end());
        if let Some((time, now)) = time.and_then(|time| Some((time, self.at(time)?))) {
            let dots = [
                (now.peers, colour_of(Architecture::P2p, look.palette)),
                (now.server, self.server_colour(look)),
            ];
            for (part, colour) in dots {
                let inside = RGBColor::from(colour).filled();
                plane.draw_series([Circle::new((time, part), look.size(4.5), inside)])?;
            }
        }
        mark_finish(&mut plane, &axes, finish_in(&self.finish, at.host), look)
    }

    pub(super) fn sentence(&self) -> String {
        let count = self.intervals.len().max(1) as f64;
        let mean =
            |part: fn(&Interval) -> f64| self.intervals.iter().map(part).sum::<f64>() / count;
        let (server, peers) = (
            mean(|interval| interval.server),
            mean(|interval| interval.peers),
        );
        format!(
            "Averaged over time, {} of the upload capacity of all hosts present is used: {} by the server and {} by the peers.",
            percent(server + peers),
            percent(server),
            percent(peers)
        )
    }

    pub(super) fn reading(&self, at: &Place) -> String {
        let time = at.time.unwrap_or(0.0).min(self.end());
        self.at(time).map_or_else(String::new, |now| {
            format!(
                "From {} to {}: server {}, peers {}, together {}.",
                now.from.human(),
                now.to.human(),
                percent(now.server),
                percent(now.peers),
                percent(now.server + now.peers)
            )
        })
    }

    pub(super) fn table(&self) -> Table {
        let mut table = Table::new([
            ("from", "s"),
            ("to", "s"),
            ("server", "part of all upload capacity"),
            ("peers", "part of all upload capacity"),
        ]);
        let row = |interval: &Interval| {
            vec![
                Cell::Time(interval.from.0),
                Cell::Time(interval.to.0),
                Cell::Part(interval.server),
                Cell::Part(interval.peers),
            ]
        };
        table.rows = self.intervals.iter().map(row).collect();
        table
    }

    pub(super) fn place(&self, (x, _): (f64, f64), (width, _): (f64, f64)) -> Place {
        Place {
            time: Some(across(x, width) * self.end()),
            ..Place::default()
        }
    }
}
