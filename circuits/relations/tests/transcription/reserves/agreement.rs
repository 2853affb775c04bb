//! Native check, circuit and transcription: one verdict on reserves.

use super::statement::reserves;
use crate::{
    solvency_cases::reserves::{mutations, random, valid, world},
    verdict::{Constraints, Kept, Verdict, cases, judged, refused_at, some},
};
use ark_bn254::Fr;
use covenant_relations::reserves::{ReservesCircuit, Room};
use covenant_statements::solvency::{
    reserves::{Claim, Rule, check},
    sample::World,
};
use rayon::prelude::*;

fn transcribed(claim: &Claim, public: [Fr; 4]) -> Verdict {
    judged(&public, |clauses| reserves(clauses, claim, public))
}

/// The clause in which a circuit with room for three statements of four assets refuses.
fn circuit(claim: &Claim) -> Result<(), String> {
    const ROOM: Room = Room { statements: 3, assets: 4 };
    static CONSTRAINTS: Kept =
        Kept::new(|| Constraints::of(&ReservesCircuit::with_room(world().reserves_claim(), ROOM)));
    let refused =
        CONSTRAINTS.judge(&ReservesCircuit::with_room(claim, ROOM), &claim.public_inputs().to_array());
    refused.map_err(|place| place.split('/').next().unwrap_or_default().to_owned())
}

/// What is wrong, if not all three refuse the claim by this rule and in its clause, or accept it where there is none.
fn differs(name: &str, claim: &Claim, rule: Option<Rule>) -> Option<String> {
    let public = claim.public_inputs().to_array();
    let (native, circuit, here) = (check(claim), circuit(claim), transcribed(claim, public));
    let clause = rule.map_or(Ok(()), |rule| Err(rule.clause().name()));
    // All ranges are the circuit's first.
    let agree = native.map_err(|violation| violation.rule) == rule.map_or(Ok(()), Err)
        && here == clause
        && refused_at(
            circuit.as_ref().map_or_else(|place| Err(&place[..]), |()| Ok(())),
            clause,
            &["inputs"],
        );
    let told = || format!("{name}: {rule:?}; natively {native:?}, circuit {circuit:?}, here {here:?}");
    (!agree).then(told)
}

fn all_agree(table: &[(&str, Claim, Option<Rule>)]) {
    let differ = |(name, claim, rule): &(&str, Claim, Option<Rule>)| differs(name, claim, *rule);
    let failures: Vec<String> = table.par_iter().filter_map(differ).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn what_holds_is_accepted_by_all_three() {
    let table = some(valid::claims(), 3).into_iter().map(|(name, claim)| (name, claim, None));
    all_agree(&table.collect::<Vec<_>>());
}

/// But for the one with more statements than any circuit takes: there is no transcription of a size.
#[test]
fn every_mutation_is_refused_by_all_three_in_one_clause() {
    let table = mutations::table().into_iter().map(|(name, change, rule, ..)| (name, change, rule));
    let table = table.filter(|(.., rule)| *rule != Rule::TooManyStatements).collect();
    let claim = |(name, change, rule): (_, mutations::Change, _)| (name, change.claim(), Some(rule));
    all_agree(&some(table, 2).into_iter().map(claim).collect::<Vec<_>>());
}

/// All of the scope's 32 places, and nullifiers of more than one block.
#[test]
fn a_full_scope_has_the_same_public_inputs() {
    let claim = World::new(5, 1, 32, 6).reserves_claim();
    assert_eq!((check(&claim), transcribed(&claim, claim.public_inputs().to_array())), (Ok(()), Ok(())));
}

/// The context is nobody's business here: whoever takes it to another place takes another proof.
#[test]
fn every_public_input_but_the_context_is_bound() {
    let claim = world().reserves_claim();
    let clauses = [Ok(()), Err("documents"), Err("totals"), Err("nullifiers")];
    for (i, clause) in clauses.into_iter().enumerate() {
        let mut other = claim.public_inputs().to_array();
        other[i] += Fr::from(1u64);
        assert_eq!(transcribed(&claim, other), clause, "public input {i}");
    }
}

#[test]
fn all_three_agree_on_random_changes() {
    let cases = cases(12);
    let held = |seed: u64| {
        let claim = random::claim(seed);
        let rule = check(&claim).err().map(|violation| violation.rule);
        differs(&format!("seed {seed}"), &claim, rule).map_or(Ok(rule.is_none()), Err)
    };
    let held: Result<Vec<bool>, String> = (0..cases).into_par_iter().map(held).collect();
    let accepted =
        held.unwrap_or_else(|failure| panic!("{failure}")).iter().filter(|held| **held).count() as u64;
    assert!(
        accepted * 10 > cases && (cases - accepted) * 8 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
