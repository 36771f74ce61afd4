//! The distribution times, from the tables that the student sees.

use crate::every::each;
use crate::exact::{Givens, Q, largest, read};
use crate::seen::{name, quantity};
use p2p_course::exercise::{Answer, Exercise, ExerciseKind, Level, Part, Verdict};
use p2p_model::bounds::Bounds;
use p2p_model::scenario::{PeerClass, Scenario};
use std::collections::BTreeSet;

#[test]
fn times_and_limits_are_those_of_exact_fractions() {
    each(ExerciseKind::Bounds, |exercise| {
        let mut givens = Givens::of(exercise);
        let parts = &exercise.parts;
        check(exercise, &parts[0], &parts[1], &givens.client_server());
        check(exercise, &parts[2], &parts[3], &givens.p2p());
        assert_eq!(
            parts.len(),
            if exercise.level == Level::Three { 5 } else { 4 }
        );
        agrees_with_the_lab(exercise, &givens);
        let mut uploads: Vec<Q> = givens.peers.iter().map(|(_, up, _)| *up).collect();
        uploads.sort();
        assert!(
            uploads.is_sorted_by(|one, other| one < other),
            "{} repeats an upload",
            name(exercise)
        );
        if let Some(part) = parts.get(4) {
            let before = largest(&givens.p2p());
            match part.question.split_once("an upload of ") {
                Some((_, rest)) => {
                    let upload = rest.split_once(". ").expect("a sentence").0;
                    givens.server = read(upload, givens.k);
                }
                None => {
                    let slowest = givens.slowest();
                    givens.peers.retain(|(.., down)| *down != slowest);
                }
            }
            let after = largest(&givens.p2p());
            assert!(after.is(quantity(part)), "{}", name(exercise));
            assert!(after != before, "{} asks twice", name(exercise));
        }
    });
}

#[test]
fn every_term_limits_in_many_exercises() {
    for level in Level::ALL {
        let mut seen = BTreeSet::new();
        for seed in 0..100 {
            let parts = Exercise::new(ExerciseKind::Bounds, level, seed).parts;
            seen.extend([1, 3].map(|part| {
                (
                    part,
                    format!("{:?}", parts[part].answer).chars().last(),
                    parts[part].answer.text(),
                )
            }));
        }
        assert_eq!(seen.len(), 5, "{level}: {seen:?}");
    }
}

#[test]
fn what_students_write_on_paper_is_explained() {
    let of = |scenario: &Scenario, which: usize, part: &Part, told: &mut BTreeSet<&'static str>| {
        let bounds = Bounds::of(scenario).expect("an exercise has bounds");
        let [n, f] = [bounds.peers as f64, bounds.file.0 as f64];
        let (server, down, peers) = (
            bounds.server.bps(),
            bounds.slowest_download.bps(),
            bounds.peer_upload as f64,
        );
        let (copy, slowest) = (f / server, f / down);
        let (copies, all) = (n * f / server, n * f / (server + peers));
        let wrong: &[(&str, f64, &str)] = if which == 0 {
            &[
                ("one copy", copy, "N copies"),
                ("the sum", copies + slowest, "You added"),
                ("only d_min", slowest, "F/d_min"),
                ("only N·F/u_s", copies, "F/d_min"),
            ]
        } else {
            &[
                ("N forgotten", f / (server + peers), "N is missing"),
                ("no server", n * f / peers, "server"),
                ("first and all", copy + all, "You added"),
                ("slowest and all", slowest + all, "You added"),
                ("first and slowest", copy + slowest, "You added"),
                ("all three", copy + slowest + all, "You added"),
                ("only F/u_s", copy, "F/u_s"),
                ("only F/d_min", slowest, "F/d_min"),
                ("only all", all, "F/"),
                ("d_min forgotten", copy.max(all), "F/"),
            ]
        };
        for (name, value, says) in wrong {
            if let Verdict::Wrong {
                misconception: Some(why),
                ..
            } = part.mark(&value.to_string())
                && why.contains(says)
            {
                told.insert(name);
            }
        }
    };
    let mut told = BTreeSet::new();
    for level in Level::ALL {
        for seed in 0..60 {
            let exercise = Exercise::new(ExerciseKind::Bounds, level, seed);
            let scenario: Scenario = exercise.scenario.parse().expect("right");
            of(&scenario, 0, &exercise.parts[0], &mut told);
            of(&scenario, 1, &exercise.parts[2], &mut told);
        }
    }
    assert_eq!(told.len(), 14, "{told:?}");
}

#[test]
fn every_exercise_with_sizes_says_what_g_is() {
    for kind in [
        ExerciseKind::Bounds,
        ExerciseKind::Scaling,
        ExerciseKind::Joining,
    ] {
        for level in Level::ALL {
            for seed in 0..20 {
                let exercise = Exercise::new(kind, level, seed);
                let text: Vec<String> = exercise.text.iter().map(ToString::to_string).collect();
                let text = text.join("\n");
                let binary = exercise.scenario.contains("prefix=binary");
                let cube = if binary {
                    "1 G = 1024³"
                } else {
                    "1 G = 1000³"
                };
                assert!(text.contains(cube), "{}: {text}", name(&exercise));
            }
        }
    }
}

/// Checks a time and the term that limits.
fn check(exercise: &Exercise, time: &Part, limit: &Part, terms: &[Q]) {
    let most = largest(terms);
    assert!(
        most.is(quantity(time)),
        "{}: {}",
        name(exercise),
        time.question
    );
    let binding: Vec<usize> = (0..terms.len())
        .filter(|term| terms[*term] == most)
        .collect();
    let Answer::Choice { right, .. } = limit.answer else {
        panic!("{}", name(exercise))
    };
    assert_eq!(binding, [right], "{}: {}", name(exercise), limit.question);
}

/// The scenario for the Lab is the one of the question, and fit to be played.
pub(crate) fn agrees_with_the_lab(exercise: &Exercise, givens: &Givens) {
    let text = &exercise.scenario;
    let scenario: Scenario = text
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", name(exercise)));
    assert_eq!(
        Q::whole(scenario.file.0.into()),
        givens.file,
        "{}",
        name(exercise)
    );
    assert_eq!(
        Q::whole(scenario.server.0.into()),
        givens.server,
        "{}",
        name(exercise)
    );
    let class = |class: &PeerClass| {
        let [up, down] = [class.up, class.down].map(|rate| Q::whole(rate.0.into()));
        (Q::whole(class.count.into()), up, down)
    };
    let peers: Vec<(Q, Q, Q)> = scenario.peers.iter().map(class).collect();
    assert_eq!(peers, givens.peers, "{}", name(exercise));
    assert!(
        (2..=128).contains(&scenario.chunk_count()),
        "{}: {text}",
        name(exercise)
    );
}
