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
const REPAIRS: usize = 5;
/// Constraints of a group that forgeries start from.
const STARTS: usize = 3;
/// Forgeries that are tried for a group, and those after one has shown it.
const MOST_TRIES: usize = 100;
const TRIES_AFTER: usize = 2;

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
    /// Reasons in the ledger whose group is gone, or shown by a case.
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
    let mut chosen: Vec<u32> = groups_of(system).into_keys().collect();
    if let Some(most) = most {
        chosen.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        chosen.truncate(most);
        chosen.sort_unstable();
    }
    judge(circuit, system, ledger, cases, &chosen, most.is_none())
}

/// Runs the gate on the groups that are named, as in a [`Ledger`].
pub fn run_named<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    cases: &[Case<F>],
    named: &[&str],
) -> Report {
    let is_named = |site: &u32| {
        let full = system.sites[*site as usize].full();
        named.iter().any(|name| crate::names(name, &full))
    };
    let chosen: Vec<u32> = groups_of(system).into_keys().filter(is_named).collect();
    judge(circuit, system, ledger, cases, &chosen, false)
}

/// The rows of each group.
fn groups_of<F: PrimeField>(system: &System<F>) -> BTreeMap<u32, Vec<usize>> {
    let mut rows_of = BTreeMap::<u32, Vec<usize>>::new();
    for (index, row) in system.rows.iter().enumerate() {
        rows_of.entry(row.site).or_default().push(index);
    }
    rows_of
}

