//! Which page is shown, and how the address follows the state and the state the address.

use crate::address::route::{Address, Page};
use crate::browser::storage::use_stored;
use crate::browser::theme::{Paper, Theme};
use crate::browser::{document, focus_main, fragment, now, rendering, window};
use crate::drawing::palette::Palette;
use crate::embed::Embed;
use crate::lab::Lab;
use crate::learn::Learn;
use crate::practice::Practice;
use crate::scenario::field::Field;
use crate::scenario::state::{Action, Change, ONE_STEP, State};
use crate::teach::Teach;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// How long after the last change the address follows, in milliseconds.
const PAUSE: u32 = 350;

/// What has been written to the address, and when.
#[derive(Default)]
struct Written {
    fragment: String,
    field: Option<Field>,
    at: f64,
    pending: Option<Timeout>,
}

/// The whole app.
#[component]
pub(crate) fn App() -> Html {
    rendering();
    let state = use_reducer(|| State::read(Address::read(&fragment())));
    let written = use_mut_ref(|| Written {
        fragment: fragment(),
        ..Written::default()
    });
    use_address_to_state(&state, &written);
    use_state_to_address(&state, &written);
    let own_theme = matches!(state.page, Page::Embed(_)).then_some(state.options.theme);
    let (theme, palette, set_theme) = use_theme(own_theme);
    use_title(state.page);

    let page = match state.page {
        Page::Learn(_) => html! { <Learn {state} {theme} {set_theme} /> },
        Page::Practice => html! { <Practice {state} {theme} {set_theme} /> },
        Page::Teach => html! { <Teach {state} {theme} {set_theme} /> },
        Page::Lab => html! { <Lab {state} {theme} {set_theme} /> },
        Page::Embed(figure) => html! { <Embed {figure} {state} /> },
    };
    html! { <ContextProvider<Rc<Palette>> context={palette}>{ page }</ContextProvider<Rc<Palette>>> }
}

/// Another page has another title, and is read from its beginning.
#[hook]
fn use_title(page: Page) {
    let before = use_mut_ref(|| None::<Page>);
    use_effect_with(page, move |page| {
        document().set_title(&page.title());
        // A section of Learn is gone to by the page itself.
        let here = matches!(page, Page::Learn(Some(_)));
        if before.replace(Some(*page)).is_some() && !here {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            focus_main();
        }
    });
}

/// Back, forward, a link, or an address edited by hand.
#[hook]
fn use_address_to_state(state: &UseReducerHandle<State>, written: &Rc<RefCell<Written>>) {
    let dispatch = state.dispatcher();
    let written = written.clone();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&window(), "hashchange", move |_| {
            let fragment = fragment();
            let mut written = written.borrow_mut();
            if written.fragment == fragment {
                return; // Our own writing.
            }
            *written = Written {
                fragment: fragment.clone(),
                ..Written::default()
            };
            drop(written);
            dispatch.dispatch(Action::Load(Box::new(Address::read(&fragment))));
        });
        move || drop(listener)
    });
}

/// A changed value becomes a new step of the history; a changed view only changes the present one.
#[hook]
fn use_state_to_address(state: &UseReducerHandle<State>, written: &Rc<RefCell<Written>>) {
    let written = written.clone();
    let change = state.change;
    let page = state.page;
    use_effect_with(
        (state.fragment(), change.is_some()),
        move |(fragment, _)| {
            let Some(change) = change else { return };
            if written.borrow().fragment == *fragment {
                written.borrow_mut().pending = None;
                return;
            }
            let fragment = fragment.clone();
            let later = written.clone();
            let timeout = Timeout::new(PAUSE, move || {
                let mut written = later.borrow_mut();
                let field = match change {
                    Change::Scenario(field) => Some(field),
                    Change::View => None,
                };
                let same_step = match field {
                    None => true,
                    Some(field) => written.field == Some(field) && now() - written.at < ONE_STEP,
                };
                let scenario_same = scenario_part(&written.fragment) == scenario_part(&fragment);
                // In a frame, steps would become those of the page around it.
                let replace = same_step || scenario_same || matches!(page, Page::Embed(_));
                if field.is_some() {
                    written.field = field;
                    written.at = now();
                }
                written.fragment.clone_from(&fragment);
                drop(written);
                let location = window().location();
                // Not the history API: it is refused for some `file:` and `about:` documents.
                let _ = if replace {
                    location.replace(&fragment)
                } else {
                    location.set_hash(&fragment)
                };
            });
            written.borrow_mut().pending = Some(timeout);
        },
    );
}

/// A fragment without its view.
fn scenario_part(fragment: &str) -> (Page, String) {
    let address = Address::read(fragment);
    (address.page, address.query)
}

/// The theme chosen, the colours in force, and a way to choose. What a frame has of its `own` is not the reader's
/// choice, and is not remembered.
#[hook]
fn use_theme(own: Option<Theme>) -> (Theme, Rc<Palette>, Callback<Theme>) {
    let theme = use_stored(Theme::remembered);
    let palette = use_state_eq(|| Rc::new(Palette::current()));
    {
        let palette = palette.setter();
        let shown = own.unwrap_or(*theme);
        use_effect_with(shown, move |shown| {
            shown.apply(false);
            palette.set(Rc::new(Palette::current()));
        });
    }
    {
        let palette = palette.clone();
        use_effect_with((), move |()| {
            let watches =
                ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map(|query| {
                    let palette = palette.setter();
                    crate::browser::watch_media(query, move || {
                        palette.set(Rc::new(Palette::current()));
                    })
                });
            move || drop(watches)
        });
    }
    use_light_print(&palette);
    let set = {
        let theme = theme.setter();
        use_callback((), move |chosen: Theme, ()| {
            chosen.apply(true);
            theme.set(chosen);
        })
    };
    (*theme, (*palette).clone(), set)
}

/// On paper the colours are light, whatever they are on the screen.
#[hook]
fn use_light_print(palette: &UseStateHandle<Rc<Palette>>) {
    let palette = palette.setter();
    use_effect_with((), move |()| {
        let before = Rc::new(RefCell::new(None));
        let on = |event: &'static str, light: bool| {
            let (before, palette) = (before.clone(), palette.clone());
            EventListener::new(&window(), event, move |_| {
                if light {
                    *before.borrow_mut() = Some(Paper::take(false));
                } else {
                    drop(before.borrow_mut().take());
                }
                palette.set(Rc::new(Palette::current()));
            })
        };
        let listeners = [on("beforeprint", true), on("afterprint", false)];
        move || drop(listeners)
    });
}
