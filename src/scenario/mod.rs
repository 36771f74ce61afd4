//! The scenario in the app: its state with undo, its values as fields, and everything that edits it.

pub(crate) mod controls;
pub(crate) mod field;
pub(crate) mod file;
pub(crate) mod files;
pub(crate) mod gallery;
pub(crate) mod presets;
mod quantity;
pub(crate) mod remedies;
pub(crate) mod rules;
pub(crate) mod state;
pub(crate) mod undo;

pub(crate) use quantity::Quantity;
