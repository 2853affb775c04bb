//! Attestations with real proofs: what is accepted, and every way in which one must not be.

mod common;

use ark_bn254::Fr;
use common::attest::{World, day, today};
use common::{random_bytes, rng, setup};
use covenant_gadgets::babyjubjub;
use covenant_statements::{Day, Network, Selector};
use covenant_verifier::attestation::obligation::{NOT_PROVED, ObligationStatement, PROVED, subjects};
use covenant_verifier::attestation::{Evidence, ProofVerifier, VerifyOptions, examine, examine_with, verify};
use covenant_verifier::dsse::{Envelope, PublicKey};
use covenant_verifier::groth16::{self, PreparedVerifyingKey, Proof, ProofError, VerifyingKey};
use covenant_verifier::intoto::MAX_STATEMENT_BYTES;
use covenant_verifier::trust::{KeyEntry, ProofSystem, RootEntry, RootKind, TrustDocument, TrustStore};
use ed25519_dalek::{Signer, SigningKey};

fn production() -> World {
    World::new(Network::Production)
}

fn code(world: &World, attestation: &[u8]) -> &'static str {
    verify(attestation, &world.store(), &today()).map_or_else(|error| error.code(), |_| "ok")
}

fn code_of(world: &World, statement: &ObligationStatement) -> &'static str {
    code(world, &world.seal(statement.to_payload().unwrap()))
}

#[test]
fn accepts_and_reports() {
    let world = production();
    let attestation = world.attestation();
    let report = verify(&attestation, &world.store(), &today()).unwrap();
    assert!(report.trusted);
    assert_eq!(report.statement, covenant_statements::invoice::CIRCUIT_ID);
    assert_eq!(report.prover, "prover");
    assert_eq!(report.proved, PROVED);
    assert_eq!(report.not_proved, NOT_PROVED);
    let numbers: Vec<u32> = report.procedures.iter().map(|p| p.number).collect();
    assert_eq!(numbers, (1..=13).collect::<Vec<_>>());
    let exceptions: Vec<_> = report.procedures.iter().filter_map(|p| p.exception).collect();
    assert_eq!(exceptions, ["past as-of day", "not looked up"]);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["nullifier_lookup"], "not looked up");
    assert_eq!((&json["judged_on"], &json["max_age_days"]), (&"2026-11-25".into(), &7.into()));
    for (name, value) in [("note", common::attest::NOTE), ("nullifier", common::attest::NULLIFIER)] {
        assert_eq!(report.field(name), Some(Fr::from(value)));
        assert_eq!(json[name], covenant_statements::field::to_hex(&Fr::from(value)));
    }
    assert_eq!(json["registry_root"], covenant_statements::field::to_hex(&Fr::from(common::attest::ROOT)));
    assert_eq!(json["policy_digest"], covenant_statements::field::to_hex(&world.policy.digest()));
    assert_eq!(json["procedures"][0]["evidence_sha256"], json["envelope_sha256"]);
}

#[test]
fn a_refusal_carries_its_procedures() {
    let world = production();
    let mut statement = world.statement();
    statement.predicate.proof[255] ^= 1;
    let attestation = world.seal(statement.to_payload().unwrap());
    let refusal = examine(&attestation, &world.store(), &today()).unwrap_err();
    assert_eq!(refusal.error.code(), "proof/off-curve");
    assert_eq!(refusal.error.field(), Some("predicate.proof"));
    assert_eq!(refusal.procedures.last().unwrap().exception, Some("proof/off-curve"));
    let before = refusal.procedures.iter().rev().skip(1);
    assert!(before.filter_map(|p| p.exception).all(|exception| exception == "past as-of day"));
}

#[test]
fn development_keys_are_refused_unless_allowed_and_then_marked() {
    let world = World::new(Network::Development);
    let attestation = world.attestation();
    assert_eq!(code(&world, &attestation), "attestation/development-key");
    let allowed = today().allow_development_keys(true);
    let report = verify(&attestation, &world.store(), &allowed).unwrap();
    assert!(!report.trusted);
    assert!(report.procedures.iter().any(|p| p.exception == Some("development key")));
    // Allowing them loosens nothing else.
    assert_eq!(
        verify(&attestation, &production().store(), &allowed).unwrap_err().code(),
        "attestation/other-network"
    );
}

