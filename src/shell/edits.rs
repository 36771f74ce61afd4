//! What the controls and figures of a page do to the state.

use crate::address::view::View;
use crate::browser::now;
use crate::scenario::field::Field;
use crate::scenario::files::Opened;
use crate::scenario::state::{Action, State};
use p2p_model::scenario::Scenario;
use std::rc::Rc;
use yew::prelude::*;

/// Whom to tell of a change.
pub(crate) struct Edits {
    pub(crate) on_edit: Callback<(Field, Rc<Scenario>)>,
    pub(crate) on_view: Callback<View>,
    pub(crate) on_open: Callback<Opened>,
}

/// The same from one rendering to the next.
#[hook]
pub(crate) fn use_edits(state: &UseReducerHandle<State>) -> Edits {
    let dispatch = state.dispatcher();
    let on_edit = use_callback((), {
        let dispatch = dispatch.clone();
        move |(field, scenario): (Field, Rc<Scenario>), ()| {
            dispatch.dispatch(Action::Edit(field, scenario, now()));
        }
    });
    let on_view = use_callback((), {
        let dispatch = dispatch.clone();
        move |view: View, ()| dispatch.dispatch(Action::SetView(view))
    });
    let on_open = use_callback((), {
        move |(name, contents): Opened, ()| {
            dispatch.dispatch(Action::Open(name, Box::new(contents)));
        }
    });
    Edits {
        on_edit,
        on_view,
        on_open,
    }
}
