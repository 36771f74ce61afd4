//! Experiments: one value of the scenario varied over many, each played with many seeds.

mod chart;
pub(crate) mod results;
pub(crate) mod run;

use crate::address::faults::quoted;
use crate::browser::fold::use_fold;
use crate::browser::{NEVER, rendering};
use crate::scenario::field::Field;
use crate::scenario::rules;
use crate::sweep::run::{SweepRequest, use_sweep};
use p2p_model::scenario::Scenario;
use p2p_model::sweep::{Over, Row, example};
use results::Results;
use std::rc::Rc;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The most seeds for each value: with as many, quartiles hardly change any more.
const MOST_RUNS: u32 = 100;

/// The values that matter most, by their keys.
const QUANTITIES: &[(&str, &str)] = &[
    ("peers", "Number of peers"),
    ("server", "Server upload"),
    ("file", "File size"),
    ("chunk", "Chunk size"),
    ("seed", "Random seed"),
];

#[derive(PartialEq, Properties)]
pub(crate) struct ExperimentsProps {
    pub(crate) scenario: Rc<Scenario>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
}

/// The section of the page, folded away at first.
#[component]
pub(crate) fn Experiments(props: &ExperimentsProps) -> Html {
    rendering();
    let form = use_state_eq(SweepForm::default);
    let fault = use_state_eq(|| None::<Fault>);
    let sweep = use_sweep();
    let fields = [use_node_ref(), use_node_ref()];
    // In a closed fold there is nothing to plan.
    let (open, on_toggle) = use_fold(NEVER);
    let plan = use_memo(
        open.then(|| (props.scenario.clone(), (*form).clone())),
        |planned| match planned {
            Some((scenario, form)) => form.plan(scenario),
            None => Ok(String::new()),
        },
    );
    let sweeping = sweep.sweeping();
    let stale = {
        let request = sweeping.as_ref().map(|sweeping| sweeping.request.clone());
        let sweeping = sweeping.clone();
        *use_memo((props.scenario.clone(), request), move |(scenario, _)| {
            sweeping.is_some_and(|sweeping| !sweeping.holds_for(scenario))
        })
    };
    let on_start = {
        let (scenario, form) = (props.scenario.clone(), form.clone());
        let (fault, sweep, fields) = (fault.setter(), sweep.clone(), fields.clone());
        Callback::from(move |()| {
            let wrong = match form.request(&scenario) {
                Ok(request) => sweep
                    .start(request)
                    .err()
                    .map(|e| Fault::values(e.to_string())),
                Err(wrong) => Some(wrong),
            };
            if let Some(wrong) = &wrong
                && let Some(field) = fields[wrong.field as usize].cast::<HtmlElement>()
            {
                let _ = field.focus();
            }
            fault.set(wrong);
        })
    };
    // What was typed is judged when the reader is done with it, or at once while it is known to be wrong.
    let judge = {
        let (fault, plan) = (fault.setter(), plan.clone());
        Callback::from(move |()| fault.set(plan.as_ref().as_ref().err().cloned()))
    };
    {
        let (fault, plan) = (fault.clone(), plan.clone());
        use_effect_with(plan, move |plan| {
            if fault.is_some() {
                fault.set(plan.as_ref().as_ref().err().cloned());
            }
        });
    }
    let on_key = {
        let form = form.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Some((key, _)) = keys().find(|(key, _)| *key == chosen) {
                form.set(SweepForm {
                    runs: form.runs.clone(),
                    ..SweepForm::of(key)
                });
            }
        })
    };
    let typed = |write: fn(&mut SweepForm, String)| {
        let form = form.clone();
        Callback::from(move |event: InputEvent| {
            let mut next = (*form).clone();
            write(
                &mut next,
                event.target_unchecked_into::<HtmlInputElement>().value(),
            );
            form.set(next);
        })
    };
    let on_enter = {
        let on_start = on_start.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                on_start.emit(());
            }
        })
    };
    let text = |field: Part, label: &'static str, value: &str, hint: String, write| {
        let id = field.id();
        let wrong = fault.as_ref().filter(|fault| fault.field == field);
        let (error_id, hint_id) = (format!("{id}-error"), format!("{id}-hint"));
        let described = match wrong {
            Some(_) => format!("{error_id} {hint_id}"),
            None => hint_id.clone(),
        };
        html! {
            <div class={classes!("quantity", id, wrong.map(|_| "is-wrong"))}>
                <label for={id}>{ label }</label>
                <input type="text" {id} class="text" autocomplete="off" spellcheck="false" autocapitalize="off"
                    ref={fields[field as usize].clone()} value={value.to_owned()} aria-describedby={described}
                    aria-invalid={wrong.map(|_| "true")} oninput={typed(write)}
                    onchange={judge.reform(|_: Event| ())} onkeydown={on_enter.clone()} />
                if let Some(wrong) = wrong {
                    <p class="error" id={error_id} role="status">{ &wrong.reason }</p>
                }
                <p class="hint" id={hint_id}>{ hint }</p>
            </div>
        }
    };
    let planned = plan.as_ref().as_ref().ok().cloned().unwrap_or_default();
    html! {
        <details class="experiments" ontoggle={on_toggle}>
            <summary>
                <h2>{ "Experiments" }</h2>
                <span class="in-short">{ "Vary one value, simulate each with many seeds, and compare with the bounds." }</span>
            </summary>
            <div class="experiment">
                <div class="quantity">
                    <label for="sweep-key">{ "Vary" }</label>
                    <select id="sweep-key" onchange={on_key}>{ options(form.key) }</select>
                </div>
                { text(Part::Values, "Values", &form.values, values_hint(form.key), |form, text| form.values = text) }
                { text(Part::Runs, "Seeds for each", &form.runs, format!("1 to {MOST_RUNS}."), |form, text| form.runs = text) }
                <div class="experiment-run">
                    { sweep.view("Run", "Run again", on_start) }
                    <p class="hint sweep-plan">{ planned }</p>
                </div>
            </div>
            if let Some(sweeping) = sweeping {
                <Results {sweeping} {stale} on_edit={Some(props.on_edit.clone())} />
            }
        </details>
    }
}

