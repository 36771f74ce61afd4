//! The canvases: their size, who stands where on them, and the drawing of each frame.

use super::player::{SPEEDS, Track, pleasant_speed};
use super::{P2P, SwarmFigure, WHAT_IF};
use crate::address::view::Select;
use crate::browser::{REDUCED_MOTION, media, pixel_ratio};
use crate::drawing::canvas::pixels;
use crate::swarm::legend::{Legend, legend};
use crate::swarm::picture::draw::{DOT_GAP, Picture};
use crate::swarm::picture::layout::Layout;
use crate::swarm::picture::zoom::Zoom;
use crate::swarm::picture::{Handed, fastest_upload, handed};
use crate::swarm::scene::Scene;
use p2p_model::bounds::Architecture;
use p2p_model::swarm::{ChunkId, Snapshot, Trace};
use p2p_model::units::Seconds;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};
use yew::prelude::*;

/// How fast the dots of the fastest possible transfer move at the usual speed, and at most, in CSS pixels a second.
const DOTS: (f64, f64) = (90.0, 260.0);

/// From this width on both architectures fit beside each other, in CSS pixels.
const WIDE: f64 = 720.0;

/// How a track is looked at, and what is kept from frame to frame.
#[derive(Default)]
pub(super) struct TrackView {
    pub(super) canvas: NodeRef,
    /// The bar of its lane on the timeline.
    pub(super) bar: NodeRef,
    pub(super) layout: Option<Layout>,
    pub(super) zoom: Zoom,
    /// The snapshot of the last frame, and the trace it is of: moving it on is much quicker than a new one.
    kept: Option<(Rc<Trace>, Snapshot)>,
    /// Who got the selected chunk from whom.
    handed: Option<(Rc<Trace>, ChunkId, Vec<Handed>)>,
}

impl SwarmFigure {
    pub(super) fn measure(&mut self, ctx: &Context<Self>) {
        self.slides.measure();
        if let Some(stage) = self.stage.cast::<Element>() {
            let wide = Some(stage.get_bounding_client_rect().width() >= WIDE);
            if wide != self.player.has_room {
                self.player.has_room = wide;
                self.simulate(ctx);
                self.player.set_time(self.player.time);
            }
        }
        self.forget_layouts();
    }

    pub(super) fn forget_layouts(&mut self) {
        for view in &mut self.views {
            view.layout = None;
        }
    }

    /// Places the hosts anew where the size, the zoom or the run has changed; whether any had to be.
    pub(super) fn lay_out(&mut self) -> bool {
        let mut any = false;
        let larger = self.slides.larger;
        for (view, track) in self.views.iter_mut().zip(&self.player.tracks) {
            let (Some(canvas), Some(trace)) =
                (view.canvas.cast::<HtmlCanvasElement>(), &track.trace)
            else {
                continue;
            };
            if view.layout.is_some() {
                continue;
            }
            let rect = canvas.get_bounding_client_rect();
            if rect.width() < 1.0 {
                continue;
            }
            let scale = pixel_ratio();
            let (width, height) = (pixels(rect.width(), scale), pixels(rect.height(), scale));
            if (canvas.width(), canvas.height()) != (width, height) {
                canvas.set_width(width);
                canvas.set_height(height);
            }
            let star = track.architecture == Architecture::ClientServer;
            let peers = trace.hosts().iter().skip(1);
            let classes: Vec<usize> = peers.map(|peer| peer.class.unwrap_or(0)).collect();
            let (wide, high) = (rect.width() / larger, rect.height() / larger);
            let layout = Layout::new(star, &classes, wide, high);
            view.layout = Some(layout.seen(view.zoom));
            any = true;
        }
        any
    }

    pub(super) fn draw(&mut self) {
        let player = &self.player;
        let time = Seconds(player.time);
        let chunk = match player.select {
            Some(Select::Chunk(chunk)) => Some(chunk),
            _ => None,
        };
        let compared = player.shown(WHAT_IF);
        for (index, view) in self.views.iter_mut().enumerate() {
            if player.shown(index) || (index == P2P && compared) {
                view.move_on(&player.tracks[index], time, chunk);
            }
        }
        let against = self.views[P2P].at(&player.tracks[P2P], time);
        let against = against.filter(|_| compared);
        for (index, (view, track)) in self.views.iter().zip(&player.tracks).enumerate() {
            let (true, Some((trace, snapshot)), Some(layout), Some(context)) = (
                player.shown(index),
                view.at(track, time),
                &view.layout,
                context_of(&view.canvas),
            ) else {
                continue;
            };
            let palette = &*self.palette;
            let handed = view.handed.as_ref();
            let picture = Picture {
                trace,
                snapshot,
                against: against.filter(|_| index == WHAT_IF),
                layout,
                palette,
                colour: match track.architecture {
                    Architecture::P2p => &palette.p2p,
                    Architecture::ClientServer => &palette.client_server,
                },
                selected: player.select,
                handed: handed.map_or(&[], |(_, _, handed)| handed),
                dot_bits: self.dot_bits(trace),
                linger: self.linger(),
                font: "system-ui, sans-serif",
            };
            picture.draw(&context, pixel_ratio() * self.slides.larger);
        }
    }

