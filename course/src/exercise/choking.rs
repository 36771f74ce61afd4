//! Exercises on choking: whom you unchoke for what they send, whom at random, and what changes at the next rechoke.
//!
//! How neighbours rank and which may be drawn is asked of the swarm's own rules.

mod view;

use std::cmp::Reverse;

use p2p_model::rules::tit_for_tat::Choker;
use p2p_model::scenario::SeedRule;

use super::answer::{Answer, Noun, sorted};
use super::block::Block;
use super::draw::Draw;
use super::kind::Level;
use super::misconception::{telling_counts, telling_items};
use super::part::{Made, Part};
use view::{Peer, Ranking, View};

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let peers = match level {
        Level::One => 6,
        Level::Two => draw.number(7..=8),
        Level::Three => draw.number(8..=9),
    };
    let view = View::draw(level, peers, draw)?;
    let first = view.ranked(Choker::TitForTat, 0, draw);
    let parts = match level {
        Level::One => vec![view.slots(&first, 0)?, view.optimistic(&first)?],
        Level::Two => {
            let later = view.ranked(Choker::TitForTat, 1, draw);
            vec![
                view.slots(&first, 0)?,
                view.optimistic(&first)?,
                view.free_rider(&first)?,
                view.choked_later(&first, &later)?,
            ]
        }
        Level::Three => {
            let later = view.ranked(Choker::TitForTat, 1, draw);
            let takers = view.ranked(Choker::Seed(SeedRule::FastestTakers), 1, draw);
            vec![
                view.slots(&first, 0)?,
                view.slots(&later, 1)?,
                view.newly_unchoked(&first, &later)?,
                view.optimistic(&later)?,
                view.as_seed(&takers, &later)?,
            ]
        }
    };
    Some(Made {
        text: view.givens(),
        parts,
        scenario: view.alike().to_string(),
    })
}

impl View {
    /// Which peers get the slots, at the first rechoke or the next.
    fn slots(&self, ranking: &Ranking, rechoke: usize) -> Option<Part> {
        let right = ranking.unchoked();
        let all: Vec<&Peer> = self.peers.iter().collect();
        let interested: Vec<&Peer> = self.peers.iter().filter(|peer| peer.interested).collect();
        let interval = |peer: &Peer| peer.sent[rechoke + 1];
        let mut mistakes = vec![
            (
                top(&all, self.slots, |peer| peer.rate(rechoke)),
                "One of these is not interested. It wants nothing from you, so it takes no slot.",
            ),
            (
                top(&interested, self.slots + 1, |peer| peer.rate(rechoke)),
                "These are too many. The optimistic unchoke is beside the slots, and it is drawn at random.",
            ),
            (
                top(&interested, self.slots, |peer| {
                    u32::MAX - peer.rate(rechoke)
                }),
                "These upload least to you. Tit-for-tat unchokes the peers that upload most.",
            ),
            (
                interested.iter().map(|peer| peer.number).collect(),
                "These are all the interested peers. You have fewer slots.",
            ),
        ];
        if self.level == Level::Three {
            mistakes.push((
                top(&interested, self.slots, interval),
                "You looked only at the last 10\u{a0}s. The mean over the last 20\u{a0}s counts.",
            ));
            if rechoke == 1 {
                mistakes.push((
                    top(&interested, self.slots, |peer| peer.sent.iter().sum()),
                    "You took all three intervals. Only the last 20\u{a0}s count.",
                ));
                mistakes.push((
                    top(&interested, self.slots, |peer| peer.rate(0)),
                    "This is the choice at 20\u{a0}s. At 30\u{a0}s the oldest interval no longer counts.",
                ));
            }
        }
        let question = match (self.level, rechoke) {
            (Level::Three, 0) => "By tit-for-tat, which peers get the slots at 20\u{a0}s?",
            (Level::Three, _) => "By tit-for-tat, which peers get the slots at 30\u{a0}s?",
            _ => "By tit-for-tat, which peers get the slots now?",
        };
        let rates = self.listed(ranking, |peer| peer.rate(rechoke));
        Some(self.part(
            question,
            right,
            &[
                "A peer that is not interested needs no slot.",
                "Of the others, unchoke those that upload most to you.",
                "The optimistic unchoke is not one of the slots.",
            ],
            format!("Interested, by rate in kb/s: {rates}."),
            "The first of these, one for each slot",
            mistakes,
        ))
    }

