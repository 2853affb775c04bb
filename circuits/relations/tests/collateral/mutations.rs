//! Each mutation of the table: the native check must name the rule and the row; the circuit must refuse in the clause that stands
//! beside it.

use crate::{cases::mutations::table, support::refusal};
use covenant_statements::collateral::{Rule, Violation, check};
use rayon::prelude::*;
use std::collections::BTreeSet;

#[test]
fn the_native_check_names_the_rule_and_the_circuit_refuses_in_its_clause() {
    let failures: Vec<String> = table()
        .par_iter()
        .filter_map(|(name, change, rule, row, clause)| {
            let claim = change.claim();
            let native = check(&claim);
            if native != Err(Violation { rule: *rule, row: *row }) {
                return Some(format!("{name}: natively {native:?}, not {rule:?} {row:?}"));
            }
            let refused = refusal(&claim);
            let expected = clause.unwrap_or(rule.clause().name());
            let scope = refused.as_deref().map_or("", |place| place.split('/').next().unwrap());
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
    let covered: BTreeSet<Rule> = table.iter().map(|(_, _, rule, ..)| *rule).collect();
    let missing: Vec<&Rule> = Rule::ALL.iter().filter(|rule| !covered.contains(rule)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names.len(), table.len(), "names are unique");
}
