//! A sweep under way: many runs over a range of scenarios, in slices, so that the page never waits. One engine for
//! every figure that shows one.

use crate::browser::now;
use crate::browser::work::{EVENTS, Work, slice};
use crate::drawing::words::percent;
use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::sweep::{Over, Row, Sweep, SweepError};
use p2p_model::units::Seconds;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// How often the results are shown as they come, in milliseconds.
const SHOW_EVERY: f64 = 250.0;

/// After so many milliseconds the time that is left can be told.
const TELLING: f64 = 1000.0;

/// With more than this left, in seconds, the reader is asked before the sweep goes on.
const LONG: f64 = 300.0;

/// The largest run that is set up in one slice without holding the page for more than 50 ms. The command line
/// plays larger ones.
const MOST_PEERS: u64 = 20_000;
const MOST_CELLS: u64 = 10_000_000;

/// What is to be swept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SweepRequest {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) over: Over,
    /// With so many seeds each.
    pub(crate) runs: u32,
}

impl SweepRequest {
    /// All rows there will be, without runs.
    pub(crate) fn plan(&self) -> Result<Vec<Row>, SweepError> {
        Ok(self.sweep()?.plan().to_vec())
    }

    fn sweep(&self) -> Result<Sweep, SweepError> {
        let mut sweep = Sweep::new(&self.scenario, &self.over, Architecture::P2p, self.runs)?;
        sweep.pass_over_larger(MOST_PEERS, MOST_CELLS);
        Ok(sweep)
    }
}

/// What came of a sweep so far.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sweeping {
    pub(crate) request: SweepRequest,
    /// One for each value, those still to come without runs.
    pub(crate) rows: Vec<Row>,
    /// From 0 to 1.
    pub(crate) progress: f64,
    pub(crate) phase: Phase,
}

/// How a sweep stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Phase {
    /// With so many seconds left, once that can be told.
    Running(Option<f64>),
    /// It would take so many seconds more: the reader decides.
    Asking(f64),
    /// The reader stopped it.
    Cancelled,
    Done,
}

impl Sweeping {
    /// Whether it goes on, or could.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Running(_) | Phase::Asking(_))
    }

    /// Whether a sweep of this scenario over the same values would play the very same runs.
    pub(crate) fn holds_for(&self, scenario: &Rc<Scenario>) -> bool {
        let request = SweepRequest {
            scenario: scenario.clone(),
            ..self.request.clone()
        };
        let texts =
            |rows: &[Row]| -> Vec<String> { rows.iter().map(|row| row.scenario.clone()).collect() };
        *scenario == self.request.scenario
            || request
                .plan()
                .is_ok_and(|plan| texts(&plan) == texts(&self.rows))
    }

    /// The rows that have anything to tell.
    pub(crate) fn told(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.tells())
    }

    /// Runs played, and runs there are to play.
    pub(crate) fn runs(&self) -> (u64, u64) {
        let playable = self.rows.iter().filter(|row| row.fault.is_none());
        let all = playable.count() as u64 * u64::from(self.request.runs);
        let done = self.rows.iter().map(|row| u64::from(row.runs)).sum();
        (done, all)
    }
}

/// The sweep of a figure: at most one at a time.
#[derive(Clone)]
pub(crate) struct SweepHandle {
    shown: UseStateHandle<Option<Rc<Sweeping>>>,
    engine: Shared,
    /// The button that starts and stops it.
    toggle: NodeRef,
}

type Shared = Rc<RefCell<Option<Engine>>>;
type Show = UseStateSetter<Option<Rc<Sweeping>>>;

/// What plays the runs.
struct Engine {
    request: SweepRequest,
    sweep: Sweep,
    /// When the present stretch began, and how long those before it took, in milliseconds.
    since: f64,
    before: f64,
    /// When the results were shown last, in milliseconds.
    shown: f64,
    /// Whether it may take long.
    allowed: bool,
    /// What plays it; without it, it waits for an answer.
    work: Option<Work>,
}

