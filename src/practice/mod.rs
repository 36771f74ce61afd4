//! Practice: exercises, with their worked answers.
//!
//! ```text
//! query ──Asked──▶ exercises ──▶ one at a time (practice, exam), or all of them on paper
//!                     ▲
//!   kept in the browser: what was answered
//! ```
//!
//! The model makes the exercises, marks what is typed and explains; here it is only shown.

mod blocks;
mod check;
mod choose;
mod exam;
mod paper;
mod question;
mod saved;

use crate::address::practice::{Mode, PracticeQuery};
use crate::address::route::{Page, with_query};
use crate::browser;
use crate::browser::copy::Share;
use crate::browser::sandbox::elsewhere;
use crate::browser::storage::{Key, use_stored};
use crate::browser::{document, rendering, storage};
use crate::scenario::state::Action;
use crate::shell::{PageProps, frame};
use blocks::blocks;
use choose::choose;
use exam::{ending, result};
use p2p_course::exercise::{Exercise, Part, Verdict};
use question::{Question, question};
use saved::{Answers, PartAnswer, Saved};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn Practice(props: &PageProps) -> Html {
    rendering();
    let dispatch = props.state.dispatcher();
    let on_ask = use_callback((), move |query: String, ()| {
        dispatch.dispatch(Action::Ask(query.into()));
    });
    let tools = html! { <Share fragment={props.state.fragment()} /> };
    let main = html! {
        <>
            <h1>{ "Practice" }</h1>
            <Exercises page={Page::Practice} query={props.state.query.clone()} {on_ask} />
        </>
    };
    frame(props, tools, main)
}

/// An answer to a part of an exercise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answered {
    /// Exercise and part, both counted from 1: `3.2`.
    pub(crate) exercise: String,
    pub(crate) right: bool,
    /// How many parts the set has.
    pub(crate) parts: usize,
}

#[derive(PartialEq, Properties)]
pub(crate) struct ExercisesProps {
    /// The page it is on, for its links.
    pub(crate) page: Page,
    /// What is asked for, as text.
    pub(crate) query: Rc<str>,
    /// Another set, another way to work at it.
    pub(crate) on_ask: Callback<String>,
    /// Whether the set is given, as in a frame, and not to be chosen.
    #[prop_or_default]
    pub(crate) fixed: bool,
    /// Told what is answered: when it is checked, or at the end of an exam.
    #[prop_or_default]
    pub(crate) on_answer: Callback<Answered>,
}

/// A set of exercises.
#[component]
pub(crate) fn Exercises(props: &ExercisesProps) -> Html {
    rendering();
    let query = use_memo(props.query.clone(), |query| PracticeQuery::read(query).0);
    let exercises = use_memo(query.set.clone(), |set| set.exercises().collect::<Vec<_>>());
    let saved = use_stored(|| Rc::new(remembered()));
    let open = *use_memo((), |()| props.query.is_empty());
    use_focus(query.at);

    let answers = saved.of(&query.name());
    let on_answers = {
        let (saved, name) = (saved.clone(), query.name());
        let (exercises, before) = (exercises.clone(), answers.clone());
        let on_answer = props.on_answer.clone();
        let exam = query.mode == Mode::Exam;
        Callback::from(move |answers: Answers| {
            tell(&exercises, exam, &before, &answers, &on_answer);
            // Another tab may have answered other sets.
            let next = remembered().with(&name, answers);
            storage::set(Key::Practice, &next.text());
            saved.set(Rc::new(next));
        })
    };
    let on_ask = props
        .on_ask
        .reform(|query: PracticeQuery| query.to_string());
    let work = match query.mode {
        Mode::Practice => one(props, &query, &exercises, &answers, &on_answers),
        Mode::Exam if answers.over => result(&query, &exercises, &answers, &on_answers),
        Mode::Exam => html! {
            <>
                { one(props, &query, &exercises, &answers, &on_answers) }
                { ending(&exercises, &answers, &on_answers) }
            </>
        },
        Mode::Sheet | Mode::Questions | Mode::Key => html! {
            <>
                { print_button() }
                if query.mode != Mode::Key { { paper::sheet(&exercises) } }
                if query.mode != Mode::Questions { { paper::key(&exercises, None) } }
                <p class="hint sheet-foot" translate="no">{ format!("P2P Lab, {query}") }</p>
            </>
        },
    };
    html! {
        <div class={if query.mode.is_paper() { "practice paper" } else { "practice" }}>
            if !props.fixed { { choose(&query, open, &on_ask) } }
            <div class="work">{ work }</div>
        </div>
    }
}

/// What this browser has kept.
fn remembered() -> Saved {
    Saved::read(&storage::get(Key::Practice).unwrap_or_default())
}

