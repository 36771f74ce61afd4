//! Section 7: upload more, finish sooner. Three classes of peers over many runs, and the reader is one of them.

use super::kit::draw::{Anchor, bar, dot, line, named, pct, picture, shown, text};
use super::kit::number::Number;
use super::kit::scale::{Scale, floor};
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::runs::{Played, use_runs};
use super::section::{BodyProps, guess};
use crate::browser::rendering;
use crate::drawing::words::counted;
use p2p_model::swarm::{Download, HostId};
use p2p_model::units::{BitRate, Prefix, Seconds};
use std::rc::Rc;
use yew::prelude::*;

const TEXT: &str = include_str!("text/upload.md");
const UP: Scale = Scale::even(0.0, 3.0, 0.1, "\u{a0}Mb/s");
/// How many runs there are, each with the seed after the last.
const RUNS: u64 = 12;
/// The time of the whole width, in seconds.
const WHOLE: f64 = 330.0;
/// The peer that the reader is: the last of the middle class.
const YOU: HostId = HostId(12);

fn scenario(you: f64) -> String {
    format!(
        "file=240Mb&chunk=1Mb&server=4Mbps\
         &peers=6x3Mbps/16Mbps,5x1Mbps/16Mbps,1x{you}Mbps/16Mbps,6x300kbps/16Mbps&seed=1&serve=round&finish=leave"
    )
}

/// A lane of the figure: its class, whose peers it has, and where it is.
struct Lane {
    term: &'static str,
    name: &'static str,
    class: &'static str,
    has: fn(&Download) -> bool,
}

const LANES: [Lane; 4] = [
    Lane {
        term: "fast",
        name: "3 Mb/s",
        class: "is-p2p",
        has: |download| download.peer.0 <= 6,
    },
    Lane {
        term: "middle",
        name: "1 Mb/s",
        class: "is-p2p",
        has: |download| (7..12).contains(&download.peer.0),
    },
    Lane {
        term: "yours",
        name: "you",
        class: "is-you",
        has: |download| download.peer == YOU,
    },
    Lane {
        term: "slow",
        name: "300 kb/s",
        class: "is-p2p",
        has: |download| download.peer.0 > 12,
    },
];

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

impl Lane {
    fn times<'a>(&'a self, played: &'a Played) -> impl Iterator<Item = f64> + 'a {
        let mine = played
            .downloads
            .iter()
            .filter(|download| (self.has)(download));
        mine.filter_map(|download| Some(download.time?.0))
    }

    /// The mean time of its peers.
    fn time(&self, played: &Played) -> Seconds {
        Seconds(mean(self.times(played)))
    }

    /// The mean rate of its peers until the first peer of the run was done.
    fn rate(&self, played: &Played) -> String {
        let mine = played
            .downloads
            .iter()
            .filter(|download| (self.has)(download));
        let rate = mean(mine.filter_map(|download| Some(download.rate?.bps())));
        // Two digits: more would be noise.
        let digits = 10f64.powf((rate.max(1.0)).log10().floor() - 1.0);
        BitRate::measured((rate / digits).round() * digits).human(Prefix::Si)
    }
}

/// The section.
#[component]
pub(super) fn UploadBody(props: &BodyProps) -> Html {
    rendering();
    let you = use_state_eq(|| 1.0);
    let played = use_runs(&scenario(*you), RUNS);
    let set = {
        let you = you.setter();
        Callback::from(move |value| you.set(value))
    };
    let number = html! { <Number term="yours" label="Your upload rate" value={*you} scale={UP} on_set={set} class="is-you" /> };
    // Before the first run is there, a gap and no number.
    let told =
        |say: &dyn Fn(&Played) -> String| played.as_ref().map_or_else(|| "…".to_owned(), say);
    let time = |lane: usize| told(&|played| Seconds(LANES[lane].time(played).0.round()).human());
    let rate = |lane: usize| told(&|played| LANES[lane].rate(played));
    let times = played
        .as_ref()
        .map(|played| LANES[3].time(played).0 / LANES[0].time(played).0);
    let runs = told(&|played| counted(usize::try_from(played.runs).unwrap_or(0), "run", "runs"));
    let values = [
        shown("runs", "", runs),
        shown("fast", "is-p2p", time(0)),
        shown("middle", "is-p2p", time(1)),
        shown("slow", "is-p2p", time(3)),
        shown(
            "times",
            "",
            times.map_or_else(|| "…".to_owned(), |times| format!("{times:.1}")),
        ),
        ("you", number),
        shown("yours", "is-you", time(2)),
        shown("fast_rate", "is-p2p", rate(0)),
        shown("your_rate", "is-you", rate(2)),
    ];
    let dots = use_memo(played.clone(), |played| {
        played.as_ref().map(dots).unwrap_or_default()
    });
    let draw = {
        let (played, dots) = (played.clone(), dots.clone());
        Callback::from(move |part| {
            played
                .as_ref()
                .map(|played| drawn(played, &dots, part))
                .unwrap_or_default()
        })
    };
    let words = html! {
        <ul>{ for LANES.iter().enumerate().map(|(place, lane)| html! {
            <li>{ format!("{}: done after {} on average; {} until the first peer is done.", lane.name, time(place), rate(place)) }</li>
        }) }</ul>
    };
    html! {
        <>
            { guess(props, "Ten times the upload: how many times as soon?", "How many times as soon, your guess",
                Scale::even(1.0, 20.0, 1.0, " times"), times) }
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="upload" claim="What you give decides who unchokes you" length={9.0} {draw} still={1.0}
                lab={scenario(*you)} {words} />
        </>
    }
}

