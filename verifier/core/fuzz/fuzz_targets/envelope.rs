//! Any bytes are refused or are an envelope that is read again as it is written.
#![no_main]

use covenant_verifier::dsse::Envelope;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(envelope) = Envelope::from_json(bytes) {
        assert_eq!(Envelope::from_json(envelope.to_json().as_bytes()), Ok(envelope));
    }
});
