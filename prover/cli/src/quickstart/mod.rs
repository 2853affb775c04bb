//! `quickstart`: everything once, on the sample documents, through the service.

mod base;
mod coverage;
mod pool;
mod portfolio;
mod proofs;
mod report;
mod samples;
mod stage;

use std::path::Path;
use std::time::{Duration, Instant};

use covenant_client::Client;
use covenant_parties::obligation::{ClaimDraft, Consented};
use covenant_statements::{Context, Day, Fr, collateral, field};
use covenant_verifier::trust::TrustStore;
use tokio::runtime;

use self::base::Base;
use self::coverage::Covered;
use self::pool::Securitised;
use self::portfolio::Portfolio;
use self::proofs::{Job, Kept};
use self::samples::Sample;
use self::stage::{Stage, unexpected};
use crate::cli::FleetArgs;
use crate::commands::{home_registry, prove, remote, serve};
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::trust;
use crate::output::{Output, Reply};
use crate::prover::keys;
use crate::statements::obligation::NOTE;
use crate::statements::obligation::Obligation;

/// A proof of the story.
struct Proved {
    sample: &'static Sample,
    attestation: String,
    nullifier: Fr,
    note: Fr,
    took: Duration,
    verified_in: Duration,
    bytes: usize,
}

/// A refusal of the story.
struct Refused {
    what: &'static str,
    code: String,
}

/// All that happened.
struct Story {
    setup: Duration,
    proved: Vec<Proved>,
    again: Proved,
    base: Base,
    pool: Securitised,
    coverage: Covered,
    refused: Vec<Refused>,
    took: Duration,
}

pub(crate) fn run(home: Option<&Path>, output: Output) -> Result<Reply> {
    let runtime = runtime::Builder::new_multi_thread().enable_all().build();
    let refused = |error| Failure::new(Exit::Other, "system/runtime", files::reason(&error));
    let runtime = runtime.map_err(refused)?;
    runtime.block_on(async {
        tokio::select! {
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Err(remote::interrupted()),
            reply = tell(home, output) => reply,
        }
    })
}

async fn tell(home: Option<&Path>, output: Output) -> Result<Reply> {
    let began = Instant::now();
    let stage = Stage::open(home)?;
    output.say(&format!("A development home in {}.", stage.home.folder().display()));

    let setup = Instant::now();
    if !keys::is_made(&stage.home, Obligation::CIRCUIT)? {
        output.say("Making its proving keys, once. Whoever makes a key this way can forge: it is for trying things out.");
    }
    let selector = keys::current(&stage.home, Obligation::CIRCUIT)?.selector;
    // The service offers the tiers that there is a key for.
    keys::current(&stage.home, &collateral::TIERS[0])?;
    let setup = setup.elapsed();

    let portfolio = Portfolio::new(&stage);
    let parties = stage.set(&portfolio)?;
    output.say(&format!("Registered {parties} parties, each with a key that shows its possession."));

    let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let address = serve::Address { listen, identify: false, metrics: None, web_origins: Vec::new() };
    let service = serve::start(&stage.home, address, 1, None, None, &FleetArgs::default()).await?;
    output.say(&format!("The prover service and the nullifier registry listen on {}.\n", service.url()));
    let client = Client::connect(&service.url()).await?;

    let context = stage.context(selector, 1)?;
    let mut jobs = Vec::new();
    for sample in &samples::ALL {
        let draft = stage.acknowledge(sample, sample.bytes)?;
        let consented = stage.consent(sample, draft, &context, &format!("{}.consent.json", sample.name))?;
        jobs.push((sample, submit(&client, consented, sample.name.to_owned()).await?));
    }
    output.say(&format!("{} debtors acknowledged, {} sellers consented; proving:", jobs.len(), jobs.len()));
    let trust = trust::trusted_by(&stage.home, home_registry::configured(&stage.home)?, Day::MAX)?;
    let mut proved = Vec::new();
    for (sample, job) in jobs {
        proved.push(finish(&stage, (&client, &trust), sample, &job, output).await?);
    }

    output.say("\nThe first invoice once more, for another financier:");
    let again = finance_again(&stage, &client, &trust, &proved[0], output).await?;
    output.say("  a new note, and the same nullifier: the home registry spends it once.");

    let base = borrow(&stage, &portfolio, (&client, &trust), &context, output).await?;

    let pool = securitise(&stage, output).await?;

    let coverage = cover(&stage, output).await?;

    output.say("\nOne digit changed:");
    let refused = change_a_digit(&stage)?;
    for refusal in &refused {
        output.say(&format!("  {}: refused, {}", refusal.what, refusal.code));
    }
    service.shutdown().await;
    let story = Story { setup, proved, again, base, pool, coverage, refused, took: began.elapsed() };
    Ok(report::of(&stage, &story))
}

