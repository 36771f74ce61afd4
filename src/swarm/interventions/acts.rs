//! Acting in the middle of a run: take a host away, let one fail, join, stop uploading, change its rates.
//! Each act becomes part of the scenario, and can be moved and removed.

use crate::browser::rendering;
use crate::drawing::words::clock;
use crate::scenario::field::Field;
use p2p_model::scenario::{Act, ActKind, Scenario, ScenarioError};
use p2p_model::swarm::{HostId, Snapshot};
use p2p_model::units::{BitRate, Prefix, Seconds};
use std::rc::Rc;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Hosts beyond these are not listed: the number of one is typed.
const MOST_CHOICES: usize = 100;

#[derive(PartialEq, Properties)]
pub(crate) struct ActsProps {
    pub(crate) scenario: Rc<Scenario>,
    /// The swarm at the instant at which the reader acts, once it is known.
    pub(crate) snapshot: Option<Rc<Snapshot>>,
    /// The host that is looked at, and so the one most likely meant.
    pub(crate) host: Option<HostId>,
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
}

/// What can be done now, and what has been.
#[component]
pub(crate) fn Acts(props: &ActsProps) -> Html {
    rendering();
    let error = use_state(|| None::<String>);
    let list = use_node_ref();
    {
        let error = error.setter();
        use_effect_with(props.scenario.clone(), move |_| error.set(None));
    }
    let on_wrong = use_callback(error.setter(), |reason: String, error| {
        error.set(Some(reason));
    });
    let edit = use_callback(
        (
            props.scenario.clone(),
            props.on_edit.clone(),
            on_wrong.clone(),
        ),
        |acts: Vec<Act>, (scenario, on_edit, on_wrong)| match with_acts(scenario, acts) {
            Ok(next) => on_edit.emit((Field::Key("at"), Rc::new(next))),
            Err(reason) => on_wrong.emit(reason),
        },
    );
    let add = |time: Seconds| {
        let scenario = props.scenario.clone();
        edit.reform(move |what: ActKind| {
            scenario
                .acts
                .iter()
                .copied()
                .chain([Act { time, what }])
                .collect()
        })
    };
    html! {
        <details class="acts" open={!props.scenario.acts.is_empty()}>
            <summary>{ "Act during the run" }</summary>
            if let Some(snapshot) = &props.snapshot {
                <p class="hint">
                    { "What you do at " }<span class="number" translate="no">{ clock(snapshot.time.0) }</span>
                    { " becomes part of the scenario and its link. What came before stays as it was." }
                </p>
                <ActNow scenario={props.scenario.clone()} snapshot={snapshot.clone()} host={props.host}
                    on_act={add(now_of(snapshot))} on_wrong={on_wrong.clone()} />
            }
            <p class="error" role="status">{ error.as_deref().unwrap_or_default() }</p>
            if !props.scenario.acts.is_empty() {
                { act_list(&props.scenario, &list, &edit, &on_wrong) }
            }
        </details>
    }
}

/// The instant of the picture, to the millisecond that its link can carry.
fn now_of(snapshot: &Snapshot) -> Seconds {
    Seconds((snapshot.time.0 * 1000.0).ceil() / 1000.0)
}

/// The scenario with these acts, in the order of their times.
fn with_acts(scenario: &Scenario, mut acts: Vec<Act>) -> Result<Scenario, String> {
    // Acts at the same time stay as they stand.
    acts.sort_by(|a, b| a.time.0.total_cmp(&b.time.0));
    let next = Scenario {
        acts,
        ..scenario.clone()
    };
    let first = |errors: Vec<ScenarioError>| errors[0].to_string();
    next.validate().map_err(first)?;
    Ok(next)
}

