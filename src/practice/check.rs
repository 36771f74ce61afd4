//! For who marks: whether the result of an exam is what its answers come to.

use crate::address::faults::quoted;
use crate::browser::{FileReader, read_bytes, rendering};
use p2p_course::exercise::Attempt;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// No result is longer, in bytes; what is gets refused by the model.
const MOST: u64 = 2_000_000;

/// Takes a saved result, marks it again and says what comes out.
#[component]
pub(super) fn CheckResult() -> Html {
    rendering();
    let said = use_state(String::new);
    let under_way = use_mut_ref(|| None::<FileReader>);
    let on_change = {
        let said = said.setter();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let said = said.clone();
            *under_way.borrow_mut() = Some(read_bytes(&file, MOST, move |bytes| {
                said.set(bytes.map_or_else(
                    || "The browser cannot read this file.".to_owned(),
                    |bytes| check(&String::from_utf8_lossy(&bytes)),
                ));
            }));
        })
    };
    html! {
        <div class="check-result">
            <label>
                { "Check a saved result" }
                <input type="file" id="result" accept=".txt,text/plain" onchange={on_change} />
            </label>
            <p role="status">{ said.as_str() }</p>
        </div>
    }
}

fn check(text: &str) -> String {
    let checked = match Attempt::check(text) {
        Ok(checked) => checked,
        Err(error) => return format!("✗ This is not a result: {error}."),
    };
    let (right, all) = checked.points;
    let set = checked.attempt.set;
    match checked.differs {
        None => format!("✓ {right} of {all} points. The file is as it was saved, for {set}."),
        Some((line, read)) => {
            format!(
                "✗ The answers give {right} of {all} points, but line {line} was changed: {}",
                quoted(&read)
            )
        }
    }
}