async fn submit(client: &Client, consented: Consented, file: String) -> Result<Job<Obligation>> {
    let context = consented.consent.context.clone();
    proofs::submit(client, consented.claim, context, file).await
}

/// Waits for a sample's proof; its note's opening is kept beside it.
async fn finish(
    stage: &Stage,
    (client, trust): (&Client, &TrustStore),
    sample: &'static Sample,
    job: &Job<Obligation>,
    output: Output,
) -> Result<Proved> {
    let kept = proofs::keep(stage, client, trust, job, output).await?;
    let (file, public) = (&job.file, &job.public);
    files::replace(
        &stage.path("attestations", &format!("{file}.note.json")),
        prove::private_output(&kept.private, NOTE)?,
        Mode::Secret,
    )?;
    let shown = [kept.report.field("nullifier"), kept.report.field("note")];
    if shown != [Some(public.nullifier), Some(public.note)] {
        return Err(unexpected("the attestation is one of another claim"));
    }
    let Kept { attestation, took, verified_in, bytes, .. } = kept;
    output.say(&format!(
        "  {file:<18} proved in {:.1} s, verified in {:.0} ms  {}",
        took.as_secs_f64(),
        verified_in.as_secs_f64() * 1000.0,
        short(&public.nullifier)
    ));
    let (nullifier, note) = (public.nullifier, public.note);
    Ok(Proved { sample, attestation, nullifier, note, took, verified_in, bytes })
}

/// A borrower's invoices in a vault, and what a lender may lend on them.
async fn borrow(
    stage: &Stage,
    portfolio: &Portfolio,
    (client, trust): (&Client, &TrustStore),
    context: &Context,
    output: Output,
) -> Result<Base> {
    let count = portfolio.book.invoices.len();
    output.say(&format!(
        "\nA borrower's {count} invoices, each proved, then in a vault; its servicer signs the day's ledger:"
    ));
    let mut vault = base::open(stage, portfolio)?;
    let notes = portfolio.fill(stage, (client, trust), context, &mut vault, output).await?;
    let base = base::borrow(stage, client, &notes, &vault, output).await?;
    output.say(&format!(
        "  {:<18} proved in {:.1} s, verified in {:.0} ms  {} lines cover {} {}",
        "borrowing-base",
        base.took.as_secs_f64(),
        base.verified_in.as_secs_f64() * 1000.0,
        base.lines,
        base.exposure,
        base.currency
    ));
    output.say(&format!(
        "  {} {} are available, which the proof does not say; a cent more is refused, {}",
        base.available, base.currency, base.refused
    ));
    Ok(base)
}

/// A pool of loans, which its originator proves itself.
async fn securitise(stage: &Stage, output: Output) -> Result<Securitised> {
    output.say("\nA pool of 64 loans, in a home of its own; its servicer has signed the tape:");
    let folder = stage.home.folder().to_owned();
    let crashed = |_| unexpected("the pool's proof ended without a result");
    let pool = tokio::task::spawn_blocking(move || pool::securitise(&folder, output)).await;
    let pool = pool.map_err(crashed)??;
    output.say(&format!(
        "  {:<18} proved in {:.1} s with its key, verified in {:.0} ms  net asset value {} {} of {}",
        "pool",
        pool.took.as_secs_f64(),
        pool.verified_in.as_secs_f64() * 1000.0,
        pool.net_asset_value,
        pool.currency,
        pool.balance
    ));
    Ok(pool)
}

