//! Any lines are entries of a published registry in their one form, or refused; entries that follow from each other make a registry whose file is
//! read again, and no root in it ends after one that came later was made known to end it.
#![no_main]

use covenant_parties::Registry;
use covenant_parties::registry::published::{Entry, Replay};
use libfuzzer_sys::fuzz_target;

/// Each new leaf costs twelve hashes.
const MOST: usize = 64;

fuzz_target!(|bytes: &[u8]| {
    let mut replay = Replay::new().expect("the tree of no leaves");
    for line in bytes.split(|byte| *byte == b'\n').take(MOST) {
        let Ok(entry) = Entry::from_bytes(line) else { return };
        assert!(entry.to_bytes() == line);
        let before = replay.entries();
        if replay.apply(&entry).is_err() {
            return;
        }
        assert!(replay.entries() == before + 1);
        let Ok(registry) = replay.registry() else { continue };
        // The current root has no end, those before it have one.
        let (current, earlier) = registry.roots().split_last().expect("a list that ends with a root");
        assert!(current.until.is_none() && earlier.iter().all(|root| root.until.is_some()));
        let again = Registry::from_json(&registry.to_json()).expect("a registry that can be read again");
        assert!(again.leaves() == registry.leaves() && again.roots() == registry.roots());
    }
});
