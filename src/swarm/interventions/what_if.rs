//! What if: one value of the scenario otherwise, run beside it on one clock, and the difference in words.

use crate::address::view::WhatIf;
use crate::browser::rendering;
use crate::scenario::rules::in_words;
use p2p_model::scenario::{PeerClass, Scenario};
use p2p_model::swarm::{Trace, compare};
use p2p_model::units::BitRate;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct WhatIfChoiceProps {
    pub(crate) scenario: Rc<Scenario>,
    /// What is compared at present.
    pub(crate) present: Option<WhatIf>,
    /// Both runs, when both are there.
    pub(crate) runs: Option<(Rc<Trace>, Rc<Trace>)>,
    pub(crate) on_change: Callback<Option<WhatIf>>,
    /// The reader wants to go on with the other scenario.
    pub(crate) on_keep: Callback<()>,
}

/// The choice of a change, and what it makes of the swarm.
#[component]
pub(crate) fn WhatIfChoice(props: &WhatIfChoiceProps) -> Html {
    rendering();
    let own = use_state(|| false);
    let offers = use_memo(props.scenario.clone(), |scenario| offers(scenario));
    let summary = use_memo(props.runs.clone(), |runs| {
        runs.as_ref()
            .map(|(as_it_is, what_if)| compare(as_it_is, what_if).sentence())
    });
    let offered = |change: &WhatIf| offers.iter().position(|(_, offer)| offer == change);
    let chosen = props.present.as_ref().and_then(offered);
    let typing = *own || (props.present.is_some() && chosen.is_none());
    let on_choose = {
        let (offers, on_change, own) = (offers.clone(), props.on_change.clone(), own.setter());
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            let offer = value
                .parse::<usize>()
                .ok()
                .and_then(|index| offers.get(index));
            own.set(value == "own");
            on_change.emit(offer.map(|(_, change)| change.clone()));
        })
    };
    let on_type = props.on_change.reform(|event: Event| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value();
        let (key, value) = typed.split_once(['=', ':'])?;
        Some(WhatIf {
            key: key.trim().to_owned(),
            value: value.trim().to_owned(),
        })
    });
    let end = {
        let (on_change, own) = (props.on_change.clone(), own.setter());
        Callback::from(move |_: MouseEvent| {
            own.set(false);
            on_change.emit(None);
        })
    };
    let typed = props
        .present
        .as_ref()
        .map(|change| format!("{}={}", change.key, change.value));
    html! {
        <section class="what-if" aria-labelledby="what-if-title">
            <h3 id="what-if-title"><label for="what-if">{ "What if" }</label></h3>
            <select id="what-if" onchange={on_choose}>
                <option value="" selected={props.present.is_none() && !typing}>{ "no change" }</option>
                { for offers.iter().enumerate().map(|(index, (name, _))| html! {
                    <option value={index.to_string()} selected={chosen == Some(index) && !typing}>{ name.clone() }</option>
                }) }
                <option value="own" selected={typing}>{ "your own change" }</option>
            </select>
            if typing {
                <input type="text" aria-label="A key and its other value" placeholder="slots=2" value={typed}
                    spellcheck="false" autocomplete="off" onchange={on_type} />
            }
            if props.present.is_some() {
                <button type="button" class="button" onclick={props.on_keep.reform(|_: MouseEvent| ())}>{ "Keep this change" }</button>
                <button type="button" class="button" onclick={end}>{ "Back to the race" }</button>
            }
            <p class="difference" role="status">{ (*summary).clone().unwrap_or_default() }</p>
        </section>
    }
}

