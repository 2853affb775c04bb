//! Statement 3, its reserves and its coverage: the native checks and the circuits accept and refuse the same claims, in small rooms.

mod coverage;
mod gates;
#[path = "../prover/mod.rs"]
mod prover;
mod reserves;

use covenant_gadgets::Fr;
use covenant_relations::Cs;
use covenant_statements::Day;

/// The clause in which a circuit refuses, `None` where it does not.
fn refused_in(cs: &Cs) -> Option<String> {
    let refused = cs.is_satisfied().err()?;
    refused.scope.split('/').next().map(str::to_owned)
}

fn one() -> Fr {
    Fr::from(1u64)
}

/// So many days later.
fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap()
}

/// How many random claims a run looks at, of fixed seeds; `COVENANT_AGREEMENT_CASES` says otherwise.
fn cases() -> u64 {
    std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(128)
}
