//! The frame of a small figure: its claim as a title, the picture, Play and Step, and the way to the Lab. It runs while
//! it is in view, unless the reader stops it or wants less motion.

use super::clock::Clock;
use super::words::inline;
use crate::browser::{IN_BROWSER, InView, REDUCED_MOTION, framed, media, rendering};
use crate::drawing::words::unseen;
use gloo_render::request_animation_frame;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct StageProps {
    /// In the names of its elements.
    pub(crate) id: &'static str,
    /// What the figure shows to be so, marked up as the words of a section.
    pub(crate) claim: AttrValue,
    /// How long a loop takes, in seconds.
    pub(crate) length: f64,
    /// Where Step stops, as parts of the loop.
    #[prop_or_else(|| [0.0, 0.25, 0.5, 0.75, 1.0].into())]
    pub(crate) stops: Rc<[f64]>,
    /// The part of the loop that a still figure shows.
    #[prop_or(0.5)]
    pub(crate) still: f64,
    /// The picture at a part of the loop.
    pub(crate) draw: Callback<f64, Html>,
    /// The scenario in the Lab, and how the Lab looks at it.
    pub(crate) lab: AttrValue,
    /// What the picture shows, in words.
    pub(crate) words: Html,
    /// Whether the reader plays, and not the figure.
    #[prop_or_default]
    pub(crate) in_hand: bool,
    /// More to use below the picture.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The figure.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    rendering();
    let root = use_node_ref();
    let (clock, running) = use_clock(&root, props);
    let part = clock.part();
    let set = |next: Clock| {
        let setter = clock.setter();
        Callback::from(move |_: MouseEvent| setter.set(next))
    };
    let is_on = clock.running;
    let again = if is_on || part < 1.0 { part } else { 0.0 };
    let plain = props.claim.replace('$', "");
    let title = format!("{}-claim", props.id);
    html! {
        <figure class="stage-figure" id={format!("{}-figure", props.id)} data-running={running.to_string()} ref={root}
            aria-labelledby={title.clone()}>
            <figcaption id={title}>{ inline(&props.claim, &[]) }</figcaption>
            <div class="stage-picture" data-part={format!("{part:.3}")}>{ props.draw.emit(part) }</div>
            { props.children.clone() }
            <div class="stage-tools">
                if !props.in_hand {
                    <button type="button" class="button stage-play" onclick={set(Clock::at(again, !is_on))}>
                        { if is_on { "Pause" } else { "Play" } }{ unseen(&plain) }
                    </button>
                    <button type="button" class="button" onclick={set(clock.step(&props.stops))}>{ "Step" }{ unseen(&plain) }</button>
                    <button type="button" class="button" onclick={set(Clock::at(0.0, false))}>{ "Reset" }{ unseen(&plain) }</button>
                }
                <a href={format!("#/lab?{}", props.lab)} target={framed().then_some("_blank")}>
                    { "Open in the Lab" }{ unseen(&plain) }
                </a>
            </div>
            <details class="more stage-words">
                <summary>{ "In words" }{ unseen(&plain) }</summary>
                <div class="hint">{ props.words.clone() }</div>
            </details>
        </figure>
    }
}

/// After a pause of the browser a figure goes on where it was, in milliseconds.
const LONGEST_FRAME: f64 = 100.0;

/// The clock of the figure, and whether it moves now.
#[hook]
fn use_clock(root: &NodeRef, props: &StageProps) -> (UseStateHandle<Clock>, bool) {
    let StageProps {
        length,
        still,
        in_hand,
        ..
    } = *props;
    let clock = use_state_eq(|| {
        let moves = IN_BROWSER && !media(REDUCED_MOTION);
        Clock::at(if moves { 0.0 } else { still }, moves)
    });
    let in_view = use_state_eq(|| false);
    {
        let (root, in_view) = (root.clone(), in_view.setter());
        use_effect_with((), move |()| {
            let root = root.cast::<Element>();
            let watch =
                root.and_then(|root| InView::new([root], "0px", move |_, is| in_view.set(is)));
            move || drop(watch)
        });
    }
    let running = clock.running && *in_view && !in_hand;
    let last = use_mut_ref(|| None::<f64>);
    let present = clock.clone();
    use_effect_with((running, *clock), move |(running, _)| {
        if !running {
            *last.borrow_mut() = None;
        }
        let frame = running.then(|| {
            request_animation_frame(move |at| {
                let before = last.borrow_mut().replace(at).unwrap_or(at);
                // A frame at the very start moves by a hair, so that the next one is asked for.
                let passed = (at - before).clamp(0.01, LONGEST_FRAME);
                present.set(present.pass(passed / 1000.0 / length));
            })
        });
        move || drop(frame)
    });
    (clock, running)
}