/// The changes that make sense of this scenario, each with a name.
fn offers(scenario: &Scenario) -> Vec<(String, WhatIf)> {
    let rules = [
        ("pick", "random"),
        ("pick", "order"),
        ("pick", "rarest"),
        ("choke", "random"),
        ("choke", "rate"),
        ("optimistic", "off"),
        ("optimistic", "30s"),
        ("origin", "leave:1"),
        ("origin", "stay"),
        ("finish", "leave"),
        ("finish", "stay"),
        ("slots", "1"),
        ("slots", "8"),
        ("have", "10s"),
        ("have", "now"),
        ("endgame", "off"),
        ("endgame", "on"),
    ];
    let named = |key: &str, value: &str| {
        let name = match (key, value) {
            ("choke", "random") => "no tit-for-tat: unchoke at random".to_owned(),
            ("choke", "rate") => "tit-for-tat: unchoke the peers that gave most".to_owned(),
            ("optimistic", "off") => "no optimistic unchoke".to_owned(),
            ("optimistic", _) => format!("an optimistic unchoke every {value}"),
            ("origin", "leave:1") => "the server leaves after one copy".to_owned(),
            ("origin", _) => "the server stays".to_owned(),
            ("finish", "leave") => "a finished peer leaves at once".to_owned(),
            ("finish", _) => "a finished peer stays as a seed".to_owned(),
            ("have", "10s") => "peers ask for news every 10 s instead of being told".to_owned(),
            ("have", _) => "news of a chunk is told at once".to_owned(),
            _ => in_words(key, value),
        };
        (name, key.to_owned(), value.to_owned())
    };
    let mut all: Vec<(String, String, String)> =
        rules.iter().map(|(key, value)| named(key, value)).collect();
    all.extend(with_free_riders(scenario).map(|peers| {
        (
            "a third of the peers upload nothing".to_owned(),
            "peers".to_owned(),
            peers,
        )
    }));
    all.extend(
        [("four times as large", 4), ("a quarter as large", -4)].map(|(how, factor)| {
            let bits = scenario.chunk.0;
            let bits = if factor > 0 {
                bits.saturating_mul(4)
            } else {
                bits / 4
            };
            let chunk = p2p_model::units::Bits(bits).text(scenario.prefix);
            (format!("chunks {how}: {chunk}"), "chunk".to_owned(), chunk)
        }),
    );
    all.into_iter()
        .filter_map(|(name, key, value)| {
            let (other, faults) = scenario.with(&key, &value);
            // Only what is possible, and other than it is.
            let other_value = other.value(&key);
            let sound = faults.is_empty() && other_value != scenario.value(&key);
            let value = other_value;
            sound.then_some((name, WhatIf { key, value }))
        })
        .collect()
}

/// The classes, a third of each that uploads made free riders; `None` where no class has three.
fn with_free_riders(scenario: &Scenario) -> Option<String> {
    let mut classes: Vec<PeerClass> = Vec::new();
    let mut split = false;
    for class in &scenario.peers {
        let riders = if class.up.0 > 0 { class.count / 3 } else { 0 };
        split |= riders > 0;
        let part = |count, up| PeerClass {
            count,
            up,
            ..*class
        };
        classes.push(part(class.count - riders, class.up));
        if riders > 0 {
            classes.push(part(riders, BitRate(0)));
        }
    }
    let texts = classes.iter().map(|class| class.text(scenario.prefix));
    split.then(|| texts.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use p2p_model::scenario::PRESETS;

    #[test]
    fn every_offer_changes_one_value_of_every_preset() {
        for preset in PRESETS {
            let (scenario, _) = Scenario::read(preset.text);
            let offers = offers(&scenario);
            assert!(offers.len() >= 8, "{}: {}", preset.name, offers.len());
            for (name, WhatIf { key, value }) in offers {
                let (other, faults) = scenario.with(&key, &value);
                assert!(faults.is_empty(), "{name}: {faults:?}");
                assert_ne!(other, scenario, "{name}");
                assert_eq!(other.value(&key), value, "{name}");
            }
        }
    }

    #[test]
    fn a_third_of_each_class_rides_free_and_nobody_is_lost() {
        let (scenario, _) = Scenario::read("peers=12x1Mbps/8Mbps,2x2Mbps/8Mbps,3x0/8Mbps");
        assert_eq!(
            with_free_riders(&scenario).as_deref(),
            Some("8x1Mbps/8Mbps,4x0/8Mbps,2x2Mbps/8Mbps,3x0/8Mbps")
        );
        let (few, _) = Scenario::read("peers=2x1Mbps/8Mbps");
        assert_eq!(with_free_riders(&few), None);
    }
}
