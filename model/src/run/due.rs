//! What can be due, and its number in the queue.

use super::bandwidth::FlowId;
use crate::history::HostId;

/// What can be due.
#[derive(Clone, Copy)]
pub(super) enum Due {
    Arrival,
    Act,
    Timer(Timer, HostId),
    Transfer(FlowId),
}

/// What is due at a host.
#[derive(Clone, Copy)]
pub(super) enum Timer {
    Rechoke,
    Optimistic,
    /// It looks whether its neighbours are few.
    Announce,
    /// It asks its neighbours which chunks they have.
    Ask,
    /// It leaves, or its neighbours notice that it has failed.
    Departure,
}

pub(super) const TIMERS: [Timer; 5] = [
    Timer::Rechoke,
    Timer::Optimistic,
    Timer::Announce,
    Timer::Ask,
    Timer::Departure,
];

impl Due {
    /// What comes first at one instant.
    pub(super) fn rank(self) -> u32 {
        match self {
            Self::Transfer(_) => 0,
            Self::Arrival => 1,
            Self::Act | Self::Timer(Timer::Departure, _) => 2,
            Self::Timer(..) => 3,
        }
    }

    /// Its number in the queue, where there are so many hosts.
    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    pub(super) fn entry(self, hosts: usize) -> u32 {
        let timers = TIMERS.len() as u32;
        match self {
            Self::Arrival => 0,
            Self::Act => 1,
            Self::Timer(timer, host) => 2 + host.0 * timers + timer as u32,
            Self::Transfer(flow) => 2 + hosts as u32 * timers + flow,
        }
    }

    #[allow(clippy::cast_possible_truncation)] // Bounded by MOST_CELLS.
    pub(super) fn of(entry: u32, hosts: usize) -> Self {
        let timers = TIMERS.len() as u32;
        match entry {
            0 => Self::Arrival,
            1 => Self::Act,
            _ => match (entry - 2).checked_sub(hosts as u32 * timers) {
                Some(flow) => Self::Transfer(flow),
                None => {
                    let timer = TIMERS[((entry - 2) % timers) as usize];
                    Self::Timer(timer, HostId((entry - 2) / timers))
                }
            },
        }
    }
}
