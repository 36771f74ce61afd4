//! The charts of a run: four readings of the same history, linked. What is pointed at in one is marked in all.
//!
//! Here is what they share. [`panel`] is one chart with its slider, its numbers and its files; [`canvas`] draws.

use crate::address::names::ChartKind;
use crate::browser::fold::use_fold;
use crate::browser::rendering;
use crate::charts::panel::ChartPanel;
use crate::charts::{Marks, Place};
use p2p_model::swarm::{ChunkId, HostId, Trace};
use p2p_model::units::Seconds;
use std::rc::Rc;
use yew::prelude::*;

/// Where the charts are open at first: on screens that show more than one thing at a time.
const ROOMY: &str = "(min-width: 60rem)";

#[derive(PartialEq, Properties)]
pub(crate) struct ChartsProps {
    pub(crate) trace: Rc<Trace>,
    /// Another run to compare with, and its name.
    #[prop_or_default]
    pub(crate) other: Option<(AttrValue, Rc<Trace>)>,
    /// The only one of the charts to show.
    #[prop_or_default]
    pub(crate) only: Option<ChartKind>,
    /// Where the page stands.
    pub(crate) time: Seconds,
    pub(crate) selected: Option<HostId>,
    #[prop_or_default]
    pub(crate) chunk: Option<ChunkId>,
    pub(crate) on_time: Callback<Seconds>,
    pub(crate) on_host: Callback<Option<HostId>>,
    #[prop_or_default]
    pub(crate) on_chunk: Callback<Option<ChunkId>>,
}

/// The charts, in a fold. In a closed one nothing is computed and nothing drawn.
#[component]
pub(crate) fn Charts(props: &ChartsProps) -> Html {
    rendering();
    let (open, on_toggle) = use_fold(ROOMY);
    let pointed = use_state_eq(Place::default);
    {
        // Another run: what was pointed at is not there any more.
        let pointed = pointed.setter();
        use_effect_with(props.trace.clone(), move |_| pointed.set(Place::default()));
    }
    let on_point = {
        let pointed = pointed.setter();
        Callback::from(move |place| pointed.set(place))
    };
    let on_pick = {
        let (on_time, on_host, on_chunk) = (
            props.on_time.clone(),
            props.on_host.clone(),
            props.on_chunk.clone(),
        );
        let selected = props.selected;
        Callback::from(move |place: Place| {
            if let Some(time) = place.time {
                on_time.emit(Seconds(time));
            }
            if let Some(host) = place.host {
                // A second touch lets go, as in the picture.
                on_host.emit(Some(host).filter(|host| selected != Some(*host)));
            }
            if place.chunk.is_some() {
                on_chunk.emit(place.chunk);
            }
        })
    };
    let marks = Marks {
        here: Place {
            time: Some(props.time.0),
            host: props.selected,
            chunk: props.chunk,
        },
        pointed: *pointed,
    };
    let panel = |kind: ChartKind| {
        html! {
            <ChartPanel key={kind.id()} {kind} trace={props.trace.clone()} other={props.other.clone()} {marks}
                on_point={on_point.clone()} on_pick={on_pick.clone()} />
        }
    };
    if let Some(kind) = props.only {
        return panel(kind);
    }
    html! {
        <details class="charts" open={open} ontoggle={on_toggle}>
            <summary>{ "Charts of this run" }</summary>
            if open {
                <p class="hint">
                    { "Point at one chart to mark the same time, peer or chunk in all. Click, or press Enter on a slider, to go there." }
                </p>
                <div class="chart-grid">
                    { for ChartKind::ALL.into_iter().map(panel) }
                </div>
            }
        </details>
    }
}
