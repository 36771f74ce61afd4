//! Exercises on the choice of the next chunk: bitfields are given, the rule is applied, neighbours leave.
//!
//! Which of the chunks is the rarest is asked of the swarm's own rule.

mod neighbourhood;

use p2p_model::chunks::{ChunkId, ChunkSet};

use super::answer::{Answer, Noun, sorted};
use super::block::Block;
use super::draw::Draw;
use super::kind::Level;
use super::misconception::{Misconception, telling_counts, telling_items};
use super::part::{Made, Part};
use neighbourhood::Neighbourhood;

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let (neighbours, chunks) = match level {
        Level::One => (4, 6),
        Level::Two => (draw.number(5..=6), draw.number(8..=9)),
        Level::Three => (draw.number(6..=7), draw.number(10..=12)),
    };
    let swarm = Neighbourhood::draw(neighbours, chunks, draw);
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

impl Neighbourhood {
    /// How many neighbours have a chunk that you have too: the own copy does not count.
    fn copies_of(&self, chunk: ChunkId) -> Option<Part> {
        let copies = self.copies(chunk) as u64;
        if !self.you.has(chunk) || copies < 2 {
            return None;
        }
        let owners = Noun::Peer.list(&self.owners(chunk));
        let mistakes = vec![
            (
                copies + 1,
                "You counted your own copy. For rarest first, only your neighbours' copies count."
                    .to_owned(),
            ),
            (
                self.peers.len() as u64 - copies,
                "You counted the neighbours that lack the chunk.".to_owned(),
            ),
        ];
        Some(Part {
            question: format!("How many of your neighbours have a copy of chunk {chunk}?"),
            answer: Answer::Count {
                value: copies,
                of: "neighbours",
            },
            hints: vec![
                "Look at one column of the bitfields.".to_owned(),
                "You are not one of your neighbours.".to_owned(),
            ],
            working: vec![
                Block::Text(format!("The bitfields of {owners} have it.")),
                Block::Text(format!("Copies among the neighbours: {copies}")),
            ],
            misconceptions: telling_counts(copies, mistakes),
        })
    }

    /// The rarest of all chunks that you lack and a neighbour has; there is one.
    fn rarest_of_all(&self) -> Option<Part> {
        let all = self.any();
        let right = self.rarest(&all);
        if right.len() != 1 {
            return None;
        }
        let mistakes = vec![
            (self.rarest_in(&all), HAVE_IT),
            (
                &ChunkSet::all(self.chunks) - &all,
                "None of your neighbours has it, so you cannot request it.",
            ),
            (self.commonest(&all), MOST_COPIES),
            (
                self.first(&self.wanted(&all)),
                "This is the first chunk that you lack. Rarest first looks at the copies, not at the order.",
            ),
        ];
        Some(Part {
            question:
                "All neighbours unchoke you. Using rarest first, which chunk do you request next?"
                    .to_owned(),
            answer: self.answer(&right),
            hints: rarest_hints(),
            working: self.counted(&all, &right),
            misconceptions: telling_chunks(&right, mistakes),
        })
    }

    /// The lowest chunk that you lack and the asked neighbour, or any, has.
    fn in_order(&self, asked: Option<u32>) -> Option<Part> {
        let (offered, from) = match asked {
            Some(peer) => (
                self.peer(peer).clone(),
                format!("Only peer {peer} unchokes you."),
            ),
            None => (self.any(), "All neighbours unchoke you.".to_owned()),
        };
        let right = self.first(&self.wanted(&offered));
        // Where rarest first says the same, the question would tell nothing.
        if right.is_empty() || self.rarest(&offered) == right {
            return None;
        }
        let mistakes = vec![
            (
                self.rarest(&offered),
                "This is the choice of rarest first. In order takes the lowest number.",
            ),
            (self.first(&offered), HAVE_IT),
            (self.first(&self.lacking()), CANNOT_GIVE),
        ];
        Some(Part {
            question: format!("{from} Taking chunks in order, which chunk do you request next?"),
            answer: self.answer(&right),
            hints: vec![
                "In order takes the lowest number that is possible.".to_owned(),
                "A chunk is possible if you lack it and the neighbour that you ask has it."
                    .to_owned(),
            ],
            working: vec![
                self.possible_line(&offered),
                Block::Text(format!("The lowest number of these: {}", list(&right))),
            ],
            misconceptions: telling_chunks(&right, mistakes),
        })
    }

