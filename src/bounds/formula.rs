//! The two formulas with the scenario's numbers in them, as MathML.

use crate::bounds::Pointed;
use crate::drawing::math::typeset;
use p2p_course::exercise::{Math, Relation};
use p2p_model::bounds::{Architecture, Bound, Bounds, Term, TermKind};
use p2p_model::units::{BitRate, Prefix};
use yew::prelude::*;

/// What it is made from.
pub(crate) struct Formula<'a> {
    pub(crate) bounds: &'a Bounds,
    pub(crate) architecture: Architecture,
    pub(crate) prefix: Prefix,
    /// The peers that have d_min.
    pub(crate) slowest: &'a str,
    /// The term that is lit.
    pub(crate) lit: Option<(Architecture, TermKind)>,
    pub(crate) on_point: &'a Callback<Pointed>,
}

/// One bound: the formula, its terms, and which of them binds.
pub(crate) fn formula(props: &Formula) -> Html {
    let bounds = props.bounds;
    let (bound, class, name, index): (&Bound, _, _, _) = match props.architecture {
        Architecture::ClientServer => (&bounds.client_server, "is-cs", "Client–server", "cs"),
        Architecture::P2p => (&bounds.p2p, "is-p2p", "P2P", "P2P"),
    };
    let terms = bound.terms.iter().map(|term| Math::term(term.kind));
    let whole = Math::Chain(
        Box::new(Math::Symbol("D", index)),
        vec![(Relation::AtLeast, Math::Max(terms.collect()))],
    );
    html! {
        <section class={classes!("formula", class)} aria-label={format!("{name}: the lower bound")}>
            <h3>{ name }</h3>
            <p class="verdict">
                <span class="at-least">{ "at least " }</span>
                <strong class="number" translate="no">{ bound.seconds.human() }</strong>
            </p>
            if let Some(larger) = bound.seconds.in_larger_units() {
                <p class="larger">{ larger }</p>
            }
            // It scrolls where it is wider than the screen, by keys too.
            <div class="whole" role="group" aria-label={format!("{name}: the formula")} tabindex="0">
                <math displaystyle="true" translate="no">{ typeset(&whole) }</math>
            </div>
            <ul class="terms">
                { for bound.terms.iter().map(|term| term_line(props, name, term)) }
            </ul>
            <p class="in-words">{ bound.meaning() }</p>
        </section>
    }
}

fn term_line(props: &Formula, name: &str, term: &Term) -> Html {
    let this = (props.architecture, term.kind);
    let point = |pointed: Pointed| props.on_point.reform(move |_: MouseEvent| pointed);
    let focus = |pointed: Pointed| props.on_point.reform(move |_: FocusEvent| pointed);
    let lit = props.lit == Some(this);
    let value = term.seconds.human_long();
    let numbers = Math::Chain(
        Box::new(Math::term(term.kind)),
        vec![(
            Relation::Equal,
            numeric(term.kind, props.bounds, props.prefix),
        )],
    );
    html! {
        <li class={classes!("term", term.binding.then_some("binds"), lit.then_some("is-lit"))}
            onmouseenter={point(Pointed::At(this))} onmouseleave={point(Pointed::Away)}>
            <math displaystyle="true" translate="no">{ typeset(&numbers) }<mo>{ "=" }</mo></math>
            <span class="value number" translate="no">{ value }</span>
            if term.kind == TermKind::SlowestDownload {
                <span class="whose">{ props.slowest }</span>
            }
            <span class="binding">{ if term.binding { "◀ limiting term" } else { "" } }</span>
            <button type="button" class="link" aria-pressed={if lit { "true" } else { "false" }}
                aria-label={format!("Show {} of {name} in the chart", spoken(term.kind))}
                onclick={point(Pointed::Pinned(this))}
                onfocus={focus(Pointed::At(this))} onblur={focus(Pointed::Away)}>
                { "Show" }
            </button>
        </li>
    }
}

/// A term with the scenario's numbers.
fn numeric(kind: TermKind, bounds: &Bounds, prefix: Prefix) -> Math {
    let rate = |rate: BitRate| {
        Math::Value(if rate.is_unlimited() {
            "∞".to_owned()
        } else {
            rate.human(prefix)
        })
    };
    let file = Math::Value(bounds.file.human_in_bits(prefix));
    let copies = Math::Product(vec![Math::Value(bounds.peers.to_string()), file.clone()]);
    let (above, below) = match kind {
        TermKind::ServerCopies => (copies, rate(bounds.server)),
        TermKind::FirstCopy => (file, rate(bounds.server)),
        TermKind::SlowestDownload => (file, rate(bounds.slowest_download)),
        TermKind::Aggregate => {
            let peers = BitRate::together(bounds.peer_upload);
            (copies, Math::Sum(vec![rate(bounds.server), rate(peers)]))
        }
    };
    Math::Fraction(Box::new(above), Box::new(below))
}

/// The term as it is read out.
fn spoken(kind: TermKind) -> &'static str {
    match kind {
        TermKind::ServerCopies => "N times F over u s",
        TermKind::FirstCopy => "F over u s",
        TermKind::SlowestDownload => "F over d min",
        TermKind::Aggregate => "N times F over the sum of u s and all u i",
    }
}
