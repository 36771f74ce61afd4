//! Section 6: whom to unchoke. Eight neighbours, four slots and a die; tit-for-tat plays until the reader does.

use super::kit::draw::{Anchor, dot, named, pct, picture, shown, text};
use super::kit::scale::floor;
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::section::BodyProps;
use crate::browser::rendering;
use crate::drawing::words::unseen;
use p2p_course::lesson::Choking;
use p2p_model::units::{BitRate, Prefix};
use std::rc::Rc;
use yew::prelude::*;

const TEXT: &str = include_str!("text/choking.md");
const LAB: &str = "file=32MiB&server=4Mbps&peers=30x1Mbps/8Mbps,10x0/8Mbps&seed=7&serve=round";

/// What the reader has done: the neighbours that are drawn, and whom to unchoke at each rechoke so far and next.
#[derive(Clone, Debug, PartialEq)]
struct Game {
    seed: u64,
    /// Nothing while tit-for-tat plays.
    own: Option<Own>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Own {
    past: Vec<Vec<usize>>,
    next: Vec<usize>,
}

impl Game {
    /// The rechokes so far, the reader's or those of tit-for-tat.
    fn choking(&self) -> Choking {
        let Some(own) = &self.own else {
            return Choking::by_tit_for_tat(self.seed);
        };
        let mut choking = Choking::new(self.seed);
        own.past.iter().for_each(|chosen| choking.unchoke(chosen));
        choking
    }

    /// The game in the reader's hand. It begins with other neighbours than tit-for-tat has just shown.
    fn taken(&self) -> (u64, Own) {
        match &self.own {
            Some(own) => (self.seed, own.clone()),
            None => (self.seed + 1, Own::default()),
        }
    }

    /// Gives a slot to this neighbour, or takes it away.
    fn toggle(&self, place: usize) -> Self {
        let (seed, mut own) = self.taken();
        match own.next.iter().position(|chosen| *chosen == place) {
            Some(at) => drop(own.next.remove(at)),
            None if own.next.len() < Choking::SLOTS => own.next.push(place),
            None => {}
        }
        Self {
            seed,
            own: Some(own),
        }
    }

