//! `prove`: makes an attestation, in this process or at a service.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use covenant_client::{Client, Private, Submit};
use covenant_core::Stop;
use covenant_parties::Format as _;
use covenant_parties::obligation::SignedConsent;
use covenant_statements::invoice::{self, Claim, PublicInputs};
use covenant_statements::{Context, field};
use serde_json::json;
use zeroize::Zeroizing;

use super::{jobs, remote};
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::formats;
use crate::home::Home;
use crate::output::{Output, Reply};
use crate::progress::Display;
use crate::prover::attest;
use crate::prover::worker::{self, CIRCUIT};
use crate::statements::obligation::args::{ContextArgs, ProveInvoice};
use crate::statements::obligation::claim::{self, Sources};
use crate::statements::obligation::consent::context;
use crate::statements::obligation::request::ObligationRequest;

pub(super) fn run(home: Option<&Path>, args: &ProveInvoice, output: Output) -> Result<Reply> {
    if args.note_out.as_ref() == Some(&args.output) {
        let message = "the attestation and the note's opening are two files";
        return Err(Failure::usage("usage/conflict", message).at("--note-out"));
    }
    let home = Home::open(home)?;
    let draft = claim::read(&home, Sources::from(&args.subject))?;
    let consent: SignedConsent = formats::read(&args.consent, "consent")?;
    require_same_context(&consent.context, &args.context)?;
    let claim = draft.with_consent(&consent)?;
    invoice::check(&claim)?;
    let document_type = || Failure::from(invoice::Violation(invoice::Rule::DocumentType));
    let public = claim.public_inputs().ok_or_else(document_type)?;
    match &args.server {
        None => {
            remote::block_on(prove_in_process(home, args, claim, consent.context.clone(), public, output))
        }
        Some(url) => {
            remote::block_on(prove_at_service(url, args, claim, consent.context.clone(), public, output))
        }
    }
}

/// The command line repeats what the seller consented to; the first part that differs is named.
fn require_same_context(consented: &Context, args: &ContextArgs) -> Result<()> {
    let asked = context(args, consented.selector);
    let parts = [
        (consented.chain == asked.chain, "chain"),
        (consented.contract == asked.contract, "contract"),
        (consented.beneficiary == asked.beneficiary, "beneficiary"),
        (consented.expiry == asked.expiry, "expires"),
        (consented.sequence == asked.sequence, "sequence"),
    ];
    match parts.iter().find(|(same, _)| !same) {
        None => Ok(()),
        Some((_, part)) => {
            let message = format!("the seller consented to another context: its {part} differs");
            Err(Failure::new(Exit::Unsatisfied, "consent/other-context", message)
                .at(format!("context.{part}")))
        }
    }
}

/// Proves in this process; Ctrl-C ends the proof at its next phase.
async fn prove_in_process(
    home: Home,
    args: &ProveInvoice,
    claim: Claim,
    context: Context,
    public: PublicInputs,
    output: Output,
) -> Result<Reply> {
    let began = Instant::now();
    let stop = Arc::new(AtomicBool::new(false));
    // Ends the proof however this function is left.
    let _stopped = StopOnDrop(Arc::clone(&stop));
    let mut display = Display::new(output, "proving");
    let proof = tokio::task::spawn_blocking(move || {
        let attested = worker::attest(&home, &claim, &context, &mut |phase, fraction| {
            display.report(phase, fraction, None);
            if stop.load(Ordering::Relaxed) { ControlFlow::Break(Stop) } else { ControlFlow::Continue(()) }
        });
        display.clear();
        attested
    });
    let crashed = |_| Failure::new(Exit::Other, "prove/crashed", "the prover ended without a result");
    let attested = proof.await.map_err(crashed)??;
    let note = Zeroizing::new(attested.note.to_json());
    write(args, &attested.attestation, &note)?;
    Ok(reply(args, &public, began.elapsed(), None))
}

/// Tells a proof that nobody waits for it any more.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn prove_at_service(
    url: &str,
    args: &ProveInvoice,
    claim: Claim,
    context: Context,
    public: PublicInputs,
    output: Output,
) -> Result<Reply> {
    let began = Instant::now();
    let client = Client::connect(url).await?;
    let job = submit(&client, claim, context, args.idempotency_key.clone()).await?;
    if args.detach {
        let text = format!(
            "job {job}\nfollow it: covenant jobs watch {job} --server {url} -o {}",
            args.output.display()
        );
        return Ok(Reply::new(json!({ "job": job, "server": url }), text));
    }
    output.remark(&format!("job {job}"));
    let (result, _) = jobs::follow(&client, &job, &mut Display::new(output, "proving")).await?;
    attest::require_of_claim(&result.attestation, &public)?;
    write(args, &result.attestation, result.note_opening.expose())?;
    Ok(reply(args, &public, began.elapsed(), Some(&job)))
}

/// Submits a claim under an idempotency key, a fresh one if none is named. Returns the job's id.
pub(crate) async fn submit(
    client: &Client,
    claim: Claim,
    context: Context,
    idempotency_key: Option<String>,
) -> Result<String> {
    let selector = field::bytes_hex(&context.selector.0);
    let submit = Submit {
        circuit: CIRCUIT.to_owned(),
        claim: Private::new(ObligationRequest::whole(claim, context).to_json()),
        idempotency_key: idempotency_key.unwrap_or_else(fresh_key),
        expected_selector: Some(selector),
    };
    Ok(client.submit(submit).await?.job.id)
}

fn fresh_key() -> String {
    use rand::RngCore as _;
    let mut bytes = [0u8; 16];
    rand::rngs::OsRng.fill_bytes(&mut bytes);
    field::bytes_hex(&bytes)
}

fn write(args: &ProveInvoice, attestation: &[u8], note: &[u8]) -> Result<()> {
    // The opening first: without it the note is worth nothing to its holder.
    if let Some(path) = &args.note_out {
        files::output(path, note, Mode::Secret)?;
    }
    files::output(&args.output, attestation, Mode::Public)
}

fn reply(args: &ProveInvoice, public: &PublicInputs, took: Duration, job: Option<&str>) -> Reply {
    let shown = args.output.display().to_string();
    let (nullifier, note) = (field::to_hex(&public.nullifier), field::to_hex(&public.note));
    let seconds = (took.as_secs_f64() * 100.0).round() / 100.0;
    let text = format!("{shown}, in {seconds:.2} s\nnullifier  {nullifier}\nnote       {note}");
    let json = json!({
        "attestation": shown,
        "note_opening": args.note_out.as_ref().map(|path| path.display().to_string()),
        "nullifier": nullifier,
        "note": note,
        "job": job,
        "seconds": seconds,
    });
    Reply::new(json, text)
}
