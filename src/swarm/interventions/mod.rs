//! What a reader does to a swarm: acts in the middle of a run, and one value otherwise beside it.

pub(crate) mod acts;
pub(crate) mod what_if;
