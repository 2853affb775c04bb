//! Each mutation of the table: the native check must name the rule and the row; the circuit must refuse in the clause that stands
//! beside it.

use super::{full, world};
use crate::{
    cases::{coverage::mutations::table, one},
    refused_in,
};
use covenant_statements::solvency::coverage::{Claim, Rule, check};
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
    assert!(table.len() >= 60, "{}", table.len());
    let covered: BTreeSet<Rule> = table.iter().map(|(_, _, rule, ..)| *rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), table.len(), "names are unique");
}

#[test]
fn every_public_input_is_bound() {
    let cs = full(&world().coverage_claim());
    let clauses = ["disclosure", "documents", "chunks", "reserves", "disclosure"];
    for (i, clause) in clauses.into_iter().enumerate() {
        let mut z = cs.assignment();
        z[i + 1] += one();
        let refused = cs.is_satisfied_by(&z).unwrap_err();
        assert_eq!(refused.scope.split('/').next(), Some(clause), "public input {}: {refused}", i + 1);
    }
}

/// The commitments of columns and claims are opaque here; the digest that is public binds them.
#[test]
fn other_columns_and_claims_are_another_digest() {
    let claim = world().coverage_claim();
    let mut others = [claim.clone(), claim.clone(), claim.clone()];
    others[0].chunks[1].commitment.columns += one();
    others[1].chunks[0].commitment.claims[0] ^= 1;
    others[2].chunks[0].commitment.claims[31] ^= 1;
    for other in &others {
        assert_eq!(check(other), Ok(()));
        let cs = full(other);
        assert_eq!(cs.is_satisfied(), Ok(()));
        assert_ne!(cs.public_inputs()[2], claim.public_inputs().liabilities);
    }
}

#[test]
fn totals_are_as_many_as_there_are_columns() {
    use covenant_statements::Claim as _;
    let changes: [fn(&mut Claim); 4] = [
        |c| _ = c.chunks[0].totals.pop(),
        |c| c.chunks[1].totals.push(0),
        |c| _ = c.reserves.totals.pop(),
        |c| c.reserves.totals.push(0),
    ];
    assert_eq!(world().coverage_claim().validate(), Ok(()));
    for (i, change) in changes.iter().enumerate() {
        let mut claim = world().coverage_claim();
        change(&mut claim);
        assert!(claim.validate().is_err(), "change {i}");
    }
}
