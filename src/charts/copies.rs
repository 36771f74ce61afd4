//! How many copies of every chunk there are, over time: a heat map.
//!
//! One hue from paper to ink, so that it survives without colour: the more copies, the more ink.

use super::shade::{levels, shade};
use super::{
    Marks, Place, TIME_STEPS, colour_of, counted, finish_in, mark_finish, mark_line, mark_times,
};
use crate::drawing::axes::{
    Axes, Failed, Plane, Sign, Style, TOP, across, grouped, key, some_length, time_text, upward,
    whole_text,
};
use crate::drawing::palette::Palette;
use crate::drawing::table::{Cell, Table};
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{ChunkId, Heat, Trace, copies_over_time};
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::*;
use std::ops::Range;

/// Most rows that are read; with more chunks, a row stands for several.
const ROWS: usize = 400;

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Copies {
    pub(crate) heat: Heat,
    architecture: Architecture,
    chunks: u32,
    /// When each peer had the whole file, peer 1 first.
    finish: Vec<Option<Seconds>>,
}

impl Copies {
    pub(crate) fn of(trace: &Trace) -> Self {
        Self {
            heat: copies_over_time(trace, TIME_STEPS + 1, ROWS),
            architecture: trace.architecture(),
            chunks: trace.chunk_count(),
            finish: trace.outcome().finish.clone(),
        }
    }

    pub(super) fn end(&self) -> f64 {
        self.heat.times.last().map_or(0.0, |time| time.0)
    }

    /// The chunks of a row.
    pub(super) fn chunks_of(&self, row: usize) -> Option<Range<ChunkId>> {
        let per_row = self.heat.chunks_per_row;
        let first = u32::try_from(row).ok()?.checked_mul(per_row)?;
        (first < self.chunks).then(|| first..(first + per_row).min(self.chunks))
    }

    /// The row of a chunk.
    pub(super) fn row_of(&self, chunk: ChunkId) -> Option<usize> {
        (chunk < self.chunks).then(|| (chunk / self.heat.chunks_per_row.max(1)) as usize)
    }

    /// The column of a time: the state of the swarm at its instant holds for the whole of it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to the number of columns.
    fn column_at(&self, time: f64) -> usize {
        let last = self.heat.times.len().saturating_sub(1);
        let part = (time / some_length(self.end())).clamp(0.0, 1.0);
        // A hair more, so that the instant of a column is in that column.
        (part * last as f64 + 1e-9) as usize
    }

    fn axes(&self) -> Axes<'_> {
        let rows = self.heat.rows() as f64 * f64::from(self.heat.chunks_per_row);
        Axes {
            x: 0.0..some_length(self.end()),
            // A number stands at the middle of its row.
            y: -0.5..rows.max(1.0) - 0.5,
            top: TOP,
            x_name: "time",
            y_name: "chunk",
            x_text: &time_text,
            y_text: &whole_text,
            x_labels: 10,
            y_labels: self.chunks.clamp(2, 6) as usize,
            ruled: false,
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let mut plane = self.draw_frame(area, look)?;
        let (_, height) = plane.plotting_area().dim_in_pixel();
        self.draw_cells(&mut plane, height as usize, look)?;
        area.present()
    }