/// The acts of the scenario, each with its time, which can be changed, and a way to undo it.
fn act_list(
    scenario: &Scenario,
    list: &NodeRef,
    on_acts: &Callback<Vec<Act>>,
    on_wrong: &Callback<String>,
) -> Html {
    let done = |(index, act): (usize, &Act)| {
        let what = in_words(act.what, scenario.prefix);
        let on_move = {
            let acts = scenario.acts.clone();
            let (on_acts, on_wrong) = (on_acts.clone(), on_wrong.clone());
            Callback::from(move |event: Event| {
                let typed = event.target_unchecked_into::<HtmlInputElement>().value();
                let mut acts = acts.clone();
                match Seconds::parse(typed.trim()) {
                    Ok(time) => {
                        acts[index].time = time;
                        on_acts.emit(acts);
                    }
                    Err(reason) => on_wrong.emit(reason.to_string()),
                }
            })
        };
        let on_remove = {
            let (acts, on_acts, list) = (scenario.acts.clone(), on_acts.clone(), list.clone());
            Callback::from(move |_: MouseEvent| {
                let mut acts = acts.clone();
                acts.remove(index);
                // The button goes; the focus stays near.
                if let Some(list) = list.cast::<HtmlElement>() {
                    let _ = list.focus();
                }
                on_acts.emit(acts);
            })
        };
        html! {
            <li key={format!("{index} {}", act.text(scenario.prefix))}>
                <input type="text" class="act-time number" aria-label={format!("Time of: {what}")} value={act.time.text()}
                    spellcheck="false" autocomplete="off" onchange={on_move} />
                <span>{ &what }</span>
                <button type="button" class="button" aria-label={format!("Remove: {what}")} onclick={on_remove}>{ "Remove" }</button>
            </li>
        }
    };
    html! {
        <ol class="act-list" ref={list.clone()} tabindex="-1" aria-label="Acts on the swarm">
            { for scenario.acts.iter().enumerate().map(done) }
        </ol>
    }
}

/// An act in words, as part of a sentence.
pub(crate) fn in_words(what: ActKind, prefix: Prefix) -> String {
    match what {
        ActKind::Leave { host } => format!("{} leaves", HostId(host)),
        ActKind::Fail { host } => format!("{} fails", HostId(host)),
        ActKind::Mute { host } => format!("{} stops uploading", HostId(host)),
        ActKind::Join { class } => format!("a peer of class {} joins", class + 1),
        ActKind::Rates { host: 0, up, .. } => {
            format!("the server uploads at {}", up.human(prefix))
        }
        ActKind::Rates { host, up, down } => format!(
            "{} has {} up, {} down",
            HostId(host),
            up.human(prefix),
            down.human(prefix)
        ),
    }
}

#[derive(PartialEq, Properties)]
struct ActNowProps {
    scenario: Rc<Scenario>,
    snapshot: Rc<Snapshot>,
    host: Option<HostId>,
    on_act: Callback<ActKind>,
    on_wrong: Callback<String>,
}

