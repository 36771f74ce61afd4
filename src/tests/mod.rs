//! Tests of whole pages, rendered on this machine by Yew's own server-side renderer: no browser takes part. [`page`]
//! renders what an address shows, [`html`] reads it back, [`rules`] says what must hold of every page.

pub(crate) mod html;
mod journeys;
mod links;
mod pages;
pub(crate) mod rules;
mod source;
mod told;

use crate::app::App;
use crate::browser::{Host, answer_like};
use html::Element;
use yew::{BaseComponent, LocalServerRenderer};

/// What the address with this fragment shows, with all folds open.
fn page(fragment: &str) -> Element {
    page_like(Host {
        fragment: fragment.to_owned(),
        open_folds: true,
        ..Host::default()
    })
}

/// What such a page shows.
fn page_like(host: Host) -> Element {
    answer_like(host);
    html::read(&rendered::<App>(()))
}

/// A component as HTML.
pub(crate) fn rendered<C: BaseComponent>(props: C::Properties) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let renderer = LocalServerRenderer::<C>::with_props(props).hydratable(false);
    tokio::task::LocalSet::new().block_on(&runtime.expect("a runtime"), renderer.render())
}
