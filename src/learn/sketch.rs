//! A curve that the reader draws before the true one is shown: by dragging in the chart, or with a slider for each
//! of its places.

use super::progress::PLACES;
use crate::bounds::curves;
use crate::bounds::curves::Curves;
use crate::browser::rendering;
use crate::drawing::axes::grouped;
use crate::drawing::canvas::use_chart_canvas;
use crate::drawing::words::unseen;
use p2p_model::scenario::Scenario;
use p2p_model::units::Seconds;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Where a curve lies before it is drawn, in percent of the axis.
const START: u8 = 30;

#[derive(PartialEq, Properties)]
pub(super) struct SketchProps {
    /// The section's.
    pub(super) title: &'static str,
    pub(super) scenario: &'static str,
    /// Empty until something is drawn.
    pub(super) sketch: Rc<[u8]>,
    pub(super) on_sketch: Callback<Rc<[u8]>>,
}

/// The empty chart, the sketch in it, and its sliders.
#[component]
pub(super) fn Sketch(props: &SketchProps) -> Html {
    rendering();
    let heights: Rc<[u8]> = if props.sketch.is_empty() {
        [START; PLACES].into()
    } else {
        props.sketch.clone()
    };
    let curves = Curves::of(&Scenario::read(props.scenario).0).without_theory();
    let curves = curves.with_sketch(&heights);
    let places = curves.sketch.clone();
    let (canvas, size) = use_chart_canvas(curves, |curves, area, _, look| {
        curves::draw(area, curves, None, None, None, look)
    });
    let set = {
        let (heights, on_sketch) = (heights.clone(), props.on_sketch.clone());
        move |place: usize, height: u8| {
            let mut next = heights.to_vec();
            if let Some(old) = next.get_mut(place) {
                *old = height;
                on_sketch.emit(next.into());
            }
        }
    };
    let on_drag = {
        let set = set.clone();
        Callback::from(move |event: PointerEvent| {
            if event.buttons() == 1 {
                let point = (f64::from(event.offset_x()), f64::from(event.offset_y()));
                let (place, height) = curves::sketched_at(point, size, PLACES);
                set(place, height);
            }
        })
    };
    let slider = |place: usize| {
        let (peers, seconds) = places[place];
        let said = Seconds(seconds).human();
        let set = set.clone();
        let on_slide = Callback::from(move |event: InputEvent| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Ok(height) = input.value().parse() {
                set(place, height);
            }
        });
        html! {
            <label class="sketch-place">
                <span>{ format!("N = {}", grouped(peers.round())) }{ unseen(props.title) }</span>
                <input type="range" class="slider" min="0" max="100" step="2" value={heights[place].to_string()}
                    aria-valuetext={said.clone()} oninput={on_slide} />
                <span class="number" aria-hidden="true" translate="no">{ said }</span>
            </label>
        }
    };
    html! {
        <div class="sketch">
            <canvas ref={canvas} class="chart-canvas sketch-canvas" role="img" aria-label="Your sketch of D against N; the sliders below have its values"
                onpointerdown={on_drag.clone()} onpointermove={on_drag} />
            <p class="hint">{ "Drag in the chart, or move the sliders." }</p>
            <div class="sketch-places" role="group" aria-label="Your sketch: D for some numbers of receivers">
                { for (0..PLACES).map(slider) }
            </div>
        </div>
    }
}
