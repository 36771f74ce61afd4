//! The moments of a run that are marked on the timeline, to jump to.

use p2p_model::swarm::{Moment, MomentKind, Trace, moments};

/// Moments of one kind beyond so many would only hide the others.
const MOST_ALIKE: usize = 24;

/// A moment on the line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Marker {
    /// In seconds.
    pub(crate) time: f64,
    pub(crate) words: String,
    /// Whether the reader brought it about.
    pub(crate) is_act: bool,
}

/// The moments of a run: of many alike, the first ones and the last.
pub(super) fn of(trace: &Trace) -> Vec<Marker> {
    let all = moments(trace);
    let alike = |moment: &Moment| std::mem::discriminant(&moment.kind);
    let mut markers = Vec::new();
    for (index, moment) in all.iter().enumerate() {
        let same = |other: &&Moment| alike(other) == alike(moment);
        let before = all[..index].iter().filter(same).take(MOST_ALIKE).count();
        let last = || !all[index + 1..].iter().any(|other| same(&other));
        if before < MOST_ALIKE - 1 || last() {
            markers.push(Marker {
                time: moment.time.0,
                words: moment.to_string(),
                is_act: matches!(moment.kind, MomentKind::Act(_)),
            });
        }
    }
    markers
}
