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
//! plays many. [`rules`] are what the lecture teaches; the swarm asks them, and so does the crate `p2p-course`.

pub mod bounds;
pub mod chunks;
pub mod history;
pub mod random;
pub mod readings;
pub mod rules;
pub mod run;
pub mod scenario;
pub mod schedule;
pub mod swarm;
pub mod sweep;
pub mod units;
