//! The multiples that multiples are put together from.

use std::marker::PhantomData;

use ark_ec::CurveGroup;
use ark_ff::AdditiveGroup;
use rayon::prelude::*;

use super::digits::Digits;
use crate::Curve;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;

/// `(j + 1) · 2^(c w) · P`, window by window, coordinates below the modulus.
pub(super) struct Table<C: Curve, K> {
    pub(super) kernel: K,
    pub(super) digits: Digits,
    points: Vec<C::Point>,
    curve: PhantomData<C>,
}

impl<C: Curve, K: Kernel<C>> Table<C, K> {
    /// The table of a point: an addition for each entry.
    pub(crate) fn new(kernel: K, base: C, digits: Digits) -> Self {
        let mut power: C::Group = base.into();
        let mut powers = Vec::with_capacity(digits.windows());
        for _ in 0..digits.windows() {
            powers.push(power);
            for _ in 0..digits.width() {
                power.double_in_place();
            }
        }
        let powers = C::Group::normalize_batch(&powers);
        let mut points = vec![C::INFINITY; digits.windows() * digits.entries()];
        points
            .par_chunks_mut(digits.entries())
            .zip(&powers)
            .for_each(|(points, power)| multiples::<C, K>(kernel, *power, points));
        Self { kernel, digits, points, curve: PhantomData }
    }

    /// Those of one window.
    pub(super) fn entries(&self, window: usize) -> &[C::Point] {
        let entries = self.digits.entries();
        &self.points[window * entries..(window + 1) * entries]
    }
}

/// `points[j] = (j + 1) · P`, by doubling what there is: the upper half is the lower one plus its last.
pub(crate) fn multiples<C: Curve, K: Kernel<C>>(kernel: K, base: C, points: &mut [C::Point]) {
    let mut scratch = K::Scratch::default();
    points[0] = base.pack(K::FORM);
    let (mut known, mut ops) = (1, Vec::with_capacity(points.len() / 2));
    while known < points.len() {
        points.copy_within(..known, known);
        ops.clear();
        ops.extend((known as u32..2 * known as u32).map(|left| Op::new(left, known as u32 - 1)));
        kernel.fold(points, &ops, Inputs::Any, &mut scratch);
        known *= 2;
    }
    // What is negated must be below the modulus.
    for point in points {
        *point = kernel.unpack(point).pack(K::FORM);
    }
}
