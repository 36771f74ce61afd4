//! The fluid schedule of Kumar and Ross, which reaches the P2P bound.

use crate::bounds::{Bounds, BoundsError};
use crate::scenario::Scenario;
use crate::units::Seconds;

/// A schedule of constant rates, with bits passed on the moment they arrive, in which everybody has
/// the file after max{F/u_s, F/d_min, N·F/(u_s + Σu_i)}. So the bound is not only a bound.
///
/// The server sends each peer a stream of its own, which the peer relays to all the others, and
/// whatever it has left it sends to everybody alike. With U = Σu_i:
///
/// - The server is the slow one, u_s·(N−1) ≤ U: peer i's own stream is u_s·u_i/U, and nothing is left.
/// - The peers are, u_s·(N−1) > U: peer i's own stream is u_i/(N−1), as much as it can relay, and
///   each gets a further (u_s − U/(N−1))/N.
/// - Where d_min is less than what that comes to, everything is slowed down alike until it is not.
///
/// R. Kumar, K. Ross, "Peer-assisted file distribution: the minimum distribution time", HotWeb
/// 2006. All rates are in bits per second. What is the same for every peer of a class is there
/// once, so a million peers cost nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Fluid {
    /// When everybody has the whole file, all at once.
    pub finish: Seconds,
    /// What the server uploads.
    pub server_upload: f64,
    /// What the server sends to each peer for itself alone.
    pub direct: f64,
    /// What each peer downloads: its own stream, those of all the others, and what is for itself alone.
    pub download: f64,
    /// The classes of peers, as in the scenario.
    pub classes: Vec<FluidClass>,
}

/// What each peer of a class does in a [`Fluid`] schedule. Rates are in bits per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FluidClass {
    /// How many peers.
    pub count: u32,
    /// The stream that the server sends to it, for it to relay. It relays all of it to each other peer.
    pub own_stream: f64,
    /// What it uploads, to all the others together.
    pub upload: f64,
}

impl Fluid {
    /// The schedule for the file, the server and the peers of a scenario. Rules and acts do not
    /// matter to it.
    ///
    /// # Errors
    /// As [`Bounds::of`]: when the file could never arrive, or there is nobody or nothing to send.
    pub fn of(scenario: &Scenario) -> Result<Fluid, BoundsError> {
        let bounds = Bounds::of(scenario)?;
        let (n, others) = (bounds.peers as f64, (bounds.peers - 1) as f64);
        let server = bounds.server.0 as f64;
        // Whole numbers decide, so that rounding takes no side.
        let needed = u128::from(bounds.server.0) * u128::from(bounds.peers - 1);
        let is_relayed_whole = needed <= bounds.peer_upload && bounds.peers > 1;
        let in_all = u128::from(bounds.server.0) + bounds.peer_upload;

        // Before d_min: what everybody downloads, and of that what is for itself alone.
        let (download, direct) = if bounds.peers == 1 {
            (server, server)
        } else if is_relayed_whole {
            (server, 0.0)
        } else {
            let spare = (needed - bounds.peer_upload) as f64 / others;
            (in_all as f64 / n, spare / n)
        };
        let slowest = bounds.slowest_download.0 as f64;
        let slowed = (slowest / download).min(1.0);
        let own_stream = |up: f64| match (bounds.peers, is_relayed_whole) {
            (1, _) => 0.0,
            (_, true) => server * (up / bounds.peer_upload as f64),
            (_, false) => up / others,
        };
        let classes = scenario.peers.iter().map(|class| {
            let own_stream = own_stream(class.up.0 as f64) * slowed;
            FluidClass {
                count: class.count,
                own_stream,
                upload: own_stream * others,
            }
        });
        let download = download.min(slowest);
        Ok(Fluid {
            finish: Seconds(bounds.file.0 as f64 / download),
            server_upload: server * slowed,
            direct: direct * slowed,
            download,
            classes: classes.collect(),
        })
    }
}
