//! Section 1: the race. A server fills everybody's glass alone; beside it peers fill each other's too.

use super::kit::draw::{Anchor, bar, dot, line, named, pct, picture, shown, text};
use super::kit::number::Number;
use super::kit::scale::{Scale, floor};
use super::kit::stage::Stage;
use super::kit::words::{inline, paragraphs};
use super::section::{BodyProps, guess};
use crate::browser::{IN_BROWSER, rendering};
use crate::drawing::words::percent;
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{HostId, Trace, outcome, simulate};
use p2p_model::units::Seconds;
use yew::prelude::*;

const LEAD: &str =
    "One server holds a 60 Mb file. {n} students want it. How long until the last one has it?";
const TEXT: &str = include_str!("text/race.md");

/// The number of students.
const N: Scale = Scale::even(2.0, 32.0, 1.0, "");

/// The pictures between which the glasses fill evenly.
const SAMPLES: usize = 40;

/// A loop, in seconds.
const LENGTH: f64 = 9.0;

fn scenario(n: f64) -> String {
    format!("file=60Mb&chunk=2Mb&server=4Mbps&peers={n}x1Mbps/8Mbps&seed=7")
}

/// Both ways to give the file to `n` students.
struct Race {
    n: f64,
    client_server: Fills,
    p2p: Fills,
    bound: Seconds,
}

/// How the glasses fill in one run.
struct Fills {
    trace: Trace,
    finish: Seconds,
    /// The time of the last sample.
    end: Seconds,
    /// By sample, by peer: the parts of the file that came from the server, and from peers.
    parts: Vec<Vec<(f64, f64)>>,
}

impl Race {
    fn of(n: f64) -> Option<Self> {
        let scenario = Scenario::read(&scenario(n)).0;
        let client_server = simulate(&scenario, Architecture::ClientServer).ok()?;
        let end = client_server.outcome().finish_time()?;
        Some(Self {
            n,
            p2p: Fills::of(simulate(&scenario, Architecture::P2p).ok()?, end)?,
            client_server: Fills::of(client_server, end)?,
            bound: Bounds::of(&scenario).ok()?.p2p.seconds,
        })
    }

    /// What the picture's whole width and a loop stand for.
    fn end(&self) -> Seconds {
        self.client_server.end
    }
}

/// When the last of `n` students has the file, with client–server and with P2P.
fn ends(n: f64) -> Option<[Seconds; 2]> {
    let scenario = Scenario::read(&scenario(n)).0;
    let end = |architecture| outcome(&scenario, architecture).ok()?.finish_time();
    Some([end(Architecture::ClientServer)?, end(Architecture::P2p)?])
}

impl Fills {
    fn of(trace: Trace, end: Seconds) -> Option<Self> {
        let finish = trace.outcome().finish_time()?;
        let sample = |place: usize| {
            let snapshot = trace.at(Seconds(end.0 * place as f64 / SAMPLES as f64));
            let whole = snapshot.parts_of_file(trace.scenario());
            let file = trace.scenario().file.0 as f64;
            let mut server = vec![0.0; whole.len()];
            for link in snapshot
                .links
                .iter()
                .filter(|link| link.from == HostId::SERVER)
            {
                let arrived = link.transfer().map_or(0.0, |transfer| transfer.arrived);
                server[link.to.index()] += (link.sent.0 as f64 + arrived) / file;
            }
            let peers = whole.iter().zip(server).skip(1);
            peers
                .map(|(whole, server)| (server.min(*whole), (whole - server).max(0.0)))
                .collect()
        };
        let parts = (0..=SAMPLES).map(sample).collect();
        Some(Self {
            trace,
            finish,
            end,
            parts,
        })
    }

    /// The glass of a peer at a part of the loop: how high the server has filled it, and peers on top of that.
    fn filled(&self, peer: usize, part: f64) -> (f64, f64) {
        let place = part * SAMPLES as f64;
        let before = floor(place).min(SAMPLES - 1);
        let (from, to) = (self.parts[before][peer], self.parts[before + 1][peer]);
        let way = place - before as f64;
        (
            from.0 + (to.0 - from.0) * way,
            from.1 + (to.1 - from.1) * way,
        )
    }

