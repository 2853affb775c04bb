//! How the coordinates of packed points are read and written.

use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;

use super::coordinate::{Coordinate, Pair, Prime};
use super::residue::Residue;
use crate::packed::{CurveLimbs, Packed};

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
