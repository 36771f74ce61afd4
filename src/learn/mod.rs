//! Learn: the lecture as an article with live figures.
//!
//! ```text
//! lessons ──▶ section ──▶ race, client_server, …   a body each: prose, numbers to drag, a small figure
//! text/          │            └─▶ kit              what they are made of
//!                └ also alone, for a frame         progress: kept in this browser
//! ```
//!
//! A figure runs while it is in view, and costs nothing while it is not.

mod client_server;
mod closing;
mod games;
mod gap;
mod ideal;
mod kit;
mod lessons;
mod newcomer;
mod p2p;
mod progress;
mod race;
mod rarest;
mod runs;
mod section;
mod terms;
mod tit_for_tat;
mod upload;

use crate::address::names::Section;
use crate::address::route::{Page, with_query};
use crate::browser::storage::use_stored;
use crate::browser::{InView, document, rendering};
use crate::drawing::words::unseen;
use crate::shell::{PageProps, frame};
use kit::light::use_light;
use lessons::LESSONS;
use progress::{Progress, SectionProgress, Step, note, remembered};
use section::LessonSection;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The page.
#[component]
pub(crate) fn Learn(props: &PageProps) -> Html {
    rendering();
    let (progress, on_step) = use_progress();
    let root = use_node_ref();
    use_light(&root);
    let here = use_here(&root);
    let section = match props.state.page {
        Page::Learn(section) => section,
        _ => None,
    };
    use_effect_with((section, props.state.loads), |(section, _)| {
        if let Some(section) = section {
            go_to(*section);
        }
    });
    let on_clear = {
        let on_step = on_step.clone();
        Callback::from(move |_: MouseEvent| {
            for place in 0..LESSONS.len() {
                on_step.emit((place, Step::Clear));
            }
        })
    };
    let done = (0..LESSONS.len())
        .filter(|place| progress[*place].is_done(*place))
        .count();
    let main = html! {
        <div class="learn" ref={root}>
            <div class="learn-head">
                <h1>{ "A file for many people" }</h1>
            </div>
            <nav class="contents" aria-label="Sections">
                <ol>{ for (0..LESSONS.len()).map(|place| contents_line(place, &progress[place], *here == place)) }</ol>
            </nav>
            <div class="lessons">
                { for (0..LESSONS.len()).map(|place| html! {
                    <LessonSection key={Section(place).slug()} section={Section(place)}
                        mark={progress[place].clone()} on_step={on_step.clone()} />
                }) }
                { closing::summary() }
                { closing::progress(done, on_clear) }
                <section class="lesson" aria-labelledby="glossary">
                    <h2 id="glossary">{ "Glossary" }</h2>
                    <div class="scroll glossary" tabindex="0" role="group" aria-label="All terms">{ raw(include_str!("text/glossary.html")) }</div>
                </section>
                <section class="lesson" aria-labelledby="sources">
                    <h2 id="sources">{ "Sources" }</h2>
                    { raw(include_str!("text/sources.html")) }
                </section>
            </div>
        </div>
    };
    frame(props, Html::default(), main)
}

/// A section in a frame.
#[derive(PartialEq, Properties)]
pub(crate) struct AloneProps {
    pub(crate) section: Section,
    /// Told whether an answer to the question is right.
    pub(crate) on_answer: Callback<bool>,
}

/// One section with no page around it.
#[component]
pub(crate) fn SectionAlone(props: &AloneProps) -> Html {
    rendering();
    let (progress, on_step) = use_progress();
    let root = use_node_ref();
    use_light(&root);
    let on_step = {
        let (right, on_answer) = (props.section.lesson().check.right, props.on_answer.clone());
        Callback::from(move |(section, step): (usize, Step)| {
            if let Step::Check(answer) = step {
                on_answer.emit(answer == right);
            }
            on_step.emit((section, step));
        })
    };
    html! {
        <div class="alone" ref={root}>
            <LessonSection section={props.section} mark={progress[props.section.0].clone()} {on_step} />
        </div>
    }
}

/// How far the reader is, and what takes them further.
#[hook]
fn use_progress() -> (Rc<Progress>, Callback<(usize, Step)>) {
    let progress = use_stored(|| Rc::new(remembered()));
    let setter = progress.setter();
    let on_step = use_callback((), move |(section, step): (usize, Step), ()| {
        setter.set(Rc::new(note(section, step)));
    });
    ((*progress).clone(), on_step)
}

fn contents_line(place: usize, mark: &SectionProgress, here: bool) -> Html {
    let section = Section(place);
    let (sign, state) = match (mark.is_done(place), *mark == SectionProgress::default()) {
        (true, _) => ("✓", "done"),
        (false, false) => ("…", "begun"),
        (false, true) => ("", ""),
    };
    // The address may be there already; the reader is not.
    let on_click = Callback::from(move |_: MouseEvent| go_to(section));
    html! {
        <li data-here={here.then_some("")}>
            <a href={with_query(Page::Learn(Some(section)), "")} onclick={on_click} aria-current={here.then_some("true")}>
                <span class="place">{ place + 1 }</span>
                <span class="title">{ section.title() }</span>
                <span class="sign" aria-hidden="true">{ sign }</span>
                { unseen(state) }
            </a>
        </li>
    }
}

/// The section that the reader is at: the one in the middle of the window.
#[hook]
fn use_here(root: &NodeRef) -> UseStateHandle<usize> {
    let here = use_state_eq(|| 0);
    let (root, setter) = (root.clone(), here.setter());
    use_effect_with((), move |()| {
        let sections = Section::all().filter_map(|section| {
            document()
                .get_element_by_id(&heading_id(section))?
                .parent_element()
        });
        let watch = root.get().and_then(|_| {
            InView::new(sections, "-45% 0px -50% 0px", move |place, is_here| {
                if is_here {
                    setter.set(place);
                }
            })
        });
        move || drop(watch)
    });
    here
}

/// Puts a section at the top of the window, and the focus on its heading.
fn go_to(section: Section) {
    let heading = document().get_element_by_id(&heading_id(section));
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        heading.scroll_into_view();
        let _ = heading.focus();
    }
}

fn heading_id(section: Section) -> String {
    format!("learn-{}", section.slug())
}

/// HTML of this program's own.
fn raw(html: &'static str) -> Html {
    Html::from_html_unchecked(AttrValue::Static(html))
}
