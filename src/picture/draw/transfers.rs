//! What goes between the hosts: bits on their way, who waits, who asks the tracker.

use super::Picture;
use super::pen::Pen;
use crate::picture::fastest_upload;
use crate::picture::layout::Arrangement;
use p2p_model::swarm::snapshot::{LinkState, Service};
use p2p_model::swarm::{HostId, What};
use p2p_model::units::Seconds;

/// More transfers than these are drawn finer, so that the hosts can still be seen.
const CROWD: usize = 90;

impl Picture<'_> {
    pub(super) fn concerns_selected(&self, link: &LinkState) -> bool {
        self.selected
            .is_none_or(|host| link.from == host || link.to == host)
    }

    pub(super) fn draw_transfers(&self, pen: &Pen) {
        let field = self.layout.arrangement == Arrangement::Field;
        let fastest = fastest_upload(self.trace);
        let shown = |link: &&LinkState| link.transfer.is_some() && self.concerns_selected(link);
        let crowded = self.snapshot.links.iter().filter(shown).count() > CROWD;
        let finer = if crowded { 0.6 } else { 1.0 };
        // Those that do not concern the selected host first, so that they lie below.
        for pass_selected in [false, true] {
            for link in &self.snapshot.links {
                if link.transfer.is_none() {
                    continue;
                }
                let concerned = self.concerns_selected(link);
                if concerned != pass_selected || (field && (self.selected.is_none() || !concerned))
                {
                    continue;
                }
                let Some(arc) = self.layout.arc(link.from, link.to) else {
                    continue;
                };
                let optimistic = matches!(link.service, Service::Optimistic { .. });
                let share = (link.bps.max(0.0) / fastest).min(1.0);
                let width = (1.2 + 3.8 * share.sqrt()) * finer;
                pen.context
                    .set_global_alpha(if concerned { 0.5 * finer } else { 0.13 });
                pen.arc(&arc, &self.colour.css, width, optimistic);
                pen.context
                    .set_global_alpha(if concerned { finer } else { 0.2 });
                pen.arrowhead(&arc, &self.colour.css, width);
                if let Some(bits) = self.dot_bits
                    && concerned
                {
                    let gone = link.sent_in_all() / bits;
                    pen.dots(&arc, &self.colour.css, width, gone.fract());
                }
                if optimistic {
                    pen.die(
                        arc.point(0.5),
                        &self.palette.paper.css,
                        &self.palette.ink.css,
                    );
                }
            }
        }
    }

    /// Whom the selected host leaves waiting: a line that is cut.
    pub(super) fn draw_chokes(&self, pen: &Pen) {
        let Some(host) = self.selected else { return };
        let Some(state) = self.snapshot.hosts.get(host.index()) else {
            return;
        };
        pen.context.set_global_alpha(1.0);
        for id in &state.links {
            let Some(link) = self.snapshot.links.get(id.index()) else {
                continue;
            };
            let waits = link.service == Service::Choked
                && self.present(link.to)
                && self.snapshot.wanted(*id);
            if waits && let Some(arc) = self.layout.arc(link.from, link.to) {
                pen.arc(&arc, &self.palette.wait.css, 1.2, false);
                pen.cut(&arc, &self.palette.paper.css, &self.palette.ink.css);
            }
        }
    }

    pub(super) fn present(&self, host: HostId) -> bool {
        self.snapshot
            .hosts
            .get(host.index())
            .is_some_and(|state| state.present)
    }

    /// The tracker stands apart, and speaks only when asked.
    pub(super) fn draw_tracker(&self, pen: &Pen) {
        if self.layout.arrangement == Arrangement::Star {
            return;
        }
        let context = pen.context;
        let at = self.layout.tracker;
        let now = self.snapshot.time;
        // From just before the start, so that an announce at 0 s is seen.
        let since = Seconds((now.0 - self.linger.0).max(-1.0));
        let mut asked = false;
        if self.layout.arrangement == Arrangement::Table {
            pen.dotted(true);
            for event in self.trace.between(since, now) {
                let What::Announced { peer, .. } = &event.what else {
                    continue;
                };
                let Some(seat) = self.layout.seats.get(peer.index()) else {
                    continue;
                };
                asked = true;
                context.set_global_alpha(if self.selected.is_none_or(|host| host == *peer) {
                    0.9
                } else {
                    0.3
                });
                context.begin_path();
                context.move_to(at.x, at.y + 10.0);
                context.line_to(seat.at.x, seat.at.y);
                pen.stroke(&self.palette.wait.css, 1.2);
            }
            pen.dotted(false);
        }
        context.set_global_alpha(1.0);
        let (ink, paper) = (&self.palette.ink.css, &self.palette.paper.css);
        context.begin_path();
        let _ = context.round_rect_with_f64(at.x - 32.0, at.y - 11.0, 64.0, 22.0, 11.0);
        context.set_fill_style_str(if asked { ink } else { paper });
        context.fill();
        pen.stroke(if asked { ink } else { &self.palette.wait.css }, 1.0);
        let words = if asked { paper } else { &self.palette.soft.css };
        pen.label("tracker", at, "center", 13.0, words);
    }
}
