//! The end of Learn: all of it on one screen, five questions, and the Lab.

use super::kit::words::inline;
use super::lessons::LESSONS;
use super::terms::{bounds, formulas};
use crate::address::names::Section;
use crate::address::route::{Page, with_query};
use yew::prelude::*;

/// The rules of BitTorrent, and the section in which each is shown.
const RULES: [(usize, &str); 4] = [
    (
        3,
        "**Tracker.** It names peers to a newcomer. Chunks never go through it.",
    ),
    (
        4,
        "**Rarest first.** Request the chunk that fewest of your neighbours have.",
    ),
    (
        5,
        "**Tit-for-tat.** Every 10 s, unchoke the four interested neighbours that sent you most.",
    ),
    (
        5,
        "**Optimistic unchoke.** Every 30 s, unchoke one more at random: a newcomer gets its first chunk, and you may find a better partner.",
    ),
];

/// What the reader takes along.
pub(super) fn summary() -> Html {
    let link = |place: usize, words: &str| {
        html! { <li>{ inline(words, &[]) }{ " " }<a href={with_query(Page::Learn(Some(Section(place))), "")}>{ format!("Figure {}", place + 1) }</a></li> }
    };
    let both = bounds("file=60Mb&server=4Mbps&peers=12x1Mbps/8Mbps");
    html! {
        <section class="lesson" aria-labelledby="summary">
            <h2 id="summary">{ "All of it on one screen" }</h2>
            <p class="lead">{ inline("The server alone needs a time that grows with $N$. Peers bring supply with their demand, so the time levels off. For 60 Mb, a server of 4 Mb/s and twelve peers of 1 Mb/s:", &[]) }</p>
            { for both.iter().flat_map(|both| [formulas(&both.client_server), formulas(&both.p2p)]) }
            <ul class="prose">
                { for RULES.map(|(place, words)| link(place, words)) }
                { link(6, "Upload more, and better partners unchoke you: you have the file sooner.") }
                { link(7, "What a swarm loses to its bound is idle uplink.") }
            </ul>
            <p class="prose">
                <a href={with_query(Page::Practice, "level=1&number=5&seed=7")}>{ "Answer five questions" }</a>
                { ", or " }<a href={with_query(Page::Lab, "")}>{ "build a swarm of your own in the Lab" }</a>{ "." }
            </p>
        </section>
    }
}

/// How far the reader is, and how to begin anew.
pub(super) fn progress(done: usize, on_clear: Callback<MouseEvent>) -> Html {
    html! {
        <p class="contents-state">
            <span class="hint" role="status">{ format!("{done} of {} checks answered. This is kept in this browser only.", LESSONS.len()) }</span>
            <button type="button" class="button" onclick={on_clear}>{ "Clear my answers" }</button>
        </p>
    }
}
