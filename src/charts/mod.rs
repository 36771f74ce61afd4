//! Charts, drawn with plotters over any backend: a canvas in the app, SVG in tests and in files. They know
//! nothing of Yew.
//!
//! [`bounds`] is the chart of theory. The four of a run are read from its [`Trace`] by the model, and do the same
//! things: they are drawn, marked, read off at a place, said in a sentence, and written as a [`Table`].

pub(crate) mod cells;
mod completed;
mod copies;
pub(crate) mod figure;
pub(crate) mod panel;
mod shade;
pub(crate) mod upload_finish;
mod upload_use;

use crate::address::names::ChartKind;
use crate::drawing::axes::{Axes, Failed, Plane, Style, grouped, some_length};
use crate::drawing::palette::{Colour, Palette};
use crate::drawing::table::Table;
use completed::Completed;
use copies::Copies;
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{ChunkId, HostId, Trace};
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::*;
use upload_finish::UploadFinish;
use upload_use::UploadUse;

/// The colour of what is drawn of an architecture.
fn colour_of(architecture: Architecture, palette: &Palette) -> &Colour {
    match architecture {
        Architecture::ClientServer => &palette.client_server,
        Architecture::P2p => &palette.p2p,
    }
}

/// A chart of a run, read from its history.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Chart {
    Completed(Completed),
    Copies(Copies),
    UploadFinish(UploadFinish),
    UploadUse(UploadUse),
}

/// A place in the charts: what is pointed at in one is marked in all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    /// In seconds.
    pub(crate) time: Option<f64>,
    pub(crate) host: Option<HostId>,
    pub(crate) chunk: Option<ChunkId>,
}

/// What is marked in the charts: where the page stands, and what is pointed at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Marks {
    pub(crate) here: Place,
    pub(crate) pointed: Place,
}

impl Marks {
    /// What a chart is read off at: what is pointed at, and otherwise where the page stands.
    pub(crate) fn read(&self) -> Place {
        Place {
            time: self.pointed.time.or(self.here.time),
            host: self.pointed.host.or(self.here.host),
            chunk: self.pointed.chunk.or(self.here.chunk),
        }
    }
}

/// A chart that is moved through by a slider: along its time, its chunks or its peers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) along: Along,
    /// The last place; the first is 0.
    pub(crate) last: usize,
}

/// What a slider moves along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Along {
    Time,
    Chunks,
    Peers,
}

/// How many steps a slider has from the beginning to the end of a run; as many columns has the heat map.
pub(crate) const TIME_STEPS: usize = 200;

/// Calls a method of whichever chart it is.
macro_rules! each {
    ($chart:expr, $data:ident => $does:expr) => {
        match $chart {
            Chart::Completed($data) => $does,
            Chart::Copies($data) => $does,
            Chart::UploadFinish($data) => $does,
            Chart::UploadUse($data) => $does,
        }
    };
}

impl Chart {
    /// Reads a chart of a run; of some the other run, too, which has a name.
    pub(crate) fn of(kind: ChartKind, trace: &Trace, other: Option<(&str, &Trace)>) -> Self {
        match kind {
            ChartKind::Completed => Self::Completed(Completed::of(trace, other)),
            ChartKind::Copies => Self::Copies(Copies::of(trace)),
            ChartKind::UploadFinish => Self::UploadFinish(UploadFinish::of(trace)),
            ChartKind::UploadUse => Self::UploadUse(UploadUse::of(trace)),
        }
    }

