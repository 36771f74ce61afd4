//! The examples: each with its picture, which the model draws by playing it when the gallery is first opened.

use crate::browser::rendering;
use crate::browser::work::{EVENTS, Work, slice};
use crate::drawing::math::prose;
use crate::scenario::field::Field;
use crate::scenario::presets::preset_of;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::{PRESETS, Preset, Scenario};
use p2p_model::swarm::{Outcome, Run};
use std::fmt::Write as _;
use std::rc::Rc;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Both curves of a picture, in the order in which they are drawn and told.
const CURVES: [Architecture; 2] = [Architecture::P2p, Architecture::ClientServer];

/// The room for the curves, in units of the picture.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 64.0;
/// Room below and above them.
const MARGIN: f64 = 3.0;

#[derive(PartialEq, Properties)]
pub(crate) struct GalleryProps {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
}

pub(crate) enum Msg {
    Open,
    Close,
    /// Time to play a little more.
    Slice,
    Choose(&'static Preset),
}

/// The button, and the dialog that it opens.
pub(crate) struct Gallery {
    dialog: NodeRef,
    opened: bool,
    /// What came of each example, as far as they have been played.
    outcomes: Vec<[Option<Rc<Outcome>>; 2]>,
    run: Option<Run>,
    work: Option<Work>,
}

impl Component for Gallery {
    type Message = Msg;
    type Properties = GalleryProps;

