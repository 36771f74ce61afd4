//! One figure with no page around it, for a frame in another page.

use crate::address::figures::{Figure, Query};
use crate::address::messages::{Command, on_command, tell, tell_ready};
use crate::address::options::{Controls, Options};
use crate::address::route::{Address, Page, with_query};
use crate::address::view::{Show, View};
use crate::bounds::BoundsFigure;
use crate::browser::{ResizeWatch, framed, rendering, window};
use crate::learn::SectionAlone;
use crate::practice::{Answered, Exercises};
use crate::scenario::Quantity;
use crate::scenario::controls::{Edited, controls};
use crate::scenario::field::Field;
use crate::scenario::presets::presets;
use crate::scenario::rules::in_short;
use crate::scenario::state::{Action, State};
use crate::shell::edits::{Edits, use_edits};
use crate::shell::notice::notice;
use crate::swarm::SwarmFigure;
use web_sys::Element;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct EmbedProps {
    pub(crate) figure: Figure,
    pub(crate) state: UseReducerHandle<State>,
}

/// The figure alone.
#[component]
pub(crate) fn Embed(props: &EmbedProps) -> Html {
    rendering();
    let state = &props.state;
    let options = &state.options;
    let root = use_node_ref();
    use_height_told(&root, options);
    use_scenario_commands(state);
    let Edits {
        on_edit,
        on_view,
        on_open,
    } = use_edits(state);
    let usual = usual_show(props.figure);
    let on_view = on_view.reform(move |mut view: View| {
        if view.show == usual {
            view.show = Show::Auto;
        }
        view
    });
    let dispatch = state.dispatcher();
    let on_dismiss = Callback::from(move |()| dispatch.dispatch(Action::Dismiss));
    let scenario = state.scenario.clone();
    {
        let clock = props.figure.has_clock();
        let (name, host) = (props.figure.entry().name, options.host.clone());
        use_effect_with((scenario.clone(), state.loads), move |(scenario, _)| {
            // A figure with a clock is ready once its runs are.
            if !clock {
                tell_ready(name, host.as_deref(), scenario, 0.0);
            }
        });
    }
    let edited = Edited {
        scenario: scenario.clone(),
        on_edit: on_edit.clone(),
    };
    let scenario_is_shown = props.figure.query() == Query::Scenario;
    let changeable = match options.controls {
        _ if !scenario_is_shown => Html::default(),
        Controls::None => html! { <p class="embed-scenario">{ in_short(&scenario) }</p> },
        Controls::Some => essentials(&edited, !props.figure.has_clock()),
        Controls::All => controls(&edited, &on_open, true),
    };
    let figure = match props.figure {
        Figure::Race | Figure::Swarm | Figure::Chart(_) => {
            let mut view = state.view.clone();
            if view.show == Show::Auto {
                view.show = usual;
            }
            html! {
                <SwarmFigure {scenario} {view} other={state.other.clone()} loads={state.loads}
                    {on_view} {on_edit} embedded=true embed={Some(options.clone())} />
            }
        }
        Figure::Section(section) => {
            let host = options.host.clone();
            let on_answer = Callback::from(move |right: bool| {
                tell_answer(
                    host.as_deref(),
                    Figure::Section(section).entry().name,
                    right,
                    1,
                );
            });
            html! { <SectionAlone {section} {on_answer} /> }
        }
        Figure::Practice => {
            let host = options.host.clone();
            let on_answer = Callback::from(move |answered: Answered| {
                let Answered {
                    exercise,
                    right,
                    parts,
                } = answered;
                tell_answer(host.as_deref(), &exercise, right, parts);
            });
            let dispatch = state.dispatcher();
            let on_ask = Callback::from(move |query: String| {
                dispatch.dispatch(Action::Ask(query.into()));
            });
            html! {
                <Exercises page={state.page} query={state.query.clone()} {on_ask}
                    fixed={options.controls != Controls::All} {on_answer} />
            }
        }
        Figure::Bounds | Figure::DistributionTime => {
            let chart_only = props.figure == Figure::DistributionTime;
            html! { <BoundsFigure {scenario} {chart_only} /> }
        }
    };
    let lab = state.fragment_of(match props.figure {
        Figure::Section(section) => Page::Learn(Some(section)),
        Figure::Practice => Page::Practice,
        _ => Page::Lab,
    });
    let entry = props.figure.entry();
    html! {
        <main class="embed" data-embed={entry.name} ref={root}>
            <h1 class="visually-hidden">{ entry.title }</h1>
            { notice(state, &on_dismiss) }
            { changeable }
            { figure }
            <p class="embed-foot">
                <a href={lab.clone()} target="_blank" rel="noopener" onclick={open_anyway(lab)}>{ "Open in P2P Lab" }</a>
            </p>
        </main>
    }
}

