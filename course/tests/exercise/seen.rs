//! What is read off an exercise: its name, its tables, the numbers in its text, its answers.

use p2p_course::exercise::{Answer, Block, Exercise, Part, Table};

/// What an exercise is called when something about it is wrong.
pub(crate) fn name(exercise: &Exercise) -> String {
    format!(
        "{} level {} seed {}",
        exercise.kind, exercise.level, exercise.seed
    )
}

/// The table with this caption.
pub(crate) fn table<'a>(exercise: &'a Exercise, caption: &str) -> Option<&'a Table> {
    exercise.text.iter().find_map(|block| match block {
        Block::Table(table) if table.caption == caption => Some(table),
        _ => None,
    })
}

/// The whole numbers in a text, in order; that in P2P is none.
pub(crate) fn numbers(text: &str) -> Vec<u32> {
    let text = text.replace("P2P", "");
    let words = text.split(|c: char| !c.is_ascii_digit());
    words.filter_map(|word| word.parse().ok()).collect()
}

pub(crate) fn quantity(part: &Part) -> f64 {
    match part.answer {
        Answer::Quantity { value, .. } => value,
        _ => panic!("{} asks for no quantity", part.question),
    }
}

pub(crate) fn count(part: &Part) -> u64 {
    match part.answer {
        Answer::Count { value, .. } => value,
        _ => panic!("{} asks for no number", part.question),
    }
}

pub(crate) fn items(part: &Part) -> &[u32] {
    match &part.answer {
        Answer::Items { right, .. } => right,
        _ => panic!("{} asks for no items", part.question),
    }
}
