//! What is done to a canvas by mouse, touch and keys: a look from nearer, and a choice of what to look at.

use super::canvas::TrackView;
use super::{Msg, SwarmFigure};
use crate::address::view::Select;
use crate::browser::document;
use crate::drawing::pen::Point;
use crate::drawing::words::title;
use crate::swarm::picture::pick::pick;
use crate::swarm::picture::zoom::STEP;
use gloo_events::{EventListener, EventListenerOptions};
use p2p_model::units::Seconds;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

/// How far an arrow key moves a picture that is larger than its canvas, in CSS pixels.
const ARROW: f64 = 60.0;

/// A finger that has moved less than this has not moved, in CSS pixels.
const STILL: f64 = 4.0;

/// What can be done to a canvas. Places are in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Gesture {
    /// A click, or a tap.
    Touch(Point),
    /// So many times nearer, around a place or else around the middle.
    Zoom(f64, Option<Point>),
    /// All of it again.
    Fit,
    /// An arrow key, as a step of one pixel.
    Arrow(Point),
    /// A finger or a mouse button goes down, moves, and goes up.
    Down(i32, Point),
    Move(i32, Point),
    Up(i32),
}

/// The fingers on a canvas.
#[derive(Default)]
pub(super) struct Fingers {
    down: Vec<(i32, Point)>,
    /// How far they have gone since the first of them went down.
    gone: f64,
}

impl SwarmFigure {
    /// Does what the gesture asks for. Whether more than the canvas changes.
    pub(super) fn gesture(&mut self, ctx: &Context<Self>, index: usize, gesture: Gesture) -> bool {
        // From the canvas to the picture on it.
        let larger = self.slides.larger;
        let inside = |at: Point| Point::new(at.x / larger, at.y / larger);
        match gesture {
            Gesture::Touch(at) => self.touch(ctx, index, inside(at)),
            Gesture::Zoom(factor, at) => self.zoom(index, factor, at.map(inside)),
            Gesture::Fit => {
                self.views[index].zoom = Default::default();
                self.look_again(index)
            }
            Gesture::Arrow(along) => self.arrow(ctx, index, along),
            Gesture::Down(id, at) => {
                if self.fingers.down.is_empty() {
                    self.fingers.gone = 0.0;
                }
                self.fingers.down.retain(|(known, _)| *known != id);
                self.fingers.down.push((id, inside(at)));
                false
            }
            Gesture::Move(id, at) => self.drag(index, id, inside(at)),
            Gesture::Up(id) => {
                self.fingers.down.retain(|(known, _)| *known != id);
                false
            }
        }
    }

    fn touch(&mut self, ctx: &Context<Self>, index: usize, at: Point) -> bool {
        // The end of a drag is a click too.
        if self.fingers.gone > STILL {
            self.fingers.gone = 0.0;
            return false;
        }
        let (view, player) = (&self.views[index], &self.player);
        let picked = view.layout.as_ref().and_then(|layout| {
            let (trace, snapshot) = view.at(&player.tracks[index], Seconds(player.time))?;
            pick(layout, trace.chunk_count(), snapshot, player.select, at)
        });
        // A second touch lets go.
        self.choose(
            ctx,
            picked.filter(|picked| self.player.select != Some(*picked)),
        )
    }

    fn choose(&mut self, ctx: &Context<Self>, select: Option<Select>) -> bool {
        self.player.set_select(select);
        self.tell(ctx);
        true
    }

    fn zoom(&mut self, index: usize, by: f64, at: Option<Point>) -> bool {
        let view = &mut self.views[index];
        let Some(layout) = &view.layout else {
            return false;
        };
        let size = layout.size();
        let at = at.unwrap_or(Point::new(size.x / 2.0, size.y / 2.0));
        view.zoom = view.zoom.around(at, by, layout.most_zoom(), size);
        self.look_again(index)
    }

    /// Moves a picture that is larger than its canvas; otherwise selects the next host that way.
    fn arrow(&mut self, ctx: &Context<Self>, index: usize, along: Point) -> bool {
        let view = &mut self.views[index];
        let Some(layout) = &view.layout else {
            return false;
        };
        if !view.zoom.is_whole() {
            let by = Point::new(-along.x * ARROW, -along.y * ARROW);
            view.zoom = view.zoom.moved(by, layout.size());
            return self.look_again(index);
        }
        let here = match self.player.select {
            Some(Select::Host(host)) => Some(host),
            Some(Select::Transfer { to, .. }) => Some(to),
            Some(Select::Chunk(_)) | None => None,
        };
        match layout.neighbour(here, along) {
            Some(host) => self.choose(ctx, Some(Select::Host(host))),
            None => false,
        }
    }