/// A sweep that belongs to a component and ends with it.
#[hook]
pub(crate) fn use_sweep() -> SweepHandle {
    let engine: Shared = use_mut_ref(|| None);
    let shown = use_state(|| None);
    let toggle = use_node_ref();
    {
        let engine = engine.clone();
        use_effect_with((), move |()| move || drop(engine.take()));
    }
    SweepHandle {
        shown,
        engine,
        toggle,
    }
}

impl SweepHandle {
    /// What came of the last sweep, if there was one.
    pub(crate) fn sweeping(&self) -> Option<Rc<Sweeping>> {
        (*self.shown).clone()
    }

    /// Starts a sweep in the place of any other.
    pub(crate) fn start(&self, request: SweepRequest) -> Result<(), SweepError> {
        let engine = Engine {
            sweep: request.sweep()?,
            request,
            since: now(),
            before: 0.0,
            shown: now(),
            allowed: false,
            work: Some(self.work()),
        };
        self.shown.set(Some(engine.state(Phase::Running(None))));
        *self.engine.borrow_mut() = Some(engine);
        Ok(())
    }

    /// Stops it. What it found stays.
    pub(crate) fn cancel(&self) {
        if let Some(engine) = self.engine.take() {
            self.shown.set(Some(engine.state(Phase::Cancelled)));
        }
    }

    /// Stops it and forgets what it found.
    pub(crate) fn forget(&self) {
        drop(self.engine.take());
        self.shown.set(None);
    }

    /// Goes on, however long it takes.
    fn go_on(&self) {
        if let Some(engine) = &mut *self.engine.borrow_mut() {
            engine.allowed = true;
            engine.since = now();
            engine.work = Some(self.work());
            self.shown.set(Some(engine.state(Phase::Running(None))));
        }
        // The button that was pressed goes away, and the focus must not go with it.
        if let Some(toggle) = self.toggle.cast::<HtmlElement>() {
            let _ = toggle.focus();
        }
    }

    /// Plays the runs; once the component is gone there is nothing to play.
    fn work(&self) -> Work {
        let (engine, show) = (Rc::downgrade(&self.engine), self.shown.setter());
        Work::start(move || engine.upgrade().is_some_and(|engine| play(&engine, &show)))
    }

    /// The button that starts and stops, how far it is, and what has become of it.
    pub(crate) fn view(
        &self,
        name: &'static str,
        again: &'static str,
        on_start: Callback<()>,
    ) -> Html {
        let sweeping = self.sweeping();
        let phase = sweeping.as_ref().map(|sweeping| sweeping.phase);
        let open = sweeping.as_ref().is_some_and(|sweeping| sweeping.is_open());
        let on_toggle = {
            let handle = self.clone();
            Callback::from(move |_: MouseEvent| {
                if open {
                    handle.cancel();
                } else {
                    on_start.emit(());
                }
            })
        };
        let on_go = {
            let handle = self.clone();
            Callback::from(move |_: MouseEvent| handle.go_on())
        };
        let label = match phase {
            None => name,
            Some(Phase::Running(_)) => "Cancel",
            Some(Phase::Asking(_)) => "Stop here",
            Some(Phase::Cancelled | Phase::Done) => again,
        };
        html! {
            <div class="sweep-run">
                <button type="button" class="button" ref={self.toggle.clone()} onclick={on_toggle}>{ label }</button>
                if matches!(phase, Some(Phase::Asking(_))) {
                    <button type="button" class="button" onclick={on_go}>{ "Go on" }</button>
                }
                if let Some(sweeping) = &sweeping && let Phase::Running(left) = sweeping.phase {
                    <label class="sweep-progress">
                        { running(sweeping, left) }
                        <progress max="1" value={sweeping.progress.to_string()} />
                    </label>
                }
                <p class="sweep-state" role="status">{ sweeping.as_deref().map(said) }</p>
            </div>
        }
    }
}

