//! What is printed: the worksheet, its key, and the result of an exam.

use super::blocks::blocks;
use super::question::{lettered, marked, working};
use crate::drawing::math::prose;
use p2p_course::exercise::{Answer, Attempt, Exercise, Part};
use yew::prelude::*;

/// An exercise under its heading, with what is given or without, and its parts. It stands on the page as `place`.
pub(super) fn exercise(
    place: &str,
    number: usize,
    exercise: &Exercise,
    text: Html,
    parts: Html,
) -> Html {
    html! {
        <section class="exercise">
            <h2 id={format!("{place}-{number}")} tabindex="-1">{ format!("{number}. {}", exercise.kind) }</h2>
            <p class="hint">{ format!("Level {}, seed {}", exercise.level, exercise.seed) }</p>
            { text }
            { parts }
        </section>
    }
}

/// The questions with space to write.
pub(super) fn sheet(exercises: &[Exercise]) -> Html {
    let part = |part: &Part| {
        let lines = if matches!(part.answer, Answer::Quantity { .. }) {
            4
        } else {
            2
        };
        html! {
            <div class="part">
                { question(part) }
                <p class="hint">{ part.answer.form() }</p>
                { for (0..lines).map(|_| html! { <div class="writing-line"></div> }) }
            </div>
        }
    };
    let one = |(place, given): (usize, &Exercise)| {
        let parts = html! { { for given.parts.iter().map(part) } };
        exercise("exercise", place + 1, given, blocks(&given.text), parts)
    };
    html! {
        <section class="sheet" aria-label="Worksheet">
            <p class="sheet-name"><span>{ "Name" }</span><span>{ "Date" }</span></p>
            { for exercises.iter().enumerate().map(one) }
        </section>
    }
}

/// The right answers with their workings; after an attempt, with what was asked and answered.
pub(super) fn key(exercises: &[Exercise], attempt: Option<&Attempt>) -> Html {
    let mut place = 0;
    let mut part = |part: &Part| {
        let typed = attempt.and_then(|attempt| attempt.answers.get(place));
        place += 1;
        html! {
            <div class="part">
                if let Some(typed) = typed {
                    { question(part) }
                    if !typed.is_empty() {
                        <p>{ "Your answer: " }<span class="number" translate="no">{ typed }</span></p>
                    }
                    { marked(part, typed, "") }
                } else {
                    <p class="question">{ prose(&part.question) }</p>
                }
                <p>{ "Answer: " }<strong class="number" translate="no">{ prose(&right(&part.answer)) }</strong></p>
                { working(part) }
            </div>
        }
    };
    let mut sections = Vec::new();
    for (place, given) in exercises.iter().enumerate() {
        let parts: Vec<Html> = given.parts.iter().map(&mut part).collect();
        // The key lies beside the worksheet; the result of an exam stands alone.
        let text = attempt.map_or_else(Html::default, |_| blocks(&given.text));
        sections.push(exercise(
            "answer",
            place + 1,
            given,
            text,
            html! { { for parts } },
        ));
    }
    let title = if attempt.is_some() {
        "Questions and answers"
    } else {
        "Key"
    };
    html! { <section class="key" aria-labelledby="key"><h2 id="key">{ title }</h2>{ for sections }</section> }
}

/// What is asked, with what there is to choose from.
fn question(part: &Part) -> Html {
    let options = match &part.answer {
        Answer::Choice { options, .. }
        | Answer::Order {
            events: options, ..
        } => lettered(options),
        _ => Html::default(),
    };
    html! { <><p class="question">{ prose(&part.question) }</p>{ options }</> }
}

/// The right answer; of a choice, with what it says.
fn right(answer: &Answer) -> String {
    let text = answer.text();
    match answer {
        Answer::Choice { options, right } => format!("{text}. {}", options[*right]),
        _ => text,
    }
}