    /// Which peers may be drawn: those that are interested and choked.
    fn optimistic(&self, ranking: &Ranking) -> Option<Part> {
        let right = ranking.drawable();
        let unchoked = ranking.unchoked();
        let choked = self
            .peers
            .iter()
            .map(|peer| peer.number)
            .filter(|number| !unchoked.contains(number));
        let when = if self.level == Level::Three {
            "At 30\u{a0}s"
        } else {
            "Now"
        };
        let mistakes = vec![
            (
                choked.collect(),
                "One of these is not interested, so it wants nothing from you.",
            ),
            (
                sorted(&ranking.order),
                "Some of these have a slot already. The optimistic unchoke goes to a choked peer.",
            ),
            (
                unchoked,
                "These have a slot already. The optimistic unchoke goes to a choked peer.",
            ),
            (
                vec![ranking.order[ranking.slots]],
                "This peer is the next by rate. But the rate does not count: the draw is random.",
            ),
            (
                vec![*ranking.order.last()?],
                "This peer is the slowest. But the rate does not count: the draw is random.",
            ),
        ];
        Some(self.part(
            &format!("{when} you also draw a new optimistic unchoke. Which peers may be drawn?"),
            right,
            &[
                "Rates do not count here.",
                "The peer must want something from you, and not get it by tit-for-tat.",
            ],
            format!(
                "Unchoked already: {}.",
                Noun::Peer.list(&ranking.unchoked())
            ),
            "Interested and choked",
            mistakes,
        ))
    }

    /// Its chance to be drawn: one in how many.
    fn free_rider(&self, ranking: &Ranking) -> Option<Part> {
        let rider = self.peers.iter().find(|peer| peer.sent == [0; 3])?;
        let right = ranking.drawable().len() as u64;
        let interested = ranking.order.len() as u64;
        let mistakes = vec![
            (
                interested,
                "Peers with a slot are not drawn. Count the interested peers that are choked.",
            ),
            (
                self.peers.len() as u64,
                "Not every neighbour can be drawn. Count the interested peers that are choked.",
            ),
            (
                self.peers.len() as u64 - self.slots as u64,
                "Some of these are not interested, so they are not drawn.",
            ),
        ];
        let mistakes = mistakes
            .into_iter()
            .map(|(value, says)| (value, says.to_owned()))
            .collect();
        Some(Part {
            question: format!(
                "Peer {} is a free rider: it uploads nothing, so only an optimistic unchoke can reach it. \
                 All peers in the draw are equally likely. Its chance is 1 in how many peers?",
                rider.number
            ),
            answer: Answer::Count {
                value: right,
                of: "peers",
            },
            hints: vec![
                "How many peers are in the draw?".to_owned(),
                "The interested peers without a slot are in it, and the free rider is one of them."
                    .to_owned(),
            ],
            working: vec![
                Block::Text(format!(
                    "In the draw are {}.",
                    Noun::Peer.list(&ranking.drawable())
                )),
                Block::Text(format!("Number of these: {right}")),
            ],
            misconceptions: telling_counts(right, mistakes),
        })
    }

    /// Which peers lose their slot 10 s later.
    fn choked_later(&self, first: &Ranking, later: &Ranking) -> Option<Part> {
        let right = without(&first.unchoked(), &later.unchoked());
        let mistakes = vec![
            (
                without(&later.unchoked(), &first.unchoked()),
                "These get a slot. Which peers lose one?",
            ),
            (
                later.drawable(),
                "These are choked after the choice. Which of them had a slot before?",
            ),
        ];
        self.change(
            first,
            later,
            "10\u{a0}s later you choose again. Which peers lose their slot?",
            right,
            "In the first and not in the second",
            mistakes,
        )
    }

