//! The procedures by which every statement is judged, in order; the first that fails refuses it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::Selector;

use super::dates::dates;
use super::error::{AttestationError, VerifyError};
use super::evidence::Evidence;
use super::facts::Fact;
use super::keys::{proves, trusted_keys};
use super::parts::{Head, all_agree, words};
use super::predicate::Predicate;
use super::record::{Found, Record};
use super::report::Report;
use super::verify::VerifyOptions;
use crate::intoto::Statement;
use crate::trust::{KeyEntry, ProverEntry, TrustStore};
use crate::wire::Sha256;

/// The name of the procedure that reads the payload.
pub(super) const PAYLOAD: &str = "the payload is a statement in its one encoding";

/// What is judged, and by what.
pub(super) struct Case<'c> {
    pub(super) envelope: &'c [u8],
    pub(super) payload: &'c [u8],
    pub(super) trust: &'c TrustStore,
    pub(super) prover: &'c ProverEntry,
    pub(super) options: &'c VerifyOptions,
    pub(super) evidence: &'c Evidence<'c>,
}

/// Everything after the envelope's signature.
pub(super) fn judge<P: Predicate>(case: &Case<'_>, record: &mut Record) -> Result<Report, VerifyError> {
    let statement = record.procedure(PAYLOAD, case.payload, || parse::<P>(case.payload))?;
    record.procedure("the attestation agrees with itself", case.payload, || agrees(&statement))?;
    let predicate = statement.predicate;
    let (head, parts) = (predicate.head(), predicate.proofs());
    let keys = trusted_keys(case, &head, &parts, record)?;
    let Some(main) = keys.first() else {
        return Err(AttestationError::Inconsistent("predicate.proof").into());
    };
    record.procedure(
        "selector and context are those of the named parts",
        &head.context.abi_encode(),
        || context(&head, &main.entry.verifying_key),
    )?;
    dates(case, &head, record)?;
    predicate.environment(case.trust, case.evidence, record)?;
    for (part, key) in parts.iter().zip(&keys) {
        record.procedure("the proof proves the public inputs under the trusted key", part.proof, || {
            proves(part, key)
        })?;
    }
    let facts = predicate.facts(record);
    let trusted = keys.iter().all(|key| !key.entry.development);
    Ok(report::<P>(case, &head, main.entry, trusted, facts))
}

fn parse<P: Predicate>(payload: &[u8]) -> Found<Statement<P>> {
    let statement = Statement::<P>::from_payload(payload).map_err(AttestationError::from)?;
    let circuit = statement.predicate.head().circuit.key_name();
    if !P::CIRCUITS.contains(&circuit.as_str()) {
        return Err(AttestationError::UnknownCircuit.into());
    }
    Ok((statement, format!("an in-toto Statement v1 on {circuit}")))
}

/// Values that stand in two places are equal, and the sentences are the ones of this statement.
fn agrees<P: Predicate>(statement: &Statement<P>) -> Found<()> {
    let predicate = &statement.predicate;
    let finding = predicate.agrees()?;
    let head = predicate.head();
    all_agree(&[
        ("subject", statement.subject == predicate.subjects()),
        ("predicate.expiry", head.expiry == head.context.expiry),
        ("predicate.proved", head.proved == words(P::PROVED)),
        ("predicate.not_proved", head.not_proved == words(P::NOT_PROVED)),
    ])?;
    Ok(((), String::from(finding)))
}

fn context(head: &Head<'_>, key: &[u8]) -> Found<()> {
    let selector = Selector::new(head.network, &head.circuit.key_name(), key);
    let context = head.context;
    if head.verifying_key.selector != selector || context.selector != selector {
        return Err(AttestationError::Selector.into());
    }
    if context.to_field() != head.context_input {
        return Err(AttestationError::Context.into());
    }
    let (account, sequence) = (context.account(), context.sequence);
    Ok(((), format!("bound to {account}, in favour of {}, sequence {sequence}", context.beneficiary)))
}

/// The report but for its procedures, which go on being written.
fn report<P: Predicate>(
    case: &Case<'_>,
    head: &Head<'_>,
    key: &KeyEntry,
    trusted: bool,
    facts: Vec<Fact>,
) -> Report {
    let Case { envelope, prover, options, .. } = case;
    Report {
        trusted,
        statement: head.circuit.key_name(),
        network: head.network,
        judged_at: options.second,
        judged_on: options.day,
        max_age_days: options.max_age_days,
        envelope_sha256: Sha256::of(envelope),
        prover: prover.name.clone(),
        verifying_key_sha256: key.sha256,
        selector: head.context.selector,
        as_of: head.as_of,
        expiry: head.expiry,
        bound_to: P::BOUND_TO,
        chain: head.context.chain.clone(),
        contract: head.context.contract,
        beneficiary: head.context.beneficiary,
        sequence: head.context.sequence,
        log_index: head.log_index,
        facts,
        procedures: Vec::new(),
        proved: head.proved.to_vec(),
        not_proved: head.not_proved.to_vec(),
    }
}
