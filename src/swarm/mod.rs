//! The living picture: runs the scenario, and lets the reader move through what happened.
//!
//! The [`player`] has the runs and the cursor over them. While it plays, each frame of the screen only moves the cursor
//! and draws the canvas; the words around it follow a few times a second.
//!
//! Here is what the figure is and what can happen to it. How it does each thing has a file of its own: [`playing`] has
//! the player follow the screen and the keys, [`canvas`] draws, [`gestures`] zooms and selects, [`slides`] fills the
//! screen, and [`panel`], [`line`] and [`happened`] are the words around the picture. In a frame, [`embedding`] is the page
//! around it.

mod canvas;
mod embedding;
mod gestures;
mod happened;
mod host_table;
mod interventions;
mod legend;
mod line;
mod panel;
mod parts;
mod picture;
mod player;
mod playing;
mod scene;
mod slides;
mod timeline;
mod why;

use crate::address::figures::Figure;
use crate::address::messages::Command;
use crate::address::options::{Controls, Options};
use crate::address::view::{Select, Show, View};
use crate::browser::work::{Work, slice};
use crate::browser::{
    IN_BROWSER, REDUCED_MOTION, ResizeWatch, document, media, now, rendering, watch_media, window,
};
use crate::drawing::palette::Palette;
use crate::drawing::words::{clock, sentence};
use crate::scenario::controls::new_seed;
use crate::scenario::field::Field;
use crate::swarm::host_table::HostTable;
use crate::swarm::why::{Why, why};
use canvas::TrackView;
use embedding::Told;
use gestures::{Fingers, Gesture, wheel};
use gloo_events::EventListener;
use gloo_render::AnimationFrame;
use p2p_model::bounds::Bounds;
use p2p_model::scenario::Scenario;
use p2p_model::units::Seconds;
use parts::{largest_class, only_chart, race_again};
use player::{CLIENT_SERVER, P2P, PlaybackCommand, Player, WHAT_IF};
use playing::{WORDS_EVERY, keys, space_bar};
use slides::Slides;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SwarmFigureProps {
    pub(crate) scenario: Rc<Scenario>,
    /// The scenario to run beside this one instead of client–server.
    #[prop_or_default]
    pub(crate) other: Option<Rc<Scenario>>,
    /// How the address wants it; the figure's own afterwards.
    pub(crate) view: View,
    /// Counts the addresses read.
    pub(crate) loads: u32,
    pub(crate) on_view: Callback<View>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
    /// Whether the figure stands without what Lab has around it.
    #[prop_or_default]
    pub(crate) embedded: bool,
    /// How it is set up, where it stands alone in a frame.
    #[prop_or_default]
    pub(crate) embed: Option<Options>,
}

/// What can happen to the figure.
pub(crate) enum Msg {
    /// Time to simulate a little more.
    Slice,
    /// The screen is about to be drawn, at this time in milliseconds.
    Frame(f64),
    /// The reader wants something of the clock.
    Play(PlaybackCommand),
    Select(Option<Select>),
    Show(Show),
    /// Something was done to the canvas of this track.
    Gesture(usize, Gesture),
    Resized,
    LaidOut,
    Hidden,
    /// From the start, as soon as this scenario's runs are there.
    Race(Rc<Scenario>),
    /// To fill the screen, or not any more.
    Slides(bool),
    /// From the page around the frame.
    Command(Command),
    /// Other colours are in force.
    Palette(Rc<Palette>),
}

/// The figure of the swarm.
pub(crate) struct SwarmFigure {
    player: Player,
    /// How its tracks are looked at.
    views: [TrackView; 3],
    /// The simulation under way.
    work: Option<Work>,
    /// Always the same, so that parts can tell that nothing has changed.
    on_select: Callback<Option<Select>>,
    slides: Slides,
    last_frame: Option<f64>,
    last_words: f64,
    frame: Option<AnimationFrame>,
    root: NodeRef,
    stage: NodeRef,
    slider: NodeRef,
    fingers: Fingers,
    told: Told,
    palette: Rc<Palette>,
    _palettes: Option<ContextHandle<Rc<Palette>>>,
    _resize: Option<ResizeWatch>,
    _listeners: Vec<EventListener>,
}

impl Component for SwarmFigure {
    type Message = Msg;
    type Properties = SwarmFigureProps;

