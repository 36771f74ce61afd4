//! Exercises on choking: who is served for what it sends, who by luck, and what changes at the next look.
//!
//! Who comes first is asked of the swarm's own rule.

use std::collections::BTreeSet;

use super::answer::{sorted, telling_counts, telling_items};
use super::draw::Draw;
use super::{Answer, Block, Level, Made, Misconception, Noun, Part, Table};
use crate::swarm::LinkId;
use crate::swarm::choker::{Candidate, rank};

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let peers = match level {
        Level::One => 6,
        Level::Two => draw.number(7..=8),
        Level::Three => draw.number(8..=9),
    };
    let view = View::draw(level, peers, draw)?;
    let first = view.ranked(|peer| peer.rate(0), draw);
    let parts = match level {
        Level::One => vec![view.served(&first, 0)?, view.optimistic(&first)?],
        Level::Two => {
            let later = view.ranked(|peer| peer.rate(1), draw);
            vec![
                view.served(&first, 0)?,
                view.optimistic(&first)?,
                view.free_rider(&first)?,
                view.choked_later(&first, &later)?,
            ]
        }
        Level::Three => {
            let later = view.ranked(|peer| peer.rate(1), draw);
            let takers = view.ranked(|peer| peer.takes, draw);
            vec![
                view.served(&first, 0)?,
                view.served(&later, 1)?,
                view.newly_served(&first, &later)?,
                view.optimistic(&later)?,
                view.as_seed(&takers, &later)?,
            ]
        }
    };
    Some(Made {
        text: view.givens(),
        parts,
        scenario: None,
    })
}

/// What you know of your neighbours.
struct View {
    level: Level,
    slots: usize,
    peers: Vec<Peer>,
}

/// A neighbour as you see it.
struct Peer {
    number: u32,
    interested: bool,
    /// Mean rates at which it sent in three intervals of 10 s, the last of them still to come, in kb/s. On the
    /// first two levels the first two are the same.
    sent: [u32; 3],
    /// The rate at which it takes what you send, in kb/s.
    takes: u32,
}

impl Peer {
    /// What counts at a look, the first or the one 10 s later: the mean of the last two intervals in kb/s.
    fn rate(&self, look: usize) -> u32 {
        (self.sent[look] + self.sent[look + 1]) / 2
    }
}

/// The interested neighbours, most deserving first.
struct Ranking {
    order: Vec<u32>,
    /// How many of them are served.
    slots: usize,
}

impl Ranking {
    fn served(&self) -> Vec<u32> {
        sorted(&self.order[..self.slots])
    }

    fn waiting(&self) -> Vec<u32> {
        sorted(&self.order[self.slots..])
    }
}

impl View {
    /// Draws rates without a tie that matters, and two more interested neighbours than slots.
    fn draw(level: Level, peers: u32, draw: &mut Draw) -> Option<View> {
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
                    // The second look sees the interval that is new and the one before.
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
        // Somebody fast who is not interested makes the question worth asking.
        let fastest = view.peers.iter().max_by_key(|peer| peer.rate(0))?;
        let tempting = level != Level::One || !fastest.interested;
        (clear && tempting && interested >= view.slots + 2 && interested < view.peers.len())
            .then_some(view)
    }

