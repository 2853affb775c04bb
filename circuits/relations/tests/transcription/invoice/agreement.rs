//! Native check, circuit and transcription: one verdict, in one clause.

use super::{
    cases::{changes, mutations, valid},
    statement::certificate,
};
use crate::verdict::{Verdict, judged};
use ark_bn254::Fr;
use covenant_relations::{Circuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::{Claim, Violation, check, sample::World};
use proptest::prelude::*;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What is public of a claim; zeros where it has no note.
fn public(claim: &Claim) -> [Fr; 4] {
    claim.public_inputs().map_or([0u64.into(); 4], |public| public.to_array())
}

/// The clause in which the transcription refuses.
fn transcribed(claim: &Claim, public: [Fr; 4]) -> Verdict {
    judged(&public, |clauses| certificate(clauses, claim, public))
}

/// The clause in which the circuit refuses.
fn circuit(claim: &Claim) -> Result<(), String> {
    let cs = InvoiceCircuit(claim).full();
    assert_eq!(cs.public_inputs(), public(claim));
    cs.is_satisfied().map_err(|e| e.scope.split('/').next().unwrap().into())
}

#[test]
fn valid_claims_are_accepted_by_all_three() {
    valid::claims(|i| i).par_iter().for_each(|(name, claim)| {
        assert_eq!(check(claim), Ok(()), "{name}");
        assert_eq!(circuit(claim), Ok(()), "{name}");
        assert_eq!(transcribed(claim, public(claim)), Ok(()), "{name}");
    });
}

#[test]
fn every_public_input_is_bound() {
    let claim = World::new(1).claim();
    for (i, clause) in ["consent", "note", "nullifier", "note"].into_iter().enumerate() {
        let mut other = public(&claim);
        other[i] += Fr::from(1u64);
        assert_eq!(transcribed(&claim, other), Err(clause), "public input {i}");
    }
}

#[test]
fn every_mutation_is_refused_by_all_three_in_one_clause() {
    let failures: Vec<String> = mutations::table()
        .par_iter()
        .filter_map(|(name, change, rule, clause)| {
            let claim = change.claim();
            let refused = clause.unwrap_or(rule.clause().name());
            let verdicts = (check(&claim), circuit(&claim), transcribed(&claim, public(&claim)));
            (verdicts != (Err(Violation::of(*rule)), Err(refused.into()), Err(refused)))
                .then(|| format!("{name}: {verdicts:?}"))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn all_three_agree_on_random_changes() {
    let (mut runner, cases) = changes::runner(20);
    let accepted = AtomicU32::new(0);
    let outcome = runner.run(&changes::edits(), |edits| {
        let claim = changes::edited(&edits);
        let (native, circuit) = (check(&claim), circuit(&claim));
        let transcribed = transcribed(&claim, public(&claim));
        prop_assert_eq!(native.is_ok(), transcribed.is_ok(), "natively {:?}, here {:?}", native, transcribed);
        prop_assert_eq!(&circuit, &transcribed.map_err(String::from), "natively {:?}", native);
        accepted.fetch_add(u32::from(native.is_ok()), Relaxed);
        Ok(())
    });
    outcome.unwrap();
    let accepted = accepted.into_inner();
    assert!(cases < 200 || accepted * 50 > cases, "{accepted} of {cases} hold: too few");
}
