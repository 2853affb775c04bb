//! The committed constants, read in place.

use super::{FULL_ROUNDS, PARTIAL_ROUNDS};
use crate::Fr;
use ark_ff::{BigInt, Fp};
use core::marker::PhantomData;

/// Made by `cargo run -p covenant-gadgets --example poseidon_constants`; see [`super::grain::table`].
static TABLE: &[u8] = include_bytes!("constants.bin");

/// The parameters of one width, a view into the table.
#[derive(Clone, Copy)]
pub struct Parameters {
    t: usize,
    offset: usize,
}

impl Parameters {
    /// The parameters of width t.
    ///
    /// # Panics
    /// If t is not between 2 and 13.
    #[must_use]
    pub fn of_width(t: usize) -> Self {
        assert!((2..=13).contains(&t), "widths from 2 to 13");
        let offset = (2..t).map(|w| w * (FULL_ROUNDS + PARTIAL_ROUNDS[w - 2]) + w * w).sum();
        Self { t, offset }
    }

    /// The constant added to element i before round `round`.
    #[must_use]
    pub fn round_constant(&self, round: usize, i: usize) -> Fr {
        element(self.offset + round * self.t + i)
    }

    /// The entry of the mixing matrix at row i, column j.
    #[must_use]
    pub fn mds(&self, i: usize, j: usize) -> Fr {
        element(self.offset + self.t * (FULL_ROUNDS + PARTIAL_ROUNDS[self.t - 2]) + i * self.t + j)
    }
}

/// The entry at `index`, whose bytes are already in Montgomery form.
fn element(index: usize) -> Fr {
    let bytes = &TABLE[index * 32..index * 32 + 32];
    let limb = |i: usize| u64::from_le_bytes(core::array::from_fn(|b| bytes[8 * i + b]));
    Fp(BigInt([limb(0), limb(1), limb(2), limb(3)]), PhantomData)
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_table_is_what_the_generator_makes() {
        assert!(super::TABLE == super::super::grain::table(), "run the example poseidon_constants");
    }
}
