//! Bits, ranges and comparisons.

mod uint;

pub use uint::{MAX_BITS, Uint, is_at_most, less, less_or_equal, min, saturating_sub, sub};

use crate::{
    Fr,
    cs::{Bit, Cs, Num},
};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, PrimeField};

/// The little-endian bits of a value below 2ⁿ: all but the lowest are hinted, the lowest is what is left, and must be a bit.
/// n constraints; n < 254, or the decomposition would not be unique.
pub fn bits(cs: &mut Cs, x: &Num, n: usize) -> Vec<Bit> {
    assert!((1..254).contains(&n), "unique below 2^254 only; use strict_bits");
    let mut bits = decompose(cs, x, n);
    for bit in &mut bits {
        *bit = cs.boolean("bits/boolean", bit.num().clone());
    }
    bits
}

/// Hints bits 1 … n − 1 and leaves the rest as bit 0; nothing is constrained yet.
fn decompose(cs: &mut Cs, x: &Num, n: usize) -> Vec<Bit> {
    let value = x.value().into_bigint();
    let high: Vec<Num> = (1..n).map(|i| cs.hint("bits/bit", || Fr::from(value.get_bit(i)))).collect();
    let weights = powers_of_two().skip(1).map(|k| -k);
    let lowest = Num::sum(std::iter::once((Fr::ONE, x)).chain(weights.zip(&high)));
    std::iter::once(lowest).chain(high).map(Bit::unchecked).collect()
}

/// 1, 2, 4, …
pub(crate) fn powers_of_two() -> impl Iterator<Item = Fr> {
    std::iter::successors(Some(Fr::ONE), |k| Some(k.double()))
}

/// Σ 2ⁱ·bᵢ, of at most [`MAX_BITS`] bits.
#[must_use]
pub fn from_bits(bits: &[Bit]) -> Uint {
    let num = Num::sum(powers_of_two().zip(bits.iter().map(Bit::num)));
    let mut max = BigInt::from(1u64) << bits.len() as u32;
    max.sub_with_borrow(&BigInt::from(1u64));
    Uint::bounded(num, max)
}

/// The 254 little-endian bits of a field element's canonical representative, at most p − 1.
pub fn strict_bits(cs: &mut Cs, x: &Num) -> Vec<Bit> {
    let mut bound = Fr::MODULUS;
    bound.sub_with_borrow(&BigInt::from(1u64));
    bits_at_most(cs, x, 254, &bound)
}

/// The n little-endian bits of a value at most `bound` < 2ⁿ (Zcash protocol specification, A.3.2.2): where the bound has a zero
/// bit and all ones above it are matched, the value's bit is zero too.
///
/// # Panics
/// If the bound has more than n bits or is not below p, where the decomposition would not be unique.
pub fn bits_at_most(cs: &mut Cs, x: &Num, n: usize, bound: &BigInt<4>) -> Vec<Bit> {
    assert!(bound.num_bits() as usize <= n && *bound < Fr::MODULUS, "a bound below 2^n and p");
    let bits = decompose(cs, x, n);
    let lowest_zero = (0..n).find(|i| !bound.get_bit(*i)).unwrap_or(n);
    // `matched` is 1 while the value's bits equal the bound's ones so far.
    let mut matched = Num::one();
    for i in (0..n).rev() {
        let bit = bits[i].num();
        if bound.get_bit(i) {
            cs.enforce("bits/boolean", bit, &bit.plus(-Fr::ONE), &Num::zero());
            if i > lowest_zero {
                matched = cs.mul("bits/matched", &matched, bit);
            }
        } else {
            let most = &Num::one() - &matched;
            cs.enforce("bits/at-most", bit, &(bit - &most), &Num::zero());
        }
    }
    bits
}

/// Whether x is zero: a hinted inverse and two constraints.
pub fn is_zero(cs: &mut Cs, x: &Num) -> Bit {
    let inverse = cs.hint("is-zero/inverse", || x.value().inverse().unwrap_or(Fr::ZERO));
    let zero = cs.hint("is-zero/zero", || Fr::from(x.value() == Fr::ZERO));
    cs.enforce("is-zero/inverse", x, &inverse, &(&Num::one() - &zero));
    cs.enforce("is-zero/zero", x, &zero, &Num::zero());
    Bit::unchecked(zero)
}

#[cfg(test)]
mod tests;
