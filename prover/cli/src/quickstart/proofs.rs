//! A proof of the story: waited for, kept, and verified by the home's trust.

use std::time::{Duration, Instant};

use covenant_client::{Client, PrivateOutput};
use covenant_statements::{Claim, Context};
use covenant_verifier::attestation::{Report, VerifyOptions, verify};
use covenant_verifier::trust::TrustStore;

use super::stage::{Stage, unexpected};
use crate::attestation_log;
use crate::commands::{jobs, prove};
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::output::Output;
use crate::progress::Display;
use crate::prover::judge;
use crate::statements::Statement;

/// A claim's public inputs.
type Public<S> = <<S as Statement>::Claim as Claim>::Public;

/// A job at the service, and what comes of it.
pub(super) struct Job<S: Statement> {
    /// The attestation's name, without its ending.
    pub(super) file: String,
    id: String,
    /// What the proof must make public.
    pub(super) public: Public<S>,
}

/// A proof that was verified.
pub(super) struct Kept {
    /// The attestation's name.
    pub(super) attestation: String,
    /// What only the caller gets.
    pub(super) private: Vec<PrivateOutput>,
    /// What the verifier says.
    pub(super) report: Report,
    /// How long the proof took.
    pub(super) took: Duration,
    /// How long the verifier took.
    pub(super) verified_in: Duration,
    /// The attestation's size.
    pub(super) bytes: usize,
}

/// Hands a claim to the service.
pub(super) async fn submit<S: Statement>(
    client: &Client,
    claim: S::Claim,
    context: Context,
    file: String,
) -> Result<Job<S>> {
    let public = claim.public_inputs().ok_or_else(|| unexpected("a claim that holds has public inputs"))?;
    let id = client.submit(prove::request::<S>(claim, context, None)).await?.job.id;
    Ok(Job { file, id, public })
}

/// Waits for a proof, keeps it, and verifies it.
pub(super) async fn keep<S: Statement>(
    stage: &Stage,
    client: &Client,
    trust: &TrustStore,
    job: &Job<S>,
    output: Output,
) -> Result<Kept> {
    let mut display = Display::new(output, &format!("  {:<18}", job.file));
    let (_, result, took) = jobs::follow(client, &job.id, &mut display).await?;
    judge::require_of_claim::<S>(&result.attestation, &job.public)?;
    let attestation = format!("{}.json", job.file);
    let path = stage.path("attestations", &attestation);
    if let Some(proof) = &result.log_proof {
        attestation_log::require_of(&result.attestation, proof)?;
    }
    attestation_log::write(&path, result.log_proof.as_deref())?;
    files::replace(&path, &result.attestation, Mode::Public)?;

    let began = Instant::now();
    let options = VerifyOptions::at_day(stage.as_of);
    let report = verify(&result.attestation, trust, &options.allow_development_keys(true))
        .map_err(|error| Failure::refused(error.code(), error.to_string()))?;
    let verified_in = began.elapsed();
    if verify(&result.attestation, trust, &options).is_ok() {
        return Err(unexpected("a development key passed without being allowed"));
    }
    let bytes = result.attestation.len();
    Ok(Kept { attestation, private: result.private_outputs, report, took, verified_in, bytes })
}
