//! Lab: everything at once, for a free hand.

use crate::bounds::BoundsFigure;
use crate::browser::copy::Share;
use crate::browser::{rendering, width};
use crate::scenario::controls::{Edited, controls};
use crate::scenario::files::DropZone;
use crate::scenario::gallery::Gallery;
use crate::scenario::undo::UndoRedo;
use crate::shell::edits::{Edits, use_edits};
use crate::shell::{PageProps, frame};
use crate::swarm::SwarmFigure;
use crate::sweep::Experiments;
use yew::prelude::*;

/// Below this width the controls are folded away at first, in CSS pixels.
const WIDE: f64 = 960.0;

/// The page.
#[component]
pub(crate) fn Lab(props: &PageProps) -> Html {
    rendering();
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
            <UndoRedo state={state.clone()} />
            <Share fragment={state.fragment()} />
        </>
    };
    let main = html! {
        <>
            <h1 class="visually-hidden">{ "Lab" }</h1>
            <div class="lab">
                { controls(&edited, &on_open, folded) }
                <div class="figures">
                    <SwarmFigure scenario={state.scenario.clone()}
                        view={state.view.clone()} other={state.other.clone()} loads={state.loads} {on_view} on_edit={on_edit.clone()} />
                    <BoundsFigure scenario={state.scenario.clone()} />
                    <Experiments scenario={state.scenario.clone()} {on_edit} />
                </div>
            </div>
            <DropZone {on_open} />
        </>
    };
    frame(props, tools, main)
}
