//! What every sign of the picture means.

use crate::components::controls::class_sign;
use p2p_model::scenario::{ActKind, Scenario};
use p2p_model::units::Prefix;
use yew::prelude::*;

/// From about so many peers on, a small screen shows them as a field of marks.
const MANY: u64 = 24;

/// The signs, each with its name, folded away at first.
pub(crate) fn legend(scenario: &Scenario) -> Html {
    let acts = |wanted: fn(&ActKind) -> bool| scenario.acts.iter().any(|act| wanted(&act.what));
    let free_riders = scenario.peers.iter().any(|class| class.up.0 == 0)
        || acts(|what| matches!(what, ActKind::Mute { .. }))
        || acts(|what| matches!(what, ActKind::Rates { up, .. } if up.0 == 0));
    let failures = acts(|what| matches!(what, ActKind::Fail { .. }));
    html! {
        <details class="legend">
            <summary>{ "What the signs mean" }</summary>
            <ul>
                { sign(server(), "the server, in the swarm the first seed") }
                { sign(peer(), "a peer; around it its chunks, filled when it has them") }
                { sign(seed(), "a peer with the whole file: a seed") }
                if free_riders {
                    { sign(free_rider(), "a free rider: uploads nothing") }
                }
                if failures {
                    { sign(failed(), "has failed: sends and takes nothing, and its neighbours do not know yet") }
                }
                { sign(absent(), "a peer that has not come yet, or has left") }
                if scenario.peer_count() > MANY {
                    { sign(mark(), "where peers are too many for a ring: filled from below as the file arrives; with a dot it has all of it, with a slash it uploads nothing, crossed it has failed") }
                }
                if scenario.peers.len() > 1 {
                    { for scenario.peers.iter().enumerate().map(|(class, peers)| sign(
                        class_sign(class),
                        &format!("class {}: {} up, {} down", class + 1, peers.up.human(scenario.prefix), peers.down.human(scenario.prefix)),
                    )) }
                }
                { sign(transfer(false), "bits on their way, thicker where faster") }
                { sign(transfer(true), "the same by luck: an optimistic unchoke") }
                { sign(choked(), "choked by the selected host, though interested") }
                { sign(tracker(), "the tracker; a dotted line when a peer asks it") }
                { sign(finish_mark(), "on the timeline: a peer finishes") }
                { sign(bound_mark(), "on the timeline: the bound, before which not all can have finished") }
                if !scenario.acts.is_empty() {
                    { sign(act_mark(), "on the timeline: something is done to the swarm") }
                }
            </ul>
            if scenario.prefix == Prefix::Binary {
                <p class="hint">{ "Reasons in the picture count with 1 k = 1000." }</p>
            }
        </details>
    }
}

fn sign(icon: Html, words: &str) -> Html {
    html! { <li><span class="icon">{ icon }</span><span>{ words }</span></li> }
}

fn icon(inside: Html) -> Html {
    html! {
        <svg class="sign" viewBox="0 0 40 24" width="40" height="24" aria-hidden="true" focusable="false">
            { inside }
        </svg>
    }
}

fn server() -> Html {
    icon(html! {
        <>
            <rect class="fill-ink" x="11" y="3" width="18" height="18" />
            <path class="stroke-paper" d="M14 8h8M25 8h2M14 12h8M25 12h2M14 16h8M25 16h2" />
        </>
    })
}

fn peer() -> Html {
    icon(html! {
        <>
            <circle class="ring-missing" cx="20" cy="12" r="9.5" pathLength="40" />
            <circle class="ring-held" cx="20" cy="12" r="9.5" pathLength="40" />
            <circle cx="20" cy="12" r="6.5" />
        </>
    })
}

fn seed() -> Html {
    icon(html! {
        <>
            <circle class="fill-p2p" cx="18" cy="12" r="8" />
            <circle class="fill-paper" cx="25" cy="17" r="5" />
            <path d="M22.5 17l2 2.2l3.2-4.4" />
        </>
    })
}

fn free_rider() -> Html {
    icon(html! {
        <>
            <circle class="dashed" cx="22" cy="12" r="8" />
            <circle class="fill-paper" cx="15" cy="17" r="5" />
            <path d="M12 20l6-6" />
        </>
    })
}

fn failed() -> Html {
    icon(html! {
        <>
            <circle class="dashed" cx="22" cy="12" r="8" />
            <circle class="fill-paper" cx="15" cy="17" r="5" />
            <path d="M12.5 14.5l5 5M17.5 14.5l-5 5" />
        </>
    })
}

fn mark() -> Html {
    icon(html! {
        <>
            <rect class="waits" x="3" y="5" width="14" height="14" />
            <rect class="fill-p2p no-line" x="3" y="13" width="14" height="6" />
            <rect class="fill-p2p no-line" x="22" y="5" width="14" height="14" />
            <circle class="fill-paper no-line" cx="29" cy="12" r="3" />
        </>
    })
}

fn absent() -> Html {
    icon(html! { <circle class="dashed waits" cx="20" cy="12" r="8" /> })
}

fn transfer(optimistic: bool) -> Html {
    icon(html! {
        <>
            <path class={classes!("flow", optimistic.then_some("by-luck"))} d="M3 16Q18 4 33 13" />
            <path class="fill-p2p no-line" d="M38 16l-8 0l4-6z" />
            if optimistic {
                <rect class="fill-paper" x="13" y="4" width="11" height="11" rx="2" />
                <path class="pips" d="M16 7h.01M21 7h.01M18.5 9.5h.01M16 12h.01M21 12h.01" />
            }
        </>
    })
}

fn choked() -> Html {
    icon(html! {
        <>
            <path class="waits" d="M3 12H17M23 12H38" />
            <path d="M17 6.5v11M22 6.5v11" />
        </>
    })
}

fn tracker() -> Html {
    icon(html! {
        <>
            <rect class="waits" x="2" y="5" width="22" height="14" rx="7" />
            <path class="waits dotted" d="M24 12H40" />
        </>
    })
}

fn finish_mark() -> Html {
    icon(html! { <path class="flow" d="M20 4v16" /> })
}

fn bound_mark() -> Html {
    icon(html! { <path class="fill-p2p no-line" d="M14 20h12l-6-11z" /> })
}

fn act_mark() -> Html {
    icon(html! { <path class="fill-ink no-line" d="M20 6l5 6l-5 6l-5-6z" /> })
}
