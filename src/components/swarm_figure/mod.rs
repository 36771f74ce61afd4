//! The living picture: runs the scenario, and lets the reader move through what happened.
//!
//! The figure owns a cursor over finished traces. While it plays, each frame of the screen only
//! moves the cursor and draws the canvas; the words around it follow a few times a second.
//!
//! Here is what the figure is and what can happen to it. How it does each thing has a room of its own:
//! [`runs`] simulates, [`playing`] moves the cursor, [`canvas`] draws, and [`panel`], [`line`] and
//! [`happened`] are the words around the picture.

mod canvas;
mod happened;
mod line;
mod panel;
mod playing;
mod runs;

use crate::browser::{self, REDUCED_MOTION, ResizeWatch, document, media, watch_media};
use crate::components::charts::Charts;
use crate::components::controls::new_seed;
use crate::components::host_table::{HostTable, host_table};
use crate::components::inspector::{Inspector, inspector};
use crate::components::legend::legend;
use crate::components::timeline::{Wish, clock};
use crate::picture::layout::Point;
use crate::picture::words::sentence;
use crate::state::Field;
use crate::theme::Palette;
use crate::view::{Select, Show, View};
use gloo_events::EventListener;
use gloo_render::AnimationFrame;
use gloo_timers::callback::Timeout;
use p2p_model::bounds::{Architecture, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{HostId, Trace};
use p2p_model::units::Seconds;
use playing::space_bar;
use runs::Track;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// Where the bounds stand beside the words instead of below them (`page.css` has the same width), there is
/// room for the table too.
const TWO_COLUMNS: &str = "(min-width: 80rem)";

#[derive(PartialEq, Properties)]
pub(crate) struct SwarmFigureProps {
    pub(crate) scenario: Rc<Scenario>,
    /// The scenario to run beside this one instead of client–server.
    #[prop_or_default]
    pub(crate) other: Option<Rc<Scenario>>,
    pub(crate) palette: Rc<Palette>,
    /// How the address wants it; the figure's own afterwards.
    pub(crate) view: View,
    /// Counts the addresses read.
    pub(crate) loads: u32,
    pub(crate) on_view: Callback<View>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
    /// Whether the figure stands alone in a frame.
    #[prop_or_default]
    pub(crate) embedded: bool,
}

/// What can happen to the figure.
pub(crate) enum Msg {
    /// Time to simulate a little more.
    Slice,
    /// The screen is about to be drawn, at this time in milliseconds.
    Frame(f64),
    Wish(Wish),
    Select(Option<Select>),
    Show(Show),
    /// The canvas of this track was touched.
    Touched(usize, Point),
    Resized,
    Hidden,
}

const P2P: usize = 0;
const CLIENT_SERVER: usize = 1;
const WHAT_IF: usize = 2;

/// The figure of the swarm.
pub(crate) struct SwarmFigure {
    tracks: [Track; 3],
    /// The track that the swarm is compared with: what if, or else client–server.
    beside: usize,
    time: f64,
    playing: bool,
    /// Index into [`SPEEDS`], and whether the reader chose it.
    speed: usize,
    speed_chosen: bool,
    select: Option<Select>,
    show: Show,
    /// Whether the reader looked at the end of the run that is being replaced.
    at_end: bool,
    wide: bool,
    last_frame: Option<f64>,
    last_words: f64,
    frame: Option<AnimationFrame>,
    slice: Option<Timeout>,
    root: NodeRef,
    stage: NodeRef,
    _resize: Option<ResizeWatch>,
    _listeners: Vec<EventListener>,
}

impl Component for SwarmFigure {
    type Message = Msg;
    type Properties = SwarmFigureProps;

    fn create(ctx: &Context<Self>) -> Self {
        let view = &ctx.props().view;
        let hidden = ctx.link().callback(|()| Msg::Hidden);
        let resized = ctx.link().callback(|()| Msg::Resized);
        let mut listeners = vec![
            EventListener::new(&document(), "visibilitychange", move |_| {
                if document().hidden() {
                    hidden.emit(());
                }
            }),
            // A zoom or another screen changes the pixels without changing the element.
            EventListener::new(&browser::window(), "resize", {
                let resized = resized.clone();
                move |_| resized.emit(())
            }),
            space_bar(ctx.link().callback(|()| Msg::Wish(Wish::Toggle))),
        ];
        listeners.extend(watch_media(REDUCED_MOTION, move || resized.emit(())));
        let mut figure = Self {
            tracks: [
                Track::new(Architecture::P2p),
                Track::new(Architecture::ClientServer),
                Track::new(Architecture::P2p),
            ],
            beside: beside(ctx.props()),
            time: view.time.0,
            playing: false,
            speed: 3,
            speed_chosen: false,
            select: view.select,
            show: view.show,
            at_end: false,
            wide: true,
            last_frame: None,
            last_words: 0.0,
            frame: None,
            slice: None,
            root: NodeRef::default(),
            stage: NodeRef::default(),
            _resize: None,
            _listeners: listeners,
        };
        figure.simulate(ctx);
        figure
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Self::Properties) -> bool {
        let props = ctx.props();
        if props.loads != old.loads {
            self.playing = false;
            self.frame = None;
            self.at_end = false;
            self.time = props.view.time.0;
            self.select = props.view.select;
            self.show = props.view.show;
            self.forget_layouts();
            self.refresh_words();
        } else if props.view.select != old.view.select {
            // The selected host went with its class.
            self.select = props.view.select;
        }
        if props.scenario != old.scenario {
            // Who looks at the end will look at the new end; otherwise the instant stays.
            let old_end = self.end();
            self.at_end = old_end > 0.0 && self.time >= old_end;
        }
        if self.beside != beside(props) {
            self.beside = beside(props);
            self.forget_layouts();
        }
        if props.scenario != old.scenario || props.other != old.other || props.loads != old.loads {
            self.simulate(ctx);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Slice => self.slice(ctx),
            Msg::Frame(at) => self.frame(ctx, at),
            Msg::Wish(wish) => {
                self.wish(ctx, wish);
                true
            }
            Msg::Select(host) => {
                self.select = host;
                self.refresh_words();
                self.tell(ctx);
                true
            }
            Msg::Show(show) => {
                self.show = show;
                self.simulate(ctx);
                self.set_time(self.time);
                // Each picture has another width now.
                self.forget_layouts();
                self.tell(ctx);
                true
            }
            Msg::Touched(track, at) => {
                let hit = self.tracks[track].layout.as_ref().and_then(|l| l.hit(at));
                // A second touch lets go.
                self.select = hit
                    .map(Select::Host)
                    .filter(|select| self.select != Some(*select));
                self.refresh_words();
                self.tell(ctx);
                true
            }
            Msg::Resized => {
                self.measure(ctx);
                true
            }
            Msg::Hidden => {
                let was_playing = std::mem::take(&mut self.playing);
                self.frame = None;
                self.tell(ctx);
                was_playing
            }
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(stage) = self.stage.cast::<Element>() {
            let resized = ctx.link().callback(|()| Msg::Resized);
            self._resize = ResizeWatch::new(&stage, move || resized.emit(()));
        }
        self.lay_out();
        self.draw(ctx);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let bounds = Bounds::of(&props.scenario).ok();
        let other_bounds = props
            .other
            .as_ref()
            .and_then(|scenario| Bounds::of(scenario).ok());
        let primary = self.primary();
        let hash = self.tracks[P2P]
            .trace
            .as_ref()
            .map(|trace| format!("{:016x}", trace.hash()));
        let on_select = ctx.link().callback(Msg::Select);
        let on_host = on_select.reform(|host: Option<HostId>| host.map(Select::Host));
        let host = self.host();
        let words = primary.and_then(|track| Some((track.trace.clone()?, track.snapshot.clone()?)));
        html! {
            <section ref={self.root.clone()} class="figure swarm-figure" data-figure="swarm" data-trace-hash={hash}
                data-time={self.time.to_string()} aria-labelledby="swarm-title">
                <div class="figure-head">
                    <h2 id="swarm-title">{ "The swarm" }</h2>
                    { self.busy() }
                    if props.embedded {
                        <button type="button" class="button" onclick={new_seed(&props.scenario, &props.on_edit)}>{ "New seed" }</button>
                    }
                    { self.switch(ctx) }
                </div>
                <div class={classes!("stage", self.both().then_some("both"))} ref={self.stage.clone()}>
                    { self.panel(ctx, CLIENT_SERVER, bounds.as_ref().map(|b| &b.client_server)) }
                    { self.panel(ctx, P2P, bounds.as_ref().map(|b| &b.p2p)) }
                    { self.panel(ctx, WHAT_IF, other_bounds.as_ref().map(|b| &b.p2p)) }
                </div>
                { self.timeline(ctx, bounds.as_ref()) }
                if let Some((trace, snapshot)) = &words {
                    <div class="below">
                        <div class="words-now">
                            <p class="sentence">
                                <span class="number">{ format!("At {}: ", clock(snapshot.time.0)) }</span>
                                { sentence(trace, snapshot) }
                            </p>
                            { self.happened(trace) }
                            { legend(&props.scenario) }
                        </div>
                        <div class="aside">
                            { inspector(&Inspector { trace, snapshot, selected: host, on_select: &on_host }) }
                            <details class="numbers" open={!props.embedded && media(TWO_COLUMNS)}>
                                <summary>{ "All hosts now, as a table" }</summary>
                                { host_table(&HostTable { trace, snapshot, selected: host, on_select: &on_host }) }
                            </details>
                        </div>
                    </div>
                }
                if let Some((trace, _)) = words.as_ref().filter(|_| !props.embedded) {
                    <Charts trace={trace.clone()} time={Seconds(self.time)} selected={host} palette={props.palette.clone()}
                        on_time={ctx.link().callback(|time: Seconds| Msg::Wish(Wish::Seek(time.0)))} {on_host} />
                }
                // Said to those who do not see the picture move.
                <p class="visually-hidden" role="status">
                    { match (words.is_some(), self.playing) {
                        (false, _) => "",
                        (true, true) => "Playing",
                        (true, false) => "Paused",
                    } }
                </p>
            </section>
        }
    }
}

/// The track that the swarm is compared with.
fn beside(props: &SwarmFigureProps) -> usize {
    match props.other {
        Some(_) => WHAT_IF,
        None => CLIENT_SERVER,
    }
}

impl SwarmFigure {
    fn both(&self) -> bool {
        match self.show {
            Show::Both => true,
            Show::Auto => self.wide,
            Show::P2p | Show::Other => false,
        }
    }

    fn shown(&self, track: usize) -> bool {
        let beside = track == self.beside;
        let swarm = track == P2P;
        match self.show {
            _ if self.both() => beside || swarm,
            Show::Other => beside,
            Show::Auto | Show::Both | Show::P2p => swarm,
        }
    }

    /// The host selected, if it is one.
    fn host(&self) -> Option<HostId> {
        self.select.and_then(Select::host)
    }

    /// The track that the words are about.
    fn primary(&self) -> Option<&Track> {
        let track = if self.shown(P2P) { P2P } else { self.beside };
        Some(&self.tracks[track])
    }

    fn traces(&self) -> impl Iterator<Item = &Rc<Trace>> {
        (0..self.tracks.len())
            .filter(|track| self.shown(*track))
            .filter_map(|track| self.tracks[track].trace.as_ref())
    }

    fn end(&self) -> f64 {
        self.traces().map(|trace| trace.end().0).fold(0.0, f64::max)
    }

    /// Lets the address follow, unless it would be out of date at once.
    fn tell(&self, ctx: &Context<Self>) {
        if !self.playing {
            ctx.props().on_view.emit(View {
                time: Seconds(self.time),
                select: self.select,
                what_if: ctx.props().view.what_if.clone(),
                show: self.show,
            });
        }
    }

    fn switch(&self, ctx: &Context<Self>) -> Html {
        let choice = |show: Show, name: &'static str| {
            let on_click = ctx.link().callback(move |_: MouseEvent| Msg::Show(show));
            let pressed = match show {
                Show::Both | Show::Auto => self.both(),
                Show::P2p => !self.both() && self.shown(P2P),
                Show::Other => !self.both() && !self.shown(P2P),
            };
            html! {
                <button type="button" class="button segment" aria-pressed={if pressed { "true" } else { "false" }} onclick={on_click}>
                    { name }
                </button>
            }
        };
        html! {
            <div class="segments" role="group" aria-label="What the picture shows">
                if self.beside == CLIENT_SERVER {
                    { choice(Show::Other, "Client–server") }
                    { choice(Show::P2p, "P2P") }
                } else {
                    { choice(Show::P2p, "As it is") }
                    { choice(Show::Other, "What if") }
                }
                { choice(Show::Both, "Both") }
            </div>
        }
    }
}
