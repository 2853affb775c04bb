//! Native check, circuit and transcription: one verdict on coverages, and the same figures.

use super::statement::covered;
use crate::{
    solvency_cases::coverage::{disclose, mutations, random, valid, world},
    verdict::{Constraints, Kept, Verdict, cases, judged, refused_at, some},
};
use ark_bn254::Fr;
use covenant_relations::coverage::{CoverageCircuit, Room};
use covenant_statements::solvency::{
    coverage::{Claim, Rule, check},
    sample::World,
};
use rayon::prelude::*;

fn transcribed(claim: &Claim, public: [Fr; 5]) -> Verdict {
    judged(&public, |clauses| covered(clauses, claim, public))
}

/// The clause in which a circuit with room for three chunks, four assets and two signatures refuses.
fn circuit(claim: &Claim) -> Result<(), String> {
    const ROOM: Room = Room { chunks: 3, columns: 8, assets: 4, authorities: 2 };
    static CONSTRAINTS: Kept =
        Kept::new(|| Constraints::of(&CoverageCircuit::with_room(world().coverage_claim(), ROOM)));
    let refused =
        CONSTRAINTS.judge(&CoverageCircuit::with_room(claim, ROOM), &claim.public_inputs().to_array());
    refused.map_err(|place| place.split('/').next().unwrap_or_default().to_owned())
}

/// What is wrong, if not all three refuse the claim by this rule and in its clause, or accept it where there is none.
fn differs(name: &str, claim: &Claim, rule: Option<Rule>) -> Option<String> {
    let public = claim.public_inputs().to_array();
    let (native, circuit, here) = (check(claim), circuit(claim), transcribed(claim, public));
    let clause = rule.map_or(Ok(()), |rule| Err(rule.clause().name()));
    // All ranges are the circuit's first. Six authorities do not even enter; to the circuit a quorum of nobody is one that nobody signs for.
    let quorum = rule == Some(Rule::QuorumForm);
    let (first, later): (&[_], &[_]) =
        if quorum { (&["inputs"], &["inputs", "prices"]) } else { (&[], &["inputs"]) };
    let agree = native.map_err(|violation| violation.rule) == rule.map_or(Ok(()), Err)
        && refused_at(here, clause, first)
        && refused_at(circuit.as_ref().map_or_else(|place| Err(&place[..]), |()| Ok(())), clause, later);
    let told = || format!("{name}: {rule:?}; natively {native:?}, circuit {circuit:?}, here {here:?}");
    (!agree).then(told)
}

fn all_agree(table: &[(&str, Claim, Option<Rule>)]) {
    let differ = |(name, claim, rule): &(&str, Claim, Option<Rule>)| differs(name, claim, *rule);
    let failures: Vec<String> = table.par_iter().filter_map(differ).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn what_holds_has_the_same_figures() {
    let table = some(valid::claims(), 5).into_iter().map(|(name, claim)| (name, claim, None));
    all_agree(&table.collect::<Vec<_>>());
}

/// But for the one with more chunks than any circuit takes: there is no transcription of a size.
#[test]
fn every_mutation_is_refused_by_all_three_in_one_clause() {
    let table = mutations::table().into_iter().map(|(name, change, rule, ..)| (name, change, rule));
    let table = table.filter(|(.., rule)| *rule != Rule::TooManyChunks).collect();
    let claim = |(name, change, rule): (_, mutations::Change, _)| (name, change.claim(), Some(rule));
    all_agree(&some(table, 5).into_iter().map(claim).collect::<Vec<_>>());
}

/// All of the scope's places and all columns of the largest key, and the one column of the smallest.
#[test]
fn scopes_of_every_width_have_the_same_public_inputs() {
    for assets in [1, 32] {
        let mut world = World::new(5, 2, assets, 2);
        disclose(&mut world, 0b11);
        let claim = world.coverage_claim();
        let here = transcribed(&claim, claim.public_inputs().to_array());
        assert_eq!((check(&claim), here), (Ok(()), Ok(())), "{assets} assets");
    }
}

#[test]
fn every_public_input_is_bound() {
    let claim = world().coverage_claim();
    let clauses = ["disclosure", "documents", "chunks", "reserves", "disclosure"];
    for (i, clause) in clauses.into_iter().enumerate() {
        let mut other = claim.public_inputs().to_array();
        other[i] += Fr::from(1u64);
        assert_eq!(transcribed(&claim, other), Err(clause), "public input {i}");
    }
}

#[test]
fn all_three_agree_on_random_changes() {
    let cases = cases(8);
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
