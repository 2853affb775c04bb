//! What a sample draws: all of it from one seed and in whole numbers, so that a seed gives the same sample on every machine.

use std::ops::RangeInclusive;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

/// Bits whose number of ones is an amount's magnitude.
const COINS: u32 = 12;

/// A source of draws.
pub(crate) struct Draw(ChaCha20Rng);

impl Draw {
    /// The draws of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// For keys, blindings and signatures.
    pub(crate) fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.0
    }

    /// True once in so many draws.
    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.0.gen_range(0..n) == 0
    }

    /// A whole number, each as likely.
    pub(crate) fn between(&mut self, range: RangeInclusive<u64>) -> u64 {
        self.0.gen_range(range)
    }

    /// The same in 32 bits.
    pub(crate) fn days(&mut self, range: RangeInclusive<u32>) -> u32 {
        self.0.gen_range(range)
    }

    /// One of a list.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.place(list.len())]
    }

    /// A place in a list of this length, which is not empty.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        // A u64 whatever the machine's words.
        usize::try_from(self.0.gen_range(0..length as u64)).unwrap_or(0)
    }

    /// A place again, the lower the likelier: a few debtors owe much, many owe little.
    pub(crate) fn low_place(&mut self, length: usize) -> usize {
        self.place(length).min(self.place(length))
    }

    /// An amount in minor units: 100.00 to 800,000.00, half of them below 10,000.00. The logarithm is near a bell curve.
    pub(crate) fn amount(&mut self) -> u64 {
        let magnitude = self.0.gen_range(0u32..1 << COINS).count_ones();
        self.0.gen_range(10_000u64..20_000) << magnitude
    }
}
