//! Any bytes are refused or are the one encoding of a proof; four public inputs and a proof under the pinned key are refused
//! unless they are the pinned sample.
#![no_main]

use std::sync::LazyLock;

use covenant_verifier::groth16::{PreparedVerifyingKey, Proof, VerifyingKey, verify_bytes};
use covenant_verifier::trust::TrustStore;
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<PreparedVerifyingKey> = LazyLock::new(|| {
    let trust = TrustStore::from_json(include_bytes!("../../tests/data/sample_trust.json"))
        .expect("the pinned trust file");
    let key = VerifyingKey::from_bytes(&trust.document().keys[0].verifying_key).expect("its key");
    PreparedVerifyingKey::new(&key)
});

const SAMPLE: &[u8] = include_bytes!("../seeds/proof/sample");

fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = Proof::from_bytes(bytes) {
        assert_eq!(proof.to_bytes(), bytes);
    }
    let (inputs, rest) = bytes.as_chunks::<32>();
    let (inputs, proof) = match inputs.split_at_checked(4) {
        Some((inputs, proof)) => (inputs, [proof.as_flattened(), rest].concat()),
        None => (inputs, rest.to_vec()),
    };
    assert!(verify_bytes(&KEY, inputs, &proof).is_err() || bytes == SAMPLE);
});
