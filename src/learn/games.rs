//! Rarest first tried by hand: the reader chooses the chunk. What comes of it is the model's.

use crate::browser::rendering;
use p2p_course::lesson::{Fate, Picking};
use p2p_model::scenario::Pick;
use yew::prelude::*;

/// Which chunk next.
#[component]
pub(super) fn PickingGame() -> Html {
    rendering();
    // What was taken so far decides the rest.
    let taken = use_state_eq(Vec::<u32>::new);
    let mut torrent = Picking::default();
    taken.iter().for_each(|chunk| torrent.take(*chunk));
    let left = Picking::ROUNDS - torrent.taken().len();
    let take = |chunk: u32| {
        let taken = taken.clone();
        Callback::from(move |_: MouseEvent| taken.set([taken.as_slice(), &[chunk]].concat()))
    };
    let on_again = {
        let taken = taken.setter();
        Callback::from(move |_: MouseEvent| taken.set(Vec::new()))
    };
    let row = |chunk: u32| {
        let can = torrent.can_take(chunk);
        html! {
            <tr>
                <th scope="row">{ chunk }</th>
                { for (0..Picking::PEERS).map(|peer| {
                    let (sign, word) = if torrent.has(peer, chunk) { ("●", "has it") } else { ("·", "lacks it") };
                    html! { <td class="words"><span aria-hidden="true">{ sign }</span><span class="visually-hidden">{ word }</span></td> }
                }) }
                <td class="number" translate="no">{ torrent.copies(chunk) }</td>
                <td class="words">
                    <button type="button" class="button" aria-disabled={(!can).then_some("true")}
                        aria-label={format!("Take chunk {chunk}")} onclick={take(chunk)}>{ "Take" }</button>
                </td>
            </tr>
        }
    };
    let heads = ["chunk", "you", "A", "B", "C", "D", "copies", ""];
    html! {
        <section class="game" aria-labelledby="picking-title">
            <h3 id="picking-title">{ "You choose the chunk" }</h3>
            <p>{ "You are a peer with four neighbours. The file has eight chunks, and three of them are at the server only. In each round the server sends one chunk to you and to nobody else; meanwhile your neighbours trade, one chunk each. After four rounds the server leaves for good." }</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Who has which chunk">
                <table>
                    <caption class="visually-hidden">{ "Who has which chunk, and how many copies your neighbours have" }</caption>
                    <thead><tr>{ for heads.map(|head| html! { <th scope="col">{ head }
                        if head.is_empty() { <span class="visually-hidden">{ "take it" }</span> }</th> }) }</tr></thead>
                    <tbody>{ for (0..Picking::CHUNKS).map(row) }</tbody>
                </table>
            </div>
            <p role="status">{ match left {
                0 => format!("You took {}. {}", list(torrent.taken()), fate(&torrent.fate())),
                _ => format!("Round {} of {}. Take a chunk from the server.", Picking::ROUNDS - left + 1, Picking::ROUNDS),
            } }</p>
            if left == 0 {
                { by_rules() }
            }
            <button type="button" class="button" onclick={on_again}>{ "Start again" }</button>
        </section>
    }
}

/// What the rules make of the same torrent.
fn by_rules() -> Html {
    let (ways, lose) = Picking::at_random();
    html! {
        <ul>
            <li>{ "Rarest first: " }{ fate(&Picking::by_rule(Pick::RarestFirst)) }</li>
            <li>{ "In order: " }{ fate(&Picking::by_rule(Pick::InOrder)) }</li>
            <li>{ format!("At random: of the {ways} ways to choose, {lose} lose a part of the file.") }</li>
        </ul>
    }
}

fn fate(fate: &Fate) -> String {
    let lost: Vec<u32> = fate.lost.iter().collect();
    match lost.as_slice() {
        [] => format!("All five have the whole file after round {}.", fate.rounds),
        [chunk] => {
            format!("Chunk {chunk} is lost with the server. Nobody ever has the whole file.")
        }
        chunks => format!(
            "Chunks {} are lost with the server. Nobody ever has the whole file.",
            list(chunks)
        ),
    }
}

fn list(numbers: &[u32]) -> String {
    let texts: Vec<String> = numbers.iter().map(u32::to_string).collect();
    match texts.split_last() {
        Some((last, [_, ..])) => format!("{} and {last}", texts[..texts.len() - 1].join(", ")),
        _ => texts.concat(),
    }
}
