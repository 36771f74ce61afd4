//! Section 5: which chunk next. A grid of peers by chunks, and a server that leaves.

use super::games::PickingGame;
use super::kit::draw::{Anchor, line, named, pct, picture, shown, text};
use super::kit::number::Number;
use super::kit::scale::Scale;
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::section::BodyProps;
use crate::browser::rendering;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{HostId, Snapshot, Trace, simulate};
use p2p_model::units::Seconds;
use std::fmt::Write as _;
use yew::prelude::*;

const TEXT: &str = include_str!("text/chunks.md");
const LEAVES: Scale = Scale::even(16.0, 60.0, 1.0, "\u{a0}s");
const PEERS: usize = 24;
const CHUNKS: u32 = 30;
/// In addresses, on the buttons, and in the sentence.
const RULES: [(&str, &str, &str); 3] = [
    ("", "Rarest first", "the rarest chunk first"),
    ("&pick=random", "Random", "chunks at random"),
    ("&pick=order", "In order", "chunks in order"),
];
/// The picture ends here where the run goes on longer, in seconds.
const LONGEST: f64 = 100.0;

fn scenario(rule: usize, leaves: f64) -> String {
    let (key, ..) = RULES[rule];
    format!(
        "file=60Mb&chunk=2Mb&server=4Mbps&peers={PEERS}x1Mbps/8Mbps&seed=7{key}&at={leaves}s:leave:server"
    )
}

/// A run, and what came of it.
struct Swarm {
    trace: Trace,
    end: Seconds,
    lost: usize,
    done: usize,
    /// The most chunks that a peer has which never finishes.
    most: Option<u32>,
}

impl Swarm {
    fn of(rule: usize, leaves: f64) -> Option<Self> {
        let scenario = Scenario::read(&scenario(rule, leaves)).0;
        let trace = simulate(&scenario, Architecture::P2p).ok()?;
        let end = Seconds(trace.end().0.min(LONGEST));
        let last = trace.at(trace.end());
        let peers = || last.hosts.iter().skip(1);
        let unfinished = peers().filter(|peer| peer.finished.is_none());
        Some(Self {
            end,
            lost: (0..CHUNKS).filter(|chunk| last.copies(*chunk) == 0).count(),
            done: peers().filter(|peer| peer.finished.is_some()).count(),
            most: unfinished.map(|peer| peer.chunks.len()).max(),
            trace,
        })
    }
}

/// The section.
#[component]
pub(super) fn RarestBody(props: &BodyProps) -> Html {
    rendering();
    let (rule, leaves) = (use_state_eq(|| 0), use_state_eq(|| 28.0));
    let swarm = use_memo((*rule, *leaves), |(rule, leaves)| Swarm::of(*rule, *leaves));
    let Some(present) = &*swarm else {
        return Html::default();
    };
    let set = {
        let leaves = leaves.setter();
        Callback::from(move |value| leaves.set(value))
    };
    let choose = |place: usize, name: &'static str| {
        let (setter, pressed) = (rule.setter(), *rule == place);
        let on_click = Callback::from(move |_: MouseEvent| setter.set(place));
        html! { <button type="button" class="button segment" aria-pressed={if pressed { "true" } else { "false" }} onclick={on_click}>{ name }</button> }
    };
    let values = [
        (
            "leaves",
            html! { <Number term="leaves" label="When the server leaves" value={*leaves} scale={LEAVES} on_set={set} /> },
        ),
        shown("rule", "is-p2p", RULES[*rule].2),
        shown("lost", "is-cs", present.lost),
        shown("done", "is-p2p", present.done),
        shown(
            "most",
            "",
            present.most.map_or_else(
                || "nobody is left behind".to_owned(),
                |most| format!("the best of the others stop at {most} of {CHUNKS} chunks"),
            ),
        ),
    ];
    let draw = {
        let (swarm, leaves) = (swarm.clone(), *leaves);
        Callback::from(move |part| {
            swarm
                .as_ref()
                .as_ref()
                .map(|swarm| drawn(swarm, leaves, part))
                .unwrap_or_default()
        })
    };
    let words = html! { <p>{ format!(
        "A row for each of the {PEERS} peers, a column for each of the {CHUNKS} chunks. In the end {} chunks have no copy left, and {} peers have the whole file.",
        present.lost, present.done
    ) }</p> };
    html! {
        <>
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="rarest" claim="Copy what is scarce before its owner leaves" length={10.0} {draw} still={1.0}
                lab={scenario(*rule, *leaves)} {words}>
                <div class="segments" role="group" aria-label="Which chunk the peers request">
                    { for RULES.iter().enumerate().map(|(place, (_, name, _))| choose(place, name)) }
                </div>
            </Stage>
            { props.bet.clone() }
            <PickingGame />
        </>
    }
}

