//! Exercises on the choice of the next chunk: bitfields are given, the rule is applied, neighbours leave.
//!
//! Which of the chunks is the rarest is asked of the swarm's own rule.

mod swarm;

use super::answer::{sorted, telling_counts, telling_items};
use super::draw::Draw;
use super::{Answer, Block, Level, Made, Noun, Part};
use crate::swarm::ChunkId;
use swarm::{Set, Swarm, rarest_in};

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let (neighbours, chunks) = match level {
        Level::One => (4, 6),
        Level::Two => (draw.number(5..=6), draw.number(8..=9)),
        Level::Three => (draw.number(6..=7), draw.number(10..=12)),
    };
    let swarm = Swarm::draw(neighbours, chunks, draw);
    let asked = draw.number(1..=neighbours);
    let peers: Vec<u32> = (1..=neighbours).collect();
    let leave = draw.some(&peers, 2);
    let parts = match level {
        Level::One => vec![
            swarm.copies_of(draw.number(0..=chunks - 1))?,
            swarm.rarest_of_all()?,
            swarm.in_order(None)?,
        ],
        Level::Two => vec![
            swarm.possible(asked)?,
            swarm.next(asked)?,
            swarm.in_order(Some(asked))?,
            swarm.after_leaving(asked, &leave)?,
        ],
        Level::Three => vec![
            swarm.ties(asked)?,
            swarm.lost(leave[0])?,
            swarm.next_without(asked, leave[0])?,
            swarm.first_chunk(asked)?,
        ],
    };
    Some(Made {
        text: swarm.givens(),
        parts,
        scenario: swarm.alike().to_string(),
    })
}

impl Swarm {
    /// How many neighbours have a chunk that you have too: the own copy does not count.
    fn copies_of(&self, chunk: ChunkId) -> Option<Part> {
        let copies = u64::from(self.copies()[chunk as usize]);
        if !self.you.contains(&chunk) || copies < 2 {
            return None;
        }
        let owners = Noun::Peer.list(&self.owners(chunk));
        let mistakes = vec![
            (copies + 1, "You counted your own copy. Only the copies among the neighbours count for rarest first.".to_owned()),
            (self.peers.len() as u64 - copies, "You counted those who lack the chunk.".to_owned()),
        ];
        Some(Part {
            question: format!("How many copies of chunk {chunk} are there among your neighbours?"),
            answer: Answer::Count {
                value: copies,
                of: "copies",
            },
            hints: vec![
                "Look at one column of the bitfields.".to_owned(),
                "You are not one of your neighbours.".to_owned(),
            ],
            working: vec![
                Block::Text(format!("It is there in the bitfields of {owners}.")),
                Block::Text(format!("Copies among the neighbours: {copies}")),
            ],
            misconceptions: telling_counts(copies, mistakes),
        })
    }

