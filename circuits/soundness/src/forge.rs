//! Gate: every value that the prover computes or gives is replaced, and a constraint catches it.
//!
//! A forged value first meets the constraints that end with it (the values before it and its own decide them): what one
//! of those catches is caught whatever follows, and every single variable is tried. What they let through is replayed,
//! with all that is computed from it following; of each place some members are replayed, or all.

use crate::{Circuit, Ledger, System, delta::Delta, system::Origin};
use ark_ff::PrimeField;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What an honest value is replaced by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Replacement {
    /// An unrelated value.
    Random,
    /// v + 1.
    PlusOne,
    /// v − 1.
    MinusOne,
    /// 1 − v: a bit flipped.
    Flipped,
    /// −v.
    Negated,
    /// 0.
    Zero,
    /// The value of another row: another variable of the same place, else of the place before.
    OtherRow,
}

impl Replacement {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Random,
        Self::PlusOne,
        Self::MinusOne,
        Self::Flipped,
        Self::Negated,
        Self::Zero,
        Self::OtherRow,
    ];

    fn of<F: PrimeField>(self, honest: F, other: F, random: F) -> F {
        match self {
            Self::Random => random,
            Self::PlusOne => honest + F::ONE,
            Self::MinusOne => honest - F::ONE,
            Self::Flipped => F::ONE - honest,
            Self::Negated => -honest,
            Self::Zero => F::ZERO,
            Self::OtherRow => other,
        }
    }
}

/// How much is replayed.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// At most so many members of each place are replayed for each replacement; `None` for all.
    pub members: Option<usize>,
    /// Of random values and choices.
    pub seed: u64,
}

/// What became of the forgeries of one place.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PlaceReport {
    /// Its full path.
    pub place: String,
    /// How many variables were made there.
    pub variables: usize,
    /// Forgeries that the constraints ending with them caught.
    pub caught_at_once: usize,
    /// Forgeries that were replayed.
    pub replayed: usize,
    /// The labels of the constraints that caught them, the first of each.
    pub caught_by: BTreeSet<String>,
}

/// A forgery that is not as the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// All constraints hold for a forged value.
    Accepted {
        /// The place.
        place: String,
        /// The column.
        column: usize,
        /// What it was replaced by.
        replacement: Replacement,
    },
    /// A constraint caught it that the ledger does not name.
    Unexpected {
        /// The place.
        place: String,
        /// What it was replaced by.
        replacement: Replacement,
        /// The constraint's label.
        label: String,
    },
    /// The ledger has no entry for this place.
    Missing {
        /// The place.
        place: String,
    },
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// By place, in the order of first appearance.
    pub places: Vec<PlaceReport>,
    /// Empty where the gate is passed.
    pub findings: Vec<Finding>,
    /// Forgeries that are accepted because they are equivalent, by place, with the ledger's reason.
    pub equivalent: BTreeMap<String, String>,
}

impl Report {
    /// How many forgeries were tried.
    #[must_use]
    pub fn tried(&self) -> usize {
        self.places.iter().map(|place| place.caught_at_once + place.replayed).sum()
    }
}

/// One forged value.
#[derive(Clone, Copy)]
struct Try<F> {
    column: usize,
    replacement: Replacement,
    value: F,
}

/// Runs the gate.
pub fn run<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    effort: Effort,
) -> Report {
    let members = members(system);
    let (closed, delta) = (system.closed_by_columns(), Delta::new(system));
    let outcomes: Vec<(u32, PlaceReport, Vec<Finding>, bool)> = members
        .par_iter()
        .map(|(site, columns)| {
            let place = Place { system, ledger, site: *site, columns };
            let (report, findings, equivalent) = place.judge(circuit, (&closed, &delta), effort);
            (*site, report, findings, equivalent)
        })
        .collect();
    let mut report = Report::default();
    for (site, place, findings, equivalent) in outcomes {
        if equivalent {
            let reason = ledger.equivalence(&system.sites[site as usize]).unwrap_or_default();
            report.equivalent.insert(place.place.clone(), reason.to_owned());
        }
        report.places.push(place);
        report.findings.extend(findings);
    }
    report.findings.sort();
    report.findings.dedup();
    report
}

/// The witness columns of each place, places in the order of first appearance.
fn members<F: PrimeField>(system: &System<F>) -> Vec<(u32, Vec<usize>)> {
    let mut positions = BTreeMap::<u32, usize>::new();
    let mut members = Vec::<(u32, Vec<usize>)>::new();
    for (column, variable) in system.variables.iter().enumerate() {
        if variable.origin != Origin::Public {
            let position = *positions.entry(variable.site).or_insert_with(|| {
                members.push((variable.site, Vec::new()));
                members.len() - 1
            });
            members[position].1.push(column);
        }
    }
    members
}

