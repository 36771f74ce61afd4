//! P2P Lab in the browser.

use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Shows that the app is broken; the contract is in `static/boot.js`.
    #[wasm_bindgen(js_namespace = ["window", "p2pLab"], js_name = panic)]
    fn show_panic(message: &str);
}

/// Mounts the app in the page.
pub fn run() {
    std::panic::set_hook(Box::new(|info| show_panic(&info.to_string())));
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"))
        .expect("index.html has an element #app");
    yew::Renderer::<App>::with_root(root).render();
}

#[component]
fn App() -> Html {
    let canvas = use_node_ref();
    use_effect_with(canvas.clone(), |canvas| {
        if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
            draw(canvas);
        }
    });
    html! {
        <main>
            <h1>{ "P2P Lab" }</h1>
            <canvas ref={canvas} width="300" height="200" role="img" aria-label="A line" />
        </main>
    }
}

fn draw(canvas: HtmlCanvasElement) {
    let Some(backend) = CanvasBackend::with_canvas_object(canvas) else {
        return;
    };
    let area = backend.into_drawing_area();
    let drawn = ChartBuilder::on(&area)
        .set_all_label_area_size(30)
        .build_cartesian_2d(0..10, 0..100)
        .and_then(|mut chart| {
            chart.configure_mesh().draw()?;
            chart.draw_series(LineSeries::new((0..=10).map(|x| (x, x * x)), &BLUE))?;
            Ok(())
        });
    if let Err(error) = drawn {
        web_sys::console::error_1(&error.to_string().into());
    }
}
