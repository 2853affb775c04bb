//! The debt pool of the story: 64 loans in a home of their own, from the servicer's tape to an attestation of the figures.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use covenant_statements::Day;
use covenant_verifier::attestation::{VerifyOptions, verify};
use covenant_verifier::dsse::MAX_ENVELOPE_BYTES;
use serde_json::Value;

use super::stage::{context_args, unexpected};
use crate::cli::{ProveArgs, Sample, SampleArgs};
use crate::commands::{home_registry, prove, sample};
use crate::failure::{Failure, Result};
use crate::files;
use crate::home::{Home, io_failure, trust};
use crate::output::Output;
use crate::statements::DisclosureArgs;
use crate::statements::pool::args::{CheckArgs, ProveArgs as PoolArgs, Subject};
use crate::statements::pool::{Pool, check};

/// The folder of the pool, in the quickstart's home; its seed, and how many loans.
const FOLDER: &str = "pool";
const SEED: u64 = 1;
const LOANS: usize = 64;

/// A pool whose figures were proved.
pub(super) struct Securitised {
    /// The pool's own home.
    pub(super) home: PathBuf,
    pub(super) cut_off: Day,
    pub(super) loans: usize,
    /// Decimal numbers of the currency.
    pub(super) balance: String,
    pub(super) net_asset_value: String,
    pub(super) currency: String,
    /// The report's page.
    pub(super) page: PathBuf,
    pub(super) attestation: PathBuf,
    pub(super) took: Duration,
    pub(super) verified_in: Duration,
    pub(super) bytes: usize,
}

/// Makes the sample, checks it, proves it and verifies it by its own home's trust. What an earlier run left is taken away.
pub(super) fn securitise(quickstart: &Path, output: Output) -> Result<Securitised> {
    let folder = quickstart.join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| io_failure("clear", &folder, &error))?;
    }
    sample::run(&Sample::Pool(SampleArgs { seed: SEED, lines: LOANS, output: folder.clone() }))?;
    let page = folder.join("report.html");
    let args = CheckArgs { subject: subject(&folder), report: true, html: Some(page.clone()) };
    let report = check::run(Some(&folder), &args)?.json["report"].take();
    let cut_off: Day = text(&report["cut_off"])?.parse()?;

    let attestation = folder.join("attestations").join("pool.json");
    let began = Instant::now();
    prove::run::<Pool>(Some(&folder), &arguments(&folder, &attestation)?, output)?;
    let took = began.elapsed();
    let bytes = files::read(&attestation, MAX_ENVELOPE_BYTES, "attestation")?;
    let home = Home::open(Some(&folder))?;
    let trust = trust::trusted_by(&home, home_registry::configured(&home)?, Day::MAX)?;
    let began = Instant::now();
    verify(&bytes, &trust, &VerifyOptions::at_day(cut_off).allow_development_keys(true))
        .map_err(|error| Failure::refused(error.code(), error.to_string()))?;
    Ok(Securitised {
        cut_off,
        loans: LOANS,
        balance: text(&report["figures"]["balance"])?,
        net_asset_value: text(&report["figures"]["nav"])?,
        currency: text(&report["currency"])?,
        page,
        attestation,
        took,
        verified_in: began.elapsed(),
        bytes: bytes.len(),
        home: folder,
    })
}

fn subject(folder: &Path) -> Subject {
    Subject {
        from: Some(folder.to_owned()),
        vault: None,
        tape: None,
        structure: None,
        policy: None,
        cut_off: None,
    }
}

fn arguments(folder: &Path, attestation: &Path) -> Result<ProveArgs<PoolArgs>> {
    let context = context_args()?;
    let disclosure = DisclosureArgs { disclose_to: None, figures: Vec::new() };
    Ok(ProveArgs {
        claim: PoolArgs { subject: subject(folder), context, disclosure },
        server: None,
        wait: false,
        detach: false,
        idempotency_key: None,
        output: Some(attestation.to_owned()),
    })
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| unexpected("the report of a pool lacks a figure"))
}
