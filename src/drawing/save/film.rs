//! A film of the swarm: the browser's own recorder over a canvas. The figure on the page stays as it is.

use super::{Drawing, Finish, Picture};
use crate::browser::{IN_BROWSER, document, rendering, window};
use crate::drawing::palette::Palette;
use crate::drawing::sheet::Sheet;
use gloo_events::EventListener;
use gloo_render::{AnimationFrame, request_animation_frame};
use js_sys::{Array, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobEvent, BlobPropertyBag, HtmlCanvasElement, HtmlSelectElement, MediaRecorder,
    MediaRecorderOptions, Url,
};
use yew::prelude::*;

/// Kinds of films, the first that the browser can make is made, and the ends of their files' names.
const KINDS: [(&str, &str); 4] = [
    ("video/webm;codecs=vp9", "webm"),
    ("video/webm", "webm"),
    ("video/mp4;codecs=avc1", "mp4"),
    ("video/mp4", "mp4"),
];

/// Pictures in a second, and bits for a second: enough for fine lines to stay fine.
const RATE: f64 = 30.0;
const BITS: u32 = 8_000_000;

/// How long the last picture stays, in seconds.
const TAIL: f64 = 1.0;

/// Lengths to choose from, in seconds.
const LENGTHS: [f64; 3] = [10.0, 30.0, 60.0];

#[derive(PartialEq, Properties)]
pub(super) struct FilmProps {
    pub(super) film: Callback<(), Option<Box<dyn Moving>>>,
    pub(super) finish: Finish,
}

/// A picture that moves, at an instant of it.
pub(crate) trait Moving {
    /// The instant, and the last one there is, in seconds.
    fn time(&self) -> f64;
    fn end(&self) -> f64;
    /// How many of its seconds are shown in one.
    fn speed(&self) -> f64;
    /// Takes it to another instant.
    fn move_to(&mut self, time: f64);
    /// What it shows, and when.
    fn title(&self) -> String;
    /// What else one must know of it.
    fn texts(&self) -> Vec<String>;
    /// Draws it from the upper left corner on, so wide and so high.
    fn draw(&self, sheet: Sheet, size: (f64, f64), palette: &Palette, font: &str);
}

/// How far a film is.
#[derive(Clone, PartialEq)]
enum Stage {
    None,
    /// This part of it is there.
    Recording(f64),
    Done(Rc<Film>),
    Failed,
}

/// A film that is there; its memory is free when it is dropped.
#[derive(PartialEq)]
struct Film {
    url: String,
    name: String,
    megabytes: f64,
}

impl Drop for Film {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.url);
    }
}

/// A film that is being made.
struct Recording {
    scene: Box<dyn Moving>,
    palette: Palette,
    finish: Finish,
    canvas: HtmlCanvasElement,
    recorder: MediaRecorder,
    /// When it begins, in seconds of the run, and how long it is, in seconds.
    start: f64,
    length: f64,
    /// How much of it is there, in seconds.
    shot: f64,
    last: Option<f64>,
    /// The frame that is awaited, and the one that is being drawn.
    frames: (Option<AnimationFrame>, Option<AnimationFrame>),
    _listeners: [EventListener; 2],
}

impl Drop for Recording {
    fn drop(&mut self) {
        // Refused where it has stopped already.
        let _ = self.recorder.stop();
    }
}

/// Whether it is under way; shared with the frames to come.
type Slot = Rc<RefCell<Option<Recording>>>;

/// Records a film, and offers it.
#[component]
pub(super) fn FilmRecorder(props: &FilmProps) -> Html {
    rendering();
    let slot: Slot = use_mut_ref(|| None);
    let stage = use_state_eq(|| Stage::None);
    let length = use_mut_ref(|| f64::INFINITY);
    {
        let slot = slot.clone();
        use_effect_with((), move |()| move || drop(slot.take()));
    }
    let Some(kind) = kind() else {
        return html! { <p class="hint film">{ "This browser cannot record a film." }</p> };
    };
    let on_length = {
        let length = length.clone();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            *length.borrow_mut() = value.parse().unwrap_or(f64::INFINITY);
        })
    };
    let on_start = {
        let (slot, stage, scene) = (slot.clone(), stage.setter(), props.film.clone());
        let finish = props.finish;
        Callback::from(move |_: MouseEvent| {
            let tell = Callback::from({
                let stage = stage.clone();
                move |told| stage.set(told)
            });
            let Some(scene) = scene.emit(()) else { return };
            if start(&slot, scene, finish, *length.borrow(), kind, tell).is_err() {
                stage.set(Stage::Failed);
            }
        })
    };
    let on_cancel = {
        let stage = stage.setter();
        Callback::from(move |_: MouseEvent| {
            drop(slot.take());
            stage.set(Stage::None);
        })
    };
    html! {
        <div class="film">
            if let Stage::Recording(part) = &*stage {
                <progress value={part.to_string()} max="1" aria-label="The film" />
                <button type="button" class="button" onclick={on_cancel}>{ "Cancel" }</button>
            } else {
                <button type="button" class="button" disabled={!props.finish.is_possible()} onclick={on_start}>{ "Record a film" }</button>
                <label>{ "of " }
                    <select name="length" onchange={on_length}>
                        <option value="">{ "all from now on" }</option>
                        { for LENGTHS.map(|length| html! { <option value={length.to_string()}>{ format!("{length} s") }</option> }) }
                    </select>
                </label>
            }
            <span role="status">{ match &*stage {
                Stage::None => html! {},
                Stage::Recording(_) => html! { "Recording. Keep this page visible." },
                Stage::Done(film) => html! {
                    <a href={film.url.clone()} download={film.name.clone()}>{ format!("Save the film, {:.1} MB", film.megabytes) }</a>
                },
                Stage::Failed => html! { "The film could not be recorded." },
            } }</span>
        </div>
    }
}

