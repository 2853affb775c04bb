//! The points of a batch, by operations whose indices are checked once, before the first pass.
#![allow(unsafe_code, reason = "indices that were checked are not checked again")]

use std::arch::x86_64::{_mm512_loadu_si512, _mm512_movepi64_mask};

use super::group::{Group, Pair};
use super::{prefetch, words};
use crate::msm::op::Op;

/// Panics on an index out of range, or when the last group is not full: what the other functions here rely on.
pub(super) fn check<G: Group>(left: &[G::Point], right: &[G::Point], ops: &[Op]) {
    // Without a branch for each: the loop becomes one of vectors.
    let in_range =
        ops.iter().fold(true, |all, op| all & (op.left() < left.len()) & (op.right() < right.len()));
    assert!(in_range, "an operation's index is out of range");
    assert!(ops.len().is_multiple_of(G::LANES), "the last group is not full");
}

/// The operations of one group.
///
/// # Safety
/// `ops` passed [`check`], and has that group.
#[inline(always)]
pub(super) unsafe fn group<G: Group>(ops: &[Op], index: usize) -> &[Op] {
    debug_assert!((index + 1) * G::LANES <= ops.len());
    // SAFETY: the caller's.
    unsafe { ops.get_unchecked(index * G::LANES..(index + 1) * G::LANES) }
}

/// The left operand at a lane of a group.
///
/// # Safety
/// `group` is one of operations that passed [`check`] with these points; `lane` is one of its lanes.
#[inline(always)]
pub(super) unsafe fn left<'a, P>(points: &'a [P], group: &[Op], lane: usize) -> &'a P {
    debug_assert!(group[lane].left() < points.len());
    // SAFETY: the caller's.
    unsafe { points.get_unchecked(group.get_unchecked(lane).left()) }
}

/// As [`left`], to store to.
///
/// # Safety
/// As of [`left`].
#[inline(always)]
pub(super) unsafe fn left_mut<'a, P>(points: &'a mut [P], group: &[Op], lane: usize) -> &'a mut P {
    debug_assert!(group[lane].left() < points.len());
    // SAFETY: the caller's.
    unsafe { points.get_unchecked_mut(group.get_unchecked(lane).left()) }
}

/// Stores `x` and `y` to the left operands of a group.
///
/// # Safety
/// As of [`left`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) unsafe fn store<G: Group>(x: &Pair, y: &Pair, points: &mut [G::Point], group: &[Op]) {
    for (block, [first, second]) in G::arrange([[&x[0], &x[1]], [&y[0], &y[1]]]).into_iter().enumerate() {
        let ([a, b, c, d], [e, f, g, h]) = (first.to_words(), second.to_words());
        let rows = words::transpose([a, b, c, d, e, f, g, h]);
        for (row, register) in rows.into_iter().enumerate() {
            let (lane, line) = G::place(block, row);
            // SAFETY: the caller's.
            let point = unsafe { left_mut(points, group, lane) };
            words::store_to(register, G::line_mut(point, line));
        }
    }
}

/// The right operand at a lane of a group, without its sign.
///
/// # Safety
/// As of [`left`].
#[inline(always)]
pub(super) unsafe fn right<'a, P>(points: &'a [P], group: &[Op], lane: usize) -> &'a P {
    debug_assert!(group[lane].right() < points.len());
    // SAFETY: the caller's.
    unsafe { points.get_unchecked(group.get_unchecked(lane).right()) }
}

/// The signs of a group's operations, as a mask.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn signs(group: &[Op]) -> u16 {
    let mut mask = 0;
    for (half, ops) in group.as_chunks::<8>().0.iter().enumerate() {
        // SAFETY: eight operations are 64 readable bytes; the load needs no alignment.
        let words = unsafe { _mm512_loadu_si512(ops.as_ptr().cast()) };
        mask |= u16::from(_mm512_movepi64_mask(words)) << (8 * half);
    }
    mask
}

/// Prefetches both operands of a group's operations.
#[inline(always)]
pub(super) fn prefetch_group<G: Group>(left: &[G::Point], right: &[G::Point], group: &[Op]) {
    for op in group {
        prefetch(left, op.left());
        prefetch(right, op.right());
    }
}
