//! Payloads as bytes.

use super::fixture::{CIRCUIT, key, proved};
use crate::fixture::seal_bytes;
use covenant_statements::pool::{Figures, sample::World};
use covenant_verifier::{
    attestation::{
        VerifyOptions,
        pool::{Parts, statement},
        verify,
    },
    trust::TrustStore,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Whatever a trusted prover signs, digits and letters of its payload exchanged: never accepted, and never a panic.
#[test]
fn altered_payloads_are_refused() {
    let pool = proved();
    let good = pool.statement().to_payload().unwrap();
    let store = TrustStore::from_document(pool.trust()).unwrap();
    let options = VerifyOptions::at_day(pool.claim.tape.cut_off).allow_development_keys(true);
    assert!(verify(&seal_bytes(good.clone()), &store, &options).is_ok());
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let mut decoded = 0;
    for round in 0..3_000 {
        let mut bytes = good.clone();
        let at = rng.gen_range(0..bytes.len());
        match round % 5 {
            0 => bytes.truncate(at),
            1 => bytes[at] = rng.r#gen(),
            _ => {
                let digit = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |place| at + place);
                bytes[digit] = b'0' + rng.gen_range(0..10u8);
            }
        }
        let verdict = verify(&seal_bytes(bytes.clone()), &store, &options);
        // The log's index is the prover's word.
        let accepted = verdict.as_ref().is_ok_and(|report| report.log_index.is_none());
        assert!(!accepted || bytes == good, "round {round}");
        decoded += usize::from(verdict.is_err_and(|error| {
            !matches!(error.code(), "attestation/malformed" | "attestation/not-canonical")
        }));
    }
    assert!(decoded > 300, "{decoded} were still statements: too few to show anything");
}

/// The fuzz target of attestations has a pool to start from: without a proof, since those differ from run to run. Written anew with
/// `WRITE_SAMPLES=1` when the form changes.
#[test]
fn the_fuzz_seed_is_a_pool() {
    let claim = World::new(9, 3).claim();
    let (public_inputs, figures) = (claim.public_inputs().unwrap(), Figures::of(&claim).unwrap());
    let mut payload = statement(&Parts {
        claim: &claim,
        public_inputs: &public_inputs,
        figures: &figures,
        circuit: covenant_statements::circuit(CIRCUIT).unwrap(),
        verifying_key: key().verifying_key(),
        context: &World::new(9, 3).context,
        proof: &proved().proved.proof,
        log_index: None,
    });
    payload.predicate.verifying_key.sha256.0 = [7; 32];
    payload.predicate.proof = vec![7; 256];
    let (payload, seed) = (
        payload.to_payload().unwrap(),
        concat!(env!("CARGO_MANIFEST_DIR"), "/../verifier/core/fuzz/seeds/attestation/pool"),
    );
    if std::env::var_os("WRITE_SAMPLES").is_some() {
        std::fs::write(seed, &payload).unwrap();
    }
    assert!(std::fs::read(seed).unwrap() == payload);
}