/// What the reader asks for, as it is typed.
#[derive(Clone, Debug, PartialEq)]
struct SweepForm {
    key: &'static str,
    values: String,
    runs: String,
}

/// The fields that are typed into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Values,
    Runs,
}

impl Part {
    fn id(self) -> &'static str {
        match self {
            Self::Values => "sweep-values",
            Self::Runs => "sweep-runs",
        }
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
struct Fault {
    field: Part,
    reason: String,
}

impl Fault {
    fn values(reason: String) -> Self {
        let field = Part::Values;
        Self { field, reason }
    }
}

impl Default for SweepForm {
    fn default() -> Self {
        Self::of("peers")
    }
}

impl SweepForm {
    /// What is asked at first of a key.
    fn of(key: &'static str) -> Self {
        let values = match key {
            // Soon done, and enough to see the curve bend.
            "peers" => "1..60".to_owned(),
            _ => example(key),
        };
        Self {
            key,
            values,
            runs: "10".to_owned(),
        }
    }

    /// The sweep that is asked for, or what is wrong.
    fn request(&self, scenario: &Rc<Scenario>) -> Result<SweepRequest, Fault> {
        let typed = self.values.trim();
        // The key may stand before the values, as on the command line.
        let values = typed
            .strip_prefix(self.key)
            .and_then(|rest| rest.trim_start().strip_prefix('='));
        let over = format!("{}={}", self.key, values.unwrap_or(typed));
        let over = Over::parse(&over, scenario.prefix).map_err(|e| Fault::values(e.to_string()))?;
        let runs = self
            .runs
            .trim()
            .parse()
            .ok()
            .filter(|runs| (1..=MOST_RUNS).contains(runs));
        let runs = runs.ok_or_else(|| Fault {
            field: Part::Runs,
            reason: format!(
                "{} is not a number of seeds: write a whole number from 1 to {MOST_RUNS}, such as 10",
                quoted(self.runs.trim())
            ),
        })?;
        Ok(SweepRequest {
            scenario: scenario.clone(),
            over,
            runs,
        })
    }

    /// What would be played, in words, or what is wrong.
    fn plan(&self, scenario: &Rc<Scenario>) -> Result<String, Fault> {
        let request = self.request(scenario)?;
        let rows = request.plan().map_err(|e| Fault::values(e.to_string()))?;
        Ok(planned(&rows, request.runs))
    }
}

/// How much there is to play: `20 values × 10 seeds = 200 runs of up to 60 peers.`
fn planned(rows: &[Row], runs: u32) -> String {
    let playable = || rows.iter().filter(|row| row.fault.is_none());
    let (values, most) = (playable().count(), playable().map(|row| row.peers).max());
    let mut text = match most {
        None => String::new(),
        Some(most) => format!(
            "{values} × {runs} = {} runs of up to {most} {}.",
            values as u64 * u64::from(runs),
            if most == 1 { "peer" } else { "peers" }
        ),
    };
    if let Some(row) = rows.iter().find(|row| row.fault.is_some())
        && let Some(fault) = &row.fault
    {
        if !text.is_empty() {
            text.push(' ');
        }
        text += &match rows.len() - values {
            1 => format!("{} cannot be simulated: {fault}.", row.value),
            left_out => format!(
                "{left_out} values cannot be simulated, the first {}: {fault}.",
                row.value
            ),
        };
    }
    text
}

/// What may be varied, with its name.
fn keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rules = rules::by_question()
        .into_iter()
        .flat_map(|(_, rules)| rules);
    QUANTITIES.iter().copied().chain(rules)
}

