//! How far the reader has come. It is kept in this browser only.

use super::lessons::{LESSONS, Predict};
use crate::browser::storage;
use crate::browser::storage::Key;
use std::rc::Rc;

/// Places of a sketch.
pub(super) const PLACES: usize = 6;

/// How far the reader is with a section.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SectionProgress {
    /// The answer that was bet on.
    pub(super) bet: Option<usize>,
    /// The curve as it was sketched, in percent of the axis; empty before.
    pub(super) sketch: Rc<[u8]>,
    /// Whether the figure has been shown.
    pub(super) shown: bool,
    /// The answer to the check question.
    pub(super) check: Option<usize>,
}

/// Something that the reader does in a section.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Bet(usize),
    Sketch(Rc<[u8]>),
    Shown,
    Check(usize),
    Clear,
}

impl SectionProgress {
    /// Takes note of a step.
    fn take(&mut self, step: Step) {
        match step {
            Step::Bet(answer) => self.bet = Some(answer),
            Step::Sketch(sketch) => self.sketch = sketch,
            Step::Shown => self.shown = true,
            Step::Check(answer) => self.check = Some(answer),
            Step::Clear => *self = Self::default(),
        }
    }

    /// Whether the figure was seen and the question answered right.
    pub(super) fn is_done(&self, section: usize) -> bool {
        self.shown && self.check == Some(LESSONS[section].check.right)
    }

    fn text(&self) -> String {
        let number = |number: Option<usize>| number.map_or_else(String::new, |n| n.to_string());
        let heights: Vec<String> = self.sketch.iter().map(u8::to_string).collect();
        format!(
            "{}.{}.{}.{}",
            number(self.bet),
            u8::from(self.shown),
            number(self.check),
            heights.join("-")
        )
    }

    /// Reads a mark; what is wrong in it is left out.
    fn read(text: &str, section: usize) -> Self {
        let lesson = &LESSONS[section];
        let mut parts = text.split('.');
        let mut part = || parts.next().unwrap_or("");
        let below = |text: &str, count: usize| text.parse().ok().filter(|n| *n < count);
        let bets = match &lesson.predict {
            Predict::Bet(ask) => ask.answers.len(),
            Predict::Sketch(..) => 0,
        };
        let bet = below(part(), bets);
        let shown = part() == "1";
        let check = below(part(), lesson.check.answers.len());
        let heights = part().split('-').filter_map(|height| height.parse().ok());
        let sketch: Vec<u8> = heights.filter(|height| *height <= 100).collect();
        Self {
            bet,
            shown,
            check,
            sketch: if bets == 0 && sketch.len() == PLACES {
                sketch.into()
            } else {
                Rc::default()
            },
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
        progress[0].bet = Some(1);
        progress[0].check = Some(2);
        progress[1].sketch = [0, 20, 40, 60, 80, 100].into();
        progress[1].shown = true;
        assert_eq!(read(&text(&progress)), progress);
        assert_eq!(read(""), Progress::default());
    }

    #[test]
    fn what_is_no_progress_is_left_out() {
        for nonsense in [
            "9.7.9.1-2",
            "0x1",
            ";;;;;;;;;;;;",
            "-1.1.-1.1-2-3-4-5-6",
            "....",
            "1.0.1.0-0-0-0-0-255",
            "\u{0}\u{2068}",
        ] {
            let progress = read(nonsense);
            assert_eq!(read(&text(&progress)), progress, "{nonsense}");
            assert!(progress.iter().all(|mark| mark.sketch.is_empty()));
        }
        assert_eq!(
            read("9.1.9")[0],
            SectionProgress {
                shown: true,
                ..SectionProgress::default()
            }
        );
    }
}
