//! Exercises on choking: whom you unchoke for what they send, whom at random, and what changes at the next look.
//!
//! Who comes first is asked of the swarm's own rule.

mod view;

use super::answer::{sorted, telling_counts, telling_items};
use super::draw::Draw;
use super::{Answer, Block, Level, Made, Misconception, Noun, Part};
use view::{Peer, Ranking, View};

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
        scenario: view.alike().to_string(),
    })
}

impl View {
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
    crate::sorting::sort_by_key(&mut order, |(value, _)| std::cmp::Reverse(*value));
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
