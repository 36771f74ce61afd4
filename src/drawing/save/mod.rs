//! What is taken away: a figure as a picture, its numbers, a film. Each of them says which scenario it is of.
//!
//! Here is the fold that every figure has, and what makes files of it; [`film`] records a picture that moves.

mod film;

use crate::browser::fold::use_fold;
use crate::browser::sandbox::elsewhere;
use crate::browser::{NEVER, document, download, download_blob, rendering, sandboxed};
use crate::drawing::axes::Style;
use crate::drawing::canvas::{FONT, canvas_surface, pixels};
use crate::drawing::palette::Palette;
use crate::drawing::pen::{Pen, Point};
use crate::drawing::sheet::{Sheet, Svg, escaped};
use crate::drawing::surface::{Refused, Surface};
use crate::drawing::table::with_decimal_commas;
use crate::drawing::words::unseen;
use film::FilmRecorder;
pub(crate) use film::Moving;
use plotters::coord::Shift;
use plotters::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlInputElement};
use yew::prelude::*;

/// A picture of this size is drawn as large as on the page, in CSS pixels; a larger one is the same, finer.
const PAGE: (f64, f64) = (960.0, 540.0);

/// The least and the most pixels of an edge: less shows nothing, and no browser has canvases of much more.
const EDGE: (u32, u32) = (320, 4096);

/// Sizes that are often wanted, in pixels.
const SIZES: [(u32, u32, &str); 5] = [
    (1920, 1080, "slide"),
    (3840, 2160, "large slide"),
    (1600, 1200, "slide 4 : 3"),
    (1200, 1200, "square"),
    (2480, 3508, "A4 upright"),
];

/// Height of a line of the caption, in CSS pixels.
const LINE: f64 = 18.0;

/// Room for a letter of the caption, in CSS pixels: so much has one of 12 px even where they are wide.
const LETTER: f64 = 8.0;

/// What a figure can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Svg,
    Csv,
}

impl Format {
    const ALL: [Self; 3] = [Self::Png, Self::Svg, Self::Csv];

    fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Svg => "SVG",
            Self::Csv => "CSV",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Csv => "csv",
        }
    }
}

/// How a picture is made for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finish {
    width: u32,
    height: u32,
    dark: bool,
    caption: bool,
    /// Whether numbers have a decimal comma.
    comma: bool,
}

impl Default for Finish {
    fn default() -> Self {
        let (width, height, _) = SIZES[0];
        Self {
            width,
            height,
            dark: false,
            caption: true,
            comma: false,
        }
    }
}

impl Finish {
    /// With one field of the fold as it is now.
    fn with(mut self, name: &str, value: &str, checked: bool) -> Self {
        match name {
            "width" => self.width = value.parse().unwrap_or(0),
            "height" => self.height = value.parse().unwrap_or(0),
            "dark" => self.dark = checked,
            "caption" => self.caption = checked,
            "comma" => self.comma = checked,
            _ => {
                let known = value.parse().ok().and_then(|index: usize| SIZES.get(index));
                if let Some((width, height, _)) = known {
                    (self.width, self.height) = (*width, *height);
                }
            }
        }
        self
    }

    fn is_possible(self) -> bool {
        let (least, most) = EDGE;
        [self.width, self.height]
            .iter()
            .all(|edge| (least..=most).contains(edge))
    }

    /// Pixels of the file to one of CSS.
    fn scale(self) -> f64 {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        (width / PAGE.0).min(height / PAGE.1).max(1.0)
    }

    /// The width and the height in CSS pixels.
    fn size(self) -> (f64, f64) {
        let scale = self.scale();
        (
            f64::from(self.width) / scale,
            f64::from(self.height) / scale,
        )
    }

    fn palette(self) -> Palette {
        Palette::of(self.dark)
    }
}

/// What to save, and how.
pub(crate) type Wanted = (Format, Finish);

/// A figure that can be saved.
pub(crate) struct Picture<'a> {
    /// For the name of the file.
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    /// Which scenario it is of, and what else a reader of the file must know.
    pub(crate) texts: &'a [String],
    pub(crate) drawing: Drawing<'a>,
    /// All its numbers.
    pub(crate) csv: &'a dyn Fn() -> String,
}

/// What is in the picture.
pub(crate) enum Drawing<'a> {
    /// A chart, by plotters.
    Chart(&'a Draw<'a>),
    /// Something else, from the upper left corner on.
    Sheet(&'a Strokes<'a>),
}

/// Draws a chart on a surface; if that is a canvas, it is given too.
pub(crate) type Draw<'a> =
    dyn Fn(&DrawingArea<Surface, Shift>, Option<&HtmlCanvasElement>, &Style) -> Drawn + 'a;

/// Draws something so wide and so high, in this font.
pub(crate) type Strokes<'a> = dyn Fn(Sheet, (f64, f64), &Palette, &str) + 'a;

/// Whether something could be drawn.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Refused>>;

