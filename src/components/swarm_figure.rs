//! The living picture: runs the scenario, and lets the reader move through what happened.
//!
//! The figure owns a cursor over finished traces. While it plays, each frame of the screen only
//! moves the cursor and draws the canvas; the words around it follow a few times a second.

use crate::browser::{
    self, REDUCED_MOTION, ResizeWatch, document, media, now, pixel_ratio, watch_media,
};
use crate::charts::pixels;
use crate::components::controls::new_seed;
use crate::components::host_table::{HostTable, host_table};
use crate::components::inspector::{Inspector, inspector, tenths};
use crate::components::legend::legend;
use crate::components::timeline::{Mark, SPEEDS, Timeline, Wish, clock, pleasant_speed, timeline};
use crate::picture::draw::{DOT_GAP, Picture};
use crate::picture::layout::{Layout, Point};
use crate::picture::words::{percent, sentence};
use crate::route::{Show, View};
use crate::state::Field;
use crate::theme::Palette;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_render::{AnimationFrame, request_animation_frame};
use gloo_timers::callback::Timeout;
use p2p_model::bounds::{Architecture, Bound, Bounds};
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{HostId, Recorder, Run, Snapshot, Trace, What};
use p2p_model::units::Seconds;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, KeyboardEvent};
use yew::prelude::*;

/// How long the run may keep the page busy at a time, in milliseconds.
const SLICE: f64 = 8.0;

/// Events between two looks at the clock.
const EVENTS: u64 = 64;

/// How often the words follow the picture while it plays, in milliseconds.
const WORDS_EVERY: f64 = 200.0;

/// With reduced motion the picture moves on once in so many milliseconds.
const STEP_EVERY: f64 = 1000.0;

/// How fast the dots of the fastest possible transfer move at the usual speed, and at most, in CSS pixels a second.
const DOTS: (f64, f64) = (90.0, 260.0);

/// From this width on both architectures fit beside each other, in CSS pixels.
const WIDE: f64 = 720.0;

/// Names of stuck peers before the rest is only counted.
const MOST_STUCK: usize = 5;

#[derive(PartialEq, Properties)]
pub(crate) struct SwarmFigureProps {
    pub(crate) scenario: Rc<Scenario>,
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
    Select(Option<HostId>),
    Show(Show),
    /// The canvas of this track was touched.
    Touched(usize, Point),
    Resized,
    Hidden,
}

/// One architecture: its run under way, and the trace that is shown.
struct Track {
    architecture: Architecture,
    /// The scenario that the run or the trace is of.
    of: Option<Rc<Scenario>>,
    run: Option<Run<Recorder>>,
    trace: Option<Rc<Trace>>,
    /// What the words are about.
    snapshot: Option<Rc<Snapshot>>,
    /// Why there is no run.
    fault: Option<String>,
    canvas: NodeRef,
    layout: Option<Layout>,
}

impl Track {
    fn new(architecture: Architecture) -> Self {
        Self {
            architecture,
            of: None,
            run: None,
            trace: None,
            snapshot: None,
            fault: None,
            canvas: NodeRef::default(),
            layout: None,
        }
    }

    /// Starts a run of this scenario unless there is one. The old trace stays until it is done.
    fn start(&mut self, scenario: &Rc<Scenario>) {
        if self.of.as_ref() == Some(scenario) {
            return;
        }
        self.of = Some(scenario.clone());
        match Run::new(scenario, self.architecture) {
            Ok(run) => {
                self.run = Some(run);
                self.fault = None;
            }
            Err(reason) => {
                self.run = None;
                self.trace = None;
                self.snapshot = None;
                self.layout = None;
                self.fault = Some(reason.to_string());
            }
        }
    }
}

const P2P: usize = 0;
const CLIENT_SERVER: usize = 1;

