//! Who never finishes, told together where many wait for the same reason.

use crate::history::{ChunkId, HostId};
use crate::run::{Stuck, Why};
use std::fmt;

/// Names of peers and numbers of chunks before the rest is only counted.
const MOST_NAMED: usize = 5;

/// Peers that can never finish, all for the same kind of reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckGroup {
    /// The peers, as they stand in the outcome; at least one, and all `why` of one kind.
    pub peers: Vec<Stuck>,
}

/// Brings those together that wait for the same kind of reason, in the order of the first of each.
#[must_use]
pub fn stuck_groups(stuck: &[Stuck]) -> Vec<StuckGroup> {
    let mut groups: Vec<StuckGroup> = Vec::new();
    for one in stuck {
        match groups.iter_mut().find(|group| group.is_of(one.why)) {
            Some(group) => group.peers.push(*one),
            None => groups.push(StuckGroup { peers: vec![*one] }),
        }
    }
    groups
}

impl StuckGroup {
    fn is_of(&self, why: Why) -> bool {
        let first = self.peers.first();
        first
            .is_some_and(|first| std::mem::discriminant(&first.why) == std::mem::discriminant(&why))
    }

    /// The chunks that are named as missing, each once, in order.
    fn chunks(&self) -> Vec<ChunkId> {
        let chunk = |stuck: &Stuck| match stuck.why {
            Why::Lost { chunk } | Why::Kept { chunk } => Some(chunk),
            Why::Gone | Why::Apart => None,
        };
        let mut chunks: Vec<ChunkId> = self.peers.iter().filter_map(chunk).collect();
        chunks.sort_unstable();
        chunks.dedup();
        chunks
    }
}

impl fmt::Display for StuckGroup {
    /// A sentence without its full stop: `peers 2, 3 and 9 wait for 1 to 4 chunks for ever: …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, _, ..] = self.peers.as_slice() else {
            return self.peers.iter().try_for_each(|one| one.fmt(f));
        };
        let numbers = self.peers.iter().map(|stuck| stuck.peer);
        let peers = listed("peer", numbers.map(|HostId(number)| number).collect());
        let least = self
            .peers
            .iter()
            .map(|stuck| stuck.missing)
            .min()
            .unwrap_or(0);
        let most = self
            .peers
            .iter()
            .map(|stuck| stuck.missing)
            .max()
            .unwrap_or(0);
        let missing = match (least, most) {
            (1, 1) => "1 chunk".to_owned(),
            (least, most) if least == most => format!("{least} chunks"),
            (least, most) => format!("{least} to {most} chunks"),
        };
        let chunks = listed("chunk", self.chunks());
        match first.why {
            Why::Gone => write!(
                f,
                "{peers} were gone before they had the file, {missing} short"
            ),
            Why::Lost { .. } => write!(
                f,
                "{peers} wait for {missing} for ever: nobody who is left has {chunks}"
            ),
            Why::Kept { .. } => write!(
                f,
                "{peers} wait for {missing} for ever: those who have {chunks} upload nothing"
            ),
            Why::Apart => write!(
                f,
                "{peers} wait for {missing} for ever: they are connected to nobody who would send them"
            ),
        }
    }
}

/// `peer 3`, `peers 3 and 4`, or `peers 1, 2, 3, 4, 5 and 7 more`.
fn listed(name: &str, numbers: Vec<u32>) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match texts.as_slice() {
        [] => String::new(),
        [one] => format!("{name} {one}"),
        [start @ .., last] if texts.len() <= MOST_NAMED + 1 => {
            format!("{name}s {} and {last}", start.join(", "))
        }
        _ => format!(
            "{name}s {} and {} more",
            texts[..MOST_NAMED].join(", "),
            texts.len() - MOST_NAMED
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::scenario::Scenario;
    use crate::swarm::outcome;

    /// Peers from 1, each with the chunks it lacks and why.
    fn told(stuck: &[(u32, Why)]) -> Vec<String> {
        let stuck: Vec<Stuck> = (1..)
            .zip(stuck)
            .map(|(peer, (missing, why))| Stuck {
                peer: HostId(peer),
                missing: *missing,
                why: *why,
            })
            .collect();
        stuck_groups(&stuck)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn lost(chunk: ChunkId) -> Why {
        Why::Lost { chunk }
    }

    #[test]
    fn one_peer_is_told_as_ever() {
        assert_eq!(
            told(&[(1, lost(4))]),
            ["peer 1 waits for 1 chunk for ever: nobody who is left has chunk 4"]
        );
    }

    #[test]
    fn those_with_the_same_reason_are_told_together() {
        assert_eq!(
            told(&[
                (2, lost(4)),
                (3, Why::Gone),
                (1, lost(2)),
                (3, lost(4)),
                (3, Why::Gone)
            ]),
            [
                "peers 1, 3 and 4 wait for 1 to 3 chunks for ever: nobody who is left has chunks 2 and 4",
                "peers 2 and 5 were gone before they had the file, 3 chunks short",
            ]
        );
        let kept = Why::Kept { chunk: 7 };
        assert_eq!(
            told(&[(2, kept), (2, kept)]),
            ["peers 1 and 2 wait for 2 chunks for ever: those who have chunk 7 upload nothing"]
        );
    }

    #[test]
    fn hundreds_are_counted_and_only_the_first_are_named() {
        let many: Vec<(u32, Why)> = (0..300).map(|chunk| (1, lost(chunk % 8))).collect();
        assert_eq!(
            told(&many),
            [
                "peers 1, 2, 3, 4, 5 and 295 more wait for 1 chunk for ever: \
                 nobody who is left has chunks 0, 1, 2, 3, 4 and 3 more"
            ]
        );
        assert!(told(&[(1, Why::Apart); 6])[0].starts_with("peers 1, 2, 3, 4, 5 and 6 wait"));
    }

    #[test]
    fn every_peer_of_a_run_that_is_stuck_is_in_one_group() {
        let (scenario, _) = Scenario::read("at=20s:leave:server,25s:leave:3");
        let outcome = outcome(&scenario, Architecture::P2p).expect("small");
        assert!(!outcome.stuck.is_empty());
        let groups = stuck_groups(&outcome.stuck);
        let told: usize = groups.iter().map(|group| group.peers.len()).sum();
        assert_eq!(told, outcome.stuck.len());
    }
}
