//! Trust files: one bad entry refuses the file.

mod common;

use ark_bn254::Fr;
use common::attest::{CIRCUIT, World, day};
use common::{random_bytes, rng, setup};
use covenant_gadgets::babyjubjub::Point;
use covenant_statements::Network;
use covenant_verifier::trust::{
    HomeRegistry, KeyEntry, MAX_TRUST_BYTES, RootEntry, TrustDocument, TrustStore,
};
use serde_json::{Value, json};

fn world() -> World {
    World::new(Network::Development)
}

fn code(document: TrustDocument) -> &'static str {
    TrustStore::from_document(document).map_or_else(|error| error.code(), |_| "ok")
}

fn json_code(value: &Value) -> &'static str {
    TrustStore::from_json(value.to_string().as_bytes()).map_or_else(|error| error.code(), |_| "ok")
}

#[test]
fn reads_what_it_writes() {
    let store = world().store();
    let bytes = store.to_json().unwrap();
    let again = TrustStore::from_json(&bytes).unwrap();
    assert_eq!(again.to_json().unwrap(), bytes);
    // People may lay it out.
    let pretty = serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&bytes).unwrap()).unwrap();
    assert_eq!(TrustStore::from_json(&pretty).unwrap().to_json().unwrap(), bytes);
}

#[test]
fn answers_only_for_what_it_holds() {
    let world = world();
    let store = world.store();
    let digest = store.document().keys[0].sha256;
    assert!(store.key(CIRCUIT, &digest).is_some());
    assert!(store.key("invoice/2", &digest).is_none());
    let root = Fr::from(common::attest::ROOT);
    let days = ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"];
    assert_eq!(days.map(|d| store.trusts_root(&root, day(d))), [false, true, true, false]);
    assert!(!store.trusts_root(&Fr::from(1u64), day("2026-11-10")));
    assert!(store.obligation_policy(&world.policy.digest()).is_some());
    assert!(store.obligation_policy(&Fr::from(0u64)).is_none());
}

#[test]
fn one_bad_entry_refuses_the_file() {
    type Change = fn(&mut TrustDocument);
    let changes: &[(&str, Change)] = &[
        ("trust/version", |d| d.version = 2),
        ("trust/key-digest", |d| d.keys[0].sha256.0[0] ^= 1),
        ("trust/key-digest", |d| d.keys[0].verifying_key[500] ^= 1),
        ("trust/development-mark", |d| d.keys[0].development = false),
        ("trust/development-mark", |d| d.network = Network::Production),
        ("trust/name", |d| d.keys[0].circuit = String::new()),
        ("trust/name", |d| d.keys[0].circuit = "invoice/1\n".into()),
        ("trust/name", |d| d.provers[0].name = "é".repeat(40)),
        ("trust/duplicate", |d| d.keys.push(d.keys[0].clone())),
        ("trust/duplicate", |d| {
            d.registry_roots.push(RootEntry { until: day("2027-01-01"), ..d.registry_roots[0].clone() })
        }),
        ("trust/duplicate", |d| d.obligation_policies.push(d.obligation_policies[0].clone())),
        ("trust/duplicate", |d| d.provers.push(d.provers[0].clone())),
        ("trust/duplicate", |d| {
            // One key, two homes: the same invoice could be financed in both.
            let mut second = d.nullifier_keys[0].clone();
            second.home.contract.0[31] ^= 1;
            d.nullifier_keys.push(second);
        }),
        ("trust/days", |d| d.registry_roots[0].until = day("2026-10-31")),
        ("trust/days", |d| d.provers[0].until = day("2025-12-31")),
        ("trust/policy", |d| d.obligation_policies[0].version = 2),
        ("trust/policy", |d| d.obligation_policies[0].currencies.clear()),
        ("trust/too-many", |d| d.provers = vec![d.provers[0].clone(); 65]),
        ("trust/too-many", |d| d.registry_roots = vec![d.registry_roots[0].clone(); 4097]),
    ];
    let good = world().trust();
    assert_eq!(code(good.clone()), "ok");
    for (expected, change) in changes {
        let mut document = good.clone();
        change(&mut document);
        assert_eq!(code(document), *expected);
    }
}

