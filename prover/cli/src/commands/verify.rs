//! `verify`: judges an attestation by the verifier's own trust.

use std::fmt::Write as _;
use std::path::Path;

use covenant_halo2_verifier::Liabilities;
use covenant_statements::Day;
use covenant_statements::solvency::SignedCount;
use covenant_verifier::attestation::{
    Evidence, FactValue, Procedure, Refusal, Report, VerifyOptions, examine_with,
};
use covenant_verifier::coverage_log::CoverageLog;
use covenant_verifier::dsse::MAX_ENVELOPE_BYTES;
use covenant_verifier::trust::{MAX_TRUST_BYTES, TrustStore};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{home_registry, verify_vault};
use crate::attestation_log as logs;
use crate::cli::{Judging, Verify};
use crate::failure::{Exit, Failure, Result};
use crate::files;
use crate::home::{Home, trust};
use crate::output::Reply;
use crate::statements::solvency;
use crate::{amounts, clock, formats};

/// Said of what a development key proves.
pub(crate) const UNTRUSTED: &str =
    "UNTRUSTED: the verifying key is of a development set-up; whoever made it can forge all of this.";

pub(super) fn run(home: Option<&Path>, args: &Verify) -> Result<Reply> {
    let trust = trust(home, args.judging.trust.as_deref())?;
    let options = options(&args.judging)?;
    let beside = Beside::read(args.count.as_deref(), args.log.as_deref())?;
    match (&args.attestation, &args.vault) {
        (Some(path), _) => {
            let bytes = read(path)?;
            let mut reply = judge(&bytes, &trust, &options, &beside)?;
            if let Some(policy) = &args.log_policy {
                let (json, line) = logs::verify((path, &bytes), args.log_proof.as_deref(), policy)?;
                reply.json["attestation_log"] = json;
                reply.text = format!("{}\n{line}", reply.text);
            }
            Ok(reply)
        }
        (None, Some(folder)) => verify_vault::run(folder, &trust, &options),
        (None, None) => Err(Failure::usage("usage/missing-argument", "an attestation or a vault")),
    }
}

/// As of when, and what is tolerated.
pub(crate) fn options(args: &Judging) -> Result<VerifyOptions> {
    let options = match args.at {
        Some(day) => VerifyOptions::at_day(day),
        None => VerifyOptions::at_second(clock::now())?,
    };
    Ok(options.max_age_days(args.max_age).allow_development_keys(args.allow_development_keys))
}

/// The attestation's bytes.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    files::read(path, MAX_ENVELOPE_BYTES, "attestation").map_err(|mut failure| {
        if failure.code == "file/too-large" {
            failure.exit = Exit::Refused;
        }
        failure
    })
}

/// The trust of a file, else of a home; refused without either.
pub(crate) fn trust(home: Option<&Path>, file: Option<&Path>) -> Result<TrustStore> {
    match (file, home) {
        (Some(path), _) => trust_file(path),
        (None, Some(_)) => {
            let home = Home::open(home)?;
            // Made anew each time, so that it has no end.
            trust::trusted_by(&home, home_registry::configured(&home)?, Day::MAX)
        }
        (None, None) => {
            let message =
                "trust comes from the verifying side: name a file with --trust, or a home with --home";
            Err(Failure::refused("trust/none", message).at("trust"))
        }
    }
}

/// Judges bytes.
pub(super) fn judge(
    bytes: &[u8],
    trust: &TrustStore,
    options: &VerifyOptions,
    beside: &Beside,
) -> Result<Reply> {
    let report = examined(bytes, trust, options, beside)?;
    Ok(Reply::new(to_json(&report)?, text(&report)))
}

/// The report on bytes that are accepted.
pub(crate) fn examined(
    bytes: &[u8],
    trust: &TrustStore,
    options: &VerifyOptions,
    beside: &Beside,
) -> Result<Report> {
    let liabilities = Liabilities::default();
    let evidence = Evidence { systems: &[&liabilities], counts: &beside.counts, log: beside.log.as_ref() };
    examine_with(bytes, trust, options, &evidence).map_err(|refusal| refuse(&refusal))
}