fn judge<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    cases: &[Case<F>],
    chosen: &[u32],
    whole: bool,
) -> Report {
    let rows_of = groups_of(system);
    let (by_input, _) = shown_by_cases(system, &forged_inputs(circuit, system));
    let (mut by_case, accepted) = shown_by_cases(system, cases);
    by_input.into_iter().for_each(|(site, name)| {
        by_case.entry(site).or_insert(name);
    });
    let (closed, mentioning) = (system.closed_by_columns(), system.rows_of_columns());
    let group = |site: &u32| {
        let place = &system.sites[*site as usize];
        let rows = &rows_of[site];
        let case = || by_case.get(site).map(|name| Shown::Case { name: name.clone() });
        let reason = || ledger.reason(place).map(|reason| Shown::Reason { reason: reason.to_owned() });
        let forger = Forger { circuit, system, closed: &closed, rows_of: &mentioning, group: *site };
        // A reason is written where forging finds nothing, which takes long to find out.
        let shown = case().or_else(reason).or_else(|| forger.shown(rows));
        Group { place: place.full(), constraints: rows.len(), shown }
    };
    let groups: Vec<Group> = chosen.par_iter().map(group).collect();
    let stale = stale(ledger, &groups, whole);
    Report { total: rows_of.len(), groups, accepted, stale }
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

/// Every input, the first and the last of its place, with another value, and all that is computed from it following.
fn forged_inputs<F: PrimeField>(circuit: &impl Circuit<F>, system: &System<F>) -> Vec<Case<F>> {
    let mut members = BTreeMap::<u32, Vec<usize>>::new();
    let inputs =
        (1..system.variables.len()).filter(|column| system.variables[*column].origin != Origin::Hint);
    for column in inputs {
        members.entry(system.variables[column].site).or_default().push(column);
    }
    let ends =
        members.into_values().flat_map(|columns| BTreeSet::from([columns[0], columns[columns.len() - 1]]));
    let forgeries: Vec<(usize, F)> = ends
        .flat_map(|column| [F::ONE, F::from(0x9e37_79b9u64)].map(|d| (column, system.z[column] + d)))
        .collect();
    let case = |(column, value): &(usize, F)| Case {
        name: format!("forged {}", system.site_of(*column).full()),
        z: circuit.replay(&[(*column, *value)]),
    };
    forgeries.par_iter().map(case).collect()
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
    closed: &'a [Vec<u32>],
    rows_of: &'a [Vec<u32>],
    group: u32,
}

impl<F: PrimeField, C: Circuit<F>> Forger<'_, F, C> {
    /// The strongest of what forged values show; a few tries more once something is shown.
    fn shown(&self, rows: &[usize]) -> Option<Shown> {
        let mut best = None;
        let mut after = 0;
        for forged in self.starts(rows).into_iter().take(MOST_TRIES) {
            match self.attempt(forged) {
                shown @ Some(Shown::Witness { .. }) => return shown,
                shown @ Some(_) => best = best.or(shown),
                None => {}
            }
            after += usize::from(best.is_some());
            if after > TRIES_AFTER {
                break;
            }
        }
        best
    }

    /// Forged values that may break constraints of the group and nothing else: of the variables that end some of its
    /// constraints, of others in them, in pairs of neighbours, and of the inputs of its namespace.
    fn starts(&self, rows: &[usize]) -> Vec<Vec<(usize, F)>> {
        let n = rows.len();
        let picked: BTreeSet<usize> = (0..STARTS.min(n)).map(|i| rows[i * (n - 1) / (STARTS - 1)]).collect();
        let columns = |row: &usize| {
            let mut columns: Vec<usize> = self.system.rows[*row].columns().filter(|c| *c > 0).collect();
            columns.sort_unstable_by_key(|column| std::cmp::Reverse(*column));
            columns.dedup();
            columns
        };
        let columns: Vec<Vec<usize>> = picked.iter().map(columns).collect();
        let inputs = self.inputs_of_namespace();
        let mut starts = Vec::new();
        for column in columns.iter().filter_map(|columns| columns.first()) {
            starts.extend(self.singles(*column));
        }
        starts.extend(picked.iter().flat_map(|row| self.held(&self.system.rows[*row])));
        let others = || columns.iter().flat_map(|columns| columns.iter().skip(1).take(4));
        for column in others().chain(&inputs).copied().chain(self.around(&columns)) {
            starts.extend(self.singles(column));
        }
        for column in columns.iter().flat_map(|columns| columns.iter().take(16)) {
            starts.extend(self.pairs(*column, &inputs));
        }
        starts.retain(|forged| forged.iter().any(|(column, value)| self.system.z[*column] != *value));
        starts
    }

    /// An input of the row changed while the values that are computed from it stay as they were.
    fn held(&self, row: &Row<F>) -> Vec<Vec<(usize, F)>> {
        let (variables, z) = (&self.system.variables, &self.system.z);
        let (hints, inputs): (Vec<usize>, Vec<usize>) = row
            .columns()
            .filter(|column| *column > 0)
            .partition(|column| variables[*column].origin == Origin::Hint);
        let held: Vec<(usize, F)> = hints.into_iter().map(|column| (column, z[column])).collect();
        let start = |column: usize| [vec![(column, z[column] + F::ONE)], held.clone()].concat();
        if held.len() > 512 { Vec::new() } else { inputs.into_iter().take(4).map(start).collect() }
    }

    /// Other variables in constraints that mention the last ones of the group's constraints; bits left out.
    fn around(&self, columns: &[Vec<usize>]) -> Vec<usize> {
        let is_dense = |column: &usize| {
            let value = self.system.z[*column];
            *column >= self.system.num_public() && value != F::ZERO && value != F::ONE
        };
        let last = columns.iter().filter_map(|columns| columns.first());
        let rows = last.flat_map(|column| self.rows_of[*column].iter().take(4));
        let around = rows.flat_map(|row| self.system.rows[*row as usize].columns()).filter(is_dense);
        around.collect::<BTreeSet<usize>>().into_iter().take(8).collect()
    }

    fn singles(&self, column: usize) -> Vec<Vec<(usize, F)>> {
        let v = self.system.z[column];
        let random = |i: u64| F::from(0x9e37_79b9_7f4a_7c15u64 + i).square() + F::from(column as u64);
        let values = [v + F::ONE, random(0), F::ONE - v, -v, F::from(2u64), random(1), random(2), F::ZERO];
        values.into_iter().map(|value| vec![(column, value)]).collect()
    }

    /// Two at once: neighbours of one place that leave a sum of bits, or a binary number, as it is; and a value with the
    /// other inputs of its namespace at zero.
    fn pairs(&self, column: usize, inputs: &[usize]) -> Vec<Vec<(usize, F)>> {
        let z = &self.system.z;
        let (one, two) = (F::ONE, F::from(2u64));
        let mut pairs = Vec::new();
        let alike = |c: usize| self.system.variables.get(c).map(|variable| variable.site);
        for (near, far) in [(column, column + 1), (column.wrapping_sub(1), column)] {
            if alike(near).is_some() && alike(near) == alike(far) {
                for (up, down) in [(two, one), (-two, -one), (one, one), (-one, -one)] {
                    pairs.push(vec![(near, z[near] + up), (far, z[far] - down)]);
                }
            }
        }
        let others =
            inputs.iter().copied().filter(|other| *other != column && alike(*other) != alike(column));
        let zeros: Vec<(usize, F)> = others.map(|other| (other, F::ZERO)).collect();
        if !zeros.is_empty() && zeros.len() < 8 {
            pairs.extend([two, F::ZERO].map(|value| [vec![(column, value)], zeros.clone()].concat()));
        }
        pairs
    }

    /// A few private inputs of the group's own namespace.
    fn inputs_of_namespace(&self) -> Vec<usize> {
        let is_own = |column: &usize| {
            let variable = &self.system.variables[*column];
            variable.origin == Origin::Input && self.is_within(variable.site)
        };
        if self.system.sites[self.group as usize].path.is_empty() {
            return Vec::new();
        }
        (0..self.system.variables.len()).filter(is_own).take(8).collect()
    }

    fn attempt(&self, mut forged: Vec<(usize, F)>) -> Option<Shown> {
        let first = self.system.site_of(forged[0].0).full();
        let mut gadget = None;
        for _ in 0..=REPAIRS {
            let z = self.circuit.replay(&forged);
            let (own, mut others): (Vec<usize>, Vec<usize>) =
                self.broken(&z).into_iter().partition(|row| self.system.rows[*row].site == self.group);
            if others.is_empty() {
                let place = |(column, _): &(usize, F)| self.system.site_of(*column).full();
                return (!own.is_empty())
                    .then(|| Shown::Witness { forged: forged.iter().map(place).collect() })
                    .or(gadget);
            }
            let outside = |row: &usize| !self.is_within(self.system.rows[*row].site);
            // What breaks in the group's own namespace is mended first.
            others.sort_by_key(outside);
            if !own.is_empty() && others.iter().all(outside) {
                gadget = Some(Shown::Gadget { forged: first.clone() });
            }
            match others.iter().find_map(|row| self.repair(&self.system.rows[*row], &z, &forged)) {
                Some(repair) => forged.push(repair),
                None => break,
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

    /// Whether a column ends constraints of the group: with the group left out it is looser than it was.
    fn is_loose(&self, column: usize) -> bool {
        self.closed[column].iter().any(|row| self.system.rows[*row as usize].site == self.group)
    }

    /// An input, or a value that the group alone would hold, that was not forged yet, and the value with which the row holds.
    fn repair(&self, row: &Row<F>, z: &[F], forged: &[(usize, F)]) -> Option<(usize, F)> {
        let [a, b, c] = [&row.a, &row.b, &row.c].map(|terms| evaluate(terms, z));
        let inputs = row.columns().filter(|column| {
            *column > 0
                && (self.system.variables[*column].origin != Origin::Hint || self.is_loose(*column))
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
