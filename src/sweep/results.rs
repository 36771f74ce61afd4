//! What a sweep found: two charts, one reading of both, the table and the file.

use super::name_of;
use crate::browser::rendering;
use crate::drawing::axes::{Failed, Style};
use crate::drawing::canvas::use_chart_canvas;
use crate::drawing::save::{Drawing, Picture, Save, Wanted};
use crate::drawing::words::{percent, unseen};
use crate::scenario::field::Field;
use crate::sweep::chart::Found;
use crate::sweep::run::{Sweeping, in_words};
use p2p_model::scenario::Scenario;
use p2p_model::sweep::Row;
use p2p_model::units::Seconds;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ResultsProps {
    pub(crate) sweeping: Rc<Sweeping>,
    /// Whether the scenario has changed since.
    pub(crate) stale: bool,
    /// Takes a value into the scenario, where there is one to edit.
    pub(crate) on_edit: Option<Callback<(Field, Rc<Scenario>)>>,
}

/// The results as they come.
#[component]
pub(crate) fn Results(props: &ResultsProps) -> Html {
    rendering();
    let sweeping = &props.sweeping;
    let name = name_of(sweeping.request.over.key());
    // As the reader wants it, or as it suits the numbers.
    let log = use_state_eq(|| None::<bool>);
    let mark = use_state_eq(|| None::<usize>);
    let is_log = log.unwrap_or_else(|| Found::is_wide(&sweeping.rows));
    let found = use_memo((sweeping.clone(), is_log), |(sweeping, is_log)| {
        Found::of(
            &sweeping.rows,
            name_of(sweeping.request.over.key()),
            *is_log,
        )
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
    let chart = |kind: SweepChartKind| {
        html! {
            <SweepChart {kind} sweeping={sweeping.clone()} found={found.clone()} mark={at}
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
                { chart(SweepChartKind::Times) }
                { chart(SweepChartKind::Efficiency) }
            </div>
            <input type="range" class="slider" id="sweep-slider" aria-label="Value to read off" aria-valuetext={said.clone()}
                min="0" max={last.to_string()} step="1" value={at.to_string()} oninput={on_slide} />
            <p class="read-off">{ said }</p>
            <div class="sweep-tools">
                <label class="check"><input type="checkbox" checked={is_log} onchange={on_log} />{ "Logarithmic axes" }</label>
                if let Some(on_edit) = &props.on_edit {
                    <button type="button" class="button" onclick={play(row, sweeping, on_edit)}>
                        { "Use this value in the scenario" }
                    </button>
                }
            </div>
            <p class="hint">{ "Dots: the median of the runs. Dark: the middle half of them; light: all. Plain line: the P2P bound, which the ideal fluid schedule reaches. Dashes: the client–server bound." }
                if sweeping.rows.iter().any(|row| row.chunked.is_some()) {
                    { " Fine dashes: the lower bound when each chunk comes whole from one host." }
                }
            </p>
            <details class="numbers">
                <summary>{ "The same numbers as a table" }{ unseen("of the experiment") }</summary>
                <div class="scroll" tabindex="0" role="group" aria-label="Results of the experiment">
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
    let key = super::keys().find(|(key, _)| *key == sweeping.request.over.key());
    let on_edit = on_edit.clone();
    Callback::from(move |_| {
        if let (Some(text), Some((key, _))) = (&text, key) {
            on_edit.emit((Field::Key(key), Rc::new(Scenario::read(text).0)));
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
    html! { <tr>{ value }{ for cells.map(|cell| html! { <td translate="no">{ cell }</td> }) }</tr> }
}

/// Which of the two charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SweepChartKind {
    Times,
    Efficiency,
}

impl SweepChartKind {
    fn id(self) -> &'static str {
        match self {
            Self::Times => "sweep",
            Self::Efficiency => "efficiency",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Times => "When the last peer has the file",
            Self::Efficiency => "Efficiency: the P2P bound divided by the median time",
        }
    }

    fn draw<DB: DrawingBackend>(
        self,
        area: &DrawingArea<DB, Shift>,
        found: &Found,
        mark: Option<usize>,
        look: &Style,
    ) -> Result<(), Failed<DB>> {
        match self {
            Self::Times => found.draw_times(area, mark, look),
            Self::Efficiency => found.draw_efficiency(area, mark, look),
        }
    }
}

#[derive(PartialEq, Properties)]
struct SweepChartProps {
    kind: SweepChartKind,
    sweeping: Rc<Sweeping>,
    found: Rc<Found>,
    mark: usize,
    on_point: Callback<usize>,
}

/// A chart, drawn again only when something changes.
#[component]
fn SweepChart(props: &SweepChartProps) -> Html {
    rendering();
    let kind = props.kind;
    let chart = (kind, props.found.clone(), props.mark);
    let (canvas, size) = use_chart_canvas(chart, |(kind, found, mark), area, _, look| {
        kind.draw(area, found, Some(*mark), look)
    });
    let on_pointer = {
        let (found, on_point) = (props.found.clone(), props.on_point.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(row) = found.nearest(f64::from(event.offset_x()), size.0) {
                on_point.emit(row);
            }
        })
    };
    html! {
        <figure class="sweep-chart" data-chart={kind.id()}>
            <figcaption class="chart-title">{ kind.title() }</figcaption>
            <canvas ref={canvas} class="chart-canvas" role="img" aria-label={format!("{}. The table below has the numbers.", kind.title())}
                onpointermove={on_pointer.clone()} onpointerdown={on_pointer} />
            <Save title={kind.title()} on_save={on_save(props)} />
        </figure>
    }
}

/// Saves the chart; its CSV is the one that the command line writes.
fn on_save(props: &SweepChartProps) -> Callback<Wanted> {
    let (kind, sweeping) = (props.kind, props.sweeping.clone());
    let found = props.found.clone();
    Callback::from(move |wanted| {
        let request = &sweeping.request;
        let texts = [
            format!("P2P Lab {}", request.scenario),
            format!("over {}, {} seeds each", request.over, request.runs),
        ];
        Picture {
            id: kind.id(),
            title: kind.title(),
            texts: &texts,
            drawing: Drawing::Chart(&|area, _, look| kind.draw(area, &found, None, look)),
            csv: &|| Row::csv_of(sweeping.told()),
        }
        .save(wanted);
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::tests::{html, rendered, rules};

    #[test]
    fn results_are_told_with_those_that_cannot_be_played() {
        let results = rendered::<Results>(ResultsProps {
            sweeping: Rc::new(Sweeping::played("file=1MiB", "peers=2,3,30000", 2)),
            stale: true,
            on_edit: Some(Callback::noop()),
        });
        let page = html::read(&format!("<h1>Results</h1>{results}"));
        assert_eq!(rules::faults(&page), [] as [String; 0]);
        assert_eq!(page.named("tr").len(), 1 + 3);
        let text = page.text();
        assert!(text.contains("30000 peers, and at most 20000"), "{text}");
    }
}
