//! What the lecture teaches, one file a rule. Pure: a rule is told what a host knows, and says what it does.
//!
//! ```text
//! tracker             whom a peer hears of
//! rarest_first        which chunk it requests
//! tit_for_tat         whom it unchokes every 10 s
//! optimistic_unchoke  whom it unchokes every 30 s, whatever they gave
//! seeding             whom a seed unchokes, who needs nothing back
//! ```
//!
//! The swarm calls these, and so do the exercises and the games of the crate `p2p-course`: a rule is written once.

pub mod optimistic_unchoke;
pub mod rarest_first;
pub mod seeding;
pub mod tit_for_tat;
pub mod tracker;