/// What the caller brings along.
#[derive(Default)]
pub(crate) struct Beside {
    counts: Vec<SignedCount>,
    log: Option<CoverageLog>,
}

impl Beside {
    pub(crate) fn read(count: Option<&Path>, log: Option<&Path>) -> Result<Self> {
        let counts = count.map(|path| formats::read(path, "count")).transpose()?;
        let log = log.map(solvency::log::read).transpose()?;
        Ok(Self { counts: counts.into_iter().collect(), log })
    }
}

fn trust_file(path: &Path) -> Result<TrustStore> {
    let bytes = files::read(path, MAX_TRUST_BYTES, "trust")?;
    TrustStore::from_json(&bytes)
        .map_err(|error| Failure::refused(error.code(), error.to_string()).at("trust"))
}

fn to_json(report: &Report) -> Result<Value> {
    serde_json::to_value(report)
        .map_err(|_| Failure::new(Exit::Other, "attestation/no-report", "the report has no JSON form"))
}

fn refuse(refusal: &Refusal) -> Failure {
    let lines: Vec<String> = refusal.procedures.iter().map(line).collect();
    let procedures = serde_json::to_value(&refusal.procedures).unwrap_or(json!([]));
    let failure = Failure::refused(refusal.error.code(), refusal.error.to_string());
    let failure = failure.with("procedures", procedures).explained(lines.join("\n"));
    match refusal.error.field() {
        Some(field) => failure.at(field),
        None => failure,
    }
}

fn line(procedure: &Procedure) -> String {
    let Procedure { number, checked, evidence_sha256, finding, exception } = procedure;
    let exception = exception.map(|exception| format!("  EXCEPTION: {exception}")).unwrap_or_default();
    let digest = evidence_sha256.to_string();
    format!("{number:>2}. {checked}\n      evidence sha256:{digest}\n      {finding}{exception}")
}

/// A value for people: an amount as a decimal number of its currency.
fn shown(value: &FactValue) -> String {
    match value {
        FactValue::Amount { at_most, minor, currency } => {
            let most = if *at_most { "at most " } else { "" };
            format!("{most}{} {currency}", amounts::decimal((*minor).into(), *currency))
        }
        other => other.to_string(),
    }
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    let mut say = |line: &str| {
        let _ = writeln!(text, "{line}");
    };
    if report.trusted {
        say("ACCEPTED");
    } else {
        say(UNTRUSTED);
    }
    say(&format!(
        "\n{} on {}, as of {}, judged on {}",
        report.statement, report.network, report.as_of, report.judged_on
    ));
    say(&format!("as-of days are taken up to {} days later", report.max_age_days));
    let labelled = || report.facts.iter().filter_map(|fact| Some((fact.label?, shown(&fact.value))));
    let width = labelled().map(|(label, _)| label.len()).max().unwrap_or(0).max(11);
    for (label, value) in labelled() {
        say(&format!("{label:<width$} {value}"));
    }
    say(&format!("{:<width$} {}:{}", report.bound_to, report.chain, report.contract));
    let day = Day::of_unix_seconds(report.expiry).map_or_else(|_| String::new(), |day| format!(", on {day}"));
    say(&format!("{:<width$} {}, until second {}{day}", "in favour", report.beneficiary, report.expiry));
    say(&format!("{:<width$} {}", "sequence", report.sequence));
    say("\nProcedures");
    for procedure in &report.procedures {
        say(&line(procedure));
    }
    say("\nProved");
    for sentence in &report.proved {
        say(&format!("  + {sentence}"));
    }
    say("\nNot proved");
    for sentence in &report.not_proved {
        say(&format!("  - {sentence}"));
    }
    if !report.trusted {
        say(&format!("\n{UNTRUSTED}"));
    }
    text
}
