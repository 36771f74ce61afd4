//! Both bounds: the formulas, the chart of D against N, and the same numbers as a table.

pub(crate) mod curves;
mod formula;

use crate::bounds::curves::{CurvePoint, Curves, Lit, peers_at};
use crate::bounds::formula::{Formula, formula};
use crate::browser::rendering;
use crate::drawing::axes::grouped;
use crate::drawing::canvas::use_chart_canvas;
use crate::drawing::save::{Drawing, Picture, Save};
use crate::drawing::words::{percent, unseen};
use crate::sweep::run::{SweepRequest, Sweeping, in_words as simulated_in_words, use_sweep};
use p2p_model::bounds::{Architecture, Bounds, TermKind};
use p2p_model::scenario::Scenario;
use p2p_model::schedule::{Fluid, FluidClass};
use p2p_model::sweep::{Over, Row};
use p2p_model::units::{BitRate, Seconds};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the chart shows.
const TITLE: &str = "Lower bound on the distribution time, against the number of peers";

/// Runs of the swarm for each N that is simulated: enough for a spread to be seen, and soon done.
const RUNS: u32 = 5;

/// A term of a formula that is pointed at, or not any more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pointed {
    At((Architecture, TermKind)),
    Away,
    /// Stays lit until pinned again.
    Pinned((Architecture, TermKind)),
}

#[derive(PartialEq, Properties)]
pub(crate) struct BoundsFigureProps {
    pub(crate) scenario: Rc<Scenario>,
    /// Whether to show the chart without the formulas.
    #[prop_or_default]
    pub(crate) chart_only: bool,
}

/// The figure of the two bounds.
#[component]
pub(crate) fn BoundsFigure(props: &BoundsFigureProps) -> Html {
    rendering();
    let both = use_memo(props.scenario.clone(), |scenario| Bounds::of(scenario));
    let pointed = use_state_eq(|| None);
    let pinned = use_state_eq(|| None);
    let on_point = {
        let (pointed, pinned) = (pointed.setter(), pinned.clone());
        Callback::from(move |point| match point {
            Pointed::At(term) => pointed.set(Some(term)),
            Pointed::Away => pointed.set(None),
            Pointed::Pinned(term) => pinned.set((*pinned != Some(term)).then_some(term)),
        })
    };
    let lit = pointed.or(*pinned);
    let figure = match &*both {
        Err(reason) => html! { <p class="error" role="status">{ reason.to_string() }</p> },
        Ok(bounds) => {
            let slowest = Bounds::slowest_peers(&props.scenario);
            let formula = |architecture| {
                formula(&Formula {
                    slowest: &slowest,
                    bounds,
                    architecture,
                    prefix: props.scenario.prefix,
                    lit,
                    on_point: &on_point,
                })
            };
            html! {
                <>
                    if !props.chart_only {
                        <div class="formulas">
                            { for [Architecture::ClientServer, Architecture::P2p].map(formula) }
                        </div>
                        { scheme(&props.scenario) }
                    }
                    <BoundsChart scenario={props.scenario.clone()} {lit} />
                </>
            }
        }
    };
    html! {
        <section class="figure bounds-figure" data-figure="bounds" aria-labelledby="bounds-title">
            <h2 id="bounds-title" class={props.chart_only.then_some("visually-hidden")}>{ "Lower bounds" }</h2>
            { figure }
        </section>
    }
}