    /// Draws all of it.
    pub(crate) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        each!(self, data => data.draw(area, look))
    }

    /// Draws what is marked, over the chart.
    pub(crate) fn mark<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        marks: &Marks,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        each!(self, data => data.mark(area, marks, look))
    }

    /// What is to be seen in it.
    pub(crate) fn sentence(&self) -> String {
        each!(self, data => data.sentence())
    }

    /// What it says at a place.
    pub(crate) fn reading(&self, at: &Place) -> String {
        each!(self, data => data.reading(at))
    }

    /// All its numbers.
    pub(crate) fn table(&self) -> Table {
        each!(self, data => data.table())
    }

    /// The heat map, whose cells are too many to be drawn on a canvas one by one.
    pub(crate) fn heat_map(&self) -> Option<&Copies> {
        match self {
            Self::Copies(copies) => Some(copies),
            _ => None,
        }
    }

    /// The numbers that the page shows: those of [`Chart::table`], unless these would be too many to read.
    pub(crate) fn page_table(&self) -> Table {
        match self {
            Self::Copies(copies) => copies.page_table(),
            _ => self.table(),
        }
    }

    /// What is at a point, in CSS pixels from the upper left corner, of a chart of this size.
    pub(crate) fn place(&self, point: (f64, f64), size: (f64, f64)) -> Place {
        each!(self, data => data.place(point, size))
    }

    /// The end of its time, in seconds.
    fn end(&self) -> f64 {
        match self {
            Self::Completed(completed) => completed.end,
            Self::Copies(copies) => copies.end(),
            Self::UploadUse(upload_use) => upload_use.end(),
            Self::UploadFinish(_) => 0.0,
        }
    }

    /// What it can be moved through by a slider.
    pub(crate) fn scales(&self) -> Vec<Scale> {
        let time = Scale {
            along: Along::Time,
            last: TIME_STEPS,
        };
        match self {
            Self::Completed(_) | Self::UploadUse(_) => vec![time],
            Self::Copies(copies) => vec![
                time,
                Scale {
                    along: Along::Chunks,
                    last: copies.heat.rows().saturating_sub(1),
                },
            ],
            Self::UploadFinish(data) => vec![Scale {
                along: Along::Peers,
                last: data.downloads.len().saturating_sub(1),
            }],
        }
    }

    /// The place at a step of a slider.
    pub(crate) fn place_of(&self, along: Along, step: usize) -> Place {
        let mut place = Place::default();
        match (along, self) {
            (Along::Time, _) => {
                place.time = Some(self.end() * step as f64 / TIME_STEPS as f64);
            }
            (Along::Chunks, Self::Copies(copies)) => {
                place.chunk = copies.chunks_of(step).map(|chunks| chunks.start);
            }
            (Along::Peers, Self::UploadFinish(data)) => {
                place.host = data.downloads.get(step).map(|download| download.peer);
            }
            _ => {}
        }
        place
    }

    /// The step of a slider that is nearest to a place; the first where the place has nothing of the kind.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to TIME_STEPS.
    pub(crate) fn step_of(&self, along: Along, place: &Place) -> usize {
        match (along, self) {
            (Along::Time, _) => {
                let part = place.time.unwrap_or(0.0) / some_length(self.end());
                (part.clamp(0.0, 1.0) * TIME_STEPS as f64).round() as usize
            }
            (Along::Chunks, Self::Copies(copies)) => place
                .chunk
                .and_then(|chunk| copies.row_of(chunk))
                .unwrap_or(0),
            (Along::Peers, Self::UploadFinish(data)) => data
                .downloads
                .iter()
                .position(|download| Some(download.peer) == place.host)
                .unwrap_or(0),
            _ => 0,
        }
    }
}

/// Marks instants of a run: where the page stands, and what is pointed at. Times beyond the end are left out.
fn mark_times<DB: DrawingBackend>(
    plane: &mut Plane<DB>,
    axes: &Axes,
    marks: &Marks,
    look: &Style,
) -> Result<(), Failed<DB>> {
    let lines = [
        (marks.pointed.time, &look.palette.wait),
        (marks.here.time, &look.palette.ink),
    ];
    for (time, colour) in lines {
        let Some(time) = time.filter(|time| axes.x.contains(time) || *time == axes.x.end) else {
            continue;
        };
        let line = [(time, axes.y.start), (time, axes.y.end)];
        mark_line(plane, line, colour, look)?;
    }
    Ok(())
}

/// A line that marks something, with paper at its sides so that it is seen on whatever is below it.
fn mark_line<DB: DrawingBackend>(
    plane: &mut Plane<DB>,
    line: [(f64, f64); 2],
    colour: &Colour,
    look: &Style,
) -> Result<(), Failed<DB>> {
    for (colour, width) in [(&look.palette.paper, 4.0), (colour, 1.5)] {
        let style = RGBColor::from(colour).stroke_width(look.size(width));
        plane.draw_series([PathElement::new(line, style)])?;
    }
    Ok(())
}

/// Marks when a peer finished by a small pointer on the upper edge of the plot.
fn mark_finish<DB: DrawingBackend>(
    plane: &mut Plane<DB>,
    axes: &Axes,
    finish: Option<f64>,
    look: &Style,
) -> Result<(), Failed<DB>> {
    let Some(finish) = finish.filter(|finish| axes.x.contains(finish) || *finish == axes.x.end)
    else {
        return Ok(());
    };
    let (half, up) = (look.length(5.0), look.length(8.0));
    let pointer = EmptyElement::at((finish, axes.y.end))
        + Polygon::new(
            vec![(0, 0), (-half, -up), (half, -up)],
            RGBColor::from(&look.palette.ink).filled(),
        );
    plane.draw_series([pointer])?;
    Ok(())
}

/// When a host finished, of the times of all peers, peer 1 first.
fn finish_in(finish: &[Option<Seconds>], host: Option<HostId>) -> Option<f64> {
    let peer = host?.index().checked_sub(1)?;
    Some((*finish.get(peer)?)?.0)
}

/// One of a noun, or several: `1 peer`, `2 peers`.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!(
        "{}\u{a0}{}",
        grouped(count as f64),
        if count == 1 { one } else { several }
    )
}

#[cfg(test)]
mod tests;
