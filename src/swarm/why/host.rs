//! One host: whom it unchokes and why, how it ranks its neighbours, whom it knows and from whom, what it asks for.

use super::event_index::EventIndex;
use super::scene::{Fold, Scene, first_of};
use crate::drawing::words::{capital, clock, counted, percent, rate, state, tenths, title};
use crate::scenario::rules::in_words;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::SeedRule;
use p2p_model::swarm::event::{Request, rate_over};
use p2p_model::swarm::snapshot::{HostState, LinkState, SlotState};
use p2p_model::swarm::{Choker, Decision, Event, HostId, Ranked, What, begins};
use p2p_model::units::{Bits, Seconds};
use yew::prelude::*;

/// Neighbours shown at once.
const MOST_NEIGHBOURS: usize = 40;

/// Slots shown at once: those of the usual rules and some more.
const MOST_SLOTS: usize = 8;

/// Requests listed at once.
const MOST_REQUESTS: usize = 6;

/// Names of one list of the tracker.
const MOST_NAMES: usize = 50;

/// The last time a peer chose a chunk to begin.
pub(super) fn latest_choice(
    scene: &Scene,
    host: HostId,
    index_of_events: &EventIndex,
) -> Option<usize> {
    // A seed's choices are over, and one that has left makes none.
    let state = &scene.snapshot.hosts[host.index()];
    if !state.present || state.finished.is_some() {
        return None;
    }
    index_of_events
        .before(scene.trace, scene.snapshot.events)
        .find(|(_, event)| matches!(event.what, What::Requested { why, .. } if begins(why)))
        .map(|(index, _)| index)
}

/// Everything there is to say of a host.
pub(super) fn host(
    scene: &Scene,
    host: HostId,
    index_of_events: &EventIndex,
    choice: Option<&Decision>,
) -> Html {
    let state = &scene.snapshot.hosts[host.index()];
    html! {
        <>
            { who(scene, host, index_of_events) }
            if !state.present {
                { first_of(coming_and_going(scene, index_of_events), 0, "It never comes in this run.") }
            } else {
                { next_choices(scene, index_of_events) }
                { serves(scene, host) }
                if scene.trace.architecture() == Architecture::P2p {
                    { neighbours(scene, host) }
                    { tracker(scene, host, index_of_events) }
                }
                if host != HostId::SERVER {
                    { asks(scene, host, choice) }
                }
            }
        </>
    }
}

/// A choice of a chunk: when, of whom, why, and what else there was.
pub(super) fn chosen(scene: &Scene, choice: &Decision) -> Html {
    html! {
        <>
            <p class="chosen">
                { "At " }{ scene.time(choice.time) }{ ": " }{ scene.event(choice.event) }{ "." }
            </p>
            { scene.candidates(choice) }
            if matches!(choice.why, Request::FirstChunk { .. }) {
                <p class="hint">
                    { "Rarest first begins after the first complete chunk, as in the original BitTorrent. Many courses teach it \
                       from the first chunk on." }
                </p>
            }
        </>
    }
}

/// Who it is, what it has, what its link can, and the rules it has of its own.
fn who(scene: &Scene, host: HostId, index_of_events: &EventIndex) -> Html {
    let (trace, snapshot, prefix) = (scene.trace, scene.snapshot, scene.prefix());
    // What its link can now: an act may have changed it.
    let now = &snapshot.hosts[host.index()];
    let down = match host {
        HostId::SERVER => String::new(),
        _ => format!(", {} down", now.down.human(prefix)),
    };
    let since = index_of_events
        .before(trace, snapshot.events)
        .find(|(_, event)| matches!(event.what, What::Finished { .. }));
    html! {
        <>
            <p class="who">
                <strong>{ title(host) }</strong>
                { format!(": {}, has {}; {} up{down}. ",
                    state(trace, snapshot, host), percent(snapshot.part_of_file(host, trace.scenario())), now.up.human(prefix)) }
                <span class="number">{ moved(scene, host, now) }</span>
                if let Some((_, event)) = since {
                    { " It has had the whole file since " }{ scene.time(event.time) }{ "." }
                }
                if trace.architecture() == Architecture::P2p && now.present && now.finished.is_some() && now.up.0 > 0 {
                    { format!(" {}.", capital(&in_words("serve", &trace.scenario().value("serve")))) }
                }
            </p>
            if let Some(own) = own_rules(scene, host) {
                <p class="hint">{ format!("Its class has rules of its own: {own}.") }</p>
            }
        </>
    }
}

