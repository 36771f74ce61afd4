//! The choice of chunks, by looking at every bit.

use crate::every::each;
use crate::seen::{count, items, name, numbers};
use p2p_course::exercise::{Block, Exercise, ExerciseKind, Level};

#[test]
fn choices_are_those_found_by_trying_every_chunk() {
    each(ExerciseKind::Chunks, |exercise| {
        let all = Fields::of(exercise);
        for (index, part) in exercise.parts.iter().enumerate() {
            let named = numbers(&part.question);
            let says = |words: &str| part.question.contains(words);
            let in_order = |fields: &Fields, asked| {
                fields
                    .possible(asked)
                    .into_iter()
                    .min()
                    .into_iter()
                    .collect::<Vec<_>>()
            };
            match (exercise.level, index) {
                (Level::One, 0) => {
                    assert_eq!(
                        count(part),
                        all.copies(named[0]) as u64,
                        "{}",
                        name(exercise)
                    );
                    continue;
                }
                (Level::Three, 3) => {
                    let free = Fields {
                        you: vec![false; all.you.len()],
                        ..all.clone()
                    };
                    assert_eq!(
                        count(part),
                        free.possible(Some(named[0])).len() as u64,
                        "{}",
                        name(exercise)
                    );
                    continue;
                }
                _ => {}
            }
            let right = match (exercise.level, index) {
                (Level::One, 1) => all.rarest(None),
                (Level::One, 2) => in_order(&all, None),
                (Level::Two, 0) => all.possible(Some(named[0])),
                (Level::Two, 1) => all.rarest(Some(named[0])),
                (Level::Two, 2) => in_order(&all, Some(named[0])),
                (Level::Two, 3) => all.without(&named[..2]).rarest(Some(named[2])),
                (Level::Three, 0) => all.rarest(Some(named[0])),
                (Level::Three, 1) => {
                    let rest = all.without(&named[..1]);
                    all.possible(Some(named[0]))
                        .into_iter()
                        .filter(|chunk| rest.copies(*chunk) == 0)
                        .collect()
                }
                (Level::Three, 2) => all.without(&named[..1]).rarest(Some(named[1])),
                _ => panic!("{} has an unknown part", name(exercise)),
            };
            assert_eq!(items(part), right, "{}: {}", name(exercise), part.question);
            // Where one chunk is asked for, there is one.
            assert!(
                !says("which chunk ") || right.len() == 1,
                "{}",
                name(exercise)
            );
            assert!(!right.is_empty(), "{}", name(exercise));
        }
    });
}

#[derive(Clone)]
struct Fields {
    you: Vec<bool>,
    peers: Vec<Vec<bool>>,
}

impl Fields {
    fn of(exercise: &Exercise) -> Fields {
        let fields = exercise.text.iter().find_map(|block| match block {
            Block::Bitfields(fields) => Some(fields),
            _ => None,
        });
        let fields = fields.expect("bitfields");
        assert_eq!(fields[0].owner, "you");
        for (number, field) in fields.iter().enumerate().skip(1) {
            assert_eq!(field.owner, format!("peer {number}"));
        }
        Fields {
            you: fields[0].bits().collect(),
            peers: fields[1..]
                .iter()
                .map(|field| field.bits().collect())
                .collect(),
        }
    }

    fn copies(&self, chunk: u32) -> usize {
        self.peers
            .iter()
            .filter(|peer| peer[chunk as usize])
            .count()
    }

    /// What you lack and the asked peer, or any, has.
    fn possible(&self, asked: Option<u32>) -> Vec<u32> {
        let offers = |chunk: usize| match asked {
            Some(peer) => self.peers[peer as usize - 1][chunk],
            None => self.peers.iter().any(|peer| peer[chunk]),
        };
        (0..self.you.len())
            .filter(|chunk| !self.you[*chunk] && offers(*chunk))
            .map(|chunk| chunk as u32)
            .collect()
    }

    fn rarest(&self, asked: Option<u32>) -> Vec<u32> {
        let possible = self.possible(asked);
        let is_rarest = |chunk: &u32| {
            possible
                .iter()
                .all(|other| self.copies(*other) >= self.copies(*chunk))
        };
        possible.iter().copied().filter(is_rarest).collect()
    }

    fn without(&self, gone: &[u32]) -> Fields {
        let mut rest = self.clone();
        for peer in gone {
            rest.peers[*peer as usize - 1].fill(false);
        }
        rest
    }
}
