//! Figures as field elements: three places of 80 bits, the first figure lowest, zeros in the places of what is not disclosed.

use super::{FIGURE_BITS, FIGURES_PER_ELEMENT, elements};
use crate::Fr;
use alloc::vec::Vec;
use ark_ff::{AdditiveGroup, BigInt, PrimeField};

const PLACE: u128 = (1 << FIGURE_BITS) - 1;

/// Whether figure i is disclosed.
pub(super) fn is_disclosed(mask: u32, i: usize) -> bool {
    mask >> i & 1 == 1
}

/// 2^(80·place).
pub(super) fn weight(place: usize) -> Fr {
    Fr::from_bigint(BigInt::from(1u64) << (FIGURE_BITS * place) as u32).unwrap_or(Fr::ZERO)
}

/// The message; figures are below 2⁸⁰.
pub(super) fn pack(figures: &[u128], mask: u32) -> Vec<Fr> {
    let mut message = alloc::vec![Fr::ZERO; elements(figures.len())];
    for (i, figure) in figures.iter().enumerate().filter(|(i, _)| is_disclosed(mask, *i)) {
        message[i / FIGURES_PER_ELEMENT] += Fr::from(*figure) * weight(i % FIGURES_PER_ELEMENT);
    }
    message
}

/// The figures of a message; `None` unless it is one that [`pack`] makes under this mask.
pub(super) fn unpack(message: &[Fr], mask: u32, figures: usize) -> Option<Vec<Option<u128>>> {
    let mut out = Vec::with_capacity(figures);
    for i in 0..figures {
        let places = message[i / FIGURES_PER_ELEMENT].into_bigint()
            >> (FIGURE_BITS * (i % FIGURES_PER_ELEMENT)) as u32;
        let figure = (u128::from(places.0[0]) | u128::from(places.0[1]) << 64) & PLACE;
        out.push(is_disclosed(mask, i).then_some(figure));
    }
    // Everything outside the mask is zero, bits above the last place too.
    let values: Vec<u128> = out.iter().map(|figure| figure.unwrap_or(0)).collect();
    let values = zeroize::Zeroizing::new(values);
    let again = zeroize::Zeroizing::new(pack(&values, mask));
    (again.as_slice() == message).then_some(out)
}
