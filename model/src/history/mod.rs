//! What happened in a run, when and why.
//!
//! ```text
//! Event ──Recorder──▶ Trace ──at(t)──▶ Snapshot
//! ```

pub mod event;
mod fit;
pub mod snapshot;
mod trace;
pub(crate) mod words;

pub use event::{
    Choke, ChunkId, Event, HostId, LinkId, Parting, Request, Standing, Stop, Unchoke, What,
};
pub use fit::Fit;
pub use snapshot::Snapshot;
pub(crate) use trace::{MOST_TRACED_CELLS, Traced, steps};
pub use trace::{Recorder, Trace};
