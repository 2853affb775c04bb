//! Poseidon, and `H(tag, …)` of every length.

use super::{edges, elements, rng, run};
use crate::poseidon::{hash, poseidon};
use ark_bn254::Fr;
use ark_ff::UniformRand;
use ark_r1cs_std::GR1CSVar;
use covenant_gadgets::poseidon as native;

#[test]
fn hashes_of_every_length() {
    let mut rng = rng();
    for n in 1..=34 {
        let values: Vec<Fr> =
            (0..n).map(|i| if i < 4 { edges()[i] } else { Fr::rand(&mut rng) }).rev().collect();
        if n <= 12 {
            let here = run(|cs| poseidon(&elements(cs, &values))?.value());
            assert_eq!(here, Some(native::poseidon(&values)), "{n} inputs");
        }
        let here = run(|cs| hash("covenant/twin", &elements(cs, &values))?.value());
        assert_eq!(here, Some(native::hash("covenant/twin", &values)), "{n} values");
    }
}
