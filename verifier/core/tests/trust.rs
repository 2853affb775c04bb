//! Trust files: one bad entry refuses the file.

mod common;

use ark_bn254::Fr;
use common::attest::{CIRCUIT, World, day};
use common::{random_bytes, rng, setup};
use covenant_gadgets::babyjubjub::Point;
use covenant_statements::{Day, Network, ObligationPolicy, PartyId};
use covenant_verifier::trust::{
    CustodyEntry, CustodyError, CustodyState, EntityEntry, HomeRegistry, KeyEntry, MAX_TRUST_BYTES,
    ProofSystem, RootEntry, RootKind, TrustDocument, TrustError, TrustStore,
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
    let store = TrustStore::from_document(world().full_trust()).unwrap();
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
    let store = TrustStore::from_document(world.full_trust()).unwrap();
    let digest = store.document().keys[0].sha256;
    assert!(store.key(CIRCUIT, &digest).is_some());
    assert!(store.key(CIRCUIT, &digest).is_some_and(|(_, key)| key.is_some()));
    assert!(store.key("invoice/2", &digest).is_none());
    let root = Fr::from(common::attest::ROOT);
    let days = ["2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"];
    let trusts = |kind, root, on| store.trusts_root(kind, root, day(on));
    assert_eq!(days.map(|on| trusts(RootKind::Parties, &root, on)), [false, true, true, false]);
    assert!(trusts(RootKind::Prices, &root, "2026-11-10"), "one number may be a root of each kind");
    assert!(!world.store().trusts_root(RootKind::Prices, &root, day("2026-11-10")));
    assert!(!trusts(RootKind::Parties, &Fr::from(1u64), "2026-11-10"));
    assert_eq!(store.policy(&world.policy.digest()), Some(world.policy.clone()));
    assert_eq!(store.policy::<ObligationPolicy>(&Fr::from(0u64)), None);
    let (facility, pool) = (Fr::from(5_555u64), Fr::from(6_666u64));
    assert_eq!(store.facility(&facility).map(|f| (f.epoch, f.counter, f.sequence)), Some((1, 12, 40)));
    assert_eq!(store.pool(&pool).map(|p| p.id.as_str()), Some("pool A"));
    assert!(store.facility(&pool).is_none() && store.pool(&facility).is_none());
    assert_eq!(store.entity(PartyId(Fr::from(7_777u64))).map(|e| e.scope), Some(Fr::from(8_888u64)));
    assert!(store.entity(PartyId(Fr::from(1u64))).is_none());
    let auditor = |on| store.auditor(&world.nullifier_key, day(on)).is_some();
    assert_eq!(
        ["2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01"].map(auditor),
        [false, true, true, false]
    );
}

/// What a proof of the facility's present state says.
fn present(world: &World) -> CustodyState {
    let policy = world.policy.digest();
    CustodyState { roles: Fr::from(4_444u64), policy, epoch: 1, counter: 12, sequence: 40 }
}

#[test]
fn a_custody_is_judged_by_its_roles_and_never_by_an_older_state() {
    let world = world();
    let store = TrustStore::from_document(world.full_trust()).unwrap();
    let (now, pool) = (present(&world), Fr::from(6_666u64));
    let cases: [(Option<CustodyError>, CustodyState); 9] = [
        (None, now),
        (None, CustodyState { counter: 13, sequence: u64::MAX, ..now }),
        (Some(CustodyError::Roles), CustodyState { roles: Fr::from(4_445u64), ..now }),
        (Some(CustodyError::Roles), CustodyState { roles: Fr::from(0u64), ..now }),
        (Some(CustodyError::Policy), CustodyState { policy: Fr::from(1u64), ..now }),
        (Some(CustodyError::Epoch), CustodyState { epoch: 0, ..now }),
        // A change of servicer is the lender's to make: the file has to say it.
        (Some(CustodyError::Epoch), CustodyState { epoch: 2, sequence: u64::MAX, ..now }),
        (Some(CustodyError::Counter), CustodyState { counter: 11, ..now }),
        (Some(CustodyError::Sequence), CustodyState { sequence: 39, ..now }),
    ];
    for (i, (expected, state)) in cases.iter().enumerate() {
        assert_eq!(store.judge_facility(state).err(), *expected, "facility, case {i}");
        assert_eq!(store.judge_pool(&pool, state).err(), *expected, "pool, case {i}");
    }
    assert_eq!(store.judge_facility(&now).unwrap().id, "facility 7");
    assert_eq!(store.judge_pool(&pool, &now).unwrap().id, "pool A");
    // A pool is known by its custody, which a facility's is not.
    assert_eq!(store.judge_pool(&Fr::from(5_555u64), &now), Err(CustodyError::Pool));
    assert_eq!(world.store().judge_facility(&now), Err(CustodyError::Roles), "a file without facilities");
    let all = [
        CustodyError::Roles,
        CustodyError::Pool,
        CustodyError::Policy,
        CustodyError::Epoch,
        CustodyError::Counter,
        CustodyError::Sequence,
    ];
    let mut codes = all.map(CustodyError::code).to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert!(codes.len() == 6 && codes.iter().all(|code| code.starts_with("trust/")));
}