/// What it has sent and received so far, with what is on its way.
fn moved(scene: &Scene, host: HostId, state: &HostState) -> String {
    let links = || state.links.iter().map(|link| link.index());
    let arrived = |link: usize| {
        let transfer = scene.snapshot.links[link].transfer();
        transfer.map_or(0.0, |transfer| transfer.arrived)
    };
    let out: f64 = links().map(arrived).sum();
    // The other direction of a link has the number beside it.
    let back: f64 = links().map(|link| arrived(link ^ 1)).sum();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float cast saturates.
    let amount = |settled: Bits, more: f64| Bits(settled.0 + more as u64).human(scene.prefix());
    let sent = amount(state.sent, out);
    match host {
        HostId::SERVER => format!("Sent {sent} so far."),
        _ => format!(
            "Sent {sent}, received {} so far.",
            amount(state.received, back)
        ),
    }
}

/// The rules that its class has of its own, in words.
fn own_rules(scene: &Scene, host: HostId) -> Option<String> {
    let trace = scene.trace;
    if trace.architecture() == Architecture::ClientServer {
        return None;
    }
    let class = trace.hosts()[host.index()].class?;
    let own = trace.scenario().peers.get(class)?.own.to_string();
    let rules = own.strip_prefix('(')?.strip_suffix(')')?.split(';');
    let words = rules.map(|rule| match rule.split_once('=') {
        Some((key, value)) => in_words(key, value),
        None => rule.to_owned(),
    });
    Some(words.collect::<Vec<_>>().join("; "))
}

/// When a host that is not here comes, or came and went.
fn coming_and_going(scene: &Scene, index_of_events: &EventIndex) -> Vec<Html> {
    let wanted = |(_, event): &(usize, &Event)| {
        matches!(
            event.what,
            What::Joined { .. } | What::Failed { .. } | What::Finished { .. } | What::Left { .. }
        )
    };
    index_of_events
        .after(scene.trace, 0)
        .filter(wanted)
        .map(|(index, event)| {
            html! { <li>{ scene.time(event.time) }{ ": " }{ scene.event(index) }</li> }
        })
        .collect()
}

/// When it next reconsiders.
fn next_choices(scene: &Scene, index_of_events: &EventIndex) -> Html {
    let (trace, snapshot) = (scene.trace, scene.snapshot);
    if trace.architecture() == Architecture::ClientServer {
        return html! {};
    }
    let next = |wanted: fn(&What) -> bool| {
        let mut after = index_of_events.after(trace, snapshot.events);
        let found = after.find(|(_, event)| wanted(&event.what));
        match found {
            Some((_, event)) => html! {
                <>{ format!("in {}, at ", tenths(event.time.0 - snapshot.time.0)) }{ scene.time(event.time) }</>
            },
            None => html! { "no more in this run" },
        }
    };
    html! {
        <p class="next-choices number">
            { "Next rechoke " }{ next(|what| matches!(what, What::Rechoked { .. })) }
            { "; next optimistic unchoke " }
            { next(|what| matches!(what, What::Unchoked { .. })) }
            { "." }
        </p>
    }
}

/// Its slots, the empty ones too, so that all keep their place.
fn serves(scene: &Scene, host: HostId) -> Html {
    let (trace, snapshot) = (scene.trace, scene.snapshot);
    let state = &snapshot.hosts[host.index()];
    let links = state.links.iter();
    let links = links.map(|link| &snapshot.links[link.index()]);
    let (mut regular, mut optimistic) = (Vec::new(), None);
    for link in links {
        match link.slot {
            SlotState::Choked => {}
            SlotState::Regular { event } => regular.push((event, link)),
            SlotState::Optimistic { event } => optimistic = Some((event, link)),
        }
    }
    // In order of unchoking.
    regular.sort_by_key(|(event, _)| *event);
    let in_use = regular.len();
    let mut rows: Vec<Html> = regular
        .into_iter()
        .take(MOST_SLOTS)
        .map(|(event, link)| slot(scene, event, link))
        .collect();
    let more = in_use - rows.len();
    let rules = trace.scenario().rules_of(trace.hosts()[host.index()].class);
    let has_slots = trace.architecture() == Architecture::P2p && state.up.0 > 0;
    if has_slots {
        let slots = (rules.slots as usize).min(MOST_SLOTS);
        let empty = || html! { <li class="is-empty">{ "a free slot: nobody waits for it" }</li> };
        rows.extend((rows.len()..slots).map(|_| empty()));
        rows.extend(match optimistic {
            Some((event, link)) => Some(slot(scene, event, link)),
            None => rules.optimistic.map(|_| {
                html! {
                    <li class="is-empty">{ "no optimistic unchoke now ⚄" }</li>
                }
            }),
        });
    }
    html! {
        <div class="slots">
            <h4>{ "Uploads to" }</h4>
            { first_of(rows, more, "Nobody now.") }
        </div>
    }
}

