//! One chunk: the hosts that have it, how its copies grew, and which host gave each of them.

use super::scene::{Fold, Scene, first_of};
use crate::address::view::Select;
use crate::drawing::words::{clock, counted, percent, title};
use p2p_model::swarm::{ChunkId, Delivery, HostId, Trace, spread};
use p2p_model::units::Seconds;
use std::fmt::Write as _;
use yew::prelude::*;

/// Hosts shown with their sign.
const MOST_HOSTS: usize = 120;

/// Rows of the tree.
const MOST_ROWS: usize = 100;

/// Transfers listed at once.
const MOST_TRANSFERS: usize = 4;

/// Width and height of the small chart, in its own units.
const CHART: (f64, f64) = (300.0, 40.0);

/// Generations with an indent of their own (`why.css`).
const DEEPEST: u32 = 8;

/// What the whole trace says of a chunk.
pub(super) struct History {
    chunk: ChunkId,
    /// From each time on, so many copies.
    copies: Vec<(Seconds, u32)>,
    /// Who got it, each behind the one that sent most of it.
    tree: Vec<Delivery>,
    /// The line of the small chart, as the path of an SVG.
    line: String,
}

impl History {
    pub(super) fn of(trace: &Trace, chunk: ChunkId) -> Self {
        let copies = trace.copies(chunk);
        Self {
            chunk,
            line: line(&copies, trace.end(), trace.hosts().len()),
            copies,
            tree: by_descent(spread(trace, chunk)),
        }
    }
}

/// Everything there is to say of a chunk.
pub(super) fn chunk(scene: &Scene, history: &History) -> Html {
    let chunk = history.chunk;
    let copies = scene.snapshot.copies(chunk);
    let hosts = scene.snapshot.hosts.iter();
    let here = hosts.filter(|host| host.present).count();
    html! {
        <>
            <p class="who">
                <strong>{ format!("Chunk {chunk}") }</strong>
                { format!(": {copies} of {} here have it, {}. ", counted(here, "host", "hosts"), lack(here - copies)) }
                { rarity(scene, copies) }
            </p>
            <h4>{ "Hosts that have it" }</h4>
            { holders(scene, chunk) }
            <h4>{ "Copies over time" }</h4>
            { chart(scene, history, copies) }
            <h4>{ "How it spread" }</h4>
            { tree(scene, history) }
            { under_way(scene, chunk) }
        </>
    }
}

fn lack(peers: usize) -> String {
    match peers {
        0 => "nobody lacks it".to_owned(),
        1 => "1 lacks it".to_owned(),
        more => format!("{more} lack it"),
    }
}

/// How rare it is among all chunks at this instant.
fn rarity(scene: &Scene, copies: usize) -> String {
    let (mut fewer, mut equal) = (0, 0);
    let all = scene.trace.chunk_count();
    for other in 0..all {
        match scene.snapshot.copies(other).cmp(&copies) {
            std::cmp::Ordering::Less => fewer += 1,
            std::cmp::Ordering::Equal => equal += 1,
            std::cmp::Ordering::Greater => {}
        }
    }
    rarity_text(fewer, equal, all)
}

/// Of `all` chunks `fewer` have fewer copies, and `equal` as many, itself included.
fn rarity_text(fewer: u32, equal: u32, all: u32) -> String {
    match (fewer, equal) {
        _ if all == 1 => "It is the only chunk.".to_owned(),
        (0, equal) if equal == all => "All chunks have as many copies.".to_owned(),
        (0, 1) => "It is the rarest chunk now.".to_owned(),
        (0, equal) => format!("It is among the {equal} rarest of {all} chunks now."),
        (fewer, _) => format!("{fewer} of {all} chunks are rarer now."),
    }
}

/// To whom it is on its way.
fn under_way(scene: &Scene, chunk: ChunkId) -> Html {
    let links = scene.snapshot.links.iter();
    let mut transfers = links.filter_map(|link| {
        let transfer = link.transfer().filter(|transfer| transfer.chunk == chunk)?;
        Some((link, transfer))
    });
    let shown: Vec<Html> = transfers
        .by_ref()
        .take(MOST_TRANSFERS)
        .map(|(link, transfer)| {
            let (from, to) = (link.from, link.to);
            html! {
                <li>
                    { scene.host(to) }{ " from " }{ scene.host(from) }
                    { format!(", {} of this request, ", percent(transfer.arrived / transfer.asked.0.max(1) as f64)) }
                    { scene.rate(from, to, link.bps()) }
                </li>
            }
        })
        .collect();
    let more = transfers.count();
    html! {
        <>
            <h4>{ "Under way now" }</h4>
            { first_of(shown, more, "To nobody.") }
        </>
    }
}

