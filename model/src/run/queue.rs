//! What is due when: a 4-ary heap whose entries can be moved, with ties in a fixed order.
//!
//! Times of completion move with every change of rate, so that an entry is found by its number and sifted, instead of
//! leaving stale copies behind. At equal times entries come by rank, then in order of scheduling (the convention of
//! nexosim's queue).

const NOWHERE: u32 = u32::MAX;
const ARITY: usize = 4;

/// The bits of a key below the time: rank, order of scheduling, number of the entry.
const RANK_BITS: u32 = 2;
const ORDER_BITS: u32 = 30;
const ENTRY_BITS: u32 = 32;

/// A queue of numbered entries, each at most once in it.
#[derive(Default)]
pub(super) struct Queue {
    /// Keys of 16 bytes that sort by time, rank and order of scheduling. The bits of floats that are not negative
    /// sort as the floats do.
    heap: Vec<u128>,
    /// Where in the heap an entry stands.
    places: Vec<u32>,
    scheduled: u32,
    /// Whether the first entry has been taken out and its place not been filled yet: mostly the same one comes back at
    /// once, with a new time.
    is_open: bool,
}

#[allow(clippy::cast_possible_truncation)] // The high half.
fn time_of(key: u128) -> f64 {
    f64::from_bits((key >> (RANK_BITS + ORDER_BITS + ENTRY_BITS)) as u64)
}

#[allow(clippy::cast_possible_truncation)] // The low 32 bits.
fn entry_of(key: u128) -> u32 {
    key as u32
}

impl Queue {
    /// Sets when an entry is due, whether or not it was in the queue. Of entries due at one time those of a lower
    /// rank, from 0 to 3, come first.
    ///
    /// An entry moved to another time counts as scheduled anew; one left at its time keeps its turn.
    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² entries.
    pub(super) fn schedule(&mut self, entry: u32, rank: u32, time: f64) {
        debug_assert!(
            time >= 0.0 && time.is_finite(),
            "entry {entry} is due at {time}"
        );
        let index = entry as usize;
        if index >= self.places.len() {
            self.places.resize(index + 1, NOWHERE);
        }
        let at = self.places[index];
        let is_first_again = at == 0 && self.is_open;
        if at != NOWHERE && !is_first_again && time_of(self.heap[at as usize]) == time {
            return;
        }
        if self.scheduled == 1 << ORDER_BITS {
            self.renumber();
            return self.schedule(entry, rank, time);
        }
        let low = u64::from(rank << ORDER_BITS | self.scheduled) << ENTRY_BITS | u64::from(entry);
        let key = u128::from(time.to_bits()) << 64 | u128::from(low);
        self.scheduled += 1;
        if is_first_again {
            self.is_open = false;
            self.sift_down(0, key);
            return;
        }
        self.close();
        let at = self.places[index];
        if at == NOWHERE {
            self.heap.push(key);
            self.sift_up(self.heap.len() - 1, key);
        } else {
            self.settle(at as usize, key);
        }
    }

    /// Numbers the entries anew from 0 in their present order, when all numbers are used up.
    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² entries.
    fn renumber(&mut self) {
        self.close();
        self.heap.sort_unstable();
        let order = u128::from((1_u64 << ORDER_BITS) - 1) << ENTRY_BITS;
        for (place, key) in self.heap.iter_mut().enumerate() {
            *key = *key & !order | (place as u128) << ENTRY_BITS;
            self.places[entry_of(*key) as usize] = place as u32;
        }
        self.scheduled = self.heap.len() as u32;
    }

    /// Takes an entry out, if it is in.
    pub(super) fn cancel(&mut self, entry: u32) {
        self.close();
        if self.contains(entry) {
            self.take_out(entry);
        }
    }

    fn take_out(&mut self, entry: u32) {
        let at = std::mem::replace(&mut self.places[entry as usize], NOWHERE) as usize;
        if let Some(last) = self.heap.pop()
            && at < self.heap.len()
        {
            self.settle(at, last);
        }
    }

