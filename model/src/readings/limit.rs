//! What holds a transfer back: rates are max–min fair, so each has a full link end on which none is faster.

use crate::history::event::{HostId, LinkId};
use crate::history::snapshot::Snapshot;
use crate::units::{BitRate, Prefix};
use std::fmt;

/// Relative difference below which two rates are the same: far above rounding, far below anything that is seen.
const SAME: f64 = 1e-9;

/// One end of an access link that is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Whose link.
    pub host: HostId,
    /// Whether it is its upload or its download.
    pub end: End,
    /// What it can carry.
    pub capacity: BitRate,
    /// How many transfers share it.
    pub transfers: u32,
}

/// Which half of an access link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// From the host.
    Upload,
    /// To the host.
    Download,
}

impl Snapshot {
    /// What holds the flow over a link back: the sender's upload, the receiver's download or both; nothing where
    /// nothing flows. Of the two ends it is those that are full and on which no flow is faster than this one
    /// (Bertsekas & Gallager, Data Networks, 6.5.2).
    pub fn limits(&self, link: LinkId) -> Vec<Limit> {
        let entry = &self.links[link.index()];
        if entry.bps() <= 0.0 {
            return Vec::new();
        }
        let (from, to) = (
            &self.hosts[entry.from.index()],
            &self.hosts[entry.to.index()],
        );
        let sent = from.links.iter().map(|link| self.links[link.index()].bps());
        let received = to.links.iter();
        let received = received.map(|link| self.links[link.back().index()].bps());
        [
            (entry.from, End::Upload, from.up, sent.collect::<Vec<f64>>()),
            (entry.to, End::Download, to.down, received.collect()),
        ]
        .into_iter()
        .filter_map(|(host, end, capacity, rates)| {
            let load: f64 = rates.iter().sum();
            let fastest = rates.iter().copied().fold(0.0, f64::max);
            let is_full = load >= capacity.without(self.overhead) * (1.0 - SAME);
            let is_fastest = entry.bps() >= fastest * (1.0 - SAME);
            let flowing = rates.iter().filter(|rate| **rate > 0.0).count();
            (is_full && is_fastest).then_some(Limit {
                host,
                end,
                capacity,
                transfers: u32::try_from(flowing).unwrap_or(u32::MAX),
            })
        })
        .collect()
    }
}

/// A noun phrase: `the upload of peer 3, 1 Mb/s, shared by 4 transfers`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = match self.end {
            End::Upload => "upload",
            End::Download => "download",
        };
        let capacity = self.capacity.human(Prefix::Si);
        write!(f, "the {end} of {}, {capacity}, ", self.host)?;
        match self.transfers {
            1 => f.write_str("all for this one transfer"),
            n => write!(f, "shared by {n} transfers"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Architecture;
    use crate::swarm::simulate;
    use crate::units::Seconds;

    #[test]
    fn one_client_is_held_back_by_the_narrower_end() {
        let check = |text: &str, expected: &[(End, u64)]| {
            let text = format!("file=1MiB&{text}");
            let scenario = text.parse().expect("valid");
            let trace = simulate(&scenario, Architecture::ClientServer).expect("small");
            let found: Vec<(End, u64)> = trace
                .at(Seconds(1.0))
                .limits(LinkId(1))
                .iter()
                .map(|limit| (limit.end, limit.capacity.0))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check("server=1Mbps&peers=1x0/2Mbps", &[(End::Upload, 1_000_000)]);
        check(
            "server=2Mbps&peers=1x0/1Mbps",
            &[(End::Download, 1_000_000)],
        );
        check(
            "server=1Mbps&peers=1x0/1Mbps",
            &[(End::Upload, 1_000_000), (End::Download, 1_000_000)],
        );
    }

    /// 3 Mb/s for a client that can take 500 kb/s and one that can take more: 500 kb/s and 2.5 Mb/s.
    #[test]
    fn the_client_that_takes_less_leaves_more_to_the_other() {
        let text = "file=1MiB&server=3Mbps&peers=1x0/500kbps,1x0/8Mbps";
        let trace = simulate(&text.parse().expect("valid"), Architecture::ClientServer);
        let now = trace.expect("small").at(Seconds(1.0));
        let said: Vec<String> = now.hosts[0]
            .links
            .iter()
            .map(|link| &now.links[link.index()])
            .map(|link| (link.to.0, link.bps()))
            .map(|(to, bps)| format!("{to}: {bps:.0}"))
            .collect();
        for (to, bps) in [(1, "500000"), (2, "2500000")] {
            assert!(said.contains(&format!("{to}: {bps}")), "{said:?}");
        }
        for link in &now.hosts[0].links {
            let limits = now.limits(*link);
            let said: Vec<String> = limits.iter().map(ToString::to_string).collect();
            let said = said.join(" and ").replace(['\u{a0}', '\u{202f}'], " ");
            let expected = match now.links[link.index()].to {
                HostId(1) => "the download of peer 1, 500 kb/s, all for this one transfer",
                _ => "the upload of the server, 3 Mb/s, shared by 2 transfers",
            };
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn whatever_flows_is_held_back_somewhere_and_nothing_else_is() {
        for overhead in ["0", "7%"] {
            let text = format!(
                "file=4MiB&server=4Mbps&peers=6x1Mbps/3Mbps,2x0/8Mbps&seed=3&overhead={overhead}\
                 &at=9s:fail:3,11s:rates:2:2Mbps/9Mbps,12s:leave:4"
            );
            let trace = simulate(&text.parse().expect("valid"), Architecture::P2p).expect("small");
            let mut flows = 0;
            for part in 0..200 {
                let now = trace.at(Seconds(trace.end().0 * f64::from(part) / 200.0));
                for (index, link) in (0..).zip(&now.links) {
                    let limits = now.limits(LinkId(index));
                    assert_eq!(limits.is_empty(), link.bps() == 0.0, "{link:?}");
                    flows += usize::from(link.bps() > 0.0);
                }
            }
            assert!(flows > 500, "only {flows}");
        }
    }
}