    /// The part of all bits that came from peers.
    fn share(&self) -> f64 {
        let last = &self.parts[SAMPLES];
        last.iter().map(|part| part.1).sum::<f64>() / last.len() as f64
    }
}

/// The section.
#[component]
pub(super) fn RaceBody(props: &BodyProps) -> Html {
    rendering();
    let n = use_state_eq(|| 12.0);
    let races = use_memo(*n, |n| (Race::of(*n), ends(2.0 * n)));
    let (Some(race), Some(twice)) = &*races else {
        return Html::default();
    };
    let set = {
        let n = n.setter();
        Callback::from(move |next| n.set(next))
    };
    let number =
        html! { <Number term="n" label="Number of students" value={*n} scale={N} on_set={set} /> };
    let more = |later: Seconds, end: Seconds| Seconds(later.0 - end.0).human();
    let values = [
        shown("copies", "is-cs", race.n),
        shown("cs", "is-cs", race.client_server.finish.human()),
        shown("p2p", "is-p2p", race.p2p.finish.human()),
        shown("share", "is-p2p", percent(race.p2p.share())),
        shown("bound", "is-bound", race.bound.human()),
        shown("twice", "", 2.0 * race.n),
        shown(
            "cs_more",
            "is-cs",
            more(twice[0], race.client_server.finish),
        ),
        shown("p2p_more", "is-p2p", more(twice[1], race.p2p.finish)),
    ];
    let draw = {
        let (races, guess) = (races.clone(), props.guess);
        Callback::from(move |part| {
            races
                .0
                .as_ref()
                .map(|race| drawn(race, guess, part))
                .unwrap_or_default()
        })
    };
    let words = html! {
        <p>{ format!(
            "{} glasses stand for the students. Left, the server fills all of them alone, at the same rate, and they are full after {}. \
             Right, the peers also fill each other's: {} of all bits come from peers, and the last glass is full after {}.",
            race.n, race.client_server.finish.human(), percent(race.p2p.share()), race.p2p.finish.human()
        ) }</p>
    };
    html! {
        <>
            <p class="lead">{ inline(LEAD, &[("n", number)]) }</p>
            <Stage id="race" claim="The downloaders are the missing bandwidth" length={LENGTH} {draw} still={0.28}
                lab={format!("{}&show=both", scenario(*n))} {words} />
            { guess(props, "With P2P, the last of them is done after", "How long P2P takes, your guess",
                Scale::even(0.0, 600.0, 5.0, "\u{a0}s"), Some(race.p2p.finish.0)) }
            <div class="prose">{ paragraphs(TEXT, &values) }</div>
        </>
    }
}

/// The room of the glasses from top to bottom, in CSS pixels.
const TOP: f64 = 86.0;
const BOTTOM: f64 = 262.0;
/// Where the line of time is.
const TIME: f64 = 300.0;
const HEIGHT: f64 = 332.0;

fn drawn(race: &Race, guess: Option<u32>, part: f64) -> Html {
    let at = |seconds: f64| 0.02 + 0.94 * (seconds / race.end().0).min(1.0);
    let time = part * race.end().0;
    let mark = |term, seconds: Seconds, class, y, words: String| {
        let x = at(seconds.0);
        let anchor = if x > 0.6 { Anchor::End } else { Anchor::Start };
        let over = time >= seconds.0;
        named(
            term,
            class,
            html! {
                <>
                    { line((x, TIME - 8.0), (x, TIME + 8.0), if over { "tick is-over" } else { "tick" }) }
                    { text(x, y, anchor, "", words) }
                </>
            },
        )
    };
    let label = format!(
        "{} glasses filled by one server, beside {} that peers fill for each other too",
        race.n, race.n
    );
    picture(
        HEIGHT,
        label,
        html! {
            <>
                { half("cs", "is-cs", "Client–server", &race.client_server, 0.0, part) }
                { half("p2p", "is-p2p", "P2P", &race.p2p, 0.52, part) }
                { line((0.5, 8.0), (0.5, BOTTOM), "rule") }
                { line((at(0.0), TIME), (at(race.end().0), TIME), "axis") }
                { mark("bound", race.bound, "is-bound", TIME - 14.0, format!("bound {}", race.bound.human())) }
                { mark("p2p", race.p2p.finish, "is-p2p", TIME + 24.0, if time >= race.p2p.finish.0 { race.p2p.finish.human() } else { "?".into() }) }
                { mark("cs", race.end(), "is-cs", TIME + 24.0, race.end().human()) }
                if let Some(guess) = guess {
                    { mark("guess", Seconds(guess.into()), "is-guess", TIME - 14.0 - 16.0 * f64::from(u8::from((at(guess.into()) - at(race.bound.0)).abs() < 0.3)), "your guess".into()) }
                }
                { dot(at(time), TIME, 6.0, "now") }
            </>
        },
    )
}

