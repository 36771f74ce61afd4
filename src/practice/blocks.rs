//! The pieces of a text: paragraphs, formulas, tables, bitfields, curves.

use crate::bounds::curves;
use crate::bounds::curves::Curves;
use crate::browser::rendering;
use crate::drawing::canvas::use_chart_canvas;
use crate::drawing::math::{prose, typeset};
use p2p_course::exercise::{Bitfield, Block, Table};
use p2p_model::scenario::Scenario;
use yew::prelude::*;

/// A text, piece by piece.
pub(super) fn blocks(text: &[Block]) -> Html {
    let block = |block: &Block| match block {
        Block::Text(text) => html! { <p>{ prose(text) }</p> },
        // It scrolls where it is wider than the screen, by keys too.
        Block::Math(math) => html! {
            <div class="whole" role="group" aria-label="Formula" tabindex="0">
                <math displaystyle="true" translate="no">{ typeset(math) }</math>
            </div>
        },
        Block::Table(given) => table(given),
        Block::Bitfields(fields) => bitfields(fields),
        Block::Curve { scenario, .. } => {
            html! { <Curve scenario={AttrValue::from(scenario.clone())} /> }
        }
    };
    html! { <div class="blocks">{ for text.iter().map(block) }</div> }
}

/// A table whose first column names the rows; it scrolls where it is wider than the screen.
fn framed(caption: &'static str, class: &'static str, head: Html, rows: Html) -> Html {
    html! {
        <div class="scroll" role="group" aria-label={caption} tabindex="0">
            <table class={class}>
                <caption>{ caption }</caption>
                <thead><tr>{ head }</tr></thead>
                <tbody>{ rows }</tbody>
            </table>
        </div>
    }
}

fn table(table: &Table) -> Html {
    let cell = |(column, text): (usize, &String)| {
        if column == 0 {
            html! { <th scope="row">{ prose(text) }</th> }
        } else {
            html! { <td translate="no">{ prose(text) }</td> }
        }
    };
    let row = |row: &Vec<String>| html! { <tr>{ for row.iter().enumerate().map(cell) }</tr> };
    framed(
        table.caption,
        "given",
        html! { { for table.head.iter().map(|head| html! { <th scope="col">{ prose(head) }</th> }) } },
        html! { { for table.rows.iter().map(row) } },
    )
}

/// A row for each host and a column for each chunk: 1 on a full square, 0 in an empty one.
fn bitfields(fields: &[Bitfield]) -> Html {
    let chunks = fields.first().map_or(0, |field| field.chunks);
    let bit = |has: bool| {
        html! { <td><span class={if has { "bit has" } else { "bit" }}>{ u8::from(has) }</span></td> }
    };
    let row = |field: &Bitfield| {
        html! { <tr><th scope="row">{ &field.owner }</th>{ for field.bits().map(bit) }</tr> }
    };
    framed(
        "Bitfields: 1 for a chunk that is there, 0 for one that is not",
        "bitfields",
        html! { <><th scope="col">{ "chunk" }</th>{ for (0..chunks).map(|chunk| html! { <th scope="col">{ chunk }</th> }) }</> },
        html! { { for fields.iter().map(row) } },
    )
}

#[derive(PartialEq, Properties)]
struct CurveProps {
    /// Its text.
    scenario: AttrValue,
}

/// Both curves of a scenario. The table that comes after them says the same.
#[component]
fn Curve(props: &CurveProps) -> Html {
    rendering();
    let (canvas, _) = use_chart_canvas(props.scenario.clone(), |scenario, area, _, look| {
        let (scenario, _) = Scenario::read(scenario);
        match Curves::at(&scenario, scenario.peer_count()) {
            None => Ok(()),
            present => curves::draw(area, &Curves::of(&scenario), present, None, None, look),
        }
    });
    html! {
        <canvas ref={canvas} class="chart-canvas" role="img"
            aria-label="D against N, for client–server and for P2P. The table has points of both curves." />
    }
}
