//! The parts that pages are made of.

pub(crate) mod bounds_figure;
pub(crate) mod charts;
pub(crate) mod controls;
pub(crate) mod experiments;
pub(crate) mod formula;
pub(crate) mod host_table;
pub(crate) mod inspector;
pub(crate) mod legend;
pub(crate) mod notice;
pub(crate) mod quantity;
pub(crate) mod rules;
pub(crate) mod swarm_figure;
pub(crate) mod sweep_run;
pub(crate) mod timeline;
