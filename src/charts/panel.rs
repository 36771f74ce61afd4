//! One chart: its picture, what to see in it, a slider to read it off, its numbers and its files.

use crate::address::names::ChartKind;
use crate::browser::fold::use_fold;
use crate::browser::work::Work;
use crate::browser::{IN_BROWSER, NEVER, rendering};
use crate::charts::cells::draw_on;
use crate::charts::{Along, Chart, Marks, Place, Scale};
use crate::drawing::canvas::use_chart_canvas;
use crate::drawing::save::{Drawing, Picture, Save, Wanted};
use crate::drawing::table::Head;
use crate::drawing::words::unseen;
use p2p_model::swarm::Trace;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Most rows of a table on the page.
const TABLE_ROWS: usize = 60;

#[derive(PartialEq, Properties)]
pub(crate) struct ChartPanelProps {
    pub(crate) kind: ChartKind,
    pub(crate) trace: Rc<Trace>,
    pub(crate) other: Option<(AttrValue, Rc<Trace>)>,
    pub(crate) marks: Marks,
    /// Something in the chart is pointed at, or nothing any more.
    pub(crate) on_point: Callback<Place>,
    /// Something in the chart is chosen.
    pub(crate) on_pick: Callback<Place>,
}

/// One of the charts.
#[component]
pub(crate) fn ChartPanel(props: &ChartPanelProps) -> Html {
    rendering();
    let chart = use_chart(props);
    let (open, on_toggle) = use_fold(NEVER);
    let (canvas, size) = use_chart_canvas(chart.clone(), |chart, area, canvas, look| match chart {
        Some(chart) => draw_on(area, Some(canvas), chart, look),
        None => Ok(()),
    });
    let marked = (chart.clone(), props.marks);
    let (overlay, _) = use_chart_canvas(marked, |(chart, marks), area, _, look| match chart {
        Some(chart) => chart.mark(area, marks, look),
        None => Ok(()),
    });
    let place_of = {
        let chart = chart.clone();
        move |event: &MouseEvent| {
            let point = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            chart.as_ref().map(|chart| chart.place(point, size))
        }
    };
    let on_hover = {
        let (place_of, on_point) = (place_of.clone(), props.on_point.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(place) = place_of(&event) {
                on_point.emit(place);
            }
        })
    };
    let on_click = {
        let (on_pick, on_point) = (props.on_pick.clone(), props.on_point.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(place) = place_of(&event) {
                on_pick.emit(place);
                // The page stands there now. A finger never leaves, and would hold the mark where it was.
                let chunk = place.chunk;
                on_point.emit(Place {
                    chunk,
                    ..Place::default()
                });
            }
        })
    };
    let on_leave = {
        let on_point = props.on_point.clone();
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                on_point.emit(Place::default());
            }
        })
    };
    let id = |part: &str| format!("chart-{}-{part}", props.kind.id());
    let at = props.marks.read();
    let reading = chart
        .as_ref()
        .map_or_else(String::new, |chart| chart.reading(&at));
    html! {
        <figure class={classes!("chart-panel", chart.is_none().then_some("is-new"))} data-chart={props.kind.id()}>
            <figcaption>
                <div class="chart-head">
                    <h3 id={id("title")}>{ props.kind.title() }</h3>
                    if let Some(chart) = &chart {
                        { files(props, chart) }
                    }
                </div>
                <p id={id("text")} class="hint">
                    { chart.as_ref().map_or_else(String::new, |chart| chart.sentence()) }
                </p>
            </figcaption>
            <div class="plot">
                <canvas ref={canvas} class="plot-canvas" role="img" aria-labelledby={id("title")}
                    aria-describedby={id("text")} onpointermove={on_hover.clone()} onpointerdown={on_hover}
                    onpointerleave={on_leave} onclick={on_click} />
                <canvas ref={overlay} class="plot-marks" aria-hidden="true" />
            </div>
            if let Some(chart) = &chart {
                { for chart.scales().into_iter().map(|scale| slider(props, chart, scale, &reading)) }
                <p class="plot-reading" data-reading={props.kind.id()}>{ &reading }</p>
                <details class="numbers" open={open} ontoggle={on_toggle}>
                    <summary>{ "The same numbers as a table" }{ unseen(format_args!("of {}", props.kind.title())) }</summary>
                    if open {
                        { table(props, chart) }
                    }
                </details>
            }
        </figure>
    }
}

