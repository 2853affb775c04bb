//! The backend for x86-64 processors with AVX-512 IFMA: eight field elements per register and limb.
//!
//! Every function that touches a register is marked with the same target features, all the way
//! down: one that is not would be a call, with its operands in memory. [`Avx512`] is the only way in.
#![allow(unsafe_code, reason = "entering functions with target features")]

mod batch;
mod dft;
mod field;
mod group;
mod modulus;
mod multiplier;
mod ntt;
#[cfg(test)]
mod tests;
mod transpose;
mod twiddles;
mod words;

use ark_bn254::Fr;

use crate::msm::kernel::{Inputs, Kernel, Op};
use crate::{EngineError, Form, Transform};
use group::Group;

/// Proof that the processor has AVX-512 F, DQ, VL, IFMA and VBMI2: only [`Avx512::detect`] makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// The backend, where the processor has the instructions.
    pub(crate) fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512ifma")
            && is_x86_feature_detected!("avx512vbmi2");
        found.then_some(Self(()))
    }

    /// See [`crate::Ntt::ntt`].
    pub(crate) fn transform(self, values: &mut [Fr], transform: Transform) -> Result<(), EngineError> {
        ntt::transform(self, values, transform)
    }
}

/// Adds one batch; see [`Kernel::add`].
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn add_batch<G: Group>(
    left: &mut [G::Point],
    right: &[G::Point],
    ops: &[Op],
    inputs: Inputs,
    scratch: &mut batch::Scratch<G::Point>,
) -> bool {
    if inputs == Inputs::Finite {
        let products = batch::forward::<G, false>(left, right, ops, scratch);
        if batch::backward::<G>(left, ops, scratch, products) {
            return false;
        }
    }
    let products = batch::forward::<G, true>(left, right, ops, scratch);
    let inverted = batch::backward::<G>(left, ops, scratch, products);
    debug_assert!(inverted, "exact denominators are not zero");
    batch::met_infinity::<G>(scratch)
}

/// Folds one batch; see [`Kernel::fold`].
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn fold_batch<G: Group>(
    points: &mut [G::Point],
    ops: &[Op],
    inputs: Inputs,
    scratch: &mut batch::Scratch<G::Point>,
) -> bool {
    if inputs == Inputs::Finite {
        let products = batch::forward::<G, false>(points, points, ops, scratch);
        if batch::backward::<G>(points, ops, scratch, products) {
            return false;
        }
    }
    let products = batch::forward::<G, true>(points, points, ops, scratch);
    let inverted = batch::backward::<G>(points, ops, scratch, products);
    debug_assert!(inverted, "exact denominators are not zero");
    batch::met_infinity::<G>(scratch)
}

impl<G: Group> Kernel<G> for Avx512 {
    const FORM: Form = Form::R260;
    const BATCH: usize = G::BATCH;
    type Scratch = batch::Scratch<G::Point>;

    fn add(
        self,
        left: &mut [G::Point],
        right: &[G::Point],
        ops: &[Op],
        inputs: Inputs,
        scratch: &mut Self::Scratch,
    ) -> bool {
        let mut met_infinity = false;
        for ops in ops.chunks(G::BATCH) {
            let padded = scratch.pad(ops, G::LANES);
            // SAFETY: `self` exists, so the features were detected.
            met_infinity |= unsafe { add_batch::<G>(left, right, &padded, inputs, scratch) };
            scratch.reuse(padded);
        }
        met_infinity
    }

    fn fold(self, points: &mut [G::Point], ops: &[Op], inputs: Inputs, scratch: &mut Self::Scratch) -> bool {
        let mut met_infinity = false;
        for ops in ops.chunks(G::BATCH) {
            let padded = scratch.pad(ops, G::LANES);
            // SAFETY: `self` exists, so the features were detected.
            met_infinity |= unsafe { fold_batch::<G>(points, &padded, inputs, scratch) };
            scratch.reuse(padded);
        }
        met_infinity
    }

    fn unpack(self, point: &G::Point) -> G {
        G::unpack(point, Form::R260)
    }

    #[inline(always)]
    fn prefetch(self, point: &G::Point) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        for line in 0..size_of::<G::Point>() / 64 {
            let address = std::ptr::from_ref(point).cast::<i8>().wrapping_add(64 * line);
            // SAFETY: a prefetch reads nothing and accepts any address.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(address) };
        }
    }
}
