//! Keys that are added: judged, named by the registry itself, and no other.

use covenant_gadgets::babyjubjub::{Scalar, generator, mul_scalar};
use covenant_obligation_registry::msg::{InstantiateMsg, OwnerCall, Point, QueryMsg, SelectorResponse};
use covenant_obligation_registry::router::Status;
use covenant_obligation_registry::word::Word;
use covenant_statements::{Network, Selector};
use serde_json::Value;

use super::vectors::file;
use super::world::{Outcome, World, is, plus_modulus};

fn add(world: &mut World, circuit: &str, bytes: &[u8]) -> Outcome {
    let selector = Word(Selector::new(Network::Development, circuit, bytes).0);
    world.own(OwnerCall::AddKey { circuit: circuit.to_owned(), verifying_key: hex::encode(bytes), selector })
}

#[test]
fn a_key_is_added_under_the_selector_of_the_network() {
    let mut world = World::untrusting();
    let (circuit, verifying_key) = (world.vectors.circuit.clone(), world.vectors.verifying_key.clone());
    let selector = world.vectors.selector;
    let status: SelectorResponse = world.query(&QueryMsg::Selector { selector }).unwrap();
    assert_eq!(status, SelectorResponse { status: Status::Unknown, circuit: None, trusted: false });
    let call = OwnerCall::AddKey { circuit: circuit.clone(), verifying_key, selector };
    world.own(call.clone()).unwrap();
    let status: SelectorResponse = world.query(&QueryMsg::Selector { selector }).unwrap();
    assert_eq!(status, SelectorResponse { status: Status::Active, circuit: Some(circuit), trusted: false });
    assert!(is(&world.own(call.clone()), "router/wrong-status"));
    // On the production network it would be another selector.
    let mut production = World::empty();
    let msg = InstantiateMsg { network: Network::Production, ..production.instantiation() };
    production.instantiate(&msg).unwrap();
    assert!(is(&production.own(call), "router/selector-mismatch"));
}

#[test]
fn malformed_and_degenerate_keys_are_refused() {
    let mut world = World::untrusting();
    let good = hex::decode(&world.vectors.verifying_key).unwrap();
    for length in [0, 1, 447, 448, 512, good.len() - 1, good.len() + 64 * 62] {
        let mut bytes = good.clone();
        bytes.resize(length, 0);
        assert!(is(&add(&mut world, "invoice/1", &bytes), "key/length"), "{length}");
    }
    let mut changed = |at: usize, new: &[u8], code: &str| {
        let mut bytes = good.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        assert!(is(&add(&mut world, "invoice/1", &bytes), code), "byte {at}");
    };
    for at in (0..good.len()).step_by(32) {
        changed(at, &[0xff; 32], "key/not-canonical");
        let mut word: [u8; 32] = good[at..at + 32].try_into().unwrap();
        word[31] ^= 1;
        changed(at, &word, "key/off-curve");
    }
    for (at, length) in [(0, 64), (64, 128), (192, 128), (320, 128), (448, 64)] {
        changed(at, &vec![0; length], "key/identity");
    }
    changed(320, &good[192..320], "key/gamma-equals-delta");
    changed(64, &good[192..320], "key/beta-equals-gamma");
    changed(64, &good[320..448], "key/beta-equals-delta");
    changed(448, &good[..64], "key/input-point-is-alpha");
    changed(512, &good[448..512], "key/repeated-input-point");
}

#[test]
fn names_of_circuits_have_one_form() {
    let mut world = World::untrusting();
    let good = hex::decode(&world.vectors.verifying_key).unwrap();
    for name in [
        "",
        "invoice",
        "invoice/",
        "/1",
        "invoice/0",
        "invoice/01",
        "Invoice/1",
        "in voice/1",
        "invoice/1/2",
        "é/1",
    ] {
        assert!(is(&add(&mut world, name, &good), "registry/malformed"), "{name}");
    }
    assert!(is(&add(&mut world, &format!("{}/1", "a".repeat(63)), &good), "registry/malformed"));
    for name in ["liabilities-17-8/1", "coverage-16-8/1", "transparent/1"] {
        assert!(is(&add(&mut world, name, &good), "attestation/unsupported-system"), "{name}");
    }
    let upper = OwnerCall::AddKey {
        circuit: "invoice/1".to_owned(),
        verifying_key: "zz".repeat(good.len()),
        selector: world.vectors.selector,
    };
    assert!(is(&world.own(upper), "registry/malformed"));
}

fn with_key(x: Word, y: Word) -> Outcome {
    let mut world = World::empty();
    let msg = InstantiateMsg { nullifier_key: Point { x, y }, ..world.instantiation() };
    world.instantiate(&msg)
}

/// As for `ObligationRegistry`'s constructor.
#[test]
fn a_registry_is_the_home_of_a_key_of_the_subgroup() {
    let key = mul_scalar(&generator(), &Scalar::from(7u64));
    for point in [generator(), key, mul_scalar(&generator(), &-Scalar::from(1u64))] {
        with_key(Word::of(&point.x), Word::of(&point.y)).unwrap();
    }
    let (x, y) = (Word::of(&key.x), Word::of(&key.y));
    for (x, y) in [
        (plus_modulus(&x), y),
        (x, plus_modulus(&y)),
        (Word([0xff; 32]), y),
        (y, x),
        (Word::ZERO, Word::ZERO),
        (x, Word::ZERO),
    ] {
        assert!(is(&with_key(x, y), "registry/bad-nullifier-key"));
    }
    let vectors: Value = file("babyjubjub.json");
    let mut small = Vec::new();
    collect(&vectors, &mut small);
    assert_eq!(small.len(), 8, "the whole torsion");
    for (name, x, y) in small {
        assert!(is(&with_key(x, y), "registry/bad-nullifier-key"), "{name}");
        let point = covenant_statements::Point::new_unchecked(x.canonical().unwrap(), y.canonical().unwrap());
        let sum: covenant_statements::Point = (key + point).into();
        let made = with_key(Word::of(&sum.x), Word::of(&sum.y));
        assert_eq!(made.is_err(), name != "order 1", "the key and a point of {name}");
    }
}

fn collect(value: &Value, found: &mut Vec<(String, Word, Word)>) {
    match value {
        Value::Object(entries) => {
            let name = value["name"].as_str().unwrap_or_default();
            let point = value.get("point").unwrap_or(value);
            if name.starts_with("order ") && point.get("x").is_some() {
                let word = |name: &str| point[name].as_str().unwrap().parse::<Word>().unwrap();
                found.push((name.to_owned(), word("x"), word("y")));
            }
            entries.values().for_each(|entry| collect(entry, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
