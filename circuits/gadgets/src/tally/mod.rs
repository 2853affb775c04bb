//! Sums by key and keys that differ, by identities of rational functions at a point X that is hashed from everything in them.
//!
//! * **Sums.** Σᵢ vᵢ/(X − dᵢ) = Σⱼ sⱼ/(X − eⱼ) as functions of X, where the eⱼ differ, says that sⱼ is the sum of the vᵢ with dᵢ = eⱼ
//!   and that no vᵢ ≠ 0 has another key: both sides have their poles at the same places with the same residues. Sorting would
//!   cost the comparison of two 254-bit keys for each row.
//! * **Keys that differ.** With P = Π (X − eⱼ), 1/P = Σⱼ wⱼ/(X − eⱼ) for wⱼ = 1/P′(eⱼ) exactly where no root is double: at a double
//!   root the left side has a pole of order two, the right side one of order one whatever w is.
//!
//! Two unequal functions of degree below n agree at a random point with probability below 2·n/p. X is a Poseidon hash (the
//! caller's) over all keys, values, sums and weights, so that nothing can be chosen after it; a prover may try again by
//! choosing others, at the price of a hash each.

#[cfg(feature = "r1cs")]
pub mod var;

use crate::Fr;
use alloc::vec::Vec;
use ark_ff::{AdditiveGroup, batch_inversion};

/// wⱼ = 1/P′(eⱼ) for P = Π (X − eⱼ); zero for a key that is there twice.
///
/// n² multiplications.
#[must_use]
pub fn weights(keys: &[Fr]) -> Vec<Fr> {
    let derivative = |(j, key): (usize, &Fr)| {
        let others = keys[..j].iter().chain(&keys[j + 1..]);
        others.map(|other| *key - other).product()
    };
    let mut weights: Vec<Fr> = keys.iter().enumerate().map(derivative).collect();
    batch_inversion(&mut weights);
    weights
}

/// The sums of values by key, in the order of `keys`; values of other keys are in none. A key that is there twice has the sum in
/// its first place.
#[must_use]
pub fn sums(keys: &[Fr], items: impl IntoIterator<Item = (Fr, Fr)>) -> Vec<Fr> {
    use alloc::collections::BTreeMap;
    let mut place = BTreeMap::new();
    for (j, key) in keys.iter().enumerate() {
        place.entry(*key).or_insert(j);
    }
    let mut sums = alloc::vec![Fr::ZERO; keys.len()];
    for (key, value) in items {
        if let Some(j) = place.get(&key) {
            sums[*j] += value;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::Field;

    #[test]
    fn weights_are_those_of_the_partial_fractions() {
        let keys: Vec<Fr> = [3u64, 8, 1, 100].map(Fr::from).to_vec();
        let x = Fr::from(77u64);
        let product: Fr = keys.iter().map(|key| x - key).product();
        let fractions: Fr =
            keys.iter().zip(weights(&keys)).map(|(key, w)| w * (x - key).inverse().unwrap()).sum();
        assert_eq!(product * fractions, Fr::ONE);
        assert_eq!(weights(&[Fr::ONE, Fr::ONE]), [Fr::ZERO; 2]);
        assert_eq!(weights(&[Fr::ONE]), [Fr::ONE]);
        assert!(weights(&[]).is_empty());
    }

    #[test]
    fn sums_by_key() {
        let keys = [5u64, 6, 7].map(Fr::from);
        let items = [(5u64, 1u64), (7, 2), (5, 3), (9, 4)].map(|(k, v)| (Fr::from(k), Fr::from(v)));
        assert_eq!(sums(&keys, items), [4u64, 0, 2].map(Fr::from));
    }
}
