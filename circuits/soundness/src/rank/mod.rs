//! Gate: with the public inputs fixed, nothing in the witness can move but the statement's free secrets.
//!
//! At a valid witness the derivative of all constraints is taken over **all** witness columns. With the secrets that the
//! ledger lists held fixed too, its columns must be independent: then every other value is, near this witness, a
//! function of the public inputs and those secrets. What is not is a finding. An entry of the list that cannot move
//! either is stale, and a finding too. So is a public input that no constraint mentions: a proof says nothing of it.
//!
//! What a derivative cannot see: a value with finitely many choices, such as a bit or a square root. The gate of forged
//! values flips those.

mod eliminate;
mod jacobian;
mod movement;
mod peel;

use crate::{Ledger, System, ledger::names};
use ark_ff::PrimeField;
use jacobian::SparseRow;
use serde::Serialize;
use std::collections::BTreeSet;

/// A variable that nothing fixes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Free {
    /// Its place.
    pub place: String,
    /// Its column.
    pub column: usize,
    /// The places of constraints that mention it, at most five.
    pub around: Vec<String>,
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Witness columns.
    pub columns: usize,
    /// Columns that the ledger lists as free secrets.
    pub secrets: usize,
    /// Independent equations between those, from the dimension in which the witness can move; `None` where elimination gave
    /// up, or something else moves too.
    pub equations: Option<usize>,
    /// Columns that peeling left to elimination.
    pub eliminated: usize,
    /// Variables that can move and are not listed.
    pub findings: Vec<Free>,
    /// Public inputs that no constraint mentions and that are not listed.
    pub unbound: Vec<Free>,
    /// Entries of the ledger that name nothing, or nothing that can move.
    pub stale: Vec<String>,
    /// Elimination gave up: what it should have decided is not known.
    pub undecided: bool,
}

impl Report {
    /// Whether the gate is passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.findings.is_empty() && self.unbound.is_empty() && self.stale.is_empty() && !self.undecided
    }
}

/// Runs the gate at the system's assignment, which must be valid.
#[must_use]
pub fn run<F: PrimeField>(system: &System<F>, ledger: &Ledger) -> Report {
    let rows = jacobian::jacobian(system);
    let public = system.num_public();
    let is_free: Vec<bool> = system.sites.iter().map(|site| ledger.is_free(site)).collect();
    let site = |column: u32| system.variables[column as usize].site as usize;
    let is_secret: Vec<bool> = (0..system.variables.len())
        .map(|column| column >= public && is_free[system.variables[column].site as usize])
        .collect();
    let open = (0..is_secret.len()).map(|column| column >= public && !is_secret[column]).collect();
    let peeled = peel::peel(&rows, open);
    let left: Vec<u32> = (0..is_secret.len() as u32).filter(|column| peeled[*column as usize]).collect();
    let free = match left.is_empty() {
        true => Some(Vec::new()),
        false => {
            eliminate::eliminate(of_open_columns(&rows, &peeled), &left).map(|eliminated| eliminated.free)
        }
    };
    let movement = movement::movement(&rows, public, is_secret.len());
    let undecided = free.is_none() || movement.is_none();
    let unmentioned = unmentioned(system);
    let findings: Vec<Free> = described(system, free.unwrap_or_default());
    let secrets = is_secret.iter().filter(|secret| **secret).count();
    let dimension = movement.as_ref().map(|movement| movement.dimension).filter(|_| findings.is_empty());
    let moves = |column: usize| movement.as_ref().is_none_or(|movement| movement.moves[column]);
    Report {
        columns: is_secret.len() - public,
        secrets,
        equations: dimension.map(|dimension| secrets.saturating_sub(dimension)),
        eliminated: left.len(),
        stale: stale(system, ledger, &moving(&is_secret, moves, &unmentioned)),
        unbound: described(system, unmentioned.into_iter().filter(|c| !is_free[site(*c)]).collect()),
        findings,
        undecided,
    }
}

