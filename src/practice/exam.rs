//! The end of an exam: its result, to be saved, printed and checked.

use super::saved::Answers;
use super::{paper, print_button};
use crate::address::practice::PracticeQuery;
use crate::browser::copy::line;
use crate::browser::{download, sandboxed};
use p2p_course::exercise::{Attempt, Exercise};
use yew::prelude::*;

/// How much is answered, and the button that ends the exam.
pub(super) fn ending(
    exercises: &[Exercise],
    answers: &Answers,
    on_answers: &Callback<Answers>,
) -> Html {
    let all: usize = exercises.iter().map(|exercise| exercise.parts.len()).sum();
    let answered = (0..all)
        .filter(|part| !answers.part(*part).typed.is_empty())
        .count();
    let mut over = answers.clone();
    over.over = true;
    let on_end = on_answers.reform(move |_: MouseEvent| over.clone());
    html! {
        <p class="ending">
            <button type="button" class="button primary" onclick={on_end}>{ "End the exam" }</button>
            <span>{ format!("{answered} of {all} parts are answered. After the end you can change nothing.") }</span>
        </p>
    }
}

/// Points, files, and all that was asked, answered and right.
pub(super) fn result(
    query: &PracticeQuery,
    exercises: &[Exercise],
    answers: &Answers,
    on_answers: &Callback<Answers>,
) -> Html {
    let mut attempt = Attempt::new(query.set.clone(), exercises);
    for (part, answer) in attempt.answers.iter_mut().enumerate() {
        *answer = answers.part(part).typed;
    }
    let (right, all) = attempt.points(exercises);
    let report = attempt.report(exercises);
    let name = format!("p2p-lab-result-{}.txt", query.set.seed);
    let on_save = {
        let report = report.clone();
        Callback::from(move |_: MouseEvent| {
            // A browser that refuses says so itself.
            let _ = download(&name, "text/plain;charset=utf-8", report.as_bytes());
        })
    };
    let on_again = on_answers.reform(|_: MouseEvent| Answers::default());
    html! {
        <>
            <section class="result" role="status">
                <h2>{ "Result" }</h2>
                <p class="points">{ format!("{right} of {all} points") }</p>
                <p class="hint">{ format!("{}: each part is a point.", query.set) }</p>
            </section>
            <p class="part-buttons">
                if !sandboxed() {
                    <button type="button" class="button" onclick={on_save}>{ "Save result" }</button>
                }
                <button type="button" class="button quiet" onclick={on_again}>{ "Clear the result and start again" }</button>
            </p>
            if sandboxed() {
                // Nowhere else knows the answers.
                { line("result-text", "The result, to copy and keep", report) }
            } else {
                { print_button() }
            }
            { paper::key(exercises, Some(&attempt)) }
        </>
    }
}
