//! Exercises on growth: when P2P is so many times as fast, what the time tends to, what upload is enough, and
//! what a curve tells.
//!
//! All peers are equal. With a download d that never limits, D_cs = N·F/u_s and D_P2P = N·F/(u_s + N·u) from the
//! N on at which u_s + N·u ≤ N·u_s. One file for each level; level 3 asks two of the questions of level 1 again.

mod curve;
mod enough;
mod equal_peers;
mod growth;

use super::draw::Draw;
use super::kind::Level;
use super::part::Made;
use equal_peers::EqualPeers;

pub(super) fn make(level: Level, draw: &mut Draw) -> Option<Made> {
    let has_download = level == Level::Two;
    let case = EqualPeers::draw(has_download, draw);
    match level {
        Level::One => growth::make(&case, draw),
        Level::Two => enough::make(&case, draw),
        Level::Three => curve::make(&case, draw),
    }
}
