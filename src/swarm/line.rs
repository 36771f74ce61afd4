//! What stands on the timeline: the race of the runs, the moments worth a look, and the next rechoke.

use super::{CLIENT_SERVER, Msg, P2P, SwarmFigure};
use crate::drawing::words::clock;
use crate::swarm::timeline::{Lane, Timeline, timeline};
use p2p_model::swarm::What;
use p2p_model::units::Seconds;
use yew::prelude::*;

/// Marks that can be told apart on a line.
const PLACES: f64 = 500.0;

impl SwarmFigure {
    pub(super) fn timeline(&self, ctx: &Context<Self>) -> Html {
        let player = &self.player;
        let swarm = player.shown(P2P);
        let p2p = player.swarm();
        let rechoke = match (p2p, player.host()) {
            (Some(trace), Some(host)) => {
                let next = trace.next_where(
                    Seconds(player.time),
                    |what| matches!(what, What::Rechoked { host: h, .. } if *h == host),
                );
                next.map_or_else(String::new, |(at, _)| {
                    format!(
                        "{host} rechokes in {}",
                        clock((at.0 - player.time).max(0.0))
                    )
                })
            }
            _ => String::new(),
        };
        timeline(&Timeline {
            time: player.time,
            end: player.end(),
            playing: player.playing,
            speed: player.speed,
            step: player.step,
            lanes: self.lanes(),
            markers: if swarm { &player.markers } else { &[] },
            swarm,
            ready: player.traces().next().is_some(),
            whose: player
                .host()
                .map_or_else(String::new, |host| format!(" of {host}")),
            rechoke,
            slider: self.slider.clone(),
            on_command: ctx.link().callback(Msg::Play),
        })
    }

    fn lanes(&self) -> Vec<Lane> {
        let player = &self.player;
        let end = player.end();
        player
            .shown_tracks()
            .map(|index| {
                let track = &player.tracks[index];
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
                    bar: self.views[index].bar.clone(),
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
