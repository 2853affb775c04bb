//! The backend for x86-64 processors with AVX-512 IFMA: eight field elements per register and limb.
//!
//! Every function that touches a register is marked with the same target features, all the way
//! down: one that is not would be a call, with its operands in memory. [`Avx512`] is the only way in.
#![allow(unsafe_code, reason = "entering functions with target features")]

mod batch;
mod dft;
mod digits;
mod double;
mod evaluate;
mod exact;
mod feed;
mod field;
mod group;
mod inverse;
mod modulus;
mod multiplier;
mod ntt;
mod operands;
mod points;
mod pointwise;
mod step;
#[cfg(test)]
mod tests;
mod transpose;
mod twiddles;
mod words;

use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

use ark_bn254::Fr;

use crate::msm::cut::Cut;
use crate::msm::decompose::ScalarKernel;
use crate::msm::feed::Feed;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::magnitude::Magnitudes;
use crate::msm::op::Op;
use crate::program::Program;
use crate::{EngineError, Form, Transform};
use group::Group;
use step::Scratch;

/// Proof that the processor has AVX-512 F, BW, DQ, VL, IFMA and VBMI2: only [`Avx512::detect`] makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// The backend, where the processor has the instructions.
    pub(crate) fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512ifma")
            && is_x86_feature_detected!("avx512vbmi2");
        found.then_some(Self(()))
    }

    /// See [`crate::Ntt::multiply`].
    pub(crate) fn multiply(self, values: &mut [Fr], factors: &[Fr]) {
        // SAFETY: `self` exists, so the features were detected.
        unsafe { pointwise::multiply(values, factors) }
    }

    /// See [`crate::Ntt::subtract`].
    pub(crate) fn subtract(self, values: &mut [Fr], others: &[Fr]) {
        // SAFETY: as above.
        unsafe { pointwise::subtract(values, others) }
    }

    /// See [`crate::Ntt::ntt`].
    pub(crate) fn transform(
        self,
        values: &mut [Fr],
        root: Fr,
        transform: Transform,
    ) -> Result<(), EngineError> {
        ntt::transform(self, values, root, transform)
    }

    /// See [`crate::Evaluate::column_scale`].
    pub(crate) fn column_scale(self) -> Fr {
        Fr::from(evaluate::COLUMN_SCALE)
    }

    /// See [`crate::Evaluate::evaluate`]: rows from `first` on.
    pub(crate) fn evaluate(self, program: &Program, columns: &[&[Fr]], first: usize, out: &mut [Fr]) {
        // SAFETY: `self` exists, so the features were detected.
        unsafe { evaluate::evaluate(program, columns, first, out) }
    }
}

impl ScalarKernel for Avx512 {
    fn magnitudes(self, scalars: &[Fr], out: &mut Magnitudes) {
        // SAFETY: `self` exists, so the features were detected.
        unsafe { digits::magnitudes(scalars, out) }
    }

    fn digits(self, cut: &Cut, scalars: &Magnitudes, places: &[u16], out: &mut [i16], stride: usize) {
        if cut.width == 1 {
            return cut.digits(scalars, places, out, stride);
        }
        // SAFETY: `self` exists, so the features were detected.
        unsafe { digits::digits(cut, scalars, places, out, stride) }
    }
}

/// Adds one batch; see [`Kernel::add`] and, where `right` is nothing, [`Kernel::fold`].
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn add_batch<G: Group>(
    left: &mut [G::Point],
    right: Option<&[G::Point]>,
    ops: &[Op],
    inputs: Inputs,
    scratch: &mut Scratch<G::Point>,
) -> bool {
    operands::check::<G>(left, right.unwrap_or(left), ops);
    if inputs == Inputs::Finite && !scratch.expects_exceptions() {
        // SAFETY: the operations were checked, and `scratch` is of the first pass over them.
        let done = unsafe {
            let products = batch::forward::<G, false>(left, right.unwrap_or(left), ops, inputs, scratch);
            batch::backward::<G, false>(left, right, ops, scratch, products)
        };
        if done {
            return false;
        }
    }
    // SAFETY: as above.
    let inverted = unsafe {
        let products = batch::forward::<G, true>(left, right.unwrap_or(left), ops, inputs, scratch);
        batch::backward::<G, true>(left, right, ops, scratch, products)
    };
    debug_assert!(inverted, "exact denominators are not zero");
    scratch.known.has_infinity()
}

