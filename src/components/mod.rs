//! The parts that pages are made of.

use std::fmt::Display;
use yew::prelude::*;

pub(crate) mod acts;
pub(crate) mod bounds_figure;
pub(crate) mod charts;
pub(crate) mod controls;
pub(crate) mod copy;
pub(crate) mod experiments;
pub(crate) mod files;
pub(crate) mod fold;
pub(crate) mod formula;
pub(crate) mod gallery;
pub(crate) mod host_table;
pub(crate) mod kept;
pub(crate) mod legend;
pub(crate) mod math;
pub(crate) mod notice;
pub(crate) mod quantity;
pub(crate) mod remedies;
pub(crate) mod rules;
pub(crate) mod sandbox;
pub(crate) mod save;
pub(crate) mod swarm_figure;
pub(crate) mod sweep_run;
pub(crate) mod timeline;
pub(crate) mod undo;
pub(crate) mod what_if;
pub(crate) mod why;

/// The end of a control's name: what tells it from its like, for those who do not see what stands around it. Begin it
/// with a word, since browsers put a space before it.
pub(crate) fn unseen(words: impl Display) -> Html {
    html! { <span class="visually-hidden">{ format!(" {words}") }</span> }
}
