//! Learn: The lecture as an article with live figures.

use crate::pages::frame::{PageProps, frame};
use yew::prelude::*;

/// The page.
#[hook]
pub(crate) fn use_learn(props: &PageProps) -> Html {
    let main = html! { <h1>{ "Learn" }</h1> };
    frame(props, Html::default(), main)
}
