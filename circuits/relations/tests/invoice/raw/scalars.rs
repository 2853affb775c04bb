//! Scalars beyond ℓ: a signature's are refused; those of the nullifier's transcript, which no one sees, are other names of the same.

use super::{Raw, one, prover::scalar, two_to};
use ark_ff::{BigInteger, PrimeField};
use covenant_gadgets::{Fr, babyjubjub::Scalar, eddsa::var::SCALAR_BITS};
use covenant_statements::invoice::sample::World;

/// ℓ as a field element.
fn order() -> Fr {
    Fr::from_le_bytes_mod_order(&Scalar::MODULUS.to_bytes_le())
}

fn fits(x: Fr) -> bool {
    x.into_bigint().num_bits() as usize <= SCALAR_BITS
}

/// S + ℓ satisfies the equation as S does: only S < ℓ refuses it.
#[test]
fn signatures_have_one_response() {
    for place in ["acknowledgement-signature/s", "consent-signature/s"] {
        let (mut fitting, mut others) = (0, 0);
        for seed in 1..8 {
            let mut raw = Raw::new(World::new(seed));
            raw.follow();
            let honest = raw.get(place);
            for alias in [honest + order(), honest + order() + order(), honest - order()] {
                *if fits(alias) { &mut fitting } else { &mut others } += 1;
                raw.set(place, alias);
                let broken = raw.broken();
                let refused = ["bits/at-most", "bits/boolean"];
                assert!(refused.contains(&broken.first().unwrap().label), "{place}: {broken:?}");
                if fits(alias) {
                    assert!(broken.iter().all(|b| refused.contains(&b.label)), "by nothing else: {broken:?}");
                }
            }
        }
        assert!(fitting > 0 && others > 0, "{place}: {fitting} of 251 bits, {others} of more");
    }
}

/// r + ℓ and s + ℓ: where they have 251 bits they are accepted, and make the same values public.
#[test]
fn a_transcripts_scalars_have_aliases_that_change_nothing() {
    for place in ["transcript/blind", "transcript/s"] {
        let (mut fitting, mut others) = (0, 0);
        for seed in 1..8u64 {
            // A blinding that leaves room for ℓ, and one that mostly does not.
            let blind = seed.is_multiple_of(2).then(|| seed.into());
            let mut raw = Raw::new(World { blind, ..World::new(seed) });
            raw.follow();
            let (honest, public) = (raw.get(place), raw.public());
            let alias = honest + order();
            raw.set(place, alias);
            raw.follow();
            let broken = raw.broken();
            if fits(alias) {
                fitting += 1;
                assert!(broken.is_empty(), "{place}: {broken:?}");
                assert_eq!(raw.public(), public, "{place}");
            } else {
                others += 1;
                assert_eq!(broken.first().map(|b| b.label), Some("bits/boolean"), "{place}");
            }
        }
        assert!(fitting > 0 && others > 0, "{place}: {fitting} of 251 bits, {others} of more");
    }
}

#[test]
fn scalars_of_more_than_251_bits_are_refused() {
    let places = ["acknowledgement-signature/s", "consent-signature/s", "transcript/blind", "transcript/s"];
    for place in places {
        for value in [two_to(251), two_to(253), -one(), -Raw::sample().get(place)] {
            let mut raw = Raw::sample();
            raw.set(place, value);
            raw.follow();
            let first = raw.broken().first().map(|b| b.label);
            assert!(matches!(first, Some("bits/boolean" | "bits/at-most")), "{place}: {first:?}");
        }
    }
}

/// ℓ and 0 are no blinding, in whichever of their forms: B would be the identity, and F anything.
#[test]
fn a_blinding_that_is_zero_modulo_the_order_is_refused() {
    for value in [Fr::from(0u64), order()] {
        let mut raw = Raw::sample();
        raw.set("transcript/blind", value);
        raw.follow();
        assert!(fits(value) && scalar(value) == Scalar::from(0u64));
        let broken = raw.broken();
        assert!(!broken.is_empty() && broken.iter().all(|b| b.label == "voprf/blinded"), "{broken:?}");
    }
}
