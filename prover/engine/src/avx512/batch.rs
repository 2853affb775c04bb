//! Batches of affine additions: one pass that multiplies up the denominators, one inversion, one
//! pass back that finishes the additions.
//!
//! Stored coordinates are below `4.01 p`, bases too. With `λ = Δy / Δx`, `x3 = λ² - (x1 + x2)` and
//! `y3 = λ (x1 - x3) - y1`, per addition: 5 multiplications and 1 squaring, 580 IFMA per eight in G1.
//!
//! | value | as computed | bound in `p` |
//! |---|---|---|
//! | Δx | `x2 - x1 + 5` | 9.1 |
//! | Δy | `±y2 - y1 + 9` | 13.1 |
//! | products of these | | 2.6 (G1: 1.4) |
//! | x3 | `λ² + 9 - (x1 + x2)`, less 6 and 4 where above | 10.6, then 4.01 |
//! | x1 - x3 | `+ 11`, of the `x3` above 4.01 | 15.1 |
//! | y3 | `λ (x1 - x3) + 5 - y1`, less 4 where above | 7.6, then 4.01 |
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]
#![allow(unsafe_code, reason = "trait methods with target features, indices that were checked")]

use super::exact::settle;
use super::field::{Base, Digits, LIMBS, Sum, times};
use super::group::{Factors, Group, Pair, Sums, coordinate, factor, one_of};
use super::inverse::invert;
use super::operands;
use super::step::{Scratch, Step};
use crate::msm::kernel::Inputs;
use crate::msm::op::Op;

/// Bound of stored coordinates.
const STORED: f64 = 4.01;
/// Bound of products of coordinates.
const PRODUCT: f64 = 2.6;

/// Chains of products: independent, to hide the latency of a multiplication.
pub(super) const CHAINS: usize = 2;

/// Groups that go through the second pass together, one multiplication of all after the other:
/// those of one group depend on each other, and a processor's window is too short to see the next group's.
pub(super) const STRIP: usize = 4;

/// Groups between prefetching points and loading them: they come from the L2 cache.
const AHEAD: usize = 2;

// No `array::map` here or below: its closure would be called from a function without the target features.

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn stored(sum: Sum<Base>) -> Digits<Base> {
    let digits = sum.digits();
    digits.assert_below(STORED);
    digits
}

/// A product as a factor.
///
/// # Safety
/// The caller has the features of [`super::Avx512`]; see [`super::field`] for why this function has none.
#[inline(always)]
pub(super) unsafe fn multiply<G: Group>(a: &Factors, b: &Factors) -> Factors {
    // SAFETY: the caller's.
    unsafe {
        let [first, second] = G::product(a, b);
        [factor(first, PRODUCT), factor(second, PRODUCT)]
    }
}

/// The first pass: the products of each chain's denominators. `inputs` is asked only where `EXACT`.
///
/// # Safety
/// The operations passed [`operands::check`] with these points.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) unsafe fn forward<G: Group, const EXACT: bool>(
    left: &[G::Point],
    right: &[G::Point],
    ops: &[Op],
    inputs: Inputs,
    scratch: &mut Scratch<G::Point>,
) -> [Factors; CHAINS] {
    let mut running = [one_of::<G>(); CHAINS];
    scratch.begin(ops.len().div_ceil(G::LANES), G::LANES, EXACT);
    for (index, (group, step)) in ops.chunks_exact(G::LANES).zip(&mut scratch.steps).enumerate() {
        if let Some(ahead) = ops.get((index + AHEAD) * G::LANES..(index + AHEAD + 1) * G::LANES) {
            operands::prefetch_group::<G>(left, right, ahead);
        }
        // SAFETY: the caller's.
        let x1 = coordinate::<G>(0, |lane| unsafe { operands::left(left, group, lane) });
        // SAFETY: the caller's.
        let x2 = coordinate::<G>(0, |lane| unsafe { operands::right(right, group, lane) });
        let five = times::<Base>(5);
        for i in 0..2 {
            step.dx[i] = factor(x2[i].sum().add_constant(&five).sub(&x1[i].0), 9.1);
        }
        step.x = x1;
        if EXACT {
            let exact = &mut scratch.exact[index];
            for i in 0..2 {
                exact.sum_x[i] = x1[i].sum().add(&x2[i].0);
            }
            // SAFETY: the caller's.
            unsafe { numerator::<G, true>(left, right, group, &mut exact.y, &mut exact.dy) };
            // SAFETY: the caller's.
            scratch.exceptions |=
                unsafe { settle::<G>(step, exact, left, right, group, inputs, &mut scratch.known) };
        }
        let product = &mut running[index % CHAINS];
        for (to, from) in step.before.iter_mut().zip(product.iter()) {
            // Not at once: an assignment becomes a call of `memcpy`, which leaves no register as it was.
            for limb in 0..LIMBS {
                to.0[limb] = from.0[limb];
            }
        }
        // SAFETY: this function has the features.
        *product = unsafe { multiply::<G>(product, &step.dx) };
    }
    running
}

