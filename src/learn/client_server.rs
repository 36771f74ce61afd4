//! Section 2: client–server. Two things must finish; only the longer one counts.

use super::kit::draw::{Anchor, curve, hand, line, maths, named, picture, shown, text};
use super::kit::number::{Number, grip};
use super::kit::scale::{Scale, floor};
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::section::{BodyProps, guess};
use super::terms::{ROW, bars, bounds, formulas, seconds};
use crate::browser::rendering;
use crate::drawing::axes::nice_above;
use p2p_model::bounds::{Bound, TermKind};
use p2p_model::units::Seconds;
use yew::prelude::*;

const TEXT: &str = include_str!("text/client-server.md");
const N: Scale = Scale::even(1.0, 40.0, 1.0, "");
const SERVER: Scale = Scale::even(4.0, 40.0, 1.0, "\u{a0}Mb/s");
const DOWN: Scale = Scale::even(0.5, 6.0, 0.5, "\u{a0}Mb/s");
/// The number of clients that the reader bets on.
const ASKED: usize = 20;

fn scenario(n: f64, server: f64, down: f64) -> String {
    format!("file=60Mb&chunk=2Mb&server={server}Mbps&peers={n}x1Mbps/{down}Mbps")
}

fn bound(n: f64, server: f64, down: f64) -> Option<Bound> {
    bounds(&scenario(n, server, down)).map(|bounds| bounds.client_server)
}

/// The section.
#[component]
pub(super) fn ClientServerBody(props: &BodyProps) -> Html {
    rendering();
    let (n, server, down) = (
        use_state_eq(|| 9.0),
        use_state_eq(|| 10.0),
        use_state_eq(|| 2.0),
    );
    let Some(present) = bound(*n, *server, *down) else {
        return Html::default();
    };
    let number = |term, label, handle: &UseStateHandle<f64>, scale, class| {
        let setter = handle.setter();
        html! { <Number {term} {label} value={**handle} {scale} {class} on_set={Callback::from(move |value| setter.set(value))} /> }
    };
    let words = [
        ("n", number("n", "Number of clients N", &n, N, "is-cs")),
        (
            "us",
            number("copies", "Upload rate of the server", &server, SERVER, ""),
        ),
        (
            "d",
            number("download", "Download rate of each client", &down, DOWN, ""),
        ),
        shown(
            "copies",
            "is-cs",
            seconds(&present, TermKind::ServerCopies).human(),
        ),
        shown(
            "download",
            "",
            seconds(&present, TermKind::SlowestDownload).human(),
        ),
        shown("D", "is-cs", present.seconds.human()),
    ];
    let ends = use_memo((*server, *down), |(server, down)| {
        let ends =
            (1..=40).map(|n| bound(n.into(), *server, *down).map_or(0.0, |bound| bound.seconds.0));
        ends.collect::<Vec<f64>>()
    });
    let draw = {
        let (setter, asked) = (n.setter(), props.guess);
        let on_n = Callback::from(move |part: f64| setter.set(N.nearest(part * N.most)));
        let (present, ends, n) = (present.clone(), ends.clone(), *n);
        Callback::from(move |part| drawn(&present, &ends, n, part, asked, &on_n))
    };
    let flat = seconds(&present, TermKind::SlowestDownload).0;
    let claim = match (1..=40)
        .zip(&*ends)
        .find(|(_, end)| **end > flat)
        .map(|(n, _)| n)
    {
        Some(1) | None => "Only the longer bar counts".to_owned(),
        Some(first) => format!("Only the longer bar counts: nothing happens until $N$ = {first}"),
    };
    let truth = ends[ASKED - 1];
    html! {
        <>
            <div class="prose">{ paragraphs(TEXT, &words) }</div>
            <Stage id="client-server" {claim} length={8.0} {draw} still={1.0}
                lab={format!("{}&show=client-server", scenario(*n, *server, *down))}
                words={html! { <p>{ present.meaning() }</p> }} />
            { guess(props, "For twenty clients the lower bound is", "The bound for 20 clients, your guess",
                Scale::even(0.0, 1000.0, 10.0, "\u{a0}s"), Some(truth)) }
            { formulas(&present) }
        </>
    }
}

/// Where the curve begins and ends, in CSS pixels from the top.
const CURVE: f64 = 2.0 * ROW + 34.0;
const HIGH: f64 = 170.0;

/// `ends` is D for 1, 2, … clients.
fn drawn(
    present: &Bound,
    ends: &[f64],
    n: f64,
    part: f64,
    asked: Option<u32>,
    on_n: &Callback<f64>,
) -> Html {
    let whole = nice_above(ends[ends.len() - 1]);
    let now = part * present.seconds.0;
    let words = |kind| match kind {
        TermKind::ServerCopies => format!("the server sends {n} copies"),
        _ => "the slowest client receives one".to_owned(),
    };
    let place = |n: f64, seconds: f64| (n / N.most, CURVE + HIGH * (1.0 - seconds / whole));
    let points = (1u32..).zip(ends).map(|(n, end)| place(n.into(), *end));
    let here = place(n, present.seconds.0);
    let flat = place(0.0, seconds(present, TermKind::SlowestDownload).0).1;
    let level = |seconds: f64| {
        let y = place(0.0, seconds).1;
        html! { <>{ line((0.0, y), (1.0, y), "rule") }{ text(0.0, y - 4.0, Anchor::Start, "", Seconds(seconds).human()) }</> }
    };
    // Above the curve as far as the words go.
    let beyond = ends
        .get(floor(n) + 11)
        .or(ends.last())
        .map_or(here, |end| place(n, *end));
    let (y, anchor) = if here.0 > 0.5 {
        (here.1, Anchor::End)
    } else {
        (beyond.1, Anchor::Start)
    };
    picture(
        CURVE + HIGH + 24.0,
        format!("Two bars of time for {n} clients, and the curve of D against N"),
        html! {
            <>
                { bars(present, words, n, whole, now, 14.0) }
                { level(whole / 2.0) }{ level(whole) }
                { line((0.0, CURVE + HIGH), (1.0, CURVE + HIGH), "axis") }
                { maths(1.0, CURVE + HIGH + 18.0, Anchor::End, "", "N, number of clients, to 40") }
                { named("download", "is-bound", line((0.0, flat), (1.0, flat), "tick thin")) }
                { named("copies D", "is-cs", curve(points, CURVE + HIGH, "")) }
                { hand(asked, place(ASKED as f64, 0.0).0, |asked| place(0.0, asked.min(whole)).1, Anchor::Start) }
                { named("n D", "is-cs", html! { <>
                    { maths(here.0, y - 16.0, anchor, "strong", &format!("N = {n}: D ≥ {}", present.seconds.human())) }
                    { grip(here.0, here.1, on_n.clone()) }
                </> }) }
            </>
        },
    )
}
