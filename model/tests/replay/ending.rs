//! After the last event: what was to be done, what came of it, and the last snapshot.

use super::*;

impl Referee {
    /// After the last event.
    pub(super) fn end(&mut self, trace: &Trace) {
        self.check_acts();
        self.check_outcome(trace);
        self.check_snapshot(trace);
        if let Some((rule, what)) = stuck::premature(&self.books) {
            self.blame(false, rule, || what);
        }
    }

    /// What was to be done to the swarm was done, and who was to leave has left.
    fn check_acts(&mut self) {
        let missing: Vec<String> = self.books.undone();
        self.blame(
            missing.is_empty(),
            "what is to happen happens at its time",
            || missing.join("; "),
        );
    }

    fn check_outcome(&mut self, trace: &Trace) {
        let outcome = trace.outcome();
        let peers = || self.books.hosts.iter().skip(1);
        let finish: Vec<Option<f64>> = peers().map(|host| host.finished).collect();
        let told: Vec<Option<f64>> = outcome
            .finish
            .iter()
            .map(|finish| finish.map(|t| t.0))
            .collect();
        let unfinished: Vec<u32> = (1..)
            .zip(&finish)
            .filter(|(_, finish)| finish.is_none())
            .map(|(peer, _)| peer)
            .collect();
        let stuck: Vec<u32> = outcome.stuck.iter().map(|stuck| stuck.peer.0).collect();
        let transfers: u32 = peers().map(|host| host.chunks.count_ones()).sum();
        let wasted: u64 = peers().map(|host| host.wasted).sum();
        let is_right = told == finish
            && stuck == unfinished
            && outcome.transfers == u64::from(transfers)
            && outcome.wasted.0 == wasted;
        self.blame(is_right, "the outcome is what happened", || {
            format!("{outcome:?}")
        });
        let wrong = outcome
            .stuck
            .iter()
            .find_map(|stuck| stuck::wrong_reason(&self.books, stuck));
        self.blame(
            wrong.is_none(),
            "who is stuck is told the right reason",
            || wrong.unwrap_or_default(),
        );
        let bounds = Bounds::of(trace.scenario()).expect("the scenario is valid");
        let bound = match trace.architecture() {
            Architecture::P2p => bounds.p2p.seconds.0,
            Architecture::ClientServer => bounds.client_server.seconds.0,
        };
        if let (Some(finish), true) = (outcome.finish_time(), trace.scenario().acts.is_empty()) {
            self.blame(
                finish.0 >= bound * (1.0 - ROUNDING),
                "no run beats its bound",
                || format!("{finish:?}, and the bound is {bound} s"),
            );
        }
    }

    /// The snapshot at the end says the same as these books.
    fn check_snapshot(&mut self, trace: &Trace) {
        let end = trace.at(trace.end());
        let mut wrong = BTreeMap::new();
        for (index, (host, told)) in self.books.hosts.iter().zip(&end.hosts).enumerate() {
            let chunks = told
                .chunks
                .iter()
                .fold(0_u64, |all, chunk| all | 1 << chunk);
            let is_right = chunks == host.chunks
                && told.present == host.is_there()
                && told.failed == host.failed.is_some()
                && told.finished.map(|time| time.0) == host.finished
                && (told.sent.0, told.received.0, told.wasted.0)
                    == (host.sent, host.received, host.wasted)
                && (told.up.0, told.down.0) == (host.up, host.down)
                && told
                    .links
                    .iter()
                    .map(|link| link.index())
                    .eq(host.links.iter().copied());
            if !is_right {
                wrong.insert(index, format!("{told:?}, but {host:?}"));
            }
        }
        self.blame(
            wrong.is_empty(),
            "the snapshot at the end is what happened",
            || format!("{wrong:?}"),
        );
    }
}