    /// The rarest of all chunks that you lack and somebody has; there is one.
    fn rarest_of_all(&self) -> Option<Part> {
        let all: Set = self.peers.iter().flatten().copied().collect();
        let right = self.rarest(&all);
        let [_] = right[..] else { return None };
        let mistakes = vec![
            (rarest_in(&all, &self.copies()), HAVE_IT),
            (
                (0..self.chunks).filter(|c| !all.contains(c)).collect(),
                "None of your neighbours has it, so you cannot ask for it.",
            ),
            (self.commonest(&all), MOST_COPIES),
            (
                self.wanted(&all).take(1).collect(),
                "This is the first that you lack. Rarest first looks at the copies, not at the order.",
            ),
        ];
        Some(Part {
            question: "All neighbours serve you. For which chunk do you ask next by rarest first?"
                .to_owned(),
            answer: self.answer(right.clone()),
            hints: rarest_hints(),
            working: self.counted(&all, &right),
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// The lowest chunk that you lack and the one who is asked, or anybody, has.
    fn in_order(&self, asked: Option<u32>) -> Option<Part> {
        let (offered, from) = match asked {
            Some(peer) => (
                self.peer(peer).clone(),
                format!("Only peer {peer} serves you."),
            ),
            None => (
                self.peers.iter().flatten().copied().collect(),
                "All neighbours serve you.".to_owned(),
            ),
        };
        let right = vec![self.wanted(&offered).next()?];
        // Where rarest first says the same, the question would tell nothing.
        if self.rarest(&offered) == right {
            return None;
        }
        let mistakes = vec![
            (
                self.rarest(&offered),
                "This is what rarest first would take. In order takes the lowest number.",
            ),
            (offered.iter().take(1).copied().collect(), HAVE_IT),
            (
                (0..self.chunks)
                    .find(|c| !self.you.contains(c))
                    .into_iter()
                    .collect(),
                CANNOT_GIVE,
            ),
        ];
        Some(Part {
            question: format!("{from} For which chunk would you ask if you took chunks in order?"),
            answer: self.answer(right.clone()),
            hints: vec![
                "In order takes the lowest number that is possible.".to_owned(),
                "Possible is what you lack and the one that you ask has.".to_owned(),
            ],
            working: vec![
                self.possible_line(&offered),
                Block::Text(format!(
                    "The lowest number of these: {}",
                    Noun::Chunk.list(&right)
                )),
            ],
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// All that a neighbour has and you lack.
    fn possible(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right: Vec<ChunkId> = self.wanted(offered).collect();
        if right.len() < 3 {
            return None;
        }
        let mistakes = vec![
            (
                offered.iter().copied().collect(),
                "Some of these you have already.",
            ),
            (
                (0..self.chunks).filter(|c| !self.you.contains(c)).collect(),
                "You lack all of these, but the neighbour has only some of them.",
            ),
            (
                offered
                    .iter()
                    .filter(|c| self.you.contains(c))
                    .copied()
                    .collect(),
                "These both of you have. Ask for what you lack.",
            ),
        ];
        Some(Part {
            question: format!("Only peer {asked} serves you. For which chunks can you ask it?"),
            answer: self.answer(right.clone()),
            hints: vec![
                "Compare two rows: yours and that of the peer.".to_owned(),
                "You can ask for what the peer has and you lack.".to_owned(),
            ],
            working: vec![self.possible_line(offered)],
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// The rarest of those that a neighbour has and you lack; there is one.
    fn next(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = self.rarest(offered);
        let [_] = right[..] else { return None };
        Some(Part {
            question: format!("For which chunk do you ask peer {asked} next by rarest first?"),
            answer: self.answer(right.clone()),
            hints: rarest_hints(),
            working: self.counted(offered, &right),
            misconceptions: telling_items(&right, self.wrong_choices(offered)),
        })
    }

    /// The same after two others have left; there is one, and another one. One that leaves is not enough: what was
    /// the only rarest stays as rare as any.
    fn after_leaving(&self, asked: u32, leave: &[u32]) -> Option<Part> {
        let offered = self.peer(asked);
        let rest = self.without(leave);
        let (right, old) = (rest.rarest(offered), self.rarest(offered));
        if leave.contains(&asked) || right.len() != 1 || right == old {
            return None;
        }
        let mut mistakes = vec![(old, COUNTED_BEFORE)];
        mistakes.extend(rest.wrong_choices(offered));
        Some(Part {
            question: format!(
                "{} leave before you ask. For which chunk do you now ask peer {asked} by rarest first?",
                Noun::Peer.list(&sorted(leave)).replacen('p', "P", 1)
            ),
            answer: self.answer(right.clone()),
            hints: recount_hints(),
            working: rest.counted(offered, &right),
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// All that are equally rare: more than one.
    fn ties(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = self.rarest(offered);
        if right.len() < 2 || right.len() == self.wanted(offered).count() {
            return None;
        }
        let mut mistakes = self.wrong_choices(offered);
        mistakes.extend(right.iter().map(|chunk| {
            (vec![*chunk], "This is one of them, but another chunk is as rare. Chance decides: name all of them.")
        }));
        Some(Part {
            question: format!(
                "Only peer {asked} serves you. Rarest first draws at random among equally rare chunks. Which chunks may be drawn?"
            ),
            answer: self.answer(right.clone()),
            hints: rarest_hints(),
            working: self.counted(offered, &right),
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// Chunks that you lack and of which no copy is left among the others.
    fn lost(&self, leaves: u32) -> Option<Part> {
        let left: Set = self
            .without(&[leaves])
            .peers
            .iter()
            .flatten()
            .copied()
            .collect();
        let right: Vec<ChunkId> = self
            .wanted(self.peer(leaves))
            .filter(|chunk| !left.contains(chunk))
            .collect();
        if right.is_empty() {
            return None;
        }
        let copies = self.copies();
        let mistakes = vec![
            (
                (0..self.chunks)
                    .filter(|c| copies[*c as usize] == 1)
                    .collect(),
                "Each of these has one copy among the neighbours. Is it with the peer that leaves, and do you lack the chunk?",
            ),
            (
                (0..self.chunks).filter(|c| !left.contains(c)).collect(),
                "The others do not have these. But name only chunks that you lack and that the peer takes away.",
            ),
            (
                self.wanted(self.peer(leaves)).collect(),
                "The peer that leaves has all of these, but others have some of them too.",
            ),
        ];
        let list = Noun::Chunk.list(&right);
        Some(Part {
            question: format!(
                "Peer {leaves} leaves. Which of the chunks that you lack could you get from it before, and now from no neighbour?"
            ),
            answer: self.answer(right.clone()),
            hints: vec![
                "Look for columns with one copy among the neighbours.".to_owned(),
                "Of those, take the ones whose copy goes away and that you lack.".to_owned(),
            ],
            working: vec![
                Block::Text(format!(
                    "Peer {leaves} has and you lack: {}.",
                    Noun::Chunk.list(&self.wanted(self.peer(leaves)).collect::<Vec<_>>())
                )),
                Block::Text(format!("Of these no other neighbour has: {list}")),
            ],
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// All the rarest after a neighbour has left, one or more, and not the same as before.
    fn next_without(&self, asked: u32, leaves: u32) -> Option<Part> {
        let (offered, rest) = (self.peer(asked), self.without(&[leaves]));
        let (right, old) = (rest.rarest(offered), self.rarest(offered));
        if asked == leaves || right == old {
            return None;
        }
        let mut mistakes = vec![(old, COUNTED_BEFORE)];
        mistakes.extend(rest.wrong_choices(offered));
        Some(Part {
            question: format!(
                "Peer {leaves} has left. Which chunks may rarest first now draw for your next request to peer {asked}?"
            ),
            answer: self.answer(right.clone()),
            hints: recount_hints(),
            working: rest.counted(offered, &right),
            misconceptions: telling_items(&right, mistakes),
        })
    }

    /// How many chunks may be the first: by chance among all that the neighbour has.
    fn first_chunk(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = offered.len() as u64;
        let none = Swarm {
            chunks: self.chunks,
            you: Set::new(),
            peers: self.peers.clone(),
        };
        let rarest = none.rarest(offered).len() as u64;
        if right < 3 || rarest == right || right == u64::from(self.chunks) {
            return None;
        }
        let mistakes = vec![
            (rarest, "This is rarest first, as many courses teach it from the first chunk on. Here the first chunk is drawn at random, so that it is soon complete and can be traded.".to_owned()),
            (self.chunks.into(), "You can ask only for chunks that the peer has.".to_owned()),
            (self.wanted(offered).count() as u64, "Without a chunk you lack all of them: every chunk that the peer has is possible.".to_owned()),
        ];
        Some(Part {
            question: format!(
                "Now suppose that you have just joined and have no chunk, and only peer {asked} serves you. \
                 You draw your first chunk at random, as BitTorrent does, and not yet by rarest first. Among how many chunks?"
            ),
            answer: Answer::Count {
                value: right,
                of: "chunks",
            },
            hints: vec![
                "Copies do not count for the first chunk: any will do to have something to give."
                    .to_owned(),
                "You lack every chunk. Which of them can the peer give?".to_owned(),
            ],
            working: vec![
                Block::Text(format!(
                    "Peer {asked} has {}. Each may be the first.",
                    Noun::Chunk.list(&offered.iter().copied().collect::<Vec<_>>())
                )),
                Block::Text(format!("Number of these: {right}")),
            ],
            misconceptions: telling_counts(right, mistakes),
        })
    }

    /// Wrong ways to choose among what is offered.
    fn wrong_choices(&self, offered: &Set) -> Vec<(Vec<ChunkId>, &'static str)> {
        let all: Set = self.peers.iter().flatten().copied().collect();
        vec![
            (rarest_in(offered, &self.copies()), HAVE_IT),
            (self.rarest(&all), CANNOT_GIVE),
            (self.commonest(offered), MOST_COPIES),
            (
                self.wanted(offered).take(1).collect(),
                "This is the first that is possible. Rarest first looks at the copies, not at the order.",
            ),
        ]
    }

    /// The copies of each possible chunk, and which has the fewest.
    fn counted(&self, offered: &Set, right: &[ChunkId]) -> Vec<Block> {
        let copies = self.copies();
        let counts: Vec<String> = self
            .wanted(offered)
            .map(|chunk| format!("chunk {chunk}: {}", copies[chunk as usize]))
            .collect();
        vec![
            self.possible_line(offered),
            Block::Text(format!(
                "Copies among the neighbours: {}.",
                counts.join("; ")
            )),
            Block::Text(format!("Fewest copies: {}", Noun::Chunk.list(right))),
        ]
    }

    fn possible_line(&self, offered: &Set) -> Block {
        let possible: Vec<ChunkId> = self.wanted(offered).collect();
        Block::Text(format!(
            "You lack, and can ask for: {}",
            Noun::Chunk.list(&possible)
        ))
    }

    fn answer(&self, right: Vec<ChunkId>) -> Answer {
        Answer::Items {
            noun: Noun::Chunk,
            first: 0,
            last: self.chunks - 1,
            right,
        }
    }
}

const HAVE_IT: &str = "You have a chunk of these already. Ask only for what you lack.";
const CANNOT_GIVE: &str =
    "No neighbour that serves you has all of this. Ask only for what its bitfield has.";
const MOST_COPIES: &str =
    "This has most copies. Rarest first takes the one with fewest, so that no chunk dies out.";

const COUNTED_BEFORE: &str =
    "This was right before. The copies of a peer that has left no longer count.";

fn recount_hints() -> Vec<String> {
    vec![
        "Count the copies again, without the rows of those that have left.".to_owned(),
        "Only chunks that you lack and the asked peer has are possible.".to_owned(),
        "Several chunks may be equally rare.".to_owned(),
    ]
}

fn rarest_hints() -> Vec<String> {
    vec![
        "First find what is possible: what you lack and the one that you ask has.".to_owned(),
        "Then count, column by column, how many of your neighbours have each of these.".to_owned(),
        "Your own chunks do not count as copies.".to_owned(),
    ]
}
