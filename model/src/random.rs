//! Random choices: ChaCha, which gives the same numbers on every platform, one stream per host and purpose.
//!
//! Separate streams keep choices independent: what one peer draws never shifts what another draws.

use crate::history::HostId;
use rand_chacha::ChaCha8Rng;
use rand_core::{Infallible, Rng, SeedableRng, TryRng};

/// What a host draws random numbers for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// The tracker's list for this host.
    Tracker = 0,
    /// When in the interval it rechokes, and who comes first among equals.
    Choke = 1,
    /// Its optimistic choices.
    Optimistic = 2,
    /// Which chunk among equals.
    Pick = 3,
}

const PURPOSES: usize = 4;

/// Numbers in a block of ChaCha, 64 bits each.
const BLOCK: usize = 8;

/// All random streams of a run.
pub(crate) struct Streams {
    seed: u64,
    streams: Vec<Stream>,
}

/// One stream: a line of the processor's cache, since a large swarm has more streams than fit there otherwise.
#[derive(Clone, Default)]
struct Stream {
    drawn: u64,
    /// The numbers of the present block after its first.
    rest: [u64; BLOCK - 1],
}

/// Draws from one stream.
pub(crate) struct Draw<'a> {
    seed: u64,
    number: u64,
    stream: &'a mut Stream,
}

impl Streams {
    /// The streams of `hosts` hosts for one seed.
    pub(crate) fn new(seed: u64, hosts: usize) -> Self {
        let streams = vec![Stream::default(); hosts * PURPOSES];
        Self { seed, streams }
    }

    /// The stream of one host for one purpose.
    pub(crate) fn of(&mut self, host: HostId, purpose: Purpose) -> Draw<'_> {
        let place = host.index() * PURPOSES + purpose as usize;
        Draw {
            seed: self.seed,
            number: place as u64,
            stream: &mut self.streams[place],
        }
    }
}

impl TryRng for Draw<'_> {
    type Error = Infallible;

    #[allow(clippy::cast_possible_truncation)] // A place in the block.
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let Stream { drawn, rest } = &mut *self.stream;
        let (block, place) = (*drawn / BLOCK as u64, (*drawn % BLOCK as u64) as usize);
        *drawn += 1;
        if place > 0 {
            return Ok(rest[place - 1]);
        }
        let [first, others @ ..] = block_of(self.seed, self.number, block);
        *rest = others;
        Ok(first)
    }

    #[allow(clippy::cast_possible_truncation)] // The low half.
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next_u64() as u32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.next_u64().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }
}

/// A block of a stream. The generator is made anew for it, since it keeps five times as much as the block.
fn block_of(seed: u64, stream: u64, block: u64) -> [u64; BLOCK] {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(stream);
    rng.set_word_pos(u128::from(block) * 2 * BLOCK as u128);
    std::array::from_fn(|_| rng.next_u64())
}

/// A number from 0 to `n` − 1, each as likely to within n / 2⁶⁴.
#[allow(clippy::cast_possible_truncation)] // The high half of a 64 × 32 bit product is below n.
pub fn below(rng: &mut impl Rng, n: u32) -> u32 {
    ((u128::from(rng.next_u64()) * u128::from(n)) >> 64) as u32
}

/// A number from 0 up to, but not including, 1.
pub(crate) fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// An exponentially distributed number of mean 1.
pub(crate) fn exponential(rng: &mut impl Rng) -> f64 {
    // 1 − u is never 0. `libm`, since the logarithm of the platform may differ in its last bit.
    -libm::log(1.0 - unit(rng))
}

/// A number that orders things at random, another order for each salt (SplitMix64's mixing).
pub(crate) fn tie_break(salt: u64, thing: u64) -> u64 {
    let mut tie_break = salt.wrapping_add(thing.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    tie_break = (tie_break ^ (tie_break >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    tie_break = (tie_break ^ (tie_break >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    tie_break ^ (tie_break >> 31)
}

/// Moves `k` elements, chosen at random and in random order, to the front, and returns them.
#[allow(clippy::cast_possible_truncation)] // Lists of hosts are shorter than 2³².
pub fn choose<'a, T>(rng: &mut impl Rng, items: &'a mut [T], k: usize) -> &'a mut [T] {
    let k = k.min(items.len());
    for i in 0..k {
        let rest = (items.len() - i) as u32;
        items.swap(i, i + below(rng, rest) as usize);
    }
    &mut items[..k]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_taken_by_blocks_is_the_whole_stream() {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&0x0123_4567_89ab_cdef_u64.to_le_bytes());
        let mut whole = ChaCha8Rng::from_seed(key);
        whole.set_stream(5 * PURPOSES as u64 + 3);
        let mut streams = Streams::new(0x0123_4567_89ab_cdef, 6);
        for _ in 0..100 {
            let drawn = streams.of(HostId(5), Purpose::Pick).next_u64();
            assert_eq!(drawn, whole.next_u64());
        }
    }

    #[test]
    fn every_number_below_n_is_as_likely() {
        let mut streams = Streams::new(1, 1);
        let rng = &mut streams.of(HostId(0), Purpose::Pick);
        let mut counts = [0_i32; 5];
        for _ in 0..50_000 {
            counts[below(rng, 5) as usize] += 1;
        }
        // Standard deviation of each count: sqrt(50 000 · 0.2 · 0.8) ≈ 89.
        assert!(
            counts.iter().all(|&c| (c - 10_000).abs() < 500),
            "{counts:?}"
        );
    }

    #[test]
    fn exponential_numbers_have_mean_and_deviation_one() {
        let mut streams = Streams::new(5, 1);
        let rng = &mut streams.of(HostId(0), Purpose::Tracker);
        let numbers: Vec<f64> = (0..100_000).map(|_| exponential(rng)).collect();
        let mean = numbers.iter().sum::<f64>() / 1e5;
        let variance = numbers.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 1e5;
        assert!(
            (mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.05,
            "{mean}, {variance}"
        );
    }

    #[test]
    fn a_stream_does_not_depend_on_what_others_draw() {
        let mut quiet = Streams::new(7, 3);
        let mut busy = Streams::new(7, 3);
        for _ in 0..100 {
            below(&mut busy.of(HostId(0), Purpose::Pick), 10);
            below(&mut busy.of(HostId(1), Purpose::Choke), 10);
        }
        let draw = |s: &mut Streams| below(&mut s.of(HostId(1), Purpose::Pick), 1_000_000);
        assert_eq!(draw(&mut quiet), draw(&mut busy));
    }

    #[test]
    fn seeds_differ_and_repeat() {
        let draw = |seed| {
            below(
                &mut Streams::new(seed, 1).of(HostId(0), Purpose::Pick),
                u32::MAX,
            )
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn choosing_takes_distinct_items_and_at_most_all() {
        let mut streams = Streams::new(3, 1);
        let rng = &mut streams.of(HostId(0), Purpose::Tracker);
        let mut items: Vec<u32> = (0..10).collect();
        let mut chosen = choose(rng, &mut items, 50).to_vec();
        chosen.sort_unstable();
        assert_eq!(chosen, (0..10).collect::<Vec<_>>());
    }
}
