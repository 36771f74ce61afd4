//! One host looked at closely: whom it serves and why, what it asks for and why.

use crate::picture::words::{percent, rate, state, title};
use p2p_model::bounds::Architecture;
use p2p_model::swarm::event::{Unchoke, rate_over};
use p2p_model::swarm::snapshot::Service;
use p2p_model::swarm::{HostId, Ranked, Snapshot, Trace, What};
use p2p_model::units::Seconds;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Neighbours shown at once.
const MOST_NEIGHBOURS: usize = 40;

/// Reasons listed at once: the slots of the usual rules and the optimistic one.
const MOST_REASONS: usize = 5;

/// Hosts one can choose from by name; beyond, the number is typed into the address.
const MOST_CHOICES: usize = 2000;

/// What it is made from.
pub(crate) struct Inspector<'a> {
    pub(crate) trace: &'a Trace,
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) selected: Option<HostId>,
    pub(crate) on_select: &'a Callback<Option<HostId>>,
}

/// The choice of a host, and all there is to know of it at this instant.
pub(crate) fn inspector(props: &Inspector) -> Html {
    html! {
        <section class="inspector" aria-labelledby="inspector-title">
            <div class="inspector-head">
                <h3 id="inspector-title">{ "Why" }</h3>
                <label class="visually-hidden" for="select-host">{ "Host to look at" }</label>
                { choice(props) }
            </div>
            if let Some(host) = props.selected {
                { details(props, host) }
            } else {
                <p class="hint">{ "Choose a host here, or touch one in the picture, to see whom it serves, what it asks for, and why." }</p>
            }
        </section>
    }
}

fn choice(props: &Inspector) -> Html {
    let on_change = props.on_select.reform(|event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        value.parse().ok().map(HostId)
    });
    let hosts = props.trace.hosts().len().min(MOST_CHOICES);
    html! {
        <select id="select-host" onchange={on_change}>
            <option value="" selected={props.selected.is_none()}>{ "nobody selected" }</option>
            { for (0..hosts).filter_map(|index| u32::try_from(index).ok()).map(HostId).map(|host| html! {
                <option value={host.0.to_string()} selected={props.selected == Some(host)}>{ title(host) }</option>
            }) }
        </select>
    }
}

fn details(props: &Inspector, host: HostId) -> Html {
    let (trace, snapshot) = (props.trace, props.snapshot);
    let prefix = trace.scenario().prefix;
    // What its link can now: an act may have changed it.
    let Some(now) = snapshot.hosts.get(host.index()) else {
        return html! {};
    };
    let link = if host == HostId::SERVER {
        format!("{} up", now.up.human(prefix))
    } else {
        format!(
            "{} up, {} down",
            now.up.human(prefix),
            now.down.human(prefix)
        )
    };
    html! {
        <>
            <p class="who">
                <strong>{ title(host) }</strong>
                { format!(": {}, has {}; {link}.", state(trace, snapshot, host), percent(snapshot.part_of_file(host, trace.scenario()))) }
            </p>
            { next_choices(trace, snapshot.time, host) }
            // What keeps its height first, so that little jumps while it plays.
            if trace.architecture() == Architecture::P2p {
                { neighbours(props, host) }
            }
            { serves(trace, snapshot, host) }
            if host != HostId::SERVER {
                { asks(trace, snapshot, host) }
            }
        </>
    }
}

/// When it next reconsiders.
fn next_choices(trace: &Trace, now: Seconds, host: HostId) -> Html {
    if trace.architecture() == Architecture::ClientServer {
        return html! {};
    }
    let rechoke = trace.next_where(
        now,
        |what| matches!(what, What::Rechoked { host: h, .. } if *h == host),
    );
    let luck = trace.next_where(now, |what| {
        matches!(what, What::Unchoked { from, why: Unchoke::Optimistic { .. }, .. } if *from == host)
    });
    let until = |found: Option<(Seconds, usize)>| match found {
        Some((time, _)) => format!("in {}", tenths(time.0 - now.0)),
        None => "no more in this run".to_owned(),
    };
    html! {
        <p class="next-choices number">
            { format!("Next rechoke {}; next optimistic unchoke {}.", until(rechoke), until(luck)) }
        </p>
    }
}

/// A short wait, with as many digits while it runs as when it began.
pub(crate) fn tenths(seconds: f64) -> String {
    format!("{:.1}\u{a0}s", seconds.max(0.0))
}

