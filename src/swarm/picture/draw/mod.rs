//! Draws a swarm at one instant, on a canvas or into an SVG file. Every sign here is named in the legend
//! (`swarm/legend.rs`), and none tells something by colour alone.
//!
//! [`transfers`], [`tracker`], [`hosts`], [`rings`] and [`field`] draw a part each, with the strokes of a pen and the [`signs`].
//! What looks alike goes into one path: the calls to the canvas are what a frame costs.

mod badges;
mod field;
mod hosts;
mod rings;
mod signs;
mod tracker;
mod transfers;

use super::layout::{Layout, Seat};
use super::{Handed, concerns};
use crate::address::view::Select;
use crate::drawing::palette::{Colour, Palette};
use crate::drawing::pen::Pen;
use crate::drawing::sheet::Sheet;
use p2p_model::swarm::{HostId, Snapshot, Trace};
use p2p_model::units::Seconds;
use web_sys::CanvasRenderingContext2d;

/// Distance of the dots on an arc, in CSS pixels.
pub(crate) const DOT_GAP: f64 = 16.0;

/// How strong that is which has nothing to do with what is selected.
const DIMMED: f64 = 0.45;

/// What is drawn, and how.
pub(crate) struct Picture<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) snapshot: &'a Snapshot,
    /// The run that this one is held against, at the same instant.
    pub(crate) against: Option<(&'a Trace, &'a Snapshot)>,
    pub(crate) layout: &'a Layout,
    pub(crate) palette: &'a Palette,
    /// The colour of this architecture.
    pub(crate) colour: &'a Colour,
    pub(crate) selected: Option<Select>,
    /// With a chunk selected: who got it from whom, in the whole of the run.
    pub(crate) handed: &'a [Handed],
    /// How many bits one dot stands for; `None` for no dots.
    pub(crate) dot_bits: Option<f64>,
    /// How long an announce to the tracker stays visible.
    pub(crate) linger: Seconds,
    /// Font families for names.
    pub(crate) font: &'a str,
}

/// How strong each host is drawn, by host.
struct Strength {
    dimmed: Vec<bool>,
}

impl Picture<'_> {
    /// Draws all of it on a canvas of its own, at `scale` pixels of the canvas to one of CSS.
    pub(crate) fn draw(&self, context: &CanvasRenderingContext2d, scale: f64) {
        let _ = context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, self.layout.width, self.layout.height);
        context.set_line_join("round");
        self.draw_on(Sheet::Canvas(context));
    }

    /// Draws all of it over what is there.
    pub(crate) fn draw_on(&self, sheet: Sheet) {
        let pen = Pen::new(sheet, self.font);
        sheet.set_line_cap("butt");
        let strength = self.strength();
        self.draw_tracker(&pen);
        // Peers lie over the ends of the arcs, and arcs over small marks.
        if self.layout.rings {
            self.draw_transfers(&pen);
            self.draw_chokes(&pen);
            self.draw_hosts(&pen, &strength);
        } else {
            self.draw_field(&pen, &strength);
            self.draw_transfers(&pen);
            self.draw_chokes(&pen);
        }
        self.draw_headings(&pen);
        self.draw_badges(&pen);
        sheet.set_global_alpha(1.0);
    }

    /// Whom to dim: with something selected, all that have nothing to do with it.
    fn strength(&self) -> Strength {
        let Some(select) = self.selected else {
            return Strength { dimmed: Vec::new() };
        };
        let mut dimmed = vec![true; self.layout.seats.len()];
        let mut near = |host: HostId| {
            if let Some(dimmed) = dimmed.get_mut(host.index()) {
                *dimmed = false;
            }
        };
        match select {
            Select::Host(host) => near(host),
            Select::Transfer { from, to } => {
                near(from);
                near(to);
            }
            Select::Chunk(chunk) => {
                for (host, state) in (0..).map(HostId).zip(&self.snapshot.hosts) {
                    if state.present && state.chunks.has(chunk) {
                        near(host);
                    }
                }
            }
        }
        for link in &self.snapshot.links {
            if link.transfer().is_some() && concerns(select, link) {
                near(link.from);
                near(link.to);
            }
        }
        Strength { dimmed }
    }

    /// Whether a host gets a ring around it: what is selected is it, or goes from or to it.
    fn is_selected(&self, host: HostId) -> bool {
        match self.selected {
            Some(Select::Host(selected)) => selected == host,
            Some(Select::Transfer { from, to }) => from == host || to == host,
            Some(Select::Chunk(_)) | None => false,
        }
    }

    fn present(&self, host: HostId) -> bool {
        let state = self.snapshot.hosts.get(host.index());
        state.is_some_and(|state| state.present)
    }

    /// The peers that are on the canvas.
    fn peers_in_sight(&self) -> impl Iterator<Item = (HostId, &Seat)> {
        let hosts = (0..).map(HostId).zip(&self.layout.seats).skip(1);
        hosts.filter(|(_, seat)| self.layout.in_sight(seat))
    }
}

impl Strength {
    fn of(&self, host: HostId) -> f64 {
        if self.is_dimmed(host) { DIMMED } else { 1.0 }
    }

    fn is_dimmed(&self, host: HostId) -> bool {
        self.dimmed.get(host.index()).copied().unwrap_or(false)
    }
}
