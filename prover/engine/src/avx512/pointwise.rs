//! Vectors of scalars, value by value: sixteen at a time, in arkworks' form.
#![allow(unsafe_code, reason = "products have their caller's features")]

use std::arch::x86_64::_mm512_slli_epi64;

use ark_bn254::Fr;

use super::field::{Digits, Factor, Limbs, Scalar, Sum, products, reduce, times};
use super::words;

/// `values[i] ← values[i] · factors[i]`. Panics when the lengths differ.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn multiply(values: &mut [Fr], factors: &[Fr]) {
    assert_eq!(values.len(), factors.len());
    let (blocks, rest) = values.as_chunks_mut::<16>();
    let (by, rest_by) = factors.as_chunks::<16>();
    for (values, factors) in blocks.iter_mut().zip(by) {
        let [first, second] = load(factors);
        store(product(load(values), [sixteenfold(first), sixteenfold(second)]), values);
    }
    rest.iter_mut().zip(rest_by).for_each(|(value, factor)| *value *= factor);
}

/// `values[i] ← values[i] - others[i]`. Panics when the lengths differ.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn subtract(values: &mut [Fr], others: &[Fr]) {
    assert_eq!(values.len(), others.len());
    let (blocks, rest) = values.as_chunks_mut::<16>();
    let (less, rest_less) = others.as_chunks::<16>();
    for (values, others) in blocks.iter_mut().zip(less) {
        let (left, right) = (load(values), load(others));
        // One modulus keeps the difference positive: below 2 r.
        let difference = |i: usize| left[i].sum().add_constant(&times::<Scalar>(1)).sub(&right[i].0).digits();
        store([difference(0).sub_modulus_if_above(), difference(1).sub_modulus_if_above()], values);
    }
    rest.iter_mut().zip(rest_less).for_each(|(value, other)| *value -= other);
}

/// Sixteen values below `r`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn load(values: &[Fr; 16]) -> [Digits<Scalar>; 2] {
    let half = |first: usize| Digits::from_words(&words::load_eight(|lane| &values[first + lane].0.0));
    [half(0), half(8)]
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn store([first, second]: [Digits<Scalar>; 2], values: &mut [Fr; 16]) {
    let [low, high] = values.as_chunks_mut::<8>().0 else { return };
    words::store_row(first.to_words(), low);
    words::store_row(second.to_words(), high);
}

/// The words of `x` are those of `x · 2^256`: the product of two, over `2^260`, is to be multiplied by sixteen. Below `16 r`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn sixteenfold(value: Digits<Scalar>) -> Factor<Scalar> {
    let mut limbs: Limbs = value.0;
    for limb in &mut limbs {
        *limb = _mm512_slli_epi64::<4>(*limb);
    }
    Sum::from_limbs(limbs).carry()
}

/// Products below `r` of values below `r` and `16 r`: `16 / 84.5 + 1.123 < 2` before the last subtraction.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn product(left: [Digits<Scalar>; 2], right: [Factor<Scalar>; 2]) -> [Digits<Scalar>; 2] {
    left[0].assert_below(1.0);
    left[1].assert_below(1.0);
    // SAFETY: this function has the features.
    let [first, second] =
        unsafe { reduce::<Scalar, 2>(products(&[left[0].0, left[1].0], &[right[0].0, right[1].0])) };
    [first.digits().sub_modulus_if_above(), second.digits().sub_modulus_if_above()]
}
