//! Which row is what. Every row has its place by arithmetic; nothing is left to a floor planner.
//!
//! ```text
//! 0 …                 accounts: one row a balance, an account's assets one below the other
//! assets rows         the final running sums
//! 3 rows an asset     total and count taken apart
//! 3 rows              constants
//! 92 rows a hash      the output
//! … usable            nothing
//! last rows           blinding, random
//! ```

use crate::Shape;

/// Rows of a permutation: three to load its inputs, three a block, two for what the last block leaves.
pub const HASH_ROWS: usize = 3 + 3 * BLOCKS + 2;
/// Blocks of a permutation: eight full rounds, and 63 partial ones by threes.
pub const BLOCKS: usize = 8 + 63 / 3;

/// The rows of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    shape: Shape,
}

impl Layout {
    /// The layout of a shape.
    #[must_use]
    pub const fn new(shape: Shape) -> Self {
        Self { shape }
    }

    /// Its shape.
    #[must_use]
    pub const fn shape(self) -> Shape {
        self.shape
    }

    /// Blinding rows that halo2 asks for: the running sum is queried at five rotations, at six where an account spans rows; two more.
    #[must_use]
    pub const fn blinding_rows(self) -> usize {
        if self.shape.assets() == 1 { 8 } else { 9 }
    }

    /// Rows that gates can use. What comes after is random.
    #[must_use]
    pub const fn usable(self) -> usize {
        self.shape.rows() - self.blinding_rows()
    }

    /// The most accounts.
    #[must_use]
    pub const fn capacity(self) -> usize {
        let assets = self.shape.assets();
        (self.usable() - 4 * assets - 3 - HASH_ROWS * self.hashes()) / assets
    }

    /// Rows of accounts: a row from here on is nobody's, whatever stands in it. Inclusion checks take no other.
    #[must_use]
    pub const fn account_rows(self) -> usize {
        self.capacity() * self.shape.assets()
    }

    /// The row of an asset's final running sum.
    #[must_use]
    pub const fn sum(self, asset: usize) -> usize {
        self.account_rows() + asset
    }

    /// The first of the three rows that take an asset's sum apart.
    #[must_use]
    pub const fn unpack(self, asset: usize) -> usize {
        self.account_rows() + self.shape.assets() + 3 * asset
    }

    /// The row of a constant: the tag, the number of values, zero.
    #[must_use]
    pub const fn constant(self, index: usize) -> usize {
        self.unpack(self.shape.assets()) + index
    }

    /// Permutations of the output: one for a single asset (six inputs at once), else 1 + ⌈(assets + 4 − 4) / 5⌉.
    #[must_use]
    pub const fn hashes(self) -> usize {
        match self.shape.assets() {
            1 => 1,
            assets => 1 + assets.div_ceil(5),
        }
    }

    /// The first row of a permutation: the first two inputs.
    #[must_use]
    pub const fn hash(self, index: usize) -> usize {
        self.constant(3) + HASH_ROWS * index
    }

    /// The row where a permutation's first element stands when it is done.
    #[must_use]
    pub const fn hashed(self, index: usize) -> usize {
        self.hash(index) + 3 + 3 * BLOCKS
    }

    /// The row after the last one that is used.
    #[must_use]
    pub const fn end(self) -> usize {
        self.hash(self.hashes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_statements::solvency::ASSETS;

    #[test]
    fn every_shape_fits_and_wastes_less_than_an_account() {
        for k in Shape::SIZES {
            for assets in ASSETS {
                let layout = Layout::new(Shape::new(k, assets).unwrap());
                assert!(layout.end() <= layout.usable() && layout.usable() - layout.end() < assets);
                assert!(1 << layout.shape().limb_bits() <= layout.usable());
                assert!(layout.capacity() < 1 << 20);
            }
        }
        assert!(Shape::new(11, 1).is_err() && Shape::new(20, 1).is_err() && Shape::new(17, 2).is_err());
    }

    #[test]
    fn capacities() {
        let capacity = |k, assets| Layout::new(Shape::new(k, assets).unwrap()).capacity();
        assert_eq!([1, 8, 32].map(|assets| capacity(12, assets)), [3_989, 472, 100]);
        assert_eq!([1, 8, 32].map(|assets| capacity(17, assets)), [130_965, 16_344, 4_068]);
        assert_eq!([1, 8, 32].map(|assets| capacity(19, assets)), [524_181, 65_496, 16_356]);
    }
}