/// The left operands' `y` to `y1`, and the chords' numerator.
///
/// # Safety
/// As of [`forward`], for one group.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
unsafe fn numerator<G: Group, const EXACT: bool>(
    left: &[G::Point],
    right: &[G::Point],
    group: &[Op],
    y1: &mut Pair,
    dy: &mut Factors,
) {
    // SAFETY: the caller's.
    *y1 = coordinate::<G>(1, |lane| unsafe { operands::left(left, group, lane) });
    // SAFETY: the caller's.
    let y2 = coordinate::<G>(1, |lane| unsafe { operands::right(right, group, lane) });
    let negated = G::spread(operands::signs(group));
    let nine = Digits::constant(&times::<Base>(9)).sum();
    for i in 0..2 {
        dy[i] = factor(nine.sub(&y1[i].0).add_signed(negated[i], &y2[i].0), 13.1);
    }
}

/// A strip's values on their way through the second pass.
pub(super) struct Strip {
    /// First numerators, then `x1 - x3`.
    pub(super) runs: [Factors; STRIP],
    pub(super) slopes: [Factors; STRIP],
    /// Results, not reduced yet.
    pub(super) sums: [Sums; 2],
}

/// Coordinates of a strip's sums, and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Results {
    pub(super) x: [Pair; STRIP],
    pub(super) y: [Pair; STRIP],
    pub(super) first: usize,
    pub(super) len: usize,
}

