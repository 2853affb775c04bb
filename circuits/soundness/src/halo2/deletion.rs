//! Gate: every constraint is needed. Each gate's polynomial, each lookup and each copy is left out in turn, and a witness of something false must
//! then pass: one that breaks this constraint and no other. Else a table says why the constraint is there.

use super::{Field, System, Trial, Unit, Witness};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A witness of something false.
#[derive(Clone, Debug)]
pub struct Case<F> {
    /// What is false.
    pub name: String,
    /// Its values.
    pub witness: Witness<F>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// Nothing objects: something false can be proved.
    Accepted {
        /// The case.
        case: String,
    },
    /// No case shows what the constraint is for, and no reason is written.
    Unshown {
        /// The constraint.
        constraint: String,
    },
    /// A reason for a constraint that a case shows, or that isn't there.
    Stale {
        /// What the reason names.
        constraint: String,
    },
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// For each constraint the first case that shows it.
    pub shown: BTreeMap<Unit, usize>,
    /// How many constraints have a written reason instead.
    pub reasons: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Runs the gate. `reasons` pairs the start of a constraint's name with why no case can show it.
#[must_use]
pub fn run<F: Field>(
    system: &System<F>,
    honest: &Witness<F>,
    cases: &[Case<F>],
    reasons: &[(&str, &str)],
) -> Report {
    let mut trial = Trial::new(system, honest.clone());
    let mut report = Report::default();
    for (index, case) in cases.iter().enumerate() {
        let units: BTreeSet<Unit> =
            trial.failures_of(&case.witness).iter().map(|failure| failure.unit).collect();
        match units.len() {
            0 => report.findings.push(Finding::Accepted { case: case.name.clone() }),
            1 => units.iter().for_each(|unit| {
                report.shown.entry(*unit).or_insert(index);
            }),
            _ => {}
        }
    }
    let mut used = BTreeSet::new();
    for unit in system.units().filter(|unit| !report.shown.contains_key(unit)) {
        let name = system.name(unit);
        match reasons.iter().find(|(start, _)| name.starts_with(start)) {
            Some((start, _)) => {
                used.insert(*start);
                report.reasons += 1;
            }
            None => report.findings.push(Finding::Unshown { constraint: name }),
        }
    }
    let stale = reasons.iter().filter(|(start, _)| !used.contains(start));
    report.findings.extend(stale.map(|(start, _)| Finding::Stale { constraint: (*start).to_owned() }));
    report
}
