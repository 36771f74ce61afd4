//! What stands around the picture: how far the simulation is, what is shown, what one can do to the swarm, its charts
//! and its files.

use super::player::{CLIENT_SERVER, P2P, Track, WHAT_IF};
use super::{Msg, SwarmFigure, SwarmFigureProps};
use crate::address::names::ChartKind;
use crate::address::view::{Select, Show, View};
use crate::charts::figure::Charts;
use crate::drawing::save::{Drawing, Moving, Picture, Save};
use crate::drawing::words::percent;
use crate::scenario::field::Field;
use crate::swarm::interventions::acts::Acts;
use crate::swarm::interventions::what_if::WhatIfChoice;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{ChunkId, HostId};
use p2p_model::units::Seconds;
use std::rc::Rc;
use yew::prelude::*;

impl SwarmFigure {
    /// How far the simulation is, in a place that is always there.
    pub(super) fn busy(&self) -> Html {
        let run = self
            .player
            .tracks
            .iter()
            .find_map(|track| track.run.as_ref());
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

    /// What the reader can do to the swarm: now, or as a second scenario beside it.
    pub(super) fn interventions(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let [p2p, _, what_if] = &self.player.tracks;
        let of = |track: &Track, scenario: Option<&Rc<Scenario>>| {
            let trace = track.trace.clone()?;
            (Some(trace.scenario()) == scenario.map(|s| &**s)).then_some(trace)
        };
        let runs = of(p2p, Some(&props.scenario)).zip(of(what_if, props.other.as_ref()));
        let on_change = {
            let (on_view, view) = (props.on_view.clone(), self.present_view(ctx));
            Callback::from(move |what_if| {
                on_view.emit(View {
                    what_if,
                    ..view.clone()
                });
            })
        };
        let on_keep = {
            let (on_edit, on_change) = (props.on_edit.clone(), on_change.clone());
            let other = props.other.clone();
            Callback::from(move |()| {
                on_change.emit(None);
                if let Some(scenario) = &other {
                    on_edit.emit((Field::Undo, scenario.clone()));
                }
            })
        };
        html! {
            <div class="interventions">
                <WhatIfChoice scenario={props.scenario.clone()} present={props.view.what_if.clone()} {runs}
                    {on_change} {on_keep} />
                if self.player.shown(P2P) {
                    <Acts scenario={props.scenario.clone()} snapshot={p2p.snapshot.clone()} host={self.player.host()}
                        on_edit={props.on_edit.clone()} />
                }
            </div>
        }
    }

    /// The charts of the swarm, with the run beside it where that is a swarm too.
    pub(super) fn charts(
        &self,
        ctx: &Context<Self>,
        on_select: &Callback<Option<Select>>,
        on_time: &Callback<Seconds>,
    ) -> Html {
        let props = ctx.props();
        let Some(trace) = self.player.swarm().cloned() else {
            return html! { if self.player.is_running() { <div class="is-new" /> } };
        };
        let other = self.player.tracks[WHAT_IF].trace.clone();
        let other = other.map(|other| (AttrValue::from("what if"), other));
        let chunk = match self.player.select {
            Some(Select::Chunk(chunk)) => Some(chunk),
            _ => None,
        };
        html! {
            <Charts {trace} {other} only={only_chart(props)} time={Seconds(self.player.time)} selected={self.player.host()}
                {chunk} on_time={on_time.clone()}
                on_host={on_select.reform(|host: Option<HostId>| host.map(Select::Host))}
                on_chunk={on_select.reform(|chunk: Option<ChunkId>| chunk.map(Select::Chunk))} />
        }
    }

    /// All that is shown, at this instant, to take away.
    pub(super) fn save(&self, ctx: &Context<Self>) -> Html {
        let make = self.scene(ctx);
        let film = {
            let make = make.clone();
            Callback::from(move |()| Some(Box::new(make.emit(())?) as Box<dyn Moving>))
        };
        let on_save = Callback::from(move |wanted| {
            if let Some(scene) = make.emit(()) {
                Picture {
                    id: "swarm",
                    title: &scene.title(),
                    texts: &scene.texts(),
                    drawing: Drawing::Sheet(&|sheet, size, palette, font| {
                        scene.draw(sheet, size, palette, font);
                    }),
                    csv: &|| scene.csv(),
                }
                .save(wanted);
            }
        });
        html! { <Save title="The swarm" {on_save} {film} /> }
    }

    pub(super) fn switch(&self, ctx: &Context<Self>) -> Html {
        let choice = |show: Show, name: &'static str| {
            let on_click = ctx.link().callback(move |_: MouseEvent| Msg::Show(show));
            let pressed = match show {
                Show::Both | Show::Auto => self.player.both(),
                Show::P2p => !self.player.both() && self.player.shown(P2P),
                Show::Other => !self.player.both() && !self.player.shown(P2P),
            };
            html! {
                <button type="button" class="button segment" aria-pressed={if pressed { "true" } else { "false" }} onclick={on_click}>
                    { name }
                </button>
            }
        };
        html! {
            <div class="segments" role="group" aria-label="What the picture shows">
                if self.player.beside == CLIENT_SERVER {
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

/// One press: ten more peers, and the race from its start.
pub(super) fn race_again(ctx: &Context<SwarmFigure>) -> Html {
    let scenario = &ctx.props().scenario;
    let class = largest_class(scenario);
    let count = scenario.peers.get(class).map_or(0, |class| class.count);
    let more = Field::Count(class).edit(scenario, &count.saturating_add(10).to_string());
    let more = more.ok().map(Rc::new);
    let disabled = more.is_none();
    let on_click = ctx
        .link()
        .batch_callback(move |_: MouseEvent| more.clone().map(Msg::Race));
    html! {
        <button type="button" class="button" {disabled} onclick={on_click}>{ "Add ten peers, race again" }</button>
    }
}

pub(super) fn largest_class(scenario: &Scenario) -> usize {
    let classes = scenario.peers.iter().enumerate();
    // The first of equals.
    classes
        .rev()
        .max_by_key(|(_, class)| class.count)
        .map_or(0, |(index, _)| index)
}

/// The chart that stands alone, without the picture.
pub(super) fn only_chart(props: &SwarmFigureProps) -> Option<ChartKind> {
    props.embed.as_ref()?.figure.chart()
}