/// The second pass. `false` when a denominator was zero: nothing was stored, and the batch
/// must be repeated exactly.
///
/// The work between two products is that of operands which are ready: a group's reductions follow the next
/// group's product, its stores those of the next strip. In the order of their making they would
/// wait for the product before them, and keep the one behind them out of the processor's window.
///
/// # Safety
/// As of [`forward`], which has just been through the same operations with the same scratch.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) unsafe fn backward<G: Group, const EXACT: bool>(
    left: &mut [G::Point],
    right: Option<&[G::Point]>,
    ops: &[Op],
    scratch: &Scratch<G::Point>,
    running: [Factors; CHAINS],
) -> bool {
    let steps = ops.len().div_ceil(G::LANES);
    // SAFETY: this function has the features; so below.
    let total = unsafe { multiply::<G>(&running[0], &running[1]) };
    let Some(inverse) = invert::<G>(&total) else { return false };
    let total = [total[0].masked(), total[1].masked()];
    // SAFETY: as above.
    let mut inverses =
        unsafe { [multiply::<G>(&inverse, &running[1]), multiply::<G>(&inverse, &running[0])] };
    let zero = total[0].sum();
    let mut strip = Strip { runs: [inverse; STRIP], slopes: [inverse; STRIP], sums: [[zero; 2]; 2] };
    let mut results = [Results { x: [total; STRIP], y: [total; STRIP], first: 0, len: 0 }; 2];
    let [mut now, mut before] = results.each_mut();
    for first in (0..steps).step_by(STRIP).rev() {
        let len = STRIP.min(steps - first);
        (now.first, now.len) = (first, len);
        for index in (0..len).rev() {
            // SAFETY: the first pass left a step for each group, and `first + index` is below `steps`.
            let step = unsafe { scratch.steps.get_unchecked(first + index) };
            let inverse = &mut inverses[(first + index) % CHAINS];
            // SAFETY: as above.
            strip.slopes[index] = unsafe { multiply::<G>(inverse, &step.before) };
            let (y, run) = (&mut now.y[index], &mut strip.runs[index]);
            if EXACT {
                let exact = &scratch.exact[first + index];
                (*run, *y) = (exact.dy, exact.y);
            } else {
                let right = right.unwrap_or(left);
                if let Some(ahead) = (first + index).checked_sub(AHEAD) {
                    // SAFETY: the caller's; it is a group before this one.
                    let ahead = unsafe { operands::group::<G>(ops, ahead) };
                    operands::prefetch_group::<G>(left, right, ahead);
                }
                // SAFETY: the caller's; `first + index` is below `steps`.
                unsafe {
                    numerator::<G, false>(left, right, operands::group::<G>(ops, first + index), y, run)
                };
            }
            // SAFETY: as above.
            *inverse = unsafe { multiply::<G>(inverse, &step.dx) };
        }
        for index in 0..STRIP {
            // SAFETY: as above.
            strip.slopes[index] = unsafe { multiply::<G>(&strip.runs[index], &strip.slopes[index]) };
            if index < before.len {
                // SAFETY: the caller's; the results are of groups there are.
                unsafe { put::<G>(left, ops, before, index) };
            }
        }
        for index in 0..=len {
            if index < len {
                // SAFETY: this function has the features that the method requires.
                strip.sums[index % 2] = unsafe { G::square(&strip.slopes[index]) };
            }
            if let Some(index) = index.checked_sub(1) {
                let sum_x = if EXACT { Some(&scratch.exact[first + index].sum_x) } else { None };
                let (step, square) = (&scratch.steps[first + index], &strip.sums[index % 2]);
                third_x(step, sum_x, square, &mut now.x[index], &mut strip.runs[index]);
            }
        }
        for index in 0..=len {
            if index < len {
                // SAFETY: as above.
                strip.sums[index % 2] = unsafe { G::product(&strip.slopes[index], &strip.runs[index]) };
            }
            if let Some(index) = index.checked_sub(1) {
                third_y(&mut now.y[index], &strip.sums[index % 2]);
            }
        }
        std::mem::swap(&mut now, &mut before);
    }
    for index in 0..before.len {
        // SAFETY: as above.
        unsafe { put::<G>(left, ops, before, index) };
    }
    scratch.known.store(left);
    true
}

/// Stores the sums of one group.
///
/// # Safety
/// As of [`forward`], for the group of these results.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) unsafe fn put<G: Group>(left: &mut [G::Point], ops: &[Op], results: &Results, index: usize) {
    // SAFETY: the caller's.
    unsafe {
        operands::store::<G>(
            &results.x[index],
            &results.y[index],
            left,
            operands::group::<G>(ops, results.first + index),
        )
    };
}

/// `x3` and `x1 - x3` from `λ²`; `sum_x` is `x1 + x2`, by default `Δx + 2 x1 - 5`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn third_x(step: &Step, sum_x: Option<&Sums>, square: &Sums, x: &mut Pair, run: &mut Factors) {
    let (four, six, eleven) = (times::<Base>(4), times::<Base>(6), times::<Base>(11));
    for i in 0..2 {
        let x1 = &step.x[i];
        let sum = match sum_x {
            Some(sum_x) => square[i].add_constant(&times::<Base>(9)).sub(&sum_x[i].0),
            None => {
                square[i].add_constant(&times::<Base>(14)).sub(&step.dx[i].masked().0).sub(&x1.0).sub(&x1.0)
            }
        };
        // Of the sum that is not reduced yet: the product that waits for it can begin.
        run[i] = factor(x1.sum().add_constant(&eleven).sub(&sum.0), 15.1);
        x[i] = stored(sum.sub_if_above(&six).sub_if_above(&four));
    }
}

/// `y3` from `λ (x1 - x3)`, in the place of `y1`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn third_y(y: &mut Pair, product: &Sums) {
    let (four, five) = (times::<Base>(4), times::<Base>(5));
    for i in 0..2 {
        y[i] = stored(product[i].add_constant(&five).sub(&y[i].0).sub_if_above(&four));
    }
}
