//! Each mutation of the table: the native check must name the rule and the row; the circuit must refuse in the clause that stands
//! beside it.

use crate::{
    cases::{mutations::table, one, world},
    full, refused_in,
};
use covenant_statements::pool::{Rule, check};
use rayon::prelude::*;
use std::collections::BTreeSet;

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
