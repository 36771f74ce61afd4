//! One part of an exercise: the question, its controls, the mark, and help.

use super::blocks::blocks;
use super::saved::PartAnswer;
use crate::drawing::math::prose;
use crate::drawing::words::unseen;
use p2p_course::exercise::{Answer, Part, Verdict};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A part, and what was done with it.
pub(super) struct Question<'a> {
    pub(super) part: &'a Part,
    /// Its number in the exercise, from 1.
    pub(super) number: usize,
    /// Its place among all parts of the set, for the ids.
    pub(super) place: usize,
    pub(super) given: &'a PartAnswer,
    /// Whether marks and help wait until the end.
    pub(super) exam: bool,
    pub(super) on_give: &'a Callback<(usize, PartAnswer)>,
}

/// The part as it is worked at.
pub(super) fn question(props: &Question) -> Html {
    let Question {
        part, place, given, ..
    } = *props;
    let give = |next: PartAnswer| {
        let on_give = props.on_give.clone();
        Callback::from(move |()| on_give.emit((place, next.clone())))
    };
    let check = give(PartAnswer {
        checked: true,
        ..given.clone()
    });
    let on_submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        check.emit(());
    });
    html! {
        <form class="part" onsubmit={on_submit}>
            <fieldset aria-describedby={format!("form-{place}")}>
                <legend id={format!("ask-{place}")}>{ prose(&part.question) }</legend>
                { control(props) }
                <p class="hint" id={format!("form-{place}")}>{ form(&part.answer) }</p>
            </fieldset>
            if !props.exam {
                <div class="part-buttons">
                    <button class="button">{ "Check" }{ of(props) }</button>
                    { help(props, &give) }
                </div>
                <div role="status">
                    if given.checked { { marked(part, &given.typed, "Look at a hint, or try again.") } }
                </div>
                <div role="status" class="help">
                    if given.hints > 0 {
                        <ul>{ for part.hints.iter().take(given.hints).map(|hint| html! { <li>{ prose(hint) }</li> }) }</ul>
                    }
                    if given.working { { working(part) } }
                </div>
            }
        </form>
    }
}

/// The end of the names of a part's controls.
fn of(props: &Question) -> Html {
    unseen(format_args!("of part {}", props.number))
}

/// The next hint, and after the last one, or once the answer is right, the working.
fn help(props: &Question, give: &dyn Fn(PartAnswer) -> Callback<()>) -> Html {
    let Question { part, given, .. } = *props;
    let hints = part.hints.len();
    let is_right = given.checked && matches!(part.mark(&given.typed), Verdict::Right { .. });
    let mut next = given.clone();
    let name = if given.hints < hints && !is_right {
        next.hints += 1;
        format!("Hint {} of {hints}", next.hints)
    } else {
        next.working = !given.working;
        if given.working {
            "Hide the working"
        } else {
            "Show the working"
        }
        .to_owned()
    };
    let on_click = give(next).reform(|_: MouseEvent| ());
    html! { <button type="button" class="button" onclick={on_click}>{ name }{ of(props) }</button> }
}

/// How the answer is to be found, with its numbers.
pub(super) fn working(part: &Part) -> Html {
    html! { <div class="working"><h3>{ "Working" }</h3>{ blocks(&part.working) }</div> }
}

/// What to do with the controls, and how exact an answer must be.
fn form(answer: &Answer) -> String {
    match answer {
        Answer::Choice { .. } => "Choose one.".to_owned(),
        Answer::Items { .. } => "Tick every right answer.".to_owned(),
        Answer::Order { .. } => "Choose a letter for each place, the first event first.".to_owned(),
        Answer::Quantity { .. } | Answer::Count { .. } => answer.form(),
    }
}

/// What the answer is worth; `otherwise` where it is wrong and nobody can tell why.
pub(super) fn marked(part: &Part, typed: &str, otherwise: &str) -> Html {
    let mark = if typed.is_empty() {
        Verdict::Unreadable {
            why: "You haven’t answered yet.".to_owned(),
        }
    } else {
        part.mark(typed)
    };
    verdict(&mark, otherwise)
}

fn verdict(mark: &Verdict, otherwise: &str) -> Html {
    let (class, says) = match mark {
        Verdict::Right { read } => ("is-right", format!("✓ Right: {read}.")),
        Verdict::Wrong {
            read,
            misconception,
        } => {
            let told = misconception.as_deref().unwrap_or(otherwise);
            ("is-wrong", format!("✗ Not quite: {read}. {told}"))
        }
        Verdict::Unreadable { why } => ("is-wrong", format!("✗ {why}")),
    };
    html! { <p class={classes!("verdict", class)}>{ prose(&says) }</p> }
}

