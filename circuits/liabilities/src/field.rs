//! One field, two libraries: the statements' is arkworks', halo2's its own. Both keep an element times 2^256 in four words, which
//! cross as they are.

use crate::F;
use covenant_halo2_prover::convert;
use covenant_statements::Fr;

/// Into halo2's form. An element has one value in both, so the conversion is total.
#[must_use]
pub fn from_ark(x: &Fr) -> F {
    convert::scalar_from_ark(x)
}

/// Into the statements' form.
#[must_use]
pub fn to_ark(x: &F) -> Fr {
    convert::scalar_to_ark(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn there_and_back() {
        use ark_ff::{BigInteger as _, PrimeField as _};
        use halo2_axiom::halo2curves::ff::{Field, PrimeField as _};
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        for x in [F::ZERO, F::ONE, -F::ONE].into_iter().chain((0..50).map(|_| F::random(&mut rng))) {
            assert_eq!(from_ark(&to_ark(&x)), x);
            assert_eq!(to_ark(&x).into_bigint().to_bytes_le(), x.to_repr());
            assert_eq!(to_ark(&x.square()), to_ark(&x) * to_ark(&x));
        }
    }
}