    /// One finger moves the picture, two make it larger or smaller.
    fn drag(&mut self, index: usize, id: i32, at: Point) -> bool {
        let fingers = &mut self.fingers;
        let Some(place) = fingers.down.iter().position(|(known, _)| *known == id) else {
            return false;
        };
        let before = fingers.down[place].1;
        let other = fingers.down.iter().find(|(known, _)| *known != id);
        let view = &mut self.views[index];
        let Some(layout) = &view.layout else {
            return false;
        };
        let (size, zoom) = (layout.size(), view.zoom);
        match other {
            Some((_, other)) => {
                let middle = |at: Point| Point::new((at.x + other.x) / 2.0, (at.y + other.y) / 2.0);
                let (old, new) = (middle(before), middle(at));
                let by = Point::new(new.x - old.x, new.y - old.y);
                let factor = at.distance(*other) / before.distance(*other).max(1.0);
                let moved = zoom.moved(by, size);
                view.zoom = moved.around(new, factor, layout.most_zoom(), size);
                fingers.gone += STILL;
            }
            None => {
                fingers.gone += before.distance(at);
                let by = Point::new(at.x - before.x, at.y - before.y);
                view.zoom = zoom.moved(by, size);
            }
        }
        fingers.down[place].1 = at;
        zoom != self.views[index].zoom && self.look_again(index)
    }

    /// Draws a track whose zoom has changed. Whether what stands around the canvas changes with it.
    fn look_again(&mut self, index: usize) -> bool {
        let rings = |view: &TrackView| view.layout.as_ref().map(|layout| layout.rings);
        let before = rings(&self.views[index]);
        self.views[index].layout = None;
        self.lay_out();
        let view = &self.views[index];
        let Some(canvas) = view.canvas.cast::<Element>() else {
            return false;
        };
        let was_whole = zoom_of(&canvas) <= 1.0;
        let scale = view.zoom.scale();
        // For the wheel, which has to know at once.
        let _ = canvas.set_attribute("data-zoom", &format!("{scale:.3}"));
        if was_whole != view.zoom.is_whole() || before != rings(view) {
            return true;
        }
        self.draw();
        false
    }

    /// The canvas of a track with its buttons.
    pub(super) fn canvas(&self, ctx: &Context<Self>, index: usize, label: String) -> Html {
        let view = &self.views[index];
        let zoomed = !view.zoom.is_whole();
        let gesture = ctx
            .link()
            .callback(move |gesture| Msg::Gesture(index, gesture));
        let on_down = gesture.reform(|event: PointerEvent| {
            if let Some(canvas) = event.target_dyn_into::<Element>() {
                // So that a drag may leave the canvas.
                let _ = canvas.set_pointer_capture(event.pointer_id());
            }
            Gesture::Down(event.pointer_id(), place(&event))
        });
        let on_move = ctx.link().batch_callback(move |event: PointerEvent| {
            let gesture = Gesture::Move(event.pointer_id(), place(&event));
            (event.buttons() != 0).then_some(Msg::Gesture(index, gesture))
        });
        let on_up = gesture.reform(|event: PointerEvent| Gesture::Up(event.pointer_id()));
        let on_key = ctx.link().batch_callback(move |event: KeyboardEvent| {
            let msg = on_key(index, &event);
            if msg.is_some() {
                event.prevent_default();
            }
            msg
        });
        let keys = format!("picture-keys-{index}");
        // A button that goes away leaves the focus to the canvas.
        let back = |gesture: Gesture| {
            let canvas = view.canvas.clone();
            let last = view.zoom.scale() <= STEP;
            ctx.link().callback(move |_: MouseEvent| {
                if (last || gesture == Gesture::Fit)
                    && let Some(canvas) = canvas.cast::<HtmlElement>()
                {
                    let _ = canvas.focus();
                }
                Msg::Gesture(index, gesture)
            })
        };
        let button = |name: &'static str, path: &'static str, on_click: Callback<MouseEvent>| {
            let id = format!("{name}-{index}").replace(' ', "-");
            html! {
                <button type="button" class="button" aria-label={name} title={name} id={id.clone()}
                    aria-labelledby={format!("{id} picture-{index}")} onclick={on_click}>
                    <svg class="sign" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                        <path d={path} />
                    </svg>
                </button>
            }
        };
        let closer = gesture.reform(|_: MouseEvent| Gesture::Zoom(STEP, None));
        html! {
            <div class="picture">
                // With its own keys, so that screen readers leave them to it.
                <canvas ref={view.canvas.clone()} class={classes!("swarm-canvas", zoomed.then_some("zoomed"))}
                    role="application" aria-roledescription="picture" aria-label={label} aria-describedby={keys.clone()}
                    tabindex="0" data-track={index.to_string()}
                    onclick={gesture.reform(|event: MouseEvent| Gesture::Touch(place(&event)))}
                    onkeydown={on_key} onpointerdown={on_down} onpointermove={on_move}
                    onpointerup={on_up.clone()} onpointercancel={on_up} />
                <p id={keys} hidden={true}>
                    { "Arrow keys go from host to host, Escape lets go. Plus and minus zoom, then the arrow keys move \
                       the picture, and 0 shows all of it." }
                </p>
                <div class="zoom" role="group" aria-label="Zoom">
                    if zoomed {
                        { button("Show all", "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", back(Gesture::Fit)) }
                        { button("Zoom out", "M3 8h10", back(Gesture::Zoom(1.0 / STEP, None))) }
                    }
                    { button("Zoom in", "M3 8h10M8 3v10", closer) }
                </div>
                // Once, however many pictures there are.
                if index == self.player.primary() {
                    <p class="visually-hidden" role="status">{ self.player.select.map(selected) }</p>
                }
            </div>
        }
    }
}

