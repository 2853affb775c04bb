//! Additions that are not chords: doublings, cancellations, and infinity.
#![allow(unsafe_code, reason = "trait methods with target features, indices that were checked")]

use super::group::{Factors, Group, Pair, coordinate, factor, one_of};
use super::operands;
use super::step::{ExactStep, Step};
use crate::msm::kernel::Inputs;
use crate::msm::known::Known;
use crate::msm::op::Op;

/// Finds the lanes whose sum is not on the chord: a tangent goes on with its own numerator and
/// denominator; what has infinity in it is noted, with one for a denominator. Returns whether finite points
/// were equal or opposite.
///
/// # Safety
/// As of [`super::batch::forward`], for one group.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) unsafe fn settle<G: Group>(
    step: &mut Step,
    exact: &mut ExactStep,
    left: &[G::Point],
    right: &[G::Point],
    group: &[Op],
    inputs: Inputs,
    known: &mut Known<G::Point>,
) -> bool {
    let (mut no_left, mut no_right) = (0, 0);
    if inputs == Inputs::Any {
        // SAFETY: the caller's.
        let x2 = coordinate::<G>(0, |lane| unsafe { operands::right(right, group, lane) });
        // SAFETY: the caller's.
        let y2 = coordinate::<G>(1, |lane| unsafe { operands::right(right, group, lane) });
        (no_left, no_right) = (no_words::<G>(&step.x, &exact.y), no_words::<G>(&x2, &y2));
    }
    let same_x = vanishes::<G>(&step.dx);
    if no_left | no_right | same_x == 0 {
        return false;
    }
    let same_y = vanishes::<G>(&exact.dy);
    let finite = !(no_left | no_right);
    let tangent = finite & same_x & same_y;
    let cancels = finite & same_x & !same_y;

    if tangent != 0 {
        let mask = G::spread(tangent);
        let x = [step.x[0].sum().carry(), step.x[1].sum().carry()];
        // SAFETY: this function has the features that the method requires.
        let square = unsafe { G::square(&x) };
        for i in 0..2 {
            let dx = factor(exact.y[i].sum().add(&exact.y[i].0), 8.1);
            let dy = factor(square[i].add(&square[i].0).add(&square[i].0), 6.3);
            step.dx[i] = step.dx[i].replace(mask[i], &dx);
            exact.dy[i] = exact.dy[i].replace(mask[i], &dy);
        }
    }
    let noted = no_left | no_right | cancels;
    if noted != 0 {
        let (mask, one) = (G::spread(noted), one_of::<G>());
        for i in 0..2 {
            step.dx[i] = step.dx[i].replace(mask[i], &one[i]);
        }
        for lane in (0..G::LANES).filter(|lane| noted >> lane & 1 != 0) {
            let op = group[lane];
            let value = if no_left >> lane & 1 != 0 {
                let point = &right[op.right()];
                if op.negated() { G::opposite(point) } else { *point }
            } else if no_right >> lane & 1 != 0 {
                left[op.left()]
            } else {
                G::INFINITY
            };
            known.push(op.left(), value);
        }
    }
    finite & same_x != 0
}

/// The points whose coordinates are zeros: infinity.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn no_words<G: Group>(x: &Pair, y: &Pair) -> u16 {
    G::gather([x[0].is_zero() & y[0].is_zero(), x[1].is_zero() & y[1].is_zero()])
}

/// The points at which a coordinate is zero modulo `p`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn vanishes<G: Group>(value: &Factors) -> u16 {
    G::gather([value[0].vanishes(), value[1].vanishes()])
}
