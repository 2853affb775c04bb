//! Keys, proofs, and what is refused.

use ark_bn254::Bn254;
use ark_groth16::{Groth16, prepare_verifying_key};
use ark_snark::SNARK;
use covenant_core::{
    CircuitKey, EngineProver, Phase, Progress, ProveError, Prover, ProverError, Stop, keys::KeyStore, prove,
    prove_with,
};
use covenant_engine::groth16::CircomReduction;
use covenant_relations::{ArkCircuit, invoice::InvoiceCircuit};
use covenant_statements::{
    Day, Fr,
    invoice::{Rule, sample::World},
};
use covenant_verifier::groth16::{Proof, verify};
use std::{ops::ControlFlow, sync::OnceLock};

fn store() -> &'static (tempfile::TempDir, KeyStore) {
    static STORE: OnceLock<(tempfile::TempDir, KeyStore)> = OnceLock::new();
    STORE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyStore::open(folder.path()).unwrap();
        (folder, store)
    })
}

fn key() -> &'static CircuitKey {
    static KEY: OnceLock<CircuitKey> = OnceLock::new();
    KEY.get_or_init(|| store().1.ensure_development("invoice/1").unwrap())
}

fn quiet(_: Phase, _: f32) -> ControlFlow<Stop> {
    ControlFlow::Continue(())
}

#[test]
fn a_valid_claim_is_proved_and_any_verifier_agrees() {
    let claim = World::new(1).claim();
    let mut phases = Vec::new();
    let proved = prove(key(), &claim, &mut |phase, fraction| {
        assert!((0.0..=1.0).contains(&fraction));
        if phases.last() != Some(&phase) {
            phases.push(phase);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((phases.first(), phases.last()), (Some(&Phase::Check), Some(&Phase::Verify)));
    assert!(phases.len() > 4);
    let inputs = proved.public_inputs.to_array();
    verify(key().verifier(), &inputs, &proved.proof).unwrap();
    for i in 0..4 {
        let mut other = inputs;
        other[i] += Fr::from(1u64);
        assert!(verify(key().verifier(), &other, &proved.proof).is_err());
    }
    assert_eq!(proved.opening.commitment(), inputs[3]);
}

#[test]
fn arkworks_proves_what_our_verifier_accepts_and_the_other_way_round() {
    /// The oracle behind the same trait.
    struct Arkworks<'a>(&'a covenant_statements::invoice::Claim);
    impl Prover for Arkworks<'_> {
        fn prove(&self, key: &CircuitKey, _: &[Fr], _: &mut Progress<'_>) -> Result<Proof, ProverError> {
            let circuit = InvoiceCircuit(self.0);
            let mut rng = rand::rngs::OsRng;
            let proof = Groth16::<Bn254, CircomReduction>::create_random_proof_with_reduction(
                ArkCircuit(&circuit),
                &key.to_arkworks().unwrap(),
                &mut rng,
            )
            .unwrap();
            Proof::from_points(proof.a, proof.b, proof.c).map_err(ProverError::Malformed)
        }
    }
    let claim = World::new(2).claim();
    let theirs = prove_with(&Arkworks(&claim), key(), &claim, &mut quiet).unwrap();
    let ours = prove_with(&EngineProver::default(), key(), &claim, &mut quiet).unwrap();
    assert_eq!(theirs.public_inputs, ours.public_inputs);
    let point = ours.proof.to_bytes();
    assert_ne!(theirs.proof.to_bytes(), point, "each proof has its own randomness");
    let circuit = InvoiceCircuit(&claim);
    let proving_key = key().to_arkworks().unwrap();
    let proof =
        Groth16::<Bn254, CircomReduction>::prove(&proving_key, ArkCircuit(&circuit), &mut rand::rngs::OsRng)
            .unwrap();
    let prepared = prepare_verifying_key(&proving_key.vk);
    assert!(Groth16::<Bn254>::verify_proof(&prepared, &proof, &ours.public_inputs.to_array()).unwrap());
}

#[test]
fn a_prover_that_lies_is_caught() {
    struct Another(Proof);
    impl Prover for Another {
        fn prove(&self, _: &CircuitKey, _: &[Fr], _: &mut Progress<'_>) -> Result<Proof, ProverError> {
            Ok(self.0)
        }
    }
    let first = World::new(3).claim();
    let proved = prove(key(), &first, &mut quiet).unwrap();
    let second = World::new(4).claim();
    let result = prove_with(&Another(proved.proof), key(), &second, &mut quiet);
    assert!(matches!(result, Err(ProveError::Unverified(_))));
}

#[test]
fn rules_come_first_and_cancelling_stops() {
    let mut world = World::new(5);
    world.acknowledgement.due = world.as_of;
    let refused = prove(key(), &world.claim(), &mut quiet).unwrap_err();
    assert!(matches!(refused, ProveError::Violation(v) if v.code == Rule::Overdue.code()));
    world.acknowledgement.due = Day::new(world.as_of.get() + 10).unwrap();
    let claim = world.claim();
    let stopped = prove(key(), &claim, &mut |phase, _| match phase {
        Phase::Engine(_) => ControlFlow::Break(Stop),
        _ => ControlFlow::Continue(()),
    });
    assert!(matches!(stopped, Err(ProveError::Prover(ProverError::Cancelled))));
}
