//! How large a chunk is, and how many assets it has: what one key is for.

use crate::Error;
use covenant_statements::solvency::ASSETS;

/// The size of a chunk's circuit. One key serves one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    k: u32,
    assets: usize,
}

impl Shape {
    /// The smallest and the largest circuit: 2^12 and 2^19 rows.
    pub const SIZES: std::ops::RangeInclusive<u32> = 12..=19;

    /// 2^k rows, k from 12 to 19, for 1, 8 or 32 assets.
    ///
    /// # Errors
    /// [`Error::Shape`] for any other.
    pub fn new(k: u32, assets: usize) -> Result<Self, Error> {
        if Self::SIZES.contains(&k) && ASSETS.contains(&assets) {
            Ok(Self { k, assets })
        } else {
            Err(Error::Shape)
        }
    }

    /// The logarithm of the number of rows.
    #[must_use]
    pub const fn k(self) -> u32 {
        self.k
    }

    /// The assets.
    #[must_use]
    pub const fn assets(self) -> usize {
        self.assets
    }

    /// The name of its key, for trust files and attestations: `liabilities-K-A/1`.
    #[must_use]
    pub fn key_name(&self) -> String {
        format!("liabilities-{}-{}/1", self.k, self.assets)
    }

    /// The shape that a key's name says, in its one form.
    ///
    /// # Errors
    /// [`Error::Shape`] for any other text.
    pub fn from_key_name(name: &str) -> Result<Self, Error> {
        Self::SIZES
            .flat_map(|k| ASSETS.map(|assets| Self { k, assets }))
            .find(|shape| shape.key_name() == name)
            .ok_or(Error::Shape)
    }

    /// The rows, 2^k.
    #[must_use]
    pub const fn rows(self) -> usize {
        1 << self.k
    }

    /// Bits of a limb. 16 where the table of 2^16 values fits the rows, else 8; both divide 64, so that limbs in range make a `u64` and nothing else.
    #[must_use]
    pub const fn limb_bits(self) -> usize {
        if self.k >= 17 { 16 } else { 8 }
    }

    /// Limb columns: four or eight.
    #[must_use]
    pub const fn limbs(self) -> usize {
        64 / self.limb_bits()
    }

    /// Advice columns: the id, the running sum, the active bit, the limbs.
    #[must_use]
    pub const fn advice(self) -> usize {
        3 + self.limbs()
    }
}

impl Default for Shape {
    /// The smallest; halo2 asks for one.
    fn default() -> Self {
        Self { k: 12, assets: 1 }
    }
}
