//! Scaling by powers, shared by the backends.

use ark_bn254::Fr;
use ark_ff::Field;
use rayon::prelude::*;

/// Elements scaled in one piece of parallel work.
const CHUNK: usize = 1 << 12;

/// `values[i] *= scale · base^i`.
pub(crate) fn scale_by_powers(values: &mut [Fr], base: Fr, scale: Fr) {
    values.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, values)| {
        let mut power = scale * base.pow([(chunk * CHUNK) as u64]);
        for value in values {
            *value *= power;
            power *= base;
        }
    });
}