    fn create(ctx: &Context<Self>) -> Self {
        let view = &ctx.props().view;
        let palettes = ctx.link().context(ctx.link().callback(Msg::Palette));
        let (palette, _palettes) = palettes.unzip();
        let mut player = Player::new(view);
        player.autoplay = plays_by_itself(ctx.props());
        let mut figure = Self {
            player,
            views: Default::default(),
            work: None,
            on_select: ctx.link().callback(Msg::Select),
            slides: Slides::default(),
            last_frame: None,
            last_words: 0.0,
            frame: None,
            root: NodeRef::default(),
            slider: NodeRef::default(),
            stage: NodeRef::default(),
            fingers: Fingers::default(),
            told: Told::default(),
            palette: palette.unwrap_or_default(),
            _palettes,
            _resize: None,
            _listeners: Vec::new(),
        };
        figure.simulate(ctx);
        figure
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Self::Properties) -> bool {
        let props = ctx.props();
        if props.loads != old.loads {
            self.player.load(&props.view);
            self.follow(ctx);
            self.forget_layouts();
        } else if props.view.select != old.view.select {
            // The selected host went with its class.
            self.player.select = props.view.select;
        }
        if props.scenario != old.scenario {
            self.player.hold_end();
        }
        if props.other.is_some() != old.other.is_some() {
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
            Msg::Play(command) => {
                self.command(ctx, command);
                true
            }
            Msg::Select(select) => {
                self.player.set_select(select);
                self.tell(ctx);
                true
            }
            Msg::Show(show) => {
                self.player.show = show;
                self.simulate(ctx);
                self.player.set_time(self.player.time);
                // Each picture has another width now.
                self.forget_layouts();
                self.tell(ctx);
                true
            }
            Msg::Gesture(track, gesture) => self.gesture(ctx, track, gesture),
            Msg::Resized => {
                self.measure(ctx);
                true
            }
            Msg::LaidOut => true,
            Msg::Race(scenario) => {
                self.player.pause();
                self.follow(ctx);
                self.player.time = 0.0;
                self.player.autoplay = true;
                let class = largest_class(&scenario);
                ctx.props().on_edit.emit((Field::Count(class), scenario));
                true
            }
            Msg::Slides(on) => self.set_slides(on),
            Msg::Palette(palette) => {
                self.palette = palette;
                true
            }
            Msg::Command(command) => {
                self.apply(ctx, command);
                true
            }
            Msg::Hidden => {
                let was_playing = self.player.playing;
                self.player.pause();
                self.follow(ctx);
                self.tell(ctx);
                was_playing
            }
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.listen(ctx);
        }
        self.enter_or_leave();
        if self.lay_out() {
            // The legend names what the pictures have room for.
            ctx.link().send_message(Msg::LaidOut);
        }
        self.draw();
        self.tell_host(ctx);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        rendering();
        let props = ctx.props();
        let bounds = Bounds::of(&props.scenario).ok();
        let other_bounds = props
            .other
            .as_ref()
            .and_then(|scenario| Bounds::of(scenario).ok());
        let chart = only_chart(props);
        let may = |least| {
            let options = props.embed.as_ref();
            options.is_none_or(|options| options.controls >= least)
        };
        // Among them is the seed.
        let all = props.embed.is_some() && may(Controls::All);
        let race = props
            .embed
            .as_ref()
            .is_some_and(|options| options.figure == Figure::Race);
        let hash = self.player.tracks[P2P]
            .trace
            .as_ref()
            .map(|trace| format!("{:016x}", trace.hash()));
        let on_select = &self.on_select;
        let on_time = ctx
            .link()
            .callback(|time: Seconds| Msg::Play(PlaybackCommand::Jump(time.0)));
        let words = self.player.words();
        html! {
            <section ref={self.root.clone()} class={classes!("figure", "swarm-figure", self.slides.on.then_some("slides"))} tabindex="-1" data-figure="swarm" data-trace-hash={hash}
                data-time={self.player.time.to_string()} data-select={self.player.select.map(|select| select.to_string())} aria-labelledby="swarm-title" onkeydown={keys(ctx, self.slides.on)}>
                <div class="figure-head">
                    <h2 id="swarm-title" class={chart.map(|_| "visually-hidden")}>{ "The swarm" }</h2>
                    { self.busy() }
                    if props.embedded && may(Controls::Some) && !all {
                        <button type="button" class="button" onclick={new_seed(&props.scenario, &props.on_edit)}>{ "New seed" }</button>
                    }
                    if (!props.embedded || race && may(Controls::Some)) && self.player.beside == CLIENT_SERVER {
                        { race_again(ctx) }
                    }
                    if chart.is_none() && may(Controls::Some) {
                        { self.switch(ctx) }
                    }
                    if !props.embedded {
                        { self.slides_switch(ctx) }
                        { self.save(ctx) }
                    }
                </div>
                if chart.is_some() {
                    { self.charts(ctx, on_select, &on_time) }
                } else {
                    <div class={classes!("stage", self.player.both().then_some("both"), self.player.has_room.is_none().then_some("is-new"))} ref={self.stage.clone()}>
                        { self.panel(ctx, CLIENT_SERVER, bounds.as_ref().map(|b| &b.client_server)) }
                        { self.panel(ctx, P2P, bounds.as_ref().map(|b| &b.p2p)) }
                        { self.panel(ctx, WHAT_IF, other_bounds.as_ref().map(|b| &b.p2p)) }
                    </div>
                }
                { self.timeline(ctx) }
                if !props.embedded || all {
                    { self.interventions(ctx) }
                }
                if chart.is_none() {
                    <div class={classes!("below", self.player.is_running().then_some("is-awaited"))}>
                        <div class="words-now">
                            if let Some((trace, snapshot)) = &words {
                                <p class="sentence">
                                    <span class="number">{ format!("At {}: ", clock(snapshot.time.0)) }</span>
                                    { sentence(trace, snapshot) }
                                </p>
                                { self.happened(trace) }
                                { self.legend(ctx) }
                            }
                        </div>
                        <div class="aside">
                            if let Some((trace, snapshot)) = &words {
                                { why(&Why { trace, snapshot, selected: self.player.select, on_select, on_time: &on_time }) }
                                <HostTable trace={trace.clone()} snapshot={snapshot.clone()}
                                    selected={self.player.host()} on_select={self.on_select.clone()}
                                    embedded={props.embedded} />
                            }
                        </div>
                    </div>
                }
                if !props.embedded {
                    { self.charts(ctx, on_select, &on_time) }
                }
                // Said to those who do not see the picture move.
                <p class="visually-hidden" role="status">{ &self.player.said }</p>
            </section>
        }
    }
}

