//! Two gates on a coverage that is full; `tests/gates.rs` has all of them on small circuits that leave room.

use covenant_relations::{Cs, RELATIONS, coverage::small};
use covenant_soundness::{Circuit as _, Ledger, Recorded, forge, rank};

fn ledger() -> Ledger {
    RELATIONS.iter().find(|relation| relation.info.statement == "coverage").unwrap().ledger
}

fn recorded() -> Recorded<impl Fn(&mut Cs) + Sync> {
    Recorded::new(move |cs: &mut Cs| small(SEED).synthesize(cs))
}

/// The seed of a coverage of all chunks and assets that there is room for.
const SEED: u64 = 2;

#[test]
fn every_value_is_held() {
    let circuit = recorded();
    let system = circuit.system();
    let report = forge::run(&circuit, &system, &ledger(), forge::Effort { members: Some(1), seed: SEED });
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.tried() > system.variables.len(), "every variable is tried");
}

#[test]
fn nothing_moves_but_the_free_secrets() {
    let report = rank::run(&recorded().system(), &ledger());
    assert!(report.is_passed(), "{report:#?}");
    assert!(report.equations.is_some_and(|n| n > 0 && n < report.secrets), "{report:?}");
}