impl Engine {
    /// How long it has been at work, in milliseconds.
    fn spent(&self) -> f64 {
        self.before + now() - self.since
    }

    /// The seconds left, as far as what is done tells.
    fn left(&self) -> Option<f64> {
        let (spent, done) = (self.spent(), self.sweep.progress());
        (spent > TELLING && done > 0.0).then(|| spent / 1000.0 * (1.0 - done) / done)
    }

    fn state(&self, phase: Phase) -> Rc<Sweeping> {
        Rc::new(Sweeping {
            request: self.request.clone(),
            rows: self.sweep.plan().to_vec(),
            progress: self.sweep.progress(),
            phase,
        })
    }
}

/// Plays on for a slice of time. Whether there is more to do.
fn play(shared: &Shared, show: &Show) -> bool {
    let mut slot = shared.borrow_mut();
    let Some(engine) = &mut *slot else {
        return false;
    };
    // Results are shown in a task of their own: to draw them takes as long as a slice does.
    if now() - engine.shown > SHOW_EVERY {
        engine.shown = now();
        show.set(Some(engine.state(Phase::Running(engine.left()))));
        return true;
    }
    let slice_is_over = slice();
    let mut over = false;
    while !over && !slice_is_over() {
        over = engine.sweep.advance(EVENTS);
    }
    if over {
        show.set(Some(engine.state(Phase::Done)));
        *slot = None;
        return false;
    }
    let left = engine.left().filter(|left| *left > LONG && !engine.allowed);
    if let Some(left) = left {
        engine.before = engine.spent();
        engine.work = None;
        show.set(Some(engine.state(Phase::Asking(left))));
    }
    left.is_none()
}

/// What is read beside the progress.
fn running(sweeping: &Sweeping, left: Option<f64>) -> String {
    let (done, all) = sweeping.runs();
    let left = left.map_or_else(String::new, |left| {
        format!(", about {} left", roughly(left))
    });
    format!("{done} of {all} runs{left}")
}

/// What is said when a sweep starts, waits, stops or ends.
fn said(sweeping: &Sweeping) -> String {
    let (done, all) = sweeping.runs();
    match sweeping.phase {
        Phase::Running(_) => String::new(),
        Phase::Asking(left) => format!(
            "{done} of {all} runs are done. The others would take about {} more.",
            roughly(left)
        ),
        Phase::Cancelled => format!("Stopped after {done} of {all} runs. Their results stay."),
        Phase::Done if all == 0 => "None of the values can be simulated.".to_owned(),
        Phase::Done => format!("Done: {done} runs."),
    }
}

/// A time to wait, no finer than one can count on: `12 s`, `3 min`, `2 h`, `5 days`.
fn roughly(seconds: f64) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;
    let (unit, name) = match seconds {
        s if s < 1.5 * MINUTE => (1.0, "s"),
        s if s < 1.5 * HOUR => (MINUTE, "min"),
        s if s < 2.0 * DAY => (HOUR, "h"),
        _ => (DAY, "days"),
    };
    format!("{:.0}\u{a0}{name}", (seconds / unit).ceil())
}