/// One that is unchoked: how fast, since when, why.
fn slot(scene: &Scene, event: u32, link: &LinkState) -> Html {
    let optimistic = matches!(link.slot, SlotState::Optimistic { .. });
    html! {
        <li key={event}>
            { scene.host(link.to) }
            if optimistic { <span class="die" aria-hidden="true">{ "⚄" }</span> }
            { ", " }{ scene.rate(link.from, link.to, link.bps()) }
            { " since " }{ scene.time_of(event as usize) }{ ": " }{ scene.reason(event as usize) }
        </li>
    }
}

/// Its neighbours as its choker sees them.
fn neighbours(scene: &Scene, host: HostId) -> Html {
    let ranking = scene.trace.ranking(host, scene.snapshot.time);
    let over = ranking.first().map_or(Seconds(20.0), |ranked| ranked.over);
    let more = ranking.len().saturating_sub(MOST_NEIGHBOURS);
    let over = Seconds(over.0.round()).human();
    let heading = match scene.trace.choker(host, scene.snapshot.time) {
        Choker::TitForTat => format!("Neighbours, ranked by what they gave over the last {over}"),
        Choker::Seed(SeedRule::FastestTakers) => {
            format!("Neighbours, ranked by what they took over the last {over}")
        }
        Choker::Seed(SeedRule::RoundRobin) => {
            "Neighbours, first those whose last turn is longest ago".to_owned()
        }
        Choker::Seed(SeedRule::Random) | Choker::Random => {
            format!("Neighbours; slots are drawn at random. Rates over the last {over}")
        }
    };
    html! {
        <>
            <h4>{ heading }</h4>
            <div class="scroll" role="group" aria-label={format!("Neighbours of {host}")} tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{ "Neighbour" }</th>
                            <th scope="col">{ "Gave" }</th>
                            <th scope="col">{ "Took" }</th>
                            <th scope="col" class="words">{ "Interested" }</th>
                            <th scope="col" class="words">{ "State" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for ranking.iter().take(MOST_NEIGHBOURS).map(|ranked| neighbour(scene, ranked)) }
                    </tbody>
                </table>
            </div>
            if more > 0 {
                <p class="hint">{ format!("And {more} more.") }</p>
            }
        </>
    }
}

fn neighbour(scene: &Scene, ranked: &Ranked) -> Html {
    let prefix = scene.prefix();
    let (slot, class) = match ranked.slot {
        SlotState::Choked if ranked.snubs => (
            "choked: it unchoked this peer and sends nothing",
            Some("is-choked"),
        ),
        SlotState::Choked if ranked.interested => ("choked", Some("is-choked")),
        SlotState::Choked => ("not unchoked", Some("is-choked")),
        SlotState::Regular { .. } => ("unchoked", None),
        SlotState::Optimistic { .. } => ("optimistic unchoke ⚄", None),
    };
    let mean = |bits| rate(rate_over(bits, ranked.over).0 as f64, prefix);
    html! {
        <tr key={ranked.peer.0} {class}>
            <th scope="row">{ scene.host(ranked.peer) }</th>
            <td translate="no">{ mean(ranked.received) }</td>
            <td translate="no">{ mean(ranked.sent) }</td>
            <td class="words">{ if ranked.interested { "yes" } else { "no" } }</td>
            <td class="words">{ slot }</td>
        </tr>
    }
}