    /// Everything but the cells.
    pub(crate) fn draw_frame<'a, DB: DrawingBackend>(
        &self,
        area: &'a DrawingArea<DB, Shift>,
        look: &Style,
    ) -> Result<Plane<'a, DB>, Failed<DB>> {
        let plane = self.axes().draw(area, look)?;
        let entries: Vec<_> = levels(self.least(), self.heat.most)
            .into_iter()
            .enumerate()
            .map(|(index, copies)| {
                let name = if index == 0 {
                    counted(copies as usize, "copy", "copies")
                } else {
                    grouped(copies.into())
                };
                (Sign::Field, self.shade(copies, look.palette), name)
            })
            .collect();
        key(area, &entries, look)?;
        Ok(plane)
    }

    fn draw_cells<DB: DrawingBackend>(
        &self,
        plane: &mut Plane<DB>,
        most_lines: usize,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        let lines = self.lines(most_lines);
        let Range { start, end } = self.axes().y;
        let high = (end - start) / lines.len().max(1) as f64;
        for (line, counts) in lines.iter().enumerate() {
            let low = start + high * line as f64;
            let mut column = 0;
            // Cells of one colour beside each other are one.
            for same in counts.chunk_by(|a, b| a == b) {
                let (from, to) = (column, column + same.len());
                column = to;
                let until = self.heat.times[to.min(self.heat.times.len() - 1)];
                let corners = [(self.heat.times[from].0, low), (until.0, low + high)];
                let shade = self.shade(same[0], look.palette).filled();
                plane.draw_series([Rectangle::new(corners, shade)])?;
            }
        }
        Ok(())
    }

    /// The cells as an image of a pixel each, at most so many lines high: its width and height, and red, green,
    /// blue and opacity of every pixel from the upper left on.
    pub(crate) fn image(&self, most_lines: usize, palette: &Palette) -> (usize, usize, Vec<u8>) {
        let lines = self.lines(most_lines);
        let width = lines.first().map_or(0, |line| line.len());
        let shades: Vec<[u8; 4]> = (0..=self.heat.most)
            .map(|copies| {
                let RGBColor(red, green, blue) = self.shade(copies, palette);
                [red, green, blue, 255]
            })
            .collect();
        let counts = lines.iter().rev().flatten();
        let bytes = counts.flat_map(|copies| shades[*copies as usize]).collect();
        (width, lines.len(), bytes)
    }

    /// The counts of the cells, from the lowest line up: one line for each row, or for several where there are
    /// more rows than lines. Then the rarest of them counts, which otherwise would be lost between two lines.
    pub(super) fn lines(&self, most: usize) -> Vec<Vec<u32>> {
        let rows = self.heat.rows();
        let lines = rows.min(most.max(1));
        let columns = self.heat.times.len();
        // What is at the end has no width, unless it is all there is.
        let shown = columns.saturating_sub(1).max(1).min(columns);
        (0..lines)
            .map(|line| {
                let (first, end) = (line * rows / lines, (line + 1) * rows / lines);
                let mut counts = self.heat.row(first)[..shown].to_vec();
                for row in first + 1..end {
                    for (least, count) in counts.iter_mut().zip(self.heat.row(row)) {
                        *least = (*least).min(*count);
                    }
                }
                counts
            })
            .collect()
    }

    fn least(&self) -> u32 {
        self.heat.counts.iter().copied().min().unwrap_or(0)
    }

    fn shade(&self, copies: u32, palette: &Palette) -> RGBColor {
        shade(
            copies,
            self.heat.most,
            colour_of(self.architecture, palette),
            palette,
        )
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
        let rows = [
            (marks.pointed.chunk, &look.palette.wait),
            (marks.here.chunk, &look.palette.ink),
        ];
        for (chunk, colour) in rows {
            let Some(chunks) = chunk.and_then(|chunk| self.chunks_of(self.row_of(chunk)?)) else {
                continue;
            };
            let (low, high) = (f64::from(chunks.start) - 0.5, f64::from(chunks.end) - 0.5);
            // Around the row, not over it.
            for height in [low, high] {
                let line = [(axes.x.start, height), (axes.x.end, height)];
                mark_line(&mut plane, line, colour, look)?;
            }
            let pointer = EmptyElement::at((axes.x.end, f64::midpoint(low, high)))
                + Polygon::new(
                    vec![
                        (look.length(1.0), 0),
                        (look.length(9.0), look.length(-5.0)),
                        (look.length(9.0), look.length(5.0)),
                    ],
                    RGBColor::from(&look.palette.ink).filled(),
                );
            plane.draw_series([pointer])?;
        }
        let finish = finish_in(&self.finish, marks.read().host);
        mark_finish(&mut plane, &axes, finish, look)
    }

    pub(super) fn sentence(&self) -> String {
        let heat = &self.heat;
        let rows = || (0..heat.rows()).map(|row| (row, heat.row(row)));
        let lost = rows().find(|(_, counts)| counts.last() == Some(&0));
        if let Some((row, counts)) = lost {
            let since = counts
                .iter()
                .rposition(|count| *count > 0)
                .map_or(0, |at| at + 1);
            return format!(
                "A faint band is a rare chunk. {} is lost: from {} on, no host present has it.",
                self.named(row, true),
                heat.times[since].human()
            );
        }
        // Which of them waited longest for a second copy.
        let second = |counts: &[u32]| counts.iter().position(|count| *count > 1);
        let last = rows().max_by_key(|(row, counts)| {
            (
                second(counts).unwrap_or(usize::MAX),
                std::cmp::Reverse(*row),
            )
        });
        match last.map(|(row, counts)| (row, second(counts))) {
            Some((row, Some(column))) => format!(
                "A faint band is a rare chunk. {} waits longest for a second copy, until {}.",
                self.named(row, true),
                heat.times[column].human()
            ),
            Some((row, None)) => format!(
                "A faint band is a rare chunk. {} never has two copies.",
                self.named(row, true)
            ),
            None => String::new(),
        }
    }

    /// The name of the chunk of a row, or of its rarest.
    fn named(&self, row: usize, capital: bool) -> String {
        let c = if capital { 'C' } else { 'c' };
        match self.chunks_of(row) {
            Some(chunks) if chunks.len() > 1 => {
                let the = if capital { "The" } else { "the" };
                format!(
                    "{the} rarest of chunks {} to {}",
                    chunks.start,
                    chunks.end - 1
                )
            }
            Some(chunks) => format!("{c}hunk {}", chunks.start),
            None => format!("{c}hunk –"),
        }
    }

    /// A row with the fewest copies at a column, and how many these are.
    fn rarest(&self, column: usize) -> Option<(usize, u32)> {
        (0..self.heat.rows())
            .map(|row| (row, self.heat.row(row)[column]))
            .min_by_key(|(_, count)| *count)
    }

    pub(super) fn reading(&self, at: &Place) -> String {
        let column = self.column_at(at.time.unwrap_or(0.0));
        let Some((rarest, fewest)) = self.rarest(column) else {
            return String::new();
        };
        let time = self.heat.times[column].human();
        let copies = |count: u32| counted(count as usize, "copy", "copies");
        match at.chunk.and_then(|chunk| self.row_of(chunk)) {
            Some(row) => format!(
                "{} at {time}: {}. The fewest of any chunk: {fewest}.",
                self.named(row, true),
                copies(self.heat.row(row)[column]),
            ),
            None => format!(
                "At {time}, {} has the fewest: {}.",
                self.named(rarest, false),
                copies(fewest)
            ),
        }
    }

    pub(super) fn table(&self) -> Table {
        let mut table = Table::new([
            ("time", "s"),
            ("first chunk", ""),
            ("last chunk", ""),
            ("fewest copies of any of them", ""),
        ]);
        for row in 0..self.heat.rows() {
            let Some(chunks) = self.chunks_of(row) else {
                continue;
            };
            let cells = self.heat.times.iter().zip(self.heat.row(row));
            table.rows.extend(cells.map(|(time, count)| {
                vec![
                    Cell::Time(time.0),
                    Cell::Number(chunks.start.into()),
                    Cell::Number((chunks.end - 1).into()),
                    Cell::Number((*count).into()),
                ]
            }));
        }
        table
    }

    pub(super) fn page_table(&self) -> Table {
        let mut table = Table::new([
            ("time", "s"),
            ("fewest copies", ""),
            ("of chunk", ""),
            ("most copies", ""),
        ]);
        for (column, time) in self.heat.times.iter().enumerate() {
            let Some((row, fewest)) = self.rarest(column) else {
                continue;
            };
            let most = (0..self.heat.rows())
                .map(|row| self.heat.row(row)[column])
                .max();
            let chunk = self.chunks_of(row).map_or(0, |chunks| chunks.start);
            table.rows.push(vec![
                Cell::Time(time.0),
                Cell::Number(fewest.into()),
                Cell::Number(chunk.into()),
                Cell::Number(most.unwrap_or(0).into()),
            ]);
        }
        table
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to the number of rows.
    pub(super) fn place(&self, point: (f64, f64), (width, height): (f64, f64)) -> Place {
        let rows = self.heat.rows();
        let row = (upward(point.1, height) * rows as f64) as usize;
        let chunks = self.chunks_of(row.min(rows.saturating_sub(1)));
        Place {
            time: Some(across(point.0, width) * self.end()),
            chunk: chunks.map(|chunks| chunks.start),
            host: None,
        }
    }
}
