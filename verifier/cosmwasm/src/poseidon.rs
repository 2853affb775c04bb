//! Poseidon of the two widths that a registry hashes with. The constants are cut out of the gadgets' table when this is compiled: the whole
//! of it would be a third of a contract.

#![allow(clippy::indexing_slicing, reason = "while this is compiled, not when it runs")]

use ark_ff::{AdditiveGroup, BigInt, Field, Fp};
use core::marker::PhantomData;
use covenant_statements::{Fr, field};

const ALL: &[u8; 227_712] = include_bytes!("../../../circuits/gadgets/src/poseidon/constants.bin");
const FULL_ROUNDS: usize = 8;
/// From width 2.
const PARTIAL_ROUNDS: [usize; 6] = [56, 57, 56, 60, 60, 63];

/// How many elements the table has for a width.
const fn size(t: usize) -> usize {
    t * (FULL_ROUNDS + PARTIAL_ROUNDS[t - 2]) + t * t
}

/// The table of a width: round constants, then the mixing matrix by rows.
const fn part<const BYTES: usize>(t: usize) -> [u8; BYTES] {
    let (mut offset, mut width) = (0, 2);
    while width < t {
        offset += 32 * size(width);
        width += 1;
    }
    let (mut bytes, mut i) = ([0; BYTES], 0);
    while i < BYTES {
        bytes[i] = ALL[offset + i];
        i += 1;
    }
    bytes
}

static WIDTH_4: [u8; 32 * size(4)] = part(4);
static WIDTH_7: [u8; 32 * size(7)] = part(7);

/// H(tag, x₁, x₂).
#[must_use]
pub fn hash2(tag: &str, values: [Fr; 2]) -> Fr {
    let [a, b] = values;
    permuted(&WIDTH_4, [Fr::ZERO, field::ascii(tag), a, b])
}

/// H(tag, x₁ … x₅).
#[must_use]
pub fn hash5(tag: &str, values: [Fr; 5]) -> Fr {
    let [a, b, c, d, e] = values;
    permuted(&WIDTH_7, [Fr::ZERO, field::ascii(tag), a, b, c, d, e])
}

/// The first element of the permuted state; a table of another width than the state's gives nonsense, and there are two calls.
fn permuted<const T: usize>(table: &[u8], mut state: [Fr; T]) -> Fr {
    let mut elements = table.as_chunks::<32>().0.iter().map(element);
    let partial = PARTIAL_ROUNDS.get(T - 2).copied().unwrap_or_default();
    let constants: Vec<Fr> = elements.by_ref().take(T * (FULL_ROUNDS + partial)).collect();
    let mut mds = [[Fr::ZERO; T]; T];
    for entry in mds.iter_mut().flatten() {
        *entry = elements.next().unwrap_or_default();
    }
    for (round, constants) in constants.chunks(T).enumerate() {
        for (s, constant) in state.iter_mut().zip(constants) {
            *s += constant;
        }
        let full = !(FULL_ROUNDS / 2..FULL_ROUNDS / 2 + partial).contains(&round);
        for s in state.iter_mut().take(if full { T } else { 1 }) {
            *s *= s.square().square();
        }
        state = mds.map(|row| Fr::sum_of_products(&row, &state));
    }
    state.first().copied().unwrap_or_default()
}

/// Bytes that are in Montgomery form already.
fn element(bytes: &[u8; 32]) -> Fr {
    let mut limbs = [0; 4];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *limb = u64::from_le_bytes(*chunk);
    }
    Fp(BigInt(limbs), PhantomData)
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_gadgets::poseidon::hash;

    #[test]
    fn it_is_the_gadgets() {
        for n in 0..50u64 {
            let values = [n, n + 1, u64::MAX - n, 7, 0].map(Fr::from);
            assert_eq!(hash5("covenant/test", values), hash("covenant/test", &values));
            let two = [values[0], -values[1]];
            assert_eq!(hash2("covenant/test", two), hash("covenant/test", &two));
        }
    }
}
