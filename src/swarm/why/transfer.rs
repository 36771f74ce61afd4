//! What one host sends another: why it is unchoked, why this chunk, how fast and what holds it back.

use super::event_index::EventIndex;
use super::scene::Scene;
use crate::address::view::Select;
use crate::drawing::words::{percent, rate, title};
use p2p_model::swarm::snapshot::{LinkState, SlotState, Transfer};
use p2p_model::swarm::{ChunkId, Decision, Event, HostId, LinkId, What, begins};
use p2p_model::units::Bits;
use yew::prelude::*;

/// Events listed at once.
const MOST_EVENTS: usize = 6;

/// The choice by which the chunk under way was begun.
pub(super) fn choice(scene: &Scene, from: HostId, to: HostId) -> Option<usize> {
    let (_, state) = link(scene, from, to)?;
    begun(scene, to, state.transfer()?)
}

/// Everything there is to say of a transfer, or of why there is none.
pub(super) fn transfer(
    scene: &Scene,
    from: HostId,
    to: HostId,
    index_of_events: &EventIndex,
    choice: Option<&Decision>,
) -> Html {
    let back = Select::Transfer { from: to, to: from };
    let link = link(scene, from, to);
    let under_way = link.and_then(|(id, state)| Some((id, state.transfer()?)));
    html! {
        <>
            <p class="who">
                <strong>{ scene.host(from) }{ " → " }{ scene.host(to) }</strong>
                <span class="other-way">{ scene.select(back, "the other way") }</span>
            </p>
            <dl class="facts">
                { match under_way {
                    Some((id, transfer)) => flowing(scene, id, transfer, index_of_events, (from, to)),
                    None => idle(scene, index_of_events, (from, to)),
                } }
                { fact("Unchoked", served(scene, link.map(|(_, state)| state), index_of_events, (from, to))) }
                { fact("Sent so far", exchanged(scene, link, (from, to))) }
            </dl>
            if let Some(choice) = choice {
                <h4>{ format!("Why chunk {}", choice.chunk) }</h4>
                { super::host::chosen(scene, choice) }
            }
            { latest(scene, index_of_events) }
        </>
    }
}

/// The direction from one host to the other, if they are connected.
fn link<'a>(scene: &Scene<'a>, from: HostId, to: HostId) -> Option<(LinkId, &'a LinkState)> {
    let snapshot = scene.snapshot;
    let links = snapshot.hosts[from.index()].links.iter();
    links
        .map(|id| (*id, &snapshot.links[id.index()]))
        .find(|(_, state)| state.to == to)
}

/// The request by which a peer began the chunk that is on its way to it now.
fn begun(scene: &Scene, to: HostId, transfer: &Transfer) -> Option<usize> {
    let events = &scene.trace.events()[..=transfer.event as usize];
    events.iter().rposition(|event| {
        matches!(event.what, What::Requested { to: who, chunk, why, .. }
            if who == to && chunk == transfer.chunk && begins(why))
    })
}

fn fact(name: &'static str, text: Html) -> Html {
    html! { <><dt>{ name }</dt><dd>{ text }</dd></> }
}

/// What is on its way.
fn flowing(
    scene: &Scene,
    id: LinkId,
    transfer: &Transfer,
    index_of_events: &EventIndex,
    (from, to): (HostId, HostId),
) -> Html {
    let prefix = scene.prefix();
    let part = transfer.arrived / transfer.asked.0.max(1) as f64;
    let limits: Vec<String> = scene
        .snapshot
        .limits(id)
        .iter()
        .map(ToString::to_string)
        .collect();
    let end = index_of_events
        .after(scene.trace, scene.snapshot.events)
        .find(|(_, event)| ends(event, from, to, Some(transfer.chunk)));
    let next = scene.snapshot.links[id.index()].next();
    html! {
        <>
            { fact("Now", html! {
                <>
                    { scene.chunk(transfer.chunk) }
                    { format!(": {} of {} asked for", percent(part), transfer.asked.human(prefix)) }
                    { ", " }
                    { scene.time_of(scene.trace.begun(transfer.event as usize, id)) }
                    { " to " }
                    { match end {
                        Some((_, event)) => scene.time(event.time),
                        None => html! { "the end of the run" },
                    } }
                </>
            }) }
            { fact("Rate", html! {
                <>
                    <span class="number" translate="no">{ rate(scene.snapshot.links[id.index()].bps(), prefix) }</span>
                    if !limits.is_empty() {
                        { ", held back by " }
                        { scene.linked(&limits.join("; and by ")) }
                    }
                </>
            }) }
            { fact("This chunk", scene.reason(transfer.event as usize)) }
            if let Some(next) = next {
                { fact("Next", html! {
                    <>
                        { scene.chunk(next.chunk) }
                        { ", requested at " }
                        { scene.time_of(next.event as usize) }
                        { ": " }
                        { scene.reason(next.event as usize) }
                    </>
                }) }
            }
        </>
    }
}