    /// Which peers get a slot at the second rechoke.
    fn newly_unchoked(&self, first: &Ranking, later: &Ranking) -> Option<Part> {
        let right = without(&later.unchoked(), &first.unchoked());
        let mistakes = vec![
            (
                without(&first.unchoked(), &later.unchoked()),
                "These lose their slot. Which peers get one?",
            ),
            (
                later.unchoked(),
                "Some of these had a slot at 20\u{a0}s already.",
            ),
        ];
        self.change(
            first,
            later,
            "Which peers get a slot at 30\u{a0}s that had none at 20\u{a0}s?",
            right,
            "In the second and not in the first",
            mistakes,
        )
    }

    /// What differs between two choices; something must.
    fn change(
        &self,
        first: &Ranking,
        later: &Ranking,
        question: &str,
        right: Vec<u32>,
        last: &str,
        mistakes: Vec<(Vec<u32>, &str)>,
    ) -> Option<Part> {
        if right.is_empty() {
            return None;
        }
        let (before, after) = (
            Noun::Peer.list(&first.unchoked()),
            Noun::Peer.list(&later.unchoked()),
        );
        Some(self.part(
            question,
            right,
            &[
                "Make the choice at both times.",
                "Compare the two lists: what is in one and not in the other?",
            ],
            format!("Slots first: {before}. Slots 10\u{a0}s later: {after}."),
            last,
            mistakes,
        ))
    }

    /// Whom you unchoke once you are a seed: the peers that download fastest.
    fn as_seed(&self, takers: &Ranking, senders: &Ranking) -> Option<Part> {
        let right = takers.unchoked();
        let interested: Vec<&Peer> = self.peers.iter().filter(|peer| peer.interested).collect();
        let all: Vec<&Peer> = self.peers.iter().collect();
        let mistakes = vec![
            (
                senders.unchoked(),
                "These upload most to you. But a seed needs nothing from them.",
            ),
            (
                top(&all, self.slots, |peer| peer.takes),
                "One of these is not interested.",
            ),
            (
                top(&interested, self.slots, |peer| u32::MAX - peer.takes),
                "These download slowest. A seed unchokes the peers that download fastest, so that more copies are made.",
            ),
        ];
        if senders.unchoked() == right {
            return None;
        }
        let rates = self.listed(takers, |peer| peer.takes);
        Some(self.part(
            "Now you have the whole file: you are a seed, and unchoke the peers that download fastest. Which peers get the slots?",
            right,
            &[
                "A seed lacks nothing, so what others upload does not count.",
                "Use the last column, and leave out the peers that are not interested.",
            ],
            format!("Interested, by what they download in kb/s: {rates}."),
            "The first of these, one for each slot",
            mistakes,
        ))
    }

    fn part(
        &self,
        question: &str,
        right: Vec<u32>,
        hints: &[&str],
        step: String,
        last: &str,
        mistakes: Vec<(Vec<u32>, &str)>,
    ) -> Part {
        let misconceptions = telling_items(&right, mistakes);
        Part {
            question: question.to_owned(),
            hints: hints.iter().map(|hint| (*hint).to_owned()).collect(),
            working: vec![
                Block::Text(step),
                Block::Text(format!("{last}: {}", Noun::Peer.list(&right))),
            ],
            answer: Answer::Items {
                noun: Noun::Peer,
                first: 1,
                last: u32::try_from(self.peers.len()).unwrap_or(u32::MAX),
                right,
            },
            misconceptions,
        }
    }
}

/// The `k` peers of which this is most, sorted by number.
fn top(peers: &[&Peer], k: usize, of: impl Fn(&Peer) -> u32) -> Vec<u32> {
    let mut order: Vec<(u32, u32)> = peers.iter().map(|peer| (of(peer), peer.number)).collect();
    order.sort_by_key(|(value, _)| Reverse(*value));
    let first: Vec<u32> = order.iter().take(k).map(|(_, number)| *number).collect();
    sorted(&first)
}

fn without(numbers: &[u32], others: &[u32]) -> Vec<u32> {
    numbers
        .iter()
        .copied()
        .filter(|number| !others.contains(number))
        .collect()
}
