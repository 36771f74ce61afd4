//! The live figures: the Lab's own, on the scenarios of the sections.

use super::games::{ChokingGame, PickingGame};
use super::lessons::Live;
use super::runs::use_runs;
use crate::address::names::{ChartKind, Section};
use crate::address::view::{Select, Show, View};
use crate::browser::rendering;
use crate::charts::cells::draw_on;
use crate::charts::panel::ChartPanel;
use crate::charts::{Chart, Marks, Place};
use crate::drawing::canvas::use_chart_canvas;
use crate::drawing::words::{clock, counted};
use crate::scenario::field::Field;
use crate::swarm::SwarmFigure;
use crate::sweep::results::Results;
use crate::sweep::run::{SweepRequest, use_sweep};
use p2p_course::lesson::firsts;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::HostId;
use p2p_model::sweep::Over;
use p2p_model::units::Prefix;
use std::rc::Rc;
use yew::prelude::*;

/// The newcomer that is followed.
const NEWCOMER: HostId = HostId(13);

/// How many swarms are played for the figure of upload and download.
const SWARMS: u64 = 10;

/// The figure of a section.
pub(super) fn live(section: Section) -> Html {
    let lesson = section.lesson();
    let text = lesson.scenario;
    let chart = |kind: ChartKind| {
        html! { <RunChart {text} {kind} /> }
    };
    match lesson.live {
        Live::Race | Live::ClientServer | Live::P2p => Html::default(),
        Live::Arrival => html! { <Arrival {text} /> },
        Live::Picking => html! { <PickingGame /> },
        Live::Choking => html! { <><ChokingGame />{ chart(ChartKind::UploadFinish) }</> },
        Live::Upload => html! { <ManySwarms {text} /> },
        Live::Bound => {
            html! { <><ChunkSizes {text} />{ chart(ChartKind::UploadUse) }</> }
        }
    }
}

#[derive(PartialEq, Properties)]
struct SwarmProps {
    text: &'static str,
    view: View,
    /// Counts the views that the figure is given.
    loads: u32,
}

/// The swarm, with a scenario and a view of its own.
#[component]
fn LessonSwarm(props: &SwarmProps) -> Html {
    rendering();
    let scenario = use_state(|| Rc::new(Scenario::read(props.text).0));
    let on_edit = {
        let scenario = scenario.setter();
        Callback::from(move |(_, edited): (Field, Rc<Scenario>)| scenario.set(edited))
    };
    html! {
        <SwarmFigure scenario={(*scenario).clone()} view={props.view.clone()}
            loads={props.loads} on_view={Callback::noop()} {on_edit} embedded=true />
    }
}

#[derive(PartialEq, Properties)]
struct LessonProps {
    /// The scenario of the section.
    text: &'static str,
}

/// A newcomer's way, event by event.
#[component]
fn Arrival(props: &LessonProps) -> Html {
    rendering();
    let text = props.text;
    let played = use_runs(text, 1);
    let place = use_state_eq(|| None::<usize>);
    let step = place.unwrap_or(0);
    let Some(played) = played else {
        return html! { <p role="status">{ "Simulating …" }</p> };
    };
    let steps = firsts(&played.trace, NEWCOMER);
    let last = steps.len().saturating_sub(1);
    let event = steps
        .get(step)
        .and_then(|place| played.trace.events().get(*place));
    let Some(event) = event else {
        return Html::default();
    };
    let go = |to: usize| {
        let place = place.setter();
        Callback::from(move |_: MouseEvent| place.set(Some(to)))
    };
    let view = View {
        time: event.time,
        select: Some(Select::Host(NEWCOMER)),
        what_if: None,
        show: Show::P2p,
    };
    let loads = u32::try_from(step).unwrap_or(0);
    html! {
        <>
            <div class="story-steps" role="group" aria-label="The newcomer, step by step">
                <button type="button" class="button" onclick={go(step.saturating_sub(1))}>{ "Back" }</button>
                <button type="button" class="button" onclick={go((step + 1).min(last))}>{ "Next" }</button>
                <p role="status">
                    <span class="number">{ format!("{} of {}. At {}: ", step + 1, last + 1, clock(event.time.0)) }</span>
                    { event.what.to_string() }{ "." }
                </p>
            </div>
            <LessonSwarm {text} {view} {loads} />
        </>
    }
}

