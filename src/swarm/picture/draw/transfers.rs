//! What goes between the hosts: bits on their way, chunks handed on, and who waits.

use super::Picture;
use crate::address::view::Select;
use crate::drawing::pen::Pen;
use crate::swarm::picture::layout::Arc;
use crate::swarm::picture::{concerns, fastest_upload, is_drawn};
use p2p_model::swarm::snapshot::SlotState;

/// More transfers than these are drawn finer, so that the hosts can still be seen.
const CROWD: usize = 90;

/// Widths of arcs that are told apart; those of one width are one path.
const WIDTHS: usize = 6;

/// One transfer as it is drawn.
struct Flow {
    arc: Arc,
    /// The narrowest is 0, the widest `WIDTHS - 1`.
    width: usize,
    optimistic: bool,
    /// Whether it is as strong as can be: nothing is selected, or this has to do with it.
    strong: bool,
    /// How much of a gap the dots have moved on.
    phase: f64,
}

impl Picture<'_> {
    pub(super) fn draw_transfers(&self, pen: &Pen) {
        let flows = self.flows();
        let crowded = flows.iter().filter(|flow| flow.strong).count() > CROWD;
        let finer = if crowded { 0.6 } else { 1.0 };
        // Those that do not concern the selected one first, so that they lie below.
        self.draw_flows(
            pen,
            flows.iter().filter(|flow| !flow.strong),
            0.13,
            0.2,
            finer,
        );
        self.draw_handed(pen);
        let strong = || flows.iter().filter(|flow| flow.strong);
        self.draw_flows(pen, strong(), 0.72 * finer, 1.0, finer);
        self.draw_dots(pen, strong(), finer);
        let optimistic = strong().filter(|flow| flow.optimistic);
        let places: Vec<_> = optimistic.map(|flow| flow.arc.point(0.5)).collect();
        pen.dice(&places, &self.palette.paper.css, &self.palette.ink.css);
        self.draw_idle(pen);
    }

    fn flows(&self) -> Vec<Flow> {
        if !self.layout.transfers && self.selected.is_none() {
            return Vec::new(); // In a large field, tens of thousands of links would be looked at for nothing.
        }
        let fastest = fastest_upload(self.trace);
        let links = self.snapshot.links.iter();
        links
            .filter(|link| is_drawn(self.layout, self.selected, link))
            .filter_map(|link| {
                let share = (link.bps().max(0.0) / fastest).min(1.0).sqrt();
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to `WIDTHS`.
                let width = (share * WIDTHS as f64) as usize;
                let dots = self.dot_bits.map_or(0.0, |bits| link.sent_in_all() / bits);
                Some(Flow {
                    arc: self.layout.arc(link.from, link.to)?,
                    width: width.min(WIDTHS - 1),
                    optimistic: matches!(link.slot, SlotState::Optimistic { .. }),
                    strong: self.selected.is_none_or(|select| concerns(select, link)),
                    phase: dots.fract(),
                })
            })
            .collect()
    }

    /// Arcs of this strength, with heads of that one.
    fn draw_flows<'f>(
        &self,
        pen: &Pen,
        flows: impl Iterator<Item = &'f Flow> + Clone,
        arcs: f64,
        heads: f64,
        finer: f64,
    ) {
        let context = pen.context;
        context.set_global_alpha(arcs);
        for optimistic in [false, true] {
            for width in 0..WIDTHS {
                let alike = |flow: &&Flow| (flow.optimistic, flow.width) == (optimistic, width);
                let alike = flows.clone().filter(alike).map(|flow| flow.arc.visible());
                if pen.curves(alike) {
                    pen.dash(if optimistic { &[7.0, 5.0] } else { &[] });
                    pen.stroke(&self.colour.css, stroke_width(width) * finer);
                }
            }
        }
        pen.dash(&[]);
        context.set_global_alpha(heads);
        context.begin_path();
        for flow in flows {
            pen.arrowhead(&flow.arc, stroke_width(flow.width) * finer);
        }
        context.set_fill_style_str(&self.colour.css);
        context.fill();
    }

    /// Dots on their way: dashes of no length with round ends, which begin anew in each piece of a path.
    fn draw_dots<'f>(&self, pen: &Pen, flows: impl Iterator<Item = &'f Flow> + Clone, finer: f64) {
        if self.dot_bits.is_none() {
            return;
        }
        pen.context.set_line_cap("round");
        pen.dash(&[0.01, super::DOT_GAP]);
        for width in 0..WIDTHS {
            let alike = flows.clone().filter(|flow| flow.width == width);
            let pieces = alike.filter_map(|flow| {
                let first = flow.arc.start + flow.phase * super::DOT_GAP / flow.arc.length;
                (first < flow.arc.end).then(|| flow.arc.visible_from(first))
            });
            if pen.curves(pieces) {
                pen.stroke(&self.colour.css, stroke_width(width) * finer + 1.8);
            }
        }
        pen.dash(&[]);
        pen.context.set_line_cap("butt");
    }

    /// Who got the selected chunk from whom until now.
    fn draw_handed(&self, pen: &Pen) {
        let until = self.snapshot.time;
        let arcs: Vec<Arc> = self
            .handed
            .iter()
            .take_while(|handed| handed.time <= until)
            .filter_map(|handed| self.layout.arc(handed.from, handed.to))
            .collect();
        pen.context.set_global_alpha(0.8);
        if pen.curves(arcs.iter().map(Arc::visible)) {
            pen.stroke(&self.palette.soft.css, 1.2);
        }
        pen.context.begin_path();
        for arc in &arcs {
            pen.arrowhead(arc, 0.5);
        }
        pen.context.set_fill_style_str(&self.palette.soft.css);
        pen.context.fill();
    }

    /// The way of the selected transfer while nothing goes over it.
    fn draw_idle(&self, pen: &Pen) {
        let Some(Select::Transfer { from, to }) = self.selected else {
            return;
        };
        let mut links = self.snapshot.links.iter();
        let flows =
            links.any(|link| (link.from, link.to) == (from, to) && link.transfer().is_some());
        if !flows && let Some(arc) = self.layout.arc(from, to) {
            pen.context.set_global_alpha(1.0);
            pen.curves([arc.visible()].into_iter());
            pen.dotted(true);
            pen.stroke(&self.palette.wait.css, 1.5);
            pen.dotted(false);
        }
    }

    /// Whom the selected host leaves waiting: a line that is cut.
    pub(super) fn draw_chokes(&self, pen: &Pen) {
        let Some(Select::Host(host)) = self.selected else {
            return;
        };
        let Some(state) = self.snapshot.hosts.get(host.index()) else {
            return;
        };
        let waiting = state.links.iter().filter_map(|id| {
            let link = self.snapshot.links.get(id.index())?;
            let waits = link.slot == SlotState::Choked
                && self.present(link.to)
                && self.snapshot.wanted(*id);
            self.layout.arc(link.from, link.to).filter(|_| waits)
        });
        let arcs: Vec<Arc> = waiting.collect();
        pen.context.set_global_alpha(1.0);
        if pen.curves(arcs.iter().map(Arc::visible)) {
            pen.stroke(&self.palette.wait.css, 1.2);
        }
        pen.cuts(&arcs, &self.palette.paper.css, &self.palette.ink.css);
    }
}

/// The width of an arc in CSS pixels.
fn stroke_width(width: usize) -> f64 {
    1.4 + 4.0 * width as f64 / (WIDTHS - 1) as f64
}
