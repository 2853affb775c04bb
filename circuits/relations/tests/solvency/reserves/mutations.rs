//! Each mutation of the table: the native check must name the rule and the row; the circuit must refuse in the clause that stands
//! beside it.

use super::{full, world};
use crate::{
    cases::{one, reserves::mutations::table},
    refused_in,
};
use covenant_statements::solvency::reserves::{Rule, check};
use std::collections::BTreeSet;

#[test]
fn the_native_check_names_the_rule_and_the_circuit_refuses_in_its_clause() {
    let mut failures = Vec::new();
    for (name, change, rule, row, clause) in table() {
        let claim = change.claim();
        let native = check(&claim).err();
        if native.map(|found| (found.rule, found.row)) != Some((rule, row)) {
            failures.push(format!("{name}: natively {native:?}, not {rule:?} in {row:?}"));
        }
        let (refused, expected) = (refused_in(&full(&claim)), clause.unwrap_or(rule.clause().name()));
        if refused.as_deref() != Some(expected) {
            failures.push(format!("{name}: the circuit refuses in {refused:?}, expected {expected}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_rule_has_a_mutation() {
    let table = table();
    assert!(table.len() >= 30, "{}", table.len());
    let covered: BTreeSet<Rule> = table.iter().map(|(_, _, rule, ..)| *rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), table.len(), "names are unique");
}

#[test]
fn every_public_input_is_bound() {
    let cs = full(&world().reserves_claim());
    for (i, clause) in ["context", "documents", "totals", "nullifiers"].into_iter().enumerate() {
        let mut z = cs.assignment();
        z[i + 1] += one();
        let refused = cs.is_satisfied_by(&z).unwrap_err();
        assert_eq!(refused.scope.split('/').next(), Some(clause), "public input {}: {refused}", i + 1);
    }
}

/// Verifiers take one list: a claim in another order is no claim.
#[test]
fn nullifiers_stand_in_their_order() {
    use covenant_statements::Claim as _;
    let mut claim = world().reserves_claim();
    assert_eq!(claim.validate(), Ok(()));
    claim.reserves.swap(0, 1);
    assert!(claim.validate().is_err());
    claim.sort();
    assert_eq!(claim.public_inputs(), world().reserves_claim().public_inputs());
}
