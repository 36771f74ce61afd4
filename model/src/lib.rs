//! The model behind P2P Lab, with no web in it.
//!
//! ```text
//! Scenario ──simulate──▶ Trace ──at(t)──▶ Snapshot
//!     └────bounds──▶ both minimum distribution times, term by term
//! ```
//!
//! A [`scenario::Scenario`] is a plain value that decides a run completely;
//! [`bounds`] computes what no run can beat, and [`swarm`] plays the run.

pub mod bounds;
pub mod scenario;
pub mod swarm;
pub mod units;