#[derive(PartialEq, Properties)]
struct RunChartProps {
    text: &'static str,
    kind: ChartKind,
}

/// A chart of one run.
#[component]
fn RunChart(props: &RunChartProps) -> Html {
    rendering();
    let pointed = use_state_eq(Place::default);
    let Some(played) = use_runs(props.text, 1) else {
        return html! { <p role="status">{ "Simulating …" }</p> };
    };
    let marks = Marks {
        pointed: *pointed,
        ..Marks::default()
    };
    let on_point = {
        let pointed = pointed.setter();
        Callback::from(move |place| pointed.set(place))
    };
    html! { <ChartPanel kind={props.kind} trace={played.trace} other={None} {marks} {on_point} on_pick={Callback::noop()} /> }
}

/// Upload and download over many swarms.
#[component]
fn ManySwarms(props: &LessonProps) -> Html {
    rendering();
    let played = use_runs(props.text, SWARMS);
    let chart = played
        .as_ref()
        .map(|played| Chart::UploadFinish((*played.downloads).clone()));
    let said = chart.as_ref().map_or_else(String::new, Chart::sentence);
    let (canvas, _) = use_chart_canvas(chart, |chart, area, canvas, look| match chart {
        Some(chart) => draw_on(area, Some(canvas), chart, look),
        None => Ok(()),
    });
    let runs = played.map_or(0, |played| played.runs);
    html! {
        <figure class="chart-panel" data-chart="many">
            <figcaption>
                <h3 id="many-title">{ ChartKind::UploadFinish.title() }</h3>
                <p id="many-text" class="hint">
                    { format!("{} of {SWARMS} played. {said}", counted(usize::try_from(runs).unwrap_or(0), "swarm", "swarms")) }
                </p>
                // Once, and not after each of them.
                <p class="visually-hidden" role="status">{ if runs == SWARMS { said.as_str() } else { "" } }</p>
            </figcaption>
            <div class="plot">
                <canvas ref={canvas} class="plot-canvas" role="img" aria-labelledby="many-title" aria-describedby="many-text" />
            </div>
        </figure>
    }
}

/// How near the swarm comes to the bound with chunks of other sizes.
#[component]
fn ChunkSizes(props: &LessonProps) -> Html {
    rendering();
    let sweep = use_sweep();
    let scenario = props.text;
    let start = {
        let sweep = sweep.clone();
        Callback::from(move |()| {
            let over = Over::parse("chunk=64KiB,128KiB,256KiB,512KiB,1MiB,2MiB", Prefix::Si);
            if let Ok(over) = over {
                let scenario = Rc::new(Scenario::read(scenario).0);
                // It can be played: the tests do.
                let _ = sweep.start(SweepRequest {
                    scenario,
                    over,
                    runs: 5,
                });
            }
        })
    };
    {
        let start = start.clone();
        use_effect_with((), move |()| start.emit(()));
    }
    html! {
        <>
            { sweep.view("Simulate", "Simulate again", start) }
            if let Some(sweeping) = sweep.sweeping() {
                <Results {sweeping} stale=false on_edit={None} />
            }
        </>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::tests::{html, rendered, rules};

    #[derive(PartialEq, Properties)]
    struct FigureProps {
        section: Section,
    }

    #[component]
    fn Figure(props: &FigureProps) -> Html {
        rendering();
        live(props.section)
    }

    #[test]
    fn every_figure_renders_and_says_something() {
        for section in Section::all().skip(3) {
            let name = section.figure();
            let figure = rendered::<Figure>(FigureProps { section });
            let page = html::read(&format!("<h1>{name}</h1><h2>{name}</h2>{figure}"));
            assert_eq!(rules::faults(&page), [] as [String; 0], "{name}");
            assert!(!page.text().contains("Simulating"), "{name}");
            assert!(page.text().len() > 300, "{name}: {}", page.text());
        }
    }
}
