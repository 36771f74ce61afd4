//! Lab: everything at once, for a free hand.

use crate::browser::{focus_main, now, window};
use crate::components::bounds_figure::{BoundsFigureProps, use_bounds_figure};
use crate::components::controls::{Edited, ShareProps, controls, use_share};
use crate::components::experiments::{ExperimentsProps, use_experiments};
use crate::components::files::{DropZoneProps, Opened, use_drop_zone};
use crate::components::gallery::Gallery;
use crate::components::kept::{KeptProps, use_kept};
use crate::components::notice::notice;
use crate::components::swarm_figure::SwarmFigure;
use crate::components::undo::{UndoRedoProps, use_undo_redo};
use crate::part::part;
use crate::state::{Action, Field, State};
use crate::theme::{Palette, Theme};
use crate::view::View;
use p2p_model::scenario::Scenario;
use std::rc::Rc;
use yew::prelude::*;

/// Below this width the controls are folded away at first, in CSS pixels.
const WIDE: f64 = 960.0;

#[derive(PartialEq, Properties)]
pub(crate) struct LabProps {
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) theme: Theme,
    pub(crate) palette: Rc<Palette>,
    pub(crate) set_theme: Callback<Theme>,
}

/// The page.
#[hook]
pub(crate) fn use_lab(props: &LabProps) -> Html {
    let state = &props.state;
    let folded = *use_memo((), |()| {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        width.is_some_and(|width| width < WIDE)
    });
    let dispatch = state.dispatcher();
    let on_edit = use_callback((), {
        let dispatch = dispatch.clone();
        move |(field, scenario): (Field, Rc<Scenario>), ()| {
            dispatch.dispatch(Action::Edit(field, scenario, now()));
        }
    });
    let on_view = use_callback((), {
        let dispatch = dispatch.clone();
        move |view: View, ()| dispatch.dispatch(Action::Look(view))
    });
    let on_open = use_callback((), {
        let dispatch = dispatch.clone();
        move |(name, contents): Opened, ()| {
            dispatch.dispatch(Action::Open(name, Box::new(contents)));
        }
    });
    let on_dismiss = use_callback((), move |(), ()| dispatch.dispatch(Action::Dismiss));
    let edited = Edited {
        scenario: state.scenario.clone(),
        on_edit: on_edit.clone(),
    };
    html! {
        <div class="page">
            <a class="skip" href="#main" onclick={skip_to_main()}>{ "Skip to the lab" }</a>
            <header class="masthead">
                <h1>{ "P2P Lab" }</h1>
                <p class="tagline">{ "How long does it take to give a file to everyone?" }</p>
                <div class="masthead-tools">
                    <Gallery scenario={state.scenario.clone()} on_edit={on_edit.clone()} />
                    { part!(use_undo_redo, UndoRedoProps { state: state.clone() }) }
                    { part!(use_share, ShareProps { fragment: state.fragment() }) }
                    { theme_switch(props.theme, &props.set_theme) }
                </div>
            </header>
            <main id="main" tabindex="-1">
                { notice(state, &on_dismiss) }
                <div class="lab">
                    { controls(&edited, &on_open, folded) }
                    <div class="figures">
                        <SwarmFigure scenario={state.scenario.clone()} palette={props.palette.clone()}
                            view={state.view.clone()} other={state.other.clone()} loads={state.loads} {on_view} on_edit={on_edit.clone()} />
                        { part!(use_bounds_figure, BoundsFigureProps {
                            scenario: state.scenario.clone(),
                            palette: props.palette.clone(),
                        }) }
                        { part!(use_experiments, ExperimentsProps {
                            scenario: state.scenario.clone(),
                            palette: props.palette.clone(),
                            on_edit,
                        }) }
                    </div>
                </div>
            </main>
            <footer class="colophon">
                <p>
                    { "P2P Lab plays the model of Kurose & Ross, section 2.5, and of BitTorrent (BEP 3). Only access links limit; the network between them is as fast as need be." }
                </p>
                { part!(use_kept, KeptProps { set_theme: props.set_theme.clone() }) }
            </footer>
            { part!(use_drop_zone, DropZoneProps { on_open }) }
        </div>
    }
}

/// A fragment would be taken for a page, so the focus is moved by hand.
fn skip_to_main() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        focus_main();
    })
}

/// As the system has it, light, or dark.
fn theme_switch(present: Theme, set_theme: &Callback<Theme>) -> Html {
    html! {
        <div class="segments" role="group" aria-label="Theme">
            { for Theme::ALL.map(|theme| {
                let pressed = theme == present;
                let on_click = set_theme.reform(move |_: MouseEvent| theme);
                html! {
                    <button type="button" class="button segment" aria-pressed={if pressed { "true" } else { "false" }} onclick={on_click}>
                        { theme.name() }
                    </button>
                }
            }) }
        </div>
    }
}
