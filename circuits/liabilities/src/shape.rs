//! How large a chunk is, and how many assets it has: what one key is for.

use crate::Error;
use covenant_statements::solvency::ChunkShape;

/// The size of a chunk's circuit. One key serves one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape(ChunkShape);

impl Shape {
    /// The smallest and the largest circuit: 2^12 and 2^19 rows.
    pub const SIZES: std::ops::RangeInclusive<u32> = ChunkShape::SIZES;

    /// 2^k rows, k from 12 to 19, for 1, 8 or 32 assets.
    ///
    /// # Errors
    /// [`Error::Shape`] for any other.
    pub fn new(k: u32, assets: usize) -> Result<Self, Error> {
        ChunkShape::new(k, assets).map(Self).ok_or(Error::Shape)
    }

    /// The logarithm of the number of rows.
    #[must_use]
    pub const fn k(self) -> u32 {
        self.0.k()
    }

    /// The assets.
    #[must_use]
    pub const fn assets(self) -> usize {
        self.0.assets()
    }

    /// The name of its key, for trust files and attestations: `liabilities-K-A/1`.
    #[must_use]
    pub fn key_name(&self) -> String {
        self.0.circuit()
    }

    /// The shape that a key's name says, in its one form.
    ///
    /// # Errors
    /// [`Error::Shape`] for any other text.
    pub fn from_key_name(name: &str) -> Result<Self, Error> {
        ChunkShape::of_circuit(name).map(Self).ok_or(Error::Shape)
    }

    /// The rows, 2^k.
    #[must_use]
    pub const fn rows(self) -> usize {
        1 << self.k()
    }

    /// Bits of a limb; see [`ChunkShape::limb_bits`].
    #[must_use]
    pub const fn limb_bits(self) -> usize {
        self.0.limb_bits()
    }

    /// Limb columns: four or eight.
    #[must_use]
    pub const fn limbs(self) -> usize {
        self.0.limbs()
    }

    /// Advice columns: the id, the running sum, the active bit, the limbs.
    #[must_use]
    pub const fn advice(self) -> usize {
        self.0.columns()
    }
}

impl Default for Shape {
    /// The smallest; halo2 asks for one.
    fn default() -> Self {
        Self(ChunkShape::SMALLEST)
    }
}
