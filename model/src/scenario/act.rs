//! Acts: their text form, and which of them a scenario can have.

use super::error::{Place, ScenarioError};
use super::text::{parse_unit, rates, whole_number};
use super::{Act, ActKind, Scenario, check_time};
use crate::units::{BitRate, Prefix, Seconds, quoted};

/// One act of each kind, for those who wrote something else.
pub(super) const EXAMPLES: &str =
    "30s:leave:7, 30s:fail:7, 30s:mute:server, 45s:join:1 or 60s:rates:7:2Mbps/8Mbps";

/// What a text calls host 0.
const SERVER: &str = "server";

impl Act {
    /// The act exactly and briefly, as it stands behind `at=`: `30s:leave:7`.
    #[must_use]
    pub fn text(self, prefix: Prefix) -> String {
        let name = |host: u32| match host {
            0 => SERVER.to_owned(),
            peer => peer.to_string(),
        };
        let what = match self.what {
            ActKind::Leave { host } => format!("leave:{}", name(host)),
            ActKind::Fail { host } => format!("fail:{}", name(host)),
            ActKind::Join { class } => format!("join:{}", class + 1),
            ActKind::Mute { host } => format!("mute:{}", name(host)),
            ActKind::Rates { host, up, down } => {
                let (up, down) = (up.text(prefix), down.text(prefix));
                format!("rates:{}:{up}/{down}", name(host))
            }
        };
        format!("{}:{what}", self.time.text())
    }

    /// Reads one act, the `act`-th of its text. Whether there is such a host or class is left to
    /// [`Roster`].
    pub(super) fn parse(act: usize, text: &str, prefix: Prefix) -> Result<Act, ScenarioError> {
        let place = Place::Act { act };
        let wrong_form = || ScenarioError::ActForm {
            act,
            read: quoted(text),
        };
        // A time may have colons too, as in 0:01:30: the act begins with its first word.
        let colons = text.match_indices(':').map(|(place, _)| place);
        let mut words = colons.filter(|colon| {
            let word = text[colon + 1..].trim_start();
            word.starts_with(char::is_alphabetic)
        });
        let (time, act_and_whom) = match words.next() {
            Some(colon) => (&text[..colon], &text[colon + 1..]),
            None => text.split_once(':').ok_or_else(wrong_form)?,
        };
        let parts: Vec<&str> = act_and_whom.split(':').map(str::trim).collect();
        let [what, whom, ref rest @ ..] = parts[..] else {
            return Err(wrong_form());
        };
        let time = parse_unit(place, Seconds::parse(time))?;
        let host = || host(act, whom);
        let what = match (what, rest) {
            ("leave", []) => ActKind::Leave { host: host()? },
            ("fail", []) => ActKind::Fail { host: host()? },
            ("mute", []) => ActKind::Mute { host: host()? },
            ("join", []) => ActKind::Join {
                class: class(place, whom)?,
            },
            ("rates", [up_and_down]) => {
                let host = host()?;
                let (up, down) = rates(up_and_down).ok_or_else(wrong_form)?;
                ActKind::Rates {
                    host,
                    up: parse_unit(place, BitRate::parse(up, prefix))?,
                    down: parse_unit(place, BitRate::parse(down, prefix))?,
                }
            }
            ("leave" | "fail" | "mute" | "join" | "rates", _) => return Err(wrong_form()),
            _ => {
                return Err(ScenarioError::Choice {
                    place,
                    read: quoted(what),
                    choices: "leave or fail or mute or join or rates".to_owned(),
                });
            }
        };
        Ok(Act { time, what })
    }
}

/// Reads the name of a host: `server`, or the number of a peer.
fn host(act: usize, text: &str) -> Result<u32, ScenarioError> {
    if text == SERVER {
        return Ok(0);
    }
    let number = whole_number(text, Place::Act { act }, 1, u32::MAX.into()).ok();
    number
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| ScenarioError::HostForm {
            act,
            read: quoted(text),
        })
}

/// Reads the number of a class, which a text counts from 1.
fn class(place: Place, text: &str) -> Result<usize, ScenarioError> {
    let number = whole_number(text, place, 1, u32::MAX.into())?;
    // Whatever does not fit is no class either.
    Ok(usize::try_from(number - 1).unwrap_or(usize::MAX))
}

/// The hosts there are, as far as the acts have been looked at, and the classes that can be joined.
pub(super) struct Roster {
    /// The highest number of a host.
    last_host: u64,
    classes: usize,
    time: Seconds,
}

impl Roster {
    /// The hosts there are before any act.
    pub(super) fn of(scenario: &Scenario) -> Roster {
        Roster {
            last_host: scenario.peer_count(),
            classes: scenario.peers.len(),
            time: Seconds(0.0),
        }
    }

    /// Checks the next act, which is the `act`-th of its text, and counts it in if it is right.
    pub(super) fn take(&mut self, act: usize, next: Act) -> Result<(), ScenarioError> {
        check_time(Place::Act { act }, next.time, Seconds(0.0))?;
        if next.time < self.time {
            return Err(ScenarioError::ActsUnsorted { act });
        }
        match next.what {
            ActKind::Join { class } if class >= self.classes => {
                return Err(ScenarioError::NoSuchClass {
                    act,
                    class,
                    classes: self.classes,
                });
            }
            ActKind::Join { .. } => self.last_host += 1,
            ActKind::Leave { host }
            | ActKind::Fail { host }
            | ActKind::Mute { host }
            | ActKind::Rates { host, .. }
                if u64::from(host) > self.last_host =>
            {
                return Err(ScenarioError::NoSuchHost {
                    act,
                    host,
                    most: self.last_host,
                });
            }
            // The server downloads nothing.
            ActKind::Rates {
                host: 1.., down, ..
            } if down.0 == 0 => {
                return Err(ScenarioError::ActDownloadZero { act });
            }
            ActKind::Leave { .. }
            | ActKind::Fail { .. }
            | ActKind::Mute { .. }
            | ActKind::Rates { .. } => {}
        }
        self.time = next.time;
        Ok(())
    }
}
