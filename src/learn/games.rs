//! Two rules tried by hand: the reader chooses the chunk, and whom to unchoke. The result is the model's.

use super::raw;
use crate::browser::rendering;
use p2p_course::lesson::{Choking, Fate, Picking};
use p2p_model::scenario::Pick;
use p2p_model::units::{BitRate, Bits, Prefix};
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

/// Whom to unchoke.
#[component]
pub(super) fn ChokingGame() -> Html {
    rendering();
    // A bit for each neighbour chosen: in every round so far, and in the present one.
    let masks = use_state_eq(|| vec![0_u32]);
    let chosen =
        |mask: u32| -> Vec<u32> { (1..32).filter(|number| mask >> number & 1 == 1).collect() };
    let mut choking = Choking::default();
    let (present, before) = masks
        .split_last()
        .map_or((0, &[][..]), |(last, before)| (*last, before));
    before
        .iter()
        .for_each(|mask| choking.unchoke(&chosen(*mask)));
    let choose = |number: u32| {
        let masks = masks.clone();
        Callback::from(move |_: Event| {
            let mut next = masks.to_vec();
            if let Some(last) = next.last_mut() {
                *last ^= 1 << number;
            }
            masks.set(next);
        })
    };
    let chosen = chosen(present);
    let ready = chosen.len() == Choking::SLOTS;
    let on_unchoke = {
        let masks = masks.clone();
        Callback::from(move |_: MouseEvent| {
            if ready {
                masks.set([masks.as_slice(), &[present]].concat());
            }
        })
    };
    let on_again = {
        let masks = masks.setter();
        Callback::from(move |_: MouseEvent| masks.set(vec![0]))
    };
    let round = choking.rechokes().len();
    html! {
        <section class="game" aria-labelledby="choking-title">
            <h3 id="choking-title">{ "You choose whom to unchoke" }</h3>
            <fieldset>
                <legend>{ format!("Round {} of {}. Choose {} neighbours.", (round + 1).min(Choking::RECHOKES), Choking::RECHOKES, Choking::SLOTS) }</legend>
                { for choking.partners().iter().map(|neighbour| {
                    let number = neighbour.number;
                    let wish = if neighbour.interested { "interested" } else { "not interested (a seed)" };
                    html! {
                        <label class="answer">
                            <input type="checkbox" checked={chosen.contains(&number)} onchange={choose(number)} />
                            <span>{ format!("Peer {number}: sent you {} over the last 20 s; {wish}", rate(choking.rate(neighbour))) }</span>
                        </label>
                    }
                }) }
            </fieldset>
            if choking.is_over() {
                <button type="button" class="button" onclick={on_again}>{ "Start again" }</button>
            } else {
                <button type="button" class="button" aria-disabled={(!ready).then_some("true")} onclick={on_unchoke}>
                    { "Unchoke these four for 10 s" }
                </button>
            }
            <p role="status">
                if !choking.is_over() { { format!("{} of {} chosen.", chosen.len(), Choking::SLOTS) } }
                if choking.is_over() { { sums(&choking) } }
            </p>
            <ol>{ for choking.rechokes().iter().map(|look| {
                let optimistic = look.optimistic.map_or_else(String::new, |peer| format!(" Optimistic unchoke: peer {peer}."));
                let rule = if look.tit_for_tat == look.unchoked {
                    "Tit-for-tat chooses the same.".to_owned()
                } else {
                    format!("Tit-for-tat chooses {}.", list(&look.tit_for_tat))
                };
                html! { <li>{ format!("You unchoked peers {}. {rule}{optimistic} You got {}.", list(&look.unchoked), rate(look.got)) }</li> }
            }) }</ol>
            if choking.is_over() { <div>{ raw(OVER) }</div> }
        </section>
    }
}

/// What is learnt from it.
const OVER: &str = "<p class=\"hint\">Peer 2 sends as much as any you know at first, and wants nothing: a slot for it is wasted. \
    Peer 3 is a free rider. Peer 7 had sent nothing and is one of the fastest: only the optimistic unchoke could find it.</p>";

fn sums(choking: &Choking) -> String {
    let human = |kilobits: u32| Bits(u64::from(kilobits) * 1000).human_in_bits(Prefix::Si);
    format!(
        "In 30 s you got {}. With tit-for-tat it would have been {}.",
        human(choking.got()),
        human(Choking::by_tit_for_tat().got())
    )
}

fn rate(kilobits: u32) -> String {
    BitRate(u64::from(kilobits) * 1000).human(Prefix::Si)
}
