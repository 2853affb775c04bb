//! One coverage with real proofs, and what becomes of it when any of its parts is changed and it is signed again: the prover's own
//! signature is no help.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::OnceLock;

use ark_ff::{AdditiveGroup as _, Field as _};
use covenant_halo2_verifier::Liabilities;
use covenant_parties::{Format as _, Store as _};
use covenant_service::Outcome;
use covenant_statements::solvency::liabilities_digest;
use covenant_statements::{Day, Fr, Network, field};
use covenant_verifier::attestation::coverage::{CoverageStatement, subjects};
use covenant_verifier::attestation::{Evidence, VerifyOptions, examine_with};
use covenant_verifier::coverage_log::{CoverageLog, LogError};
use covenant_verifier::trust::TrustStore;
use ed25519_dalek::SigningKey;
use tempfile::TempDir;

use super::args::{ProveArgs, Subject};
use super::chunk::{self, ChunkRequest};
use super::{log, prove};
use crate::cli::SampleLedger;
use crate::commands::sample::ledger;
use crate::home::{Home, trust};
use crate::output::Output;
use crate::prover::attest;
use crate::statements::DisclosureArgs;
use crate::statements::obligation::args::ContextArgs;

struct World {
    folder: TempDir,
    trust: TrustStore,
    signer: SigningKey,
    statement: CoverageStatement,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        ledger::run(&SampleLedger { seed: 9, accounts: 30, assets: 1, output: home.clone() }).unwrap();
        let opened = Home::open(Some(&home)).unwrap();
        let proved = prove::prove(&opened, &args(home), Output::new(true)).unwrap();
        let statement = log::statement(&proved.attestation).unwrap();
        let trust = trust::trusted_by(&opened, None, Day::MAX).unwrap();
        World { folder, trust, signer: opened.prover_key().unwrap(), statement }
    })
}

fn args(home: PathBuf) -> ProveArgs {
    let subject = Subject { from: Some(home), ..Subject::default() };
    let address = "0x00000000000000000000000000000000000000aa";
    let context = ContextArgs {
        chain: "eip155:31337".parse().unwrap(),
        contract: address.parse().unwrap(),
        beneficiary: address.parse().unwrap(),
        expires: "2026-12-31".parse().unwrap(),
        sequence: 0,
    };
    let disclosure = DisclosureArgs { disclose_to: None, figures: Vec::new() };
    ProveArgs {
        subject,
        context,
        disclosure,
        chunk_k: None,
        server: None,
        previous: None,
        output: PathBuf::new(),
    }
}

