//! Sets: their text form, its faults, and what they hold.

use p2p_course::exercise::{Exercise, ExerciseKind, Level, MAX_NUMBER, Set, SetError};
use proptest::prelude::*;

#[test]
fn a_text_names_a_set_and_its_exercises() {
    let (set, faults) = Set::read("?kinds=bounds,chunks&level=2&number=5&seed=7");
    assert_eq!(faults, []);
    assert_eq!(
        set.to_string(),
        "kinds=bounds,chunks&level=2&number=5&seed=7"
    );
    let exercises: Vec<Exercise> = set.exercises().collect();
    let kinds: Vec<ExerciseKind> = exercises.iter().map(|exercise| exercise.kind).collect();
    assert_eq!(
        kinds,
        [
            ExerciseKind::Bounds,
            ExerciseKind::Chunks,
            ExerciseKind::Bounds,
            ExerciseKind::Chunks,
            ExerciseKind::Bounds
        ]
    );
    // Any of them can be had alone.
    assert_eq!(
        exercises[4],
        Exercise::new(ExerciseKind::Bounds, Level::Two, 7004)
    );
}

#[test]
fn levels_take_turns_after_each_round_of_kinds() {
    let (set, _) = Set::read("kinds=scaling,choking&level=1,3&number=6");
    let levels: Vec<u32> = set
        .exercises()
        .map(|exercise| exercise.level.number())
        .collect();
    assert_eq!(levels, [1, 1, 3, 3, 1, 1]);
}

#[test]
fn what_is_wrong_is_named_and_the_rest_kept() {
    let check = |text: &str, says: &str, reads: &str| {
        let (set, faults) = Set::read(text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        let message = faults[0].to_string();
        assert!(message.contains(says), "{text}: {message}");
        assert_eq!(Set::read(reads), (set, vec![]), "{text}");
    };
    check(
        "kinds=bounds,swarms",
        "no kind \"swarms\": write one or more of bounds",
        "kinds=bounds",
    );
    check("kinds=swarms&level=2", "no kind", "level=2");
    check("kinds=bounds,bounds", "twice", "kinds=bounds");
    check(
        "level=4",
        "no level \"4\": write one or more of 1, 2, 3",
        "",
    );
    check("number=0&seed=3", "from 1 to 100: write number=8", "seed=3");
    check("number=101", "from 1 to 100", "");
    check("number=+5", "from 1 to 100", "");
    check("seed=-1", "seed=7", "");
    check("seed=1&seed=2", "more than once", "seed=1");
    check("level", "write level=2", "");
    check(
        "colour=red&level=3",
        "no key \"colour\": write one of kinds",
        "level=3",
    );
    check(&"x".repeat(2000), "at most", "");
    assert_eq!(Set::read(" "), (Set::default(), vec![]));
    assert!(matches!(
        Set::read("kinds=,").1[..],
        [SetError::UnknownKind { .. }, SetError::UnknownKind { .. }]
    ));
}

proptest! {
    #[test]
    fn sets_survive_their_text(
        kinds in prop::sample::subsequence(ExerciseKind::ALL.to_vec(), 1..=5).prop_shuffle(),
        levels in prop::sample::subsequence(Level::ALL.to_vec(), 1..=3),
        number in 1..=MAX_NUMBER,
        seed: u64,
    ) {
        let set = Set { kinds, levels, number, seed };
        prop_assert_eq!(Set::read(&set.to_string()), (set, vec![]));
    }

    #[test]
    fn no_text_breaks_a_set(text in prop_oneof!["\\PC*", "[a-z=&,0-9]{0,60}", "(kinds|level|number|seed|=|&|,|[0-9]|bounds){0,20}"]) {
        let (set, faults) = Set::read(&text);
        prop_assert!(!set.kinds.is_empty() && !set.levels.is_empty() && (1..=MAX_NUMBER).contains(&set.number));
        prop_assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
        prop_assert_eq!(Set::read(&set.to_string()), (set, vec![]));
    }
}
