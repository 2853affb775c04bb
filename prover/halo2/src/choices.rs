//! What the stock prover draws elsewhere than from its caller's rng.

use crate::{
    Error, F,
    convert::{scalar_to_ark, scalars_to_ark},
};
use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use covenant_engine::groth16::SecretScalars;
use halo2_axiom::halo2curves::ff::FromUniformBytes;
use zeroize::Zeroizing;

/// Coefficients of the mask, where it is not given.
const MASK: usize = 8;

/// What the stock prover leaves to sources of its own, so that its proofs can be made again.
///
/// A proof is a function of key, columns, the caller's rng and these. The stock prover takes the mask from its thread's generator and the order
/// from the keys of a hash map; whoever has seen its polynomials ([`Params::commit`](halo2_axiom::poly::commitment::ParamsProver::commit) is
/// handed each) can repeat both here, and gets the same bytes.
#[derive(Clone, Default)]
pub struct Choices {
    /// The mask's coefficients from the lowest, at most as many as rows; the polynomial that is committed before the quotient and opened beside it.
    ///
    /// Nothing given: eight random ones from the operating system. Of a mask R a proof shows two numbers: R(τ), in the exponent, as its commitment, and R(x), as
    /// its evaluation. All else of the proof follows from those and from the other polynomials: what openings commit to is, at τ, determined by the commitments'
    /// and the evaluations' values. For τ ≠ x two random coefficients make both numbers uniform and independent, as many as there are rows make them no more
    /// so: by the mask, the distribution of proofs is the stock prover's.
    pub mask: Option<Vec<F>>,
    /// For each lookup, the values of its input, each once, in the order in which the permuted columns have them. Nothing given: ascending, which
    /// is another distribution than the stock prover's; the book says what hides it.
    pub orders: Option<Vec<Vec<F>>>,
}

impl std::fmt::Debug for Choices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Choices([redacted])")
    }
}

impl Choices {
    /// The mask, of so many coefficients.
    pub(crate) fn mask(&self, rows: usize) -> Result<SecretScalars, Error> {
        let mut mask = Zeroizing::new(Vec::with_capacity(rows));
        match &self.mask {
            Some(given) if given.len() > rows => return Err(Error::Choices),
            Some(given) => mask.extend(given.iter().map(scalar_to_ark)),
            None => {
                let mut bytes = Zeroizing::new([0u8; 64 * MASK]);
                getrandom::fill(&mut bytes[..]).map_err(Error::Randomness)?;
                let random = bytes.as_chunks().0.iter().map(F::from_uniform_bytes).take(rows);
                mask.extend(random.map(|value| scalar_to_ark(&value)));
            }
        }
        mask.resize(rows, Fr::ZERO);
        Ok(mask)
    }

    /// The order of a lookup's values.
    pub(crate) fn order(&self, lookup: usize) -> Result<Option<Vec<Fr>>, Error> {
        let of = |orders: &Vec<Vec<F>>| orders.get(lookup).map(|order| scalars_to_ark(order));
        match &self.orders {
            None => Ok(None),
            Some(orders) => of(orders).map(Some).ok_or(Error::Choices),
        }
    }
}
