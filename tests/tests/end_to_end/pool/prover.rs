//! A prover that holds an honest claim and alters it: by our code, or past it, straight into the prover.

use super::fixture::{key, proved};
use crate::fixture::{day, quiet};
use covenant_core::{EngineProver, ProveError, Prover, ProverError, prove};
use covenant_relations::{Circuit, pool::PoolCircuit};
use covenant_statements::{
    Fr,
    pool::{Claim, Rule},
};

/// One thing that a prover without the servicer's key can do, and the rule that stops it.
type Tampering = (&'static str, fn(&mut Claim), Rule);

const TAMPERINGS: &[Tampering] = &[
    ("a lower balance", |c| c.tape.lines[0].balance.0 -= 1, Rule::TapeSignature),
    ("a loan shown as current", |c| c.tape.lines[2].days_past_due = 0, Rule::TapeSignature),
    ("a better grade", |c| c.tape.lines[1].grade = 1, Rule::TapeSignature),
    ("a default forgotten", |c| c.tape.lines[0].defaulted ^= true, Rule::TapeSignature),
    ("a group taken apart", |c| c.tape.obligors[1].same_group = false, Rule::TapeSignature),
    ("a tape called newer", |c| c.tape.sequence += 1, Rule::TapeSignature),
    ("a tape called later", |c| c.tape.cut_off = day("2026-11-01"), Rule::TapeSignature),
    ("another pool's tape", |c| c.tape.pool += Fr::from(1u64), Rule::TapeSignature),
    (
        "a note left out",
        |c| {
            c.notes.pop();
        },
        Rule::LineCount,
    ),
    ("a note twice", |c| c.notes[1] = c.notes[0].clone(), Rule::OtherNote),
    ("a later maturity", |c| c.notes[0].due = day("2030-01-01"), Rule::OtherNote),
    ("a higher rate", |c| c.notes[0].rate.0 += 1, Rule::OtherNote),
    ("a milder policy", |c| c.policy.discount.0 -= 1, Rule::TapePolicy),
    (
        "a servicer's leaf extended",
        |c| c.servicer.leaf.valid_until = covenant_statements::Day::MAX,
        Rule::ServicerNotRegistered,
    ),
    ("a friend as servicer", |c| c.roles.servicer = c.roles.owner, Rule::OtherServicer),
    ("a smaller senior tranche", |c| c.tranches[0].0 = 1, Rule::SeniorBelowMinimum),
    ("a tranche that is not there", |c| c.tranches[3].0 = 1, Rule::TrancheUnused),
    ("a bound that is exceeded", |c| c.bounds[5].0 = 0, Rule::OverBound),
];

/// What the circuit has as a constant, such as the servicer's role, no witness can alter.
#[test]
fn our_prover_names_the_rule_and_past_it_there_is_no_proof() {
    for (name, tamper, rule) in TAMPERINGS {
        let mut claim = proved().claim.clone();
        tamper(&mut claim);
        match prove(key(), &claim, &mut quiet) {
            Err(ProveError::Violation(violation)) => assert_eq!(violation.code, rule.code(), "{name}"),
            other => panic!("{name}: {other:?}"),
        }
        // Past the native check, straight to the engine.
        let assignment = PoolCircuit::of(&claim).assignment();
        let refused = EngineProver::default().prove(key(), &assignment, &mut quiet);
        assert!(matches!(refused, Err(ProverError::Unsatisfied)), "{name}");
    }
}
