//! What a peer knows of its neighbours, and how the swarm's rules rank them.

use std::collections::BTreeSet;

use p2p_model::rules::optimistic_unchoke::weight;
use p2p_model::rules::tit_for_tat::{Candidate, Choker, Exchanged, WINDOW, rank};
use p2p_model::scenario::{DEFAULT_CLASS, PeerClass, Rules, Scenario};
use p2p_model::units::BitRate;

use crate::exercise::answer::sorted;
use crate::exercise::block::{Block, Table};
use crate::exercise::draw::Draw;
use crate::exercise::kind::Level;

/// What you know of your neighbours.
pub(super) struct View {
    pub(super) level: Level,
    pub(super) slots: usize,
    pub(super) peers: Vec<Peer>,
}

/// A neighbour as you see it.
pub(super) struct Peer {
    pub(super) number: u32,
    pub(super) interested: bool,
    /// Mean rates at which it sent in three intervals of 10 s, the last of them still to come, in kb/s. On the
    /// first two levels the first two are the same.
    pub(super) sent: [u32; 3],
    /// The rate at which it takes what you send, in kb/s.
    pub(super) takes: u32,
}

impl Peer {
    /// Its mean rate over the window of tit-for-tat at a rechoke, the first or the one 10 s later, in kb/s.
    pub(super) fn rate(&self, rechoke: usize) -> u32 {
        let window = &self.sent[rechoke..][..WINDOW as usize];
        window.iter().sum::<u32>() / WINDOW
    }
}

/// The interested neighbours as a choker ranks them.
pub(super) struct Ranking {
    pub(super) order: Vec<u32>,
    /// How many of them get a slot.
    pub(super) slots: usize,
}

impl Ranking {
    /// Those that get the slots.
    pub(super) fn unchoked(&self) -> Vec<u32> {
        sorted(&self.order[..self.slots])
    }

    /// Those that may be drawn as the optimistic unchoke.
    pub(super) fn drawable(&self) -> Vec<u32> {
        let unchoked = self.unchoked();
        let weight = |number: &u32| weight(!unchoked.contains(number), false);
        let mut numbers = sorted(&self.order);
        numbers.retain(|number| weight(number) > 0);
        numbers
    }
}

impl View {
    /// Draws rates without a tie that matters, and two more interested neighbours than slots.
    pub(super) fn draw(level: Level, peers: u32, draw: &mut Draw) -> Option<View> {
        let slots = if level == Level::One {
            3
        } else {
            draw.number(3..=4)
        };
        // Steps of 20 kb/s, so that a mean of two is whole.
        let menu: Vec<u32> = (1..=40).map(|step| step * 20).collect();
        let [first, second, third] = [(); 3].map(|()| draw.some(&menu, peers as usize));
        let takes = draw.some(&menu, peers as usize);
        let rider = (level != Level::One).then(|| draw.number(1..=peers));
        let peers: Vec<Peer> = (0..peers as usize)
            .zip(1..)
            .map(|(index, number)| {
                let is_rider = rider == Some(number);
                let sent = match level {
                    _ if is_rider => [0; 3],
                    Level::Three => [first[index], second[index], third[index]],
                    // The second rechoke sees the interval that is new and the one before.
                    Level::One | Level::Two => [first[index], first[index], third[index]],
                };
                Peer {
                    number,
                    interested: is_rider || !draw.once_in(4),
                    sent,
                    takes: takes[index],
                }
            })
            .collect();
        let view = View {
            level,
            slots: slots as usize,
            peers,
        };
        let distinct = |value: &dyn Fn(&Peer) -> u32| {
            let values: BTreeSet<u32> = view.peers.iter().map(value).collect();
            values.len() == view.peers.len()
        };
        let interested = view.peers.iter().filter(|peer| peer.interested).count();
        let clear = distinct(&|peer| peer.rate(0)) && distinct(&|peer| peer.rate(1));
        // A fast peer that is not interested makes the question worth asking.
        let fastest = view.peers.iter().max_by_key(|peer| peer.rate(0))?;
        let tempting = level != Level::One || !fastest.interested;
        (clear && tempting && interested >= view.slots + 2 && interested < view.peers.len())
            .then_some(view)
    }

