//! `prove`: makes an attestation, in this process or at a service.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use covenant_client::{Client, Job, JobResult, PrivateOutput, Secret, Submit};
use covenant_core::Stop;
use covenant_parties::Format as _;
use covenant_statements::{CircuitInfo, Claim as _, Context, PublicInputs as _, field};
use serde_json::{Value, json};

use super::{jobs, remote};
use crate::attestation_log as logs;
use crate::cli::ProveArgs;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::identity;
use crate::output::{Output, Reply, one_line};
use crate::progress::Display;
use crate::prover::judge;
use crate::prover::worker::Prover;
use crate::statements::Statement;

/// How long a call waits for its proof before it is followed phase by phase.
const IN_ONE_CALL: Duration = Duration::from_secs(3);

/// The public inputs of a claim of a statement.
type Public<S> = <<S as Statement>::Claim as covenant_statements::Claim>::Public;

/// What is to be proved, and where what comes of it goes.
struct Task<'a, S: Statement> {
    args: &'a ProveArgs<S::ProveArgs>,
    claim: S::Claim,
    context: Context,
    public: Public<S>,
    circuit: &'static CircuitInfo,
}

pub(crate) fn run<S: Statement>(
    home: Option<&Path>,
    args: &ProveArgs<S::ProveArgs>,
    output: Output,
) -> Result<Reply> {
    for file in S::private_files(&args.claim) {
        if file.path.is_some() && file.path == args.output.as_deref() {
            let message = format!("the attestation and {} are two files", file.what);
            return Err(Failure::usage("usage/conflict", message).at(file.argument));
        }
    }
    if let Some(path) = &args.output {
        let proof = logs::beside(path);
        if S::private_files(&args.claim).iter().any(|file| file.path == Some(&*proof)) {
            let message = "the proof that the attestation is logged would be written over another output";
            return Err(Failure::usage("usage/conflict", message).at("output"));
        }
        logs::require_place(path)?;
    }
    let home = Home::open(home)?;
    let (claim, context) = S::read_for_proof(&home, &args.claim)?;
    claim.check()?;
    let public = judge::public_inputs::<S>(&claim)?;
    let circuit = claim.circuit();
    let task = Task::<S> { args, claim, context, public, circuit };
    match &args.server {
        None => remote::block_on(prove_in_process(home, task, output)),
        Some(url) => remote::block_on(prove_at_service(url, task, output)),
    }
}

/// Proves in this process; Ctrl-C ends the proof at its next phase.
async fn prove_in_process<S: Statement>(home: Home, task: Task<'_, S>, output: Output) -> Result<Reply> {
    let began = Instant::now();
    let Task { args, claim, context, public, circuit } = task;
    let stop = Arc::new(AtomicBool::new(false));
    // Ends the proof however this function is left.
    let _stopped = StopOnDrop(Arc::clone(&stop));
    let mut display = Display::new(output, "proving");
    let proof = tokio::task::spawn_blocking(move || {
        let proved = Prover::of(home.clone()).attest::<S>(&claim, &context, &mut |phase, fraction| {
            display.report(phase, fraction, None);
            if stop.load(Ordering::Relaxed) { ControlFlow::Break(Stop) } else { ControlFlow::Continue(()) }
        });
        display.clear();
        let outcome = proved?;
        // Nothing is written before it is logged.
        let logged = logs::enter(&home, &outcome.attestation)?;
        Ok::<_, Failure>((outcome, logged))
    });
    let crashed = |_| Failure::new(Exit::Other, "prove/crashed", "the prover ended without a result");
    let (outcome, logged) = proof.await.map_err(crashed)??;
    let logged = logged.as_deref();
    write::<S>(args, (&outcome.attestation, logged), &outcome.private_outputs)?;
    Ok(reply::<S>(args, (circuit, &public), began.elapsed(), (None, logged)))
}

