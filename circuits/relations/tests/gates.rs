//! Every circuit of the table passes the gates of `covenant-soundness`.
//!
//! By default of each place two members are replayed and some groups are deleted; `COVENANT_GATES=whole` does all.

use covenant_relations::{Cs, RELATIONS, Refused, Relation, Sample};
use covenant_soundness::{
    Circuit as _, Origin, Recorded, Site,
    deletion::{self, Case},
    forge, rank,
};
use std::collections::BTreeSet;

/// Groups that are deleted in an ordinary run.
const GROUPS: usize = 24;

/// The circuits that gates go through: of tiers the one that stands for all.
fn gated() -> impl Iterator<Item = (&'static Relation, Sample)> {
    RELATIONS.iter().filter_map(|relation| Some((relation, relation.small?)))
}

fn recorded(sample: Sample, seed: u64) -> Recorded<impl Fn(&mut Cs) + Sync> {
    let circuit = sample(seed);
    Recorded::new(move |cs: &mut Cs| circuit.synthesize(cs))
}

/// The witnesses that are looked at. Circuits with tiers are large also where they are small: one of them takes minutes.
fn seeds(relation: &Relation) -> impl Iterator<Item = u64> + use<> {
    let most = if relation.info.lines.is_some() && !whole() { 1 } else { 2 };
    1..=most
}

fn whole() -> bool {
    std::env::var("COVENANT_GATES").is_ok_and(|value| value == "whole")
}

#[test]
fn every_value_is_held() {
    for (relation, small) in gated() {
        for seed in seeds(relation) {
            let circuit = recorded(small, seed);
            let system = circuit.system();
            let effort = forge::Effort { members: (!whole()).then_some(2), seed };
            let report = forge::run(&circuit, &system, &relation.ledger, effort);
            assert!(report.findings.is_empty(), "{}: {:#?}", relation.info.id, report.findings);
            assert!(report.tried() > system.variables.len(), "every variable is tried");
        }
    }
}

#[test]
fn nothing_moves_but_the_free_secrets() {
    for (relation, small) in gated() {
        for seed in seeds(relation) {
            let report = rank::run(&recorded(small, seed).system(), &relation.ledger);
            assert!(report.is_passed(), "{}: {report:#?}", relation.info.id);
            // Of the secrets that are listed not all can be chosen: they hash to the public inputs.
            assert!(report.equations.is_some_and(|n| n > 0 && n < report.secrets), "{report:?}");
        }
    }
}

/// As circuits too large for the whole are looked at: one namespace after the other, what comes from outside given.
#[test]
fn nothing_moves_in_any_part() {
    for (relation, small) in gated() {
        let system = recorded(small, 1).system();
        let first = |site: &Site| site.path.split('/').next().unwrap_or_default().to_owned();
        let parts: BTreeSet<String> =
            system.sites.iter().map(first).filter(|part| !part.is_empty()).collect();
        let (mut rows, mut columns) = (0, 0);
        for part in &parts {
            let part = system.part(part);
            assert!(part.failing(&part.z).is_empty());
            let report = rank::run(&part, &relation.ledger);
            assert!(report.findings.is_empty() && !report.undecided, "{}: {report:#?}", relation.info.id);
            (rows, columns) = (rows + part.rows.len(), columns + report.columns);
        }
        let hints = system.variables.iter().filter(|variable| variable.origin == Origin::Hint).count();
        assert_eq!((rows, columns), (system.rows.len(), hints), "the parts cover the circuit");
    }
}

#[test]
fn every_group_is_needed() {
    for (relation, small) in gated() {
        let circuit = recorded(small, 1);
        let system = circuit.system();
        let case = |(name, circuit): Refused| Case { name: name.to_owned(), z: circuit.assignment() };
        let cases: Vec<_> = (relation.refused)().into_iter().map(case).collect();
        let most = (!whole()).then_some(GROUPS);
        let report = deletion::run(&circuit, &system, &relation.ledger, &cases, most, 1);
        assert!(report.is_passed(), "{}: {:#?}", relation.info.id, failures(&report));
    }
}

fn failures(report: &deletion::Report) -> Vec<String> {
    let groups = report.findings().map(|group| format!("nothing shows {}", group.place));
    let accepted = report.accepted.iter().map(|case| format!("accepted: {case}"));
    groups.chain(accepted).chain(report.stale.iter().map(|place| format!("stale: {place}"))).collect()
}
