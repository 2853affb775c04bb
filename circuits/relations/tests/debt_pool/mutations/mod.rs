//! One valid world, and single changes each of which breaks one rule.

mod figures;
mod lines;
mod policy;
mod tape;

use super::{full, one, refused_in, world};
use covenant_statements::{
    Day,
    pool::{Claim, Rule, check, sample::World},
};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A change to the world before anything is signed, or to the claim after.
enum Change {
    /// Signatures and tranches follow: the rule alone is broken.
    World(fn(&mut World)),
    /// Signatures follow, tranches and bounds stay.
    Stated(fn(&mut World)),
    /// Signatures stay: something was altered.
    Claim(fn(&World, &mut Claim)),
}

impl Change {
    fn claim(&self) -> Claim {
        let mut world = world();
        match self {
            Self::World(change) => {
                change(&mut world);
                world.settle();
                world.claim()
            }
            Self::Stated(change) => {
                change(&mut world);
                world.claim()
            }
            Self::Claim(change) => {
                let mut claim = world.claim();
                change(&world, &mut claim);
                claim
            }
        }
    }
}

/// Name, change, the rule that the native check names with its row, and the circuit's clause, where that is not the rule's own.
type Mutation = (&'static str, Change, Rule, Option<u32>, Option<&'static str>);

fn table() -> Vec<Mutation> {
    [policy::table(), lines::table(), tape::table(), figures::table()].into_iter().flatten().collect()
}

fn shift(day: &mut Day, days: i64) {
    *day = Day::new((i64::from(day.get()) + days) as u32).unwrap();
}

/// The tape of this world, to be changed and then signed as it stands.
fn detach(world: &mut World, change: fn(&mut covenant_statements::pool::Tape)) {
    world.tape = world.tape();
    world.detached = true;
    change(&mut world.tape);
}

#[test]
fn the_native_check_names_the_rule_and_the_circuit_refuses_in_its_clause() {
    let failures: Vec<String> = table()
        .par_iter()
        .filter_map(|(name, change, rule, row, clause)| {
            let claim = change.claim();
            let native = check(&claim).err();
            if native.map(|found| (found.rule, found.row)) != Some((*rule, *row)) {
                return Some(format!("{name}: natively {native:?}, not {rule:?} in {row:?}"));
            }
            let refused = refused_in(&claim);
            let expected = clause.unwrap_or(rule.clause().name());
            (refused.as_deref() != Some(expected))
                .then(|| format!("{name}: the circuit refuses in {refused:?}, expected {expected}"))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_rule_has_a_mutation() {
    let table = table();
    assert!(table.len() >= 40);
    let covered: BTreeSet<Rule> = table.iter().map(|(_, _, rule, ..)| *rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), table.len(), "names are unique");
}

#[test]
fn every_public_input_is_bound() {
    let cs = full(&world().claim());
    let clauses = ["disclosure", "tape", "lines", "tape", "bounds", "bounds", "disclosure"];
    for (i, clause) in clauses.into_iter().enumerate() {
        let mut z = cs.assignment();
        z[i + 1] += one();
        let refused = cs.is_satisfied_by(&z).unwrap_err();
        assert_eq!(refused.scope.split('/').next(), Some(clause), "public input {}: {refused}", i + 1);
    }
}
