//! The history of a run: what happened, when and why, to be looked at at any instant.

use super::event::{ChunkId, Event, HostId, LinkId, What};
use super::snapshot::Snapshot;
use crate::bounds::Architecture;
use crate::run::{Host, Observer, Outcome};
use crate::scenario::Scenario;
use crate::units::{Bits, Seconds};

/// The fewest events from one kept snapshot to the next: what `at` has to replay.
///
/// Where a snapshot is large they are further apart, so that all of them take no more than one and a half times the
/// memory of the events.
const KEYFRAME_EVERY: usize = 512;

/// Peers times chunks of which a history is begun: such a run mostly makes two million events.
pub(crate) const MOST_TRACED_CELLS: u64 = 200_000;

/// Bytes that a history may take: a browser gives a page some 2 GB, and there may be two histories beside the page. A
/// swarm of 3000 peers and more may come to it before its end; then the run stops and says so.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// Events to a chunk of a peer in a large swarm. There is room for so many from the start: to move a hundred
/// megabytes of them to a larger place would take longer than anybody who looks on should wait.
const EVENTS_PER_CELL: usize = 8;

/// Keeps the events of a run, and the swarm as it was every so often.
#[derive(Debug)]
pub struct Recorder {
    events: Vec<Event>,
    landmarks: Vec<u32>,
    live: Snapshot,
    keyframes: Vec<Snapshot>,
    /// Bytes of the keyframes and of the lists in the events.
    other_bytes: usize,
    most_bytes: usize,
}

impl Recorder {
    pub(crate) fn new(start: Snapshot, cells: usize) -> Self {
        Self {
            events: Vec::with_capacity(cells * EVENTS_PER_CELL),
            landmarks: Vec::new(),
            live: start.clone(),
            keyframes: vec![start],
            other_bytes: 0,
            most_bytes: MOST_BYTES,
        }
    }

    /// The same, with room for so many bytes only.
    #[cfg(test)]
    pub(crate) fn with_room(self, most_bytes: usize) -> Self {
        Self { most_bytes, ..self }
    }

    /// How many events a keyframe is worth: two thirds of those of its size.
    fn spacing(&self) -> usize {
        (self.live.bytes() * 2 / 3 / size_of::<Event>()).max(KEYFRAME_EVERY)
    }
}

impl Observer for Recorder {
    fn watches(&self) -> bool {
        true
    }

    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² events.
    fn see(&mut self, event: Event) {
        if is_landmark(&event.what) {
            self.landmarks.push(self.events.len() as u32);
        }
        if let What::Announced { list, .. } = &event.what {
            self.other_bytes += size_of_val(&**list);
        }
        self.live.apply(&event);
        self.events.push(event);
        let since = self
            .keyframes
            .last()
            .map_or(0, |last| self.events.len() - last.events);
        if since >= KEYFRAME_EVERY && since >= self.spacing() {
            self.other_bytes += self.live.bytes();
            self.keyframes.push(self.live.clone());
        }
    }

    fn is_full(&self) -> bool {
        self.events.len() * size_of::<Event>() + self.other_bytes > self.most_bytes
    }
}

/// What a history is of, beside its events.
pub(crate) struct Traced {
    pub(crate) scenario: Scenario,
    pub(crate) architecture: Architecture,
    pub(crate) hosts: Vec<Host>,
    pub(crate) chunks: u32,
    pub(crate) ends: Vec<(HostId, HostId)>,
    pub(crate) outcome: Outcome,
}

/// The immutable history of a run.
#[derive(Debug)]
pub struct Trace {
    scenario: Scenario,
    architecture: Architecture,
    hosts: Vec<Host>,
    chunks: u32,
    events: Vec<Event>,
    /// Which of the events are landmarks.
    landmarks: Vec<u32>,
    /// By link: who sends and who receives.
    ends: Vec<(HostId, HostId)>,
    /// The swarm every so many events, from none on.
    keyframes: Vec<Snapshot>,
    outcome: Outcome,
}

/// A run is equal to another if it is of the same scenario: nothing else decides it.
impl PartialEq for Trace {
    fn eq(&self, other: &Self) -> bool {
        self.scenario == other.scenario
            && self.architecture == other.architecture
            && self.events.len() == other.events.len()
    }
}

