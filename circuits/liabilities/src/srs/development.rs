//! Parameters made on one machine. In the exponent everything is known, so both bases are multiples of the generator, which the engine
//! makes by one table.

use super::{Origin, Srs, VerifierSrs, sized};
use crate::{Error, F, points};
use ark_ec::AffineRepr;
use covenant_engine::Engine;
use covenant_statements::Fr;
use halo2_axiom::{
    arithmetic::parallelize,
    halo2curves::{
        bn256::G2Affine,
        ff::{BatchInvert, Field, PrimeField},
        group::Curve,
    },
};
use rand::{CryptoRng, RngCore};
use zeroize::Zeroizing;

impl Srs {
    /// New parameters for 2^k rows from the randomness of this machine. The secret is forgotten, and nobody can tell: development only.
    ///
    /// # Errors
    /// [`Error::Shape`] for a size that no circuit has.
    pub fn development(k: u32, rng: &mut (impl RngCore + CryptoRng)) -> Result<Self, Error> {
        sized(k)?;
        let rows = 1u64 << k;
        // A secret inside the domain would give a basis of infinities.
        let tau = loop {
            let tau = F::random(&mut *rng);
            if tau.pow_vartime([rows]) != F::ONE && tau != F::ZERO {
                break tau;
            }
        };
        let generator = ark_bn254::G1Affine::generator();
        let engine = Engine::detect();
        let multiples = |scalars: &[Fr]| {
            engine.multiples(generator, scalars).iter().map(points::from_ark).collect::<Vec<_>>()
        };
        let (powers, lagrange) = (multiples(&powers(tau, rows)), multiples(&lagrange(tau, k)));
        let in_g2 = |exponent: u64| (G2Affine::generator() * tau.pow_vartime([exponent])).to_affine();
        let verifier = VerifierSrs { powers: std::array::from_fn(|i| in_g2(1 << i)) };
        Ok(Self::from_parts(k, powers, lagrange, verifier, Origin::Development))
    }
}

/// 1, τ, τ² …
fn powers(tau: F, rows: u64) -> Zeroizing<Vec<Fr>> {
    let mut powers = Zeroizing::new(vec![Fr::default(); rows as usize]);
    parallelize(&mut powers, |chunk, start| {
        let mut power = tau.pow_vartime([start as u64]);
        for value in chunk {
            *value = points::to_ark_scalar(&power);
            power *= tau;
        }
    });
    powers
}

/// The Lagrange polynomials at τ: ωⁱ(τⁿ − 1) / n(τ − ωⁱ).
fn lagrange(tau: F, k: u32) -> Zeroizing<Vec<Fr>> {
    let rows = 1u64 << k;
    let omega = points::root(k);
    let scale = (tau.pow_vartime([rows]) - F::ONE) * F::TWO_INV.pow_vartime([u64::from(k)]);
    let mut values = Zeroizing::new(vec![Fr::default(); rows as usize]);
    parallelize(&mut values, |chunk, start| {
        let first = omega.pow_vartime([start as u64]);
        let mut root = first;
        let mut inverses: Vec<F> = (0..chunk.len())
            .map(|_| {
                let difference = tau - root;
                root *= omega;
                difference
            })
            .collect();
        inverses.iter_mut().batch_invert();
        let mut root = first * scale;
        for (value, inverse) in chunk.iter_mut().zip(&mut inverses) {
            *value = points::to_ark_scalar(&(root * *inverse));
            root *= omega;
            *inverse = F::ZERO;
        }
    });
    values
}