/// The chart of the present runs. It is read from them in a task of its own, so that the page does not wait for
/// all four; until then the old one stays.
#[hook]
fn use_chart(props: &ChartPanelProps) -> Option<Rc<Chart>> {
    let read = |kind, trace: &Trace, other: &Option<(AttrValue, Rc<Trace>)>| {
        let other = other.as_ref();
        let other = other.map(|(name, trace)| (name.as_str(), &**trace));
        Rc::new(Chart::of(kind, trace, other))
    };
    let kind = props.kind;
    // On the host, which has no effects, at once.
    let chart = use_state(|| (!IN_BROWSER).then(|| read(kind, &props.trace, &props.other)));
    let setter = chart.setter();
    let runs = (props.trace.clone(), props.other.clone());
    use_effect_with(runs, move |(trace, other)| {
        let (trace, other) = (trace.clone(), other.clone());
        let work = Work::start(move || {
            setter.set(Some(read(kind, &trace, &other)));
            false
        });
        move || drop(work)
    });
    (*chart).clone()
}

/// Moves through a chart by keys.
fn slider(props: &ChartPanelProps, chart: &Rc<Chart>, scale: Scale, reading: &str) -> Html {
    let along = scale.along;
    let at = props.marks.read();
    let on_slide = {
        let (chart, on_point) = (chart.clone(), props.on_point.clone());
        // The other slider of the chart keeps its place.
        let pointed = props.marks.pointed;
        Callback::from(move |event: InputEvent| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Ok(step) = input.value().parse() {
                let place = chart.place_of(along, step);
                on_point.emit(Place {
                    time: place.time.or(pointed.time),
                    host: place.host.or(pointed.host),
                    chunk: place.chunk.or(pointed.chunk),
                });
            }
        })
    };
    let on_key = {
        let (chart, on_pick) = (chart.clone(), props.on_pick.clone());
        Callback::from(move |event: KeyboardEvent| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let (true, Ok(step)) = (event.key() == "Enter", input.value().parse()) {
                on_pick.emit(chart.place_of(along, step));
            }
        })
    };
    let on_leave = {
        let on_point = props.on_point.clone();
        Callback::from(move |_: FocusEvent| on_point.emit(Place::default()))
    };
    let name = match along {
        Along::Time => "time",
        Along::Chunks => "chunk",
        Along::Peers => "peer",
    };
    html! {
        <label class="plot-scale">
            <span>{ name }</span>
            <input type="range" class="slider plot-slider" data-along={name}
                aria-label={format!("{name} to read off: {}", props.kind.title())} aria-valuetext={reading.to_owned()}
                min="0" max={scale.last.to_string()} step="1" value={chart.step_of(along, &at).to_string()}
                oninput={on_slide} onkeydown={on_key} onblur={on_leave} />
        </label>
    }
}

/// Saves the chart in one form or another.
fn files(props: &ChartPanelProps, chart: &Rc<Chart>) -> Html {
    let (kind, chart) = (props.kind, chart.clone());
    let (trace, other) = (props.trace.clone(), props.other.clone());
    let on_save = Callback::from(move |wanted: Wanted| {
        let mut texts = vec![format!("P2P Lab {}", trace.scenario())];
        texts.extend(
            other
                .iter()
                .map(|(name, trace)| format!("{name}: {}", trace.scenario())),
        );
        Picture {
            id: kind.id(),
            title: kind.title(),
            texts: &texts,
            drawing: Drawing::Chart(&|area, canvas, look| draw_on(area, canvas, &chart, look)),
            csv: &|| chart.table().csv(&texts),
        }
        .save(wanted);
    });
    html! { <Save title={kind.title()} {on_save} /> }
}

/// The numbers of the chart as a table.
fn table(props: &ChartPanelProps, chart: &Chart) -> Html {
    let prefix = props.trace.scenario().prefix;
    let table = chart.page_table();
    let rows: Vec<_> = table.sampled(TABLE_ROWS).collect();
    // Times, parts and rates say their unit themselves.
    let head = |Head { name, unit }: &Head| match *unit {
        "" | "s" | "b/s" => name.clone(),
        unit => format!("{name} ({unit})"),
    };
    html! {
        <>
            if rows.len() < table.rows.len() {
                <p class="hint">{ format!("{} of {} rows, evenly chosen; the CSV has all.", rows.len(), table.rows.len()) }</p>
            }
            <div class="scroll" tabindex="0" role="group" aria-label={format!("Numbers: {}", props.kind.title())}>
                <table>
                    <caption class="visually-hidden">{ props.kind.title() }</caption>
                    <thead>
                        <tr>{ for table.heads.iter().map(|h| html! { <th scope="col">{ head(h) }</th> }) }</tr>
                    </thead>
                    <tbody>
                        { for rows.iter().map(|row| html! {
                            <tr>
                                { for row.iter().enumerate().map(|(index, cell)| {
                                    let text = cell.human(prefix);
                                    if index == 0 {
                                        html! { <th scope="row">{ text }</th> }
                                    } else {
                                        html! { <td translate="no">{ text }</td> }
                                    }
                                }) }
                            </tr>
                        }) }
                    </tbody>
                </table>
            </div>
        </>
    }
}
