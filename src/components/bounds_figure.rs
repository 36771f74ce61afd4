//! Both bounds: the formulas, the chart of D against N, and the same numbers as a table.

use crate::charts::axes::{Look, grouped};
use crate::charts::bounds::{self, Curves, Lit, Point, peers_at};
use crate::components::charts::{FONT, canvas_surface, use_canvas_size};
use crate::components::formula::{Formula, formula};
use crate::theme::Palette;
use p2p_model::bounds::{Architecture, Bounds, TermKind};
use p2p_model::scenario::Scenario;
use p2p_model::units::Seconds;
use std::rc::Rc;
use web_sys::{HtmlCanvasElement, HtmlInputElement};
use yew::prelude::*;

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
    pub(crate) palette: Rc<Palette>,
}

/// The figure of the two bounds.
#[component]
pub(crate) fn BoundsFigure(props: &BoundsFigureProps) -> Html {
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
            let formula = |architecture| {
                formula(&Formula {
                    bounds,
                    architecture,
                    prefix: props.scenario.prefix,
                    lit,
                    on_point: &on_point,
                })
            };
            html! {
                <>
                    <div class="formulas">
                        { formula(Architecture::ClientServer) }
                        { formula(Architecture::P2p) }
                    </div>
                    <Chart scenario={props.scenario.clone()} palette={props.palette.clone()} {lit} />
                </>
            }
        }
    };
    html! {
        <section class="figure bounds-figure" data-figure="bounds" aria-labelledby="bounds-title">
            <h2 id="bounds-title">{ "The least time" }</h2>
            { figure }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct ChartProps {
    scenario: Rc<Scenario>,
    palette: Rc<Palette>,
    lit: Option<(Architecture, TermKind)>,
}

/// D against N. It is drawn again only when something changes.
#[component]
fn Chart(props: &ChartProps) -> Html {
    let canvas = use_node_ref();
    let curves = use_memo(props.scenario.clone(), |scenario| Curves::of(scenario));
    // The N read off, as long as it is not the scenario's own.
    let read_off = use_state_eq(|| None::<u64>);
    let size = use_canvas_size(&canvas);
    {
        let read_off = read_off.setter();
        use_effect_with(props.scenario.peer_count(), move |_| read_off.set(None));
    }
    {
        let (canvas, scenario) = (canvas.clone(), props.scenario.clone());
        let (palette, curves) = (props.palette.clone(), curves.clone());
        use_effect_with(
            (
                props.scenario.clone(),
                props.palette.clone(),
                props.lit,
                *read_off,
                size,
            ),
            move |(_, _, lit, read_off, size)| {
                if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                    redraw(
                        &canvas, &scenario, &palette, &curves, *lit, *read_off, *size,
                    );
                }
            },
        );
    }
    let last = curves.last;
    let on_hover = {
        let read_off = read_off.setter();
        Callback::from(move |event: PointerEvent| {
            let canvas = event.target_unchecked_into::<HtmlCanvasElement>();
            let width = canvas.get_bounding_client_rect().width();
            read_off.set(Some(peers_at(f64::from(event.offset_x()), width, last)));
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
    let said = Curves::at(&props.scenario, peers).map_or_else(String::new, in_words);
    let own = Curves::at(&props.scenario, present).map_or_else(String::new, in_words);
    html! {
        <div class="chart">
            <p class="chart-title" id="chart-title">{ "Least time to give everyone the file, against the number of peers" }</p>
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
            <details class="numbers">
                <summary>{ "The same numbers as a table" }</summary>
                { table(&curves.rows(&props.scenario), present) }
            </details>
        </div>
    }
}

fn in_words(point: Point) -> String {
    let peers = grouped(point.peers as f64);
    let noun = if point.peers == 1 { "peer" } else { "peers" };
    format!(
        "{peers} {noun}: client–server at least {}, P2P at least {}.",
        Seconds(point.client_server).human(),
        Seconds(point.p2p).human()
    )
}

fn table(rows: &[Point], present: u64) -> Html {
    html! {
        <table>
            <caption class="visually-hidden">{ "Least time for each number of peers" }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "N" }</th>
                    <th scope="col">{ "client–server" }</th>
                    <th scope="col">{ "P2P" }</th>
                </tr>
            </thead>
            <tbody>
                { for rows.iter().map(|row| {
                    let is_present = row.peers == present;
                    html! {
                        <tr class={is_present.then_some("present")}>
                            <th scope="row">
                                { grouped(row.peers as f64) }
                                if is_present { <span class="mark">{ " ◀ now" }</span> }
                            </th>
                            <td>{ Seconds(row.client_server).human() }</td>
                            <td>{ Seconds(row.p2p).human() }</td>
                        </tr>
                    }
                }) }
            </tbody>
        </table>
    }
}

fn redraw(
    canvas: &HtmlCanvasElement,
    scenario: &Scenario,
    palette: &Palette,
    curves: &Curves,
    lit: Option<(Architecture, TermKind)>,
    read_off: Option<u64>,
    size: (f64, f64, f64),
) {
    let Some(present) = Curves::at(scenario, scenario.peer_count()) else {
        return;
    };
    let Some(area) = canvas_surface(canvas, size) else {
        return; // Not laid out, such as in a closed fold.
    };
    let lit = lit.map(|(architecture, kind)| Lit {
        architecture,
        curve: curves.term(scenario, architecture, kind),
        formula: kind.formula(),
    });
    let look = Look {
        palette,
        scale: size.2,
        font: FONT,
    };
    let read_off = read_off
        .filter(|peers| *peers != present.peers)
        .and_then(|peers| Curves::at(scenario, peers));
    if let Err(error) = bounds::draw(&area, curves, present, read_off, lit.as_ref(), &look) {
        web_sys::console::error_1(&format!("The chart could not be drawn: {error}").into());
    }
}