/// The rates with which the bound of P2P is attained, class by class.
fn scheme(scenario: &Scenario) -> Html {
    let Ok(fluid) = Fluid::of(scenario) else {
        return html! {};
    };
    let rate = |bps: f64| BitRate::measured(bps).human(scenario.prefix);
    let heads = [
        "class",
        "peers",
        "from the server to each",
        "from each to each other peer",
        "upload of each",
    ];
    let row = |(index, class): (usize, &FluidClass)| {
        let cells = [
            grouped(f64::from(class.count)),
            rate(class.from_server(&fluid)),
            rate(class.own_stream),
            rate(class.upload),
        ];
        html! {
            <tr>
                <th scope="row">{ index + 1 }</th>
                { for cells.map(|cell| html! { <td translate="no">{ cell }</td> }) }
            </tr>
        }
    };
    html! {
        <details class="numbers scheme">
            <summary>{ "A scheme that attains the P2P bound" }</summary>
            <p>
                { format!(
                    "The server uploads {} in all. Each peer passes the stream that it gets from the server on to every \
                     other peer at once, so everyone downloads at {} and has the file after {}.",
                    rate(fluid.server_upload), rate(fluid.download), fluid.finish.human(),
                ) }
                if fluid.direct > 0.0 {
                    { format!(" Of what the server sends, {} to each peer is for that peer alone.", rate(fluid.direct)) }
                }
                { " Kumar and Ross, 2006." }
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="Rates that attain the P2P bound">
                <table>
                    <caption class="visually-hidden">{ "Rates that attain the P2P bound" }</caption>
                    <thead><tr>{ for heads.map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                    <tbody>{ for fluid.classes.iter().enumerate().map(row) }</tbody>
                </table>
            </div>
        </details>
    }
}

#[derive(PartialEq, Properties)]
struct ChartProps {
    scenario: Rc<Scenario>,
    lit: Option<(Architecture, TermKind)>,
}

/// D against N. It is drawn again only when something changes.
#[component]
fn BoundsChart(props: &ChartProps) -> Html {
    rendering();
    let theory = use_memo(props.scenario.clone(), |scenario| Curves::of(scenario));
    let sweep = use_sweep();
    let sweeping = sweep.sweeping();
    {
        let (sweep, sweeping) = (sweep.clone(), sweeping.clone());
        use_effect_with(props.scenario.clone(), move |scenario| {
            // Runs of another scenario have no place among these curves.
            if sweeping.is_some_and(|sweeping| !sweeping.holds_for(scenario)) {
                sweep.forget();
            }
        });
    }
    let curves = use_memo(
        (theory.clone(), sweeping.clone()),
        |(theory, sweeping)| match sweeping {
            Some(sweeping) => Rc::new(theory.with_runs(&sweeping.rows)),
            None => theory.clone(),
        },
    );
    let curves = (*curves).clone();
    // The N read off, as long as it is not the scenario's own.
    let read_off = use_state_eq(|| None::<u64>);
    {
        let read_off = read_off.setter();
        use_effect_with(props.scenario.peer_count(), move |_| read_off.set(None));
    }
    let chart = (props.scenario.clone(), curves.clone(), props.lit, *read_off);
    let (canvas, size) =
        use_chart_canvas(chart, |(scenario, curves, lit, read_off), area, _, look| {
            let lit = lit.map(|(architecture, kind)| Lit {
                architecture,
                curve: curves.term(scenario, architecture, kind),
                formula: kind.formula(),
            });
            let present = scenario.peer_count();
            let read_off = read_off.filter(|peers| *peers != present);
            let at = |peers| Curves::at(scenario, peers);
            curves::draw(
                area,
                curves,
                at(present),
                read_off.and_then(at),
                lit.as_ref(),
                look,
            )
        });
    let last = curves.last;
    let on_hover = {
        let read_off = read_off.setter();
        Callback::from(move |event: PointerEvent| {
            read_off.set(Some(peers_at(f64::from(event.offset_x()), size.0, last)));
        })
    };
    let on_leave = {
        let read_off = read_off.setter();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                read_off.set(None);
            }
        })
    };
    let on_slide = {
        let read_off = read_off.setter();
        Callback::from(move |event: InputEvent| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            // The line begins at 0, as the axis above it does; the least number of peers is 1.
            read_off.set(input.value().parse().ok().map(|peers: u64| peers.max(1)));
        })
    };
    let present = props.scenario.peer_count();
    let peers = read_off.unwrap_or(present);
    let rows = sweeping.as_ref().map_or(&[][..], |sweeping| &sweeping.rows);
    let in_words = |peers| Curves::at(&props.scenario, peers).map(|point| in_words(point, rows));
    let said = in_words(peers).unwrap_or_default();
    let own = in_words(present).unwrap_or_default();
    let on_save = {
        let (scenario, curves) = (props.scenario.clone(), curves.clone());
        Callback::from(move |wanted| {
            let texts = [format!("P2P Lab {scenario}")];
            Picture {
                id: "bounds",
                title: TITLE,
                texts: &texts,
                drawing: Drawing::Chart(&|area, _, look| match Curves::at(&scenario, present) {
                    None => Ok(()),
                    present => curves::draw(area, &curves, present, None, None, look),
                }),
                csv: &|| curves.table(&scenario).csv(&texts),
            }
            .save(wanted);
        })
    };
    let on_start = {
        let (sweep, scenario, theory) = (sweep.clone(), props.scenario.clone(), theory.clone());
        Callback::from(move |()| {
            // Both follow from a valid scenario; without them there is nothing to show.
            if let Some(request) = request(&scenario, &theory) {
                let _ = sweep.start(request);
            }
        })
    };
    html! {
        <div class="chart">
            <p class="chart-title" id="chart-title">{ TITLE }</p>
            <canvas ref={canvas} class="chart-canvas" role="img" aria-labelledby="chart-title"
                aria-describedby="chart-text" onpointermove={on_hover.clone()} onpointerdown={on_hover}
                onpointerleave={on_leave} />
            <input type="range" class="slider chart-slider" aria-label="Number of peers to read off"
                aria-valuetext={said.clone()} min="0" max={last.to_string()} step="1"
                value={peers.to_string()} oninput={on_slide} />
            <p class="read-off" data-read-off={peers.to_string()}>{ said }</p>
            <p id="chart-text" class="visually-hidden">
                { format!("Two curves. {own} The table below has more values.") }
            </p>
            { sweep.view("Simulate the curve", "Simulate again", on_start) }
            <p class="hint">
                { "The ideal schedule, with bits that can be divided without end, takes the time of the P2P curve exactly." }
                if curves.points.iter().any(|point| point.chunked.is_some()) {
                    { " Fine dashes: the lower bound when each chunk comes whole from one host, M + ⌊log₂ N⌋ rounds for M chunks." }
                }
                if sweeping.is_some() {
                    { " Dots: the median of the simulated runs, with a line from the first to end to the last." }
                }
            </p>
            <Save title={TITLE} {on_save} />
            <details class="numbers">
                <summary>{ "The same numbers as a table" }{ unseen("of the bounds") }</summary>
                <div class="scroll" tabindex="0" role="group" aria-label="Lower bounds for each number of peers">
                    { table(&curves.rows(&props.scenario), present, sweeping.as_deref()) }
                </div>
            </details>
        </div>
    }
}