/// Tells a proof that nobody waits for it any more.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn prove_at_service<S: Statement>(url: &str, task: Task<'_, S>, output: Output) -> Result<Reply> {
    let began = Instant::now();
    let Task { args, claim, context, public, circuit } = task;
    let client = identity::connect(url).await?;
    let request = request::<S>(claim, context, args.idempotency_key.clone());
    if args.detach {
        let job = client.submit(request).await?.job.id;
        // A service's word.
        let job = one_line(&job);
        let text = format!(
            "job {job}\nfollow it: covenant jobs watch {job} --server {url} -o {}",
            args.output.as_deref().unwrap_or(Path::new("attestation.json")).display()
        );
        return Ok(Reply::new(json!({ "job": job, "server": url }), text));
    }
    let (job, result) = prove_and_wait(&client, request, output).await?;
    judge::require_of_claim::<S>(&result.attestation, &public)?;
    let logged = result.log_proof.as_deref();
    if let Some(proof) = logged {
        logs::require_of(&result.attestation, proof)?;
    }
    write::<S>(args, (&result.attestation, logged), &result.private_outputs)?;
    Ok(reply::<S>(args, (circuit, &public), began.elapsed(), (Some(&job.id), logged)))
}

/// Has the service prove in one call; a proof that takes longer, or finds that call's places taken, is followed.
async fn prove_and_wait(client: &Client, request: Submit, output: Output) -> Result<(Job, JobResult)> {
    let job = match client.prove(request.clone(), Some(IN_ONE_CALL)).await {
        Ok(proved) if proved.job.state.is_final() => {
            let result = jobs::ended(&proved.job, proved.result)?;
            return Ok((proved.job, result));
        }
        Ok(proved) => proved.job.id,
        Err(error) if error.code == "job/too-many-prove-calls" => client.submit(request).await?.job.id,
        Err(error) => return Err(error.into()),
    };
    output.remark(&format!("job {}", one_line(&job)));
    let (job, result, _) = jobs::follow(client, &job, &mut Display::new(output, "proving")).await?;
    Ok((job, result))
}

/// The job of a claim under an idempotency key, a fresh one if none is named.
pub(crate) fn request<S: Statement>(
    claim: S::Claim,
    context: Context,
    idempotency_key: Option<String>,
) -> Submit {
    let selector = field::bytes_hex(&context.selector.0);
    Submit {
        circuit: claim.circuit().name().to_owned(),
        claim: Secret::new(S::request(claim, context).to_json()),
        idempotency_key: idempotency_key.unwrap_or_else(fresh_key),
        expected_selector: Some(selector),
    }
}

fn fresh_key() -> String {
    use rand::RngCore as _;
    let mut bytes = [0u8; 16];
    rand::rngs::OsRng.fill_bytes(&mut bytes);
    field::bytes_hex(&bytes)
}

fn write<S: Statement>(
    args: &ProveArgs<S::ProveArgs>,
    (attestation, logged): (&[u8], Option<&[u8]>),
    outputs: &[PrivateOutput],
) -> Result<()> {
    // What only the caller may have comes first: without its opening a note is worth nothing to its holder.
    for file in S::private_files(&args.claim) {
        if let Some(path) = file.path {
            files::output(path, private_output(outputs, file.output)?, Mode::Secret)?;
        }
    }
    match &args.output {
        Some(path) => {
            logs::write(path, logged)?;
            files::output(path, attestation, Mode::Public)
        }
        // Only a job that is left with a service has none.
        None => Ok(()),
    }
}

/// The private output of that name.
pub(crate) fn private_output<'a>(outputs: &'a [PrivateOutput], name: &str) -> Result<&'a [u8]> {
    let missing = || Failure::new(Exit::Other, "job/no-result", format!("the proof came without its {name}"));
    PrivateOutput::named(outputs, name).map(Secret::expose).ok_or_else(missing)
}

fn reply<S: Statement>(
    args: &ProveArgs<S::ProveArgs>,
    (circuit, public): (&CircuitInfo, &Public<S>),
    took: Duration,
    (job, logged): (Option<&str>, Option<&[u8]>),
) -> Reply {
    let shown = args.output.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let seconds = (took.as_secs_f64() * 100.0).round() / 100.0;
    let mut text = format!("{shown}, in {seconds:.2} s");
    let mut json = json!({ "attestation": shown, "job": job, "seconds": seconds });
    for (name, value) in circuit.inputs.iter().zip(public.in_order()) {
        // The caller has given the others.
        if !matches!(*name, "context" | "environment") {
            let value = field::to_hex(&value);
            text.push_str(&format!("\n{name:<10} {value}"));
            json[*name] = json!(value);
        }
    }
    if let Some(path) = &args.output {
        let (logged, line) = logs::written(path, logged);
        json["log"] = logged;
        text.push_str(&line);
    }
    for file in S::private_files(&args.claim) {
        let path: Option<String> = file.path.map(|path| path.display().to_string());
        json[file.reply] = path.map_or(Value::Null, Value::from);
    }
    Reply::new(json, text)
}
