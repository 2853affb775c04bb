//! Native check, circuit and transcription: one verdict on rewrites, and the same digests.

use super::statement::rewrite;
use crate::verdict::{Constraints, Kept, Verdict, judged};
use ark_bn254::Fr;
use covenant_relations::collateral::{RewriteCircuit, Shape};
use covenant_statements::{
    Amount, Claim as _, PartyId,
    collateral::{Figures, Rewrite, rewrite::TIERS, sample::World},
};
use rayon::prelude::*;

/// A line that leaves is paid in part, another is whole; the exposure is what those that stay can cover.
fn leaving(released: [bool; 4]) -> Rewrite {
    let mut world = World::new(2, 4);
    world.ledger.lines[3].open.0 -= 1;
    world.exposure = Amount(0);
    let mut rewrite = Rewrite { claim: world.claim(), released: released.to_vec() };
    let base = Figures::of_lines(&rewrite.claim, &|line| !released[line]).base;
    rewrite.claim.exposure = Amount(base as u64);
    rewrite
}

fn public(rewrite: &Rewrite) -> [Fr; 6] {
    Rewrite::public_inputs(rewrite).to_array()
}

fn transcribed(claim: &Rewrite, public: [Fr; 6]) -> Verdict {
    judged(&public, |clauses| rewrite(clauses, claim, public))
}

fn circuit(claim: &Rewrite) -> Result<(), String> {
    fn of(claim: &Rewrite) -> RewriteCircuit<&Rewrite> {
        let shape = Shape { lines: 4, appraisals: 2, lots: 3, authorities: 2, commodities: 1 };
        RewriteCircuit { claim, info: &TIERS[0], shape }
    }
    static CONSTRAINTS: Kept = Kept::new(|| Constraints::of(&of(&leaving([false; 4]))));
    CONSTRAINTS.judge(&of(claim), &public(claim))
}

#[test]
fn rewrites_have_one_verdict_and_the_same_digests() {
    let patterns = [[true; 4], [false, true, false, true]];
    patterns.par_iter().for_each(|pattern| {
        let mut claim = leaving(*pattern);
        let verdicts = |claim: &Rewrite| {
            let (native, circuit) = (claim.check(), circuit(claim));
            (native.map_err(|v| v.clause), circuit.is_ok(), transcribed(claim, public(claim)))
        };
        assert_eq!(verdicts(&claim), (Ok(()), true, Ok(())), "{pattern:?}");
        claim.claim.exposure.0 += 1;
        assert_eq!(verdicts(&claim), (Err("base"), false, Err("base")), "{pattern:?}");
    });
}

/// What voids a certificate voids a rewrite, though the line that it is about leaves; but a line that leaves needs no debtor in the ledger.
#[test]
fn lines_that_leave_are_looked_at() {
    let last = |change: fn(&mut World)| {
        let mut world = World::new(2, 4);
        change(&mut world);
        world.exposure = Amount(0);
        Rewrite { claim: world.claim(), released: vec![false, false, false, true] }
    };
    let changes: [(fn(&mut World), _); 4] = [
        (|w| w.notes[3].nullifier = w.notes[0].nullifier, Err("lines")),
        (|w| w.ledger.lines[3].open.0 = w.notes[3].amount.0 + 1, Err("lines")),
        (|w| w.notes[3].debtor = PartyId(Fr::from(9u64)), Ok(())),
        (|w| w.notes[2].debtor = PartyId(Fr::from(9u64)), Err("debtors")),
    ];
    for (i, (change, verdict)) in changes.into_iter().enumerate() {
        let claim = last(change);
        assert_eq!(claim.check().map_err(|v| v.clause), verdict, "{i}");
        assert_eq!(circuit(&claim).is_ok(), verdict.is_ok(), "{i}");
        assert_eq!(transcribed(&claim, public(&claim)), verdict, "{i}");
    }
}

#[test]
fn every_public_input_is_bound() {
    let claim = leaving([false, true, false, true]);
    for (i, clause) in [(1, "environment"), (2, "lines"), (3, "release"), (4, "release"), (5, "base")] {
        let mut other = public(&claim);
        other[i] += Fr::from(1u64);
        assert_eq!(transcribed(&claim, other), Err(clause), "public input {i}");
    }
}