    fn givens(&self) -> Vec<Block> {
        let number = |value: u32| value.to_string();
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let (head, rule) = match self.level {
            Level::One => (
                vec!["peer", "interested in you", "sends you, kb/s"],
                "The rates are means over the last 20 s.",
            ),
            Level::Two => (
                vec!["peer", "interested in you", "now, kb/s", "10 s later, kb/s"],
                "The rates are those at which they send to you, means over the last 20 s: now, and 10 s later.",
            ),
            Level::Three => (
                vec![
                    "peer",
                    "interested in you",
                    "0 s to 10 s",
                    "10 s to 20 s",
                    "20 s to 30 s",
                    "takes from you",
                ],
                "The first three rates are those at which they send to you, means over intervals of 10 s, in kb/s. \
                 What counts is the mean over the last 20 s. The last one is that at which they take what you send.",
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
                "You are a peer that still lacks chunks. Every 10 s you choose by tit-for-tat whom you serve. \
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

    /// Who gets the slots, at the first look or the next.
    fn served(&self, ranking: &Ranking, look: usize) -> Option<Part> {
        let right = ranking.served();
        let all: Vec<&Peer> = self.peers.iter().collect();
        let interested: Vec<&Peer> = self.peers.iter().filter(|peer| peer.interested).collect();
        let interval = |peer: &Peer| peer.sent[look + 1];
        let mut mistakes = vec![
            (
                top(&all, self.slots, |peer| peer.rate(look)),
                "One of these is not interested. It wants nothing from you, so it takes no slot.",
            ),
            (
                top(&interested, self.slots + 1, |peer| peer.rate(look)),
                "These are too many. The optimistic unchoke has a place beside the slots, and goes by chance.",
            ),
            (
                top(&interested, self.slots, |peer| u32::MAX - peer.rate(look)),
                "These send least. Tit-for-tat serves those that send most.",
            ),
            (
                interested.iter().map(|peer| peer.number).collect(),
                "These are all that are interested. You have only so many slots.",
            ),
        ];
        if self.level == Level::Three {
            mistakes.push((
                top(&interested, self.slots, interval),
                "You looked at the last 10 s only. The mean over the last 20 s counts.",
            ));
            if look == 1 {
                mistakes.push((
                    top(&interested, self.slots, |peer| peer.sent.iter().sum()),
                    "You took all three intervals. Only the last 20 s count.",
                ));
                mistakes.push((
                    top(&interested, self.slots, |peer| peer.rate(0)),
                    "This is the choice at 20 s. At 30 s the oldest interval no longer counts.",
                ));
            }
        }
        let question = match (self.level, look) {
            (Level::Three, 0) => "Which peers get the slots at 20 s?",
            (Level::Three, _) => "Which peers get the slots at 30 s?",
            _ => "Which peers get the slots now?",
        };
        let rates: Vec<String> = ranking
            .order
            .iter()
            .filter_map(|number| self.peers.iter().find(|peer| peer.number == *number))
            .map(|peer| format!("peer {}: {}", peer.number, peer.rate(look)))
            .collect();
        Some(self.part(
            question,
            right,
            &[
                "Who is not interested needs no slot.",
                "Of the others, those that send you most are served.",
                "The optimistic unchoke is not one of the slots.",
            ],
            format!("Interested, by rate in kb/s: {}.", rates.join(", ")),
            "The first of these, one for each slot",
            mistakes,
        ))
    }

    /// Who may be drawn: interested and choked.
    fn optimistic(&self, ranking: &Ranking) -> Option<Part> {
        let right = ranking.waiting();
        let served = ranking.served();
        let choked = self
            .peers
            .iter()
            .map(|peer| peer.number)
            .filter(|number| !served.contains(number));
        let when = if self.level == Level::Three {
            "At 30 s"
        } else {
            "Now"
        };
        let mistakes = vec![
            (
                choked.collect(),
                "One of these is not interested, so there is nothing to give it.",
            ),
            (
                sorted(&ranking.order),
                "Some of these have a slot already. The optimistic unchoke is for one that is choked.",
            ),
            (
                served,
                "These have a slot already. The optimistic unchoke is for one that is choked.",
            ),
            (
                vec![ranking.order[ranking.slots]],
                "This would be the next by rate. But the rate does not count: chance decides.",
            ),
            (
                vec![*ranking.order.last()?],
                "This is the slowest. But the rate does not count: chance decides among all of them.",
            ),
        ];
        Some(self.part(
            &format!("{when} you also draw a new optimistic unchoke. Which peers may be drawn?"),
            right,
            &[
                "Rates do not count here.",
                "It must be a peer that wants something from you and does not get it.",
            ],
            format!("Served already: {}.", Noun::Peer.list(&ranking.served())),
            "Interested and choked",
            mistakes,
        ))
    }

    /// Its chance to be drawn: one in how many.
    fn free_rider(&self, ranking: &Ranking) -> Option<Part> {
        let rider = self.peers.iter().find(|peer| peer.sent == [0; 3])?;
        let right = ranking.waiting().len() as u64;
        let interested = ranking.order.len() as u64;
        let mistakes = vec![
            (
                interested,
                "Those with a slot are not drawn. Count the interested peers that are choked.",
            ),
            (
                self.peers.len() as u64,
                "Not every neighbour can be drawn. Count the interested peers that are choked.",
            ),
            (
                self.peers.len() as u64 - self.slots as u64,
                "Some of these are not interested and are not drawn.",
            ),
        ];
        let mistakes = mistakes
            .into_iter()
            .map(|(value, says)| (value, says.to_owned()))
            .collect();
        Some(Part {
            question: format!(
                "Peer {} is a free rider: it sends nothing, so only luck can serve it. All have the same chance to be drawn. \
                 Its chance is 1 in how many?",
                rider.number
            ),
            answer: Answer::Count { value: right, of: "peers" },
            hints: vec![
                "How many peers are in the draw?".to_owned(),
                "Those that are interested and have no slot are in it, and the free rider is one of them.".to_owned(),
            ],
            working: vec![
                Block::Text(format!("In the draw are {}.", Noun::Peer.list(&ranking.waiting()))),
                Block::Text(format!("Number of these: {right}")),
            ],
            misconceptions: telling_counts(right, mistakes),
        })
    }

    /// Who loses its slot 10 s later.
    fn choked_later(&self, first: &Ranking, later: &Ranking) -> Option<Part> {
        let right = without(&first.served(), &later.served());
        let mistakes = vec![
            (
                without(&later.served(), &first.served()),
                "These get a slot. Which peers lose one?",
            ),
            (
                later.waiting(),
                "These are choked after the choice. Which of them had a slot before?",
            ),
        ];
        self.change(
            first,
            later,
            "10 s later you choose again. Which peers lose their slot?",
            right,
            "In the first and not in the second",
            mistakes,
        )
    }

    /// Who gets a slot at the second look.
    fn newly_served(&self, first: &Ranking, later: &Ranking) -> Option<Part> {
        let right = without(&later.served(), &first.served());
        let mistakes = vec![
            (
                without(&first.served(), &later.served()),
                "These lose their slot. Which peers get one?",
            ),
            (later.served(), "Some of these had a slot at 20 s already."),
        ];
        self.change(
            first,
            later,
            "Which peers get a slot at 30 s that had none at 20 s?",
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
            Noun::Peer.list(&first.served()),
            Noun::Peer.list(&later.served()),
        );
        Some(self.part(
            question,
            right,
            &[
                "Make the choice at both times.",
                "Compare the two lists: what is in one and not in the other?",
            ],
            format!("Slots first: {before}. Slots 10 s later: {after}."),
            last,
            mistakes,
        ))
    }

    /// Whom you serve once you are a seed: those that take fastest.
    fn as_seed(&self, takers: &Ranking, senders: &Ranking) -> Option<Part> {
        let right = takers.served();
        let interested: Vec<&Peer> = self.peers.iter().filter(|peer| peer.interested).collect();
        let all: Vec<&Peer> = self.peers.iter().collect();
        let mistakes = vec![
            (
                senders.served(),
                "These send you most. But a seed needs nothing from them.",
            ),
            (
                top(&all, self.slots, |peer| peer.takes),
                "One of these is not interested.",
            ),
            (
                top(&interested, self.slots, |peer| u32::MAX - peer.takes),
                "These take slowest. A seed serves those that take fastest, so that more copies are made.",
            ),
        ];
        if senders.served() == right {
            return None;
        }
        let rates: Vec<String> = takers
            .order
            .iter()
            .filter_map(|number| self.peers.iter().find(|peer| peer.number == *number))
            .map(|peer| format!("peer {}: {}", peer.number, peer.takes))
            .collect();
        Some(self.part(
            "Suppose that you have the whole file: you are a seed, and serve those that take fastest. Which peers get the slots?",
            right,
            &[
                "A seed lacks nothing, so what others send does not count.",
                "Use the last column, and leave out who is not interested.",
            ],
            format!("Interested, by what they take in kb/s: {}.", rates.join(", ")),
            "The first of these, one for each slot",
            mistakes,
        ))
    }

    /// The interested neighbours by what counts.
    fn ranked(&self, merit: impl Fn(&Peer) -> u32, draw: &mut Draw) -> Ranking {
        let interested = self.peers.iter().filter(|peer| peer.interested);
        let mut candidates: Vec<Candidate> = interested
            .map(|peer| Candidate {
                link: LinkId(peer.number),
                merit: merit(peer).into(),
            })
            .collect();
        rank(&mut candidates, draw.rng());
        Ranking {
            order: candidates
                .iter()
                .map(|candidate| candidate.link.0)
                .collect(),
            slots: self.slots,
        }
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
        let misconceptions: Vec<Misconception> = telling_items(&right, mistakes);
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
    order.sort_unstable_by_key(|(value, _)| std::cmp::Reverse(*value));
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
