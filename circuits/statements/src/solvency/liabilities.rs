//! What binds a coverage to the chunks' proofs and to the claims under which holders' rows are opened.

use crate::Fr;
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

/// The size of a chunk's circuit, as the name of the circuit says it: `liabilities-K-A/1` has 2^K rows and A columns of balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkShape {
    k: u32,
    assets: usize,
}

impl ChunkShape {
    /// The smallest and the largest circuit: 2^12 and 2^19 rows.
    pub const SIZES: core::ops::RangeInclusive<u32> = 12..=19;

    /// The size of the circuit of this name; `None` for any other name.
    #[must_use]
    pub fn of_circuit(name: &str) -> Option<Self> {
        let (k, assets) = name.strip_prefix("liabilities-")?.strip_suffix("/1")?.split_once('-')?;
        let of = |k: u32, assets: usize| Self { k, assets };
        let all = Self::SIZES.flat_map(|k| super::ASSETS.map(|assets| of(k, assets)));
        // Compared as text: a number has one form.
        all.into_iter()
            .find(|shape| alloc::format!("{}", shape.k) == k && alloc::format!("{}", shape.assets) == assets)
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

    /// Columns that a proof commits to: id, sum, active, and the limbs of a balance, which are of 16 bits where the table of 2^16 values
    /// fits the rows, else of 8.
    #[must_use]
    pub const fn columns(self) -> usize {
        3 + if self.k > 16 { 4 } else { 8 }
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
