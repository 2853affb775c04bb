//! A prepared key in another form: for the other backend, or as arkworks has it.

use ark_bn254::{Bn254, Fq};
use ark_ff::{BigInt, PrimeField};
use ark_groth16::{ProvingKey, VerifyingKey};
use rayon::prelude::*;

use super::PreparedProvingKey;
use crate::bases::Storage;
use crate::msm::feed::position;
use crate::{Bases, Curve, EngineError, Form};

impl PreparedProvingKey {
    /// The same key for a backend that computes in `form`. Field arithmetic only: no point is looked at.
    #[must_use]
    pub fn in_form(&self, form: Form) -> Self {
        Self {
            points: self.points.clone(),
            a: in_form(&self.a, form),
            b_g1: in_form(&self.b_g1, form),
            b_g2: in_form(&self.b_g2, form),
            h: in_form(&self.h, form),
            l: in_form(&self.l, form),
            num_instance: self.num_instance,
        }
    }

    /// The key as `ark-groth16` has it, with its verifying key, of which a prepared key keeps no copy. The points are taken
    /// as they are.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] when the verifying key has another number of inputs, [`EngineError::UnusableKey`]
    /// when it is another key's, or when a coordinate is not below the modulus.
    pub fn to_arkworks(&self, vk: VerifyingKey<Bn254>) -> Result<ProvingKey<Bn254>, EngineError> {
        crate::error::same_length("input points", vk.gamma_abc_g1.len(), self.num_instance)?;
        let own = (self.points.alpha_g1, self.points.beta_g2, self.points.delta_g2);
        if own != (vk.alpha_g1, vk.beta_g2, vk.delta_g2) {
            return Err(EngineError::UnusableKey("the verifying key is another proving key's"));
        }
        let mut l_query = points(&self.l)?;
        l_query.drain(..self.num_instance.min(l_query.len()));
        Ok(ProvingKey {
            beta_g1: self.points.beta_g1,
            delta_g1: self.points.delta_g1,
            a_query: points(&self.a)?,
            b_g1_query: points(&self.b_g1)?,
            b_g2_query: points(&self.b_g2)?,
            h_query: points(&self.h)?,
            l_query,
            vk,
        })
    }
}

/// A finite point in another form.
pub(super) fn repacked<C: Curve>(point: &C::Point, from: Form, to: Form) -> C::Point {
    let (x, y) = C::coordinates(point, from);
    C::point_from(x, y, to)
}

fn in_form<C: Curve>(bases: &Bases<C>, form: Form) -> Bases<C> {
    let points = bases.points.par_iter().map(|point| repacked::<C>(point, bases.form, form)).collect();
    Bases { points: Storage::Owned(points), positions: bases.positions.clone(), len: bases.len, form }
}

/// All points, those at infinity included.
fn points<C: Curve>(bases: &Bases<C>) -> Result<Vec<C>, EngineError> {
    let canonical = |point: &C::Point| {
        C::limbs(point).as_chunks().0.iter().all(|limbs: &[u64; 4]| BigInt(*limbs) < Fq::MODULUS)
    };
    // The vector backend's coordinates may be above the modulus; as they are read, they are reduced.
    if bases.form == Form::R256 && !bases.points.par_iter().all(canonical) {
        return Err(EngineError::UnusableKey("a coordinate is not below the modulus"));
    }
    let point = |index| {
        let place = position(&bases.positions, index as u32) as usize;
        bases.points.get(place).map_or(C::zero(), |point| C::unpack(point, bases.form))
    };
    Ok((0..bases.len).into_par_iter().map(point).collect())
}
