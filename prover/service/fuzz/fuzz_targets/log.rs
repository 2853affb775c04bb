//! Any bytes as what a log hands out, and as what says whom one trusts: read and written again the same, or an error.
#![no_main]

use covenant_log::{Checkpoint, Entry, Note, NoteKey, Policy, Proof, SecretNoteKey};
use libfuzzer_sys::fuzz_target;

/// The key of the seeds' log.
const LOG: &str = include_str!("log.pub");

fuzz_target!(|bytes: &[u8]| {
    let key = NoteKey::parse(LOG.trim_end()).unwrap();
    let policy = Policy::of_log(key.clone()).unwrap();
    let entry = Entry::of_attestation(include_bytes!("attestation.json"));
    if let Ok(proof) = Proof::parse(bytes) {
        let again = Proof::parse(&proof.to_text()).unwrap();
        assert!(again == proof);
        if let Ok(verified) = proof.verify(&entry, &policy) {
            assert!(verified.index < verified.size && verified.origin == key.name());
        }
    }
    if let Ok(policy) = Policy::parse(bytes) {
        assert!(Policy::parse(policy.to_toml().as_bytes()).unwrap() == policy);
    }
    let _ = Checkpoint::open(bytes, &key);
    if let Ok(note) = Note::parse(bytes)
        && let Ok(checkpoint) = Checkpoint::parse(note.text())
    {
        assert!(Checkpoint::parse(&checkpoint.to_text()).unwrap() == checkpoint);
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        if let Ok(key) = NoteKey::parse(text) {
            assert!(key.to_text() == text);
        }
        let _ = SecretNoteKey::parse(text);
    }
});
