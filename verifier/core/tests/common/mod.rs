//! A small circuit and its keys: four public inputs, each squared by a witness, so that a proof exists for any inputs.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod attest;

use ark_bn254::{Bn254, Fr};
use ark_groth16::Groth16;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, SynthesisError};
use ark_snark::SNARK;
use ark_std::rand::{RngCore, SeedableRng, rngs::StdRng};
use covenant_verifier::groth16::{Proof, VerifyingKey};

pub(crate) type ProvingKey = ark_groth16::ProvingKey<Bn254>;

#[derive(Clone)]
pub(crate) struct Squares(pub(crate) [Fr; 4]);

impl ConstraintSynthesizer<Fr> for Squares {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        for x in self.0 {
            let input = cs.new_input_variable(|| Ok(x))?;
            let square = cs.new_witness_variable(|| Ok(x * x))?;
            let term = || LinearCombination::from(input);
            cs.enforce_r1cs_constraint(term, term, || LinearCombination::from(square))?;
        }
        Ok(())
    }
}

pub(crate) fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub(crate) fn setup(seed: u64) -> (ProvingKey, VerifyingKey) {
    let inputs = [Fr::from(0u64); 4];
    let (proving, verifying) =
        Groth16::<Bn254>::circuit_specific_setup(Squares(inputs), &mut rng(seed)).unwrap();
    let key = VerifyingKey::from_points(
        verifying.alpha_g1,
        verifying.beta_g2,
        verifying.gamma_g2,
        verifying.delta_g2,
        &verifying.gamma_abc_g1,
    )
    .unwrap();
    (proving, key)
}

pub(crate) fn prove(key: &ProvingKey, inputs: [Fr; 4], seed: u64) -> Proof {
    let proof = Groth16::<Bn254>::prove(key, Squares(inputs), &mut rng(seed)).unwrap();
    Proof::from_points(proof.a, proof.b, proof.c).unwrap()
}

pub(crate) fn random_bytes(rng: &mut StdRng, len: usize) -> Vec<u8> {
    let mut bytes = vec![0u8; len];
    rng.fill_bytes(&mut bytes);
    bytes
}
