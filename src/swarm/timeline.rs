//! The cursor over the history: play, pause, step, scrub, speed.

use super::player::{Marker, PlaybackCommand, SPEEDS, Step};
use crate::drawing::words::clock;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

impl Step {
    const ALL: [Self; 4] = [Self::Event, Self::Chunk, Self::Rechoke, Self::Moment];

    fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Chunk => "chunk",
            Self::Rechoke => "rechoke",
            Self::Moment => "moment",
        }
    }
}

/// One run on the clock: a bar that grows until it is finished, and its finish line, the bound.
pub(crate) struct Lane {
    pub(crate) class: &'static str,
    /// Short, since it stands beside the line.
    pub(crate) name: &'static str,
    pub(crate) bound: Option<f64>,
    pub(crate) finish: Option<f64>,
    /// When each peer finishes.
    pub(crate) finishes: Vec<f64>,
    /// Moves with the clock.
    pub(crate) bar: NodeRef,
}

/// What it is made from.
pub(crate) struct Timeline<'a> {
    pub(crate) time: f64,
    pub(crate) end: f64,
    pub(crate) playing: bool,
    /// Index into [`SPEEDS`].
    pub(crate) speed: usize,
    pub(crate) step: Step,
    pub(crate) lanes: Vec<Lane>,
    pub(crate) markers: &'a [Marker],
    /// Whether there is a swarm on it, with chunks and rechokes to go to.
    pub(crate) swarm: bool,
    pub(crate) ready: bool,
    /// The selected host, where a step is one of its own.
    pub(crate) whose: String,
    /// When the selected host rechokes next.
    pub(crate) rechoke: String,
    /// Moves with the clock.
    pub(crate) slider: NodeRef,
    pub(crate) on_command: Callback<PlaybackCommand>,
}

/// The line and the buttons.
pub(crate) fn timeline(props: &Timeline) -> Html {
    html! {
        <div class="timeline" role="group" aria-label="Timeline">
            { lines(props) }
            { buttons(props) }
        </div>
    }
}

/// The slider, what is marked on it, and below it a lane for each run.
fn lines(props: &Timeline) -> Html {
    let on_seek = props.on_command.reform(|event: InputEvent| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        PlaybackCommand::Seek(input.value().parse().unwrap_or(0.0))
    });
    let step = nice_step(props.end);
    html! {
        <div class="lines">
            <span class="lane-name" aria-hidden="true">{ "time" }</span>
            <div class="line">
                <input ref={props.slider.clone()} type="range" class="slider time" id="time" aria-label="Time" min="0"
                    max={props.end.to_string()} step={step.to_string()} value={props.time.to_string()} disabled={!props.ready}
                    aria-valuetext={value_text(props)} oninput={on_seek} />
                { marks(props.markers, props.end) }
            </div>
            { for props.lanes.iter().map(|lane| self::lane(lane, props.time, props.end)) }
        </div>
    }
}

/// The place of the slider in words. While it plays they stay, for screen readers say each change of a slider that has
/// the focus.
fn value_text(props: &Timeline) -> String {
    if props.playing {
        "playing".to_owned()
    } else {
        format!("{} of {}", clock(props.time), clock(props.end))
    }
}

fn buttons(props: &Timeline) -> Html {
    let on_click = |command: PlaybackCommand| props.on_command.reform(move |_: MouseEvent| command);
    let on_speed = props.on_command.reform(|event: InputEvent| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        PlaybackCommand::Speed(input.value().parse().unwrap_or(3))
    });
    let off = !props.ready;
    let speed = SPEEDS[props.speed.min(SPEEDS.len() - 1)];
    let step = |before: &'static str| {
        let whose = match props.step {
            Step::Chunk | Step::Rechoke => props.whose.as_str(),
            Step::Event | Step::Moment => "",
        };
        format!("{before} {}{whose}", props.step.name())
    };
    html! {
        <div class="buttons">
            <button type="button" class="button primary play" disabled={off} onclick={on_click(PlaybackCommand::Toggle)}>
                { icon(if props.playing { PAUSE } else { PLAY }) }
                { if props.playing { "Pause" } else { "Play" } }
            </button>
            { button("Restart".to_owned(), RESTART, off, on_click(PlaybackCommand::Restart)) }
            <span class="steps" role="group" aria-label="Step">
                { button(step("Previous"), PREVIOUS, off, on_click(PlaybackCommand::Previous)) }
                { button(step("Next"), NEXT, off, on_click(PlaybackCommand::Next)) }
                if props.swarm {
                    { step_choice(props) }
                }
            </span>
            if props.swarm {
                { jump(props) }
            }
            <label class="speed">
                <span>{ "Speed" }</span>
                <input type="range" class="slider" id="speed" min="0" max={(SPEEDS.len() - 1).to_string()} step="1"
                    value={props.speed.to_string()} aria-valuetext={format!("{speed} times")} oninput={on_speed} />
                <span class="number" translate="no" aria-hidden="true">{ format!("× {speed}") }</span>
            </label>
            <p class="clock number" translate="no">
                // Both at once, since the one moves the other.
                if props.ready {
                    <strong>{ clock(props.time) }</strong>{ " of " }{ clock(props.end) }
                } else {
                    <strong>{ "\u{a0}" }</strong>
                }
            </p>
            if props.swarm {
                <p class="rechoke-in number">{ &props.rechoke }</p>
            }
        </div>
    }
}