/// Every host with a sign of whether it has the chunk. All are shown all the time, so that nothing moves.
fn holders(scene: &Scene, chunk: ChunkId) -> Html {
    let all = scene.trace.hosts().len();
    let hosts = (0..all.min(MOST_HOSTS)).filter_map(|index| u32::try_from(index).ok());
    let holder = |host: HostId| {
        let state = &scene.snapshot.hosts[host.index()];
        let begun = || state.started.iter().any(|(begun, _)| *begun == chunk);
        let (class, sign, word) = match () {
            () if !state.present => ("is-away", "·", "is not here"),
            () if state.chunks.has(chunk) => ("has-it", "●", "has it"),
            () if begun() => ("gets-it", "◐", "has begun it"),
            () => ("lacks-it", "○", "lacks it"),
        };
        let name = html! {
            <>
                <span aria-hidden="true">{ sign }{ " " }</span>
                { title(host) }
                <span class="visually-hidden">{ format!(" {word}") }</span>
            </>
        };
        html! { <li key={host.0} {class}>{ scene.select(Select::Host(host), name) }</li> }
    };
    html! {
        <>
            <ul class="holders">{ for hosts.map(HostId).map(holder) }</ul>
            <p class="hint">
                { "● has it  ◐ has begun it  ○ lacks it  · is not here" }
                if all > MOST_HOSTS {
                    { format!(". The first {MOST_HOSTS} of {all} hosts.") }
                }
            </p>
        </>
    }
}

/// The number of copies as a line, with its steps as a table in a fold.
fn chart(scene: &Scene, history: &History, copies: usize) -> Html {
    let end = scene.trace.end();
    let x = x(scene.snapshot.time, end).to_string();
    let most = history.copies.iter().map(|(_, copies)| *copies).max();
    let most = most.unwrap_or(0);
    let last = history.copies.last().map_or(0, |(_, copies)| *copies);
    let said = format!(
        "Copies of chunk {} from 0 s to {}: at most {most}, {last} at the end, {copies} now.",
        history.chunk,
        clock(end.0)
    );
    let (width, height) = CHART;
    html! {
        <>
            <svg class="copies" viewBox={format!("0 0 {width} {height}")} preserveAspectRatio="none" role="img" aria-label={said}>
                <path class="all" d={format!("M0 0H{width}")} />
                <path class="count" d={history.line.clone()} />
                <path class="now" d={format!("M{x} 0V{height}")} />
            </svg>
            <p class="hint number ends">
                <span translate="no">{ "0\u{a0}s" }</span>
                <span>{ format!("{} now; the top is all {} hosts", counted(copies, "copy", "copies"), scene.trace.hosts().len()) }</span>
                <span translate="no">{ clock(end.0) }</span>
            </p>
            { scene.fold(Fold::Counts, "Copies as a table", || steps(scene, history)) }
        </>
    }
}

fn steps(scene: &Scene, history: &History) -> Html {
    let more = history.copies.len().saturating_sub(MOST_ROWS);
    html! {
        <div class="scroll" role="group" tabindex="0" aria-label={format!("Copies of chunk {} over time", history.chunk)}>
            <table>
                <thead><tr><th scope="col">{ "From" }</th><th scope="col">{ "Copies" }</th></tr></thead>
                <tbody>
                    { for history.copies.iter().take(MOST_ROWS).map(|(time, copies)| html! {
                        <tr><th scope="row">{ scene.time(*time) }</th><td translate="no">{ *copies }</td></tr>
                    }) }
                </tbody>
            </table>
            if more > 0 {
                <p class="hint">{ format!("And {more} more.") }</p>
            }
        </div>
    }
}