/// What the reader types into or chooses from. Whatever it is, it comes to the text that one would type.
fn control(props: &Question) -> Html {
    let Question {
        part, place, given, ..
    } = *props;
    let give = {
        let (on_give, given) = (props.on_give.clone(), given.clone());
        Callback::from(move |typed: String| {
            on_give.emit((
                place,
                PartAnswer {
                    typed,
                    checked: false,
                    ..given.clone()
                },
            ));
        })
    };
    let typed = given.typed.as_str();
    match &part.answer {
        Answer::Quantity { .. } | Answer::Count { .. } => {
            let on_input = give.reform(|event: InputEvent| {
                event.target_unchecked_into::<HtmlInputElement>().value()
            });
            html! {
                <input class="text answer" type="text" autocomplete="off" spellcheck="false" maxlength="200"
                    aria-labelledby={format!("ask-{place}")} value={typed.to_owned()} oninput={on_input} />
            }
        }
        Answer::Choice { options, .. } => {
            let option = |(letter, option): (char, &String)| {
                let letter = letter.to_string();
                tick(
                    &Tick {
                        radio: Some(place),
                        label: format!("{letter}. {option}"),
                        of: of(props),
                        on: typed == letter,
                        fixed: false,
                    },
                    give.reform(move |_| letter.clone()),
                )
            };
            html! { <div class="options">{ for ('A'..).zip(options).map(option) }</div> }
        }
        Answer::Items { first, last, .. } => {
            let items = numbers(typed);
            let item = |item: u32| {
                let mut next = items.clone();
                match next.iter().position(|known| *known == item) {
                    Some(known) => {
                        next.remove(known);
                    }
                    None => next.insert(next.partition_point(|known| *known < item), item),
                }
                let next = next
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                tick(
                    &Tick {
                        radio: None,
                        label: item.to_string(),
                        of: of(props),
                        on: items.contains(&item),
                        fixed: false,
                    },
                    give.reform(move |_| next.clone()),
                )
            };
            html! { <div class="items">{ for (*first..=*last).map(item) }</div> }
        }
        Answer::Order { events, .. } => {
            let chosen: Vec<char> = typed.chars().collect();
            let select = |place: usize| {
                let (give, mut next) = (give.clone(), chosen.clone());
                next.resize(events.len(), '-');
                let on_change = Callback::from(move |event: Event| {
                    let value = event.target_unchecked_into::<HtmlSelectElement>().value();
                    let mut next = next.clone();
                    next[place] = value.chars().next().unwrap_or('-');
                    give.emit(next.into_iter().collect());
                });
                let option = |letter: char| {
                    let selected = chosen.get(place) == Some(&letter);
                    // With a value: its text is others' to change.
                    html! { <option value={letter.to_string()} {selected}>{ letter }</option> }
                };
                html! {
                    <label>
                        { place + 1 }{ of(props) }
                        <select onchange={on_change}>
                            <option value="-" selected={!chosen.get(place).is_some_and(char::is_ascii_uppercase)}>{ "–" }</option>
                            { for ('A'..).take(events.len()).map(option) }
                        </select>
                    </label>
                }
            };
            html! { <>{ lettered(events) }<div class="order">{ for (0..events.len()).map(select) }</div></> }
        }
    }
}

/// Things that are called A, B, C and so on.
pub(super) fn lettered(things: &[String]) -> Html {
    html! { <ol class="lettered">{ for things.iter().map(|thing| html! { <li>{ prose(thing) }</li> }) }</ol> }
}

/// A radio button of a group, or a check box.
pub(super) struct Tick {
    pub(super) radio: Option<usize>,
    pub(super) label: String,
    /// What it belongs to, unseen.
    pub(super) of: Html,
    pub(super) on: bool,
    /// Whether it must stay as it is.
    pub(super) fixed: bool,
}

pub(super) fn tick(tick: &Tick, on_change: Callback<Event>) -> Html {
    let kind = if tick.radio.is_some() {
        "radio"
    } else {
        "checkbox"
    };
    let name = tick.radio.map(|group| format!("group-{group}"));
    html! {
        <label class="tick">
            <input type={kind} name={name} checked={tick.on} disabled={tick.fixed} onchange={on_change} />
            <span>{ prose(&tick.label) }{ tick.of.clone() }</span>
        </label>
    }
}

/// The numbers of what was ticked.
fn numbers(typed: &str) -> Vec<u32> {
    typed
        .split(", ")
        .filter_map(|number| number.parse().ok())
        .collect()
}
