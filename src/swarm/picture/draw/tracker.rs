//! The tracker, and who has come to it just now.

use super::Picture;
use crate::address::view::Select;
use crate::drawing::pen::Pen;
use crate::swarm::picture::layout::Arrangement;
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{HostId, What};
use p2p_model::units::Seconds;

/// Of more newcomers at once the connections would only be a tangle.
const FEW_NEWCOMERS: usize = 3;

impl Picture<'_> {
    /// The tracker stands apart, and speaks only when asked.
    pub(super) fn draw_tracker(&self, pen: &Pen) {
        if self.trace.architecture() == Architecture::ClientServer {
            return;
        }
        let asking = self.draw_newcomers(pen);
        let at = self.layout.tracker;
        let context = pen.context;
        let (ink, paper) = (&self.palette.ink.css, &self.palette.paper.css);
        context.set_global_alpha(1.0);
        context.begin_path();
        context.round_rect(at.x - 32.0, at.y - 11.0, 64.0, 22.0, 11.0);
        context.set_fill_style_str(if asking { ink } else { paper });
        context.fill();
        pen.stroke(if asking { ink } else { &self.palette.wait.css }, 1.0);
        let words = if asking {
            paper
        } else {
            &self.palette.soft.css
        };
        pen.label("tracker", at, "center", 13.0, words);
    }

    /// Who asks the tracker, and whom they connect to then. Whether anybody does.
    fn draw_newcomers(&self, pen: &Pen) -> bool {
        let selected = match self.selected {
            Some(Select::Host(host)) => Some(host),
            _ => None,
        };
        // Thousands come to a field at once, and only one of them is looked at.
        if self.layout.arrangement == Arrangement::Field && selected.is_none() {
            return false;
        }
        let now = self.snapshot.time;
        // From just before the start, so that an announce at 0 s is seen.
        let since = Seconds((now.0 - self.linger.0).max(-1.0));
        let events = self.trace.between(since, now);
        let announced = events.iter().filter_map(|event| match event.what {
            What::Announced { peer, .. } => Some(peer),
            _ => None,
        });
        let mut newcomers: Vec<HostId> = announced.collect();
        let asking = !newcomers.is_empty();
        if let Some(host) = selected {
            newcomers.retain(|peer| *peer == host);
        }
        let context = pen.context;
        context.set_global_alpha(1.0);
        context.begin_path();
        for peer in &newcomers {
            if let Some(seat) = self.layout.seats.get(peer.index()) {
                context.move_to(self.layout.tracker.x, self.layout.tracker.y + 10.0);
                context.line_to(seat.at.x, seat.at.y);
            }
        }
        pen.dotted(true);
        pen.stroke(&self.palette.wait.css, 1.5);
        pen.dotted(false);

        if newcomers.len() > FEW_NEWCOMERS {
            return asking;
        }
        context.begin_path();
        for event in events {
            let What::Connected { by, to, .. } = event.what else {
                continue;
            };
            if newcomers.contains(&by)
                && let (Some(one), Some(other)) = (
                    self.layout.seats.get(by.index()),
                    self.layout.seats.get(to.index()),
                )
            {
                context.move_to(one.at.x, one.at.y);
                context.line_to(other.at.x, other.at.y);
            }
        }
        pen.stroke(&self.palette.wait.css, 1.0);
        asking
    }
}