/// An exchange's liabilities, which it covers, and who notices that one account was left out.
async fn cover(stage: &Stage, output: Output) -> Result<Covered> {
    output.say(&format!(
        "\nAn exchange of {} accounts with {} assets, in a home of its own; its custodians have signed what they hold. It leaves one account out:",
        coverage::ACCOUNTS + 1,
        coverage::ASSETS
    ));
    let folder = stage.home.folder().to_owned();
    let crashed = |_| unexpected("the coverage's proofs ended without a result");
    let covered = tokio::task::spawn_blocking(move || coverage::cover(&folder, output)).await;
    let covered = covered.map_err(crashed)??;
    output.say(&format!(
        "  {:<18} proved in {:.1} s with parameters and keys, verified in {:.0} ms  {} accounts are covered",
        "coverage",
        covered.took.as_secs_f64(),
        covered.verified_in.as_secs_f64() * 1000.0,
        coverage::ACCOUNTS
    ));
    output.say(&format!(
        "  {} holders found their accounts in it, in {:.0} ms; the one who was left out did not, {}; the auditor counted one more, {}",
        coverage::HOLDERS,
        covered.checked_in.as_secs_f64() * 1000.0,
        covered.holder_refused,
        covered.count_refused
    ));
    Ok(covered)
}

/// A second consent for the same invoice: another beneficiary and so another note, but one nullifier.
async fn finance_again(
    stage: &Stage,
    client: &Client,
    trust: &TrustStore,
    first: &Proved,
    output: Output,
) -> Result<Proved> {
    let sample = first.sample;
    let selector = keys::current(&stage.home, Obligation::CIRCUIT)?.selector;
    let draft = stage.acknowledge(sample, sample.bytes)?;
    let context = stage.context(selector, 2)?;
    let file = format!("{}-again", sample.name);
    let consented = stage.consent(sample, draft, &context, &format!("{file}.consent.json"))?;
    let job = submit(client, consented, file).await?;
    let again = finish(stage, (client, trust), sample, &job, output).await?;
    if again.nullifier != first.nullifier || again.note == first.note {
        return Err(unexpected("a second financing has the same nullifier and another note"));
    }
    Ok(again)
}

/// One digit of the invoice, one of what the debtor signed.
fn change_a_digit(stage: &Stage) -> Result<Vec<Refused>> {
    let sample = &samples::ALL[0];
    let refusal = |what: &'static str, result: Result<()>| match result {
        Ok(()) => Err(unexpected("a changed digit was not noticed")),
        Err(failure) => Ok(Refused { what, code: failure.code.into_owned() }),
    };
    let text = String::from_utf8_lossy(sample.bytes);
    let changed = text.replacen(">9065.36<", ">9965.36<", 1);
    if changed == text {
        return Err(unexpected("the sample has no such amount"));
    }
    let document = stage.acknowledge(sample, changed.as_bytes()).map(|_| ());
    // The debtor's signature is over what it signed, whatever the amount is now said to be.
    let mut draft: ClaimDraft = stage.acknowledge(sample, sample.bytes)?;
    draft.acknowledged.acknowledgement.amount.0 += 90_000;
    let signed = covenant_statements::invoice::check_acknowledged(&draft.acknowledged).map_err(Failure::from);
    Ok(vec![
        refusal("in the invoice's payable amount", document)?,
        refusal("in the acknowledged amount", signed)?,
    ])
}

/// The first digits of a field element.
fn short(value: &Fr) -> String {
    format!("{}…", &field::to_hex(value)[..14])
}