/// Tells which answers count that did not count before, or were others.
fn tell(
    exercises: &[Exercise],
    exam: bool,
    before: &Answers,
    now: &Answers,
    on_answer: &Callback<Answered>,
) {
    let counts = |answers: &Answers, given: &PartAnswer| {
        !given.typed.is_empty() && if exam { answers.over } else { given.checked }
    };
    let parts = exercises.iter().map(|exercise| exercise.parts.len()).sum();
    let mut place = 0;
    for (at, exercise) in (1..).zip(exercises) {
        for (index, part) in (1..).zip(&exercise.parts) {
            let (old, given) = (before.part(place), now.part(place));
            place += 1;
            if counts(now, &given) && !(counts(before, &old) && old.typed == given.typed) {
                on_answer.emit(Answered {
                    exercise: format!("{at}.{index}"),
                    right: matches!(part.mark(&given.typed), Verdict::Right { .. }),
                    parts,
                });
            }
        }
    }
}

/// Another exercise is read from its beginning.
#[hook]
fn use_focus(at: u32) {
    let before = use_mut_ref(|| at);
    use_effect_with(at, move |at| {
        if before.replace(*at) == *at {
            return;
        }
        let heading = document().get_element_by_id(&format!("exercise-{at}"));
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
            let _ = heading.focus();
        }
    });
}

/// One exercise, with the way to the others.
fn one(
    props: &ExercisesProps,
    query: &PracticeQuery,
    exercises: &[Exercise],
    answers: &Answers,
    on_answers: &Callback<Answers>,
) -> Html {
    let at = query.at as usize - 1;
    let exercise = &exercises[at];
    let first: usize = exercises[..at]
        .iter()
        .map(|exercise| exercise.parts.len())
        .sum();
    let exam = query.mode == Mode::Exam;
    let on_give = {
        let (answers, on_answers) = (answers.clone(), on_answers.clone());
        Callback::from(move |(place, given)| on_answers.emit(answers.with(place, given)))
    };
    let parts = exercise.parts.iter().enumerate().map(|(index, part)| {
        question(&Question {
            part,
            number: index + 1,
            place: first + index,
            given: &answers.part(first + index),
            exam,
            on_give: &on_give,
        })
    });
    let link = |at: u32, name: &'static str| {
        let query = query.at(at).to_string();
        html! { <a class="button" href={with_query(props.page, &query)}>{ name }</a> }
    };
    let on_clear = on_answers.reform(|_: MouseEvent| Answers::default());
    html! {
        <>
            { numbers(props, query, exercises, answers) }
            // With a key, so that what was typed into one is never seen in another.
            <article key={format!("{query}")}>
                { paper::exercise("exercise", at + 1, exercise, blocks(&exercise.text), html! { { for parts } }) }
                if !exam && exercise.parts.iter().enumerate().all(|(index, part)| is_done(part, &answers.part(first + index))) {
                    <p>
                        <a href={with_query(Page::Lab, &exercise.scenario)}>
                            { if exercise.kind.is_the_case() { "See it in the Lab" } else { "See the same rules at work in the Lab" } }
                        </a>
                    </p>
                }
            </article>
            <p class="to-others">
                if query.at > 1 { { link(query.at - 1, "◀ Previous") } }
                if query.at < query.set.number { { link(query.at + 1, "Next ▶") } }
                if !exam {
                    <button type="button" class="button quiet" onclick={on_clear}>{ "Clear my answers" }</button>
                }
            </p>
        </>
    }
}

/// Every exercise by its number, with a sign for how far it is.
fn numbers(
    props: &ExercisesProps,
    query: &PracticeQuery,
    exercises: &[Exercise],
    answers: &Answers,
) -> Html {
    let mut place = 0;
    let number = |(at, exercise): (u32, &Exercise)| {
        let (mut touched, mut right) = (0, 0);
        for part in &exercise.parts {
            let given = answers.part(place);
            place += 1;
            touched += usize::from(!given.typed.is_empty());
            right += usize::from(is_right(part, &given));
        }
        let all = exercise.parts.len();
        let (sign, says) = if query.mode == Mode::Practice && right == all {
            ("✓", "all parts right".to_owned())
        } else if touched > 0 {
            ("·", format!("{touched} of {all} answered"))
        } else {
            ("", "not answered".to_owned())
        };
        let link = query.at(at).to_string();
        html! {
            <li>
                <a href={with_query(props.page, &link)} aria-current={(at == query.at).then_some("true")}
                    aria-label={format!("Exercise {at}, {says}")}>
                    { at }<span aria-hidden="true">{ sign }</span>
                </a>
            </li>
        }
    };
    html! { <nav class="numbers-nav" aria-label="Exercises"><ol>{ for (1..).zip(exercises).map(number) }</ol></nav> }
}

fn is_right(part: &Part, given: &PartAnswer) -> bool {
    given.checked && matches!(part.mark(&given.typed), Verdict::Right { .. })
}

/// Whether there is nothing left to find out.
fn is_done(part: &Part, given: &PartAnswer) -> bool {
    given.working || is_right(part, given)
}

/// Prints the page.
fn print_button() -> Html {
    if browser::sandboxed() {
        return elsewhere("print");
    }
    let on_click = Callback::from(|_: MouseEvent| {
        let _ = browser::window().print();
    });
    html! { <p class="print-button"><button type="button" class="button primary" onclick={on_click}>{ "Print" }</button></p> }
}
