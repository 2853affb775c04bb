//! A proof from a key, the matrices and an assignment.

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{PrimeField, Zero};
use ark_groth16::Proof;
use ark_relations::gr1cs::ConstraintSystemRef;
use zeroize::Zeroizing;

use super::quotient::quotient;
use super::{PreparedProvingKey, R1cs};
use crate::error::same_length;
use crate::packed::release;
use crate::progress::{Phase, Progress, enter};
use crate::{Decompose, EngineError, Msm, Ntt};

/// The values of all variables: the instance, whose first is the constant one, and the witness.
#[derive(Clone, Copy)]
pub struct Assignment<'a> {
    /// Public inputs after a leading one.
    pub instance: &'a [Fr],
    /// Private values.
    pub witness: &'a [Fr],
}

impl std::fmt::Debug for Assignment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Assignment { [redacted] }")
    }
}

/// Proves with fresh randomness from the operating system: zero knowledge.
///
/// # Errors
/// As [`prove_with_randomness`]; [`EngineError::Randomness`] when the system has none.
pub fn prove<E>(
    engine: &E,
    key: &PreparedProvingKey,
    r1cs: &R1cs,
    assignment: Assignment<'_>,
    progress: &mut Progress<'_>,
) -> Result<Proof<Bn254>, EngineError>
where
    E: Decompose + Msm<G1Affine> + Msm<G2Affine> + Ntt + Sync,
{
    let (r, s) = (random_scalar()?, random_scalar()?);
    prove_with_randomness(engine, key, r1cs, assignment, *r, *s, progress)
}

/// Proves with the given `r` and `s`: the bytes are those of `ark-groth16` with the same two.
///
/// Reusing a pair for two witnesses reveals them; tests only.
///
/// # Errors
/// [`EngineError::LengthMismatch`] when key, matrices and assignment do not fit,
/// [`EngineError::NoSuchDomain`] when there are more than `2^27` constraints,
/// [`EngineError::Unsatisfied`] when the constraints do not hold, [`EngineError::Cancelled`] when
/// `progress` says so, [`EngineError::WrongForm`] when the key is packed for another backend.
pub fn prove_with_randomness<E>(
    engine: &E,
    key: &PreparedProvingKey,
    r1cs: &R1cs,
    assignment: Assignment<'_>,
    r: Fr,
    s: Fr,
    progress: &mut Progress<'_>,
) -> Result<Proof<Bn254>, EngineError>
where
    E: Decompose + Msm<G1Affine> + Msm<G2Affine> + Ntt + Sync,
{
    let Assignment { instance, witness } = assignment;
    same_length("instance", instance.len(), r1cs.num_instance())?;
    same_length("witness", witness.len(), r1cs.num_witness())?;
    same_length("instance of the key", key.num_instance(), r1cs.num_instance())?;
    same_length("variables of the key", key.num_variables(), instance.len() + witness.len())?;
    same_length("domain of the key", key.domain_size(), r1cs.domain_size())?;

    let h = msm_of_quotient(engine, key, r1cs, assignment, progress)?;
    let z = engine.decompose(instance, witness)?;
    enter(progress, Phase::MsmL)?;
    let l = engine.msm(&key.l, &z)?;
    enter(progress, Phase::MsmA)?;
    let points = &key.points;
    let a = engine.msm(&key.a, &z)? + points.alpha_g1 + points.delta_g1 * r;
    enter(progress, Phase::MsmB1)?;
    let b_g1 = if r.is_zero() {
        G1Projective::zero()
    } else {
        engine.msm(&key.b_g1, &z)? + points.beta_g1 + points.delta_g1 * s
    };
    enter(progress, Phase::MsmB2)?;
    // The buckets of the other group need the room.
    release::<G1Affine>();
    let b = engine.msm(&key.b_g2, &z)? + points.beta_g2 + points.delta_g2 * s;
    release::<G2Affine>();
    enter(progress, Phase::Finish)?;
    let c = a * s + b_g1 * r - points.delta_g1 * (r * s) + l + h;
    Ok(Proof { a: a.into_affine(), b: b.into_affine(), c: c.into_affine() })
}

/// `Σ h[i] · H[i]`; its scalars and their digits, two vectors of the domain, are gone when it returns.
fn msm_of_quotient<E>(
    engine: &E,
    key: &PreparedProvingKey,
    r1cs: &R1cs,
    Assignment { instance, witness }: Assignment<'_>,
    progress: &mut Progress<'_>,
) -> Result<G1Projective, EngineError>
where
    E: Decompose + Msm<G1Affine> + Ntt + Sync,
{
    let values = quotient(engine, r1cs, instance, witness, progress)?;
    enter(progress, Phase::Digits)?;
    let digits = engine.decompose(&[], &values)?;
    drop(values);
    enter(progress, Phase::MsmH)?;
    engine.msm(&key.h, &digits)
}

/// Uniform up to `2^-256`: 512 random bits reduced.
fn random_scalar() -> Result<Zeroizing<Fr>, EngineError> {
    let mut bytes = Zeroizing::new([0u8; 64]);
    getrandom::fill(&mut bytes[..]).map_err(EngineError::Randomness)?;
    Ok(Zeroizing::new(Fr::from_le_bytes_mod_order(&bytes[..])))
}

/// Field elements that are wiped when dropped.
pub type SecretScalars = Zeroizing<Vec<Fr>>;

/// The assignment held by a constraint system, copied out: instance, then witness.
///
/// # Errors
/// [`EngineError::ConstraintSystem`] in setup mode, where there is none.
pub fn assignment_of(cs: &ConstraintSystemRef<Fr>) -> Result<(SecretScalars, SecretScalars), EngineError> {
    let missing = |_| EngineError::ConstraintSystem("there is no assignment");
    let instance = cs.instance_assignment().map_err(missing)?;
    let witness = cs.witness_assignment().map_err(missing)?;
    Ok((Zeroizing::new(instance), Zeroizing::new(witness)))
}
