//! Several small values in one field element.

use crate::Fr;
use ark_ff::{AdditiveGroup, Field};

/// A sum of parts shifted left, low bits first: `(value, width)`. The widths' sum is below 253.
pub(crate) fn pack(parts: &[(Fr, u32)]) -> Fr {
    let mut shift = Fr::ONE;
    parts.iter().fold(Fr::ZERO, |sum, (value, width)| {
        let sum = sum + *value * shift;
        shift *= Fr::from(1u128 << width);
        sum
    })
}