    pub(super) fn givens(&self) -> Vec<Block> {
        let number = |value: u32| value.to_string();
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let (head, rule) = match self.level {
            Level::One => (
                vec!["peer", "interested in you", "uploads to you, kb/s"],
                "The rates are means over the last 20\u{a0}s.",
            ),
            Level::Two => (
                vec![
                    "peer",
                    "interested in you",
                    "now, kb/s",
                    "10\u{a0}s later, kb/s",
                ],
                "The rates are those at which they upload to you, means over the last 20\u{a0}s: now, and 10\u{a0}s later.",
            ),
            Level::Three => (
                vec![
                    "peer",
                    "interested in you",
                    "0\u{a0}s to 10\u{a0}s",
                    "10\u{a0}s to 20\u{a0}s",
                    "20\u{a0}s to 30\u{a0}s",
                    "downloads from you",
                ],
                "The first three rates are those at which they upload to you, means over intervals of 10\u{a0}s, in kb/s. \
                 The mean over the last 20\u{a0}s counts. The last rate is the one at which they download from you.",
            ),
        };
        let row = |peer: &Peer| {
            let mut row = vec![number(peer.number), yes_no(peer.interested)];
            match self.level {
                Level::One => row.push(number(peer.rate(0))),
                Level::Two => row.extend([number(peer.rate(0)), number(peer.rate(1))]),
                Level::Three => {
                    row.extend([peer.sent[0], peer.sent[1], peer.sent[2], peer.takes].map(number));
                }
            }
            row
        };
        vec![
            Block::text(format!(
                "You are a peer that still lacks chunks. Every 10\u{a0}s you choose by tit-for-tat whom to unchoke. \
                 You have {} slots, and one optimistic unchoke beside them. {rule}",
                self.slots
            )),
            Block::Table(Table {
                caption: "Your neighbours",
                head,
                rows: self.peers.iter().map(row).collect(),
            }),
        ]
    }

    /// A scenario with as many slots where the same rule is at work: neighbours whose uplinks give each peer that
    /// they unchoke about what they send you here, and a peer like you.
    pub(super) fn alike(&self) -> Scenario {
        let slots = u32::try_from(self.slots).unwrap_or(u32::MAX);
        let neighbour = |peer: &Peer| PeerClass {
            count: 1,
            up: BitRate(u64::from(peer.rate(0)) * 1000 * u64::from(slots)),
            ..DEFAULT_CLASS
        };
        let you = PeerClass {
            count: 1,
            ..DEFAULT_CLASS
        };
        Scenario {
            peers: self.peers.iter().map(neighbour).chain([you]).collect(),
            rules: Rules {
                slots,
                ..Rules::default()
            },
            ..Scenario::default()
        }
    }

    /// The interested neighbours as a choker ranks them at a rechoke.
    pub(super) fn ranked(&self, choker: Choker, rechoke: usize, draw: &mut Draw) -> Ranking {
        let score = |peer: &Peer| {
            let exchanged = Exchanged {
                sent: peer.takes.into(),
                received: peer.rate(rechoke).into(),
            };
            choker.score(exchanged, false, 0)
        };
        let interested = self.peers.iter().filter(|peer| peer.interested);
        let mut candidates: Vec<Candidate<u32>> = interested
            .map(|peer| Candidate {
                id: peer.number,
                score: score(peer),
            })
            .collect();
        rank(&mut candidates, draw.rng());
        Ranking {
            order: candidates.iter().map(|candidate| candidate.id).collect(),
            slots: self.slots,
        }
    }

    /// The interested neighbours in the order of a ranking, each with a number.
    pub(super) fn listed(&self, ranking: &Ranking, number: impl Fn(&Peer) -> u32) -> String {
        let peers = ranking.order.iter();
        let peers = peers.filter_map(|id| self.peers.iter().find(|peer| peer.number == *id));
        let listed = peers.map(|peer| format!("peer {}: {}", peer.number, number(peer)));
        listed.collect::<Vec<_>>().join(", ")
    }
}