#[test]
fn one_bad_entry_refuses_the_file() {
    type Change = fn(&mut TrustDocument);
    let changes: &[(&str, Change)] = &[
        ("trust/version", |d| d.version = 1),
        ("trust/version", |d| d.version = 3),
        ("trust/key-digest", |d| d.keys[0].sha256.0[0] ^= 1),
        ("trust/key-digest", |d| d.keys[0].verifying_key[500] ^= 1),
        ("trust/development-mark", |d| d.keys[0].development = false),
        ("trust/development-mark", |d| d.network = Network::Production),
        ("trust/name", |d| d.keys[0].circuit = String::new()),
        ("trust/name", |d| d.keys[0].circuit = "invoice/1\n".into()),
        ("trust/name", |d| d.provers[0].name = "é".repeat(40)),
        ("trust/duplicate", |d| d.keys.push(d.keys[0].clone())),
        ("trust/duplicate", |d| d.roots.push(RootEntry { until: day("2027-01-01"), ..d.roots[0].clone() })),
        ("trust/duplicate", |d| d.policies.push(d.policies[0].clone())),
        ("trust/duplicate", |d| {
            let roles = Fr::from(1u64);
            d.facilities.push(CustodyEntry { id: "another".into(), roles, ..d.facilities[0].clone() });
        }),
        ("trust/duplicate", |d| {
            let one = Fr::from(1u64);
            d.facilities.push(CustodyEntry { d0: one, roles: one, ..d.facilities[0].clone() });
        }),
        // Two facilities of the same roles: a proof of one would be judged by the other's counter.
        ("trust/duplicate", |d| {
            let second = CustodyEntry { id: "another".into(), d0: Fr::from(1u64), ..d.facilities[0].clone() };
            d.facilities.push(second);
        }),
        ("trust/duplicate", |d| d.pools.push(d.pools[0].clone())),
        // One entity, two scopes: two answers to one question.
        ("trust/duplicate", |d| {
            d.entities.push(EntityEntry { scope: Fr::from(1u64), ..d.entities[0].clone() })
        }),
        ("trust/duplicate", |d| d.auditors.push(d.auditors[0].clone())),
        ("trust/not-before", |d| d.not_before = day("2026-11-02")),
        // "No price was used", which anybody can prove.
        ("trust/zero-root", |d| d.roots[1].root = Fr::from(0u64)),
        ("trust/zero-root", |d| d.roots[0].root = Fr::from(0u64)),
        ("trust/srs", |d| d.keys[0].srs = Some(d.keys[0].sha256)),
        ("trust/srs", |d| d.keys[0].system = ProofSystem::Halo2),
        ("trust/unlisted-policy", |d| d.facilities[0].policy = Fr::from(1u64)),
        ("trust/unlisted-policy", |d| d.pools[0].policy = Fr::from(1u64)),
        ("trust/name", |d| d.facilities[0].id = String::new()),
        ("trust/name", |d| d.pools[0].id = "\u{1b}[1m".into()),
        ("trust/name", |d| d.entities[0].name = "x".repeat(65)),
        ("trust/name", |d| d.auditors[0].name = String::new()),
        ("trust/days", |d| d.auditors[0].until = day("2026-09-30")),
        ("trust/auditor-key", |d| {
            d.auditors[0].key = Point::new_unchecked(Fr::from(0u64), Fr::from(1u64));
        }),
        ("trust/policy-kind", |d| d.policies[0].kind = "no-such-kind".into()),
        ("trust/malformed", |d| d.policies[0].policy["max_tenor_days"] = json!("120")),
        ("trust/malformed", |d| drop(d.policies[0].policy.as_object_mut().unwrap().remove("lanes"))),
        ("trust/malformed", |d| d.policies[0].policy["extra"] = json!(null)),
        ("trust/malformed", |d| d.policies[0].policy = json!([1])),
        ("trust/duplicate", |d| d.provers.push(d.provers[0].clone())),
        ("trust/duplicate", |d| {
            // One key, two homes: the same invoice could be financed in both.
            let mut second = d.nullifier_keys[0].clone();
            second.home.contract.0[31] ^= 1;
            d.nullifier_keys.push(second);
        }),
        ("trust/days", |d| d.roots[0].until = day("2026-10-31")),
        ("trust/days", |d| d.provers[0].until = day("2025-12-31")),
        ("trust/policy", |d| d.policies[0].policy["version"] = json!(2)),
        ("trust/policy", |d| d.policies[0].policy["currencies"] = json!([])),
        ("trust/too-many", |d| d.provers = vec![d.provers[0].clone(); 65]),
        ("trust/too-many", |d| d.roots = vec![d.roots[0].clone(); 4097]),
        ("trust/too-many", |d| d.policies = vec![d.policies[0].clone(); 257]),
        ("trust/too-many", |d| d.facilities = vec![d.facilities[0].clone(); 257]),
        ("trust/too-many", |d| d.pools = vec![d.pools[0].clone(); 257]),
        ("trust/too-many", |d| d.entities = vec![d.entities[0].clone(); 257]),
        ("trust/too-many", |d| d.auditors = vec![d.auditors[0].clone(); 65]),
    ];
    let good = world().full_trust();
    assert_eq!(code(good.clone()), "ok");
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut document = good.clone();
        change(&mut document);
        assert_eq!(code(document), *expected, "change {i}");
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
    let full = TrustStore::from_document(world().full_trust()).unwrap();
    let good: Value = serde_json::from_slice(&full.to_json().unwrap()).unwrap();
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
        ("/until", json!(null)),
        ("/not_before", json!("2026-11-31")),
        ("/keys/0/system", json!("plonk")),
        ("/keys/0/srs", json!("00")),
        ("/roots/0/kind", json!("bonds")),
        ("/policies/0", json!(["obligation", {}])),
        ("/policies/0/policy", json!("")),
        ("/facilities/0/epoch", json!(-1)),
        ("/pools/0/counter", json!("12")),
        ("/entities/0/scope", json!("0x00")),
        ("/auditors/0/key", json!("00")),
        ("/roots/0/root", json!("0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001")),
        ("/roots/0/from", json!("2026-11-31")),
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
    let policy = good["policies"][0]["policy"].to_string();
    let text = good.to_string();
    for twice in [
        text.replacen('{', "{\"version\":2,", 1),
        text.replacen('{', "{\"vers\\u0069on\":2,", 1),
        // Inside of a policy, too, whichever comes first.
        text.replacen(&policy, &policy.replacen('{', "{\"max_tenor_days\":1,", 1), 1),
    ] {
        assert_ne!(twice, text);
        assert_eq!(TrustStore::from_json(twice.as_bytes()).unwrap_err().code(), "trust/malformed");
    }
}

