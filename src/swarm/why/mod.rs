//! Why: one host, one transfer or one chunk looked at closely, in the words of the trace's own reasons.
//!
//! ```text
//! chooser ─▶ Select ─▶ host | transfer | chunk ─▶ words, each name a link to what it names
//!              │
//!              └─ diary, decision, spread: read from the whole trace once, kept while the selection stays
//! ```

mod chooser;
mod chunk;
mod event_index;
mod host;
mod scene;
mod transfer;

use crate::address::view::Select;
use crate::browser::rendering;
use chooser::{Chooser, neighbours};
use chunk::History;
use event_index::EventIndex;
use p2p_model::swarm::{Decision, HostId, Snapshot, Trace, decision};
use p2p_model::units::Seconds;
use scene::Scene;
use std::rc::Rc;
use yew::prelude::*;

/// What it is made from.
pub(crate) struct Why<'a> {
    pub(crate) trace: &'a Rc<Trace>,
    pub(crate) snapshot: &'a Rc<Snapshot>,
    pub(crate) selected: Option<Select>,
    pub(crate) on_select: &'a Callback<Option<Select>>,
    pub(crate) on_time: &'a Callback<Seconds>,
}

/// The choice of what is looked at, and all there is to know of it at this instant.
pub(crate) fn why(props: &Why) -> Html {
    let Why {
        trace, snapshot, ..
    } = *props;
    let selected = props.selected.filter(|select| {
        let peers = trace.hosts().len() as u64 - 1;
        select.exists(peers, trace.chunk_count().into())
    });
    let on_clear = props.on_select.reform(|_: MouseEvent| None);
    html! {
        <section class="why" aria-labelledby="why-title">
            <div class="why-head">
                <h3 id="why-title">{ "Why" }</h3>
                <button type="button" class="button quiet" onclick={on_clear}>{ "Clear" }</button>
            </div>
            <Chooser hosts={trace.hosts().len()} chunks={trace.chunk_count()} {selected}
                neighbours={neighbours(snapshot, selected)} on_select={props.on_select.clone()} />
            if let Some(selected) = selected {
                <Closeup trace={Rc::clone(trace)} snapshot={Rc::clone(snapshot)} {selected}
                    on_select={props.on_select.clone()} on_time={props.on_time.clone()} />
            } else {
                <p class="hint">
                    { "Choose a host, a transfer or a chunk, here or in the picture. Then read what happens there, and why." }
                </p>
            }
        </section>
    }
}

#[derive(Properties)]
struct CloseupProps {
    trace: Rc<Trace>,
    snapshot: Rc<Snapshot>,
    selected: Select,
    on_select: Callback<Option<Select>>,
    on_time: Callback<Seconds>,
}

/// Snapshots are made anew for every instant, so their address is enough. The callbacks do the same as long as the
/// figure lives.
impl PartialEq for CloseupProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.trace, &other.trace)
            && Rc::ptr_eq(&self.snapshot, &other.snapshot)
            && self.selected == other.selected
    }
}

/// What the whole trace says of a selection; it costs a pass over the events, so it is kept.
enum Reading {
    Host(HostId, EventIndex),
    Transfer {
        from: HostId,
        to: HostId,
        index_of_events: EventIndex,
    },
    Chunk(History),
}

impl Reading {
    fn of(trace: &Trace, selected: Select) -> Self {
        match selected {
            Select::Host(host) => Self::Host(host, EventIndex::of_host(trace, host)),
            Select::Transfer { from, to } => Self::Transfer {
                from,
                to,
                index_of_events: EventIndex::of_pair(trace, from, to),
            },
            Select::Chunk(chunk) => Self::Chunk(History::of(trace, chunk)),
        }
    }

    /// The choice of a chunk that is explained now.
    fn choice(&self, scene: &Scene) -> Option<usize> {
        match self {
            Self::Host(host, index_of_events) => host::latest_choice(scene, *host, index_of_events),
            Self::Transfer { from, to, .. } => transfer::choice(scene, *from, *to),
            Self::Chunk(_) => None,
        }
    }
}

/// All there is to know of what is selected.
#[component]
fn Closeup(props: &CloseupProps) -> Html {
    rendering();
    let reading = use_memo(
        (props.trace.clone(), props.selected),
        |(trace, selected)| Reading::of(trace, *selected),
    );
    let open = use_state(|| 0);
    let scene = Scene {
        trace: &props.trace,
        snapshot: &props.snapshot,
        on_select: &props.on_select,
        on_time: &props.on_time,
        open: &open,
    };
    let choice: Rc<Option<Decision>> = use_memo(
        (props.trace.clone(), reading.choice(&scene)),
        |(trace, event)| event.and_then(|event| decision(trace, event)),
    );
    let choice = choice.as_ref().as_ref();
    match reading.as_ref() {
        Reading::Host(host, index_of_events) => host::host(&scene, *host, index_of_events, choice),
        Reading::Transfer {
            from,
            to,
            index_of_events,
        } => transfer::transfer(&scene, *from, *to, index_of_events, choice),
        Reading::Chunk(history) => chunk::chunk(&scene, history),
    }
}
