//! The wrong ways to use the givens, each with a sentence that says what was done and what would be right.

use super::Case;
use p2p_model::bounds::{Architecture, Bound, Bounds, TermKind};
use p2p_model::units::Prefix;

impl Case {
    /// What the client–server bound becomes by common mistakes, in seconds.
    pub(in crate::exercise) fn wrong_client_server(
        &self,
        bounds: &Bounds,
    ) -> Option<Vec<(f64, String)>> {
        let right = &bounds.client_server;
        let f = Figures::of(self, bounds)?;
        let mut wrong = other_terms(right);
        wrong.extend(told(&[
            (
                (f.file / f.server).max(f.file / f.down),
                "You sent only one copy. The server must send all N copies: its term is N·F/u_s.",
            ),
            (
                (f.n * f.file / f.server).max(f.file / f.fastest),
                "You took the fastest download. d_min is the slowest one.",
            ),
            (sum(right), ADDED),
            (
                bounds.p2p.seconds.0,
                "This is the bound for P2P. Here the peers upload nothing, and only u_s counts.",
            ),
        ]));
        wrong.extend(self.unit_mistakes(right.seconds.0, |other| other.client_server.seconds.0));
        Some(wrong)
    }

    /// What the bound of P2P becomes by common mistakes, in seconds.
    pub(in crate::exercise) fn wrong_p2p(&self, bounds: &Bounds) -> Option<Vec<(f64, String)>> {
        let right = &bounds.p2p;
        let f = Figures::of(self, bounds)?;
        let rest = (f.file / f.server).max(f.file / f.down);
        let with = |uplinks: f64| rest.max(f.n * f.file / uplinks);
        let mut wrong = other_terms(right);
        wrong.extend(told(&[
            (
                with(f.uploads),
                "You left out the server's share. Its upload is in the sum too: u_s + Σu_i.",
            ),
            (
                rest.max(f.file / (f.server + f.uploads)),
                "You sent only one copy. All N copies must pass through the uplinks: N·F/(u_s + Σu_i).",
            ),
            (
                with(f.server + f.one_each),
                "You added one upload of each class. Every peer uploads: multiply by the number of peers.",
            ),
            (
                with(f.server + f.n * f.first),
                "You took N times one upload. The peers differ: add the uploads of all of them.",
            ),
            (
                with(f.server + f.n * f.mean_of_classes),
                "You took N times the mean of the classes. They have different numbers of peers: add all uploads.",
            ),
            (
                with(f.n * (f.server + f.first)),
                "You counted the server N times. There is one server: u_s + Σu_i.",
            ),
            (
                (f.file / f.server).max(f.file / f.fastest).max(f.n * f.file / (f.server + f.uploads)),
                "You took the fastest download. d_min is the slowest one.",
            ),
            (sum(right), ADDED),
            (
                bounds.client_server.seconds.0,
                "This is the client–server bound. With P2P the peers upload too: N·F is divided by u_s + Σu_i.",
            ),
        ]));
        wrong.extend(self.unit_mistakes(right.seconds.0, |other| other.p2p.seconds.0));
        Some(wrong)
    }

    /// What else students write for a bound: one term as it stands, without the largest of all, or a sum of some.
    pub(in crate::exercise) fn wrong_on_paper(
        &self,
        bounds: &Bounds,
        of: Architecture,
    ) -> Option<Vec<(f64, String)>> {
        let f = Figures::of(self, bounds)?;
        let (copy, copies, down) = (f.file / f.server, f.n * f.file / f.server, f.file / f.down);
        let all = f.n * f.file / (f.server + f.uploads);
        Some(match of {
            Architecture::ClientServer => told(&[
                (
                    copy,
                    "This is F/u_s, the time for one copy. The server must send all N copies: N·F/u_s.",
                ),
                (
                    copy + down,
                    "You added F/u_s and F/d_min. The server must send N copies, N·F/u_s, and the largest term decides.",
                ),
            ]),
            Architecture::P2p => told(&[
                (
                    f.file / (f.server + f.uploads),
                    "This is F/(u_s + Σu_i). N is missing: all N copies must pass through the uplinks.",
                ),
                (
                    f.n * f.file / f.uploads,
                    "This is N·F/Σu_i. The server is missing in the sum: u_s + Σu_i. The largest of the three terms decides.",
                ),
                (
                    copies,
                    "This is N·F/u_s, the server's term of client–server. With P2P the peers upload too: u_s + Σu_i.",
                ),
                (copy + all, ADDED),
                (down + all, ADDED),
                (copy + down, ADDED),
            ]),
        })
    }

