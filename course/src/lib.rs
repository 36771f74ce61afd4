//! What a course asks of its students: exercises, and games to play by hand, with no web in it.
//!
//! ```text
//! rules of p2p-model ──┬──▶ the swarm
//!                      ├──▶ exercise   questions drawn from a seed, solved, and marked
//!                      └──▶ lesson     what a newcomer meets; games on which chunk and whom to unchoke
//! ```
//!
//! No rule is written here: which chunk is the rarest, who ranks first for a slot and who may be the optimistic unchoke
//! is asked of [`p2p_model::rules`], as the swarm asks.

pub mod exercise;
pub mod lesson;
