//! Charts on a canvas: its size, its pixels, and what is drawn on it.

use crate::browser::{ResizeWatch, document, pixel_ratio};
use crate::charts::axes::{Look, inside};
use crate::charts::copies::Copies;
use crate::charts::surface::Surface;
use crate::charts::{Chart, pixels};
use crate::components::save::Drawn;
use crate::theme::{Palette, use_palette};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
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
pub(crate) type Draw<D> = fn(&D, &Area, &HtmlCanvasElement, &Look) -> Drawn;

/// Where a chart is drawn.
pub(crate) type Area = DrawingArea<Surface<'static>, Shift>;

fn paint(
    canvas: &HtmlCanvasElement,
    palette: &Palette,
    size: (f64, f64, f64),
    draw: &dyn Fn(&Area, &Look) -> Drawn,
) {
    let look = Look {
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

/// Draws a chart on the upper left part of a canvas, or else into an SVG file.
pub(crate) fn draw_on(
    area: &DrawingArea<Surface, Shift>,
    canvas: Option<&HtmlCanvasElement>,
    chart: &Chart,
    look: &Look,
) -> Drawn {
    match canvas.zip(chart.heat_map()) {
        None => chart.draw(area, look),
        // As one image: there may be 80 000 cells.
        Some((canvas, copies)) => {
            copies.draw_frame(area, look)?;
            let (wide, high) = area.dim_in_pixel();
            let size = (f64::from(wide) / look.scale, f64::from(high) / look.scale);
            // Without its cells the frame is still true, and the table has the numbers.
            let _ = draw_cells(canvas, copies, size, look);
            Ok(())
        }
    }
}

fn draw_cells(
    canvas: &HtmlCanvasElement,
    copies: &Copies,
    size: (f64, f64),
    look: &Look,
) -> Option<()> {
    let [left, top, width, height] = inside(size.0, size.1).map(|css| (css * look.scale).round());
    let (columns, lines, bytes) = copies.image(pixels(height, 1.0) as usize, look.palette);
    let columns = u32::try_from(columns).ok().filter(|columns| *columns > 0)?;
    let lines = u32::try_from(lines).ok().filter(|lines| *lines > 0)?;
    let image =
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), columns, lines).ok()?;
    // A canvas stretches another canvas, but not plain pixels.
    let cells: HtmlCanvasElement = document().create_element("canvas").ok()?.unchecked_into();
    cells.set_width(columns);
    cells.set_height(lines);
    context(&cells)?.put_image_data(&image, 0.0, 0.0).ok()?;
    let context = context(canvas)?;
    context.set_image_smoothing_enabled(false);
    context
        .draw_image_with_html_canvas_element_and_dw_and_dh(&cells, left, top, width, height)
        .ok()
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
