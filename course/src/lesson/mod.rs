//! What a lesson lets a reader follow and try by hand, with the swarm's own rules.
//!
//! ```text
//! Trace ──firsts──▶ what a peer meets for the first time, in order
//! Picking           you choose the chunk, round by round; the other peers request the rarest first
//! Choking           you choose whom to unchoke, at each rechoke; tit-for-tat and the draw are the swarm's
//! ```

mod arrival;
mod choking;
mod picking;

pub use arrival::firsts;
pub use choking::{Choking, Rechoke};
pub use picking::{Fate, Picking};
