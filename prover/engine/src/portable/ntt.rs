//! The radix-2 transform of Cooley and Tukey over arkworks' field arithmetic.

use ark_bn254::Fr;
use ark_ff::{FftField, Field};
use rayon::prelude::*;

use crate::EngineError;
use crate::ntt::Transform;
use crate::ntt::domain::scale_by_powers;
use crate::ntt::oracle::root_of_unity;

/// Sub-transforms up to this length stay in a core's cache and are not split.
const SERIAL: usize = 1 << 12;

/// Transforms `values` in place, natural order in and out: `n/2 · log n` multiplications.
pub(crate) fn transform(values: &mut [Fr], transform: Transform) -> Result<(), EngineError> {
    let n = values.len();
    let mut root = root_of_unity(n)?;
    if transform == Transform::CosetForward {
        scale_by_powers(values, Fr::GENERATOR, Fr::ONE);
    }
    if transform.is_inverse() {
        root = root.inverse().unwrap_or(Fr::ONE);
    }
    let twiddles = powers(root, n / 2);
    decimate(values, &twiddles, 1);
    bit_reverse(values);
    let scale = || Fr::from(n as u64).inverse().unwrap_or(Fr::ONE);
    match transform {
        Transform::Inverse => scale_by_powers(values, Fr::ONE, scale()),
        Transform::CosetInverse => {
            scale_by_powers(values, Fr::GENERATOR.inverse().unwrap_or(Fr::ONE), scale());
        }
        Transform::Forward | Transform::CosetForward => {}
    }
    Ok(())
}

fn powers(root: Fr, count: usize) -> Vec<Fr> {
    let mut powers = vec![Fr::ONE; count];
    scale_by_powers(&mut powers, root, Fr::ONE);
    powers
}

/// Decimation in frequency: output in bit-reversed order. `stride` picks every `stride`-th twiddle.
fn decimate(values: &mut [Fr], twiddles: &[Fr], stride: usize) {
    let n = values.len();
    if n < 2 {
        return;
    }
    let (low, high) = values.split_at_mut(n / 2);
    let butterfly = |((a, b), twiddle): ((&mut Fr, &mut Fr), &Fr)| {
        let difference = *a - *b;
        *a += *b;
        *b = difference * twiddle;
    };
    if n <= SERIAL {
        low.iter_mut().zip(&mut *high).zip(twiddles.iter().step_by(stride)).for_each(butterfly);
        decimate(low, twiddles, 2 * stride);
        decimate(high, twiddles, 2 * stride);
    } else {
        low.par_iter_mut()
            .zip(&mut *high)
            .zip(twiddles.par_iter().step_by(stride))
            .with_min_len(SERIAL)
            .for_each(butterfly);
        rayon::join(|| decimate(low, twiddles, 2 * stride), || decimate(high, twiddles, 2 * stride));
    }
}

fn bit_reverse(values: &mut [Fr]) {
    let n = values.len();
    if n < 2 {
        return;
    }
    let shift = usize::BITS - n.ilog2();
    for i in 0..n {
        let j = i.reverse_bits() >> shift;
        if i < j {
            values.swap(i, j);
        }
    }
}
