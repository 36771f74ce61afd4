//! Charts on a canvas: its size, its pixels, and what is drawn on it.

use crate::browser::{ResizeWatch, pixel_ratio};
use crate::drawing::axes::Style;
use crate::drawing::palette::{Palette, use_palette};
use crate::drawing::save::Drawn;
use crate::drawing::surface::Surface;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::prelude::*;

/// The letters of the charts.
pub(crate) const FONT: &str = "system-ui, sans-serif";

/// The width and height of an element in CSS pixels, and the pixels of the screen to one of these; all of it
/// followed as it changes.
#[hook]
fn use_canvas_size(canvas: &NodeRef) -> (f64, f64, f64) {
    let size = use_state_eq(|| (0.0, 0.0, 1.0));
    let (canvas, setter) = (canvas.clone(), size.setter());
    use_effect_with((), move |()| {
        let watch = canvas.cast::<HtmlCanvasElement>().and_then(|element| {
            let measured = element.clone();
            ResizeWatch::new(&element, move || {
                let rect = measured.get_bounding_client_rect();
                setter.set((rect.width(), rect.height(), pixel_ratio()));
            })
        });
        move || drop(watch)
    });
    *size
}

/// A canvas to draw on, empty and as large as it is shown. There is none where it is not shown, as in a closed fold.
pub(crate) fn canvas_surface(
    canvas: &HtmlCanvasElement,
    (width, height, scale): (f64, f64, f64),
) -> Option<Area> {
    if width < 1.0 || height < 1.0 {
        return None;
    }
    canvas.set_width(pixels(width, scale));
    canvas.set_height(pixels(height, scale));
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let context = context(canvas)?;
    Some(Surface::Canvas { backend, context }.into_drawing_area())
}

/// A canvas with a chart on it, and its size in CSS pixels. It is drawn again when the chart, the palette or the size
/// changes.
#[hook]
pub(crate) fn use_chart_canvas<D>(chart: D, draw: Draw<D>) -> (NodeRef, (f64, f64))
where
    D: PartialEq + 'static,
{
    let canvas = use_node_ref();
    let size = use_canvas_size(&canvas);
    let palette = use_palette();
    {
        let canvas = canvas.clone();
        use_effect_with((chart, palette, size), move |(chart, palette, size)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                paint(&canvas, palette, *size, &|area, look| {
                    draw(chart, area, &canvas, look)
                });
            }
        });
    }
    (canvas, (size.0, size.1))
}

/// Draws on a canvas, which is given besides for what no surface can do.
pub(crate) type Draw<D> = fn(&D, &Area, &HtmlCanvasElement, &Style) -> Drawn;

/// Where a chart is drawn.
pub(crate) type Area = DrawingArea<Surface<'static>, Shift>;

/// A length that is drawn, in whole pixels of the backing store.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Lengths on a screen; a float cast saturates.
pub(crate) fn pixels(css: f64, scale: f64) -> u32 {
    (css * scale).round().max(1.0) as u32
}

fn paint(
    canvas: &HtmlCanvasElement,
    palette: &Palette,
    size: (f64, f64, f64),
    draw: &dyn Fn(&Area, &Style) -> Drawn,
) {
    let look = Style {
        palette,
        scale: size.2,
        font: FONT,
    };
    // There is none in a closed fold.
    let Some(area) = canvas_surface(canvas, size) else {
        return;
    };
    if let Err(error) = draw(&area, &look) {
        web_sys::console::error_1(&format!("The chart could not be drawn: {error}").into());
    }
}

/// What draws on a canvas.
pub(crate) fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