/// Zooms with the wheel: while a canvas has the focus, or with Ctrl held, which is also what a pinch on a touch pad
/// says. Otherwise, and where there is nothing more to zoom, the page scrolls.
pub(super) fn wheel(stage: &Element, ctx: &Context<SwarmFigure>) -> EventListener {
    let link = ctx.link().clone();
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(stage, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else {
            return;
        };
        let canvas = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("canvas").ok().flatten());
        let Some(canvas) = canvas else { return };
        let track = canvas.get_attribute("data-track");
        let Some(track) = track.and_then(|track| track.parse().ok()) else {
            return;
        };
        let by_ctrl = event.ctrl_key() || event.meta_key();
        let focused = document().active_element().as_ref() == Some(&canvas);
        let nothing_left = event.delta_y() > 0.0 && zoom_of(&canvas) <= 1.0;
        if !by_ctrl && (!focused || nothing_left) {
            return;
        }
        event.prevent_default();
        // A pinch comes in small steps, and some wheels count lines.
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL {
            1.0
        } else {
            20.0
        };
        let turn = -event.delta_y() * unit * if by_ctrl { 0.01 } else { 0.002 };
        let factor = turn.clamp(-0.3, 0.3).exp();
        let gesture = Gesture::Zoom(factor, Some(place(event)));
        link.send_message(Msg::Gesture(track, gesture));
    })
}

fn on_key(index: usize, event: &KeyboardEvent) -> Option<Msg> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let arrow = |x, y| Gesture::Arrow(Point::new(x, y));
    let gesture = match event.key().as_str() {
        "+" | "=" => Gesture::Zoom(STEP, None),
        "-" | "_" => Gesture::Zoom(1.0 / STEP, None),
        "0" | "Home" => Gesture::Fit,
        "ArrowLeft" => arrow(-1.0, 0.0),
        "ArrowRight" => arrow(1.0, 0.0),
        "ArrowUp" => arrow(0.0, -1.0),
        "ArrowDown" => arrow(0.0, 1.0),
        "Escape" => return Some(Msg::Select(None)),
        _ => return None,
    };
    Some(Msg::Gesture(index, gesture))
}

/// How near the canvas is looked at.
fn zoom_of(canvas: &Element) -> f64 {
    let zoom = canvas.get_attribute("data-zoom");
    zoom.and_then(|zoom| zoom.parse().ok()).unwrap_or(1.0)
}

fn place(event: &web_sys::MouseEvent) -> Point {
    Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()))
}

/// What is selected, said to those who do not see it.
fn selected(select: Select) -> String {
    match select {
        Select::Host(host) => format!("{} selected", title(host)),
        Select::Transfer { from, to } => format!("From {from} to {to}: selected"),
        Select::Chunk(chunk) => format!("Chunk {chunk} selected"),
    }
}
