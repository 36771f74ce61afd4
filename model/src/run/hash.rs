//! The hash of a run: equal for equal runs, on every platform.

/// A 64-bit hash of what happens, in order: FNV-1a over words.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunHash(u64);

impl Default for RunHash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

/// What the hash is of.
#[derive(Clone, Copy)]
pub(super) enum Hashed {
    Joined = 1,
    Connected,
    Left,
    Unchoked,
    OptimisticallyUnchoked,
    Choked,
    Completed,
    Failed,
    Rerated,
}

impl RunHash {
    /// Mixes in that something of a kind happened at a time to one or two things.
    pub(super) fn mix(&mut self, time: f64, mark: Hashed, a: u32, b: u32) {
        for word in [
            time.to_bits(),
            mark as u64,
            u64::from(a) << 32 | u64::from(b),
        ] {
            self.0 = (self.0 ^ word)
                .wrapping_mul(0x0000_0100_0000_01b3)
                .rotate_left(23);
        }
    }

    pub(super) fn value(self) -> u64 {
        // FNV's low bits depend on low bits only; fold the high ones in.
        self.0 ^ (self.0 >> 29)
    }
}
