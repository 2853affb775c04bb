//! The proving key as the engine uses it.

use ark_bn254::{Bn254, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_groth16::ProvingKey;

use crate::bases::Positions;
use crate::error::same_length;
use crate::{Bases, EngineError, Form};

/// An `ark-groth16` proving key, converted once for one backend.
///
/// Points at infinity are left out of the queries: they are the larger part of `B` in most circuits.
/// Memory: 64 bytes per finite G1 point, 128 per finite G2 point, 4 per variable and sparse query.
pub struct PreparedProvingKey {
    pub(crate) points: KeyPoints,
    pub(crate) a: Bases<G1Affine>,
    pub(crate) b_g1: Bases<G1Affine>,
    pub(crate) b_g2: Bases<G2Affine>,
    pub(crate) h: Bases<G1Affine>,
    pub(crate) l: Bases<G1Affine>,
    pub(crate) num_instance: usize,
}

/// The single points of the key, in arkworks' form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyPoints {
    pub(crate) alpha_g1: G1Affine,
    pub(crate) beta_g1: G1Affine,
    pub(crate) delta_g1: G1Affine,
    pub(crate) beta_g2: G2Affine,
    pub(crate) delta_g2: G2Affine,
}

impl PreparedProvingKey {
    /// Converts a key for the backend that computes in `form` ([`crate::Engine::form`]).
    ///
    /// The points are taken as they are: check the key's digest, or that its points are on the
    /// curve and in the subgroup, before.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] when the queries do not fit together, [`EngineError::OtherReduction`] when the key
    /// was made for another reduction than [`super::CircomReduction`], [`EngineError::UnusableKey`] when alpha, beta or delta
    /// is the identity.
    pub fn new(key: &ProvingKey<Bn254>, form: Form) -> Result<Self, EngineError> {
        let (variables, num_instance) = (key.a_query.len(), key.vk.gamma_abc_g1.len());
        same_length("B query in G1", key.b_g1_query.len(), variables)?;
        same_length("B query in G2", key.b_g2_query.len(), variables)?;
        same_length("L query", key.l_query.len() + num_instance, variables)?;
        let domain = key.h_query.len();
        if !domain.is_power_of_two() {
            // libsnark's query has a power of `τ` less than the domain.
            let other = (domain + 1).is_power_of_two();
            return Err(if other { EngineError::OtherReduction } else { EngineError::NoSuchDomain(domain) });
        }
        let b_g1 = Bases::new(&key.b_g1_query, form)?;
        let mut b_g2 = Bases::new(&key.b_g2_query, form)?;
        if let (Positions::Map(of_g1), Positions::Map(of_g2)) = (&b_g1.positions, &b_g2.positions)
            && of_g1 == of_g2
        {
            b_g2.positions = b_g1.positions.clone();
        }
        let prepared = Self {
            points: KeyPoints {
                alpha_g1: key.vk.alpha_g1,
                beta_g1: key.beta_g1,
                delta_g1: key.delta_g1,
                beta_g2: key.vk.beta_g2,
                delta_g2: key.vk.delta_g2,
            },
            a: Bases::new(&key.a_query, form)?,
            b_g1,
            b_g2,
            h: Bases::new(&key.h_query, form)?,
            l: Bases::with_offset(&key.l_query, num_instance, form)?,
            num_instance,
        };
        prepared.check()?;
        Ok(prepared)
    }

    /// Signs of a key whose proofs would verify and not hide the witness, as far as they cost nothing to look for.
    ///
    /// `A` is blinded by `δ` alone: with `δ = 0` in G1 it is a function of the witness, and verifiers see G2's `δ` only.
    pub(super) fn check(&self) -> Result<(), EngineError> {
        let KeyPoints { alpha_g1, beta_g1, delta_g1, beta_g2, delta_g2 } = &self.points;
        let (in_g1, in_g2) = ([alpha_g1, beta_g1, delta_g1], [beta_g2, delta_g2]);
        if in_g1.iter().any(|point| point.is_zero()) || in_g2.iter().any(|point| point.is_zero()) {
            let reason = "alpha, beta or delta is the identity: proofs would not hide the witness";
            return Err(EngineError::UnusableKey(reason));
        }
        if !in_g1.iter().all(|point| point.is_on_curve()) || !in_g2.iter().all(|point| point.is_on_curve()) {
            return Err(EngineError::UnusableKey("alpha, beta or delta is not on the curve"));
        }
        if self.b_g1.positions != self.b_g2.positions {
            let reason = "the B queries of G1 and G2 are infinite at different variables";
            return Err(EngineError::UnusableKey(reason));
        }
        Ok(())
    }

    /// The Montgomery form of the stored points.
    #[must_use]
    pub fn form(&self) -> Form {
        self.a.form
    }

    /// Instance variables, the constant one included.
    #[must_use]
    pub fn num_instance(&self) -> usize {
        self.num_instance
    }

    /// Instance and witness variables together.
    #[must_use]
    pub fn num_variables(&self) -> usize {
        self.a.len
    }

    /// The length of the transforms.
    #[must_use]
    pub fn domain_size(&self) -> usize {
        self.h.len
    }

    /// Bytes of the queries, in memory or mapped.
    #[must_use]
    pub fn size_in_bytes(&self) -> usize {
        let g1: usize =
            [&self.a, &self.b_g1, &self.h, &self.l].map(|bases| size_of_val(&*bases.points)).iter().sum();
        g1 + size_of_val(&*self.b_g2.points)
    }
}