/// The choice of a host, and a button for each thing that can be done to it.
#[component]
fn ActNow(props: &ActNowProps) -> Html {
    rendering();
    let chosen = use_state(|| None::<HostId>);
    {
        // Whom one selects in the picture is meant here too.
        let chosen = chosen.setter();
        use_effect_with(props.host, move |_| chosen.set(None));
    }
    let snapshot = &props.snapshot;
    let prefix = props.scenario.prefix;
    let here = |host: &HostId| {
        let state = snapshot.hosts.get(host.index());
        state.is_some_and(|state| state.present && !state.failed)
    };
    let hosts: Vec<HostId> = (0..u32::try_from(snapshot.hosts.len()).unwrap_or(u32::MAX))
        .map(HostId)
        .filter(here)
        .collect();
    let whom = chosen
        .or(props.host)
        .filter(here)
        .or_else(|| hosts.get(1).or(hosts.first()).copied());
    let on_whom = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            chosen.set(value.parse().ok().map(HostId));
        })
    };
    let on_number = {
        let chosen = chosen.setter();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            chosen.set(value.parse().ok().map(HostId));
        })
    };
    let act = |name: &'static str, what: ActKind| {
        let on_act = props.on_act.reform(move |_: MouseEvent| what);
        html! { <button type="button" class="button" onclick={on_act}>{ name }</button> }
    };
    let to_host = |host: HostId| {
        let state = &snapshot.hosts[host.index()];
        html! {
            <>
                <div class="act-buttons">
                    { act("Remove host", ActKind::Leave { host: host.0 }) }
                    { act("Crash host", ActKind::Fail { host: host.0 }) }
                    if state.up.0 > 0 {
                        { act("Stop its upload", ActKind::Mute { host: host.0 }) }
                    }
                </div>
                <Rates key={host.0} {host} up={state.up} down={state.down} {prefix}
                    on_act={props.on_act.clone()} on_wrong={props.on_wrong.clone()} />
            </>
        }
    };
    let several = props.scenario.peers.len() > 1;
    html! {
        <div class="act-now">
            if let Some(whom) = whom {
                <label class="act-whom">
                    <span>{ "Act on" }</span>
                    if hosts.len() > MOST_CHOICES {
                        <input type="number" id="act-host" min="0" max={(snapshot.hosts.len() - 1).to_string()} value={whom.0.to_string()}
                            aria-label="The number of a peer; 0 is the server" onchange={on_number} />
                    } else {
                        <select id="act-host" onchange={on_whom}>
                            { for hosts.iter().map(|host| html! {
                                <option value={host.0.to_string()} selected={*host == whom}>{ host.to_string() }</option>
                            }) }
                        </select>
                    }
                </label>
                { to_host(whom) }
            }
            <div class="act-buttons">
                { for (0..props.scenario.peers.len()).map(|class| {
                    let on_act = props.on_act.reform(move |_: MouseEvent| ActKind::Join { class });
                    let of = if several { format!(" of class {}", class + 1) } else { String::new() };
                    html! {
                        <button type="button" class="button" onclick={on_act}>{ format!("Add a peer{of}") }</button>
                    }
                }) }
            </div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct RatesProps {
    host: HostId,
    /// As they are now.
    up: BitRate,
    down: BitRate,
    prefix: Prefix,
    on_act: Callback<ActKind>,
    on_wrong: Callback<String>,
}

/// Other rates for a host.
#[component]
fn Rates(props: &RatesProps) -> Html {
    rendering();
    // What is typed stays while the run goes on.
    let drafts = [use_state(|| None::<String>), use_state(|| None::<String>)];
    let text = |index: usize, rate: BitRate| {
        let draft: Option<&String> = drafts[index].as_ref();
        draft.cloned().unwrap_or_else(|| rate.text(props.prefix))
    };
    // The server downloads nothing.
    let server = props.host == HostId::SERVER;
    let down = if server { BitRate(0) } else { props.down };
    let texts = [text(0, props.up), text(1, down)];
    let on_click = {
        let (host, prefix, texts) = (props.host.0, props.prefix, texts.clone());
        let (on_act, on_wrong) = (props.on_act.clone(), props.on_wrong.clone());
        Callback::from(move |_: MouseEvent| {
            let rate = |text: &str| BitRate::parse(text.trim(), prefix);
            match (rate(&texts[0]), rate(&texts[1])) {
                (Ok(up), Ok(down)) => on_act.emit(ActKind::Rates { host, up, down }),
                (Err(reason), _) | (_, Err(reason)) => on_wrong.emit(reason.to_string()),
            }
        })
    };
    let field = |index: usize, name: &'static str| {
        let draft = drafts[index].setter();
        let on_input = Callback::from(move |event: InputEvent| {
            draft.set(Some(
                event.target_unchecked_into::<HtmlInputElement>().value(),
            ));
        });
        html! {
            <label>
                { name }
                <input type="text" class="number" value={texts[index].clone()} spellcheck="false" autocomplete="off" oninput={on_input} />
            </label>
        }
    };
    html! {
        <div class="act-rates">
            { field(0, "Up") }
            if !server {
                { field(1, "Down") }
            }
            <button type="button" class="button" onclick={on_click}>{ "Change its rates" }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(time: f64, what: ActKind) -> Act {
        Act {
            time: Seconds(time),
            what,
        }
    }

    #[test]
    fn acts_stand_in_the_order_of_their_times() {
        let scenario = Scenario::default();
        let leave = act(30.0, ActKind::Leave { host: 7 });
        let join = act(10.0, ActKind::Join { class: 0 });
        let next = with_acts(&scenario, vec![leave, join]).expect("both are possible");
        assert_eq!(next.value("at"), "10s:join:1,30s:leave:7");
    }

    #[test]
    fn an_act_on_nobody_is_refused_with_a_reason() {
        let scenario = Scenario::default();
        let reason = with_acts(&scenario, vec![act(1.0, ActKind::Leave { host: 99 })]);
        assert!(reason.expect_err("there is no peer 99").contains("99"));
    }

    #[test]
    fn an_act_is_never_before_the_instant_it_was_made_at() {
        let trace =
            p2p_model::swarm::simulate(&Scenario::default(), p2p_model::bounds::Architecture::P2p)
                .expect("a run");
        let snapshot = trace.at(Seconds(10.000_4));
        assert_eq!(now_of(&snapshot), Seconds(10.001));
    }
}
