//! Reports: what they say, and what a check of them finds.

use p2p_course::exercise::{Attempt, Exercise, MAX_NUMBER, ReportError, Set};
use proptest::prelude::*;

fn attempt(text: &str) -> (Attempt, Vec<Exercise>) {
    let (set, faults) = Set::read(text);
    assert_eq!(faults, []);
    let exercises: Vec<Exercise> = set.exercises().collect();
    (Attempt::new(set, &exercises), exercises)
}

/// The right answer to every part.
fn right(exercises: &[Exercise]) -> Vec<String> {
    let parts = exercises.iter().flat_map(|exercise| &exercise.parts);
    parts.map(|part| part.answer.text()).collect()
}

#[test]
fn a_report_says_what_was_asked_answered_and_right() {
    let (mut attempt, exercises) = attempt("kinds=bounds&level=1&number=1&seed=7");
    attempt.answers = right(&exercises);
    attempt.answers[0] = "1 s\nset: other".to_owned();
    attempt.answers[2] = String::new();
    let report = attempt.report(&exercises);
    for line in [
        "set: kinds=bounds&level=1&number=1&seed=7",
        "points: 2 of 4",
        "1. Distribution time, level 1, seed 7000",
        "answered: 1 s set: other",
        "answered: –",
        "points: 1 of 1",
        "points: 0 of 1",
    ] {
        assert!(
            report.lines().any(|read| read == line),
            "{line} in {report}"
        );
    }
    for part in &exercises[0].parts {
        assert!(report.contains(&part.question));
        assert!(report.contains(&format!("right: {}", part.answer.text())));
    }
    let checked = Attempt::check(&report).expect("a report");
    assert_eq!((checked.points, checked.differs), ((2, 4), None));
}

#[test]
fn a_changed_report_is_found_out() {
    let (attempt, exercises) = attempt("kinds=choking&level=2&number=2&seed=3");
    let report = attempt.report(&exercises);
    let changed = report.replacen("points: 0 of 8", "points: 8 of 8", 1);
    let checked = Attempt::check(&changed).expect("a report");
    assert_eq!(checked.points, (0, 8));
    assert_eq!(checked.differs, Some((3, "points: 8 of 8".to_owned())));
    // What editors and mail programs do to a text is no change.
    let mailed = report.replace('\n', " \r\n") + "\n\n";
    assert_eq!(Attempt::check(&mailed).expect("a report").differs, None);
    let marked = format!("\u{feff}{report}");
    assert_eq!(Attempt::check(&marked).expect("a report").differs, None);
}

#[test]
fn what_is_no_report_is_told() {
    let check = |text: &str| Attempt::check(text).expect_err(text);
    assert_eq!(check(""), ReportError::NoSet);
    assert!(check("set: kinds=swarms").to_string().contains("no kind"));
    assert_eq!(
        check("set: kinds=bounds&number=1"),
        ReportError::Answers { found: 0, parts: 4 }
    );
    assert!(matches!(
        check(&"x".repeat(2_000_000)),
        ReportError::TooLong { .. }
    ));
}

#[test]
fn the_largest_set_can_be_checked() {
    let (mut attempt, exercises) = attempt(&format!("level=3&number={MAX_NUMBER}"));
    attempt.answers = right(&exercises);
    let checked = Attempt::check(&attempt.report(&exercises)).expect("a report");
    assert_eq!(checked.points.0, checked.points.1);
    assert_eq!(checked.differs, None);
}

proptest! {
    #[test]
    fn whatever_was_typed_its_report_is_right(typed in prop::collection::vec("\\PC*|[0-9a-z, –]{0,9}|\\s*", 4)) {
        let (mut attempt, exercises) = attempt("kinds=bounds&number=1");
        attempt.answers = typed;
        let checked = Attempt::check(&attempt.report(&exercises)).expect("a report");
        prop_assert_eq!(checked.differs, None);
        prop_assert_eq!(checked.points, attempt.points(&exercises));
    }

    #[test]
    fn no_text_breaks_a_check(text in "(set: |answered: |kinds=bounds|number=1|\\n|\\PC){0,30}") {
        if let Err(error) = Attempt::check(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
