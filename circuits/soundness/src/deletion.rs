//! Gate: every group of constraints is needed.
//!
//! Constraints are grouped by place. A group is needed if, with it left out, something false passes: an assignment that
//! breaks constraints of this group and no other. Such assignments come from the statement's negative cases and from
//! forged values with all that is computed from them following; then an attacker's repairs are made: a private or
//! public input that stands in another broken constraint is set to what that constraint asks for, and all follows again.
//!
//! Where repairs end at a constraint that no input can mend (a signature's equation, say), the group is shown for its
//! gadget alone: the forged value breaks nothing else in the group's own namespace, so that the gadget would give out a
//! wrong value.

use crate::{Circuit, Ledger, Row, Site, System, evaluate, system::Origin};
use ark_ff::PrimeField;
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Repairs of one forged witness.
const REPAIRS: usize = 8;
/// Constraints of a group that forgeries start from.
const STARTS: usize = 3;

/// An assignment that must be refused.
#[derive(Clone, Debug)]
pub struct Case<F> {
    /// What is wrong with it.
    pub name: String,
    /// One, public inputs, witness.
    pub z: Vec<F>,
}

/// How a group is known to be needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Shown {
    /// Without it, this negative case of the statement passes.
    Case {
        /// Its name.
        name: String,
    },
    /// Without it, a forged witness passes the whole circuit.
    Witness {
        /// The places whose values are forged, repairs included.
        forged: Vec<String>,
    },
    /// Without it, a forged value passes every constraint of the group's own namespace.
    Gadget {
        /// The place whose value is forged.
        forged: String,
    },
    /// The ledger says why nothing shows it.
    Reason {
        /// The reason.
        reason: String,
    },
}

/// A group of constraints.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Namespaces and label.
    pub place: String,
    /// How many constraints.
    pub constraints: usize,
    /// `None`: a finding.
    pub shown: Option<Shown>,
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// How many groups the circuit has.
    pub total: usize,
    /// Those that were looked at, in the order of the circuit.
    pub groups: Vec<Group>,
    /// Cases that hold: no negative cases at all.
    pub accepted: Vec<String>,
    /// Reasons in the ledger whose group is gone, or shown without them.
    pub stale: Vec<String>,
}

impl Report {
    /// Groups that nothing shows.
    pub fn findings(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.shown.is_none())
    }

    /// Whether the gate is passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.findings().next().is_none() && self.accepted.is_empty() && self.stale.is_empty()
    }
}

/// Runs the gate; with `most`, on so many groups chosen by `seed`.
pub fn run<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    cases: &[Case<F>],
    most: Option<usize>,
    seed: u64,
) -> Report {
    let mut rows_of = BTreeMap::<u32, Vec<usize>>::new();
    for (index, row) in system.rows.iter().enumerate() {
        rows_of.entry(row.site).or_default().push(index);
    }
    let (by_case, accepted) = shown_by_cases(system, cases);
    let mut chosen: Vec<u32> = rows_of.keys().copied().collect();
    let total = chosen.len();
    if let Some(most) = most {
        chosen.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        chosen.truncate(most);
        chosen.sort_unstable();
    }
    let groups: Vec<Group> = chosen
        .par_iter()
        .map(|site| {
            let place = &system.sites[*site as usize];
            let rows = &rows_of[site];
            let case = || by_case.get(site).map(|name| Shown::Case { name: name.clone() });
            let forged = || Forger { circuit, system, group: *site }.shown(rows);
            let reason = || ledger.reason(place).map(|reason| Shown::Reason { reason: reason.to_owned() });
            let shown = case().or_else(forged).or_else(reason);
            Group { place: place.full(), constraints: rows.len(), shown }
        })
        .collect();
    let stale = stale(ledger, &groups, most.is_none());
    Report { total, groups, accepted, stale }
}

/// Groups that are alone in refusing a case, with its name; and the cases that nothing refuses.
fn shown_by_cases<F: PrimeField>(
    system: &System<F>,
    cases: &[Case<F>],
) -> (BTreeMap<u32, String>, Vec<String>) {
    let broken: Vec<(usize, BTreeSet<u32>)> =
        cases.par_iter().enumerate().map(|(i, case)| (i, broken_groups(system, &case.z))).collect();
    let mut shown = BTreeMap::new();
    let mut accepted = Vec::new();
    for (i, groups) in broken {
        match groups.len() {
            0 => accepted.push(cases[i].name.clone()),
            1 => {
                shown.entry(*groups.first().unwrap_or(&0)).or_insert_with(|| cases[i].name.clone());
            }
            _ => {}
        }
    }
    (shown, accepted)
}

fn broken_groups<F: PrimeField>(system: &System<F>, z: &[F]) -> BTreeSet<u32> {
    system.rows.iter().filter(|row| !row.holds(z)).map(|row| row.site).collect()
}

fn stale(ledger: &Ledger, groups: &[Group], whole: bool) -> Vec<String> {
    let used: BTreeSet<&str> = groups
        .iter()
        .filter(|group| matches!(group.shown, Some(Shown::Reason { .. })))
        .flat_map(|group| {
            let named = ledger.undeletable.iter().filter(|(place, _)| crate::names(place, &group.place));
            named.map(|(place, _)| *place)
        })
        .collect();
    let unused = ledger.undeletable.iter().filter(|(place, _)| whole && !used.contains(place));
    unused.map(|(place, _)| (*place).to_owned()).collect()
}