/// Adds any number of operations, in batches of whole groups.
fn add<G: Group>(
    left: &mut [G::Point],
    right: Option<&[G::Point]>,
    ops: &[Op],
    inputs: Inputs,
    scratch: &mut Scratch<G::Point>,
) -> bool {
    let mut met_infinity = false;
    for ops in ops.chunks(G::BATCH) {
        let infinite =
            |op: &Op| left[op.left()] == G::INFINITY || right.unwrap_or(left)[op.right()] == G::INFINITY;
        let finite = inputs == Inputs::Finite || !ops.iter().any(infinite);
        let inputs = if finite { Inputs::Finite } else { Inputs::Any };
        met_infinity |= if ops.len().is_multiple_of(G::LANES) {
            // SAFETY: `Avx512` exists in both callers, so the features were detected.
            unsafe { add_batch::<G>(left, right, ops, inputs, scratch) }
        } else {
            let padded = scratch.pad(ops, G::LANES);
            // SAFETY: as above.
            let met = unsafe { add_batch::<G>(left, right, &padded, inputs, scratch) };
            scratch.reuse(padded);
            met
        }
    }
    met_infinity
}

/// See [`Kernel::double`].
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn double_batch<G: Group>(points: &mut [G::Point], ops: &[Op], scratch: &mut Scratch<G::Point>) {
    operands::check::<G>(points, points, ops);
    // SAFETY: the operations were checked.
    let doubled = unsafe { double::double::<G>(points, ops, scratch) };
    debug_assert!(doubled, "a point of order two");
}

/// Prefetches the cache lines of an item, whatever the index.
#[inline(always)]
fn prefetch<T>(items: &[T], index: usize) {
    let item = items.as_ptr().wrapping_add(index).cast::<i8>();
    for line in 0..size_of::<T>().div_ceil(64) {
        // SAFETY: a prefetch reads nothing and accepts any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(item.wrapping_add(64 * line)) };
    }
}

impl<G: Group> Kernel<G> for Avx512 {
    const FORM: Form = Form::R260;
    const BATCH: usize = G::BATCH;
    type Scratch = Scratch<G::Point>;

    fn add(
        self,
        left: &mut [G::Point],
        right: &[G::Point],
        ops: &[Op],
        inputs: Inputs,
        scratch: &mut Self::Scratch,
    ) -> bool {
        add::<G>(left, Some(right), ops, inputs, scratch)
    }

    fn fold(self, points: &mut [G::Point], ops: &[Op], inputs: Inputs, scratch: &mut Self::Scratch) -> bool {
        add::<G>(points, None, ops, inputs, scratch)
    }

    fn double(self, points: &mut [G::Point], ops: &[Op], scratch: &mut Self::Scratch) {
        for ops in ops.chunks(G::BATCH) {
            if ops.len().is_multiple_of(G::LANES) {
                // SAFETY: `self` exists, so the features were detected.
                unsafe { double_batch::<G>(points, ops, scratch) };
            } else {
                let padded = scratch.pad(ops, G::LANES);
                // SAFETY: as above.
                unsafe { double_batch::<G>(points, &padded, scratch) };
                scratch.reuse(padded);
            }
        }
    }

    fn unpack(self, point: &G::Point) -> G {
        G::unpack(point, Form::R260)
    }

    fn operations(self, feed: &Feed<'_>, ops: &mut [Op]) -> usize {
        // SAFETY: `self` exists, so the features were detected.
        unsafe { feed::operations(feed, ops) }
    }

    #[inline(always)]
    fn prefetch<T>(self, items: &[T], index: usize) {
        prefetch(items, index);
    }
}
