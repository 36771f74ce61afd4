//! The model behind P2P Lab, with no web in it.
//!
//! ```text
//! Scenario ──simulate──▶ Trace ──at(t)──▶ Snapshot
//!     ├────bounds──▶ both minimum distribution times, term by term
//!     └──schedule──▶ what would reach them, if one hand ruled everybody
//! ```
//!
//! A [`scenario::Scenario`] is a plain value that decides a run completely; [`bounds`] computes
//! what no run can beat, [`schedule`] how to come up to it, and [`swarm`] plays the run.

pub mod bounds;
pub mod scenario;
pub mod schedule;
pub mod swarm;
pub mod units;
