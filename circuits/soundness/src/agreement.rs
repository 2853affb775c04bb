//! Gate: the circuit accepts what the statement accepts, and refuses what it refuses.
//!
//! The statement's native check gives a verdict on values; the circuit gives one on an assignment. A case holds both. The
//! assignments that matter most are those that the program's own types cannot express: a value and the modulus apart, a
//! flag of 2, a part of a packing that runs over into the next. They are made raw, as an attacker would make them.

use crate::{System, deletion};
use ark_ff::PrimeField;
use rayon::prelude::*;
use serde::Serialize;

/// An assignment and what the statement says of it.
#[derive(Clone)]
pub struct Case<F> {
    /// What it is.
    pub name: String,
    /// The native check's verdict on the values in it.
    pub is_valid: bool,
    /// One, public inputs, witness.
    pub z: Vec<F>,
}

impl<F> core::fmt::Debug for Case<F> {
    /// Without the assignment, which may be made of somebody's witness.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A disagreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// The statement refuses it and all constraints hold: something false can be proved.
    Accepted {
        /// The case.
        case: String,
    },
    /// The statement accepts it and a constraint does not hold: something true cannot be proved.
    Refused {
        /// The case.
        case: String,
        /// The first such constraint.
        by: String,
    },
    /// The assignment has another length than the system: it is one of another circuit.
    Misshapen {
        /// The case.
        case: String,
    },
    /// No case is valid, or none is invalid: that shows nothing.
    OneSided,
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Cases that both accept.
    pub accepted: usize,
    /// Cases that both refuse.
    pub refused: usize,
    /// Disagreements, in the order of the cases.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether the gate is passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Runs the gate.
#[must_use]
pub fn run<F: PrimeField>(system: &System<F>, cases: &[Case<F>]) -> Report {
    let judge = |case: &Case<F>| -> Result<bool, Finding> {
        if case.z.len() != system.variables.len() {
            return Err(Finding::Misshapen { case: case.name.clone() });
        }
        match (case.is_valid, system.first_failing(&case.z, 0)) {
            (true, None) => Ok(true),
            (false, Some(_)) => Ok(false),
            (false, None) => Err(Finding::Accepted { case: case.name.clone() }),
            (true, Some(row)) => {
                let by = system.sites[system.rows[row].site as usize].full();
                Err(Finding::Refused { case: case.name.clone(), by })
            }
        }
    };
    let verdicts: Vec<Result<bool, Finding>> = cases.par_iter().map(judge).collect();
    let mut report = Report::default();
    for verdict in verdicts {
        match verdict {
            Ok(true) => report.accepted += 1,
            Ok(false) => report.refused += 1,
            Err(finding) => report.findings.push(finding),
        }
    }
    let is_one_sided = cases.iter().all(|case| case.is_valid) || !cases.iter().any(|case| case.is_valid);
    if is_one_sided {
        report.findings.push(Finding::OneSided);
    }
    report
}

/// The cases that must be refused, for [`deletion::run`].
#[must_use]
pub fn refused<F: PrimeField>(cases: &[Case<F>]) -> Vec<deletion::Case<F>> {
    let refused = cases.iter().filter(|case| !case.is_valid);
    refused.map(|case| deletion::Case { name: case.name.clone(), z: case.z.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Row, Site, Variable};
    use ark_bn254::Fr;

    /// x·x = y with y public.
    fn square() -> System<Fr> {
        let one = Fr::from(1u64);
        let variable = |origin| Variable { site: 0, origin };
        System {
            rows: vec![Row { a: vec![(2, one)], b: vec![(2, one)], c: vec![(1, one)], site: 0 }],
            variables: [Origin::Public, Origin::Public, Origin::Input].map(variable).to_vec(),
            z: [1u64, 9, 3].map(Fr::from).to_vec(),
            sites: vec![Site { path: String::new(), name: "square".into() }],
        }
    }

    fn case(name: &str, is_valid: bool, z: &[u64]) -> Case<Fr> {
        Case { name: name.into(), is_valid, z: z.iter().map(|v| Fr::from(*v)).collect() }
    }

    #[test]
    fn every_kind_of_disagreement_is_told() {
        let honest = [case("three", true, &[1, 9, 3]), case("four", false, &[1, 9, 4])];
        let report = run(&square(), &honest);
        assert!(report.is_passed() && (report.accepted, report.refused) == (1, 1));
        assert_eq!(refused(&honest).len(), 1);
        let cases = [
            case("taken", false, &[1, 16, 4]),
            case("not taken", true, &[1, 16, 5]),
            case("short", true, &[1, 9]),
        ];
        assert_eq!(
            run(&square(), &cases).findings,
            [
                Finding::Accepted { case: "taken".into() },
                Finding::Refused { case: "not taken".into(), by: "square".into() },
                Finding::Misshapen { case: "short".into() },
            ]
        );
        assert_eq!(run(&square(), &honest[..1]).findings, [Finding::OneSided]);
        assert_eq!(run::<Fr>(&square(), &[]).findings, [Finding::OneSided]);
    }
}