/// Whether an event ends a request of one host to the other, for one chunk or for any.
fn ends(event: &Event, from: HostId, to: HostId, chunk: Option<ChunkId>) -> bool {
    matches!(event.what, What::Received { from: a, to: b, chunk: of, .. } | What::Stopped { from: a, to: b, chunk: of, .. }
        if (a, b) == (from, to) && chunk.is_none_or(|chunk| chunk == of))
}

/// When something was last on its way, and when it is next.
fn idle(scene: &Scene, index_of_events: &EventIndex, (from, to): (HostId, HostId)) -> Html {
    let events = scene.snapshot.events;
    let last = index_of_events
        .before(scene.trace, events)
        .find(|(_, event)| ends(event, from, to, None));
    let next = index_of_events.after(scene.trace, events).find(|(_, event)| {
        matches!(event.what, What::Requested { from: a, to: b, .. } if (a, b) == (from, to))
    });
    let when = |found: Option<(usize, &Event)>, never: &'static str| match found {
        Some((_, event)) => scene.time(event.time),
        None => html! { never },
    };
    html! {
        <>
            { fact("Now", html! { "No transfer is under way." }) }
            { fact("Last", when(last, "never before")) }
            { fact("Next", when(next, "no more in this run")) }
        </>
    }
}

/// Whether the receiver is unchoked and why, or why not.
fn served(
    scene: &Scene,
    link: Option<&LinkState>,
    index_of_events: &EventIndex,
    (from, to): (HostId, HostId),
) -> Html {
    let Some(link) = link else {
        return unconnected(scene, index_of_events, (from, to));
    };
    match link.slot {
        SlotState::Regular { event } | SlotState::Optimistic { event } => {
            let optimistic = matches!(link.slot, SlotState::Optimistic { .. });
            html! {
                <>
                    if optimistic {
                        { "optimistic" }<span class="die" aria-hidden="true">{ "⚄" }</span>{ " " }
                    }
                    { "since " }{ scene.time_of(event as usize) }{ ": " }{ scene.reason(event as usize) }
                    if link.transfer().is_none() {
                        { format!(". {} requests nothing now", title(to)) }
                    }
                </>
            }
        }
        SlotState::Choked if !scene.snapshot.interested(to, from) => html! {
            { format!("no: {to} is not interested. It knows of no chunk that {from} has and it lacks") }
        },
        SlotState::Choked => {
            let choked = index_of_events
                .before(scene.trace, scene.snapshot.events)
                .find(|(_, event)| {
                    matches!(event.what, What::Choked { from: a, to: b, .. } if (a, b) == (from, to))
                });
            match choked {
                Some((event, _)) => html! {
                    <>{ "no, choked since " }{ scene.time_of(event) }{ ": " }{ scene.reason(event) }</>
                },
                None => html! { "not yet: it waits for a slot, or for an optimistic unchoke" },
            }
        }
    }
}

/// Two hosts that are not connected at this instant.
fn unconnected(scene: &Scene, index_of_events: &EventIndex, (from, to): (HostId, HostId)) -> Html {
    let events = scene.snapshot.events;
    let left = index_of_events
        .before(scene.trace, events)
        .find(|(_, event)| matches!(event.what, What::Left { .. }));
    let connected = index_of_events
        .after(scene.trace, events)
        .find(|(_, event)| matches!(event.what, What::Connected { .. }));
    match (connected, left) {
        (Some((_, event)), _) => html! {
            <>{ "not connected yet; they connect at " }{ scene.time(event.time) }</>
        },
        (None, Some((event, _))) => html! {
            <>{ "not connected any more, since " }{ scene.time_of(event) }{ ": " }{ scene.event(event) }</>
        },
        (None, None) => html! { format!("no: {from} and {to} never connect") },
    }
}

/// What each has given the other.
fn exchanged(
    scene: &Scene,
    link: Option<(LinkId, &LinkState)>,
    (from, to): (HostId, HostId),
) -> Html {
    let Some((id, there)) = link else {
        return html! { "–" };
    };
    let back = &scene.snapshot.links[id.back().index()];
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
    let amount = |link: &LinkState| Bits(link.sent_in_all() as u64).human(scene.prefix());
    html! {
        <span class="number">
            { format!("{} to {to}; {} back to {from}", amount(there), amount(back)) }
        </span>
    }
}

/// The last events of the two, latest first.
fn latest(scene: &Scene, index_of_events: &EventIndex) -> Html {
    let events = index_of_events.before(scene.trace, scene.snapshot.events);
    let rows: Vec<Html> = events
        .take(MOST_EVENTS)
        .map(|(index, event)| {
            html! { <li>{ scene.time(event.time) }<span>{ scene.event(index) }</span></li> }
        })
        .collect();
    html! {
        <>
            <h4>{ "Between the two, latest first" }</h4>
            if rows.is_empty() {
                <p class="hint">{ "Nothing yet." }</p>
            } else {
                <ol class="events">{ for rows }</ol>
            }
        </>
    }
}