/// One side of the race: who fills the glasses, its clock, and the glasses.
fn half(
    term: &'static str,
    class: &'static str,
    name: &'static str,
    fills: &Fills,
    left: f64,
    part: f64,
) -> Html {
    const WIDTH: f64 = 0.48;
    let count = fills.parts[0].len();
    let columns = match count {
        0..=12 => 4,
        13..=20 => 5,
        _ => 8,
    };
    let rows = count.div_ceil(columns);
    let (cell, deep) = (WIDTH / columns as f64, (BOTTOM - TOP) / rows as f64);
    let (wide, high) = (cell * 0.62, deep * 0.8);
    let corner = |peer: usize| {
        let (column, row) = (peer % columns, peer / columns);
        (
            left + cell * column as f64 + (cell - wide) / 2.0,
            TOP + deep * row as f64 + (deep - high),
        )
    };
    let glass = |peer: usize| {
        let (x, y) = corner(peer);
        let (server, peers) = fills.filled(peer, part);
        let level = |from: f64, to: f64, class| {
            bar(
                x,
                x + wide,
                y + high * (1.0 - to),
                high * (to - from),
                class,
            )
        };
        html! {
            <g>
                { level(0.0, server, "from-server") }
                { level(server, server + peers, "from-peers") }
                { bar(x, x + wide, y, high, "glass") }
            </g>
        }
    };
    let seconds = (part * fills.end.0).min(fills.finish.0);
    let done = if seconds >= fills.finish.0 {
        " ✓"
    } else {
        ""
    };
    named(
        term,
        class,
        html! {
            <>
                { text(left + 0.01, 18.0, Anchor::Start, "name", name) }
                <text x={pct(left + 0.01)} y="48" class="clock" translate="no">{ format!("{seconds:.0}\u{a0}s{done}") }</text>
                { bar(left + 0.01, left + WIDTH - 0.01, 66.0, 4.0, "pipe") }
                { for (0..columns.min(count)).map(|column| {
                    let x = left + cell * (column as f64 + 0.5);
                    line((x, 68.0), (x, TOP + deep - high - 2.0), "pipe")
                }) }
                <g data-term={if term == "p2p" { "share n twice p2p_more" } else { "copies n twice cs_more" }}>{ for (0..count).map(glass) }</g>
                if IN_BROWSER && term == "p2p" {
                    { pours(fills, part, &|peer| { let (x, y) = corner(peer); (x + wide / 2.0, y + high / 2.0) }) }
                }
            </>
        },
    )
}

/// The strongest transfers between peers now, a dozen at most.
fn pours(fills: &Fills, part: f64, middle: &dyn Fn(usize) -> (f64, f64)) -> Html {
    const MOST: usize = 12;
    let snapshot = fills.trace.at(Seconds(part * fills.end.0));
    let mut flows: Vec<_> = snapshot
        .links
        .iter()
        .filter(|link| link.bps() > 0.0 && link.from != HostId::SERVER)
        .collect();
    flows.sort_by(|a, b| b.bps().total_cmp(&a.bps()));
    html! {
        <g class="pours">
            { for flows.iter().take(MOST).map(|link| line(middle(link.from.index() - 1), middle(link.to.index() - 1), "pour")) }
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_race_ends_for_every_number_of_students() {
        for n in 2..=32 {
            let race = Race::of(n.into()).expect("a race");
            assert!(
                race.bound.0 <= race.p2p.finish.0 && race.p2p.finish.0 < race.end().0,
                "{n}"
            );
            assert_eq!(ends(n.into()), Some([race.end(), race.p2p.finish]));
            // All is there in the end.
            let last = &race.p2p.parts[SAMPLES];
            assert!(
                last.iter()
                    .all(|(server, peers)| (server + peers - 1.0).abs() < 1e-9)
            );
        }
    }
}