#[test]
fn a_job_is_about_the_chunk_that_the_folder_holds() {
    let ledgers = world().folder.path();
    let home = Home::open(Some(&ledgers.join("home"))).unwrap();
    let predicate = &world().statement.predicate;
    let request = ChunkRequest {
        statement: "home".into(),
        chunk: 0,
        environment: field::to_hex(&predicate.public_inputs.environment),
        verifying_key: predicate.chunks[0].verifying_key.sha256.to_string(),
    };
    let bytes = request.to_json();
    let proved = || chunk::prove(&home, ledgers, &bytes, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let systems = Liabilities::default();
    let judge = |bytes: &[u8], outcome: &Outcome| {
        chunk::judge(&home, &systems, ledgers, bytes, outcome).map_err(|failure| failure.code.into_owned())
    };
    assert_eq!(judge(&bytes, &proved()), Ok(()));

    let changed = |change: &dyn Fn(&mut ChunkRequest)| {
        let mut request = request.clone();
        change(&mut request);
        request.to_json()
    };
    let other_environment = "1".repeat(64);
    type Change<'a> = &'a dyn Fn(&mut ChunkRequest);
    let refusals: [(Change<'_>, &str); 5] = [
        (&|request| request.statement = "..".into(), "chunk/name"),
        (&|request| request.statement = "nowhere".into(), "chunk/no-statement"),
        (&|request| request.chunk = 1, "solvency/no-chunk"),
        (&|request| request.environment.clone_from(&other_environment), "chunk/other-statement"),
        (&|request| request.verifying_key = "0".repeat(64), "key/unknown"),
    ];
    for (change, code) in refusals {
        let bytes = changed(change);
        assert_eq!(judge(&bytes, &proved()), Err(code.to_owned()));
        assert_eq!(chunk::check(&home, ledgers, &bytes).unwrap_err().code, code);
    }
    for bytes in [&b""[..], b"{}", &[b' '; 5000]] {
        assert!(chunk::check(&home, ledgers, bytes).is_err());
    }
    let mut outcome = proved();
    let digit = outcome.attestation.iter().rposition(u8::is_ascii_hexdigit).unwrap();
    outcome.attestation[digit] = if outcome.attestation[digit] == b'0' { b'1' } else { b'0' };
    assert_eq!(judge(&bytes, &outcome), Err("chunk/other-result".to_owned()));
    outcome.attestation.truncate(9);
    assert_eq!(judge(&bytes, &outcome), Err("result/malformed".to_owned()));
}

/// The code by which a statement is refused, once it is signed.
fn judged(statement: &CoverageStatement, trust: &TrustStore) -> Result<(), &'static str> {
    let envelope = attest::sign(&world().signer, statement).unwrap();
    let options = VerifyOptions::at_day(ledger::DAY.parse().unwrap()).allow_development_keys(true);
    let liabilities = Liabilities::default();
    let evidence = Evidence { systems: &[&liabilities], ..Evidence::default() };
    examine_with(&envelope, trust, &options, &evidence).map(drop).map_err(|refusal| refusal.error.code())
}

/// Makes the parts agree again where they are hashed: what is left is refused by a proof, or by what is trusted.
fn consistent(statement: &mut CoverageStatement) {
    let predicate = &mut statement.predicate;
    let environment = predicate.environment.environment().to_field();
    predicate.environment.scope_digest = predicate.environment.scope.digest();
    predicate.public_inputs.environment = environment;
    let chunks: Vec<_> = predicate.chunks.iter().filter_map(|chunk| chunk.commitment()).collect();
    predicate.public_inputs.liabilities = liabilities_digest(environment, &chunks);
    predicate.scope = Some(predicate.environment.scope.definition.clone());
    statement.subject = subjects(&statement.predicate);
}

type Change = (&'static str, fn(&mut CoverageStatement));

/// Each is one change, after which nothing else is made to agree.
const INCONSISTENT: &[Change] = &[
    ("attestation/inconsistent", |s| s.predicate.chunks.clear()),
    ("attestation/inconsistent", |s| {
        let chunk = s.predicate.chunks[0].clone();
        s.predicate.chunks.push(chunk);
    }),
    ("attestation/inconsistent", |s| s.predicate.chunks[0].output += Fr::ONE),
    ("attestation/inconsistent", |s| s.predicate.chunks[0].claims[31] ^= 1),
    ("attestation/inconsistent", |s| s.predicate.chunks[0].proof[70] ^= 1),
    ("attestation/inconsistent", |s| s.predicate.chunks[0].proof.truncate(100)),
    ("attestation/inconsistent", |s| s.predicate.chunks[0].circuit.id = "liabilities-12-8".into()),
    ("attestation/inconsistent", |s| s.predicate.nullifiers.swap(0, 1)),
    ("attestation/inconsistent", |s| {
        s.predicate.nullifiers.pop();
    }),
    ("attestation/inconsistent", |s| s.predicate.reserves.context += Fr::ONE),
    ("attestation/inconsistent", |s| s.predicate.public_inputs.liabilities += Fr::ONE),
    ("attestation/inconsistent", |s| s.predicate.environment.scope.definition.push('!')),
    ("attestation/inconsistent", |s| s.predicate.scope = None),
    ("attestation/inconsistent", |s| s.predicate.environment.policy.max_price_age_seconds += 1),
    ("attestation/inconsistent", |s| s.predicate.as_of = Day::new(s.predicate.as_of.get() - 1).unwrap()),
    ("attestation/inconsistent", |s| s.predicate.not_proved.truncate(3)),
    ("attestation/bad-scope", |s| s.predicate.environment.scope.assets.clear()),
    ("attestation/bad-policy", |s| s.predicate.environment.policy.version = 2),
    ("attestation/disclosure", |s| s.predicate.public_inputs.disclosure += Fr::ONE),
    ("attestation/unknown-circuit", |s| s.predicate.reserves.circuit.id = "coverage-4-1".into()),
    ("attestation/unknown-circuit", |s| s.predicate.circuit.id = "reserves-8".into()),
];

/// Each is a change after which everything is hashed again.
const CONSISTENT: &[Change] = &[
    ("attestation/untrusted-entity", |s| s.predicate.environment.entity.0 += Fr::ONE),
    ("attestation/other-scope", |s| s.predicate.environment.scope.definition.push('!')),
    ("attestation/other-scope", |s| s.predicate.environment.scope.quorum.needed = 1),
    ("attestation/untrusted-root", |s| s.predicate.environment.registry_root += Fr::ONE),
    ("attestation/untrusted-price-root", |s| s.predicate.environment.price_root += Fr::ONE),
    ("attestation/other-network", |s| s.predicate.environment.network = Network::Production),
    ("attestation/untrusted-key", |s| s.predicate.chunks[0].verifying_key.sha256.0[0] ^= 1),
    ("attestation/untrusted-key", |s| s.predicate.reserves.verifying_key.sha256.0[0] ^= 1),
    ("attestation/development-mark", |s| s.predicate.chunks[0].verifying_key.development = false),
    // Who says another number, threshold or moment than was proved needs other proofs.
    ("proof/invalid", |s| s.predicate.environment.accounts += 1),
    ("proof/invalid", |s| s.predicate.environment.threshold_bps.0 += 1),
    ("proof/invalid", |s| s.predicate.environment.as_of -= 1),
    ("proof/invalid", |s| s.predicate.chunks[0].output += Fr::ONE),
    ("proof/invalid", |s| s.predicate.chunks[0].claims = [7; 32]),
    ("proof/invalid", |s| s.predicate.public_inputs.reserves += Fr::ONE),
];

#[test]
fn every_change_is_refused_by_its_rule() {
    let world = world();
    assert_eq!(judged(&world.statement, &world.trust), Ok(()));
    for (i, (code, change)) in INCONSISTENT.iter().enumerate() {
        let mut changed = world.statement.clone();
        change(&mut changed);
        assert_eq!(judged(&changed, &world.trust), Err(*code), "inconsistent {i}");
    }
    for (i, (code, change)) in CONSISTENT.iter().enumerate() {
        let mut changed = world.statement.clone();
        change(&mut changed);
        consistent(&mut changed);
        assert_eq!(judged(&changed, &world.trust), Err(*code), "consistent {i}");
    }
}

/// A chunk's proof alone is changed behind its commitments: nothing but halo2 notices.
#[test]
fn a_chunks_proof_is_verified() {
    let world = world();
    for place in [11 * 64, 30 * 64] {
        let mut changed = world.statement.clone();
        let proof = &mut changed.predicate.chunks[0].proof;
        let place = place.min(proof.len() - 1);
        proof[place + 31] ^= 1;
        let code = judged(&changed, &world.trust).unwrap_err();
        assert!(["proof/invalid", "proof/not-canonical"].contains(&code), "{code}");
    }
    let mut longer = world.statement.clone();
    longer.predicate.chunks[0].proof.push(0);
    assert_eq!(judged(&longer, &world.trust), Err("proof/length"));
}

#[test]
fn without_a_verifier_of_halo2_no_coverage_is_taken() {
    let world = world();
    let envelope = attest::sign(&world.signer, &world.statement).unwrap();
    let options = VerifyOptions::at_day(ledger::DAY.parse().unwrap()).allow_development_keys(true);
    let refusal = examine_with(&envelope, &world.trust, &options, &Evidence::default()).unwrap_err();
    assert_eq!(refusal.error.code(), "attestation/unsupported-system");
}

#[test]
fn keys_of_liabilities_are_those_of_their_parameters() {
    let world = world();
    let changed = |change: fn(&mut covenant_verifier::trust::KeyEntry)| {
        let mut document = world.trust.document().clone();
        let own = document.keys.iter_mut().find(|key| key.circuit.starts_with("liabilities")).unwrap();
        change(own);
        judged(&world.statement, &TrustStore::from_document(document).unwrap())
    };
    assert_eq!(changed(|_| {}), Ok(()));
    assert_eq!(changed(|key| key.srs.as_mut().unwrap().0[0] ^= 1), Err("proof/key"));
    assert_eq!(changed(|key| key.circuit = "liabilities-12-8/1".into()), Err("attestation/untrusted-key"));
}

#[test]
fn a_log_takes_one_coverage_of_a_day_and_each_reserve_once() {
    let predicate = &world().statement.predicate;
    let mut log = CoverageLog::default();
    assert_eq!(log.append(predicate), Ok(0));
    assert_eq!(log.append(predicate), Err(LogError::Period { index: 0 }));
    let mut other = predicate.clone();
    other.environment.entity.0 += Fr::ONE;
    assert_eq!(log.append(&other), Err(LogError::Reserve { index: 0 }), "a reserve shown for two");
    other.nullifiers.iter_mut().for_each(|nullifier| *nullifier += Fr::ONE);
    assert_eq!(log.append(&other), Ok(1));
    // Midnight is no help: a coverage a second later would be another day's.
    let mut later = predicate.clone();
    later.environment.as_of += 1;
    later.as_of = later.environment.day().unwrap();
    assert_ne!(later.as_of, predicate.as_of);
    assert_eq!(log.append(&later), Err(LogError::Near { index: 0 }));
    let bytes = log.to_json().unwrap();
    assert_eq!(CoverageLog::from_json(&bytes).as_ref(), Ok(&log));
    let text = String::from_utf8(bytes).unwrap();
    let hex = covenant_statements::field::to_hex(&predicate.public_inputs.liabilities);
    let changed = text.replacen(&hex, &covenant_statements::field::to_hex(&Fr::ZERO), 1);
    assert_eq!(CoverageLog::from_json(changed.as_bytes()), Err(LogError::Chain { index: 1 }));
    assert!(CoverageLog::from_json(b"{}").is_err());
}
