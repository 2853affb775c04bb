//! Digests of sequences whose length is the prover's: s₀ = H(tag, length), then s = Poseidon(s, eleven elements), the last block
//! padded with zeros. The length comes first, so that no sequence is another's beginning; a circuit with room for more blocks
//! keeps the state where there is none, so that the digest does not depend on the room.
//!
//! Eleven elements a permutation cost 46 constraints each, five (as [`crate::poseidon::hash`] takes them) 71.

#[cfg(feature = "r1cs")]
pub mod var;

use crate::{
    Fr,
    poseidon::{hash, poseidon},
};
use ark_ff::AdditiveGroup;

/// Elements that one permutation takes beside the state.
pub const BLOCK: usize = 11;

/// The digest of `elements`, which encode `length` items in a way that the tag's owner fixes.
#[must_use]
pub fn digest(tag: &str, length: u64, elements: &[Fr]) -> Fr {
    elements.chunks(BLOCK).fold(hash(tag, &[Fr::from(length)]), |state, block| {
        let mut inputs = [Fr::ZERO; BLOCK + 1];
        inputs[0] = state;
        inputs[1..=block.len()].copy_from_slice(block);
        poseidon(&inputs)
    })
}

/// Poseidon(state, item): a chain to which items are added one by one, as vaults grow. What it starts from carries the domain.
#[must_use]
pub fn extend(state: Fr, item: Fr) -> Fr {
    poseidon(&[state, item])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(n: u64) -> alloc::vec::Vec<Fr> {
        (1..=n).map(Fr::from).collect()
    }

    #[test]
    fn length_and_every_element_are_bound() {
        for n in [0, 1, 10, 11, 12, 22, 23] {
            let base = digest("t", n, &elements(n));
            assert_ne!(base, digest("u", n, &elements(n)));
            assert_ne!(base, digest("t", n + 1, &elements(n)));
            for i in 0..n as usize {
                let mut changed = elements(n);
                changed[i] += Fr::from(1u64);
                assert_ne!(base, digest("t", n, &changed), "{n} elements, the {i}th");
            }
        }
    }

    #[test]
    fn padding_is_told_by_the_length() {
        let mut padded = elements(10);
        padded.push(Fr::ZERO);
        assert_eq!(
            digest("t", 10, &elements(10)),
            digest("t", 10, &padded),
            "the elements alone do not tell"
        );
        assert_ne!(digest("t", 10, &elements(10)), digest("t", 11, &padded));
    }
}
