//! Any bytes are a published registry whose file survives being written again, or are refused.
#![no_main]

use covenant_parties::Format;
use covenant_parties::registry::published::{Entry, PublishedRegistry};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = PublishedRegistry::from_json(bytes, "registry") else { return };
    let again = PublishedRegistry::from_json(&list.to_json(), "registry");
    assert!(again.as_ref() == Ok(&list));
    for entry in &list.entries {
        let bytes = entry.to_bytes();
        // Longer than an entry may be, it does not travel.
        assert!(Entry::from_bytes(&bytes).is_ok_and(|read| read == *entry) || bytes.len() > 8 * 1024);
    }
});
