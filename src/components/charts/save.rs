//! The files of a chart. Each of them says which scenario it is of.

use super::canvas::{FONT, canvas_surface, draw_on};
use crate::browser::{document, download, download_blob};
use crate::charts::axes::Look;
use crate::charts::surface::{Refused, Surface};
use crate::charts::{Chart, Kind, pixels};
use crate::theme::Palette;
use p2p_model::scenario::Scenario;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlCanvasElement};
use yew::prelude::*;

/// Size of the chart in a picture, in CSS pixels.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 540.0;

/// Pixels of a PNG to one of CSS.
const PNG_SCALE: f64 = 2.0;

/// Height of a line of the caption, in CSS pixels.
const LINE: f64 = 18.0;

/// Letters in a line of the caption: so many of 12 px have room even where they are wide.
const LETTERS: usize = 120;

/// What a chart can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Svg,
    Csv,
}

impl Format {
    pub(crate) const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Csv];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Csv => "CSV",
        }
    }

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Csv => "csv",
        }
    }
}

/// A chart that can be saved.
pub(crate) struct Picture<'a> {
    /// For the name of the file.
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    /// Which scenario it is of, and what else a reader of the file must know.
    pub(crate) texts: &'a [String],
    pub(crate) palette: &'a Palette,
    pub(crate) draw: &'a Draw<'a>,
    /// All its numbers.
    pub(crate) csv: &'a dyn Fn() -> String,
}

/// Draws a chart on a surface; if that is a canvas, it is given too.
pub(crate) type Draw<'a> =
    dyn Fn(&DrawingArea<Surface, Shift>, Option<&HtmlCanvasElement>, &Look) -> Drawn + 'a;

/// Whether something could be drawn.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Refused>>;

/// A button for each format.
pub(crate) fn buttons(title: &str, on_save: &Callback<Format>) -> Html {
    let button = |format: Format| {
        let on_click = on_save.reform(move |_: MouseEvent| format);
        html! {
            <button type="button" class="link" data-format={format.extension()} onclick={on_click}
                aria-label={format!("{} of the chart: {title}", format.name())}>{ format.name() }</button>
        }
    };
    html! {
        <div class="chart-files" role="group" aria-label={format!("Save: {title}")}>
            { for Format::ALL.into_iter().map(button) }
        </div>
    }
}

/// The runs of a chart: the first has no name, another one has.
type Runs<'a> = [(Option<&'a str>, &'a Scenario)];

/// Lets the reader save a chart of a run.
pub(super) fn save(format: Format, kind: Kind, chart: &Chart, runs: &Runs, palette: &Palette) {
    let texts = texts(runs);
    Picture {
        id: kind.id(),
        title: kind.title(),
        texts: &texts,
        palette,
        draw: &|area, canvas, look| match canvas {
            None => chart.draw(area, look),
            Some(canvas) => draw_on(area, canvas, chart, (WIDTH, HEIGHT), look),
        },
        csv: &|| chart.table().csv(&texts),
    }
    .save(format);
}

impl Picture<'_> {
    /// Lets the reader save it.
    pub(crate) fn save(&self, format: Format) {
        let name = format!("p2p-lab-{}.{}", self.id, format.extension());
        let saved = match format {
            Format::Csv => download(&name, "text/csv;charset=utf-8", (self.csv)().as_bytes()),
            Format::Svg => self
                .svg()
                .and_then(|svg| download(&name, "image/svg+xml", svg.as_bytes())),
            Format::Png => self.png(name.clone()),
        };
        if let Err(error) = saved {
            web_sys::console::error_2(&format!("{name} could not be saved:").into(), &error);
        }
    }

    fn svg(&self) -> Result<String, JsValue> {
        let lines = caption(self.title, self.texts);
        let size = (pixels(WIDTH, 1.0), pixels(height(&lines), 1.0));
        let look = Look {
            palette: self.palette,
            scale: 1.0,
            font: "sans-serif",
        };
        let mut drawing = String::new();
        {
            let area =
                Surface::Svg(SVGBackend::with_string(&mut drawing, size)).into_drawing_area();
            draw_caption(&area, &lines, &look).map_err(said)?;
            let (above, _) = area.split_vertically(pixels(HEIGHT, 1.0));
            (self.draw)(&above, None, &look).map_err(said)?;
            area.present().map_err(said)?;
        }
        Ok(described(&drawing, self.title, &self.texts.join("\n")))
    }

    fn png(&self, name: String) -> Result<(), JsValue> {
        let lines = caption(self.title, self.texts);
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
        let look = Look {
            palette: self.palette,
            scale: PNG_SCALE,
            font: FONT,
        };
        let size = (WIDTH, height(&lines), PNG_SCALE);
        let area = canvas_surface(&canvas, size).ok_or("no canvas")?;
        draw_caption(&area, &lines, &look).map_err(said)?;
        let (above, _) = area.split_vertically(look.size(HEIGHT));
        (self.draw)(&above, Some(&canvas), &look).map_err(said)?;
        let then = Closure::once_into_js(move |blob: Option<Blob>| {
            let saved = blob.ok_or_else(|| "no picture".into());
            if let Err(error) = saved.and_then(|blob| download_blob(&name, &blob)) {
                web_sys::console::error_1(&error);
            }
        });
        canvas.to_blob(then.unchecked_ref())
    }
}