/// Who got it from whom: each stands under the one that sent most of it. What is still to come is grey.
fn tree(scene: &Scene, history: &History) -> Html {
    let now = scene.snapshot.time;
    let more = history.tree.len().saturating_sub(MOST_ROWS);
    let row = |delivery: &Delivery| {
        let is_later = delivery.whole > now;
        let depth = format!("depth-{}", delivery.depth.min(DEEPEST));
        let (main, others) = match delivery.from.split_first() {
            Some((main, others)) => (Some(main.host), others.len()),
            None => (None, 0),
        };
        html! {
            <tr key={delivery.peer.0} class={is_later.then_some("is-later")}>
                <th scope="row" class={depth}>
                    <span aria-hidden="true">{ "└\u{a0}" }</span>
                    { scene.host(delivery.peer) }
                </th>
                <td class="words">
                    { main.map_or_else(Html::default, |host| scene.host(host)) }
                    if others > 0 {
                        { format!(" and {others} more") }
                    }
                </td>
                <td translate="no">{ delivery.depth }</td>
                <td translate="no">{ scene.time(delivery.whole) }</td>
                <td class="words">{ if is_later { "to come" } else { "has it" } }</td>
            </tr>
        }
    };
    html! {
        <>
            <div class="scroll" role="group" tabindex="0" aria-label={format!("How chunk {} spread", history.chunk)}>
                <table class="tree">
                    <thead>
                        <tr>
                            <th scope="col">{ "Who" }</th>
                            <th scope="col" class="words">{ "Most of it from" }</th>
                            <th scope="col">{ "Step" }</th>
                            <th scope="col">{ "Complete at" }</th>
                            <th scope="col" class="words">{ "Now" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row" class="depth-0">{ scene.host(HostId::SERVER) }</th>
                            <td class="words">{ "–" }</td>
                            <td translate="no">{ "0" }</td>
                            <td translate="no">{ scene.time(Seconds(0.0)) }</td>
                            <td class="words">{ "had it from the start" }</td>
                        </tr>
                        { for history.tree.iter().take(MOST_ROWS).map(row) }
                    </tbody>
                </table>
            </div>
            if more > 0 {
                <p class="hint">{ format!("And {more} more.") }</p>
            }
        </>
    }
}

/// Every delivery behind that of its main giver, each giver's in order of time.
fn by_descent(deliveries: Vec<Delivery>) -> Vec<Delivery> {
    let last = deliveries
        .iter()
        .map(|delivery| delivery.peer.index())
        .max();
    let mut given: Vec<Vec<Delivery>> = vec![Vec::new(); last.unwrap_or(0) + 1];
    let giver = |delivery: &Delivery| delivery.from.first().map_or(0, |giver| giver.host.index());
    // Latest first, to be taken from the end.
    for delivery in deliveries.into_iter().rev() {
        let giver = giver(&delivery);
        if giver < given.len() {
            given[giver].push(delivery);
        }
    }
    let mut ordered = Vec::new();
    let mut path = vec![std::mem::take(&mut given[HostId::SERVER.index()])];
    while let Some(siblings) = path.last_mut() {
        match siblings.pop() {
            Some(delivery) => {
                path.push(std::mem::take(&mut given[delivery.peer.index()]));
                ordered.push(delivery);
            }
            None => {
                path.pop();
            }
        }
    }
    ordered
}

/// The number of copies over time as steps.
fn line(copies: &[(Seconds, u32)], end: Seconds, most: usize) -> String {
    let (_, height) = CHART;
    let mut path = String::new();
    for (time, copies) in copies {
        let (x, y) = (
            x(*time, end),
            height * (1.0 - f64::from(*copies) / most.max(1) as f64),
        );
        let _ = match path.is_empty() {
            true => write!(path, "M{x:.1} {y:.1}"),
            false => write!(path, "H{x:.1}V{y:.1}"),
        };
    }
    if !path.is_empty() {
        let _ = write!(path, "H{:.1}", CHART.0);
    }
    path
}

fn x(time: Seconds, end: Seconds) -> f64 {
    (time.0 / end.0.max(f64::MIN_POSITIVE) * CHART.0).clamp(0.0, CHART.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::swarm::Giver;
    use p2p_model::units::Bits;

    #[test]
    fn each_stands_under_the_one_that_gave_it_most() {
        let delivery = |peer, from, depth| Delivery {
            peer: HostId(peer),
            from: vec![Giver {
                host: HostId(from),
                bits: Bits(1),
            }],
            begun: Seconds(0.0),
            whole: Seconds(f64::from(peer)),
            depth,
        };
        // 0 ─ 1 ─ 3     and in order of time: 1, 2, 3, 4, 5
        // │   └ 4 ─ 5
        // └ 2
        let deliveries = vec![
            delivery(1, 0, 1),
            delivery(2, 0, 1),
            delivery(3, 1, 2),
            delivery(4, 1, 2),
            delivery(5, 4, 3),
        ];
        let order: Vec<u32> = by_descent(deliveries)
            .iter()
            .map(|delivery| delivery.peer.0)
            .collect();
        assert_eq!(order, [1, 3, 4, 5, 2]);
    }

    #[test]
    fn how_rare_it_is_reads_well() {
        for (fewer, equal, all, expected) in [
            (0, 1, 1, "It is the only chunk."),
            (0, 32, 32, "All chunks have as many copies."),
            (0, 1, 32, "It is the rarest chunk now."),
            (0, 4, 32, "It is among the 4 rarest of 32 chunks now."),
            (9, 4, 32, "9 of 32 chunks are rarer now."),
        ] {
            assert_eq!(rarity_text(fewer, equal, all), expected);
        }
    }

    #[test]
    fn the_line_steps_from_the_first_copy_to_the_end() {
        let copies = [(Seconds(0.0), 1), (Seconds(5.0), 2)];
        assert_eq!(
            line(&copies, Seconds(10.0), 4),
            "M0.0 30.0H150.0V20.0H300.0"
        );
        assert_eq!(line(&[], Seconds(0.0), 4), "");
    }
}
