//! `verify-inclusion`: whether an account is in the liabilities, for its holder. Offline.

use std::io::{BufRead as _, BufReader, Read as _, stdin};
use std::path::Path;
use std::time::Instant;

use covenant_liabilities::inclusion::{
    AccessCode, ChunkCommitments, HolderProof, holder, sealed, verify_inclusion,
};
use covenant_liabilities::{Shape, VerifyingKey};
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use covenant_verifier::attestation::Report;
use covenant_verifier::attestation::coverage::CoveragePredicate;
use covenant_verifier::trust::TrustStore;
use serde_json::json;
use zeroize::Zeroizing;

use super::args::VerifyInclusion;
use super::log;
use crate::amounts;
use crate::commands::verify;
use crate::failure::{Failure, Result};
use crate::files;
use crate::output::Reply;

/// The most that is read of a line: no identifier is longer.
const MAX_WRITTEN: u64 = 322;

/// What an inclusion says, and what it does not.
const MEANS: &str = "This account, at these balances, is among the liabilities that the attestation covers. That is about this account alone: \
     others check theirs.";
pub(crate) fn run(home: Option<&Path>, args: &VerifyInclusion) -> Result<Reply> {
    let bytes = verify::read(&args.attestation)?;
    let trust = verify::trust(home, args.judging.trust.as_deref())?;
    // The log must have this coverage, and no other of the entity and the day: another could leave the account out.
    let beside = verify::Beside::read(None, args.log.as_deref())?;
    let report = verify::examined(&bytes, &trust, &verify::options(&args.judging)?, &beside)?;
    let predicate = log::statement(&bytes)?.predicate;
    let most = if args.code.is_some() { sealed::MAX_BYTES } else { holder::MAX_BYTES };
    let proof = files::read(&args.proof, most, "proof")?;
    let began = Instant::now();
    let proof = match &args.code {
        Some(code) => sealed::open(&proof, &AccessCode::from_text(code)?)?,
        None => HolderProof::from_json(&proof)?,
    };
    let scheme = predicate.environment.scope.identifier;
    check(&predicate, &trust, &proof, &identified(scheme, &named(&args.identifier)?)?)?;
    let took = began.elapsed();
    let name = trust.entity(predicate.environment.entity).map_or("", |entry| &entry.name);
    Ok(reply(&predicate, &proof, (&report, name), took))
}

/// An identifier as it is named on the command line, or the first line of the standard input for `-`: other users of a machine see what
/// programs are called with.
pub(super) fn named(argument: &str) -> Result<Zeroizing<String>> {
    if argument != "-" {
        return Ok(Zeroizing::new(argument.to_owned()));
    }
    let mut line = Zeroizing::new(String::new());
    let read = BufReader::new(stdin().take(MAX_WRITTEN)).read_line(&mut line);
    let unreadable =
        |_| Failure::input("account/unreadable", "the standard input has no identifier").at("identifier");
    read.map_err(unreadable)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
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

fn reply(
    predicate: &CoveragePredicate,
    proof: &HolderProof,
    (report, entity): (&Report, &str),
    took: std::time::Duration,
) -> Reply {
    let milliseconds = took.as_secs_f64() * 1000.0;
    let environment = &predicate.environment;
    let (scope, bps) = (&environment.scope, environment.threshold_bps.0);
    let threshold = format!("at least {}.{:02} %", bps / 100, bps % 100);
    let mut text = format!("INCLUDED, checked in {milliseconds:.1} ms");
    let mut say = |label: &str, value: &str| text.push_str(&format!("\n{label:<12} {value}"));
    say("with", entity);
    say("as of", &format!("{}, second {}", predicate.as_of, environment.as_of));
    say("covered", &threshold);
    say("accounts", &environment.accounts.to_string());
    say("liabilities", &scope.definition);
    let mut balances = serde_json::Map::new();
    for (asset, balance) in scope.assets.iter().zip(&proof.balances) {
        let symbol = asset.symbol.to_string();
        say(&symbol, &amounts::of_digits((*balance).into(), asset.decimals.into()));
        balances.insert(symbol, json!(balance.to_string()));
    }
    text.push_str(&format!("\n\n{MEANS}"));
    let exceptions: Vec<&str> = report.procedures.iter().filter_map(|one| one.exception).collect();
    for procedure in report.procedures.iter().filter(|procedure| procedure.exception.is_some()) {
        text.push_str(&format!("\n{}: {}", procedure.exception.unwrap_or_default(), procedure.finding));
    }
    if !report.trusted {
        text.push_str(&format!("\n{}", verify::UNTRUSTED));
    }
    let json = json!({
        "included": true,
        "trusted": report.trusted,
        "entity": entity,
        "as_of": predicate.as_of,
        "second": environment.as_of,
        "threshold_bps": bps,
        "accounts": environment.accounts.to_string(),
        "definition": scope.definition,
        "chunk": proof.chunk,
        "balances": balances,
        "exceptions": exceptions,
        "milliseconds": milliseconds,
    });
    Reply::new(json, text)
}
