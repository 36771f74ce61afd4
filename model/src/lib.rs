//! The model behind P2P Lab, with no web in it.
//!
//! ```text
//! Scenario ──simulate──▶ Trace ──at(t)──▶ Snapshot
//!     ├────bounds──▶ both minimum distribution times, term by term
//!     ├──schedule──▶ what would reach them, if one scheduler controlled every peer
//!     └──sweep─────▶ all of it over many values and many seeds, as a table
//! ```
//!
//! A [`scenario::Scenario`] is a plain value that decides a run completely; [`bounds`] computes
//! what no run can beat, [`schedule`] how to come up to it, [`swarm`] plays the run, and [`sweep`]
//! plays many. [`exercise`] asks about all of it, and marks what is answered; [`lesson`] lets a reader try the rules by
//! hand.

pub mod bounds;
mod chunks;
pub mod exercise;
pub mod history;
pub mod lesson;
mod random;
pub mod readings;
mod rules;
pub mod run;
pub mod scenario;
pub mod schedule;
pub mod sorting;
pub mod swarm;
pub mod sweep;
pub mod units;
