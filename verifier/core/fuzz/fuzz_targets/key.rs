//! Any bytes are refused or are the one encoding of a key.
#![no_main]

use covenant_verifier::groth16::VerifyingKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = VerifyingKey::from_bytes(bytes) {
        assert_eq!(key.to_bytes(), bytes);
    }
});
