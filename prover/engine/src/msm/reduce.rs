//! From bucket sums to the window's sum, `Σ (i + 1) · bucket[i]`.
//!
//! The running sum of the literature is a chain of dependent additions. Instead the buckets are
//! laid out as a matrix, `i = row · columns + column`, and
//! `Σ (i + 1) B_i = columns · Σ row · (Σ_column B) + Σ (column + 1) · (Σ_row B)`:
//! row and column sums are `2 n` batched additions, and only `√n` of each are left for the chain.

use ark_ff::{AdditiveGroup, Zero};

use crate::msm::kernel::{Inputs, Kernel, Op};
use crate::packed::CurveLimbs;

/// Below this many buckets the plain running sum is cheaper.
const MATRIX_FROM: usize = 64;

/// `Σ (i + 1) · points[i]`; `points` are consumed. `spare` is memory to reuse; `inputs` says what `points` may be.
pub(crate) fn reduce<C: CurveLimbs, K: Kernel<C>>(
    kernel: K,
    points: &mut [C::Point],
    inputs: Inputs,
    spare: &mut Vec<C::Point>,
    scratch: &mut K::Scratch,
) -> C::Group {
    let n = points.len();
    if n < MATRIX_FROM {
        return weighted(kernel, points, 1);
    }
    debug_assert!(n.is_power_of_two());
    let columns = 1usize << (n.ilog2() / 2);
    spare.clear();
    spare.extend_from_slice(points);
    fold_rows(kernel, points, columns, inputs, scratch);
    fold_columns(kernel, spare, columns, inputs, scratch);
    let rows: Vec<C::Point> = spare.iter().step_by(columns).copied().collect();
    let mut sum = weighted(kernel, &rows, 0);
    for _ in 0..columns.ilog2() {
        sum.double_in_place();
    }
    sum + weighted(kernel, &points[..columns], 1)
}

/// Leaves the sum of every column in the first row.
fn fold_rows<C: CurveLimbs, K: Kernel<C>>(
    kernel: K,
    points: &mut [C::Point],
    columns: usize,
    mut inputs: Inputs,
    scratch: &mut K::Scratch,
) {
    let mut ops = Vec::with_capacity(points.len() / 2);
    let mut kept = points.len() / 2;
    while kept >= columns {
        ops.clear();
        ops.extend((0..kept as u32).map(|left| Op::new(left, left + kept as u32)));
        if kernel.fold(points, &ops, inputs, scratch) {
            inputs = Inputs::Any;
        }
        kept /= 2;
    }
}

/// Leaves the sum of every row in the first column.
fn fold_columns<C: CurveLimbs, K: Kernel<C>>(
    kernel: K,
    points: &mut [C::Point],
    columns: usize,
    mut inputs: Inputs,
    scratch: &mut K::Scratch,
) {
    let mut ops = Vec::with_capacity(points.len() / 2);
    let mut kept = columns / 2;
    while kept >= 1 {
        ops.clear();
        for row in (0..points.len() as u32).step_by(columns) {
            ops.extend((row..row + kept as u32).map(|left| Op::new(left, left + kept as u32)));
        }
        if kernel.fold(points, &ops, inputs, scratch) {
            inputs = Inputs::Any;
        }
        kept /= 2;
    }
}

/// `Σ (i + first) · points[i]` by running sums, `first` 0 or 1.
fn weighted<C: CurveLimbs, K: Kernel<C>>(kernel: K, points: &[C::Point], first: usize) -> C::Group {
    let (mut running, mut total) = (C::Group::zero(), C::Group::zero());
    for point in points[1 - first..].iter().rev() {
        running += kernel.unpack(point);
        total += running;
    }
    total
}
