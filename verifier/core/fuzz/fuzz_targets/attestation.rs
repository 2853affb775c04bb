//! Any payload, signed by the trusted prover of the pinned sample, is refused, the sample's own excepted.
#![no_main]

use std::sync::LazyLock;

use covenant_verifier::attestation::{VerifyOptions, examine};
use covenant_verifier::dsse::{Envelope, PublicKey};
use covenant_verifier::trust::TrustStore;
use ed25519_dalek::{Signer, SigningKey};
use libfuzzer_sys::fuzz_target;

static TRUST: LazyLock<TrustStore> = LazyLock::new(|| {
    TrustStore::from_json(include_bytes!("../../tests/data/sample_trust.json"))
        .expect("the pinned trust file")
});
static SAMPLE: LazyLock<Envelope> = LazyLock::new(|| {
    Envelope::from_json(include_bytes!("../../tests/data/sample_attestation.json"))
        .expect("the pinned sample")
});

fuzz_target!(|bytes: &[u8]| {
    // 2026-11-25, within the sample's days.
    let options = VerifyOptions::at_second(20_782 * 86_400).expect("a day before 9999");
    let key = SigningKey::from_bytes(&[42; 32]);
    let public = PublicKey::from_bytes(&key.verifying_key().to_bytes()).expect("a public key");
    let envelope = Envelope::seal(bytes.to_vec(), &public, |message| key.sign(message).to_bytes());
    let outcome = examine(envelope.to_json().as_bytes(), &TRUST, &options);
    // The log's index is the prover's word, and the only thing that it may change alone.
    assert!(
        outcome.is_err()
            || bytes == SAMPLE.payload()
            || outcome.is_ok_and(|report| report.log_index.is_some())
    );
    let _ = examine(bytes, &TRUST, &options);
});