/// A file of version 1, as it was written before there was another.
const VERSION_1: &[u8] = include_bytes!("data/trust_v1.json");

#[test]
fn version_1_is_read_with_its_meaning_and_written_as_version_2() {
    let store = TrustStore::from_json(VERSION_1).unwrap();
    let old: Value = serde_json::from_slice(VERSION_1).unwrap();
    let document = store.document();
    assert_eq!((document.version, document.until, document.not_before), (2, Day::MAX, Day::MIN));
    assert_eq!((document.keys[0].system, document.keys[0].srs), (ProofSystem::Groth16, None));
    let new = serde_json::to_value(document).unwrap();
    assert_eq!(new["roots"][0]["kind"], "parties");
    for field in ["root", "from", "until"] {
        assert_eq!(new["roots"][0][field], old["registry_roots"][0][field]);
    }
    assert_eq!(new["policies"], json!([{"kind": "obligation", "policy": old["obligation_policies"][0]}]));
    for field in ["network", "nullifier_keys", "provers"] {
        assert_eq!(new[field], old[field]);
    }
    for field in ["circuit", "sha256", "verifying_key", "development"] {
        assert_eq!(new["keys"][0][field], old["keys"][0][field]);
    }
    let again = TrustStore::from_json(&store.to_json().unwrap()).unwrap();
    assert_eq!(again.document(), document);
}

