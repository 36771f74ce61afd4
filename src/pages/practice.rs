//! Practice: Exercises, with their worked answers.

use crate::pages::frame::{PageProps, frame};
use yew::prelude::*;

/// The page.
#[hook]
pub(crate) fn use_practice(props: &PageProps) -> Html {
    let main = html! { <h1>{ "Practice" }</h1> };
    frame(props, Html::default(), main)
}