/// The lists that the tracker gave it, the latest first, and with whom it connected.
fn tracker(scene: &Scene, host: HostId, index_of_events: &EventIndex) -> Html {
    let (trace, count) = (scene.trace, scene.snapshot.events);
    let is_list = |(_, event): &(usize, &Event)| matches!(event.what, What::Announced { .. });
    let lists = || index_of_events.before(trace, count).filter(is_list);
    let summary = match lists().next().map(|(_, event)| event) {
        Some(Event {
            time,
            what: What::Announced { list, .. },
        }) => format!(
            "From the tracker: {} at {}",
            counted(list.len(), "host", "hosts"),
            clock(time.0)
        ),
        _ => "From the tracker: nobody so far".to_owned(),
    };
    scene.fold(Fold::Tracker, &summary, || {
        let mut all: Vec<Html> = lists()
            .map(|(index, _)| list(scene, host, index_of_events, index))
            .collect();
        let earlier = all.split_off(all.len().min(1));
        let callers: Vec<Html> = index_of_events
            .before(trace, count)
            .filter_map(|(_, event)| match event.what {
                What::Connected { by, to, .. } if to == host => Some(by),
                _ => None,
            })
            .take(MOST_NAMES)
            .map(|by| html! { <li>{ scene.host(by) }</li> })
            .collect();
        html! {
            <>
                { for all }
                if !callers.is_empty() {
                    <p class="hint">{ "Peers that learnt of it from the tracker and connected, latest first:" }</p>
                    <ul class="names">{ for callers }</ul>
                }
                if !earlier.is_empty() {
                    { scene.fold(Fold::EarlierLists, "Earlier lists", || earlier.into_iter().collect()) }
                }
            </>
        }
    })
}

/// One list of the tracker: all it named, and to whom of them it connected then.
fn list(scene: &Scene, host: HostId, index_of_events: &EventIndex, index: usize) -> Html {
    let Some(Event {
        time,
        what: What::Announced { list, .. },
    }) = scene.trace.events().get(index)
    else {
        return html! {};
    };
    // It calls them all at once, so what it connects to at that time is of this list.
    let called: Vec<HostId> = index_of_events
        .after(scene.trace, index)
        .take_while(|(_, event)| event.time == *time)
        .filter_map(|(_, event)| match event.what {
            What::Connected { by, to, .. } if by == host => Some(to),
            _ => None,
        })
        .collect();
    let name = |other: &HostId| {
        let is_called = called.contains(other);
        html! {
            <li class={is_called.then_some("is-called")}>
                { scene.host(*other) }
                if is_called {
                    <span aria-hidden="true">{ "\u{a0}✓" }</span>
                    <span class="visually-hidden">{ " connected" }</span>
                }
            </li>
        }
    };
    let more = list.len().saturating_sub(MOST_NAMES);
    html! {
        <>
            <p class="hint">
                { scene.time(*time) }
                { format!(": {}. It connected to the {} with ✓.", scene.trace.events()[index].what, called.len()) }
            </p>
            <ul class="names">
                { for list.iter().take(MOST_NAMES).map(name) }
                if more > 0 {
                    <li>{ format!("and {more} more") }</li>
                }
            </ul>
        </>
    }
}

/// What it asks for, and why this rather than another chunk.
fn asks(scene: &Scene, host: HostId, choice: Option<&Decision>) -> Html {
    let snapshot = scene.snapshot;
    let state = &snapshot.hosts[host.index()];
    if state.finished.is_some() {
        return html! {};
    }
    let links = || {
        let links = state.links.iter();
        links.map(|link| &snapshot.links[link.back().index()])
    };
    let flowing = links().filter_map(|link| Some((link, link.transfer()?, true)));
    let waiting = links().filter_map(|link| Some((link, link.next()?, false)));
    let mut asked = flowing.chain(waiting);
    let rows: Vec<Html> = asked
        .by_ref()
        .take(MOST_REQUESTS)
        .map(|(link, request, flows)| {
            let part = request.arrived / request.asked.0.max(1) as f64;
            html! {
                <li>
                    { scene.chunk(request.chunk) }{ " from " }{ scene.host(link.from) }
                    if flows {
                        { format!(", {} of this request here, ", percent(part)) }
                        { scene.rate(link.from, link.to, link.bps()) }
                    } else {
                        { ", next" }
                    }
                    { ": " }{ scene.reason(request.event as usize) }
                </li>
            }
        })
        .collect();
    let more = asked.count();
    html! {
        <>
            if let Some(choice) = choice {
                <h4>{ "Its latest choice of a chunk" }</h4>
                { chosen(scene, choice) }
            }
            <h4>{ "Requests" }</h4>
            { first_of(rows, more, "It is receiving nothing.") }
        </>
    }
}