fn step_choice(props: &Timeline) -> Html {
    let on_change = props.on_command.reform(|event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        let step = Step::ALL.into_iter().find(|step| step.name() == name);
        PlaybackCommand::StepBy(step.unwrap_or_default())
    });
    html! {
        <select id="step" aria-label="Step by" onchange={on_change}>
            { for Step::ALL.map(|step| html! {
                <option value={step.name()} selected={step == props.step}>{ step.name() }</option>
            }) }
        </select>
    }
}

/// A list of the moments, to go to one.
fn jump(props: &Timeline) -> Html {
    let on_change = props.on_command.reform(|event: Event| {
        let list = event.target_unchecked_into::<HtmlSelectElement>();
        let time = list.value().parse();
        list.set_selected_index(0);
        PlaybackCommand::Jump(time.unwrap_or(0.0))
    });
    html! {
        <select id="moment" class="moments" aria-label="Jump to a moment" disabled={!props.ready} onchange={on_change}>
            <option value={props.time.to_string()} selected=true>{ "Jump to…" }</option>
            { for props.markers.iter().map(|marker| html! {
                <option value={marker.time.to_string()}>{ format!("{}  {}", clock(marker.time), marker.words) }</option>
            }) }
        </select>
    }
}

/// The step of an arrow key: about a five-hundredth, a power of ten or its half or fifth.
fn nice_step(end: f64) -> f64 {
    if !(end.is_finite() && end > 0.0) {
        return 0.01;
    }
    let wanted = end / 500.0;
    let power = 10f64.powf(wanted.log10().floor());
    // The line ends at no round number; `any` of a step this fine is not seen.
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|step| *step >= wanted)
        .unwrap_or(power);
    if step < 0.001 { end / 500.0 } else { step }
}

/// The place of a time on the line.
fn place(time: f64, end: f64) -> String {
    let part = (time / end.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    format!("{:.3}%", part * 100.0)
}

/// What is marked on the slider: a triangle for a moment, a diamond for an act.
fn marks(markers: &[Marker], end: f64) -> Html {
    let shown = markers.iter().filter(|marker| marker.time <= end);
    html! {
        <svg class="marks" width="100%" height="10" aria-hidden="true" focusable="false">
            { for shown.map(|marker| {
                let sign = if marker.is_act { "M0 0l4.5 5l-4.5 5l-4.5 -5z" } else { "M0 1l3.5 7h-7z" };
                // A piece of its own, since a path cannot be placed in percent.
                html! { <svg x={place(marker.time, end)} overflow="visible"><path d={sign} /></svg> }
            }) }
        </svg>
    }
}

/// A run as a bar that grows with the clock: ticks where peers finish, a flag at its bound.
fn lane(lane: &Lane, now: f64, end: f64) -> Html {
    let until = lane.finish.map_or(now, |finish| now.min(finish));
    let last = lane.finish.unwrap_or(end);
    html! {
        <>
            <span class={classes!("lane-name", lane.class)} aria-hidden="true">{ lane.name }</span>
            <svg class={classes!("lane", lane.class)} width="100%" height="16" aria-hidden="true" focusable="false">
                <line class="way" x1="0" x2={place(last, end)} y1="12" y2="12" />
                <rect ref={lane.bar.clone()} class="bar" x="0" y="10" height="4" width={place(until, end)} />
                { for lane.finishes.iter().map(|time| html! {
                    <line class="tick" x1={place(*time, end)} x2={place(*time, end)} y1="8" y2="16" />
                }) }
                if let Some(bound) = lane.bound.filter(|bound| *bound <= end) {
                    <svg x={place(bound, end)} overflow="visible"><path class="flag" d="M0 16v-16l7 3.5l-6 3.5v9z" /></svg>
                }
            </svg>
        </>
    }
}

/// Takes the slider and the bars to a time, between two renderings.
pub(crate) fn move_to(slider: &NodeRef, lanes: &[(NodeRef, Option<f64>)], time: f64, end: f64) {
    if let Some(slider) = slider.cast::<HtmlInputElement>() {
        slider.set_value(&time.to_string());
    }
    for (bar, finish) in lanes {
        if let Some(bar) = bar.cast::<Element>() {
            let until = finish.map_or(time, |finish| time.min(finish));
            let _ = bar.set_attribute("width", &place(until, end));
        }
    }
}

fn button(name: String, path: &'static str, disabled: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="button icon-button" aria-label={name.clone()} title={name} {disabled} {onclick}>
            { icon(path) }
        </button>
    }
}

const PLAY: &str = "M5 3l9 5l-9 5z";
const PAUSE: &str = "M4 3h3v10h-3zM9 3h3v10h-3z";
const RESTART: &str = "M3 3h2v10h-2zM13 3v10l-7-5z";
const PREVIOUS: &str = "M11 3v10l-8-5zM12 3h2v10h-2z";
const NEXT: &str = "M5 3v10l8-5zM2 3h2v10h-2z";

fn icon(path: &'static str) -> Html {
    html! {
        <svg class="glyph" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_move_by_easy_steps() {
        for (end, step) in [(50.0, 0.1), (67.3, 0.2), (201.3, 0.5), (7_680.0, 20.0)] {
            assert!(
                (nice_step(end) - step).abs() < 1e-9,
                "{end}: {}",
                nice_step(end)
            );
        }
        for end in [0.0, f64::NAN, 1e-9, 1e12] {
            assert!(nice_step(end) > 0.0);
        }
    }
}
