//! The heat map on a canvas: all its cells as one image.

use super::Chart;
use super::copies::Copies;
use crate::browser::document;
use crate::drawing::axes::{Style, inside};
use crate::drawing::canvas::{context, pixels};
use crate::drawing::save::Drawn;
use crate::drawing::surface::Surface;
use plotters::coord::Shift;
use plotters::prelude::DrawingArea;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{HtmlCanvasElement, ImageData};

/// Draws a chart on the upper left part of a canvas, or else into an SVG file.
pub(crate) fn draw_on(
    area: &DrawingArea<Surface, Shift>,
    canvas: Option<&HtmlCanvasElement>,
    chart: &Chart,
    look: &Style,
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
    look: &Style,
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