    /// Mistakes with bits and bytes, and with prefixes.
    fn unit_mistakes(&self, right: f64, bound: impl Fn(&Bounds) -> f64) -> Vec<(f64, String)> {
        let mut wrong = if self.in_bytes() {
            told(&[
                (
                    right / 8.0,
                    "You took bytes for bits. The file is given in bytes, and 1\u{a0}B = 8\u{a0}b.",
                ),
                (
                    right / 64.0,
                    "You divided by 8. There are 8 bits in a byte: multiply the bytes by 8.",
                ),
            ])
        } else {
            told(&[
                (
                    right * 8.0,
                    "You took bits for bytes. The file is in bits already, as the rates are.",
                ),
                (
                    right / 8.0,
                    "You divided the file by 8. It is in bits already, as the rates are.",
                ),
            ])
        };
        let prefixes = match self.prefix {
            Prefix::Si => "You took 1024 for a prefix. Here k, M and G are powers of 1000.",
            Prefix::Binary => "You took 1000 for a prefix. Here k, M and G are powers of 1024.",
        };
        if let Some(other) = self.bounds_with_other_prefix() {
            wrong.push((bound(&other), prefixes.to_owned()));
        }
        wrong
    }
}

const ADDED: &str = "You added the terms. They run at the same time: the largest term decides.";

/// What the wrong ways are computed from: bits, bits per second.
struct Figures {
    n: f64,
    file: f64,
    server: f64,
    down: f64,
    fastest: f64,
    /// Σu_i.
    uploads: f64,
    /// The upload of one peer of each class, added up.
    one_each: f64,
    mean_of_classes: f64,
    /// The upload of the first class.
    first: f64,
}

impl Figures {
    fn of(case: &Case, bounds: &Bounds) -> Option<Figures> {
        let scenario = case.scenario()?;
        let ups = || scenario.peers.iter().map(|class| class.up.0 as f64);
        let one_each = ups().sum();
        Some(Figures {
            n: bounds.peers as f64,
            file: bounds.file.0 as f64,
            server: bounds.server.0 as f64,
            down: bounds.slowest_download.0 as f64,
            fastest: scenario.peers.iter().map(|class| class.down.0).max()? as f64,
            uploads: bounds.peer_upload as f64,
            one_each,
            mean_of_classes: one_each / scenario.peers.len() as f64,
            first: ups().next()?,
        })
    }
}

/// The terms that are not the limiting one, for a student who took one of them for the bound.
fn other_terms(bound: &Bound) -> Vec<(f64, String)> {
    let downlink_limits = bound
        .binding()
        .any(|term| term.kind == TermKind::SlowestDownload);
    let others = bound.terms.iter().filter(|term| !term.binding);
    let largest = others
        .clone()
        .map(|term| term.seconds.0)
        .fold(0.0, f64::max);
    others
        .map(|term| {
            let formula = term.kind.formula();
            let says = if downlink_limits && term.seconds.0 == largest {
                "You left out F/d_min. The peer with the slowest download needs that long, no matter which hosts send.".to_owned()
            } else {
                format!("This is {formula}. Another term is larger, and the largest decides: max, not min.")
            };
            (term.seconds.0, says)
        })
        .collect()
}

fn sum(bound: &Bound) -> f64 {
    bound.terms.iter().map(|term| term.seconds.0).sum()
}

fn told(mistakes: &[(f64, &str)]) -> Vec<(f64, String)> {
    mistakes
        .iter()
        .map(|(value, says)| (*value, (*says).to_owned()))
        .collect()
}
