//! Parts of a large sweep, for many machines.

use std::ops::Range;
use std::str::FromStr;

/// One part of so many, which count from 1: `2/10`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    pub(crate) const WHOLE: Shard = Shard { number: 1, of: 1 };

    pub(crate) fn is_first(self) -> bool {
        self.number == 1
    }

    pub(crate) fn is_last(self) -> bool {
        self.number == self.of
    }

    /// Which rows belong to this part, when each row costs so much. A row belongs where its middle lies, all costs
    /// laid end to end: so the parts cost about the same, and together, in order, they are all rows.
    pub(crate) fn rows(self, costs: impl Iterator<Item = u64>) -> Range<usize> {
        let costs: Vec<u128> = costs.map(u128::from).collect();
        let twice_all = 2 * costs.iter().sum::<u128>().max(1);
        let mut twice_before = 0;
        let mut range = 0..0;
        for cost in costs {
            let twice_middle = twice_before + cost;
            twice_before += 2 * cost;
            // From 0. What costs nothing at the very end belongs to the last one.
            let shard =
                (twice_middle * u128::from(self.of) / twice_all).min(u128::from(self.of) - 1);
            range.start += usize::from(shard < u128::from(self.number) - 1);
            range.end += usize::from(shard < u128::from(self.number));
        }
        range
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let read = || {
            let (number, of) = text.split_once('/')?;
            let (number, of) = (number.parse().ok()?, of.parse().ok()?);
            (1..=of).contains(&number).then_some(Shard { number, of })
        };
        read().ok_or_else(|| "write which part of how many, such as 2/10".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(of: u32, costs: &[u64]) -> Vec<Range<usize>> {
        (1..=of)
            .map(|number| Shard { number, of }.rows(costs.iter().copied()))
            .collect()
    }

    #[test]
    fn the_parts_are_all_rows_in_order_each_once() {
        for costs in [
            &[][..],
            &[0, 0],
            &[1, 2, 3, 4, 100],
            &[9, 1, 1, 0, u64::MAX],
            &[5; 30],
        ] {
            for of in [1, 2, 3, 7, 40] {
                let parts = parts(of, costs);
                let rows: Vec<usize> = parts.into_iter().flatten().collect();
                let all: Vec<usize> = (0..costs.len()).collect();
                assert_eq!(rows, all, "{costs:?} in {of}");
            }
        }
    }

    #[test]
    fn the_parts_cost_about_the_same() {
        assert_eq!(parts(3, &[1; 9]), [0..3, 3..6, 6..9]);
        assert_eq!(parts(2, &[1, 2, 3, 4, 10]), [0..4, 4..5]);
        // A part can be empty where one row costs most of it all.
        assert_eq!(parts(3, &[1, 100]), [0..1, 1..2, 2..2]);
    }

    #[test]
    fn a_part_is_read_and_what_is_none_is_refused() {
        assert_eq!("2/10".parse(), Ok(Shard { number: 2, of: 10 }));
        for wrong in ["", "2", "0/3", "4/3", "-1/3", "1/0", "1/3/5", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