/// Which scenario each run is of.
fn texts(runs: &Runs) -> Vec<String> {
    let text = |(name, scenario): &(Option<&str>, &Scenario)| match name {
        None => format!("P2P Lab {scenario}"),
        Some(name) => format!("{name}: {scenario}"),
    };
    runs.iter().map(text).collect()
}

/// An SVG drawing with its title and its description inside, right after its first tag.
fn described(drawing: &str, title: &str, text: &str) -> String {
    let (start, rest) = drawing.split_once('>').unwrap_or((drawing, ""));
    let (title, text) = (escaped(title), escaped(text));
    format!("{start}><title>{title}</title><desc>{text}</desc>{rest}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// What a drawing says that failed.
fn said(error: DrawingAreaErrorKind<Refused>) -> JsValue {
    error.to_string().into()
}

/// The height of a picture with such a caption, in CSS pixels.
fn height(lines: &[String]) -> f64 {
    HEIGHT + LINE * (lines.len() as f64 + 0.5)
}

/// The lines below the chart: what it shows, and of which scenario.
fn caption(title: &str, texts: &[String]) -> Vec<String> {
    let mut lines = vec![title.to_owned()];
    for text in texts {
        lines.extend(wrapped(text, LETTERS));
    }
    lines
}

/// A text in lines of at most so many letters, broken before `&` or a gap, or anywhere if there is none of these.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in text.split_inclusive(['&', ' ']) {
        let together = lines[lines.len() - 1].chars().count() + part.chars().count();
        if together > most && !lines[lines.len() - 1].is_empty() {
            lines.push(String::new());
        }
        for letter in part.chars() {
            if lines[lines.len() - 1].chars().count() >= most {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
        }
    }
    lines
}

fn draw_caption(
    area: &DrawingArea<Surface, Shift>,
    lines: &[String],
    look: &Look,
) -> Result<(), DrawingAreaErrorKind<Refused>> {
    area.fill(&RGBColor::from(&look.palette.paper))?;
    for (index, line) in lines.iter().enumerate() {
        let colour = if index == 0 {
            &look.palette.ink
        } else {
            &look.palette.soft
        };
        let style = look.words(12.0, colour, HPos::Left, VPos::Top);
        let at = (look.length(12.0), look.length(HEIGHT + LINE * index as f64));
        area.draw(&Text::new(line.as_str(), at, style))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_scenario_is_broken_where_it_can_be_read() {
        assert_eq!(
            wrapped("P2P Lab file=8MiB&seed=7", 120),
            ["P2P Lab file=8MiB&seed=7"]
        );
        assert_eq!(
            wrapped("P2P Lab file=8MiB&seed=7", 18),
            ["P2P Lab file=8MiB&", "seed=7"]
        );
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("a abcdefgh", 3), ["a ", "abc", "def", "gh"]);
    }

    #[test]
    fn a_drawing_says_what_it_shows() {
        assert_eq!(
            described("<svg width=\"1\">\n<rect/></svg>", "A", "a=1&b<2"),
            "<svg width=\"1\"><title>A</title><desc>a=1&amp;b&lt;2</desc>\n<rect/></svg>"
        );
    }
}
