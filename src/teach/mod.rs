//! Teach: a figure, set up for a course page.

mod lines;

use crate::address::figures::{FIGURES, Figure, Query};
use crate::address::messages::on_height;
use crate::address::options::{CONTROLS, PLAY, THEMES};
use crate::address::route::{Page, with_query};
use crate::address::view::View;
use crate::browser;
use crate::browser::copy::{Share, line};
use crate::browser::{rendering, window};
use crate::scenario::controls::{Edited, controls};
use crate::scenario::state::State;
use crate::shell::edits::{Edits, use_edits};
use crate::shell::{PageProps, frame};
use crate::teach::lines::Lines;
use gloo_timers::callback::Timeout;
use p2p_model::units::Seconds;
use web_sys::{HtmlIFrameElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What the page says before anything is chosen.
const PROSE: &str = include_str!("text.html");

/// How long after the last change the preview follows, in milliseconds.
const PAUSE: u32 = 300;

/// The page.
#[component]
pub(crate) fn Teach(props: &PageProps) -> Html {
    rendering();
    let state = &props.state;
    let Edits {
        on_edit, on_open, ..
    } = use_edits(state);
    let edited = Edited {
        scenario: state.scenario.clone(),
        on_edit,
    };
    let figure = state.options.figure;
    let told = use_state_eq(|| None::<u64>);
    let height = told.unwrap_or(figure.entry().height);
    let on_height = {
        let told = told.setter();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // Checked by who read it.
        Callback::from(move |height: f64| told.set(Some(height.ceil() as u64)))
    };
    let site = use_state(|| None::<String>);
    let on_site = {
        let site = site.setter();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let folder = input.value();
            site.set(Some(format!("{}/", folder.trim().trim_end_matches('/'))));
        })
    };
    let site = (*site).clone().unwrap_or_else(folder);
    let scenario = state.query_of(state.page);
    let lines = Lines {
        entry: figure.entry(),
        site: &site,
        scenario: &scenario,
        options: &state.options.text(),
        height,
    };
    let tools = html! { <Share fragment={state.fragment()} /> };
    let main = html! {
        <div class="teach">
            <div class="teach-choices">
                <h1>{ "Teach" }</h1>
                <div class="prose">{ Html::from_html_unchecked(PROSE.into()) }</div>
                { choices(state, figure) }
                if figure.query() == Query::Scenario { { controls(&edited, &on_open, true) } }
            </div>
            <div class="teach-result">
                <section aria-labelledby="preview-title">
                    <h2 id="preview-title">{ "As a reader will see it" }</h2>
                    <Preview fragment={state.fragment_of(Page::Embed(figure))} {height} {on_height} />
                </section>
                <section aria-labelledby="lines-title">
                    <h2 id="lines-title">{ "Lines to copy" }</h2>
                    <div class="quantity">
                        <label for="site">{ "Address of P2P Lab, as your page writes it" }</label>
                        <input id="site" class="text" type="text" value={site.clone()} spellcheck="false" onchange={on_site} />
                    </div>
                    { line("link", "Link", lines.link()) }
                    { line("iframe", "Page in HTML", lines.frame()) }
                    { line("jekyll", "Page made by Jekyll", lines.jekyll()) }
                    { line("lms", "Page of a learning management system", lines.frame_and_link()) }
                    { line("markdown", "Page in Markdown", lines.markdown()) }
                </section>
            </div>
        </div>
    };
    frame(props, tools, main)
}

/// The folder this page is in. From disk it has no address that a page could use.
///
/// It is not in the link to Teach: whoever sent a link could otherwise have a page show what is theirs.
fn folder() -> String {
    let address = browser::address();
    let page = address.split(['#', '?']).next().unwrap_or_default();
    let folder = page.rfind('/').map_or("", |end| &page[..=end]);
    if folder.starts_with("http") {
        folder
    } else {
        "p2p-lab/"
    }
    .to_owned()
}

