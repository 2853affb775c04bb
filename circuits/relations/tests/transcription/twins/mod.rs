//! Each part against its native twin, on random values and at its edges; another value of what the prover says is refused.

mod arithmetic;
mod hashes;
mod numbers;
mod parts;
mod points;

use crate::{Cs, Element, Made, integers::element};
use ark_bn254::Fr;
use ark_ff::Field;
use ark_relations::gr1cs::ConstraintSystem;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(11)
}

/// What a part computes, if its constraints hold.
fn run<T>(part: impl FnOnce(&Cs) -> Made<T>) -> Option<T> {
    let cs = ConstraintSystem::new_ref();
    let made = part(&cs).unwrap();
    cs.is_satisfied().unwrap().then_some(made)
}

fn elements(cs: &Cs, values: &[Fr]) -> Vec<Element> {
    values.iter().map(|value| element(cs, *value).unwrap()).collect()
}

fn edges() -> [Fr; 4] {
    [Fr::from(0u64), Fr::from(1u64), -Fr::from(1u64), Fr::from(2u64).pow([253])]
}