/// The figure of the swarm.
pub(crate) struct SwarmFigure {
    tracks: [Track; 2],
    time: f64,
    playing: bool,
    /// Index into [`SPEEDS`], and whether the reader chose it.
    speed: usize,
    speed_chosen: bool,
    select: Option<HostId>,
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
            ],
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
        if props.scenario != old.scenario || props.loads != old.loads {
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
                self.select = hit.filter(|host| self.select != Some(*host));
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
        let primary = self.primary();
        let hash = self.tracks[P2P]
            .trace
            .as_ref()
            .map(|trace| format!("{:016x}", trace.hash()));
        let on_select = ctx.link().callback(Msg::Select);
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
                </div>
                { self.timeline(ctx, bounds.as_ref()) }
                if let Some((trace, snapshot)) = &words {
                    <div class="below">
                        <div>
                            <p class="sentence">
                                <span class="number">{ format!("At {}: ", clock(snapshot.time.0)) }</span>
                                { sentence(trace, snapshot) }
                            </p>
                            { self.happened(trace) }
                            { legend(&props.scenario, self.wide && !props.embedded) }
                        </div>
                        { inspector(&Inspector { trace, snapshot, selected: self.select, on_select: &on_select }) }
                    </div>
                    <details class="numbers" open={!props.embedded}>
                        <summary>{ "All hosts now, as a table" }</summary>
                        { host_table(&HostTable { trace, snapshot, selected: self.select, on_select: &on_select }) }
                    </details>
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

impl SwarmFigure {
    fn both(&self) -> bool {
        match self.show {
            Show::Both => true,
            Show::Auto => self.wide,
            Show::P2p | Show::ClientServer => false,
        }
    }

    fn shown(&self, track: usize) -> bool {
        self.both() || (track == CLIENT_SERVER) == (self.show == Show::ClientServer)
    }

    /// The track that the words are about.
    fn primary(&self) -> Option<&Track> {
        let track = if self.shown(P2P) { P2P } else { CLIENT_SERVER };
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

    // Simulating.

    /// Sees to it that what is shown is run; in slices, so that the page never waits.
    fn simulate(&mut self, ctx: &Context<Self>) {
        for track in 0..self.tracks.len() {
            if self.shown(track) {
                self.tracks[track].start(&ctx.props().scenario);
            } else {
                // Not now; a run half done would be for nothing.
                self.tracks[track].run = None;
                if self.tracks[track].of.as_ref() != Some(&ctx.props().scenario) {
                    self.tracks[track].trace = None;
                }
                if self.tracks[track].trace.is_none() {
                    self.tracks[track].of = None;
                }
            }
        }
        self.next_slice(ctx);
    }

    fn next_slice(&mut self, ctx: &Context<Self>) {
        let work = self.tracks.iter().any(|track| track.run.is_some());
        self.slice = work.then(|| {
            let slice = ctx.link().callback(|()| Msg::Slice);
            Timeout::new(0, move || slice.emit(()))
        });
    }

    fn slice(&mut self, ctx: &Context<Self>) -> bool {
        let begun = now();
        let Some(index) = self.tracks.iter().position(|track| track.run.is_some()) else {
            return false;
        };
        let mut over = false;
        if let Some(run) = &mut self.tracks[index].run {
            while !over && now() - begun < SLICE {
                over = run.advance(EVENTS);
            }
        }
        if over && let Some(run) = self.tracks[index].run.take() {
            self.tracks[index].trace = Some(Rc::new(run.into_trace()));
            self.tracks[index].layout = None;
            if !self.speed_chosen {
                self.speed = pleasant_speed(self.pleasant_end());
            }
            // Only when all runs are there is it known where the end is.
            if self.tracks.iter().all(|track| track.run.is_none()) {
                self.set_time(if self.at_end { self.end() } else { self.time });
            } else {
                self.refresh_words();
            }
        }
        self.next_slice(ctx);
        // The progress is worth a new view only now and then, the result always.
        let due = now() - self.last_words > WORDS_EVERY;
        if due {
            self.last_words = now();
        }
        over || due
    }

    /// The swarm's own length where there is one, since the other may take many times as long.
    fn pleasant_end(&self) -> f64 {
        let p2p = self.tracks[P2P].trace.as_ref().filter(|_| self.shown(P2P));
        p2p.map_or_else(|| self.end(), |trace| trace.end().0)
    }

    // Moving through time.

    fn set_time(&mut self, time: f64) {
        let ready = self.traces().next().is_some();
        let end = self.end();
        self.time = if ready && time.is_finite() {
            time.clamp(0.0, end)
        } else {
            time.max(0.0)
        };
        self.refresh_words();
    }

    /// Takes the words to the instant of the picture.
    fn refresh_words(&mut self) {
        let time = Seconds(self.time);
        for track in 0..self.tracks.len() {
            let shown = self.shown(track);
            let track = &mut self.tracks[track];
            track.snapshot = track
                .trace
                .as_ref()
                .filter(|_| shown)
                .map(|trace| Rc::new(trace.at(time)));
        }
        self.last_words = now();
    }

    fn wish(&mut self, ctx: &Context<Self>, wish: Wish) {
        let time = Seconds(self.time);
        match wish {
            Wish::Toggle if self.playing => self.pause(),
            Wish::Toggle => {
                if self.traces().next().is_none() {
                    return;
                }
                if self.time >= self.end() {
                    self.set_time(0.0);
                }
                self.playing = true;
                self.last_frame = None;
                self.next_frame(ctx);
            }
            Wish::Restart => {
                self.pause();
                self.set_time(0.0);
            }
            Wish::Next => {
                let next = self.traces().filter_map(|trace| trace.next(time));
                self.jump(next.map(|at| at.0).reduce(f64::min));
            }
            Wish::Previous => {
                let previous = self.traces().filter_map(|trace| trace.previous(time));
                self.jump(previous.map(|at| at.0).reduce(f64::max));
            }
            Wish::Rechoke => {
                let next = self.tracks[P2P].trace.as_ref().and_then(|trace| {
                    trace.next_where(time, |what| match what {
                        What::Rechoked { host, .. } => self.select.is_none_or(|s| s == *host),
                        _ => false,
                    })
                });
                self.jump(next.map(|(at, _)| at.0));
            }
            Wish::Seek(to) => self.set_time(to),
            Wish::Speed(speed) => {
                self.speed = speed.min(SPEEDS.len() - 1);
                self.speed_chosen = true;
            }
        }
        self.tell(ctx);
    }

    fn jump(&mut self, to: Option<f64>) {
        self.pause();
        if let Some(to) = to {
            self.set_time(to);
        }
    }

    fn pause(&mut self) {
        self.playing = false;
        self.frame = None;
        self.refresh_words();
    }

    fn next_frame(&mut self, ctx: &Context<Self>) {
        let frame = ctx.link().callback(Msg::Frame);
        self.frame = Some(request_animation_frame(move |at| frame.emit(at)));
    }

    fn frame(&mut self, ctx: &Context<Self>, at: f64) -> bool {
        if !self.playing {
            return false;
        }
        let last = *self.last_frame.get_or_insert(at);
        let stepwise = media(REDUCED_MOTION);
        if stepwise && at - last < STEP_EVERY {
            self.next_frame(ctx);
            return false;
        }
        self.last_frame = Some(at);
        // After a long pause of the browser the picture goes on where it was.
        let passed = (at - last).clamp(0.0, if stepwise { STEP_EVERY } else { 100.0 });
        self.time += passed / 1000.0 * SPEEDS[self.speed];
        if self.time >= self.end() {
            self.time = self.end();
            self.pause();
            self.tell(ctx);
            return true;
        }
        self.next_frame(ctx);
        if stepwise || at - self.last_words > WORDS_EVERY {
            self.refresh_words();
            self.last_words = at;
            return true; // Drawn once the words are there.
        }
        self.draw(ctx);
        false
    }

    /// Lets the address follow, unless it would be out of date at once.
    fn tell(&self, ctx: &Context<Self>) {
        if !self.playing {
            ctx.props().on_view.emit(View {
                time: Seconds(self.time),
                select: self.select,
                show: self.show,
            });
        }
    }

    // Drawing.

    fn measure(&mut self, ctx: &Context<Self>) {
        if let Some(stage) = self.stage.cast::<Element>() {
            let wide = stage.get_bounding_client_rect().width() >= WIDE;
            if wide != self.wide {
                self.wide = wide;
                self.simulate(ctx);
                self.set_time(self.time);
            }
        }
        self.forget_layouts();
    }

    fn forget_layouts(&mut self) {
        for track in &mut self.tracks {
            track.layout = None;
        }
    }

    /// Places the hosts anew where the size or the run has changed.
    fn lay_out(&mut self) {
        for track in &mut self.tracks {
            let (Some(canvas), Some(trace)) =
                (track.canvas.cast::<HtmlCanvasElement>(), &track.trace)
            else {
                continue;
            };
            let rect = canvas.get_bounding_client_rect();
            if track.layout.is_some() || rect.width() < 1.0 {
                continue;
            }
            let scale = pixel_ratio();
            let (width, height) = (pixels(rect.width(), scale), pixels(rect.height(), scale));
            if (canvas.width(), canvas.height()) != (width, height) {
                canvas.set_width(width);
                canvas.set_height(height);
            }
            let star = track.architecture == Architecture::ClientServer;
            track.layout = Some(Layout::new(
                star,
                trace.hosts().len(),
                rect.width(),
                rect.height(),
            ));
        }
    }

    fn draw(&self, ctx: &Context<Self>) {
        let palette = &ctx.props().palette;
        let time = Seconds(self.time);
        for (index, track) in self.tracks.iter().enumerate() {
            if !self.shown(index) {
                continue;
            }
            let (Some(trace), Some(layout), Some(context)) =
                (&track.trace, &track.layout, context_of(&track.canvas))
            else {
                continue;
            };
            let fresh;
            let snapshot = match &track.snapshot {
                Some(snapshot) if snapshot.time == time => &**snapshot,
                _ => {
                    fresh = trace.at(time);
                    &fresh
                }
            };
            let picture = Picture {
                trace,
                snapshot,
                layout,
                palette,
                colour: match track.architecture {
                    Architecture::P2p => &palette.p2p,
                    Architecture::ClientServer => &palette.client_server,
                },
                selected: self.select,
                dot_bits: self.dot_bits(trace),
                linger: Seconds(0.7 * SPEEDS[self.speed]),
                font: "system-ui, sans-serif",
            };
            picture.draw(&context, pixel_ratio());
        }
    }

    /// How many bits a dot stands for: few enough that dots are seen to move, and not so few that they flicker.
    fn dot_bits(&self, trace: &Trace) -> Option<f64> {
        if media(REDUCED_MOTION) {
            return None;
        }
        let fastest = trace.hosts().iter().map(|host| host.up.0).max()?.max(1) as f64;
        let usual = SPEEDS[pleasant_speed(self.pleasant_end())];
        let (usual_dots, most_dots) = DOTS;
        let a_second = (usual / usual_dots).max(SPEEDS[self.speed] / most_dots);
        Some(DOT_GAP * fastest * a_second)
    }

    // Words around the picture.

    fn switch(&self, ctx: &Context<Self>) -> Html {
        let choice = |show: Show, name: &'static str| {
            let on_click = ctx.link().callback(move |_: MouseEvent| Msg::Show(show));
            let pressed = match show {
                Show::Both | Show::Auto => self.both(),
                Show::P2p => !self.both() && self.shown(P2P),
                Show::ClientServer => !self.both() && self.shown(CLIENT_SERVER),
            };
            html! {
                <button type="button" class="button segment" aria-pressed={if pressed { "true" } else { "false" }} onclick={on_click}>
                    { name }
                </button>
            }
        };
        html! {
            <div class="segments" role="group" aria-label="What the picture shows">
                { choice(Show::ClientServer, "Client–server") }
                { choice(Show::P2p, "P2P") }
                { choice(Show::Both, "Both") }
            </div>
        }
    }

    fn panel(&self, ctx: &Context<Self>, index: usize, bound: Option<&Bound>) -> Html {
        let track = &self.tracks[index];
        let (class, name, what) = match track.architecture {
            Architecture::P2p => ("is-p2p", "P2P", "The swarm"),
            Architecture::ClientServer => ("is-cs", "Client–server", "The server and its clients"),
        };
        let on_click = ctx.link().callback(move |event: MouseEvent| {
            let at = Point::new(f64::from(event.offset_x()), f64::from(event.offset_y()));
            Msg::Touched(index, at)
        });
        let finish = track
            .trace
            .as_ref()
            .and_then(|trace| trace.outcome().finish_time());
        let label = match &track.snapshot {
            Some(snapshot) => format!(
                "{what} at {}. The sentence and the table below say what it shows.",
                clock(snapshot.time.0)
            ),
            None => what.to_owned(),
        };
        html! {
            <div class={classes!("panel", class)} hidden={!self.shown(index)} data-architecture={track.architecture.key()}
                data-finish={finish.map(|finish| finish.0.to_string())}>
                <div class="panel-head">
                    <h3>{ name }</h3>
                    { bound.map(|bound| html! {
                        <p class="number">{ "at least " }<strong>{ bound.seconds.human() }</strong></p>
                    }) }
                    { self.progress(track, bound) }
                </div>
                if let Some(fault) = &track.fault {
                    <p class="error stage-error" role="status">{ fault }</p>
                } else {
                    <canvas ref={track.canvas.clone()} class="swarm-canvas" role="img" aria-label={label} onclick={on_click} />
                }
                { stuck(track) }
            </div>
        }
    }

    /// How far it is, and how it compares with the bound.
    fn progress(&self, track: &Track, bound: Option<&Bound>) -> Html {
        let Some(trace) = &track.trace else {
            return html! {};
        };
        let Some(finish) = trace.outcome().finish_time() else {
            return html! { <p class="number">{ "never finishes" }</p> };
        };
        let times = bound.map(|bound| format!(" = {:.2} × the bound", finish.0 / bound.seconds.0));
        let word = if self.time >= finish.0 {
            "finished at "
        } else {
            "finishes at "
        };
        html! {
            <p class="number finish">
                { word }<strong>{ finish.human() }</strong>{ times }
            </p>
        }
    }

    fn timeline(&self, ctx: &Context<Self>, bounds: Option<&Bounds>) -> Html {
        let mut marks = Vec::new();
        for trace in self.traces() {
            let architecture = trace.architecture();
            // One mark for each place on the line that can be told apart.
            let places = 1000;
            let mut marked = vec![false; places + 1];
            for time in trace.outcome().finish.iter().flatten().map(|at| at.0) {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to `places`.
                let place = (time / self.end().max(f64::MIN_POSITIVE) * places as f64) as usize;
                if !std::mem::replace(&mut marked[place.min(places)], true) {
                    marks.push(Mark {
                        time,
                        architecture,
                        bound: false,
                    });
                }
            }
            let bound = bounds.map(|bounds| match architecture {
                Architecture::P2p => &bounds.p2p,
                Architecture::ClientServer => &bounds.client_server,
            });
            marks.extend(bound.map(|bound| Mark {
                time: bound.seconds.0,
                architecture,
                bound: true,
            }));
        }
        let p2p = self.tracks[P2P].trace.as_ref().filter(|_| self.shown(P2P));
        let rechoke = match (p2p, self.select) {
            (Some(trace), Some(host)) => {
                let next = trace.next_where(
                    Seconds(self.time),
                    |what| matches!(what, What::Rechoked { host: h, .. } if *h == host),
                );
                next.map_or_else(String::new, |(at, _)| {
                    format!("{host} rechokes in {}", tenths(at.0 - self.time))
                })
            }
            _ => String::new(),
        };
        timeline(&Timeline {
            time: self.time,
            end: self.end(),
            playing: self.playing,
            speed: self.speed,
            marks,
            swarm: self.shown(P2P),
            ready: self.traces().next().is_some(),
            whose: self
                .select
                .map_or_else(String::new, |host| format!(" of {host}")),
            rechoke,
            on_wish: ctx.link().callback(Msg::Wish),
        })
    }

    /// How far the simulation is, in a place that is always there.
    fn busy(&self) -> Html {
        let run = self.tracks.iter().find_map(|track| track.run.as_ref());
        html! {
            <div class="busy">
                if let Some(run) = run {
                    <label>
                        { format!("Simulating, {}", percent(run.progress())) }
                        <progress max="1" value={run.progress().to_string()} />
                    </label>
                }
            </div>
        }
    }

    /// What has just happened, latest first.
    fn happened(&self, trace: &Trace) -> Html {
        let count = trace.count_until(Seconds(self.time));
        let latest: Vec<Html> = trace.events()[..count]
            .iter()
            .rev()
            .filter(|event| worth_telling(&event.what))
            .filter(|event| self.select.is_none_or(|host| concerns(&event.what, host)))
            .take(5)
            .map(|event| {
                let text = event.what.to_string();
                html! {
                    <li>
                        <span class="when number">{ format!("{:.2}\u{a0}s", event.time.0) }</span>
                        <span>{ capital(&text) }</span>
                    </li>
                }
            })
            .collect();
        let whose = self
            .select
            .map_or_else(String::new, |host| format!(" around {host}"));
        html! {
            <section class="happened" aria-label={format!("What has just happened{whose}")}>
                <h3>{ format!("Just now{whose}") }</h3>
                <ol>{ for latest }</ol>
            </section>
        }
    }
}

/// Changes of rates are seen, and would drown the rest.
fn worth_telling(what: &What) -> bool {
    !matches!(what, What::Rate { .. } | What::Shortened { .. })
}

fn concerns(what: &What, who: HostId) -> bool {
    match what {
        What::Joined { host }
        | What::Rechoked { host, .. }
        | What::Failed { host }
        | What::Rerated { host, .. } => *host == who,
        What::Announced { peer, .. }
        | What::Asked { peer }
        | What::Completed { peer, .. }
        | What::Finished { peer }
        | What::Left { peer, .. } => *peer == who,
        What::Connected { by, to, .. } => *by == who || *to == who,
        What::Unchoked { from, to, .. }
        | What::Choked { from, to, .. }
        | What::Requested { from, to, .. }
        | What::Received { from, to, .. }
        | What::Stopped { from, to, .. } => *from == who || *to == who,
        What::Rate { .. } | What::Shortened { .. } => false,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Who never finishes, and why.
fn stuck(track: &Track) -> Html {
    let Some(trace) = &track.trace else {
        return html! {};
    };
    let stuck = &trace.outcome().stuck;
    if stuck.is_empty() {
        return html! {};
    }
    let more = stuck.len().saturating_sub(MOST_STUCK);
    html! {
        <ul class="stuck">
            { for stuck.iter().take(MOST_STUCK).map(|stuck| html! { <li>{ capital(&stuck.to_string()) }</li> }) }
            if more > 0 {
                <li>{ format!("And {more} more.") }</li>
            }
        </ul>
    }
}

fn context_of(canvas: &NodeRef) -> Option<CanvasRenderingContext2d> {
    let canvas = canvas.cast::<HtmlCanvasElement>()?;
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// The space bar plays and pauses, where it has nothing else to do.
fn space_bar(toggle: Callback<()>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        let plain =
            !(key.ctrl_key() || key.alt_key() || key.meta_key() || key.shift_key() || key.repeat());
        if key.key() != " " || !plain || key.default_prevented() {
            return;
        }
        let busy = key
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|element| {
                let wants =
                    "button, select, textarea, summary, a, input:not([type=range]), [role=region]";
                element.closest(wants).ok().flatten().is_some()
            });
        if !busy {
            key.prevent_default();
            toggle.emit(());
        }
    })
}
