//! Statement 3, its reserves and its coverage: the native checks and the circuits accept and refuse the same claims, in small rooms.

mod cases;
mod coverage;
mod gates;
#[path = "../prover/mod.rs"]
mod prover;
mod reserves;

use covenant_relations::Cs;

/// The clause in which a circuit refuses, `None` where it does not.
fn refused_in(cs: &Cs) -> Option<String> {
    let refused = cs.is_satisfied().err()?;
    refused.scope.split('/').next().map(str::to_owned)
}

/// How many random claims a run looks at, of fixed seeds; `COVENANT_AGREEMENT_CASES` says otherwise.
fn cases_of_a_run() -> u64 {
    std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(128)
}
