//! The picture of a swarm at one instant: where everything stands ([`layout`]) and how it looks ([`draw`]).

pub(crate) mod draw;
pub(crate) mod layout;
pub(crate) mod words;