    /// Lets ten seconds pass.
    fn pass(&self) -> Self {
        let (seed, mut own) = self.taken();
        own.past.push(own.next.clone());
        Self {
            seed,
            own: Some(own),
        }
    }
}

/// To 10 kb/s: more would be noise.
fn rate(kbps: u32) -> String {
    BitRate(u64::from((kbps + 5) / 10) * 10_000).human(Prefix::Si)
}

/// The section.
#[component]
pub(super) fn TitForTatBody(props: &BodyProps) -> Html {
    rendering();
    let game = use_state_eq(|| Game { seed: 7, own: None });
    let choking = use_memo((*game).clone(), Game::choking);
    let rule = Choking::by_tit_for_tat(game.seed).got();
    let set = |next: Game| {
        let game = game.setter();
        Callback::from(move |_: MouseEvent| game.set(next.clone()))
    };
    let in_hand = game.own.is_some();
    let over = choking.is_over() && in_hand;
    let got = match choking.rechokes() {
        [_, ..] if in_hand => rate(choking.got()),
        _ => "nothing yet".to_owned(),
    };
    let values = [
        shown("rule", "is-p2p", rate(rule)),
        shown("rate", "is-you", got),
    ];
    let draw = {
        let choking = choking.clone();
        Callback::from(move |part| drawn(&choking, in_hand, part))
    };
    let chosen: &[usize] = game.own.as_ref().map_or(&[], |own| &own.next);
    let slot = |place: usize| {
        let is_chosen = chosen.contains(&place);
        let full = chosen.len() == Choking::SLOTS && !is_chosen;
        html! {
            <button type="button" class="button slot" aria-pressed={if is_chosen { "true" } else { "false" }}
                disabled={over || full} onclick={set(game.toggle(place))}>
                { place + 1 }{ unseen(if is_chosen { "has a slot" } else { "choked" }) }
            </button>
        }
    };
    let said = match &game.own {
        None => "Tit-for-tat is playing. Give a slot to a neighbour to play yourself, with new neighbours.".to_owned(),
        Some(_) if over => format!(
            "Over: you received {}, tit-for-tat {}. {}",
            rate(choking.got()), rate(rule),
            if choking.got() > rule { "You won this one." } else { "Tit-for-tat wins." }
        ),
        Some(own) => format!(
            "After {}\u{a0}s: {} of 4 slots given. {}", own.past.len() * 10, own.next.len(),
            match choking.rechokes().last() {
                Some(last) => format!("Just now you received {}.", rate(last.sent.iter().sum())),
                None => "The lines are what your neighbours have sent you so far.".to_owned(),
            }
        ),
    };
    let words = html! { <ol>{ for choking.rechokes().iter().map(|rechoke| html! { <li>{ format!(
        "Unchoked {}; optimistic {}; received {}.", names(&rechoke.unchoked),
        rechoke.optimistic.map_or_else(|| "none".to_owned(), |place| (place + 1).to_string()), rate(rechoke.sent.iter().sum())
    ) }</li> }) }</ol> };
    let again = Game {
        seed: game.seed + 1,
        own: Some(Own::default()),
    };
    let demonstration = Game {
        seed: game.seed + 1,
        own: None,
    };
    html! {
        <>
            // Before the words that answer it.
            { props.bet.clone() }
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="tit-for-tat" claim="Give to those who give, and try one stranger" length={10.0} {draw} still={0.6}
                {in_hand} stops={stops()} lab={LAB} {words}>
                <div class="slots" role="group" aria-label="Whom you unchoke">{ for (0..Choking::PARTNERS).map(slot) }</div>
                <p class="stage-said" role="status">{ said }</p>
                <div class="stage-tools">
                    if over {
                        <button type="button" class="button" onclick={set(again)}>{ "Play again" }</button>
                    } else {
                        <button type="button" class="button" onclick={set(game.pass())}>{ "Let 10\u{a0}s pass" }</button>
                    }
                    <button type="button" class="button" onclick={set(demonstration)}>{ "Watch tit-for-tat" }</button>
                </div>
            </Stage>
        </>
    }
}

/// The beginning of each round.
fn stops() -> Rc<[f64]> {
    (0..Choking::RECHOKES)
        .map(|round| round as f64 / Choking::RECHOKES as f64)
        .collect()
}

fn names(places: &[usize]) -> String {
    let names: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
    if names.is_empty() {
        "nobody".to_owned()
    } else {
        names.join(", ")
    }
}

/// The rows of the picture, in CSS pixels.
const THEM: f64 = 56.0;
const ME: f64 = 190.0;

fn drawn(choking: &Choking, in_hand: bool, part: f64) -> Html {
    let count = choking.rechokes().len();
    // The reader sees what came last, tit-for-tat plays through.
    let place = if in_hand {
        count.checked_sub(1)
    } else {
        Some(floor(part * count as f64 + 1e-9).min(count - 1))
    };
    let rechoke = place.map(|place| &choking.rechokes()[place]);
    let sent = |partner: usize| {
        rechoke.map_or_else(|| choking.rate(partner), |rechoke| rechoke.sent[partner])
    };
    let x = |partner: usize| (partner as f64 + 0.5) / Choking::PARTNERS as f64;
    let arrow = |partner: usize| {
        let sent = sent(partner);
        let by_die = rechoke.is_some_and(|rechoke| rechoke.optimistic == Some(partner));
        let has_slot = rechoke.is_some_and(|rechoke| rechoke.unchoked.contains(&partner));
        html! {
            <>
                { dot(x(partner), THEM, 11.0, if sent > 0 { "from-peers" } else { "glass" }) }
                <text x={pct(x(partner))} y={(THEM + 4.5).to_string()} text-anchor="middle" class={if sent > 0 { "on-blue" } else { "" }}>{ partner + 1 }</text>
                if by_die { { text(x(partner), THEM - 18.0, Anchor::Middle, "die", "⚄") } }
                if has_slot { { text(x(partner), THEM - 18.0, Anchor::Middle, "strong", "●") } }
                if sent > 0 {
                    <line x1={pct(x(partner))} y1={(THEM + 14.0).to_string()} x2={pct(0.5 + (x(partner) - 0.5) * 0.12)} y2={(ME - 18.0).to_string()}
                        class={if by_die { "unchoked by-die" } else { "unchoked" }} stroke-width={format!("{:.1}", f64::from(sent) / 40.0 + 0.5)} />
                }
            </>
        }
    };
    let now: u32 = (0..Choking::PARTNERS).map(sent).sum();
    let words = match place {
        Some(_) => format!("you receive {}", rate(now)),
        None => format!("you received {} before", rate(now)),
    };
    picture(
        ME + 66.0,
        "You with eight neighbours: the wider a line, the more a neighbour sends",
        html! {
            <>
                <text x={pct(0.0)} y="16" class="strong">{ format!("{}\u{a0}s", place.map_or(0, |place| (place + 1) * 10)) }</text>
                { named(if in_hand { "rate" } else { "rule" }, "is-p2p", html! { <>{ for (0..Choking::PARTNERS).map(arrow) }</> }) }
                { named("rate", "is-you", html! { <>
                    { dot(0.5, ME, 17.0, "from-peers") }
                    { text(0.5, ME + 4.5, Anchor::Middle, "on-blue", "you") }
                    { text(0.5, ME + 36.0, Anchor::Middle, "strong", words) }
                </> }) }
                { text(0.0, ME + 58.0, Anchor::Start, "", "●: a slot; ⚄: the optimistic unchoke") }
            </>
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_gives_four_slots_at_most_and_plays_six_rounds() {
        let mut game = Game { seed: 7, own: None };
        assert!(game.choking().is_over());
        for place in 0..6 {
            game = game.toggle(place);
        }
        assert_eq!(
            game.own.as_ref().map(|own| own.next.clone()),
            Some(vec![0, 1, 2, 3])
        );
        game = game.toggle(1);
        for round in 0..6 {
            assert_eq!(game.choking().rechokes().len(), round);
            game = game.pass();
        }
        let choking = game.choking();
        assert!(choking.is_over());
        assert!(
            choking
                .rechokes()
                .iter()
                .all(|rechoke| rechoke.unchoked == [0, 2, 3])
        );
    }

    #[test]
    fn what_was_shown_gives_nothing_away_of_what_is_played() {
        let shown = Game { seed: 7, own: None };
        for first in [shown.toggle(3), shown.pass()] {
            assert_eq!(first.seed, 8);
            // And it stays the same game from then on.
            assert_eq!((first.toggle(5).seed, first.pass().seed), (8, 8));
        }
    }
}
