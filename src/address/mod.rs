//! The address: which page, which scenario, how it is looked at, and how a figure in a frame is set up; and the names that
//! stand in it.

pub(crate) mod delivered;
pub(crate) mod faults;
pub(crate) mod figures;
pub(crate) mod messages;
pub(crate) mod names;
pub(crate) mod options;
pub(crate) mod practice;
pub(crate) mod route;
pub(crate) mod view;
