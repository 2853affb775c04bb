//! Polynomials at points, and quotients by `X - point`.

use crate::Error;
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use covenant_engine::{Engine, Evaluate, program::Program};
use zeroize::Zeroizing;

/// Coefficients of a block: blocks are combined first, row by row, and the combination is evaluated.
const BLOCK: usize = 1 << 10;

/// The polynomial's value at a point: `Σ_i x^i Σ_b x^(b · BLOCK) c_(b · BLOCK + i)`. A product a coefficient, of which many are reduced together.
pub(crate) fn at(engine: &Engine, coefficients: &[Fr], point: Fr) -> Result<Fr, Error> {
    let horner = |block: &[Fr], start: Fr| block.iter().rev().fold(start, |sum, c| sum * point + c);
    let blocks: Vec<&[Fr]> = coefficients.chunks_exact(BLOCK).collect();
    let rest = coefficients.chunks_exact(BLOCK).remainder();
    let step = point.pow([BLOCK as u64]);
    let powers: Vec<Fr> = powers(step).take(blocks.len()).collect();
    let above = horner(rest, Fr::ZERO) * powers.last().map_or(Fr::ONE, |last| *last * step);
    if blocks.is_empty() {
        return Ok(above);
    }
    let mut combined = Zeroizing::new(vec![Fr::ZERO; BLOCK]);
    engine.evaluate(&Program::combination(&powers), &blocks, &mut combined)?;
    Ok(horner(&combined, Fr::ZERO) + above)
}

/// `1, base, base² …`
pub(crate) fn powers(base: Fr) -> impl Iterator<Item = Fr> {
    std::iter::successors(Some(Fr::ONE), move |power| Some(*power * base))
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
            assert_eq!(at(&Engine::detect(), &polynomial, point).unwrap(), plain(point));
            let mut quotient = polynomial.clone();
            divide(&mut quotient, point);
            let value = at(&Engine::detect(), &quotient, other).unwrap();
            assert_eq!(value * (other - point), plain(other) - plain(point));
        }
    }
}
