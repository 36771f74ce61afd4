//! Many runs on many threads, with what came of them in order: the same for any number of threads.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use p2p_model::bounds::Architecture;
use p2p_model::scenario::Scenario;
use p2p_model::swarm::{Outcome, SwarmError};
use p2p_model::sweep;
use rayon::ThreadPoolBuilder;

use crate::progress::Progress;
use crate::{Failure, Played};

/// How many runs each thread may be ahead of the one that is waited for: enough that none is idle while a slow one
/// ends, and few enough that what came of them takes little memory.
const AHEAD: usize = 4;

/// How runs are played.
pub(crate) struct Runs<'a> {
    pub(crate) architecture: Architecture,
    pub(crate) keeps_history: bool,
    pub(crate) threads: Option<u16>,
    pub(crate) progress: &'a Progress,
}

/// What came of a run, and how long it took.
pub(crate) struct Done {
    pub(crate) outcome: Result<Outcome, SwarmError>,
    pub(crate) wall: Duration,
}

impl<'a> Runs<'a> {
    pub(crate) fn new(played: &Played, progress: &'a Progress) -> Runs<'a> {
        Runs {
            architecture: played.architecture(),
            keeps_history: false,
            threads: played.threads,
            progress,
        }
    }

    /// Plays scenarios, each with something to know it by, and has what came of them taken in their order. With the
    /// first failure it is over.
    pub(crate) fn play<N: Send>(
        &self,
        jobs: impl Iterator<Item = (N, Scenario)>,
        mut take: impl FnMut(N, Scenario, Done) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(self.threads.map_or(0, usize::from))
            .build()
            .map_err(std::io::Error::other)?;
        let room = AHEAD * pool.current_num_threads();
        let is_over = AtomicBool::new(false);
        let mut jobs = jobs.fuse();
        let mut ahead = VecDeque::new();
        pool.in_place_scope_fifo(|scope| {
            loop {
                while ahead.len() < room
                    && let Some((name, scenario)) = jobs.next()
                {
                    let (give, receive) = mpsc::channel();
                    let is_over = &is_over;
                    scope.spawn_fifo(move |_| {
                        if let Some(done) = self.one(&scenario, is_over) {
                            // Nobody receives it once there was a failure.
                            let _ = give.send((name, scenario, done));
                        }
                    });
                    ahead.push_back(receive);
                }
                let Some(next) = ahead.pop_front() else {
                    return Ok(());
                };
                // Without an answer the run has panicked, and the scope passes that on.
                let Ok((name, scenario, done)) = next.recv() else {
                    return Ok(());
                };
                if let Err(failure) = take(name, scenario, done) {
                    is_over.store(true, Ordering::Relaxed);
                    return Err(failure);
                }
            }
        })
    }

    /// Plays a run, unless all is over before.
    fn one(&self, scenario: &Scenario, is_over: &AtomicBool) -> Option<Done> {
        let work = work(scenario);
        let mut told = 0;
        let mut tell = |part: f64| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // From 0 to `work`.
            let now = (part * work as f64) as u64;
            self.progress.add(now.saturating_sub(told));
            told = told.max(now);
            if is_over.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        if tell(0.0).is_break() {
            return None;
        }
        let start = Instant::now();
        let outcome = sweep::play(scenario, self.architecture, self.keeps_history, &mut tell);
        let wall = start.elapsed();
        let _ = tell(1.0);
        let outcome = outcome.transpose()?;
        Some(Done { outcome, wall })
    }
}

/// What a run costs, for the progress: peers times chunks.
pub(crate) fn work(scenario: &Scenario) -> u64 {
    scenario.peer_count().saturating_mul(scenario.chunk_count())
}