/// What the runs of a row gave, in words: `simulated 62.5 s (58.1 s to 66 s in 5 runs), 81 % of the ideal`.
pub(crate) fn in_words(row: &Row) -> String {
    if let Some(fault) = &row.fault {
        return format!("cannot be simulated: {fault}");
    }
    let human = |time: Option<Seconds>| time.map_or_else(|| "never".to_owned(), Seconds::human);
    let finish = &row.finish;
    let runs = match row.runs {
        0 => return "not simulated yet".to_owned(),
        1 => "1 run".to_owned(),
        runs => format!("{runs} runs"),
    };
    let ideal = row.efficiency.map_or_else(String::new, |efficiency| {
        format!(", {} of the ideal", percent(efficiency))
    });
    if finish.min == finish.max {
        return format!("simulated {} in {runs}{ideal}", human(finish.median));
    }
    format!(
        "simulated {} ({} to {} in {runs}){ideal}",
        human(finish.median),
        human(finish.min),
        human(finish.max)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::units::Prefix;

    fn request(text: &str, over: &str, runs: u32) -> SweepRequest {
        let (scenario, faults) = Scenario::read(text);
        assert_eq!(faults, []);
        SweepRequest {
            scenario: Rc::new(scenario),
            over: Over::parse(over, Prefix::Si).expect(over),
            runs,
        }
    }

    #[cfg(feature = "ssr")]
    impl Sweeping {
        /// All runs of a sweep, played.
        pub(crate) fn played(text: &str, over: &str, runs: u32) -> Self {
            done(request(text, over, runs))
        }
    }

    fn done(request: SweepRequest) -> Sweeping {
        let mut sweep = request.sweep().expect("a sweep");
        assert!(sweep.advance(u64::MAX));
        Sweeping {
            request,
            rows: sweep.plan().to_vec(),
            progress: sweep.progress(),
            phase: Phase::Done,
        }
    }

    #[test]
    fn results_hold_as_long_as_the_same_runs_would_be_played() {
        let sweeping = done(request("file=1MiB&peers=4x1Mbps/8Mbps", "peers=2,3", 1));
        for (text, holds) in [
            ("file=1MiB&peers=4x1Mbps/8Mbps", true),
            // How many there are is what is swept.
            ("file=1MiB&peers=9x1Mbps/8Mbps", true),
            ("file=1MiB&peers=4x2Mbps/8Mbps", false),
            ("file=1MiB&peers=4x1Mbps/8Mbps&seed=9", false),
        ] {
            let (scenario, _) = Scenario::read(text);
            assert_eq!(sweeping.holds_for(&Rc::new(scenario)), holds, "{text}");
        }
    }

    #[test]
    fn runs_are_counted_without_those_that_cannot_be() {
        let sweeping = done(request("file=1MiB&chunk=256KiB", "peers=2,3,30000", 2));
        assert_eq!(sweeping.runs(), (4, 4));
        assert_eq!(sweeping.told().count(), 3);
        assert_eq!(said(&sweeping), "Done: 4 runs.");
        let last = in_words(&sweeping.rows[2]);
        assert_eq!(
            last,
            "cannot be simulated: too large to simulate here: 30000 peers, and at most 20000 are possible"
        );
    }

    #[test]
    fn a_row_is_said_with_its_spread_and_its_part_of_the_ideal() {
        // One peer takes what the server sends: 1 MiB at 4 Mb/s, in each run.
        let sweeping = done(request("file=1MiB&server=4Mbps", "peers=1,9", 3));
        let words = |row: usize| in_words(&sweeping.rows[row]).replace('\u{a0}', " ");
        assert_eq!(words(0), "simulated 2.10 s in 3 runs, 100 % of the ideal");
        let [min, median, max] = {
            let finish = sweeping.rows[1].finish;
            [finish.min, finish.median, finish.max].map(|time| time.expect("finished").human())
        };
        let expected = format!("simulated {median} ({min} to {max} in 3 runs), ");
        assert!(
            words(1).starts_with(&expected.replace('\u{a0}', " ")),
            "{}",
            words(1)
        );
        assert!(words(1).ends_with(" % of the ideal"), "{}", words(1));
    }

    #[test]
    fn waiting_times_are_rough() {
        for (seconds, text) in [
            (0.2, "1 s"),
            (11.2, "12 s"),
            (89.0, "89 s"),
            (100.0, "2 min"),
            (7000.0, "2 h"),
            (200_000.0, "3 days"),
        ] {
            assert_eq!(roughly(seconds).replace('\u{a0}', " "), text);
        }
    }
}
