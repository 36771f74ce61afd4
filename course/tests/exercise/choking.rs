//! Which peers get the slots, by comparing every neighbour with every other.

use crate::every::each;
use crate::seen::{count, items, name, numbers, table};
use p2p_course::exercise::{Block, Exercise, ExerciseKind, Level};

#[test]
fn slots_go_as_every_pair_of_neighbours_says() {
    each(ExerciseKind::Choking, |exercise| {
        let view = View::of(exercise);
        let parts = &exercise.parts;
        let (first, later) = (view.slots_by(&view.first), view.slots_by(&view.later));
        let right: Vec<Vec<u32>> = match exercise.level {
            Level::One => vec![first.clone(), view.drawable(&first)],
            Level::Two => {
                let riders: Vec<u32> = (1..)
                    .zip(&view.first)
                    .filter(|(_, rate)| **rate == 0)
                    .map(|(n, _)| n)
                    .collect();
                assert_eq!(
                    riders,
                    numbers(&parts[2].question)[..1],
                    "{}",
                    name(exercise)
                );
                assert_eq!(
                    count(&parts[2]),
                    view.drawable(&first).len() as u64,
                    "{}",
                    name(exercise)
                );
                assert!(
                    view.drawable(&first).contains(&riders[0]),
                    "{}",
                    name(exercise)
                );
                vec![
                    first.clone(),
                    view.drawable(&first),
                    vec![],
                    minus(&first, &later),
                ]
            }
            Level::Three => {
                let seed = view.slots_by(&view.takes);
                vec![
                    first.clone(),
                    later.clone(),
                    minus(&later, &first),
                    view.drawable(&later),
                    seed,
                ]
            }
        };
        assert_eq!(right.len(), parts.len());
        for (right, part) in right
            .iter()
            .zip(parts)
            .filter(|(right, _)| !right.is_empty())
        {
            assert_eq!(items(part), right, "{}: {}", name(exercise), part.question);
        }
    });
}

struct View {
    slots: usize,
    interested: Vec<bool>,
    first: Vec<u32>,
    later: Vec<u32>,
    takes: Vec<u32>,
}

impl View {
    fn of(exercise: &Exercise) -> View {
        let Block::Text(says) = &exercise.text[0] else {
            panic!("{}", name(exercise))
        };
        let slots = says
            .split_once(" slots")
            .and_then(|(before, _)| before.rsplit(' ').next()?.parse().ok());
        let rows = &table(exercise, "Your neighbours").expect("a table").rows;
        let column = |column: usize| -> Vec<u32> {
            rows.iter()
                .map(|row| {
                    row.get(column)
                        .map_or(0, |cell| cell.parse().expect("a number"))
                })
                .collect()
        };
        let mean = |one: Vec<u32>, other: Vec<u32>| -> Vec<u32> {
            // The sum, which orders as the mean does.
            one.iter()
                .zip(other)
                .map(|(one, other)| one + other)
                .collect()
        };
        let (first, later) = match exercise.level {
            Level::Three => (mean(column(2), column(3)), mean(column(3), column(4))),
            _ => (column(2), column(3)),
        };
        assert_eq!(column(0), (1..=rows.len() as u32).collect::<Vec<_>>());
        View {
            slots: slots.expect("a number of slots"),
            interested: rows.iter().map(|row| row[1] == "yes").collect(),
            first,
            later,
            takes: column(5),
        }
    }

    /// Those that fewer interested ones than there are slots come before. A tie would let too many in.
    fn slots_by(&self, merit: &[u32]) -> Vec<u32> {
        let before = |one: usize| {
            (0..merit.len())
                .filter(|other| {
                    self.interested[*other] && *other != one && merit[*other] >= merit[one]
                })
                .count()
        };
        let all = (0..merit.len()).filter(|one| self.interested[*one] && before(*one) < self.slots);
        all.map(|one| one as u32 + 1).collect()
    }

    fn drawable(&self, unchoked: &[u32]) -> Vec<u32> {
        let all = (1..)
            .zip(&self.interested)
            .filter(|(peer, interested)| **interested && !unchoked.contains(peer));
        all.map(|(peer, _)| peer).collect()
    }
}

fn minus(one: &[u32], other: &[u32]) -> Vec<u32> {
    one.iter()
        .copied()
        .filter(|peer| !other.contains(peer))
        .collect()
}