    fn create(_: &Context<Self>) -> Self {
        Self {
            dialog: NodeRef::default(),
            opened: false,
            outcomes: vec![[None, None]; PRESETS.len()],
            run: None,
            work: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Open => {
                self.opened = true;
                if let Some(dialog) = self.dialog() {
                    // It fails where it is open already.
                    let _ = dialog.show_modal();
                }
                let slice = ctx.link().callback(|()| Msg::Slice);
                self.work = Some(Work::start(move || {
                    slice.emit(());
                    true
                }));
                true
            }
            Msg::Slice => self.slice(),
            Msg::Choose(preset) => {
                let scenario = Scenario::read(preset.text).0;
                ctx.props().on_edit.emit((Field::Preset, Rc::new(scenario)));
                self.close();
                false
            }
            Msg::Close => {
                self.close();
                false
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        rendering();
        let on_open = ctx.link().callback(|_: MouseEvent| Msg::Open);
        let on_close = ctx.link().callback(|_: MouseEvent| Msg::Close);
        html! {
            <>
                <button type="button" class="button" id="examples" aria-haspopup="dialog" onclick={on_open}>{ "Examples" }</button>
                <dialog ref={self.dialog.clone()} class="gallery" aria-labelledby="gallery-title" closedby="any">
                    <div class="gallery-head">
                        <h2 id="gallery-title">{ "Examples" }</h2>
                        <button type="button" class="button" onclick={on_close}>{ "Close" }</button>
                    </div>
                    <p>{ "Each picture shows how many peers have the whole file as time goes on, with P2P and with client–server." }</p>
                    if self.opened {
                        { self.groups(ctx) }
                    }
                </dialog>
            </>
        }
    }
}

impl Gallery {
    fn dialog(&self) -> Option<HtmlDialogElement> {
        self.dialog.cast()
    }

    fn close(&mut self) {
        // The browser takes the focus back to where it was.
        if let Some(dialog) = self.dialog() {
            dialog.close();
        }
    }

    fn groups(&self, ctx: &Context<Self>) -> Html {
        let present = preset_of(&ctx.props().scenario);
        let mut outcomes = self.outcomes.iter();
        let groups = PRESETS.chunk_by(|one, next| one.group == next.group);
        groups
            .map(|group| {
                html! {
                    <section>
                        <h3>{ group[0].group }</h3>
                        <ul class="cards">
                            { for group.iter().zip(&mut outcomes).map(|(preset, outcomes)| {
                                let shown = present == Some(preset);
                                let on_choose = ctx.link().callback(move |_: MouseEvent| Msg::Choose(preset));
                                card(preset, outcomes, shown, on_choose)
                            }) }
                        </ul>
                    </section>
                }
            })
            .collect()
    }

    /// The first example that is not played yet.
    fn next(&self) -> Option<(usize, usize)> {
        let missing = |(index, outcomes): (usize, &[Option<Rc<Outcome>>; 2])| {
            let curve = outcomes.iter().position(Option::is_none)?;
            Some((index, curve))
        };
        self.outcomes.iter().enumerate().find_map(missing)
    }

    /// Plays a little more; whether another curve is there.
    fn slice(&mut self) -> bool {
        // It goes on when the gallery is opened again.
        let open = self.dialog().is_some_and(|dialog| dialog.open());
        let Some((index, curve)) = self.next().filter(|_| open) else {
            self.work = None;
            return false;
        };
        let run = self.run.take().or_else(|| {
            let scenario = Scenario::read(PRESETS[index].text).0;
            Run::of_figures(&scenario, CURVES[curve]).ok()
        });
        let Some(mut run) = run else {
            self.work = None;
            return false;
        };
        let slice_is_over = slice();
        let mut over = false;
        while !over && !slice_is_over() {
            over = run.play(EVENTS);
        }
        if over {
            self.outcomes[index][curve] = Some(Rc::new(run.outcome()));
        } else {
            self.run = Some(run);
        }
        over
    }
}

fn card(
    preset: &'static Preset,
    outcomes: &[Option<Rc<Outcome>>; 2],
    shown: bool,
    on_choose: Callback<MouseEvent>,
) -> Html {
    let id = format!("example-{}", preset.name);
    html! {
        <li class={classes!("card", shown.then_some("is-shown"))}>
            <h4>
                <button type="button" class="card-name" aria-describedby={id.clone()} aria-current={shown.then_some("true")}
                    onclick={on_choose}>
                    { preset.title }
                </button>
                if shown {
                    <span class="shown-now">{ " ✓ shown now" }</span>
                }
            </h4>
            <p {id}>{ prose(preset.summary) }</p>
            { picture(outcomes) }
        </li>
    }
}

/// Both curves, and in words when they end. Before they are there, their room.
fn picture(outcomes: &[Option<Rc<Outcome>>; 2]) -> Html {
    let [Some(p2p), Some(client_server)] = outcomes else {
        return html! {
            <figure class="thumb" aria-busy="true">
                { frame(&[]) }
                <figcaption>{ "Playing it …" }</figcaption>
            </figure>
        };
    };
    let ends = [p2p, client_server].into_iter();
    let last = ends
        .flat_map(|outcome| outcome.finish.iter().flatten())
        .fold(0.0, |last: f64, finish| last.max(finish.0));
    html! {
        <figure class="thumb">
            { frame(&[("is-cs", path(client_server, last)), ("is-p2p", path(p2p, last))]) }
            <figcaption>
                <span class="is-p2p">{ format!("P2P: {}", ending(p2p)) }</span>
                <span class="is-cs">{ format!("Client–server: {}", ending(client_server)) }</span>
            </figcaption>
        </figure>
    }
}

fn frame(paths: &[(&'static str, String)]) -> Html {
    html! {
        <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" role="img"
            aria-label="How many peers have the file as time goes on">
            <path class="axis" d={format!("M0 {HEIGHT}H{WIDTH}")} />
            { for paths.iter().map(|(class, d)| html! { <path class={*class} d={d.clone()} /> }) }
        </svg>
    }
}

/// A step up for each peer that has the file, from 0 to `last` seconds.
fn path(outcome: &Outcome, last: f64) -> String {
    let mut finish: Vec<f64> = outcome.finish.iter().flatten().map(|at| at.0).collect();
    finish.sort_unstable_by(f64::total_cmp);
    let peers = outcome.finish.len().max(1) as f64;
    let mut path = format!("M0 {}", HEIGHT - MARGIN);
    for (index, time) in finish.iter().enumerate() {
        let x = time / last.max(f64::MIN_POSITIVE) * WIDTH;
        let part = (index + 1) as f64 / peers;
        let y = HEIGHT - MARGIN - part * (HEIGHT - 2.0 * MARGIN);
        // Writing to a text cannot fail.
        let _ = write!(path, "H{x:.1}V{y:.1}");
    }
    let _ = write!(path, "H{WIDTH}");
    path
}

/// How a run ends, in a few words.
fn ending(outcome: &Outcome) -> String {
    match outcome.finish_time() {
        Some(finish) => finish.human(),
        None => {
            let short = outcome.stuck.iter().map(|stuck| stuck.missing).max();
            format!(
                "{} of {} never finish, up to {} chunks short",
                outcome.stuck.len(),
                outcome.finish.len(),
                short.unwrap_or(0)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::swarm::outcome;

    fn played(text: &str) -> Outcome {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        outcome(&scenario, Architecture::P2p).expect("small enough")
    }

    #[test]
    fn a_curve_steps_up_by_one_peer_at_each_finish_and_reaches_the_top() {
        // One peer after the other: 1 Mb at 1 Mb/s each, the second from 1 s on.
        let outcome = played("file=1Mb&chunk=1Mb&server=1Mbps&peers=1x0/1Mbps");
        assert_eq!(path(&outcome, 2.0), "M0 61H120.0V3.0H240");
        assert_eq!(ending(&outcome), "1 s".replace(' ', "\u{a0}"));
    }

    #[test]
    fn a_curve_of_peers_that_never_finish_stays_below_the_top() {
        let outcome = played("file=4Mb&chunk=1Mb&server=1Mbps&peers=2x0/1Mbps&at=0s:leave:server");
        assert_eq!(path(&outcome, 0.0), "M0 61H240");
        assert_eq!(
            ending(&outcome),
            "2 of 2 never finish, up to 4 chunks short"
        );
    }
}
