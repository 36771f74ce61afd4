//! What stands on the timeline: the race of the runs, the moments worth a look, and the next rechoke.

use super::{CLIENT_SERVER, Msg, P2P, SwarmFigure, WHAT_IF};
use crate::components::timeline::{Lane, Mark, Timeline, clock, timeline};
use p2p_model::swarm::{Moment, MomentKind, Trace, What, moments};
use p2p_model::units::Seconds;
use yew::prelude::*;

/// Moments of one kind beyond so many would only hide the others.
const MOST_ALIKE: usize = 24;

/// Marks that can be told apart on a line.
const PLACES: f64 = 500.0;

impl SwarmFigure {
    pub(super) fn timeline(&self, ctx: &Context<Self>) -> Html {
        let swarm = self.shown(P2P);
        let p2p = self.tracks[P2P].trace.as_ref().filter(|_| swarm);
        let rechoke = match (p2p, self.host()) {
            (Some(trace), Some(host)) => {
                let next = trace.next_where(
                    Seconds(self.time),
                    |what| matches!(what, What::Rechoked { host: h, .. } if *h == host),
                );
                next.map_or_else(String::new, |(at, _)| {
                    format!("{host} rechokes in {}", clock((at.0 - self.time).max(0.0)))
                })
            }
            _ => String::new(),
        };
        timeline(&Timeline {
            time: self.time,
            end: self.end(),
            playing: self.playing,
            speed: self.speed,
            step: self.step,
            lanes: self.lanes(),
            marks: if swarm { &self.marks } else { &[] },
            swarm,
            ready: self.traces().next().is_some(),
            whose: self
                .host()
                .map_or_else(String::new, |host| format!(" of {host}")),
            rechoke,
            slider: self.slider.clone(),
            on_wish: ctx.link().callback(Msg::Wish),
        })
    }

    fn lanes(&self) -> Vec<Lane> {
        let end = self.end();
        let order = [CLIENT_SERVER, P2P, WHAT_IF].into_iter();
        order
            .filter(|index| self.shown(*index))
            .map(|index| {
                let track = &self.tracks[index];
                let outcome = track.trace.as_ref().map(|trace| trace.outcome());
                let finishes = outcome
                    .iter()
                    .flat_map(|outcome| outcome.finish.iter().flatten());
                let (class, name) = match index {
                    CLIENT_SERVER => ("is-cs", "C/S"),
                    P2P => ("is-p2p", "P2P"),
                    _ => ("is-p2p is-what-if", "if"),
                };
                Lane {
                    class,
                    name,
                    bound: track.bound,
                    finish: outcome
                        .and_then(|outcome| outcome.finish_time())
                        .map(|finish| finish.0),
                    finishes: apart(finishes.map(|at| at.0), end),
                    bar: track.bar.clone(),
                }
            })
            .collect()
    }
}

/// The times that have a place of their own on the line.
fn apart(times: impl Iterator<Item = f64>, end: f64) -> Vec<f64> {
    let place = |time: &f64| (time / end.max(f64::MIN_POSITIVE) * PLACES).floor();
    let mut times: Vec<f64> = times.collect();
    times.sort_unstable_by(f64::total_cmp);
    times.dedup_by(|a, b| place(a) == place(b));
    times
}

/// The moments of a run to mark and to jump to: of many alike, the first ones and the last.
pub(super) fn marks(trace: &Trace) -> Vec<Mark> {
    let all = moments(trace);
    let alike = |moment: &Moment| std::mem::discriminant(&moment.kind);
    let mut marks = Vec::new();
    for (index, moment) in all.iter().enumerate() {
        let before = all[..index]
            .iter()
            .filter(|m| alike(m) == alike(moment))
            .take(MOST_ALIKE)
            .count();
        let last = || !all[index + 1..].iter().any(|m| alike(m) == alike(moment));
        if before < MOST_ALIKE - 1 || last() {
            marks.push(Mark {
                time: moment.time.0,
                words: moment.to_string(),
                act: matches!(moment.kind, MomentKind::Act(_)),
            });
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_at_one_place_are_one_tick() {
        let times = apart([50.0, 10.0, 10.01, 99.9].into_iter(), 100.0);
        assert_eq!(times, [10.0, 50.0, 99.9]);
        assert_eq!(apart([0.0, 0.0].into_iter(), 0.0), [0.0]);
    }
}
