//! Section 3: P2P. Three things must finish, and each peer brings supply with its demand.

use super::ideal::Ideal;
use super::kit::draw::{Anchor, curve, hand, line, maths, named, picture, shown, text};
use super::kit::number::{Number, grip};
use super::kit::scale::Scale;
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::section::{BodyProps, guess};
use super::terms::{ROW, bars, bounds, formulas, seconds};
use crate::browser::rendering;
use crate::drawing::axes::grouped;
use p2p_model::bounds::{Bounds, TermKind};
use p2p_model::units::Seconds;
use yew::prelude::*;

const TEXT: &str = include_str!("text/p2p.md");
const N: Scale = Scale::growing(1.0, 1000.0, "");
const UP: Scale = Scale::even(0.2, 2.0, 0.1, "\u{a0}Mb/s");

fn scenario(n: f64, up: f64) -> String {
    format!("file=60Mb&chunk=2Mb&server=10Mbps&peers={n}x{up}Mbps/2Mbps")
}

fn of(n: f64, up: f64) -> Option<Bounds> {
    bounds(&scenario(n, up))
}

/// The time in which a peer uploads one copy: what the third term comes near to.
fn limit(bounds: &Bounds) -> Seconds {
    let up = bounds.peer_upload as f64 / bounds.peers as f64;
    Seconds(bounds.file.0 as f64 / up)
}

/// The section.
#[component]
pub(super) fn P2pBody(props: &BodyProps) -> Html {
    rendering();
    let (n, up) = (use_state_eq(|| 25.0), use_state_eq(|| 1.0));
    let Some(present) = of(*n, *up) else {
        return Html::default();
    };
    let number = |term, label, handle: &UseStateHandle<f64>, scale, class| {
        let setter = handle.setter();
        html! { <Number {term} {label} value={**handle} {scale} {class} on_set={Callback::from(move |value| setter.set(value))} /> }
    };
    let bound = &present.p2p;
    let values = [
        ("n", number("n", "Number of peers N", &n, N, "is-p2p")),
        (
            "u",
            number("limit", "Upload rate of each peer", &up, UP, "is-p2p"),
        ),
        shown("first", "", seconds(bound, TermKind::FirstCopy).human()),
        shown(
            "download",
            "",
            seconds(bound, TermKind::SlowestDownload).human(),
        ),
        shown(
            "aggregate",
            "is-p2p",
            seconds(bound, TermKind::Aggregate).human(),
        ),
        shown("D", "is-p2p", bound.seconds.human()),
        shown("cs", "is-cs", present.client_server.seconds.human()),
        shown("limit", "is-bound", limit(&present).human()),
    ];
    let curves = use_memo(*up, |up| {
        let places = (0..=60).map(|place| N.at(f64::from(place) / 60.0));
        let both = places.filter_map(|n| Some((n, of(n, *up)?)));
        both.map(|(n, both)| [n, both.client_server.seconds.0, both.p2p.seconds.0])
            .collect::<Vec<_>>()
    });
    let draw = {
        let (setter, asked, n) = (n.setter(), props.guess, *n);
        let on_n = Callback::from(move |part: f64| setter.set(N.at(part)));
        let (present, curves) = (present.clone(), curves.clone());
        Callback::from(move |part| drawn(&present, &curves, n, part, asked, &on_n))
    };
    let truth = of(N.most, *up).map_or(0.0, |bounds| bounds.p2p.seconds.0);
    let more = of(10.0, *up).map_or(1.0, |bounds| truth / bounds.p2p.seconds.0);
    html! {
        <>
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="p2p" claim={format!("From 10 to 1000 peers, $D$ grows only {more:.1} times")} length={8.0} {draw} still={1.0}
                lab={scenario(*n, *up)} words={html! { <p>{ bound.meaning() }</p> }} />
            { guess(props, "For a thousand peers P2P takes at least", "The bound for 1000 peers, your guess",
                Scale::even(0.0, 1000.0, 10.0, "\u{a0}s"), Some(truth)) }
            { formulas(bound) }
            <Ideal />
        </>
    }
}

/// Where the curves begin and how high they are, in CSS pixels.
const CURVE: f64 = 3.0 * ROW + 34.0;
const HIGH: f64 = 180.0;

/// `curves` has some N, and both bounds there.
fn drawn(
    present: &Bounds,
    curves: &[[f64; 3]],
    n: f64,
    part: f64,
    asked: Option<u32>,
    on_n: &Callback<f64>,
) -> Html {
    let bound = &present.p2p;
    let limit = limit(present).0;
    // The limit has its room, and what is far beyond it has none.
    let whole = (1.3 * limit).max(60.0);
    let words = |kind| match kind {
        TermKind::FirstCopy => "one copy leaves the server".to_owned(),
        TermKind::SlowestDownload => "the slowest peer receives one".to_owned(),
        _ => format!("all uplinks carry {} copies", grouped(n)),
    };
    let place =
        |n: f64, seconds: f64| (N.part(n), CURVE + HIGH * (1.0 - (seconds / whole).min(1.0)));
    let peers = curves.iter().map(|[n, _, p2p]| place(*n, *p2p));
    let inside = curves.iter().take_while(|[_, alone, _]| *alone <= whole);
    let alone = inside.map(|[n, alone, _]| place(*n, *alone));
    let here = place(n, bound.seconds.0);
    let far = place(1.0, limit).1;
    let mark = |n: f64| {
        let x = N.part(n);
        let anchor = if n <= 1.0 {
            Anchor::Start
        } else if n >= N.most {
            Anchor::End
        } else {
            Anchor::Middle
        };
        text(x, CURVE + HIGH + 18.0, anchor, "", grouped(n))
    };
    let (x, anchor) = if here.0 > 0.5 {
        (here.0, Anchor::End)
    } else {
        (here.0, Anchor::Start)
    };
    picture(
        CURVE + HIGH + 40.0,
        format!("Three bars of time for {n} peers, and both curves of D against N"),
        html! {
            <>
                { bars(bound, words, 1.0, whole, part * bound.seconds.0, 14.0) }
                { line((0.0, CURVE + HIGH), (1.0, CURVE + HIGH), "axis") }
                { for [1.0, 10.0, 100.0, 1000.0].map(mark) }
                { maths(1.0, CURVE + HIGH + 36.0, Anchor::End, "", "N, number of peers") }
                { named("limit", "is-bound", html! { <>
                    { line((0.0, far), (1.0, far), "tick thin") }
                    { maths(0.0, far - 5.0, Anchor::Start, "", &format!("never reached: F/u = {}", Seconds(limit).human())) }
                </> }) }
                { named("cs", "is-cs", html! { <>{ curve(alone, CURVE + HIGH, "dashed") }
                    { text(N.part(14.0), CURVE + 12.0, Anchor::Start, "strong", "client–server") }</> }) }
                { named("aggregate D", "is-p2p", curve(peers, CURVE + HIGH, "")) }
                { hand(asked, 1.0, |asked| place(N.most, asked).1, Anchor::End) }
                { named("n D", "is-p2p", html! { <>
                    { maths(x, here.1 + 26.0, anchor, "strong", &format!("N = {}: D ≥ {}", grouped(n), bound.seconds.human())) }
                    { grip(here.0, here.1, on_n.clone()) }
                </> }) }
            </>
        },
    )
}
