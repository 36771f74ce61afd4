//! What a sweep found: two charts, one reading of both, the table and the file.

use super::name_of;
use crate::browser::{self, ResizeWatch, pixel_ratio};
use crate::charts::axes::Look;
use crate::charts::pixels;
use crate::charts::sweep::Found;
use crate::components::sweep_run::{Sweeping, in_words};
use crate::picture::words::percent;
use crate::state::Field;
use crate::theme::Palette;
use p2p_model::scenario::Scenario;
use p2p_model::sweep::Row;
use p2p_model::units::Seconds;
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use std::rc::Rc;
use web_sys::{HtmlCanvasElement, HtmlInputElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct ResultsProps {
    pub(super) sweeping: Rc<Sweeping>,
    /// Whether the scenario has changed since.
    pub(super) stale: bool,
    pub(super) palette: Rc<Palette>,
    pub(super) on_edit: Callback<(Field, Rc<Scenario>)>,
}

/// The results as they come.
#[component]
pub(super) fn Results(props: &ResultsProps) -> Html {
    let sweeping = &props.sweeping;
    let name = name_of(sweeping.order.over.key());
    // As the reader wants it, or as it suits the numbers.
    let log = use_state_eq(|| None::<bool>);
    let mark = use_state_eq(|| None::<usize>);
    let is_log = log.unwrap_or_else(|| Found::is_wide(&sweeping.rows));
    let found = use_memo((sweeping.clone(), is_log), |(sweeping, is_log)| {
        Found::of(&sweeping.rows, name_of(sweeping.order.over.key()), *is_log)
    });
    let last = sweeping.rows.len().saturating_sub(1);
    // The value in force, or the last one, until another is read off.
    let at = mark.unwrap_or(last).min(last);
    let row = sweeping.rows.get(at);
    let said = row.map_or_else(String::new, |row| reading(name, row));
    let on_log = {
        let log = log.setter();
        Callback::from(move |event: Event| {
            log.set(Some(
                event.target_unchecked_into::<HtmlInputElement>().checked(),
            ));
        })
    };
    let on_slide = {
        let mark = mark.setter();
        Callback::from(move |event: InputEvent| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            mark.set(input.value().parse().ok());
        })
    };
    let on_point = {
        let mark = mark.setter();
        Callback::from(move |row| mark.set(Some(row)))
    };
    let chart = |kind: Kind, title: &'static str| {
        html! {
            <SweepChart {kind} {title} found={found.clone()} mark={at} palette={props.palette.clone()}
                on_point={on_point.clone()} />
        }
    };
    html! {
        <div class="sweep-results">
            if props.stale {
                <p class="sweep-stale">
                    { "These results are of the scenario before your last change. Run again for the new one." }
                </p>
            }
            <div class="sweep-charts">
                { chart(Kind::Times, "When the last peer has the file") }
                { chart(Kind::Efficiency, "Efficiency: the P2P bound divided by the median time") }
            </div>
            <input type="range" class="slider" id="sweep-slider" aria-label="Value to read off" aria-valuetext={said.clone()}
                min="0" max={last.to_string()} step="1" value={at.to_string()} oninput={on_slide} />
            <p class="read-off">{ said }</p>
            <div class="sweep-tools">
                <label class="check"><input type="checkbox" checked={is_log} onchange={on_log} />{ "Logarithmic axes" }</label>
                <button type="button" class="button" onclick={play(row, sweeping, &props.on_edit)}>
                    { "Take this value into the scenario" }
                </button>
                <button type="button" class="button" onclick={download(sweeping)}>{ "CSV" }</button>
            </div>
            <p class="hint">{ "Dots: the median of the runs. Dark: the middle half of them; light: all. Plain line: the P2P bound, which the ideal fluid schedule reaches. Dashes: the client–server bound." }
                if sweeping.rows.iter().any(|row| row.chunked.is_some()) {
                    { " Fine dashes: the least time when each chunk comes whole from one host." }
                }
            </p>
            <details class="numbers">
                <summary>{ "The same numbers as a table" }</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Results of the experiment">
                    { table(name, sweeping) }
                </div>
            </details>
        </div>
    }
}

/// One row in a sentence.
fn reading(name: &str, row: &Row) -> String {
    let mut text = format!(
        "{name} {}: {}; P2P at least {}, client–server at least {}.",
        row.value,
        in_words(row),
        row.p2p.human(),
        row.client_server.human()
    );
    if row.runs > row.finished {
        text += &format!(
            " {} of {} runs never end.",
            row.runs - row.finished,
            row.runs
        );
    }
    text
}

/// Puts a value into the scenario, with the seed of its first run.
fn play(
    row: Option<&Row>,
    sweeping: &Sweeping,
    on_edit: &Callback<(Field, Rc<Scenario>)>,
) -> Callback<MouseEvent> {
    let text = row.map(|row| row.scenario.clone());
    let key = super::keys().find(|(key, _)| *key == sweeping.order.over.key());
    let on_edit = on_edit.clone();
    Callback::from(move |_| {
        if let (Some(text), Some((key, _))) = (&text, key) {
            on_edit.emit((Field::Key(key), Rc::new(Scenario::read(text).0)));
        }
    })
}

