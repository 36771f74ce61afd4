//! What can be read off a history.
//!
//! ```text
//! moments    what is worth a look            ranking   what a choker sees
//! decision   one choice of a chunk again     limit     what holds a transfer back
//! spread     the way of a chunk              series    numbers over time, for charts
//! compare    two histories side by side      stuck     who never finishes, told together
//! ```

mod census;
mod compare;
mod decision;
mod gap;
mod limit;
mod moments;
mod ranking;
mod series;
mod spread;
mod stuck_groups;

pub use compare::{Comparison, Parted, PeerFinish, Rarest, Riders, Side, compare};
pub use decision::{ChunkCandidate, Decision, begins, decision};
pub use gap::Gap;
pub use limit::{End, Limit};
pub use moments::{Moment, MomentKind, moments};
pub use ranking::Ranked;
pub use series::{
    Download, Heat, UploadUse, completed, copies_over_time, finish_by_upload, upload_use,
};
pub use spread::{Delivery, Giver, spread};
pub use stuck_groups::{StuckGroup, stuck_groups};
