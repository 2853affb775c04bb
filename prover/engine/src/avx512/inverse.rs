//! The one inversion of a batch: of the denominators in all lanes.
#![allow(unsafe_code, reason = "trait methods with target features")]

use std::arch::x86_64::__m512i;

use super::field::Digits;
use super::group::{Factors, Group, Sums};
use super::modulus::split;
use super::words;
use crate::inverse::Invert;

/// `1 / value` for every lane, below `2.6 p`, or nothing when one of them is zero.
///
/// Lanes are multiplied by others' until all hold the product of all; its inverse goes back the same way. Read
/// in radix 2^256 a lane's words are `16 v`; `256 / (16 v)` written there are those of `1 / v`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn invert<G: Group>(values: &Factors) -> Option<Factors> {
    let mut product = *values;
    let mut others = [product; 4];
    for (step, other) in others.iter_mut().enumerate().take(G::EXCHANGES) {
        // SAFETY: this function has the features that the methods require.
        *other = unsafe { G::exchanged(&product, step) };
        // SAFETY: as above.
        product = carried(unsafe { G::product(&product, other) });
    }
    let words = [product[0].masked().to_words(), product[1].masked().to_words()];
    let inverse = G::to_field([first_of(words[0]), first_of(words[1])]).invert()?;
    let [first, second] = G::from_field(inverse * G::Field::from(256u64)).map(split);
    let mut inverse = [Digits::constant(&first).sum().carry(), Digits::constant(&second).sum().carry()];
    for other in others[..G::EXCHANGES].iter().rev() {
        // SAFETY: as above.
        inverse = carried(unsafe { G::product(&inverse, other) });
    }
    Some(inverse)
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn carried([first, second]: Sums) -> Factors {
    [first.carry(), second.carry()]
}

/// The words of the first lane.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn first_of(words: [__m512i; 4]) -> [u64; 4] {
    let mut out = [0; 4];
    for (out, word) in out.iter_mut().zip(words) {
        *out = words::store(word)[0];
    }
    out
}