    /// Fills the place of an entry that was taken out and has not come back.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.take_out(entry_of(self.heap[0]));
        }
    }

    /// Whether an entry is in.
    fn contains(&self, entry: u32) -> bool {
        match self.places.get(entry as usize) {
            None | Some(&NOWHERE) => false,
            Some(&place) => place != 0 || !self.is_open,
        }
    }

    /// Takes out the entry that is due first.
    pub(super) fn pop(&mut self) -> Option<(f64, u32)> {
        self.close();
        let first = *self.heap.first()?;
        self.is_open = true;
        Some((time_of(first), entry_of(first)))
    }

    /// Puts a key into a free place and restores the order from there.
    fn settle(&mut self, at: usize, key: u128) {
        if at > 0 && key < self.heap[(at - 1) / ARITY] {
            self.sift_up(at, key);
        } else {
            self.sift_down(at, key);
        }
    }

    fn sift_up(&mut self, mut at: usize, key: u128) {
        while at > 0 {
            let parent = (at - 1) / ARITY;
            if key >= self.heap[parent] {
                break;
            }
            self.put(at, self.heap[parent]);
            at = parent;
        }
        self.put(at, key);
    }

    fn sift_down(&mut self, mut at: usize, key: u128) {
        loop {
            let first = at * ARITY + 1;
            if first >= self.heap.len() {
                break;
            }
            let children = &self.heap[first..self.heap.len().min(first + ARITY)];
            let (mut least, mut least_key) = (0, children[0]);
            for (child, &other) in children.iter().enumerate().skip(1) {
                if other < least_key {
                    (least, least_key) = (child, other);
                }
            }
            if least_key >= key {
                break;
            }
            self.put(at, least_key);
            at = first + least;
        }
        self.put(at, key);
    }

    #[allow(clippy::cast_possible_truncation)] // Fewer than 2³² entries.
    fn put(&mut self, at: usize, key: u128) {
        self.heap[at] = key;
        self.places[entry_of(key) as usize] = at as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_times_come_by_rank_and_then_in_order_of_scheduling() {
        let mut queue = Queue::default();
        for (entry, rank) in [(5, 1), (3, 1), (9, 0), (4, 2)] {
            queue.schedule(entry, rank, 1.0);
        }
        queue.schedule(7, 3, 0.5);
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [(0.5, 7), (1.0, 9), (1.0, 5), (1.0, 3), (1.0, 4)]);
    }

    proptest! {
        #[test]
        fn entries_come_sorted_whatever_is_moved_or_cancelled(
            steps in prop::collection::vec((0_u32..20, prop::option::of(0_u32..10), any::<bool>()), 0..200),
            used_up_at in 0_usize..200,
        ) {
            let mut queue = Queue::default();
            // The plain way: a list of (time, rank, order, entry), sorted at the end.
            let mut plain: Vec<(u32, u32, usize, u32)> = Vec::new();
            for (order, (entry, time, pops)) in steps.into_iter().enumerate() {
                if order == used_up_at {
                    queue.scheduled = 1 << ORDER_BITS;
                }
                if pops {
                    plain.sort_unstable();
                    let first = (!plain.is_empty()).then(|| plain.remove(0));
                    prop_assert_eq!(queue.pop().map(|due| due.1), first.map(|due| due.3));
                }
                let old = plain.iter().position(|p| p.3 == entry);
                let rank = entry % 4;
                match time {
                    Some(time) => {
                        if old.is_none_or(|o| plain[o].0 != time) {
                            plain.retain(|p| p.3 != entry);
                            plain.push((time, rank, order, entry));
                        }
                        queue.schedule(entry, rank, f64::from(time));
                    }
                    None => {
                        plain.retain(|p| p.3 != entry);
                        queue.cancel(entry);
                    }
                }
            }
            plain.sort_unstable();
            let got: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|(_, e)| e).collect();
            let want: Vec<_> = plain.into_iter().map(|p| p.3).collect();
            prop_assert_eq!(got, want);
        }
    }
}