/// Places where JSON text holds a value (not a key), as byte ranges.
fn leaves(text: &str) -> Vec<core::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
                at += 1;
                if bytes.get(at) != Some(&b':') {
                    found.push(start..at);
                }
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => at += 1,
            _ => {
                while !matches!(bytes[at], b',' | b'}' | b']') {
                    at += 1;
                }
                found.push(start..at);
            }
        }
    }
    found
}

/// Another value of the same kind, in the same form.
fn another(leaf: &str) -> String {
    match leaf {
        "true" => "false".into(),
        "false" => "true".into(),
        "null" => "\"x\"".into(),
        _ if leaf.starts_with('"') => {
            let inner = &leaf[1..leaf.len() - 1];
            let (head, last) = inner.split_at(inner.len() - 1);
            format!("\"{head}{}\"", if last == "0" { "1" } else { "0" })
        }
        number => (number.parse::<u64>().unwrap() + 1).to_string(),
    }
}

#[test]
fn every_changed_leaf_is_refused_signed_again_or_not() {
    let world = production();
    let payload = String::from_utf8(world.statement().to_payload().unwrap()).unwrap();
    let signature = world
        .signing
        .sign(&covenant_verifier::dsse::pae(covenant_verifier::dsse::PAYLOAD_TYPE, payload.as_bytes()));
    let leaves = leaves(&payload);
    assert!(leaves.len() > 50, "{} leaves", leaves.len());
    let mut codes = std::collections::BTreeSet::new();
    for range in leaves {
        let leaf = &payload[range.clone()];
        let changed =
            format!("{}{}{}", &payload[..range.start], another(leaf), &payload[range.end..]).into_bytes();
        let stale = Envelope::seal(changed.clone(), &world.public_key(), |_| signature.to_bytes()).to_json();
        assert_eq!(code(&world, stale.as_bytes()), "envelope/bad-signature", "{leaf}");
        let refused = code(&world, &world.seal(changed));
        assert_ne!(refused, "ok", "{leaf}");
        codes.insert(refused);
    }
    // The walk reaches past the parser.
    for code in
        ["attestation/inconsistent", "attestation/untrusted-key", "attestation/selector", "proof/off-curve"]
    {
        assert!(codes.contains(code), "{code} is not among {codes:?}");
    }
}

#[test]
fn the_envelopes_leaves_are_refused_too() {
    let world = production();
    let text = String::from_utf8(world.attestation()).unwrap();
    for range in leaves(&text) {
        let changed =
            format!("{}{}{}", &text[..range.start], another(&text[range.clone()]), &text[range.end..]);
        assert_ne!(code(&world, changed.as_bytes()), "ok");
    }
}