    /// All that a neighbour has and you lack.
    fn possible(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = self.wanted(offered);
        if right.len() < 3 {
            return None;
        }
        let mistakes = vec![
            (offered.clone(), "You already have some of these."),
            (
                self.lacking(),
                "You lack all of these, but the neighbour has only some of them.",
            ),
            (
                offered & &self.you,
                "You and the peer both have these. Request chunks that you lack.",
            ),
        ];
        Some(Part {
            question: format!(
                "Only peer {asked} unchokes you. Which chunks can you request from it?"
            ),
            answer: self.answer(&right),
            hints: vec![
                "Compare two rows: yours and that of the peer.".to_owned(),
                "You can request the chunks that the peer has and you lack.".to_owned(),
            ],
            working: vec![self.possible_line(offered)],
            misconceptions: telling_chunks(&right, mistakes),
        })
    }

    /// The rarest of those that a neighbour has and you lack; there is one.
    fn next(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = self.rarest(offered);
        if right.len() != 1 {
            return None;
        }
        Some(Part {
            question: format!(
                "Using rarest first, which chunk do you request next from peer {asked}?"
            ),
            answer: self.answer(&right),
            hints: rarest_hints(),
            working: self.counted(offered, &right),
            misconceptions: telling_chunks(&right, self.wrong_choices(offered)),
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
                "{} leave before you send a request. Using rarest first, which chunk do you now request from peer {asked}?",
                Noun::Peer.list(&sorted(leave)).replacen('p', "P", 1)
            ),
            answer: self.answer(&right),
            hints: recount_hints(),
            working: rest.counted(offered, &right),
            misconceptions: telling_chunks(&right, mistakes),
        })
    }

    /// All that are equally rare: more than one.
    fn ties(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = self.rarest(offered);
        if right.len() < 2 || right == self.wanted(offered) {
            return None;
        }
        let mut mistakes = self.wrong_choices(offered);
        mistakes.extend(right.iter().map(|chunk| {
            (
                ChunkSet::of(self.chunks, [chunk]),
                "This is one of them, but another chunk is as rare. The draw is random: name all of them.",
            )
        }));
        Some(Part {
            question: format!(
                "Only peer {asked} unchokes you. Rarest first draws at random among equally rare chunks. Which chunks may be drawn?"
            ),
            answer: self.answer(&right),
            hints: rarest_hints(),
            working: self.counted(offered, &right),
            misconceptions: telling_chunks(&right, mistakes),
        })
    }

    /// Chunks that you lack and of which no copy is left among the others.
    fn lost(&self, leaves: u32) -> Option<Part> {
        let left = self.without(&[leaves]).any();
        let gone = self.wanted(self.peer(leaves));
        let right = &gone - &left;
        if right.is_empty() {
            return None;
        }
        let mistakes = vec![
            (
                self.having(|chunk| self.copies(chunk) == 1),
                "Each of these has one copy among the neighbours. Does the peer that leaves have it, and do you lack the chunk?",
            ),
            (
                &ChunkSet::all(self.chunks) - &left,
                "The other neighbours have none of these. But name only chunks that you lack and that the peer had.",
            ),
            (
                gone.clone(),
                "The peer that leaves has all of these, but other neighbours have some of them too.",
            ),
        ];
        Some(Part {
            question: format!(
                "Peer {leaves} leaves. Which of the chunks that you lack did only this neighbour have?"
            ),
            answer: self.answer(&right),
            hints: vec![
                "Look for columns with one copy among the neighbours.".to_owned(),
                "Of those, take the chunks that you lack and the leaving peer has.".to_owned(),
            ],
            working: vec![
                Block::Text(format!("Peer {leaves} has and you lack: {}.", list(&gone))),
                Block::Text(format!("No other neighbour has these: {}", list(&right))),
            ],
            misconceptions: telling_chunks(&right, mistakes),
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
                "Peer {leaves} has left. Using rarest first, which chunks may be drawn for your next request to peer {asked}?"
            ),
            answer: self.answer(&right),
            hints: recount_hints(),
            working: rest.counted(offered, &right),
            misconceptions: telling_chunks(&right, mistakes),
        })
    }

    /// How many chunks may be the first: at random among all that the neighbour has.
    fn first_chunk(&self, asked: u32) -> Option<Part> {
        let offered = self.peer(asked);
        let right = u64::from(offered.len());
        let rarest = u64::from(self.rarest_in(offered).len());
        if right < 3 || rarest == right || right == u64::from(self.chunks) {
            return None;
        }
        let mistakes = vec![
            (rarest, "This is rarest first, as many courses teach it from the first chunk on. Here the first chunk is drawn at random, so that it is soon complete and can be traded.".to_owned()),
            (self.chunks.into(), "You can request only chunks that the peer has.".to_owned()),
            (self.wanted(offered).len().into(), "Without a chunk you lack all of them: every chunk that the peer has is possible.".to_owned()),
        ];
        Some(Part {
            question: format!(
                "Now suppose that you have just joined with no chunks, and only peer {asked} unchokes you. \
                 You draw your first chunk at random, as BitTorrent does, and not yet by rarest first. \
                 You draw among how many chunks?"
            ),
            answer: Answer::Count {
                value: right,
                of: "chunks",
            },
            hints: vec![
                "Copies do not count for the first chunk: with any chunk you have something to upload."
                    .to_owned(),
                "You lack every chunk. Which of them does the peer have?".to_owned(),
            ],
            working: vec![
                Block::Text(format!(
                    "Peer {asked} has {}. Each may be the first.",
                    list(offered)
                )),
                Block::Text(format!("Number of these: {right}")),
            ],
            misconceptions: telling_counts(right, mistakes),
        })
    }

    /// Wrong ways to choose among what is offered.
    fn wrong_choices(&self, offered: &ChunkSet) -> Vec<(ChunkSet, &'static str)> {
        vec![
            (self.rarest_in(offered), HAVE_IT),
            (self.rarest(&self.any()), CANNOT_GIVE),
            (self.commonest(offered), MOST_COPIES),
            (
                self.first(&self.wanted(offered)),
                "This is the first possible chunk. Rarest first looks at the copies, not at the order.",
            ),
        ]
    }

    /// The first of some chunks, alone.
    fn first(&self, chunks: &ChunkSet) -> ChunkSet {
        ChunkSet::of(self.chunks, chunks.first())
    }

    /// The copies of each possible chunk, and which has the fewest.
    fn counted(&self, offered: &ChunkSet, right: &ChunkSet) -> Vec<Block> {
        let wanted = self.wanted(offered);
        let counts = wanted
            .iter()
            .map(|chunk| format!("chunk {chunk}: {}", self.copies(chunk)));
        vec![
            self.possible_line(offered),
            Block::Text(format!(
                "Copies among the neighbours: {}.",
                counts.collect::<Vec<_>>().join("; ")
            )),
            Block::Text(format!("Fewest copies: {}", list(right))),
        ]
    }

    fn possible_line(&self, offered: &ChunkSet) -> Block {
        Block::Text(format!(
            "You lack, and can request: {}",
            list(&self.wanted(offered))
        ))
    }

    fn answer(&self, right: &ChunkSet) -> Answer {
        Answer::Items {
            noun: Noun::Chunk,
            first: 0,
            last: self.chunks - 1,
            right: right.iter().collect(),
        }
    }
}