/// The grid, and the counts of copies below it, in CSS pixels.
const TOP: f64 = 44.0;
const ROW: f64 = 8.0;
const GRID: f64 = ROW * PEERS as f64;
const COUNTS: f64 = TOP + GRID + 14.0;
const HIGH: f64 = 56.0;

fn drawn(swarm: &Swarm, leaves: f64, part: f64) -> Html {
    let snapshot = swarm.trace.at(Seconds(part * swarm.end.0));
    let left = leaves - snapshot.time.0;
    let server = match left > 0.0 {
        true => format!("server leaves in {left:.0}\u{a0}s"),
        false => "server has left".to_owned(),
    };
    let copies = |chunk: u32| snapshot.copies(chunk);
    let gone: Vec<u32> = (0..CHUNKS).filter(|chunk| copies(*chunk) == 0).collect();
    let done = snapshot
        .hosts
        .iter()
        .skip(1)
        .filter(|peer| peer.finished.is_some())
        .count();
    let column = |chunk: u32| f64::from(chunk) / f64::from(CHUNKS);
    picture(
        COUNTS + HIGH + 26.0,
        "A grid of peers by chunks, with the number of copies of each chunk below",
        html! {
            <>
                <text x={pct(0.0)} y="20" class="clock" translate="no">{ format!("{:.0}\u{a0}s", snapshot.time.0) }</text>
                { named("leaves", "", text(1.0, 18.0, Anchor::End, if left > 0.0 { "strong" } else { "" }, server)) }
                { named("done", "is-p2p", text(1.0, 36.0, Anchor::End, "", format!("{done} of {PEERS} peers finished"))) }
                { named("rule most", "", grid(&snapshot)) }
                <svg y={COUNTS.to_string()} width="100%" height={HIGH.to_string()} viewBox={format!("0 0 {CHUNKS} {HIGH}")}
                    preserveAspectRatio="none" aria-hidden="true">
                    <path class="from-peers" d={counts(&snapshot)} />
                </svg>
                { line((0.0, COUNTS + HIGH), (1.0, COUNTS + HIGH), "axis") }
                { named("lost", "is-cs", html! { <>
                    { for gone.iter().map(|chunk| html! {
                        <rect x={pct(column(*chunk))} width={pct(1.0 / f64::from(CHUNKS))} y={(TOP - 3.0).to_string()}
                            height={(COUNTS + HIGH - TOP + 3.0).to_string()} class="lost" />
                    }) }
                    if !gone.is_empty() {
                        { text(0.0, COUNTS + HIGH + 18.0, Anchor::Start, "strong", format!("lost: {} of {CHUNKS} chunks", gone.len())) }
                    } else {
                        { text(0.0, COUNTS + HIGH + 18.0, Anchor::Start, "", "copies of each chunk") }
                    }
                </> }) }
            </>
        },
    )
}

/// A square for each chunk that a peer has.
fn grid(snapshot: &Snapshot) -> Html {
    let mut path = String::new();
    for peer in 0..PEERS {
        let chunks = &snapshot.hosts[HostId(u32::try_from(peer).unwrap_or(0) + 1).index()].chunks;
        for chunk in (0..CHUNKS).filter(|chunk| chunks.has(*chunk)) {
            let _ = write!(path, "M{chunk} {peer}h.86v.8h-.86z");
        }
    }
    html! {
        <svg y={TOP.to_string()} width="100%" height={GRID.to_string()} viewBox={format!("0 0 {CHUNKS} {PEERS}")}
            preserveAspectRatio="none" aria-hidden="true">
            <rect width="100%" height="100%" class="grid" />
            <path class="from-peers" d={path} />
        </svg>
    }
}

/// A bar for the copies of each chunk among the peers.
fn counts(snapshot: &Snapshot) -> String {
    let mut path = String::new();
    for chunk in 0..CHUNKS {
        let copies = snapshot
            .hosts
            .iter()
            .skip(1)
            .filter(|peer| peer.chunks.has(chunk))
            .count();
        let high = HIGH * copies as f64 / PEERS as f64;
        let _ = write!(path, "M{chunk} {:.1}h.86v{high:.1}h-.86z", HIGH - high);
    }
    path
}
