//! Σ kᵢ·Pᵢ for a few points and public scalars: the doublings are shared, and each scalar has few digits that are not zero.

use alloc::vec::Vec;

use super::curve::{G1Affine, G1Projective};
use ark_ec::AffineRepr;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Zero};

/// Digits are odd and below 2⁴ in size, at least five places apart (width-5 non-adjacent form).
const WIDTH: usize = 5;
/// P, 3P … 15P.
const MULTIPLES: usize = 1 << (WIDTH - 2);

/// A scalar's digits, lowest first, and the odd multiples of its point.
struct Term {
    digits: Vec<i64>,
    multiples: [G1Projective; MULTIPLES],
}

impl Term {
    fn new(point: &G1Affine, scalar: &BigInt<4>) -> Self {
        let first = point.into_group();
        let twice = first.double();
        let mut next = first;
        let multiples = core::array::from_fn(|_| {
            let multiple = next;
            next += twice;
            multiple
        });
        Self { digits: scalar.find_wnaf(WIDTH).unwrap_or_default(), multiples }
    }

    /// Adds this place's digit times the point.
    fn add_to(&self, sum: &mut G1Projective, place: usize) {
        let digit = self.digits.get(place).copied().unwrap_or_default();
        let multiple = self.multiples.get(digit.unsigned_abs() as usize / 2);
        match (multiple, digit) {
            (Some(multiple), 1..) => *sum += multiple,
            (Some(multiple), ..=-1) => *sum -= multiple,
            _ => (),
        }
    }
}

/// Σ kᵢ·Pᵢ. Not in constant time: what is summed here is public.
pub(super) fn weighted<'a>(terms: impl Iterator<Item = (&'a G1Affine, BigInt<4>)>) -> G1Projective {
    let terms: Vec<Term> = terms.map(|(point, scalar)| Term::new(point, &scalar)).collect();
    let places = terms.iter().map(|term| term.digits.len()).max().unwrap_or_default();
    let mut sum = G1Projective::zero();
    for place in (0..places).rev() {
        sum.double_in_place();
        terms.iter().for_each(|term| term.add_to(&mut sum, place));
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::curve::Fr;
    use super::*;
    use ark_ec::CurveGroup;
    use ark_ff::PrimeField;

    #[test]
    fn it_is_the_sum_of_products() {
        let generator = G1Affine::generator();
        let small = (0..40u64).map(Fr::from);
        let large = (0..40u64).map(|n| -Fr::from(n * n + 1));
        let mixed = (1..40u64).map(|n| Fr::from(u64::MAX - n) * Fr::from(u64::MAX / n) * Fr::from(n + 3));
        let scalars: Vec<Fr> = small.chain(large).chain(mixed).collect();
        let points: Vec<G1Affine> =
            (0..scalars.len() as u64).map(|n| (generator * Fr::from(n * 7 + 1)).into_affine()).collect();
        for count in [0, 1, 2, 5, scalars.len()] {
            let chosen = || points.iter().zip(&scalars).rev().take(count);
            let expected: G1Projective = chosen().map(|(point, scalar)| *point * *scalar).sum();
            assert_eq!(weighted(chosen().map(|(point, scalar)| (point, scalar.into_bigint()))), expected);
        }
        for (point, scalar) in points.iter().zip(&scalars) {
            let sum = weighted([(point, scalar.into_bigint())].into_iter());
            assert_eq!(sum, *point * *scalar);
            // Points that cancel, and the same point twice.
            let both = [(point, scalar.into_bigint()), (point, (-*scalar).into_bigint())];
            assert!(weighted(both.into_iter()).is_zero());
        }
    }
}