/// A file of version 1 as it was written when a policy had no `without_terms`. The same rules have another digest by now, and an
/// environment, a contract or a custody knows a policy by its digest alone: nothing of today's means what this file trusts.
#[test]
fn a_policy_of_an_earlier_form_is_refused_for_what_it_is() {
    let old: Value = serde_json::from_slice(include_bytes!("data/trust_v1_earlier_policy.json")).unwrap();
    let error = TrustStore::from_json(old.to_string().as_bytes()).unwrap_err();
    assert_eq!(error, TrustError::EarlierPolicy { index: 0 });
    assert_eq!(error.code(), "trust/earlier-policy");
    assert!(error.to_string().contains("exported again"), "{error}");
    // Version 2 had that form too, at first.
    let mut new = serde_json::to_value(world().trust()).unwrap();
    new["policies"].as_array_mut().unwrap().push(json!({
        "kind": "obligation", "policy": old["obligation_policies"][0],
    }));
    assert_eq!(
        TrustStore::from_json(new.to_string().as_bytes()).unwrap_err(),
        TrustError::EarlierPolicy { index: 1 }
    );
    // Nothing but that form is taken for it.
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = old.clone();
        change(&mut changed["obligation_policies"][0]);
        json_code(&changed)
    };
    assert_eq!(with(&|policy| drop(policy.as_object_mut().unwrap().remove("lanes"))), "trust/malformed");
    assert_eq!(with(&|policy| policy["max_amount"] = json!(1)), "trust/malformed");
    assert_eq!(with(&|policy| policy["extra"] = json!(null)), "trust/malformed");
    // As it is written today.
    let today = |policy: &mut Value| {
        policy["without_terms"] = json!(true);
        policy["terms"] = json!([]);
    };
    assert_eq!(with(&today), "ok");
}

#[test]
fn a_version_has_its_own_fields_and_no_others() {
    let old: Value = serde_json::from_slice(VERSION_1).unwrap();
    let new = serde_json::to_value(TrustStore::from_json(VERSION_1).unwrap().document()).unwrap();
    assert_eq!([json_code(&old), json_code(&new)], ["ok", "ok"]);
    let with = |base: &Value, change: &dyn Fn(&mut Value)| {
        let mut changed = base.clone();
        change(&mut changed);
        json_code(&changed)
    };
    assert_eq!(with(&old, &|d| d["version"] = json!(2)), "trust/malformed");
    assert_eq!(with(&new, &|d| d["version"] = json!(1)), "trust/malformed");
    assert_eq!(with(&old, &|d| d["until"] = json!("2026-12-31")), "trust/malformed");
    assert_eq!(with(&old, &|d| d["keys"][0]["system"] = json!("groth16")), "trust/malformed");
    assert_eq!(with(&new, &|d| d["registry_roots"] = old["registry_roots"].clone()), "trust/malformed");
    assert_eq!(with(&new, &|d| drop(d.as_object_mut().unwrap().remove("pools"))), "trust/malformed");
    for version in [json!(0), json!(3)] {
        assert_eq!(with(&new, &|d| d["version"] = version.clone()), "trust/version");
    }
    // What refuses an entry of today's file refuses it in an old one.
    assert_eq!(with(&old, &|d| d["obligation_policies"][0]["version"] = json!(2)), "trust/policy");
    assert_eq!(with(&old, &|d| d["registry_roots"][0]["until"] = json!("2020-01-01")), "trust/days");
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
