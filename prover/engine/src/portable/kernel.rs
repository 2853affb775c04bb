//! The backend's group arithmetic on packed points.

use super::batch::Scratch;
use super::group::Group;
use crate::form::Form;
use crate::msm::decompose::ScalarKernel;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::Op;

/// Arithmetic in radix 2^256: 5 multiplications, 1 squaring and a share of an inversion per addition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PortableKernel;

/// Adds any number of operations, batch by batch; where `right` is nothing, both operands are in `left`.
fn add<G: Group>(
    left: &mut [G::Point],
    right: Option<&[G::Point]>,
    ops: &[Op],
    inputs: Inputs,
    scratch: &mut Scratch<G::Element, G::Point>,
) -> bool {
    let mut met_infinity = false;
    for ops in ops.chunks(G::BATCH) {
        if inputs == Inputs::Finite {
            let products = scratch.forward::<G, false>(left, right.unwrap_or(left), ops);
            if scratch.backward::<G>(left, ops, products) {
                continue;
            }
        }
        let products = scratch.forward::<G, true>(left, right.unwrap_or(left), ops);
        let inverted = scratch.backward::<G>(left, ops, products);
        debug_assert!(inverted, "exact denominators are not zero");
        met_infinity |= scratch.met_infinity();
    }
    met_infinity
}

impl ScalarKernel for PortableKernel {}

impl<G: Group> Kernel<G> for PortableKernel {
    const FORM: Form = Form::R256;
    const BATCH: usize = G::BATCH;
    type Scratch = Scratch<G::Element, G::Point>;

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

    fn unpack(self, point: &G::Point) -> G {
        G::unpack(point, Form::R256)
    }
}
