//! Teach: A figure, set up for a course page.

use crate::pages::frame::{PageProps, frame};
use yew::prelude::*;

/// The page.
#[hook]
pub(crate) fn use_teach(props: &PageProps) -> Html {
    let main = html! { <h1>{ "Teach" }</h1> };
    frame(props, Html::default(), main)
}