/// Which figure, and how it is set up. A choice is a new address, so that Back undoes it.
fn choices(state: &UseReducerHandle<State>, figure: Figure) -> Html {
    let options = &state.options;
    let figures = FIGURES.iter().map(|entry| (entry.name, entry.title));
    let chosen = FIGURES.iter().position(|entry| entry.figure == figure);
    let scenario = state.query_of(state.page);
    let (label, hint) = match figure.query() {
        Query::Scenario => (
            "Scenario and view as text",
            "As in a link of Lab, after its question mark. Empty: the usual scenario.",
        ),
        _ => (
            "Exercises as text",
            "As in a link of Practice, after its question mark. Empty: the usual set.",
        ),
    };
    let text = scenario.trim_start_matches('&').to_owned();
    let on_text = {
        let options = options.text_with_figure();
        Callback::from(move |event: Event| {
            let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            go(&[text.trim(), &options]);
        })
    };
    html! {
        <>
            { select(state, "figure", "Figure", figures.collect(), chosen) }
            { select(state, "controls", "A reader may change", CONTROLS.to_vec(), Some(options.controls as usize)) }
            { select(state, "theme", "Colours", THEMES.to_vec(), Some(options.theme as usize)) }
            if figure.has_clock() {
                { select(state, "play", "At first", PLAY.to_vec(), Some(options.play.into())) }
                { starts(state) }
            }
            if figure.query() != Query::Nothing {
                <div class="quantity">
                    <label for="text">{ label }</label>
                    <textarea id="text" class="text" rows="3" spellcheck="false" aria-describedby="text-hint" value={text} onchange={on_text} />
                    <p id="text-hint" class="hint">{ hint }</p>
                </div>
            }
        </>
    }
}

/// The instant shown at first.
fn starts(state: &UseReducerHandle<State>) -> Html {
    let view = View {
        time: Seconds(0.0),
        ..state.view.clone()
    };
    let before = [state.scenario.to_string(), view.text()].concat();
    let options = state.options.text_with_figure();
    let on_change = Callback::from(move |event: Event| {
        let time = event.target_unchecked_into::<HtmlInputElement>().value();
        go(&[&before, "&t=", time.trim(), &options]);
    });
    let time = state.view.text();
    let time = time
        .strip_prefix("&t=")
        .and_then(|text| text.split('&').next());
    html! {
        <div class="quantity">
            <label for="start">{ "Starts at" }</label>
            <input id="start" class="text" type="text" value={time.unwrap_or("0s").to_owned()} onchange={on_change} />
        </div>
    }
}

/// One of the options of the figure, by its key in the address.
fn select(
    state: &UseReducerHandle<State>,
    key: &'static str,
    label: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    present: Option<usize>,
) -> Html {
    let state = state.clone();
    let on_change = Callback::from(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        let mut next = (*state).clone();
        // Only what is offered is chosen.
        let _ = next.options.set(key, &value);
        go(&[
            &next.query_of(Page::Teach),
            &next.options.text_with_figure(),
        ]);
    });
    html! {
        <div class="quantity">
            <label for={key}>{ label }</label>
            <select id={key} onchange={on_change}>
                { for choices.into_iter().enumerate().map(|(index, (value, title))| html! {
                    <option {value} selected={Some(index) == present}>{ title }</option>
                }) }
            </select>
        </div>
    }
}

fn go(query: &[&str]) {
    let _ = window()
        .location()
        .set_hash(&with_query(Page::Teach, &query.concat()));
}

#[derive(PartialEq, Properties)]
struct PreviewProps {
    /// Of the figure.
    fragment: String,
    height: u64,
    on_height: Callback<f64>,
}

/// The figure in a frame, as it will be.
#[component]
fn Preview(props: &PreviewProps) -> Html {
    rendering();
    let frame = use_node_ref();
    let inside = {
        let frame = frame.clone();
        move || frame.cast::<HtmlIFrameElement>()?.content_window()
    };
    {
        let (inside, on_told) = (inside.clone(), props.on_height.clone());
        use_effect_with((), move |()| {
            let listener = on_height(inside, on_told);
            move || drop(listener)
        });
    }
    use_effect_with(props.fragment.clone(), move |fragment| {
        let address = address(fragment);
        let follow = Timeout::new(PAUSE, move || {
            if let Some(window) = inside() {
                // In place of what it showed: Back is for the choices.
                let _ = window.location().replace(&address);
            }
        });
        move || drop(follow)
    });
    html! {
        <iframe ref={frame} class="preview" title="The figure as a reader will see it" height={props.height.to_string()} />
    }
}

/// The figure in this same page file. With a query, since a page in itself is not loaded by every browser.
fn address(fragment: &str) -> String {
    let address = browser::address();
    let page = address.split(['#', '?']).next().unwrap_or_default();
    format!("{page}?preview{fragment}")
}
