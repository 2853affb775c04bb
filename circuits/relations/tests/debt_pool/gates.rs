//! Two gates on a pool that is full and discloses figures; `tests/gates.rs` has all of them on one that leaves room.

use covenant_relations::{Cs, RELATIONS, pool::small};
use covenant_soundness::{Circuit as _, Ledger, Recorded, forge, rank};

fn ledger() -> Ledger {
    RELATIONS.iter().find(|relation| relation.info.statement == "pool").unwrap().ledger
}

fn recorded(seed: u64) -> Recorded<impl Fn(&mut Cs) + Sync> {
    Recorded::new(move |cs: &mut Cs| small(seed).synthesize(cs))
}

/// The seed of a pool that is full and discloses.
const SEED: u64 = 2;

#[test]
fn every_value_is_held() {
    let circuit = recorded(SEED);
    let system = circuit.system();
    let report = forge::run(&circuit, &system, &ledger(), forge::Effort { members: Some(2), seed: SEED });
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.tried() > system.variables.len(), "every variable is tried");
}

#[test]
fn nothing_moves_but_the_free_secrets() {
    let report = rank::run(&recorded(SEED).system(), &ledger());
    assert!(report.is_passed(), "{report:#?}");
    assert!(report.equations.is_some_and(|n| n > 0 && n < report.secrets), "{report:?}");
}
