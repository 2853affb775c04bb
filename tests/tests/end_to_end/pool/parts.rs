//! Parts of an attestation that are altered, alone or so that they agree, and a trust that has seen more.

use super::fixture::{Pool, code, judge, made_to_agree, proved};
use crate::fixture::day;
use covenant_statements::{Bps, Fr, Selector};
use covenant_verifier::{attestation::pool::PoolStatement, trust::CustodyEntry};

type Change = fn(&mut PoolStatement);
type Seen = fn(&mut CustodyEntry);

/// Each part altered alone: another part disagrees.
#[test]
fn every_part_is_held_against_another() {
    let changes: &[(&str, Change)] = &[
        ("attestation/unknown-circuit", |s| s.predicate.circuit.id = "pool-63".into()),
        ("attestation/selector", |s| s.predicate.verifying_key.selector = Selector([7; 32])),
        ("attestation/untrusted-key", |s| s.predicate.verifying_key.sha256.0[0] ^= 1),
        // A disclosure is for one context.
        ("attestation/disclosure", |s| s.predicate.public_inputs.context += Fr::from(1u64)),
        ("attestation/context", |s| s.predicate.context.beneficiary.0[31] ^= 1),
        ("attestation/environment", |s| s.predicate.public_inputs.environment += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.environment.roles += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.environment.pool += Fr::from(1u64)),
        ("attestation/environment", |s| s.predicate.environment.counter += 1),
        ("attestation/environment", |s| s.predicate.environment.epoch += 1),
        ("attestation/environment", |s| s.predicate.environment.sequence += 1),
        ("attestation/inconsistent", |s| s.predicate.environment.registry_root += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.environment.policy.discount = Bps(1)),
        ("attestation/inconsistent", |s| s.predicate.environment.policy_digest += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.environment.cut_off = day("2026-10-30")),
        ("attestation/inconsistent", |s| s.predicate.public_inputs.custody += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.public_inputs.tape += Fr::from(1u64)),
        ("attestation/inconsistent", |s| s.predicate.expiry += 1),
        ("attestation/inconsistent", |s| s.predicate.scope = Some("all".into())),
        ("attestation/inconsistent", |s| s.predicate.nullifiers.push(Fr::from(1u64))),
        ("attestation/inconsistent", |s| s.predicate.proved[2].push('!')),
        ("attestation/inconsistent", |s| {
            s.predicate.not_proved.pop();
        }),
        ("attestation/inconsistent", |s| {
            s.subject.pop();
        }),
        ("attestation/other-vault", |s| s.predicate.notes.swap(0, 1)),
        ("attestation/other-vault", |s| {
            s.predicate.notes.pop();
        }),
        ("attestation/figures", |s| s.predicate.public_inputs.nav += Fr::from(1u64)),
        ("attestation/figures", |s| s.predicate.public_inputs.figures += Fr::from(1u64)),
        ("attestation/figures", |s| s.predicate.figures[0].shown += 1),
        ("attestation/figures", |s| s.predicate.figures[5].bound = false),
        ("attestation/figures", |s| s.predicate.figures[3].bound = true),
        ("attestation/figures", |s| {
            s.predicate.figures.pop();
        }),
        ("attestation/figures", |s| s.predicate.figures.swap(7, 8)),
        ("attestation/disclosure", |s| s.predicate.public_inputs.disclosure += Fr::from(1u64)),
        ("attestation/disclosure", |s| s.predicate.disclosure = None),
        ("attestation/bad-policy", |s| s.predicate.environment.policy.tranches = 5),
    ];
    let pool = proved();
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut statement = pool.statement();
        change(&mut statement);
        assert_eq!(code(&statement, pool.trust()), *expected, "change {i}");
    }
}

/// With all that can be recomputed made to agree, the proof is of something else, or the trust says no.
#[test]
fn a_prover_that_makes_the_parts_agree_has_no_proof_of_them() {
    let changes: &[(&str, Change)] = &[
        ("proof/invalid", |s| s.predicate.context.beneficiary.0[31] ^= 1),
        ("proof/invalid", |s| s.predicate.context.expiry += 86_400),
        ("proof/invalid", |s| s.predicate.figures[0].shown += 1),
        ("proof/invalid", |s| s.predicate.figures[27].shown += 1),
        ("proof/invalid", |s| s.predicate.figures[5].shown += 1),
        ("proof/invalid", |s| s.predicate.figures[18].shown -= 1),
        ("proof/invalid", |s| s.predicate.public_inputs.tape += Fr::from(1u64)),
        ("proof/invalid", |s| s.predicate.environment.counter += 1),
        ("proof/invalid", |s| s.predicate.environment.sequence += 1),
        ("attestation/untrusted-policy", |s| s.predicate.environment.policy.discount = Bps(1)),
        ("attestation/untrusted-policy", |s| {
            s.predicate.environment.policy.bounded.pop();
        }),
        ("attestation/untrusted-root", |s| s.predicate.environment.registry_root += Fr::from(1u64)),
        ("attestation/untrusted-root", |s| s.predicate.environment.cut_off = day("2026-10-30")),
        ("trust/custody-roles", |s| s.predicate.environment.roles += Fr::from(1u64)),
        ("trust/custody-pool", |s| s.predicate.environment.pool += Fr::from(1u64)),
        ("trust/custody-epoch", |s| s.predicate.environment.epoch -= 1),
        ("trust/custody-counter", |s| s.predicate.environment.counter -= 1),
        ("trust/custody-sequence", |s| s.predicate.environment.sequence -= 1),
        ("attestation/inconsistent", |s| s.predicate.context.sequence = 1),
    ];
    let pool = proved();
    for (i, (expected, change)) in changes.iter().enumerate() {
        let mut statement = pool.statement();
        change(&mut statement);
        for figure in &mut statement.predicate.figures {
            figure.bound = statement.predicate.environment.policy.bounded.contains(&figure.figure);
        }
        made_to_agree(&mut statement);
        assert_eq!(code(&statement, pool.trust()), *expected, "change {i}");
    }
    let other = Pool::of(10);
    let mut statement = pool.statement();
    statement.predicate.proof = other.proved.proof.to_bytes().to_vec();
    assert_eq!(code(&statement, pool.trust()), "proof/invalid", "another pool's proof");
    assert_eq!(code(&other.statement(), other.trust()), "ok");
    // Another pool, with a tape, a registry and roles of its own making, holds by its own trust alone.
    let mut trust = pool.trust();
    trust.roots = other.trust().roots;
    assert_eq!(code(&other.statement(), trust), "trust/custody-roles");
}

/// What was seen last of a pool is not gone behind.
#[test]
fn an_older_tape_is_refused_once_a_later_one_was_seen() {
    let pool = proved();
    let changes: &[(&str, Seen)] = &[
        ("trust/custody-sequence", |pool| pool.sequence += 1),
        ("trust/custody-counter", |pool| pool.counter += 1),
        ("trust/custody-epoch", |pool| pool.epoch += 1),
        ("trust/custody-roles", |pool| pool.roles += Fr::from(1u64)),
        ("trust/custody-pool", |pool| pool.d0 += Fr::from(1u64)),
    ];
    for (expected, change) in changes {
        let mut trust = pool.trust();
        change(&mut trust.pools[0]);
        let error = judge(&pool.statement(), trust).unwrap_err();
        assert_eq!(error.code(), *expected);
        assert!(error.field().unwrap().starts_with("predicate.environment."));
    }
    // A facility is no pool.
    let mut trust = pool.trust();
    trust.facilities = core::mem::take(&mut trust.pools);
    assert_eq!(code(&pool.statement(), trust), "trust/custody-pool");
}
