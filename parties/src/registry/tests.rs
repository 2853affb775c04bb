//! Who gets an id, and when keys and roots end.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{Day, FiscalRule, Identifier, Network, Role};
use rand::thread_rng;

use super::roots::day_before;
use super::*;
use crate::possession;

const NOW: u64 = 1_800_000_000;
const NETWORK: Network = Network::Development;

fn id(text: &str) -> Identifier {
    text.parse().unwrap()
}

/// The key's holder takes the first tax identifier for its party's name, as the registrar does.
fn registration(ids: &[&str], roles: &[Role], key: &SecretKey) -> Registration {
    let named = id(ids.iter().find(|text| text.starts_with("VAT:")).unwrap_or(&ids[0])).party_id();
    Registration {
        identifiers: ids.iter().map(|text| id(text)).collect(),
        possession: possession::prove(NETWORK, named, roles, key, &mut thread_rng()),
        roles: roles.to_vec(),
        principal: None,
        fiscal_rule: None,
        key: key.public(),
        valid_from: None,
        valid_until: None,
    }
}

fn key() -> SecretKey {
    SecretKey::generate(&mut thread_rng())
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_party_has_one_id_and_many_aliases() {
    let mut registry = Registry::default();
    let own = key();
    let party = registry
        .add(
            NETWORK,
            &registration(&["0088:1", "VAT:A"], &[Role::Seller, Role::Debtor], &own),
            NOW,
            &mut thread_rng(),
        )
        .unwrap();
    assert_eq!(party, id("VAT:A").party_id(), "the tax identifier names the party");
    assert_eq!(registry.find(&id("0088:1")).map(Party::id), Some(party));
    assert_eq!(registry.not_before(), Day::MIN);
    assert_eq!(registry.leaves().len(), 2, "a leaf for each role");
    assert!(registry.leaves().iter().all(|leaf| leaf.key == own.public()));

    registry
        .add(NETWORK, &registration(&["VAT:B"], &[Role::Debtor], &key()), NOW, &mut thread_rng())
        .unwrap();
    let both = registry.add(
        NETWORK,
        &registration(&["VAT:B", "0088:1"], &[Role::Debtor], &key()),
        NOW,
        &mut thread_rng(),
    );
    assert_eq!(both.unwrap_err().code(), "party/identifier-taken");
    let stranger = registry.add(
        NETWORK,
        &registration(&["VAT:C", "0088:1"], &[Role::Seller], &key()),
        NOW,
        &mut thread_rng(),
    );
    assert_eq!(stranger.unwrap_err().code(), "party/identifier-taken", "an alias is not enough to join");
    let reversed = registry.add(
        NETWORK,
        &registration(&["0088:1", "VAT:C"], &[Role::Seller], &key()),
        NOW,
        &mut thread_rng(),
    );
    assert_eq!(reversed.unwrap_err().code(), "party/identifier-taken", "whichever comes first");
    assert!(registry.find(&id("VAT:C")).is_none());
    let back = Registry::from_json(&registry.to_json()).unwrap();
    assert_eq!(back.tree().unwrap().root(), registry.roots().last().unwrap().root);
}

#[test]
fn keys_rotate_by_date() {
    let mut registry = Registry::default();
    let (old, new) = (key(), key());
    let party = registry
        .add(NETWORK, &registration(&["VAT:A"], &[Role::Debtor, Role::Seller], &old), NOW, &mut thread_rng())
        .unwrap();
    let mut rotation = registration(&["VAT:A"], &[Role::Debtor], &new);
    rotation.valid_from = Some(day("2027-02-01"));
    registry.add(NETWORK, &rotation, NOW, &mut thread_rng()).unwrap();
    let until: Vec<String> = registry.leaves().iter().map(|leaf| leaf.valid_until.to_string()).collect();
    assert_eq!(until, ["2027-01-31", "9999-12-31", "9999-12-31"], "the seller's key stays");
    assert_eq!(registry.seller(&old.public(), party, day("2027-06-01")), Some(1));
}

/// A party that was known by something else gets its tax identifier.
#[test]
fn who_has_no_tax_identifier_is_joined_by_its_first() {
    let mut registry = Registry::default();
    let party = id("0088:1").party_id();
    let mut add = |ids: &[&str]| {
        let own = key();
        let mut new = registration(ids, &[Role::Debtor], &own);
        new.possession = possession::prove(NETWORK, party, &new.roles, &own, &mut thread_rng());
        registry.add(NETWORK, &new, NOW, &mut thread_rng())
    };
    assert_eq!(add(&["0088:1"]).unwrap(), party);
    assert_eq!(add(&["VAT:A", "0088:1"]).unwrap_err().code(), "party/identifier-taken");
    assert_eq!(add(&["0088:1", "VAT:A"]).unwrap(), party);
    assert_eq!(add(&["0088:1", "VAT:C"]).unwrap_err().code(), "party/identifier-taken", "it has one now");
    assert_eq!(add(&["VAT:A"]).unwrap(), party);
}

/// An ordinary root would take back days on which the earlier key was good, and its thief would go on under the root before.
#[test]
fn no_key_is_rotated_from_a_day_that_is_over() {
    let mut registry = Registry::default();
    let today = Day::of_unix_seconds(NOW).unwrap();
    let mut old = registration(&["VAT:A"], &[Role::Debtor, Role::Seller], &key());
    old.valid_from = Some(day("2020-01-01"));
    registry.add(NETWORK, &old, NOW, &mut thread_rng()).expect("a first key ends no other");
    let before = registry.to_json();
    let mut rotation = registration(&["VAT:A", "0088:1"], &[Role::VerificationAgent, Role::Seller], &key());
    for from in [Day::MIN, day_before(today)] {
        rotation.valid_from = Some(from);
        let error = registry.add(NETWORK, &rotation, NOW, &mut thread_rng()).unwrap_err();
        assert_eq!((error.code(), error.field()), ("party/rotation-backdated", "valid_from"));
    }
    assert_eq!(registry.to_json(), before, "what is refused changes nothing");
    rotation.valid_from = Some(today);
    registry.add(NETWORK, &rotation, NOW, &mut thread_rng()).unwrap();
    assert_eq!(registry.leaves()[1].valid_until, day_before(today));
}

/// Until the day came, the key's holder would go on, and no day before it would be refused afterwards.
#[test]
fn nothing_is_revoked_ahead_of_time() {
    let mut registry = Registry::default();
    registry
        .add(NETWORK, &registration(&["VAT:A"], &[Role::Debtor], &key()), NOW, &mut thread_rng())
        .unwrap();
    let before = registry.to_json();
    let tomorrow = Day::new(Day::of_unix_seconds(NOW).unwrap().get() + 1).unwrap();
    for on in [tomorrow, Day::MAX] {
        let error = registry.revoke(&id("VAT:A"), on, NOW, &mut thread_rng()).unwrap_err();
        assert_eq!((error.code(), error.field()), ("party/revocation-ahead", "on"));
    }
    assert_eq!(registry.to_json(), before);
}

/// A key that ended by itself, or by a rotation, is found stolen: it would be used for its last day.
#[test]
fn a_key_that_has_ended_is_revoked_too() {
    let mut registry = Registry::default();
    let today = Day::of_unix_seconds(NOW).unwrap();
    let mut ended = registration(&["VAT:A"], &[Role::Debtor], &key());
    ended.valid_until = Some(day_before(today));
    registry.add(NETWORK, &ended, NOW, &mut thread_rng()).unwrap();
    let leaf = registry.leaves()[0].clone();
    registry.revoke(&id("VAT:A"), today, NOW, &mut thread_rng()).unwrap();
    assert_eq!(registry.not_before(), today);
    assert_eq!(registry.revocations(), 1);
    let [old, new] = registry.roots() else { panic!("two roots") };
    assert_ne!(old.root, new.root, "a contract takes no root twice");
    assert_eq!(old.until, Some(day_before(today)));
    let revoked = &registry.leaves()[0];
    assert_eq!(
        (revoked.valid_until, revoked.key),
        (leaf.valid_until, leaf.key),
        "but for the salt as it was"
    );
    Registry::from_json(&registry.to_json()).unwrap();
}

/// A clock that is wrong by ages would end every day that there is.
#[test]
fn a_time_without_a_day_is_refused() {
    let mut registry = Registry::default();
    let new = registration(&["VAT:A"], &[Role::Debtor], &key());
    assert_eq!(registry.add(NETWORK, &new, u64::MAX, &mut thread_rng()).unwrap_err().code(), "party/clock");
    registry.add(NETWORK, &new, NOW, &mut thread_rng()).unwrap();
    let before = registry.to_json();
    for now in [Day::MAX.end_unix_seconds() + 1, u64::MAX] {
        let refused = registry.revoke(&id("VAT:A"), Day::MIN, now, &mut thread_rng());
        assert_eq!(refused.unwrap_err().code(), "party/clock");
    }
    assert_eq!(registry.to_json(), before);
}

/// By the count a contract tells an older tree from a later one, whatever arrives first.
#[test]
fn revocations_are_counted_with_the_roots() {
    let mut registry = Registry::default();
    let today = Day::of_unix_seconds(NOW).unwrap();
    for party in ["VAT:A", "VAT:B"] {
        registry
            .add(NETWORK, &registration(&[party], &[Role::Debtor], &key()), NOW, &mut thread_rng())
            .unwrap();
    }
    registry.revoke(&id("VAT:A"), today, NOW, &mut thread_rng()).unwrap();
    registry
        .add(NETWORK, &registration(&["VAT:A"], &[Role::Debtor], &key()), NOW, &mut thread_rng())
        .unwrap();
    registry.revoke(&id("VAT:B"), today, NOW, &mut thread_rng()).unwrap();
    let counts: Vec<u64> = registry.roots().iter().map(|root| root.revocations).collect();
    assert_eq!(counts, [0, 0, 1, 1, 2]);
    assert_eq!(registry.revocations(), 2);
    let text = String::from_utf8(registry.to_json()).unwrap();
    assert_eq!(Registry::from_json(text.as_bytes()).unwrap().revocations(), 2, "a file keeps it");
    let lost = text.replace("\"revocations\": 2", "\"revocations\": 0");
    assert_ne!(lost, text);
    assert_eq!(Registry::from_json(lost.as_bytes()).err().unwrap().code(), "home/registry-damaged");
}

#[test]
fn revocation_ends_keys_and_roots() {
    let mut registry = Registry::default();
    registry
        .add(NETWORK, &registration(&["VAT:A"], &[Role::Debtor], &key()), NOW, &mut thread_rng())
        .unwrap();
    let today = Day::of_unix_seconds(NOW).unwrap();
    registry.revoke(&id("VAT:A"), today, NOW, &mut thread_rng()).unwrap();
    assert_eq!(registry.leaves()[0].valid_until, day_before(today));
    assert_eq!(registry.roots()[0].until, Some(day_before(today)));
    assert_eq!(registry.not_before(), today);
    let back = Registry::from_json(&registry.to_json()).unwrap();
    assert_eq!(back.not_before(), today, "a file keeps it");
    assert_eq!(
        registry.revoke(&id("VAT:A"), today, NOW, &mut thread_rng()).unwrap_err().code(),
        "party/nothing-to-revoke"
    );
    assert_eq!(
        registry.revoke(&id("VAT:B"), today, NOW, &mut thread_rng()).unwrap_err().code(),
        "party/unknown"
    );
}

#[test]
fn a_damaged_file_is_refused() {
    let mut registry = Registry::default();
    registry
        .add(NETWORK, &registration(&["VAT:A"], &[Role::Debtor], &key()), NOW, &mut thread_rng())
        .unwrap();
    registry.leaves[0].valid_until = day("2026-01-01");
    assert_eq!(Registry::from_json(&registry.to_json()).err().unwrap().code(), "home/registry-damaged");
    for bytes in [&b""[..], b"{}", b"\xff\xfe", &b"[".repeat(10_000)] {
        assert_eq!(Registry::from_json(bytes).err().unwrap().code(), "home/registry-damaged");
    }
}

#[test]
fn a_seller_has_one_fiscal_rule_for_ever() {
    let mut registry = Registry::default();
    let april = FiscalRule::from_month(4).unwrap();
    let mut seller = registration(&["VAT:A"], &[Role::Seller], &key());
    seller.fiscal_rule = Some(april);
    registry.add(NETWORK, &seller, NOW, &mut thread_rng()).unwrap();
    registry.revoke(&id("VAT:A"), Day::of_unix_seconds(NOW).unwrap(), NOW, &mut thread_rng()).unwrap();
    let mut second = registration(&["VAT:A"], &[Role::Seller], &key());
    second.fiscal_rule = Some(FiscalRule::CALENDAR);
    assert_eq!(
        registry.add(NETWORK, &second, NOW, &mut thread_rng()).unwrap_err().code(),
        "party/fiscal-rule"
    );
    second.fiscal_rule = None;
    registry.add(NETWORK, &second, NOW, &mut thread_rng()).unwrap();
    assert!(registry.leaves().iter().all(|leaf| leaf.fiscal_rule == Some(april)));

    registry.leaves[1].fiscal_rule = Some(FiscalRule::CALENDAR);
    assert_eq!(Registry::from_json(&registry.to_json()).err().unwrap().code(), "home/registry-damaged");
}

#[test]
fn agents_have_a_principal() {
    let mut registry = Registry::default();
    registry
        .add(NETWORK, &registration(&["VAT:A"], &[Role::Debtor], &key()), NOW, &mut thread_rng())
        .unwrap();
    let mut agent = registration(&["VAT:P"], &[Role::Agent], &key());
    assert_eq!(registry.add(NETWORK, &agent, NOW, &mut thread_rng()).unwrap_err().code(), "party/principal");
    agent.principal = Some(id("VAT:A"));
    registry.add(NETWORK, &agent, NOW, &mut thread_rng()).unwrap();
    assert_eq!(registry.leaves()[1].principal, Some(id("VAT:A").party_id()));
    assert_eq!(registry.leaves()[0].principal, None);

    // A mandate ends with the debtor that gave it.
    let today = Day::of_unix_seconds(NOW).unwrap();
    registry.revoke(&id("VAT:A"), today, NOW, &mut thread_rng()).unwrap();
    assert!(registry.leaves().iter().all(|leaf| leaf.valid_until == day_before(today)));
}

#[test]
fn another_partys_key_and_proof_are_of_no_use() {
    let mut registry = Registry::default();
    let honest = registration(&["VAT:A"], &[Role::Seller, Role::Debtor], &key());
    let copied = |ids: &[&str], roles: &[Role]| Registration {
        key: honest.key,
        possession: honest.possession,
        ..registration(ids, roles, &key())
    };
    for stolen in [copied(&["VAT:B"], &[Role::Seller, Role::Debtor]), copied(&["VAT:A"], &[Role::Seller])] {
        let refused = registry.add(NETWORK, &stolen, NOW, &mut thread_rng()).unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("key/possession", "possession"));
    }
    let elsewhere = registry.add(Network::Production, &honest, NOW, &mut thread_rng()).unwrap_err();
    assert_eq!(elsewhere.code(), "key/possession");
    assert!(registry.parties().is_empty() && registry.leaves().is_empty(), "nothing has changed");
    registry.add(NETWORK, &honest, NOW, &mut thread_rng()).unwrap();
    // A known party keeps the name that it was registered under, whatever it is called by.
    let by_alias = registration(&["VAT:A", "0088:1"], &[Role::Debtor], &key());
    registry.add(NETWORK, &by_alias, NOW, &mut thread_rng()).unwrap();
    assert_eq!(registry.party_of(&[id("0088:1")]), Ok(id("VAT:A").party_id()));
}
