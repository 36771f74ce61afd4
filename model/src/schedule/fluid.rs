//! The fluid schedule of Kumar and Ross, which reaches the P2P bound.

use crate::bounds::{Bounds, BoundsError};
use crate::scenario::Scenario;
use crate::units::{BitRate, Seconds};

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
/// - A server without limit sends everybody as much as d_min takes, and nobody relays. Where the server has a
///   limit and some peers upload without one, these share its stream equally, and the others relay nothing.
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

impl FluidClass {
    /// What the server sends to each peer of the class: its stream and what is for itself alone.
    #[must_use]
    pub fn from_server(&self, fluid: &Fluid) -> f64 {
        self.own_stream + fluid.direct
    }
}

impl Fluid {
    /// The schedule for the file, the server and the peers of a scenario. Rules and acts do not
    /// matter to it.
    ///
    /// # Errors
    /// As [`Bounds::of`]: when the file could never arrive, or there is nobody or nothing to send.
    pub fn of(scenario: &Scenario) -> Result<Fluid, BoundsError> {
        let bounds = Bounds::of(scenario)?;
        let (peers, others) = (bounds.peers as f64, (bounds.peers - 1) as f64);
        let (server, slowest) = (bounds.server.bps(), bounds.slowest_download.bps());
        // Whole numbers decide, so that rounding takes no side.
        let needed = bounds.server.times(bounds.peers - 1);
        let is_relayed = bounds.peers > 1 && !bounds.server.is_unlimited();
        let is_relayed_whole = is_relayed && needed <= bounds.peer_upload;

        // Before d_min: what everybody downloads, and of that what is for itself alone.
        let (download, direct) = if bounds.server.is_unlimited() {
            (slowest, slowest)
        } else if !is_relayed {
            (server, server)
        } else if is_relayed_whole {
            (server, 0.0)
        } else {
            let spare = (needed - bounds.peer_upload) as f64 / others;
            let all = bounds.server.times(1) + bounds.peer_upload;
            (all as f64 / peers, spare / peers)
        };
        let slowed = if slowest < download {
            slowest / download
        } else {
            1.0
        };
        let without_limit = |up: BitRate| f64::from(u8::from(up.is_unlimited()));
        let uploading_without_limit: f64 = scenario
            .peers
            .iter()
            .map(|class| f64::from(class.count) * without_limit(class.up))
            .sum();
        let own_stream = |up: BitRate| {
            if !is_relayed {
                0.0
            } else if uploading_without_limit > 0.0 {
                server * without_limit(up) / uploading_without_limit
            } else if is_relayed_whole {
                server * (up.bps() / bounds.peer_upload as f64)
            } else {
                up.bps() / others
            }
        };
        let classes = scenario.peers.iter().map(|class| {
            let own_stream = own_stream(class.up) * slowed;
            FluidClass {
                count: class.count,
                own_stream,
                upload: own_stream * others,
            }
        });
        let classes: Vec<FluidClass> = classes.collect();
        let (download, direct) = (download.min(slowest), direct * slowed);
        let server_upload = if bounds.server.is_unlimited() {
            direct * peers
        } else {
            server * slowed
        };
        Ok(Fluid {
            finish: Seconds(bounds.file.0 as f64 / download),
            server_upload,
            direct,
            download,
            classes,
        })
    }
}