/// Where the first lane is, and from one to the next, in CSS pixels.
const TOP: f64 = 34.0;
const LANE: f64 = 56.0;

fn across(seconds: f64) -> f64 {
    (seconds / WHOLE).min(1.0)
}

/// Every download as a dot at its end; those of about the same time beside each other.
fn dots(played: &Played) -> Html {
    /// A dot needs so much of the width.
    const WIDE: f64 = 0.012;
    let lane = |(place, lane): (usize, &Lane)| {
        let mut times: Vec<f64> = lane.times(played).collect();
        times.sort_by(f64::total_cmp);
        let mut last = (usize::MAX, 0u32);
        let dots = times.into_iter().map(|time| {
            let bin = floor(across(time) / WIDE);
            last = (bin, if bin == last.0 { last.1 + 1 } else { 0 });
            // Above and below the line in turn.
            let side = if last.1 % 2 == 0 { 1.0 } else { -1.0 };
            let off = side * f64::from(last.1.div_ceil(2)) * 5.0;
            dot(
                across(time),
                TOP + LANE * place as f64 + off.clamp(-22.0, 22.0),
                2.5,
                "finish",
            )
        });
        html! { <g class={lane.class}>{ for dots }</g> }
    };
    html! { <>{ for LANES.iter().enumerate().map(lane) }</> }
}

fn drawn(played: &Played, dots: &Rc<Html>, part: f64) -> Html {
    let now = part * WHOLE;
    let lane = |(place, lane): (usize, &Lane)| {
        let y = TOP + LANE * place as f64;
        let mean = lane.time(played).0;
        let x = across(mean);
        let terms: &'static str = match lane.term {
            "fast" => "fast fast_rate",
            "yours" => "yours your_rate",
            term => term,
        };
        html! {
            <g data-term={terms} class={lane.class}>
                { text(0.0, y - 8.0, Anchor::Start, "name", lane.name) }
                { line((0.0, y), (1.0, y), "rule") }
                if now >= mean && mean > 0.0 {
                    { line((x, y - 20.0), (x, y + 20.0), "mean") }
                    { text(x + 0.012, y - 12.0, Anchor::Start, "strong", Seconds(mean.round()).human()) }
                } else {
                    { dot(across(now), y, 6.0, "runner") }
                }
            </g>
        }
    };
    let bottom = TOP + LANE * LANES.len() as f64 - 16.0;
    picture(
        bottom + 26.0,
        "The times at which peers of three classes, and you, have the file, over many runs",
        html! {
            <>
                { (**dots).clone() }
                // What is to come is covered.
                { bar(across(now), 1.02, 0.0, bottom - 2.0, "cover") }
                { named("runs times", "", html! { <>{ for LANES.iter().enumerate().map(lane) }</> }) }
                { line((0.0, bottom), (1.0, bottom), "axis") }
                { for [0.0, 100.0, 200.0, 300.0].map(|seconds| text(across(seconds), bottom + 18.0,
                    if seconds == 0.0 { Anchor::Start } else { Anchor::Middle }, "", Seconds(seconds).human())) }
                <text x={pct(1.0)} y="14" text-anchor="end">{ format!("{} of {RUNS} runs", played.runs) }</text>
            </>
        },
    )
}
