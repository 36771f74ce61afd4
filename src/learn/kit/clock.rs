//! The time of a figure: where in its loop it is, and whether it runs.

/// The end stays for so long, in lengths of the loop, before it begins again.
const REST: f64 = 0.2;

/// A place in a loop. Time goes from 0 to 1; beyond that the end is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clock {
    time: f64,
    /// Whether the reader lets it run.
    pub(crate) running: bool,
}

impl Clock {
    pub(crate) fn at(part: f64, running: bool) -> Self {
        Self {
            time: part,
            running,
        }
    }

    /// Which part of the loop is over, 0 to 1.
    pub(crate) fn part(self) -> f64 {
        self.time.min(1.0)
    }

    /// Lets so much of a loop pass.
    pub(crate) fn pass(self, part: f64) -> Self {
        let time = self.time + part;
        Self {
            time: if time >= 1.0 + REST { 0.0 } else { time },
            ..self
        }
    }

    /// Goes on to the next of these stops, and after the last to the first, and stops there.
    pub(crate) fn step(self, stops: &[f64]) -> Self {
        let next = stops
            .iter()
            .copied()
            .find(|stop| *stop > self.part() + 1e-9);
        Self {
            time: next.or(stops.first().copied()).unwrap_or(0.0),
            running: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_shown_for_a_while_and_then_it_begins_again() {
        let clock = Clock::at(0.9, true).pass(0.2);
        assert_eq!(clock.part(), 1.0);
        assert_eq!(clock.pass(0.2).part(), 0.0);
        assert!(clock.pass(0.2).running);
    }

    #[test]
    fn a_step_goes_to_the_next_stop_and_stays_there() {
        let stops = [0.0, 0.3, 1.0];
        let clock = Clock::at(0.1, true).step(&stops);
        assert_eq!((clock.part(), clock.running), (0.3, false));
        assert_eq!(clock.step(&stops).part(), 1.0);
        assert_eq!(clock.step(&stops).step(&stops).part(), 0.0);
        assert_eq!(Clock::at(0.5, true).step(&[]).part(), 0.0);
    }
}
