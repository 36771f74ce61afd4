//! The terms of a bound: as a formula whose terms light up, and as bars that time fills. The longest bar is the bound.

use super::kit::draw::{Anchor, bar, maths, named};
use super::kit::scale::floor;
use super::kit::words::formula;
use crate::drawing::math::typeset;
use p2p_course::exercise::{Math, Relation};
use p2p_model::bounds::{Architecture, Bound, Bounds, Term, TermKind};
use p2p_model::scenario::Scenario;
use p2p_model::units::Seconds;
use yew::prelude::*;

/// Both bounds of a scenario.
pub(super) fn bounds(scenario: &str) -> Option<Bounds> {
    Bounds::of(&Scenario::read(scenario).0).ok()
}

/// What a term is called where it lights up.
pub(super) fn name(kind: TermKind) -> &'static str {
    match kind {
        TermKind::ServerCopies => "copies",
        TermKind::FirstCopy => "first",
        TermKind::SlowestDownload => "download",
        TermKind::Aggregate => "aggregate",
    }
}

/// The value of a term.
pub(super) fn seconds(bound: &Bound, kind: TermKind) -> Seconds {
    let term = bound.terms.iter().find(|term| term.kind == kind);
    term.map_or(Seconds(0.0), |term| term.seconds)
}

/// D ≥ max{…}, and below it each term with its value. The limiting term stands out.
pub(super) fn formulas(bound: &Bound) -> Html {
    let (class, index) = match bound.architecture {
        Architecture::ClientServer => ("is-cs", "cs"),
        Architecture::P2p => ("is-p2p", "P2P"),
    };
    let whole = Math::Chain(
        Box::new(Math::Symbol("D", index)),
        vec![(
            Relation::AtLeast,
            Math::Max(
                bound
                    .terms
                    .iter()
                    .map(|term| Math::term(term.kind))
                    .collect(),
            ),
        )],
    );
    let line = |term: &Term| {
        let sign = if term.binding { "limiting" } else { "" };
        html! {
            <li data-term={name(term.kind)} class={classes!(term.binding.then_some(class), term.binding.then_some("is-limiting"))}>
                <math translate="no">{ typeset(&Math::term(term.kind)) }</math>
                { formula(" = ") }<b class="number" translate="no">{ term.seconds.human() }</b>{ " " }<span class="limiting">{ sign }</span>
            </li>
        }
    };
    html! {
        <div class="bound-formula">
            <div class="scroll" tabindex="0" role="group" aria-label={format!("The formula of D {index}")}>
                <math display="block" translate="no">{ typeset(&whole) }</math>
            </div>
            <ul class="bound-terms">{ for bound.terms.iter().map(line) }</ul>
        </div>
    }
}

/// From one bar to the next, in CSS pixels.
pub(super) const ROW: f64 = 52.0;

/// The bars of a bound, from `top` on. `whole` is the time of the whole width, `now` how much of it is over.
pub(super) fn bars(
    bound: &Bound,
    words: impl Fn(TermKind) -> String,
    blocks: f64,
    whole: f64,
    now: f64,
    top: f64,
) -> Html {
    const HIGH: f64 = 22.0;
    let class = match bound.architecture {
        Architecture::ClientServer => "is-cs",
        Architecture::P2p => "is-p2p",
    };
    let row = |(place, term): (usize, &Term)| {
        let y = top + ROW * place as f64;
        let at = |seconds: f64| (seconds / whole).min(1.0);
        // The copies of the server, one by one.
        let count = if term.kind == TermKind::ServerCopies {
            blocks.max(1.0)
        } else {
            1.0
        };
        let (each, gap) = (
            term.seconds.0 / count,
            if count > 1.0 { 0.0015 } else { 0.0 },
        );
        let block = |place: usize| {
            let (from, to) = (each * place as f64, each * (place as f64 + 1.0));
            html! {
                <>
                    { bar(at(from), at(to) - gap, y + 8.0, HIGH, "empty") }
                    if now > from {
                        { bar(at(from), at(to.min(now)) - if now > to { gap } else { 0.0 }, y + 8.0, HIGH, "full") }
                    }
                </>
            }
        };
        let said = format!("{}: {}", words(term.kind), term.seconds.human());
        named(
            name(term.kind),
            classes!("term-bar", if term.binding { class } else { "is-slack" }),
            html! {
                <>
                    { maths(0.0, y, Anchor::Start, if term.binding { "strong" } else { "" }, &said) }
                    { for (0..floor(count)).map(block) }
                </>
            },
        )
    };
    html! { <>{ for bound.terms.iter().enumerate().map(row) }</> }
}
