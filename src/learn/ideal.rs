//! The schedule that reaches the bound: every peer relays a stripe of its own, and all are done at once.

use super::kit::draw::{Anchor, bar, line, maths, named, pct, picture, shown, text};
use super::kit::number::Number;
use super::kit::scale::Scale;
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::terms::bounds;
use crate::browser::rendering;
use p2p_model::scenario::Scenario;
use p2p_model::schedule::Fluid;
use p2p_model::units::{BitRate, Prefix};
use yew::prelude::*;

const TEXT: &str = include_str!("text/ideal.md");
const UP: Scale = Scale::even(0.5, 4.0, 0.5, "\u{a0}Mb/s");
const TERMS: [&str; 3] = ["u1", "u2", "u3"];
const LABELS: [&str; 3] = [
    "Upload rate of peer 1",
    "Upload rate of peer 2",
    "Upload rate of peer 3",
];

fn scenario(ups: [f64; 3]) -> String {
    let classes = ups.map(|up| format!("1x{up}Mbps/8Mbps"));
    format!(
        "file=60Mb&chunk=2Mb&server=4Mbps&peers={}",
        classes.join(",")
    )
}

/// The schedule with its figure.
#[component]
pub(super) fn Ideal() -> Html {
    rendering();
    let ups = use_state_eq(|| [1.0, 2.0, 3.0]);
    let text = scenario(*ups);
    let Ok(fluid) = Fluid::of(&Scenario::read(&text).0) else {
        return Html::default();
    };
    let number = |place: usize| {
        let (setter, old) = (ups.setter(), *ups);
        let on_set = Callback::from(move |value| {
            let mut ups = old;
            ups[place] = value;
            setter.set(ups);
        });
        let term = TERMS[place];
        (
            term,
            html! { <Number {term} label={LABELS[place]} value={ups[place]} scale={UP} {on_set} class="is-p2p" /> },
        )
    };
    let values = [
        number(0),
        number(1),
        number(2),
        shown("D", "is-p2p", fluid.finish.human()),
    ];
    let words = html! {
        <ul>
            { for fluid.classes.iter().enumerate().map(|(place, class)| html! {
                <li>{ format!("Peer {}: {} from the server, of which it relays {} to each of the two others.",
                    place + 1, rate(class.from_server(&fluid)), rate(class.own_stream)) }</li>
            }) }
        </ul>
    };
    let draw = {
        let bound = bounds(&text).map_or(fluid.finish, |bounds| bounds.p2p.seconds);
        Callback::from(move |part| drawn(&fluid, bound.human(), part))
    };
    html! {
        <>
            <h3>{ "The perfect schedule" }</h3>
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="ideal" claim="Unequal peers, and still no uplink waits" length={7.0} {draw} lab={text} {words} />
        </>
    }
}

fn rate(bps: f64) -> String {
    BitRate::measured(bps).human(Prefix::Si)
}

/// Glasses from top to bottom, in CSS pixels.
const TOP: f64 = 130.0;
const GLASS: f64 = 110.0;

fn drawn(fluid: &Fluid, bound: String, part: f64) -> Html {
    let x = |place: usize| 0.14 + 0.36 * place as f64;
    const WIDE: f64 = 0.16;
    let count = fluid.classes.len();
    // Across a glass: the stripe of each peer, as wide as its rate.
    let stripes: Vec<f64> = fluid
        .classes
        .iter()
        .map(|class| class.own_stream / fluid.download)
        .collect();
    let glass = |place: usize| {
        let class = &fluid.classes[place];
        let left = x(place) - WIDE / 2.0;
        let (level, from) = (GLASS * part, TOP + GLASS * (1.0 - part));
        let mut at = left;
        let stripe = |(whose, share): (usize, &f64)| {
            let start = at;
            at += WIDE * share;
            let kind = if whose == place {
                "from-server"
            } else {
                "from-peers"
            };
            named(
                TERMS[whose],
                "",
                html! { <>
                    { bar(start, at, from, level, kind) }
                    { line((at, from), (at, TOP + GLASS), "seam") }
                </> },
            )
        };
        let relayed: Vec<Html> = stripes.iter().enumerate().map(stripe).collect();
        html! {
            <>
                { for relayed }
                { bar(at, left + WIDE, from, level, "from-server") }
                { bar(left, left + WIDE, TOP, GLASS, "glass") }
                { named(TERMS[place], "", html! { <>
                    { thick(((0.5, 34.0), (x(place), TOP - 4.0)), class.from_server(fluid), "from-server-line") }
                    { maths(x(place), TOP + GLASS + 20.0, Anchor::Middle, "strong", &format!("peer {}", place + 1)) }
                    { maths(x(place), TOP + GLASS + 38.0, Anchor::Middle, "", &format!("r_{} = {}", place + 1, rate(class.own_stream))) }
                </> }) }
            </>
        }
    };
    let relay = |from: usize, to: usize| {
        let side = if from < to { 1.0 } else { -1.0 };
        let y = TOP
            + 24.0
            + 18.0 * from as f64
            + if (from as i64 - to as i64).abs() == 2 {
                54.0
            } else {
                0.0
            };
        let ends = (
            (x(from) + side * WIDE / 2.0, y),
            (x(to) - side * WIDE / 2.0, y),
        );
        named(
            TERMS[from],
            "",
            thick(ends, fluid.classes[from].own_stream, "relay"),
        )
    };
    let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
    picture(
        TOP + GLASS + 70.0,
        "A server and three peers that relay their stripes to each other",
        html! {
            <>
                { for pairs.filter(|(from, to)| from.abs_diff(*to) == 1).map(|(from, to)| relay(from, to)) }
                { for (0..count).map(glass) }
                { bar(0.42, 0.58, 10.0, 24.0, "from-server") }
                { text(0.6, 27.0, Anchor::Start, "", "server, 4 Mb/s") }
                { named("D", "is-bound", html! { <>
                    { line((0.0, TOP), (1.0, TOP), "tick thin") }
                    { text(0.5, TOP + GLASS + 62.0, Anchor::Middle, "", format!("all are full at the bound, {bound}")) }
                </> }) }
                <text x={pct(0.0)} y="30" class="clock" translate="no">{ format!("{:.0}\u{a0}s", part * fluid.finish.0) }</text>
            </>
        },
    )
}

/// A line as thick as its rate.
fn thick((from, to): ((f64, f64), (f64, f64)), bps: f64, class: &'static str) -> Html {
    html! {
        <line x1={pct(from.0)} y1={from.1.to_string()} x2={pct(to.0)} y2={to.1.to_string()} {class}
            stroke-width={format!("{:.1}", (bps / 3e5).clamp(0.5, 14.0))} />
    }
}
