//! The committed vectors are the ones that this code makes, and another Poseidon agrees with every hash in them.

use covenant_gadgets::field;
use covenant_statements::{
    Fr,
    invoice::{Claim, check},
};
use covenant_tests::vectors;
use light_poseidon::{Poseidon, PoseidonHasher};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

#[test]
fn the_committed_files_are_what_this_code_makes() {
    let folder = vectors::folder();
    let files = vectors::files();
    for (name, contents) in &files {
        let committed = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            committed == *contents,
            "vectors/{name} differs: run `cargo run -p covenant-tests --bin write-vectors` and look at the difference"
        );
    }
    let expected: BTreeSet<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
    let there = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let there: BTreeSet<String> = there.filter(|name| name.ends_with(".json")).collect();
    assert_eq!(there, expected, "no file without a maker");
}

/// Calls `visit` on every object, however deep.
fn walk(value: &Value, visit: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        Value::Object(map) => {
            visit(map);
            map.values().for_each(|item| walk(item, visit));
        }
        _ => {}
    }
}

fn element(value: &Value) -> Fr {
    field::from_hex(value.as_str().unwrap()).unwrap()
}

#[test]
fn another_poseidon_agrees_on_every_permutation() {
    let mut seen = 0;
    let mut arities = BTreeSet::new();
    for (_, contents) in vectors::files() {
        walk(&serde_json::from_str(&contents).unwrap(), &mut |map| {
            let (Some(inputs), Some(output)) =
                (map.get("inputs").and_then(Value::as_array), map.get("output"))
            else {
                return;
            };
            let inputs: Vec<Fr> = inputs.iter().map(element).collect();
            let theirs = Poseidon::<Fr>::new_circom(inputs.len()).unwrap().hash(&inputs).unwrap();
            assert_eq!(theirs, element(output));
            arities.insert(inputs.len());
            seen += 1;
        });
    }
    assert_eq!(arities, (1..=12).collect());
    assert!(seen > 200, "{seen} permutations");
}

#[test]
fn the_claims_read_back_and_hold() {
    let (_, contents) = vectors::files().into_iter().find(|(name, _)| *name == "obligation.json").unwrap();
    let entries: Vec<Value> = serde_json::from_str(&contents).unwrap();
    assert_eq!(entries.len(), 4);
    let mut nullifiers = BTreeSet::new();
    for entry in entries {
        let claim: Claim = serde_json::from_value(entry["claim"].clone()).unwrap();
        assert_eq!(check(&claim), Ok(()));
        let public = claim.public_inputs().unwrap();
        let names = covenant_statements::invoice::PublicInputs::NAMES;
        for (name, value) in names.into_iter().zip(public.to_array()) {
            assert_eq!(element(&entry["public_inputs"][name]), value, "{name}");
        }
        assert!(nullifiers.insert(public.nullifier));
    }
}
