//! The order of events by a list of its own, and the wrong line by working every line out.

use crate::bounds::agrees_with_the_lab;
use crate::every::each;
use crate::exact::{Givens, Q, largest, read};
use crate::seen::{name, quantity};
use p2p_course::exercise::{Answer, Exercise, ExerciseKind};
use std::collections::BTreeSet;

/// Words by which each event is known, in order.
const ORDER: [&str; 11] = [
    "asks the tracker",
    "tracker sends a list",
    "connects to peers",
    "tell the new peer which chunks",
    "tells a neighbour that it is interested",
    "optimistic unchoke",
    "requests its first chunk",
    "completes its first chunk",
    "becomes interested in the new peer",
    "uploads its first chunk",
    "tit-for-tat",
];

#[test]
fn events_are_in_order_and_one_line_is_the_first_wrong_one() {
    each(ExerciseKind::Joining, |exercise| {
        in_order(exercise);
        let givens = Givens::of(exercise);
        agrees_with_the_lab(exercise, &givens);
        wrong_line(exercise, &givens);
        assert!(
            largest(&givens.p2p()).is(quantity(&exercise.parts[2])),
            "{}",
            name(exercise)
        );
    });
}

#[test]
fn every_mistake_is_made_somewhere() {
    let exercises = (0..300).map(|seed| {
        Exercise::new(
            ExerciseKind::Joining,
            p2p_course::exercise::Level::Three,
            seed,
        )
    });
    let said: BTreeSet<String> = exercises
        .map(|exercise| exercise.parts[1].working[0].to_string())
        .collect();
    assert_eq!(said.len(), 8, "{said:#?}");
}

fn in_order(exercise: &Exercise) {
    let Answer::Order { events, right } = &exercise.parts[0].answer else {
        panic!("{}", name(exercise))
    };
    let place = |event: &String| {
        let found: Vec<usize> = (0..ORDER.len())
            .filter(|place| event.contains(ORDER[*place]))
            .collect();
        assert_eq!(found.len(), 1, "{event}");
        found[0]
    };
    let places: Vec<usize> = right.iter().map(|event| place(&events[*event])).collect();
    assert!(
        places.is_sorted_by(|one, other| one < other),
        "{}: {places:?}",
        name(exercise)
    );
    assert_eq!(places.len(), events.len());
    assert!(!right.is_sorted(), "{} is in order already", name(exercise));
}

/// The line that is said to be wrong is the first whose result is not the true one.
fn wrong_line(exercise: &Exercise, givens: &Givens) {
    let Answer::Choice {
        options: lines,
        right,
    } = &exercise.parts[1].answer
    else {
        panic!("{}", name(exercise))
    };
    let p2p = givens.p2p();
    let differs: Vec<bool> = lines
        .iter()
        .map(|line| {
            let what = line.split(['=', '≈']).next().expect("a left side").trim();
            let truth = match what {
                "F" => givens.file,
                "d_min" => givens.slowest(),
                "F/u_s" => p2p[0],
                "F/d_min" => p2p[1],
                "u_s + Σu_i" => givens.uplinks(),
                "N·F/(u_s + Σu_i)" => p2p[2],
                "D_P2P" => largest(&p2p),
                _ => panic!("{}: {line}", name(exercise)),
            };
            !truth.is_about(result(line, givens.k))
        })
        .collect();
    assert_eq!(
        differs.iter().position(|differs| *differs),
        Some(*right),
        "{}: {lines:#?}",
        name(exercise)
    );
    // The mistake reaches the end, and the end follows from the lines above.
    assert!(differs[lines.len() - 1], "{}", name(exercise));
    let last = &lines[lines.len() - 1];
    if let Some((_, terms)) = last.split_once("max{") {
        let terms = terms.split_once('}').expect("a bracket").0;
        let terms: Vec<Q> = terms.split(", ").map(|term| read(term, givens.k)).collect();
        assert!(
            largest(&terms).is_about(result(last, givens.k)),
            "{}: {last}",
            name(exercise)
        );
    }
}

fn result(line: &str, k: i128) -> f64 {
    let result = line.rsplit(['=', '≈']).next().expect("a result");
    let Q(above, below) = read(result, k);
    above as f64 / below as f64
}
