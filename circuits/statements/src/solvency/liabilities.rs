//! What binds a coverage to the chunks' proofs and to the claims under which holders' rows are opened.

use crate::Fr;
use alloc::{format, string::String};
use covenant_gadgets::poseidon::hash;

/// The tag of what the digest starts from.
pub const START_TAG: &str = "covenant/liabilities-start";
/// The tag of each step.
pub const TAG: &str = "covenant/liabilities";

/// What is public of a chunk: nothing of it tells a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ChunkCommitment {
    /// Sᵢ; see [`super::Chunk::output`].
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub output: Fr,
    /// cᵢ: keccak256 of the affine coordinates x ‖ y of every advice commitment of the chunk's proof, in the order of the columns, as
    /// 32-byte big-endian words; the top three bits cleared.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub columns: Fr,
    /// Mᵢ: the root of the tree over the values that the rows are claimed to have.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::bytes32_hex"))]
    pub claims: [u8; 32],
}

impl ChunkCommitment {
    /// The high and the low 128 bits of Mᵢ.
    #[must_use]
    pub fn claims_limbs(&self) -> [Fr; 2] {
        let limb =
            |half: &[u8]| Fr::from(half.iter().fold(0u128, |limb, byte| limb << 8 | u128::from(*byte)));
        [limb(&self.claims[..16]), limb(&self.claims[16..])]
    }
}

/// d₀ = H(`covenant/liabilities-start`, environment, m), of m chunks.
#[must_use]
pub fn start(environment: Fr, chunks: u64) -> Fr {
    hash(START_TAG, &[environment, Fr::from(chunks)])
}

/// dᵢ₊₁ = H(`covenant/liabilities`, dᵢ, Sᵢ, cᵢ, the high and the low half of Mᵢ): six inputs of one permutation.
#[must_use]
pub fn extend(digest: Fr, chunk: &ChunkCommitment) -> Fr {
    let [high, low] = chunk.claims_limbs();
    hash(TAG, &[digest, chunk.output, chunk.columns, high, low])
}

/// The public input `liabilities` of a coverage of these chunks, which stand in their order.
#[must_use]
pub fn liabilities_digest(environment: Fr, chunks: &[ChunkCommitment]) -> Fr {
    chunks.iter().fold(start(environment, chunks.len() as u64), extend)
}

/// cᵢ of the commitments' coordinates, x ‖ y of each, 64 bytes.
#[must_use]
pub fn columns_digest(coordinates: &[[u8; 64]]) -> Fr {
    crate::binding::keccak253(coordinates.as_flattened())
}

/// The size of a chunk's circuit. Its name says it: `liabilities-K-A/1` has 2^K rows and A columns of balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkShape {
    k: u32,
    assets: usize,
}

impl ChunkShape {
    /// The smallest and the largest circuit: 2^12 and 2^19 rows.
    pub const SIZES: core::ops::RangeInclusive<u32> = 12..=19;
    /// The smallest for one asset.
    pub const SMALLEST: Self = Self { k: 12, assets: 1 };

    /// 2^k rows, k from 12 to 19, for 1, 8 or 32 assets; `None` for any other.
    #[must_use]
    pub fn new(k: u32, assets: usize) -> Option<Self> {
        (Self::SIZES.contains(&k) && super::ASSETS.contains(&assets)).then_some(Self { k, assets })
    }

    /// The size of the circuit of this name, which has one form; `None` for any other text.
    #[must_use]
    pub fn of_circuit(name: &str) -> Option<Self> {
        let mut all = Self::SIZES.flat_map(|k| super::ASSETS.map(|assets| Self { k, assets }));
        all.find(|shape| shape.circuit() == name)
    }

    /// The name of the circuit, and of its key in trust files and attestations.
    #[must_use]
    pub fn circuit(self) -> String {
        format!("liabilities-{}-{}/1", self.k, self.assets)
    }

    /// The logarithm of the number of rows.
    #[must_use]
    pub const fn k(self) -> u32 {
        self.k
    }

    /// Columns of balances: 1, 8 or 32.
    #[must_use]
    pub const fn assets(self) -> usize {
        self.assets
    }

    /// Bits of a limb. 16 where the table of 2^16 values fits the rows, else 8; both divide 64, so that limbs in range make a `u64` and
    /// nothing else.
    #[must_use]
    pub const fn limb_bits(self) -> usize {
        if self.k >= 17 { 16 } else { 8 }
    }

    /// Limb columns: four or eight.
    #[must_use]
    pub const fn limbs(self) -> usize {
        64 / self.limb_bits()
    }

    /// Columns that a proof commits to: the id, the running sum, the active bit, the limbs.
    #[must_use]
    pub const fn columns(self) -> usize {
        3 + self.limbs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks() -> [ChunkCommitment; 3] {
        let of = |i: u8| ChunkCommitment {
            output: Fr::from(u64::from(i) + 7),
            columns: columns_digest(&[[i; 64], [1; 64]]),
            claims: core::array::from_fn(|byte| byte as u8 ^ i),
        };
        [of(0), of(1), of(2)]
    }

    #[test]
    fn every_part_moves_the_digest() {
        let (environment, chunks) = (Fr::from(5u64), chunks());
        let base = liabilities_digest(environment, &chunks);
        assert_ne!(liabilities_digest(Fr::from(6u64), &chunks), base);
        assert_ne!(liabilities_digest(environment, &chunks[..2]), base);
        let changes: [fn(&mut ChunkCommitment); 4] = [
            |c| c.output += Fr::from(1u64),
            |c| c.columns += Fr::from(1u64),
            |c| c.claims[0] ^= 0x80,
            |c| c.claims[31] ^= 1,
        ];
        for i in 0..3 {
            for (j, change) in changes.iter().enumerate() {
                let mut changed = chunks;
                change(&mut changed[i]);
                assert_ne!(liabilities_digest(environment, &changed), base, "chunk {i}, change {j}");
            }
        }
        let mut turned = chunks;
        turned.swap(0, 1);
        assert_ne!(liabilities_digest(environment, &turned), base);
    }

    #[test]
    fn shapes_are_named_in_one_way() {
        let shape = ChunkShape::of_circuit("liabilities-17-8/1").unwrap();
        assert_eq!((shape.k(), shape.assets(), shape.columns()), (17, 8, 7));
        assert_eq!(ChunkShape::of_circuit("liabilities-12-32/1").map(ChunkShape::columns), Some(11));
        for name in [
            "liabilities-11-1/1",
            "liabilities-20-1/1",
            "liabilities-12-2/1",
            "liabilities-012-1/1",
            "liabilities-12-+1/1",
            "liabilities-12-1/2",
            "liabilities-12-1",
            "coverage-4-1/1",
            "",
        ] {
            assert_eq!(ChunkShape::of_circuit(name), None, "{name}");
        }
    }

    #[test]
    fn limbs_are_the_halves() {
        let mut claims = [0u8; 32];
        (claims[0], claims[15], claims[16], claims[31]) = (1, 2, 3, 4);
        let chunk = ChunkCommitment { claims, ..chunks()[0] };
        let limb = |high: u128, low: u128| Fr::from(high << 120 | low);
        assert_eq!(chunk.claims_limbs(), [limb(1, 2), limb(3, 4)]);
    }
}
