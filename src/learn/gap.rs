//! Section 8: how near a swarm comes to its bound, and what it loses to uplinks that wait.

use super::kit::draw::{Anchor, bar, line, named, pct, picture, shown, text};
use super::kit::number::Number;
use super::kit::scale::Scale;
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::section::{BodyProps, guess};
use crate::browser::rendering;
use crate::drawing::words::percent;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Gap, UploadUse, simulate, upload_use};
use p2p_model::units::Seconds;
use yew::prelude::*;

const TEXT: &str = include_str!("text/bound.md");
const CHUNK: Scale = Scale::doubling(0.25, 16.0, "\u{a0}Mb");
const SLOTS: Scale = Scale::even(1.0, 11.0, 1.0, "");
/// The size of chunks that the reader bets on, in Mb.
const ASKED: f64 = 8.0;
/// The time of the whole width, in seconds.
const WHOLE: f64 = 120.0;
/// The use of the uplinks is drawn in so many intervals.
const COLUMNS: usize = 48;

fn scenario(chunk: f64, slots: f64) -> String {
    let slots = if slots == 4.0 {
        String::new()
    } else {
        format!("&slots={slots}")
    };
    format!("file=60Mb&chunk={chunk}Mb&server=4Mbps&peers=12x1Mbps/8Mbps&seed=7{slots}")
}

/// The parts of the time that a run takes, and how much of the uplinks it uses.
fn played(chunk: f64, slots: f64) -> Option<(Gap, Vec<UploadUse>)> {
    let scenario = Scenario::read(&scenario(chunk, slots)).0;
    let trace = simulate(&scenario, Architecture::P2p).ok()?;
    Some((Gap::of(&trace)?, upload_use(&trace, COLUMNS)))
}

/// The section.
#[component]
pub(super) fn GapBody(props: &BodyProps) -> Html {
    rendering();
    let (chunk, slots) = (use_state_eq(|| 2.0), use_state_eq(|| 4.0));
    let run = use_memo((*chunk, *slots), |(chunk, slots)| played(*chunk, *slots));
    let asked = use_memo(*slots, |slots| {
        played(ASKED, *slots).map_or(0.0, |(gap, _)| gap.borders[2].0)
    });
    let Some((gap, _)) = &*run else {
        return Html::default();
    };
    let number = |term, label, handle: &UseStateHandle<f64>, scale| {
        let setter = handle.setter();
        html! { <Number {term} {label} value={**handle} {scale} on_set={Callback::from(move |value| setter.set(value))} /> }
    };
    let total = gap.borders[2];
    let values = [
        ("chunk", number("start", "Size of a chunk", &chunk, CHUNK)),
        (
            "slots",
            number("middle", "Slots of each peer", &slots, SLOTS),
        ),
        shown("total", "is-p2p", total.human()),
        shown("bound", "is-bound", gap.bound.human()),
        shown("share", "is-p2p", percent(gap.bound.0 / total.0)),
        shown("start", "", gap.start.human()),
        shown("middle", "", gap.middle.human()),
        shown("end", "", gap.end.human()),
    ];
    let draw = {
        let (run, guess) = (run.clone(), props.guess);
        Callback::from(move |part| {
            run.as_ref()
                .as_ref()
                .map(|(gap, uses)| drawn(gap, uses, guess, part))
                .unwrap_or_default()
        })
    };
    let words = html! { <p>{ format!(
        "Of {} the bound is {}, the start costs {}, the middle {}, the end {}.",
        total.human(), gap.bound.human(), gap.start.human(), gap.middle.human(), gap.end.human()
    ) }</p> };
    html! {
        <>
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="gap" claim="The gap to the bound is idle uplink" length={8.0} {draw} still={1.0}
                lab={scenario(*chunk, *slots)} {words} />
            { guess(props, "With chunks of 8 Mb the swarm takes", "The time with chunks of 8 Mb, your guess",
                Scale::even(0.0, 600.0, 5.0, "\u{a0}s"), Some(*asked)) }
        </>
    }
}

/// Where the use of the uplinks begins and how high all of it is, in CSS pixels.
const USE: f64 = 96.0;
const HIGH: f64 = 120.0;

fn drawn(gap: &Gap, uses: &[UploadUse], guess: Option<u32>, part: f64) -> Html {
    let at = |seconds: f64| (seconds / WHOLE).min(1.0);
    let now = part * gap.borders[2].0;
    let mut from = 0.0;
    let mut piece = |term, seconds: Seconds, class, words: &'static str| {
        let start = from;
        from += seconds.0;
        named(
            term,
            "",
            html! {
                <>
                    { bar(at(start), at(from), 24.0, 26.0, class) }
                    { bar(at(start), at(from), 24.0, 26.0, "empty") }
                    if at(from) - at(start) > 0.012 * words.len() as f64 {
                        { text((at(start) + at(from)) / 2.0, 68.0, Anchor::Middle, "", words) }
                    }
                </>
            },
        )
    };
    let pieces = [
        piece("bound share", gap.bound, "from-peers", "the bound"),
        piece("start", gap.start, "idle", "start"),
        piece("middle", gap.middle, "idle", "middle"),
        piece("end", gap.end, "idle", "end"),
    ];
    let column = |part: &UploadUse| {
        let (x, to) = (at(part.from.0), at(part.to.0.min(now)));
        let level = |from: f64, share: f64, class| {
            bar(
                x,
                to,
                USE + HIGH * (1.0 - from - share),
                HIGH * share,
                class,
            )
        };
        html! {
            <>
                { level(0.0, part.server, "from-server") }
                { level(part.server, part.peers, "from-peers") }
                { level(part.server + part.peers, 1.0 - part.server - part.peers, "idle") }
            </>
        }
    };
    let border = |term, seconds: Seconds, words: &str| {
        let x = at(seconds.0);
        named(
            term,
            "",
            html! {
                <>
                    { line((x, USE - 4.0), (x, USE + HIGH), "tick thin") }
                    { text(x, USE + HIGH + 16.0, if x < 0.2 { Anchor::Start } else { Anchor::Middle }, "", words) }
                </>
            },
        )
    };
    picture(
        USE + HIGH + 44.0,
        "A bar of time in parts, and below it the use of all uplinks over time",
        html! {
            <>
                // A hatch, in the colour of what waits.
                <defs>
                    <pattern id="idle-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <line x1="0" y1="0" x2="0" y2="7" class="hatch" />
                    </pattern>
                </defs>
                { for pieces }
                { named("total", "is-p2p", text(at(gap.borders[2].0) + 0.01, 42.0, Anchor::Start, "strong", gap.borders[2].human())) }
                if let Some(guess) = guess {
                    { named("guess", "is-guess", html! { <>
                        { line((at(guess.into()), 16.0), (at(guess.into()), 56.0), "hand") }
                        { text(at(guess.into()), 12.0, if guess > 80 { Anchor::End } else { Anchor::Start }, "", "your guess, for 8\u{a0}Mb") }
                    </> }) }
                }
                { for uses.iter().filter(|part| part.from.0 < now).map(column) }
                { line((0.0, USE + HIGH), (1.0, USE + HIGH), "axis") }
                { border("start", gap.borders[0], "all have a chunk") }
                if at(gap.borders[1].0) - at(gap.borders[0].0) > 0.2 {
                    { border("end", gap.borders[1], "first done") }
                }
                <text x={pct(1.0)} y={(USE + 12.0).to_string()} text-anchor="end">{ "all uplinks, 16 Mb/s" }</text>
                { text(0.0, USE + HIGH + 36.0, Anchor::Start, "", "from below: server, peers; hatched: idle") }
            </>
        },
    )
}