#[derive(PartialEq, Properties)]
pub(crate) struct SaveProps {
    /// What is saved, in words.
    pub(crate) title: AttrValue,
    pub(crate) on_save: Callback<Wanted>,
    /// Makes the film that begins now.
    #[prop_or_default]
    pub(crate) film: Option<Callback<(), Option<Box<dyn Moving>>>>,
}

/// A fold with all that can be saved of a figure.
#[component]
pub(crate) fn Save(props: &SaveProps) -> Html {
    rendering();
    let (open, on_toggle) = use_fold(NEVER);
    let finish = use_state_eq(Finish::default);
    // All the fields tell of a change to what is around them.
    let on_change = {
        let finish = finish.clone();
        Callback::from(move |event: Event| {
            // A list has a name and a value too.
            let field = event.target_unchecked_into::<HtmlInputElement>();
            finish.set(finish.with(&field.name(), &field.value(), field.checked()));
        })
    };
    let finish = *finish;
    let of = unseen(format_args!("of {}", props.title));
    html! {
        <details class="save" open={open} ontoggle={on_toggle}>
            <summary aria-label={format!("Save: {}", props.title)}>{ "Save" }</summary>
            if open && sandboxed() {
                { elsewhere("save files") }
            } else if open {
                <div class="save-fields" role="group" aria-label={format!("Save: {}", props.title)} onchange={on_change}>
                    { sizes(finish, &of) }
                    { edge("width", finish.width, &of) }
                    { edge("height", finish.height, &of) }
                    { check("Dark", "dark", finish.dark, &of) }
                    { check("Caption", "caption", finish.caption, &of) }
                    { check("CSV with decimal commas (0,5)", "comma", finish.comma, &of) }
                    if !finish.is_possible() {
                        <p class="error" role="status">{ format!("Width and height are {} to {} pixels.", EDGE.0, EDGE.1) }</p>
                    }
                    { for Format::ALL.into_iter().map(|format| {
                        let on_click = props.on_save.reform(move |_: MouseEvent| (format, finish));
                        html! {
                            <button type="button" class="button" data-format={format.extension()} onclick={on_click}
                                disabled={format != Format::Csv && !finish.is_possible()}>{ format.name() }{ of.clone() }</button>
                        }
                    }) }
                    if let Some(film) = &props.film {
                        <FilmRecorder film={film.clone()} {finish} />
                    }
                </div>
            }
        </details>
    }
}

fn sizes(finish: Finish, of: &Html) -> Html {
    let is_present =
        |(width, height, _): &(u32, u32, _)| (finish.width, finish.height) == (*width, *height);
    html! {
        <label>{ "Size " }{ of.clone() }
            <select name="size">
                <option selected={!SIZES.iter().any(is_present)}>{ "other" }</option>
                { for SIZES.iter().enumerate().map(|(index, size)| html! {
                    <option value={index.to_string()} selected={is_present(size)}>{ format!("{} × {}, {}", size.0, size.1, size.2) }</option>
                }) }
            </select>
        </label>
    }
}

fn edge(name: &'static str, value: u32, of: &Html) -> Html {
    html! {
        <label>{ name }{ " " }{ of.clone() }
            <input type="number" {name} min={EDGE.0.to_string()} max={EDGE.1.to_string()} value={value.to_string()} />
        </label>
    }
}

fn check(label: &'static str, name: &'static str, checked: bool, of: &Html) -> Html {
    html! { <label class="check"><input type="checkbox" {name} {checked} />{ label }{ of.clone() }</label> }
}

