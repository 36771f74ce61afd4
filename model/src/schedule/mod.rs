//! Ideal schedules, to compare a swarm with: what could be done if one scheduler controlled every peer.
//!
//! ```text
//! Scenario ──▶ Fluid               reaches the P2P bound exactly, with bits divisible without end
//!          └─▶ schedule, round by round, and chunked_optimum: the least time in whole chunks
//! ```

mod fluid;
mod rounds;

pub use fluid::{Fluid, FluidClass};
pub use rounds::{
    Possession, Round, RoundError, Upload, chunked_optimum, chunked_optimum_with_peers,
    optimal_rounds, schedule,
};
