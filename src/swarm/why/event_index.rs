//! The events of a trace that concern one host or two, so that nothing has to be searched twice.

use p2p_model::swarm::event::Unchoke;
use p2p_model::swarm::{Event, HostId, Trace, What, begins};

/// Indices of the events, in order.
pub(super) struct EventIndex(Vec<usize>);

impl EventIndex {
    /// What a host's close-up tells of: coming and going, the tracker, connections, choices.
    pub(super) fn of_host(trace: &Trace, host: HostId) -> Self {
        Self::with(trace, |what| match what {
            What::Joined { host: who }
            | What::Rechoked { host: who, .. }
            | What::Failed { host: who }
            | What::Rerated { host: who, .. }
            | What::Announced { peer: who, .. }
            | What::Finished { peer: who }
            | What::Left { peer: who, .. } => *who == host,
            What::Connected { by, to, .. } => *by == host || *to == host,
            What::Unchoked { from, why, .. } => {
                *from == host && matches!(why, Unchoke::Optimistic { .. })
            }
            What::Requested { to, why, .. } => *to == host && begins(*why),
            _ => false,
        })
    }

    /// What happens between two hosts, and their going.
    pub(super) fn of_pair(trace: &Trace, a: HostId, b: HostId) -> Self {
        Self::with(trace, |what| match what {
            What::Connected { by: x, to: y, .. }
            | What::Unchoked { from: x, to: y, .. }
            | What::Choked { from: x, to: y, .. }
            | What::Requested { from: x, to: y, .. }
            | What::Received { from: x, to: y, .. }
            | What::Stopped { from: x, to: y, .. } => (*x, *y) == (a, b) || (*x, *y) == (b, a),
            What::Left { peer, .. } => *peer == a || *peer == b,
            _ => false,
        })
    }

    fn with(trace: &Trace, wanted: impl Fn(&What) -> bool) -> Self {
        let events = trace.events().iter().enumerate();
        Self(
            events
                .filter(|(_, event)| wanted(&event.what))
                .map(|(index, _)| index)
                .collect(),
        )
    }

    /// Of the first `count` events of the trace those in here, latest first.
    pub(super) fn before<'a>(
        &'a self,
        trace: &'a Trace,
        count: usize,
    ) -> impl Iterator<Item = (usize, &'a Event)> {
        let (before, _) = self.0.split_at(self.split(count));
        before
            .iter()
            .rev()
            .map(|&index| (index, &trace.events()[index]))
    }

    /// Those that are not among the first `count` events of the trace, next first.
    pub(super) fn after<'a>(
        &'a self,
        trace: &'a Trace,
        count: usize,
    ) -> impl Iterator<Item = (usize, &'a Event)> {
        let (_, after) = self.0.split_at(self.split(count));
        after.iter().map(|&index| (index, &trace.events()[index]))
    }

    fn split(&self, count: usize) -> usize {
        self.0.partition_point(|&index| index < count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::bounds::Architecture;
    use p2p_model::scenario::Scenario;
    use p2p_model::swarm::simulate;

    #[test]
    fn a_diary_has_what_concerns_its_own_and_splits_it_at_any_event() {
        let (scenario, _) = Scenario::read("file=1MiB&peers=4x1Mbps/8Mbps");
        let trace = simulate(&scenario, Architecture::P2p).expect("small");
        let (a, b) = (HostId::SERVER, HostId(2));
        let index_of_events = EventIndex::of_pair(&trace, a, b);
        let received = |(_, event): (usize, &Event)| matches!(event.what, What::Received { from, to, .. } if (from, to) == (a, b));
        let all = trace.events().len();
        let sent = trace.events().iter().enumerate().filter(|e| received(*e));
        let sent = sent.count();
        assert!(sent > 0);
        for count in [0, 1, all / 2, all] {
            let before = index_of_events
                .before(&trace, count)
                .filter(|e| received(*e));
            let after = index_of_events
                .after(&trace, count)
                .filter(|e| received(*e));
            assert_eq!(before.count() + after.count(), sent, "{count}");
            assert!(
                index_of_events
                    .before(&trace, count)
                    .all(|(index, _)| index < count)
            );
            assert!(
                index_of_events
                    .after(&trace, count)
                    .all(|(index, _)| index >= count)
            );
        }
        let of_host = EventIndex::of_host(&trace, b);
        assert!(matches!(
            of_host.after(&trace, 0).next(),
            Some((_, Event { what: What::Joined { host }, .. })) if *host == b
        ));
    }
}