    /// How long an announce stays visible.
    fn linger(&self) -> Seconds {
        Seconds(0.7 * SPEEDS[self.player.speed])
    }

    /// Makes a scene of what is shown now.
    pub(super) fn scene(&self, ctx: &Context<Self>) -> Callback<(), Option<Scene>> {
        let player = &self.player;
        let shown: Vec<_> = player
            .shown_tracks()
            .filter_map(|index| {
                let trace = player.tracks[index].trace.clone()?;
                let against = player.tracks[P2P].trace.clone();
                let against = against.filter(|_| index == WHAT_IF);
                let dots = self.dot_bits(&trace);
                Some((self.name(ctx, index), trace, against, dots))
            })
            .collect();
        let (time, select) = (player.time, player.select);
        let (linger, speed) = (self.linger(), SPEEDS[player.speed]);
        Callback::from(move |()| {
            let mut scene = Scene::new(time, select, linger, speed);
            for (name, trace, against, dots) in &shown {
                scene.show(name.clone(), trace, against.as_ref(), *dots);
            }
            (!shown.is_empty()).then_some(scene)
        })
    }

    /// How many bits a dot stands for: few enough that dots are seen to move, and not so few that they flicker.
    fn dot_bits(&self, trace: &Trace) -> Option<f64> {
        if media(REDUCED_MOTION) {
            return None;
        }
        let fastest = fastest_upload(trace);
        let usual = SPEEDS[pleasant_speed(self.player.pleasant_end())];
        let (usual_dots, most_dots) = DOTS;
        let a_second = (usual / usual_dots).max(SPEEDS[self.player.speed] / most_dots);
        Some(DOT_GAP * fastest * a_second)
    }

    /// What the signs mean that can be there now.
    pub(super) fn legend(&self, ctx: &Context<Self>) -> Html {
        let player = &self.player;
        let has = |rings: bool| {
            let mut layouts = player.shown_tracks().map(|index| &self.views[index].layout);
            layouts.any(|layout| layout.as_ref().is_some_and(|layout| layout.rings == rings))
        };
        let is_swarm = |index: usize| player.tracks[index].architecture == Architecture::P2p;
        legend(&Legend {
            scenario: &ctx.props().scenario,
            swarm: player.shown_tracks().any(is_swarm),
            compared: player.shown(WHAT_IF),
            rings: has(true),
            marks: has(false),
            select: player.select,
        })
    }
}

impl TrackView {
    /// Takes what is kept to this time, with the way of this chunk.
    fn move_on(&mut self, track: &Track, time: Seconds, chunk: Option<ChunkId>) {
        let Some(trace) = &track.trace else {
            self.kept = None;
            self.handed = None;
            return;
        };
        let of_words = |snapshot: &Rc<Snapshot>| snapshot.time == time;
        if !track.snapshot.as_ref().is_some_and(of_words) {
            match &mut self.kept {
                Some((of, kept)) if Rc::ptr_eq(of, trace) => trace.move_to(kept, time),
                kept => *kept = Some((trace.clone(), trace.at(time))),
            }
        }
        let same = |(of, known, _): &(Rc<Trace>, ChunkId, _)| {
            Rc::ptr_eq(of, trace) && Some(*known) == chunk
        };
        if !self.handed.as_ref().is_some_and(same) {
            self.handed = chunk.map(|chunk| (trace.clone(), chunk, handed(trace, chunk)));
        }
    }

    /// The swarm at this time: the instant of the words, or of the frame.
    pub(super) fn at<'a>(
        &'a self,
        track: &'a Track,
        time: Seconds,
    ) -> Option<(&'a Trace, &'a Snapshot)> {
        let trace = track.trace.as_ref()?;
        let kept = self.kept.as_ref();
        let of_frame = kept.filter(|(of, _)| Rc::ptr_eq(of, trace));
        let snapshot = match &track.snapshot {
            Some(snapshot) if snapshot.time == time => &**snapshot,
            _ => &of_frame?.1,
        };
        (snapshot.time == time).then_some((&**trace, snapshot))
    }
}

fn context_of(canvas: &NodeRef) -> Option<CanvasRenderingContext2d> {
    let canvas = canvas.cast::<HtmlCanvasElement>()?;
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
