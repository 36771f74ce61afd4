//! The cursor over the history: play, pause, step, scrub, speed.

use p2p_model::bounds::Architecture;
use p2p_model::units::Seconds;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Seconds of the run to one of the clock on the wall.
pub(crate) const SPEEDS: [f64; 13] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0,
];

/// How long a run should take on the wall unless told otherwise, in seconds.
const PLEASANT: f64 = 25.0;

/// The speed at which a run of this length is pleasant to watch, as an index into [`SPEEDS`].
pub(crate) fn pleasant_speed(end: f64) -> usize {
    let wanted = (end / PLEASANT).max(f64::MIN_POSITIVE).ln();
    (0..SPEEDS.len())
        .min_by(|a, b| {
            let distance = |index: usize| (SPEEDS[index].ln() - wanted).abs();
            distance(*a).total_cmp(&distance(*b))
        })
        .unwrap_or(3)
}

/// Something marked on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    pub(crate) time: f64,
    pub(crate) of: MarkOf,
}

/// What is marked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum MarkOf {
    /// A peer finishes.
    Finish(Architecture),
    /// Before this time not all can have finished.
    Bound(Architecture),
    /// An act of the scenario.
    Act,
}

/// What the reader wants of the timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wish {
    Toggle,
    Restart,
    Next,
    Previous,
    Rechoke,
    Seek(f64),
    Speed(usize),
}

/// What it is made from.
pub(crate) struct Timeline {
    pub(crate) time: f64,
    pub(crate) end: f64,
    pub(crate) playing: bool,
    /// Index into [`SPEEDS`].
    pub(crate) speed: usize,
    pub(crate) marks: Vec<Mark>,
    /// Whether there is a swarm on it, with rechokes to go to.
    pub(crate) swarm: bool,
    pub(crate) ready: bool,
    /// The selected host, for the rechoke button.
    pub(crate) whose: String,
    /// When the selected host rechokes next.
    pub(crate) rechoke: String,
    pub(crate) on_wish: Callback<Wish>,
}

/// The row of buttons and the line.
pub(crate) fn timeline(props: &Timeline) -> Html {
    let wish = |wish: Wish| props.on_wish.reform(move |_: MouseEvent| wish);
    let on_seek = props.on_wish.reform(|event: InputEvent| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        Wish::Seek(input.value().parse().unwrap_or(0.0))
    });
    let on_speed = props.on_wish.reform(|event: InputEvent| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        Wish::Speed(input.value().parse().unwrap_or(3))
    });
    let off = !props.ready;
    let speed = SPEEDS[props.speed.min(SPEEDS.len() - 1)];
    let step = nice_step(props.end);
    html! {
        <div class="timeline" role="group" aria-label="Timeline">
            <div class="line">
                <input type="range" class="slider time" id="time" aria-label="Time" min="0" max={props.end.to_string()} step={step.to_string()}
                    value={props.time.to_string()} disabled={off}
                    aria-valuetext={format!("{} of {}", clock(props.time), clock(props.end))} oninput={on_seek} />
                { marks(&props.marks, props.end) }
            </div>
            <div class="buttons">
                <button type="button" class="button primary play" disabled={off} onclick={wish(Wish::Toggle)}>
                    { icon(if props.playing { PAUSE } else { PLAY }) }
                    { if props.playing { "Pause" } else { "Play" } }
                </button>
                { button("Restart", RESTART, off, wish(Wish::Restart)) }
                { button("Previous event", PREVIOUS, off, wish(Wish::Previous)) }
                { button("Next event", NEXT, off, wish(Wish::Next)) }
                if props.swarm {
                    <button type="button" class="button" disabled={off} onclick={wish(Wish::Rechoke)}>
                        { "Next rechoke" }<span class="visually-hidden">{ props.whose.clone() }</span>
                    </button>
                }
                <label class="speed">
                    <span>{ "Speed" }</span>
                    <input type="range" class="slider" id="speed" min="0" max={(SPEEDS.len() - 1).to_string()} step="1"
                        value={props.speed.to_string()} aria-valuetext={format!("{speed} times")} oninput={on_speed} />
                    <output class="number">{ format!("× {speed}") }</output>
                </label>
                <p class="clock number">
                    <strong>{ clock(props.time) }</strong>
                    if props.ready {
                        { " of " }{ clock(props.end) }
                    }
                </p>
                if props.swarm {
                    <p class="rechoke-in number">{ &props.rechoke }</p>
                }
            </div>
        </div>
    }
}

/// A time with so many digits that it does not jump about while it runs.
pub(crate) fn clock(seconds: f64) -> String {
    if seconds < 999.95 {
        format!("{seconds:.1}\u{a0}s")
    } else {
        Seconds(seconds.round()).human()
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

fn marks(marks: &[Mark], end: f64) -> Html {
    let x = |time: f64| {
        let part = (time / end.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        format!("{:.3}%", part * 100.0)
    };
    let class = |architecture: Architecture| match architecture {
        Architecture::ClientServer => "is-cs",
        Architecture::P2p => "is-p2p",
    };
    let mark = |mark: &Mark| match mark.of {
        MarkOf::Finish(of) => html! {
            <line class={class(of)} x1={x(mark.time)} x2={x(mark.time)} y1="0" y2="9" />
        },
        // A piece of its own, since a path cannot be placed in percent.
        MarkOf::Bound(of) => html! {
            <svg x={x(mark.time)} overflow="visible"><path class={class(of)} d="M-5.5 14h11l-5.5 -10z" /></svg>
        },
        MarkOf::Act => html! {
            <svg x={x(mark.time)} overflow="visible"><path class="is-act" d="M0 2l4 5l-4 5l-4 -5z" /></svg>
        },
    };
    html! {
        <svg class="marks" width="100%" height="14" aria-hidden="true" focusable="false">
            { for marks.iter().filter(|mark| mark.time <= end).map(mark) }
        </svg>
    }
}

fn button(
    name: &'static str,
    path: &'static str,
    disabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="button icon-button" aria-label={name} title={name} {disabled} {onclick}>
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
    fn a_run_is_played_in_about_half_a_minute() {
        for (end, speed) in [
            (25.0, 1.0),
            (67.0, 2.0),
            (201.0, 10.0),
            (7_680.0, 200.0),
            (0.5, 0.1),
        ] {
            assert_eq!(SPEEDS[pleasant_speed(end)], speed, "{end} s");
        }
        assert_eq!(SPEEDS[pleasant_speed(0.0)], 0.1);
        assert_eq!(SPEEDS[pleasant_speed(1e9)], 1000.0);
    }

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

    #[test]
    fn the_clock_keeps_its_digits() {
        assert_eq!(clock(31.4), "31.4\u{a0}s");
        assert_eq!(clock(31.0), "31.0\u{a0}s");
        assert_eq!(clock(7500.4), Seconds(7500.0).human());
    }
}