struct Place<'a, F> {
    system: &'a System<F>,
    ledger: &'a Ledger,
    site: u32,
    columns: &'a [usize],
}

impl<F: PrimeField> Place<'_, F> {
    fn judge(
        &self,
        circuit: &impl Circuit<F>,
        (closed, delta): (&[Vec<u32>], &Delta<'_, F>),
        effort: Effort,
    ) -> (PlaceReport, Vec<Finding>, bool) {
        let site = &self.system.sites[self.site as usize];
        let mut report =
            PlaceReport { place: site.full(), variables: self.columns.len(), ..PlaceReport::default() };
        let mut findings = Vec::new();
        let mut equivalent = false;
        let catchers = self.ledger.catchers(site);
        if catchers.is_none() {
            findings.push(Finding::Missing { place: report.place.clone() });
        }
        let caught = |report: &mut PlaceReport, findings: &mut Vec<Finding>, forged: &Try<F>, row: usize| {
            let label = &self.system.sites[self.system.rows[row].site as usize].name;
            if report.caught_by.insert(label.clone())
                && catchers.is_some_and(|labels| !labels.contains(&label.as_str()))
            {
                let (place, replacement) = (report.place.clone(), forged.replacement);
                findings.push(Finding::Unexpected { place, replacement, label: label.clone() });
            }
        };
        let mut pending = Vec::new();
        for forged in self.tries(effort.seed) {
            match self.caught_at_once(&closed[forged.column], &forged) {
                Some(row) => {
                    report.caught_at_once += 1;
                    caught(&mut report, &mut findings, &forged, row);
                }
                None => pending.push(forged),
            }
        }
        for forged in sample(pending, effort.members) {
            report.replayed += 1;
            let z = circuit.replay(&[(forged.column, forged.value)]);
            match delta.broken(&z).next() {
                Some(row) => caught(&mut report, &mut findings, &forged, row),
                None if self.ledger.equivalence(site).is_some() => equivalent = true,
                None => findings.push(Finding::Accepted {
                    place: report.place.clone(),
                    column: forged.column,
                    replacement: forged.replacement,
                }),
            }
        }
        (report, findings, equivalent)
    }

    /// Every replacement of every variable that changes its value.
    fn tries(&self, seed: u64) -> Vec<Try<F>> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ u64::from(self.site) << 32);
        let z = &self.system.z;
        let mut tries = Vec::new();
        for (i, column) in self.columns.iter().copied().enumerate() {
            let honest = z[column];
            let other = match self.columns.len() {
                1 => z[column - 1],
                n => z[self.columns[(i + 1 + rng.gen_range(0..n - 1)) % n]],
            };
            let random = F::rand(&mut rng);
            for replacement in Replacement::ALL {
                let value = replacement.of(honest, other, random);
                if value != honest {
                    tries.push(Try { column, replacement, value });
                }
            }
        }
        tries
    }

    fn caught_at_once(&self, closed: &[u32], forged: &Try<F>) -> Option<usize> {
        let value = |terms: &crate::system::Combination<F>| -> F {
            let of = |column: u32| match column as usize == forged.column {
                true => forged.value,
                false => self.system.z[column as usize],
            };
            terms.iter().map(|(column, k)| of(*column) * k).sum()
        };
        let fails = |row: &&u32| {
            let row = &self.system.rows[**row as usize];
            value(&row.a) * value(&row.b) != value(&row.c)
        };
        closed.iter().find(fails).map(|row| *row as usize)
    }
}

/// At most `most` of each replacement, first and last among them.
fn sample<F: Copy>(pending: Vec<Try<F>>, most: Option<usize>) -> Vec<Try<F>> {
    let Some(most) = most.map(|most| most.max(1)) else { return pending };
    let mut by_replacement = BTreeMap::<Replacement, Vec<Try<F>>>::new();
    for forged in pending {
        by_replacement.entry(forged.replacement).or_default().push(forged);
    }
    let spread = |all: Vec<Try<F>>| {
        let n = all.len();
        let picked: BTreeSet<usize> = match most {
            1 => BTreeSet::from([n / 2]),
            _ => (0..most).map(|i| i * (n - 1) / (most - 1)).collect(),
        };
        picked.into_iter().map(|i| all[i]).collect::<Vec<_>>()
    };
    by_replacement.into_values().flat_map(spread).collect()
}
