//! A setup by one machine: the key of a circuit from its matrices and random numbers, streamed to its file.
//!
//! It is the setup of `ark-groth16` by snarkjs's reduction ([`super::CircomReduction`]): with the same random numbers, drawn in the
//! same order, the key has the same bytes. arkworks has all queries in memory, twice, and adds in projective coordinates; here
//! three vectors of scalars, one for each variable, are all that is there at once, and points are made a chunk at a time.
//!
//! Whoever knows the random numbers can forge proofs under the key. They are wiped, and so is whatever tells of them.

mod phase;
mod qap;
#[cfg(test)]
mod tests;
mod write;

pub use phase::{SetupPhase, SetupProgress};

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field, UniformRand};
use ark_groth16::VerifyingKey;
use rand::{CryptoRng, RngCore};
use rayon::prelude::*;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::key::KeyPoints;
use super::{R1cs, SecretScalars};
use crate::ntt::oracle::root_of_unity;
use crate::{Engine, EngineError};
use qap::Qap;

/// A key whose scalars are known and whose points are not made yet.
pub struct Setup {
    engine: Engine,
    vk: VerifyingKey<Bn254>,
    points: KeyPoints,
    g1: G1Affine,
    g2: G2Affine,
    domain: usize,
    /// The scalars of the A query and of the B queries, one for each variable.
    a: SecretScalars,
    b: SecretScalars,
    /// Of the L query: those of the instance's variables stand for nothing.
    l: SecretScalars,
    h: HScalars,
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setup").field("domain", &self.domain).finish_non_exhaustive()
    }
}

/// What the H query is made from.
#[derive(Zeroize, ZeroizeOnDrop)]
struct HScalars {
    tau: Fr,
    /// `(τ^(2 n) - 1) / (2 n δ)`
    scale: Fr,
}

/// The toxic waste.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Secrets {
    alpha: Fr,
    beta: Fr,
    gamma: Fr,
    delta: Fr,
    tau: Fr,
}

impl Setup {
    /// Draws the random numbers and works out the scalars: some seconds for two million constraints, and three vectors of the variables
    /// and one of the domain.
    ///
    /// # Errors
    /// [`EngineError::NoSuchDomain`] for more than `2^27` constraints, [`EngineError::Cancelled`] when `progress` says so,
    /// [`EngineError::UnusableKey`] when a random number is zero.
    pub fn new<R: RngCore + CryptoRng>(
        engine: Engine,
        r1cs: &R1cs,
        rng: &mut R,
        progress: &mut SetupProgress<'_>,
    ) -> Result<Self, EngineError> {
        let domain = r1cs.domain_size();
        // Also for the largest power that the H query needs.
        root_of_unity(2 * domain)?;
        // In ark-groth16's order.
        let (alpha, beta) = (Fr::rand(rng), Fr::rand(rng));
        let (gamma, delta) = (Fr::rand(rng), Fr::rand(rng));
        let (g1, g2) = (G1Projective::rand(rng).into_affine(), G2Projective::rand(rng).into_affine());
        let secrets = Secrets { alpha, beta, gamma, delta, tau: outside(2 * domain, rng) };
        let zero = EngineError::UnusableKey("a random number of the setup is zero");
        let (Some(gamma_inverse), Some(delta_inverse)) = (gamma.inverse(), delta.inverse()) else {
            return Err(zero);
        };
        if g1.is_zero() || g2.is_zero() || [alpha, beta].contains(&Fr::ZERO) {
            return Err(zero);
        }
        let Qap { a, b, c } = qap::evaluate(r1cs, secrets.tau, progress)?;
        let l = combined(&secrets, r1cs.num_instance(), (&a, &b, c), [gamma_inverse, delta_inverse]);
        let points = key_points(&secrets, g1, g2);
        let input_points = l[..r1cs.num_instance()].iter().map(|scalar| (g1 * scalar).into_affine());
        let vk = VerifyingKey {
            alpha_g1: points.alpha_g1,
            beta_g2: points.beta_g2,
            gamma_g2: (g2 * secrets.gamma).into_affine(),
            delta_g2: points.delta_g2,
            gamma_abc_g1: input_points.collect(),
        };
        let doubled = 2 * domain as u64;
        let scale = (secrets.tau.pow([doubled]) - Fr::ONE) / Fr::from(doubled) * delta_inverse;
        let h = HScalars { tau: secrets.tau, scale };
        Ok(Self { engine, vk, points, g1, g2, domain, a, b, l, h })
    }

    /// The key that verifiers use; its digest names the proving key.
    #[must_use]
    pub fn verifying_key(&self) -> &VerifyingKey<Bn254> {
        &self.vk
    }

    /// Instance variables, the constant one included.
    fn num_instance(&self) -> usize {
        self.vk.gamma_abc_g1.len()
    }
}

/// A random point outside the subgroup of so many elements.
fn outside<R: RngCore + CryptoRng>(size: usize, rng: &mut R) -> Fr {
    loop {
        let tau = Fr::rand(rng);
        if tau.pow([size as u64]) != Fr::ONE {
            return tau;
        }
    }
}

fn key_points(secrets: &Secrets, g1: G1Affine, g2: G2Affine) -> KeyPoints {
    let Secrets { alpha, beta, delta, .. } = secrets;
    KeyPoints {
        alpha_g1: (g1 * alpha).into_affine(),
        beta_g1: (g1 * beta).into_affine(),
        delta_g1: (g1 * delta).into_affine(),
        beta_g2: (g2 * beta).into_affine(),
        delta_g2: (g2 * delta).into_affine(),
    }
}

/// `β a + α b + c` in the place of `c`: over `γ` for the instance's variables, over `δ` for the witness's.
fn combined(
    secrets: &Secrets,
    num_instance: usize,
    (a, b, mut c): (&[Fr], &[Fr], SecretScalars),
    [of_instance, of_witness]: [Fr; 2],
) -> SecretScalars {
    c.par_iter_mut().zip(a).zip(b).enumerate().for_each(|(index, ((c, a), b))| {
        let over = if index < num_instance { of_instance } else { of_witness };
        *c = (secrets.beta * a + secrets.alpha * b + *c) * over;
    });
    c
}
