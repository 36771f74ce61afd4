//! The scenario with another value for one key.

use super::error::SweepError;
use super::over::{Value, whole};
use crate::scenario::{ActKind, Fault, MAX_PEERS, PeerClass, Place, Scenario, ScenarioError};
use crate::units::quoted;

/// The scenario of a point, and what keeps it from being played, if anything does.
pub(super) type Point = (Scenario, Option<Vec<ScenarioError>>);

/// The scenario with a value for a key.
pub(super) fn point(base: &Scenario, key: &str, value: &Value) -> Result<Point, SweepError> {
    let is_number = value.text.bytes().all(|byte| byte.is_ascii_digit());
    if key == "peers" && is_number {
        // Checks the range of what was written as a number.
        let key = key.to_owned();
        whole(&key, &value.text).map_err(|fault| SweepError::Values { key, fault })?;
        let peers = value.text.parse().unwrap_or(MAX_PEERS);
        return Ok(with_peers(base, peers));
    }
    let text = base.to_string();
    let others = text
        .split('&')
        .filter(|pair| pair.split('=').next() != Some(key));
    let pair = format!("{key}={}", value.text);
    let text = others.chain([&*pair]).collect::<Vec<_>>().join("&");
    let (scenario, faults) = Scenario::read(&text);
    let (own, others): (Vec<_>, Vec<_>) = faults.into_iter().partition(|fault| fault.key() == key);
    if own.is_empty() {
        Ok((scenario, (!others.is_empty()).then_some(others)))
    } else {
        Err(SweepError::Value(
            format!("{key}={}", quoted(&value.text)),
            own,
        ))
    }
}

/// The scenario with another number of peers in the same mix of classes.
fn with_peers(base: &Scenario, peers: u64) -> Point {
    let counts = mix(&base.peers, peers);
    let mut scenario = base.clone();
    let mut counts_left = counts.iter();
    scenario.peers.retain_mut(|class| {
        class.count = counts_left.next().copied().unwrap_or(0);
        class.count > 0
    });
    // Classes that are left out give their numbers to those behind them.
    let mut missing = Vec::new();
    for (act, entry) in scenario.acts.iter_mut().enumerate() {
        if let ActKind::Join { class } = &mut entry.what {
            if counts[*class] == 0 {
                let (class, classes) = (*class, scenario.peers.len());
                missing.push(ScenarioError {
                    place: Place::Act(act),
                    fault: Fault::NoSuchClass(class, classes),
                });
            }
            *class = counts[..*class].iter().filter(|count| **count > 0).count();
        }
    }
    let faults = if missing.is_empty() {
        scenario.validate().err()
    } else {
        Some(missing)
    };
    (scenario, faults)
}

/// How many peers of each class there are among `peers` of them, in a mix as near to the given one
/// as whole peers allow.
///
/// Each class gets its share rounded down, and what is left goes to those whose shares lost most by
/// it, the first ones among equals (the method of the largest remainder). A class that would be left
/// without any gets one of the largest class, as long as there are as many peers as classes: so the
/// slowest downlink is the same all over a sweep. With fewer peers than classes some are left
/// without.
#[must_use]
pub fn mix(classes: &[PeerClass], peers: u64) -> Vec<u32> {
    let all: u128 = classes.iter().map(|class| u128::from(class.count)).sum();
    let all = all.max(1);
    let share = |class: &PeerClass| u128::from(class.count) * u128::from(peers);
    let mut counts: Vec<u64> = classes
        .iter()
        .map(|class| u64::try_from(share(class) / all).unwrap_or(peers))
        .collect();
    let mut by_loss: Vec<usize> = (0..classes.len()).collect();
    // The sort is stable, so that the first ones come first among equals.
    by_loss.sort_by_key(|index| std::cmp::Reverse(share(&classes[*index]) % all));
    let given: u64 = counts.iter().sum();
    let left = usize::try_from(peers.saturating_sub(given)).unwrap_or(usize::MAX);
    for index in by_loss.into_iter().take(left) {
        counts[index] += 1;
    }
    for index in 0..counts.len() {
        let largest = (0..counts.len()).rev().max_by_key(|other| counts[*other]);
        if let Some(largest) = largest.filter(|l| counts[index] == 0 && counts[*l] > 1) {
            counts[largest] -= 1;
            counts[index] += 1;
        }
    }
    counts
        .into_iter()
        .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
        .collect()
}
