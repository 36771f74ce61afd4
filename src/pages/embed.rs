//! One figure with its essential controls and no page around it, for a frame in another page.

use crate::browser::{self, ResizeWatch, now, window};
use crate::components::bounds_figure::{BoundsFigureProps, use_bounds_figure};
use crate::components::controls::{Edited, in_short, presets};
use crate::components::notice::notice;
use crate::components::quantity::{QuantityProps, use_quantity};
use crate::components::swarm_figure::SwarmFigure;
use crate::part::part;
use crate::route::{Figure, Page, fragment};
use crate::state::{Action, Field, State};
use crate::theme::Palette;
use crate::view::View;
use js_sys::{Object, Reflect};
use p2p_model::scenario::Scenario;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct EmbedProps {
    pub(crate) figure: Figure,
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) palette: Rc<Palette>,
}

/// The figure alone.
#[hook]
pub(crate) fn use_embed(props: &EmbedProps) -> Html {
    let state = &props.state;
    let root = use_node_ref();
    use_height_told(&root, props.figure);
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
    let on_dismiss = use_callback((), move |(), ()| dispatch.dispatch(Action::Dismiss));
    let scenario = state.scenario.clone();
    let figure = match props.figure {
        Figure::Bounds => html! {
            <>
                <div class="embed-controls">
                    { essentials(&Edited { scenario: scenario.clone(), on_edit }) }
                </div>
                { part!(use_bounds_figure, BoundsFigureProps {
                    scenario: scenario.clone(),
                    palette: props.palette.clone(),
                }) }
            </>
        },
        Figure::Swarm => html! {
            <>
                <p class="embed-scenario">{ in_short(&scenario) }</p>
                <SwarmFigure scenario={scenario.clone()} palette={props.palette.clone()} view={state.view.clone()}
                    other={state.other.clone()} loads={state.loads} {on_view} {on_edit} embedded=true />
            </>
        },
    };
    let lab = fragment(Page::Lab, &scenario.to_string(), &state.view);
    let name = match props.figure {
        Figure::Bounds => "P2P Lab: the least time",
        Figure::Swarm => "P2P Lab: the swarm",
    };
    html! {
        <main class="embed" ref={root}>
            <h1 class="visually-hidden">{ name }</h1>
            { notice(state, &on_dismiss) }
            { figure }
            <p class="embed-foot"><a href={lab} target="_blank" rel="noopener">{ "Open in P2P Lab" }</a></p>
        </main>
    }
}

/// The values that matter most to the bounds.
fn essentials(props: &Edited) -> Html {
    let quantity = |id: &'static str, label: &'static str, field: Field| {
        part!(
            use_quantity,
            QuantityProps {
                id,
                label,
                field,
                scenario: props.scenario.clone(),
                on_edit: props.on_edit.clone(),
            }
        )
    };
    html! {
        <>
            { presets(props) }
            { quantity("file", "File size", Field::File) }
            { quantity("server", "Server upload", Field::Server) }
            if props.scenario.peers.len() == 1 {
                { quantity("count-1", "Peers", Field::Count(0)) }
                { quantity("up-1", "Peer upload", Field::Up(0)) }
                { quantity("down-1", "Peer download", Field::Down(0)) }
            }
        </>
    }
}

/// Tells the page around the frame how high the figure is, at first and whenever that changes.
#[hook]
fn use_height_told(root: &NodeRef, figure: Figure) {
    let root = root.clone();
    use_effect_with(figure, move |figure| {
        let figure = *figure;
        let watch = browser::framed()
            .then(|| root.cast::<Element>())
            .flatten()
            .and_then(|root| {
                let measured = root.clone();
                ResizeWatch::new(&root, move || tell_height(&measured, figure))
            });
        move || drop(watch)
    });
}

fn tell_height(root: &Element, figure: Figure) {
    let message = Object::new();
    let set = |key: &str, value: wasm_bindgen::JsValue| {
        let _ = Reflect::set(&message, &key.into(), &value);
    };
    set("type", "p2p-lab:height".into());
    set(
        "height",
        root.get_bounding_client_rect().height().ceil().into(),
    );
    set("figure", figure.name().into());
    if let Ok(Some(parent)) = window().parent() {
        // Any page may frame a figure, and its height is no secret.
        let _ = parent.post_message(&message, "*");
    }
}