fn of_open_columns<F: PrimeField>(rows: &[SparseRow<F>], peeled: &[bool]) -> Vec<SparseRow<F>> {
    let open = |row: &SparseRow<F>| -> SparseRow<F> {
        row.iter().filter(|(column, _)| peeled[*column as usize]).copied().collect()
    };
    rows.iter().map(open).filter(|row| !row.is_empty()).collect()
}

fn described<F: PrimeField>(system: &System<F>, free: Vec<u32>) -> Vec<Free> {
    if free.is_empty() {
        return Vec::new();
    }
    let rows = system.rows_of_columns();
    let describe = |column: u32| {
        let column = column as usize;
        let around: BTreeSet<String> = rows[column]
            .iter()
            .map(|row| system.sites[system.rows[*row as usize].site as usize].full())
            .collect();
        Free { place: system.site_of(column).full(), column, around: around.into_iter().take(5).collect() }
    };
    free.into_iter().map(describe).collect()
}

/// Public inputs that no constraint mentions.
fn unmentioned<F: PrimeField>(system: &System<F>) -> Vec<u32> {
    let public = system.num_public();
    let mut mentioned = vec![false; public];
    for column in system.rows.iter().flat_map(crate::Row::columns).filter(|column| *column < public) {
        mentioned[column] = true;
    }
    (1..public as u32).filter(|column| !mentioned[*column as usize]).collect()
}

/// Columns that can move: secrets that nothing determines, and public inputs that no constraint mentions.
fn moving(is_secret: &[bool], moves: impl Fn(usize) -> bool, unmentioned: &[u32]) -> Vec<usize> {
    let can_move = |column: &usize| is_secret[*column] && moves(*column);
    let public = unmentioned.iter().map(|column| *column as usize);
    public.chain((0..is_secret.len()).filter(can_move)).collect()
}

fn stale<F: PrimeField>(system: &System<F>, ledger: &Ledger, moving: &[usize]) -> Vec<String> {
    let sites: BTreeSet<u32> = moving.iter().map(|column| system.variables[*column].site).collect();
    let moving: Vec<String> = sites.iter().map(|site| system.sites[*site as usize].full()).collect();
    let is_stale = |place: &&&str| !moving.iter().any(|full| names(place, full));
    ledger.free.iter().filter(is_stale).map(|place| (*place).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Row, Site, Variable};
    use ark_bn254::Fr;

    /// x·x = the second public input; the first is mentioned nowhere.
    fn system() -> System<Fr> {
        let one = Fr::from(1u64);
        let names = ["one", "public-1", "public-2", "x"];
        let site = |name: &str| Site { path: String::new(), name: name.into() };
        let origins = [Origin::Public, Origin::Public, Origin::Public, Origin::Input];
        let variable = |(site, origin): (u32, Origin)| Variable { site, origin };
        System {
            rows: vec![Row { a: vec![(3, one)], b: vec![(3, one)], c: vec![(2, one)], site: 3 }],
            variables: (0u32..).zip(origins).map(variable).collect(),
            z: [1u64, 7, 9, 3].map(Fr::from).to_vec(),
            sites: names.map(site).to_vec(),
        }
    }

    #[test]
    fn an_assignment_is_not_printed() {
        let case = crate::deletion::Case { name: "a case".into(), z: system().z };
        let printed = format!("{:?} {case:?}", System { z: vec![Fr::from(987_654_321u64); 4], ..system() });
        assert!(!printed.contains("987654321") && !printed.contains("BigInt"), "{printed}");
    }

    #[test]
    fn public_inputs_that_no_constraint_mentions_are_listed_or_found() {
        let with = |free| run(&system(), &Ledger { free, ..Ledger::EMPTY });
        let places =
            |report: &Report| report.unbound.iter().map(|free| free.place.clone()).collect::<Vec<_>>();
        let report = with(&[]);
        assert_eq!(places(&report), ["public-1"]);
        assert!(report.findings.is_empty() && !report.is_passed());
        assert!(with(&["public-1"]).is_passed());
        assert_eq!(with(&["public-1", "public-2"]).stale, ["public-2"], "that one is bound");
    }
}
