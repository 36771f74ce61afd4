//! What is printed: the worksheet, its key, and the result of an exam.

use super::asking::{lettered, marked, working};
use super::blocks::blocks;
use crate::components::math::prose;
use crate::theme::Palette;
use p2p_course::exercise::{Answer, Attempt, Exercise, Part};
use std::rc::Rc;
use yew::prelude::*;

/// An exercise under its heading, with what is given or without, and its parts.
pub(super) fn exercise(number: usize, exercise: &Exercise, text: Html, parts: Html) -> Html {
    html! {
        <section class="exercise">
            <h2 id={format!("exercise-{number}")} tabindex="-1">{ format!("{number}. {}", exercise.kind) }</h2>
            <p class="hint">{ format!("Level {}, seed {}", exercise.level, exercise.seed) }</p>
            { text }
            { parts }
        </section>
    }
}

/// The questions with space to write.
pub(super) fn sheet(exercises: &[Exercise], palette: &Rc<Palette>) -> Html {
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
        exercise(place + 1, given, blocks(&given.text, palette), parts)
    };
    html! {
        <section class="sheet" aria-label="Worksheet">
            <p class="sheet-name"><span>{ "Name" }</span><span>{ "Date" }</span></p>
            { for exercises.iter().enumerate().map(one) }
        </section>
    }
}

/// The right answers with their workings; after an attempt, with what was asked and answered.
pub(super) fn key(
    exercises: &[Exercise],
    attempt: Option<&Attempt>,
    palette: &Rc<Palette>,
) -> Html {
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
                { working(part, palette) }
            </div>
        }
    };
    let mut sections = Vec::new();
    for (place, given) in exercises.iter().enumerate() {
        let parts: Vec<Html> = given.parts.iter().map(&mut part).collect();
        // The key lies beside the worksheet; the result of an exam stands alone.
        let text = attempt.map_or_else(Html::default, |_| blocks(&given.text, palette));
        sections.push(exercise(place + 1, given, text, html! { { for parts } }));
    }
    let title = if attempt.is_some() {
        "What was asked and answered"
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
