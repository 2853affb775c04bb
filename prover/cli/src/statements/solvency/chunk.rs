//! One chunk of liabilities, proved alone: by `solvency chunk`, or as a job of the service, named by its statement's folder, proved from it, kept in
//! it.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use covenant_halo2_verifier::Liabilities;
use covenant_liabilities::{ProvingKey, Srs};
use covenant_parties::{Error, Format, Store as _};
use covenant_service::{CheckReport, CircuitCapability, CircuitLimits, Outcome};
use covenant_solvency::{ChunkProof, Statement};
use covenant_statements::{Network, field};
use covenant_verifier::attestation::ProofVerifier as _;
use covenant_verifier::trust::KeyEntry;
use covenant_verifier::wire::Sha256;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::args::{ChunkArgs, Proved};
use super::{inclusion, liabilities};
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::output::{Output, Reply};
use crate::progress::{Display, left};
use crate::prover::worker::Progress;

/// What such jobs are called at the service. It is no circuit of rank 1: each shape of a chunk has a key of its own.
pub(crate) const NAME: &str = "solvency-chunk";
/// An attempt's time: 2^19 rows on two busy cores, ten times over.
const DEADLINE: std::time::Duration = std::time::Duration::from_secs(1800);

/// Which chunk of which statement. The ledger does not travel: whoever proves has the folder.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChunkRequest {
    /// The name of the statement's folder among those that are served.
    pub(super) statement: String,
    /// From 0.
    pub(super) chunk: u32,
    /// What the statement is judged by: a folder that was planned anew in between is another statement's.
    pub(super) environment: String,
    /// The verifying key's SHA-256: a worker with other parameters proves nothing that fits the rest.
    pub(super) verifying_key: String,
}

impl Format for ChunkRequest {
    const KIND: &'static str = "covenant/prove-request/solvency-chunk";
    const MAX_BYTES: usize = 4096;
    const MALFORMED: &'static str = "request/malformed";
}

/// What a job comes to. The proof itself stays in the folder: nothing leaves it before all chunks are handed out together.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChunkResult {
    chunk: u32,
    /// The proof's SHA-256.
    proof: String,
}

impl Format for ChunkResult {
    const KIND: &'static str = "covenant/chunk-result";
    const MAX_BYTES: usize = 4096;
    const MALFORMED: &'static str = "result/malformed";
}

/// What the service says of these jobs.
pub(crate) fn capability(network: Network) -> CircuitCapability {
    CircuitCapability {
        circuit: NAME.to_owned(),
        version: 1,
        selector: String::new(),
        key_digest: String::new(),
        public_inputs: vec!["output".to_owned()],
        development: network == Network::Development,
        limits: CircuitLimits {
            claim_bytes: ChunkRequest::MAX_BYTES,
            attempt_deadline: DEADLINE,
            ..CircuitLimits::default()
        },
    }
}

/// Whether a folder can be named so: one part of a path, and no hidden one.
pub(super) fn is_folder_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

impl ChunkRequest {
    fn read(bytes: &[u8]) -> Result<Self> {
        Ok(Self::from_json(bytes, "claim").map_err(Error::from)?)
    }

    /// The statement that is meant, from the folder in which statements' folders lie.
    fn open(&self, ledgers: &Path) -> Result<Statement> {
        let none = || {
            let message = "no statement of this name was begun here";
            Failure::input("chunk/no-statement", message).at("statement")
        };
        if !is_folder_name(&self.statement) {
            let message = "a statement's folder is named by letters, digits and -_. alone";
            return Err(Failure::input("chunk/name", message).at("statement"));
        }
        let from = ledgers.join(&self.statement);
        if !from.join("work").is_dir() {
            return Err(none());
        }
        let of = Proved { from: Some(from), ..Proved::default() };
        let (statement, _) = inclusion::resume(&of).map_err(|failure| match &*failure.code {
            "solvency/no-statement" => none(),
            _ => failure,
        })?;
        if field::to_hex(&statement.environment()) != self.environment {
            let message = "the folder's statement is another one";
            return Err(Failure::refused("chunk/other-statement", message).at("environment"));
        }
        match statement.plan().range(self.chunk) {
            Some(_) => Ok(statement),
            None => Err(Failure::from(covenant_solvency::Error::NoChunk).at("chunk")),
        }
    }
}

impl ChunkRequest {
    /// The key that is named, which the home trusts and which is of the statement's shape.
    fn key(&self, home: &Home, statement: &Statement) -> Result<KeyEntry> {
        let circuit = statement.plan().shape().key_name();
        let named = |key: &&KeyEntry| key.sha256.to_string() == self.verifying_key && key.circuit == circuit;
        home.entities()?.keys().iter().find(named).cloned().ok_or_else(|| {
            let message = "this home trusts no key of that digest for the statement's chunks";
            Failure::refused("key/unknown", message).at("verifying_key")
        })
    }
}

/// Whether the request names a chunk that can be proved.
pub(crate) fn check(home: &Home, ledgers: &Path, request: &[u8]) -> Result<CheckReport> {
    let request = ChunkRequest::read(request)?;
    let statement = request.open(ledgers)?;
    request.key(home, &statement)?;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Ok(CheckReport { rules: names(&["statement", "chunk"]), not_run: names(&["liabilities"]) })
}

