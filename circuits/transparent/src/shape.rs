//! How large a circuit is, and which row is what. Every row has its place by arithmetic.
//!
//! ```text
//! 0 …               accounts: one row a balance, an account's assets one below the other
//! assets rows       the final running sums
//! 3 rows an asset   total and count taken apart
//! 3 rows            environment, scope, as_of
//! … usable          nothing
//! last rows         blinding, random
//! ```

use crate::Error;
use covenant_statements::solvency::ASSETS;

/// The most accounts of a claim.
pub const MAX_ACCOUNTS: usize = 1 << 12;
/// Bits of a limb: they divide 64, so that limbs in range make a `u64` and nothing else.
pub const LIMB_BITS: usize = 8;
/// Limbs of a balance.
pub const LIMBS: usize = 64 / LIMB_BITS;
/// Public inputs before the totals: environment, scope, as_of, count.
pub const PUBLIC: usize = 4;

/// The size of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    k: u32,
    assets: usize,
}

impl Shape {
    /// The smallest circuit for so many accounts and assets: 1, 8 or 32 assets, 2^9 rows or more.
    ///
    /// # Errors
    /// [`Error::Shape`] for none or too many.
    pub fn new(accounts: usize, assets: usize) -> Result<Self, Error> {
        let assets = ASSETS.into_iter().find(|most| (1..=*most).contains(&assets)).ok_or(Error::Shape)?;
        if !(1..=MAX_ACCOUNTS).contains(&accounts) {
            return Err(Error::Shape);
        }
        let shapes = (9..).map(|k| Self { k, assets });
        shapes.into_iter().find(|shape| Layout::new(*shape).capacity() >= accounts).ok_or(Error::Shape)
    }

    /// The logarithm of the number of rows.
    #[must_use]
    pub const fn k(self) -> u32 {
        self.k
    }

    /// The assets: 1, 8 or 32.
    #[must_use]
    pub const fn assets(self) -> usize {
        self.assets
    }

    /// The rows, 2^k.
    #[must_use]
    pub const fn rows(self) -> usize {
        1 << self.k
    }
}

/// The rows of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout(Shape);

impl Layout {
    /// The layout of a shape.
    #[must_use]
    pub const fn new(shape: Shape) -> Self {
        Self(shape)
    }

    /// Its shape.
    #[must_use]
    pub const fn shape(self) -> Shape {
        self.0
    }

    /// Blinding rows that halo2 asks for: the running sum is queried at three rotations, at four where an account spans rows; three more.
    #[must_use]
    pub const fn blinding_rows(self) -> usize {
        if self.0.assets == 1 { 6 } else { 7 }
    }

    /// Rows that gates can use.
    #[must_use]
    pub const fn usable(self) -> usize {
        self.0.rows() - self.blinding_rows()
    }

    /// Slots for accounts.
    #[must_use]
    pub const fn capacity(self) -> usize {
        (self.usable() - 4 * self.0.assets - 3) / self.0.assets
    }

    /// Rows of accounts.
    #[must_use]
    pub const fn account_rows(self) -> usize {
        self.capacity() * self.0.assets
    }

    /// The row of an asset's final running sum.
    #[must_use]
    pub const fn sum(self, asset: usize) -> usize {
        self.account_rows() + asset
    }

    /// The first of the three rows that take an asset's sum apart.
    #[must_use]
    pub const fn unpack(self, asset: usize) -> usize {
        self.account_rows() + self.0.assets + 3 * asset
    }

    /// The row of environment, scope or as_of.
    #[must_use]
    pub const fn bound(self, index: usize) -> usize {
        self.unpack(self.0.assets) + index
    }

    /// The row after the last one that is used.
    #[must_use]
    pub const fn end(self) -> usize {
        self.bound(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_fits() {
        let k = |accounts, assets| Shape::new(accounts, assets).map(Shape::k);
        assert_eq!([1, 8, 32].map(|assets| k(MAX_ACCOUNTS, assets)), [13, 16, 18].map(Ok));
        assert_eq!([k(1, 1), k(499, 1), k(500, 1), k(10, 32)], [9, 9, 10, 9].map(Ok));
        assert_eq!(Shape::new(5, 3).unwrap().assets(), 8);
        for (accounts, assets) in [(0, 1), (MAX_ACCOUNTS + 1, 1), (1, 0), (1, 33)] {
            assert_eq!(k(accounts, assets), Err(Error::Shape));
        }
        for (accounts, assets) in [(1, 1), (499, 1), (60, 8), (12, 32), (4_096, 32)] {
            let layout = Layout::new(Shape::new(accounts, assets).unwrap());
            assert!(
                layout.end() <= layout.usable() && layout.usable() - layout.end() < layout.shape().assets()
            );
            assert!(1 << LIMB_BITS <= layout.usable());
        }
    }
}
