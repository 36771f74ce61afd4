//! One section: what is said, what the reader expects, what is so, and a question.

use super::heading_id;
use super::kit::number::Number;
use super::kit::scale::{Scale, floor};
use super::kit::words::inline;
use super::lessons::Ask;
use super::progress::{SectionProgress, Step};
use crate::address::names::Section;
use crate::browser::rendering;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct SectionProps {
    pub(super) section: Section,
    pub(super) mark: SectionProgress,
    pub(super) on_step: Callback<(usize, Step)>,
}

/// What the body of a section is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct BodyProps {
    /// The number on which the reader bet, if the section asks for one.
    pub(super) guess: Option<u32>,
    pub(super) on_guess: Callback<u32>,
    /// The question before the figure, if the section asks one.
    pub(super) bet: Html,
}

/// The section.
#[component]
pub(super) fn LessonSection(props: &SectionProps) -> Html {
    rendering();
    let Section(place) = props.section;
    let (lesson, mark) = (props.section.lesson(), &props.mark);
    let on_step = props.on_step.reform(move |step| (place, step));
    let on_bet = on_step.reform(Step::Bet);
    let on_check = on_step.reform(Step::Check);
    let name = |part: &str| format!("{}-{part}", props.section.slug());
    let bet = lesson.bet.as_ref().map(|ask| {
        let chosen = mark.bet.and_then(|bet| usize::try_from(bet).ok());
        let on_choose = on_bet.reform(|answer| u32::try_from(answer).unwrap_or(0));
        html! {
            <div class="bet">
                { question(ask, &name("bet"), "What do you expect?", chosen, &on_choose) }
                <p class="said" role="status">{ chosen.map(|bet| verdict(ask, bet)) }</p>
            </div>
        }
    });
    let body = BodyProps {
        guess: mark.bet,
        on_guess: on_bet,
        bet: bet.unwrap_or_default(),
    };
    html! {
        <section class="lesson" data-section={props.section.slug()} data-scope="" aria-labelledby={heading_id(props.section)}>
            <h2 id={heading_id(props.section)} tabindex="-1">
                <span class="place">{ place + 1 }</span>{ " " }{ props.section.title() }
            </h2>
            { (lesson.body)(body) }
            <div class="check">
                { question(&lesson.check, &name("check"), "Check.", mark.check, &on_check) }
                <p class="said" role="status">{ mark.check.map(|check| verdict(&lesson.check, check)) }</p>
            </div>
        </section>
    }
}

/// A sentence that ends with the number which the reader expects, and what is so.
pub(super) fn guess(
    props: &BodyProps,
    sentence: &'static str,
    label: &'static str,
    scale: Scale,
    truth: Option<f64>,
) -> Html {
    let on_set = props
        .on_guess
        .reform(|value: f64| u32::try_from(floor(value)).unwrap_or(0));
    let value = props.guess.map_or(scale.at(0.3), f64::from);
    html! {
        <p class="guess">
            <b>{ "Your guess. " }</b>{ sentence }{ " " }
            <Number term="guess" {label} {value} {scale} {on_set} class="is-guess" />
            { "." }
            <span class="said" role="status">
                if let (Some(_), Some(truth)) = (props.guess, truth) {
                    { format!(" You expected {}; the model says {}.", scale.say(value), scale.say_exactly(truth)) }
                }
            </span>
        </p>
    }
}

/// A question with its answers to choose from.
fn question(
    ask: &'static Ask,
    name: &str,
    intro: &'static str,
    chosen: Option<usize>,
    on_choose: &Callback<usize>,
) -> Html {
    let answer = |place: usize, text: &'static str| {
        let on_change = on_choose.reform(move |_: Event| place);
        html! {
            <label class="answer">
                <input type="radio" name={name.to_owned()} checked={chosen == Some(place)} onchange={on_change} />
                <span>{ inline(text, &[]) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="ask">
            <legend><b>{ intro }{ " " }</b>{ inline(ask.question, &[]) }</legend>
            { for ask.answers.iter().enumerate().map(|(place, (text, _))| answer(place, text)) }
        </fieldset>
    }
}

/// Whether an answer is right, and why.
fn verdict(ask: &'static Ask, chosen: usize) -> Html {
    let right = chosen == ask.right;
    let (class, sign) = if right {
        ("is-right", "✓ Right. ")
    } else {
        ("is-not", "✗ Not quite. ")
    };
    html! { <><b class={class}>{ sign }</b>{ inline(ask.answers[chosen].1, &[]) }</> }
}