#[test]
fn forgeable_keys_are_refused() {
    let (_, key) = setup(3);
    let mut bytes = key.to_bytes();
    let gamma = bytes[192..320].to_vec();
    bytes[320..448].copy_from_slice(&gamma);
    let mut document = world().trust();
    document.keys[0].sha256 = covenant_verifier::wire::Sha256::of(&bytes);
    document.keys[0].verifying_key = bytes;
    assert_eq!(code(document.clone()), "key/gamma-equals-delta");
    document.keys[0] = KeyEntry::new(CIRCUIT, &key, true);
    assert_eq!(code(document), "ok");
}

#[test]
fn weak_nullifier_keys_are_refused() {
    let mut document = world().trust();
    document.nullifier_keys[0].key = Point::new_unchecked(Fr::from(0u64), Fr::from(1u64)); // the identity
    assert_eq!(code(document.clone()), "trust/nullifier-key");
    document.nullifier_keys[0].key = Point::new_unchecked(Fr::from(0u64), -Fr::from(1u64)); // order 2
    assert_eq!(code(document.clone()), "trust/nullifier-key");
    let good = covenant_gadgets::babyjubjub::generator();
    document.nullifier_keys[0].key = Point::new_unchecked(-good.x, -good.y); // the generator plus the point of order 2
    assert_eq!(code(document), "trust/nullifier-key");
}

#[test]
fn other_forms_of_the_file_are_refused() {
    let good: Value = serde_json::from_slice(&world().store().to_json().unwrap()).unwrap();
    assert_eq!(json_code(&good), "ok");
    let changed = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        json_code(&changed)
    };
    for (pointer, value) in [
        ("/version", json!(1.0)),
        ("/version", json!("1")),
        ("/network", json!("covenant")),
        ("/keys", json!({})),
        ("/keys/0/sha256", json!("00")),
        ("/keys/0/verifying_key", json!("zz")),
        (
            "/registry_roots/0/root",
            json!("0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"),
        ),
        ("/registry_roots/0/from", json!("2026-11-31")),
        ("/nullifier_keys/0/home", json!("eip155:31337")),
        ("/nullifier_keys/0/home", json!("eip155:31337:0x00000000000000000000000000000000000000C1")),
        ("/provers/0/ed25519", json!("00".repeat(32))),
    ] {
        assert_eq!(changed(pointer, value), "trust/malformed", "{pointer}");
    }
    // An array in an object's place, a key too many, a key too few, a key twice.
    let entry = &good["provers"][0];
    let array = json!([[entry["name"], entry["ed25519"], entry["from"], entry["until"]]]);
    assert_eq!(changed("/provers", array), "trust/malformed");
    let mut extra = good.clone();
    extra["srs"] = json!(null);
    assert_eq!(json_code(&extra), "trust/malformed");
    let mut missing = good.clone();
    missing["keys"][0].as_object_mut().unwrap().remove("development");
    assert_eq!(json_code(&missing), "trust/malformed");
    for twice in ["{\"version\":1,", "{\"vers\\u0069on\":1,"] {
        let text = good.to_string().replacen('{', twice, 1);
        assert_eq!(TrustStore::from_json(text.as_bytes()).unwrap_err().code(), "trust/malformed");
    }
}

#[test]
fn any_bytes_give_an_error() {
    let good = world().store().to_json().unwrap();
    for len in (0..good.len()).step_by(13) {
        assert!(TrustStore::from_json(&good[..len]).is_err());
    }
    let mut rng = rng(6);
    for len in 0..300 {
        assert!(TrustStore::from_json(&random_bytes(&mut rng, len)).is_err());
    }
    let error = TrustStore::from_json(&vec![b' '; MAX_TRUST_BYTES + 1]).unwrap_err();
    assert_eq!(error.code(), "trust/too-long");
    assert_eq!(TrustStore::from_json("[".repeat(100_000).as_bytes()).unwrap_err().code(), "trust/malformed");
}

#[test]
fn errors_show_no_value() {
    let text = String::from_utf8(world().store().to_json().unwrap()).unwrap();
    let error = TrustStore::from_json(text.replace("covenant-development", "S3CRET").as_bytes()).unwrap_err();
    assert!(!error.to_string().contains("S3CRET") && !format!("{error:?}").contains("S3CRET"));
}

#[test]
fn homes_have_one_form() {
    let home: HomeRegistry = "eip155:1:0x00000000000000000000000000000000000000ff".parse().unwrap();
    assert_eq!(home.to_string(), "eip155:1:0x00000000000000000000000000000000000000ff");
    assert!("eip155:1".parse::<HomeRegistry>().is_err());
    assert!("0x00000000000000000000000000000000000000ff".parse::<HomeRegistry>().is_err());
}