/// Tells the page around the frame that a question has been answered.
fn tell_answer(host: Option<&str>, exercise: &str, right: bool, parts: usize) {
    let told = [
        ("exercise", exercise.into()),
        ("right", right.into()),
        ("parts", parts.into()),
    ];
    tell(host, "answered", &told);
}

/// Which pictures a figure shows unless its address says more.
fn usual_show(figure: Figure) -> Show {
    match figure {
        Figure::Race => Show::Both,
        _ => Show::P2p,
    }
}

/// Follows a link to Lab. A frame in a sandbox may not be allowed a new window: then Lab takes its place in the frame.
fn open_anyway(lab: String) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        if !framed() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        let _ = match window().open_with_url_and_target(&lab, "_blank") {
            Ok(Some(opened)) => opened.set_opener(&wasm_bindgen::JsValue::NULL),
            _ => window().location().set_hash(&lab),
        };
    })
}

/// The values that matter most, in a fold that is `open` at first or not.
fn essentials(props: &Edited, open: bool) -> Html {
    let quantity = |id: &'static str, label: &'static str, field: Field| {
        html! { <Quantity {id} {label} {field} scenario={props.scenario.clone()} on_edit={props.on_edit.clone()} /> }
    };
    html! {
        <details class="embed-scenario" {open}>
            <summary>{ in_short(&props.scenario) }</summary>
            <div class="embed-controls">
                { presets(props) }
                { quantity("file", "File size", Field::File) }
                { quantity("server", "Server upload", Field::Server) }
                if props.scenario.peers.len() == 1 {
                    { quantity("count-1", "Peers", Field::Count(0)) }
                    { quantity("up-1", "Peer upload", Field::Up(0)) }
                    { quantity("down-1", "Peer download", Field::Down(0)) }
                }
            </div>
        </details>
    }
}

/// Shows the scenarios that the page around sends, as if they had been in the address.
#[hook]
fn use_scenario_commands(state: &UseReducerHandle<State>) {
    let dispatch = state.dispatcher();
    use_effect_with(state.options.clone(), move |options| {
        let (options, host) = (options.clone(), options.host.clone());
        let page = Page::Embed(options.figure);
        let apply = Callback::from(move |command| {
            if let Command::Scenario(text) = command {
                let mut address = Address::read(&with_query(page, &text));
                // How the figure is set up is no part of a scenario.
                address.options = options.clone();
                dispatch.dispatch(Action::Load(Box::new(address)));
            }
        });
        let listener = on_command(host, apply);
        move || drop(listener)
    });
}

/// Tells the page around the frame how high the figure is, at first and whenever that changes.
#[hook]
fn use_height_told(root: &NodeRef, options: &Options) {
    let root = root.clone();
    use_effect_with(options.host.clone(), move |host| {
        let host = host.clone();
        let root = root.cast::<Element>().filter(|_| framed());
        let watch = root.and_then(|root| {
            let measured = root.clone();
            ResizeWatch::new(&root, move || {
                let height = measured.get_bounding_client_rect().height().ceil();
                tell(host.as_deref(), "height", &[("height", height.into())]);
            })
        });
        move || drop(watch)
    });
}
