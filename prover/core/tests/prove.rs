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
use sha2::{Digest, Sha256};
use std::{fs, ops::ControlFlow, sync::OnceLock};

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
                key.proving_key(),
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
    let proof = Groth16::<Bn254, CircomReduction>::prove(
        key().proving_key(),
        ArkCircuit(&circuit),
        &mut rand::rngs::OsRng,
    )
    .unwrap();
    let prepared = prepare_verifying_key(&key().proving_key().vk);
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

#[test]
fn a_key_file_with_one_flipped_byte_is_refused() {
    let name = format!("{}.key", key().digest_hex());
    let bytes = fs::read(store().0.path().join(&name)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = KeyStore::open(folder.path()).unwrap();
    let path = folder.path().join(&name);
    let steps = bytes.len() / 16;
    for position in (0..bytes.len()).step_by(steps).chain([0, 20, bytes.len() - 33, bytes.len() - 1]) {
        let mut flipped = bytes.clone();
        flipped[position] ^= 1;
        fs::write(&path, flipped).unwrap();
        assert_eq!(copy.load(&key().digest_hex()).unwrap_err().code(), "key/digest");
    }
    for length in [0, 10, 31, 32, 100, bytes.len() - 1] {
        fs::write(&path, &bytes[..length]).unwrap();
        assert_eq!(copy.load(&key().digest_hex()).unwrap_err().code(), "key/digest");
    }
    fs::write(folder.path().join(format!("{}.key", "0".repeat(64))), &bytes).unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(copy.list().unwrap_err().code(), "key/name");
    assert_eq!(copy.load(&key().digest_hex()).unwrap_err().code(), "key/not-found");
}

#[test]
fn a_key_file_of_the_version_before_is_refused() {
    let name = format!("{}.key", key().digest_hex());
    let bytes = fs::read(store().0.path().join(&name)).unwrap();
    let (body, _) = bytes.split_last_chunk::<32>().unwrap();
    let mut before = [b"covenant-key-1\n", &body[15..]].concat();
    before.extend(Sha256::digest(&before));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), before).unwrap();
    let error = KeyStore::open(folder.path()).unwrap().load(&key().digest_hex()).unwrap_err();
    assert_eq!(error.code(), "key/other-reduction");
    assert!(error.to_string().contains("make the key again"), "{error}");
}

#[test]
fn keys_are_found_again() {
    let again = store().1.ensure_development("invoice/1").map(|k| (key().digest(), k)).unwrap();
    assert_eq!(again.0, again.1.digest());
    assert_eq!(again.1.selector(), key().selector());
    assert!(store().1.verify().unwrap().iter().all(|(_, result)| result.is_ok()));
    assert_eq!(store().1.ensure_development("invoice/2").unwrap_err().code(), "key/unknown-circuit");
}
