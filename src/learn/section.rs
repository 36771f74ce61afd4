//! One section: what is said, what the reader expects, what is so, and a question.

use super::figures::live;
use super::lessons::{Ask, Predict};
use super::progress::{SectionProgress, Step};
use super::sketch::Sketch;
use super::{heading_id, raw};
use crate::address::names::Section;
use crate::browser::{framed, rendering};
use crate::drawing::math::prose;
use crate::drawing::words::unseen;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct SectionProps {
    pub(super) section: Section,
    pub(super) mark: SectionProgress,
    /// Whether its figure is there.
    pub(super) live: bool,
    pub(super) on_step: Callback<(usize, Step)>,
    /// The section whose figure is to be there.
    pub(super) on_live: Callback<Option<Section>>,
}

/// The section.
#[component]
pub(super) fn LessonSection(props: &SectionProps) -> Html {
    rendering();
    let Section(place) = props.section;
    let (lesson, mark) = (props.section.lesson(), &props.mark);
    // Whether the reader asked to see before saying what to expect.
    let hasty = use_state_eq(|| false);
    let button = use_node_ref();
    {
        let button = button.clone();
        use_effect_with(props.live, move |live| {
            // The figure that was live before is gone, and where that moves the page, the browser comes after.
            if let (true, Some(button)) = (live, button.cast::<HtmlElement>()) {
                let _ = button.focus();
            }
        });
    }
    let (before, after) = lesson.text.split_once("<hr>").unwrap_or((lesson.text, ""));
    let on_step = props.on_step.reform(move |step| (place, step));
    let on_bet = on_step.reform(Step::Bet);
    let on_check = on_step.reform(Step::Check);
    let on_sketch = on_step.reform(Step::Sketch);
    let has_bet = mark.bet.is_some() || !mark.sketch.is_empty();
    let on_show = {
        let (section, live, shown) = (props.section, props.live, mark.shown);
        let (on_live, hasty) = (props.on_live.clone(), hasty.setter());
        let on_step = on_step.clone();
        Callback::from(move |_: MouseEvent| {
            hasty.set(!has_bet);
            if has_bet {
                on_live.emit((!live).then_some(section));
                if !shown {
                    on_step.emit(Step::Shown);
                }
            }
        })
    };
    let name = |part: &str| format!("{}-{part}", props.section.slug());
    let (predict, said) = match &lesson.predict {
        Predict::Bet(ask) => (
            if mark.shown {
                Html::default()
            } else {
                question(ask, &name("bet"), "What do you expect?", mark.bet, &on_bet)
            },
            mark.bet.filter(|_| mark.shown).map(|bet| outcome(ask, bet)),
        ),
        Predict::Sketch(question) => (
            if mark.shown {
                Html::default()
            } else {
                html! {
                    <>
                        <p class="ask"><b>{ "What do you expect? " }</b>{ *question }</p>
                        <Sketch title={props.section.title()} scenario={lesson.scenario} sketch={mark.sketch.clone()}
                            {on_sketch} />
                    </>
                }
            },
            mark.shown
                .then(|| html! { "Your sketch is the thin dashed line with dots in the chart." }),
        ),
    };
    let label = match (props.live, mark.shown) {
        (true, _) => "Hide the figure",
        (false, true) => "Show the figure",
        (false, false) => "Show me",
    };
    let figure = name("figure");
    html! {
        <section class="lesson" data-section={props.section.slug()} aria-labelledby={heading_id(props.section)}>
            <h2 id={heading_id(props.section)} tabindex="-1">{ format!("{}. {}", place + 1, props.section.title()) }</h2>
            <div class="prose">{ raw(before) }</div>
            <div class="predict">{ predict }</div>
            <button type="button" class="button show" ref={button} aria-expanded={if props.live { "true" } else { "false" }}
                aria-controls={figure.clone()} onclick={on_show}>{ label }{ unseen(props.section.title()) }</button>
            <p class="said" role="status">
                if *hasty && !has_bet {
                    { "First say what you expect. A wrong guess is better than none: you will remember what was different." }
                }
                { said }
            </p>
            <div class="live" id={figure}>
                if props.live {
                    { live(props.section, &mark.sketch) }
                }
            </div>
            if mark.shown {
                <div class="prose">{ raw(after) }</div>
            }
            { question(&lesson.check, &name("check"), "Check.", mark.check, &on_check) }
            <p class="said" role="status">{ mark.check.map(|check| verdict(&lesson.check, check)) }</p>
            <p class="onward">
                <a href={format!("#/lab?{}{}", lesson.scenario, lesson.view)} target={framed().then_some("_blank")}>
                    { "In the Lab" }{ unseen(props.section.title()) }
                </a>
            </p>
        </section>
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
                <span>{ prose(text) }</span>
            </label>
        }
    };
    html! {
        <fieldset class="ask">
            <legend><b>{ intro }{ " " }</b>{ prose(ask.question) }</legend>
            { for ask.answers.iter().enumerate().map(|(place, (text, _))| answer(place, text)) }
        </fieldset>
    }
}

/// What was bet on, and what is so.
fn outcome(ask: &'static Ask, bet: usize) -> Html {
    let (text, _) = ask.answers[bet];
    html! { <>{ "You expected: “" }{ prose(text) }{ "” " }{ verdict(ask, bet) }</> }
}

/// Whether an answer is right, and why.
fn verdict(ask: &'static Ask, chosen: usize) -> Html {
    let right = chosen == ask.right;
    let (class, sign) = if right {
        ("is-right", "✓ Right. ")
    } else {
        ("is-not", "✗ Not quite. ")
    };
    html! { <><b class={class}>{ sign }</b>{ prose(ask.answers[chosen].1) }</> }
}