struct Forger<'a, F, C> {
    circuit: &'a C,
    system: &'a System<F>,
    group: u32,
}

impl<F: PrimeField, C: Circuit<F>> Forger<'_, F, C> {
    /// The strongest of what forged values show.
    fn shown(&self, rows: &[usize]) -> Option<Shown> {
        let mut best = None;
        for forged in self.starts(rows) {
            match self.attempt(forged) {
                shown @ Some(Shown::Witness { .. }) => return shown,
                shown @ Some(_) => best = best.or(shown),
                None => {}
            }
        }
        best
    }

    /// Forged values that break constraints of the group: of the variables in some of its constraints, singly and in
    /// pairs of neighbours that leave a binary number as it is.
    fn starts(&self, rows: &[usize]) -> Vec<Vec<(usize, F)>> {
        let public = self.system.num_public();
        let z = &self.system.z;
        let n = rows.len();
        let picked: BTreeSet<usize> = (0..STARTS.min(n)).map(|i| rows[i * (n - 1) / (STARTS - 1)]).collect();
        let mut starts = Vec::new();
        for row in picked {
            let mut columns: Vec<usize> = self.system.rows[row].columns().filter(|c| *c >= public).collect();
            columns.sort_unstable();
            columns.dedup();
            for column in columns.iter().rev().take(3).copied() {
                let (v, two) = (z[column], F::from(2u64));
                let random = F::from(0x9e37_79b9_7f4a_7c15u64).square() + F::from(column as u64);
                for value in [v + F::ONE, random, F::ONE - v, F::ZERO, v + two] {
                    starts.push(vec![(column, value)]);
                }
                for (near, far) in [(column, column + 1), (column.wrapping_sub(1), column)] {
                    let alike = |c: usize| self.system.variables.get(c).map(|variable| variable.site);
                    if near >= public && alike(near).is_some() && alike(near) == alike(far) {
                        for (up, down) in [(two, F::ONE), (-two, -F::ONE)] {
                            starts.push(vec![(near, z[near] + up), (far, z[far] - down)]);
                        }
                    }
                }
            }
        }
        starts.retain(|forged| forged.iter().any(|(column, value)| z[*column] != *value));
        starts
    }

    fn attempt(&self, mut forged: Vec<(usize, F)>) -> Option<Shown> {
        let first = self.system.site_of(forged[0].0).full();
        let mut gadget = None;
        for round in 0..=REPAIRS {
            let z = self.circuit.replay(&forged);
            let (own, others): (Vec<usize>, Vec<usize>) =
                self.broken(&z).into_iter().partition(|row| self.system.rows[*row].site == self.group);
            if own.is_empty() {
                return gadget;
            }
            if others.is_empty() {
                let place = |(column, _): &(usize, F)| self.system.site_of(*column).full();
                return Some(Shown::Witness { forged: forged.iter().map(place).collect() });
            }
            if round == 0 {
                let within = |row: &usize| self.is_within(self.system.rows[*row].site);
                gadget = (!others.iter().any(within)).then(|| Shown::Gadget { forged: first.clone() });
            }
            match others.iter().find_map(|row| self.repair(&self.system.rows[*row], &z, &forged)) {
                Some(repair) => forged.push(repair),
                None => return gadget,
            }
        }
        gadget
    }

    fn broken(&self, z: &[F]) -> Vec<usize> {
        (0..self.system.rows.len()).filter(|row| !self.system.rows[*row].holds(z)).collect()
    }

    /// Whether a place is in the group's namespace.
    fn is_within(&self, site: u32) -> bool {
        let path = |site: u32| &self.system.sites[site as usize].path;
        let Site { path: own, .. } = &self.system.sites[self.group as usize];
        path(site)
            .strip_prefix(own.as_str())
            .is_some_and(|rest| own.is_empty() || rest.is_empty() || rest.starts_with('/'))
    }

    /// An input that was not forged yet, and the value with which the row holds.
    fn repair(&self, row: &Row<F>, z: &[F], forged: &[(usize, F)]) -> Option<(usize, F)> {
        let [a, b, c] = [&row.a, &row.b, &row.c].map(|terms| evaluate(terms, z));
        let inputs = row.columns().filter(|column| {
            *column > 0
                && self.system.variables[*column].origin != Origin::Hint
                && !forged.iter().any(|(other, _)| other == column)
        });
        inputs.into_iter().find_map(|column| {
            let k = |terms: &crate::Combination<F>| {
                terms.iter().filter(|(other, _)| *other as usize == column).map(|(_, k)| *k).sum::<F>()
            };
            let (ka, kb, kc) = (k(&row.a), k(&row.b), k(&row.c));
            // Linear in this input: (a + ka·d)·b = c + kc·d, or the same with a and b exchanged.
            let slope = match (ka.is_zero(), kb.is_zero()) {
                (false, false) => return None,
                (_, true) => ka * b - kc,
                (true, false) => kb * a - kc,
            };
            let change = (c - a * b) * slope.inverse()?;
            Some((column, z[column] + change))
        })
    }
}
