//! Any bytes are refused or are a trust file that is read again as it is written.
#![no_main]

use covenant_verifier::trust::TrustStore;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(store) = TrustStore::from_json(bytes) {
        let written = store.to_json().expect("a checked store has a JSON form");
        let again = TrustStore::from_json(&written).expect("what is written is read");
        assert_eq!(again.to_json().expect("as before"), written);
    }
});