/// Proves the chunk that is named, unless it is proved.
pub(crate) fn prove(
    home: &Home,
    ledgers: &Path,
    request: &[u8],
    progress: &mut Progress<'_>,
) -> Result<Outcome> {
    let request = ChunkRequest::read(request)?;
    let statement = request.open(ledgers)?;
    let named = |proof: &ChunkProof| hex::encode(proof.key) == request.verifying_key;
    let proof = match statement.proved(request.chunk)?.filter(named) {
        Some(proof) => proof,
        None => prove_now(home, &statement, &request, progress)?,
    };
    let result = ChunkResult { chunk: request.chunk, proof: Sha256::of(&proof.proof).to_string() };
    Ok(Outcome { attestation: result.to_json(), private_outputs: Vec::new() })
}

fn prove_now(
    home: &Home,
    statement: &Statement,
    request: &ChunkRequest,
    progress: &mut Progress<'_>,
) -> Result<ChunkProof> {
    let mut report = |phase: &str, fraction: f64| match progress(phase, fraction) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(_) => Err(crate::commands::remote::interrupted()),
    };
    report("parameters", 0.0)?;
    let shape = statement.plan().shape();
    let srs = liabilities::existing_srs(home, shape.k())?;
    report("key", 0.1)?;
    let key = liabilities::kept_key(home, &srs, shape)?;
    if Sha256::of(&key.verifying().to_bytes()).to_string() != request.verifying_key {
        let message = "this home's parameters are others than those that the statement is proved with";
        return Err(Failure::refused("chunk/other-key", message).at("verifying_key"));
    }
    let mut began = |share: f64| {
        // Who is gone is noticed by the service, which ends this process.
        let _ = report("proof", 0.2 + 0.8 * share);
    };
    began(0.0);
    // A chunk that another run proves is no reason to hold this place.
    Ok(statement.try_prove(request.chunk, &srs, &key, &mut began)?)
}

/// Judges by the verifier's code what lies in the folder after a job, and that the job's result is about it.
pub(crate) fn judge(
    home: &Home,
    systems: &Liabilities,
    ledgers: &Path,
    request: &[u8],
    outcome: &Outcome,
) -> Result<()> {
    let request = ChunkRequest::read(request)?;
    let result = ChunkResult::from_json(&outcome.attestation, "result").map_err(Error::from)?;
    let statement = request.open(ledgers)?;
    let other = || Failure::refused("chunk/other-result", "the result is not about what the folder holds");
    if result.chunk != request.chunk || !outcome.private_outputs.is_empty() {
        return Err(other());
    }
    let key = request.key(home, &statement)?;
    let kept = statement.proved(request.chunk)?.ok_or_else(other)?;
    if Sha256::of(&kept.proof).to_string() != result.proof {
        return Err(other());
    }
    systems
        .verify(&key, &[kept.opening.output()], &kept.proof)
        .map_err(|error| Failure::refused("proof/invalid", error.to_string()))
}

/// The request for a chunk of a statement.
pub(super) fn request(name: &str, statement: &Statement, key: &ProvingKey, chunk: u32) -> ChunkRequest {
    ChunkRequest {
        statement: name.to_owned(),
        chunk,
        environment: field::to_hex(&statement.environment()),
        verifying_key: Sha256::of(&key.verifying().to_bytes()).to_string(),
    }
}

/// Proves one chunk; one that is proved is left as it is.
pub(crate) fn run(home: Option<&Path>, args: &ChunkArgs, output: Output) -> Result<Reply> {
    let home = Home::open(home)?;
    let (statement, _) = inclusion::resume(&args.of)?;
    let began = Instant::now();
    let mut display = Display::new(output, "chunk");
    display.report("parameters and key", 0.0, None);
    let (srs, key) = made_with(&home, &statement)?;
    let before = statement.proved(args.index)?;
    display.report("proof", 0.0, None);
    let mut report = |share: f64| display.report("proof", share, left(began, share));
    let proof = match statement.try_prove(args.index, &srs, &key, &mut report) {
        Err(covenant_solvency::Error::Busy) => {
            display.report("waiting for another run that proves this chunk", 0.0, None);
            statement.prove(args.index, &srs, &key)?
        }
        proved => proved?,
    };
    display.clear();
    let was_there = before.is_some_and(|before| before == proof);
    let (took, missing) = (began.elapsed().as_secs_f64(), statement.missing(key.verifying())?.len());
    let text = format!(
        "chunk {} {}, {missing} of {} missing",
        args.index,
        if was_there { "was proved".to_owned() } else { format!("proved in {took:.2} s") },
        statement.plan().chunks(),
    );
    Ok(Reply::new(json!({ "chunk": args.index, "proved_now": !was_there, "missing": missing }), text))
}

fn made_with(home: &Home, statement: &Statement) -> Result<(Srs, ProvingKey)> {
    let shape = statement.plan().shape();
    let srs = liabilities::srs(home, shape.k())?;
    let key = liabilities::proving_key(home, &srs, shape)?;
    Ok((srs, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_part_of_a_path() {
        for name in ["a", "2026-11-30", "bank_1.q4"] {
            assert!(is_folder_name(name), "{name}");
        }
        for name in ["", ".", "..", ".hidden", "a/b", "../a", "/a", "a\\b", "a b", "ä", &"a".repeat(129)] {
            assert!(!is_folder_name(name), "{name}");
        }
    }
}