impl Picture<'_> {
    /// Lets the reader save it.
    pub(crate) fn save(&self, (format, finish): Wanted) {
        let name = format!("p2p-lab-{}.{}", self.id, format.extension());
        let saved = match format {
            Format::Csv => {
                let mut csv = (self.csv)();
                if finish.comma {
                    csv = with_decimal_commas(&csv);
                }
                download(&name, "text/csv;charset=utf-8", csv.as_bytes())
            }
            Format::Svg => self
                .svg(finish)
                .and_then(|svg| download(&name, "image/svg+xml", svg.as_bytes())),
            Format::Png => self.png(finish, name.clone()),
        };
        if let Err(error) = saved {
            web_sys::console::error_2(&format!("{name} could not be saved:").into(), &error);
        }
    }

    /// As an SVG file.
    pub(crate) fn svg(&self, finish: Finish) -> Result<String, JsValue> {
        let palette = finish.palette();
        let (width, height) = finish.size();
        let lines = self.caption(finish);
        let high = height - caption_height(&lines);
        let svg = Svg::new();
        let (title, text) = (escaped(self.title), escaped(&self.texts.join("\n")));
        svg.add(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width:.2} {height:.2}\">\
             <title>{title}</title><desc>{text}</desc>\n",
            finish.width, finish.height
        ));
        let sheet = Sheet::Svg(&svg);
        lay_paper(sheet, &lines, (width, height), &palette, "sans-serif");
        match self.drawing {
            Drawing::Sheet(draw) => draw(sheet, (width, high), &palette, "sans-serif"),
            Drawing::Chart(draw) => {
                let look = Style {
                    palette: &palette,
                    scale: 1.0,
                    font: "sans-serif",
                };
                let (mut chart, words) = (String::new(), Svg::new());
                {
                    let size = (pixels(width, 1.0), pixels(high, 1.0));
                    let backend = SVGBackend::with_string(&mut chart, size);
                    let area = Surface::Svg {
                        backend,
                        words: &words,
                    }
                    .into_drawing_area();
                    draw(&area, None, &look).map_err(said)?;
                    area.present().map_err(said)?;
                }
                svg.add(format_args!("{chart}{}", words.into_text()));
            }
        }
        svg.add(format_args!("</svg>\n"));
        Ok(svg.into_text())
    }

    fn png(&self, finish: Finish, name: String) -> Result<(), JsValue> {
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
        self.paint(&canvas, finish, &finish.palette())?;
        let then = Closure::once_into_js(move |blob: Option<Blob>| {
            let saved = blob.ok_or_else(|| "no picture".into());
            if let Err(error) = saved.and_then(|blob| download_blob(&name, &blob)) {
                web_sys::console::error_1(&error);
            }
        });
        canvas.to_blob(then.unchecked_ref())
    }

    /// Paints it on a canvas, which gets its size.
    fn paint(
        &self,
        canvas: &HtmlCanvasElement,
        finish: Finish,
        palette: &Palette,
    ) -> Result<(), JsValue> {
        let (scale, (width, height)) = (finish.scale(), finish.size());
        let lines = self.caption(finish);
        let high = height - caption_height(&lines);
        // Another size makes it empty, the same one too.
        if (canvas.width(), canvas.height()) != (finish.width, finish.height) {
            canvas.set_width(finish.width);
            canvas.set_height(finish.height);
        }
        let context = canvas.get_context("2d")?.ok_or("no canvas")?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        match self.drawing {
            Drawing::Sheet(draw) => {
                context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
                context.set_line_join("round");
                let sheet = Sheet::Canvas(&context);
                lay_paper(sheet, &lines, (width, height), palette, FONT);
                draw(sheet, (width, high), palette, FONT);
            }
            Drawing::Chart(draw) => {
                let look = Style {
                    palette,
                    scale,
                    font: FONT,
                };
                let area = canvas_surface(canvas, (width, height, scale)).ok_or("no canvas")?;
                context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)?;
                lay_paper(
                    Sheet::Canvas(&context),
                    &lines,
                    (width, height),
                    palette,
                    FONT,
                );
                context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
                let (above, _) = area.split_vertically(look.size(high));
                draw(&above, Some(canvas), &look).map_err(said)?;
            }
        }
        Ok(())
    }

    /// The lines below the picture: what it shows, and of which scenario.
    fn caption(&self, finish: Finish) -> Vec<String> {
        if !finish.caption {
            return Vec::new();
        }
        let mut lines = vec![self.title.to_owned()];
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A few hundred.
        let letters = (finish.size().0 / LETTER) as usize;
        for text in self.texts {
            lines.extend(wrapped(text, letters));
        }
        lines
    }
}

/// The paper, with the lines of the caption at its foot.
fn lay_paper(
    sheet: Sheet,
    lines: &[String],
    (width, height): (f64, f64),
    palette: &Palette,
    font: &str,
) {
    sheet.set_fill_style_str(&palette.paper.css);
    sheet.fill_rect(0.0, 0.0, width, height);
    let top = height - caption_height(lines);
    let pen = Pen::new(sheet, font);
    for (index, line) in lines.iter().enumerate() {
        let colour = if index == 0 {
            &palette.ink
        } else {
            &palette.soft
        };
        let at = Point::new(12.0, top + LINE * (index as f64 + 0.4));
        pen.label(line, at, "left", 12.0, &colour.css);
    }
}

/// The height of a caption in CSS pixels.
fn caption_height(lines: &[String]) -> f64 {
    if lines.is_empty() {
        0.0
    } else {
        LINE * (lines.len() as f64 + 0.5)
    }
}

/// What a drawing says that failed.
fn said(error: DrawingAreaErrorKind<Refused>) -> JsValue {
    error.to_string().into()
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
    fn a_size_is_read_and_checked() {
        let slide = Finish::default();
        assert_eq!(
            (slide.width, slide.height, slide.scale()),
            (1920, 1080, 2.0)
        );
        assert!(slide.is_possible() && slide.caption && !slide.dark);
        let square = slide.with("size", "3", false);
        assert_eq!((square.width, square.height), (1200, 1200));
        assert_eq!(square.size(), (960.0, 960.0));
        assert_eq!(slide.with("size", "other", false), slide);
        for (name, value) in [
            ("width", ""),
            ("width", "319"),
            ("height", "4097"),
            ("height", "-5"),
        ] {
            assert!(
                !slide.with(name, value, false).is_possible(),
                "{name} {value}"
            );
        }
        // A small one has no smaller letters.
        assert_eq!(slide.with("width", "400", false).scale(), 1.0);
        assert!(slide.with("dark", "on", true).dark);
    }
}
