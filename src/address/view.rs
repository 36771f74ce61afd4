//! How a scenario is looked at: the instant, what is selected, what is shown beside it. It has keys in
//! the address like the scenario, and changes nothing in it.

use crate::address::faults::quoted;
use p2p_model::swarm::{ChunkId, HostId};
use p2p_model::units::Seconds;
use std::fmt::{self, Write as _};

/// How a scenario is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct View {
    /// Key `t`: the instant shown.
    pub(crate) time: Seconds,
    /// Key `select`: what is looked at closely.
    pub(crate) select: Option<Select>,
    /// Key `if`: the scenario run beside this one.
    pub(crate) what_if: Option<WhatIf>,
    /// Key `show`: which of the two pictures.
    pub(crate) show: Show,
}

/// Something in the picture that one can ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    /// A peer or the server: `select=7`, `select=server`.
    Host(HostId),
    /// What one host sends another: `select=server-7`.
    Transfer { from: HostId, to: HostId },
    /// A chunk, wherever it is: `select=chunk17`.
    Chunk(ChunkId),
}

/// One value of the scenario as it might be otherwise: `if=pick:random`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WhatIf {
    /// The key of the value, as in the scenario's text.
    pub(crate) key: String,
    /// The other value.
    pub(crate) value: String,
}

/// Which pictures a figure shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Show {
    /// As many as there is room for.
    #[default]
    Auto,
    /// The swarm, and what it is compared with, on one clock.
    Both,
    /// The swarm alone.
    P2p,
    /// What it is compared with alone: client–server, or what if.
    Other,
}

impl Select {
    /// The host selected, if it is one.
    pub(crate) fn host(self) -> Option<HostId> {
        match self {
            Self::Host(host) => Some(host),
            Self::Transfer { .. } | Self::Chunk(_) => None,
        }
    }

    /// Whether this is there in a run of so many peers and chunks.
    pub(crate) fn exists(self, peers: u64, chunks: u64) -> bool {
        let known = |host: HostId| u64::from(host.0) <= peers;
        match self {
            Self::Host(host) => known(host),
            Self::Transfer { from, to } => known(from) && known(to),
            Self::Chunk(chunk) => u64::from(chunk) < chunks,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(chunk) = text.strip_prefix("chunk") {
            return whole(chunk).map(Self::Chunk);
        }
        match text.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (host(from)?, host(to)?);
                (from != to).then_some(Self::Transfer { from, to })
            }
            None => host(text).map(Self::Host),
        }
    }
}

/// As in the address.
impl fmt::Display for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |host: HostId| match host {
            HostId::SERVER => "server".to_owned(),
            HostId(peer) => peer.to_string(),
        };
        match self {
            Self::Host(host) => f.write_str(&name(*host)),
            Self::Transfer { from, to } => write!(f, "{}-{}", name(*from), name(*to)),
            Self::Chunk(chunk) => write!(f, "chunk{chunk}"),
        }
    }
}

fn host(text: &str) -> Option<HostId> {
    if text == "server" {
        return Some(HostId::SERVER);
    }
    whole(text).filter(|peer| *peer > 0).map(HostId)
}

/// Digits and nothing else.
fn whole(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

impl Show {
    const NAMES: [(Self, &'static str); 5] = [
        (Self::Auto, "auto"),
        (Self::Both, "both"),
        (Self::P2p, "p2p"),
        (Self::Other, "client-server"),
        (Self::Other, "other"),
    ];
}

impl View {
    /// Its keys in an address.
    pub(crate) const KEYS: [&str; 4] = ["t", "select", "if", "show"];

    /// The view's own part of an address; empty for the usual view.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if self.time.0 > 0.0 {
            // Milliseconds will do to find the picture again.
            let rounded = (self.time.0 * 1000.0).round() / 1000.0;
            let _ = write!(text, "&t={rounded}s");
        }
        if let Some(select) = self.select {
            let _ = write!(text, "&select={select}");
        }
        if let Some(WhatIf { key, value }) = &self.what_if {
            let _ = write!(text, "&if={key}:{value}");
        }
        text.push_str(match (self.show, &self.what_if) {
            (Show::Auto, _) => "",
            (Show::Both, _) => "&show=both",
            (Show::P2p, _) => "&show=p2p",
            (Show::Other, None) => "&show=client-server",
            (Show::Other, Some(_)) => "&show=other",
        });
        text
    }

    /// Takes one `key=value` of an address; says what is wrong with it.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "t" => {
                self.time = Seconds::parse(value).map_err(|error| {
                    format!("`t`, the time shown: {error}. The picture starts at 0 s.")
                })?;
            }
            "select" => {
                self.select = Some(Select::parse(value).ok_or_else(|| {
                    format!(
                        "`select={}`: write a peer’s number (`select=7`), `select=server`, a transfer \
                         (`select=server-7`) or a chunk (`select=chunk17`). Nothing is selected.",
                        quoted(value)
                    )
                })?);
            }
            "if" => {
                let (key, value) = value.split_once(':').ok_or_else(|| {
                    format!(
                        "`if={}`: write the key of a rule, a colon and its other \
                         value, such as `if=pick:random`. Nothing is compared.",
                        quoted(value)
                    )
                })?;
                self.what_if = Some(WhatIf {
                    key: key.to_owned(),
                    value: value.to_owned(),
                });
            }
            _ => {
                let show = Show::NAMES.iter().find(|(_, name)| *name == value);
                let (show, _) = show.ok_or_else(|| {
                    format!(
                        "`show={}`: this is one of `both`, `p2p`, `client-server` \
                         and, beside `if`, `other`. What fits the screen is shown.",
                        quoted(value)
                    )
                })?;
                self.show = *show;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_selected_reads_as_it_writes() {
        for text in [
            "7", "server", "server-7", "7-server", "3-12", "chunk0", "chunk17",
        ] {
            assert_eq!(
                Select::parse(text).map(|s| s.to_string()).as_deref(),
                Some(text)
            );
        }
        for text in [
            "", "0", "-", "7-", "7-7", "+7", "chunk", "chunk-1", "peer7", "1-2-3",
        ] {
            assert_eq!(Select::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_selection_beyond_the_run_does_not_exist() {
        let check = |text, expected| {
            let select = Select::parse(text).expect(text);
            assert_eq!(select.exists(12, 32), expected, "{text}");
        };
        check("12", true);
        check("13", false);
        check("server-13", false);
        check("chunk31", true);
        check("chunk32", false);
    }
}
