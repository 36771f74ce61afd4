//! The neighbours of a host as its choker ranks them: the same score that decides in the run.

use crate::history::snapshot::{SlotState, Snapshot};
use crate::history::{HostId, LinkId, Trace, What};
use crate::rules::tit_for_tat::{self, Choker, Exchanged, WINDOW};
use crate::units::{Bits, Seconds};
use std::cmp::Reverse;

/// A neighbour, as a host's choker sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The neighbour.
    pub peer: HostId,
    /// The direction from the host to the neighbour.
    pub link: LinkId,
    /// Whether the neighbour is interested in what the host has.
    pub interested: bool,
    /// Bits received from it in the window.
    pub received: Bits,
    /// Bits sent to it in the window.
    pub sent: Bits,
    /// The window: two intervals of the choker, or the time since the host came.
    pub over: Seconds,
    /// What counts for it; with 0, chance decides.
    pub score: u64,
    /// Whether it gets no regular slot, since it has sent nothing for too long though it unchoked the host.
    pub snubs: bool,
    /// Whether and how the host unchokes it.
    pub slot: SlotState,
}

impl Trace {
    /// How a host chooses at a time whom to unchoke.
    pub fn choker(&self, host: HostId, time: Seconds) -> Choker {
        let is_seed = self.at(time).hosts[host.index()].finished.is_some();
        self.choker_of(host, is_seed)
    }

    fn choker_of(&self, host: HostId, is_seed: bool) -> Choker {
        let rules = self.scenario().rules_of(self.hosts()[host.index()].class);
        Choker::of(is_seed, rules.choke, rules.serve)
    }

    /// The neighbours of a host as its choker would rank them at a time: the interested ones first, those that snub
    /// last among them, then by score. Of equals, among which chance decides, those that have a slot come first.
    pub fn ranking(&self, host: HostId, time: Seconds) -> Vec<Ranked> {
        let now = self.at(time);
        let state = &now.hosts[host.index()];
        let choker = self.choker_of(host, state.finished.is_some());
        let window = self.scenario().rules.rechoke.0 * f64::from(WINDOW);
        let over = Seconds(window.min(time.0 - self.came(host).0).max(0.0));
        let then = self.at(Seconds(time.0 - over.0));
        let turns = self.last_turns(host, &now);
        let mut ranking: Vec<Ranked> = state
            .links
            .iter()
            .map(|&link| {
                let exchanged = Exchanged {
                    sent: bits_between(&then, &now, link),
                    received: bits_between(&then, &now, link.back()),
                };
                let silent = self.silence(&now, link.back());
                let limit = self.scenario().rules.snub.map(|limit| limit.0);
                let snubs = choker.leaves_out(tit_for_tat::snubs(silent, limit));
                Ranked {
                    peer: now.links[link.index()].to,
                    link,
                    interested: now.wanted(link),
                    received: Bits(exchanged.received),
                    sent: Bits(exchanged.sent),
                    over,
                    score: choker.score(exchanged, snubs, turns[link.index()]),
                    snubs,
                    slot: now.links[link.index()].slot,
                }
            })
            .collect();
        ranking.sort_by_key(|ranked| {
            let regular = matches!(ranked.slot, SlotState::Regular { .. });
            (
                !ranked.interested,
                ranked.snubs,
                Reverse(ranked.score),
                !regular,
            )
        });
        ranking
    }

    /// When a host came; 0 s for one that has not.
    fn came(&self, host: HostId) -> Seconds {
        let mut joins = self.landmarks().map(|(_, event)| event);
        joins
            .find(|event| event.what == What::Joined { host })
            .map_or(Seconds(0.0), |event| event.time)
    }

    /// By link: in which interval of the choker the neighbour of a host last had a regular slot, 0 for never.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
    fn last_turns(&self, host: HostId, now: &Snapshot) -> Vec<u32> {
        let rechoke = self.scenario().rules.rechoke.0;
        let turn = |time: Seconds| 1 + (time.0 / rechoke) as u32;
        let mut turns = vec![0; now.links.len()];
        let mut regular = vec![false; now.links.len()];
        for event in &self.events()[..now.events] {
            match &event.what {
                What::Unchoked {
                    from, link, why, ..
                } if *from == host => {
                    regular[link.index()] = !why.is_optimistic();
                }
                What::Choked { from, link, .. }
                    if *from == host && std::mem::take(&mut regular[link.index()]) =>
                {
                    turns[link.index()] = turn(event.time);
                }
                _ => {}
            }
        }
        for (turn_of, _) in turns
            .iter_mut()
            .zip(regular)
            .filter(|(_, regular)| *regular)
        {
            *turn_of = turn(now.time);
        }
        turns
    }