impl Trace {
    pub(crate) fn new(mut recorder: Recorder, of: Traced) -> Self {
        recorder.events.shrink_to_fit();
        Self {
            scenario: of.scenario,
            architecture: of.architecture,
            hosts: of.hosts,
            chunks: of.chunks,
            events: recorder.events,
            landmarks: recorder.landmarks,
            ends: of.ends,
            keyframes: recorder.keyframes,
            outcome: of.outcome,
        }
    }

    /// The scenario that was run.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Whether it was run among peers or from one server alone.
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// All hosts, the server first; index it with a [`HostId`].
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// How many chunks the file has.
    pub fn chunk_count(&self) -> u32 {
        self.chunks
    }

    /// The size of a chunk; the last may be shorter.
    pub fn chunk_bits(&self, chunk: ChunkId) -> Bits {
        self.scenario.chunk_bits(u64::from(chunk))
    }

    /// The event with which the bits of a request began to flow: the request itself, or the end of the one that its link
    /// answered then.
    pub fn begun(&self, requested: usize, link: LinkId) -> usize {
        if self.after(requested).links[link.index()]
            .transfer()
            .is_none()
        {
            return requested;
        }
        let ends = |event: &Event| match event.what {
            What::Received { link: of, .. } | What::Stopped { link: of, .. } => of == link,
            _ => false,
        };
        let after = self.events[requested..].iter().position(ends);
        after.map_or(requested, |after| requested + after)
    }

    /// All that happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Time of the last event.
    pub fn end(&self) -> Seconds {
        self.events.last().map_or(Seconds(0.0), |event| event.time)
    }

    /// What came of it.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// A hash of all that happened: equal for equal runs, on every platform.
    pub fn hash(&self) -> u64 {
        self.outcome.hash
    }

    /// The swarm at a time, after all that happened until then.
    pub fn at(&self, time: Seconds) -> Snapshot {
        let mut snapshot = self.after(self.count_until(time));
        snapshot.move_to(time);
        snapshot
    }

    /// The swarm right after its first `count` events.
    pub fn after(&self, count: usize) -> Snapshot {
        let count = count.min(self.events.len());
        let mut snapshot = self.keyframe(count).clone();
        self.replay(&mut snapshot, count);
        snapshot
    }

    /// The last kept snapshot of no more than the first `count` events.
    fn keyframe(&self, count: usize) -> &Snapshot {
        let after = self
            .keyframes
            .partition_point(|keyframe| keyframe.events <= count);
        &self.keyframes[after - 1]
    }

    /// Moves a snapshot of this trace to another time; to one a little later without starting over.
    pub fn move_to(&self, snapshot: &mut Snapshot, time: Seconds) {
        let count = self.count_until(time);
        let keyframe = self.keyframe(count);
        if time < snapshot.time || keyframe.events > snapshot.events {
            snapshot.clone_from(keyframe);
        }
        self.replay(snapshot, count);
        snapshot.move_to(time);
    }

    fn replay(&self, snapshot: &mut Snapshot, count: usize) {
        for event in &self.events[snapshot.events..count] {
            snapshot.apply(event);
        }
    }

    /// The events after `from`, up to and with `to`.
    pub fn between(&self, from: Seconds, to: Seconds) -> &[Event] {
        let (first, last) = (self.count_until(from), self.count_until(to));
        &self.events[first..last.max(first)]
    }

    /// How many events have happened until a time, that time included.
    pub fn count_until(&self, time: Seconds) -> usize {
        self.events.partition_point(|event| event.time <= time)
    }

    /// Time of the next event after a time.
    pub fn next(&self, time: Seconds) -> Option<Seconds> {
        self.events
            .get(self.count_until(time))
            .map(|event| event.time)
    }

    /// Time of the last event before a time.
    pub fn previous(&self, time: Seconds) -> Option<Seconds> {
        let before = self.events.partition_point(|event| event.time < time);
        self.events[..before].last().map(|event| event.time)
    }

    /// The next event of a kind after a time, with its index.
    pub fn next_where(
        &self,
        time: Seconds,
        wanted: impl Fn(&What) -> bool,
    ) -> Option<(Seconds, usize)> {
        let first = self.count_until(time);
        let at = self.events[first..]
            .iter()
            .position(|event| wanted(&event.what))?;
        Some((self.events[first + at].time, first + at))
    }

