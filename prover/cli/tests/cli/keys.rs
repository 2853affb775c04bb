//! Which keys a home trusts, and what a damaged one does.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::world::{INVOICE, World, sample};

/// The folders of a home's keys.
fn folders(world: &World, home: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(world.path(home).join("keys")).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A file that other homes share is replaced, not written into.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_flipped_byte_in_a_key_is_refused() {
    let world = World::new();
    let key = folders(&world, "h").remove(0);
    flip(&key.join("circuit.r1cs"));
    let refusal = world.home(&["keys", "verify"]).refused(5, "key/digest");
    assert_eq!(refusal["files"][0]["good"], false);
    world.prove("consent.json", "o.json", &[]).refused(5, "key/digest");
    world.home(&["doctor"]).refused(5, "key/digest");
    let world = World::new();
    flip(&folders(&world, "h").remove(0).join("portable.pk"));
    world.home(&["keys", "verify"]).refused(5, "key/digest");
    // Verification needs no proving key, and reads none.
    world.verify("attestation.json").done();
}

#[test]
fn a_planted_key_is_neither_trusted_nor_exported() {
    let world = World::new();
    world.run(&["init", "--development", "--home", "other"]).done();
    world.run(&["trust", "export", "--home", "other", "-o", "other.json"]).done();
    let foreign = folders(&world, "other").remove(0);
    let planted = world.path("h/keys").join(name(&foreign));
    fs::create_dir(&planted).unwrap();
    for file in fs::read_dir(&foreign).unwrap().map(|entry| entry.unwrap().path()) {
        fs::copy(&file, planted.join(file.file_name().unwrap())).unwrap();
    }
    let exported = || -> Vec<String> {
        world.home(&["trust", "export", "-o", "trust.json"]).done();
        let trust: Value = serde_json::from_str(&world.read("trust.json")).unwrap();
        let keys = trust["keys"].as_array().unwrap().iter();
        keys.map(|key| key["sha256"].as_str().unwrap().to_owned()).collect()
    };
    let own = exported();
    assert_eq!(own.len(), 1);
    assert!(!own.contains(&name(&foreign)));
    let selector = world.home(&["export", "evm", "-o", "contracts"]).done()["selector"].clone();

    let listed = world.home(&["keys", "list"]).done();
    let trusted: Vec<_> =
        listed["keys"].as_array().unwrap().iter().filter(|key| key["trusted"] == true).collect();
    assert_eq!((listed["keys"].as_array().unwrap().len(), trusted.len()), (2, 1));
    assert_eq!(trusted[0]["selector"], selector);
    let shown = world.plain(&["keys", "list", "--home", "h"]);
    assert!(shown.out.contains("NOT TRUSTED"), "{}", shown.out);
    let found = world.home(&["doctor"]).done();
    assert!(found.to_string().contains("1 not trusted"), "{found}");

    // Trust is a deliberate act.
    let from = foreign.display().to_string();
    let digest = name(&foreign);
    let refusal = world.home(&["keys", "import", &from]).refused(2, "key/unconfirmed");
    assert_eq!(refusal["key"]["sha256"], digest.as_str());
    world.home(&["keys", "import", &from, "--sha256", &own[0]]).refused(5, "key/not-found");
    assert_eq!(exported(), own);
    world.home(&["keys", "import", &from, "--sha256", &digest]).done();
    assert_eq!(exported().len(), 2);
    world.home(&["keys", "unpin", &digest]).done();
    assert_eq!(exported(), own);
    world.home(&["keys", "pin", &digest]).done();
    assert_eq!(exported().len(), 2);
    world.home(&["keys", "unpin", &digest]).done();
    world.home(&["keys", "unpin", &digest]).refused(5, "key/not-found");
}

/// A key of the form before this one, or of a circuit that is not known here, is left aside.
#[test]
fn keys_of_other_versions_do_not_make_a_home_unusable() {
    let world = World::new();
    world.write(&format!("h/keys/{}.key", "0".repeat(64)), b"covenant-key-1\n");
    world.write("h/keys/\u{1b}[2J", b"");
    let listed = world.home(&["keys", "list"]).done();
    let mut codes: Vec<_> = listed["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skipped| skipped["code"].as_str().unwrap())
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, ["key/earlier-form", "key/malformed"]);
    for command in ["list", "verify"] {
        let shown = world.plain(&["keys", command, "--home", "h"]);
        assert!(shown.out.contains("not used") && !shown.out.contains('\u{1b}'), "{}", shown.out);
    }
    world.verify("attestation.json").done();
    world.prove("consent.json", "o.json", &[]).done();
    world.consent(&sample(INVOICE), "ack.json", "de.seller.key", "c.json").done();
    assert!(world.home(&["doctor"]).done().to_string().contains("not used"));
}