/// Whether to play as soon as the runs are there; not for those who want less motion.
fn plays_by_itself(props: &SwarmFigureProps) -> bool {
    let asked = props.embed.as_ref().is_some_and(|options| options.play);
    asked && !media(REDUCED_MOTION)
}

impl SwarmFigure {
    /// Listens to the page for as long as the figure is there.
    fn listen(&mut self, ctx: &Context<Self>) {
        let hidden = ctx.link().callback(|()| Msg::Hidden);
        let resized = ctx.link().callback(|()| Msg::Resized);
        self._listeners = vec![
            EventListener::new(&document(), "visibilitychange", move |_| {
                if document().hidden() {
                    hidden.emit(());
                }
            }),
            // Slides have the size of the window.
            EventListener::new(&window(), "resize", {
                let resized = resized.clone();
                move |_| resized.emit(())
            }),
            slides::on_leave(ctx),
            space_bar(ctx.link().callback(|()| Msg::Play(PlaybackCommand::Toggle))),
        ];
        self._listeners.extend(embedding::listener(ctx));
        self._listeners.extend(watch_media(REDUCED_MOTION, {
            let resized = resized.clone();
            move || resized.emit(())
        }));
        if let Some(stage) = self.stage.cast::<Element>() {
            self._listeners.push(wheel(&stage, ctx));
            self._resize = ResizeWatch::new(&stage, move || resized.emit(()));
        }
    }

    /// Sees to it that what is shown is run; in slices, so that the page never waits.
    fn simulate(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        self.player.simulate(&props.scenario, props.other.as_ref());
        for (view, track) in self.views.iter_mut().zip(&self.player.tracks) {
            if track.trace.is_none() {
                view.layout = None;
            }
        }
        if !IN_BROWSER {
            while self.player.is_running() {
                self.player.work(|| false);
            }
        }
        self.work = self.player.is_running().then(|| {
            let slice = ctx.link().callback(|()| Msg::Slice);
            Work::start(move || {
                slice.emit(());
                true
            })
        });
    }

    /// Simulates for a slice of time. Whether it is worth a new view: the progress now and then, a result always.
    fn slice(&mut self, ctx: &Context<Self>) -> bool {
        let over = self.player.work(slice());
        if over {
            // The hosts are others now.
            self.forget_layouts();
            self.follow(ctx);
        }
        if !self.player.is_running() {
            self.work = None;
        }
        let due = now() - self.last_words > WORDS_EVERY;
        if due {
            self.last_words = now();
        }
        over || due
    }

    /// Lets the address follow, unless it would be out of date at once.
    fn tell(&self, ctx: &Context<Self>) {
        if !self.player.playing {
            ctx.props().on_view.emit(self.present_view(ctx));
        }
    }

    pub(super) fn present_view(&self, ctx: &Context<Self>) -> View {
        View {
            time: Seconds(self.player.time),
            select: self.player.select,
            what_if: ctx.props().view.what_if.clone(),
            show: self.player.show,
        }
    }
}
