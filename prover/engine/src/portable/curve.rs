//! The backend's group arithmetic on packed points.

use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;

use super::batch::Scratch;
use super::coordinate::{Coordinate, Pair, Prime};
use super::residue::Residue;
use crate::Form;
use crate::msm::kernel::{Inputs, Kernel, Op};
use crate::packed::{CurveLimbs, Packed};

/// Arithmetic in radix 2^256: 5 multiplications, 1 squaring and a share of an inversion per addition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PortableKernel;

/// How coordinates lie in a packed point.
pub(crate) trait Group: CurveLimbs {
    /// A coordinate.
    type Element: Coordinate;
    /// Operations per inversion: what fits in half of a 1 MiB cache.
    const BATCH: usize;

    fn coordinates_of(point: &Self::Point) -> (Self::Element, Self::Element);
    fn point_of(x: Self::Element, y: Self::Element) -> Self::Point;
    /// A word of the point.
    fn word(point: &Self::Point) -> u64;
}

impl Group for G1Affine {
    type Element = Prime;
    const BATCH: usize = 1024;

    #[inline(always)]
    fn coordinates_of(point: &Packed<8>) -> (Prime, Prime) {
        let [x0, x1, x2, x3, y0, y1, y2, y3] = point.0;
        (Residue::new([x0, x1, x2, x3]), Residue::new([y0, y1, y2, y3]))
    }

    #[inline(always)]
    fn point_of(x: Prime, y: Prime) -> Packed<8> {
        let ([x0, x1, x2, x3], [y0, y1, y2, y3]) = (x.limbs(), y.limbs());
        Packed([x0, x1, x2, x3, y0, y1, y2, y3])
    }

    #[inline(always)]
    fn word(point: &Packed<8>) -> u64 {
        point.0[0]
    }
}

impl Group for G2Affine {
    type Element = Pair;
    const BATCH: usize = 1024;

    #[inline(always)]
    fn coordinates_of(point: &Packed<16>) -> (Pair, Pair) {
        let limbs = |i: usize| Residue::new([point.0[i], point.0[i + 1], point.0[i + 2], point.0[i + 3]]);
        (Pair(limbs(0), limbs(4)), Pair(limbs(8), limbs(12)))
    }

    #[inline(always)]
    fn point_of(x: Pair, y: Pair) -> Packed<16> {
        let mut out = [0; 16];
        for (limbs, value) in out.as_chunks_mut().0.iter_mut().zip([x.0, x.1, y.0, y.1]) {
            *limbs = value.limbs();
        }
        Packed(out)
    }

    #[inline(always)]
    fn word(point: &Packed<16>) -> u64 {
        point.0[0]
    }
}

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
        met_infinity |= scratch.met_infinity::<G>();
    }
    met_infinity
}

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
