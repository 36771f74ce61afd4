//! Section 4: a newcomer. Nobody owes it anything, and somebody must give first.

use super::kit::draw::{Anchor, dot, named, pct, picture, shown, text};
use super::kit::number::Number;
use super::kit::scale::{Scale, floor};
use super::kit::stage::Stage;
use super::kit::words::paragraphs;
use super::section::BodyProps;
use crate::browser::rendering;
use crate::drawing::words::{capital, clock};
use p2p_course::lesson::firsts;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::event::Unchoke;
use p2p_model::swarm::snapshot::SlotState;
use p2p_model::swarm::{HostId, LinkId, Trace, What, simulate};
use p2p_model::units::Seconds;
use std::rc::Rc;
use yew::prelude::*;

const TEXT: &str = include_str!("text/bittorrent.md");
const NEWCOMER: HostId = HostId(13);
/// When it joins, in seconds.
const JOINS: f64 = 15.0;
const OPTIMISTIC: Scale = Scale {
    last: Some("never"),
    ..Scale::even(10.0, 70.0, 10.0, "\u{a0}s")
};

fn scenario(optimistic: f64) -> String {
    let optimistic = match optimistic {
        30.0 => String::new(),
        seconds if seconds >= OPTIMISTIC.most => "&optimistic=off".to_owned(),
        seconds => format!("&optimistic={seconds}s"),
    };
    format!(
        "file=60Mb&chunk=2Mb&server=4Mbps&peers=12x1Mbps/8Mbps&seed=4{optimistic}&at=15s:join:1"
    )
}

/// The run, and the instants at which something happens to the newcomer for the first time.
struct Story {
    trace: Trace,
    steps: Vec<(Seconds, String)>,
    /// From joining to the first complete chunk, and to the whole file.
    wait: Seconds,
    finish: Seconds,
    /// What let it in, and its colour.
    how: (&'static str, &'static str),
}

impl Story {
    fn of(optimistic: f64) -> Option<Self> {
        let scenario = Scenario::read(&scenario(optimistic)).0;
        let trace = simulate(&scenario, Architecture::P2p).ok()?;
        let mut steps: Vec<(Seconds, String)> = Vec::new();
        for event in firsts(&trace, NEWCOMER)
            .into_iter()
            .filter_map(|place| trace.events().get(place))
        {
            let words = capital(&event.what.to_string()) + ".";
            match steps.last_mut() {
                // What happens at one instant is one step, told by its first three events.
                Some((time, said)) if *time == event.time => {
                    if said.matches(". ").count() < 2 {
                        *said += &format!(" {words}");
                    }
                }
                _ => steps.push((event.time, words)),
            }
        }
        let after = |wanted: &dyn Fn(&What) -> bool| {
            let event = trace.events().iter().find(|event| wanted(&event.what))?;
            Some(Seconds(event.time.0 - JOINS))
        };
        let mut unchokes = trace.events().iter().filter_map(|event| match &event.what {
            What::Unchoked { to, why, .. } if *to == NEWCOMER => Some(why),
            _ => None,
        });
        let how = match unchokes.next()? {
            Unchoke::Optimistic { .. } => ("the optimistic unchoke", "is-optimistic"),
            Unchoke::FreeSlot { .. } => ("a free slot", "is-p2p"),
            _ => ("a neighbour", "is-p2p"),
        };
        Some(Self {
            how,
            wait: after(&|what| matches!(what, What::Completed { peer, .. } if *peer == NEWCOMER))?,
            finish: after(&|what| matches!(what, What::Finished { peer } if *peer == NEWCOMER))?,
            steps,
            trace,
        })
    }

    /// The step at a part of the loop, and the time, which goes on evenly from step to step.
    fn at(&self, part: f64) -> (usize, Seconds) {
        let last = self.steps.len().saturating_sub(1);
        let place = part * last as f64 + 1e-9;
        let step = floor(place).min(last);
        let (from, to) = (self.steps[step].0.0, self.steps[(step + 1).min(last)].0.0);
        (
            step,
            Seconds(from + (to - from) * (place - step as f64).clamp(0.0, 1.0)),
        )
    }
}