#[test]
fn each_lie_has_its_code_though_a_trusted_prover_signs_it() {
    type Change = fn(&mut ObligationStatement);
    let changes: &[(&str, Change)] = &[
        ("attestation/unknown-type", |s| s.statement_type.push('1')),
        ("attestation/unknown-type", |s| s.predicate_type = s.predicate_type.replace("v1", "v2")),
        ("attestation/unknown-circuit", |s| s.predicate.circuit.version = 2),
        ("attestation/unknown-circuit", |s| s.predicate.circuit.id = "collateral".into()),
        ("attestation/inconsistent", |s| s.subject.swap(0, 1)),
        ("attestation/inconsistent", |s| s.subject[0].digest.poseidon_bn254 += Fr::from(1u64)),
        ("attestation/inconsistent", |s| drop(s.subject.pop())),
        ("attestation/inconsistent", |s| s.predicate.as_of = day("2026-11-21")),
        ("attestation/inconsistent", |s| s.predicate.expiry += 1),
        ("attestation/inconsistent", |s| s.predicate.nullifiers.clear()),
        ("attestation/inconsistent", |s| s.predicate.nullifiers.push(Fr::from(9u64))),
        ("attestation/inconsistent", |s| s.predicate.scope = Some("everything".into())),
        ("attestation/inconsistent", |s| drop(s.predicate.not_proved.remove(4))),
        ("attestation/inconsistent", |s| s.predicate.proved.push("The debtor will pay.".into())),
        ("attestation/inconsistent", |s| s.predicate.environment.policy.max_amount.0 += 1),
        ("attestation/bad-policy", |s| s.predicate.environment.policy.currencies.clear()),
        // More than a circuit can open.
        ("attestation/bad-policy", |s| {
            let policy = &mut s.predicate.environment.policy;
            policy.currencies = ["EUR"; 8].iter().chain(&["USD"]).map(|c| c.parse().unwrap()).collect();
            s.predicate.environment.policy_digest = policy.digest();
        }),
        ("attestation/other-network", |s| s.predicate.environment.network = Network::Development),
        ("attestation/untrusted-key", |s| s.predicate.verifying_key.sha256.0[31] ^= 1),
        ("attestation/development-mark", |s| s.predicate.verifying_key.development = true),
        ("attestation/selector", |s| s.predicate.verifying_key.selector = Selector([7; 32])),
        ("attestation/selector", |s| s.predicate.context.selector = Selector([7; 32])),
        ("attestation/context", |s| s.predicate.context.beneficiary.0[31] ^= 1),
        ("attestation/context", |s| s.predicate.context.contract.0[31] ^= 1),
        ("attestation/context", |s| s.predicate.context.chain = "eip155:1".parse().unwrap()),
        ("attestation/context", |s| {
            s.predicate.context.expiry += 1;
            s.predicate.expiry += 1;
        }),
        ("attestation/context", |s| s.predicate.public_inputs.context += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.public_inputs.environment += Fr::from(1u64)),
        ("attestation/environment", |s| {
            s.predicate.environment.as_of = day("2026-11-21");
            s.predicate.as_of = day("2026-11-21");
        }),
        ("attestation/environment", |s| {
            s.predicate.environment.registry_root += Fr::from(1u64);
            s.subject = subjects(&s.predicate);
        }),
        ("attestation/environment", |s| {
            s.predicate.environment.nullifier_key =
                (babyjubjub::generator() + babyjubjub::generator()).into();
        }),
        ("attestation/environment", |s| {
            s.predicate.environment.policy.max_amount.0 += 1;
            s.predicate.environment.policy_digest = s.predicate.environment.policy.digest();
        }),
        ("proof/length", |s| s.predicate.proof.truncate(255)),
        ("proof/length", |s| s.predicate.proof.push(0)),
        ("proof/identity", |s| s.predicate.proof[..64].fill(0)),
        // A, C exchanged: points of the curve, and no proof.
        ("proof/invalid", |s| {
            let (a, c) = (s.predicate.proof[..64].to_vec(), s.predicate.proof[192..].to_vec());
            s.predicate.proof[..64].copy_from_slice(&c);
            s.predicate.proof[192..].copy_from_slice(&a);
        }),
    ];
    let world = production();
    let good = world.statement();
    assert_eq!(code_of(&world, &good), "ok");
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut statement = good.clone();
        change(&mut statement);
        assert_eq!(code_of(&world, &statement), *expected, "change {i}");
    }
}

