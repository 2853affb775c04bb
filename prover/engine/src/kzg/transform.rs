//! Transforms of points: what [`crate::Ntt`] does to scalars, in the group.
//!
//! Forward from the natural order to the bits' reversed one, backward the other way, so that nothing is ever moved. A layer is cut into
//! pieces of butterflies: sums and differences of a piece are two batches of additions, its twists one pass of [`super::multiples`].

use ark_bn254::Fr;
use ark_bn254::g1::G1Affine;
use ark_ff::Field;
use rayon::prelude::*;

use super::multiples::{Form5, Multiplier, PIECE, canonical};
use crate::EngineError;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::{NEGATE, Op};
use crate::ntt::oracle::root_of_unity;
use crate::packed::PackedG1;

/// The powers of a root `ψ` of order `2 m`, for transforms of up to `m` points over `ψ²`.
pub(super) struct Roots {
    m: usize,
    psi: Fr,
    forward: Vec<Form5>,
    backward: Vec<Form5>,
}

impl Roots {
    /// # Errors
    /// [`EngineError::NoSuchDomain`] unless `2 m` is a power of two up to `2^28`.
    pub(super) fn new(m: usize) -> Result<Self, EngineError> {
        let psi = root_of_unity(2 * m)?;
        let powers = |root: Fr| {
            let first = |start: usize| {
                std::iter::successors(Some(root.pow([start as u64])), move |power| Some(*power * root))
            };
            let forms = (0..m).into_par_iter().step_by(PIECE).flat_map_iter(|start| {
                first(start).take(PIECE.min(m - start)).map(Form5::new).collect::<Vec<_>>()
            });
            forms.collect()
        };
        Ok(Self { m, psi, forward: powers(psi), backward: powers(psi.inverse().unwrap_or_default()) })
    }

    /// `ψ`.
    pub(super) fn psi(&self) -> Fr {
        self.psi
    }

    /// `ψ^(t m / half)`, or the inverse: the twist of the `t`-th butterfly of a block of two halves.
    fn twist(&self, half: usize, t: usize, backward: bool) -> Option<&Form5> {
        let of = if backward { &self.backward } else { &self.forward };
        (t > 0).then(|| &of[t * (self.m / half)])
    }

    /// Multiplies the `s`-th point of every `m` by `ψ^s`, or its inverse.
    pub(super) fn shift<K: Kernel<G1Affine>>(&self, kernel: K, points: &mut [PackedG1], backward: bool) {
        let of = if backward { &self.backward } else { &self.forward };
        points.par_chunks_mut(PIECE).enumerate().for_each(|(piece, points)| {
            let scalar = |i: usize| Some((piece * PIECE + i) % self.m).filter(|s| *s > 0).map(|s| &of[s]);
            Multiplier::new(kernel).multiply(points, scalar);
        });
    }

    /// Every `m` points transformed: `Σ_s ψ^(2 j s) P_s` in place of the `j`-th, the results in the bits' reversed order.
    pub(super) fn forward<K: Kernel<G1Affine>>(&self, kernel: K, points: &mut [PackedG1]) {
        let halves = std::iter::successors(Some(self.m / 2), |half| Some(half / 2));
        for half in halves.take_while(|half| *half > 0) {
            self.layer(kernel, points, half, false);
        }
    }

    /// Undoes [`Self::forward`], but for a factor `m`.
    pub(super) fn backward<K: Kernel<G1Affine>>(&self, kernel: K, points: &mut [PackedG1]) {
        let halves = std::iter::successors(Some(1), |half| Some(half * 2));
        for half in halves.take_while(|half| *half < self.m) {
            self.layer(kernel, points, half, true);
        }
    }

    fn layer<K: Kernel<G1Affine>>(&self, kernel: K, points: &mut [PackedG1], half: usize, backward: bool) {
        let twist = |t: usize| self.twist(half, t, backward);
        if half >= PIECE {
            points.par_chunks_mut(2 * half).for_each(|block| {
                let (first, second) = block.split_at_mut(half);
                let pieces = first.par_chunks_mut(PIECE).zip(second.par_chunks_mut(PIECE)).enumerate();
                pieces.for_each(|(piece, (first, second))| {
                    let twist = |i: usize| twist(piece * PIECE + i);
                    butterflies(&mut Multiplier::new(kernel), first, second, backward, twist);
                });
            });
            return;
        }
        points.par_chunks_mut(2 * PIECE).for_each(|blocks| {
            let (mut first, mut second) = (Vec::with_capacity(PIECE), Vec::with_capacity(PIECE));
            for block in blocks.chunks_exact(2 * half) {
                first.extend_from_slice(&block[..half]);
                second.extend_from_slice(&block[half..]);
            }
            let work = &mut Multiplier::new(kernel);
            butterflies(work, &mut first, &mut second, backward, |i| twist(i % half));
            let halves = first.chunks_exact(half).zip(second.chunks_exact(half));
            for (block, (first, second)) in blocks.chunks_exact_mut(2 * half).zip(halves) {
                block[..half].copy_from_slice(first);
                block[half..].copy_from_slice(second);
            }
        });
    }
}

/// `(a, b) → (a + b, w (a - b))`, or backward `(a, b) → (a + w b, a - w b)`.
fn butterflies<'a, K: Kernel<G1Affine>>(
    work: &mut Multiplier<K>,
    first: &mut [PackedG1],
    second: &mut [PackedG1],
    backward: bool,
    twist: impl Fn(usize) -> Option<&'a Form5>,
) {
    if backward {
        work.multiply(second, &twist);
    }
    for point in second.iter_mut() {
        *point = canonical(*point);
    }
    let mut differences = first.to_vec();
    let infinite = |points: &[PackedG1]| points.contains(&PackedG1::INFINITY);
    let inputs = if infinite(first) || infinite(second) { Inputs::Any } else { Inputs::Finite };
    let ops = |sign: u32| (0..first.len() as u32).map(|i| Op::new(i, i | sign)).collect::<Vec<_>>();
    let (plus, minus) = (ops(0), ops(NEGATE));
    work.kernel.add(&mut differences, second, &minus, inputs, &mut work.adding);
    work.kernel.add(first, second, &plus, inputs, &mut work.adding);
    second.copy_from_slice(&differences);
    if !backward {
        work.multiply(second, &twist);
    }
}

/// Adds points to points.
pub(super) fn add<K: Kernel<G1Affine>>(kernel: K, points: &mut [PackedG1], others: &[PackedG1]) {
    points.par_chunks_mut(PIECE).zip(others.par_chunks(PIECE)).for_each(|(points, others)| {
        let ops: Vec<Op> = (0..points.len() as u32).map(|i| Op::new(i, i)).collect();
        kernel.add(points, others, &ops, Inputs::Any, &mut K::Scratch::default());
    });
}
