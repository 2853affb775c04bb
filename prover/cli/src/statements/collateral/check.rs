//! `check collateral`: the rules in plain Rust, and the borrowing base certificate.

use std::path::Path;

use ark_ff::AdditiveGroup as _;
use covenant_statements::collateral::{Claim, Rule, Violation, check};
use covenant_statements::{Claim as _, Fr};
use serde_json::json;
use zeroize::Zeroizing;

use super::args::CheckArgs;
use super::certificate::Certificate;
use super::{claim, html, text};
use crate::commands::check::{Checked, reply};
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::Reply;

pub(crate) fn run(home: Option<&Path>, args: &CheckArgs) -> Result<Reply> {
    let home = Home::open(home)?;
    // No rule is about the context: it is the prover's to choose.
    let (claim, registry) = claim::read(&home, &args.subject, Fr::ZERO)?;
    let outcome = check(&claim);
    // The figures of documents that do not hold would be nobody's.
    let figures_hold = outcome.is_ok_and(|()| true) || outcome.is_err_and(|violation| is_of_base(&violation));
    let wanted = figures_hold && (args.report || args.html.is_some());
    let certificate = wanted.then(|| Certificate::of(&claim, &registry));
    if let (Some(path), Some(certificate)) = (&args.html, &certificate) {
        files::output(path, &Zeroizing::new(html::page(certificate).into_bytes()), Mode::Secret)?;
    }
    let shown = certificate.filter(|_| args.report);
    match outcome {
        Ok(()) => Ok(accepted(&claim, args, shown.as_ref())),
        Err(violation) => Err(refused(violation, shown.as_ref())),
    }
}

/// Whether all that was signed holds, and the base does not cover the exposure.
fn is_of_base(violation: &Violation) -> bool {
    matches!(violation.rule, Rule::Insufficient | Rule::OverLimit)
}

fn accepted(claim: &Claim, args: &CheckArgs, certificate: Option<&Certificate>) -> Reply {
    let mut reply = reply(&Checked {
        circuit: claim.circuit().id,
        conditions: super::CONDITIONS,
        whole: true,
        part_lacks: "",
        as_of: claim.as_of,
    });
    if let Some(certificate) = certificate {
        reply.json["report"] = certificate.to_json();
        reply.text.push_str(&format!("\n\n{}", text::render(certificate)));
    }
    if let Some(path) = &args.html {
        reply.json["html"] = json!(path.display().to_string());
    }
    reply
}

/// A base that does not cover is shown to who asked for it: what is missing is what it wants to know.
fn refused(violation: Violation, certificate: Option<&Certificate>) -> Failure {
    let failure = Failure::from(covenant_statements::Violation::from(violation));
    match certificate {
        Some(certificate) => {
            failure.with("report", certificate.to_json()).explained(text::render(certificate))
        }
        None => failure,
    }
}