/// A key may have been revoked since, of which the trust file does not know.
#[test]
fn an_old_as_of_day_is_taken_for_a_week_or_as_long_as_the_verifier_says() {
    let world = production();
    let attestation = world.attestation();
    let at = |day: Day, age: Option<u32>| {
        let options = VerifyOptions::at_day(day);
        let options = age.map_or(options, |age| options.max_age_days(age));
        verify(&attestation, &world.store(), &options).map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(at(day("2026-11-29"), None), "ok");
    assert_eq!(at(day("2026-11-30"), None), "attestation/too-old");
    assert_eq!(at(day("2026-11-30"), Some(8)), "ok");
    assert_eq!(at(day("2026-11-22"), Some(0)), "ok");
    assert_eq!(at(day("2026-11-23"), Some(0)), "attestation/too-old");
    assert_eq!(at(day("2026-11-21"), Some(u32::MAX)), "attestation/future-as-of");
}

/// Whoever stole a key that was revoked on the 23rd signs and proves for the 22nd, when it was good, under the root of the revocation or under an
/// ordinary one of the same day: both are roots that the verifier trusts.
#[test]
fn nothing_is_judged_by_a_day_before_the_last_revocation() {
    let world = production();
    let attestation = world.attestation();
    let mut trust = world.trust();
    trust.not_before = day("2026-11-23");
    trust.roots[0].from = day("2026-11-23");
    trust.roots.push(RootEntry { root: Fr::from(9u64), ..trust.roots[0].clone() });
    let store = TrustStore::from_document(trust.clone()).unwrap();
    let refusal = examine(&attestation, &store, &today()).unwrap_err();
    assert_eq!(refusal.error.code(), "attestation/not-before");
    assert_eq!(refusal.error.field(), Some("predicate.as_of"));
    // A file cannot say otherwise of a single root.
    trust.roots[0].from = day("2026-11-22");
    assert_eq!(TrustStore::from_document(trust).unwrap_err().code(), "trust/not-before");
}

/// A verifier of another system, which accepts what Groth16's accepts and counts its calls.
struct HandedIn(std::cell::Cell<u32>);

impl ProofVerifier for HandedIn {
    fn system(&self) -> ProofSystem {
        ProofSystem::Halo2
    }

    fn verify(&self, key: &KeyEntry, inputs: &[Fr], proof: &[u8]) -> Result<(), ProofError> {
        self.0.set(self.0.get() + 1);
        assert!(key.srs.is_some());
        let key = VerifyingKey::from_bytes(&key.verifying_key).map_err(|_| ProofError::Invalid)?;
        groth16::verify(&PreparedVerifyingKey::new(&key), inputs, &Proof::from_bytes(proof)?)
    }
}

#[test]
fn a_system_without_a_verifier_here_is_refused_unless_one_is_handed_in() {
    let world = production();
    let mut trust = world.trust();
    (trust.keys[0].system, trust.keys[0].srs) = (ProofSystem::Halo2, Some(trust.keys[0].sha256));
    let store = TrustStore::from_document(trust).unwrap();
    let good = world.attestation();
    let refusal = examine(&good, &store, &today()).unwrap_err();
    assert_eq!(refusal.error.code(), "attestation/unsupported-system");
    assert_eq!(refusal.error.field(), Some("predicate.verifying_key.sha256"));

    let verifier = HandedIn(std::cell::Cell::new(0));
    let report =
        examine_with(&good, &store, &today(), &Evidence { systems: &[&verifier], ..Evidence::default() })
            .unwrap();
    assert!(report.trusted);
    let mut statement = world.statement();
    statement.predicate.proof = world.statement_of(9_999).predicate.proof;
    let bad = world.seal(statement.to_payload().unwrap());
    assert_eq!(
        examine_with(&bad, &store, &today(), &Evidence { systems: &[&verifier], ..Evidence::default() })
            .unwrap_err()
            .error
            .code(),
        "proof/invalid"
    );
    assert_eq!(verifier.0.get(), 2);
    // What is of Groth16 stays with this crate.
    assert!(
        examine_with(
            &good,
            &world.store(),
            &today(),
            &Evidence { systems: &[&verifier], ..Evidence::default() }
        )
        .is_ok()
    );
    assert_eq!(verifier.0.get(), 2);
}

/// The log's index is the prover's word; 2^64 − 1 is how an Ethereum attestation writes null, so that two statements would be one there.
#[test]
fn a_log_index_has_one_meaning_in_every_form() {
    let world = production();
    let with = |index: u64| {
        let mut statement = world.statement();
        statement.predicate.log_index = Some(index);
        code_of(&world, &statement)
    };
    assert_eq!([with(0), with(u64::MAX - 1), with(u64::MAX)], ["ok", "ok", "attestation/malformed"]);
}

/// The parts are changed and the public inputs made to fit: only the proof stands against it.
#[test]
fn a_consistent_lie_fails_in_the_proof() {
    type Change = fn(&mut ObligationStatement);
    let changes: &[Change] = &[
        |s| s.predicate.context.beneficiary.0[31] ^= 1,
        |s| s.predicate.context.expiry += 86_400,
        |s| s.predicate.context.sequence += 1,
        |s| s.predicate.environment.as_of = day("2026-11-21"),
        |s| s.predicate.public_inputs.nullifier += Fr::from(1u64),
        |s| s.predicate.public_inputs.note += Fr::from(1u64),
    ];
    let world = production();
    for change in changes {
        let mut statement = world.statement();
        change(&mut statement);
        let predicate = &mut statement.predicate;
        predicate.public_inputs.context = predicate.context.to_field();
        predicate.public_inputs.environment = predicate.environment.environment().to_field();
        predicate.nullifiers = vec![predicate.public_inputs.nullifier];
        (predicate.as_of, predicate.expiry) = (predicate.environment.as_of, predicate.context.expiry);
        statement.subject = subjects(predicate);
        assert_eq!(code_of(&world, &statement), "proof/invalid");
    }
    // Another obligation's proof, under the same key.
    let mut statement = world.statement();
    statement.predicate.proof = world.statement_of(9_999).predicate.proof;
    assert_eq!(code_of(&world, &statement), "proof/invalid");
}

#[test]
fn trust_comes_from_the_store_alone() {
    type Change = fn(&mut TrustDocument);
    let changes: &[(&str, Change)] = &[
        ("attestation/untrusted-prover", |d| d.provers.clear()),
        ("attestation/prover-not-valid", |d| d.provers[0].until = day("2026-11-24")),
        ("attestation/prover-not-valid", |d| d.provers[0].from = day("2026-11-23")),
        ("attestation/untrusted-key", |d| d.keys.clear()),
        ("attestation/untrusted-key", |d| d.keys[0].circuit = "invoice/2".into()),
        ("attestation/untrusted-key", |d| d.keys[0] = KeyEntry::new("invoice/1", &setup(12).1, false)),
        ("attestation/untrusted-policy", |d| d.policies.clear()),
        ("attestation/untrusted-policy", |d| d.policies[0].policy["max_tenor_days"] = 121.into()),
        ("attestation/untrusted-root", |d| d.roots.clear()),
        ("attestation/untrusted-root", |d| d.roots[0].root += Fr::from(1u64)),
        ("attestation/untrusted-root", |d| d.roots[0].until = day("2026-11-21")),
        ("attestation/untrusted-root", |d| d.roots[0].from = day("2026-11-23")),
        ("attestation/untrusted-root", |d| d.roots[0].kind = RootKind::Prices),
        ("attestation/not-before", |d| {
            (d.not_before, d.roots[0].from) = (day("2026-11-23"), day("2026-11-23"));
        }),
        ("attestation/trust-ended", |d| d.until = day("2026-11-24")),
        ("attestation/unsupported-system", |d| {
            (d.keys[0].system, d.keys[0].srs) = (ProofSystem::Halo2, Some(d.keys[0].sha256));
        }),
        ("attestation/untrusted-nullifier-key", |d| d.nullifier_keys.clear()),
        ("attestation/untrusted-nullifier-key", |d| {
            d.nullifier_keys[0].key = (babyjubjub::generator() + babyjubjub::generator()).into();
        }),
        ("attestation/other-registry", |d| d.nullifier_keys[0].home.contract.0[31] ^= 1),
        ("attestation/other-registry", |d| d.nullifier_keys[0].home.chain = "eip155:1".parse().unwrap()),
    ];
    let world = production();
    let attestation = world.attestation();
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut document = world.trust();
        change(&mut document);
        let store = TrustStore::from_document(document).unwrap();
        assert_eq!(verify(&attestation, &store, &today()).unwrap_err().code(), *expected, "change {i}");
    }
}

