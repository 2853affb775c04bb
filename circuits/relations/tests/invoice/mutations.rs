//! Each mutation of the shared table: the native check must name the rule; the circuit must refuse in the clause that stands
//! beside it.

use crate::cases::mutations::table;
use covenant_gadgets::Fr;
use covenant_relations::{Circuit, Cs, invoice::InvoiceCircuit};
use covenant_statements::invoice::{Rule, Violation, check, sample::World};
use rayon::prelude::*;
use std::collections::BTreeSet;

#[test]
fn the_native_check_names_the_rule_and_the_circuit_refuses_in_its_clause() {
    let failures: Vec<String> = table()
        .par_iter()
        .filter_map(|(name, change, rule, clause)| {
            let claim = change.claim();
            let native = check(&claim);
            if native != Err(Violation::of(*rule)) {
                return Some(format!("{name}: natively {native:?}, not {rule:?}"));
            }
            let refused = InvoiceCircuit(&claim).full().is_satisfied().err();
            let expected = clause.unwrap_or(rule.clause().name());
            let scope = refused.as_ref().map_or("", |e| e.scope.split('/').next().unwrap());
            (scope != expected)
                .then(|| format!("{name}: the circuit says {refused:?}, expected in {expected}"))
        })
        .collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_rule_has_a_mutation() {
    let table = table();
    assert!(table.len() >= 40);
    let covered: BTreeSet<Rule> = table.iter().map(|(_, _, rule, _)| *rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), table.len(), "names are unique");
}

#[test]
fn every_public_input_is_bound() {
    let claim = World::new(1).claim();
    let cs: Cs = InvoiceCircuit(&claim).full();
    for i in 1..=4 {
        let mut z = cs.assignment();
        z[i] += Fr::from(1u64);
        let refused = cs.is_satisfied_by(&z).unwrap_err();
        let expected = ["consent", "note", "nullifier", "note"][i - 1];
        assert_eq!(refused.scope.split('/').next(), Some(expected), "public input {i}: {refused}");
    }
}
