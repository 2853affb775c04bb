//! Batches of doublings: what [`super::batch`] does for chords, on tangents. No operand has an infinity in it, and no ordinate is zero: the
//! groups have no point of order two.
//!
//! With `λ = 3x² / 2y`, `x3 = λ² - 2x` and `y3 = λ (x - x3) - y`: 5 multiplications and 2 squarings.
#![allow(clippy::needless_range_loop, reason = "limbs of several arrays are indexed together")]
#![allow(unsafe_code, reason = "trait methods with target features, indices that were checked")]

use super::batch::{CHAINS, Results, STRIP, Strip, multiply, put, third_x, third_y};
use super::group::{Factors, Group, coordinate, factor, one_of};
use super::inverse::invert;
use super::operands;
use super::step::Scratch;
use crate::msm::op::Op;

/// Doubles the left operands. `false` where a point was infinity or of order two: then nothing was stored.
///
/// # Safety
/// The operations passed [`operands::check`] with these points.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) unsafe fn double<G: Group>(
    points: &mut [G::Point],
    ops: &[Op],
    scratch: &mut Scratch<G::Point>,
) -> bool {
    let steps = ops.len().div_ceil(G::LANES);
    scratch.begin(steps, G::LANES, false);
    // SAFETY: the caller's.
    let running = unsafe { forward::<G>(points, ops, scratch) };
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
            // SAFETY: as above.
            *inverse = unsafe { multiply::<G>(inverse, &step.dx) };
            // SAFETY: the caller's; `first + index` is below `steps`.
            let group = unsafe { operands::group::<G>(ops, first + index) };
            // SAFETY: the caller's.
            now.y[index] = coordinate::<G>(1, |lane| unsafe { operands::left(points, group, lane) });
            let x = [step.x[0].sum().carry(), step.x[1].sum().carry()];
            // SAFETY: as above.
            let square = unsafe { G::square(&x) };
            for i in 0..2 {
                strip.runs[index][i] = factor(square[i].add(square[i].limbs()).add(square[i].limbs()), 6.4);
            }
        }
        for index in 0..STRIP {
            // SAFETY: as above.
            strip.slopes[index] = unsafe { multiply::<G>(&strip.runs[index], &strip.slopes[index]) };
            if index < before.len {
                // SAFETY: the caller's; the results are of groups there are.
                unsafe { put::<G>(points, ops, before, index) };
            }
        }
        for index in 0..=len {
            if index < len {
                // SAFETY: this function has the features that the method requires.
                strip.sums[index % 2] = unsafe { G::square(&strip.slopes[index]) };
            }
            if let Some(index) = index.checked_sub(1) {
                let step = &scratch.steps[first + index];
                let twice = [step.x[0].sum().add(&step.x[0].0), step.x[1].sum().add(&step.x[1].0)];
                let square = &strip.sums[index % 2];
                third_x(step, Some(&twice), square, &mut now.x[index], &mut strip.runs[index]);
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
        unsafe { put::<G>(points, ops, before, index) };
    }
    true
}

/// The first pass: the products of each chain's denominators, `2y`.
///
/// # Safety
/// As of [`double`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
unsafe fn forward<G: Group>(
    points: &[G::Point],
    ops: &[Op],
    scratch: &mut Scratch<G::Point>,
) -> [Factors; CHAINS] {
    let mut running = [one_of::<G>(); CHAINS];
    for (index, (group, step)) in ops.chunks_exact(G::LANES).zip(&mut scratch.steps).enumerate() {
        // SAFETY: the caller's.
        step.x = coordinate::<G>(0, |lane| unsafe { operands::left(points, group, lane) });
        // SAFETY: the caller's.
        let y = coordinate::<G>(1, |lane| unsafe { operands::left(points, group, lane) });
        for i in 0..2 {
            step.dx[i] = factor(y[i].sum().add(&y[i].0), 8.1);
        }
        let product = &mut running[index % CHAINS];
        step.before = *product;
        // SAFETY: this function has the features.
        *product = unsafe { multiply::<G>(product, &step.dx) };
    }
    running
}
