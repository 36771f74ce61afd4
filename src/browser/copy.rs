//! What is copied with one press. Where the browser refuses, the text is selected, for the reader to copy.

use crate::browser;
use crate::browser::rendering;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// What has come of a press, until the text is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    /// Not pressed yet.
    Not,
    Yes,
    /// It is selected, and that is all.
    Refused,
}

impl Copied {
    /// Copies what is selected.
    fn now() -> Self {
        if browser::copy_selection() {
            Self::Yes
        } else {
            Self::Refused
        }
    }

    fn answer(self) -> Html {
        let words = match self {
            Self::Not => "",
            Self::Yes => "Copied",
            Self::Refused => "Not copied: it is selected, copy it from the field",
        };
        html! { <span role="status" class="share-answer">{ words }</span> }
    }
}

/// What came of the last press, for this text and no other.
#[hook]
fn use_copied(text: &str) -> UseStateHandle<Copied> {
    let copied = use_state_eq(|| Copied::Not);
    let setter = copied.setter();
    use_effect_with(text.to_owned(), move |_| setter.set(Copied::Not));
    copied
}

#[derive(PartialEq, Properties)]
pub(crate) struct ShareProps {
    /// What is shown now; the address itself follows a moment later.
    pub(crate) fragment: AttrValue,
}

/// Copies the link to what is shown.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    rendering();
    let copied = use_copied(&props.fragment);
    let field = use_node_ref();
    let on_click = {
        let (copied, field) = (copied.setter(), field.clone());
        let fragment = props.fragment.clone();
        Callback::from(move |_: MouseEvent| {
            let Some(input) = field.cast::<HtmlInputElement>() else {
                return;
            };
            let address = browser::address();
            let page = address.split('#').next().unwrap_or_default();
            input.set_value(&format!("{page}{fragment}"));
            input.select();
            copied.set(Copied::now());
        })
    };
    // Seen only where the reader has something to do with it.
    let refused = *copied == Copied::Refused;
    html! {
        <span class="share">
            <button type="button" class="button" onclick={on_click}>{ "Copy link" }</button>
            <input ref={field} class={if refused { "text" } else { "visually-hidden" }} aria-label="Link" readonly=true
                tabindex={(!refused).then_some("-1")} aria-hidden={(!refused).then_some("true")} />
            { copied.answer() }
        </span>
    }
}

/// Something to copy, in a field with this label.
pub(crate) fn line(id: &'static str, label: &'static str, text: String) -> Html {
    html! { <Line key={id} {id} {label} {text} /> }
}

#[derive(PartialEq, Properties)]
struct LineProps {
    id: &'static str,
    label: &'static str,
    text: String,
}

/// A field with a button that copies what is in it, and says so.
#[component]
fn Line(props: &LineProps) -> Html {
    rendering();
    let copied = use_copied(&props.text);
    let field = use_node_ref();
    let on_click = {
        let (copied, field) = (copied.setter(), field.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                field.select();
                copied.set(Copied::now());
            }
        })
    };
    html! {
        <div class="line-to-copy">
            <label for={props.id}>{ props.label }</label>
            <button type="button" class="button" aria-label={format!("Copy: {}", props.label)} onclick={on_click}>{ "Copy" }</button>
            { copied.answer() }
            <textarea id={props.id} ref={field} class="text" rows="3" readonly=true spellcheck="false" value={props.text.clone()} />
        </div>
    }
}
