//! Lab: everything at once, for a free hand.

use crate::browser::width;
use crate::components::bounds_figure::{BoundsFigureProps, use_bounds_figure};
use crate::components::controls::{Edited, controls};
use crate::components::copy::{ShareProps, use_share};
use crate::components::experiments::{ExperimentsProps, use_experiments};
use crate::components::files::{DropZoneProps, use_drop_zone};
use crate::components::gallery::Gallery;
use crate::components::swarm_figure::SwarmFigure;
use crate::components::undo::{UndoRedoProps, use_undo_redo};
use crate::pages::edits::{Edits, use_edits};
use crate::pages::frame::{PageProps, frame};
use crate::part::part;
use yew::prelude::*;

/// Below this width the controls are folded away at first, in CSS pixels.
const WIDE: f64 = 960.0;

/// The page.
#[hook]
pub(crate) fn use_lab(props: &PageProps) -> Html {
    let state = &props.state;
    let folded = *use_memo((), |()| width().is_some_and(|width| width < WIDE));
    let Edits {
        on_edit,
        on_view,
        on_open,
    } = use_edits(state);
    let edited = Edited {
        scenario: state.scenario.clone(),
        on_edit: on_edit.clone(),
    };
    let tools = html! {
        <>
            <Gallery scenario={state.scenario.clone()} on_edit={on_edit.clone()} />
            { part!(use_undo_redo, UndoRedoProps { state: state.clone() }) }
            { part!(use_share, ShareProps { fragment: state.fragment() }) }
        </>
    };
    let main = html! {
        <>
            <h1 class="visually-hidden">{ "Lab" }</h1>
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
            { part!(use_drop_zone, DropZoneProps { on_open }) }
        </>
    };
    frame(props, tools, main)
}