/// The section.
#[component]
pub(super) fn NewcomerBody(props: &BodyProps) -> Html {
    rendering();
    let optimistic = use_state_eq(|| 30.0);
    let story = use_memo(*optimistic, |optimistic| Story::of(*optimistic));
    let Some(present) = &*story else {
        return Html::default();
    };
    let set = {
        let optimistic = optimistic.setter();
        Callback::from(move |value| optimistic.set(value))
    };
    let values = [
        (
            "optimistic",
            html! {
                <Number term="optimistic" label="The optimistic interval" value={*optimistic} scale={OPTIMISTIC} on_set={set} class="is-optimistic" />
            },
        ),
        shown("how", present.how.1, present.how.0),
        shown("wait", "", present.wait.human()),
        shown("finish", "is-p2p", present.finish.human()),
    ];
    let stops: Rc<[f64]> = {
        let last = present.steps.len().saturating_sub(1).max(1);
        (0..=last).map(|step| step as f64 / last as f64).collect()
    };
    let draw = {
        let story = story.clone();
        Callback::from(move |part| {
            story
                .as_ref()
                .as_ref()
                .map(|story| drawn(story, part))
                .unwrap_or_default()
        })
    };
    let words = html! {
        <ol>{ for present.steps.iter().map(|(time, words)| html! { <li>{ format!("At {}: {words}", clock(time.0)) }</li> }) }</ol>
    };
    html! {
        <>
            // Before the words that answer it.
            { props.bet.clone() }
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
            <Stage id="newcomer" claim="Someone must give first" length={14.0} {stops} {draw} still={0.4}
                lab={format!("{}&t=15s&select=13&show=p2p", scenario(*optimistic))} {words} />
        </>
    }
}

/// The rows of the picture, in CSS pixels.
const PEERS: f64 = 60.0;
const ME: f64 = 210.0;
const HEIGHT: f64 = 300.0;

fn drawn(story: &Story, part: f64) -> Html {
    let (step, time) = story.at(part);
    let snapshot = story.trace.at(time);
    let count = snapshot.hosts.len() - 1;
    let x = |host: HostId| (host.index() as f64 + 0.5) / count as f64;
    let me = (0.5, ME);
    let hosts = (0..count).map(|place| HostId(u32::try_from(place).unwrap_or(0)));
    let links = snapshot.hosts[NEWCOMER.index()].links.iter();
    let arrow = |link: &LinkId| {
        let (down, up) = (
            &snapshot.links[link.back().index()],
            &snapshot.links[link.index()],
        );
        let other = (x(up.to), PEERS + 14.0);
        let one = |from: (f64, f64), to: (f64, f64), slot: SlotState, bps: f64, shift: f64| {
            let class = match slot {
                SlotState::Choked => return Html::default(),
                SlotState::Regular { .. } => "unchoked",
                SlotState::Optimistic { .. } => "unchoked by-die",
            };
            let wide = if bps > 0.0 { 1.5 + bps / 2.5e5 } else { 1.0 };
            html! {
                <line x1={pct(from.0 + shift)} y1={from.1.to_string()} x2={pct(to.0 + shift)} y2={to.1.to_string()} {class}
                    stroke-width={format!("{wide:.1}")} />
            }
        };
        let by_die = matches!(down.slot, SlotState::Optimistic { .. });
        let term = if by_die {
            "optimistic how wait"
        } else {
            "how wait"
        };
        named(
            term,
            "",
            html! {
                <>
                    { one(other, (me.0, me.1 - 16.0), down.slot, down.bps(), -0.006) }
                    { one((me.0, me.1 - 16.0), other, up.slot, up.bps(), 0.006) }
                    if by_die {
                        { text(x(up.to), PEERS - 18.0, Anchor::Middle, "die", "⚄") }
                    }
                </>
            },
        )
    };
    let mine = &snapshot.hosts[NEWCOMER.index()];
    let chunks = format!(
        "peer 13: {} of {} chunks",
        mine.chunks.len(),
        story.trace.chunk_count()
    );
    let sentence = &story.steps[step].1;
    html! {
        <>
            { picture(HEIGHT, "The newcomer, its neighbours, and who unchokes whom", html! {
                <>
                    <text x={pct(0.0)} y="20" class="clock" translate="no">{ clock(time.0) }</text>
                    { text(1.0, 18.0, Anchor::End, "", "server and 12 peers") }
                    { for hosts.map(|host| html! { <>
                        { dot(x(host), PEERS, 9.0, if host == HostId::SERVER { "from-server" } else { "from-peers" }) }
                    </> }) }
                    { for links.map(arrow) }
                    { named("finish", "is-p2p", html! { <>
                        { dot(me.0, me.1, 14.0, "glass") }
                        { dot(me.0, me.1, 13.0 * snapshot.part_of_file(NEWCOMER, story.trace.scenario()).sqrt(), "from-peers") }
                        { text(me.0, ME + 34.0, Anchor::Middle, "strong", chunks) }
                    </> }) }
                    { named("optimistic", "", text(0.0, ME + 62.0, Anchor::Start, "", "dashed, with a die: the optimistic unchoke")) }
                </>
            }) }
            <p class="stage-said"><b class="number">{ format!("{} of {}. ", step + 1, story.steps.len()) }</b>{ sentence.clone() }</p>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newcomer_has_a_story_whatever_the_interval() {
        for tens in 1..=7 {
            let story = Story::of(10.0 * f64::from(tens)).expect("it gets the file");
            assert!(story.wait.0 > 0.0 && story.wait.0 < story.finish.0);
            // Each step is an instant of its own.
            assert!(story.steps.windows(2).all(|pair| pair[0].0.0 < pair[1].0.0));
            assert!(story.steps.len() > 5);
        }
    }
}
