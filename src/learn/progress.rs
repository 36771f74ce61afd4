//! How far the reader has come. It is kept in this browser only.

use super::lessons::LESSONS;
use crate::browser::storage;
use crate::browser::storage::Key;

/// The largest number on which somebody can bet.
const MOST: u32 = 100_000;

/// How far the reader is with a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SectionProgress {
    /// What was bet on: an answer by its place, or a number.
    pub(super) bet: Option<u32>,
    /// The answer to the check question.
    pub(super) check: Option<usize>,
}

/// Something that the reader does in a section.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Bet(u32),
    Check(usize),
    Clear,
}

impl SectionProgress {
    /// Takes note of a step.
    fn take(&mut self, step: Step) {
        match step {
            Step::Bet(bet) => self.bet = Some(bet),
            Step::Check(answer) => self.check = Some(answer),
            Step::Clear => *self = Self::default(),
        }
    }

    /// Whether the question was answered right.
    pub(super) fn is_done(&self, section: usize) -> bool {
        self.check == Some(LESSONS[section].check.right)
    }

    /// The bet and the answer with a place between them, where earlier versions noted that the figure was seen.
    fn text(&self) -> String {
        let bet = self.bet.map_or_else(String::new, |bet| bet.to_string());
        let check = self.check.map_or_else(String::new, |n| n.to_string());
        format!("{bet}..{check}")
    }

    /// Reads a mark; what is wrong in it is left out.
    fn read(text: &str, section: usize) -> Self {
        let lesson = &LESSONS[section];
        let mut parts = text.split('.');
        let mut part = || parts.next().unwrap_or("");
        let bets = lesson.bet.as_ref().map(|ask| ask.answers.len());
        let bets = bets.and_then(|count| u32::try_from(count).ok());
        let bet = part()
            .parse()
            .ok()
            .filter(|bet| *bet < bets.unwrap_or(MOST));
        let check = (part(), part()).1.parse().ok();
        Self {
            bet,
            check: check.filter(|answer| *answer < lesson.check.answers.len()),
        }
    }
}

/// The marks of all sections.
pub(super) type Progress = [SectionProgress; LESSONS.len()];

/// What this browser has kept.
pub(super) fn remembered() -> Progress {
    read(&storage::get(Key::Progress).unwrap_or_default())
}

/// Takes note of a step in a section, after whatever was done in other tabs.
pub(super) fn note(section: usize, step: Step) -> Progress {
    let mut progress = remembered();
    progress[section].take(step);
    storage::set(Key::Progress, &text(&progress));
    progress
}

fn read(text: &str) -> Progress {
    let mut parts = text.split(';');
    std::array::from_fn(|section| SectionProgress::read(parts.next().unwrap_or(""), section))
}

fn text(progress: &Progress) -> String {
    progress.each_ref().map(SectionProgress::text).join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_survives_writing_and_reading() {
        let mut progress = Progress::default();
        progress[0].bet = Some(90);
        progress[0].check = Some(2);
        progress[3].bet = Some(1);
        assert_eq!(read(&text(&progress)), progress);
        assert_eq!(read(""), Progress::default());
    }

    #[test]
    fn what_is_no_progress_is_left_out() {
        for nonsense in [
            "9.7.9.1-2",
            "0x1",
            ";;;;;;;;;;;;",
            "-1.1.-1",
            "....",
            "\u{0}\u{2068}",
        ] {
            let progress = read(nonsense);
            assert_eq!(read(&text(&progress)), progress, "{nonsense}");
        }
        assert_eq!(read(";;;9.1.9")[3], SectionProgress::default());
        assert_eq!(read("999999999.1.1")[0].bet, None);
    }

    #[test]
    fn what_an_earlier_version_kept_is_read() {
        let mark = &read(";;;1.1.0.10-20")[3];
        assert_eq!((mark.bet, mark.check), (Some(1), Some(0)));
    }
}
