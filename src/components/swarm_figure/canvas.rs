//! The canvases: their size, who stands where on them, and the drawing of each frame.

use super::SwarmFigure;
use crate::browser::{REDUCED_MOTION, media, pixel_ratio};
use crate::charts::pixels;
use crate::components::timeline::{SPEEDS, pleasant_speed};
use crate::picture::draw::{DOT_GAP, Picture};
use crate::picture::fastest_upload;
use crate::picture::layout::Layout;
use p2p_model::bounds::Architecture;
use p2p_model::swarm::Trace;
use p2p_model::units::Seconds;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};
use yew::prelude::*;

/// How fast the dots of the fastest possible transfer move at the usual speed, and at most, in CSS pixels a second.
const DOTS: (f64, f64) = (90.0, 260.0);

/// From this width on both architectures fit beside each other, in CSS pixels.
const WIDE: f64 = 720.0;

impl SwarmFigure {
    pub(super) fn measure(&mut self, ctx: &Context<Self>) {
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

    pub(super) fn forget_layouts(&mut self) {
        for track in &mut self.tracks {
            track.layout = None;
        }
    }

    /// Places the hosts anew where the size or the run has changed.
    pub(super) fn lay_out(&mut self) {
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

    pub(super) fn draw(&self, ctx: &Context<Self>) {
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
                selected: self.host(),
                dot_bits: self.dot_bits(trace),
                linger: Seconds(0.7 * SPEEDS[self.speed]),
                font: "system-ui, sans-serif",
            };
            picture.draw(&context, pixel_ratio());
        }
    }

    /// How many bits a dot stands for: few enough that dots are seen to move, and not so few that they flicker.
    pub(super) fn dot_bits(&self, trace: &Trace) -> Option<f64> {
        if media(REDUCED_MOTION) {
            return None;
        }
        let fastest = fastest_upload(trace);
        let usual = SPEEDS[pleasant_speed(self.pleasant_end())];
        let (usual_dots, most_dots) = DOTS;
        let a_second = (usual / usual_dots).max(SPEEDS[self.speed] / most_dots);
        Some(DOT_GAP * fastest * a_second)
    }
}

pub(super) fn context_of(canvas: &NodeRef) -> Option<CanvasRenderingContext2d> {
    let canvas = canvas.cast::<HtmlCanvasElement>()?;
    canvas.get_context("2d").ok()??.dyn_into().ok()
}
