//! What is around every page: its masthead with the way to the others, its main part, its foot.

pub(crate) mod edits;
mod kept;
pub(crate) mod notice;

use crate::address::route::Page;
use crate::browser::focus_main;
use crate::browser::theme::Theme;
use crate::scenario::state::{Action, State};
use crate::shell::kept::KeptHere;
use crate::shell::notice::notice;
use yew::prelude::*;

/// What every page is given.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PageProps {
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) theme: Theme,
    pub(crate) set_theme: Callback<Theme>,
}

/// The page around `main`, with `tools` of its own in the masthead.
pub(crate) fn frame(props: &PageProps, tools: Html, main: Html) -> Html {
    let state = &props.state;
    let dispatch = state.dispatcher();
    let on_dismiss = Callback::from(move |()| dispatch.dispatch(Action::Dismiss));
    html! {
        <div class="page">
            <a class="skip" href="#main" onclick={skip_to_main()}>{ "Skip to the page" }</a>
            <header class="masthead">
                <p class="brand">{ "P2P Lab" }</p>
                <nav aria-label="Pages">
                    { for Page::ALL.map(|(page, name)| {
                        let current = (page == state.page.whole()).then_some("page");
                        html! { <a href={state.fragment_of(page)} aria-current={current}>{ name }</a> }
                    }) }
                </nav>
                <div class="masthead-tools">
                    { tools }
                    { theme_switch(props.theme, &props.set_theme) }
                </div>
            </header>
            <main id="main" tabindex="-1">
                // Where to find it again, on paper.
                <p class="on-paper" translate="no">{ state.fragment() }</p>
                { notice(state, &on_dismiss) }
                { main }
            </main>
            <footer class="colophon">
                <p>
                    { "P2P Lab plays the model of Kurose & Ross, section 2.5, and of BitTorrent (BEP 3). Only access links limit the rates; the network in between is never the bottleneck." }
                </p>
                <KeptHere />
            </footer>
        </div>
    }
}

/// A fragment would be taken for a page, so the focus is moved by hand.
fn skip_to_main() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        focus_main();
    })
}

/// As the system has it, light, or dark.
fn theme_switch(present: Theme, set_theme: &Callback<Theme>) -> Html {
    html! {
        <div class="segments" role="group" aria-label="Theme">
            { for Theme::ALL.map(|theme| {
                let pressed = theme == present;
                let on_click = set_theme.reform(move |_: MouseEvent| theme);
                html! {
                    <button type="button" class="button segment" aria-pressed={if pressed { "true" } else { "false" }} onclick={on_click}>
                        { theme.name() }
                    </button>
                }
            }) }
        </div>
    }
}
