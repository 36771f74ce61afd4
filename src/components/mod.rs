//! The parts that pages are made of.

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