/// The mistakes that can be told from the right chunks.
fn telling_chunks(right: &ChunkSet, mistakes: Vec<(ChunkSet, &str)>) -> Vec<Misconception> {
    let numbers = |chunks: &ChunkSet| chunks.iter().collect::<Vec<_>>();
    let mistakes = mistakes
        .iter()
        .map(|(chunks, says)| (numbers(chunks), *says));
    telling_items(&numbers(right), mistakes.collect())
}

fn list(chunks: &ChunkSet) -> String {
    Noun::Chunk.list(&chunks.iter().collect::<Vec<_>>())
}

const HAVE_IT: &str = "You already have one of these. Request only chunks that you lack.";
const CANNOT_GIVE: &str =
    "No neighbour that unchokes you has all of these. Request only chunks that its bitfield shows.";
const MOST_COPIES: &str = "This has the most copies. Rarest first takes the chunk with the fewest, so that no chunk dies out.";

const COUNTED_BEFORE: &str =
    "This was right before. The copies of a peer that has left no longer count.";

fn recount_hints() -> Vec<String> {
    vec![
        "Count the copies again, without the rows of the peers that have left.".to_owned(),
        "Only chunks that you lack and the asked peer has are possible.".to_owned(),
        "Several chunks may be equally rare.".to_owned(),
    ]
}

fn rarest_hints() -> Vec<String> {
    vec![
        "First find the possible chunks: you lack them, and the neighbour that you ask has them."
            .to_owned(),
        "Then count, column by column, how many of your neighbours have each of these.".to_owned(),
        "Your own chunks do not count as copies.".to_owned(),
    ]
}
