//! What is due when: a 4-ary heap whose entries can be moved, with ties in order of scheduling.
//!
//! Times of completion move with every change of rate, so that an entry is found by its number
//! and sifted, instead of leaving stale copies behind. (Convention of equal times: nexosim's queue.)

const NOWHERE: u32 = u32::MAX;
const ARITY: usize = 4;

/// A queue of numbered entries, each at most once in it.
#[derive(Default)]
pub(super) struct Queue {
    heap: Vec<Due>,
    /// Where in the heap an entry stands.
    place: Vec<u32>,
    scheduled: u64,
    /// Whether the first entry has been taken out and its place not been filled yet:
    /// mostly the same one comes back at once, with a new time.
    is_open: bool,
}

#[derive(Clone, Copy)]
struct Due {
    /// The time and, below it, the order of scheduling, as one number that sorts like both.
    key: u128,
    entry: u32,
}

impl Due {
    fn new(time: f64, order: u64, entry: u32) -> Self {
        debug_assert!(time >= 0.0, "entry {entry} is due at {time}");
        // The bits of floats that are not negative sort as the floats do.
        Self {
            key: u128::from(time.to_bits()) << 64 | u128::from(order),
            entry,
        }
    }

    #[allow(clippy::cast_possible_truncation)] // The high half.
    fn time(&self) -> f64 {
        f64::from_bits((self.key >> 64) as u64)
    }
}

impl Queue {
    /// Sets when an entry is due, whether or not it was in the queue.
    ///
    /// An entry moved to another time counts as scheduled anew; one left at its time keeps its turn.
    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² entries.
    pub(super) fn schedule(&mut self, entry: u32, time: f64) {
        let index = entry as usize;
        if index >= self.place.len() {
            self.place.resize(index + 1, NOWHERE);
        }
        let at = self.place[index];
        let is_first_again = at == 0 && self.is_open;
        if at != NOWHERE && !is_first_again && self.heap[at as usize].time() == time {
            return;
        }
        let due = Due::new(time, self.scheduled, entry);
        self.scheduled += 1;
        if is_first_again {
            self.is_open = false;
            self.sift_down(0, due);
            return;
        }
        self.close();
        let at = self.place[index];
        if at == NOWHERE {
            self.heap.push(due);
            self.sift_up(self.heap.len() - 1, due);
        } else {
            self.settle(at as usize, due);
        }
    }

    /// Takes an entry out, if it is in.
    pub(super) fn cancel(&mut self, entry: u32) {
        self.close();
        if self.contains(entry) {
            self.take_out(entry);
        }
    }

    fn take_out(&mut self, entry: u32) {
        let at = std::mem::replace(&mut self.place[entry as usize], NOWHERE) as usize;
        if let Some(last) = self.heap.pop()
            && at < self.heap.len()
        {
            self.settle(at, last);
        }
    }

    /// Fills the place of an entry that was taken out and has not come back.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.take_out(self.heap[0].entry);
        }
    }

    /// Whether an entry is in.
    pub(super) fn contains(&self, entry: u32) -> bool {
        match self.place.get(entry as usize) {
            None | Some(&NOWHERE) => false,
            Some(&place) => place != 0 || !self.is_open,
        }
    }

    /// Takes out the entry that is due first.
    pub(super) fn pop(&mut self) -> Option<(f64, u32)> {
        self.close();
        let first = self.heap.first()?;
        self.is_open = true;
        Some((first.time(), first.entry))
    }

    /// Puts `due` into a free place and restores the order from there.
    fn settle(&mut self, at: usize, due: Due) {
        if at > 0 && due.key < self.heap[(at - 1) / ARITY].key {
            self.sift_up(at, due);
        } else {
            self.sift_down(at, due);
        }
    }

    fn sift_up(&mut self, mut at: usize, due: Due) {
        while at > 0 {
            let parent = (at - 1) / ARITY;
            if due.key >= self.heap[parent].key {
                break;
            }
            self.put(at, self.heap[parent]);
            at = parent;
        }
        self.put(at, due);
    }

    fn sift_down(&mut self, mut at: usize, due: Due) {
        loop {
            let first = at * ARITY + 1;
            if first >= self.heap.len() {
                break;
            }
            let children = &self.heap[first..self.heap.len().min(first + ARITY)];
            let (mut least, mut key) = (0, children[0].key);
            for (child, due) in children.iter().enumerate().skip(1) {
                if due.key < key {
                    (least, key) = (child, due.key);
                }
            }
            if key >= due.key {
                break;
            }
            let least = first + least;
            self.put(at, self.heap[least]);
            at = least;
        }
        self.put(at, due);
    }

    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² entries.
    fn put(&mut self, at: usize, due: Due) {
        self.heap[at] = due;
        self.place[due.entry as usize] = at as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_times_come_in_order_of_scheduling() {
        let mut queue = Queue::default();
        for entry in [5, 3, 9] {
            queue.schedule(entry, 1.0);
        }
        queue.schedule(7, 0.5);
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [(0.5, 7), (1.0, 5), (1.0, 3), (1.0, 9)]);
    }

    proptest! {
        #[test]
        fn entries_come_sorted_whatever_is_moved_or_cancelled(
            steps in prop::collection::vec((0_u32..20, prop::option::of(0_u32..10), any::<bool>()), 0..200)
        ) {
            let mut queue = Queue::default();
            // The plain way: a list of (time, order, entry), sorted at the end.
            let mut plain: Vec<(u32, usize, u32)> = Vec::new();
            for (order, (entry, time, pops)) in steps.into_iter().enumerate() {
                if pops {
                    plain.sort_unstable();
                    let first = (!plain.is_empty()).then(|| plain.remove(0));
                    prop_assert_eq!(queue.pop().map(|due| due.1), first.map(|due| due.2));
                }
                let old = plain.iter().position(|p| p.2 == entry);
                match time {
                    Some(time) => {
                        if old.is_none_or(|o| plain[o].0 != time) {
                            plain.retain(|p| p.2 != entry);
                            plain.push((time, order, entry));
                        }
                        queue.schedule(entry, f64::from(time));
                    }
                    None => {
                        plain.retain(|p| p.2 != entry);
                        queue.cancel(entry);
                    }
                }
            }
            plain.sort_unstable();
            let got: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, e)| e).collect();
            let want: Vec<_> = plain.into_iter().map(|p| p.2).collect();
            prop_assert_eq!(got, want);
        }
    }
}
