//! `check pool`: the rules in plain Rust, and the report.

use std::path::Path;

use ark_ff::AdditiveGroup as _;
use covenant_statements::pool::{Claim, Figures, Rule, Violation, check};
use covenant_statements::{Claim as _, Fr};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::CheckArgs;
use super::report::Report;
use super::{claim, html, text};
use crate::commands::check::{Checked, reply};
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::Reply;

/// Said of a pool that hides nothing.
const ONE_LOAN: &str =
    "a pool of one loan shows that loan: its balance, rate, days and state are the figures";

pub(crate) fn run(home: Option<&Path>, args: &CheckArgs) -> Result<Reply> {
    let home = Home::open(home)?;
    // No rule is about the context: it is the prover's to choose.
    let (claim, registry) = claim::read(&home, &args.subject, Fr::ZERO)?;
    let outcome = check(&claim);
    // The figures of documents that do not hold would be nobody's. A bound is the last thing that is judged.
    let figures_hold = outcome.map_or_else(|violation| violation.rule == Rule::OverBound, |()| true);
    let wanted = figures_hold && (args.report || args.html.is_some());
    let figures = if wanted { Figures::of(&claim).ok() } else { None };
    let report = figures.map(|figures| Report::of(&claim, &figures, &registry));
    if let (Some(path), Some(report)) = (&args.html, &report) {
        files::output(path, &Zeroizing::new(html::page(report).into_bytes()), Mode::Secret)?;
    }
    let shown = report.filter(|_| args.report);
    match outcome {
        Ok(()) => Ok(accepted(&claim, args, shown.as_ref())),
        Err(violation) => Err(refused(violation, shown.as_ref())),
    }
}

fn accepted(claim: &Claim, args: &CheckArgs, report: Option<&Report>) -> Reply {
    let mut reply = reply(&Checked {
        circuit: claim.circuit().id,
        conditions: super::CONDITIONS,
        whole: true,
        part_lacks: "",
        as_of: claim.tape.cut_off,
    });
    if claim.notes.len() == 1 {
        reply.text.push_str(&format!("\n{ONE_LOAN}"));
        reply.json["warnings"] = json!([ONE_LOAN]);
    }
    if let Some(report) = report {
        reply.json["report"] = report.to_json();
        reply.text.push_str(&format!("\n\n{}", text::render(report)));
    }
    if let Some(path) = &args.html {
        reply.json["html"] = json!(path.display().to_string());
    }
    reply
}

/// A bound that is too low is shown beside its figure to who asked for it.
fn refused(violation: Violation, report: Option<&Report>) -> Failure {
    let failure = Failure::from(covenant_statements::Violation::from(violation));
    match report {
        Some(report) => failure.with("report", report.to_json()).explained(text::render(report)),
        None => failure,
    }
}