#[test]
fn a_stranger_or_a_stolen_name_is_no_prover() {
    let world = production();
    let payload = world.statement().to_payload().unwrap();
    let stranger = SigningKey::from_bytes(&[1; 32]);
    let own = PublicKey::from_bytes(&stranger.verifying_key().to_bytes()).unwrap();
    let sign = |message: &[u8]| stranger.sign(message).to_bytes();
    let envelope = Envelope::seal(payload.clone(), &own, sign).to_json();
    assert_eq!(code(&world, envelope.as_bytes()), "attestation/untrusted-prover");
    let envelope = Envelope::seal(payload.clone(), &world.public_key(), sign).to_json();
    assert_eq!(code(&world, envelope.as_bytes()), "envelope/bad-signature");
    // A signature over the payload, or the proof, alone.
    let bare =
        Envelope::seal(payload.clone(), &world.public_key(), |_| world.signing.sign(&payload).to_bytes());
    assert_eq!(code(&world, bare.to_json().as_bytes()), "envelope/bad-signature");
}

#[test]
fn dates_are_judged_as_of_the_verifiers_moment() {
    let world = production();
    let attestation = world.attestation();
    let at = |options: VerifyOptions| {
        verify(&attestation, &world.store(), &options).map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(at(VerifyOptions::at_day(day("2026-11-21"))), "attestation/future-as-of");
    assert_eq!(at(VerifyOptions::at_day(day("2026-11-22"))), "ok");
    let old = |options: VerifyOptions| options.max_age_days(365);
    assert_eq!(at(old(VerifyOptions::at_day(day("2026-12-31")))), "ok");
    assert_eq!(at(old(VerifyOptions::at_day(day("2027-01-01")))), "attestation/trust-ended");
    let endless = TrustDocument { until: Day::MAX, ..world.trust() };
    let endless = TrustStore::from_document(endless).unwrap();
    let at_end = |options: VerifyOptions| {
        verify(&attestation, &endless, &old(options)).map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(at_end(VerifyOptions::at_day(day("2027-01-01"))), "attestation/expired");
    let expiry = day("2026-12-31").end_unix_seconds();
    assert_eq!(at_end(VerifyOptions::at_second(expiry).unwrap()), "ok");
    assert_eq!(at_end(VerifyOptions::at_second(expiry + 1).unwrap()), "attestation/expired");
    let as_of = day("2026-11-21").end_unix_seconds();
    assert_eq!(at(VerifyOptions::at_second(as_of).unwrap()), "attestation/future-as-of");
    assert_eq!(at(VerifyOptions::at_second(as_of + 1).unwrap()), "ok");
    assert!(VerifyOptions::at_second(u64::MAX).is_err());
}

#[test]
fn a_statement_has_one_encoding() {
    let world = production();
    let payload = String::from_utf8(world.statement().to_payload().unwrap()).unwrap();
    let second_forms = [
        ("attestation/not-canonical", format!(" {payload}")),
        ("attestation/not-canonical", format!("{payload}\n")),
        ("attestation/not-canonical", payload.replacen(':', ": ", 1)),
        ("attestation/not-canonical", payload.replacen("invoice", "inv\\u006fice", 1)),
        ("attestation/malformed", payload.replacen("\"log_index\":null,", "", 1)),
        (
            "attestation/malformed",
            payload.replacen("\"log_index\":null", "\"log_index\":null,\"log_index\":1", 1),
        ),
        (
            "attestation/malformed",
            payload.replacen("\"log_index\":null", "\"log_index\":null,\"log_\\u0069ndex\":1", 1),
        ),
        ("attestation/malformed", payload.replacen("\"log_index\":null", "\"log_index\":null,\"key\":1", 1)),
        ("attestation/malformed", payload.replacen("\"version\":1}", "\"version\":1.0}", 1)),
        ("attestation/malformed", payload.replacen("\"version\":1}", "\"version\":1e0}", 1)),
        ("attestation/malformed", payload.replacen("{\"_type\"", "{\"_type\":\"\",\"_type\"", 1)),
        (
            "attestation/not-canonical",
            payload.replacen("{\"id\":\"invoice\",\"version\":1}", "[\"invoice\",1]", 1),
        ),
        ("attestation/malformed", format!("{payload}{payload}")),
    ];
    for (expected, text) in second_forms {
        assert_ne!(text, payload);
        assert_eq!(code(&world, &world.seal(text.into_bytes())), expected);
    }
    // x + r for the nullifier, wherever it stands.
    let nullifier = format!("{:064x}", common::attest::NULLIFIER);
    let plus_r = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000458";
    assert!(payload.matches(&nullifier).count() == 3);
    let text = payload.replace(&nullifier, plus_r);
    assert_eq!(code(&world, &world.seal(text.into_bytes())), "attestation/malformed");
}

#[test]
fn any_bytes_give_an_error() {
    let world = production();
    let (good, store) = (world.attestation(), world.store());
    let mut rng = rng(7);
    for len in (0..good.len()).step_by(17) {
        assert!(verify(&good[..len], &store, &today()).is_err());
    }
    for len in 0..400 {
        let bytes = random_bytes(&mut rng, len);
        assert!(verify(&bytes, &store, &today()).is_err());
        assert!(verify(&world.seal(bytes), &store, &today()).is_err());
    }
    let payload = world.statement().to_payload().unwrap();
    for at in (0..payload.len()).step_by(3) {
        let mut changed = payload.clone();
        changed[at] ^= 1 << (at % 7);
        assert!(verify(&world.seal(changed), &store, &today()).is_err(), "byte {at}");
        assert!(verify(&world.seal(payload[..at].to_vec()), &store, &today()).is_err());
    }
    for deep in ["[".repeat(60_000), "{\"_type\":".repeat(12_000)] {
        assert_eq!(code(&world, &world.seal(deep.into_bytes())), "attestation/malformed");
    }
    assert_eq!(code(&world, &world.seal(vec![b' '; MAX_STATEMENT_BYTES + 1])), "attestation/too-long");
}

#[test]
fn errors_show_no_value() {
    let world = production();
    let payload = String::from_utf8(world.statement().to_payload().unwrap()).unwrap();
    let text = payload.replace("eip155:31337", "S3CRET");
    let error = verify(&world.seal(text.into_bytes()), &world.store(), &today()).unwrap_err();
    assert!(!error.to_string().contains("S3CRET") && !format!("{error:?}").contains("S3CRET"));
}

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");
const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds");

/// Attestations outlive programs: one that was accepted stays accepted. Written anew with `WRITE_SAMPLES=1` when
/// the format gets another version, and only then.
#[test]
fn the_pinned_sample_is_still_accepted() {
    let (sample, trust) = (format!("{DATA}/sample_attestation.json"), format!("{DATA}/sample_trust.json"));
    if std::env::var_os("WRITE_SAMPLES").is_some() {
        let world = production();
        std::fs::write(&sample, world.attestation()).unwrap();
        std::fs::write(&trust, world.store().to_json().unwrap()).unwrap();
    }
    let store = TrustStore::from_json(&std::fs::read(trust).unwrap()).unwrap();
    let report = verify(&std::fs::read(sample).unwrap(), &store, &today()).unwrap();
    assert!(report.trusted);
    assert_eq!(report.field("nullifier"), Some(Fr::from(common::attest::NULLIFIER)));
}

/// The fuzz targets start from the pinned sample's pieces, so that they get past the first checks.
#[test]
fn fuzz_seeds_are_the_pinned_samples_pieces() {
    let attestation = std::fs::read(format!("{DATA}/sample_attestation.json")).unwrap();
    let trust = std::fs::read(format!("{DATA}/sample_trust.json")).unwrap();
    let payload = Envelope::from_json(&attestation).unwrap().payload().to_vec();
    let predicate = ObligationStatement::from_payload(&payload).unwrap().predicate;
    let inputs = predicate.public_inputs.in_order().map(covenant_verifier::groth16::field_to_bytes);
    let key = TrustStore::from_json(&trust).unwrap().document().keys[0].verifying_key.clone();
    let proof = [inputs.as_flattened(), &predicate.proof].concat();
    let pieces = [
        ("attestation", payload),
        ("envelope", attestation),
        ("key", key),
        ("proof", proof),
        ("trust", trust),
    ];
    // Every list of today's trust file has an entry here; version 1 and its earlier policies have seeds of their own.
    let full = TrustStore::from_document(production().full_trust()).unwrap().to_json().unwrap();
    let named = [
        ("trust", "full", full),
        ("trust", "version-1", std::fs::read(format!("{DATA}/trust_v1.json")).unwrap()),
        ("trust", "earlier-policy", std::fs::read(format!("{DATA}/trust_v1_earlier_policy.json")).unwrap()),
    ];
    let samples = pieces.into_iter().map(|(target, bytes)| (target, "sample", bytes));
    for (target, name, bytes) in samples.chain(named) {
        let path = format!("{SEEDS}/{target}/{name}");
        if std::env::var_os("WRITE_SAMPLES").is_some() {
            std::fs::create_dir_all(format!("{SEEDS}/{target}")).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        assert!(std::fs::read(&path).unwrap() == bytes, "{target}/{name}");
    }
}