/// Some values of N with a few seeds each: those of the table.
fn request(scenario: &Rc<Scenario>, theory: &Curves) -> Option<SweepRequest> {
    let values: Vec<String> = theory
        .table_peers(scenario)
        .iter()
        .map(u64::to_string)
        .collect();
    let over = Over::parse(&format!("peers={}", values.join(",")), scenario.prefix).ok()?;
    Some(SweepRequest {
        scenario: scenario.clone(),
        over,
        runs: RUNS,
    })
}

/// A point of the curves, and what the runs gave with its N or the nearest one.
fn in_words(point: CurvePoint, rows: &[Row]) -> String {
    let text = format!(
        "{}: client–server at least {}, P2P at least {}",
        counted_peers(point.peers),
        Seconds(point.client_server).human_long(),
        Seconds(point.p2p).human_long()
    );
    let told = rows.iter().filter(|row| row.tells());
    match told.min_by_key(|row| row.peers.abs_diff(point.peers)) {
        None => format!("{text}."),
        Some(row) if row.peers == point.peers => format!("{text}; {}.", simulated_in_words(row)),
        Some(row) => format!(
            "{text}. {}: {}.",
            counted_peers(row.peers),
            simulated_in_words(row)
        ),
    }
}

fn counted_peers(peers: u64) -> String {
    let noun = if peers == 1 { "peer" } else { "peers" };
    format!("{} {noun}", grouped(peers as f64))
}

fn table(points: &[CurvePoint], present: u64, sweeping: Option<&Sweeping>) -> Html {
    let chunked = points.iter().any(|point| point.chunked.is_some());
    let human =
        |time: Option<f64>| time.map_or_else(|| "–".to_owned(), |time| Seconds(time).human());
    let heads = ["N", "client–server", "P2P"]
        .into_iter()
        .chain(chunked.then_some("whole chunks"))
        .chain(sweeping.iter().flat_map(|_| ["simulated", "of the ideal"]));
    let row = |point: &CurvePoint| {
        let is_present = point.peers == present;
        let cells = [human(Some(point.client_server)), human(Some(point.p2p))]
            .into_iter()
            .chain(chunked.then(|| human(point.chunked)))
            .chain(
                sweeping
                    .iter()
                    .flat_map(|sweeping| simulated_cells(sweeping, point.peers)),
            );
        html! {
            <tr class={is_present.then_some("present")}>
                <th scope="row">
                    { grouped(point.peers as f64) }
                    if is_present { <span class="mark">{ " ◀ now" }</span> }
                </th>
                { for cells.map(|cell| html! { <td translate="no">{ cell }</td> }) }
            </tr>
        }
    };
    html! {
        <table>
            <caption class="visually-hidden">{ "Lower bounds for each number of peers" }</caption>
            <thead><tr>{ for heads.map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
            <tbody>{ for points.iter().map(row) }</tbody>
        </table>
    }
}

/// The median of the runs with its spread, and how near to the bound it is.
fn simulated_cells(sweeping: &Sweeping, peers: u64) -> [String; 2] {
    let none = || "–".to_owned();
    let Some(row) = sweeping
        .told()
        .find(|row| row.peers == peers && row.runs > 0)
    else {
        return [none(), none()];
    };
    let human = |time: Option<Seconds>| time.map_or_else(|| "never".to_owned(), Seconds::human);
    let finish = &row.finish;
    let mut time = human(finish.median);
    if finish.min != finish.max {
        time += &format!(" ({} to {})", human(finish.min), human(finish.max));
    }
    [time, row.efficiency.map_or_else(none, percent)]
}
