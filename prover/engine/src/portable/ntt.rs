//! The transform of Cooley and Tukey over lazily reduced residues.
//!
//! `f mod (X^2m - z²)` is taken to `f mod (X^m - z)` and `f mod (X^m + z)`: natural order in, bit-reversed order out. All
//! butterflies of a block multiply by one `z`, block `i` of any layer by `ω^brv(i)`, so one table in bit-reversed
//! order serves every layer from its start; block 0 has `z = 1` and needs no product. Between layers values are below `1.34 r`.

use ark_bn254::Fr;
use ark_ff::{BigInt, Field};
use rayon::prelude::*;

use super::modulus::Scalar;
use super::permutation::bit_reverse;
use super::residue::Residue;
use crate::EngineError;
use crate::ntt::Transform;
use crate::ntt::domain::scale_by_powers;

/// Blocks up to this length stay in a core's cache, and are transformed by one thread, layer by layer.
const SERIAL: usize = 1 << 12;

/// A value of the transform.
type Value = Residue<Scalar>;

#[inline(always)]
fn load(value: &Fr) -> Value {
    Value::new(value.0.0)
}

/// Keeps a value, reduced or not, where a field element belongs.
#[inline(always)]
fn store(place: &mut Fr, value: Value) {
    *place = Fr::new_unchecked(BigInt(value.limbs()));
}

/// Transforms `values` in place over the powers of `root`, of their number's order, natural order in and out: `n/2 · log n`
/// multiplications.
pub(crate) fn transform(values: &mut [Fr], mut root: Fr, transform: Transform) -> Result<(), EngineError> {
    let n = values.len();
    let shift = transform.shift()?;
    if matches!(transform, Transform::CosetForward(_) | Transform::ScaledCosetForward(..)) {
        scale_by_powers(values, shift, transform.factor());
    }
    if transform.is_inverse() {
        root = root.inverse().unwrap_or(Fr::ONE);
    }
    split(values, &twiddles(root, n / 2), 0);
    let scale = || Fr::from(n as u64).inverse().unwrap_or(Fr::ONE);
    if transform == Transform::Inverse {
        let scale = load(&scale());
        for_each(values, |value| value.product(scale).canonical());
    } else {
        for_each(values, Value::canonical);
    }
    bit_reverse(values);
    if matches!(transform, Transform::CosetInverse(_)) {
        scale_by_powers(values, shift.inverse().unwrap_or(Fr::ONE), scale());
    }
    Ok(())
}

fn for_each(values: &mut [Fr], change: impl Fn(Value) -> Value + Sync) {
    values.par_chunks_mut(SERIAL).for_each(|values| {
        values.iter_mut().for_each(|value| store(value, change(load(value))));
    });
}

/// `root^brv(i)` for `i < count`, reversed within the bits of `count`: the second half of each power of
/// two is the first times one power of the root.
fn twiddles(root: Fr, count: usize) -> Vec<Value> {
    let mut table = vec![Value::ONE; count.max(1)];
    let (mut known, mut step) = (1, count / 2);
    while known < count {
        let factor = load(&root.pow([step as u64]));
        let (low, high) = table.split_at_mut(known);
        let fill = |(high, low): (&mut Value, &Value)| *high = low.product(factor).canonical();
        high[..known].par_iter_mut().zip(low.par_iter()).with_min_len(SERIAL).for_each(fill);
        known *= 2;
        step /= 2;
    }
    table
}

/// Transforms block `index` of its layer, all layers down.
fn split(values: &mut [Fr], twiddles: &[Value], index: usize) {
    let n = values.len();
    if n <= SERIAL {
        layers(values, twiddles, index);
        return;
    }
    // Two layers in one pass over the memory.
    let (outer, inner) = (twiddles[index], [twiddles[2 * index], twiddles[2 * index + 1]]);
    let (low, high) = values.split_at_mut(n / 2);
    let ((a, b), (c, d)) = (low.split_at_mut(n / 4), high.split_at_mut(n / 4));
    let pieces = a.par_chunks_mut(SERIAL).zip(b.par_chunks_mut(SERIAL));
    let pieces = pieces.zip(c.par_chunks_mut(SERIAL)).zip(d.par_chunks_mut(SERIAL));
    pieces.for_each(|(((a, b), c), d)| {
        for (((a, b), c), d) in a.iter_mut().zip(b).zip(c).zip(d) {
            if index == 0 {
                // Twiddles of one, all but the last.
                cross(a, c);
                cross(b, d);
                cross(a, b);
            } else {
                butterfly(a, c, outer);
                butterfly(b, d, outer);
                butterfly(a, b, inner[0]);
            }
            butterfly(c, d, inner[1]);
        }
    });
    let quarters: Vec<&mut [Fr]> = values.chunks_exact_mut(n / 4).collect();
    quarters.into_par_iter().enumerate().for_each(|(quarter, values)| {
        split(values, twiddles, 4 * index + quarter);
    });
}

/// Transforms block `index` of its layer, one layer after the other.
fn layers(values: &mut [Fr], twiddles: &[Value], index: usize) {
    let mut half = values.len() / 2;
    let mut first = index;
    while half > 0 {
        for (block, values) in values.chunks_exact_mut(2 * half).enumerate() {
            let twiddle = twiddles[first + block];
            let (low, high) = values.split_at_mut(half);
            let pairs = low.iter_mut().zip(high);
            if first + block == 0 {
                pairs.for_each(|(a, b)| cross(a, b));
            } else {
                pairs.for_each(|(a, b)| butterfly(a, b, twiddle));
            }
        }
        half /= 2;
        first *= 2;
    }
}

/// `(a, b) ← (a + b, a - b)`.
#[inline(always)]
fn cross(a: &mut Fr, b: &mut Fr) {
    let (left, right) = (load(a), load(b));
    store(a, left.plus_folded(right));
    store(b, left.minus_folded(right));
}

/// `(a, b) ← (a + b z, a - b z)`.
#[inline(always)]
fn butterfly(a: &mut Fr, b: &mut Fr, twiddle: Value) {
    let (left, right) = (load(a), load(b).product(twiddle));
    store(a, left.plus_folded(right));
    store(b, left.minus_folded(right));
}
