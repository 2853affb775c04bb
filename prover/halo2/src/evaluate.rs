//! Polynomials at points, and quotients by `X - point`.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use rayon::prelude::*;

/// Coefficients of one piece of parallel work.
const BLOCK: usize = 1 << 13;

/// The polynomial's value at a point.
pub(crate) fn at(coefficients: &[Fr], point: Fr) -> Fr {
    let step = point.pow([BLOCK as u64]);
    let blocks: Vec<Fr> = coefficients
        .par_chunks(BLOCK)
        .map(|block| block.iter().rev().fold(Fr::ZERO, |sum, coefficient| sum * point + coefficient))
        .collect();
    blocks.into_iter().rev().fold(Fr::ZERO, |sum, block| sum * step + block)
}

/// `(P - P(point)) / (X - point)`, in place; the uppermost coefficient becomes zero.
pub(crate) fn divide(coefficients: &mut [Fr], point: Fr) {
    let mut above = Fr::ZERO;
    for coefficient in coefficients.iter_mut().rev() {
        let quotient = above;
        above = above * point + *coefficient;
        *coefficient = quotient;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn quotients_times_divisors_are_what_was_divided() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(4);
        for length in [0, 1, 2, 100, BLOCK, 2 * BLOCK + 3] {
            let polynomial: Vec<Fr> = (0..length).map(|_| Fr::rand(&mut rng)).collect();
            let (point, other) = (Fr::rand(&mut rng), Fr::rand(&mut rng));
            let plain = |x: Fr| polynomial.iter().rev().fold(Fr::ZERO, |sum, c| sum * x + c);
            assert_eq!(at(&polynomial, point), plain(point));
            let mut quotient = polynomial.clone();
            divide(&mut quotient, point);
            assert_eq!(at(&quotient, other) * (other - point), plain(other) - plain(point));
        }
    }
}
