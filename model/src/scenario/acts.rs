//! The acts: their text form `TIME:WHAT:WHOM`, and which of them a scenario can have.

use super::error::{Fault, Place, ScenarioError, note};
use super::form::Number::Time;
use super::form::{Kind, count};
use super::list::{comma, is_digit, is_letter, parted, rates};
use super::value::{Act, ActKind, MAX_ACTS, Scenario};
use crate::units::{BitRate, Prefix, Seconds, quoted};

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

    /// Reads one act. Whether there is such a host or class is left to [`Roster`].
    fn parse(text: &str, prefix: Prefix) -> Result<Act, Fault> {
        let form = || Fault::Form(quoted(text));
        // A time may have colons too, as in 0:01:30: the act begins with its first word.
        let colons = text.match_indices(':').map(|(place, _)| place);
        let mut words = colons.filter(|colon| {
            let word = text[colon + 1..].trim_start();
            word.starts_with(is_letter)
        });
        let (time, act_and_whom) = match words.next() {
            Some(colon) => (&text[..colon], &text[colon + 1..]),
            None => text.split_once(':').ok_or_else(form)?,
        };
        let parts: Vec<&str> = act_and_whom.split(':').map(str::trim).collect();
        let [what, whom, ref rest @ ..] = parts[..] else {
            return Err(form());
        };
        let time = Seconds::parse(time)?;
        let what = match (what, rest) {
            ("leave", []) => ActKind::Leave { host: host(whom)? },
            ("fail", []) => ActKind::Fail { host: host(whom)? },
            ("mute", []) => ActKind::Mute { host: host(whom)? },
            // A text counts classes from 1.
            ("join", []) => ActKind::Join {
                class: count(whom, 1, u32::MAX)? as usize - 1,
            },
            ("rates", [up_and_down]) => {
                let host = host(whom)?;
                let (up, down) = rates(up_and_down).ok_or_else(form)?;
                ActKind::Rates {
                    host,
                    up: BitRate::parse(up, prefix)?,
                    down: BitRate::parse(down, prefix)?,
                }
            }
            ("leave" | "fail" | "mute" | "join" | "rates", _) => return Err(form()),
            _ => {
                return Err(Fault::Choice(
                    quoted(what),
                    "leave or fail or mute or join or rates".to_owned(),
                ));
            }
        };
        Ok(Act { time, what })
    }
}

/// Reads the name of a host: `server`, or the number of a peer.
fn host(text: &str) -> Result<u32, Fault> {
    if text == SERVER {
        return Ok(0);
    }
    count(text, 1, u32::MAX).map_err(|_| Fault::NoHost(quoted(text)))
}

/// Reads the acts that suit a scenario, brings them into the order of time, and notes what is wrong with the others.
pub(super) fn read(text: &str, scenario: &Scenario, faults: &mut Vec<ScenarioError>) -> Vec<Act> {
    let texts = match text {
        "" => Vec::new(),
        text => parted(text, is_in_act),
    };
    if note(faults, Place::Key("at"), check_count(texts.len())).is_none() {
        return Vec::new();
    }
    let mut acts = Vec::new();
    for (index, text) in texts.into_iter().enumerate() {
        let act = match text.contains(',') {
            true => Err(comma(text)),
            false => Act::parse(text.trim(), scenario.prefix),
        };
        let act = note(faults, Place::Act(index), act);
        acts.extend(act.map(|act| (index, act)));
    }
    // The sort is stable: acts at the same time stay as they stand.
    acts.sort_by(|(_, one), (_, other)| one.time.0.total_cmp(&other.time.0));
    fitting(acts, scenario, faults)
}

/// Those of the acts, each with its number, that suit a scenario; notes what is wrong with the others.
pub(super) fn fitting(
    acts: impl IntoIterator<Item = (usize, Act)>,
    scenario: &Scenario,
    faults: &mut Vec<ScenarioError>,
) -> Vec<Act> {
    let mut roster = Roster::of(scenario);
    let suits = |(index, act)| {
        let result = roster.take(act).map(|()| act);
        note(faults, Place::Act(index), result)
    };
    acts.into_iter().filter_map(suits).collect()
}

/// Notes what is wrong with the acts of a scenario.
pub(super) fn check(scenario: &Scenario, faults: &mut Vec<ScenarioError>) {
    note(faults, Place::Key("at"), check_count(scenario.acts.len()));
    fitting(scenario.acts.iter().copied().enumerate(), scenario, faults);
}

/// Checks how many acts there are.
fn check_count(acts: usize) -> Result<(), Fault> {
    if acts <= MAX_ACTS {
        return Ok(());
    }
    Err(Fault::TooMany(acts as u64, "acts", MAX_ACTS as u64))
}

/// The hosts there are, as far as the acts have been looked at, and the classes that can be joined.
struct Roster {
    /// The highest number of a host.
    last_host: u64,
    classes: usize,
    time: Seconds,
}

impl Roster {
    /// The hosts there are before any act.
    fn of(scenario: &Scenario) -> Roster {
        Roster {
            last_host: scenario.peer_count(),
            classes: scenario.peers.len(),
            time: Seconds(0.0),
        }
    }

    /// Checks the next act, and counts it in if it is right.
    fn take(&mut self, next: Act) -> Result<(), Fault> {
        Kind::Time(Seconds(0.0)).check(Time(next.time))?;
        if next.time < self.time {
            return Err(Fault::Unsorted);
        }
        match next.what {
            ActKind::Join { class } if class >= self.classes => {
                return Err(Fault::NoSuchClass(class, self.classes));
            }
            ActKind::Join { .. } => self.last_host += 1,
            ActKind::Leave { host }
            | ActKind::Fail { host }
            | ActKind::Mute { host }
            | ActKind::Rates { host, .. }
                if u64::from(host) > self.last_host =>
            {
                return Err(Fault::NoSuchHost(host, self.last_host));
            }
            // The server downloads nothing.
            ActKind::Rates {
                host: 1.., down, ..
            } if down.0 == 0 => {
                return Err(Fault::Zero);
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

/// Whether the comma between digits belongs to a number of an act, as in `1,5s:leave:7` or `30s:rates:7:1,5Mbps/8Mbps`:
/// it does in a time, with which an act begins, and in rates, with which only one kind of act ends.
fn is_in_act(before: &str, behind: &str) -> bool {
    let is_time = before.chars().all(|c| is_digit(c) || c == ',');
    is_time || (before.contains("rates") && !behind.contains(':'))
}