fn serves(trace: &Trace, snapshot: &Snapshot, host: HostId) -> Html {
    let served: Vec<Html> = snapshot.hosts[host.index()]
        .links
        .iter()
        .map(|link| &snapshot.links[link.index()])
        .filter_map(|link| {
            let (Service::Regular { event } | Service::Optimistic { event }) = link.service else {
                return None;
            };
            let why = match trace.events().get(event as usize).map(|event| &event.what) {
                Some(What::Unchoked { why, .. }) => why.to_string(),
                _ => String::new(),
            };
            let by_luck = matches!(link.service, Service::Optimistic { .. });
            Some(html! {
                <li>
                    <b>{ title(link.to) }</b>
                    if by_luck { <span class="die" aria-hidden="true">{ "⚄" }</span> }
                    { format!(", {}: {why}", rate(link.bps, trace.scenario().prefix)) }
                </li>
            })
        })
        .collect();
    list("Serves", served, "Serves nobody at present.")
}

fn asks(trace: &Trace, snapshot: &Snapshot, host: HostId) -> Html {
    let asked: Vec<Html> = snapshot.hosts[host.index()]
        .links
        .iter()
        .map(|link| &snapshot.links[link.back().index()])
        .filter_map(|link| {
            let transfer = link.transfer.as_ref()?;
            let why = match trace
                .events()
                .get(transfer.event as usize)
                .map(|event| &event.what)
            {
                Some(What::Requested { why, .. }) => why.to_string(),
                _ => String::new(),
            };
            let part = transfer.arrived / transfer.asked.0.max(1) as f64;
            Some(html! {
                <li>
                    <b>{ format!("Chunk {}", transfer.chunk) }</b>
                    { format!(
                        " from {}, {} of this request here, {}: {why}",
                        link.from, percent(part), rate(link.bps, trace.scenario().prefix)
                    ) }
                </li>
            })
        })
        .collect();
    list("Asks for", asked, "Nothing is on its way to it.")
}

/// The first of them, so that the page keeps its height while they come and go.
fn list(heading: &str, mut items: Vec<Html>, none: &'static str) -> Html {
    let more = items.len().saturating_sub(MOST_REASONS);
    items.truncate(MOST_REASONS);
    html! {
        <div class="reasons">
            <h4>{ heading }</h4>
            if items.is_empty() {
                <p class="hint">{ none }</p>
            } else {
                <ul>
                    { for items }
                    if more > 0 {
                        <li>{ format!("and {more} more") }</li>
                    }
                </ul>
            }
        </div>
    }
}

fn neighbours(props: &Inspector, host: HostId) -> Html {
    let (trace, snapshot) = (props.trace, props.snapshot);
    let ranking = trace.ranking(host, snapshot.time);
    let over = ranking.first().map_or(Seconds(20.0), |ranked| ranked.over);
    let more = ranking.len().saturating_sub(MOST_NEIGHBOURS);
    html! {
        <>
            <h4>{ format!("Neighbours, ranked over the last {}", Seconds(over.0.round()).human()) }</h4>
            <div class="scroll" role="region" aria-label={format!("Neighbours of {host}")} tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ "Neighbour" }</th>
                            <th scope="col">{ "Gave" }</th>
                            <th scope="col">{ "Took" }</th>
                            <th scope="col" class="words">{ "Interested" }</th>
                            <th scope="col" class="words">{ "Is" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for ranking.iter().take(MOST_NEIGHBOURS).map(|ranked| neighbour(props, ranked)) }
                    </tbody>
                </table>
            </div>
            if more > 0 {
                <p class="hint">{ format!("And {more} more.") }</p>
            }
        </>
    }
}

fn neighbour(props: &Inspector, ranked: &Ranked) -> Html {
    let prefix = props.trace.scenario().prefix;
    let peer = ranked.peer;
    let on_click = props.on_select.reform(move |_: MouseEvent| Some(peer));
    let (service, class) = match ranked.service {
        Service::Choked if ranked.interested => ("choked", Some("is-choked")),
        Service::Choked => ("not served", Some("is-choked")),
        Service::Regular { .. } => ("served", None),
        Service::Optimistic { .. } => ("served by luck ⚄", None),
    };
    html! {
        <tr key={peer.0} {class}>
            <th scope="row">
                <button type="button" class="link" onclick={on_click}>{ title(peer) }</button>
            </th>
            <td>{ rate(rate_over(ranked.received, ranked.over).0 as f64, prefix) }</td>
            <td>{ rate(rate_over(ranked.sent, ranked.over).0 as f64, prefix) }</td>
            <td class="words">{ if ranked.interested { "yes" } else { "no" } }</td>
            <td class="words">{ service }</td>
        </tr>
    }
}
