//! Optional values inside something that is hashed: a flag, then the value, zero where there is none. Zero itself is a value
//! like any other.

#[cfg(feature = "r1cs")]
pub mod var;

use crate::Fr;
use ark_ff::AdditiveGroup;

/// The two elements of an optional value.
#[must_use]
pub fn optional(value: Option<Fr>) -> [Fr; 2] {
    [Fr::from(value.is_some()), value.unwrap_or(Fr::ZERO)]
}
