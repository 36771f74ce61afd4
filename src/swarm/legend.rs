//! What every sign of the picture means.

use crate::address::view::Select;
use crate::drawing::shape::class_sign;
use p2p_model::scenario::{ActKind, Arrive, Finish, Origin, PeerClass, Scenario};
use p2p_model::units::Prefix;
use yew::prelude::*;

/// What decides which signs there can be.
pub(crate) struct Legend<'a> {
    pub(crate) scenario: &'a Scenario,
    /// Whether a swarm is shown, and not client–server alone.
    pub(crate) swarm: bool,
    /// Whether the swarm as it would be is shown.
    pub(crate) compared: bool,
    /// Whether peers with rings are shown, and whether marks without.
    pub(crate) rings: bool,
    pub(crate) marks: bool,
    pub(crate) select: Option<Select>,
}

/// The signs that there can be now, each with its name, folded away at first.
pub(crate) fn legend(props: &Legend) -> Html {
    let (scenario, swarm) = (props.scenario, props.swarm);
    let acts = |wanted: fn(&ActKind) -> bool| scenario.acts.iter().any(|act| wanted(&act.what));
    let free_riders = scenario.peers.iter().any(|class| class.up.0 == 0)
        || acts(|what| matches!(what, ActKind::Mute { .. }))
        || acts(|what| matches!(what, ActKind::Rates { up, .. } if up.0 == 0));
    let failures = acts(|what| matches!(what, ActKind::Fail { .. }));
    let leaves = |finish: &Finish| *finish != Finish::Stay;
    let absent = scenario.rules.arrive != Arrive::default()
        || scenario.rules.origin != Origin::default()
        || !scenario.acts.is_empty()
        || leaves(&scenario.rules.finish)
        || scenario
            .peers
            .iter()
            .any(|class| class.own.finish.as_ref().is_some_and(leaves));
    let optimistic = |class: &PeerClass| {
        class
            .own
            .optimistic
            .unwrap_or(scenario.rules.optimistic)
            .is_some()
    };
    let ring = if scenario.chunk_count() > 64 {
        "a peer; around it how much of the file it has, and from near every chunk"
    } else {
        "a peer; around it its chunks, filled when it has them"
    };
    html! {
        <details class="legend">
            <summary>{ "Legend" }</summary>
            <ul>
                { sign(server(), if swarm { "the server, in the swarm the first seed" } else { "the server" }) }
                if props.rings {
                    { sign(peer(), ring) }
                    { sign(seed(), if swarm { "a peer with the whole file: a seed" } else { "a peer with the whole file" }) }
                }
                if props.rings && swarm && free_riders {
                    { sign(free_rider(), "a free rider: uploads nothing") }
                }
                if props.rings && failures {
                    { sign(failed(), "has failed: sends and takes nothing, and its neighbours do not know yet") }
                }
                if absent {
                    { sign(absent_sign(), "a host that has not joined yet, or has left") }
                }
                if props.marks {
                    { sign(mark(), "where peers are too many for a ring: filled from below as the file arrives; with a dot it has all of it, with a slash it uploads nothing, crossed it has failed") }
                }
                if scenario.peers.len() > 1 {
                    { for scenario.peers.iter().enumerate().map(|(class, peers)| sign(
                        class_sign(class),
                        &format!("class {}: {} up, {} down", class + 1, peers.up.human(scenario.prefix), peers.down.human(scenario.prefix)),
                    )) }
                }
                { sign(transfer(false), "a transfer, thicker where faster") }
                if swarm {
                    if scenario.peers.iter().any(optimistic) {
                        { sign(transfer(true), "a transfer by optimistic unchoke") }
                    }
                    { sign(tracker(), "the tracker; a dotted line when a peer asks it, thin lines to those it connects to then") }
                }
                { for selected(props) }
                if props.compared {
                    { sign(ahead(), "in the other run: so many chunks ahead of where it is in this one, or behind") }
                }
                { sign(finish_mark(), "on the timeline: a peer finishes") }
                { sign(bound_mark(), "on the timeline: the lower bound; no run finishes earlier") }
                if !scenario.acts.is_empty() {
                    { sign(act_mark(), "on the timeline: an act on the swarm") }
                }
            </ul>
            if scenario.rules.overhead.0 > 0.0 {
                <p class="hint">
                    { format!("{} of every link carries headers, acknowledgements and messages instead of the file.", scenario.rules.overhead.text()) }
                </p>
            }
            if scenario.prefix == Prefix::Binary {
                <p class="hint">{ "Reasons in the picture count with 1 k = 1000." }</p>
            }
        </details>
    }
}

/// The signs of what is selected.
fn selected(props: &Legend) -> Vec<Html> {
    let mut signs = Vec::new();
    match props.select {
        Some(Select::Host(_)) => {
            signs.push(sign(ringed(), "what is selected; the rest is paler"));
            if props.swarm {
                signs.push(sign(
                    choked(),
                    "choked by the selected host, though interested",
                ));
            }
        }
        Some(Select::Transfer { .. }) => {
            signs.push(sign(ringed(), "the two ends of the selected transfer"));
            signs.push(sign(idle(), "the selected transfer, while it is idle"));
        }
        Some(Select::Chunk(_)) => {
            signs.push(sign(
                chunk(),
                "has the selected chunk; where the square fills, it is getting it",
            ));
            signs.push(sign(handed(), "who got the selected chunk from whom"));
            if props.rings {
                signs.push(sign(hand(), "where the selected chunk is in the ring"));
            }
        }
        None => {}
    }
    signs
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

fn absent_sign() -> Html {
    icon(html! { <circle class="dashed waits" cx="20" cy="12" r="8" /> })
}

fn transfer(optimistic: bool) -> Html {
    icon(html! {
        <>
            <path class={classes!("flow", optimistic.then_some("optimistic"))} d="M3 16Q18 4 33 13" />
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
            <path class="waits dotted" d="M24 9H40" />
            <path class="waits" d="M24 15H40" />
        </>
    })
}

fn ringed() -> Html {
    icon(html! {
        <>
            <circle cx="20" cy="12" r="6" />
            <circle cx="20" cy="12" r="10" />
        </>
    })
}

fn idle() -> Html {
    icon(html! { <path class="waits dotted" d="M2 16Q20 4 38 14" /> })
}

fn chunk() -> Html {
    icon(html! {
        <>
            <rect class="fill-ink" x="6" y="7" width="10" height="10" />
            <rect x="24" y="7" width="10" height="10" />
            <rect class="fill-ink no-line" x="24" y="13" width="10" height="4" />
        </>
    })
}

fn handed() -> Html {
    icon(html! {
        <>
            <path class="handed" d="M3 16Q18 4 33 13" />
            <path class="fill-soft no-line" d="M37 16l-7 0l3-5z" />
        </>
    })
}

fn hand() -> Html {
    icon(html! {
        <>
            <circle class="ring-missing" cx="20" cy="12" r="8.5" pathLength="40" />
            <path class="hand" d="M26 6l5-5" />
        </>
    })
}

fn ahead() -> Html {
    icon(html! { <path class="fill-ink no-line" d="M5 17h12l-6-11zM23 7h12l-6 11z" /> })
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
