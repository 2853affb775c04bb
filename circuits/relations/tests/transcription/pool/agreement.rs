//! Native check, circuit and transcription: one verdict on pools, and the same figures.

use super::{
    cases::{mutations, random, valid, world},
    statement::certificate,
};
use crate::verdict::{Constraints, Kept, Verdict, cases, judged, some};
use ark_bn254::Fr;
use covenant_relations::pool::PoolCircuit;
use covenant_statements::{
    Amount,
    pool::{Claim, FIGURES, Rule, check, sample::World},
};
use rayon::prelude::*;

/// Zeros for the figures where there are none.
fn public(claim: &Claim) -> [Fr; 7] {
    claim.public_inputs().unwrap_or_else(|| claim.public_inputs_without_figures()).to_array()
}

fn transcribed(claim: &Claim, public: [Fr; 7]) -> Verdict {
    judged(&public, |clauses| certificate(clauses, claim, public))
}

/// The place at which a circuit with room for so many lines refuses.
fn circuit(claim: &Claim) -> Result<(), String> {
    static SMALL: Kept = Kept::new(|| Constraints::of(&PoolCircuit::with_room(world().claim(), 4)));
    static LARGE: Kept = Kept::new(|| Constraints::of(&PoolCircuit::with_room(world().claim(), 13)));
    let (constraints, room) = if claim.notes.len() <= 4 { (&SMALL, 4) } else { (&LARGE, 13) };
    constraints.judge(&PoolCircuit::with_room(claim, room), &public(claim))
}

/// What is wrong, if not all three refuse the claim by this rule, or accept it where there is none.
fn differs(name: &str, claim: &Claim, rule: Option<Rule>) -> Option<String> {
    let (native, circuit, here) = (check(claim), circuit(claim), transcribed(claim, public(claim)));
    let clause = rule.map_or(Ok(()), |rule| Err(rule.clause().name()));
    // What is far out of its form does not even enter.
    let enters = !matches!(rule, Some(Rule::PolicyForm | Rule::Grade));
    let agree = native.map_err(|violation| violation.rule) == rule.map_or(Ok(()), Err)
        && (here == clause || !enters && here == Err("inputs"))
        && circuit.is_ok() == rule.is_none();
    let says = || format!("{name}: {rule:?}; natively {native:?}, circuit {circuit:?}, here {here:?}");
    (!agree).then(says)
}

fn all_agree(table: &[(&str, Claim, Option<Rule>)]) {
    let differ = |(name, claim, rule): &(&str, Claim, Option<Rule>)| differs(name, claim, *rule);
    let failures: Vec<String> = table.par_iter().filter_map(differ).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn what_holds_has_the_same_figures() {
    let table = some(valid::claims(), 6).into_iter().map(|(name, claim)| (name, claim, None));
    all_agree(&table.collect::<Vec<_>>());
}

/// Groups of several obligors among others, lines in every state: all figures are public and disclosed.
#[test]
fn pools_of_many_obligors_have_the_same_figures() {
    let claim = |top: u32| {
        let mut world = World::new(u64::from(top), 13);
        world.policy.bounded.clear();
        (world.policy.top_obligors, world.policy.bullet) = (top, top.is_multiple_of(2));
        world.tape.obligors[2].same_group = top > 2;
        for (note, line) in world.notes.iter_mut().zip(&mut world.tape.lines) {
            // Obligors and groups that owe as much as others, and one that owes nothing.
            match top {
                3 => (note.amount, line.balance) = (Amount(500), Amount(500)),
                4 if note.debtor == world.tape.obligors[0].party => line.balance = Amount(0),
                _ => (),
            }
        }
        world.disclose((1 << FIGURES) - 1);
        world.settle();
        ("many obligors", world.claim(), None)
    };
    all_agree(&(1..=4).map(claim).collect::<Vec<_>>());
}

/// But for the one with more lines than any circuit takes: there is no transcription of a size.
#[test]
fn every_mutation_is_refused_by_all_three_in_one_clause() {
    let table = mutations::table().into_iter().map(|(name, change, rule, ..)| (name, change, rule));
    let table = table.filter(|(.., rule)| *rule != Rule::TooManyLines).collect();
    let claim = |(name, change, rule): (_, mutations::Change, _)| (name, change.claim(), Some(rule));
    all_agree(&some(table, 3).into_iter().map(claim).collect::<Vec<_>>());
}

#[test]
fn every_public_input_is_bound() {
    let mut world = world();
    world.disclose(0b101);
    let claim = world.claim();
    let clauses = ["disclosure", "tape", "lines", "tape", "bounds", "bounds", "disclosure"];
    for (i, clause) in clauses.into_iter().enumerate() {
        let mut other = public(&claim);
        other[i] += Fr::from(1u64);
        assert_eq!(transcribed(&claim, other), Err(clause), "public input {i}");
    }
}

#[test]
fn all_three_agree_on_random_changes() {
    let cases = cases(16);
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