/// The kind of film that the browser makes, if it makes any.
fn kind() -> Option<(&'static str, &'static str)> {
    if !IN_BROWSER {
        return None;
    }
    let has = |of: &JsValue, name: &str| Reflect::has(of, &name.into()).unwrap_or(false);
    let canvas = document().create_element("canvas").ok()?;
    if !has(&window(), "MediaRecorder") || !has(&canvas, "captureStream") {
        return None;
    }
    let mut kinds = KINDS.into_iter();
    kinds.find(|(mime, _)| MediaRecorder::is_type_supported(mime))
}

/// Begins to record from the instant of the scene on, at its speed, to the end of the run or up to this length.
fn start(
    slot: &Slot,
    mut scene: Box<dyn Moving>,
    finish: Finish,
    most: f64,
    (mime, extension): (&'static str, &'static str),
    tell: Callback<Stage>,
) -> Result<(), JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let start = if scene.time() < scene.end() {
        scene.time()
    } else {
        0.0
    };
    scene.move_to(start);
    let options = MediaRecorderOptions::new();
    options.set_mime_type(mime);
    options.set_video_bits_per_second(BITS);
    let palette = finish.palette();
    // A canvas has a stream once it has a context.
    paint(&canvas, &*scene, finish, &palette)?;
    let stream = canvas.capture_stream_with_frame_request_rate(RATE)?;
    let recorder =
        MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)?;
    let parts = Array::new();
    let on_data = {
        let parts = parts.clone();
        EventListener::new(&recorder, "dataavailable", move |event| {
            if let Some(data) = event.dyn_ref::<BlobEvent>().and_then(BlobEvent::data) {
                parts.push(&data);
            }
        })
    };
    let on_stop = {
        let (slot, tell) = (slot.clone(), tell.clone());
        EventListener::once(&recorder, "stop", move |_| {
            tell.emit(match film(&parts, mime, extension) {
                Ok(film) => Stage::Done(Rc::new(film)),
                Err(_) => Stage::Failed,
            });
            // Not from inside its own listener.
            gloo_timers::callback::Timeout::new(0, move || drop(slot.take())).forget();
        })
    };
    recorder.start()?;
    let recording = Recording {
        start,
        length: ((scene.end() - start) / scene.speed()).min(most),
        scene,
        palette,
        finish,
        canvas,
        recorder,
        shot: 0.0,
        last: None,
        frames: (None, None),
        _listeners: [on_data, on_stop],
    };
    tell.emit(Stage::Recording(0.0));
    *slot.borrow_mut() = Some(recording);
    next_frame(slot, &tell);
    Ok(())
}

/// All parts of a film as one.
fn film(parts: &Array, mime: &str, extension: &str) -> Result<Film, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_blob_sequence_and_options(parts, &options)?;
    if blob.size() == 0.0 {
        return Err("no film".into());
    }
    Ok(Film {
        url: Url::create_object_url_with_blob(&blob)?,
        name: format!("p2p-lab-swarm.{extension}"),
        megabytes: blob.size() / 1e6,
    })
}

fn next_frame(slot: &Slot, tell: &Callback<Stage>) {
    let frame = request_animation_frame({
        let (slot, tell) = (slot.clone(), tell.clone());
        move |at| shoot(&slot, &tell, at)
    });
    if let Some(recording) = slot.borrow_mut().as_mut() {
        // The frame before is still being called, and must not be dropped.
        recording.frames.1 = recording.frames.0.replace(frame);
    }
}

/// Paints the next picture.
fn shoot(slot: &Slot, tell: &Callback<Stage>, at: f64) {
    let mut held = slot.borrow_mut();
    let Some(film) = held.as_mut() else { return };
    let last = film.last.replace(at).unwrap_or(at);
    // After a long pause of the browser the film goes on where it was.
    film.shot += ((at - last) / 1000.0).clamp(0.0, 0.1);
    let along = film.shot.min(film.length);
    let time = film.start + along * film.scene.speed();
    film.scene.move_to(time);
    let painted = paint(&film.canvas, &*film.scene, film.finish, &film.palette);
    let over = painted.is_err() || film.shot >= film.length + TAIL;
    if over {
        let _ = film.recorder.stop();
        return;
    }
    let part = film.shot / (film.length + TAIL);
    drop(held);
    // In hundredths, so that the page follows now and then.
    tell.emit(Stage::Recording((part * 100.0).floor() / 100.0));
    next_frame(slot, tell);
}

fn paint(
    canvas: &HtmlCanvasElement,
    scene: &dyn Moving,
    finish: Finish,
    palette: &Palette,
) -> Result<(), JsValue> {
    Picture {
        id: "swarm",
        title: &scene.title(),
        texts: &scene.texts(),
        drawing: Drawing::Sheet(&|sheet, size, palette, font| {
            scene.draw(sheet, size, palette, font);
        }),
        csv: &String::new,
    }
    .paint(canvas, finish, palette)
}
