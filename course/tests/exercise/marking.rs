//! What holds for every exercise, whatever it is about, and for the marker, whatever is typed.

use crate::seen::name;
use p2p_course::exercise::{
    Answer, AnswerUnit, Exercise, ExerciseKind, Level, Misconception, Noun, Part, Slip, Verdict,
};
use p2p_model::scenario::Scenario;
use proptest::prelude::*;

/// Checks what holds for every exercise.
pub(crate) fn holds(exercise: &Exercise) {
    assert!(
        !exercise.text.is_empty() && (2..=5).contains(&exercise.parts.len()),
        "{}",
        name(exercise)
    );
    let scenario: Scenario = exercise
        .scenario
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", name(exercise)));
    assert!((2..=128).contains(&scenario.chunk_count()));
    let told = exercise.text.iter().map(ToString::to_string);
    assert!(
        told.clone().all(|line| !line.contains("server=")),
        "{} tells its scenario",
        name(exercise)
    );
    for part in &exercise.parts {
        let name = || format!("{}: {}", name(exercise), part.question);
        for spelling in spellings(&part.answer) {
            let mark = part.mark(&spelling);
            assert!(
                matches!(mark, Verdict::Right { .. }),
                "{}: {spelling}: {mark:?}",
                name()
            );
        }
        assert!(is_sensible(&part.answer), "{}: {:?}", name(), part.answer);
        for misconception in &part.misconceptions {
            let typed = slipped(part, misconception);
            let Verdict::Wrong {
                misconception: Some(says),
                ..
            } = part.mark(&typed)
            else {
                panic!(
                    "{}: {typed} should be told: {:?}",
                    name(),
                    part.mark(&typed)
                );
            };
            assert_eq!(says, misconception.says, "{}: {typed}", name());
            assert!(
                says.ends_with(['.', '?']) && says.len() > 15,
                "{}: {says}",
                name()
            );
        }
        assert!(are_apart(part), "{}: {:?}", name(), part.misconceptions);

        assert!((2..=4).contains(&part.hints.len()), "{}", name());
        for word in part
            .hints
            .iter()
            .flat_map(|hint| hint.split([' ', ',', '.', ':', '=', '?']))
        {
            let tells = !word.is_empty() && matches!(part.mark(word), Verdict::Right { .. });
            assert!(!tells, "{}: the hint {word} is the answer", name());
        }
        let last = part
            .working
            .last()
            .map(ToString::to_string)
            .unwrap_or_default();
        let end = last
            .rsplit(['=', '≈', ':'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        assert!(
            matches!(part.mark(&end), Verdict::Right { .. }),
            "{}: the working ends with {last}",
            name()
        );
        let others = part.working.iter().map(|block| block.to_string());
        assert!(
            others
                .clone()
                .all(|line| !line.is_empty() && !line.contains("NaN") && !line.contains("inf ")),
            "{}",
            name()
        );
    }
}

/// The right answer as different students would type it.
fn spellings(answer: &Answer) -> Vec<String> {
    let mut all = vec![answer.text()];
    match answer {
        Answer::Quantity {
            value,
            unit: AnswerUnit::Seconds,
        } => {
            let whole = *value as u64;
            all.extend([
                format!("{value}"),
                format!("{value:.1} s").replace('.', ","),
                format!("{value:e}s"),
                format!("D = {:.3} min", value / 60.0),
                format!(
                    "{}h {}min {:.3}s",
                    whole / 3600,
                    whole / 60 % 60,
                    value - (whole / 60 * 60) as f64
                ),
                format!("{:.6} ks", value / 1000.0),
                format!("{:.2}", value * 1.0099),
                format!("{:.2}", value * 0.9901),
            ]);
        }
        Answer::Quantity {
            value,
            unit: AnswerUnit::MegabitsPerSecond,
        } => all.extend([
            format!("{}", value / 1e6),
            format!("{} Mb/s", value / 1e6),
            format!("{}kbps", value / 1e3),
            format!("{value} bit/s"),
            format!("{:e}", value * 1.0099 / 1e6),
        ]),
        Answer::Count { value, of } => all.extend([
            format!("N = {value}"),
            format!("{value} {of}"),
            format!("{value}.0"),
        ]),
        Answer::Choice { options, right } => all.extend([
            answer.text().to_lowercase(),
            options[*right].clone(),
            format!("({})", answer.text()),
        ]),
        Answer::Items { noun, right, .. } => {
            let numbers: Vec<String> = right.iter().rev().map(ToString::to_string).collect();
            let noun = if *noun == Noun::Chunk {
                "Chunk"
            } else {
                "Peer"
            };
            all.extend([
                numbers.join(" "),
                numbers.join(", "),
                format!("{noun}s {}", numbers.join(" and ")),
                format!("{noun} {}", numbers.join("; ")),
            ]);
        }
        Answer::Order { .. } => all.extend([
            answer.text().replace(", ", ""),
            answer.text().to_lowercase(),
            answer.text().replace(", ", " > "),
        ]),
    }
    all
}

/// Whether an answer is one that an exam could have.
fn is_sensible(answer: &Answer) -> bool {
    match answer {
        Answer::Quantity {
            value,
            unit: AnswerUnit::Seconds,
        } => (5.0..2e7).contains(value),
        Answer::Quantity {
            value,
            unit: AnswerUnit::MegabitsPerSecond,
        } => (1e5..1e8).contains(value),
        Answer::Count { value, .. } => (1..=2000).contains(value),
        Answer::Choice { options, right } => options.len() >= 2 && *right < options.len(),
        Answer::Items {
            first, last, right, ..
        } => {
            right.is_sorted_by(|one, other| one < other)
                && right.iter().all(|item| (first..=last).contains(&item))
        }
        Answer::Order { events, right } => events.len() == right.len(),
    }
}

/// What one who made the mistake would type.
fn slipped(part: &Part, misconception: &Misconception) -> String {
    match (&misconception.slip, &part.answer) {
        (
            Slip::Value(value),
            Answer::Quantity {
                unit: AnswerUnit::MegabitsPerSecond,
                ..
            },
        ) => format!("{}", value / 1e6),
        (Slip::Value(value), _) => format!("{value}"),
        (Slip::Option(option), _) => char::from(b'A' + *option as u8).to_string(),
        (Slip::Items(items), _) => items
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        (Slip::After(one, other), Answer::Order { right, .. }) => {
            // Just these two the other way round.
            let mut order = right.clone();
            let place = |event| {
                right
                    .iter()
                    .position(|other| other == event)
                    .expect("an event")
            };
            order.swap(place(one), place(other));
            // Others may be swapped with them, but none that stands before both in the list of misconceptions.
            let letters = order.iter().map(|event| char::from(b'A' + *event as u8));
            letters.collect()
        }
        _ => panic!("{} has a mistake of another kind", part.question),
    }
}

/// Whether no mistake could be taken for the right answer or for another one.
fn are_apart(part: &Part) -> bool {
    let right = match part.answer {
        Answer::Quantity { value, .. } => value,
        _ => return true,
    };
    let mut values = vec![right];
    values.extend(part.misconceptions.iter().filter_map(
        |misconception| match misconception.slip {
            Slip::Value(value) => Some(value),
            _ => None,
        },
    ));
    values.sort_by(f64::total_cmp);
    values
        .windows(2)
        .all(|pair| pair[1] - pair[0] > 0.02 * pair[1])
}

#[test]
fn the_same_seed_gives_the_same_exercise_and_another_seed_another() {
    for kind in ExerciseKind::ALL {
        for level in Level::ALL {
            let of = |seed| Exercise::new(kind, level, seed);
            assert_eq!(of(7), of(7));
            let different = (0..100).filter(|seed| {
                of(*seed).text != of(seed + 1).text || of(*seed).parts != of(seed + 1).parts
            });
            assert!(different.count() > 95, "{kind} {level}");
            assert!(!of(u64::MAX).parts.is_empty());
        }
    }
}

#[test]
fn exercises_stay_the_same_from_version_to_version_and_on_every_platform() {
    // A link to an exercise must lead to the same exercise next year: FNV-1a over all that is in them.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for kind in ExerciseKind::ALL {
        for level in Level::ALL {
            for seed in 0..20 {
                for byte in format!(
                    "{:?}",
                    Exercise::new(kind, level, seed).scenario_and_answers()
                )
                .bytes()
                {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
                }
            }
        }
    }
    assert_eq!(hash, 0xde16_c33a_3a8e_7318, "{hash:#x}");
}

/// What must not change, where wording may.
trait Stable {
    fn scenario_and_answers(&self) -> (String, Vec<String>);
}

impl Stable for Exercise {
    fn scenario_and_answers(&self) -> (String, Vec<String>) {
        (
            self.scenario.clone(),
            self.parts.iter().map(|part| part.answer.text()).collect(),
        )
    }
}

#[test]
fn a_wrong_answer_that_no_mistake_explains_is_only_wrong() {
    let exercise = Exercise::new(ExerciseKind::Bounds, Level::One, 1);
    let Answer::Quantity { value, .. } = exercise.parts[0].answer else {
        panic!("no quantity")
    };
    let mark = exercise.parts[0].mark(&format!("{}", value * 1.37));
    assert!(
        matches!(
            &mark,
            Verdict::Wrong {
                misconception: None,
                ..
            }
        ),
        "{mark:?}"
    );
}

#[test]
fn a_decimal_comma_before_three_digits_is_told() {
    let part = seconds(7.5);
    let Verdict::Wrong {
        misconception: Some(told),
        ..
    } = part.mark("7,500")
    else {
        panic!("{:?}", part.mark("7,500"))
    };
    assert!(told.contains("decimal comma"), "{told}");
}

/// A question for a time.
fn seconds(value: f64) -> Part {
    Part {
        question: "How long?".to_owned(),
        answer: Answer::Quantity {
            value,
            unit: AnswerUnit::Seconds,
        },
        hints: vec![],
        working: vec![],
        misconceptions: vec![],
    }
}

#[test]
fn what_was_understood_is_said() {
    let part = seconds(7500.0);
    let right = |typed: &str, says: &str| {
        assert_eq!(
            part.mark(typed),
            Verdict::Right {
                read: says.to_owned()
            }
        );
    };
    right("7,500", "7500\u{a0}s");
    right("2h 5min", "7500\u{a0}s");
    right("7574,99", "7574.99\u{a0}s");
    right("15000/2", "7500\u{a0}s");
    right("2:05:00", "7500\u{a0}s");
    right("７５００", "7500\u{a0}s");
    right("7\u{2009}500\u{200b} s", "7500\u{a0}s");
    let wrong = |typed: &str, says: &str, why: &str| {
        let Verdict::Wrong {
            read,
            misconception: Some(told),
        } = part.mark(typed)
        else {
            panic!("{typed}: {:?}", part.mark(typed))
        };
        assert_eq!(read, says);
        assert!(told.contains(why), "{typed}: {told}");
    };
    wrong("7424.9", "7424.9\u{a0}s", "close: within 5");
    wrong("7575.1", "7575.1\u{a0}s", "close: within 5");
    wrong("7800", "7800\u{a0}s", "close: within 5");
    // A point before three digits is a decimal point, and so it is said.
    wrong("7.500", "7.5\u{a0}s", "right if the point parts thousands");
    wrong(
        "7.500 s",
        "7.5\u{a0}s",
        "read as a decimal point: 7.5\u{a0}s",
    );
    wrong("7,5", "7.5\u{a0}s", "1000 times too small");
    wrong("7500 ks", "7500000\u{a0}s", "1000 times too large");
    wrong("60000", "60000\u{a0}s", "8 times too large");
    wrong("937.5", "937.5\u{a0}s", "8 times too small");
    wrong("0.9375", "0.9375\u{a0}s", "1000 times too small");
    wrong("7680", "7680\u{a0}s", "1024 stood for 1000");
    wrong("7324", "7324\u{a0}s", "1024 stood for 1000");
    assert_eq!(
        part.mark("8000"),
        Verdict::Wrong {
            read: "8000\u{a0}s".to_owned(),
            misconception: None
        }
    );
    let Verdict::Unreadable { why } = part.mark("soon") else {
        panic!("soon is no time")
    };
    assert_eq!(
        why,
        "\"soon\" cannot be read: write a time such as 7500 s or 2 h 5 min."
    );
}

proptest! {
    #[test]
    fn whatever_is_typed_is_marked_or_explained(
        typed in prop_oneof!["\\PC*", "[-0-9., 'eEhminskMGb/=×^+]{0,24}", "[A-Fa-f,> 0-9]{0,12}", "(peers?|chunks?|none|and|[0-9 ,]){0,6}"],
        kind in prop::sample::select(ExerciseKind::ALL.to_vec()),
        level in prop::sample::select(Level::ALL.to_vec()),
        seed in 0..20_u64,
    ) {
        for part in Exercise::new(kind, level, seed).parts {
            match part.mark(&typed) {
                Verdict::Right { read } | Verdict::Wrong { read, .. } => {
                    prop_assert!(!read.is_empty());
                    // What was understood is understood the same way again.
                    let again = part.mark(&read);
                    prop_assert!(!matches!(again, Verdict::Unreadable { .. }), "{} {:?}", read, again);
                }
                Verdict::Unreadable { why } => prop_assert!(why.ends_with('.'), "{}", why),
            }
        }
    }
}
