//! One field, two libraries: the statements' is arkworks', halo2's its own. Values cross in their canonical bytes.

use crate::F;
use ark_ff::{BigInteger, PrimeField as _};
use covenant_statements::Fr;
use halo2_axiom::halo2curves::ff::PrimeField;

/// Into halo2's form. An element has one value in both, so the conversion is total.
#[must_use]
pub fn from_ark(x: &Fr) -> F {
    let mut repr = [0u8; 32];
    repr.copy_from_slice(&x.into_bigint().to_bytes_le());
    F::from_repr(repr).unwrap_or(F::default())
}

/// Into the statements' form.
#[must_use]
pub fn to_ark(x: &F) -> Fr {
    Fr::from_le_bytes_mod_order(x.to_repr().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn there_and_back() {
        use halo2_axiom::halo2curves::ff::Field;
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        for x in [F::ZERO, F::ONE, -F::ONE].into_iter().chain((0..50).map(|_| F::random(&mut rng))) {
            assert_eq!(from_ark(&to_ark(&x)), x);
            assert_eq!(to_ark(&x.square()), to_ark(&x) * to_ark(&x));
        }
    }
}
