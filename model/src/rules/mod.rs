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
//! The swarm, the exercises and the games of the lessons all call these.

pub(crate) mod optimistic_unchoke;
pub(crate) mod rarest_first;
pub(crate) mod seeding;
pub(crate) mod tit_for_tat;
pub(crate) mod tracker;
