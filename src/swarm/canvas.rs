//! The canvases: their size, who stands where on them, and the drawing of each frame.

use super::{CLIENT_SERVER, P2P, SwarmFigure, WHAT_IF};
use crate::address::view::Select;
use crate::browser::{REDUCED_MOTION, media, pixel_ratio};
use crate::drawing::canvas::pixels;
use crate::swarm::legend::{Legend, legend};
use crate::swarm::picture::draw::{DOT_GAP, Picture};
use crate::swarm::picture::layout::Layout;
use crate::swarm::picture::zoom::Zoom;
use crate::swarm::picture::{Handed, fastest_upload, handed};
use crate::swarm::scene::Scene;
use crate::swarm::timeline::{SPEEDS, pleasant_speed};
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
pub(super) struct Look {
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
            if wide != self.wide {
                self.wide = wide;
                self.simulate(ctx);
                self.set_time(self.time);
            }
        }
        self.forget_layouts();
    }

    pub(super) fn forget_layouts(&mut self) {
        for track in &mut self.tracks {
            track.layout = None;
        }
    }

    /// Places the hosts anew where the size, the zoom or the run has changed; whether any had to be.
    pub(super) fn lay_out(&mut self) -> bool {
        let mut any = false;
        let larger = self.slides.larger;
        for track in &mut self.tracks {
            let (Some(canvas), Some(trace)) =
                (track.canvas.cast::<HtmlCanvasElement>(), &track.trace)
            else {
                continue;
            };
            if track.layout.is_some() {
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
            track.layout = Some(layout.seen(track.look.zoom));
            any = true;
        }
        any
    }

    pub(super) fn draw(&mut self) {
        let time = Seconds(self.time);
        let chunk = match self.select {
            Some(Select::Chunk(chunk)) => Some(chunk),
            _ => None,
        };
        let compared = self.shown(WHAT_IF);
        for index in 0..self.tracks.len() {
            if self.shown(index) || (index == P2P && compared) {
                self.tracks[index].move_on(time, chunk);
            }
        }
        let against = self.tracks[P2P].at(time).filter(|_| compared);
        for (index, track) in self.tracks.iter().enumerate() {
            let (true, Some((trace, snapshot)), Some(layout), Some(context)) = (
                self.shown(index),
                track.at(time),
                &track.layout,
                context_of(&track.canvas),
            ) else {
                continue;
            };
            let palette = &*self.palette;
            let handed = track.look.handed.as_ref();
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
                selected: self.select,
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
        Seconds(0.7 * SPEEDS[self.speed])
    }

    /// Makes a scene of what is shown now.
    pub(super) fn scene(&self, ctx: &Context<Self>) -> Callback<(), Option<Scene>> {
        let order = [CLIENT_SERVER, P2P, WHAT_IF].into_iter();
        let shown: Vec<_> = order
            .filter(|index| self.shown(*index))
            .filter_map(|index| {
                let trace = self.tracks[index].trace.clone()?;
                let against = self.tracks[P2P].trace.clone().filter(|_| index == WHAT_IF);
                let dots = self.dot_bits(&trace);
                Some((self.name(ctx, index), trace, against, dots))
            })
            .collect();
        let (time, select) = (self.time, self.select);
        let (linger, speed) = (self.linger(), SPEEDS[self.speed]);
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
        let usual = SPEEDS[pleasant_speed(self.pleasant_end())];
        let (usual_dots, most_dots) = DOTS;
        let a_second = (usual / usual_dots).max(SPEEDS[self.speed] / most_dots);
        Some(DOT_GAP * fastest * a_second)
    }

    /// What the signs mean that can be there now.
    pub(super) fn legend(&self, ctx: &Context<Self>) -> Html {
        let shown = || (0..self.tracks.len()).filter(|index| self.shown(*index));
        let has = |rings: bool| {
            let mut layouts = shown().map(|index| &self.tracks[index].layout);
            layouts.any(|layout| layout.as_ref().is_some_and(|layout| layout.rings == rings))
        };
        legend(&Legend {
            scenario: &ctx.props().scenario,
            swarm: shown().any(|index| self.tracks[index].architecture == Architecture::P2p),
            compared: self.shown(WHAT_IF),
            rings: has(true),
            marks: has(false),
            select: self.select,
        })
    }
}

impl super::Track {
    /// Takes what is kept to this time, with the way of this chunk.
    fn move_on(&mut self, time: Seconds, chunk: Option<ChunkId>) {
        let Some(trace) = &self.trace else {
            self.look = Look {
                zoom: self.look.zoom,
                ..Look::default()
            };
            return;
        };
        let of_words = |snapshot: &Rc<Snapshot>| snapshot.time == time;
        if !self.snapshot.as_ref().is_some_and(of_words) {
            match &mut self.look.kept {
                Some((of, kept)) if Rc::ptr_eq(of, trace) => trace.move_to(kept, time),
                kept => *kept = Some((trace.clone(), trace.at(time))),
            }
        }
        let same = |(of, known, _): &(Rc<Trace>, ChunkId, _)| {
            Rc::ptr_eq(of, trace) && Some(*known) == chunk
        };
        if !self.look.handed.as_ref().is_some_and(same) {
            self.look.handed = chunk.map(|chunk| (trace.clone(), chunk, handed(trace, chunk)));
        }
    }

    /// The swarm at this time: the instant of the words, or of the frame.
    pub(super) fn at(&self, time: Seconds) -> Option<(&Trace, &Snapshot)> {
        let trace = self.trace.as_ref()?;
        let kept = self.look.kept.as_ref();
        let of_frame = kept.filter(|(of, _)| Rc::ptr_eq(of, trace));
        let snapshot = match &self.snapshot {
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
