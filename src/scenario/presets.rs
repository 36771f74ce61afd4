//! The examples.

use super::controls::Edited;
use super::field::Field;
use crate::drawing::math::prose;
use p2p_model::scenario::{PRESETS, Preset, Scenario};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The example that this scenario is, if it is one.
pub(crate) fn preset_of(scenario: &Scenario) -> Option<&'static Preset> {
    let mut presets = PRESETS.iter();
    presets.find(|preset| Scenario::read(preset.text).0 == *scenario)
}

/// The examples by their names.
pub(crate) fn presets(props: &Edited) -> Html {
    let present = preset_of(&props.scenario);
    let on_change = {
        let (scenario, on_edit) = (props.scenario.clone(), props.on_edit.clone());
        Callback::from(move |event: Event| {
            let name = event.target_unchecked_into::<HtmlSelectElement>().value();
            if let Ok(next) = Field::Preset.edit(&scenario, &name) {
                on_edit.emit((Field::Preset, Rc::new(next)));
            }
        })
    };
    html! {
        <div class="quantity">
            <label for="preset">{ "Example" }</label>
            <select id="preset" onchange={on_change}>
                if present.is_none() {
                    <option value="" selected=true>{ "Your own" }</option>
                }
                { for PRESETS.chunk_by(|one, next| one.group == next.group).map(|group| html! {
                    <optgroup label={group[0].group}>
                        { for group.iter().map(|preset| html! {
                            <option value={preset.name} selected={present == Some(preset)}>{ preset.title }</option>
                        }) }
                    </optgroup>
                }) }
            </select>
            if let Some(preset) = present {
                <p class="hint">{ prose(preset.summary) }</p>
            }
        </div>
    }
}