/// The file that the command line would write.
fn download(sweeping: &Rc<Sweeping>) -> Callback<MouseEvent> {
    let sweeping = sweeping.clone();
    Callback::from(move |_| {
        let csv = Row::csv_of(sweeping.told());
        if let Err(error) = browser::download(
            "p2p-lab-sweep.csv",
            "text/csv;charset=utf-8",
            csv.as_bytes(),
        ) {
            web_sys::console::error_2(&"The file could not be saved:".into(), &error);
        }
    })
}

fn table(name: &str, sweeping: &Sweeping) -> Html {
    let chunked = sweeping.rows.iter().any(|row| row.chunked.is_some());
    let heads = [
        name,
        "runs",
        "first",
        "lower quarter",
        "median",
        "upper quarter",
        "last",
        "of the ideal",
    ]
    .into_iter()
    .chain(["P2P bound", "client–server bound"])
    .chain(chunked.then_some("whole chunks"));
    html! {
        <table>
            <caption class="visually-hidden">{ "When the last peer has the file" }</caption>
            <thead><tr>{ for heads.map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
            <tbody>{ for sweeping.told().map(|row| table_row(row, chunked)) }</tbody>
        </table>
    }
}

fn table_row(row: &Row, chunked: bool) -> Html {
    let value = html! { <th scope="row">{ &row.value }</th> };
    if let Some(fault) = &row.fault {
        let columns = if chunked { "10" } else { "9" };
        return html! { <tr>{ value }<td class="words" colspan={columns}>{ fault.to_string() }</td></tr> };
    }
    let finish = &row.finish;
    let runs = if row.finished == row.runs {
        row.runs.to_string()
    } else {
        format!("{}, {} never end", row.runs, row.runs - row.finished)
    };
    let time = |time: Option<Seconds>| time.map_or_else(|| "never".to_owned(), Seconds::human);
    let cells = [runs]
        .into_iter()
        .chain(
            [
                finish.min,
                finish.lower,
                finish.median,
                finish.upper,
                finish.max,
            ]
            .map(time),
        )
        .chain([row.efficiency.map_or_else(|| "–".to_owned(), percent)])
        .chain([row.p2p.human(), row.client_server.human()])
        .chain(chunked.then(|| row.chunked.map_or_else(|| "–".to_owned(), Seconds::human)));
    html! { <tr>{ value }{ for cells.map(|cell| html! { <td>{ cell }</td> }) }</tr> }
}

/// Which of the two charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Times,
    Efficiency,
}

#[derive(PartialEq, Properties)]
struct SweepChartProps {
    kind: Kind,
    title: &'static str,
    found: Rc<Found>,
    mark: usize,
    palette: Rc<Palette>,
    on_point: Callback<usize>,
}

/// A chart, drawn again only when something changes.
#[component]
fn SweepChart(props: &SweepChartProps) -> Html {
    let canvas = use_node_ref();
    let size = use_state_eq(|| (0.0, 1.0));
    {
        let (canvas, size) = (canvas.clone(), size.setter());
        use_effect_with((), move |()| {
            let element = canvas.cast::<HtmlCanvasElement>();
            let watch = element.and_then(|element| {
                let measured = element.clone();
                ResizeWatch::new(&element, move || {
                    size.set((measured.get_bounding_client_rect().width(), pixel_ratio()));
                })
            });
            move || drop(watch)
        });
    }
    {
        let canvas = canvas.clone();
        let (kind, found, palette) = (props.kind, props.found.clone(), props.palette.clone());
        use_effect_with(
            (found, props.mark, palette, *size),
            move |(found, mark, palette, _)| {
                if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                    redraw(&canvas, kind, found, *mark, palette);
                }
            },
        );
    }
    let on_pointer = {
        let (found, on_point) = (props.found.clone(), props.on_point.clone());
        Callback::from(move |event: PointerEvent| {
            let canvas = event.target_unchecked_into::<HtmlCanvasElement>();
            let width = canvas.get_bounding_client_rect().width();
            if let Some(row) = found.nearest(f64::from(event.offset_x()), width) {
                on_point.emit(row);
            }
        })
    };
    html! {
        <figure class="sweep-chart">
            <figcaption class="chart-title">{ props.title }</figcaption>
            <canvas ref={canvas} class="chart-canvas" role="img" aria-label={format!("{}. The table below has the numbers.", props.title)}
                onpointermove={on_pointer.clone()} onpointerdown={on_pointer} />
        </figure>
    }
}

fn redraw(canvas: &HtmlCanvasElement, kind: Kind, found: &Found, mark: usize, palette: &Palette) {
    let rect = canvas.get_bounding_client_rect();
    if rect.width() < 1.0 || rect.height() < 1.0 {
        return; // Not laid out, such as in a closed fold.
    }
    let scale = pixel_ratio();
    canvas.set_width(pixels(rect.width(), scale));
    canvas.set_height(pixels(rect.height(), scale));
    let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else {
        return;
    };
    let look = Look {
        palette,
        scale,
        font: "system-ui, sans-serif",
    };
    let area = backend.into_drawing_area();
    let drawn = match kind {
        Kind::Times => found.draw_times(&area, Some(mark), &look),
        Kind::Efficiency => found.draw_efficiency(&area, Some(mark), &look),
    };
    if let Err(error) = drawn {
        web_sys::console::error_1(&format!("The chart could not be drawn: {error}").into());
    }
}
