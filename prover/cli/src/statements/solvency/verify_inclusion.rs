//! `verify-inclusion`: whether an account is in the liabilities, for its holder. Offline.

use std::path::Path;
use std::time::Instant;

use covenant_liabilities::inclusion::{ChunkCommitments, HolderProof, holder, verify_inclusion};
use covenant_liabilities::{Shape, VerifyingKey};
use covenant_statements::Symbol;
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use covenant_verifier::attestation::coverage::CoveragePredicate;
use covenant_verifier::coverage_log::CoverageLog;
use covenant_verifier::trust::TrustStore;
use serde_json::json;

use super::args::VerifyInclusion;
use super::log;
use crate::commands::verify;
use crate::failure::{Failure, Result};
use crate::files;
use crate::output::Reply;

/// What an inclusion says, and what it does not.
const MEANS: &str = "This account, at these balances, is among the liabilities that the attestation covers. That is about this account alone: \
     others check theirs.";
/// Said where no log was named.
const NO_LOG: &str = "no log was named: whether the institution made another coverage for the day, without this account, is not known";

pub(crate) fn run(home: Option<&Path>, args: &VerifyInclusion) -> Result<Reply> {
    let bytes = verify::read(&args.attestation)?;
    let trust = verify::trust(home, args.judging.trust.as_deref())?;
    let report =
        verify::examined(&bytes, &trust, &verify::options(&args.judging)?, &verify::Beside::default())?;
    let predicate = log::statement(&bytes)?.predicate;
    let log = args.log.as_deref().map(log::read).transpose()?;
    if let Some(log) = &log {
        require_in_every_entry(&predicate, log)?;
    }
    let proof = files::read(&args.proof, holder::MAX_BYTES, "proof")?;
    let began = Instant::now();
    let proof = HolderProof::from_json(&proof)?;
    let scheme = predicate.environment.scope.identifier;
    check(&predicate, &trust, &proof, &identified(scheme, &args.identifier)?)?;
    let took = began.elapsed();
    Ok(reply(&predicate, &proof, report.trusted, log.is_some(), took))
}

/// The account's identifier, as its holder types it.
pub(super) fn identified(scheme: IdentifierScheme, text: &str) -> Result<AccountIdentifier> {
    AccountIdentifier::parse(scheme, text)
        .map_err(|error| Failure::input("account/format", error.to_string()).at("identifier"))
}

/// Whether the attestation's chunk holds the account, under the trusted key's parameters.
pub(crate) fn check(
    predicate: &CoveragePredicate,
    trust: &TrustStore,
    proof: &HolderProof,
    identifier: &AccountIdentifier,
) -> Result<()> {
    let missing =
        || Failure::refused("inclusion/chunk", "the attestation has no such chunk").at("proof.chunk");
    let part = predicate.chunks.get(proof.chunk as usize).ok_or_else(missing)?;
    let (entry, _) = trust.key(&part.circuit.key_name(), &part.verifying_key.sha256).ok_or_else(missing)?;
    let key = VerifyingKey::from_bytes(&entry.verifying_key)?;
    let shape: Shape = key.shape();
    let environment = predicate.public_inputs.environment;
    let chunk =
        ChunkCommitments::new(shape, environment, proof.chunk, part.output, &part.proof, part.claims)?;
    Ok(verify_inclusion(proof, &chunk, key.srs(), &identifier.hash())?)
}

/// Every coverage that the log has of the entity and the day must be this one: another could leave the account out.
fn require_in_every_entry(predicate: &CoveragePredicate, log: &CoverageLog) -> Result<()> {
    let refuse = |code, message: &str| Err(Failure::refused(code, message.to_owned()).at("log"));
    let entries: Vec<_> = log.of(predicate.environment.entity, predicate.as_of).collect();
    if entries.is_empty() {
        return refuse(
            "attestation/not-logged",
            "the public log has no coverage of this entity and this day",
        );
    }
    let others = entries.iter().filter(|entry| !entry.is_of(predicate)).count();
    if others > 0 {
        let message = "the public log has another coverage of this entity and this day, which this proof says nothing of";
        return refuse("attestation/logged-twice", message);
    }
    Ok(())
}

fn reply(
    predicate: &CoveragePredicate,
    proof: &HolderProof,
    trusted: bool,
    logged: bool,
    took: std::time::Duration,
) -> Reply {
    let milliseconds = took.as_secs_f64() * 1000.0;
    let assets = &predicate.environment.scope.assets;
    let mut text = format!("INCLUDED, as of second {}, in {milliseconds:.1} ms", predicate.environment.as_of);
    let mut balances = serde_json::Map::new();
    for (asset, balance) in assets.iter().zip(&proof.balances) {
        let symbol: &Symbol = &asset.symbol;
        text.push_str(&format!("\n{:<12} {balance}", symbol.to_string()));
        balances.insert(symbol.to_string(), json!(balance.to_string()));
    }
    text.push_str(&format!("\n\n{MEANS}"));
    let mut warnings = Vec::new();
    if !logged {
        warnings.push(NO_LOG);
    }
    if !trusted {
        warnings.push(verify::UNTRUSTED);
    }
    for warning in &warnings {
        text.push_str(&format!("\n{warning}"));
    }
    let json = json!({
        "included": true,
        "trusted": trusted,
        "chunk": proof.chunk,
        "balances": balances,
        "warnings": warnings,
        "milliseconds": milliseconds,
    });
    Reply::new(json, text)
}