/// The name of what is varied.
fn name_of(key: &str) -> &'static str {
    keys()
        .find(|(other, _)| *other == key)
        .map_or("", |(_, name)| name)
}

fn options(present: &'static str) -> Html {
    let option = |(key, name): (&'static str, &'static str)| {
        html! { <option value={key} selected={key == present}>{ name }</option> }
    };
    html! {
        <>
            { for QUANTITIES.iter().copied().map(option) }
            { for rules::by_question().into_iter().map(|(question, rules)| html! {
                <optgroup label={question}>{ for rules.into_iter().map(option) }</optgroup>
            }) }
        </>
    }
}

fn values_hint(key: &'static str) -> String {
    let example = SweepForm::of(key).values;
    if example.contains("..") {
        format!(
            "A range such as {example}, of which about 20 values are simulated, or values with commas between."
        )
    } else {
        format!("Values with commas between, such as {example}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(key: &'static str, values: &str, runs: &str) -> SweepForm {
        let (values, runs) = (values.to_owned(), runs.to_owned());
        SweepForm { key, values, runs }
    }

    #[test]
    fn every_key_of_the_model_but_the_prefix_can_be_varied() {
        let (_, faults) = Scenario::read("no_such_key_at_all=1");
        let fault = faults[0].to_string();
        let (_, names) = fault.split_once("write one of ").expect("the keys");
        let mut names: Vec<&str> = names.split(", ").filter(|name| *name != "prefix").collect();
        let mut offered: Vec<&str> = keys().map(|(key, _)| key).collect();
        names.sort_unstable();
        offered.sort_unstable();
        assert_eq!(offered, names);
    }

    #[test]
    fn what_is_offered_at_first_can_be_played() {
        let scenario = Rc::new(Scenario::default());
        for (key, _) in keys() {
            let plan = SweepForm::of(key).plan(&scenario).expect(key);
            assert!(
                plan.contains("10 = ") && !plan.contains("cannot"),
                "{key}: {plan}"
            );
        }
    }

    #[test]
    fn wrong_values_and_runs_are_told_at_their_fields() {
        let scenario = Rc::new(Scenario::default());
        for (form, field, part) in [
            (
                form("peers", "", "10"),
                Part::Values,
                "write something like peers=1..1000",
            ),
            (
                form("peers", "9..2", "10"),
                Part::Values,
                "ends before it begins",
            ),
            (
                form("peers", "2&file=1MiB", "10"),
                Part::Values,
                "does not say what takes which values",
            ),
            (
                form("server", "1Mbps..x", "10"),
                Part::Values,
                "does not start with a plain number",
            ),
            (form("pick", "best", "10"), Part::Values, "best"),
            (
                form("peers", "\u{0}\u{202e}<script>", "10"),
                Part::Values,
                "is not COUNTxUP/DOWN",
            ),
            (form("peers", "1..60", "0"), Part::Runs, "from 1 to 100"),
            (form("peers", "1..60", "1e9"), Part::Runs, "from 1 to 100"),
            (form("peers", "1..60", ""), Part::Runs, "from 1 to 100"),
        ] {
            let fault = form.plan(&scenario).expect_err(&form.values);
            assert_eq!(fault.field, field, "{form:?}");
            assert!(fault.reason.contains(part), "{form:?}: {}", fault.reason);
        }
    }

    #[test]
    fn the_key_may_stand_before_the_values() {
        let scenario = Rc::new(Scenario::default());
        let with = form("peers", " peers = 1..5", "2").request(&scenario);
        assert_eq!(with, form("peers", "1..5", "2").request(&scenario));
    }

    #[test]
    fn the_plan_says_how_much_there_is_to_play() {
        let scenario = Rc::new(Scenario::default());
        let plan = |values| form("peers", values, "3").plan(&scenario).expect("a plan");
        assert_eq!(plan("1..5"), "5 × 3 = 15 runs of up to 5 peers.");
        assert_eq!(
            plan("1,30000"),
            "1 × 3 = 3 runs of up to 1 peer. 30000 cannot be simulated: too large to simulate here: 30000 peers, and at most 20000 are possible."
        );
    }
}
