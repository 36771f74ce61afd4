//! Draws a swarm at one instant on a canvas. Every sign here is named in the legend
//! (`components/legend.rs`), and none tells something by colour alone.
//!
//! [`transfers`], [`hosts`] and [`field`] draw a part each, with the strokes of [`pen`].

mod field;
mod hosts;
mod pen;
mod transfers;

pub(crate) use pen::Shape;

use super::layout::{Arrangement, Layout};
use crate::theme::{Colour, Palette};
use p2p_model::swarm::{HostId, Snapshot, Trace};
use p2p_model::units::Seconds;
use pen::Pen;
use web_sys::CanvasRenderingContext2d;

/// Distance of the dots on an arc, in CSS pixels.
pub(crate) const DOT_GAP: f64 = 16.0;

/// What is drawn, and how.
pub(crate) struct Picture<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) layout: &'a Layout,
    pub(crate) palette: &'a Palette,
    /// The colour of this architecture.
    pub(crate) colour: &'a Colour,
    pub(crate) selected: Option<HostId>,
    /// How many bits one dot stands for; `None` for no dots.
    pub(crate) dot_bits: Option<f64>,
    /// How long an announce to the tracker stays visible.
    pub(crate) linger: Seconds,
    /// Font families for names.
    pub(crate) font: &'a str,
}

impl Picture<'_> {
    /// Draws all of it, at `scale` pixels of the canvas to one of CSS.
    pub(crate) fn draw(&self, context: &CanvasRenderingContext2d, scale: f64) {
        let pen = Pen {
            context,
            font: self.font,
        };
        let _ = context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, self.layout.width, self.layout.height);
        context.set_line_cap("butt");
        context.set_line_join("round");

        self.draw_tracker(&pen);
        // Around a table the hosts lie over the ends of the arcs; in a field the arcs lie over the marks.
        if self.layout.arrangement == Arrangement::Field {
            self.draw_field(&pen);
        }
        self.draw_transfers(&pen);
        self.draw_chokes(&pen);
        if self.layout.arrangement != Arrangement::Field {
            self.draw_hosts(&pen);
        }
        context.set_global_alpha(1.0);
    }
}