    /// How long no whole block has come over a link on which a request is under way, in seconds; 0 without one.
    fn silence(&self, now: &Snapshot, link: LinkId) -> f64 {
        let Some(transfer) = now.links[link.index()].transfer() else {
            return 0.0;
        };
        let block = self.scenario().block_bits().0 as f64;
        let whole_blocks = (transfer.arrived / block).floor() * block;
        // Back to when the last of these was whole.
        let begun = self.begun(transfer.event as usize, link);
        let (mut arrived, mut last, mut rate) = (
            0.0,
            self.events()[begun].time.0,
            self.after(begun).links[link.index()].bps(),
        );
        let mut since = last;
        let rates = self.events()[begun..now.events]
            .iter()
            .filter_map(|event| match event.what {
                What::Rate { link: of, bps } if of == link => Some((event.time.0, bps)),
                _ => None,
            });
        for (time, next) in rates.chain([(now.time.0, 0.0)]) {
            let then = arrived + rate * (time - last);
            if arrived < whole_blocks && whole_blocks <= then {
                since = last + (whole_blocks - arrived) / rate;
            }
            (arrived, last, rate) = (then, time, next);
        }
        now.time.0 - since
    }
}

/// Bits that went over a link between two snapshots.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
fn bits_between(then: &Snapshot, now: &Snapshot, link: LinkId) -> u64 {
    let sent = |snapshot: &Snapshot| {
        snapshot
            .links
            .get(link.index())
            .map_or(0.0, |link| link.sent_in_all())
    };
    (sent(now) - sent(then)).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::history::{Choke, Unchoke};
    use crate::swarm::simulate;

    /// At every choice by rank of a run, the ranking that is shown is the one that decided. Returns how many it saw.
    fn check(text: &str) -> usize {
        let trace = simulate(&text.parse().expect(text), Architecture::P2p).expect(text);
        let mut seen = 0;
        for event in trace.events() {
            let (from, to, place, chosen) = match &event.what {
                What::Unchoked {
                    from,
                    to,
                    why: Unchoke::Reciprocation(place) | Unchoke::FastestTaker(place),
                    ..
                } => (*from, *to, *place, true),
                What::Choked {
                    from,
                    to,
                    why: Choke::Outranked(place),
                    ..
                } if place.bits.0 > 0 => (*from, *to, *place, false),
                _ => continue,
            };
            let ranking = trace.ranking(from, event.time);
            let rank = ranking
                .iter()
                .position(|ranked| ranked.peer == to)
                .expect("a neighbour");
            let shown = &ranking[rank];
            let at = format!("{text}: {from} to {to} at {}", event.time.0);
            assert!(
                shown.score.abs_diff(place.bits.0) <= 2,
                "{at}: {} {}",
                shown.score,
                place.bits.0
            );
            assert!((shown.over.0 - place.over.0).abs() < 1e-9, "{at}");
            // Chance may have put equals in another order.
            let equals = ranking
                .iter()
                .filter(|other| other.score.abs_diff(shown.score) <= 2)
                .count();
            assert!(
                (rank + 1).abs_diff(place.rank as usize) < equals.max(1),
                "{at}: {rank} {place:?}"
            );
            assert!(chosen || place.rank > trace.scenario().rules.slots, "{at}");
            seen += 1;
        }
        seen
    }

    #[test]
    fn the_ranking_shown_is_the_ranking_that_decides() {
        for text in [
            "file=8MiB&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7",
            "file=4MiB&peers=8x1Mbps/8Mbps,4x300kbps/8Mbps&rechoke=5s&slots=2",
            "file=4MiB&peers=12x1Mbps/8Mbps&rechoke=20s&snub=5s&arrive=1s",
        ] {
            let seen = check(text);
            assert!(seen > 10, "{text}: only {seen} choices");
        }
    }

    #[test]
    fn a_silent_neighbour_that_unchoked_the_host_is_shown_as_snubbing() {
        let text = "file=16MiB&server=2Mbps&peers=6x1Mbps/8Mbps&snub=5s&at=40s:fail:3";
        let trace = simulate(&text.parse().expect(text), Architecture::P2p).expect(text);
        let snubbed = |time: f64| {
            let hosts = (1..=6).filter(|host| *host != 3).map(HostId);
            let rankings = hosts.flat_map(|host| trace.ranking(host, Seconds(time)));
            rankings
                .filter(|ranked| ranked.snubs)
                .map(|ranked| ranked.peer)
                .collect::<Vec<_>>()
        };
        assert!(!snubbed(40.0).contains(&HostId(3)));
        assert!(snubbed(50.0).contains(&HostId(3)), "{:?}", snubbed(50.0));
    }
}
