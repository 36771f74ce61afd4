//! Sorting, compiled once.
//!
//! The standard library compiles its sort anew for each type and each order: some six kilobytes of what a reader of
//! the page downloads, every time. Here one sort orders places, and what is sorted only follows. For lists that are
//! not sorted in the inner loop of a run.

use std::cmp::Ordering;

/// Sorts; what is equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut sources = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    // Each round of places that change with one another is followed once.
    for start in 0..items.len() {
        let mut place = start;
        while sources[place] != start {
            let source = std::mem::replace(&mut sources[place], place);
            items.swap(place, source);
            place = source;
        }
        sources[place] = place;
    }
}

/// Sorts by a key; what is equal stays in its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts numbers, and drops those that are there already.
pub fn sort_and_dedup<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
    items.dedup();
}

/// The places from the least to the greatest.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(
            items in prop::collection::vec((0_u8..10, any::<u8>()), 0..100)
        ) {
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            let mut sorted = items;
            sort_by_key(&mut sorted, |item| item.0);
            prop_assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn what_is_there_twice_stays_once() {
        let mut items = vec![3, 1, 2, 3, 1];
        sort_and_dedup(&mut items);
        assert_eq!(items, [1, 2, 3]);
    }
}
