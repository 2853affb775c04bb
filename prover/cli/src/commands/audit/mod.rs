//! `circuit audit`: the gates of soundness on one circuit, and what they find.

mod gates;
mod json;
#[cfg(test)]
mod tests;
mod text;
mod totals;

use std::time::Duration;

use covenant_relations::relation;

use crate::cli::Audit;
use crate::commands::circuit;
use crate::failure::{Failure, Result};
use crate::output::{Output, Reply};
use crate::progress::Display;
use gates::{Effort, Gates};

/// Runs every gate, also where an earlier one is not passed.
pub(super) fn run(args: &Audit, output: Output) -> Result<Reply> {
    let relation = relation(&args.circuit).ok_or_else(circuit::unknown)?;
    let mut display = Display::new(output, "auditing");
    let gates = Gates::run(relation, Effort::of(args), |gate, fraction| {
        display.report(gate, fraction, None::<Duration>);
    });
    display.clear();
    verdict(&gates?)
}

/// The report, as a reply or as a refusal.
fn verdict(gates: &Gates) -> Result<Reply> {
    let failed = gates.failed();
    if failed.is_empty() {
        return Ok(Reply::new(gates.to_json().into(), gates.text()));
    }
    let message = format!("{} does not pass: {}", gates.info.id, failed.join(", "));
    let failure = Failure::refused("circuit/not-passed", message).explained(gates.text());
    Err(gates.to_json().into_iter().fold(failure, |failure, (key, value)| failure.with(&key, value)))
}