    /// The last event of a kind before a time, with its index.
    pub fn previous_where(
        &self,
        time: Seconds,
        wanted: impl Fn(&What) -> bool,
    ) -> Option<(Seconds, usize)> {
        let before = self.events.partition_point(|event| event.time < time);
        let at = self.events[..before]
            .iter()
            .rposition(|event| wanted(&event.what))?;
        Some((self.events[at].time, at))
    }

    /// How many hosts that are there have a chunk whole, the server included: from each time on, so many. One that
    /// has failed is not there any more.
    pub fn copies(&self, chunk: ChunkId) -> Vec<(Seconds, u32)> {
        let mut holders: Vec<HostId> = Vec::new();
        steps(self.landmarks(), |what| {
            match what {
                What::Joined {
                    host: HostId::SERVER,
                } => holders.push(HostId::SERVER),
                What::Completed {
                    peer, chunk: whole, ..
                } if *whole == chunk => holders.push(*peer),
                What::Left { peer: gone, .. } | What::Failed { host: gone }
                    if holders.contains(gone) =>
                {
                    holders.retain(|holder| holder != gone);
                }
                _ => return None,
            }
            u32::try_from(holders.len()).ok()
        })
    }

    /// Useful bits that a peer has: the corners of a curve that is straight between them.
    pub fn progress(&self, peer: HostId) -> Vec<(Seconds, f64)> {
        let (mut bits, mut last, mut last_rate) = (0.0, 0.0, 0.0);
        let mut rates = vec![0.0; self.ends.len()];
        let mut corners = vec![(Seconds(0.0), 0.0)];
        for Event { time, what } in &self.events {
            let (rate, lost) = match what {
                What::Rate { link, bps } if self.ends[link.index()].1 == peer => {
                    let old = std::mem::replace(&mut rates[link.index()], *bps);
                    (last_rate + bps - old, 0.0)
                }
                What::Stopped { to, wasted, .. } if *to == peer && wasted.0 > 0 => {
                    (last_rate, wasted.0 as f64)
                }
                _ => continue,
            };
            bits += last_rate * (time.0 - last);
            corners.push((*time, bits));
            if lost > 0.0 {
                bits -= lost;
                corners.push((*time, bits));
            }
            (last, last_rate) = (time.0, rate);
        }
        corners
    }

    /// What a host sends and receives in bits per second: from each time on, so much.
    pub fn rates(&self, host: HostId) -> Vec<(Seconds, f64, f64)> {
        let (mut up, mut down) = (0.0, 0.0);
        let mut rates = vec![0.0; self.ends.len()];
        let steps = steps(self.events.iter().enumerate(), |what| {
            let What::Rate { link, bps } = what else {
                return None;
            };
            let change = bps - std::mem::replace(&mut rates[link.index()], *bps);
            let (from, to) = self.ends[link.index()];
            up += if from == host { change } else { 0.0 };
            down += if to == host { change } else { 0.0 };
            (from == host || to == host).then_some((up, down))
        });
        steps
            .into_iter()
            .map(|(time, (up, down))| (time, up, down))
            .collect()
    }

    /// Who sends and who receives over a link.
    pub fn ends(&self, link: LinkId) -> (HostId, HostId) {
        self.ends[link.index()]
    }

    /// The events that change who is there, what they have whole or what their links can carry, with their indices:
    /// few among all, so that whoever needs no others is much quicker.
    pub(crate) fn landmarks(&self) -> impl Iterator<Item = (usize, &Event)> {
        let landmarks = self.landmarks.iter().map(|index| *index as usize);
        landmarks.map(|index| (index, &self.events[index]))
    }

    /// How many links there are in all.
    pub(crate) fn link_count(&self) -> usize {
        self.ends.len()
    }
}

fn is_landmark(what: &What) -> bool {
    matches!(
        what,
        What::Joined { .. }
            | What::Completed { .. }
            | What::Finished { .. }
            | What::Failed { .. }
            | What::Rerated { .. }
            | What::Left { .. }
    )
}

/// The steps of a value that some events change; of several at one time the last counts.
pub(crate) fn steps<'e, T>(
    events: impl Iterator<Item = (usize, &'e Event)>,
    mut changed: impl FnMut(&What) -> Option<T>,
) -> Vec<(Seconds, T)> {
    let mut steps: Vec<(Seconds, T)> = Vec::new();
    for (_, event) in events {
        if let Some(value) = changed(&event.what) {
            if steps.last().is_some_and(|(time, _)| *time == event.time) {
                steps.pop();
            }
            steps.push((event.time, value));
        }
    }
    steps
}
